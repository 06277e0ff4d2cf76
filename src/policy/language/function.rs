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
    ($($name:literal $is_method:literal $usage:literal ($($parameter:ident)*) $result:ident $native:expr;)*) => {
        const FUNCTIONS: &[Function] = &[$(Function {
            name: $name,
            is_method: $is_method,
            usage: $usage,
            parameters: &[$(Kind::$parameter),*],
            result: Kind::$result,
            native: $native,
        }),*];
    };
}

functions! {
    "cidrContains" false "cidrContains(outer, inner)" (Text Text) Bool Native::Texts(cidr_contains);
    "cidrOverlaps" false "cidrOverlaps(a, b)" (Text Text) Bool Native::Texts(cidr_overlaps);
    "contains" true "text.contains(part)" (Text Text) Bool Native::Texts(|a, _| Answer::Bool(a[0].contains(a[1])));
    "coversAnyAddress" false "coversAnyAddress(ranges)" (Texts) Bool Native::Coverage;
    "daysUntil" false "daysUntil(date)" (Text) Number Native::Texts(days_until);
    "endsWith" true "text.endsWith(part)" (Text Text) Bool Native::Texts(|a, _| Answer::Bool(a[0].ends_with(a[1])));
    "isAnyAddress" false "isAnyAddress(range)" (Text) Bool
        Native::Texts(|a, _| Answer::Bool(address::is_any_address(a[0])));
    "isPrivateAddress" false "isPrivateAddress(range)" (Text) Bool Native::Texts(is_private_address);
    "kubernetesCommunityEnd" false "kubernetesCommunityEnd(version)" (Text) Text
        Native::Texts(|a, calendar| calendar.community_end(a[0]));
    "kubernetesLtsEnd" false "kubernetesLtsEnd(version)" (Text) Text
        Native::Texts(|a, calendar| calendar.lts_end(a[0]));
    "kubernetesSupport" false "kubernetesSupport(version, supportPlan, tier)" (Text Text Text) Text Native::Support;
    "lowerAscii" true "text.lowerAscii()" (Text) Text Native::Texts(|a, _| Answer::Text(a[0].to_ascii_lowercase()));
    "minorVersion" false "minorVersion(version)" (Text) Number Native::Texts(minor_version);
    "portRangeContains" false "portRangeContains(range, port)" (Text Text) Bool Native::Texts(port_range_contains);
    "prefixLength" false "prefixLength(range)" (Text) Number Native::Texts(prefix_length);
    "startsWith" true "text.startsWith(part)" (Text Text) Bool
        Native::Texts(|a, _| Answer::Bool(a[0].starts_with(a[1])));
    "versionAtLeast" false "versionAtLeast(version, least)" (Text Text) Bool Native::Texts(version_at_least);
}

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
