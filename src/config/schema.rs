//! The JSON Schema of `akslint.yaml`, for editors.
//!
//! Knows: every key, and each policy with its options. A test compares it with what the reader takes.

use serde_json::{Map, Value, json};

use crate::policy::{Catalogue, OptionValue, Persona, Policy, Severity, retirement_names};

/// The schema for these policies, as a file holds it.
#[must_use]
pub fn text(catalogue: &Catalogue) -> String {
    // Values with names for keys can always be written.
    let mut text = serde_json::to_string_pretty(&schema(catalogue)).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema for these policies.
#[must_use]
pub fn schema(catalogue: &Catalogue) -> Value {
    let mut names = Map::new();
    let mut definitions = Map::new();
    let mut reference = |text: &str, policies: &[&Policy]| {
        let mut definition = "policy".to_owned();
        if policies.iter().any(|policy| !policy.options().is_empty()) {
            let ids: Vec<&str> = policies.iter().map(|policy| policy.id()).collect();
            definition = format!("policy-{}", ids.join("-"));
            definitions.insert(definition.clone(), policy_schema(policies));
        }
        json!({"description": text, "allOf": [{"$ref": format!("#/definitions/{definition}")}]})
    };
    for policy in catalogue.policies() {
        names.insert(policy.id().to_owned(), reference(policy.title(), &[policy]));
    }
    let mut aliases: Vec<&str> =
        catalogue.policies().iter().flat_map(|policy| policy.aliases().iter().map(|alias| &**alias)).collect();
    aliases.sort_unstable();
    aliases.dedup();
    for alias in aliases {
        let found: Vec<&Policy> =
            catalogue.find(alias).into_iter().filter_map(|index| catalogue.policy(index)).collect();
        let ids: Vec<&str> = found.iter().map(|policy| policy.id()).collect();
        let text = format!("The same as {}.", ids.join(", "));
        names.insert(alias.to_owned(), reference(&text, &found));
    }
    let any_name: Vec<&String> = names.keys().collect();
    let changes = json!({
        "type": ["object", "null"],
        "propertyNames": {"enum": any_name},
        "additionalProperties": {"$ref": "#/definitions/change"},
    });
    let fixed = json!({
        "severity": one_of(&Severity::ALL.map(Severity::name)),
        "policy": policy_schema(&[]),
        "change": {
            "type": ["object", "null"],
            "additionalProperties": false,
            "properties": {"severity": severity(), "enabled": boolean()},
        },
        "ignores": ignores(),
        "range": {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["range"],
                    "properties": {"range": {"type": "string"}, "name": optional_text()},
                },
            ],
        },
    });
    definitions.extend(fixed.as_object().cloned().unwrap_or_default());
    let names_of_policies = json!({
        "type": ["array", "null"],
        "items": {"type": "string"},
    });
    let documented = |schema: Value, text: &str| with(schema, "description", text);
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "akslint.yaml",
        "description": "Settings of akslint. Keys of the first group hold for everything that is scanned, and stand in the outermost file alone.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "calendar": documented(nullable(&calendar()), "Dates that you know better than the built-in calendars. Holds for everything that is scanned."),
            "strict": documented(boolean(), "A module of a registry that is not on disk makes the scan incomplete (exit code 3). Holds for everything that is scanned."),
            "auto-environments": documented(boolean(), "Files of values beside a root are environments. Holds for everything that is scanned."),
            "placeholders": documented(json!({"type": ["array", "null"], "items": {"type": TEXT}}), "Regular expressions for text in files of values that the pipeline replaces, in place of the built-in ones. Holds for everything that is scanned."),
            "module-map": {
                "description": "Where modules lie: the source, and a folder relative to this file. Holds for everything that is scanned.",
                "type": ["object", "null"],
                "additionalProperties": {"type": TEXT},
            },
            "policy-directories": documented(texts(), "Folders with pages of your own policies, relative to this file. Holds for everything that is scanned."),
            "networks": documented(nullable(&networks()), "Ranges, networks and used addresses outside the code."),
            "persona": documented(one_of(&[Persona::Regular, Persona::Pedantic, Persona::Auditor].map(Persona::name)), "Whose policies apply: what a careful team would mend, hardening that costs something too, everything."),
            "fail-on": documented(severity(), "Findings of this severity or worse give exit code 1."),
            "fail-on-undecided": documented(severity(), "Undecided verdicts of policies of this severity or worse give exit code 1 as well."),
            "min-severity": documented(severity(), "Report only findings of this severity or worse."),
            "only": documented(names_of_policies.clone(), "Only these policies: names, or aliases such as CKV_AZURE_5."),
            "except": documented(names_of_policies, "Without these policies."),
            "policies": {
                "description": "What is set of single policies, by their names or aliases.",
                "type": ["object", "null"],
                "additionalProperties": false,
                "properties": names,
            },
            "suppressions": documented(
                json!({
                    "type": ["object", "null"],
                    "additionalProperties": false,
                    "properties": {"require-reason": with(json!({"type": "boolean"}), "description", "A comment that gives no reason hides nothing.")},
                }),
                "What is asked of comments that hide findings. Holds for everything that is scanned.",
            ),
            "ignore": documented(json!({"$ref": "#/definitions/ignores"}), "Findings of any policy that are not reported."),
            "environments": {
                "description": "Sets of values that roots are evaluated with, and what holds in them.",
                "type": ["array", "null"],
                "maxItems": 32,
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["name"],
                    "properties": {
                        "name": {"type": TEXT, "minLength": 1, "maxLength": 60, "description": "The name. An environment without files is the one of its name among those found beside a root."},
                        "var-files": documented(texts(), "Files of values for Terraform, relative to this file; later ones win."),
                        "parameter-files": documented(texts(), "Parameter files for Bicep and ARM, relative to this file; later ones win."),
                        "fail-on": severity(),
                        "fail-on-undecided": severity(),
                        "min-severity": severity(),
                        "policies": changes,
                    },
                },
            },
        },
        "definitions": definitions,
    })
}

const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

fn policy_schema(policies: &[&Policy]) -> Value {
    let mut options = Map::new();
    for option in policies.iter().flat_map(|policy| policy.options()) {
        let kind = match &option.default {
            OptionValue::Bool(_) => json!({"type": "boolean"}),
            OptionValue::Number(_) => json!({"type": "number"}),
            OptionValue::Text(_) => json!({"type": "string"}),
            OptionValue::Texts(_) => json!({"type": "array", "items": {"type": "string"}}),
        };
        options.insert(option.name.to_string(), with(kind, "description", &option.doc));
    }
    json!({
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": {
            "severity": severity(),
            "enabled": boolean(),
            "options": {"type": ["object", "null"], "additionalProperties": false, "properties": options},
            "ignore": {"$ref": "#/definitions/ignores"},
        },
    })
}

fn ignores() -> Value {
    json!({
        "type": ["array", "null"],
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["reason"],
            "anyOf": [{"required": ["path"]}, {"required": ["address"]}],
            "properties": {
                "path": with(optional_text(), "description", "A pattern as in .gitignore, relative to this file: of the file that the finding points to."),
                "address": with(optional_text(), "description", "A pattern of the resource's address: * stands for any characters, ? for one."),
                "reason": {"type": TEXT, "minLength": 1, "description": "Why."},
                "until": {"type": ["string", "null"], "pattern": DATE, "description": "The last day on which it holds."},
            },
        },
    })
}

fn calendar() -> Value {
    let date = json!({"type": "string", "pattern": DATE});
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "as-of": {"type": ["string", "null"], "pattern": DATE, "description": "The day that calendars are read at."},
            "kubernetes-versions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["minor", "available", "community-end", "lts-end"],
                    "properties": {
                        "minor": {"type": TEXT, "pattern": "^[0-9]+\\.[0-9]+$"},
                        "available": date.clone(),
                        "community-end": date.clone(),
                        "lts-end": date.clone(),
                    },
                },
            },
            "retirements": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["name", "date"],
                    "properties": {"name": {"type": "string", "enum": retirement_names().collect::<Vec<_>>()}, "date": date},
                },
            },
        },
    })
}

fn networks() -> Value {
    let ranges = json!({"type": "array", "items": {"$ref": "#/definitions/range"}});
    let plain = json!({"type": "array", "items": {"type": "string"}});
    let optional = optional_text();
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "reserved": with(ranges.clone(), "description", "Ranges that nobody may use."),
            "on-premises": with(ranges.clone(), "description", "Ranges of networks on premises."),
            "hub": with(ranges, "description", "Ranges of the hub and of what lies behind it."),
            "existing": {
                "description": "Networks that exist already.",
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": {
                        "name": optional.clone(),
                        "id": optional,
                        "ranges": plain.clone(),
                        "subnets": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "additionalProperties": false,
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": TEXT},
                                    "ranges": plain,
                                    "used": {"type": "integer", "minimum": 0},
                                },
                            },
                        },
                    },
                },
            },
        },
    })
}

fn severity() -> Value {
    json!({"allOf": [{"$ref": "#/definitions/severity"}]})
}

/// One of these names, or nothing.
fn one_of(names: &[&str]) -> Value {
    let mut all: Vec<Value> = names.iter().map(|name| json!(name)).collect();
    all.push(Value::Null);
    json!({"enum": all})
}

/// A text: in YAML a plain scalar is one too, whatever it looks like.
const TEXT: [&str; 3] = ["string", "number", "boolean"];

fn optional_text() -> Value {
    let mut types = TEXT.to_vec();
    types.push("null");
    json!({"type": types})
}

fn boolean() -> Value {
    json!({"type": ["boolean", "null"]})
}

fn texts() -> Value {
    json!({"type": ["array", "null"], "items": {"type": "string"}})
}

fn nullable(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(kind) = schema.get_mut("type") {
        *kind = json!([kind.clone(), "null"]);
    }
    schema
}

fn with(mut schema: Value, key: &str, text: &str) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.insert(key.to_owned(), json!(text));
    }
    schema
}
