//! Two JSON bodies compared by what they say: key order, white space, escapes and the spelling of numbers do not
//! count, the place of an element in its list does.
use super::Difference;
use crate::model::json::tree::Tree;
use serde_json::value::RawValue;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::str::FromStr;

/// Longer lists are compared place by place: to find what was put in or taken out would take too long.
const LONG: usize = 2000;
/// How many bytes of a value are kept.
const VALUE: usize = 4096;

/// A JSON Pointer (RFC 6901) to what does not count, `*` for any key or place: `/message/message_id`, `/items/*/time`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Any,
    Key(String),
}

impl FromStr for Ignore {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix('/').ok_or(
            "a path in the answer begins with `/`, for example `/message/message_id` or `/items/*/time`",
        )?;
        let step = |step: &str| match step {
            "*" => Step::Any,
            key => Step::Key(key.replace("~1", "/").replace("~0", "~")),
        };
        Ok(Self(rest.split('/').map(step).collect()))
    }
}

impl Ignore {
    fn leads_to(&self, path: &[String]) -> bool {
        let fits = |(step, key): (&Step, &String)| match step {
            Step::Any => true,
            Step::Key(known) => known == key,
        };
        self.0.len() == path.len() && self.0.iter().zip(path).all(fits)
    }
}

/// Tells each difference.
pub(super) fn compare(
    old: &Tree,
    new: &Tree,
    ignored: &[Ignore],
    tell: &mut dyn FnMut(Difference),
) {
    let mut walk = Walk {
        path: Vec::new(),
        ignored,
        tell,
    };
    walk.values(old, new);
}

struct Walk<'a> {
    /// The keys and places from the root to here.
    path: Vec<String>,
    ignored: &'a [Ignore],
    tell: &'a mut dyn FnMut(Difference),
}

impl Walk<'_> {
    fn values(&mut self, old: &Tree, new: &Tree) {
        match (old, new) {
            (Tree::Object(old), Tree::Object(new)) => self.objects(old, new),
            (Tree::List(old), Tree::List(new)) => self.lists(old, new),
            _ if is_same_leaf(old, new) => {}
            _ => self.told(Some(old), Some(new)),
        }
    }

    fn objects(&mut self, old: &[(String, Tree)], new: &[(String, Tree)]) {
        let by_key: HashMap<&str, &Tree> = new.iter().map(|(key, value)| (&**key, value)).collect();
        for (key, value) in old {
            self.at(key, |walk| match by_key.get(&**key) {
                Some(now) => walk.values(value, now),
                None => walk.told(Some(value), None),
            });
        }
        let known: HashMap<&str, &Tree> = old.iter().map(|(key, value)| (&**key, value)).collect();
        for (key, value) in new.iter().filter(|(key, _)| !known.contains_key(&**key)) {
            self.at(key, |walk| walk.told(None, Some(value)));
        }
    }

    fn lists(&mut self, old: &[Tree], new: &[Tree]) {
        if old.len() + new.len() > LONG {
            return self.pairs(old, new, 0, 0);
        }
        let (was, is) = (self.plain_all(old), self.plain_all(new));
        for step in capture_diff_slices(Algorithm::Myers, &was, &is) {
            let (from, to) = (step.old_range(), step.new_range());
            if !matches!(step, DiffOp::Equal { .. }) {
                self.pairs(&old[from.clone()], &new[to.clone()], from.start, to.start);
            }
        }
    }

    /// One element beside the other; what is left over came or went.
    fn pairs(&mut self, old: &[Tree], new: &[Tree], old_start: usize, new_start: usize) {
        let both = old.len().min(new.len());
        for (at, (was, is)) in old.iter().zip(new).enumerate() {
            self.at(&(new_start + at).to_string(), |walk| walk.values(was, is));
        }
        for (at, was) in old.iter().enumerate().skip(both) {
            self.at(&(old_start + at).to_string(), |walk| {
                walk.told(Some(was), None)
            });
        }
        for (at, is) in new.iter().enumerate().skip(both) {
            self.at(&(new_start + at).to_string(), |walk| {
                walk.told(None, Some(is))
            });
        }
    }

    /// Goes one step down, unless what is there does not count.
    fn at(&mut self, key: &str, look: impl FnOnce(&mut Self)) {
        self.path.push(key.to_owned());
        if !self
            .ignored
            .iter()
            .any(|ignore| ignore.leads_to(&self.path))
        {
            look(self);
        }
        self.path.pop();
    }

    fn told(&mut self, old: Option<&Tree>, new: Option<&Tree>) {
        let path = self.path.iter().fold(String::new(), |path, key| {
            path + "/" + &key.replace('~', "~0").replace('/', "~1")
        });
        let raw = |tree: &Tree| RawValue::from_string(short(json(tree))).ok();
        (self.tell)(Difference::Json {
            path,
            old: old.and_then(raw),
            new: new.and_then(raw),
        });
    }

    /// The elements as texts that are equal where the elements are, without what does not count.
    fn plain_all(&mut self, list: &[Tree]) -> Vec<String> {
        let mut texts = Vec::with_capacity(list.len());
        for (at, element) in list.iter().enumerate() {
            let mut text = String::new();
            self.at(&at.to_string(), |walk| walk.plain(element, &mut text));
            texts.push(text);
        }
        texts
    }

    fn plain(&mut self, tree: &Tree, text: &mut String) {
        match tree {
            Tree::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(key, _)| key);
                text.push('{');
                for (key, value) in members {
                    self.at(key, |walk| {
                        let _ = write!(text, "{key:?}:");
                        walk.plain(value, text);
                    });
                }
                text.push('}');
            }
            Tree::List(elements) => {
                text.push('[');
                for (at, element) in elements.iter().enumerate() {
                    self.at(&at.to_string(), |walk| walk.plain(element, text));
                    text.push(',');
                }
                text.push(']');
            }
            Tree::Number(digits) => {
                let _ = write!(text, "{:?}", amount(digits));
            }
            leaf => text.push_str(&json(leaf)),
        }
    }
}

fn is_same_leaf(old: &Tree, new: &Tree) -> bool {
    match (old, new) {
        (Tree::Number(old), Tree::Number(new)) => old == new || amount(old) == amount(new),
        _ => old == new,
    }
}

/// A number without its spelling, to the last digit: `1`, `1.0` and `10e-1` are the same, `0.1` and any other are not.
fn amount(number: &str) -> (bool, String, i64) {
    let (sign, rest) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let (digits, power) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let kept = all.trim_end_matches('0');
    let power = power.parse().unwrap_or(i64::MAX / 2);
    let dropped = i64::try_from(all.len() - kept.len()).unwrap_or(0);
    let places = i64::try_from(fraction.len()).unwrap_or(0);
    match kept.trim_start_matches('0') {
        "" => (false, String::new(), 0),
        kept => (sign, kept.to_owned(), power - places + dropped),
    }
}

/// The text, or the beginning of a long one as a JSON string: a list may hold a megabyte.
fn short(json: String) -> String {
    match json.len() > VALUE {
        true => {
            let start = &json[..json.floor_char_boundary(VALUE)];
            serde_json::Value::from(format!("{start}... ({} bytes)", json.len())).to_string()
        }
        false => json,
    }
}

/// The value on one line, its numbers as they were written.
fn json(tree: &Tree) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    match tree {
        Tree::Word(word) | Tree::Number(word) => word.clone(),
        Tree::Text(content) => text(content),
        Tree::List(elements) => {
            let elements: Vec<_> = elements.iter().map(json).collect();
            format!("[{}]", elements.join(","))
        }
        Tree::Object(members) => {
            let member = |(key, value): &(String, Tree)| format!("{}:{}", text(key), json(value));
            let members: Vec<_> = members.iter().map(member).collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(old: &str, new: &str, ignored: &[&str]) -> Vec<String> {
        let ignored: Vec<Ignore> = ignored
            .iter()
            .map(|path| path.parse().expect("a path"))
            .collect();
        let tree = |text: &str| Tree::parse(text.as_bytes()).expect("JSON");
        let mut told = Vec::new();
        compare(&tree(old), &tree(new), &ignored, &mut |difference| {
            if let Difference::Json { path, old, new } = difference {
                let show = |raw: Option<Box<RawValue>>| {
                    raw.map_or("nothing".into(), |raw| raw.get().to_owned())
                };
                told.push(format!("{path} {} {}", show(old), show(new)));
            }
        });
        told
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
            assert_eq!(found(old, new, &[]), nothing, "{old} {new}");
        }
        assert_eq!(
            found("12345678901234567891", "12345678901234567892", &[]).len(),
            1
        );
        assert_eq!(found("1", "\"1\"", &[]), [" 1 \"1\""]);
    }

    #[test]
    fn each_difference_has_its_path() {
        assert_eq!(
            found(
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
        // One put in at the front is one difference, not three.
        assert_eq!(found("[1,2,3]", "[0,1,2,3]", &[]), ["/0 nothing 0"]);
        assert_eq!(
            found(
                r#"[{"id":1,"t":1},{"id":2}]"#,
                r#"[{"id":1,"t":9},{"id":2}]"#,
                &[]
            ),
            ["/0/t 1 9"]
        );
        assert_eq!(found("[1,2,3]", "[1,3]", &[]), ["/1 2 nothing"]);
    }

    #[test]
    fn ignored_paths_are_not_compared() {
        let (old, new) = (
            r#"{"t":1,"m":[{"id":1,"x":"a"},{"id":2}]}"#,
            r#"{"t":2,"m":[{"id":8,"x":"a"},{"id":9}]}"#,
        );
        let nothing: [&str; 0] = [];
        assert_eq!(found(old, new, &["/t", "/m/*/id"]), nothing);
        assert_eq!(found(old, new, &["/t", "/m/0/id"]), ["/m/1/id 2 9"]);
        assert_eq!(found(old, new, &["/*"]), nothing);
        assert_eq!(found("{\"a/b\":1}", "{\"a/b\":2}", &["/a~1b"]), nothing);
        assert!("t".parse::<Ignore>().is_err() && "".parse::<Ignore>().is_err());
    }

    proptest! {
        #[test]
        fn value_equals_itself_only(numbers in proptest::collection::vec(0..5u8, 0..12), others in proptest::collection::vec(0..5u8, 0..12)) {
            let text = |list: &[u8]| format!("{list:?}");
            prop_assert!(found(&text(&numbers), &text(&numbers), &[]).is_empty());
            prop_assert_eq!(found(&text(&numbers), &text(&others), &[]).is_empty(), numbers == others);
        }
    }
}
