//! Requests that can be replayed.
//!
//! The JSON form is an exchange in which only `request` is required. So `replay` reads lines of the history, lines of
//! `webhook listen --json` and the output of `webhook sample --exchange`. It also reads a HAR file or one entry of it.
use crate::error::{Error, Result};
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::history::har;
use crate::model::history::hop::MissingPart;
use crate::model::history::import::ImportError;
use crate::model::http::header_text;
use crate::model::http::{Request, Response};
use crate::model::protocol::{Event, Protocol};
use crate::model::secret::signature::SignatureVerdict;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A captured or generated request with its metadata.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CapturedRequest {
    /// Id of the original exchange. `None` if unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Direction of the original exchange. If momo sent it, the URL is absolute. `None` if unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    pub protocol: Protocol,
    pub kind: ExchangeKind,
    /// `event_id` of the event, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// `event_type` of the event, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// The bot that receives the event. `None` if unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<String>,
    pub request: Request,
    /// The original response. `None` if none was recorded or it is unreadable.
    #[serde(skip)]
    pub recorded_response: Option<Response>,
    /// Whether it is an event, as [`Exchange::is_event`] says.
    #[serde(skip)]
    pub is_event: bool,
    /// Id of the exchange whose event the original one sent on. `None` if it sent on none.
    #[serde(skip)]
    pub forwarded_from: Option<String>,
    /// The parts that the source does not hold.
    #[serde(skip)]
    pub missing: Vec<MissingPart>,
    /// Fingerprint of the secret with which momo signed the original. `None` if momo did not sign it.
    #[serde(skip)]
    pub signed_with: Option<String>,
    /// Names of the headers whose values the source hides. A new value is a secret, too.
    #[serde(skip)]
    pub hidden_headers: Vec<String>,
}

impl CapturedRequest {
    /// Creates a request without an original exchange. Reads the ids from the request.
    pub fn new(request: Request, protocol: Protocol, kind: ExchangeKind) -> Self {
        let event = Event::from_request(protocol, &request);
        let hidden = request.headers.iter().filter(|header| header.is_hidden());
        Self {
            hidden_headers: hidden.map(|header| header.name.clone()).collect(),
            id: None,
            direction: None,
            protocol,
            kind,
            event_id: event.id,
            event_type: event.event_type,
            bot_id: event.bot_id,
            request,
            recorded_response: None,
            is_event: kind == ExchangeKind::Event,
            forwarded_from: None,
            missing: Vec::new(),
            signed_with: None,
        }
    }

    /// Takes the request of a stored exchange, and what is known of it.
    pub fn from_exchange(exchange: Exchange) -> Self {
        let is_signed = exchange.direction == Direction::Sent
            && exchange.signature.verdict == SignatureVerdict::Valid;
        let has_response = !exchange.lacks(MissingPart::ResponseBody);
        Self {
            is_event: exchange.is_event(),
            event_id: exchange.event_id.clone(),
            id: Some(exchange.id),
            direction: Some(exchange.direction),
            recorded_response: exchange.response.filter(|_| has_response),
            forwarded_from: exchange.forwarded_from,
            missing: exchange.missing,
            signed_with: is_signed.then_some(exchange.signature.secret).flatten(),
            ..Self::new(exchange.request, exchange.protocol, exchange.kind)
        }
    }

    /// Creates an event request from a payload. Recognises the platform by the payload; the default is MoMoTalk.
    pub fn from_payload(bytes: Vec<u8>) -> Self {
        let request = Request::post("/", "application/json", bytes);
        let protocol = match Protocol::recognise(&request) {
            Protocol::Http => Protocol::Momotalk,
            protocol => protocol,
        };
        Self::new(request, protocol, ExchangeKind::Event)
    }

    /// Parses one exchange, one exchange per line, a list of exchanges, or a HAR file. Skips lines of other types, such as `ready` and
    /// `summary` of `--json` output. Returns `None` for other content, which is a payload.
    ///
    /// # Errors
    /// Fails if an exchange has an invalid request, protocol, kind or direction.
    pub fn parse_all(bytes: &[u8]) -> Result<Option<Vec<Self>>> {
        if har::is_archive(bytes) {
            let refuse = |error| Error::unknown("the HAR cannot be read").because(error);
            return Self::parse_har(bytes).map(Some).map_err(refuse);
        }
        if let Some(fields) = parse_object(bytes) {
            return match is_exchange(&fields) {
                true => Ok(Some(vec![Self::from_object(fields, 1)?])),
                false => Ok(None),
            };
        }
        if let Some(list) = parse_list(bytes) {
            let requests = list.into_iter().zip(1..);
            let requests = requests.map(|(fields, number)| Self::from_object(fields, number));
            return requests.collect::<Result<_>>().map(Some);
        }
        let mut requests = Vec::new();
        for (index, line) in lines(bytes) {
            let Some(fields) = parse_object(line) else {
                return Ok(None);
            };
            if is_exchange(&fields) {
                requests.push(Self::from_object(fields, index + 1)?);
            } else if !fields.contains_key("type") {
                return Ok(None);
            }
        }
        Ok((!requests.is_empty()).then_some(requests))
    }

    /// Parses the entries of a HAR. Those of other programs are events only with a platform's marks.
    ///
    /// # Errors
    /// Fails if the file or an entry is no HAR.
    pub fn parse_har(bytes: &[u8]) -> Result<Vec<Self>, ImportError> {
        let mut requests = Vec::new();
        har::read_entries(bytes, &mut |entry| {
            let is_own = entry.is_from_momo();
            let mut captured = Self::from_exchange(entry.with_any_start().into_exchange()?);
            if !is_own {
                captured.id = None;
                captured.is_event &= captured.protocol != Protocol::Http;
            }
            requests.push(captured);
            Ok(())
        })
        .map_err(|error| ImportError::from_json_error(&error))?;
        Ok(requests)
    }

    fn from_object(mut fields: Map<String, Value>, line: usize) -> Result<Self> {
        if let Ok(exchange) = Exchange::deserialize(&fields) {
            return Ok(Self::from_exchange(exchange));
        }
        let refuse = |field_name: &str, error: serde_json::Error| {
            Error::unknown(format!(
                "the exchange on line {line} cannot be read: `{field_name}`"
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
        // A response in another program's form must not prevent the replay.
        let response = field("response").and_then(|response| serde_json::from_value(response).ok());
        Ok(Self {
            id,
            direction,
            recorded_response: response,
            ..Self::new(request, protocol, kind)
        })
    }
}

fn parse_object(bytes: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(bytes).ok()
}

/// Returns the exchanges of a list of nothing else; `None` for anything else.
fn parse_list(bytes: &[u8]) -> Option<Vec<Map<String, Value>>> {
    let list: Vec<Map<String, Value>> = serde_json::from_slice(bytes).ok()?;
    (!list.is_empty() && list.iter().all(is_exchange)).then_some(list)
}

/// Returns the lines that are not blank, with their indices. They end with a line feed, or all with a carriage return.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let end = match bytes.contains(&b'\n') {
        true => b'\n',
        false => b'\r',
    };
    let lines = bytes.split(move |byte| *byte == end).enumerate();
    lines.filter(|(_, line)| !line.trim_ascii().is_empty())
}

pub(super) fn is_exchange(fields: &Map<String, Value>) -> bool {
    fields.get("request").is_some_and(is_request)
}

/// Converts HAR's `postData.text` to a body, and headers in the form `{"Name": "value"}` to a list.
fn normalise_har_request(request: &mut Map<String, Value>) {
    if let Some(Value::Object(mut data)) = request.remove("postData") {
        let is_base64 = data.get("encoding").is_some_and(|name| name == "base64");
        let key = if is_base64 { "body_base64" } else { "body" };
        request.insert(key.into(), data.remove("text").unwrap_or_default());
    }
    if let Some(headers @ Value::Object(_)) = request.get("headers") {
        let headers = header_text::from_json(headers);
        // Text and bytes always serialise.
        let list = serde_json::to_value(headers).unwrap_or_default();
        request.insert("headers".into(), list);
    }
}

/// Returns whether the value is momo's or HAR's form of a request. A payload may also have a key `request`.
fn is_request(value: &Value) -> bool {
    let has = |key: &str| value.get(key).is_some();
    value.is_object() && (has("method") || has("headers")) && !(has("body") && has("body_base64"))
}
