//! What planning costs: every planned property of every cluster, pool, subnet and network, and how that grows with clusters
//! and with the subnets of one network.

use std::fmt::Write as _;

/// Pools of each cluster, and subnets of its network.
const POOLS: usize = 20;
const SUBNETS: usize = 50;

/// Prints how planning grows: tenfold clusters, then tenfold subnets around one cluster.
pub fn measure(clusters: &[usize], subnets: &[usize]) {
    println!("{:>8} {:>8} {:>8} {:>12}", "clusters", "pools", "subnets", "plan");
    let mut before = None;
    for &count in clusters {
        let root = root(POOLS, SUBNETS);
        before = Some(print(count, POOLS, SUBNETS, &vec![root; count], before));
    }
    before = None;
    for &count in subnets {
        before = Some(print(1, POOLS, count, &[root(POOLS, count)], before));
    }
    println!();
}

fn print(clusters: usize, pools: usize, subnets: usize, roots: &[String], before: Option<f64>) -> f64 {
    let time = akslint::bench::plan(roots).as_secs_f64() * 1000.0;
    let step = before.map(|before| format!("  {:.1}x", time / before)).unwrap_or_default();
    println!("{clusters:>8} {pools:>8} {subnets:>8} {time:>9.2} ms{step}");
    time
}

/// A cluster whose pools are spread over the subnets of its network.
fn root(pools: usize, subnets: usize) -> String {
    let mut text =
        "resource \"azurerm_virtual_network\" \"v\" {\n  name = \"v\"\n  address_space = [\"10.0.0.0/8\"]\n}\n"
            .to_owned();
    for subnet in 0..subnets {
        // A /25 each, two of them in every /24.
        let (high, low, half) = (subnet / 512 + 1, subnet / 2 % 256, subnet % 2 * 128);
        let _ = writeln!(
            text,
            "resource \"azurerm_subnet\" \"s{subnet}\" {{\n  name = \"s{subnet}\"\n  virtual_network_name = \
             azurerm_virtual_network.v.name\n  address_prefixes = [\"10.{high}.{low}.{half}/25\"]\n}}"
        );
    }
    text.push_str(
        "resource \"azurerm_kubernetes_cluster\" \"c\" {\n  name = \"c\"\n  default_node_pool {\n    name = \"system\"\n    \
         vm_size = \"Standard_D4s_v5\"\n    node_count = 3\n    vnet_subnet_id = azurerm_subnet.s0.id\n  }\n  \
         network_profile {\n    network_plugin = \"azure\"\n  }\n}\n",
    );
    for pool in 1..pools {
        let subnet = pool * subnets / pools;
        let _ = writeln!(
            text,
            "resource \"azurerm_kubernetes_cluster_node_pool\" \"p{pool}\" {{\n  name = \"p{pool}\"\n  kubernetes_cluster_id = \
             azurerm_kubernetes_cluster.c.id\n  auto_scaling_enabled = true\n  min_count = 1\n  max_count = {pool}\n  \
             vnet_subnet_id = azurerm_subnet.s{subnet}.id\n}}"
        );
    }
    text
}
