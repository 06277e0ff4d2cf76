//! The named functions: typed, pure, total, and strict about what is not known.

use super::Type;
use crate::policy::address::{self, AddressRange};
use crate::policy::calendar::Calendar;

/// A named function.
#[derive(Debug)]
pub(in crate::policy) struct Function {
    pub name: &'static str,
    /// Written behind a value: `text.startsWith('a')`.
    pub is_method: bool,
    /// How it is called, for messages and documentation.
    pub usage: &'static str,
    /// What it answers, in one line.
    pub doc: &'static str,
    pub parameters: &'static [Kind],
    pub result: Kind,
    pub native: Native,
}

/// The types that functions take and give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) enum Kind {
    Bool,
    Number,
    Text,
    Texts,
}

/// How a function is computed.
#[derive(Debug, Clone, Copy)]
pub(in crate::policy) enum Native {
    /// From known texts. An argument that is not known makes the result unknown, one that is absent makes it false, or
    /// absent.
    Texts(fn(&[&str], &Calendar) -> Answer),
    /// Whether a list of ranges together covers every address.
    Coverage,
    /// The support state of a Kubernetes version: plan and tier need not be known where they do not matter.
    Support,
}

/// What a function answers.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::policy) enum Answer {
    Bool(bool),
    Number(f64),
    Text(String),
    /// It cannot be said, and why (fits behind "because").
    Unknown(String),
}

impl Kind {
    /// As a type of the language.
    pub fn ty(self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Number => Type::Number,
            Self::Text => Type::Text,
            Self::Texts => Type::list(Type::Text),
        }
    }
}

impl Function {
    /// Whether it answers true or false.
    pub fn is_condition(&self) -> bool {
        self.result == Kind::Bool
    }

    /// The function of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FUNCTIONS.iter().find(|function| function.name == name)
    }

    /// All functions, sorted by name.
    pub fn all() -> &'static [Self] {
        FUNCTIONS
    }
}

macro_rules! functions {
    ($($name:literal $is_method:literal $usage:literal $doc:literal
        ($($parameter:ident)*) $result:ident $native:expr;)*) => {
        const FUNCTIONS: &[Function] = &[$(Function {
            name: $name,
            is_method: $is_method,
            usage: $usage,
            doc: $doc,
            parameters: &[$(Kind::$parameter),*],
            result: Kind::$result,
            native: $native,
        }),*];
    };
}

functions! {
    "cidrContains" false "cidrContains(outer, inner)" "whether `inner` lies in `outer`"
        (Text Text) Bool Native::Texts(cidr_contains);
    "cidrOverlaps" false "cidrOverlaps(a, b)" "whether two ranges share an address"
        (Text Text) Bool Native::Texts(cidr_overlaps);
    "contains" true "text.contains(part)" "whether `part` stands in the text, with regard to case"
        (Text Text) Bool Native::Texts(|a, _| Answer::Bool(a[0].contains(a[1])));
    "coversAnyAddress" false "coversAnyAddress(ranges)" "whether a list of ranges together covers every address"
        (Texts) Bool Native::Coverage;
    "daysUntil" false "daysUntil(date)" "days from the calendar's day to a date; negative when it is past"
        (Text) Number Native::Texts(days_until);
    "endsWith" true "text.endsWith(part)" "whether the text ends with `part`, with regard to case"
        (Text Text) Bool Native::Texts(|a, _| Answer::Bool(a[0].ends_with(a[1])));
    "isAnyAddress" false "isAnyAddress(range)"
        "whether a range means every address: any `/0`, `*`, `Internet`; the bare `0.0.0.0` is one address"
        (Text) Bool Native::Texts(|a, _| Answer::Bool(address::is_any_address(a[0])));
    "isPrivateAddress" false "isPrivateAddress(range)" "whether a range lies in RFC 1918 or RFC 4193 networks"
        (Text) Bool Native::Texts(is_private_address);
    "kubernetesCommunityEnd" false "kubernetesCommunityEnd(version)"
        "the last day of community support, as `2026-11-30`"
        (Text) Text Native::Texts(|a, calendar| calendar.community_end(a[0]));
    "kubernetesLtsEnd" false "kubernetesLtsEnd(version)" "the last day of long-term support"
        (Text) Text Native::Texts(|a, calendar| calendar.lts_end(a[0]));
    "kubernetesSupport" false "kubernetesSupport(version, supportPlan, tier)"
        "`preview`, `supported`, `lts` (only by the long-term plan, which the cluster has) or `ended`, on the calendar's day"
        (Text Text Text) Text Native::Support;
    "lowerAscii" true "text.lowerAscii()" "the text in small letters"
        (Text) Text Native::Texts(|a, _| Answer::Text(a[0].to_ascii_lowercase()));
    "minorVersion" false "minorVersion(version)" "30 for `1.30.4`"
        (Text) Number Native::Texts(minor_version);
    "portRangeContains" false "portRangeContains(range, port)"
        "whether a port lies in a range of ports such as `20-30`, `22` or `*`"
        (Text Text) Bool Native::Texts(port_range_contains);
    "prefixLength" false "prefixLength(range)" "the number behind the `/`; 32 or 128 for a bare address"
        (Text) Number Native::Texts(prefix_length);
    "retirementDate" false "retirementDate('name')"
        "the last day on which something is supported, by its name in `data/retirements.yaml`"
        (Text) Text Native::Texts(|a, calendar| calendar.retirement(a[0]));
    "startsWith" true "text.startsWith(part)" "whether the text begins with `part`, with regard to case"
        (Text Text) Bool Native::Texts(|a, _| Answer::Bool(a[0].starts_with(a[1])));
    "versionAtLeast" false "versionAtLeast(version, least)"
        "whether a version is that or newer; `1.30` means any patch of it"
        (Text Text) Bool Native::Texts(version_at_least);
}

/// What is no named function: how it is called, and what it answers. Sorted by name.
pub(in crate::policy) const FORMS: [(&str, &str); 8] = [
    ("list.all(x, condition)", "whether the condition holds for every element"),
    ("list.exists(x, condition)", "whether it holds for some element"),
    ("list.filter(x, condition)", "the elements for which it holds"),
    ("list.map(x, value)", "a value for each element"),
    ("list.sum()", "the sum of a list of numbers"),
    ("text.matches(r'pattern')", "whether a regular expression is found in the text; the pattern is written out"),
    ("has(x)", "whether a property, field or element is set"),
    ("size(x)", "how many elements a list or map has, or characters a string"),
];

fn ranges<const N: usize>(texts: &[&str], then: impl FnOnce([AddressRange; N]) -> Answer) -> Answer {
    let mut ranges = [AddressRange::ANY_V4; N];
    for (range, text) in ranges.iter_mut().zip(texts) {
        match AddressRange::parse(text) {
            Some(parsed) => *range = parsed,
            None => return Answer::Unknown(format!("{} is no address range", quoted(text))),
        }
    }
    then(ranges)
}

fn cidr_contains(texts: &[&str], _: &Calendar) -> Answer {
    ranges(texts, |[outer, inner]| Answer::Bool(outer.contains(inner)))
}

fn cidr_overlaps(texts: &[&str], _: &Calendar) -> Answer {
    ranges(texts, |[a, b]| Answer::Bool(a.contains(b) || b.contains(a)))
}

fn is_private_address(texts: &[&str], _: &Calendar) -> Answer {
    ranges(texts, |[range]| Answer::Bool(range.is_private()))
}

fn prefix_length(texts: &[&str], _: &Calendar) -> Answer {
    ranges(texts, |[range]| Answer::Number(f64::from(range.length())))
}

/// Whether the ports of a network rule (`22`, `20-30`, `*`) hold one.
fn port_range_contains(texts: &[&str], _: &Calendar) -> Answer {
    let port = |text: &str| text.trim().parse::<u16>().ok();
    let Some(wanted) = port(texts[1]) else { return Answer::Unknown(format!("{} is no port", quoted(texts[1]))) };
    let range = texts[0].trim();
    if range == "*" || range.eq_ignore_ascii_case("any") {
        return Answer::Bool(true);
    }
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    match (port(first), port(last)) {
        (Some(first), Some(last)) => Answer::Bool((first..=last).contains(&wanted)),
        _ => Answer::Unknown(format!("{} is no range of ports", quoted(texts[0]))),
    }
}

fn days_until(texts: &[&str], calendar: &Calendar) -> Answer {
    calendar.days_until(texts[0])
}

/// The numbers of a version; letters behind `-` or `+` do not count.
fn version(text: &str) -> Result<[u64; 3], Answer> {
    let wrong = || Answer::Unknown(format!("{} is no version", quoted(text)));
    let text = text.trim();
    let core = text.strip_prefix(['v', 'V']).unwrap_or(text).split(['-', '+']).next().unwrap_or_default();
    let mut numbers = [0; 3];
    for (count, part) in core.split('.').enumerate() {
        let number = numbers.get_mut(count).ok_or_else(wrong)?;
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        *number = part.parse().map_err(|_| wrong())?;
    }
    Ok(numbers)
}

fn version_at_least(texts: &[&str], _: &Calendar) -> Answer {
    match (version(texts[0]), version(texts[1])) {
        // `1.30` means any patch of 1.30, so it is compared as far as it is written.
        (Ok(has), Ok(least)) => {
            let written = texts[0].split(['-', '+']).next().unwrap_or_default().split('.').count().min(3);
            if has[..written] > least[..written] {
                Answer::Bool(true)
            } else if has[..written] < least[..written] {
                Answer::Bool(false)
            } else if least[written..].iter().all(|&number| number == 0) {
                Answer::Bool(true)
            } else {
                Answer::Unknown(format!("{} does not say which patch", quoted(texts[0])))
            }
        }
        (Err(answer), _) | (_, Err(answer)) => answer,
    }
}

#[expect(clippy::cast_precision_loss, reason = "minor versions are small")]
fn minor_version(texts: &[&str], _: &Calendar) -> Answer {
    match version(texts[0]) {
        Ok(_) if !texts[0].contains('.') => Answer::Unknown(format!("{} has no minor version", quoted(texts[0]))),
        Ok([_, minor, _]) => Answer::Number(minor as f64),
        Err(answer) => answer,
    }
}

/// A text in quotes, clipped.
fn quoted(text: &str) -> String {
    crate::policy::evaluate::show_text(text)
}
