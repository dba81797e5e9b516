//! Variants of a body: the changes that shells, editors, frameworks and parsers make.
use super::Mistake;
use super::json_style::JsonStyle;
use super::serialise;
use crate::model::json::tree::{JsonDocument, JsonNode};
use crate::model::text::phrase::Phrase;
use percent_encoding::percent_decode;
use std::ops::ControlFlow;
use unicode_normalization::UnicodeNormalization;

/// Maximum size in bytes of bodies that are parsed and reserialised.
const MAX_JSON_BYTES: usize = 1 << 20;
/// Maximum size in bytes of bodies that are rewritten character by character.
const MAX_TEXT_BYTES: usize = 8 << 20;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Receives the mistakes and the resulting body.
type Visit<'a> = &'a mut dyn FnMut(&[Mistake], &[u8]) -> ControlFlow<()>;

/// Visits every variant, the likeliest first. Creates one at a time, because a body may be large.
pub(super) fn variants(body: &[u8], visit: Visit) -> ControlFlow<()> {
    start_and_end(body, visit)?;
    if body.len() <= MAX_TEXT_BYTES {
        line_ends(body, visit)?;
    }
    consumed(visit)?;
    if body.len() <= MAX_JSON_BYTES
        && let Some(document) = JsonDocument::parse_text(body)
    {
        json(document.root(), visit)?;
    }
    if body.len() <= MAX_TEXT_BYTES {
        decodings(body, visit)?;
    }
    ControlFlow::Continue(())
}

fn visit_one(visit: Visit, name: &'static str, code: &'static str, body: &[u8]) -> ControlFlow<()> {
    visit(&[Mistake::new(name, Phrase::new(code))], body)
}

/// Newlines, byte order mark and white space at the start and the end.
fn start_and_end(body: &[u8], visit: Visit) -> ControlFlow<()> {
    let add = [
        ("newline_added", "mistake.newline-added", "\n"),
        ("crlf_added", "mistake.crlf-added", "\r\n"),
    ];
    for (name, code, line_end) in add {
        visit_one(visit, name, code, &[body, line_end.as_bytes()].concat())?;
    }
    if let Some(rest) = body.strip_suffix(b"\n") {
        let rest = rest.strip_suffix(b"\r").unwrap_or(rest);
        visit_one(visit, "newline_removed", "mistake.newline-removed", rest)?;
    }
    match body.strip_prefix(BOM) {
        Some(rest) => visit_one(visit, "bom_removed", "mistake.bom-removed", rest)?,
        None => {
            let with_bom = [BOM, body].concat();
            visit_one(visit, "bom_added", "mistake.bom-added", &with_bom)?;
        }
    }
    visit_one(visit, "trimmed", "mistake.body-trimmed", body.trim_ascii())
}

fn line_ends(body: &[u8], visit: Visit) -> ControlFlow<()> {
    let mut lf = Vec::with_capacity(body.len());
    for (index, &byte) in body.iter().enumerate() {
        if byte != b'\r' || body.get(index + 1) != Some(&b'\n') {
            lf.push(byte);
        }
    }
    visit_one(visit, "crlf_to_lf", "mistake.crlf-to-lf", &lf)?;
    let mut crlf = Vec::with_capacity(body.len() + body.len() / 16);
    for &byte in &lf {
        if byte == b'\n' {
            crlf.push(b'\r');
        }
        crlf.push(byte);
    }
    visit_one(visit, "lf_to_crlf", "mistake.lf-to-crlf", &crlf)
}

/// Bodies that remain after a framework has consumed the original.
fn consumed(visit: Visit) -> ControlFlow<()> {
    visit_one(visit, "empty_body", "mistake.body-empty", b"")?;
    let code = "mistake.object-object";
    visit_one(visit, "object_object", code, b"[object Object]")
}

/// JSON parsed and reserialised, without and with a final newline, which `jq` and `console.log` add.
fn json(value: JsonNode<'_>, visit: Visit) -> ControlFlow<()> {
    for style in JsonStyle::all() {
        let Some(mut text) = serialise::serialise(value, &style) else {
            continue;
        };
        let description = Phrase::new("mistake.rewritten").with("style", style.phrase());
        let rewritten = Mistake::new("json_rewritten", description);
        visit(std::slice::from_ref(&rewritten), text.as_bytes())?;
        text.push('\n');
        let newline = Mistake::new("newline_added", Phrase::new("style.newline"));
        visit(&[rewritten, newline], text.as_bytes())?;
    }
    ControlFlow::Continue(())
}

/// URL decoding and Unicode normalisation.
fn decodings(body: &[u8], visit: Visit) -> ControlFlow<()> {
    if body.contains(&b'%') || body.contains(&b'+') {
        let decoded: Vec<u8> = percent_decode(body).collect();
        visit_one(visit, "url_decoded", "mistake.url-decoded", &decoded)?;
        let spaced: Vec<u8> = body
            .iter()
            .map(|&byte| if byte == b'+' { b' ' } else { byte })
            .collect();
        let decoded: Vec<u8> = percent_decode(&spaced).collect();
        visit_one(visit, "url_decoded", "mistake.form-decoded", &decoded)?;
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return ControlFlow::Continue(());
    };
    if !text.is_ascii() {
        let composed: String = text.nfc().collect();
        visit_one(visit, "nfc", "mistake.nfc", composed.as_bytes())?;
        let decomposed: String = text.nfd().collect();
        visit_one(visit, "nfd", "mistake.nfd", decomposed.as_bytes())?;
    }
    ControlFlow::Continue(())
}
