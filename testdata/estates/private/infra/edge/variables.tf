variable "location" {
  type    = string
  default = "northeurope"
}

variable "tenant_id" {
  type = string
}

variable "kubernetes_version" {
  type    = string
  default = "1.35"
}

variable "private_cluster_enabled" {
  type = bool
}
