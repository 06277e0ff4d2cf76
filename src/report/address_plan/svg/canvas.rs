//! Shapes and texts of the picture.
//!
//! Knows: writing them so that nothing in them is read as markup, and how wide a text may come out. Does not know: what
//! is drawn.

use std::fmt::Write as _;

use crate::report::markup::escaped;
use crate::report::shown::Shown;
use crate::report::visible::{clip, visible};

/// The width of the picture.
pub(super) const WIDTH: f64 = 1200.0;
/// What is left blank on every side.
pub(super) const MARGIN: f64 = 32.0;
/// The width that is drawn on.
pub(super) const INNER: f64 = WIDTH - 2.0 * MARGIN;
/// The text colour.
pub(super) const INK: &str = "#1b1f24";
/// The colour of what matters less.
pub(super) const FAINT: &str = "#57606a";
/// The colour of thin lines.
pub(super) const RULE: &str = "#c4cad1";
/// The colour of what is refused.
pub(super) const RED: &str = "#b3261e";
/// The fill of what is refused: hatched, so that it is seen in grey too.
pub(super) const HATCHED: &str = "url(#refused)";
/// The fill of what may be taken.
pub(super) const PERHAPS: &str = "url(#perhaps)";
/// The fill of what nothing has.
pub(super) const BLANK: &str = "url(#free)";

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Font {
    pub size: f64,
    pub is_bold: bool,
    pub color: &'static str,
    pub anchor: Anchor,
}

/// Which part of a text lies at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Font {
    /// Plain text of a size.
    pub const fn new(size: f64) -> Self {
        Self { size, is_bold: false, color: INK, anchor: Anchor::Start }
    }

    /// The same in bold.
    pub const fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    /// The same in another colour.
    pub const fn colored(self, color: &'static str) -> Self {
        Self { color, ..self }
    }

    /// The same with another part at its place.
    pub const fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// How wide a text may come out, in the widest of the fonts that browsers take for `sans-serif`.
    pub fn width(self, text: &str) -> f64 {
        let bold = if self.is_bold { 1.1 } else { 1.0 };
        text.chars().map(breadth).sum::<f64>() * self.size * bold
    }

    /// The text cut so that it is no wider.
    pub fn fit(self, text: &str, width: f64) -> String {
        let mut room = width - self.width("…");
        let mut kept = 0;
        for character in text.chars() {
            room -= self.width(character.encode_utf8(&mut [0; 4]));
            if room < 0.0 {
                break;
            }
            kept += 1;
        }
        if self.width(text) <= width { text.to_owned() } else { clip(text, kept + 1).into_owned() }
    }

    /// The text in lines that are no wider.
    pub fn wrap(self, text: &str, width: f64) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if line.is_empty() || self.width(&longer) <= width {
                line = longer;
            } else {
                lines.push(self.fit(&line, width));
                word.clone_into(&mut line);
            }
        }
        lines.push(self.fit(&line, width));
        lines
    }
}

/// The width of a character as a part of the size of its font.
fn breadth(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '\'' | '|' | ' ' | '.' | ',' | ':' | ';' | '`' | '!' | 'I' => 0.34,
        'f' | 't' | 'r' | '-' | '(' | ')' | '[' | ']' | '/' | '·' => 0.43,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 1.0,
        'A'..='Z' | '+' | '=' | '×' | '<' | '>' | '#' | '&' => 0.84,
        '\u{20}'..='\u{7e}' => 0.64,
        // Some scripts are as wide as they are high.
        _ => 1.0,
    }
}

/// What is drawn, from top to bottom.
pub(super) struct Canvas<'e> {
    out: String,
    shown: Shown<'e>,
    /// How far down everything reaches.
    pub y: f64,
}

impl<'e> Canvas<'e> {
    pub fn new(shown: Shown<'e>) -> Self {
        Self { out: String::new(), shown, y: MARGIN }
    }

    /// A text of the plan, fit to be seen: secrets masked, hostile characters visible.
    pub fn clean(&self, text: &str) -> String {
        visible(&self.shown.secrets.mask(text)).into_owned()
    }

    /// A text, on one line and no wider than that.
    pub fn text(&mut self, (x, y): (f64, f64), font: Font, text: &str, width: f64) {
        let text = font.fit(&self.clean(text), width);
        self.set((x, y), font, &text);
    }

    /// A text in lines no wider than that, one below the other; the height they take.
    pub fn paragraph(&mut self, (x, y): (f64, f64), font: Font, text: &str, width: f64) -> f64 {
        // Where sentences quote names in backticks, print has apostrophes.
        let lines = font.wrap(&self.clean(text).replace('`', "'"), width);
        let height = font.size * 1.35;
        for (line, at) in lines.iter().zip(0u32..) {
            self.set((x, y + f64::from(at) * height), font, line);
        }
        height * f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX))
    }

    fn set(&mut self, (x, y): (f64, f64), font: Font, text: &str) {
        let weight = if font.is_bold { " font-weight=\"bold\"" } else { "" };
        let anchor = match font.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (size, color) = (font.size, font.color);
        let text = escaped(text);
        let _ = writeln!(
            self.out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{color}\"{weight}{anchor}>{text}</text>"
        );
    }

    /// A rectangle. What it stands for is told to those who point at it.
    pub fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str, stroke: &str, tells: &str) {
        let _ = write!(
            self.out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\" stroke=\"{stroke}\""
        );
        if tells.is_empty() {
            self.out.push_str("/>\n");
        } else {
            let tells = escaped(&self.clean(tells));
            let _ = writeln!(self.out, "><title>{tells}</title></rect>");
        }
    }

    /// A line.
    pub fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), stroke: &str) {
        let _ = writeln!(
            self.out,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{stroke}\"/>"
        );
    }

    /// An area between corners, seen through.
    pub fn area(&mut self, corners: &[(f64, f64)], fill: &str) {
        let points: Vec<String> = corners.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(self.out, "<polygon points=\"{}\" fill=\"{fill}\" fill-opacity=\"0.07\"/>", points.join(" "));
    }

    /// A word on a coloured ground.
    pub fn pill(&mut self, (x, y): (f64, f64), text: &str, fill: &str, color: &'static str) -> f64 {
        let font = Font::new(11.0).bold().colored(color).anchored(Anchor::Middle);
        let width = font.width(text) + 14.0;
        let _ = writeln!(
            self.out,
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"16\" rx=\"3\" fill=\"{fill}\"/>",
            y - 12.0
        );
        self.text((x + width / 2.0, y), font, text, width);
        width
    }

    /// The picture.
    pub fn finish(self, title: &str, description: &str) -> String {
        let height = self.y + MARGIN;
        let (title, description) = (escaped(&self.clean(title)), escaped(&self.clean(description)));
        let mut out = String::new();
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.0}\" viewBox=\"0 0 {WIDTH} {height:.0}\" \
             role=\"img\" aria-labelledby=\"title description\" font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\">"
        );
        let _ = writeln!(out, "<title id=\"title\">{title}</title>\n<desc id=\"description\">{description}</desc>");
        let _ = writeln!(
            out,
            "<defs>\n\
             <pattern id=\"refused\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
             <rect width=\"6\" height=\"6\" fill=\"#fbd5d1\"/><rect width=\"2.5\" height=\"6\" fill=\"{RED}\"/></pattern>\n\
             <pattern id=\"free\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"8\" height=\"8\" fill=\"#ffffff\"/><circle cx=\"2\" cy=\"2\" r=\"0.7\" fill=\"{RULE}\"/></pattern>\n\
             <pattern id=\"perhaps\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(-45)\">\
             <rect width=\"6\" height=\"6\" fill=\"#ffffff\"/><rect width=\"1.5\" height=\"6\" fill=\"#8c959f\"/></pattern>\n\
             </defs>"
        );
        let _ = writeln!(out, "<rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"#ffffff\"/>");
        out.push_str(&self.out);
        out.push_str("</svg>\n");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Font;

    #[test]
    fn texts_are_cut_and_wrapped_to_a_width() {
        let font = Font::new(10.0);
        assert_eq!(font.fit("short", 100.0), "short");
        for (text, width) in [("a-rather-long-name-of-a-subnet", 80.0), ("寿司寿司寿司寿司寿司", 55.0), ("mmmm", 0.0)]
        {
            let cut = font.fit(text, width);
            assert!(cut.ends_with('…') && font.width(&cut) <= width.max(font.width("…")), "{cut}");
        }
        let lines = font.wrap("one two three four five six seven", 60.0);
        assert!(lines.len() > 2 && lines.iter().all(|line| font.width(line) <= 60.0), "{lines:?}");
        assert_eq!(lines.join(" "), "one two three four five six seven");
    }
}
