//! The secret as it is mistaken.
use super::{Mistake, LabelledSecret};
use crate::model::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// The secrets that may have been used in place of this one.
pub(super) fn variants(secret: &Secret) -> Vec<(Mistake, Vec<u8>)> {
    let secret = secret.reveal();
    let mut found = Vec::new();
    let mut add = |name, words: &str, variant: Vec<u8>| {
        if variant != secret {
            found.push((Mistake::new(name, words), variant));
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
            let words = "the quotes around the secret are left out";
            add("secret_quotes", words, inner.to_vec());
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
    found
}

/// Another secret that is known here.
pub(super) fn other_secret(known: &LabelledSecret) -> (Mistake, Vec<u8>) {
    let words = format!("the secret is {}", known.label);
    let change = Mistake::new("other_secret", words);
    (change, known.secret.reveal().to_vec())
}
