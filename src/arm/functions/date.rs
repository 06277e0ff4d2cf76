//! Functions on dates.
//!
//! Source: learn.microsoft.com, "Date functions for Bicep". What is shown in the format of the platform's culture is left
//! undecided, as are years and months of a duration, which a calendar and a count of days take differently.

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
    let is_plain = base.strftime(ISO).to_string() == written;
    if values.len() > 2 || !is_plain || span.get_years() != 0 || span.get_months() != 0 {
        let text = "the format of dates is left to Azure";
        return Ok(Value::unknown_set(Reason::new(Cause::Function, "dateTimeAdd()", text)));
    }
    let sum = base.checked_add(span).map_err(|_| refuse("the date lies outside the calendar"))?;
    Ok(Value::string(sum.strftime(ISO).to_string()))
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
