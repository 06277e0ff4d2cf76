//! Pages and the list of them.

use super::super::catalogue::{explain, policies_table};
use super::*;

#[test]
fn the_table_is_aligned() {
    insta::assert_snapshot!(policies_table(&policies()));
}

#[test]
fn a_page_shows_everything_it_has() {
    insta::assert_snapshot!(explain(&policies()[0], false));
}

#[test]
fn a_hostile_page_is_harmless() {
    let mut policy = policies()[0].clone();
    policy.help_markdown = "text \u{1b}[2J\n\n```terraform\n\u{202e}\n```\n";
    policy.title = "t\u{1b}[1m";
    let page = explain(&policy, false);
    assert!(!page.contains('\u{1b}') && !page.contains('\u{202e}'), "{page}");
}
