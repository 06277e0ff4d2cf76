//! Digests, name-based UUIDs and decryption.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::{Pkcs1v15Encrypt, PrivateKey};
use sha1::{Digest, Sha1};

use super::arguments::Arguments;
use super::error::{FunctionError, Outcome, excerpt};
use crate::document::Value;

/// The largest RSA modulus that is used, in bits: decryption time grows with its cube.
const MAX_RSA_BITS: usize = 8192;

/// A digest in lower-case hexadecimal.
pub(super) fn hexadecimal<D: Digest>(bytes: &[u8]) -> String {
    D::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A digest in base 64.
pub(super) fn base64<D: Digest>(bytes: &[u8]) -> String {
    STANDARD.encode(D::digest(bytes))
}

pub(super) fn md5(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::string(hexadecimal::<md5::Md5>(arguments.text(0)?.as_bytes())))
}

pub(super) fn sha1(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::string(hexadecimal::<Sha1>(arguments.text(0)?.as_bytes())))
}

pub(super) fn sha256(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::string(hexadecimal::<sha2::Sha256>(arguments.text(0)?.as_bytes())))
}

pub(super) fn sha512(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::string(hexadecimal::<sha2::Sha512>(arguments.text(0)?.as_bytes())))
}

pub(super) fn base64sha256(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::string(base64::<sha2::Sha256>(arguments.text(0)?.as_bytes())))
}

pub(super) fn base64sha512(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::string(base64::<sha2::Sha512>(arguments.text(0)?.as_bytes())))
}

/// Version 5 of RFC 4122: the SHA-1 of namespace and name.
pub(super) fn uuidv5(arguments: &Arguments<'_>) -> Outcome {
    // The four predefined namespaces of RFC 4122, appendix C, differ in one digit.
    let predefined = |digit: u128| 0x6ba7_b810_9dad_11d1_80b4_00c0_4fd4_30c8 + (digit << 96);
    let namespace = arguments.text(0)?;
    let number = match namespace {
        "dns" => predefined(0),
        "url" => predefined(1),
        "oid" => predefined(2),
        "x500" => predefined(4),
        _ => parse_uuid(namespace)
            .ok_or_else(|| FunctionError::new(format!("uuidv5() doesn't support namespace {}", excerpt(namespace))))?,
    };
    let mut input = number.to_be_bytes().to_vec();
    input.extend_from_slice(arguments.text(1)?.as_bytes());
    let digest = Sha1::digest(&input);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    let (a, b, c, d, e) = (&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
    Ok(Value::string(format!("{a}-{b}-{c}-{d}-{e}")))
}

/// The number of a UUID in any of its usual spellings.
fn parse_uuid(text: &str) -> Option<u128> {
    let text = match text.len() {
        32 => return parse_hexadecimal(text),
        38 => text.strip_prefix('{')?.strip_suffix('}')?,
        45 => text.get(..9).filter(|prefix| prefix.eq_ignore_ascii_case("urn:uuid:")).and(text.get(9..))?,
        _ => text,
    };
    let groups: Vec<&str> = text.split('-').collect();
    let lengths = groups.iter().map(|group| group.len());
    lengths.eq([8, 4, 4, 4, 12]).then(|| groups.concat()).and_then(|digits| parse_hexadecimal(&digits))
}

fn parse_hexadecimal(digits: &str) -> Option<u128> {
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u128::from_str_radix(digits, 16).ok()).flatten()
}

/// Decrypts PKCS #1 v1.5. The result is as secret as the key.
pub(super) fn rsadecrypt(arguments: &Arguments<'_>) -> Outcome {
    let ciphertext = STANDARD
        .decode(arguments.text(0)?)
        .map_err(|_| FunctionError::at(0, "the given value is not a valid base64-encoded string"))?;
    let pem = arguments.text(1)?;
    let key = PrivateKey::from_pkcs1_pem(pem).ok().or_else(|| PrivateKey::from_pkcs8_pem(pem).ok());
    let Some(key) = key else {
        if pem.contains("BEGIN OPENSSH PRIVATE KEY") {
            return Ok(arguments.not_computed("keys in OpenSSH's own format are not read"));
        }
        return Err(FunctionError::at(1, "invalid key: not an unencrypted RSA private key in PEM format"));
    };
    arguments.context.budget.spend(10_000)?;
    if rsa::traits::PublicKeyParts::size(&key).saturating_mul(8) > MAX_RSA_BITS {
        return Ok(arguments.not_computed("the key is too large"));
    }
    let plain = key
        .decrypt(Pkcs1v15Encrypt, &ciphertext)
        .map_err(|_| FunctionError::new("failed to decrypt: the ciphertext does not belong to the key"))?;
    let text = String::from_utf8(plain)
        .map_err(|_| FunctionError::new("failed to decrypt: the plain text is not valid UTF-8"))?;
    Ok(arguments.produce(text)?.with_sensitive(true))
}

#[cfg(test)]
mod tests {
    use super::parse_uuid;

    #[test]
    fn reads_the_spellings_of_a_uuid() {
        let expected = Some(0x6ba7_b810_9dad_11d1_80b4_00c0_4fd4_30c8);
        for text in [
            "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}",
            "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "6BA7B8109DAD11D180B400C04FD430C8",
        ] {
            assert_eq!(parse_uuid(text), expected, "{text}");
        }
        assert_eq!(parse_uuid("foo"), None);
        assert_eq!(parse_uuid("6ba7b810-9dad-11d1-80b4-00c04fd430cé"), None);
    }
}
