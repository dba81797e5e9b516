//! A request as it was captured or made: what can be sent again.
//!
//! Its JSON form is an exchange of which only `request` must be there, so that a line of the history, a line of
//! `webhook listen --json` and the output of `webhook sample --exchange` all can be replayed. A HAR file, or one entry
//! of it, as browsers and proxies save what they saw, is read too.
use crate::error::{Error, Result};
use crate::model::history::exchange::{Direction, ExchangeKind};
use crate::model::http::header_text;
use crate::model::http::{Request, Response};
use crate::model::protocol::{Event, Protocol};
use serde::Serialize;
use serde_json::{Map, Value};

/// A request and what is known of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CapturedRequest {
    /// The exchange that it was part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who sent it then; where momo did, its URL is a whole one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The platform whose request it is.
    pub protocol: Protocol,
    /// What kind of call it is.
    pub kind: ExchangeKind,
    /// The event's `event_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The event's `event_type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// The bot that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<String>,
    /// What is sent.
    pub request: Request,
    /// What was answered then.
    #[serde(skip)]
    pub recorded_response: Option<Response>,
}

impl CapturedRequest {
    /// A request of which nothing else is known.
    pub fn new(request: Request, protocol: Protocol, kind: ExchangeKind) -> Self {
        let event = Event::from_request(protocol, &request);
        Self {
            id: None,
            direction: None,
            protocol,
            kind,
            event_id: event.id,
            event_type: event.event_type,
            bot_id: event.bot_id,
            request,
            recorded_response: None,
        }
    }

    /// A payload alone, as the event of the platform whose shape it has; what has no platform's shape is taken for
    /// MoMoTalk's.
    pub fn from_payload(bytes: Vec<u8>) -> Self {
        let request = Request::post("/", "application/json", bytes);
        let protocol = match Protocol::recognise(&request) {
            Protocol::Http => Protocol::Momotalk,
            protocol => protocol,
        };
        Self::new(request, protocol, ExchangeKind::Event)
    }

    /// Reads one exchange, or one a line. None where the bytes are something else: a payload of their own.
    /// Lines of other types, as `--json` writes them around exchanges (`ready`, `summary`), are passed over.
    pub fn parse_all(bytes: &[u8]) -> Result<Option<Vec<Self>>> {
        if let Some(one) = parse_object(bytes) {
            if let Some(entries) = har_entries(&one) {
                let entries = entries.iter().enumerate();
                let read = entries.map(|(at, entry)| Self::from_object(entry.clone(), at + 1));
                return read.collect::<Result<_>>().map(Some);
            }
            return match one.get("request").filter(|request| is_request(request)) {
                Some(_) => Ok(Some(vec![Self::from_object(one, 1)?])),
                None => Ok(None),
            };
        }
        let lines = bytes.split(|byte| *byte == b'\n').enumerate();
        let lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
        let mut found = Vec::new();
        for (number, line) in lines {
            let Some(fields) = parse_object(line) else {
                return Ok(None);
            };
            if fields.get("request").is_some_and(is_request) {
                found.push(Self::from_object(fields, number + 1)?);
            } else if !fields.contains_key("type") {
                return Ok(None);
            }
        }
        Ok((!found.is_empty()).then_some(found))
    }

    fn from_object(mut fields: Map<String, Value>, line: usize) -> Result<Self> {
        let refuse = |what: &str, error: serde_json::Error| {
            Error::unknown(format!(
                "the exchange on line {line} cannot be read: `{what}`"
            ))
            .because(error)
        };
        let mut request = fields.remove("request").unwrap_or_default();
        if let Value::Object(request) = &mut request {
            let defaults = [
                ("method", "POST".into()),
                ("url", "/".into()),
                ("headers", Value::Array(Vec::new())),
            ];
            for (key, default) in defaults {
                request.entry(key).or_insert(default);
            }
            normalise_har_request(request);
        }
        let request: Request =
            serde_json::from_value(request).map_err(|error| refuse("request", error))?;
        let mut field = |key: &str| fields.remove(key).filter(|value| !value.is_null());
        let protocol = match field("protocol") {
            Some(value) => {
                serde_json::from_value(value).map_err(|error| refuse("protocol", error))?
            }
            None => Protocol::recognise(&request),
        };
        let kind = match field("kind") {
            Some(value) => serde_json::from_value(value).map_err(|error| refuse("kind", error))?,
            None => ExchangeKind::Event,
        };
        let direction = match field("direction") {
            Some(value) => {
                Some(serde_json::from_value(value).map_err(|error| refuse("direction", error))?)
            }
            None => None,
        };
        let id = field("id").and_then(|id| id.as_str().map(str::to_owned));
        // Other tools' forms of an answer are no reason to refuse the request.
        let answer = field("response").and_then(|answer| serde_json::from_value(answer).ok());
        Ok(Self {
            id,
            direction,
            recorded_response: answer,
            ..Self::new(request, protocol, kind)
        })
    }
}

fn parse_object(bytes: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(bytes).ok()
}

/// The entries of a HAR file: `{"log": {"entries": [{"request": ...}]}}`.
fn har_entries(fields: &Map<String, Value>) -> Option<Vec<Map<String, Value>>> {
    let entries = fields.get("log")?.get("entries")?.as_array()?;
    let entries = entries.iter().map(|entry| entry.as_object().cloned());
    entries.collect()
}

/// HAR keeps the body in `postData.text`, and other tools keep headers as `{"Name": "value"}`.
fn normalise_har_request(request: &mut Map<String, Value>) {
    if let Some(Value::Object(mut data)) = request.remove("postData") {
        let is_base64 = data.get("encoding").is_some_and(|name| name == "base64");
        let key = if is_base64 { "body_base64" } else { "body" };
        request.insert(key.into(), data.remove("text").unwrap_or_default());
    }
    if let Some(headers @ Value::Object(_)) = request.get("headers") {
        let headers = header_text::from_json(headers);
        // Text and bytes are always written as JSON.
        let list = serde_json::to_value(headers).unwrap_or_default();
        request.insert("headers".into(), list);
    }
}

/// Whether this is our form of a request: a payload may have a key `request` of its own.
fn is_request(value: &Value) -> bool {
    let has = |key: &str| value.get(key).is_some();
    value.is_object() && (has("method") || has("headers")) && !(has("body") && has("body_base64"))
}
