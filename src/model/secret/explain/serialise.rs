//! Serialises JSON like JavaScript, Python, PHP, Go and Java.
use super::json_style::{ExtraEscapes, JsonLayout, JsonStyle, NumberFormat};
use crate::model::json::tree::{JsonKind, JsonNode};
use std::fmt::Write;

/// Maximum output in bytes: indentation can turn deeply nested untrusted input into gigabytes.
const MAX_OUTPUT_BYTES: usize = 8 << 20;

/// Serialises a value in this style. `None` if the text would exceed [`MAX_OUTPUT_BYTES`].
pub(super) fn serialise(value: JsonNode<'_>, style: &JsonStyle) -> Option<String> {
    let mut text = String::new();
    write_value(value, style, 0, &mut text);
    (text.len() <= MAX_OUTPUT_BYTES).then_some(text)
}

fn write_value(value: JsonNode<'_>, style: &JsonStyle, depth: usize, text: &mut String) {
    match value.kind() {
        JsonKind::Null | JsonKind::Bool => text.push_str(value.raw()),
        JsonKind::Number => write_number(value.raw(), style.numbers, text),
        JsonKind::Text => write_string(value.text().unwrap_or_default(), style, text),
        JsonKind::List => {
            let elements: Vec<_> = value.elements().collect();
            write_block(
                ('[', ']'),
                &elements,
                style,
                depth,
                text,
                |element, text| {
                    write_value(*element, style, depth + 1, text);
                },
            );
        }
        JsonKind::Object => {
            let members = ordered_members(value, style);
            let colon = match style.layout {
                JsonLayout::Compact => ":",
                _ => ": ",
            };
            write_block(
                ('{', '}'),
                &members,
                style,
                depth,
                text,
                |(key, value), text| {
                    write_string(key, style, text);
                    text.push_str(colon);
                    write_value(*value, style, depth + 1, text);
                },
            );
        }
    }
}

/// Writes brackets, commas and line breaks around items.
fn write_block<T>(
    brackets: (char, char),
    items: &[T],
    style: &JsonStyle,
    depth: usize,
    text: &mut String,
    write: impl Fn(&T, &mut String),
) {
    let line = |depth: usize, text: &mut String| {
        if let (JsonLayout::Indented(by), false) = (style.layout, items.is_empty()) {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', by * depth));
        }
    };
    text.push(brackets.0);
    for (index, item) in items.iter().enumerate() {
        if text.len() > MAX_OUTPUT_BYTES {
            return;
        }
        if index > 0 {
            text.push_str(if style.layout == JsonLayout::Spaced {
                ", "
            } else {
                ","
            });
        }
        line(depth + 1, text);
        write(item, text);
    }
    line(depth, text);
    text.push(brackets.1);
}

fn ordered_members<'a>(object: JsonNode<'a>, style: &JsonStyle) -> Vec<(&'a str, JsonNode<'a>)> {
    let mut ordered = object.unique_members();
    if style.sort_keys {
        ordered.sort_by_key(|(key, _)| *key);
    }
    if style.numbers == NumberFormat::JavaScript {
        // The sort is stable: other keys keep their order after the indexes.
        ordered.sort_by_key(|(key, _)| array_index(key).unwrap_or(u32::MAX));
    }
    ordered
}

/// Returns the array index that JavaScript sees in a key.
fn array_index(key: &str) -> Option<u32> {
    let index: u32 = key.parse().ok()?;
    (index != u32::MAX && index.to_string() == key).then_some(index)
}

fn write_string(content: &str, style: &JsonStyle, text: &mut String) {
    text.push('"');
    for ch in content.chars() {
        match ch {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '/' if style.escape_slash => text.push_str("\\/"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '\0'..='\x1f' if style.extra_escapes == ExtraEscapes::Jackson => {
                // Writing to a String cannot fail.
                let _ = write!(text, "\\u{:04X}", u32::from(ch));
            }
            '\0'..='\x1f' => write_unicode_escape(ch, text),
            // Python escapes U+007F, PHP does not.
            '\x7f' if style.escape_slash => text.push(ch),
            _ if style.escape_non_ascii && !matches!(ch, ' '..='~') => {
                write_unicode_escape(ch, text)
            }
            _ if is_escaped_for_html(ch, style.extra_escapes) => write_unicode_escape(ch, text),
            _ => text.push(ch),
        }
    }
    text.push('"');
}

/// Returns whether a serialiser escapes the character so that the text is safe within HTML.
fn is_escaped_for_html(ch: char, escapes: ExtraEscapes) -> bool {
    match escapes {
        ExtraEscapes::None | ExtraEscapes::Jackson => false,
        ExtraEscapes::Go => "<>&\u{2028}\u{2029}".contains(ch),
        ExtraEscapes::Gson => "<>&='\u{2028}\u{2029}".contains(ch),
    }
}

/// Writes `\uXXXX` in lower case, two of them beyond U+FFFF.
fn write_unicode_escape(ch: char, text: &mut String) {
    for unit in ch.encode_utf16(&mut [0; 2]) {
        // Writing to a String cannot fail.
        let _ = write!(text, "\\u{unit:04x}");
    }
}

fn write_number(literal: &str, numbers: NumberFormat, text: &mut String) {
    let is_integer = !literal.contains(['.', 'e', 'E']);
    let value: f64 = literal.parse().unwrap_or(f64::NAN);
    match numbers {
        NumberFormat::Python if literal == "-0" => text.push('0'),
        NumberFormat::Python if is_integer => text.push_str(literal),
        NumberFormat::Python if value.is_infinite() => {
            text.push_str(if value < 0.0 { "-Infinity" } else { "Infinity" });
        }
        NumberFormat::Python => write_float(value, -4..16, text),
        NumberFormat::Java => write_double(value, text),
        NumberFormat::JavaScript if !value.is_finite() => text.push_str("null"),
        NumberFormat::JavaScript if value == 0.0 => text.push('0'),
        NumberFormat::JavaScript => write_float(value, -6..21, text),
    }
}

/// Writes a number as Java's `Double.toString`: without exponent from 0.001 to 10,000,000.
fn write_double(value: f64, text: &mut String) {
    let scientific = format!("{value:E}");
    let (mantissa, exponent) = scientific.split_once('E').unwrap_or((&scientific, "0"));
    let is_plain = value == 0.0 || (1e-3..1e7).contains(&value.abs());
    let (digits, exponent) = match is_plain {
        true => (value.to_string(), String::new()),
        false => (mantissa.to_owned(), format!("E{exponent}")),
    };
    let fraction = if digits.contains('.') { "" } else { ".0" };
    // Writing to a String cannot fail.
    let _ = write!(text, "{digits}{fraction}{exponent}");
}

/// Writes the shortest digits of this number, without exponent if the decimal exponent is in `plain`. Python, whose
/// range ends at 16, always writes a fraction and at least two digits of exponent.
fn write_float(value: f64, plain: std::ops::Range<i32>, text: &mut String) {
    let is_python = plain.end == 16;
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if plain.contains(&exponent) {
        // Rust also writes the shortest digits, and never an exponent.
        let _ = write!(text, "{value}");
        if is_python && value.fract() == 0.0 {
            text.push_str(".0");
        }
        return;
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    let width = if is_python { 2 } else { 1 };
    let _ = write!(text, "{mantissa}e{sign}{:0width$}", exponent.abs());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outputs of node 20 (`JSON.stringify(JSON.parse(x))`) and CPython 3.11 (`json.dumps(json.loads(x))`).
    #[test]
    fn numbers_are_written_like_other_serialisers() {
        for (literal, javascript, python) in [
            ("1", "1", "1"),
            ("-0", "0", "0"),
            ("1.0", "1", "1.0"),
            ("-0.0", "0", "-0.0"),
            ("1e2", "100", "100.0"),
            ("0.1", "0.1", "0.1"),
            ("1E-7", "1e-7", "1e-07"),
            ("0.000001", "0.000001", "1e-06"),
            ("0.0001", "0.0001", "0.0001"),
            ("1e15", "1000000000000000", "1000000000000000.0"),
            ("1e16", "10000000000000000", "1e+16"),
            ("1e21", "1e+21", "1e+21"),
            ("123456789e15", "1.23456789e+23", "1.23456789e+23"),
            (
                "12345678901234567890",
                "12345678901234567000",
                "12345678901234567890",
            ),
            ("1e400", "null", "Infinity"),
        ] {
            for (numbers, expected) in [
                (NumberFormat::JavaScript, javascript),
                (NumberFormat::Python, python),
            ] {
                let mut text = String::new();
                write_number(literal, numbers, &mut text);
                assert_eq!(text, expected, "{literal} {numbers:?}");
            }
        }
    }
}
