//! Decodes a signature text in the encodings that other platforms use.
use super::Mistake;
use crate::model::secret::signature::Signature;
use crate::model::text::phrase::Phrase;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// A possible signature, and the mistakes that decoding assumes. No mistake for 64 hex digits.
pub(super) struct DecodedSignature {
    pub(super) signature: Signature,
    pub(super) mistakes: Vec<Mistake>,
}

/// Returns every decoding of the text, the simplest first.
pub(super) fn decode_all(text: &[u8]) -> Vec<DecodedSignature> {
    // No platform's signature is this long.
    let Some(text) = std::str::from_utf8(text).ok().filter(|t| t.len() < 1024) else {
        return Vec::new();
    };
    let mut texts = vec![(text.trim(), Vec::new())];
    if let Some(inner) = unquoted(text.trim()) {
        let mistake = Mistake::new("quotes", Phrase::new("mistake.quotes-removed"));
        texts.push((inner, vec![mistake]));
    }
    for (text, mistakes) in texts.clone() {
        if let Some((prefix, rest)) = prefix(text) {
            texts.push((rest, [mistakes, vec![prefix_mistake(prefix)]].concat()));
        }
    }
    let mut signatures = Vec::new();
    for (text, mistakes) in texts {
        for (signature, mistake) in decodings(text) {
            let mistakes = mistakes.iter().cloned().chain(mistake).collect();
            signatures.push(DecodedSignature {
                signature,
                mistakes,
            });
        }
    }
    signatures
}

fn prefix_mistake(prefix: &str) -> Mistake {
    let description = Phrase::new("mistake.prefix-removed");
    Mistake::new("prefix", description.with("prefix", prefix))
}

/// Removes `"..."` or `'...'`.
fn unquoted(text: &str) -> Option<&str> {
    ['"', '\'']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
}

/// Splits off a prefix such as `sha256=`, `v1,`, `v0=` or `HMAC-SHA256 `.
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

/// Decodes 32 bytes from hex, base64 and their common variants.
fn decodings(text: &str) -> Vec<(Signature, Option<Mistake>)> {
    let mut signatures = Vec::new();
    let hex = |text: &str| Signature::parse(text.as_bytes()).ok();
    signatures.extend(hex(text).map(|signature| (signature, None)));
    let loose: String = text
        .chars()
        .filter(|ch| !ch.is_ascii_whitespace() && !":-".contains(*ch))
        .collect();
    if loose.len() < text.len() {
        let mistake = Mistake::new("separators", Phrase::new("mistake.separators-removed"));
        signatures.extend(hex(&loose).map(|signature| (signature, Some(mistake))));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        signatures.extend(hex(digits).map(|signature| (signature, Some(prefix_mistake("0x")))));
    }
    if text.len() > 64 && text.is_char_boundary(64) {
        let mistake = Mistake::new("junk", Phrase::new("mistake.tail-removed"));
        signatures.extend(hex(&text[..64]).map(|signature| (signature, Some(mistake))));
    }
    let decoded = [&STANDARD, &URL_SAFE, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD]
        .iter()
        .find_map(|engine| engine.decode(text).ok());
    if let Some(decoded) = decoded {
        let plain = <[u8; 32]>::try_from(&*decoded).map(Signature::from_bytes);
        let mistake = Mistake::new("base64", Phrase::new("mistake.base64"));
        signatures.extend(plain.ok().map(|signature| (signature, Some(mistake))));
        let mistake = Mistake::new("base64_of_hex", Phrase::new("mistake.base64-of-hex"));
        let digits = Signature::parse(&decoded).ok();
        signatures.extend(digits.map(|signature| (signature, Some(mistake))));
    }
    signatures
}
