//! Functions on dates.

use jiff::{Span, Timestamp, civil};

use super::{CallContext, number, text, unknown};
use crate::arm::operators::{Outcome, refuse};
use crate::document::Value;

fn parse(written: &str) -> Option<civil::DateTime> {
    let written = written.trim();
    if let Ok(stamp) = written.parse::<Timestamp>() {
        return Some(jiff::tz::Offset::UTC.to_datetime(stamp));
    }
    written
        .parse::<civil::DateTime>()
        .or_else(|_| written.parse::<civil::Date>().map(|date| date.to_datetime(civil::Time::midnight())))
        .ok()
}

pub(super) fn add(values: &[Value], _: CallContext<'_>) -> Outcome {
    // The default format depends on the form of the base; a format of one's own is .NET's business.
    let (Some(base), Some(duration)) = (text(values, 0)?, text(values, 1)?) else { return unknown(values) };
    let (Some(base), Ok(span)) = (parse(base), duration.trim().parse::<Span>()) else {
        return Err(refuse("expected a date and an ISO 8601 duration such as P3D"));
    };
    if values.len() > 2 {
        return unknown(values);
    }
    let sum = base.checked_add(span).map_err(|_| refuse("the date lies outside the calendar"))?;
    Ok(Value::string(sum.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()))
}

pub(super) fn from_epoch(values: &[Value], _: CallContext<'_>) -> Outcome {
    let Some(seconds) = number(values, 0)? else { return unknown(values) };
    let stamp = Timestamp::from_second(seconds).map_err(|_| refuse("the date lies outside the calendar"))?;
    Ok(Value::string(stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()))
}

pub(super) fn to_epoch(values: &[Value], _: CallContext<'_>) -> Outcome {
    let Some(written) = text(values, 0)? else { return unknown(values) };
    let date = parse(written).ok_or_else(|| refuse("expected a date such as 2026-11-24T00:00:00Z"))?;
    let stamp = jiff::tz::Offset::UTC.to_timestamp(date).map_err(|_| refuse("the date lies outside the calendar"))?;
    Ok(Value::number(stamp.as_second()))
}
