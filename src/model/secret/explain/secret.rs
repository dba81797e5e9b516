//! Variants of a secret: the changes that copying and wrong decoding make.
use super::{LabelledSecret, Mistake};
use crate::model::secret::Secret;
use crate::model::text::phrase::Phrase;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// Returns the variants that may have been used instead of the secret.
pub(super) fn variants(secret: &Secret) -> Vec<(Mistake, Vec<u8>)> {
    let secret = secret.reveal();
    let mut variants = Vec::new();
    let mut add = |name, code: &'static str, variant: Vec<u8>| {
        if variant != secret {
            variants.push((Mistake::new(name, Phrase::new(code)), variant));
        }
    };
    let (with_lf, with_crlf) = ([secret, b"\n"].concat(), [secret, b"\r\n"].concat());
    let trimmed = secret.trim_ascii().to_vec();
    add("secret_newline_added", "mistake.secret-newline", with_lf);
    add("secret_crlf_added", "mistake.secret-crlf", with_crlf);
    add("secret_trimmed", "mistake.secret-trimmed", trimmed);
    for quote in [b"\"", b"'"] {
        let inner = secret
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote));
        if let Some(inner) = inner {
            add("secret_quotes", "mistake.secret-unquoted", inner.to_vec());
        }
        let quoted = [quote, secret, quote].concat();
        add("secret_quotes", "mistake.secret-quoted", quoted);
    }
    if let Ok(decoded) = hex::decode(secret.trim_ascii()) {
        add("secret_hex", "mistake.secret-hex", decoded);
    }
    let text = secret.trim_ascii();
    let text = text.strip_prefix(b"whsec_").unwrap_or(text);
    for engine in [&STANDARD, &URL_SAFE, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
        if let Ok(decoded) = engine.decode(text) {
            add("secret_base64", "mistake.secret-base64", decoded);
        }
    }
    add("secret_empty", "mistake.secret-empty", Vec::new());
    variants
}

/// Returns another known secret as a mistake.
pub(super) fn other_secret(labelled: &LabelledSecret) -> (Mistake, Vec<u8>) {
    let description = Phrase::new("mistake.secret-other").with("secret", labelled.label.clone());
    let mistake = Mistake::new("other_secret", description);
    (mistake, labelled.secret.reveal().to_vec())
}
