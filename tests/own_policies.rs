//! Policies of a team's own: written, tested, listed, explained and applied by the built binary; and the lists and
//! personas of the built-in ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

mod support;

use support::{CLUSTER, Tree};

const PAGE: &str = "---
severity: high
resource: cluster
require: has(cluster.tags.team)
message: nobody is named to ask about this cluster
fix: add the tag `team`
since: 1.0.0
aliases: [OUR-7]
links:
  - https://example.com/rules
---
# Clusters name their team

Because somebody has to answer.

## Bad

```terraform
resource \"azurerm_kubernetes_cluster\" \"this\" { # finding
  name = \"demo\"
}
```

## Silence

```terraform verdict=fail
resource \"azurerm_kubernetes_cluster\" \"this\" { # finding
  name = \"demo\"
}
```

## Good

```terraform
resource \"azurerm_kubernetes_cluster\" \"this\" {
  name = \"demo\"
  tags = { team = \"platform\" }
}
```

## Undecided

```terraform
variable \"team\" {}

resource \"azurerm_kubernetes_cluster\" \"this\" {
  name = \"demo\"
  tags = { team = var.team } # finding
}
```
";

#[test]
fn a_skeleton_passes_its_own_examples() {
    let tree = Tree::with(&[("pages/README.md", "Ours.\n")]);
    let cluster = tree.run(&["new-policy", "our-cluster-team", "--directory", "pages"]);
    assert_eq!(cluster.code, Some(0), "{}", cluster.log);
    assert_eq!(cluster.out, "wrote pages/our-cluster-team.md; fill it in, then run `akslint test pages`\n");
    for (name, kind) in [("our-pool-team", "pool"), ("our-subnet-name", "subnet")] {
        let run = tree.run(&["new-policy", name, "--resource", kind, "--directory", "pages"]);
        assert_eq!(run.code, Some(0), "{}", run.log);
    }
    let test = tree.run(&["test", "pages"]);
    assert_eq!((test.code, &*test.out), (Some(0), "3 pages, 20 examples: 0 failures\n"), "{}", test.log);
}

#[test]
fn new_policy_overwrites_nothing_and_takes_only_new_names() {
    let tree = Tree::new();
    assert_eq!(tree.run(&["new-policy", "our-policy"]).code, Some(0));
    for (arguments, message) in [
        (&["new-policy", "our-policy"][..], "exist"),
        (&["new-policy", "aks-rbac-enabled"], "there is already a policy `aks-rbac-enabled`"),
        (&["new-policy", "Our Policy"], "small letters, digits and hyphens"),
        (&["new-policy", "our-other", "--resource", "clutser"], "there is no kind `clutser`; did you mean `cluster`?"),
        (&["new-policy", "our-other", "--resource", "subnetAssociation"], "there is no skeleton for the kind"),
    ] {
        let run = tree.run(arguments);
        assert_eq!(run.code, Some(2), "{}", run.command);
        assert!(run.log.contains(message), "`{}`: {}", run.command, run.log);
    }
}

#[test]
fn examples_that_do_not_hold_are_told_with_their_place() {
    let wrong = PAGE.replacen("tags = { team = \"platform\" }", "tags = { owner = \"platform\" }", 1);
    let tree = Tree::with(&[("pages/our-team.md", &wrong)]);
    let run = tree.run(&["test", "pages"]);
    assert_eq!(run.code, Some(1), "{}", run.log);
    assert!(run.out.starts_with("pages/our-team.md:34 (Good): "), "{}", run.out);
    assert!(run.out.ends_with("1 page, 4 examples: 1 failure\n"), "{}", run.out);
}

#[test]
fn a_page_in_error_stops_every_command_that_needs_it() {
    let wrong = PAGE.replacen("has(cluster.tags.team)", "has(cluster.tagz.team)", 1);
    let tree = Tree::with(&[("pages/our-team.md", &wrong), ("main.tf", CLUSTER)]);
    for arguments in [&["test", "pages"][..], &["scan", "--policies", "pages"], &["policies", "--policies", "pages"]] {
        let run = tree.run(arguments);
        assert_eq!(run.code, Some(2), "{}", run.command);
        assert!(run.log.contains("pages/our-team.md:4:") && run.log.contains("tagz"), "{}", run.log);
    }
    let none = Tree::with(&[("pages/README.md", "Nothing yet.\n")]).run(&["test", "pages"]);
    assert_eq!(none.code, Some(2));
    assert!(none.log.contains("there are no pages"), "{}", none.log);
}

#[test]
fn own_policies_are_listed_explained_and_applied() {
    let tree = Tree::with(&[("pages/our-team.md", PAGE), ("main.tf", CLUSTER)]);
    let scan = tree.scan(&["--policies", "pages", "--only", "our-team,aks-defender-profile"]);
    assert_eq!(scan.code, 1);
    assert_eq!(scan.policies_in(""), ["aks-defender-profile", "our-team"]);
    let by_alias = tree.scan(&["--policies", "pages", "--only", "our-7"]);
    assert_eq!(by_alias.policies_in(""), ["our-team"]);
    let without = tree.scan(&["--policies", "pages", "--except", "our-team"]);
    assert!(!without.policies_in("").contains(&"our-team".to_owned()));
    let list = tree.run(&["policies", "--policies", "pages"]);
    let line = list.out.lines().find(|line| line.starts_with("our-team ")).expect("it is listed");
    assert!(line.contains("high") && line.ends_with("Clusters name their team"), "{line}");
    let explained = tree.run(&["explain", "our-team", "--policies", "pages", "--color", "never"]);
    assert!(explained.out.contains("Because somebody has to answer."), "{}", explained.out);
    assert_eq!(tree.run(&["scan", "--only", "our-team"]).code, Some(2), "without the folder there is no such policy");
}

#[test]
fn aliases_are_a_table_from_other_tools_to_policies() {
    let run = Tree::new().run(&["policies", "--aliases"]);
    assert_eq!(run.code, Some(0));
    let rows: Vec<Vec<&str>> =
        run.out.lines().map(|line| line.split("  ").filter(|cell| !cell.is_empty()).collect()).collect();
    assert_eq!(rows[0].iter().map(|cell| cell.trim()).collect::<Vec<_>>(), ["tool", "its name", "policy"]);
    let policy = |alias: &str| {
        let row = rows.iter().find(|row| row[1].trim() == alias).unwrap_or_else(|| panic!("no row of {alias}"));
        (row[0].trim(), row[2].trim())
    };
    assert_eq!(policy("CKV_AZURE_6"), ("checkov", "aks-api-server-restricted"));
    assert_eq!(policy("AZU-0042"), ("trivy", "aks-rbac-enabled"));
    assert_eq!(policy("Azure.AKS.UptimeSLA"), ("PSRule for Azure", "aks-sku-tier"));
    assert_eq!(policy("aks-008"), ("azqr", "aks-rbac-enabled"));
    assert!(rows.len() > 80, "{} rows", rows.len());
}

#[test]
fn each_persona_sees_what_the_one_before_sees_and_more() {
    let tree = Tree::with(&[("main.tf", CLUSTER)]);
    let seen = |persona: &str| tree.scan(&["--persona", persona]).policies_in("");
    let (regular, pedantic, auditor) = (seen("regular"), seen("pedantic"), seen("auditor"));
    assert_eq!(tree.scan(&[]).policies_in(""), regular);
    let holds = |more: &[String], less: &[String]| less.iter().all(|policy| more.contains(policy));
    assert!(holds(&pedantic, &regular) && holds(&auditor, &pedantic));
    assert!(regular.len() < pedantic.len() && pedantic.len() < auditor.len());
    assert!(regular.len() <= 12, "a plain cluster gives {} findings: {regular:?}", regular.len());
    for (policy, persona) in [("aks-private-cluster", &pedantic), ("aks-api-server-vnet-integration", &auditor)] {
        assert!(persona.iter().any(|seen| seen == policy), "{policy}");
    }
    assert!(!regular.iter().any(|seen| seen == "aks-private-cluster"));
    assert!(!pedantic.iter().any(|seen| seen == "aks-api-server-vnet-integration"));
    assert_eq!(tree.run(&["scan", "--persona", "strict"]).code, Some(2));
}
