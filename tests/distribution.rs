//! What is said of a version is said alike wherever it stands.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::path::Path;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_hook_installs_the_version_that_it_belongs_to() {
    let version = env!("CARGO_PKG_VERSION");
    let pinned = format!("version=\"{version}\", install_requires=[\"akslint=={version}\"]");
    assert!(read("setup.py").contains(&pinned), "setup.py does not say {pinned}");
    for page in ["README.md", "docs/integrations.md"] {
        assert!(read(page).contains(&format!("rev: v{version}")), "{page} shows the hook of another version");
    }
}

#[test]
fn every_action_is_pinned_to_one_commit_everywhere() {
    let files = [
        "action.yml",
        ".github/workflows/ci.yml",
        ".github/workflows/release.yml",
        "integrations/github-workflow.yml",
        "README.md",
    ];
    let mut pins = std::collections::BTreeMap::new();
    for file in files {
        for line in read(file).lines() {
            let Some((_, action)) = line.split_once("uses: ") else { continue };
            if action.starts_with("./") || action.starts_with("OWNER/akslint@") {
                continue;
            }
            let (name, rest) = action.split_once('@').unwrap();
            let (commit, version) =
                rest.split_once(" # v").unwrap_or_else(|| panic!("{file}: {line} tells no version"));
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{file}: {line}");
            let other = pins.entry(name.to_owned()).or_insert_with(|| (commit.to_owned(), version.to_owned()));
            assert_eq!(*other, (commit.to_owned(), version.to_owned()), "{file} pins {name} differently");
        }
    }
    assert!(pins.len() > 5, "{pins:?}");
}

#[test]
fn the_wheel_is_built_by_the_maturin_that_the_gate_uses() {
    let pin = |text: &str| {
        let start = text.find("maturin==").unwrap();
        let end =
            text[start..].lines().take_while(|line| line.ends_with('\\')).map(|line| line.len() + 1).sum::<usize>();
        text[start..start + end].to_owned()
    };
    assert_eq!(pin(&read(".ci/requirements.txt")), pin(&read(".github/release/requirements.txt")));
}
