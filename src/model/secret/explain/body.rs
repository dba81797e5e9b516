//! Variants of a body: the changes that shells, editors, frameworks and parsers make.
use super::Mistake;
use super::json_style::JsonStyle;
use super::serialise;
use crate::model::json::tree::{JsonDocument, JsonNode};
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

fn visit_one(visit: Visit, name: &'static str, description: &str, body: &[u8]) -> ControlFlow<()> {
    visit(&[Mistake::new(name, description)], body)
}

/// Newlines, byte order mark and white space at the start and the end.
fn start_and_end(body: &[u8], visit: Visit) -> ControlFlow<()> {
    let add = [
        ("newline_added", "a newline (LF) is added to the body", "\n"),
        (
            "crlf_added",
            "a newline (CRLF) is added to the body",
            "\r\n",
        ),
    ];
    for (name, description, line_end) in add {
        visit_one(
            visit,
            name,
            description,
            &[body, line_end.as_bytes()].concat(),
        )?;
    }
    if let Some(rest) = body.strip_suffix(b"\n") {
        let rest = rest.strip_suffix(b"\r").unwrap_or(rest);
        let description = "the newline at the end of the body is left out";
        visit_one(visit, "newline_removed", description, rest)?;
    }
    match body.strip_prefix(BOM) {
        Some(rest) => {
            let description = "the byte order mark before the body is left out";
            visit_one(visit, "bom_removed", description, rest)?;
        }
        None => {
            let description = "a byte order mark is put before the body";
            visit_one(visit, "bom_added", description, &[BOM, body].concat())?;
        }
    }
    let description = "the white space around the body is left out";
    visit_one(visit, "trimmed", description, body.trim_ascii())
}

fn line_ends(body: &[u8], visit: Visit) -> ControlFlow<()> {
    let mut lf = Vec::with_capacity(body.len());
    for (index, &byte) in body.iter().enumerate() {
        if byte != b'\r' || body.get(index + 1) != Some(&b'\n') {
            lf.push(byte);
        }
    }
    visit_one(visit, "crlf_to_lf", "each CRLF in the body becomes LF", &lf)?;
    let mut crlf = Vec::with_capacity(body.len() + body.len() / 16);
    for &byte in &lf {
        if byte == b'\n' {
            crlf.push(b'\r');
        }
        crlf.push(byte);
    }
    visit_one(
        visit,
        "lf_to_crlf",
        "each LF in the body becomes CRLF",
        &crlf,
    )
}

/// Bodies that remain after a framework has consumed the original.
fn consumed(visit: Visit) -> ControlFlow<()> {
    visit_one(visit, "empty_body", "the body is empty", b"")?;
    let description =
        "the body is the text `[object Object]`, which JavaScript makes of a parsed one";
    visit_one(visit, "object_object", description, b"[object Object]")
}

/// JSON parsed and reserialised, without and with a final newline, which `jq` and `console.log` add.
fn json(value: JsonNode<'_>, visit: Visit) -> ControlFlow<()> {
    for style in JsonStyle::all() {
        let Some(mut text) = serialise::serialise(value, &style) else {
            continue;
        };
        let description = format!("the JSON is parsed and written again ({style})");
        let rewritten = Mistake::new("json_rewritten", description);
        visit(std::slice::from_ref(&rewritten), text.as_bytes())?;
        text.push('\n');
        let newline = Mistake::new("newline_added", "a newline (LF) is added to it");
        visit(&[rewritten, newline], text.as_bytes())?;
    }
    ControlFlow::Continue(())
}

/// URL decoding and Unicode normalisation.
fn decodings(body: &[u8], visit: Visit) -> ControlFlow<()> {
    if body.contains(&b'%') || body.contains(&b'+') {
        let decoded: Vec<u8> = percent_decode(body).collect();
        visit_one(visit, "url_decoded", "the body is URL-decoded", &decoded)?;
        let spaced: Vec<u8> = body
            .iter()
            .map(|&byte| if byte == b'+' { b' ' } else { byte })
            .collect();
        let decoded: Vec<u8> = percent_decode(&spaced).collect();
        let description = "the body is URL-decoded (`+` is a space)";
        visit_one(visit, "url_decoded", description, &decoded)?;
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return ControlFlow::Continue(());
    };
    if !text.is_ascii() {
        let composed: String = text.nfc().collect();
        let description = "the body's text is composed (NFC)";
        visit_one(visit, "nfc", description, composed.as_bytes())?;
        let decomposed: String = text.nfd().collect();
        let description = "the body's text is decomposed (NFD)";
        visit_one(visit, "nfd", description, decomposed.as_bytes())?;
    }
    ControlFlow::Continue(())
}
