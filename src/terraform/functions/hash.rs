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
    use super::super::testing::{fails, gives};
    use super::parse_uuid;

    #[test]
    fn digests_of_hello_world() {
        let of = |name: &str, digest: &str| gives(name, r#"["hello world"]"#, &format!("{digest:?}"));
        of("md5", "5eb63bbbe01eeed093cb22bb8f5acdc3");
        of("sha1", "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed");
        of("sha256", "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
        of(
            "sha512",
            "309ecc489c12d6eb4cc40f50c902f2b4d0ed77ee511a7c7a9bcd3ca86d4cd86f989dd35bc5ff499670da34255b45b0cfd830e81f605dcf7dc5542e93ae9cd76f",
        );
        of("base64sha256", "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=");
        of("base64sha512", "MJ7MSJwS1utMxA9QyQLytNDtd+5RGnx6m808qG1M2G+YndNbxf9JlnDaNCVbRbDP2DDoH2Bdz33FVC6TrpzXbw==");
    }

    #[test]
    fn uuidv5_hashes_a_name_in_a_namespace() {
        let of = |space: &str, name: &str, uuid: &str| {
            gives("uuidv5", &format!("[{space:?}, {name:?}]"), &format!("{uuid:?}"));
        };
        of("dns", "www.terraform.io", "a5008fae-b28c-5ba5-96cd-82b4c53552d6");
        of("url", "https://www.terraform.io/", "9db6f67c-dd95-5ea0-aa5b-e70e5c5f7cf5");
        of("oid", "1.3.6.1.4", "af9d40a5-7a36-5c07-b23a-851cd99fbfa5");
        of("x500", "CN=Example,C=GB", "84e09961-4aa4-57f8-95b7-03edb1073253");
        of("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.terraform.io", "a5008fae-b28c-5ba5-96cd-82b4c53552d6");
        fails("uuidv5", r#"["foo", "x"]"#, "uuidv5() doesn't support namespace foo");
    }

    /// The key was made for this test and opens nothing else.
    #[test]
    fn rsadecrypt_gives_a_secret() {
        let ciphertext = include_str!("../../../testdata/terraform/rsa/ciphertext.base64");
        let keys = [
            include_str!("../../../testdata/terraform/rsa/key.pkcs1.pem"),
            include_str!("../../../testdata/terraform/rsa/key.pkcs8.pem"),
        ];
        for key in keys {
            gives("rsadecrypt", &format!("[{ciphertext:?}, {key:?}]"), r#"secret "hello""#);
            fails("rsadecrypt", &format!("[\"AAAA\", {key:?}]"), "failed to decrypt");
            fails("rsadecrypt", &format!("[\"!\", {key:?}]"), "not a valid base64-encoded string");
        }
        fails(
            "rsadecrypt",
            &format!("[{ciphertext:?}, \"x\"]"),
            "Invalid value for \"privatekey\" parameter: invalid key",
        );
    }

    #[test]
    fn what_is_drawn_at_run_time_is_set_but_unknown() {
        gives("uuid", "[]", "set: uuid() draws a random number");
        gives("bcrypt", r#"["hello"]"#, "set: bcrypt() draws a random salt");
        gives("timestamp", "[]", "set: timestamp() is only known when Terraform runs");
        gives("plantimestamp", "[]", "set: plantimestamp() is only known when Terraform runs");
        fails("bcrypt", "[null]", "must not be null");
        fails("uuid", "[1]", "expects only 0 argument(s)");
    }

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
