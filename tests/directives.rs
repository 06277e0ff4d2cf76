//! Ignore comments as they are written: how they are spelt, here and for other tools, how far they reach, which are trusted.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use akslint::source::Sources;
use akslint::suppression::{Directive, Directives, Names, Scope, Tool, Trust, directives, untrusted};

/// The directives of one file.
fn read(path: &str, text: &str) -> (Sources, Directives) {
    let sources = Sources::in_memory();
    sources.add(path, text);
    let found = directives(&sources, &akslint::cli::built_in());
    (sources, found)
}

/// What each directive reaches: the first line of it and how many lines, or nothing.
fn reaches(path: &str, text: &str) -> Vec<String> {
    let (_, found) = read(path, text);
    let lines = |directive: &Directive| match directive.reach {
        None => "nothing".to_owned(),
        Some(reach) => {
            let reached = text[reach.range()].trim_end();
            let first = reached.lines().next().unwrap_or_default().trim().to_owned();
            format!("{} {first}", reached.lines().count())
        }
    };
    found.all.iter().map(lines).collect()
}

/// Tool, scope, names as written, policies, date and reason of the only directive in a comment of Terraform.
fn only(comment: &str) -> (Tool, Scope, Vec<String>, usize, Option<String>, Option<String>) {
    let (_, found) = read("main.tf", &format!("{comment}\nresource \"a\" \"b\" {{\n}}\n"));
    assert!(found.problems.is_empty(), "{comment}: {:?}", found.problems);
    let [directive] = &found.all[..] else { panic!("{comment}: {:?}", found.all) };
    (
        directive.tool,
        directive.scope,
        directive.names.listed().to_vec(),
        directive.policies().count(),
        directive.until.map(|date| date.to_string()),
        directive.reason.clone(),
    )
}

fn mistakes(comment: &str) -> Vec<String> {
    let (_, found) = read("main.tf", &format!("{comment}\nresource \"a\" \"b\" {{\n}}\n"));
    found.problems.iter().map(|problem| problem.message.clone()).collect()
}

#[test]
fn names_date_and_reason_are_read() {
    let (tool, scope, names, policies, until, reason) =
        only("# akslint: ignore[aks-local-accounts-disabled, CKV_AZURE_6] until=2026-12-31 the lab needs it # really");
    assert_eq!((tool, scope, policies), (Tool::Akslint, Scope::Item, 2));
    assert_eq!(names, ["aks-local-accounts-disabled", "CKV_AZURE_6"]);
    assert_eq!(until.as_deref(), Some("2026-12-31"));
    assert_eq!(reason.as_deref(), Some("the lab needs it # really"));
    for text in [
        "#akslint:ignore[CKV_AZURE_6]: why",
        "// akslint: ignore [ CKV_AZURE_6 ] - why",
        "/* akslint: ignore[CKV_AZURE_6] why */",
        "/*\n * akslint: ignore[CKV_AZURE_6] why\n */",
        "# tflint-ignore: x # akslint: ignore[\"CKV_AZURE_6\"] — why",
    ] {
        let (_, scope, names, policies, until, reason) = only(text);
        assert_eq!((scope, policies, until), (Scope::Item, 1, None), "{text}");
        assert_eq!((names, reason.as_deref()), (vec!["CKV_AZURE_6".to_owned()], Some("why")), "{text}");
    }
    assert_eq!(only("# akslint: ignore-file[CKV_AZURE_6]").1, Scope::File);
}

#[test]
fn mistakes_are_told_and_hide_nothing() {
    for (text, part) in [
        ("# akslint: ignore", "must name what it ignores"),
        ("# akslint: ignore everything here", "must name what it ignores"),
        ("# akslint: ignore[]", "everything at once cannot be ignored"),
        ("# akslint: ignore[ , ]", "everything at once cannot be ignored"),
        ("# akslint: ignored[aks-x]", "`akslint: ignored` is no directive"),
        ("# akslint: ignore[CKV_AZURE_6] until=tomorrow why", "`until=tomorrow` is no date"),
        ("# akslint: ignore[CKV_AZURE_6] until=2026-02-30", "`until=2026-02-30` is no date"),
    ] {
        assert!(mistakes(text)[0].contains(part), "{text}: {:?}", mistakes(text));
        assert!(read("main.tf", text).1.all.is_empty(), "{text}");
    }
    let (_, found) = read("main.tf", "# akslint: ignore[aks-local-acounts-disabled]\nvariable \"a\" {}\n");
    assert_eq!(found.problems[0].message, "There is no policy `aks-local-acounts-disabled` to ignore");
    assert_eq!(found.problems[0].help.as_deref(), Some("did you mean `aks-local-accounts-disabled`?"));
    assert!(mistakes("# as for akslint: it finds nothing here").is_empty(), "prose is prose");
}

#[test]
fn what_looks_like_a_comment_in_a_string_is_none() {
    let text = "locals {\n  a = \"# akslint: ignore[CKV_AZURE_6]\"\n  b = <<EOT\n# akslint: ignore[CKV_AZURE_6]\n#checkov:skip=CKV_AZURE_6\nEOT\n}\n";
    assert!(read("main.tf", text).1.all.is_empty());
    let bicep = "var a = '// akslint: ignore[CKV_AZURE_6]'\nvar b = '''\n// akslint: ignore[CKV_AZURE_6]\n'''\n";
    assert!(read("main.bicep", bicep).1.all.is_empty());
    assert!(read("a.json", "{ \"a\": \"// akslint: ignore[CKV_AZURE_6]\" }").1.all.is_empty());
    assert!(read("notes.txt", "# akslint: ignore[CKV_AZURE_6]").1.all.is_empty());
}

#[test]
fn a_comment_reaches_what_it_stands_at() {
    let text = r#"# akslint: ignore[CKV_AZURE_6] 0 above a block
resource "x" "y" { # akslint: ignore[CKV_AZURE_6] 1 at its head
  # akslint: ignore[CKV_AZURE_6] 2 above an attribute
  # which is explained here
  a = 1
  b = [ # akslint: ignore[CKV_AZURE_6] 3 at the head of a list
    "0.0.0.0/0",
    # akslint: ignore[CKV_AZURE_6] 4 above an element
    "1.1.1.1/32", # akslint: ignore[CKV_AZURE_6] 5 behind an element
  ]
  c = 2 # akslint: ignore[CKV_AZURE_6] 6 behind an attribute

  # akslint: ignore[CKV_AZURE_6] 7 by itself in a block

  d {
    e = { f = 1 } /* akslint: ignore[CKV_AZURE_6] 8 */
  }
  g = merge(x, {
    h = 1 # akslint: ignore[CKV_AZURE_6] 9
  })
} # akslint: ignore[CKV_AZURE_6] 10 behind the end
# akslint: ignore[CKV_AZURE_6] 11 by itself in a file
"#;
    let block = "20 resource \"x\" \"y\" { # akslint: ignore[CKV_AZURE_6] 1 at its head";
    let list = "5 b = [ # akslint: ignore[CKV_AZURE_6] 3 at the head of a list";
    let end = "1 } # akslint: ignore[CKV_AZURE_6] 10 behind the end";
    let expected =
        [block, block, "1 a = 1", list, list, list, "1 c = 2", block, "1 e = { f = 1 }", "1 h = 1", end, "nothing"];
    assert_eq!(reaches("main.tf", text), expected);
    assert_eq!(reaches("main.tf", &text.replace('\n', "\r\n")), expected, "whatever the line ends");
}

#[test]
fn values_have_comments_too() {
    let text = "private = false # akslint: ignore[CKV_AZURE_6]\nname = #{name}#\n# akslint: ignore[CKV_AZURE_6]\nranges = [\n \"a\",\n]\n";
    assert_eq!(reaches("prod.tfvars", text), ["1 private = false", "3 ranges = ["]);
}

#[test]
fn bicep_is_reached_alike() {
    let text = r#"// akslint: ignore[CKV_AZURE_6] 0
@description('x')
param private bool = false
param other bool = false // akslint: ignore[CKV_AZURE_6] 1

// akslint: ignore[CKV_AZURE_6] 2
module aks 'aks.bicep' = {
  params: {
    private: private // akslint: ignore[CKV_AZURE_6] 3
  }
}
resource c 'Microsoft.ContainerService/managedClusters@2024-01-01' = { // akslint: ignore[CKV_AZURE_6] 4
  properties: {
    // akslint: ignore[CKV_AZURE_6] 5
    agentPoolProfiles: [
      { // akslint: ignore[CKV_AZURE_6] 6
        name: 'a'
      }
      /* akslint: ignore[CKV_AZURE_6] 7 */
      {
        name: 'b'
      }
    ]
  }
}
"#;
    let expected = [
        "2 @description('x')",
        "1 param other bool = false",
        "5 module aks 'aks.bicep' = {",
        "1 private: private",
        "14 resource c 'Microsoft.ContainerService/managedClusters@2024-01-01' = { // akslint: ignore[CKV_AZURE_6] 4",
        "9 agentPoolProfiles: [",
        "3 { // akslint: ignore[CKV_AZURE_6] 6",
        "3 {",
    ];
    assert_eq!(reaches("main.bicep", text), expected);
    assert_eq!(
        reaches("prod.bicepparam", "using 'a.bicep'\n// akslint: ignore[CKV_AZURE_6]\nparam a = true\n"),
        ["1 param a = true"]
    );
}

#[test]
fn json_has_members_for_comments() {
    let text = r#"{
  // akslint: ignore[CKV_AZURE_6] 0
  "parameters": {
    "private": { "type": "bool", "metadata": { "akslint": "ignore[CKV_AZURE_6] 1" } }
  },
  "resources": [
    {
      "comments": "akslint: ignore[CKV_AZURE_6] 2",
      "metadata": { "akslint": ["ignore[CKV_AZURE_6] 3", "akslint: ignore[CKV_AZURE_7] 4"] },
      "properties": { "enableRBAC": false } // akslint: ignore[CKV_AZURE_6] 5
    },
    { "metadata": { "checkov": { "skip": [ { "id": "CKV_AZURE_6", "comment": "six" } ] } } }
  ]
}
"#;
    let (_, found) = read("main.json", text);
    let reasons: Vec<&str> = found.all.iter().map(|directive| directive.reason.as_deref().unwrap()).collect();
    assert_eq!(reasons, ["0", "1", "2", "3", "4", "5", "six"]);
    let resource = "5 {";
    let expected = [
        "3 \"parameters\": {",
        "1 \"private\": { \"type\": \"bool\", \"metadata\": { \"akslint\": \"ignore[CKV_AZURE_6] 1\" } }",
        resource,
        resource,
        resource,
        "1 \"properties\": { \"enableRBAC\": false }",
        "1 { \"metadata\": { \"checkov\": { \"skip\": [ { \"id\": \"CKV_AZURE_6\", \"comment\": \"six\" } ] } } }",
    ];
    assert_eq!(reaches("main.json", text), expected);
    let terraform = "{\n  \"resource\": { \"a\": { \"b\": {\n    \"//\": \"akslint: ignore[CKV_AZURE_6] why\",\n    \"name\": \"x\"\n  } } }\n}\n";
    assert_eq!(reaches("main.tf.json", terraform), ["4 \"b\": {"]);
    assert!(reaches("main.tf.json", "{ // akslint: ignore[CKV_AZURE_6]\n}").is_empty(), "that form has no comments");
}

#[test]
fn other_tools_are_understood() {
    let (tool, scope, names, policies, _, reason) = only("#checkov:skip=CKV_AZURE_6,CKV_AZURE_141:both: agreed");
    assert_eq!((tool, scope, policies, reason.as_deref()), (Tool::Checkov, Scope::Block, 2, Some("both: agreed")));
    assert_eq!(names, ["CKV_AZURE_6", "CKV_AZURE_141"]);
    let (tool, scope, _, policies, until, reason) = only("#trivy:ignore:AVD-AZU-0041:exp:2026-01-01 known");
    assert_eq!((tool, scope, policies), (Tool::Trivy, Scope::Item, 1));
    assert_eq!((until.as_deref(), reason.as_deref()), (Some("2026-01-01"), Some("known")));
    assert_eq!(only("# trivy:ignore:azu-0041").3, 1);
    let (tool, _, _, policies, until, _) = only("#tfsec:ignore:azure-container-limit-authorized-ips:exp:2027-01-01");
    assert_eq!((tool, policies, until.as_deref()), (Tool::Tfsec, 1, Some("2027-01-01")));
    assert!(only("#trivy:ignore:*").3 > 10, "everything that trivy has");
    assert!(only("#tfsec:ignore:azure-keyvault-*").3 < only("#tfsec:ignore:azure-*").3 + 1);
    for conditional in [
        "#trivy:ignore:AVD-AZU-0041[name=x]",
        "#trivy:ignore:AVD-AZU-0041:ws:dev",
        "#trivy:ignore:AVD-AZU-0041:exp:soon",
    ] {
        assert_eq!(only(conditional).3, 0, "{conditional}: what cannot be decided hides nothing");
    }
    assert_eq!(only("# kics-scan ignore-line").1, Scope::NextLine);
    assert_eq!(only("# kics-scan ignore-block").1, Scope::Item);
    let (tool, scope, _, policies, ..) = only("# kics-scan disable=5f2dedd8-9f7e-4d3e-8b3f-000000000000");
    assert_eq!((tool, scope, policies), (Tool::Kics, Scope::File, 0));
    let all = only("# kics-scan ignore").3;
    assert!(all > 10 && only("# kics-scan enable=none").3 == all);
    assert!(read("main.tf", "# kics-scan is what we use\n").1.all.is_empty());
    let two = read(
        "main.tf",
        "#tfsec:ignore:azure-container-limit-authorized-ips tfsec:ignore:AZU-0042\nvariable \"a\" {}\n",
    )
    .1;
    assert_eq!(two.all.iter().map(|one| one.policies().count()).collect::<Vec<_>>(), [1, 1]);
    assert!(matches!(&two.all[0].names, Names::Listed(names) if names.len() == 1));
}

#[test]
fn other_tools_reach_as_they_say() {
    let text = r#"# kics-scan ignore
#checkov:skip=CKV_AZURE_6: outside of a block
resource "x" "y" {
  a = 1 #checkov:skip=CKV_AZURE_6: inside
  b {
    #checkov:skip=CKV_AZURE_6: deep inside
    c = 1
  }
  # kics-scan ignore-line
  d {
    e = 1
  }
  # kics-scan ignore-block
  f {
    #trivy:ignore:AZU-0041
    g = 1
    # kics-scan disable=x

  }
  #tfsec:ignore:AZU-0041

}
"#;
    let block = "20 resource \"x\" \"y\" {";
    let expected =
        ["22 # kics-scan ignore", "nothing", block, block, "1 d {", "6 f {", "1 g = 1", "nothing", "nothing"];
    assert_eq!(reaches("main.tf", text), expected);
}

#[test]
fn a_change_of_code_brings_no_trust_with_it() {
    let base = "resource \"x\" \"y\" {\n  a = 1 # akslint: ignore[CKV_AZURE_6] why\n  b = 1\n}\n";
    let new = |text: &str| {
        let known = read("main.tf", base).1;
        let found = read("main.tf", text).1;
        untrusted(&found.all, &Trust::only("main", &known.all))
    };
    assert!(new(base).is_empty());
    assert!(new(&format!("\n\n# moved\n{base}")).is_empty(), "lines may move");
    assert_eq!(new(&base.replace(" why", "")), [0], "another reason");
    assert_eq!(new(&base.replace("CKV_AZURE_6", "CKV_AZURE_6,CKV_AZURE_7")), [0], "more names");
    assert_eq!(new(&base.replace("] why", "] until=2030-01-01 why")), [0], "another end");
    assert_eq!(new(&base.replace("\"y\"", "\"z\"")), [0], "another resource");
    assert_eq!(new(&base.replace("b = 1", "b = 1 # akslint: ignore[CKV_AZURE_6] why")), [1], "another attribute");
    let twice = base.replace("  b = 1\n", "  a = 1 # akslint: ignore[CKV_AZURE_6] why\n");
    assert_eq!(new(&twice), [1], "as many as there were");
    assert_eq!(new(&base.replace("akslint: ignore[CKV_AZURE_6]", "akslint: ignore-file[CKV_AZURE_6]")), [0]);
    assert!(untrusted(&read("main.tf", base).1.all, &Trust::Everything).is_empty());
}

#[test]
fn any_text_is_read_to_its_end() {
    let comment = "# akslint: ignore[CKV_AZURE_6] x\n";
    for text in [
        comment.repeat(8_000),
        format!("{}{comment}", "a {\n".repeat(3_000)),
        format!("x = {}1 {comment}", "[".repeat(3_000)),
    ] {
        let (_, found) = read("main.tf", &text);
        assert!(found.all.len() <= 5_000, "{}", found.all.len());
        read("main.bicep", &text.replace('#', "//"));
        read("main.json", &text.replace('#', "//"));
    }
    assert_eq!(read("main.tf", &comment.repeat(8_000)).1.problems.len(), 1, "what is too much is told once");
}
