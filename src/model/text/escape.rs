//! Escapes untrusted text for a terminal.
//!
//! Control characters, bidirectional overrides and invisible characters become visible escapes (`\x1b`,
//! `\u{202e}`), so that they can neither move the cursor nor hide text. The joiners U+200C and U+200D, which emoji and
//! some scripts need, are kept.
use std::fmt;

/// Text that is safe to print. Only the functions of this module create it.
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

/// Escapes a text as one line, including newlines and tabs.
pub fn line(text: &str) -> Escaped {
    Escaped(escape_text(text, |_| false))
}

/// Escapes a text as several lines: keeps newlines and tabs.
pub fn lines(text: &str) -> Escaped {
    Escaped(escape_text(text, |ch| matches!(ch, '\n' | '\t')))
}

/// Escapes bytes as several lines; bytes that are not UTF-8 become `\xNN`.
pub fn bytes(bytes: &[u8]) -> Escaped {
    escape_bytes(bytes, lines)
}

/// Escapes bytes as one line; bytes that are not UTF-8 become `\xNN`.
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

/// Returns whether a character is a C1 control, bidirectional control, invisible character, tag or noncharacter.
fn is_deceptive(ch: char) -> bool {
    matches!(ch,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e007f}')
}
