//! The body as it is changed on its way through shells, editors, frameworks and parsers.
use super::Mistake;
use super::json_style::JsonStyle;
use super::serialise;
use crate::model::json::tree::JsonTree;
use percent_encoding::percent_decode;
use std::ops::ControlFlow;
use unicode_normalization::UnicodeNormalization;

/// Larger bodies are not parsed and written again.
const MAX_JSON_BYTES: usize = 1 << 20;
/// Larger bodies are not rewritten letter by letter either.
const MAX_TEXT_BYTES: usize = 8 << 20;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Takes the changes that were made and the body that they give.
type Visit<'a> = &'a mut dyn FnMut(&[Mistake], &[u8]) -> ControlFlow<()>;

/// Visits every variant, the likeliest first. One is made at a time: a body may be large.
pub(super) fn variants(body: &[u8], visit: Visit) -> ControlFlow<()> {
    start_and_end(body, visit)?;
    if body.len() <= MAX_TEXT_BYTES {
        line_ends(body, visit)?;
    }
    consumed(visit)?;
    if body.len() <= MAX_JSON_BYTES
        && let Some(tree) = JsonTree::parse(body)
    {
        json(&tree, visit)?;
    }
    if body.len() <= MAX_TEXT_BYTES {
        decodings(body, visit)?;
    }
    ControlFlow::Continue(())
}

fn visit_one(visit: Visit, name: &'static str, words: &str, body: &[u8]) -> ControlFlow<()> {
    visit(&[Mistake::new(name, words)], body)
}

/// What stands before and behind.
fn start_and_end(body: &[u8], visit: Visit) -> ControlFlow<()> {
    let add = [
        ("newline_added", "a newline (LF) is added to the body", "\n"),
        (
            "crlf_added",
            "a newline (CRLF) is added to the body",
            "\r\n",
        ),
    ];
    for (name, words, end) in add {
        visit_one(visit, name, words, &[body, end.as_bytes()].concat())?;
    }
    if let Some(rest) = body.strip_suffix(b"\n") {
        let rest = rest.strip_suffix(b"\r").unwrap_or(rest);
        let words = "the newline at the end of the body is left out";
        visit_one(visit, "newline_removed", words, rest)?;
    }
    match body.strip_prefix(BOM) {
        Some(rest) => {
            let words = "the byte order mark before the body is left out";
            visit_one(visit, "bom_removed", words, rest)?;
        }
        None => {
            let words = "a byte order mark is put before the body";
            visit_one(visit, "bom_added", words, &[BOM, body].concat())?;
        }
    }
    let words = "the white space around the body is left out";
    visit_one(visit, "trimmed", words, body.trim_ascii())
}

fn line_ends(body: &[u8], visit: Visit) -> ControlFlow<()> {
    let mut lf = Vec::with_capacity(body.len());
    for (at, &byte) in body.iter().enumerate() {
        if byte != b'\r' || body.get(at + 1) != Some(&b'\n') {
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

/// What is left when a framework has read the body before.
fn consumed(visit: Visit) -> ControlFlow<()> {
    visit_one(visit, "empty_body", "the body is empty", b"")?;
    let words = "the body is the text `[object Object]`, which JavaScript makes of a parsed one";
    visit_one(visit, "object_object", words, b"[object Object]")
}

/// Parsed and written again, without and with a newline, as `jq` and `console.log` write one.
fn json(tree: &JsonTree, visit: Visit) -> ControlFlow<()> {
    for style in JsonStyle::all() {
        let Some(mut text) = serialise::serialise(tree, &style) else {
            continue;
        };
        let words = format!("the JSON is parsed and written again ({style})");
        let rewritten = Mistake::new("json_rewritten", words);
        visit(std::slice::from_ref(&rewritten), text.as_bytes())?;
        text.push('\n');
        let newline = Mistake::new("newline_added", "a newline (LF) is added to it");
        visit(&[rewritten, newline], text.as_bytes())?;
    }
    ControlFlow::Continue(())
}

/// Decoded, composed, decomposed.
fn decodings(body: &[u8], visit: Visit) -> ControlFlow<()> {
    if body.contains(&b'%') || body.contains(&b'+') {
        let decoded: Vec<u8> = percent_decode(body).collect();
        visit_one(visit, "url_decoded", "the body is URL-decoded", &decoded)?;
        let spaced: Vec<u8> = body
            .iter()
            .map(|&byte| if byte == b'+' { b' ' } else { byte })
            .collect();
        let decoded: Vec<u8> = percent_decode(&spaced).collect();
        let words = "the body is URL-decoded (`+` is a space)";
        visit_one(visit, "url_decoded", words, &decoded)?;
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return ControlFlow::Continue(());
    };
    if !text.is_ascii() {
        let composed: String = text.nfc().collect();
        let words = "the body's text is composed (NFC)";
        visit_one(visit, "nfc", words, composed.as_bytes())?;
        let decomposed: String = text.nfd().collect();
        let words = "the body's text is decomposed (NFD)";
        visit_one(visit, "nfd", words, decomposed.as_bytes())?;
    }
    ControlFlow::Continue(())
}
