variable "name" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "private" {
  type    = bool
  default = true
}

variable "defender_workspace" {
  type = string
}

variable "node_public_ip" {
  type    = bool
  default = false
}
