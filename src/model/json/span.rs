//! Finds the byte spans of values in a JSON text, so that one can be replaced and every other byte stays.
//!
//! Parsing and serialising a payload would change spaces, escapes, key order, `1.0` and repeated keys, and so its
//! signature. momo therefore parses only to find positions.
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// Maximum nesting depth for recursive walks, equal to serde_json's own limit. Untrusted input could nest deeper than
/// any stack.
pub const MAX_DEPTH: usize = 127;

/// A valid JSON text. Spans are byte ranges of the input, which may begin with a byte order mark.
#[derive(Debug, Clone, Copy)]
pub struct JsonText<'a> {
    text: &'a str,
    /// Offset of `text` in the input: 3 after a byte order mark, else 0.
    start: usize,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The key, unescaped.
    pub key: String,
    /// Span of the value.
    pub value: Range<usize>,
}

impl<'a> JsonText<'a> {
    /// Checks that the bytes are one JSON value, with an optional byte order mark and white space around it.
    /// Returns `None` otherwise.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let start = if bytes.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        };
        let text = std::str::from_utf8(&bytes[start..]).ok()?;
        serde_json::from_str::<&RawValue>(text).ok()?;
        Some(Self { text, start })
    }

    /// Like [`parse`](Self::parse), but returns `None` for nesting deeper than [`MAX_DEPTH`]. For recursive walks.
    pub fn parse_bounded(bytes: &'a [u8]) -> Option<Self> {
        Self::parse(bytes).filter(|json| depth(json.text) <= MAX_DEPTH)
    }

    /// Returns the text without a byte order mark.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the span of the whole value.
    pub fn root_span(&self) -> Range<usize> {
        match serde_json::from_str::<&RawValue>(self.text) {
            Ok(raw) => self.span_of(raw),
            Err(_) => self.start..self.start,
        }
    }

    /// Returns the text of a span.
    pub fn slice(&self, span: &Range<usize>) -> &'a str {
        &self.text[span.start - self.start..span.end - self.start]
    }

    /// Returns the members of the object at `span`, in order and with repeated keys. `None` if it is not an object.
    pub fn members(&self, span: &Range<usize>) -> Option<Vec<Member>> {
        let list: MemberList<'a> = serde_json::from_str(self.slice(span)).ok()?;
        let member = |(key, raw): (String, &'a RawValue)| Member {
            key,
            value: self.span_of(raw),
        };
        Some(list.0.into_iter().map(member).collect())
    }

    /// Returns the span of the value of `key`, the last one if the key is repeated. `None` without such a member.
    pub fn member_span(&self, span: &Range<usize>, key: &str) -> Option<Range<usize>> {
        let members = self.members(span)?;
        let member = members.into_iter().rev().find(|member| member.key == key);
        Some(member?.value)
    }

    /// Returns the spans of the elements of the array at `span`. `None` if it is not an array.
    pub fn element_spans(&self, span: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let values: Vec<&'a RawValue> = serde_json::from_str(self.slice(span)).ok()?;
        Some(values.into_iter().map(|raw| self.span_of(raw)).collect())
    }

    /// Raw values borrow from `text`, so their address gives their offset.
    fn span_of(&self, raw: &'a RawValue) -> Range<usize> {
        let value = raw.get();
        let start = value.as_ptr() as usize - self.text.as_ptr() as usize + self.start;
        start..start + value.len()
    }
}

/// Returns the nesting depth of a valid JSON text.
fn depth(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                open += 1;
                deepest = deepest.max(open);
            }
            b']' | b'}' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Replaces each span by its new bytes. Spans must not overlap.
pub fn splice(bytes: &[u8], mut replacements: Vec<(Range<usize>, Vec<u8>)>) -> Vec<u8> {
    replacements.sort_by_key(|(span, _)| span.start);
    let mut result = Vec::with_capacity(bytes.len() + 64);
    let mut copied_to = 0;
    for (span, new) in replacements {
        result.extend_from_slice(&bytes[copied_to..span.start]);
        result.extend_from_slice(&new);
        copied_to = span.end;
    }
    result.extend_from_slice(&bytes[copied_to..]);
    result
}

/// The members of an object, including repeated keys, which serde's maps would drop.
struct MemberList<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for MemberList<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MemberListVisitor<'a>(PhantomData<&'a ()>);

        impl<'de: 'a, 'a> Visitor<'de> for MemberListVisitor<'a> {
            type Value = MemberList<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(MemberList(members))
            }
        }

        deserializer.deserialize_map(MemberListVisitor(PhantomData))
    }
}

/// Removes the white space between the tokens of a JSON text and keeps every other byte.
pub fn compact(text: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    text.chars()
        .filter(|&ch| {
            let is_kept = in_string || !matches!(ch, ' ' | '\t' | '\n' | '\r');
            match ch {
                _ if escaped => escaped = false,
                '\\' => escaped = in_string,
                '"' => in_string = !in_string,
                _ => {}
            }
            is_kept
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_limit_equals_that_of_serde_json() {
        for count in [1, MAX_DEPTH, MAX_DEPTH + 1, 60_000] {
            for (open, middle, close) in
                [("[", "", "]"), ("[", "1", "]"), ("{\"[\\\"[\":", "0", "}")]
            {
                let text = open.repeat(count) + middle + &close.repeat(count);
                let is_read = serde_json::from_str::<serde_json::Value>(&text).is_ok();
                assert_eq!(
                    JsonText::parse_bounded(text.as_bytes()).is_some(),
                    is_read,
                    "{count}"
                );
                assert!(count != 60_000 || !is_read);
                assert!(JsonText::parse(text.as_bytes()).is_some(), "{count}");
            }
        }
    }
}
