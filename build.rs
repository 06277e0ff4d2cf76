//! Turns the front matter of all built-in policy pages into a static table, so that no page is read at start-up.

#[path = "src/policy/front_matter.rs"]
#[allow(dead_code, missing_docs)]
mod front_matter;
#[path = "src/policy/grade.rs"]
#[allow(dead_code, missing_docs)]
mod grade;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use front_matter::{FrontMatter, Lowered, OptionValue, PolicyOption, Setting, Text};

#[allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
#[expect(clippy::disallowed_methods, reason = "a build script is told its directories by the environment")]
fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=policies");
    let variable = |name| std::env::var(name).map_err(io::Error::other);
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let mut table = String::from("&[\n");
    for page in pages(&root.join("policies"))? {
        let relative = page.strip_prefix(&root).unwrap_or(&page).to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&page)?.replace("\r\n", "\n");
        match entry(&relative, &text) {
            Ok(entry) => table.push_str(&entry),
            Err(error) => println!("cargo::error={relative}:{}:{}: {}", error.line, error.column, error.message),
        }
    }
    table.push(']');
    fs::write(Path::new(&variable("OUT_DIR")?).join("pages.rs"), table)
}

/// The pages `policies/AREA/ID.md`, sorted by id.
#[expect(clippy::disallowed_methods, reason = "a build script reads the pages from disk")]
fn pages(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut pages = Vec::new();
    if !directory.is_dir() {
        return Ok(pages);
    }
    for area in fs::read_dir(directory)? {
        let area = area?.path();
        if !area.is_dir() {
            continue;
        }
        for page in fs::read_dir(area)? {
            let page = page?.path();
            if page.extension().is_some_and(|extension| extension == "md") {
                pages.push(page);
            }
        }
    }
    pages.sort_by(|a, b| a.file_stem().cmp(&b.file_stem()));
    Ok(pages)
}

fn entry(path: &str, page: &str) -> Result<String, front_matter::FrontMatterError> {
    let front = front_matter::parse(page)?;
    let (_, body) = front_matter::split(page)?;
    let title = front_matter::title(&page[body..]).unwrap_or_default();
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "BuiltInPage {{ path: {path:?}, title: {title:?}, text: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \
         {:?})), front: {} }},",
        format!("/{path}"),
        front_matter_code(&front)
    );
    Ok(out)
}

fn front_matter_code(front: &FrontMatter) -> String {
    // Taking the struct apart makes a new key that is forgotten here an error.
    let FrontMatter {
        severity,
        lowered,
        confidence,
        persona,
        resource,
        when,
        require,
        message,
        fix,
        fix_azurerm,
        fix_azapi,
        fix_bicep,
        fix_set,
        fix_rename,
        fix_when,
        fix_safety,
        cost,
        since,
        guidance,
        aliases,
        controls,
        query,
        links,
        options,
    } = front;
    let lowered = lowered.as_ref().map_or_else(
        || "None".to_owned(),
        |Lowered { severity, when }| {
            format!("Some(Lowered {{ severity: Severity::{severity:?}, when: {} }})", text(when))
        },
    );
    let cost = cost.map_or_else(|| "None".to_owned(), |cost| format!("Some(Cost::{cost:?})"));
    let safety = fix_safety.map_or_else(|| "None".to_owned(), |safety| format!("Some(Safety::{safety:?})"));
    format!(
        "FrontMatter {{ severity: Severity::{severity:?}, lowered: {lowered}, confidence: Confidence::{confidence:?}, persona: \
         Persona::{persona:?}, resource: {}, when: {}, require: {}, message: {}, fix: {}, fix_azurerm: {}, fix_azapi: \
         {}, fix_bicep: {}, fix_set: {}, fix_rename: {fix_rename}, fix_when: {}, fix_safety: {safety}, cost: {cost}, since: {}, guidance: {}, aliases: {}, controls: {}, query: {}, links: {}, \
         options: {} }}",
        text(resource),
        optional(when),
        text(require),
        text(message),
        optional(fix),
        optional(fix_azurerm),
        optional(fix_azapi),
        optional(fix_bicep),
        list(fix_set.iter().map(setting)),
        optional(fix_when),
        text(since),
        list(guidance.iter().map(text)),
        list(aliases.iter().map(text)),
        list(controls.iter().map(text)),
        optional(query),
        list(links.iter().map(text)),
        list(options.iter().map(option)),
    )
}

fn text(text: &Text) -> String {
    format!("Cow::Borrowed({text:?})")
}

fn optional(value: &Option<Text>) -> String {
    value.as_ref().map_or_else(|| "None".to_owned(), |value| format!("Some({})", text(value)))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("Cow::Borrowed(&[{}])", items.collect::<Vec<_>>().join(", "))
}

fn setting(setting: &Setting) -> String {
    format!("Setting {{ property: {}, value: {} }}", text(&setting.property), option_value(&setting.value))
}

fn option_value(value: &OptionValue) -> String {
    match value {
        OptionValue::Bool(value) => format!("OptionValue::Bool({value})"),
        OptionValue::Number(value) => format!("OptionValue::Number({value:?})"),
        OptionValue::Text(value) => format!("OptionValue::Text({})", text(value)),
        OptionValue::Texts(values) => format!("OptionValue::Texts({})", list(values.iter().map(text))),
    }
}

fn option(option: &PolicyOption) -> String {
    let default = option_value(&option.default);
    let doc: &Cow<'static, str> = &option.doc;
    format!("PolicyOption {{ name: {}, default: {default}, doc: {} }}", text(&option.name), text(doc))
}
