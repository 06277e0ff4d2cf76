//! From changes to edits: what is added is laid out like what is there.
//!
//! Knows: indentation, line ends, how `terraform fmt` aligns, where attributes and blocks go. Does not know: any grammar;
//! where things stand is told by the container.

use std::collections::BTreeMap;

use super::change::{Change, Container, Insertion, Syntax};
use super::literal::spell;
use crate::model::Wanted;
use crate::source::{Edit, Sources, Span};

/// Blocks and attributes that are kept last in a block (the style guide of Terraform).
const LAST: [&str; 5] = ["lifecycle", "timeouts", "depends_on", "provisioner", "connection"];

/// The edits that make these changes together; none when they contradict each other.
#[must_use]
pub fn render(changes: &[Change], sources: &Sources) -> Option<Vec<Edit>> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut added: BTreeMap<Span, (&Container, Vec<Entry>)> = BTreeMap::new();
    for change in changes {
        match change {
            Change::Replace(edit) => {
                if !edits.contains(edit) {
                    edits.push(edit.clone());
                }
            }
            Change::Insert(Insertion { container, path, value }) => {
                let (_, entries) = added.entry(change.span()).or_insert_with(|| (container, Vec::new()));
                if !add(entries, path, value) {
                    return None;
                }
            }
        }
    }
    for (container, entries) in added.into_values() {
        let file = sources.file(container.file);
        edits.extend(Layout::new(&file.text, container).edits(&entries));
    }
    edits.sort();
    let overlaps = |pair: &[Edit]| {
        let (one, other) = (pair[0].span, pair[1].span);
        one.file == other.file && (one.end > other.start || one == other)
    };
    (!edits.windows(2).any(overlaps)).then_some(edits)
}

/// Something to add, with what is in it.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    name: String,
    content: Content,
}

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Value(Wanted),
    Entries(Vec<Entry>),
}

/// Adds a value at a path; false when something else is added there.
fn add(entries: &mut Vec<Entry>, path: &[String], value: &Wanted) -> bool {
    let Some((name, rest)) = path.split_first() else { return false };
    let wants_block = rest.is_empty() && *value == Wanted::Block;
    let is_group = !rest.is_empty() || wants_block;
    let index = entries.iter().position(|entry| entry.name == *name).unwrap_or_else(|| {
        let content = if is_group { Content::Entries(Vec::new()) } else { Content::Value(value.clone()) };
        entries.push(Entry { name: name.clone(), content });
        entries.len() - 1
    });
    match &mut entries[index].content {
        Content::Value(there) => !is_group && there == value,
        Content::Entries(_) if wants_block => true,
        Content::Entries(inner) => is_group && add(inner, rest, value),
    }
}

/// How a container is laid out.
struct Layout<'a> {
    text: &'a str,
    container: &'a Container,
    /// What ends a line.
    end: &'static str,
    /// What stands before a member.
    indent: String,
    /// What one more level adds.
    unit: String,
    /// What stands before the closing brace.
    outer: String,
}

impl<'a> Layout<'a> {
    fn new(text: &'a str, container: &'a Container) -> Self {
        let line_end = text[container.inner.start..].find('\n').map(|at| container.inner.start + at);
        let is_crlf = |at: usize| text[..at].ends_with('\r');
        let end = match line_end.or_else(|| text.find('\n')) {
            Some(at) if is_crlf(at) => "\r\n",
            _ => "\n",
        };
        let outer = indent_at(text, container.inner.start).to_owned();
        let first = container.members.iter().find(|member| is_first_on_line(text, member.range.start));
        let unit = unit(text, &outer);
        let indent = first.map(|member| indent_at(text, member.range.start).to_owned());
        let indent = indent.filter(|indent| indent.len() > outer.len()).unwrap_or_else(|| format!("{outer}{unit}"));
        let unit = indent.strip_prefix(&*outer).filter(|unit| !unit.is_empty()).map_or(unit, str::to_owned);
        Self { text, container, end, indent, unit, outer }
    }

    fn edits(&self, entries: &[Entry]) -> Vec<Edit> {
        let inner = &self.text[self.container.inner.clone()];
        if self.container.members.is_empty() && inner.trim().is_empty() {
            let lines = self.lines(entries, &self.indent, self.container.syntax, None);
            let text = format!("{0}{lines}{0}{1}", self.end, self.outer);
            return vec![self.edit(self.container.inner.clone(), text)];
        }
        match (self.container.syntax, inner.contains('\n')) {
            (Syntax::Block, false) => self.unfolded(entries),
            (_, false) => self.in_line(entries),
            (Syntax::Block, true) => self.in_block(entries),
            (_, true) => self.in_object(entries),
        }
    }

    /// A block on one line holds one attribute: it is spread over several.
    fn unfolded(&self, entries: &[Entry]) -> Vec<Edit> {
        let inner = self.container.inner.clone();
        let (first, last) = match (self.container.members.first(), self.container.members.last()) {
            (Some(first), Some(last)) => (first.range.start, last.range.end),
            _ => (inner.end, inner.end),
        };
        let sign = self.container.members.len().checked_sub(1).and_then(|index| self.sign(index));
        let column = sign.map(|sign| sign - first);
        let longest = entries.iter().map(|entry| entry.name.len() + 1).max().unwrap_or_default();
        let fits = column.is_some_and(|column| longest <= column);
        let lines = self.lines(entries, &self.indent, Syntax::Block, column.filter(|_| fits));
        let gap = if fits { "" } else { self.end };
        vec![
            self.edit(inner.start..first, format!("{}{}", self.end, self.indent)),
            self.edit(last..inner.end, format!("{gap}{0}{lines}{0}{1}", self.end, self.outer)),
        ]
    }

    /// An object on one line stays on one line.
    fn in_line(&self, entries: &[Entry]) -> Vec<Edit> {
        let Some(last) = self.container.members.last() else {
            let text = format!(" {} ", self.folded(entries));
            return vec![self.edit(self.container.inner.clone(), text)];
        };
        vec![self.edit(last.range.end..last.range.end, format!(", {}", self.folded(entries)))]
    }

    fn in_block(&self, entries: &[Entry]) -> Vec<Edit> {
        let (blocks, attributes): (Vec<Entry>, Vec<Entry>) =
            entries.iter().cloned().partition(|entry| matches!(entry.content, Content::Entries(_)));
        let members = &self.container.members;
        let is_last = |index: &usize| LAST.contains(&self.name(*index));
        let first_block = members.iter().position(|member| member.is_block).unwrap_or(members.len());
        let attribute = (0..first_block).rev().find(|index| !is_last(index));
        let attribute = attribute.or_else(|| (0..members.len()).rev().find(|&index| !members[index].is_block));
        let member = (0..members.len()).rev().find(|index| !is_last(index)).or(attribute);
        let mut pieces: Vec<(usize, String)> = Vec::new();
        if !attributes.is_empty() {
            let at = self.behind(attribute.map(|index| members[index].range.end));
            let chain = attribute.map(|index| self.chain(index));
            let column = chain.as_ref().and_then(|chain| chain.column);
            let is_aligned = chain.is_some_and(|chain| chain.is_aligned);
            let longest = attributes.iter().map(|entry| entry.name.len() + 1).max().unwrap_or_default();
            let fits = column.is_some_and(|column| longest <= column);
            let lines = self.lines(&attributes, &self.indent, Syntax::Block, column.filter(|_| fits));
            // Lines that follow each other are aligned; what is too long for that stands apart.
            let gap = if is_aligned && !fits { self.end } else { "" };
            pieces.push((at, format!("{gap}{}{lines}", self.end)));
        }
        if !blocks.is_empty() {
            let at = self.behind(member.map(|index| members[index].range.end));
            let lines = self.lines(&blocks, &self.indent, Syntax::Block, None);
            let is_first = member.is_none() && attributes.is_empty();
            pieces.push((at, format!("{}{}{lines}", if is_first { "" } else { self.end }, self.end)));
        }
        let mut edits: Vec<Edit> = Vec::new();
        for (at, text) in pieces {
            match edits.last_mut().filter(|edit| edit.span.start as usize == at) {
                Some(edit) => edit.text.push_str(&text),
                None => edits.push(self.edit(at..at, text)),
            }
        }
        edits
    }

    fn in_object(&self, entries: &[Entry]) -> Vec<Edit> {
        let Some(index) = self.container.members.len().checked_sub(1) else {
            let at = self.behind(None);
            let lines = self.lines(entries, &self.indent, self.container.syntax, None);
            return vec![self.edit(at..at, format!("{}{lines}", self.end))];
        };
        let last = self.container.members[index].range.end;
        let comma = self.comma_behind(index);
        let (needs_comma, has_trailing) = match self.container.syntax {
            Syntax::Json => (comma.is_none(), comma.is_some()),
            Syntax::Object => (comma.is_none() && self.uses_commas(), comma.is_some()),
            Syntax::Bicep | Syntax::Block => (false, false),
        };
        let Chain { column, is_aligned } = self.chain(index);
        let column = column.filter(|_| self.container.syntax == Syntax::Object);
        let longest = entries.iter().map(|entry| self.key(&entry.name).len() + 1).max().unwrap_or_default();
        let fits = column.is_some_and(|column| longest <= column);
        let mut lines = self.lines(entries, &self.indent, self.container.syntax, column.filter(|_| fits));
        if has_trailing {
            lines.push(',');
        }
        let at = self.behind(Some(comma.unwrap_or(last)));
        let gap = if column.is_some() && is_aligned && !fits { self.end } else { "" };
        let text = format!("{gap}{}{lines}", self.end);
        match needs_comma {
            true if at == last => vec![self.edit(at..at, format!(",{text}"))],
            true => vec![self.edit(last..last, ",".to_owned()), self.edit(at..at, text)],
            false => vec![self.edit(at..at, text)],
        }
    }

    /// The end of the line that a member ends on, where nothing but a comment follows it; without a member, of the line
    /// that the container opens on.
    fn behind(&self, member: Option<usize>) -> usize {
        let at = member.unwrap_or(self.container.inner.start);
        let rest = &self.text[at..self.container.inner.end];
        let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let comment = line.trim_start();
        let is_comment = comment.is_empty()
            || comment.starts_with("//")
            || comment.starts_with('#') && matches!(self.container.syntax, Syntax::Block | Syntax::Object)
            || comment.starts_with("/*") && comment.trim_end().ends_with("*/");
        match is_comment && rest.len() > line.len() {
            true => at + line.len(),
            false => at,
        }
    }

    /// Behind the comma that follows a member, where there is one.
    fn comma_behind(&self, index: usize) -> Option<usize> {
        let end = self.container.members[index].range.end;
        let next = self.container.members.get(index + 1).map_or(self.container.inner.end, |next| next.range.start);
        let between = &self.text[end..next];
        let at = between.len() - between.trim_start().len();
        between[at..].starts_with(',').then_some(end + at + 1)
    }

    fn uses_commas(&self) -> bool {
        self.container.members.len() > 1 && self.comma_behind(0).is_some()
    }

    /// The lines above and with a member that `terraform fmt` aligns with one another.
    fn chain(&self, index: usize) -> Chain {
        let members = &self.container.members;
        let line = |index: usize| {
            let member = &members[index];
            let is_single = !member.is_block && !self.text[member.range.clone()].contains('\n');
            (is_single && is_first_on_line(self.text, member.range.start)).then(|| {
                let start = line_start(self.text, member.range.start);
                (start, self.sign(index).map(|sign| self.text[member.range.start..sign].chars().count()))
            })
        };
        let Some((mut below, Some(column))) = line(index) else { return Chain { column: None, is_aligned: false } };
        let mut is_aligned = true;
        for index in (0..index).rev() {
            let Some((start, other)) = line(index) else { break };
            let end = members[index].range.end;
            let is_next_line = below > end && self.text[end..below].matches('\n').count() == 1;
            if !is_next_line {
                break;
            }
            is_aligned &= other == Some(column);
            below = start;
        }
        // A line that is padded shows the column even where its neighbours were not kept in it.
        let is_padded = column > members[index].name.len() + 1;
        Chain { column: (is_aligned || is_padded).then_some(column), is_aligned }
    }

    /// Where the sign between name and value stands.
    fn sign(&self, index: usize) -> Option<usize> {
        let member = &self.container.members[index];
        let behind = &self.text[member.name.end..member.range.end];
        let at = behind.len() - behind.trim_start().len();
        behind[at..].starts_with('=').then_some(member.name.end + at)
    }

    fn name(&self, index: usize) -> &str {
        &self.text[self.container.members[index].name.clone()]
    }

    /// A key as the keys beside it are written.
    fn key(&self, name: &str) -> String {
        let is_quoted = match self.container.syntax {
            Syntax::Json => true,
            Syntax::Object => {
                self.container.members.last().is_some_and(|last| self.text[last.name.clone()].starts_with('"'))
            }
            Syntax::Bicep | Syntax::Block => false,
        };
        if is_quoted { format!("\"{name}\"") } else { name.to_owned() }
    }

    /// What stands between a key and its value, spaces included.
    fn between(&self) -> &'static str {
        match self.container.syntax {
            Syntax::Json | Syntax::Bicep => ": ",
            Syntax::Block => " = ",
            Syntax::Object => {
                let last = self.container.members.last();
                let sign = last.map(|last| self.text[last.name.end..last.range.end].trim_start());
                if sign.is_some_and(|sign| sign.starts_with(':')) { ": " } else { " = " }
            }
        }
    }

    /// Entries over several lines, without the line end behind the last. `column` is where the sign stands, counted from
    /// the name.
    fn lines(&self, entries: &[Entry], indent: &str, syntax: Syntax, column: Option<usize>) -> String {
        let (values, groups): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| matches!(entry.content, Content::Value(_)));
        let longest = (entries.iter())
            .filter(|entry| matches!(entry.content, Content::Value(_)))
            .map(|entry| self.key(&entry.name).len() + 1)
            .max()
            .unwrap_or_default();
        let column = column.unwrap_or(longest);
        let deeper = format!("{indent}{}", self.unit);
        let mut out = String::new();
        for (index, entry) in values.into_iter().chain(groups).enumerate() {
            let is_block = syntax == Syntax::Block && matches!(entry.content, Content::Entries(_));
            if index > 0 {
                let uses_commas = syntax == Syntax::Json || syntax == Syntax::Object && self.uses_commas();
                out.push_str(if uses_commas { "," } else { "" });
                out.push_str(self.end);
                out.push_str(if is_block { self.end } else { "" });
            }
            out.push_str(indent);
            let key = self.key(&entry.name);
            out.push_str(&key);
            match &entry.content {
                Content::Value(value) => {
                    let between = self.between();
                    if between == " = " {
                        out.extend(std::iter::repeat_n(' ', column.saturating_sub(key.len() + 1)));
                    }
                    out.push_str(between);
                    out.push_str(&spell(value, syntax));
                }
                Content::Entries(inner) => {
                    out.push_str(if is_block { " " } else { self.between() });
                    if inner.is_empty() {
                        out.push_str("{}");
                    } else {
                        let lines = self.lines(inner, &deeper, syntax, None);
                        out.push_str(&format!("{{{0}{lines}{0}{indent}}}", self.end));
                    }
                }
            }
        }
        out
    }

    /// Entries on one line.
    fn folded(&self, entries: &[Entry]) -> String {
        let one = |entry: &Entry| {
            let value = match &entry.content {
                Content::Value(value) => spell(value, self.container.syntax),
                Content::Entries(inner) => format!("{{ {} }}", self.folded(inner)),
            };
            format!("{}{}{value}", self.key(&entry.name), self.between())
        };
        entries.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    fn edit(&self, range: std::ops::Range<usize>, text: String) -> Edit {
        Edit { span: Span::new(self.container.file, range.start, range.end), text }
    }
}

/// Lines that are aligned with one another.
struct Chain {
    /// Where the sign of the last one stands, counted from its name; none where nothing is aligned with it.
    column: Option<usize>,
    /// All of them have their signs there.
    is_aligned: bool,
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn is_first_on_line(text: &str, at: usize) -> bool {
    text[line_start(text, at)..at].trim().is_empty()
}

/// The blanks that the line of an offset begins with.
fn indent_at(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..at];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// What one level adds: as the first indented line has it, else two blanks.
fn unit(text: &str, outer: &str) -> String {
    if outer.contains('\t') {
        return "\t".to_owned();
    }
    let indented = text.lines().find(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty());
    let found = indented.map(|line| &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]);
    match found {
        Some(found) if found.starts_with('\t') => "\t".to_owned(),
        Some(found) if matches!(found.len(), 2 | 4) => found.to_owned(),
        _ => "  ".to_owned(),
    }
}
