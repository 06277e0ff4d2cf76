//! Which places a verdict points at: the primary label, the secondary ones and the way of the value.
//!
//! Knows evidence and trails. Does not know policies, other verdicts or any output format.

use super::Label;
use super::input::ResourceInfo;
use super::place::is_on_disk;
use crate::document::{Language, Step, StepKind, Trail};
use crate::model::How;
use crate::model::table::{Column, Home, Silence, SilentValue, is_opposite, kind};
use crate::policy::{Evidence, Outcome, Verdict};
use crate::source::{Sources, Span};

/// The labels of one verdict.
#[derive(Debug)]
pub struct Labelled {
    /// Where to look first.
    pub primary: Label,
    /// Everything else that matters, nearest to the resource first; no place twice.
    pub secondary: Vec<Label>,
    /// From the deciding literal to the attribute; empty when that is one place.
    pub flow: Vec<Label>,
    /// The property in the author's spelling, as far as the evidence names one.
    pub property: String,
    /// The primary label lies in the resource itself, not in a file of values or a module call.
    pub is_in_resource: bool,
}

/// The most pieces of evidence, and the most steps of each, that are labelled: no reader looks at more.
const MOST: usize = 64;

/// Labels a verdict.
///
/// Written evidence comes before silent. A value that came from a file of values or through a module call is pointed
/// at where its user wrote it; a default or local of the resource's own module is pointed at in the resource.
#[must_use]
pub fn label(verdict: &Verdict, resources: &[ResourceInfo], sources: &Sources) -> Option<Labelled> {
    let resource = resources.get(verdict.resource.0 as usize)?;
    let Some(leading) = leading(verdict) else {
        let primary = Label { span: resource.header, text: "this resource".to_owned() };
        return Some(Labelled {
            primary,
            secondary: Vec::new(),
            flow: Vec::new(),
            property: String::new(),
            is_in_resource: true,
        });
    };
    let author = match verdict.outcome {
        // What is not known is shown where it is used.
        Outcome::Undecided => None,
        _ => author_place(leading, sources),
    };
    let said = |evidence: &Evidence| in_own_words(text(evidence), resources.get(evidence.resource.0 as usize));
    let primary = Label { span: author.unwrap_or(leading.span), text: said(leading) };
    let mut labels = Labels { taken: vec![primary] };
    if author.is_some() {
        labels.add(leading.span, used(leading));
    }
    labels.trail(leading, sources);
    let others = verdict.evidence.iter().take(MOST).filter(|other| !std::ptr::eq(*other, leading));
    for other in others.filter(|other| !is_unsayable(other)) {
        labels.join(other.span, said(other));
        labels.trail(other, sources);
    }
    let owner = resources.get(leading.resource.0 as usize).unwrap_or(resource);
    if author.is_none()
        && let Some(call) = owner.calls.first()
    {
        labels.add(call.header, format!("`{}` is called here", call.address));
    }
    if leading.resource != verdict.resource {
        labels.add(resource.header, format!("concerns `{}`", resource.address));
    }
    let mut labels = labels.taken.into_iter();
    Some(Labelled {
        primary: labels.next()?,
        secondary: labels.collect(),
        flow: flow(leading, sources, said),
        property: property(&leading.text),
        is_in_resource: author.is_none(),
    })
}

/// Every place that decides a verdict: its evidence, and the ways of the values in it with their literals.
#[must_use]
pub fn places(verdict: &Verdict) -> Vec<Span> {
    let mut places = Vec::new();
    for evidence in verdict.evidence.iter().take(MOST).filter(|evidence| !is_unsayable(evidence)) {
        places.push(evidence.span);
        places.extend(evidence.trail.literal);
        places.extend(evidence.trail.steps().take(MOST).map(|step| step.span));
        places.extend(evidence.reason.as_ref().and_then(|reason| reason.span));
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// What the author's provider has no word for is no news to them beside what it has.
fn is_unsayable(evidence: &Evidence) -> bool {
    matches!(evidence.how, How::Silent(silence) if silence.source.starts_with("azurerm cannot set it"))
}

/// The evidence that is shown first.
fn leading(verdict: &Verdict) -> Option<&Evidence> {
    let evidence = &verdict.evidence;
    let unknown = (verdict.outcome == Outcome::Undecided).then(|| evidence.iter().find(|one| one.reason.is_some()));
    let written = || evidence.iter().find(|one| matches!(one.how, How::Written));
    unknown.flatten().or_else(written).or_else(|| evidence.first())
}

/// Where the user wrote a value that reached the resource from outside its module; none when the attribute itself is
/// the place.
fn author_place(evidence: &Evidence, sources: &Sources) -> Option<Span> {
    if !matches!(evidence.how, How::Written) {
        return None;
    }
    let literal = evidence.trail.literal;
    // The literal where it is part of the step, else the step as a whole.
    let narrowed = |step: &Step| match literal {
        Some(literal) if literal.file == step.span.file => literal,
        _ => step.span,
    };
    let steps: Vec<&Step> = evidence.trail.steps().collect();
    let file = steps.iter().find(|step| step.kind == StepKind::ValueFile && is_on_disk_at(sources, step.span));
    if let Some(step) = file {
        return Some(narrowed(step));
    }
    let outermost = steps.iter().rposition(|step| step.kind == StepKind::Argument)?;
    let argument = steps[outermost];
    let is_direct = outermost + 1 == steps.len();
    Some(if is_direct { narrowed(argument) } else { argument.span })
}

fn is_on_disk_at(sources: &Sources, span: Span) -> bool {
    is_on_disk(&sources.file(span.file).path)
}

/// Labels under construction; the first is the primary one.
struct Labels {
    taken: Vec<Label>,
}

impl Labels {
    /// Adds a label unless its place is labelled already.
    fn add(&mut self, span: Span, text: String) {
        if !self.taken.iter().any(|label| label.span.contains(span) || span.contains(label.span)) {
            self.taken.push(Label { span, text });
        }
    }

    /// Adds a label; where the very place is labelled already, the texts are joined.
    fn join(&mut self, span: Span, text: String) {
        match self.taken.iter_mut().find(|label| label.span == span) {
            Some(label) if label.text.contains(&text) => {}
            Some(label) => {
                label.text.push_str("; ");
                label.text.push_str(&text);
            }
            None => self.add(span, text),
        }
    }

    /// Adds the places a value passed on its way, and its literal.
    fn trail(&mut self, evidence: &Evidence, sources: &Sources) {
        for step in evidence.trail.steps().take(MOST).filter(|step| is_on_disk_at(sources, step.span)) {
            self.add(step.span, step_text(step));
        }
        if let Some(literal) = evidence.trail.literal.filter(|&literal| is_on_disk_at(sources, literal)) {
            self.add(literal, "decided here".to_owned());
        }
        let cause = evidence.reason.as_ref().and_then(|reason| Some((reason.span?, &reason.text)));
        if let Some((span, text)) = cause.filter(|&(span, _)| is_on_disk_at(sources, span)) {
            self.add(span, text.to_string());
        }
    }
}

/// From the deciding literal to the attribute.
fn flow(evidence: &Evidence, sources: &Sources, said: impl Fn(&Evidence) -> String) -> Vec<Label> {
    let Trail { literal, .. } = &evidence.trail;
    let mut steps: Vec<Label> = Vec::new();
    let mut add = |span: Span, text: String| {
        // A step often encloses the literal: one place, one entry.
        let is_repeated = steps.last().is_some_and(|last| last.span.contains(span) || span.contains(last.span));
        if !is_repeated && is_on_disk_at(sources, span) {
            steps.push(Label { span, text });
        }
    };
    let passed: Vec<&Step> = evidence.trail.steps().collect();
    if let Some(literal) = *literal
        && !passed.last().is_some_and(|first| first.span.contains(literal))
    {
        add(literal, "decided here".to_owned());
    }
    for step in passed.iter().rev() {
        add(step.span, step_text(step));
    }
    add(evidence.span, said(evidence));
    if steps.len() < 2 { Vec::new() } else { steps }
}

/// What a step's label says.
#[must_use]
pub fn step_text(step: &Step) -> String {
    let name = &step.name;
    match step.kind {
        StepKind::Default => format!("default of `{name}`"),
        StepKind::ValueFile => format!("set in `{name}`"),
        StepKind::Argument => format!("passed as `{name}`"),
        StepKind::Local => format!("value of `{name}`"),
        StepKind::Output => format!("output `{name}`"),
        StepKind::Attribute => format!("taken from `{name}`"),
    }
}

/// What the label of the attribute says when the primary one lies where the value was written.
fn used(evidence: &Evidence) -> String {
    match evidence.trail.steps().next() {
        Some(step) if step.kind == StepKind::ValueFile || step.kind == StepKind::Argument => "used here".to_owned(),
        Some(step) => format!("used here, from `{}`", step.name),
        None => format!("{} here", text(evidence)),
    }
}

/// The sentence part of a piece of evidence, with what silence means.
#[must_use]
pub fn text(evidence: &Evidence) -> String {
    let mut text = if evidence.text.is_empty() { "decided here".to_owned() } else { evidence.text.clone() };
    if evidence.is_sensitive && !text.ends_with("is secret)") {
        text.push_str(" (sensitive)");
    }
    if let How::Silent(silence) = evidence.how {
        if !text.contains("default") {
            text.push_str(&meaning(silence, named(&text).is_some_and(is_opposite)));
        }
        text.push_str(&validity(silence));
    }
    text
}

/// A link that leads nowhere is named by the type of the resource that is missing, as the author would declare it.
fn in_own_words(text: String, resource: Option<&ResourceInfo>) -> String {
    let Some(resource) = resource else { return text };
    let missing = text.strip_prefix("no `").and_then(|rest| rest.strip_suffix("` found"));
    let link = missing.and_then(|name| kind(resource.kind)?.link(name));
    let Some(target) = link.and_then(|link| kind(link.target)) else { return text };
    let is_arm = resource.is_azapi || resource.language != Language::Terraform;
    let declared = target.homes.iter().find_map(|home| match home {
        Home::Arm { resource_type } if is_arm => Some(*resource_type),
        Home::Azurerm { resource_type } if !is_arm => Some(*resource_type),
        _ => None,
    });
    declared.map_or(text, |resource_type| format!("no `{resource_type}` found"))
}

/// The attribute that a sentence part begins with.
fn named(text: &str) -> Option<&str> {
    text.strip_prefix('`')?.split('`').next()
}

/// What silence means: `; the default is false`.
fn meaning(silence: &Silence, is_opposite: bool) -> String {
    match silence.value {
        SilentValue::Bool(value) => format!("; the default is {}", value != is_opposite),
        SilentValue::Number(value) => format!("; the default is {value}"),
        SilentValue::Text(value) => format!("; the default is \"{value}\""),
        SilentValue::Texts(values) => format!("; the default is [{}]", values.join(", ")),
        SilentValue::Absent | SilentValue::Computed(_) => String::new(),
        SilentValue::Unknown(reason) => format!("; its default is not known because {reason}"),
    }
}

/// Since when silence means that, and who says so: ` since azurerm 4.0 (provider schema)`.
fn validity(silence: &Silence) -> String {
    let versions = match silence.column {
        Column::Azurerm => {
            let name = |version: crate::document::Version| match version.2 {
                0 => format!("{}.{}", version.0, version.1),
                _ => version.to_string(),
            };
            range_text("azurerm", silence, name)
        }
        Column::Arm => {
            range_text("API version", silence, |version| format!("{}-{:02}-{:02}", version.0, version.1, version.2))
        }
    };
    let source = if silence.source.is_empty() { String::new() } else { format!(" ({})", silence.source) };
    format!("{versions}{source}")
}

fn range_text(what: &str, silence: &Silence, name: impl Fn(crate::document::Version) -> String) -> String {
    use crate::document::VersionRange;
    let VersionRange { from, until } = silence.versions;
    match (from > VersionRange::ALL.from, until < VersionRange::ALL.until) {
        (false, false) => String::new(),
        (true, false) => format!(" since {what} {}", name(from)),
        (false, true) => format!(" before {what} {}", name(until)),
        (true, true) => format!(" from {what} {} until {}", name(from), name(until)),
    }
}

/// The first name in backticks, or the whole text.
fn property(text: &str) -> String {
    text.split('`').nth(1).unwrap_or(text).to_owned()
}
