//! JSON syntax gives the same tree as native syntax, and bad JSON loses only itself.

use super::*;

fn json(text: &str) -> Parsed {
    let parsed = parse_json_file(text, file());
    assert_eq!(problems(text, &parsed), Vec::<String>::new());
    check_spans(&parsed.body, text);
    parsed
}

/// Blocks and attributes of a body in one line.
fn outline(body: &Body) -> String {
    let attributes = body.attributes.iter().map(|found| format!("{}={}", found.name, render(&found.expression)));
    let blocks = body.blocks.iter().map(|block| {
        let labels: String = block.labels.iter().map(|label| format!(" {}", label.text)).collect();
        format!("{}{labels} <{}>", block.type_name, outline(&block.body))
    });
    attributes.chain(blocks).collect::<Vec<_>>().join("; ")
}

#[test]
fn json_gives_the_tree_of_native_syntax() {
    let text = r#"{
  "//": "comment",
  "resource": {"azurerm_x": {"a": {
    "//": "inner", "name": "x-${var.y}", "tags": {"k${1}": "%{ if c }z%{ endif }"}, "depends_on": ["b.c"],
    "lifecycle": {"ignore_changes": ["tags", "p[0]"], "precondition": [{"condition": "${x}"}]},
    "dynamic": {"identity": [{"for_each": "${var.i}", "content": {"type": "${identity.value}"}}]},
    "provisioner": [{"local-exec": {"command": "x"}}], "pool": [{"vm": 1}]
  }, "b": {}}},
  "variable": {"v": {"type": "list(string)", "default": "${literal}"}},
  "module": {"m": {"source": "./${x}", "providers": {"azurerm": "azurerm.hub"}}},
  "locals": [{"l": 1}, {"k": 2}],
  "terraform": {"required_providers": {"azurerm": {"version": "~> 4.0"}}, "backend": {"azurerm": {}}},
  "provider": {"azurerm": [{"features": {}}, {"alias": "hub"}]},
  "output": {"o": {"value": "${a.b}"}},
  "moved": {"from": "a.b", "to": "c.d"}
}"#;
    let expected = [
        "resource azurerm_x a <name=(template \"x-\" (. var y)); \
         tags={(template \"k\" 1)=(template (if c (\"z\") ()))}; depends_on=[(. b c)]; pool=[{\"vm\"=1}]; \
         lifecycle <ignore_changes=[tags (index p 0)]; precondition <condition=(wrap x)>>; \
         dynamic identity <for_each=(wrap (. var i)); content <type=(wrap (. identity value))>>; \
         provisioner local-exec <command=\"x\">>",
        "resource azurerm_x b <>",
        "variable v <type=(list string); default=\"${literal}\">",
        "module m <source=\"./${x}\"; providers={\"azurerm\"=(. azurerm hub)}>",
        "locals <l=1>",
        "locals <k=2>",
        "terraform <required_providers <azurerm={\"version\"=\"~> 4.0\"}>; backend azurerm <>>",
        "provider azurerm <features={}>",
        "provider azurerm <alias=\"hub\">",
        "output o <value=(wrap (. a b))>",
        "moved <from=(. a b); to=(. c d)>",
    ];
    assert_eq!(outline(&json(text).body), expected.join("; "));
}

#[test]
fn spans_reach_through_escapes() {
    let text = "\u{feff}{\"locals\": {\"a\": \"\\u00e9\\n${ f(\\\"x\\\", abc) }\\t${d}\"}}";
    let parsed = json(text);
    let attribute = &parsed.body.blocks[0].body.attributes[0];
    assert_eq!(render(&attribute.expression), "(template \"é\\n\" (f \"x\" abc) \"\\t\" d)");
    let ExpressionKind::Template(parts) = &attribute.expression.kind else { panic!() };
    let sources: Vec<&str> = (template_children(parts).iter()).map(|inner| &text[inner.span.range()]).collect();
    assert_eq!(sources, ["f(\\\"x\\\", abc)", "d"]);
    let ExpressionKind::Call(call) = &template_children(parts)[0].kind else { panic!() };
    assert_eq!(&text[call.arguments[1].span.range()], "abc");
    assert_eq!(&text[attribute.name_span.range()], "\"a\"");
}

#[test]
fn broken_json_keeps_the_rest() {
    let cases = [
        (r#"{"locals": {"a": 1, "b": tru, "c": 3}}"#, "1:26 Invalid JSON keyword", "a=1; b=error; c=3"),
        (r#"{"locals": {"a": 1 "b": 2}}"#, "1:20 Missing item separator", "a=1; b=2"),
        (r#"{"locals": {"a": 1, "b": [1, 2"#, "1:26 Unclosed array", "a=1; b=[1 2]"),
        ("{\"locals\": {\"a\": \"x\n\"b\": 2}}", "1:18 Invalid JSON string", "a=error; b=2"),
        (r#"{"locals": {"a": 1, "a": 2}}"#, "1:21 Duplicate argument", "a=1; a=2"),
        (r#"{"locals": {"a": {"b": 1, "b": 2}}}"#, "1:27 Duplicate object attribute", "a={\"b\"=1 \"b\"=2}"),
        (r#"{"locals": {"a": "${1 +}", "b": 2}}"#, "1:24 Invalid expression", "a=error; b=2"),
        (r#"{"locals": {"a": 1,}}"#, "1:19 Trailing comma", "a=1"),
        (r#"{"locals": {"a": 01, "b": "\x"}}"#, "1:18 Invalid JSON number", "a=error; b=error"),
        (r#"{"locals": {"a" 1, "b": 2}}"#, "1:17 Missing property value colon", "a=error; b=2"),
        (r#"{"locals": {"a": 1}} x"#, "1:22 Extraneous data", "a=1"),
    ];
    for (text, problem, expected) in cases {
        let parsed = parse_json_file(text, file());
        let found = problems(text, &parsed);
        assert!(found.first().is_some_and(|found| found.starts_with(problem)), "{text}: {found:?}");
        assert_eq!(parsed.body.blocks.first().map(|block| outline(&block.body)).as_deref(), Some(expected), "{text}");
        check_spans(&parsed.body, text);
    }
    for text in ["", "[", "3", "{\"resource\": 3}", "\"", "{\"resource\": {\"a\": [1]}}"] {
        assert!(!parse_json_file(text, file()).problems.is_empty(), "{text}");
    }
}

#[test]
fn deep_json_loses_one_value() {
    for (open, close) in [("[", "]"), ("{\"x\":", "}")] {
        let deep = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        let text = format!("{{\"locals\": {{\"a\": {deep}, \"b\": 2}}}}");
        let parsed = parse_json_file(&text, file());
        assert_eq!(parsed.problems.len(), 1, "{:?}", problems(&text, &parsed));
        assert_eq!(parsed.problems[0].kind, crate::document::ProblemKind::Budget);
        assert_eq!(render(&parsed.body.blocks[0].body.attributes[1].expression), "2");
    }
}
