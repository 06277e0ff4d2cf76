provider "registry.terraform.io/hashicorp/azurerm" {
  version     = "4.54.0"
  constraints = ">= 4.0.0"
}
