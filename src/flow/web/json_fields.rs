//! Reads the fields of a call's JSON body one by one, and reports unknown ones.
use super::problem::{HandlerResult, Problem};
use crate::model::http::target::{self, TargetError};
use crate::model::http::{Headers, Request, from_base64, validate_header};
use crate::model::json::pretty::compact;
use crate::model::text::nearest::nearest;
use crate::model::text::phrase::Phrase;
use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Resolves a URL or one of the short forms for a port of this machine.
pub(in crate::flow) fn resolve_target(field: &'static str, text: &str) -> HandlerResult<String> {
    target::parse(text)
        .map_err(|error| Problem::field(field, error.phrase()).hint(TargetError::HINT))
}

/// Members of the body that are not read yet.
///
/// The readers return `None` for a missing field and for `null`, and a 422 for a wrong type. The
/// `required_` readers return a 422 for all three.
pub(in crate::flow) struct JsonFields {
    remaining: BTreeMap<String, Box<RawValue>>,
    requested: Vec<&'static str>,
}

impl JsonFields {
    /// Parses a body of content type `application/json` that is an object.
    pub(in crate::flow) fn read(request: &Request) -> HandlerResult<Self> {
        let content_type = request.headers.text("Content-Type").unwrap_or_default();
        let content_type = content_type.split(';').next().unwrap_or_default().trim();
        if !content_type.eq_ignore_ascii_case("application/json") {
            let phrase = Phrase::new("body.content-type").with("kind", content_type);
            return Err(Problem::unsupported(phrase).hint("body.hint-content-type"));
        }
        let invalid = |error: serde_json::Error| match error.classify() {
            Category::Data => Problem::bad_request("body.not-object"),
            _ => not_json(error.to_string()),
        };
        Ok(Self {
            remaining: serde_json::from_slice(&request.body).map_err(invalid)?,
            requested: Vec::new(),
        })
    }

    /// Parses the body like [`read`](Self::read); an empty body has no fields and needs no content type.
    pub(in crate::flow) fn read_optional(request: &Request) -> HandlerResult<Self> {
        if request.body.is_empty() {
            return Ok(Self {
                remaining: BTreeMap::new(),
                requested: Vec::new(),
            });
        }
        Self::read(request)
    }

    /// Reads a text that is not blank.
    pub(in crate::flow) fn text(&mut self, name: &'static str) -> HandlerResult<Option<String>> {
        match self.string(name)? {
            Some(text) if text.trim().is_empty() => Err(Problem::field(name, "field.empty")),
            text => Ok(text),
        }
    }

    pub(in crate::flow) fn required_text(&mut self, name: &'static str) -> HandlerResult<String> {
        self.text(name)?.ok_or_else(|| Problem::missing(name))
    }

    /// Reads a text that is not empty but may be blank: a user's message is taken literally.
    pub(in crate::flow) fn content(&mut self, name: &'static str) -> HandlerResult<Option<String>> {
        match self.string(name)? {
            Some(text) if text.is_empty() => Err(Problem::field(name, "field.empty")),
            text => Ok(text),
        }
    }

    pub(in crate::flow) fn required_content(
        &mut self,
        name: &'static str,
    ) -> HandlerResult<String> {
        self.content(name)?.ok_or_else(|| Problem::missing(name))
    }

    /// Reads an object as fields.
    pub(in crate::flow) fn nested(&mut self, name: &'static str) -> HandlerResult<Option<Self>> {
        let Some(text) = self.object(name)? else {
            return Ok(None);
        };
        let remaining = serde_json::from_str(&text).map_err(|error| not_json(error.to_string()))?;
        Ok(Some(Self {
            remaining,
            requested: Vec::new(),
        }))
    }

    pub(in crate::flow) fn integer(&mut self, name: &'static str) -> HandlerResult<Option<i64>> {
        self.take_as(name, "type.whole", |value| {
            value.as_i64().or_else(|| whole_number(value))
        })
    }

    pub(in crate::flow) fn required_integer(&mut self, name: &'static str) -> HandlerResult<i64> {
        self.integer(name)?.ok_or_else(|| Problem::missing(name))
    }

    pub(in crate::flow) fn number(&mut self, name: &'static str) -> HandlerResult<Option<f64>> {
        self.take_as(name, "type.number", Value::as_f64)
    }

    /// Reads an integer of at least 0.
    pub(in crate::flow) fn unsigned(&mut self, name: &'static str) -> HandlerResult<Option<u64>> {
        let negative = |_| Problem::field(name, "field.negative");
        let number = self.integer(name)?;
        number.map(u64::try_from).transpose().map_err(negative)
    }

    pub(in crate::flow) fn boolean(&mut self, name: &'static str) -> HandlerResult<Option<bool>> {
        self.take_as(name, "type.bool", Value::as_bool)
    }

    /// Reads bytes, given as text in the field `name` or as base64 in the field `name_base64`.
    pub(in crate::flow) fn bytes(
        &mut self,
        name: &'static str,
        name_base64: &'static str,
    ) -> HandlerResult<Option<Vec<u8>>> {
        match (self.string(name)?, self.string(name_base64)?) {
            (Some(_), Some(_)) => Err(Problem::field(
                name_base64,
                Phrase::new("field.beside").with("name", name),
            )),
            (Some(text), None) => Ok(Some(text.into_bytes())),
            (None, Some(text)) => match from_base64(&text) {
                Some(bytes) => Ok(Some(bytes)),
                None => Err(Problem::field(name_base64, "field.base64")),
            },
            (None, None) => Ok(None),
        }
    }

    /// Reads sendable headers in order, from a list of pairs of name and value.
    pub(in crate::flow) fn headers(
        &mut self,
        name: &'static str,
    ) -> HandlerResult<Option<Headers>> {
        let invalid = |what: Phrase| Problem::field(name, what);
        let pairs = match self.take(name)? {
            None => return Ok(None),
            Some(Value::Array(pairs)) => pairs,
            Some(other) => return Err(invalid(wrong_type(&other, "type.list"))),
        };
        let mut headers = Headers::new();
        for name_and_value in &pairs {
            let name_and_value = name_and_value.as_array().map(Vec::as_slice);
            let Some([Value::String(header), Value::String(value)]) = name_and_value else {
                return Err(invalid("field.pairs".into()));
            };
            let (header, value) = validate_header(header, value).map_err(invalid)?;
            headers.push(header, value);
        }
        Ok(Some(headers))
    }

    /// Reads an object as compact JSON. Numbers keep their digits.
    pub(in crate::flow) fn object(&mut self, name: &'static str) -> HandlerResult<Option<String>> {
        let raw = self.remaining.get(name).map(|raw| compact(raw.get()));
        let depth = self.take_as(name, "type.object", |value| {
            value.is_object().then(|| depth(value))
        })?;
        if depth > Some(MAX_DEPTH) {
            let phrase = Phrase::new("field.too-deep").with("most", MAX_DEPTH);
            return Err(Problem::field(name, phrase));
        }
        Ok(raw.filter(|_| depth.is_some()))
    }

    /// Reads one of a few words.
    pub(in crate::flow) fn choice<T>(
        &mut self,
        name: &'static str,
        choices: &[&str],
        read: impl Fn(&str) -> Option<T>,
    ) -> HandlerResult<Option<T>> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let mismatch = || Problem::field(name, none_of(&text, choices));
        read(&text).map(Some).ok_or_else(mismatch)
    }

    /// Returns which of these fields are `null`; in a change that resets them. Call it before they are read.
    pub(in crate::flow) fn null_fields(&self, names: &[&'static str]) -> Vec<&'static str> {
        let is_null = |name: &&str| {
            self.remaining
                .get(*name)
                .is_some_and(|raw| raw.get() == "null")
        };
        names.iter().copied().filter(is_null).collect()
    }

    /// Fails if there are unread fields. momo's own calls require this so that a misspelt field is not silently
    /// ignored.
    pub(in crate::flow) fn finish(self) -> HandlerResult<()> {
        let Some(name) = self.remaining.keys().next() else {
            return Ok(());
        };
        let problem = Problem::field(name, "field.unknown");
        Err(match nearest(name, self.requested.iter().copied()) {
            Some(near) => problem.hint(Phrase::new("field.hint-near").with("near", near)),
            None => problem,
        })
    }

    fn string(&mut self, name: &'static str) -> HandlerResult<Option<String>> {
        self.take_as(name, "type.text", |value| value.as_str().map(str::to_owned))
    }

    /// Reads a field with `read`; `expected` is the code of the expected type in the error message.
    fn take_as<T>(
        &mut self,
        name: &'static str,
        expected: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> HandlerResult<Option<T>> {
        let Some(value) = self.take(name)? else {
            return Ok(None);
        };
        let mismatch = || Problem::field(name, wrong_type(&value, expected));
        read(&value).map(Some).ok_or_else(mismatch)
    }

    /// Removes and parses a field. `null` counts as missing, except for [`null_fields`](Self::null_fields).
    fn take(&mut self, name: &'static str) -> HandlerResult<Option<Value>> {
        self.requested.push(name);
        let Some(raw) = self.remaining.remove(name) else {
            return Ok(None);
        };
        // Values are validated only here; a lone surrogate, for example, passes until then.
        match serde_json::from_str(raw.get()) {
            Ok(Value::Null) => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(not_json(format!("`{name}`: {error}"))),
        }
    }
}

/// Maximum depth of a JSON object that a caller chooses: answers hold it some levels deeper, and readers of JSON have
/// limits (that of serde_json is 128).
const MAX_DEPTH: u64 = 64;

/// Returns how many objects and lists are nested; 0 for another value.
fn depth(value: &Value) -> u64 {
    let deepest = match value {
        Value::Array(values) => values.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => return 0,
    };
    1 + deepest.unwrap_or(0)
}

/// Accepts `17.0` as an integer, like JSON Schema. `None` from 2^53 on, where a number that was read as a float may have
/// been rounded: `-9223372036854775809` is not -2^63.
fn whole_number(value: &Value) -> Option<i64> {
    let exact = 2_f64.powi(53);
    let number = value.as_f64()?;
    (number.fract() == 0.0 && number.abs() < exact).then_some(number as i64)
}

fn not_json(error: String) -> Problem {
    Problem::bad_request(Phrase::new("body.not-json").with("error", error))
}

/// Returns the predicate of a word that is none of the allowed ones.
pub(in crate::flow) fn none_of(text: &str, choices: &[&str]) -> Phrase {
    let phrase = Phrase::new("field.text-none-of").with("text", text);
    phrase.with("known", choices.join(", "))
}

/// Returns the predicate of a value of another type than `expected` is the code of.
fn wrong_type(value: &Value, expected: &'static str) -> Phrase {
    let kind = match value {
        Value::Null => Phrase::verbatim("null"),
        Value::Bool(_) => "type.truth".into(),
        Value::Number(_) => "type.number".into(),
        Value::String(_) => "type.text".into(),
        Value::Array(_) => "type.list".into(),
        Value::Object(_) => "type.object".into(),
    };
    let phrase = Phrase::new("field.type").with("kind", kind);
    phrase.with("wanted", Phrase::new(expected))
}
