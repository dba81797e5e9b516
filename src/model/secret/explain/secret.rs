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
    match secret.strip_prefix(BOM) {
        Some(rest) => add(
            "secret_bom_removed",
            "mistake.secret-bom-removed",
            rest.to_vec(),
        ),
        None => {
            let with_bom = [BOM, secret].concat();
            add("secret_bom_added", "mistake.secret-bom-added", with_bom);
        }
    }
    if let Some(text) = from_utf16(secret) {
        add(
            "secret_utf16",
            "mistake.secret-utf16",
            text.trim_end().into(),
        );
    }
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

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Returns the text of a secret from a file in UTF-16 with a byte order mark; `None` for other secrets. A newline may have
/// been cut in half at its end.
fn from_utf16(secret: &[u8]) -> Option<String> {
    let (to_unit, rest): (fn([u8; 2]) -> u16, _) = match secret {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return None,
    };
    let units: Vec<_> = rest
        .chunks_exact(2)
        .map(|it| to_unit([it[0], it[1]]))
        .collect();
    String::from_utf16(&units).ok()
}

/// Returns another known secret as a mistake.
pub(super) fn other_secret(labelled: &LabelledSecret) -> (Mistake, Vec<u8>) {
    let description = Phrase::new("mistake.secret-other").with("secret", labelled.label.clone());
    let mistake = Mistake::new("other_secret", description);
    (mistake, labelled.secret.reveal().to_vec())
}
