//! A JSON tree in which every value has its path and its byte range.
use crate::model::json::span::JsonText;
use crate::model::text::phrase::Phrase;
use std::ops::Range;
use std::rc::Rc;

#[derive(Debug, Clone)]
pub(super) struct JsonNode {
    path: JsonPath,
    /// Byte range of the value.
    pub span: Range<usize>,
    pub value: NodeValue,
}

/// The parent's path and the last segment; `None` for the root.
/// The path is shared and formatted on demand: a long key above many values would otherwise be copied for each of them.
#[derive(Debug, Clone, Default)]
struct JsonPath(Option<Rc<(JsonPath, PathSegment)>>);

#[derive(Debug, Clone)]
enum PathSegment {
    Key(String),
    Index(usize),
}

#[derive(Debug, Clone)]
pub(super) enum NodeValue {
    Null,
    Bool(bool),
    /// The number's spelling.
    Number(String),
    Text(String),
    List(Vec<JsonNode>),
    /// In source order; keys may repeat.
    Object(Vec<(String, JsonNode)>),
}

impl JsonNode {
    /// Parses JSON; `None` if it is invalid or nested too deeply.
    pub(super) fn root(bytes: &[u8]) -> Option<Self> {
        let json = JsonText::parse_bounded(bytes)?;
        Some(Self::read(&json, json.root_span(), JsonPath::default()))
    }

    fn read(json: &JsonText<'_>, span: Range<usize>, path: JsonPath) -> Self {
        let value = if let Some(members) = json.members(&span) {
            let read = |key: String, value| {
                let node = Self::read(json, value, path.child(PathSegment::Key(key.clone())));
                (key, node)
            };
            let members = members.into_iter();
            NodeValue::Object(
                members
                    .map(|member| read(member.key, member.value))
                    .collect(),
            )
        } else if let Some(elements) = json.element_spans(&span) {
            let elements = elements.into_iter().enumerate();
            let read =
                |(index, span)| Self::read(json, span, path.child(PathSegment::Index(index)));
            NodeValue::List(elements.map(read).collect())
        } else {
            scalar(json.slice(&span))
        };
        Self { path, span, value }
    }

    /// Returns the path, for example `template.outputs[0].simpleText`; empty for the root.
    pub(super) fn path(&self) -> String {
        self.path.to_text()
    }

    /// Returns the member with this key, the last one if repeated; `None` if it is absent or `null`.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let member = self.members().iter().rev().find(|(name, _)| name == key)?;
        (!matches!(member.1.value, NodeValue::Null)).then_some(&member.1)
    }

    /// Returns the members of an object; empty for any other value.
    pub(super) fn members(&self) -> &[(String, Self)] {
        match &self.value {
            NodeValue::Object(members) => members,
            _ => &[],
        }
    }

    /// Returns the elements of a list; empty for any other value.
    pub(super) fn elements(&self) -> &[Self] {
        match &self.value {
            NodeValue::List(elements) => elements,
            _ => &[],
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a number's value, rounded to `f64`.
    pub(super) fn number(&self) -> Option<f64> {
        match &self.value {
            NodeValue::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self.value, NodeValue::Bool(true))
    }

    /// Returns the last segment of the path, for messages.
    pub(super) fn name(&self) -> String {
        let path = self.path();
        match path.rsplit_once('.') {
            Some((_, name)) => name.to_owned(),
            None if path.is_empty() => "the answer".into(),
            None => path,
        }
    }

    /// Returns the type of the value for messages, with its article.
    pub(super) fn kind(&self) -> Phrase {
        Phrase::new(match self.value {
            NodeValue::Null => return Phrase::verbatim("null"),
            NodeValue::Bool(_) => "type.bool",
            NodeValue::Number(_) => "type.number",
            NodeValue::Text(_) => "type.a-text",
            NodeValue::List(_) => "type.list",
            NodeValue::Object(_) => "type.object",
        })
    }
}

impl JsonPath {
    fn child(&self, segment: PathSegment) -> Self {
        Self(Some(Rc::new((self.clone(), segment))))
    }

    fn to_text(&self) -> String {
        match self.0.as_deref() {
            None => String::new(),
            Some((parent, PathSegment::Key(key))) => member_path(&parent.to_text(), key),
            Some((parent, PathSegment::Index(index))) => format!("{}[{index}]", parent.to_text()),
        }
    }
}

fn scalar(text: &str) -> NodeValue {
    match serde_json::from_str(text) {
        Ok(serde_json::Value::Null) => NodeValue::Null,
        Ok(serde_json::Value::Bool(value)) => NodeValue::Bool(value),
        Ok(serde_json::Value::String(value)) => NodeValue::Text(value),
        // An unpaired surrogate is valid JSON but not valid text: use its spelling.
        Err(_) if text.starts_with('"') => NodeValue::Text(text.trim_matches('"').to_owned()),
        _ => NodeValue::Number(text.to_owned()),
    }
}

fn member_path(path: &str, key: &str) -> String {
    let is_word = |ch: char| ch.is_alphanumeric() || ch == '_';
    match key {
        _ if key.is_empty() || !key.chars().all(is_word) => format!("{path}[{key:?}]"),
        _ if path.is_empty() => key.to_owned(),
        _ => format!("{path}.{key}"),
    }
}
