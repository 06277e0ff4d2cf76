variable "subscription_id" {
  type        = string
  description = "Subscription of this environment."
}

variable "environment" {
  type = string

  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "The environment is dev or prod."
  }
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "address_space" {
  type = string
}

variable "cluster" {
  description = "What differs between the clusters of the environments."
  type = object({
    kubernetes_version  = string
    sku_tier            = optional(string, "Standard")
    private             = optional(bool, true)
    authorized_networks = optional(list(string), [])
    local_accounts      = optional(bool, false)
    upgrade_channel     = optional(string, "patch")
    admin_groups        = list(string)
  })
}

variable "node_pools" {
  type = map(object({
    vm_size   = string
    min_count = optional(number, 1)
    max_count = optional(number, 3)
    public_ip = optional(bool, false)
    labels    = optional(map(string), {})
  }))
  default = {}
}

variable "alert_webhook_secret" {
  type      = string
  sensitive = true
}
