//! Replaces known secrets in JSON by their fingerprints, in all forms in which momo shows bytes.
use super::fingerprint;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// The characters that `encodeURIComponent` and its like encode.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What the place of a secret begins with.
const MARK: &str = "[secret ";

/// Masks the texts of the value, never its keys, which are momo's or a bot's own words. Of two secrets of which one holds
/// the other, the longer must come first.
pub fn mask_value(value: &mut Value, secrets: &[String]) {
    match value {
        Value::String(text) => mask_text(text, secrets),
        Value::Array(items) => items.iter_mut().for_each(|item| mask_value(item, secrets)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|value| mask_value(value, secrets)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Returns what stands in the place of a secret.
pub fn mark(secret: &str) -> String {
    format!("{MARK}{}]", fingerprint(secret.as_bytes()))
}

/// Returns whether a text has the place of a secret in it.
pub fn holds_mark(text: &str) -> bool {
    text.contains(MARK)
}

/// Masks a URL, also where a secret is percent-encoded. Returns whether it held one. The order of secrets is that of
/// [`mask_value`].
pub fn mask_url(url: &mut String, secrets: &[String]) -> bool {
    let mut has_secret = false;
    for secret in secrets {
        let encoded = utf8_percent_encode(secret, UNRESERVED).to_string();
        for form in [secret, &encoded] {
            if url.contains(form) {
                *url = url.replace(form, &mark(secret));
                has_secret = true;
            }
        }
    }
    has_secret
}

/// Masks a text, also where it is the base64 of bytes, as momo shows those that are no text, or JSON with any characters
/// escaped. Goes over it once: what stands in the place of a secret is not masked again. The order of secrets is that of
/// [`mask_value`].
pub fn mask_text(text: &mut String, secrets: &[String]) {
    if text.contains('\\') || secrets.iter().any(|secret| text.contains(secret)) {
        *text = masked(text, secrets);
    }
    let holds = |bytes: &[u8], secret: &str| {
        bytes
            .windows(secret.len())
            .any(|part| part == secret.as_bytes())
    };
    let bytes = STANDARD.decode(&*text).unwrap_or_default();
    if let Some(secret) = secrets.iter().find(|secret| holds(&bytes, secret)) {
        *text = format!("[base64 with secret {}]", fingerprint(secret.as_bytes()));
    }
}

fn masked(text: &str, secrets: &[String]) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(first) = rest.chars().next() {
        let found = secrets
            .iter()
            .find_map(|secret| Some((secret, prefix_len(rest, secret)?)));
        let len = match (mark_len(rest), found) {
            (Some(len), _) => {
                out.push_str(&rest[..len]);
                len
            }
            (None, Some((secret, len))) => {
                out.push_str(&mark(secret));
                len
            }
            (None, None) => {
                out.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[len..];
    }
    out
}

/// Returns the length of the mark with which the text begins, in bytes; `None` without one.
fn mark_len(text: &str) -> Option<usize> {
    let (digits, _) = text.strip_prefix(MARK)?.split_once(']')?;
    let is_fingerprint = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_fingerprint.then_some(MARK.len() + digits.len() + 1)
}

/// Returns how many bytes of the text, from its begin on, are the secret, as it is or with characters that JSON escapes;
/// `None` if it does not begin with it.
fn prefix_len(text: &str, secret: &str) -> Option<usize> {
    if secret.is_empty() {
        return None;
    }
    if text.starts_with(secret) {
        return Some(secret.len());
    }
    let mut rest = text;
    for wanted in secret.chars() {
        rest = match escaped_char(rest) {
            Some((ch, len)) if ch == wanted => &rest[len..],
            _ => rest.strip_prefix(wanted)?,
        };
    }
    Some(text.len() - rest.len())
}

/// Reads the escape of JSON with which the text begins: the character and the length in bytes. `None` if it begins with none.
fn escaped_char(text: &str) -> Option<(char, usize)> {
    let ch = match text.strip_prefix('\\')?.chars().next()? {
        'u' => {
            let unit = code_unit(text)?;
            if let Some(ch) = char::from_u32(unit.into()) {
                return Some((ch, UNIT_BYTES));
            }
            let pair = [unit, code_unit(text.get(UNIT_BYTES..)?)?];
            let ch = char::decode_utf16(pair).next()?.ok()?;
            return Some((ch, 2 * UNIT_BYTES));
        }
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        ch @ ('"' | '\\' | '/') => ch,
        _ => return None,
    };
    Some((ch, 2))
}

/// Length of `\uXXXX`.
const UNIT_BYTES: usize = 6;

/// Reads `\uXXXX`, a code unit of UTF-16.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn mask_finds_secrets_in_all_forms() {
        let secrets = ["hush \"hush\"".to_owned(), "whisper".to_owned()];
        let mut value = json!({
            "texts": ["a whisper", 7],
            "json": r#"{"key":"hush \"hush\""}"#,
            "bytes": STANDARD.encode(b"\xff\xfewhisper"),
            "other": "loud",
        });
        mask_value(&mut value, &secrets);
        let text = value.to_string();
        assert!(
            !text.contains("hush") && !text.contains("whisper"),
            "{text}"
        );
        assert_eq!(value["other"], "loud");
        assert!(
            value["bytes"]
                .as_str()
                .is_some_and(|text| text.starts_with("[base64"))
        );
    }

    #[test]
    fn mask_keeps_keys_and_its_own_marks() {
        let secrets = ["secret fe".to_owned(), "secret".to_owned()];
        let mut value = json!({ "secret": "the secret, [secret 12345678] and the secret fe" });
        mask_value(&mut value, &secrets);
        let (long, short) = (mark("secret fe"), mark("secret"));
        let text = format!("the {short}, [secret 12345678] and the {long}");
        assert_eq!(value, json!({ "secret": text }));
        mask_value(&mut value, &secrets);
        assert_eq!(value["secret"], text);
    }

    #[test]
    fn mask_finds_characters_that_json_escapes() {
        let secrets = ["비밀 \"열쇠\"/😀".to_owned()];
        let forms = [
            r#"비밀 "열쇠"/😀"#,
            r#"비밀 \"열쇠\"\/😀"#,
            r#"\ube44\uBC00 \"\uc5f4\uc1e0\"/\ud83d\ude00"#,
        ];
        for form in forms {
            let mut text = format!("a {form} b \\u12");
            mask_text(&mut text, &secrets);
            assert_eq!(text, format!("a {} b \\u12", mark(&secrets[0])), "{form}");
        }
    }
}
