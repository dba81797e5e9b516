//! Reads and checks the fields of a JSON object, and collects violations.
use super::{Violation, fill_template};
use crate::model::text::utf16::units;
use serde_json::{Map, Value};

/// Collects violations.
#[derive(Debug, Default)]
pub(super) struct Violations {
    pub(super) list: Vec<Violation>,
}

impl Violations {
    /// Adds a violation for which NHN Cloud refuses the request. `values` are inserted into NHN Cloud's message.
    pub(super) fn error(&mut self, code: i64, values: &[&str], description: &str) {
        self.list.push(Violation {
            code,
            nhn_message: fill_template(code, values),
            description: description.to_owned(),
            is_error: true,
        });
    }

    /// Adds a violation about which NHN Cloud's documents disagree.
    pub(super) fn warning(&mut self, code: i64, description: &str) {
        self.list.push(Violation {
            code,
            nhn_message: fill_template(code, &[]),
            description: description.to_owned(),
            is_error: false,
        });
    }
}

/// An object and its path in the body.
#[derive(Debug, Clone)]
pub(super) struct ObjectReader<'a> {
    fields: &'a Map<String, Value>,
    /// For example `recipientList[0].`; empty for the root.
    path: String,
}

impl<'a> ObjectReader<'a> {
    pub(super) fn new(value: &'a Value, path: &str) -> Option<Self> {
        let path = path.to_owned();
        let fields = value.as_object()?;
        Some(Self { fields, path })
    }

    /// Returns the path of a field in backticks, for messages.
    pub(super) fn quoted_path(&self, name: &str) -> String {
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

    pub(super) fn boolean(&self, name: &str) -> Option<bool> {
        self.value(name)?.as_bool()
    }

    pub(super) fn object(&self, name: &str) -> Option<Self> {
        Self::new(self.value(name)?, &format!("{}{name}.", self.path))
    }

    /// Returns the objects of a list field; skips other elements.
    pub(super) fn list(&self, name: &str) -> Vec<Self> {
        let items = self.value(name).and_then(Value::as_array);
        let items = items.into_iter().flatten().enumerate();
        items
            .filter_map(|(index, item)| Self::new(item, &format!("{}{name}[{index}].", self.path)))
            .collect()
    }

    /// Returns a text field; reports a violation if it is missing or blank.
    pub(super) fn required_text(&self, violations: &mut Violations, name: &str) -> Option<&'a str> {
        let path = self.quoted_path(name);
        match self.value(name) {
            None => violations.error(-2002, &[name], &format!("{path} is missing")),
            Some(Value::String(text)) if text.trim().is_empty() => {
                violations.error(-2001, &[name], &format!("{path} is blank"));
            }
            Some(Value::String(text)) => return Some(text),
            Some(_) => violations.error(-9994, &[], &format!("{path} is no text")),
        }
        None
    }

    /// Checks an optional text of at most `max_length` UTF-16 units.
    pub(super) fn check_length(
        &self,
        violations: &mut Violations,
        code: i64,
        name: &str,
        max_length: usize,
    ) {
        let Some(value) = self.value(name) else {
            return;
        };
        let Some(text) = value.as_str() else {
            let description = format!("{} is no text", self.quoted_path(name));
            return violations.error(-9994, &[], &description);
        };
        let count = units(text);
        if count > max_length {
            let limit = max_length.to_string();
            let values: &[&str] = match code {
                -3304 => &[name, "1", &limit],
                _ => &[name, &limit],
            };
            let description = format!(
                "{} has {count} characters, more than {max_length}",
                self.quoted_path(name)
            );
            violations.error(code, values, &description);
        }
    }

    /// Checks that an optional URL begins with `http://` or `https://`.
    pub(super) fn check_url(&self, violations: &mut Violations, code: i64, name: &str) {
        let Some(url) = self.text(name) else { return };
        if !url.starts_with("http://") && !url.starts_with("https://") {
            let description = format!(
                "{} does not begin with http:// or https://",
                self.quoted_path(name)
            );
            violations.error(code, &[], &description);
        }
    }
}
