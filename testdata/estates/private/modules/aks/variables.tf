variable "name" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "location" {
  type = string
}

variable "kubernetes_version" {
  type = string
}

variable "sku_tier" {
  type    = string
  default = "Standard"
}

variable "private_cluster_enabled" {
  type    = bool
  default = true
}

variable "authorized_networks" {
  type    = list(string)
  default = []
}

variable "local_account_disabled" {
  type    = bool
  default = true
}

variable "upgrade_channel" {
  type    = string
  default = null
}

variable "admin_group_object_ids" {
  type = list(string)
}

variable "node_subnet_id" {
  type = string
}

variable "network_policy" {
  type    = string
  default = null
}

variable "defender_enabled" {
  type    = bool
  default = false
}

variable "log_analytics_workspace_id" {
  type    = string
  default = null
}

variable "node_pools" {
  type = map(object({
    vm_size   = string
    min_count = number
    max_count = number
    public_ip = bool
    labels    = map(string)
  }))
}

variable "tags" {
  type    = map(string)
  default = {}
}
