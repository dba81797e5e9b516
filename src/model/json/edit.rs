//! Changing one value of a JSON payload by its path, while every other byte stays.
//!
//! A path is keys and array places joined by dots: `message.body`, `items.0.name`. A dot, an equals sign or
//! a backslash in a key is written with a backslash before it. Where a key is repeated its last value is
//! meant, as parsers read it.
use crate::error::{Error, Result};
use crate::model::json::span::{Json, splice};
use crate::model::text::nearest::distance;
use std::fmt;
use std::ops::Range;

/// Keys and array places from the root down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(Vec<String>);

/// One change of a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Another value for what is there: a number or true/false where there is one, else text.
    Set(Path, String),
    /// Any JSON for what is there.
    SetJson(Path, String),
    /// Any JSON under a key that is not there yet, or behind the last element of an array.
    Add(Path, String),
    /// What is there goes, with its key.
    Unset(Path),
}

impl Path {
    /// Reads a path. Every text is one; the empty one leads to a member whose key is empty.
    pub fn parse(text: &str) -> Self {
        let (path, _) = split(text, None);
        path
    }

    /// Reads `path=value`: the first equals sign without a backslash parts them.
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

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.0.iter().enumerate() {
            if place > 0 {
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

/// The parts up to `end`, and what stands behind it.
fn split(text: &str, end: Option<char>) -> (Path, Option<&str>) {
    let mut parts = vec![String::new()];
    let mut letters = text.char_indices();
    while let Some((at, ch)) = letters.next() {
        let part = parts.last_mut().expect("there is always a part");
        match ch {
            '\\' => part.push(letters.next().map_or('\\', |(_, next)| next)),
            '.' => parts.push(String::new()),
            _ if Some(ch) == end => {
                return (Path(parts), Some(&text[at + ch.len_utf8()..]));
            }
            _ => part.push(ch),
        }
    }
    (Path(parts), None)
}

impl Edit {
    /// The payload with this change.
    pub fn apply(&self, body: &[u8]) -> Result<Vec<u8>> {
        let Some(json) = Json::parse(body) else {
            return Err(Error::usage(
                "the payload is no JSON, so nothing in it has a path",
            ));
        };
        let (place, new) = match self {
            Self::Set(path, value) => {
                let place = find(&json, path)?;
                let new = typed(json.at(&place), path, value)?;
                (place, new)
            }
            Self::SetJson(path, value) => {
                let place = find(&json, path)?;
                (place, valid(path, value)?)
            }
            Self::Add(path, value) => add(&json, path, &valid(path, value)?)?,
            Self::Unset(path) => (unset(body, &json, path)?, String::new()),
        };
        Ok(splice(body, vec![(place, new.into_bytes())]))
    }
}

/// All changes, one after the other.
pub fn apply_all(body: &[u8], edits: &[Edit]) -> Result<Vec<u8>> {
    edits
        .iter()
        .try_fold(body.to_vec(), |body, edit| edit.apply(&body))
}

/// The new value as the kind of the one that stands there.
fn typed(present: &str, path: &Path, value: &str) -> Result<String> {
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

fn valid(path: &Path, value: &str) -> Result<String> {
    match serde_json::from_str::<&serde_json::value::RawValue>(value) {
        Ok(raw) => Ok(raw.get().to_owned()),
        Err(error) => Err(
            Error::usage(format!("the value for `{path}` is no JSON: {error}"))
                .hint(format!("Text wants quotes: `'{path}=\"text\"'`.")),
        ),
    }
}

/// Goes down one step; none where there is nothing of that name.
fn step(json: &Json<'_>, place: &Range<usize>, part: &str) -> Option<Range<usize>> {
    if let Some(elements) = json.elements(place) {
        return elements.get(part.parse::<usize>().ok()?).cloned();
    }
    json.member(place, part)
}

/// Where the value of a path stands.
fn find(json: &Json<'_>, path: &Path) -> Result<Range<usize>> {
    let down = path
        .0
        .iter()
        .try_fold(json.root(), |place, part| step(json, &place, part));
    down.ok_or_else(|| missing(json, path))
}

/// Where the value's parent stands, and the last part of the path.
fn find_parent<'p>(json: &Json<'_>, path: &'p Path) -> Result<(Range<usize>, &'p str)> {
    let (last, above) = path.0.split_last().expect("a path has at least one part");
    let down = above
        .iter()
        .try_fold(json.root(), |place, part| step(json, &place, part));
    Ok((down.ok_or_else(|| missing(json, path))?, last))
}

/// The place for a new value, and what to write there.
fn add(json: &Json<'_>, path: &Path, value: &str) -> Result<(Range<usize>, String)> {
    let (parent, last) = find_parent(json, path)?;
    let exists = || {
        Error::usage(format!("`{path}` is there already"))
            .hint("`--set` and `--set-json` change what is there.")
    };
    if let Some(elements) = json.elements(&parent) {
        return match last.parse::<usize>() {
            Ok(place) if place < elements.len() => Err(exists()),
            Ok(place) if place == elements.len() => {
                Ok(behind(&parent, elements.last(), value.to_owned()))
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
    Ok(behind(
        &parent,
        members.last().map(|member| &member.value),
        text,
    ))
}

/// Behind the last value of an object or array, or right behind its opening bracket.
fn behind(
    parent: &Range<usize>,
    last: Option<&Range<usize>>,
    text: String,
) -> (Range<usize>, String) {
    match last {
        Some(last) => (last.end..last.end, format!(",{text}")),
        None => (parent.start + 1..parent.start + 1, text),
    }
}

/// What must go with a value: its key and one comma.
fn unset(body: &[u8], json: &Json<'_>, path: &Path) -> Result<Range<usize>> {
    let place = find(json, path)?;
    let (parent, _) = find_parent(json, path)?;
    let siblings: Vec<_> = match json.elements(&parent) {
        Some(elements) => elements,
        None => json
            .members(&parent)
            .unwrap_or_default()
            .into_iter()
            .map(|member| member.value)
            .collect(),
    };
    let at = siblings.iter().position(|sibling| *sibling == place);
    let before = at.and_then(|at| at.checked_sub(1)).map(|at| &siblings[at]);
    Ok(match before {
        // From the end of the value before: its comma, our key, our value.
        Some(before) => before.end..place.end,
        None if siblings.len() > 1 => {
            let comma = body[place.end..].iter().position(|byte| *byte == b',');
            parent.start + 1..place.end + comma.map_or(0, |comma| comma + 1)
        }
        None => parent.start + 1..place.end,
    })
}

/// The error for a path that leads nowhere: it names the nearest that lead somewhere.
fn missing(json: &Json<'_>, path: &Path) -> Error {
    let wanted = path.to_string();
    let mut all = Vec::new();
    collect(json, &json.root(), &mut Vec::new(), &mut all);
    let error = Error::usage(format!("there is no `{wanted}` in the payload"));
    let mut near: Vec<_> = all
        .iter()
        .filter_map(|known| Some((steps(&wanted, known)?, known)))
        .collect();
    near.sort_by_key(|(steps, _)| *steps);
    let close: Vec<_> = near
        .iter()
        .take(3)
        .map(|(_, known)| format!("`{known}`"))
        .collect();
    let named = if close.is_empty() {
        let some: Vec<_> = all
            .iter()
            .take(12)
            .map(|known| format!("`{known}`"))
            .collect();
        format!("There are {}.", some.join(", "))
    } else {
        format!("Did you mean {}?", close.join(" or "))
    };
    error
        .hint(named)
        .hint(format!("`--add '{wanted}=JSON'` adds what is not there."))
}

/// How far a known path is from the wanted one, as a whole or by its last part alone; none where it is too far to be meant.
fn steps(wanted: &str, known: &str) -> Option<usize> {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let near = |a: &str, b: &str| {
        let steps = distance(a, b);
        (steps <= (a.chars().count() / 3).max(1)).then_some(steps)
    };
    let by_last = near(&last(wanted), &last(known)).map(|steps| steps + 1);
    near(wanted, known).into_iter().chain(by_last).min()
}

/// Every path, parents before children; at most a few hundred, for a hint.
fn collect(json: &Json<'_>, place: &Range<usize>, above: &mut Vec<String>, all: &mut Vec<String>) {
    if all.len() >= 300 || above.len() > 16 {
        return;
    }
    let children: Vec<(String, Range<usize>)> = match json.elements(place) {
        Some(elements) => elements
            .into_iter()
            .enumerate()
            .map(|(at, place)| (at.to_string(), place))
            .collect(),
        None => json
            .members(place)
            .unwrap_or_default()
            .into_iter()
            .map(|member| (member.key, member.value))
            .collect(),
    };
    for (key, place) in children {
        above.push(key);
        all.push(Path(above.clone()).to_string());
        collect(json, &place, above, all);
        above.pop();
    }
}
