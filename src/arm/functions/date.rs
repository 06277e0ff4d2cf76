//! Functions on dates.
//!
//! Source: learn.microsoft.com, "Date functions for Bicep". What is shown in the format of the platform's culture is left
//! undecided, as are years and months of a duration where a calendar and a count of days differ.

use jiff::{Span, Timestamp, civil};

use super::{CallContext, FunctionError, number, reason, text};
use crate::arm::operators::{Outcome, refuse};
use crate::document::{Cause, Reason, Value};

/// The form in which dates go in and out unchanged.
const ISO: &str = "%Y-%m-%dT%H:%M:%SZ";

fn parse(values: &[Value], at: usize) -> Result<Option<(civil::DateTime, &str)>, FunctionError> {
    let Some(written) = text(values, at)? else { return Ok(None) };
    let trimmed = written.trim();
    let date = match trimmed.parse::<Timestamp>() {
        Ok(stamp) => Some(jiff::tz::Offset::UTC.to_datetime(stamp)),
        Err(_) => trimmed
            .parse::<civil::DateTime>()
            .or_else(|_| trimmed.parse::<civil::Date>().map(|date| date.to_datetime(civil::Time::midnight())))
            .ok(),
    };
    match date {
        Some(date) => Ok(Some((date, written))),
        None => {
            let message = "the text is no date such as 2026-11-24T00:00:00Z";
            Err(FunctionError { argument: Some(at), ..refuse(message) })
        }
    }
}

pub(super) fn add(values: &[Value], _: CallContext<'_>) -> Outcome {
    let base = parse(values, 0)?;
    let Some(duration) = text(values, 1)? else { return Ok(Value::unknown_set(reason(values))) };
    let is_iso = duration.trim().trim_start_matches(['+', '-']).starts_with('P');
    let Some(span) = duration.trim().parse::<Span>().ok().filter(|_| is_iso) else {
        let message = "the text is no ISO 8601 duration such as P3D";
        return Err(FunctionError { argument: Some(1), ..refuse(message) });
    };
    let Some((base, written)) = base else { return Ok(Value::unknown_set(reason(values))) };
    let outside = |_| refuse("the date lies outside the calendar");
    let sum = base.checked_add(span).map_err(outside)?;
    let is_plain = base.strftime(ISO).to_string() == written && values.len() == 2;
    if is_plain && in_days(span).and_then(|days| base.checked_add(days).ok()) == Some(sum) {
        return Ok(Value::string(sum.strftime(ISO).to_string()));
    }
    let text = "the format of dates is left to Azure";
    Ok(Value::unknown_set(Reason::new(Cause::Function, "dateTimeAdd()", text)))
}

/// The duration with years of 365 and months of 30 days, as .NET reads it from XML.
fn in_days(span: Span) -> Option<Span> {
    let long = i64::from(span.get_years()) * 365 + i64::from(span.get_months()) * 30;
    let days = long.checked_add(i64::from(span.get_days()))?;
    span.try_years(0).ok()?.try_months(0).ok()?.try_days(days).ok()
}

pub(super) fn from_epoch(values: &[Value], _: CallContext<'_>) -> Outcome {
    let Some(seconds) = number(values, 0)? else { return Ok(Value::unknown_set(reason(values))) };
    let stamp = Timestamp::from_second(seconds).map_err(|_| refuse("the date lies outside the calendar"))?;
    Ok(Value::string(stamp.strftime(ISO).to_string()))
}

pub(super) fn to_epoch(values: &[Value], _: CallContext<'_>) -> Outcome {
    let Some((date, _)) = parse(values, 0)? else { return Ok(Value::unknown_set(reason(values))) };
    let stamp = jiff::tz::Offset::UTC.to_timestamp(date).map_err(|_| refuse("the date lies outside the calendar"))?;
    Ok(Value::number(stamp.as_second()))
}
