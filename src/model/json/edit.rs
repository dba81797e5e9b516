//! Changes one value of a JSON payload by its path and leaves every other byte as it is.
//!
//! A path joins keys and array indexes with dots: `message.body`, `items.0.name`. A backslash escapes a dot, an
//! equals sign or a backslash in a key. For a repeated key the path means the last value, as parsers do.
use crate::error::{Error, Result};
use crate::model::json::span::{JsonText, splice};
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
        let Some(json) = JsonText::parse(body) else {
            return Err(Error::usage(
                "the payload is no JSON, so nothing in it has a path",
            ));
        };
        let (span, new) = match self {
            Self::Set(path, value) => {
                let span = find(&json, path)?;
                let new = to_json_of_same_type(json.slice(&span), path, value)?;
                (span, new)
            }
            Self::SetJson(path, value) => {
                let span = find(&json, path)?;
                (span, check_json(path, value)?)
            }
            Self::Add(path, value) => insertion(&json, path, &check_json(path, value)?)?,
            Self::Unset(path) => (removal_range(body, &json, path)?, String::new()),
        };
        Ok(splice(body, vec![(span, new.into_bytes())]))
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
fn to_json_of_same_type(present: &str, path: &ValuePath, value: &str) -> Result<String> {
    let kind = match present.as_bytes().first() {
        Some(b't' | b'f') => "true or false",
        Some(b'-' | b'0'..=b'9') => "a number",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        _ => return Ok(serde_json::Value::from(value).to_string()),
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

/// Returns the span of a member or element, or `None` if it does not exist.
fn child(json: &JsonText<'_>, span: &Range<usize>, part: &str) -> Option<Range<usize>> {
    if let Some(elements) = json.element_spans(span) {
        return elements.get(part.parse::<usize>().ok()?).cloned();
    }
    json.member_span(span, part)
}

/// Returns the span of the value at `path`.
fn find(json: &JsonText<'_>, path: &ValuePath) -> Result<Range<usize>> {
    let span = path
        .0
        .iter()
        .try_fold(json.root_span(), |span, part| child(json, &span, part));
    span.ok_or_else(|| missing_path_error(json, path))
}

/// Returns the span of the value's parent and the last part of the path.
fn find_parent<'p>(json: &JsonText<'_>, path: &'p ValuePath) -> Result<(Range<usize>, &'p str)> {
    let (last, parents) = path.0.split_last().expect("a path has at least one part");
    let parent = parents
        .iter()
        .try_fold(json.root_span(), |span, part| child(json, &span, part));
    Ok((parent.ok_or_else(|| missing_path_error(json, path))?, last))
}

/// Returns the empty span at which to insert a new value, and the text to insert.
fn insertion(json: &JsonText<'_>, path: &ValuePath, value: &str) -> Result<(Range<usize>, String)> {
    let (parent, last) = find_parent(json, path)?;
    let exists = || {
        Error::usage(format!("`{path}` is there already"))
            .hint("`--set` and `--set-json` change what is there.")
    };
    if let Some(elements) = json.element_spans(&parent) {
        return match last.parse::<usize>() {
            Ok(index) if index < elements.len() => Err(exists()),
            Ok(index) if index == elements.len() => {
                Ok(insert_after(&parent, elements.last(), value.to_owned()))
            }
            _ => Err(Error::usage(format!(
                "`{path}` cannot be added: the next place of that array is {}",
                elements.len()
            ))),
        };
    }
    let Some(members) = json.members(&parent) else {
        return Err(Error::usage(format!(
            "`{path}` cannot be added: what is above it is neither an object nor an array"
        )));
    };
    if members.iter().any(|member| member.key == last) {
        return Err(exists());
    }
    let text = format!("{}:{value}", serde_json::Value::from(last));
    Ok(insert_after(
        &parent,
        members.last().map(|member| &member.value),
        text,
    ))
}

/// Inserts after the last value of an object or array, or after its opening bracket if it is empty.
fn insert_after(
    parent: &Range<usize>,
    last: Option<&Range<usize>>,
    text: String,
) -> (Range<usize>, String) {
    match last {
        Some(last) => (last.end..last.end, format!(",{text}")),
        None => (parent.start + 1..parent.start + 1, text),
    }
}

/// Returns the span to remove: the value, its key and one comma.
fn removal_range(body: &[u8], json: &JsonText<'_>, path: &ValuePath) -> Result<Range<usize>> {
    let span = find(json, path)?;
    let (parent, _) = find_parent(json, path)?;
    let siblings: Vec<_> = match json.element_spans(&parent) {
        Some(elements) => elements,
        None => json
            .members(&parent)
            .unwrap_or_default()
            .into_iter()
            .map(|member| member.value)
            .collect(),
    };
    let index = siblings.iter().position(|sibling| *sibling == span);
    let before = index
        .and_then(|index| index.checked_sub(1))
        .map(|index| &siblings[index]);
    Ok(match before {
        // Starts at the end of the previous value: comma, key, value.
        Some(before) => before.end..span.end,
        None if siblings.len() > 1 => {
            let comma = body[span.end..].iter().position(|byte| *byte == b',');
            parent.start + 1..span.end + comma.map_or(0, |comma| comma + 1)
        }
        None => parent.start + 1..span.end,
    })
}

/// Builds the error for a missing path, with the nearest existing paths as a hint.
fn missing_path_error(json: &JsonText<'_>, path: &ValuePath) -> Error {
    let missing = path.to_string();
    let mut paths = Vec::new();
    collect_paths(json, &json.root_span(), &mut Vec::new(), &mut paths);
    let error = Error::usage(format!("there is no `{missing}` in the payload"));
    let mut candidates: Vec<_> = paths
        .iter()
        .filter_map(|existing| Some((suggestion_distance(&missing, existing)?, existing)))
        .collect();
    candidates.sort_by_key(|(steps, _)| *steps);
    let nearest: Vec<_> = candidates
        .iter()
        .take(3)
        .map(|(_, existing)| format!("`{existing}`"))
        .collect();
    let suggestion = if nearest.is_empty() {
        let first: Vec<_> = paths
            .iter()
            .take(12)
            .map(|existing| format!("`{existing}`"))
            .collect();
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

/// Collects paths for a hint, parents before children. Descends no further after 300 paths or 17 levels.
fn collect_paths(
    json: &JsonText<'_>,
    span: &Range<usize>,
    parents: &mut Vec<String>,
    paths: &mut Vec<String>,
) {
    if paths.len() >= 300 || parents.len() > 16 {
        return;
    }
    let children: Vec<(String, Range<usize>)> = match json.element_spans(span) {
        Some(elements) => elements
            .into_iter()
            .enumerate()
            .map(|(index, span)| (index.to_string(), span))
            .collect(),
        None => json
            .members(span)
            .unwrap_or_default()
            .into_iter()
            .map(|member| (member.key, member.value))
            .collect(),
    };
    for (key, span) in children {
        parents.push(key);
        paths.push(ValuePath(parents.clone()).to_string());
        collect_paths(json, &span, parents, paths);
        parents.pop();
    }
}
