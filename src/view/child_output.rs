//! Output lines of child programs: prefixed with the program's name on a terminal, or as JSON.
use super::escape;
use super::terminal::Styles;
use crate::model::http::body_fields;
use serde::Serialize;

/// Renders a line with the program's name as prefix. Keeps its colours if `styles` has colours, and escapes all other
/// control sequences.
pub fn line(line: &[u8], name: &str, styles: Styles) -> String {
    let prefix = format!("{} |", escape::line(name));
    format!("{} {}", styles.faint(prefix), with_colours(line, styles))
}

/// An output line as JSON: `body`, or `body_base64` if it is not UTF-8.
#[derive(Debug, Serialize)]
pub struct OutputLine<'a> {
    r#type: &'static str,
    /// The program's name.
    from: &'a str,
    stream: &'static str,
    #[serde(flatten, serialize_with = "body_fields::serialize")]
    body: Vec<u8>,
}

impl<'a> OutputLine<'a> {
    pub fn new(from: &'a str, stream: &'static str, body: Vec<u8>) -> Self {
        Self {
            r#type: "output",
            from,
            stream,
            body,
        }
    }
}

/// Keeps the colours of a line (`ESC [ 1 ; 31 m`) and escapes all other control sequences.
fn with_colours(line: &[u8], styles: Styles) -> String {
    let mut text = String::new();
    let mut is_coloured = false;
    let mut rest = line;
    while let Some(offset) = rest.windows(2).position(|pair| pair == b"\x1b[") {
        let body = &rest[offset + 2..];
        let length = body
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b';' | b':'))
            .count();
        let is_colour = body.get(length) == Some(&b'm');
        let end = if is_colour {
            offset + 2 + length + 1
        } else {
            offset + 2
        };
        let plain = if is_colour { offset } else { end };
        text.push_str(escape::bytes(&rest[..plain]).as_ref());
        if is_colour && styles.is_on() {
            is_coloured = true;
            text.push_str(&String::from_utf8_lossy(&rest[offset..end]));
        }
        rest = &rest[end..];
    }
    text.push_str(escape::bytes(rest).as_ref());
    if is_coloured {
        text.push_str("\x1b[0m");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stay_and_other_controls_are_escaped() {
        let plain = |bytes: &[u8]| line(bytes, "Echo", Styles::plain());
        assert_eq!(plain(b"a\tb"), "Echo | a\tb");
        assert_eq!(plain(b"\x1b[1;31mred\x1b[0m"), "Echo | red");
        assert_eq!(
            plain(b"\x1b[2Jgone\x1b]0;title\x07"),
            "Echo | \\x1b[2Jgone\\x1b]0;title\\x07"
        );
        assert_eq!(plain(b"\xff\x1b["), "Echo | \\xff\\x1b[");
        assert_eq!(plain("안녕\u{202e}".as_bytes()), "Echo | 안녕\\u{202e}");
    }
}
