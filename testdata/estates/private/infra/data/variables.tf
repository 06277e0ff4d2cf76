variable "resource_group_name" {
  type = string
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "kubernetes_version" {
  type = string
}

variable "azure_policy_enabled" {
  type = bool
}

variable "node_count" {
  type = number
}

variable "client_id" {
  type = string
}

variable "client_secret" {
  type      = string
  sensitive = true
}
