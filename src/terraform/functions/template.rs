//! `templatefile` and `templatestring`.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use super::CallContext;
use super::arguments::Arguments;
use super::convert::{picked, reason_of, type_name};
use super::error::{FunctionError, Outcome, excerpt};
use super::filesystem;
use crate::document::{Budget, Data, Trail, Value};
use crate::source::{FileId, Sources, Span};
use crate::terraform::evaluate::{EvaluationError, Scope, evaluate};
use crate::terraform::parse::parse_template;

thread_local! {
    /// Whether a template is being evaluated: Terraform does not let templates call these functions again.
    static IS_INSIDE: Cell<bool> = const { Cell::new(false) };
}

pub(super) fn templatefile(arguments: &Arguments<'_>) -> Outcome {
    let path = arguments.value(0)?;
    if let Some(reason) = path.first_reason() {
        return Ok(Value::unknown(reason).with_sensitive(path.sensitive));
    }
    let file = match filesystem::read_text(arguments, 0)? {
        Ok(file) => file,
        Err(value) => return Ok(*value),
    };
    let source = arguments.context.sources.file(file);
    arguments.allocate(source.text.len())?;
    render(arguments, source.text.strip_prefix('\u{feff}').unwrap_or(&source.text), file, 0)
}

pub(super) fn templatestring(arguments: &Arguments<'_>) -> Outcome {
    let template = arguments.value(0)?;
    let Some(text) = template.as_str() else { return Ok(arguments.unknown_set(reason_of(template))) };
    // Places inside the template are those of the literal that holds it, as far as they can be told.
    let (file, offset) = match template.trail.literal {
        Some(span) => (span.file, usize::try_from(span.start).unwrap_or(0) + 1),
        None => {
            arguments.allocate(text.len())?;
            (arguments.context.sources.add("templatestring()", text), 0)
        }
    };
    let result = render(arguments, text, file, offset)?;
    Ok(result.with_trail(Trail::default()))
}

fn render(arguments: &Arguments<'_>, text: &str, file: FileId, offset: usize) -> Outcome {
    if IS_INSIDE.get() {
        let message = format!("cannot recursively call {} from inside another template function", arguments.function);
        return Err(FunctionError::new(message));
    }
    let variables = arguments.value(1)?;
    match &variables.data {
        Data::Object(object) => {
            if let Some(name) = object.entries.keys().find(|name| !is_identifier(name)) {
                let message = format!(
                    "invalid template variable name \"{}\": must start with a letter, followed by zero or more letters, \
                     digits, and underscores",
                    excerpt(name)
                );
                return Err(FunctionError::at(1, message));
            }
        }
        Data::Unknown(unknown) => return Ok(Value::unknown(Arc::clone(&unknown.reason))),
        _ => {
            let message = format!("invalid vars value: must be a map, not {}", type_name(variables));
            return Err(FunctionError::at(1, message));
        }
    }
    arguments.context.budget.spend(u64::try_from(text.len() / 16).unwrap_or(u64::MAX))?;
    let template = parse_template(text, file, offset).map_err(|problem| FunctionError::at(0, problem.message))?;
    let scope = TemplateScope { variables, context: arguments.context };
    IS_INSIDE.set(true);
    let result = evaluate(&template, &scope);
    IS_INSIDE.set(false);
    result.map_err(|error| FunctionError { message: error.message, argument: None, is_exhausted: error.is_exhausted })
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(char::is_alphabetic) && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// What a template sees: its variables and nothing else.
struct TemplateScope<'a> {
    variables: &'a Value,
    context: &'a CallContext<'a>,
}

impl Scope for TemplateScope<'_> {
    fn lookup(&self, root: &str, _: &[&str], span: Span) -> Result<(Value, usize), EvaluationError> {
        let object = self.variables.as_object();
        let entry = object.and_then(|object| object.get(root));
        if let Some(entry) = entry {
            return Ok((picked(&entry.value, self.variables), 0));
        }
        if let Some(reason) = super::pick::object_reason(self.variables) {
            return Ok((Value::unknown(reason), 0));
        }
        let message = format!("vars map does not contain key \"{root}\"");
        Err(EvaluationError { message, span, is_exhausted: false })
    }

    fn budget(&self) -> &Budget {
        self.context.budget
    }

    fn sources(&self) -> &Sources {
        self.context.sources
    }

    fn directory(&self) -> &Path {
        self.context.directory
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::testing::{fails, gives, json};
    use super::super::{CallContext, call};
    use crate::document::{Budget, BudgetLimits, Reason, Value};
    use crate::source::Sources;

    #[test]
    fn templatestring_renders() {
        gives("templatestring", r#"["Hello, ${name}!", {"name":"Jodie"}]"#, r#""Hello, Jodie!""#);
        gives("templatestring", r#"["%{ for x in list }${x},%{ endfor }", {"list":["a","b"]}]"#, r#""a,b,""#);
        gives("templatestring", r#"["${upper(x)} \"q\" $${x}", {"x":"a"}]"#, r#""A \"q\" ${x}""#);
        fails("templatestring", r#"["${y}", {"x":"a"}]"#, "vars map does not contain key \"y\"");
        fails("templatestring", r#"["${", {}]"#, "Invalid value for \"template\" parameter");
        fails("templatestring", r#"["x", "y"]"#, "must be a map");
        fails("templatestring", r#"["x", {"a b":1}]"#, "invalid template variable name \"a b\"");
        fails("templatestring", r#"["${templatestring(x, {})}", {"x":"a"}]"#, "cannot recursively call templatestring");
    }

    #[test]
    fn templatefile_reads_beside_the_root() {
        let sources = Sources::in_memory();
        sources.add("m/backends.tftpl", "%{ for addr in ip_addrs ~}\nbackend ${addr}:${port}\n%{ endfor ~}\n");
        sources.add("m/loop.tftpl", "${templatefile(\"loop.tftpl\", {})}");
        let budget = Budget::new(BudgetLimits::default());
        let context = CallContext { sources: &sources, directory: Path::new("m"), budget: &budget };
        let answer = |path: &str, variables: Value| call("templatefile", &[Value::string(path), variables], &context);
        let variables = json(r#"{"port":8080,"ip_addrs":["10.0.0.1","10.0.0.2"]}"#);
        let text = answer("backends.tftpl", variables).unwrap();
        assert_eq!(text.as_str(), Some("backend 10.0.0.1:8080\nbackend 10.0.0.2:8080\n"));
        assert!(answer("loop.tftpl", json("{}")).unwrap_err().message.contains("cannot recursively call"));
        assert!(answer("nope", json("{}")).unwrap_err().message.contains("no file exists"));
        let hole = answer("backends.tftpl", Value::unknown(Reason::undecided_condition())).unwrap();
        assert!(hole.as_unknown().is_some());
    }
}
