//! What holds when parts are unknown, where values come from, and that nothing grows without bound. Answers on known
//! values are compared with Terraform's own in `tests/terraform_expressions.rs`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{EvaluationError, Scope, evaluate};
use crate::document::{
    Budget, BudgetLimits, Cause, Data, Entry, List, ListKind, Object, ObjectKind, Reason, Reference, StepKind, Unknown,
    Value,
};
use crate::source::{Sources, Span};
use crate::terraform::parse::parse_expression;
use crate::terraform::syntax::{Expression, ExpressionKind};

struct Names {
    values: BTreeMap<&'static str, Value>,
    budget: Budget,
    sources: Sources,
}

impl Scope for Names {
    fn lookup(&self, root: &str, names: &[&str], span: Span) -> Result<(Value, usize), EvaluationError> {
        if root == "azurerm_kubernetes_cluster" {
            return Ok((self.values["cluster"].clone(), 1));
        }
        match names.first().and_then(|name| self.values.get(name)) {
            Some(value) => Ok((value.clone(), 1)),
            None => Err(EvaluationError { message: "undeclared".to_owned(), span, is_exhausted: false }),
        }
    }

    fn budget(&self) -> &Budget {
        &self.budget
    }

    fn sources(&self) -> &Sources {
        &self.sources
    }

    fn directory(&self) -> &Path {
        Path::new("")
    }
}

fn reason(subject: &str) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::NoValue, subject, format!("`{subject}` has no value")))
}

fn open_object(entries: &[(&str, Value)]) -> Value {
    let entries = entries.iter().map(|(name, value)| (Arc::from(*name), Entry::from(value.clone()))).collect();
    let object = Object { entries, open: Some(reason("var.rest")), kind: ObjectKind::Object, ..Object::default() };
    Value::new(Data::Object(Arc::new(object)))
}

/// A cluster as written: a name, an identity block, and what the platform adds.
fn cluster() -> Value {
    let identity = Object {
        entries: [("type".into(), Entry::from(Value::string("SystemAssigned")))].into(),
        kind: ObjectKind::Block,
        ..Object::default()
    };
    let items = vec![Value::new(Data::Object(Arc::new(identity)))];
    let blocks = Value::new(Data::List(Arc::new(List { items, open: None, kind: ListKind::Blocks })));
    let reference = Reference { address: "azurerm_kubernetes_cluster.main".into(), path: "".into() };
    let computed =
        Unknown { reason: reason("platform"), not_null: false, reference: Some(Arc::new(reference)), origins: None };
    let entries = [("name".into(), Entry::from(Value::string("aks"))), ("identity".into(), Entry::from(blocks))].into();
    let object = Object {
        entries,
        open: None,
        kind: ObjectKind::Block,
        computed: Some(Arc::new(computed)),
        ..Object::default()
    };
    Value::new(Data::Object(Arc::new(object)))
}

fn names() -> Names {
    let either = reason("var.either");
    let values = BTreeMap::from([
        ("u", Value::unknown(reason("var.u"))),
        ("set", Value::unknown_set(reason("var.set"))),
        ("two", Value::one_of([Value::number(1i64), Value::number(2i64)], &either)),
        ("maybe_null", Value::one_of([Value::null(), Value::string("x")], &either)),
        ("sku", Value::one_of([Value::string("Free"), Value::string("Standard")], &either)),
        ("open", open_object(&[("a", Value::number(1i64))])),
        ("secret", Value::string("s").with_sensitive(true)),
        ("cluster", cluster()),
    ]);
    Names { values, budget: Budget::new(BudgetLimits::default()), sources: Sources::in_memory() }
}

fn run(text: &str) -> Result<Value, EvaluationError> {
    run_in(&names(), text)
}

fn run_in(scope: &Names, text: &str) -> Result<Value, EvaluationError> {
    let file = scope.sources.add("main.tf", text);
    let expression = parse_expression(text, file, 0).unwrap_or_else(|problem| panic!("{text}: {}", problem.message));
    evaluate(&expression, scope)
}

/// A value in short.
fn show(value: &Value) -> String {
    let all = |values: &[Value]| values.iter().map(show).collect::<Vec<_>>().join(", ");
    match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => text.to_string(),
        Data::Unknown(unknown) => {
            let place = unknown.reference.as_ref().map(|reference| format!("{}#{}", reference.address, reference.path));
            format!("{}{}", if unknown.not_null { "set?" } else { "?" }, place.unwrap_or_default())
        }
        Data::OneOf(members) => format!("{{{}}}", all(members).replace(", ", "|")),
        Data::List(list) => format!("[{}{}]", all(&list.items), if list.open.is_some() { " .." } else { "" }),
        Data::Object(object) => {
            let entries = object.entries.iter().map(|(name, entry)| {
                format!("{name}{}={}", if entry.maybe.is_some() { "?" } else { "" }, show(&entry.value))
            });
            let entries = entries.collect::<Vec<_>>().join(" ");
            format!("({entries}{})", if object.open.is_some() { " .." } else { "" })
        }
    }
}

#[test]
fn what_is_unknown_stays_unknown_and_what_is_certain_is_kept() {
    for (text, expected) in [
        ("false && var.u", "false"),
        ("var.u && false", "false"),
        ("true || var.u", "true"),
        ("var.u || true", "true"),
        ("true && var.u", "set?"),
        ("true || [][0]", "true"),
        ("!var.u", "set?"),
        ("var.u + 1", "set?"),
        ("var.two + 1", "{2|3}"),
        ("var.two * var.two", "{1|2|4}"),
        ("var.two > 0", "true"),
        ("var.two == 3", "false"),
        ("var.two == 1", "set?"),
        ("var.set == null", "false"),
        ("var.u == null", "set?"),
        ("[1, var.u] == [2, 3]", "false"),
        ("[1, var.u] == [1, 3]", "set?"),
        ("var.open == {b = 1}", "false"),
        ("var.u ? 1 : 2", "{1|2}"),
        ("var.u ? 1 : 1", "1"),
        ("var.u ? 1 : \"a\"", "{1|a}"),
        ("\"${var.sku}-tier\"", "{Free-tier|Standard-tier}"),
        ("\"x${var.u}\"", "set?"),
        ("\"%{ if var.u }a%{ else }b%{ endif }c\"", "{ac|bc}"),
        ("var.open.a", "1"),
        ("var.open.b", "?"),
        ("[1, 2][var.u]", "{1|2}"),
        ("[\"a\", \"b\", \"c\"][var.two]", "{b|c}"),
        ("{a = 1, b = 2}[var.u]", "{1|2}"),
        ("{a = 1, (var.u) = 2}", "(a={1|2} ..)"),
        ("{(var.u) = 2, a = 1}", "(a=1 ..)"),
        ("[for x in var.u : x]", "[ ..]"),
        ("{for x in var.u : x => x}", "( ..)"),
        ("[for x in [1, 2, 3] : x if x != var.two]", "[3 ..]"),
        ("{for k, v in {a = 1, b = var.u} : k => v if v != null}", "(a=1 b?=?)"),
        ("{for k, v in {a = 1, b = var.set} : k => v if v != null}", "(a=1 b=set?)"),
        ("{for x in [\"a\", \"b\"] : x => var.u}", "(a=? b=?)"),
        ("var.maybe_null[*]", "{[]|[x]}"),
        ("length(var.maybe_null[*])", "{0|1}"),
        ("try(var.open.b, 5)", "?"),
        ("try(var.set, 5)", "set?"),
        ("try(tonumber(var.sku), 5)", "5"),
        ("can(var.open.a)", "true"),
        ("can(var.u.x)", "set?"),
        ("try([1, 2][var.two], 9)", "{2|9}"),
        ("provider::azurerm::normalise_resource_id(\"x\")", "?"),
    ] {
        let value = run(text).unwrap_or_else(|error| panic!("{text}: {}", error.message));
        assert_eq!(show(&value), expected, "{text}");
    }
}

#[test]
fn errors_are_raised_only_where_they_are_certain() {
    for text in ["var.u + []", "var.u && {}", "\"${var.u}${null}\"", "[][var.u]", "{a = 1}[var.two]", "var.sku.x"] {
        assert!(run(text).is_err(), "{text}");
    }
    for text in ["var.u.x.y", "var.u[0]", "var.u ? 1 : [][0]", "var.u || [][0]", "var.open.z.y", "{a = 1}[var.u]"] {
        assert!(run(text).is_ok(), "{text}");
    }
    let error = run("1 + fromat(\"x\")").unwrap_err();
    assert!(error.message.contains("did you mean \"format\""), "{}", error.message);
    assert_eq!(error.span.range(), 4..10, "the name is at fault");
    assert!(run("try(var.undeclared, 1)").is_err(), "a reference that is not declared is no fallback");
}

#[test]
fn references_to_declarations_keep_their_address_and_path() {
    for (text, expected) in [
        ("azurerm_kubernetes_cluster.main.name", "aks"),
        ("azurerm_kubernetes_cluster.main.id", "set?azurerm_kubernetes_cluster.main#id"),
        ("azurerm_kubernetes_cluster.main.fqdn", "?azurerm_kubernetes_cluster.main#fqdn"),
        (
            "azurerm_kubernetes_cluster.main.kubelet_identity[0].object_id",
            "?azurerm_kubernetes_cluster.main#kubelet_identity[0].object_id",
        ),
        (
            "azurerm_kubernetes_cluster.main.kubelet_identity.0.object_id",
            "?azurerm_kubernetes_cluster.main#kubelet_identity[0].object_id",
        ),
        (
            "azurerm_kubernetes_cluster.main.kubelet_identity[*].object_id",
            "set?azurerm_kubernetes_cluster.main#kubelet_identity[*].object_id",
        ),
        (
            "(azurerm_kubernetes_cluster.main.kubelet_identity[*].object_id)[0]",
            "?azurerm_kubernetes_cluster.main#kubelet_identity[0].object_id",
        ),
        ("azurerm_kubernetes_cluster.main.identity[0].type", "SystemAssigned"),
        (
            "azurerm_kubernetes_cluster.main.identity[0].principal_id",
            "?azurerm_kubernetes_cluster.main#identity[0].principal_id",
        ),
        ("try(azurerm_kubernetes_cluster.main.id, null)", "set?azurerm_kubernetes_cluster.main#id"),
        ("azurerm_kubernetes_cluster.main.id == null", "false"),
        (
            "\"${azurerm_kubernetes_cluster.main.id}/agentPools/${lower(\"NP\")}\"",
            "set?azurerm_kubernetes_cluster.main#id/agentPools/np",
        ),
        ("\"${azurerm_kubernetes_cluster.main.id}-np\"", "set?"),
        ("\"${azurerm_kubernetes_cluster.main.id}/${azurerm_kubernetes_cluster.main.fqdn}\"", "set?"),
        ("\"x${azurerm_kubernetes_cluster.main.id}/agentPools/np\"", "set?"),
        ("azurerm_kubernetes_cluster.main.agent_pools[0].id", "set?azurerm_kubernetes_cluster.main#agent_pools[0].id"),
    ] {
        assert_eq!(show(&run(text).unwrap()), expected, "{text}");
    }
}

#[test]
fn the_deciding_literal_is_remembered() {
    // The text that decides each expression's value.
    for (text, literal) in [
        ("[10, 20][1]", "20"),
        ("{a = {b = \"x\"}}.a.b", "\"x\""),
        ("true ? \"yes\" : \"no\"", "\"yes\""),
        ("try([][0], \"fallback\")", "\"fallback\""),
        ("coalesce(null, \"b\")", "\"b\""),
        ("lookup({a = \"one\"}, \"a\", \"two\")", "\"one\""),
        ("merge({a = 1}, {a = 2}).a", "2"),
        ("[for x in [\"p\", \"q\"] : x][1]", "\"q\""),
        ("([{a = 7}][*].a)[0]", "7"),
        ("1 + 2", "1 + 2"),
        ("\"a${1}\"", "\"a${1}\""),
        ("format(\"%s\", \"a\")", "format(\"%s\", \"a\")"),
        ("\"${\"inner\"}\"", "\"inner\""),
    ] {
        let span = run(text).unwrap().trail.literal.unwrap_or_else(|| panic!("{text} has no literal"));
        assert_eq!(&text[span.range()], literal, "{text}");
    }
    let object = run("{a = 1, b = 2}").unwrap();
    let span = object.as_object().unwrap().get("b").unwrap().span.unwrap();
    assert_eq!(&"{a = 1, b = 2}"[span.range()], "b = 2");
}

#[test]
fn an_element_passes_the_places_of_its_container() {
    let mut scope = names();
    let file = scope.sources.add("other.tf", "local");
    let span = Span::new(file, 0, 5);
    let inner = Value::object([(Arc::from("a"), Value::string("x").at(span))]);
    let trail = inner.trail.through(StepKind::Local, "local.settings".into(), span);
    scope.values.insert("settings", inner.with_trail(trail));
    let value = run_in(&scope, "[for k, v in var.settings : v][0]").unwrap();
    assert_eq!(value.trail.literal, Some(span));
    assert_eq!(value.trail.steps().map(|step| &*step.name).collect::<Vec<_>>(), ["local.settings"]);
}

#[test]
fn sensitivity_sticks() {
    for text in ["\"x${var.secret}\"", "var.secret == \"s\"", "[for x in [var.secret] : x][0]", "{a = var.secret}.a"] {
        assert!(run(text).unwrap().sensitive, "{text}");
    }
    for text in ["[var.secret]", "1 + 1"] {
        assert!(!run(text).unwrap().sensitive, "{text}");
    }
}

#[test]
fn pipeline_tokens_and_unread_parts_are_unknown() {
    let scope = names();
    let span = Span::new(scope.sources.add("main.tf", "#{tier}#"), 0, 8);
    let of = |kind| evaluate(&Expression { kind, span }, &scope).unwrap();
    let token = of(ExpressionKind::Pipeline("#{tier}#".into()));
    assert!(token.is_certainly_set());
    assert_eq!(token.as_unknown().unwrap().reason.cause, Cause::Pipeline);
    assert_eq!(&*token.as_unknown().unwrap().reason.subject, "#{tier}#");
    let unread = of(ExpressionKind::Error("missing brace".into()));
    assert!(!unread.is_certainly_set());
    assert_eq!(unread.as_unknown().unwrap().reason.cause, Cause::Syntax);
}

fn limited(limits: BudgetLimits, text: &str) -> EvaluationError {
    let scope = Names { budget: Budget::new(limits), ..names() };
    run_in(&scope, text).expect_err(text)
}

#[test]
fn the_budget_ends_what_grows() {
    for text in [
        "try([for a in range(1000) : [for b in range(1000) : b]], [])",
        "can([for a in range(1000) : [for b in range(1000) : b]])",
        "false ? [for a in range(1000) : [for b in range(1000) : b]] : []",
        "true || [for a in range(1000) : [for b in range(1000) : b]]",
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]",
        "setproduct(range(1000), range(1000), range(1000))",
        "\"%{ for a in range(1000) }%{ for b in range(1000) }%{ for c in range(1000) }x%{ endfor }%{ endfor }%{ endfor }\"",
    ] {
        let error = limited(BudgetLimits { steps: 500_000, bytes: 16 << 20, depth: 64, deadline: None }, text);
        assert!(error.is_exhausted, "{text}: {}", error.message);
    }
}

#[test]
fn a_huge_range_is_refused_at_once() {
    assert!(!run("range(0, 1e9)").unwrap_err().is_exhausted, "Terraform itself allows 1024 elements");
    assert!(run("tonumber(\"1e999999999\")").is_err());
}

#[test]
fn doubling_ends_though_the_parts_are_shared() {
    for (start, double) in [
        ("\"0123456789\"", "\"${var.x}${var.x}\""),
        ("[1]", "concat(var.x, var.x)"),
        ("[1]", "[var.x, var.x]"),
        ("{a = 1}", "{a = var.x, b = var.x}"),
        ("[1]", "[for i in [0, 1] : var.x]"),
        ("[1]", "{for i in [0, 1] : i => var.x}"),
        ("1", "[var.x]"),
    ] {
        let mut scope = names();
        scope.values.insert("x", run(start).unwrap());
        let ends = (0..10_000).find_map(|round| match run_in(&scope, double) {
            Ok(value) => {
                scope.values.insert("x", value);
                None
            }
            Err(error) => Some((round, error.is_exhausted)),
        });
        let (rounds, is_exhausted) = ends.unwrap_or_else(|| panic!("{double} never ends"));
        assert!(is_exhausted && rounds < 200, "{double} ends after {rounds}");
    }
}
