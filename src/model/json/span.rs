//! Where the values of a JSON text stand, so that one can be replaced while every other byte stays.
//!
//! A payload that is parsed and written again is another payload: spaces, escapes, key order, `1.0` and
//! repeated keys would change, and with them the signature. So momo parses only to find places.
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// How deep a text may be nested where somebody goes through all of it, as deep as serde_json's own trees: a stranger
/// could nest one deeper than any stack.
pub const DEPTH: usize = 127;

/// A JSON text and the places in it.
#[derive(Debug, Clone, Copy)]
pub struct Json<'a> {
    text: &'a str,
    /// Where the text begins in the bytes that were given: behind a byte order mark.
    start: usize,
}

/// A key and the place of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The key, its escapes read.
    pub key: String,
    /// The value's bytes.
    pub value: Range<usize>,
}

impl<'a> Json<'a> {
    /// The text, if these bytes are one JSON value; a byte order mark and white space may stand around it.
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

    /// The same, unless it is nested deeper than [`DEPTH`]: for those who go through all of it.
    pub fn shallow(bytes: &'a [u8]) -> Option<Self> {
        Self::parse(bytes).filter(|json| depth(json.text) <= DEPTH)
    }

    /// The text without a byte order mark.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The place of the whole value.
    pub fn root(&self) -> Range<usize> {
        match serde_json::from_str::<&RawValue>(self.text) {
            Ok(raw) => self.place(raw),
            Err(_) => self.start..self.start,
        }
    }

    /// The value's text.
    pub fn at(&self, place: &Range<usize>) -> &'a str {
        &self.text[place.start - self.start..place.end - self.start]
    }

    /// The members of the object at this place, in order and with repetitions; none if it is no object.
    pub fn members(&self, place: &Range<usize>) -> Option<Vec<Member>> {
        let found: Members<'a> = serde_json::from_str(self.at(place)).ok()?;
        let member = |(key, raw): (String, &'a RawValue)| Member {
            key,
            value: self.place(raw),
        };
        Some(found.0.into_iter().map(member).collect())
    }

    /// The place of the value of this key, the last where it is repeated; none if there is no such member.
    pub fn member(&self, place: &Range<usize>, key: &str) -> Option<Range<usize>> {
        let members = self.members(place)?;
        let found = members.into_iter().rev().find(|member| member.key == key);
        Some(found?.value)
    }

    /// The elements of the array at this place; none if it is no array.
    pub fn elements(&self, place: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let found: Vec<&'a RawValue> = serde_json::from_str(self.at(place)).ok()?;
        Some(found.into_iter().map(|raw| self.place(raw)).collect())
    }

    /// Raw values borrow from the text: their address tells their place.
    fn place(&self, raw: &'a RawValue) -> Range<usize> {
        let value = raw.get();
        let start = value.as_ptr() as usize - self.text.as_ptr() as usize + self.start;
        start..start + value.len()
    }
}

/// How many brackets are open at once in a text that is JSON.
fn depth(text: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                open += 1;
                most = most.max(open);
            }
            b']' | b'}' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// The bytes with each of these places replaced; places that overlap are no caller's wish.
pub fn splice(bytes: &[u8], mut changes: Vec<(Range<usize>, Vec<u8>)>) -> Vec<u8> {
    changes.sort_by_key(|(place, _)| place.start);
    let mut result = Vec::with_capacity(bytes.len() + 64);
    let mut done = 0;
    for (place, new) in changes {
        result.extend_from_slice(&bytes[done..place.start]);
        result.extend_from_slice(&new);
        done = place.end;
    }
    result.extend_from_slice(&bytes[done..]);
    result
}

/// An object as it stands: serde's maps would drop repeated keys.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each<'a>(PhantomData<&'a ()>);

        impl<'de: 'a, 'a> Visitor<'de> for Each<'a> {
            type Value = Members<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Each(PhantomData))
    }
}

/// A JSON text on one line: without the white space between its tokens, every other byte as it was.
pub fn compact(text: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    text.chars()
        .filter(|&ch| {
            let kept = in_string || !matches!(ch, ' ' | '\t' | '\n' | '\r');
            match ch {
                _ if escaped => escaped = false,
                '\\' => escaped = in_string,
                '"' => in_string = !in_string,
                _ => {}
            }
            kept
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_limit_equals_that_of_serde_json() {
        for count in [1, DEPTH, DEPTH + 1, 60_000] {
            for (open, middle, close) in
                [("[", "", "]"), ("[", "1", "]"), ("{\"[\\\"[\":", "0", "}")]
            {
                let text = open.repeat(count) + middle + &close.repeat(count);
                let is_read = serde_json::from_str::<serde_json::Value>(&text).is_ok();
                assert_eq!(Json::shallow(text.as_bytes()).is_some(), is_read, "{count}");
                assert!(count != 60_000 || !is_read);
                assert!(Json::parse(text.as_bytes()).is_some(), "{count}");
            }
        }
    }
}
