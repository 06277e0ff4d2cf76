//! What no input may do: panic, overflow the stack (each test runs on a thread of 2 MiB), point outside the file, or
//! take more than linear work.

use super::*;
use crate::document::ProblemKind;

const EXAMPLES: &[&str] = &[
    "variable \"a\" {\n  default = \"x\"\n}\n\nresource \"azurerm_kubernetes_cluster\" \"aks\" {\n  name     = \"aks-${var.x}\"\n  count = var.on ? 1 : 0\n  default_node_pool {\n    name    = \"é\"\n    zones = [1, \"2\", -3.5e1]\n  }\n  tags = merge({ a = 1, a = 2, \"b\" : \"$${c}\" }, var.t...)\n  one { x = !y }\n}\n\n# c\nlocals {\n  a = { for k, v in x : k => v.*.y[0]... if v != null && k == \"\" } /* c */\n  b = [for x in y[*].z : \"%{ if x }\\t%{ else ~} q%{ endif }\"]\n  c = <<-EOT\n    a ${b}\n      %{ for i in j ~}\n    c\n    %{ endfor ~}\n  EOT\n  d = (1 +\n    2) * 3 // x\n}\n",
    "a = \"#{x}#\"\nb = [ __y__, $(z),\n #{w}#,\n]\nc = {\n  d = \"\\u00e9\\\"\"\n  e = <<E\nx\nE\n}\n",
    "{\"resource\": {\"a\": {\"b\": {\"c\": [1, -2.5e3, \"${x[\\\"y\\\"]} \\ud83d\\ude00\", null, true], \"dynamic\": {\"d\": {\"content\": {}}}}}}, \"locals\": [{}, {\"e\": \"%{ if x }%{ endif }\"}]}",
];

/// Parses a text in every way and checks the spans.
fn survive(text: &str) {
    static PLACEHOLDERS: std::sync::LazyLock<Placeholders> = std::sync::LazyLock::new(Placeholders::default);
    let file = file();
    let all = [
        parse_file(text, file),
        parse_values(text, file, &PLACEHOLDERS),
        parse_json_file(text, file),
        parse_json_values(text, file, &PLACEHOLDERS),
    ];
    for parsed in all {
        for problem in &parsed.problems {
            assert!(text.get(problem.span.unwrap().range()).is_some(), "{problem:?} in {text:?}");
        }
        check_spans(&parsed.body, text);
    }
}

#[test]
fn every_prefix_and_suffix_survives() {
    for text in EXAMPLES {
        for (at, _) in text.char_indices() {
            survive(&text[..at]);
            survive(&text[at..]);
        }
    }
}

fn random(state: &mut u64) -> usize {
    // xorshift64*: the runs are the same everywhere.
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    usize::try_from(state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap()
}

fn mutate(text: &str, state: &mut u64) -> String {
    const PIECES: &[&str] = &[
        "\"",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "${",
        "%{",
        "~}",
        "\n",
        "\r\n",
        "<<EOT\n",
        "<<-E\n",
        "EOT\n",
        "\\",
        "/*",
        "*/",
        "#",
        "//",
        "=",
        "=>",
        ",",
        "for ",
        "if ",
        "in ",
        "...",
        ".*",
        "[*]",
        "::",
        "?",
        ":",
        "é",
        "\0",
        "\u{feff}",
        "%{ if x }",
        "%{endfor}",
        "resource \"a\" \"b\" {\n",
        "1e999",
        "0x",
        "$(",
        "#{x}#",
        "__y__",
        "<<<<<<< a\n",
        "-",
        "!",
        "&&",
        ";",
        "'",
        "\u{2003}",
    ];
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..=random(state) % 4 {
        let at = random(state) % (characters.len() + 1);
        match random(state) % 4 {
            0 => {
                let end = (at + random(state) % 12).min(characters.len());
                characters.drain(at..end);
            }
            1 => {
                let end = (at + random(state) % 40).min(characters.len());
                let copied = characters[at..end].to_vec();
                let to = random(state) % (characters.len() + 1);
                characters.splice(to..to, copied);
            }
            _ => {
                characters.splice(at..at, PIECES[random(state) % PIECES.len()].chars());
            }
        }
    }
    characters.into_iter().collect()
}

fn mutations(rounds: usize) {
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for round in 0..rounds {
        survive(&mutate(EXAMPLES[round % EXAMPLES.len()], &mut state));
    }
}

#[test]
fn mutated_files_survive() {
    mutations(4_000);
}

#[test]
#[ignore = "takes half a minute in debug builds"]
fn very_many_mutated_files_survive() {
    mutations(100_000);
}

#[test]
fn deep_nesting_loses_one_attribute() {
    let shapes = [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{ a = ", "1", "}"),
        ("f(", "1", ")"),
        ("\"${", "1", "}\""),
        ("a[", "1", "]"),
        ("!", "a", ""),
        ("-", "a", ""),
        ("- ", "1", ""),
        ("a ? b : ", "c", ""),
        ("a ? ", "c", " : b"),
        ("[for x in ", "y", " : x]"),
        ("{for x in y : x => ", "1", "}"),
        ("\"%{ if x }", "", "%{ endif }\""),
        ("\"%{ for x in y }${", "1", "}%{ endfor }\""),
        ("{ a = 1, a = ", "1", "}"),
        ("a + (", "1", ")"),
    ];
    for (open, middle, close) in shapes {
        for depth in [20, 60, 63, 64, 65, 66, 200, 10_000] {
            let deep = format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
            let text = format!("block {{\n  x = {deep}\n  y = 2\n}}\nz = 3\n");
            let parsed = parse(&text);
            let block = &parsed.body.blocks[0];
            let is_directive = open.contains("%{ if");
            assert!(depth > 30 || is_directive || parsed.problems.is_empty(), "{open} {depth}: {:?}", parsed.problems);
            if depth >= 66 && !is_directive {
                assert_eq!(parsed.problems.len(), 1, "{open} {depth}: {:?}", parsed.problems);
                assert_eq!(parsed.problems[0].kind, ProblemKind::Budget, "{open} {depth}");
                assert!(!block.is_partial);
            }
            if !is_directive {
                assert_eq!(block.body.attributes.len(), 2, "{open} {depth}");
                assert_eq!(render(&block.body.attributes[1].expression), "2", "{open} {depth}");
            }
            assert_eq!(render(&parsed.body.attributes[0].expression), "3", "{open} {depth}");
        }
        let unclosed = format!("a = {}\nb = 1\n", open.repeat(10_000));
        assert!(!parse(&unclosed).problems.is_empty(), "{open}");
    }
}

#[test]
fn deep_directives_lose_one_attribute() {
    for depth in [20, 62, 64, 10_000] {
        let deep = format!("\"{}x{}\"", "%{ if a }".repeat(depth), "%{ endif }".repeat(depth));
        let text = format!("a = {deep}\nb = 1\n");
        let parsed = parse(&text);
        assert_eq!(parsed.problems.is_empty(), depth <= 62, "{depth}: {:?}", parsed.problems);
        assert_eq!(render(&parsed.body.attributes[1].expression), "1");
    }
}

#[test]
fn long_chains_and_deep_blocks_lose_themselves_only() {
    for (item, count) in
        [(" + 1", 129), (" + 1", 300_000), (".a", 200), (".a", 300_000), ("[0]", 10_000), ("[*]", 10_000)]
    {
        let text = format!("a = b{}\nc = 1\n", item.repeat(count));
        let parsed = parse(&text);
        assert_eq!(parsed.problems.len(), 1, "{item} {count}");
        assert_eq!(parsed.problems[0].kind, ProblemKind::Budget, "{item}: {:?}", parsed.problems[0].message);
        assert_eq!(render(&parsed.body.attributes[1].expression), "1");
        assert!(parse(&format!("a = b{}\n", item.repeat(100))).problems.is_empty(), "{item}");
    }
    let text = format!("{}{}c = 1\n", "a {\n".repeat(10_000), "}\n".repeat(10_000));
    let parsed = parse(&text);
    assert_eq!(parsed.problems.len(), 1);
    assert_eq!((parsed.problems[0].kind, parsed.body.attributes.len()), (ProblemKind::Budget, 1));
    assert!(!parse(&"a {\n".repeat(10_000)).problems.is_empty());
    assert!(!parse(&"a { ".repeat(10_000)).problems.is_empty());
    assert!(!parse(&"}".repeat(1_000_000)).problems.is_empty());
}

#[test]
fn a_huge_object_is_one_error() {
    let entries: String = (0..60_000).map(|index| format!("    key{index} = \"value\"\n")).collect();
    let text = format!("locals {{\n  big = {{\n{entries}  }}\n  small = 1\n}}\n");
    assert!(text.len() > 1_000_000);
    let parsed = parse(&text);
    assert_eq!(parsed.problems.len(), 1);
    assert_eq!(parsed.problems[0].kind, ProblemKind::Budget);
    let block = &parsed.body.blocks[0];
    assert!(!block.is_partial);
    assert_eq!(block.body.attributes.iter().map(|found| render(&found.expression)).collect::<Vec<_>>(), ["error", "1"]);
    // Many small objects are no problem.
    let list: String = (0..3_000).map(|index| format!("    {{ a = {index}, b = 2 }},\n")).collect();
    assert!(parse(&format!("a = [\n{list}]\n")).problems.is_empty());
}

#[test]
fn long_lines_and_control_characters() {
    let long = "x".repeat(1_000_000);
    assert_eq!(value(&format!("a = \"{long}\"\n")).len(), long.len() + 2);
    assert_eq!(value(&format!("{long} = 1 # {long}\n")), "1");
    assert_eq!(value("a = \"x\0y\"\n"), "\"x\\0y\"");
    assert_eq!(parse("a = 1\0\nb = 2\n").body.attributes.len(), 2);
    assert!(!parse(&"\0".repeat(1_000)).problems.is_empty());
}

/// Bytes read for a text, those read again included.
fn work(text: &str) -> usize {
    piece::read(text, &Place::new(file(), 0), &[]).work
}

#[test]
fn work_is_linear_however_broken_the_file() {
    let shapes = [
        "a = (<<X\n",
        "a = <<X\n",
        "a = [\n",
        "a = {\n",
        "a = \"${\n",
        "a = \"\n",
        "a = /*\n",
        "a = f(1,\n",
        "a {\n",
        "}\n",
        "} a = 1, ",
        "a { b = ",
        "a \"b\" ",
        "resource \"a\" \"b\" {\n  x = (<<X\n",
        "resource \"a\" \"b\" {\n",
        "  a = 1 +\n",
        "<<A\n",
        "\"${\"",
        "a = [1,\n  {\n",
    ];
    for shape in shapes {
        for end in ["", "X\n", "X\n]\n"] {
            let of = |count: usize| work(&format!("{}{end}", shape.repeat(count)));
            let (small, large) = (of(200), of(2_000));
            assert!(large <= small * 12 + 100_000, "{shape:?} {end:?}: {small} then {large}");
            assert!(large <= 100 * (shape.len() * 2_000 + 100), "{shape:?} {end:?}: {large}");
        }
    }
}
