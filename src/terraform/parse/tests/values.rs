//! Files of values: literals and what the pipeline replaces.

use super::*;

fn values(text: &str) -> Vec<String> {
    let parsed = parse_values(text, file(), &Placeholders::default());
    assert_eq!(problems(text, &parsed), Vec::<String>::new());
    check_spans(&parsed.body, text);
    parsed.body.attributes.iter().map(|found| format!("{}={}", found.name, render(&found.expression))).collect()
}

#[test]
fn placeholders_are_unknown_wherever_they_stand() {
    let text = "\
name    = \"aks-#{env}#-x\"
# the count = #{count}#
count   = #{nodes}#
other   = __other__
size    = \"__size__\" # why
version = \"${VERSION}\"
build   = $(Build.BuildId)
list    = [\"a\", #{b}#, \"$(c)\", 1]
lines   = [
  #{first}#,
  #{last}#
]
object  = { \"k#{a}#\" = 1, l = \"#{b}#\", \"k#{c}#\" = __d__ }
text    = <<EOT
x #{y}#
EOT
plain   = \"a $${b} # c\"
";
    let expected = [
        "name=<#{env}#>",
        "count=<#{nodes}#>",
        "other=<__other__>",
        "size=<__size__>",
        "version=<${VERSION}>",
        "build=<$(Build.BuildId)>",
        "list=[\"a\" <#{b}#> <$(c)> 1]",
        "lines=[<#{first}#> <#{last}#>]",
        "object={<#{a}#>=1 \"l\"=<#{b}#> <#{c}#>=<__d__>}",
        "text=<#{y}#>",
        "plain=\"a ${b} # c\"",
    ];
    assert_eq!(values(text), expected);
}

#[test]
fn placeholders_are_text_or_errors_in_configuration() {
    assert_eq!(value("a = \"#{x}# $(y) __z__\""), "\"#{x}# $(y) __z__\"");
    assert_eq!(value("a = \"${X}\""), "(wrap X)");
    assert!(!parse("a = $(x)\n").problems.is_empty());
}

#[test]
fn patterns_are_configurable() {
    let text = "a = \"<%= x %>\"\nb = {{ y }}\nc = \"#{z}#\"\n";
    let own = Placeholders::new(vec!["<%=.*?%>".into(), r"\{\{.*?\}\}".into()]).unwrap();
    let parsed = parse_values(text, file(), &own);
    let found: Vec<_> = parsed.body.attributes.iter().map(|found| render(&found.expression)).collect();
    assert_eq!(found, ["<<%= x %>>", "<{{ y }}>", "\"#{z}#\""]);
    let none = Placeholders::new(Vec::new()).unwrap();
    assert_eq!(render(&parse_values("c = \"#{z}#\"\n", file(), &none).body.attributes[0].expression), "\"#{z}#\"");
    assert!(Placeholders::new(vec!["(".into()]).is_err());
}

#[test]
fn a_broken_value_loses_itself() {
    let text = "a = \"x\nb = 2\nc = [1,\nd = 4\ne = <<EOT\nx\nf = 6\n";
    let parsed = parse_values(text, file(), &Placeholders::default());
    let found: Vec<_> =
        parsed.body.attributes.iter().map(|found| format!("{}={}", found.name, render(&found.expression))).collect();
    assert_eq!(found, ["a=error", "b=2", "c=error", "d=4", "e=error", "f=6"]);
}

#[test]
fn json_values_are_literal() {
    let text = r##"{"a": "${x} %{", "b": "#{y}#", "c": #{z}#, "d": [1, "__e__"], "f": {"g": null}, "//": "h"}"##;
    let parsed = parse_json_values(text, file(), &Placeholders::default());
    assert_eq!(problems(text, &parsed), Vec::<String>::new());
    let found: Vec<_> = parsed.body.attributes.iter().map(|found| render(&found.expression)).collect();
    assert_eq!(found, ["<${x}>", "<#{y}#>", "<#{z}#>", "[1 <__e__>]", "{\"g\"=null}"]);
    let none = Placeholders::new(Vec::new()).unwrap();
    let parsed = parse_json_values(r#"{"a": "${x} %{"}"#, file(), &none);
    assert_eq!(render(&parsed.body.attributes[0].expression), "\"${x} %{\"");
}
