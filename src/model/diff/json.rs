//! Compares JSON bodies by value: key order, white space, escapes and the spelling of numbers are ignored; the order of
//! list elements is not.
use super::Difference;
use super::align::align;
use crate::model::json::tree::{JsonKind, JsonNode};
use serde_json::value::RawValue;
use similar::DiffOp;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::str::FromStr;

/// Maximum total length of two lists that are aligned. Longer lists are compared index by index, which is faster.
const MAX_ALIGNED_ELEMENTS: usize = 2000;
/// Maximum size of a reported value. A longer one is shortened to a string.
const MAX_VALUE_BYTES: usize = 4096;

/// A JSON Pointer (RFC 6901) to ignored values, in which `*` matches any key or index: `/message/message_id`,
/// `/items/*/time`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoredPath(Vec<PatternSegment>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternSegment {
    Any,
    Key(String),
}

impl FromStr for IgnoredPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix('/').ok_or(
            "a path in the answer begins with `/`, for example `/message/message_id` or `/items/*/time`",
        )?;
        let segment = |segment: &str| match segment {
            "*" => PatternSegment::Any,
            key => PatternSegment::Key(key.replace("~1", "/").replace("~0", "~")),
        };
        Ok(Self(rest.split('/').map(segment).collect()))
    }
}

impl IgnoredPath {
    fn matches(&self, path: &[String]) -> bool {
        let segment_matches = |(segment, key): (&PatternSegment, &String)| match segment {
            PatternSegment::Any => true,
            PatternSegment::Key(expected) => expected == key,
        };
        self.0.len() == path.len() && self.0.iter().zip(path).all(segment_matches)
    }
}

/// Calls `report` for each difference.
pub(super) fn compare(
    old: JsonNode<'_>,
    new: JsonNode<'_>,
    ignored: &[IgnoredPath],
    report: &mut dyn FnMut(Difference),
) {
    let mut comparison = JsonComparison {
        path: Vec::new(),
        ignored,
        report,
    };
    comparison.compare_values(old, new);
}

struct JsonComparison<'a> {
    /// The keys and indexes from the root to the current value.
    path: Vec<String>,
    ignored: &'a [IgnoredPath],
    report: &'a mut dyn FnMut(Difference),
}

impl JsonComparison<'_> {
    fn compare_values(&mut self, old: JsonNode<'_>, new: JsonNode<'_>) {
        match (old.kind(), new.kind()) {
            (JsonKind::Object, JsonKind::Object) => {
                self.compare_objects(&old.unique_members(), &new.unique_members());
            }
            (JsonKind::List, JsonKind::List) => {
                let (old, new): (Vec<_>, Vec<_>) =
                    (old.elements().collect(), new.elements().collect());
                self.compare_lists(&old, &new);
            }
            _ if leaves_are_equal(old, new) => {}
            _ => self.report_difference(Some(old), Some(new)),
        }
    }

    fn compare_objects(&mut self, old: &[(&str, JsonNode<'_>)], new: &[(&str, JsonNode<'_>)]) {
        let new_by_key: HashMap<_, _> = new.iter().copied().collect();
        for &(key, value) in old {
            self.descend(key, |comparison| match new_by_key.get(key) {
                Some(new_value) => comparison.compare_values(value, *new_value),
                None => comparison.report_difference(Some(value), None),
            });
        }
        let old_by_key: HashMap<_, _> = old.iter().copied().collect();
        for &(key, value) in new.iter().filter(|(key, _)| !old_by_key.contains_key(key)) {
            self.descend(key, |comparison| {
                comparison.report_difference(None, Some(value))
            });
        }
    }

    fn compare_lists(&mut self, old: &[JsonNode<'_>], new: &[JsonNode<'_>]) {
        if old.len() + new.len() > MAX_ALIGNED_ELEMENTS {
            return self.compare_pairs(old, new, 0, 0);
        }
        let (old_texts, new_texts) = (self.normalized_elements(old), self.normalized_elements(new));
        for step in align(&old_texts, &new_texts) {
            let (old_range, new_range) = (step.old_range(), step.new_range());
            if !matches!(step, DiffOp::Equal { .. }) {
                self.compare_pairs(
                    &old[old_range.clone()],
                    &new[new_range.clone()],
                    old_range.start,
                    new_range.start,
                );
            }
        }
    }

    /// Compares elements index by index. The rest of the longer list was added or removed.
    fn compare_pairs(
        &mut self,
        old: &[JsonNode<'_>],
        new: &[JsonNode<'_>],
        old_start: usize,
        new_start: usize,
    ) {
        let common = old.len().min(new.len());
        for (index, (old_element, new_element)) in old.iter().zip(new).enumerate() {
            self.descend(&(new_start + index).to_string(), |comparison| {
                comparison.compare_values(*old_element, *new_element)
            });
        }
        for (index, old_element) in old.iter().enumerate().skip(common) {
            self.descend(&(old_start + index).to_string(), |comparison| {
                comparison.report_difference(Some(*old_element), None)
            });
        }
        for (index, new_element) in new.iter().enumerate().skip(common) {
            self.descend(&(new_start + index).to_string(), |comparison| {
                comparison.report_difference(None, Some(*new_element))
            });
        }
    }

    /// Calls `compare` with the path extended by `key`, unless that path is ignored.
    fn descend(&mut self, key: &str, compare: impl FnOnce(&mut Self)) {
        self.path.push(key.to_owned());
        if !self.ignored.iter().any(|ignore| ignore.matches(&self.path)) {
            compare(self);
        }
        self.path.pop();
    }

    fn report_difference(&mut self, old: Option<JsonNode<'_>>, new: Option<JsonNode<'_>>) {
        let path = self.path.iter().fold(String::new(), |path, key| {
            path + "/" + &key.replace('~', "~0").replace('/', "~1")
        });
        let raw = |node| RawValue::from_string(shorten(to_json(node))).ok();
        (self.report)(Difference::Json {
            path,
            old: old.and_then(raw),
            new: new.and_then(raw),
        });
    }

    /// Returns a text for each element. Two texts are equal if the elements are equal apart from ignored values.
    fn normalized_elements(&mut self, list: &[JsonNode<'_>]) -> Vec<String> {
        let mut texts = Vec::with_capacity(list.len());
        for (index, element) in list.iter().enumerate() {
            let mut text = String::new();
            self.descend(&index.to_string(), |comparison| {
                comparison.write_normalized(*element, &mut text)
            });
            texts.push(text);
        }
        texts
    }

    fn write_normalized(&mut self, node: JsonNode<'_>, text: &mut String) {
        match node.kind() {
            JsonKind::Object => {
                let mut members = node.unique_members();
                members.sort_by_key(|(key, _)| *key);
                text.push('{');
                for (key, value) in members {
                    self.descend(key, |comparison| {
                        let _ = write!(text, "{key:?}:");
                        comparison.write_normalized(value, text);
                    });
                }
                text.push('}');
            }
            JsonKind::List => {
                text.push('[');
                for (index, element) in node.elements().enumerate() {
                    self.descend(&index.to_string(), |comparison| {
                        comparison.write_normalized(element, text)
                    });
                    text.push(',');
                }
                text.push(']');
            }
            JsonKind::Number => {
                let _ = write!(text, "{:?}", normalized_number(node.raw()));
            }
            _ => text.push_str(&to_json(node)),
        }
    }
}

fn leaves_are_equal(old: JsonNode<'_>, new: JsonNode<'_>) -> bool {
    match (old.kind(), new.kind()) {
        (JsonKind::Number, JsonKind::Number) => {
            normalized_number(old.raw()) == normalized_number(new.raw())
        }
        (JsonKind::Text, JsonKind::Text) => old.text() == new.text(),
        _ => old.raw() == new.raw(),
    }
}

/// Returns sign, significant digits and exponent of a number: `1`, `1.0` and `10e-1` are equal. Exact for any
/// number of digits; exponents beyond `i64` count as equal.
fn normalized_number(number: &str) -> (bool, String, i64) {
    let (sign, rest) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let (digits, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (integer_part, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{integer_part}{fraction}");
    let significant = all.trim_end_matches('0');
    let exponent = exponent.parse().unwrap_or(i64::MAX / 2);
    let dropped = i64::try_from(all.len() - significant.len()).unwrap_or(0);
    let decimals = i64::try_from(fraction.len()).unwrap_or(0);
    match significant.trim_start_matches('0') {
        "" => (false, String::new(), 0),
        significant => (sign, significant.to_owned(), exponent - decimals + dropped),
    }
}

/// Shortens a long JSON text to a JSON string with its beginning and its size.
fn shorten(json: String) -> String {
    match json.len() > MAX_VALUE_BYTES {
        true => {
            let start = &json[..json.floor_char_boundary(MAX_VALUE_BYTES)];
            serde_json::Value::from(format!("{start}... ({} bytes)", json.len())).to_string()
        }
        false => json,
    }
}

/// Formats a value on one line; numbers keep their spelling.
fn to_json(node: JsonNode<'_>) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    match node.kind() {
        JsonKind::Null | JsonKind::Bool | JsonKind::Number => node.raw().to_owned(),
        JsonKind::Text => text(node.text().unwrap_or_default()),
        JsonKind::List => {
            let elements: Vec<_> = node.elements().map(to_json).collect();
            format!("[{}]", elements.join(","))
        }
        JsonKind::Object => {
            let members = node.unique_members().into_iter();
            let members: Vec<_> = members
                .map(|(key, value)| format!("{}:{}", text(key), to_json(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::json::tree::JsonDocument;
    use proptest::prelude::*;

    fn differences(old: &str, new: &str, ignored: &[&str]) -> Vec<String> {
        let ignored: Vec<IgnoredPath> = ignored
            .iter()
            .map(|path| path.parse().expect("a path"))
            .collect();
        let [old, new] =
            [old, new].map(|text| JsonDocument::parse_text(text.as_bytes()).expect("JSON"));
        let mut list = Vec::new();
        compare(old.root(), new.root(), &ignored, &mut |difference| {
            if let Difference::Json { path, old, new } = difference {
                let show = |raw: Option<Box<RawValue>>| {
                    raw.map_or("nothing".into(), |raw| raw.get().to_owned())
                };
                list.push(format!("{path} {} {}", show(old), show(new)));
            }
        });
        list
    }

    #[test]
    fn equal_values_in_other_spelling_are_equal() {
        let nothing: [&str; 0] = [];
        for (old, new) in [
            (r#"{"a":1,"b":"\ud55c"}"#, r#"{ "b": "한", "a": 1.0 }"#),
            ("[10, 1e1, 100e-1]", "[1e1,10,10.0]"),
            ("-0", "0.00"),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
        ] {
            assert_eq!(differences(old, new, &[]), nothing, "{old} {new}");
        }
        assert_eq!(
            differences("12345678901234567891", "12345678901234567892", &[]).len(),
            1
        );
        assert_eq!(differences("1", "\"1\"", &[]), [" 1 \"1\""]);
    }

    #[test]
    fn each_difference_has_its_path() {
        assert_eq!(
            differences(
                r#"{"a":{"b":1,"c~/d":null},"gone":[]}"#,
                r#"{"a":{"b":2,"c~/d":true},"new":"x"}"#,
                &[]
            ),
            [
                "/a/b 1 2",
                "/a/c~0~1d null true",
                "/gone [] nothing",
                "/new nothing \"x\""
            ]
        );
        // An element inserted at the front is one difference, not three.
        assert_eq!(differences("[1,2,3]", "[0,1,2,3]", &[]), ["/0 nothing 0"]);
        assert_eq!(
            differences(
                r#"[{"id":1,"t":1},{"id":2}]"#,
                r#"[{"id":1,"t":9},{"id":2}]"#,
                &[]
            ),
            ["/0/t 1 9"]
        );
        assert_eq!(differences("[1,2,3]", "[1,3]", &[]), ["/1 2 nothing"]);
    }

    #[test]
    fn ignored_paths_are_not_compared() {
        let (old, new) = (
            r#"{"t":1,"m":[{"id":1,"x":"a"},{"id":2}]}"#,
            r#"{"t":2,"m":[{"id":8,"x":"a"},{"id":9}]}"#,
        );
        let nothing: [&str; 0] = [];
        assert_eq!(differences(old, new, &["/t", "/m/*/id"]), nothing);
        assert_eq!(differences(old, new, &["/t", "/m/0/id"]), ["/m/1/id 2 9"]);
        assert_eq!(differences(old, new, &["/*"]), nothing);
        assert_eq!(
            differences("{\"a/b\":1}", "{\"a/b\":2}", &["/a~1b"]),
            nothing
        );
        assert!("t".parse::<IgnoredPath>().is_err() && "".parse::<IgnoredPath>().is_err());
    }

    proptest! {
        #[test]
        fn value_equals_itself_only(numbers in proptest::collection::vec(0..5u8, 0..12), others in proptest::collection::vec(0..5u8, 0..12)) {
            let text = |list: &[u8]| format!("{list:?}");
            prop_assert!(differences(&text(&numbers), &text(&numbers), &[]).is_empty());
            prop_assert_eq!(differences(&text(&numbers), &text(&others), &[]).is_empty(), numbers == others);
        }
    }
}
