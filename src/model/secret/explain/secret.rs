//! Variants of a secret: the changes that copying and wrong decoding make.
use super::{LabelledSecret, Mistake};
use crate::model::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// Returns the variants that may have been used instead of the secret.
pub(super) fn variants(secret: &Secret) -> Vec<(Mistake, Vec<u8>)> {
    let secret = secret.reveal();
    let mut variants = Vec::new();
    let mut add = |name, description: &str, variant: Vec<u8>| {
        if variant != secret {
            variants.push((Mistake::new(name, description), variant));
        }
    };
    add(
        "secret_newline_added",
        "a newline (LF) is added to the secret",
        [secret, b"\n"].concat(),
    );
    add(
        "secret_crlf_added",
        "a newline (CRLF) is added to the secret",
        [secret, b"\r\n"].concat(),
    );
    add(
        "secret_trimmed",
        "the white space around the secret is left out",
        secret.trim_ascii().to_vec(),
    );
    for quote in [b"\"", b"'"] {
        let inner = secret
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote));
        if let Some(inner) = inner {
            let description = "the quotes around the secret are left out";
            add("secret_quotes", description, inner.to_vec());
        }
        let quoted = [quote, secret, quote].concat();
        add("secret_quotes", "the secret is put in quotes", quoted);
    }
    if let Ok(decoded) = hex::decode(secret.trim_ascii()) {
        add("secret_hex", "the secret is hex-decoded", decoded);
    }
    let text = secret.trim_ascii();
    let text = text.strip_prefix(b"whsec_").unwrap_or(text);
    for engine in [&STANDARD, &URL_SAFE, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
        if let Ok(decoded) = engine.decode(text) {
            add("secret_base64", "the secret is base64-decoded", decoded);
        }
    }
    add("secret_empty", "the secret is empty", Vec::new());
    variants
}

/// Returns another known secret as a mistake.
pub(super) fn other_secret(labelled: &LabelledSecret) -> (Mistake, Vec<u8>) {
    let description = format!("the secret is {}", labelled.label);
    let mistake = Mistake::new("other_secret", description);
    (mistake, labelled.secret.reveal().to_vec())
}
