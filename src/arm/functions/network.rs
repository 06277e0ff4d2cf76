//! Functions on address ranges.
//!
//! Source: learn.microsoft.com, "CIDR functions for Bicep". An IPv6 range has no broadcast address, and there `parseCidr`
//! calls every address usable, while `cidrHost` begins behind the first all the same.

use super::{CallContext, FunctionError, number, text, unknown};
use crate::arm::operators::{Outcome, refuse};
use crate::document::Value;
use crate::formats::AddressRange;

fn range(values: &[Value]) -> Result<Option<AddressRange>, FunctionError> {
    let Some(written) = text(values, 0)? else { return Ok(None) };
    match AddressRange::parse(written.trim()) {
        Some(range) => Ok(Some(range)),
        None => {
            let message = "the text is no address range such as 10.0.0.0/16";
            Err(FunctionError { argument: Some(0), ..refuse(message) })
        }
    }
}

pub(super) fn parse_cidr(values: &[Value], context: CallContext<'_>) -> Outcome {
    let Some(range) = range(values)? else { return unknown(values) };
    let (first, last) = (range.base, range.last());
    let is_split = range.is_v4 && last - first >= 2;
    let (first_usable, last_usable) = if is_split { (first + 1, last - 1) } else { (first, last) };
    let address = |number: u128| Value::string(range.show_address(number)).at(context.span);
    let mut members = vec![
        ("network".into(), address(first)),
        ("netmask".into(), address(range.mask())),
        ("cidr".into(), Value::number(i64::from(range.length)).at(context.span)),
        ("firstUsable".into(), address(first_usable)),
        ("lastUsable".into(), address(last_usable)),
    ];
    if range.is_v4 {
        members.push(("broadcast".into(), address(last)));
    }
    Ok(Value::object(members))
}

/// The range of the new length at this index: the second argument is the new length itself, unlike Terraform's.
pub(super) fn cidr_subnet(values: &[Value], _: CallContext<'_>) -> Outcome {
    let (range, length, index) = (range(values)?, number(values, 1)?, number(values, 2)?);
    let (Some(range), Some(length), Some(index)) = (range, length, index) else { return unknown(values) };
    let (own, whole) = (range.length, range.width());
    let length = u32::try_from(length).ok().filter(|length| (own..=whole).contains(length));
    let Some(length) = length else {
        let message = format!("the new prefix must lie between /{own} and /{whole}");
        return Err(FunctionError { argument: Some(1), ..refuse(message) });
    };
    match u128::try_from(index).ok().and_then(|index| range.part(length, index)) {
        Some(part) => Ok(Value::string(part.show())),
        None => {
            let message = format!("the range has no such subnet: /{length} with the index {index}");
            Err(FunctionError { argument: Some(2), ..refuse(message) })
        }
    }
}

/// The host at this index: 0 is the one behind the address of the network.
pub(super) fn cidr_host(values: &[Value], _: CallContext<'_>) -> Outcome {
    let (Some(range), Some(index)) = (range(values)?, number(values, 1)?) else { return unknown(values) };
    let (first, last) = (range.base, range.last());
    let is_split = last - first >= 2;
    let start = if is_split { first + 1 } else { first };
    let end = if is_split && range.is_v4 { last - 1 } else { last };
    let host = u128::try_from(index).ok().and_then(|index| start.checked_add(index)).filter(|host| *host <= end);
    match host {
        Some(host) => Ok(Value::string(range.show_address(host))),
        None => {
            let message = format!("the range has no host with the index {index}");
            Err(FunctionError { argument: Some(1), ..refuse(message) })
        }
    }
}
