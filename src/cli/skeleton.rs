//! The page that `akslint new-policy` writes: short, right, and passing its own examples, so that its author changes it
//! step by step.
//!
//! Knows: how a resource of any kind looks in Terraform and Bicep. Does not know: what the policy will be about.

use std::fmt::Write as _;

use crate::model::table::{Home, Kind, PropertyType, is_carrier};

/// What the skeleton asks of a kind, and how its examples write that.
struct Example {
    require: String,
    message: &'static str,
    fix: String,
    title: String,
    bad: &'static str,
    good: &'static str,
    unknown: &'static str,
    /// The value decides and not its absence.
    is_value: bool,
}

/// The skeleton of a page about resources of a kind.
pub(super) fn skeleton(name: &str, kind: &Kind) -> String {
    let example = example(kind);
    let Example { require, message, fix, title, .. } = &example;
    let mut out = format!(
        "---\nseverity: medium\nresource: {}\nrequire: >\n  {require}\nmessage: {message}\nfix: {fix}\nsince: 0.1.0\nlinks:\n  - \
         https://example.com/our-rules#{name}\n---\n# {title}\n\nSay why it matters, who may disagree, and what the fix costs.\n",
        kind.name
    );
    for (section, line) in
        [("Bad", example.bad), ("Silence", ""), ("Good", example.good), ("Undecided", example.unknown)]
    {
        // Writing to a string cannot fail.
        let _ = write!(out, "\n## {section}\n");
        let verdict = if section == "Silence" { " verdict=fail" } else { "" };
        let is_finding = section != "Good";
        if let Some(resource_type) = terraform_type(kind) {
            let text = terraform(resource_type, line, is_finding, example.is_value);
            let _ = write!(out, "\n```terraform{verdict}\n{text}\n```\n");
        }
        if let Some(resource_type) = bicep_type(kind) {
            let text = bicep(resource_type, line, is_finding, example.is_value);
            let _ = write!(out, "\n```bicep{verdict}\n{text}\n```\n");
        }
    }
    out
}

fn example(kind: &Kind) -> Example {
    let kind_name = kind.name;
    if kind.property("tags").is_some() {
        return Example {
            require: format!("has({kind_name}.tags.team)"),
            message: "nobody is named to ask about this resource",
            fix: "add the tag `team`".to_owned(),
            title: format!("Every {kind_name} names its team"),
            bad: "",
            good: "tags = { team = \"platform\" }",
            unknown: "tags = { team = var.team }",
            is_value: false,
        };
    }
    Example {
        require: format!("{kind_name}.name.startsWith('our-')"),
        message: "the name does not follow the convention",
        fix: "begin the name with `our-`".to_owned(),
        title: format!("The name of every {kind_name} follows the convention"),
        bad: "name = \"demo\"",
        good: "name = \"our-demo\"",
        unknown: "name = var.team",
        is_value: true,
    }
}

/// Whether a skeleton can be written: what it asks has to be a property of the kind.
pub(super) fn has_skeleton(kind: &Kind) -> bool {
    // Where azurerm calls it otherwise, the examples would not be right.
    let has_name = kind.property("name").is_some_and(|property| {
        property.ty == PropertyType::String && property.azurerm.iter().all(|spelling| spelling.path == "name")
    });
    !is_carrier(kind)
        && (kind.property("tags").is_some() || has_name)
        && (terraform_type(kind).is_some() || bicep_type(kind).is_some())
}

fn terraform_type(kind: &Kind) -> Option<&'static str> {
    kind.homes.iter().find_map(|home| match home {
        Home::Azurerm { resource_type } => Some(*resource_type),
        _ => None,
    })
}

/// The type with an API version that it has; other types than those of AKS have versions of their own.
fn bicep_type(kind: &Kind) -> Option<&'static str> {
    kind.arm_type().filter(|name| name.starts_with("Microsoft.ContainerService/"))
}

fn terraform(resource_type: &str, line: &str, is_finding: bool, is_value: bool) -> String {
    let mark = if is_finding { " # finding" } else { "" };
    let (at_header, at_line) = if line.is_empty() { (mark, "") } else { ("", mark) };
    let variable = if line.contains("var.") { "variable \"team\" {}\n\n" } else { "" };
    let mut body = String::new();
    if !is_value {
        body.push_str("  name = \"demo\"\n");
    }
    if !line.is_empty() {
        let _ = writeln!(body, "  {line}{at_line}");
    }
    format!("{variable}resource \"{resource_type}\" \"this\" {{{at_header}\n{body}}}")
}

fn bicep(resource_type: &str, line: &str, is_finding: bool, is_value: bool) -> String {
    let mark = if is_finding { " // finding" } else { "" };
    let (at_header, at_line) = if line.is_empty() { (mark, "") } else { ("", mark) };
    // A text is always there, an object may lack the tag.
    let parameter = match (line.contains("var."), is_value) {
        (false, _) => "",
        (true, true) => "param team string\n\n",
        (true, false) => "param tags object\n\n",
    };
    let mut body = String::new();
    if !is_value {
        // The name of a child holds those of its parents.
        let parents = "demo/".repeat(resource_type.matches('/').count().saturating_sub(1));
        let _ = writeln!(body, "  name: '{parents}demo'");
    }
    if !line.is_empty() {
        let text = line
            .replace("{ team = var.team }", "tags")
            .replace("var.team", "team")
            .replace('"', "'")
            .replace(" = ", ": ");
        let _ = writeln!(body, "  {text}{at_line}");
    }
    format!("{parameter}resource this '{resource_type}@2025-05-01' = {{{at_header}\n{body}}}")
}

#[cfg(test)]
mod tests {
    use super::{has_skeleton, skeleton};
    use crate::cli::{built_in, check_example};
    use crate::model::table::kinds;
    use crate::policy::page::{Page, unsound};

    #[test]
    fn the_skeleton_of_every_kind_passes_its_own_examples() {
        let mut wrong = Vec::new();
        let mut checked = 0;
        for kind in kinds().iter().filter(|kind| has_skeleton(kind)) {
            let path = format!("our-{}.md", kind.name.to_ascii_lowercase());
            let text = skeleton(path.trim_end_matches(".md"), kind);
            let mut catalogue = built_in();
            catalogue.add(&path, &text).unwrap_or_else(|error| panic!("{error}"));
            let page = Page::parse(&path, &text).unwrap();
            wrong.extend(unsound(std::slice::from_ref(&page)).iter().map(ToString::to_string));
            for example in &page.examples {
                checked += 1;
                if let Err(message) = check_example(&catalogue, &page.id, example) {
                    wrong.push(format!("{path}:{}: {message}", example.line));
                }
            }
        }
        assert!(checked > 60, "only {checked} examples");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
