//! A JSON text as a tree in which every value knows its path and its place.
use crate::model::json_span::Json;
use std::ops::Range;

/// A value, where it stands and how it is reached.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// As people write it: `template.outputs[0].simpleText`; empty for the whole.
    pub path: String,
    /// Its bytes.
    pub place: Range<usize>,
    pub value: Value,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// As it is spelled.
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// In order, with repetitions.
    Object(Vec<(String, Node)>),
}

impl Node {
    /// The tree of a text that is JSON.
    pub(super) fn root(json: &Json<'_>) -> Self {
        Self::read(json, json.root(), String::new())
    }

    fn read(json: &Json<'_>, place: Range<usize>, path: String) -> Self {
        let value = if let Some(members) = json.members(&place) {
            let read = |key: String, value| {
                let node = Self::read(json, value, member(&path, &key));
                (key, node)
            };
            let members = members.into_iter();
            Value::Object(members.map(|it| read(it.key, it.value)).collect())
        } else if let Some(elements) = json.elements(&place) {
            let elements = elements.into_iter().enumerate();
            let read = |(at, place)| Self::read(json, place, format!("{path}[{at}]"));
            Value::List(elements.map(read).collect())
        } else {
            scalar(json.at(&place))
        };
        Self { path, place, value }
    }

    /// The value of this key, the last where it is repeated; none if it is absent or `null`.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let found = self.members().iter().rev().find(|(name, _)| name == key)?;
        (!matches!(found.1.value, Value::Null)).then_some(&found.1)
    }

    /// The members of an object; nothing of anything else.
    pub(super) fn members(&self) -> &[(String, Self)] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements of a list; nothing of anything else.
    pub(super) fn elements(&self) -> &[Self] {
        match &self.value {
            Value::List(elements) => elements,
            _ => &[],
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self.value, Value::Bool(true))
    }

    /// The last word of the path: what a person calls this value.
    pub(super) fn name(&self) -> &str {
        match self.path.rsplit_once('.') {
            Some((_, name)) => name,
            None if self.path.is_empty() => "the answer",
            None => &self.path,
        }
    }

    /// What kind of value it is, in words.
    pub(super) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}

fn scalar(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(serde_json::Value::Null) => Value::Null,
        Ok(serde_json::Value::Bool(value)) => Value::Bool(value),
        Ok(serde_json::Value::String(value)) => Value::Text(value),
        // A lone half of a surrogate pair is valid JSON and no text; its spelling is the best there is.
        Err(_) if text.starts_with('"') => Value::Text(text.trim_matches('"').to_owned()),
        _ => Value::Number(text.to_owned()),
    }
}

fn member(path: &str, key: &str) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    match key {
        _ if key.is_empty() || !key.chars().all(is_word) => format!("{path}[{key:?}]"),
        _ if path.is_empty() => key.to_owned(),
        _ => format!("{path}.{key}"),
    }
}
