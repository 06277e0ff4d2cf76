//! Functions on address ranges.

use std::net::IpAddr;

use cidr::IpCidr;

use super::{CallContext, number, text, unknown};
use crate::arm::operators::{Outcome, refuse};
use crate::document::Value;

fn parse(written: &str) -> Result<IpCidr, super::FunctionError> {
    let no_range = || refuse(format!("`{written}` is no address range such as 10.0.0.0/16"));
    let (address, length) = written.split_once('/').ok_or_else(no_range)?;
    let address: IpAddr = address.trim().parse().map_err(|_| no_range())?;
    let length: u8 = length.trim().parse().map_err(|_| no_range())?;
    // Azure leaves out the bits behind the prefix.
    let inet = cidr::IpInet::new(address, length).map_err(|_| no_range())?;
    Ok(inet.network())
}

fn width(range: &IpCidr) -> u8 {
    if range.first_address().is_ipv4() { 32 } else { 128 }
}

fn as_number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

fn as_address(number: u128, like: &IpCidr) -> Option<IpAddr> {
    Some(match like.first_address() {
        IpAddr::V4(_) => IpAddr::V4(u32::try_from(number).ok()?.into()),
        IpAddr::V6(_) => IpAddr::V6(number.into()),
    })
}

pub(super) fn parse_cidr(values: &[Value], context: CallContext<'_>) -> Outcome {
    let Some(written) = text(values, 0)? else { return unknown(values) };
    let range = parse(written)?;
    let length = range.network_length();
    let all = if width(&range) == 32 { u128::from(u32::MAX) } else { u128::MAX };
    let hosts = all.checked_shr(u32::from(length)).unwrap_or(0);
    let mask = as_address(all & !hosts, &range).map(|address| address.to_string());
    let (first, last) = (as_number(range.first_address()), as_number(range.last_address()));
    let address = |number: u128| as_address(number, &range).map(|address| address.to_string()).unwrap_or_default();
    let (first_usable, last_usable) = if last - first >= 2 { (first + 1, last - 1) } else { (first, last) };
    let string = |text: String| Value::string(text).at(context.span);
    let mut members = vec![
        ("network".into(), string(range.first_address().to_string())),
        ("netmask".into(), string(mask.unwrap_or_default())),
        ("cidr".into(), Value::number(i64::from(length)).at(context.span)),
        ("firstUsable".into(), string(address(first_usable))),
        ("lastUsable".into(), string(address(last_usable))),
    ];
    if width(&range) == 32 {
        members.push(("broadcast".into(), string(range.last_address().to_string())));
    }
    Ok(Value::object(members))
}

/// The range of the new length at this index: the second argument is the new length itself, unlike Terraform's.
pub(super) fn cidr_subnet(values: &[Value], _: CallContext<'_>) -> Outcome {
    let (Some(written), Some(length), Some(index)) = (text(values, 0)?, number(values, 1)?, number(values, 2)?) else {
        return unknown(values);
    };
    let range = parse(written)?;
    let (own, whole) = (range.network_length(), width(&range));
    let length = u8::try_from(length).ok().filter(|length| *length >= own && *length <= whole);
    let Some(length) = length else {
        return Err(refuse(format!("the new prefix must lie between /{own} and /{whole}")));
    };
    let count = 1u128.checked_shl(u32::from(length - own));
    let index = u128::try_from(index).ok().filter(|index| count.is_none_or(|count| *index < count));
    let Some(index) = index else {
        return Err(refuse(format!("{written} has no such subnet of /{length}")));
    };
    let start = as_number(range.first_address());
    let offset = index.checked_shl(u32::from(whole - length)).unwrap_or(0);
    let address = start.checked_add(offset).and_then(|number| as_address(number, &range));
    match address {
        Some(address) => Ok(Value::string(format!("{address}/{length}"))),
        None => Err(refuse(format!("{written} has no such subnet of /{length}"))),
    }
}

/// The host at this index: 0 is the first usable address.
pub(super) fn cidr_host(values: &[Value], _: CallContext<'_>) -> Outcome {
    let (Some(written), Some(index)) = (text(values, 0)?, number(values, 1)?) else { return unknown(values) };
    let range = parse(written)?;
    let (first, last) = (as_number(range.first_address()), as_number(range.last_address()));
    let start = if last - first >= 2 { first + 1 } else { first };
    let end = if last - first >= 2 && width(&range) == 32 { last - 1 } else { last };
    let address = u128::try_from(index).ok().and_then(|index| start.checked_add(index)).filter(|number| *number <= end);
    match address.and_then(|number| as_address(number, &range)) {
        Some(address) => Ok(Value::string(address.to_string())),
        None => Err(refuse(format!("{written} has no host {index}"))),
    }
}
