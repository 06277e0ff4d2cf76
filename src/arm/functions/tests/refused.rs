//! What Azure refuses.

use super::{answer, fail, values};
use crate::arm::functions::{Argument, CallContext, call};

#[test]
fn wrong_arguments_are_refused() {
    fail(&[
        ("add", r#"["1", 2]"#, r#"add(): Cannot compute with values of types "string" and "int""#),
        ("add", "[9223372036854775807, 1]", "does not fit into 64 bits"),
        ("sub", "[-9223372036854775808, 1]", "does not fit into 64 bits"),
        ("mul", "[9223372036854775807, 2]", "does not fit into 64 bits"),
        ("div", "[1, 0]", "Cannot divide by zero"),
        ("div", "[-9223372036854775808, -1]", "does not fit into 64 bits"),
        ("mod", "[1, 0]", "Cannot divide by zero"),
        ("and", r#"[true, "maybe"]"#, "Expected a boolean"),
        ("base64ToString", r#"["*"]"#, "base64ToString(): the text is no base64"),
        ("bool", r#"["yes"]"#, "bool(): expected true, false or a number"),
        ("cidrHost", r#"["10.144.3.0/24", 254]"#, "no host with the index 254"),
        ("cidrHost", r#"["10.144.3.0/24", -1]"#, "no host with the index -1"),
        ("cidrSubnet", r#"["10.144.0.0/20", 19, 0]"#, "between /20 and /32"),
        ("cidrSubnet", r#"["10.144.0.0/20", 24, 16]"#, "no such subnet: /24 with the index 16"),
        ("cidrSubnet", r#"["10.144.0.0", 24, 16]"#, "no address range"),
        ("concat", r#"[["a"], "b"]"#, r#"Expected an array, not a value of type "string""#),
        ("createObject", r#"["a"]"#, "a name and a value are expected by turns"),
        ("createObject", r#"[1, 2]"#, "expected a text"),
        ("dateTimeAdd", r#"["soon", "P1D"]"#, "the text is no date"),
        ("dateTimeAdd", r#"["2020-04-07T14:53:14Z", "1 day"]"#, "no ISO 8601 duration"),
        ("fail", r#"["no such size"]"#, "fail(): the template fails on purpose: no such size"),
        ("flatten", "[[1]]", "Expected an array"),
        ("format", r#"["{1}", "a"]"#, "the format asks for the argument {1}"),
        ("format", r#"["{0", "a"]"#, "a brace without its counterpart"),
        ("format", r#"["a}", "a"]"#, "a brace without its counterpart"),
        ("format", r#"["{0,99999999}", "a"]"#, "no small number"),
        ("int", r#"["1.5"]"#, r#"int(): the text "1.5" is not a whole number"#),
        ("int", r#"["9223372036854775808"]"#, "is not a whole number"),
        ("int", "[[1]]", "expected a whole number"),
        ("intersection", r#"[[1], {"a": 1}]"#, "expected arrays or objects alike"),
        ("items", "[[1]]", "expected an object"),
        ("join", r#"["a", ","]"#, "expected an array"),
        ("json", r#"["{"]"#, "the text is no JSON from line 1, column 1 on"),
        ("json", r#"["{'a': }"]"#, "the text is no JSON"),
        ("length", "[5]", "length(): expected an array, a text or an object, not a value of type \"int\""),
        ("length", "[null]", r#"not a value of type "null""#),
        ("max", r#"[[]]"#, "there are no numbers"),
        ("max", r#"["a"]"#, "expected whole numbers"),
        ("padLeft", r#"["a", 3, "ab"]"#, "the padding is one character"),
        ("parseCidr", r#"["10.0.0.0/33"]"#, "no address range"),
        ("range", "[0, -1]", "the count must lie between 0 and 10000"),
        ("range", "[0, 1000000000]", "the count must lie between 0 and 10000"),
        ("range", "[2147483647, 1]", "must not exceed 2147483647"),
        ("range", "[9223372036854775807, 1]", "must not exceed 2147483647"),
        ("replace", r#"["a", "", "b"]"#, "the text to replace is empty"),
        ("split", r#"["a", 1]"#, "expected a text or an array of texts"),
        ("split", r#"["a", [1]]"#, "expected an array of texts"),
        ("substring", r#"["1234567890", 0, 11]"#, "lies outside the text of 10"),
        ("substring", r#"["a", -1, 1]"#, "lies outside the text"),
        ("substring", r#"["a", 1, -1]"#, "lies outside the text"),
        ("substring", r#"["a", 9223372036854775807, 1]"#, "lies outside the text"),
        ("union", "[1, 2]", "Expected an object"),
        ("toLower", "[1]", "toLower(): expected a text, not a value of type \"int\""),
    ]);
}

#[test]
fn numbers_of_arguments_are_told() {
    fail(&[
        ("toLower", "[]", r#"The function "toLower" expects 1 argument, not 0"#),
        ("split", "[1]", r#"The function "split" expects 2 arguments, not 1"#),
        ("substring", "[1]", r#"The function "substring" expects 2 to 3 arguments, not 1"#),
        ("and", "[true]", r#"The function "and" expects at least 2 arguments, not 1"#),
        ("coalesce", "[]", r#"The function "coalesce" expects at least 1 argument, not 0"#),
        ("utcNow", "[1, 2]", "expects 0 to 1 arguments, not 2"),
    ]);
}

#[test]
fn the_argument_at_fault_is_told() {
    let at = |name: &str, arguments: &str| answer(name, arguments).unwrap_err().argument;
    assert_eq!(at("substring", r#"["a", "b"]"#), Some(1));
    assert_eq!(at("concat", r#"[[1], [2], 3]"#), Some(2));
    assert_eq!(at("range", "[0, -1]"), Some(1));
    assert_eq!(at("union", r#"[{"a": 1}, 3]"#), Some(1));
    assert_eq!(at("cidrSubnet", r#"["10.0.0.0/8", 9, 2]"#), Some(2));
}

#[test]
fn secrets_are_not_repeated() {
    for (name, arguments) in [
        ("int", r#"[{"$secret": "hunter2"}]"#),
        ("json", r#"[{"$secret": "hunter2 {"}]"#),
        ("fail", r#"[{"$secret": "hunter2"}]"#),
        ("bool", r#"[{"$secret": "hunter2"}]"#),
        ("parseCidr", r#"[{"$secret": "hunter2"}]"#),
        ("dateTimeAdd", r#"[{"$secret": "hunter2"}, "P1D"]"#),
        ("base64ToString", r#"[{"$secret": "hunter2*"}]"#),
    ] {
        let error = answer(name, arguments).unwrap_err();
        assert!(!error.message.contains("hunter2"), "{name}: {error}");
    }
}

#[test]
fn there_are_no_other_functions() {
    let budget = super::budget();
    let context = CallContext { budget: &budget, span: super::span() };
    let arguments: Vec<_> = values("[1]").into_iter().map(Argument::Value).collect();
    for name in ["", "parameters", "variables", "lambda", "if", "copyIndex", "listKeys", "loadTextContent", "toLow"] {
        assert!(call(name, &arguments, context).is_none(), "{name}");
    }
    assert!(call("TOSTRING", &arguments, context).is_none());
    assert!(call("STRING", &arguments, context).is_some_and(|result| result.is_ok()));
}

#[test]
fn names_are_in_order_and_unique() {
    let names: Vec<String> = crate::arm::functions::names().map(str::to_lowercase).collect();
    let mut sorted = names.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(names.len(), sorted.len());
    assert!(names.len() > 100);
}
