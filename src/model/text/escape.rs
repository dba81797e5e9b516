//! What strangers wrote, made safe for a terminal.
//!
//! Chat payloads are written by anybody. Control characters, bidirectional overrides and invisible
//! characters become visible escapes (`\x1b`, `\u{202e}`), so that they can neither move the cursor nor
//! hide text. Joiners that emoji and scripts need (U+200C, U+200D) stay.
use std::fmt;

/// Text that a terminal may see. Made only by the functions of this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escaped(String);

impl fmt::Display for Escaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Escaped {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// One line: newlines and tabs are escaped too.
pub fn line(text: &str) -> Escaped {
    Escaped(escape_text(text, |_| false))
}

/// Several lines: newlines and tabs stay.
pub fn lines(text: &str) -> Escaped {
    Escaped(escape_text(text, |ch| matches!(ch, '\n' | '\t')))
}

/// Bytes as several lines; what is not UTF-8 is shown as `\xNN`.
pub fn bytes(bytes: &[u8]) -> Escaped {
    escape_bytes(bytes, lines)
}

/// Bytes as one line; what is not UTF-8 is shown as `\xNN`.
pub fn line_of_bytes(bytes: &[u8]) -> Escaped {
    escape_bytes(bytes, line)
}

fn escape_bytes(bytes: &[u8], escape: impl Fn(&str) -> Escaped) -> Escaped {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(escape(chunk.valid()).as_ref());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    Escaped(text)
}

fn escape_text(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            _ if is_kept(ch) => safe.push(ch),
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            '\0'..='\x1f' | '\x7f' => safe.push_str(&format!("\\x{:02x}", ch as u32)),
            _ if is_deceptive(ch) => safe.push_str(&format!("\\u{{{:x}}}", ch as u32)),
            _ => safe.push(ch),
        }
    }
    safe
}

/// C1 controls, bidirectional controls, invisible characters, tags and what is no character at all.
fn is_deceptive(ch: char) -> bool {
    matches!(ch,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e007f}')
}
