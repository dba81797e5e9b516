//! Where something stands in a JSON text, for people: line and column.
use super::tree::{JsonDocument, JsonNode, PathSegment};
use std::fmt;

/// A place in a text. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Location {
    pub line: usize,
    pub column: usize,
}

impl Location {
    /// Returns the place of a byte.
    pub fn of(text: &[u8], offset: usize) -> Self {
        let before = String::from_utf8_lossy(&text[..offset.min(text.len())]);
        let last = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: last.chars().count() + 1,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Returns the place of what a message is about: the first path in backticks that is in the JSON, such as
/// `profiles.stage.api_base` or `routing.bindings[0]`. A key's place is that of its name. `None` if there is none.
pub fn of_message(json: &[u8], message: &str) -> Option<Location> {
    let document = JsonDocument::parse(json)?;
    let words = message.split('`').skip(1).step_by(2);
    let offset = words.filter_map(|word| offset_of(&document, word)).next()?;
    Some(Location::of(json, offset))
}

/// Splits the message of a JSON parser, `... at line 3 column 1`, into what is wrong and where. `None` for another message.
pub fn of_syntax(message: &str) -> Option<(String, Location)> {
    let (problem, place) = message.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    let location = Location {
        line: line.parse().ok()?,
        column: column.parse::<usize>().ok()?.max(1),
    };
    Some((problem.to_owned(), location))
}

fn offset_of(document: &JsonDocument<'_>, path: &str) -> Option<usize> {
    let node = document
        .values()
        .skip(1)
        .find(|node| path_of(*node) == path)?;
    Some(node.key_span().unwrap_or(node.span()).start)
}

/// Returns the path of a value as messages write it.
fn path_of(node: JsonNode<'_>) -> String {
    let mut path = String::new();
    for segment in node.segments() {
        match segment {
            PathSegment::Key(key) if path.is_empty() => path.push_str(key),
            PathSegment::Key(key) => path.push_str(&format!(".{key}")),
            PathSegment::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_leads_to_the_key_that_it_names() {
        let json = "{\n  \"안\": 1, \"bot\": 2,\n  \"a\": {\"b\": [{\"c\": 1}]}\n}".as_bytes();
        let at = |message: &str| of_message(json, message).map(|at| (at.line, at.column));
        assert_eq!(at("`bot` is no text"), Some((2, 11)));
        assert_eq!(
            at("the key `a.b[0].c` is not known; is `bot` meant?"),
            Some((3, 16))
        );
        assert_eq!(at("`a.b[0]` names no `agent`"), Some((3, 15)));
        assert_eq!(at("`nothing` is here"), None);
    }
}
