//! Address arithmetic: `cidrhost`, `cidrnetmask`, `cidrsubnet`, `cidrsubnets`.

use super::arguments::{Arguments, texts};
use super::error::{FunctionError, Outcome, excerpt};
use crate::document::Value;
use crate::formats::AddressRange;

fn parse(text: &str) -> Result<AddressRange, FunctionError> {
    AddressRange::parse(text)
        .ok_or_else(|| FunctionError::new(format!("invalid CIDR expression: invalid CIDR address: {}", excerpt(text))))
}

pub(super) fn cidrhost(arguments: &Arguments<'_>) -> Outcome {
    let prefix = parse(arguments.text(0)?)?;
    let (is_negative, magnitude) = arguments.whole(1)?;
    let last = prefix.last_host();
    let refuse = |number: String| {
        FunctionError::new(format!("prefix of {} does not accommodate a host numbered {number}", prefix.length))
    };
    let host = match (is_negative, magnitude) {
        (false, number) if number <= last => number,
        (true, number) if number - 1 <= last => last - (number - 1),
        (false, number) => return Err(refuse(number.to_string())),
        (true, number) => return Err(refuse(format!("-{number}"))),
    };
    Ok(Value::string(prefix.show_address(prefix.base | host)))
}

pub(super) fn cidrnetmask(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    let prefix = parse(text)?;
    if !prefix.is_v4 {
        return Err(FunctionError::new(format!("IPv6 addresses cannot have a netmask: {}", excerpt(text))));
    }
    Ok(Value::string(prefix.show_address(prefix.mask())))
}

pub(super) fn cidrsubnet(arguments: &Arguments<'_>) -> Outcome {
    let prefix = parse(arguments.text(0)?)?;
    let new_bits = arguments.integer(1)?;
    let (is_negative, number) = arguments.whole(2)?;
    let length = i64::from(prefix.length).checked_add(new_bits).and_then(|length| u32::try_from(length).ok());
    let Some(length) = length.filter(|&length| length <= prefix.width()) else {
        let message = format!("insufficient address space to extend prefix of {} by {new_bits}", prefix.length);
        return Err(FunctionError::new(message));
    };
    let largest = match u32::try_from(new_bits) {
        Ok(bits) if bits >= 128 => u128::MAX,
        Ok(bits) => (1 << bits) - 1,
        Err(_) => 0,
    };
    if is_negative || number > largest {
        let sign = if is_negative { "-" } else { "" };
        let message = format!("prefix extension of {new_bits} does not accommodate a subnet numbered {sign}{number}");
        return Err(FunctionError::new(message));
    }
    let shift = prefix.width() - length;
    let base = prefix.base | number.checked_shl(shift).unwrap_or(0);
    Ok(Value::string(AddressRange { base, length, ..prefix }.show()))
}

pub(super) fn cidrsubnets(arguments: &Arguments<'_>) -> Outcome {
    let prefix = parse(arguments.text(0)?).map_err(|error| FunctionError { argument: Some(0), ..error })?;
    let kind = if prefix.is_v4 { "IPv4" } else { "IPv6" };
    let mut subnets: Vec<String> = Vec::new();
    // The first free address, counted from the prefix; none when the prefix is full.
    let mut free = Some(0u128);
    for index in 1..arguments.len() {
        let refuse = |message: String| FunctionError::at(index, message);
        let new_bits = arguments.integer(index)?;
        if new_bits < 1 {
            return Err(refuse("must extend prefix by at least one bit".to_owned()));
        }
        // Terraform's own limit, which keeps the arithmetic small.
        let Some(new_bits) = u32::try_from(new_bits).ok().filter(|&bits| bits <= 32) else {
            return Err(refuse("may not extend prefix by more than 32 bits".to_owned()));
        };
        let length = prefix.length + new_bits;
        if length > prefix.width() {
            return Err(refuse(format!(
                "would extend prefix to {length} bits, which is too long for an {kind} address"
            )));
        }
        let size = 1u128 << (prefix.width() - length);
        let start =
            free.and_then(|free| free.checked_next_multiple_of(size)).filter(|&start| start <= prefix.last_host());
        let Some(start) = start else {
            let before = subnets.last().map_or("", String::as_str);
            let message = format!(
                "not enough remaining address space for a subnet with a prefix of {length} bits after {before}"
            );
            return Err(refuse(message));
        };
        free = start.checked_add(size);
        subnets.push(AddressRange { base: prefix.base | start, length, ..prefix }.show());
    }
    texts(arguments, subnets.iter().map(String::as_str).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    #[test]
    fn cidrhost_numbers_hosts() {
        gives("cidrhost", r#"["10.12.112.0/20", 16]"#, r#""10.12.112.16""#);
        gives("cidrhost", r#"["10.12.112.0/20", 268]"#, r#""10.12.113.12""#);
        gives("cidrhost", r#"["fd00:fd12:3456:7890::/72", 34]"#, r#""fd00:fd12:3456:7890::22""#);
        gives("cidrhost", r#"["10.12.112.0/20", -1]"#, r#""10.12.127.255""#);
        gives("cidrhost", r#"["10.0.0.0/30", -4]"#, r#""10.0.0.0""#);
        gives("cidrhost", r#"["010.0.0.5/024", "1"]"#, r#""10.0.0.1""#);
        gives("cidrhost", r#"["0.0.0.0/0", -1]"#, r#""255.255.255.255""#);
        fails("cidrhost", r#"["10.0.0.0/30", 4]"#, "prefix of 30 does not accommodate a host numbered 4");
        fails("cidrhost", r#"["10.0.0.0/30", -5]"#, "does not accommodate");
        fails("cidrhost", r#"["10.0.0/24", 1]"#, "invalid CIDR address: 10.0.0/24");
        fails("cidrhost", r#"["10.0.0.0/33", 1]"#, "invalid CIDR address");
        fails("cidrhost", r#"["10.0.0.0/24", 1.5]"#, "whole number");
    }

    #[test]
    fn cidrnetmask_is_for_ipv4() {
        gives("cidrnetmask", r#"["172.16.0.0/12"]"#, r#""255.240.0.0""#);
        gives("cidrnetmask", r#"["0.0.0.0/0"]"#, r#""0.0.0.0""#);
        gives("cidrnetmask", r#"["10.0.0.1/32"]"#, r#""255.255.255.255""#);
        fails("cidrnetmask", r#"["fd00::/8"]"#, "IPv6 addresses cannot have a netmask");
    }

    #[test]
    fn cidrsubnet_extends_a_prefix() {
        gives("cidrsubnet", r#"["172.16.0.0/12", 4, 2]"#, r#""172.18.0.0/16""#);
        gives("cidrsubnet", r#"["10.1.2.0/24", 4, 15]"#, r#""10.1.2.240/28""#);
        gives("cidrsubnet", r#"["fd00:fd12:3456:7890::/56", 16, 162]"#, r#""fd00:fd12:3456:7800:a200::/72""#);
        gives("cidrsubnet", r#"["10.1.2.3/24", 0, 0]"#, r#""10.1.2.0/24""#);
        gives("cidrsubnet", r#"["0.0.0.0/0", 32, 5]"#, r#""0.0.0.5/32""#);
        gives("cidrsubnet", r#"["10.1.2.0/24", -1, 0]"#, r#""10.1.2.0/23""#);
        fails("cidrsubnet", r#"["10.1.2.0/24", 4, 16]"#, "does not accommodate a subnet numbered 16");
        fails("cidrsubnet", r#"["10.1.2.0/24", 9, 1]"#, "insufficient address space to extend prefix of 24 by 9");
        fails("cidrsubnet", r#"["10.1.2.0/24", -30, 1]"#, "insufficient address space");
    }

    #[test]
    fn cidrsubnets_allocates_in_order() {
        gives(
            "cidrsubnets",
            r#"["10.1.0.0/16", 4, 4, 8, 4]"#,
            r#"["10.1.0.0/20","10.1.16.0/20","10.1.32.0/24","10.1.48.0/20"]"#,
        );
        gives(
            "cidrsubnets",
            r#"["fd00:fd12:3456:7890::/56", 16, 16, 16, 32]"#,
            r#"["fd00:fd12:3456:7800::/72","fd00:fd12:3456:7800:100::/72","fd00:fd12:3456:7800:200::/72","fd00:fd12:3456:7800:300::/88"]"#,
        );
        gives("cidrsubnets", r#"["10.1.0.0/16"]"#, "[]");
        fails("cidrsubnets", r#"["10.1.0.0/16", 0]"#, "at least one bit");
        fails("cidrsubnets", r#"["10.1.0.0/16", 17]"#, "would extend prefix to 33 bits");
        fails("cidrsubnets", r#"["fd00::/8", 33]"#, "by more than 32 bits");
        fails("cidrsubnets", r#"["10.1.0.0/16", 1, 1, 1]"#, "17 bits after 10.1.128.0/17");
        fails("cidrsubnets", r#"["0.0.0.0/0", 1, 1, 1]"#, "not enough remaining address space");
    }
}
