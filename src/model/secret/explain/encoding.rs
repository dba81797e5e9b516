//! The signature's text, read as other platforms write signatures.
use super::Mistake;
use crate::model::secret::signature::Signature;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// A signature that the text may mean, and what must be changed to read it so; nothing for 64 hex digits.
pub(super) struct DecodedSignature {
    pub(super) signature: Signature,
    pub(super) mistakes: Vec<Mistake>,
}

/// Every way to read the text, the plainest first.
pub(super) fn decode_all(given: &[u8]) -> Vec<DecodedSignature> {
    // Nobody writes a signature longer than this.
    let Some(text) = std::str::from_utf8(given).ok().filter(|t| t.len() < 1024) else {
        return Vec::new();
    };
    let mut texts = vec![(text.trim(), Vec::new())];
    if let Some(inner) = unquoted(text.trim()) {
        let change = Mistake::new("quotes", "the quotes around the signature are left out");
        texts.push((inner, vec![change]));
    }
    for (text, changes) in texts.clone() {
        if let Some((prefix, rest)) = prefix(text) {
            let words = format!("the prefix `{prefix}` of the signature is left out");
            let change = Mistake::new("prefix", words);
            texts.push((rest, [changes, vec![change]].concat()));
        }
    }
    let mut found = Vec::new();
    for (text, changes) in texts {
        for (signature, change) in decodings(text) {
            let changes = changes.iter().cloned().chain(change).collect();
            found.push(DecodedSignature { signature, mistakes: changes });
        }
    }
    found
}

/// `"..."` or `'...'`.
fn unquoted(text: &str) -> Option<&str> {
    ['"', '\'']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
}

/// `sha256=`, `v1,`, `v0=`, `HMAC-SHA256 ` and the like, and what follows.
fn prefix(text: &str) -> Option<(&str, &str)> {
    let end = text.find(['=', ',', ':', ' '])?;
    let name = &text[..end];
    let is_name = (1..=20).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let (prefix, rest) = text.split_at(end + 1);
    is_name.then_some((prefix, rest.trim_start()))
}

/// Hex, base64 and what else 32 bytes are written in.
fn decodings(text: &str) -> Vec<(Signature, Option<Mistake>)> {
    let mut found = Vec::new();
    let hex = |text: &str| Signature::parse(text.as_bytes()).ok();
    found.extend(hex(text).map(|signature| (signature, None)));
    let loose: String = text
        .chars()
        .filter(|ch| !ch.is_ascii_whitespace() && !":-".contains(*ch))
        .collect();
    if loose.len() < text.len() {
        let change = Mistake::new("separators", "the separators in the signature are left out");
        found.extend(hex(&loose).map(|signature| (signature, Some(change))));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        let change = Mistake::new("prefix", "the prefix `0x` of the signature is left out");
        found.extend(hex(digits).map(|signature| (signature, Some(change))));
    }
    if text.len() > 64 && text.is_char_boundary(64) {
        let change = Mistake::new(
            "junk",
            "what follows the first 64 digits of the signature is left out",
        );
        found.extend(hex(&text[..64]).map(|signature| (signature, Some(change))));
    }
    let decoded = [&STANDARD, &URL_SAFE, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD]
        .iter()
        .find_map(|engine| engine.decode(text).ok());
    if let Some(decoded) = decoded {
        let plain = <[u8; 32]>::try_from(&*decoded).map(Signature::from_bytes);
        let change = Mistake::new("base64", "the signature is read as base64, not as hex");
        found.extend(plain.ok().map(|signature| (signature, Some(change))));
        let change = Mistake::new(
            "base64_of_hex",
            "the signature is read as base64 of hex digits",
        );
        let digits = Signature::parse(&decoded).ok();
        found.extend(digits.map(|signature| (signature, Some(change))));
    }
    found
}
