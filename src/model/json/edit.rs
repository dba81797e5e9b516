//! Changes one value of a JSON payload by its path and leaves every other byte as it is.
//!
//! A path joins keys and array indexes with dots: `message.body`, `items.0.name`. A backslash escapes a dot, an
//! equals sign or a backslash in a key. For a repeated key the path means the last value, as parsers do.
use crate::error::{Error, Result};
use crate::model::json::tree::{JsonDocument, JsonKind, JsonNode, PathSegment};
use crate::model::text::nearest::distance;
use std::fmt;
use std::ops::Range;

/// Keys and array indexes from the root down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValuePath(Vec<String>);

/// One change to a JSON payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayloadEdit {
    /// Replaces a value by one of the same type: number, boolean or string. A `null` becomes a string.
    Set(ValuePath, String),
    /// Replaces a value by any JSON.
    SetJson(ValuePath, String),
    /// Adds any JSON under a new key, or after the last element of an array.
    Add(ValuePath, String),
    /// Removes a value and its key.
    Unset(ValuePath),
}

impl ValuePath {
    /// Parses a path. Every text is valid; the empty text names the member with the empty key.
    pub fn parse(text: &str) -> Self {
        let (path, _) = split(text, None);
        path
    }

    /// Makes the path of these keys.
    pub fn of_keys(keys: &[String]) -> Self {
        Self(keys.to_vec())
    }

    /// Returns its keys and indexes, from the root down.
    pub fn parts(&self) -> &[String] {
        &self.0
    }

    /// Parses `path=value`. The first unescaped equals sign separates the two.
    ///
    /// # Errors
    /// Fails if the text has no unescaped equals sign.
    pub fn parse_assignment(text: &str) -> Result<(Self, String)> {
        match split(text, Some('=')) {
            (path, Some(value)) => Ok((path, value.to_owned())),
            (_, None) => Err(
                Error::usage(format!("`{text}` has no `=` between path and value"))
                    .hint("For example `--set message.body=hello`."),
            ),
        }
    }
}

impl fmt::Display for ValuePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            for ch in part.chars() {
                if matches!(ch, '.' | '=' | '\\') {
                    f.write_str("\\")?;
                }
                write!(f, "{ch}")?;
            }
        }
        Ok(())
    }
}

/// Splits a path at its dots, up to the first unescaped `end`. Returns the rest after `end`, or `None` without one.
fn split(text: &str, end: Option<char>) -> (ValuePath, Option<&str>) {
    let mut parts = vec![String::new()];
    let mut chars = text.char_indices();
    while let Some((offset, ch)) = chars.next() {
        let part = parts.last_mut().expect("there is always a part");
        match ch {
            '\\' => part.push(chars.next().map_or('\\', |(_, next)| next)),
            '.' => parts.push(String::new()),
            _ if Some(ch) == end => {
                return (ValuePath(parts), Some(&text[offset + ch.len_utf8()..]));
            }
            _ => part.push(ch),
        }
    }
    (ValuePath(parts), None)
}

impl PayloadEdit {
    /// Returns the payload with this change applied.
    ///
    /// # Errors
    /// Fails if the payload or a new value is not JSON, if the path to change is missing, or if the path to add exists.
    pub fn apply(&self, body: &[u8]) -> Result<Vec<u8>> {
        let Some(json) = JsonDocument::parse(body) else {
            return Err(Error::usage(
                "the payload is no JSON, so nothing in it has a path",
            ));
        };
        let (span, new) = match self {
            Self::Set(path, value) => {
                let node = find(&json, path, &path.0)?;
                (node.span(), to_json_of_same_type(node, path, value)?)
            }
            Self::SetJson(path, value) => {
                let span = find(&json, path, &path.0)?.span();
                (span, check_json(path, value)?)
            }
            Self::Add(path, value) => insertion(&json, path, check_json(path, value)?)?,
            Self::Unset(path) => {
                let node = find(&json, path, &path.0)?;
                (removal_range(body, node), String::new())
            }
        };
        Ok(json.replace(span, &new))
    }
}

/// Applies all edits in order.
///
/// # Errors
/// Fails like [`PayloadEdit::apply`], at the first edit that fails.
pub fn apply_all(body: &[u8], edits: &[PayloadEdit]) -> Result<Vec<u8>> {
    edits
        .iter()
        .try_fold(body.to_vec(), |body, edit| edit.apply(&body))
}

/// Converts `value` to JSON of the same type as `present`.
fn to_json_of_same_type(present: JsonNode<'_>, path: &ValuePath, value: &str) -> Result<String> {
    let kind = match present.kind() {
        JsonKind::Bool => "true or false",
        JsonKind::Number => "a number",
        JsonKind::Object => "an object",
        JsonKind::List => "an array",
        JsonKind::Text | JsonKind::Null => return Ok(serde_json::Value::from(value).to_string()),
    };
    let fits = matches!(
        (kind, serde_json::from_str(value)),
        ("true or false", Ok(serde_json::Value::Bool(_)))
            | ("a number", Ok(serde_json::Value::Number(_)))
    );
    if fits {
        return Ok(value.trim().to_owned());
    }
    Err(
        Error::usage(format!("`{path}` is {kind}, and `{value}` is not")).hint(format!(
            "To change the kind, write JSON: `--set-json '{path}=\"text\"'`."
        )),
    )
}

fn check_json(path: &ValuePath, value: &str) -> Result<String> {
    match serde_json::from_str::<&serde_json::value::RawValue>(value) {
        Ok(raw) => Ok(raw.get().to_owned()),
        Err(error) => Err(
            Error::usage(format!("the value for `{path}` is no JSON: {error}"))
                .hint(format!("Text wants quotes: `'{path}=\"text\"'`.")),
        ),
    }
}

/// Returns the value at `parts`, which are `path` or its beginning.
fn find<'a>(
    json: &'a JsonDocument<'a>,
    path: &ValuePath,
    parts: &[String],
) -> Result<JsonNode<'a>> {
    let child = |node: JsonNode<'a>, part: &String| match node.kind() {
        JsonKind::List => node.elements().nth(part.parse().ok()?),
        _ => node.member(part),
    };
    let node = parts.iter().try_fold(json.root(), child);
    node.ok_or_else(|| missing_path_error(json, path))
}

/// Returns the empty span at which to insert a new value, and the text to insert.
fn insertion(
    json: &JsonDocument<'_>,
    path: &ValuePath,
    value: String,
) -> Result<(Range<usize>, String)> {
    let (last, parents) = path.0.split_last().expect("a path has at least one part");
    let parent = find(json, path, parents)?;
    let exists = || {
        Error::usage(format!("`{path}` is there already"))
            .hint("`--set` and `--set-json` change what is there.")
    };
    let text = match (parent.kind(), last.parse::<usize>()) {
        (JsonKind::List, index) => match (index, parent.elements().count()) {
            (Ok(index), count) if index < count => return Err(exists()),
            (Ok(index), count) if index == count => value,
            (_, count) => {
                return Err(Error::usage(format!(
                    "`{path}` cannot be added: the next place of that array is {count}"
                )));
            }
        },
        (JsonKind::Object, _) if parent.member(last).is_some() => return Err(exists()),
        (JsonKind::Object, _) => format!("{}:{value}", serde_json::Value::from(&**last)),
        _ => {
            return Err(Error::usage(format!(
                "`{path}` cannot be added: what is above it is neither an object nor an array"
            )));
        }
    };
    // After the last value, or after the opening bracket.
    let (offset, text) = match parent.children().last() {
        Some(last) => (last.span().end, format!(",{text}")),
        None => (parent.span().start + 1, text),
    };
    Ok((offset..offset, text))
}

/// Returns the span to remove: the value, its key and one comma.
fn removal_range(body: &[u8], node: JsonNode<'_>) -> Range<usize> {
    let span = node.span();
    let Some(parent) = node.parent() else {
        return span;
    };
    let before = parent
        .children()
        .take_while(|sibling| sibling.span().start < span.start);
    match before.last() {
        // Starts at the end of the previous value: comma, key, value.
        Some(before) => before.span().end..span.end,
        None => {
            let has_others = parent.children().nth(1).is_some();
            let comma = body[span.end..].iter().position(|byte| *byte == b',');
            let comma = comma.filter(|_| has_others).map_or(0, |comma| comma + 1);
            parent.span().start + 1..span.end + comma
        }
    }
}

/// Builds the error for a missing path, with the nearest existing paths as a hint.
fn missing_path_error(json: &JsonDocument<'_>, path: &ValuePath) -> Error {
    let missing = path.to_string();
    let paths = paths_for_hint(json);
    let error = Error::usage(format!("there is no `{missing}` in the payload"));
    let mut candidates: Vec<_> = paths
        .iter()
        .filter_map(|existing| Some((suggestion_distance(&missing, existing)?, existing)))
        .collect();
    candidates.sort_by_key(|(steps, _)| *steps);
    let quoted = |path: &String| format!("`{path}`");
    let nearest = candidates.iter().take(3);
    let nearest: Vec<_> = nearest.map(|(_, path)| quoted(path)).collect();
    let suggestion = if nearest.is_empty() {
        let first: Vec<_> = paths.iter().take(12).map(quoted).collect();
        format!("There are {}.", first.join(", "))
    } else {
        format!("Did you mean {}?", nearest.join(" or "))
    };
    error
        .hint(suggestion)
        .hint(format!("`--add '{missing}=JSON'` adds what is not there."))
}

/// Returns the edit distance between a missing path and an existing one, or between their last parts plus 1.
/// `None` if both differ by more than a third of the missing one's characters, but at least 1.
fn suggestion_distance(missing: &str, candidate: &str) -> Option<usize> {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let near = |a: &str, b: &str| {
        let steps = distance(a, b);
        (steps <= (a.chars().count() / 3).max(1)).then_some(steps)
    };
    let by_last = near(&last(missing), &last(candidate)).map(|steps| steps + 1);
    near(missing, candidate).into_iter().chain(by_last).min()
}

/// Returns the paths of the first 1000 values, parents before children, without those of more than 17 parts.
fn paths_for_hint(json: &JsonDocument<'_>) -> Vec<String> {
    let values = json.values().skip(1).take(1000);
    let paths = values.map(JsonNode::segments);
    paths
        .filter(|segments| segments.len() <= 17)
        .map(|segments| ValuePath(segments.iter().map(PathSegment::to_string).collect()))
        .map(|path| path.to_string())
        .collect()
}
