//! A JSON text as a tree that forgets what parsers forget.
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Deeper texts are left alone; serde_json draws the line in the same place.
const DEPTH: usize = 128;

/// A parsed JSON text: white space and escapes are gone, of a repeated key the last value stays in the first place.
pub(super) enum Tree {
    /// `null`, `true`, `false`.
    Word(String),
    /// A number's digits as they stood.
    Number(String),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// The tree, if the bytes are one JSON text that every language can read.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok()?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self::read(serde_json::from_str::<&RawValue>(text).ok()?, DEPTH)
    }

    fn read(raw: &RawValue, depth: usize) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        let text = raw.get();
        Some(match text.as_bytes().first()? {
            b'{' => {
                let members: Members = serde_json::from_str(text).ok()?;
                let mut places = std::collections::HashMap::new();
                let mut object: Vec<(String, Self)> = Vec::new();
                for (key, value) in members.0 {
                    let value = Self::read(value, depth)?;
                    match places.get(&key) {
                        Some(&place) => object[place] = (key, value),
                        None => {
                            places.insert(key.clone(), object.len());
                            object.push((key, value));
                        }
                    }
                }
                Self::Object(object)
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                let items = items.into_iter().map(|item| Self::read(item, depth));
                Self::List(items.collect::<Option<_>>()?)
            }
            b'"' => Self::Text(serde_json::from_str(text).ok()?),
            b'-' | b'0'..=b'9' => Self::Number(text.to_owned()),
            _ => Self::Word(text.to_owned()),
        })
    }
}

/// The members of an object as they stand, repetitions too.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
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
        deserializer.deserialize_map(Collect)
    }
}
