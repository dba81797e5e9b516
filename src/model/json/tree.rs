//! A JSON text with the byte span of each value, so that one can be replaced and every other byte stays.
//!
//! Parsing and serialising a payload would change spaces, escapes, key order, `1.0` and repeated keys, and so its
//! signature. momo therefore parses only to find positions.
use super::scan::tokens;
use serde::de::IgnoredAny;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

/// Maximum nesting depth for recursive walks, equal to serde_json's own limit. Untrusted input could nest deeper than
/// any stack.
pub const MAX_DEPTH: usize = 127;

/// A valid JSON text and its values. Spans are byte ranges of the input, which may begin with a byte order mark.
#[derive(Debug)]
pub struct JsonDocument<'a> {
    input: &'a str,
    /// In the order of the text. The key of a member precedes its value.
    nodes: Vec<Node>,
    /// Unescaped keys and texts by node. Those without an escape are read from the input.
    unescaped: HashMap<usize, String>,
    depth: usize,
    /// Whether a key or text has an escape that is not a character: half of a surrogate pair.
    has_half_surrogate: bool,
}

#[derive(Debug)]
struct Node {
    span: Range<usize>,
    /// `None` for the root.
    parent: Option<usize>,
    /// Index in the parent, which counts keys too.
    ordinal: usize,
    /// The first node after this one and all that is in it.
    next: usize,
}

/// A value of a document.
#[derive(Debug, Clone, Copy)]
pub struct JsonNode<'a> {
    document: &'a JsonDocument<'a>,
    index: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    Null,
    Bool,
    Number,
    Text,
    List,
    Object,
}

/// One step from a value to one inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathSegment<'a> {
    Key(&'a str),
    Index(usize),
}

impl fmt::Display for PathSegment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

impl<'a> JsonDocument<'a> {
    /// Parses one JSON value, with an optional byte order mark and white space around it. Returns `None` for any other
    /// text. Takes linear time and no stack.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let input = std::str::from_utf8(bytes).ok()?;
        let text = input.strip_prefix('\u{feff}').unwrap_or(input);
        serde_json::from_str::<IgnoredAny>(text).ok()?;
        let mut document = Self {
            input,
            nodes: Vec::new(),
            unescaped: HashMap::new(),
            depth: 0,
            has_half_surrogate: false,
        };
        // The open lists and objects, each with the number of its children so far.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for token in tokens(text) {
            let start = token.as_ptr() as usize - input.as_ptr() as usize;
            let span = start..start + token.len();
            match token {
                "," | ":" => {}
                "]" | "}" => {
                    let (index, _) = open.pop()?;
                    document.nodes[index].span.end = span.end;
                    document.nodes[index].next = document.nodes.len();
                }
                _ => {
                    let index = document.push(span, open.last().copied());
                    if let Some((_, count)) = open.last_mut() {
                        *count += 1;
                    }
                    if matches!(token, "[" | "{") {
                        open.push((index, 0));
                        document.depth = document.depth.max(open.len());
                    }
                }
            }
        }
        Some(document)
    }

    /// Parses like [`parse`](Self::parse), but returns `None` for nesting deeper than [`MAX_DEPTH`]. For recursive
    /// walks.
    pub fn parse_bounded(bytes: &'a [u8]) -> Option<Self> {
        Self::parse(bytes).filter(|document| document.depth <= MAX_DEPTH)
    }

    /// Parses like [`parse_bounded`](Self::parse_bounded), but returns `None` if an escape is not a character. For
    /// walks that write the texts.
    pub fn parse_text(bytes: &'a [u8]) -> Option<Self> {
        Self::parse_bounded(bytes).filter(|document| !document.has_half_surrogate)
    }

    /// Adds a node with its parent and the number of the parent's children so far; returns its index.
    fn push(&mut self, span: Range<usize>, parent: Option<(usize, usize)>) -> usize {
        let index = self.nodes.len();
        let token = &self.input[span.clone()];
        if token.contains('\\') {
            match serde_json::from_str(token) {
                Ok(text) => drop(self.unescaped.insert(index, text)),
                Err(_) => self.has_half_surrogate = true,
            }
        }
        self.nodes.push(Node {
            span,
            parent: parent.map(|(parent, _)| parent),
            ordinal: parent.map_or(0, |(_, ordinal)| ordinal),
            next: index + 1,
        });
        index
    }

    pub fn root(&'a self) -> JsonNode<'a> {
        self.node(0)
    }

    /// Returns all values, each before those inside it.
    pub fn values(&'a self) -> impl Iterator<Item = JsonNode<'a>> {
        let nodes = (0..self.nodes.len()).map(|index| self.node(index));
        nodes.filter(|node| !node.is_key())
    }

    /// Returns the input with the bytes of `span` replaced.
    pub fn replace(&self, span: Range<usize>, new: &str) -> Vec<u8> {
        let (start, end) = (&self.input[..span.start], &self.input[span.end..]);
        [start, new, end].concat().into_bytes()
    }

    fn node(&'a self, index: usize) -> JsonNode<'a> {
        JsonNode {
            document: self,
            index,
        }
    }
}

impl<'a> JsonNode<'a> {
    fn node(self) -> &'a Node {
        &self.document.nodes[self.index]
    }

    pub fn span(self) -> Range<usize> {
        self.node().span.clone()
    }

    /// Returns the value as written.
    pub fn raw(self) -> &'a str {
        &self.document.input[self.span()]
    }

    pub fn kind(self) -> JsonKind {
        match self.raw().as_bytes().first() {
            Some(b'{') => JsonKind::Object,
            Some(b'[') => JsonKind::List,
            Some(b'"') => JsonKind::Text,
            Some(b't' | b'f') => JsonKind::Bool,
            Some(b'n') => JsonKind::Null,
            _ => JsonKind::Number,
        }
    }

    /// Returns a text without its escapes; with them, if one is not a character. `None` for any other value.
    pub fn text(self) -> Option<&'a str> {
        let inner = self.raw().strip_prefix('"')?.strip_suffix('"')?;
        let unescaped = self.document.unescaped.get(&self.index);
        Some(unescaped.map_or(inner, String::as_str))
    }

    /// Returns a number's value, rounded to `f64`.
    pub fn number(self) -> Option<f64> {
        let is_number = self.kind() == JsonKind::Number;
        self.raw().parse().ok().filter(|_| is_number)
    }

    pub fn is_true(self) -> bool {
        self.raw() == "true"
    }

    pub fn is_object(self) -> bool {
        self.kind() == JsonKind::Object
    }

    /// Returns the elements of a list or the values of an object; nothing for any other value.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let end = self.node().next;
        let keys = usize::from(self.is_object());
        let mut index = self.index + 1 + keys;
        std::iter::from_fn(move || {
            let child = self.document.node(index);
            (index < end).then(|| {
                index = child.node().next + keys;
                child
            })
        })
    }

    /// Returns the elements of a list; nothing for any other value.
    pub fn elements(self) -> impl Iterator<Item = Self> {
        self.children()
            .take(if self.is_object() { 0 } else { usize::MAX })
    }

    /// Returns keys and values of an object in order, with repeated keys; nothing for any other value.
    pub fn members(self) -> impl Iterator<Item = (&'a str, Self)> {
        let values = self
            .children()
            .take(if self.is_object() { usize::MAX } else { 0 });
        values.map(|value| (value.preceding_key(), value))
    }

    fn preceding_key(self) -> &'a str {
        self.document
            .node(self.index - 1)
            .text()
            .unwrap_or_default()
    }

    /// Returns the span of the key with its quotes; `None` for an element of a list and for the root.
    pub fn key_span(self) -> Option<Range<usize>> {
        let is_member = self.parent().is_some_and(Self::is_object);
        is_member.then(|| self.document.node(self.index - 1).span())
    }

    /// Returns keys and values of an object. A repeated key keeps its first position and its last value.
    pub fn unique_members(self) -> Vec<(&'a str, Self)> {
        let mut positions = HashMap::new();
        let mut members: Vec<(&str, Self)> = Vec::new();
        for (key, value) in self.members() {
            let position = *positions.entry(key).or_insert(members.len());
            match members.get_mut(position) {
                Some(member) => member.1 = value,
                None => members.push((key, value)),
            }
        }
        members
    }

    /// Returns the value of `key`, the last one if the key is repeated. `None` without such a member.
    pub fn member(self, key: &str) -> Option<Self> {
        let members = self.members().filter(|(name, _)| *name == key);
        members.last().map(|(_, value)| value)
    }

    /// Returns the value of `key` like [`member`](Self::member); `None` for `null` too.
    pub fn get(self, key: &str) -> Option<Self> {
        let value = self.member(key);
        value.filter(|value| value.kind() != JsonKind::Null)
    }

    /// Returns the list or object that contains this value; `None` for the root.
    pub fn parent(self) -> Option<Self> {
        Some(self.document.node(self.node().parent?))
    }

    fn is_key(self) -> bool {
        self.parent().is_some_and(Self::is_object) && self.node().ordinal.is_multiple_of(2)
    }

    /// Returns the path from the root; empty for the root.
    pub fn segments(self) -> Vec<PathSegment<'a>> {
        let mut segments = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            segments.push(match parent.is_object() {
                true => PathSegment::Key(node.preceding_key()),
                false => PathSegment::Index(node.node().ordinal),
            });
            node = parent;
        }
        segments.reverse();
        segments
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn depth_limit_equals_that_of_serde_json() {
        for count in [1, MAX_DEPTH, MAX_DEPTH + 1, 60_000] {
            for (open, middle, close) in
                [("[", "", "]"), ("[", "1", "]"), ("{\"[\\\"[\":", "0", "}")]
            {
                let text = open.repeat(count) + middle + &close.repeat(count);
                let is_read = serde_json::from_str::<serde_json::Value>(&text).is_ok();
                assert_eq!(
                    JsonDocument::parse_bounded(text.as_bytes()).is_some(),
                    is_read,
                    "{count}"
                );
                assert!(count != 60_000 || !is_read);
                assert!(JsonDocument::parse(text.as_bytes()).is_some(), "{count}");
            }
        }
    }

    #[test]
    fn nesting_costs_linear_time() {
        let text = format!("[\"{}\"]", "x".repeat(500_000));
        let nested = "[".repeat(120) + &text + &"]".repeat(120);
        let time = |text: &str| {
            let begun = Instant::now();
            assert!(JsonDocument::parse_text(text.as_bytes()).is_some());
            begun.elapsed()
        };
        assert!(time(&nested) < time(&text) * 10 + Duration::from_millis(100));
    }

    #[test]
    fn values_have_spans_and_paths() {
        let input = "\u{feff} {\"a\": [1.0, {\"\\ud55c\":\"\\\"\"}], \"a\" : null, \"b\":{}} ";
        let json = JsonDocument::parse_text(input.as_bytes()).expect("JSON");
        let values: Vec<_> = json
            .values()
            .map(|node| {
                let path: Vec<_> = node
                    .segments()
                    .iter()
                    .map(|step| step.to_string())
                    .collect();
                assert_eq!(&input[node.span()], node.raw());
                (path.join("/"), node.raw())
            })
            .skip(1)
            .collect();
        let expected = [
            ("a", "[1.0, {\"\\ud55c\":\"\\\"\"}]"),
            ("a/0", "1.0"),
            ("a/1", "{\"\\ud55c\":\"\\\"\"}"),
            ("a/1/한", "\"\\\"\""),
            ("a", "null"),
            ("b", "{}"),
        ];
        let expected = expected.map(|(path, raw)| (path.to_owned(), raw));
        assert_eq!(values, expected);
        let (root, kind) = (json.root(), |node: JsonNode<'_>| node.kind());
        assert_eq!(root.member("a").map(kind), Some(JsonKind::Null));
        assert!(root.get("a").is_none());
        let unique: Vec<_> = root
            .unique_members()
            .into_iter()
            .map(|(key, node)| (key, node.kind()))
            .collect();
        assert_eq!(unique, [("a", JsonKind::Null), ("b", JsonKind::Object)]);
        assert!(JsonDocument::parse_text(b"\"\\ud800\"").is_none());
    }
}
