//! Values in the texts of `.chat` files: `{name}`, `{env:NAME}`, and `{{name}}` for the text `{name}`.

/// Part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePart<'a> {
    Literal(&'a str),
    Value {
        /// `name` or `env:NAME`.
        name: &'a str,
        /// Where its brace stands in the text, in bytes.
        offset: usize,
    },
}

/// Prefix of the name of an environment variable.
pub const ENVIRONMENT: &str = "env:";

/// Splits a text into its parts.
pub fn parts(text: &str) -> Vec<TemplatePart<'_>> {
    let mut parts = Vec::new();
    let mut literal = 0;
    let mut next = 0;
    while let Some(found) = text[next..].find('{') {
        let start = next + found;
        let Some(braced) = Braced::read(&text[start..]) else {
            next = start + leading(&text[start..], '{');
            continue;
        };
        let (name_start, name_end) = (start + braced.opening, start + braced.name_end);
        let end = name_end + braced.closing;
        if braced.opening.min(braced.closing) > 1 {
            // Takes one brace of each side away.
            parts.push(TemplatePart::Literal(&text[literal..start]));
            parts.push(TemplatePart::Literal(&text[start + 1..end - 1]));
            (literal, next) = (end, end);
            continue;
        }
        parts.push(TemplatePart::Literal(&text[literal..name_start - 1]));
        parts.push(TemplatePart::Value {
            name: &text[name_start..name_end],
            offset: name_start - 1,
        });
        literal = name_end + 1;
        next = end;
    }
    parts.push(TemplatePart::Literal(&text[literal..]));
    parts.retain(|part| *part != TemplatePart::Literal(""));
    parts
}

/// Returns the names of the values in a text, with their offsets in bytes.
pub fn names(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let names = parts(text).into_iter().filter_map(|part| match part {
        TemplatePart::Value { name, offset } => Some((name, offset)),
        TemplatePart::Literal(_) => None,
    });
    names.collect::<Vec<_>>().into_iter()
}

/// Replaces the values. `literal` and `value` write the parts; fails with the name of a value that is not known.
pub fn fill<'a>(
    text: &'a str,
    mut literal: impl FnMut(&mut String, &'a str),
    mut value: impl FnMut(&mut String, &'a str) -> Option<()>,
) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            TemplatePart::Literal(text) => literal(&mut filled, text),
            TemplatePart::Value { name, .. } => {
                value(&mut filled, name).ok_or_else(|| name.to_owned())?;
            }
        }
    }
    Ok(filled)
}

/// Writes a text so that it has no values: doubles the braces around what looks like one.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        escaped.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = match Braced::read(rest) {
            Some(braced) => {
                let end = braced.name_end + braced.closing;
                escaped.push_str(&format!("{{{}}}", &rest[..end]));
                end
            }
            None => {
                let end = leading(rest, '{');
                escaped.push_str(&rest[..end]);
                end
            }
        };
        rest = &rest[end..];
    }
    escaped + rest
}

/// A name between braces at the beginning of a text.
struct Braced {
    /// Number of opening braces.
    opening: usize,
    /// Offset behind the name, in bytes.
    name_end: usize,
    /// Number of closing braces.
    closing: usize,
}

impl Braced {
    /// Returns `None` if the text does not begin with braces around a name.
    fn read(text: &str) -> Option<Self> {
        let opening = leading(text, '{');
        let name = name_length(&text[opening..])?;
        let name_end = opening + name;
        let closing = leading(&text[name_end..], '}');
        (closing > 0).then_some(Self {
            opening,
            name_end,
            closing,
        })
    }
}

/// Counts how often the text begins with this ASCII character.
fn leading(text: &str, ch: char) -> usize {
    text.len() - text.trim_start_matches(ch).len()
}

/// Returns the length of a value's name in bytes; `None` if the text begins with none.
fn name_length(text: &str) -> Option<usize> {
    let prefix = if text.starts_with(ENVIRONMENT) {
        ENVIRONMENT.len()
    } else {
        0
    };
    let name = &text[prefix..];
    let is_start = |ch: char| ch.is_alphabetic() || ch == '_';
    if !name.starts_with(is_start) {
        return None;
    }
    let end = name.find(|ch: char| !ch.is_alphanumeric() && ch != '_');
    Some(prefix + end.unwrap_or(name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, String> {
        let value = |filled: &mut String, name: &str| {
            filled.push_str(&format!("<{name}>"));
            (name != "no").then_some(())
        };
        fill(text, String::push_str, value)
    }

    #[test]
    fn values_are_filled_and_other_braces_stay() {
        for (text, expected) in [
            ("", ""),
            ("{id}번", "<id>번"),
            ("{a}{env:B_2}", "<a><env:B_2>"),
            ("{이름}님", "<이름>님"),
            ("{{id}}", "{id}"),
            ("{{{id}}}", "{{id}}"),
            ("{{id}", "{<id>"),
            ("{id}}", "<id>}"),
            (r#"{"a":1}"#, r#"{"a":1}"#),
            ("{ id }", "{ id }"),
            (r"\d{2,3}", r"\d{2,3}"),
            ("{", "{"),
            ("{{", "{{"),
            ("{id", "{id"),
            ("{}", "{}"),
            ("{env:}", "{env:}"),
            ("{env:1}", "{env:1}"),
            ("{{a}}{b}", "{a}<b>"),
        ] {
            assert_eq!(filled(text), Ok(expected.to_owned()), "{text}");
        }
        assert_eq!(filled("a {no} b"), Err("no".to_owned()));
    }

    #[test]
    fn escaped_text_means_itself() {
        for text in [
            "{id}",
            "{{id}}",
            "{{{a}",
            "{a}}b}",
            "{",
            "{{",
            "{a",
            "{a}{b}",
            "}{",
            "{{{{env:A}",
        ] {
            assert_eq!(filled(&escape(text)), Ok(text.to_owned()), "{text}");
        }
    }
}
