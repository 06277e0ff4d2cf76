//! The address plan in all its formats: what a network team is shown, and that names in the code cannot change what it is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::process::Command;

const ESTATES: [&str; 2] = ["testdata/addresses/hub-spoke", "testdata/addresses/collisions"];

fn akslint(arguments: &[&str]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_akslint"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

fn plan(estate: &str, format: &str) -> String {
    akslint(&["ip", estate, "--format", format]).0
}

#[test]
fn every_format_is_as_reviewed() {
    for estate in ESTATES {
        let name = estate.rsplit('/').next().unwrap();
        for format in ["text", "json", "markdown", "svg"] {
            insta::assert_snapshot!(format!("{name}_{format}"), plan(estate, format));
        }
    }
}

#[test]
fn the_picture_of_the_readme_is_what_comes_out() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/address-plan.svg");
    let shown = std::fs::read_to_string(path).unwrap();
    assert!(
        shown == plan(ESTATES[0], "svg"),
        "renew it: akslint ip {} --format svg > docs/address-plan.svg",
        ESTATES[0]
    );
}

#[test]
fn lines_are_no_longer_than_the_terminal() {
    for estate in ESTATES {
        for columns in [40, 60, 80, 100, 140] {
            let (text, _) = akslint(&["ip", estate, "--columns", &columns.to_string()]);
            for line in text.lines() {
                let words = line.split_whitespace().count();
                assert!(line.chars().count() <= columns || words == 1, "{columns}: {line}");
            }
        }
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let (colored, _) = akslint(&["ip", ESTATES[0], "--color", "always"]);
    assert!(colored.contains("\u{1b}[1;31mDOES NOT FIT\u{1b}[0m"));
    let mut plain = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, plan(ESTATES[0], "text"));
}

/// Names and values.
type Attributes = Vec<(String, String)>;

/// The elements of a picture in order: name, attributes, and the text that follows.
fn elements(svg: &str) -> Vec<(String, Attributes, String)> {
    let mut found = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("every tag is closed");
        let tag = tag.trim_end_matches('/');
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while let Some((key, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"').expect("every attribute is closed");
            attributes.push((key.trim().to_owned(), value.to_owned()));
            rest = after;
        }
        found.push((name.to_owned(), attributes, text.to_owned()));
    }
    found
}

#[test]
fn the_picture_stands_alone_and_runs_nothing() {
    let known = ["svg", "title", "desc", "defs", "pattern", "rect", "circle", "line", "polygon", "text"];
    for estate in ESTATES {
        let svg = plan(estate, "svg");
        let mut open = Vec::new();
        for (name, attributes, _) in elements(&svg) {
            let bare = name.trim_start_matches('/');
            assert!(known.contains(&bare), "<{name}> is none of ours");
            for (key, value) in &attributes {
                assert!(!key.starts_with("on") && !key.contains("href") && key != "style", "{key}={value}");
                let is_name = key == "xmlns" && value == "http://www.w3.org/2000/svg";
                assert!(is_name || !value.contains("//"), "{key}={value}");
            }
            if let Some(closed) = name.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(closed));
            } else if svg.contains(&format!("</{name}>")) && !is_empty(&name, &attributes, &svg) {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
    assert!(plan(ESTATES[1], "svg").contains("&lt;script&gt;alert(1)&lt;!--"));
}

/// Whether this element was written as `<name …/>`.
fn is_empty(name: &str, attributes: &[(String, String)], svg: &str) -> bool {
    let attributes: String = attributes.iter().map(|(key, value)| format!(" {key}=\"{value}\"")).collect();
    svg.contains(&format!("<{name}{attributes}/>"))
}

#[test]
fn nothing_is_drawn_beside_the_picture() {
    for estate in ESTATES {
        let svg = plan(estate, "svg");
        let all = elements(&svg);
        let number = |attributes: &[(String, String)], key: &str| -> Option<f64> {
            attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.parse().unwrap())
        };
        let (width, height) = (number(&all[0].1, "width").unwrap(), number(&all[0].1, "height").unwrap());
        let mut texts = BTreeSet::new();
        for (name, attributes, text) in &all {
            let (Some(x), Some(y)) = (number(attributes, "x"), number(attributes, "y")) else { continue };
            assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "<{name}> at {x}, {y}");
            if let Some(wide) = number(attributes, "width") {
                assert!(x + wide <= width && wide >= 0.0, "<{name}> at {x} is {wide} wide");
            }
            if name == "text" && !text.is_empty() {
                assert!(texts.insert((format!("{x:.1} {y:.1}"), text)), "two texts at {x}, {y}: {text}");
            }
        }
        let places: BTreeSet<&str> = texts.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places.len(), texts.len(), "no text covers another");
    }
}

#[test]
fn hostile_names_stay_names() {
    let markdown = plan(ESTATES[1], "markdown");
    // Nothing opens a tag but what we fold and set code with, and each of ours is closed.
    let mut open = Vec::new();
    for tag in markdown.split('<').skip(1) {
        let name = tag.split('>').next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed), "</{tag}"),
            None => {
                assert!(["details", "summary", "code"].contains(&name), "<{tag}");
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    // Backticks are around ranges and bars, never around what somebody else named.
    for code in markdown.split('`').skip(1).step_by(2) {
        let is_ours = |character: char| character.is_ascii_hexdigit() || "./:█▓▒?·|!".contains(character);
        assert!(code.chars().all(is_ours), "{code}");
    }
    for format in ["text", "markdown", "svg", "json"] {
        assert!(!plan(ESTATES[1], format).contains('\u{202e}'), "{format}");
    }
}

#[test]
fn roots_of_an_estate_are_planned_apart() {
    let (text, code) = akslint(&["ip", ESTATES[0], ESTATES[1]]);
    for estate in ESTATES {
        assert!(text.lines().any(|line| line == estate), "{text}");
    }
    assert_eq!(code, Some(1));
    let (backwards, _) = akslint(&["ip", ESTATES[1], ESTATES[0]]);
    assert_eq!(text, backwards, "the order of paths changes nothing");
}
