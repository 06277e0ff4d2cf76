//! The parser against HashiCorp's: verdicts and values of `testdata/terraform/hcl_syntax.jsonl`, whose values are in
//! the form of hcl2json (expressions that are no literals appear as `${source}`).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use akslint::source::Sources;
use akslint::terraform::parse::parse_file;
use akslint::terraform::syntax::{Block, Body, Expression, ExpressionKind, TemplatePart};
use serde_json::{Map, Value, json};

/// Cases that are not matched, with the reason. A case that matches must leave the list.
const UNMATCHED: &[(&str, &str)] = &[];

fn body(body: &Body, text: &str) -> Value {
    let mut object = Map::new();
    for block in &body.blocks {
        insert(&mut object, block, text);
    }
    for attribute in &body.attributes {
        object.insert(attribute.name.to_string(), expression(&attribute.expression, text));
    }
    Value::Object(object)
}

fn insert(object: &mut Map<String, Value>, block: &Block, text: &str) {
    let mut slot = object.entry(block.type_name.to_string()).or_insert(Value::Null);
    for label in &block.labels {
        if slot.is_null() {
            *slot = json!({});
        }
        slot = slot.as_object_mut().unwrap().entry(label.text.to_string()).or_insert(Value::Null);
    }
    if slot.is_null() {
        *slot = json!([]);
    }
    slot.as_array_mut().unwrap().push(body(&block.body, text));
}

fn source<'t>(expression: &Expression, text: &'t str) -> &'t str {
    &text[expression.span.range()]
}

fn expression(node: &Expression, text: &str) -> Value {
    match &node.kind {
        ExpressionKind::Null => Value::Null,
        ExpressionKind::Bool(value) => json!(value),
        ExpressionKind::Number(number) => number_value(number.to_f64()),
        ExpressionKind::String(text) => json!(escape(text)),
        ExpressionKind::Template(list) => json!(parts(list, text)),
        ExpressionKind::Wrap(inner) => expression(inner, text),
        ExpressionKind::Tuple(items) => items.iter().map(|item| expression(item, text)).collect(),
        ExpressionKind::Object(items) => {
            let entries = items.iter().map(|item| (key(&item.key, text), expression(&item.value, text)));
            Value::Object(entries.collect())
        }
        _ => json!(format!("${{{}}}", source(node, text))),
    }
}

fn number_value(number: f64) -> Value {
    // hcl2json cannot write what is beyond 64-bit floating point.
    if number.is_finite() { json!(number) } else { Value::Null }
}

fn key(node: &Expression, text: &str) -> String {
    match &node.kind {
        ExpressionKind::String(text) => text.to_string(),
        ExpressionKind::Number(_) if !source(node, text).starts_with('-') => source(node, text).to_owned(),
        ExpressionKind::Attribute(..) => source(node, text).to_owned(),
        ExpressionKind::Wrap(_) | ExpressionKind::Template(_) => expression(node, text).as_str().unwrap().to_owned(),
        _ => format!("${{{}}}", source(node, text)),
    }
}

fn escape(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

fn parts(list: &[TemplatePart], text: &str) -> String {
    let part = |part: &TemplatePart| match part {
        TemplatePart::Literal(literal) => escape(literal),
        TemplatePart::Interpolation(inner) => match expression(inner, text) {
            Value::String(inner) => inner,
            other => other.to_string(),
        },
        TemplatePart::If { condition, yes, no } => {
            let no = if no.is_empty() { String::new() } else { format!("%{{else}}{}", parts(no, text)) };
            format!("%{{if {}}}{}{no}%{{endif}}", source(condition, text), parts(yes, text))
        }
        TemplatePart::For { key, value, collection, body } => {
            let key = key.as_ref().map(|key| format!("{key}, ")).unwrap_or_default();
            format!("%{{for {key}{value} in {}}}{}%{{endfor}}", source(collection, text), parts(body, text))
        }
    };
    list.iter().map(part).collect()
}

/// Numbers compare as numbers.
fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| equal(left, right)))
        }
        _ => left == right,
    }
}

/// What is different from the case, if anything.
fn difference(case: &Value) -> Option<String> {
    let text = case["source"].as_str().unwrap();
    let parsed = parse_file(text, Sources::in_memory().add("a.tf", text));
    if case.get("error").is_some() {
        return parsed.problems.is_empty().then(|| format!("accepted {text:?}, expected {}", case["error"]));
    }
    if let Some(problem) = parsed.problems.first() {
        return Some(format!("rejected {text:?}: {}", problem.message));
    }
    let value = body(&parsed.body, text);
    (!equal(&value, &case["value"])).then(|| format!("{text:?} gives {value}, expected {}", case["value"]))
}

#[test]
fn verdicts_and_values_are_those_of_terraform() {
    let cases = include_str!("../testdata/terraform/hcl_syntax.jsonl");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in cases.lines().filter(|line| !line.is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let name = case["name"].as_str().unwrap();
        let reason = UNMATCHED.iter().find(|(listed, _)| *listed == name);
        match (difference(&case), reason) {
            (Some(difference), None) => wrong.push(format!("{name}: {difference}")),
            (None, Some((_, reason))) => wrong.push(format!("{name} matches, but is listed: {reason}")),
            _ => {}
        }
        count += 1;
    }
    assert!(count >= 235, "{count} cases");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every attribute and block with its path; what could not be read is left out.
fn outline(body: &Body, path: &str, found: &mut Vec<String>) {
    for attribute in &body.attributes {
        if !matches!(attribute.expression.kind, ExpressionKind::Error(_)) {
            found.push(format!("{path}{}", attribute.name));
        }
    }
    for block in &body.blocks {
        let labels: Vec<&str> = block.labels.iter().map(|label| &*label.text).collect();
        let path = format!("{path}{} {}/", block.type_name, labels.join(" "));
        found.push(path.clone());
        outline(&block.body, &path, found);
    }
}

const INTACT: &str = r#"variable "a" {
  default = "x"
}

resource "azurerm_kubernetes_cluster" "aks" {
  name     = "aks"
  location = var.location
  default_node_pool {
    name    = "default"
    vm_size = "Standard_D2"
  }
  role_based_access_control_enabled = false
}

resource "azurerm_kubernetes_cluster_node_pool" "np" {
  name    = "np"
  vm_size = "Standard_D2"
}

output "o" {
  value = azurerm_kubernetes_cluster.aks.id
}
"#;

#[test]
fn a_broken_file_loses_only_the_broken_lines() {
    let outline_of = |text: &str| {
        let parsed = parse_file(text, Sources::in_memory().add("a.tf", text));
        let mut found = Vec::new();
        outline(&parsed.body, "", &mut found);
        (parsed, found)
    };
    let (parsed, all) = outline_of(INTACT);
    assert!(parsed.problems.is_empty());
    assert_eq!(all.len(), 14);
    let cases = include_str!("../testdata/terraform/hcl_recovery.jsonl");
    let mut complete = 0;
    let mut lost = Vec::new();
    for line in cases.lines().filter(|line| !line.is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let (name, source) = (case["name"].as_str().unwrap(), case["source"].as_str().unwrap());
        let (parsed, found) = outline_of(source);
        assert!(!parsed.problems.is_empty(), "{name} has no problem");
        let blocks: Vec<String> = (parsed.body.blocks.iter())
            .map(|block| {
                let mut parts: Vec<&str> = block.labels.iter().map(|label| &*label.text).collect();
                if &*block.type_name != "resource" {
                    parts.insert(0, &block.type_name);
                }
                parts.join(".")
            })
            .collect();
        assert_eq!(json!(blocks), case["blocks"], "{name}");
        let aks = &parsed.body.blocks[1];
        assert_eq!(aks.is_partial, name != "extra_brace" && name != "dup_attr", "{name}");
        let broken_line = |path: &str| match name {
            "missing_quote" | "missing_value" | "missing_eq" | "bad_op" | "unclosed_interp" => {
                path.ends_with("aks/name")
            }
            "jinja" | "missing_comma_list" | "unclosed_paren" | "unclosed_heredoc" | "merge_markers" => {
                path.ends_with("/location")
            }
            _ => false,
        };
        let missing: Vec<&String> = all.iter().filter(|path| !found.contains(path) && !broken_line(path)).collect();
        if missing.is_empty() {
            complete += 1;
        } else {
            lost.push(format!("{name} loses {missing:?}"));
        }
    }
    assert_eq!((complete, lost), (15, Vec::new()));
}
