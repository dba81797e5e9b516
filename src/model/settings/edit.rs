//! Sets and removes one key of a settings file, and leaves every other byte as it is.
use crate::error::{Error, Result};
use crate::model::json::edit::{PayloadEdit, ValuePath};
use crate::model::json::tree::{JsonDocument, JsonNode};
use serde_json::Value;
use std::ops::Range;

/// Spaces by which a key stands right of its object in a new file.
const INDENT: usize = 2;

/// Returns the JSON text with the value of `path`, an object's key in others, set. Missing objects are added. An empty text
/// is an empty object.
///
/// # Errors
/// Fails if the text is no JSON object, or if what is above the key is no object.
pub fn set(text: &[u8], path: &[String], value: &Value) -> Result<Vec<u8>> {
    if text.iter().all(u8::is_ascii_whitespace) {
        return set(b"{}\n", path, value);
    }
    let document = parse(text)?;
    let mut node = document.root();
    let mut depth = 0;
    while let Some(inner) = path.get(depth).and_then(|key| node.member(key)) {
        node = inner;
        depth += 1;
    }
    let (span, new) = match path.get(depth) {
        None => (node.span(), value_text(value, line_indent(text, node))),
        Some(_) if !node.is_object() => {
            let above = path[..depth].join(".");
            return Err(Error::unknown(format!(
                "`{above}` is no object in that file"
            )));
        }
        Some(key) => {
            let inner = path[depth + 1..].iter().rev();
            let value = inner.fold(value.clone(), |value, key| {
                Value::Object([(key.clone(), value)].into_iter().collect())
            });
            insertion(text, node, key, &value)
        }
    };
    Ok(document.replace(span, &new))
}

/// Returns the JSON text without the key at `path`; `None` if it is not there.
///
/// # Errors
/// Fails if the text is no JSON object.
pub fn unset(text: &[u8], path: &[String]) -> Result<Option<Vec<u8>>> {
    let document = parse(text)?;
    let found = path
        .iter()
        .try_fold(document.root(), |node, key| node.member(key));
    match found {
        Some(_) => PayloadEdit::Unset(ValuePath::of_keys(path))
            .apply(text)
            .map(Some),
        None => Ok(None),
    }
}

fn parse(text: &[u8]) -> Result<JsonDocument<'_>> {
    let document = JsonDocument::parse_bounded(text);
    document
        .filter(|document| document.root().is_object())
        .ok_or_else(|| Error::unknown("the file holds no JSON object"))
}

/// Returns where a new key goes, and its text, in the layout of what is there.
fn insertion(
    text: &[u8],
    object: JsonNode<'_>,
    key: &str,
    value: &Value,
) -> (Range<usize>, String) {
    let key = Value::from(key);
    let Some(last) = object.children().last() else {
        let indent = line_indent(text, object);
        let inner = " ".repeat(indent + INDENT);
        let value = value_text(value, indent + INDENT);
        let outer = " ".repeat(indent);
        return (
            object.span(),
            format!("{{\n{inner}{key}: {value}\n{outer}}}"),
        );
    };
    let end = last.span().end;
    let first = object.children().next().unwrap_or(last);
    let key_start = first.key_span().unwrap_or(first.span()).start;
    let gap = &text[object.span().start + 1..key_start];
    match gap.contains(&b'\n') {
        true => {
            let gap = String::from_utf8_lossy(gap).into_owned();
            let value = value_text(value, line_indent(text, first));
            (end..end, format!(",{gap}{key}: {value}"))
        }
        false => (end..end, format!(", {key}: {value}")),
    }
}

/// Returns a value over as many lines as it takes, its last bracket indented like its first line.
fn value_text(value: &Value, indent: usize) -> String {
    let is_short = !value.is_object() && value.to_string().len() < 80;
    match is_short {
        true => value.to_string(),
        false => format!("{value:#}").replace('\n', &format!("\n{}", " ".repeat(indent))),
    }
}

/// Returns the count of the blanks at the beginning of the line on which a value, or its key, begins.
fn line_indent(text: &[u8], node: JsonNode<'_>) -> usize {
    let start = node.key_span().unwrap_or(node.span()).start;
    let line = text[..start].iter().rposition(|byte| *byte == b'\n');
    let line = &text[line.map_or(0, |end| end + 1)..start];
    line.iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<String> {
        text.split('.').map(str::to_owned).collect()
    }

    fn after(text: &str, key: &str, value: Value) -> String {
        let bytes = set(text.as_bytes(), &path(key), &value).expect("set");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn setting_a_key_leaves_every_other_byte() {
        let odd = "{ \"bot\" :\t\"b\\u0061\",\r\n  \"room\": 1.0e0 }";
        assert_eq!(
            after(odd, "bot", "x".into()),
            "{ \"bot\" :\t\"x\",\r\n  \"room\": 1.0e0 }"
        );
        assert_eq!(
            after(odd, "callback", 3.into()),
            "{ \"bot\" :\t\"b\\u0061\",\r\n  \"room\": 1.0e0, \"callback\": 3 }"
        );
        let lines = "{\n    \"bot\": \"a\"\n}\n";
        assert_eq!(
            after(lines, "room", 2.into()),
            "{\n    \"bot\": \"a\",\n    \"room\": 2\n}\n"
        );
        assert_eq!(
            after(lines, "profiles.stage.api_base", "u".into()),
            "{\n    \"bot\": \"a\",\n    \"profiles\": {\n      \"stage\": {\n        \"api_base\": \"u\"\n      }\n    }\n}\n"
        );
        assert_eq!(after("", "bot", "a".into()), "{\n  \"bot\": \"a\"\n}\n");
        assert!(set(b"{\"bot\": 1}", &path("bot.x"), &1.into()).is_err());
        assert!(set(b"[1]", &path("bot"), &1.into()).is_err());
    }

    #[test]
    fn removing_a_key_leaves_every_other_byte() {
        let removed = |text: &str, key: &str| {
            let bytes = unset(text.as_bytes(), &path(key)).expect("object");
            bytes.map(|bytes| String::from_utf8(bytes).expect("text"))
        };
        let lines = "{\n  \"bot\": \"a\",\n  \"room\":  2\n}\n";
        assert_eq!(
            removed(lines, "bot").as_deref(),
            Some("{\n  \"room\":  2\n}\n")
        );
        assert_eq!(
            removed(lines, "room").as_deref(),
            Some("{\n  \"bot\": \"a\"\n}\n")
        );
        assert_eq!(removed(lines, "callback"), None);
    }
}
