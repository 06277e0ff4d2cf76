//! Times: `formatdate`, `timeadd`, `timecmp`.
//!
//! Terraform's times are RFC 3339 texts, computed in the proleptic Gregorian calendar without leap seconds. Its
//! results may leave the years 0 to 9999, which calendar crates refuse, so the little arithmetic is our own.

use std::fmt::Write as _;

use super::arguments::Arguments;
use super::error::{FunctionError, Outcome, excerpt};
use crate::document::Value;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const NANOSECONDS: i128 = 1_000_000_000;

/// A point in time, and how far its clock is ahead of UTC.
#[derive(Debug, Clone, Copy)]
struct Time {
    /// Nanoseconds since 1970 in UTC.
    nanoseconds: i128,
    /// Seconds.
    offset: i64,
}

/// What a clock and a calendar show.
struct Civil {
    year: i64,
    month: usize,
    day: i64,
    weekday: usize,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Time {
    fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text };
        let year = reader.number(4, "year")?;
        reader.expect('-')?;
        let month = reader.number(2, "month")?;
        reader.expect('-')?;
        let day = reader.number(2, "day of month")?;
        if !(1..=12).contains(&month) {
            return Err("cannot use the given number as month".to_owned());
        }
        if !reader.take('T') {
            return Err("missing required time introducer 'T'".to_owned());
        }
        let hour = reader.number(2, "hour")?;
        reader.expect(':')?;
        let minute = reader.number(2, "minute")?;
        reader.expect(':')?;
        let second = reader.number(2, "second")?;
        let fraction = reader.fraction()?;
        let offset = reader.offset()?;
        if !(1..=days_in_month(year, month)).contains(&day) {
            return Err("day out of range".to_owned());
        }
        for (value, most, what) in [(hour, 23, "hour"), (minute, 59, "minute"), (second, 59, "second")] {
            if value > most {
                return Err(format!("{what} must be between 0 and {most} inclusive"));
            }
        }
        let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
        Ok(Self { nanoseconds: i128::from(seconds) * NANOSECONDS + fraction, offset })
    }

    fn civil(self) -> Civil {
        let seconds = i64::try_from(self.nanoseconds.div_euclid(NANOSECONDS)).unwrap_or(0) + self.offset;
        let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil_from_days(days);
        Civil {
            year,
            month: usize::try_from(month).unwrap_or(1),
            day,
            // 1970 began on a Thursday.
            weekday: usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0),
            hour: time / 3600,
            minute: time / 60 % 60,
            second: time % 60,
        }
    }

    /// The offset as `+hh:mm`, with this text between hours and minutes.
    fn show_offset(self, between: &str) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs() / 60;
        format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
    }

    /// RFC 3339 without fractions of a second.
    fn show(self) -> String {
        let Civil { year, month, day, hour, minute, second, .. } = self.civil();
        let year = if year < 0 { format!("-{:04}", -year) } else { format!("{year:04}") };
        let zone = if self.offset == 0 { "Z".to_owned() } else { self.show_offset(":") };
        format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, letter: char) -> bool {
        let rest = self.rest.strip_prefix(letter);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, letter: char) -> Result<(), String> {
        if self.take(letter) {
            return Ok(());
        }
        match self.rest.chars().next() {
            None => Err(format!("end of string where \"{letter}\" is expected")),
            Some(other) => Err(format!("found \"{}\" where \"{letter}\" is expected", other.escape_debug())),
        }
    }

    fn number(&mut self, digits: usize, what: &str) -> Result<i64, String> {
        let bad = |rest: &str| match rest {
            "" => format!("end of string before {what}"),
            _ => format!("cannot use \"{}\" as {what}", excerpt(rest)),
        };
        let text = self.rest.get(..digits).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let number = text.and_then(|text| text.parse().ok()).ok_or_else(|| bad(self.rest))?;
        self.rest = &self.rest[digits..];
        Ok(number)
    }

    /// The nanoseconds behind the point, if there is one; further digits are ignored.
    fn fraction(&mut self) -> Result<i128, String> {
        if !self.take('.') {
            return Ok(0);
        }
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if count == 0 {
            return Err("cannot use \".\" as fraction of a second".to_owned());
        }
        let digits = format!("{:0<9}", &self.rest[..count.min(9)]);
        self.rest = &self.rest[count..];
        digits.parse().map_err(|_| "cannot use the fraction of a second".to_owned())
    }

    fn offset(&mut self) -> Result<i64, String> {
        let whole = self.rest;
        let bad = || match whole {
            "" => "end of string before UTC offset".to_owned(),
            _ => format!("cannot use \"{}\" as UTC offset", excerpt(whole)),
        };
        if self.take('Z') {
            return if self.rest.is_empty() { Ok(0) } else { Err("extra text behind the time".to_owned()) };
        }
        let sign = if self.take('+') {
            1
        } else if self.take('-') {
            -1
        } else {
            return Err(bad());
        };
        let hours = self.number(2, "UTC offset").map_err(|_| bad())?;
        self.expect(':').map_err(|_| bad())?;
        let minutes = self.number(2, "UTC offset").map_err(|_| bad())?;
        if hours > 23 || minutes > 59 || !self.rest.is_empty() {
            return Err(bad());
        }
        Ok(sign * (hours * 3600 + minutes * 60))
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01. Years are counted from March, so that the leap day is the last one of a year.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The text in Terraform's own spelling, if it is a time.
pub(super) fn canonical(text: &str) -> Option<String> {
    Time::parse(text).ok().map(Time::show)
}

fn time(arguments: &Arguments<'_>, index: usize) -> Outcome<Time> {
    Time::parse(arguments.text(index)?)
        .map_err(|reason| FunctionError::at(index, format!("not a valid RFC3339 timestamp: {reason}")))
}

pub(super) fn timecmp(arguments: &Arguments<'_>) -> Outcome {
    let (left, right) = (time(arguments, 0)?, time(arguments, 1)?);
    Ok(Value::number(left.nanoseconds.cmp(&right.nanoseconds) as i64))
}

pub(super) fn timeadd(arguments: &Arguments<'_>) -> Outcome {
    let time = time(arguments, 0)?;
    let duration = parse_duration(arguments.text(1)?).map_err(|message| FunctionError::at(1, message))?;
    Ok(Value::string(Time { nanoseconds: time.nanoseconds + i128::from(duration), ..time }.show()))
}

/// Go's durations: signed sequences of decimal numbers with a unit, in nanoseconds.
fn parse_duration(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration \"{}\"", excerpt(text));
    let (is_negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let whole = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (integer, behind) = rest.split_at(whole);
        let fraction = behind
            .strip_prefix('.')
            .map_or("", |behind| &behind[..behind.bytes().take_while(u8::is_ascii_digit).count()]);
        let number = whole + if behind.starts_with('.') { 1 + fraction.len() } else { 0 };
        if integer.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let behind = &rest[number..];
        let length = behind.find(|letter: char| letter == '.' || letter.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(length);
        rest = behind;
        let scale: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1000,
            "ms" => 1_000_000,
            "s" => NANOSECONDS,
            "m" => 60 * NANOSECONDS,
            "h" => 3600 * NANOSECONDS,
            "" => return Err(format!("time: missing unit in duration \"{}\"", excerpt(text))),
            _ => {
                return Err(format!("time: unknown unit \"{}\" in duration \"{}\"", excerpt(unit), excerpt(text)));
            }
        };
        let integer: i128 = if integer.is_empty() { 0 } else { integer.parse().map_err(|_| invalid())? };
        // Digits behind the 18th are worth less than a nanosecond in any unit.
        let digits = &fraction[..fraction.len().min(18)];
        let part = if digits.is_empty() {
            0
        } else {
            digits.parse::<i128>().map_err(|_| invalid())? * scale
                / 10_i128.pow(u32::try_from(digits.len()).unwrap_or(0))
        };
        let value = integer.checked_mul(scale).and_then(|value| value.checked_add(part)).ok_or_else(invalid)?;
        total = total.checked_add(value).filter(|&total| total <= i128::from(i64::MAX)).ok_or_else(invalid)?;
    }
    i64::try_from(if is_negative { -total } else { total }).map_err(|_| invalid())
}

pub(super) fn formatdate(arguments: &Arguments<'_>) -> Outcome {
    let time = time(arguments, 1)?;
    let mut rest = arguments.text(0)?;
    let mut out = String::new();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => {
                let (text, length) = quoted(rest).ok_or_else(|| FunctionError::at(0, "unterminated literal '"))?;
                out.push_str(&text);
                length
            }
            'a'..='z' | 'A'..='Z' => {
                let length = rest.chars().take_while(|&letter| letter == first).count();
                verb(&time, first, &rest[..length], &mut out).map_err(|message| FunctionError::at(0, message))?;
                length
            }
            _ => {
                let is_special = |letter: char| letter == '\'' || letter.is_ascii_alphabetic();
                let length = rest.find(is_special).unwrap_or(rest.len());
                out.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    arguments.produce(out)
}

/// The content of the quoted literal a format begins with and its length with quotes; `''` is one quote.
fn quoted(text: &str) -> Option<(String, usize)> {
    if text.starts_with("''") {
        return Some(("'".to_owned(), 2));
    }
    let mut content = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != '\'' {
            content.push(letter);
        } else if letters.next_if(|&(_, next)| next == '\'').is_some() {
            content.push('\'');
        } else {
            return Some((content, at + 1));
        }
    }
    None
}

fn verb(time: &Time, letter: char, verb: &str, out: &mut String) -> Result<(), String> {
    let civil = time.civil();
    let half = ["am", "pm"][usize::from(civil.hour >= 12)];
    let twelve = (civil.hour + 11) % 12 + 1;
    let mut number = |value: i64, width: usize| write!(out, "{value:0width$}").map_err(|_| String::new());
    match (letter, verb.len()) {
        ('Y', 2) => number(civil.year.rem_euclid(100), 2)?,
        ('Y', 4) => number(civil.year, 4)?,
        ('M', 3) => out.push_str(&MONTHS[civil.month - 1][..3]),
        ('M', 4) => out.push_str(MONTHS[civil.month - 1]),
        ('M', width @ 1..=2) => number(i64::try_from(civil.month).unwrap_or(0), width)?,
        ('D', width @ 1..=2) => number(civil.day, width)?,
        ('E', 3) => out.push_str(&WEEKDAYS[civil.weekday][..3]),
        ('E', 4) => out.push_str(WEEKDAYS[civil.weekday]),
        ('h', width @ 1..=2) => number(civil.hour, width)?,
        ('H', width @ 1..=2) => number(twelve, width)?,
        ('m', width @ 1..=2) => number(civil.minute, width)?,
        ('s', width @ 1..=2) => number(civil.second, width)?,
        ('a', 2) => out.push_str(half),
        ('A', 2) => out.push_str(&half.to_ascii_uppercase()),
        ('Z', 1) if time.offset == 0 => out.push('Z'),
        ('Z', 3) if time.offset == 0 => out.push_str("UTC"),
        ('Z', 3 | 4) => out.push_str(&time.show_offset("")),
        ('Z', 1 | 5) => out.push_str(&time.show_offset(":")),
        _ => return Err(format!("invalid date format verb \"{}\"{}", excerpt(verb), allowed(letter))),
    }
    Ok(())
}

/// Which verbs begin with this letter.
fn allowed(letter: char) -> &'static str {
    match letter {
        'Y' => ": year must either be \"YY\" or \"YYYY\"",
        'M' => ": month must be \"M\", \"MM\", \"MMM\", or \"MMMM\"",
        'D' => ": day of month must either be \"D\" or \"DD\"",
        'E' => ": day of week must either be \"EEE\" or \"EEEE\"",
        'h' => ": 24-hour must either be \"h\" or \"hh\"",
        'H' => ": 12-hour must either be \"H\" or \"HH\"",
        'a' => ": must be \"aa\"",
        'A' => ": must be \"AA\"",
        'm' => ": minute must either be \"m\" or \"mm\"",
        's' => ": second must either be \"s\" or \"ss\"",
        'Z' => ": timezone must be Z, ZZZZ, or ZZZZZ",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};
    use super::{civil_from_days, days_from_civil};

    #[test]
    fn days_and_dates_are_inverse() {
        for days in (-800_000..3_000_000).step_by(997) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
        assert_eq!(days_from_civil(2000, 3, 1), 11_017);
    }

    #[test]
    fn formatdate_knows_its_verbs() {
        let at = |format: &str, time: &str, expected: &str| {
            gives("formatdate", &format!("[{format:?}, {time:?}]"), &format!("{expected:?}"));
        };
        at("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z", "02 Jan 2018 23:12 UTC");
        at("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z", "Tuesday, 02-Jan-18 23:12:01 UTC");
        at("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00", "Tue, 02 Jan 2018 23:12:01 -0800");
        at("MMM DD, YYYY", "2018-01-02T23:12:01Z", "Jan 02, 2018");
        at("HH:mmaa H AA", "2018-01-02T00:12:01Z", "12:12am 12 AM");
        at("h'h'm'x'", "2018-01-02T23:12:01Z", "23h12x");
        at("''h 'o''clock' ", "2018-01-02T23:12:01Z", "'23 o'clock ");
        at("Z ZZZZ ZZZZZ", "2018-01-02T23:12:01.5+05:30", "+05:30 +0530 +05:30");
        at("é M/D MMMM", "2024-02-29T23:12:01+00:00", "é 2/29 February");
    }

    #[test]
    fn formatdate_refuses() {
        let refuses = |format: &str, time: &str, message: &str| {
            fails("formatdate", &format!("[{format:?}, {time:?}]"), message);
        };
        refuses("h'abc", "2018-01-02T23:12:01Z", "unterminated literal '");
        refuses("YYY", "2018-01-02T23:12:01Z", "year must either be");
        refuses("q", "2018-01-02T23:12:01Z", "invalid date format verb \"q\"");
        refuses("YYYY", "2018-01-02", "missing required time introducer 'T'");
        refuses("YYYY", "2018-13-02T23:12:01Z", "as month");
        refuses("YYYY", "2018-02-30T23:12:01Z", "day out of range");
        refuses("YYYY", "2018-02-20T24:00:00Z", "hour must be between 0 and 23");
        refuses("YYYY", "2018-02-20T23:00:60Z", "second");
        refuses("YYYY", "2018-02-20T23:00:00,5Z", "UTC offset");
        refuses("YYYY", "2018-02-20T23:00:00+24:00", "as UTC offset");
        refuses("YYYY", "", "end of string before year");
    }

    #[test]
    fn timeadd_adds_durations() {
        let at = |time: &str, duration: &str, expected: &str| {
            gives("timeadd", &format!("[{time:?}, {duration:?}]"), &format!("{expected:?}"));
        };
        at("2017-11-22T00:00:00Z", "10m", "2017-11-22T00:10:00Z");
        at("2017-11-22T00:00:00Z", "-1.5h30m", "2017-11-21T22:00:00Z");
        at("2017-11-22T00:00:00+02:00", "24h", "2017-11-23T00:00:00+02:00");
        at("2017-11-22T00:00:00.9Z", "200ms", "2017-11-22T00:00:01Z");
        at("2017-11-22T00:00:00Z", ".5s", "2017-11-22T00:00:00Z");
        at("2017-11-22T00:00:00Z", "0", "2017-11-22T00:00:00Z");
        at("0000-01-01T00:00:00Z", "-1h", "-0001-12-31T23:00:00Z");
        at("9999-12-31T23:00:00Z", "2h", "10000-01-01T01:00:00Z");
        for duration in ["1d", "", "1h 2m", "9999999h", "5", "-", "."] {
            fails("timeadd", &format!("[\"2017-11-22T00:00:00Z\", {duration:?}]"), "time: ");
        }
        fails("timeadd", r#"["2017-11-22", "1h"]"#, "not a valid RFC3339 timestamp");
    }

    #[test]
    fn timecmp_compares_points_in_time() {
        gives("timecmp", r#"["2017-11-22T00:00:00Z", "2017-11-22T00:00:00Z"]"#, "0");
        gives("timecmp", r#"["2017-11-22T00:00:00Z", "2017-11-22T01:00:00+01:00"]"#, "0");
        gives("timecmp", r#"["2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z"]"#, "-1");
        gives("timecmp", r#"["2017-11-22T00:59:00-01:00", "2017-11-22T01:00:00Z"]"#, "1");
    }
}
