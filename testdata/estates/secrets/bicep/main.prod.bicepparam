using 'main.bicep'

var word = 'CANARY-file-variable'

param secret = 'CANARY-file'
param defaulted = word
param settings = {
  word: 'CANARY-file-object'
  list: [12, 'CANARY-file-list']
}
param typed = {
  password: 'CANARY-file-typed'
  name: 'admin'
}
