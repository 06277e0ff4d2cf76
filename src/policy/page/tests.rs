//! Pages are read as written; the built-in ones are complete.

use super::coverage::{Guidance, Peers, coverage, uneven};
use super::{ExampleLanguage, Observed, Page, Section, index, properties, uncovered, unsound, with_index};
use crate::policy::front_matter::OptionValue;
use crate::policy::testing::{page, schema};
use crate::policy::{Catalogue, Confidence, Cost, Filter, Outcome, Persona, Selection, Severity};

const SAMPLE: &str = include_str!("../../../testdata/policies/sample-policy.md");

fn built_in_pages() -> Vec<Page> {
    let catalogue = Catalogue::built_in(schema());
    let page = |policy: &crate::policy::Policy| policy.page().unwrap_or_else(|error| panic!("{error}"));
    catalogue.policies().iter().map(page).collect()
}

#[test]
fn built_in_pages_are_complete() {
    let pages = built_in_pages();
    let errors: Vec<_> = unsound(&pages).into_iter().chain(uncovered(&pages)).collect();
    assert!(errors.is_empty(), "{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_static_table_says_what_the_pages_say() {
    let catalogue = Catalogue::built_in(schema());
    assert!(!catalogue.policies().is_empty());
    for (policy, page) in catalogue.policies().iter().zip(built_in_pages()) {
        assert_eq!((policy.id(), policy.title(), policy.front()), (&*page.id, &*page.title, &page.front));
        assert!(policy.body().starts_with(&format!("# {}", page.title)), "{}", policy.id());
        assert_eq!(catalogue.find(&policy.id().to_uppercase()).len(), 1);
        assert_eq!(
            catalogue.index_of(policy.id()).and_then(|index| catalogue.policy(index)).unwrap().id(),
            policy.id()
        );
    }
}

#[test]
fn the_index_is_current() {
    let readme = include_str!("../../../policies/README.md");
    let renewed = with_index(readme, &built_in_pages()).expect("policies/README.md has a place for the index");
    assert!(renewed == readme, "run `cargo run -p xtask -- index`");
}

fn guidance() -> Guidance {
    Guidance::read(include_str!("../../../policies/data/guidance.yaml")).unwrap()
}

fn peers() -> Peers {
    Peers::read(include_str!("../../../policies/data/peers.yaml")).unwrap()
}

#[test]
fn the_page_of_coverage_is_current() {
    let current = include_str!("../../../policies/COVERAGE.md");
    assert!(coverage(&built_in_pages(), &guidance(), &peers()) == current, "run `cargo run -p xtask -- index`");
}

#[test]
fn the_page_of_properties_is_current() {
    let current = include_str!("../../../policies/PROPERTIES.md");
    assert!(properties(crate::model::table::kinds()) == current, "run `cargo run -p xtask -- index`");
}

#[test]
fn guidance_and_peers_fit_the_pages() {
    let messages = uneven(&built_in_pages(), &guidance(), &peers());
    assert!(messages.is_empty(), "{}", messages.join("\n"));
    let ids: Vec<String> = guidance().rows.into_iter().map(|row| row.id).collect();
    let expected: Vec<String> = (1..=24).map(|number| format!("M{number:02}")).collect();
    assert_eq!(ids, expected);
    assert!(peers().peers.iter().map(|peer| peer.rules.len()).sum::<usize>() > 150);
}

#[test]
fn coverage_tells_answers_reasons_and_gaps() {
    let page = Page::parse("policies/samples/sample-policy.md", SAMPLE).unwrap();
    let guidance = Guidance::read(
        "source: https://example.com\nrows:\n  - { id: M16, name: A, decided: cloud }\n  - { id: M17, name: B, decided: both, gap: why }\n",
    )
    .unwrap();
    let rules = "      - { id: ckv_azure_6, asks: one }\n      - { id: X_2, asks: two, reason: three }\n      - { id: X_4, asks: four }\n";
    let peers =
        Peers::read(&format!("as_of: today\npeers:\n  - name: Tool\n    about: All.\n    rules:\n{rules}")).unwrap();
    let text = coverage(std::slice::from_ref(&page), &guidance, &peers);
    for line in [
        "| Tool | 3 | 1 | 1 | 1 |",
        "| M17 | B | cloud and workloads |  | why |",
        "| ckv_azure_6 | one | [sample-policy](samples/sample-policy.md) |",
        "| X_2 | two | none on purpose: three |",
        "| X_4 | four | **no policy yet** |",
        "- Tool: no policy yet for X_4.",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n\n{text}");
    }
    let unanswered = uneven(&[], &guidance, &peers);
    assert_eq!(unanswered, ["no page answers M16, and nothing says why"]);
    let stale = rules.replace("ckv_azure_6, asks: one", "CKV_AZURE_6, asks: one, reason: none") + rules;
    let peers =
        Peers::read(&format!("as_of: today\npeers:\n  - name: Tool\n    about: All.\n    rules:\n{stale}")).unwrap();
    let messages = uneven(&[page], &guidance, &peers).join("\n");
    for part in ["CKV_AZURE_6 has a page (sample-policy)", "X_2 stands twice among the rules of Tool"] {
        assert!(messages.contains(part), "{messages}");
    }
}

#[test]
fn properties_tell_types_spellings_and_silence() {
    let text = properties(crate::model::table::kinds());
    for line in [
        "| `disableLocalAccounts` | bool |",
        "| `retirementDate('name')` |",
        "| `list.exists(x, condition)` |",
        "| `pools` | a list of `pool` |",
    ] {
        assert!(text.lines().any(|found| found.starts_with(line)), "{line}\n\n{text}");
    }
    for part in ["`local_account_disabled` (since 2.71)", "azurerm before 2.99: false", "inverted"] {
        assert!(text.contains(part), "{part}\n\n{text}");
    }
}

#[test]
fn a_page_is_read_whole() {
    let page = Page::parse("policies/samples/sample-policy.md", SAMPLE).unwrap();
    assert_eq!((&*page.id, &*page.title), ("sample-policy", "Samples are right"));
    let front = &page.front;
    assert_eq!(
        (front.severity, front.confidence, front.persona, front.cost),
        (Severity::Low, Confidence::Medium, Persona::Auditor, Some(Cost::NodeReplacement))
    );
    assert_eq!(front.require, "cluster.enableRBAC && cluster.nodeLimit <= options.most");
    assert_eq!(front.message, "{cluster.nodeLimit} nodes are too many");
    assert_eq!((front.fix.as_deref(), front.fix_bicep.as_deref()), (Some("use fewer"), Some("use `fewer`")));
    assert_eq!(*front.aliases, ["CKV_AZURE_6", "Azure.AKS.Sample"]);
    assert_eq!(front.options[0].default, OptionValue::Number(5.0));
    assert_eq!(page.prose, "Because.\n\nAnd so on.");

    let shape: Vec<_> =
        page.examples.iter().map(|e| (e.section, e.language, e.expected, e.files.len(), e.line)).collect();
    assert_eq!(
        shape,
        [
            (Section::Bad, ExampleLanguage::Terraform, Outcome::Fail, 3, 37),
            (Section::Bad, ExampleLanguage::Terraform, Outcome::Fail, 1, 51),
            (Section::Bad, ExampleLanguage::Bicep, Outcome::Fail, 1, 57),
            (Section::Silence, ExampleLanguage::Terraform, Outcome::Fail, 1, 65),
            (Section::Good, ExampleLanguage::Terraform, Outcome::Pass, 1, 71),
            (Section::Good, ExampleLanguage::Json, Outcome::NotApplicable, 1, 75),
            (Section::Undecided, ExampleLanguage::Terraform, Outcome::Undecided, 1, 81),
        ]
    );
    let first = &page.examples[0];
    let names: Vec<_> = first.files.iter().map(|file| (&*file.name, file.finding_lines.as_slice())).collect();
    assert_eq!(names, [("main.tf", &[2][..]), ("variables.tf", &[]), ("prod.tfvars.json", &[])]);
    assert_eq!(first.files[0].text, "resource \"a\" \"b\" {\n  c = 1 # finding\n}\n");
    assert_eq!(SAMPLE.lines().nth(first.files[1].line - 1), Some("variable \"x\" {}"));
    assert_eq!(page.examples[4].azurerm.as_deref(), Some("3.117"));
    assert_eq!(unsound(&[page]), []);
}

#[test]
fn wrong_pages_are_explained() {
    let mut out = String::new();
    let changes = [
        ("---\nseverity", "severity"),
        ("severity: low\n", ""),
        ("severity: low", "severity: lowest"),
        ("severity: low", "severity: low\nseverity: high"),
        ("resource: cluster", "resuorce: cluster"),
        ("resource: cluster", "resource: clutser"),
        ("aliases: [CKV_AZURE_6", "aliases: [CKV_AZURE_6\nx: ]"),
        ("cluster.enableRBAC\n", "cluster.enableRBCA\n"),
        ("&& cluster.nodeLimit <=", "&& cluster.nodeLimt <="),
        ("{cluster.nodeLimit}", "{cluster.nodeLimt}"),
        ("{cluster.nodeLimit}", "{cluster.nodeLimit"),
        ("{cluster.nodeLimit}", "{cluster.pools}"),
        ("default: 5", "default: {}"),
        ("when: cluster.enableRBAC", "when: cluster.name"),
        ("# Samples are right\n", "Samples are right\n"),
        ("## Good", "## Godo"),
        ("## Good", "## Bad"),
        ("verdict=fail", "verdict=failed"),
        ("```terraform verdict=fail", "```terraform"),
        ("azurerm=3.117", "azurrm=3.117"),
        ("```json verdict=not-applicable", "```json verdict=fail"),
        ("title=\"variables.tf\"", "title=\"../variables.tf\""),
        ("```bicep", "```powershell"),
        ("Because.", "```terraform\n```"),
    ];
    for (from, to) in changes {
        assert!(SAMPLE.contains(from), "{from}");
        let text = SAMPLE.replacen(from, to, 1);
        let mut catalogue = Catalogue::empty(schema());
        let error = catalogue.add("samples/sample-policy.md", &text).expect_err(to);
        out.push_str(&format!("{error}\n\n"));
    }
    let unclosed = &SAMPLE[..SAMPLE.rfind("```").unwrap()];
    out.push_str(&format!("{}\n\n", Page::parse("samples/sample-policy.md", unclosed).unwrap_err()));
    out.push_str(&format!("{}\n", Page::parse("samples/Sample Policy.md", SAMPLE).unwrap_err()));
    insta::assert_snapshot!(out);
}

#[test]
fn incomplete_pages_are_found() {
    let mut text = SAMPLE.replace("https://example.com", "http://example.com");
    text = text
        .replace("fix: use fewer\n", "")
        .replace("fix.bicep: use `fewer`\n", "")
        .replace("since: 0.1.0", "since: new");
    text = text.replace("| count", "| cuont").replace(" # finding", "").replace("## Good", "## Undecided");
    text = text[..text.rfind("## Undecided").unwrap()]
        .to_owned()
        .replace("verdict=not-applicable", "")
        .replace("```terraform azurerm=3.117\n", "```terraform azurerm=3.117\n# finding\n");
    let page = Page::parse("a/sample-policy.md", &text).unwrap();
    let twin = Page { path: "b/sample-policy.md".to_owned(), ..page.clone() };
    let errors: Vec<_> = unsound(&[page, twin]).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn pages_show_every_language_that_they_concern() {
    let page = Page::parse("policies/samples/sample-policy.md", SAMPLE).unwrap();
    let messages = |page: &Page| {
        let errors = uncovered(std::slice::from_ref(page));
        errors.into_iter().map(|error| error.message).collect::<Vec<_>>()
    };
    let missing =
        ["Silence", "Good", "Undecided"].map(|section| format!("there is no Bicep example in `## {section}`"));
    assert_eq!(messages(&page), missing);
    // Without a fix for Bicep the page is about Terraform; so is a kind that ARM does not have.
    let mut terraform = page.clone();
    (terraform.front.fix, terraform.front.fix_bicep) = (None, None);
    assert_eq!(messages(&terraform), [""; 0]);
    let mut bicep = page.clone();
    bicep.examples.retain(|example| example.language == ExampleLanguage::Bicep);
    assert!(
        messages(&bicep).contains(&"there is no Terraform (or, for manifests, YAML) example in `## Bad`".to_owned())
    );
}

#[test]
fn bicep_examples_bring_their_parameters_and_modules() {
    let text = SAMPLE.replace(
        "```bicep\n// finding\n```",
        "```bicep title=\"main.bicep\"\nparam x bool\n```\n\n```bicep title=\"modules/x.bicep\"\n// finding\n```\n\n\
         ```bicepparam title=\"main.bicepparam\"\nusing 'main.bicep'\n```\n\n```json title=\"main.parameters.json\"\n{}\n\
         ```\n\n```json title=\"azuredeploy.json\"\n{\n  \"resources\": [] // finding\n}\n```",
    );
    let page = Page::parse("policies/samples/sample-policy.md", &text).unwrap();
    let names = |example: &super::Example| example.files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
    let bicep = &page.examples[2];
    assert_eq!(bicep.language, ExampleLanguage::Bicep);
    assert_eq!(names(bicep), ["main.bicep", "modules/x.bicep", "main.bicepparam", "main.parameters.json"]);
    assert_eq!(bicep.files[1].finding_lines, [1]);
    // A template is an example of its own.
    let template = &page.examples[3];
    assert_eq!((template.language, names(template)), (ExampleLanguage::Json, vec!["azuredeploy.json".to_owned()]));
    assert_eq!(template.files[0].finding_lines, [2]);
}

#[test]
fn examples_compare_outcome_and_lines() {
    let page = Page::parse("policies/samples/sample-policy.md", SAMPLE).unwrap();
    let one = |outcome, line| Observed { outcome, file: "main.tf", line };
    let bad = &page.examples[0];
    assert_eq!(bad.check(&[one(Outcome::Fail, 2)]), Ok(()));
    assert_eq!(bad.check(&[one(Outcome::Fail, 2), one(Outcome::Fail, 2), one(Outcome::Pass, 9)]), Ok(()));
    assert_eq!(bad.check(&[]), Err("expected fail, got no verdict".to_owned()));
    assert_eq!(bad.check(&[one(Outcome::Pass, 2)]), Err("expected fail, got pass at main.tf:2".to_owned()));
    assert_eq!(
        bad.check(&[one(Outcome::Fail, 1)]),
        Err("the marked lines are [(\"main.tf\", 2)], got fail at main.tf:1".to_owned())
    );
    let good = &page.examples[4];
    assert_eq!(good.check(&[one(Outcome::Pass, 1)]), Ok(()));
    assert!(good.check(&[one(Outcome::Pass, 1), one(Outcome::Undecided, 1)]).is_err());
    assert!(good.check(&[one(Outcome::NotApplicable, 1)]).is_err());
    let undecided = &page.examples[6];
    assert_eq!(undecided.check(&[one(Outcome::Undecided, 2)]), Ok(()));
    assert!(undecided.check(&[one(Outcome::Fail, 2)]).is_err());
}

#[test]
fn the_index_lists_pages_by_area() {
    let page = Page::parse("policies/samples/sample-policy.md", SAMPLE).unwrap();
    let table = "\n### samples\n\n| policy | severity | what it asks |\n| --- | --- | --- |\n\
                 | [sample-policy](samples/sample-policy.md) | low | Samples are right |\n";
    assert_eq!(index(std::slice::from_ref(&page)), table);
    let readme = "a\n<!-- index -->\nold\n<!-- /index -->\nb\n";
    let renewed = with_index(readme, std::slice::from_ref(&page)).unwrap();
    assert_eq!(renewed, format!("a\n<!-- index -->\n{table}\n<!-- /index -->\nb\n"));
    assert_eq!(with_index(&renewed, &[page]), Some(renewed.clone()));
    assert_eq!(with_index("nothing", &[]), None);
}

#[test]
fn users_pages_stand_beside_the_built_in_ones() {
    let sources = crate::source::Sources::in_memory();
    sources.add("mine/README.md", "no page");
    sources.add("mine/b-policy.md", &page(None, "cluster.enableRBAC"));
    sources.add("mine/area/a-policy.md", &page(None, "cluster.enableRBAC"));
    sources.add("mine/wrong.md", &page(None, "cluster.enableRBCA"));
    let mut catalogue = Catalogue::empty(schema());
    let errors = catalogue.load(&sources, std::path::Path::new("mine")).unwrap();
    let ids: Vec<_> =
        catalogue.policies().iter().map(|policy| (policy.id(), policy.area(), policy.is_built_in())).collect();
    assert_eq!(ids, [("a-policy", "area", false), ("b-policy", "mine", false)]);
    assert_eq!(errors.len(), 1);
    assert!(errors[0].to_string().starts_with("mine/wrong.md:4:"), "{}", errors[0]);
    let again = catalogue.load(&sources, std::path::Path::new("mine")).unwrap();
    assert!(again.iter().any(|error| error.message == "there is already a policy `a-policy`"));
    assert!(catalogue.load(&sources, std::path::Path::new("theirs")).unwrap().is_empty());
}

#[test]
fn policies_are_chosen_by_name_severity_and_persona() {
    let mut catalogue = Catalogue::empty(schema());
    catalogue.add("policies/samples/sample-policy.md", SAMPLE).unwrap();
    catalogue.add("policies/samples/a-policy.md", &page(None, "true")).unwrap();
    let chosen = |filter: &Filter| Selection::new(&catalogue, filter).map(|selection| selection.policies().to_vec());
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(chosen(&Filter::default()), Ok(vec![0]));
    assert_eq!(chosen(&Filter { persona: Persona::Auditor, ..Filter::default() }), Ok(vec![0, 1]));
    assert_eq!(chosen(&Filter { only: names(&["ckv_azure_6"]), ..Filter::default() }), Ok(vec![1]));
    assert_eq!(chosen(&Filter { except: names(&["a-policy"]), ..Filter::default() }), Ok(vec![]));
    assert_eq!(chosen(&Filter { min_severity: Severity::Critical, ..Filter::default() }), Ok(vec![]));
    let error = chosen(&Filter { only: names(&["sample-polcy"]), ..Filter::default() }).unwrap_err();
    assert_eq!(error.to_string(), "there is no policy `sample-polcy`; did you mean `sample-policy`?");
}

#[test]
fn options_have_one_type() {
    let mut catalogue = Catalogue::empty(schema());
    catalogue.add("policies/samples/sample-policy.md", SAMPLE).unwrap();
    let policy = &catalogue.policies()[0];
    let mut selection = Selection::all(&catalogue);
    assert_eq!(selection.set_option(0, policy, "most", OptionValue::Number(9.0)), Ok(()));
    assert_eq!(selection.options(0, policy), [OptionValue::Number(9.0)]);
    assert_ne!(policy.option_values(), [OptionValue::Number(9.0)]);
    let error = selection.set_option(0, policy, "most", OptionValue::Bool(true)).unwrap_err();
    assert_eq!(error.to_string(), "the option `most` of `sample-policy` is a number");
    let error = selection.set_option(0, policy, "mots", OptionValue::Number(1.0)).unwrap_err();
    assert_eq!(error.to_string(), "the policy `sample-policy` has no option `mots`; did you mean `most`?");
}
