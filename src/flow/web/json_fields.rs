//! The fields of a call's JSON body, read one by one; what is left over is named.
use super::problem::{Problem, HandlerResult};
use crate::model::http::target;
use crate::model::http::{Headers, Request, from_base64, sendable};
use crate::model::json::span::compact;
use crate::model::text::nearest::nearest;
use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A URL, or one of the short forms that momo takes for a port of this machine.
pub(in crate::flow) fn resolve_target(field: &'static str, text: &str) -> HandlerResult<String> {
    target::resolve(text).map_err(|error| {
        let problem = Problem::field(field, error.to_string());
        match error.hints().first() {
            Some(hint) => problem.hint(hint),
            None => problem,
        }
    })
}

/// The members of the body that nobody has asked for yet.
pub(in crate::flow) struct JsonFields {
    remaining: BTreeMap<String, Box<RawValue>>,
    requested: Vec<&'static str>,
}

impl JsonFields {
    /// Reads a JSON object of type `application/json`.
    pub(in crate::flow) fn read(request: &Request) -> HandlerResult<Self> {
        let kind = request.headers.text("Content-Type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::unsupported(format!(
                "the content type is `{kind}`, not `application/json`"
            ))
            .hint("Send the header Content-Type: application/json."));
        }
        let bad = |error: serde_json::Error| match error.classify() {
            Category::Data => Problem::bad_request("the body is JSON, but no object"),
            _ => Problem::bad_request(format!("the body is no JSON: {error}")),
        };
        Ok(Self {
            remaining: serde_json::from_slice(&request.body).map_err(bad)?,
            requested: Vec::new(),
        })
    }

    /// A call without a body has no fields; an empty object says the same.
    pub(in crate::flow) fn read_optional(request: &Request) -> HandlerResult<Self> {
        if request.body.is_empty() {
            return Ok(Self {
                remaining: BTreeMap::new(),
                requested: Vec::new(),
            });
        }
        Self::read(request)
    }

    /// A text of which something can be seen: a name, a word.
    pub(in crate::flow) fn text(&mut self, name: &'static str) -> HandlerResult<Option<String>> {
        match self.string(name)? {
            Some(text) if text.trim().is_empty() => Err(Problem::field(name, "is empty")),
            text => Ok(text),
        }
    }

    /// A text that must be there.
    pub(in crate::flow) fn required_text(&mut self, name: &'static str) -> HandlerResult<String> {
        self.text(name)?
            .ok_or_else(|| Problem::field(name, "is missing"))
    }

    /// A text that may be white space: what somebody says is taken as it is.
    pub(in crate::flow) fn content(&mut self, name: &'static str) -> HandlerResult<Option<String>> {
        match self.string(name)? {
            Some(text) if text.is_empty() => Err(Problem::field(name, "is empty")),
            text => Ok(text),
        }
    }

    /// The same, which must be there.
    pub(in crate::flow) fn required_content(&mut self, name: &'static str) -> HandlerResult<String> {
        self.content(name)?
            .ok_or_else(|| Problem::field(name, "is missing"))
    }

    /// An object with fields of its own.
    pub(in crate::flow) fn nested(&mut self, name: &'static str) -> HandlerResult<Option<Self>> {
        let Some(text) = self.object(name)? else {
            return Ok(None);
        };
        let left = serde_json::from_str(&text)
            .map_err(|error| Problem::bad_request(format!("the body is no JSON: {error}")))?;
        Ok(Some(Self {
            remaining: left,
            requested: Vec::new(),
        }))
    }

    /// A whole number.
    pub(in crate::flow) fn integer(&mut self, name: &'static str) -> HandlerResult<Option<i64>> {
        self.take_as(name, "a whole number", |value| {
            value.as_i64().or_else(|| whole_number(value))
        })
    }

    /// A whole number that must be there.
    pub(in crate::flow) fn required_integer(&mut self, name: &'static str) -> HandlerResult<i64> {
        self.integer(name)?
            .ok_or_else(|| Problem::field(name, "is missing"))
    }

    /// A number that need not be whole.
    pub(in crate::flow) fn number(&mut self, name: &'static str) -> HandlerResult<Option<f64>> {
        self.take_as(name, "a number", Value::as_f64)
    }

    /// A whole number that is not negative.
    pub(in crate::flow) fn unsigned(&mut self, name: &'static str) -> HandlerResult<Option<u64>> {
        let negative = |_| Problem::field(name, "is negative");
        let number = self.integer(name)?;
        number.map(u64::try_from).transpose().map_err(negative)
    }

    /// Yes or no.
    pub(in crate::flow) fn boolean(&mut self, name: &'static str) -> HandlerResult<Option<bool>> {
        self.take_as(name, "true or false", Value::as_bool)
    }

    /// Bytes: as text by one name, or in base64 by the other.
    pub(in crate::flow) fn bytes(
        &mut self,
        name: &'static str,
        name_base64: &'static str,
    ) -> HandlerResult<Option<Vec<u8>>> {
        match (self.string(name)?, self.string(name_base64)?) {
            (Some(_), Some(_)) => Err(Problem::field(
                name_base64,
                format!("stands beside `{name}`, and there is one body only"),
            )),
            (Some(text), None) => Ok(Some(text.into_bytes())),
            (None, Some(text)) => match from_base64(&text) {
                Some(bytes) => Ok(Some(bytes)),
                None => Err(Problem::field(name_base64, "is no base64")),
            },
            (None, None) => Ok(None),
        }
    }

    /// Headers that can be sent, in order: pairs of name and value.
    pub(in crate::flow) fn headers_are_read(&mut self, name: &'static str) -> HandlerResult<Option<Headers>> {
        let refuse = |words: String| Problem::field(name, words);
        let pairs = match self.take(name)? {
            None => return Ok(None),
            Some(Value::Array(pairs)) => pairs,
            Some(other) => return Err(refuse(format!("is {}, not a list", type_name(&other)))),
        };
        let mut headers = Headers::new();
        for pair in &pairs {
            let pair = pair.as_array().map(Vec::as_slice);
            let Some([Value::String(header), Value::String(value)]) = pair else {
                return Err(refuse("is a list of pairs, `[name, value]`".into()));
            };
            let (header, value) = sendable(header, value).map_err(refuse)?;
            headers.push(header, value);
        }
        Ok(Some(headers))
    }

    /// An object, as it was written but for white space: its numbers keep their digits.
    pub(in crate::flow) fn object(&mut self, name: &'static str) -> HandlerResult<Option<String>> {
        let raw = self.remaining.get(name).map(|raw| compact(raw.get()));
        let object = self.take_as(name, "an object", |value| value.as_object().map(|_| ()))?;
        Ok(raw.filter(|_| object.is_some()))
    }

    /// One of a few words.
    pub(in crate::flow) fn choice<T>(
        &mut self,
        name: &'static str,
        words: &[&str],
        read: impl Fn(&str) -> Option<T>,
    ) -> HandlerResult<Option<T>> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let wrong = || Problem::field(name, format!("`{text}` is none of {}", words.join(", ")));
        read(&text).map(Some).ok_or_else(wrong)
    }

    /// Which of these are there as `null`: a change takes them back. Asked before they are read.
    pub(in crate::flow) fn null_fields(&self, names: &[&'static str]) -> Vec<&'static str> {
        let is_null = |name: &&str| self.remaining.get(*name).is_some_and(|raw| raw.get() == "null");
        names.iter().copied().filter(is_null).collect()
    }

    /// Nothing else was sent. momo's own calls insist on it: a misspelt field would be lost without a word.
    pub(in crate::flow) fn finish(self) -> HandlerResult<()> {
        let Some(name) = self.remaining.keys().next() else {
            return Ok(());
        };
        let problem = Problem::field(name, "is no field of this call");
        Err(match nearest(name, self.requested.iter().copied()) {
            Some(near) => problem.hint(format!("`{near}` may be meant.")),
            None => problem,
        })
    }

    /// Any text.
    fn string(&mut self, name: &'static str) -> HandlerResult<Option<String>> {
        self.take_as(name, "text", |value| value.as_str().map(str::to_owned))
    }

    /// The value of a field, where it is there; `what` says what it must be for `read` to make something of it.
    fn take_as<T>(
        &mut self,
        name: &'static str,
        what: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> HandlerResult<Option<T>> {
        let Some(value) = self.take(name)? else {
            return Ok(None);
        };
        let wrong = || Problem::field(name, format!("is {}, not {what}", type_name(&value)));
        read(&value).map(Some).ok_or_else(wrong)
    }

    /// `null` says the same as nothing, but for [`nulls`](Self::nulls).
    fn take(&mut self, name: &'static str) -> HandlerResult<Option<Value>> {
        self.requested.push(name);
        let Some(raw) = self.remaining.remove(name) else {
            return Ok(None);
        };
        // A value is looked into only here: half a surrogate pair, for one, passes until then.
        match serde_json::from_str(raw.get()) {
            Ok(Value::Null) => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(Problem::bad_request(format!(
                "the body is no JSON: `{name}`: {error}"
            ))),
        }
    }
}

/// `17.0` is a whole number too, as JSON Schema sees it.
fn whole_number(value: &Value) -> Option<i64> {
    let most = 2_f64.powi(63);
    let number = value.as_f64()?;
    (number.fract() == 0.0 && (-most..most).contains(&number)).then_some(number as i64)
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
