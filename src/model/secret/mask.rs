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

/// Masks the texts and keys of the value. Of two secrets of which one holds the other, the longer must come first.
pub fn mask_value(value: &mut Value, secrets: &[String]) {
    match value {
        Value::String(text) => mask_text(text, secrets),
        Value::Array(items) => items.iter_mut().for_each(|item| mask_value(item, secrets)),
        Value::Object(fields) => {
            let masked = std::mem::take(fields)
                .into_iter()
                .map(|(mut name, mut value)| {
                    mask_text(&mut name, secrets);
                    mask_value(&mut value, secrets);
                    (name, value)
                });
            *fields = masked.collect();
        }
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

/// Masks a text, also where it is the base64 of bytes, as momo shows those that are no text, or JSON. The order of secrets
/// is that of [`mask_value`].
pub fn mask_text(text: &mut String, secrets: &[String]) {
    for secret in secrets {
        let mark = || mark(secret);
        if text.contains(secret) {
            *text = text.replace(secret, &mark());
        }
        let quoted = Value::from(secret.as_str()).to_string();
        let escaped = &quoted[1..quoted.len() - 1];
        if escaped != secret && text.contains(escaped) {
            *text = text.replace(escaped, &mark());
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn mask_finds_secrets_in_all_forms() {
        let secrets = ["hush \"hush\"".to_owned(), "whisper".to_owned()];
        let mut value = json!({
            "whisper": ["a whisper", 7],
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
}
