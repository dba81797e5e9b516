//! The body as it is changed on its way through shells, editors, frameworks and parsers.
use super::Change;
use super::style::Style;
use super::write;
use crate::model::json::tree::Tree;
use percent_encoding::percent_decode;
use std::ops::ControlFlow;
use unicode_normalization::UnicodeNormalization;

/// Larger bodies are not parsed and written again.
const JSON_LIMIT: usize = 1 << 20;
/// Larger bodies are not rewritten letter by letter either.
const TEXT_LIMIT: usize = 8 << 20;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Takes the changes that were made and the body that they give.
type Visit<'a> = &'a mut dyn FnMut(&[Change], &[u8]) -> ControlFlow<()>;

/// Visits every variant, the likeliest first. One is made at a time: a body may be large.
pub(super) fn variants(body: &[u8], visit: Visit) -> ControlFlow<()> {
    ends(body, visit)?;
    if body.len() <= TEXT_LIMIT {
        line_ends(body, visit)?;
    }
    swallowed(visit)?;
    if body.len() <= JSON_LIMIT
        && let Some(tree) = Tree::parse(body)
    {
        json(&tree, visit)?;
    }
    if body.len() <= TEXT_LIMIT {
        texts(body, visit)?;
    }
    ControlFlow::Continue(())
}

fn one(visit: Visit, name: &'static str, words: &str, body: &[u8]) -> ControlFlow<()> {
    visit(&[Change::new(name, words)], body)
}

/// What stands before and behind.
fn ends(body: &[u8], visit: Visit) -> ControlFlow<()> {
    let add = [
        ("newline_added", "a newline (LF) is added to the body", "\n"),
        (
            "crlf_added",
            "a newline (CRLF) is added to the body",
            "\r\n",
        ),
    ];
    for (name, words, end) in add {
        one(visit, name, words, &[body, end.as_bytes()].concat())?;
    }
    if let Some(rest) = body.strip_suffix(b"\n") {
        let rest = rest.strip_suffix(b"\r").unwrap_or(rest);
        let words = "the newline at the end of the body is left out";
        one(visit, "newline_removed", words, rest)?;
    }
    match body.strip_prefix(BOM) {
        Some(rest) => {
            let words = "the byte order mark before the body is left out";
            one(visit, "bom_removed", words, rest)?;
        }
        None => {
            let words = "a byte order mark is put before the body";
            one(visit, "bom_added", words, &[BOM, body].concat())?;
        }
    }
    let words = "the white space around the body is left out";
    one(visit, "trimmed", words, body.trim_ascii())
}

fn line_ends(body: &[u8], visit: Visit) -> ControlFlow<()> {
    let mut lf = Vec::with_capacity(body.len());
    for (at, &byte) in body.iter().enumerate() {
        if byte != b'\r' || body.get(at + 1) != Some(&b'\n') {
            lf.push(byte);
        }
    }
    one(visit, "crlf_to_lf", "each CRLF in the body becomes LF", &lf)?;
    let mut crlf = Vec::with_capacity(body.len() + body.len() / 16);
    for &byte in &lf {
        if byte == b'\n' {
            crlf.push(b'\r');
        }
        crlf.push(byte);
    }
    one(
        visit,
        "lf_to_crlf",
        "each LF in the body becomes CRLF",
        &crlf,
    )
}

/// What is left when a framework has read the body before.
fn swallowed(visit: Visit) -> ControlFlow<()> {
    one(visit, "empty_body", "the body is empty", b"")?;
    let words = "the body is the text `[object Object]`, which JavaScript makes of a parsed one";
    one(visit, "object_object", words, b"[object Object]")
}

/// Parsed and written again, without and with a newline, as `jq` and `console.log` write one.
fn json(tree: &Tree, visit: Visit) -> ControlFlow<()> {
    for style in Style::all() {
        let Some(mut text) = write::text(tree, &style) else {
            continue;
        };
        let words = format!("the JSON is parsed and written again ({style})");
        let rewritten = Change::new("json_rewritten", words);
        visit(std::slice::from_ref(&rewritten), text.as_bytes())?;
        text.push('\n');
        let newline = Change::new("newline_added", "a newline (LF) is added to it");
        visit(&[rewritten, newline], text.as_bytes())?;
    }
    ControlFlow::Continue(())
}

/// Decoded, composed, decomposed.
fn texts(body: &[u8], visit: Visit) -> ControlFlow<()> {
    if body.contains(&b'%') || body.contains(&b'+') {
        let decoded: Vec<u8> = percent_decode(body).collect();
        one(visit, "url_decoded", "the body is URL-decoded", &decoded)?;
        let spaced: Vec<u8> = body
            .iter()
            .map(|&byte| if byte == b'+' { b' ' } else { byte })
            .collect();
        let decoded: Vec<u8> = percent_decode(&spaced).collect();
        let words = "the body is URL-decoded (`+` is a space)";
        one(visit, "url_decoded", words, &decoded)?;
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return ControlFlow::Continue(());
    };
    if !text.is_ascii() {
        let composed: String = text.nfc().collect();
        let words = "the body's text is composed (NFC)";
        one(visit, "nfc", words, composed.as_bytes())?;
        let decomposed: String = text.nfd().collect();
        let words = "the body's text is decomposed (NFD)";
        one(visit, "nfd", words, decomposed.as_bytes())?;
    }
    ControlFlow::Continue(())
}
