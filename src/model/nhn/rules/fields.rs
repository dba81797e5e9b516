//! Fields of a body, by name, and the list of faults that grows.
use super::{Fault, filled};
use crate::model::text::utf16::units;
use serde_json::{Map, Value};

/// The faults until now.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) faults: Vec<Fault>,
}

impl Found {
    /// Something that is refused; `values` stand in NHN Cloud's words.
    pub(super) fn error(&mut self, code: i64, values: &[&str], what: &str) {
        self.faults.push(Fault {
            code,
            says: filled(code, values),
            what: what.to_owned(),
            is_error: true,
        });
    }

    /// Something about which the documents disagree.
    pub(super) fn warning(&mut self, code: i64, what: &str) {
        self.faults.push(Fault {
            code,
            says: filled(code, &[]),
            what: what.to_owned(),
            is_error: false,
        });
    }
}

/// An object and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    fields: &'a Map<String, Value>,
    /// `recipientList[0].`, or nothing.
    path: String,
}

impl<'a> Fields<'a> {
    pub(super) fn of(value: &'a Value, path: &str) -> Option<Self> {
        let path = path.to_owned();
        let fields = value.as_object()?;
        Some(Self { fields, path })
    }

    /// `` `recipientList[0].content` ``.
    pub(super) fn at(&self, name: &str) -> String {
        format!("`{}{name}`", self.path)
    }

    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn is_absent(&self, name: &str) -> bool {
        self.value(name).is_none()
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.value(name)?.as_str()
    }

    pub(super) fn truth(&self, name: &str) -> Option<bool> {
        self.value(name)?.as_bool()
    }

    pub(super) fn object(&self, name: &str) -> Option<Self> {
        Self::of(self.value(name)?, &format!("{}{name}.", self.path))
    }

    /// The objects of a list.
    pub(super) fn list(&self, name: &str) -> Vec<Self> {
        let items = self.value(name).and_then(Value::as_array);
        let items = items.into_iter().flatten().enumerate();
        items
            .filter_map(|(at, item)| Self::of(item, &format!("{}{name}[{at}].", self.path)))
            .collect()
    }

    /// A text that must be there and say something.
    pub(super) fn needed(&self, found: &mut Found, name: &str) -> Option<&'a str> {
        let at = self.at(name);
        match self.value(name) {
            None => found.error(-2002, &[name], &format!("{at} is missing")),
            Some(Value::String(text)) if text.trim().is_empty() => {
                found.error(-2001, &[name], &format!("{at} is blank"));
            }
            Some(Value::String(text)) => return Some(text),
            Some(_) => found.error(-9994, &[], &format!("{at} is no text")),
        }
        None
    }

    /// A text of at most so many characters, if it is there.
    pub(super) fn at_most(&self, found: &mut Found, code: i64, name: &str, most: usize) {
        let Some(value) = self.value(name) else {
            return;
        };
        let Some(text) = value.as_str() else {
            let what = format!("{} is no text", self.at(name));
            return found.error(-9994, &[], &what);
        };
        let count = units(text);
        if count > most {
            let limit = most.to_string();
            let values: &[&str] = match code {
                -3304 => &[name, "1", &limit],
                _ => &[name, &limit],
            };
            let what = format!("{} has {count} characters, more than {most}", self.at(name));
            found.error(code, values, &what);
        }
    }

    /// A URL that must begin with `http://` or `https://`, if it is there.
    pub(super) fn web(&self, found: &mut Found, code: i64, name: &str) {
        let Some(url) = self.text(name) else { return };
        if !url.starts_with("http://") && !url.starts_with("https://") {
            let what = format!("{} does not begin with http:// or https://", self.at(name));
            found.error(code, &[], &what);
        }
    }
}
