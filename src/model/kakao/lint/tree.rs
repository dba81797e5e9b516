//! A JSON text as a tree in which every value knows its path and its place.
use crate::model::json::span::Json;
use std::ops::Range;
use std::rc::Rc;

/// A value, where it stands and how it is reached.
#[derive(Debug, Clone)]
pub(super) struct Node {
    way: Way,
    /// Its bytes.
    pub place: Range<usize>,
    pub value: Value,
}

/// The last step to a value, and the way to what holds it; none to the whole. Written out only where it is asked for:
/// a long key above many values would be copied for each of them.
#[derive(Debug, Clone, Default)]
struct Way(Option<Rc<(Way, Step)>>);

#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Place(usize),
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
    /// The tree of bytes that are JSON and not nested too deeply.
    pub(super) fn root(bytes: &[u8]) -> Option<Self> {
        let json = Json::shallow(bytes)?;
        Some(Self::read(&json, json.root(), Way::default()))
    }

    fn read(json: &Json<'_>, place: Range<usize>, way: Way) -> Self {
        let value = if let Some(members) = json.members(&place) {
            let read = |key: String, value| {
                let node = Self::read(json, value, way.down(Step::Key(key.clone())));
                (key, node)
            };
            let members = members.into_iter();
            Value::Object(members.map(|it| read(it.key, it.value)).collect())
        } else if let Some(elements) = json.elements(&place) {
            let elements = elements.into_iter().enumerate();
            let read = |(at, place)| Self::read(json, place, way.down(Step::Place(at)));
            Value::List(elements.map(read).collect())
        } else {
            scalar(json.at(&place))
        };
        Self { way, place, value }
    }

    /// As people write it: `template.outputs[0].simpleText`; empty for the whole.
    pub(super) fn path(&self) -> String {
        self.way.written()
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

    /// A number's value, as near as it can be said.
    pub(super) fn number(&self) -> Option<f64> {
        match &self.value {
            Value::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self.value, Value::Bool(true))
    }

    /// The last word of the path: what a person calls this value.
    pub(super) fn name(&self) -> String {
        let path = self.path();
        match path.rsplit_once('.') {
            Some((_, name)) => name.to_owned(),
            None if path.is_empty() => "the answer".into(),
            None => path,
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

impl Way {
    fn down(&self, step: Step) -> Self {
        Self(Some(Rc::new((self.clone(), step))))
    }

    fn written(&self) -> String {
        match self.0.as_deref() {
            None => String::new(),
            Some((above, Step::Key(key))) => member(&above.written(), key),
            Some((above, Step::Place(at))) => format!("{}[{at}]", above.written()),
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
    let is_word = |ch: char| ch.is_alphanumeric() || ch == '_';
    match key {
        _ if key.is_empty() || !key.chars().all(is_word) => format!("{path}[{key:?}]"),
        _ if path.is_empty() => key.to_owned(),
        _ => format!("{path}.{key}"),
    }
}
