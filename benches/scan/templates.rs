//! A generated tree of Bicep modules of which few matter, in the proportions of real code.

use std::fmt::Write as _;
use std::path::Path;

use super::estate::write_file;

/// Writes `modules` Bicep modules of which `matter` declare a cluster.
pub fn write_haystack(base: &Path, modules: usize, matter: usize) {
    let every = modules / matter.max(1);
    for index in 0..modules {
        let directory = base.join(format!("area-{:02}/module-{index:04}", index % 64));
        if index % every == every / 2 && index / every < matter {
            write_file(&directory.join("main.bicep"), MAIN);
            write_file(&directory.join("main.prod.bicepparam"), PARAMETERS);
            write_file(&directory.join("modules/aks.bicep"), CLUSTER);
        } else {
            write_file(&directory.join("main.bicep"), &unrelated(index));
        }
    }
}

fn unrelated(index: usize) -> String {
    let mut text = String::from(
        "targetScope = 'resourceGroup'\n\n@description('Where it stands.')\nparam location string = resourceGroup().location\n\n\
         param tags object = {}\n\n",
    );
    for number in 0..6 {
        let _ = write!(
            text,
            "resource account{number} 'Microsoft.Storage/storageAccounts@2023-05-01' = {{\n  name: 'st{index}x{number}'\n  location: \
             location\n  tags: union(tags, {{\n    number: '{number}'\n  }})\n  sku: {{\n    name: 'Standard_ZRS'\n  }}\n  kind: \
             'StorageV2'\n  properties: {{\n    allowBlobPublicAccess: false\n    minimumTlsVersion: 'TLS1_2'\n  }}\n}}\n\n\
             output id{number} string = account{number}.id\n\n"
        );
    }
    text
}

const MAIN: &str = "targetScope = 'resourceGroup'

param location string = resourceGroup().location
param name string
param private bool = true
param ranges array = []

module aks 'modules/aks.bicep' = {
  name: 'aks'
  params: {
    location: location
    name: name
    private: private
    ranges: [for range in ranges: trim(range)]
  }
}
";

const PARAMETERS: &str = "using 'main.bicep'

param name = 'prod'
param private = false
param ranges = [
  '198.51.100.7/32'
  ' 203.0.113.0/24 '
]
";

const CLUSTER: &str = "param location string
param name string
param private bool
param ranges array
param pools array = [
  'apps'
  'jobs'
]

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'aks-${name}'
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: name
    disableLocalAccounts: true
    apiServerAccessProfile: {
      enablePrivateCluster: private
      authorizedIPRanges: private ? null : ranges
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: 3
        vmSize: 'Standard_D4ds_v5'
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkPolicy: 'cilium'
      networkDataplane: 'cilium'
    }
  }
}

resource pool 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = [for pool in pools: {
  parent: aks
  name: pool
  properties: {
    mode: 'User'
    count: 2
    vmSize: 'Standard_D8ds_v5'
  }
}]
";
