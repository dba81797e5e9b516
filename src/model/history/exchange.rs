//! The exchange: one HTTP request with its response or failure, its timing and its signature check.
//!
//! Every request that momo sends or receives becomes an [`Exchange`]. The history stores it, terminal and reports show
//! it, and `replay` reads it. `--json` prints its JSON form.
pub use super::hop::{Direction, ExchangeKind};
use super::hop::{Hop, MissingPart};
use crate::model::fault::Fault;
use crate::model::http::{Request, Response};
use crate::model::kakao::lint::{Finding, Severity, highest_severity};
use crate::model::nhn::request::mask_app_key;
use crate::model::protocol::{BOT_ID_HEADER, EVENT_ID_HEADER, Event, Protocol};
use crate::model::secret::signature::{SignatureCheck, SignatureVerdict};
use crate::model::text::id;
use crate::model::text::named::named;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Not;

/// Room for the JSON of an exchange without bodies, in bytes; a longer one takes more. Allocators serve sizes up to this
/// one from a cache of the thread.
const USUAL_HEAD_BYTES: usize = 1024;

/// One HTTP request and its outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// `ex_...`, sortable by time.
    pub id: String,
    pub direction: Direction,
    /// The platform to which the request belongs.
    pub protocol: Protocol,
    pub kind: ExchangeKind,
    /// The step of an event's way. `None` if recorded without it; [`hop()`](Exchange::hop) then derives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hop: Option<Hop>,
    /// Id of the exchange whose event this one sends on. `None` if it sends on none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<String>,
    /// The parts that are not in the exchange although they were on the wire.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingPart>,
    /// Time at which the request was sent, or was received completely. Milliseconds since 1970 (UTC).
    pub started_at: Timestamp,
    /// `event_id` of the event, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// `event_type` of the event, or the operation of an API call. `None` if unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// The bot that receives the event or calls the API. `None` if unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<String>,
    /// Number of the delivery attempt, from 1. `None` if the exchange is not part of a delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// The injected faults.
    #[serde(rename = "chaos", default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    pub signature: SignatureCheck,
    /// The request. Credential headers contain fingerprints.
    pub request: Request,
    /// `None` if no response was received or sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// Why there is no response, or why a request was rejected before it was read. `None` without a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    pub timing: Timing,
    /// Whether the user has starred the exchange.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub starred: bool,
}

impl Exchange {
    /// Copies the exchange without its bodies.
    pub fn without_bodies(&self) -> Self {
        Self {
            id: self.id.clone(),
            direction: self.direction,
            protocol: self.protocol,
            kind: self.kind,
            hop: self.hop,
            forwarded_from: self.forwarded_from.clone(),
            missing: self.missing.clone(),
            started_at: self.started_at,
            event_id: self.event_id.clone(),
            event_type: self.event_type.clone(),
            bot_id: self.bot_id.clone(),
            attempt: self.attempt,
            faults: self.faults.clone(),
            signature: self.signature.clone(),
            request: Request {
                method: self.request.method.clone(),
                url: self.request.url.clone(),
                headers: self.request.headers.clone(),
                body: Vec::new(),
            },
            response: self.response.as_ref().map(|response| Response {
                status: response.status,
                headers: response.headers.clone(),
                body: Vec::new(),
            }),
            failure: self.failure.clone(),
            timing: self.timing,
            starred: self.starred,
        }
    }

    /// Serialises the exchange without its bodies and its star, which it has again afterwards.
    ///
    /// # Errors
    /// If a value is no JSON.
    pub fn head_json(&mut self) -> serde_json::Result<String> {
        let starred = std::mem::take(&mut self.starred);
        let request_body = std::mem::take(&mut self.request.body);
        let response_body = self
            .response
            .as_mut()
            .map(|it| std::mem::take(&mut it.body));
        let mut head = Vec::with_capacity(USUAL_HEAD_BYTES);
        let written = serde_json::to_writer(&mut head, &*self);
        self.starred = starred;
        self.request.body = request_body;
        if let (Some(response), Some(body)) = (&mut self.response, response_body) {
            response.body = body;
        }
        written?;
        String::from_utf8(head).map_err(serde::ser::Error::custom)
    }

    /// Creates an exchange without an outcome. The event id of `meta` precedes that of an event's headers; the bot id of
    /// the headers precedes that of `meta`. Replaces credentials by fingerprints: those of the standard headers, of
    /// the secret headers of `meta`, and an app key in the URL.
    pub fn new(
        direction: Direction,
        started_at: Timestamp,
        random: [u8; 4],
        mut request: Request,
        meta: ExchangeMeta,
    ) -> Self {
        for name in &meta.secret_headers {
            request.headers.hide_values(name);
        }
        request.headers.hide_credentials();
        if meta.protocol == Protocol::Nhn && meta.kind == ExchangeKind::Api {
            request.url = mask_app_key(&request.url);
        }
        let header = |name: &str| {
            let value = request.headers.text(name);
            value
                .filter(|_| meta.kind == ExchangeKind::Event)
                .map(str::to_owned)
        };
        Self {
            id: id::exchange(started_at, random),
            direction,
            protocol: meta.protocol,
            kind: meta.kind,
            hop: Some(Hop::plain(direction, meta.kind)),
            forwarded_from: None,
            missing: Vec::new(),
            started_at,
            event_id: meta.event.id.or_else(|| header(EVENT_ID_HEADER)),
            event_type: meta.event.event_type,
            bot_id: header(BOT_ID_HEADER).or(meta.event.bot_id),
            attempt: meta.attempt,
            faults: meta.faults,
            signature: meta.signature,
            request,
            response: None,
            failure: None,
            timing: Timing::default(),
            starred: false,
        }
    }

    /// Returns the event type; `no request` for bytes that are none; without a type `message call`, or method and URL of an
    /// event. The text is untrusted and must be escaped.
    pub fn title(&self) -> Cow<'_, str> {
        match (&self.event_type, self.kind) {
            _ if self.lacks(MissingPart::RequestHead) => "no request".into(),
            (Some(event_type), _) => event_type.into(),
            (None, ExchangeKind::Api) => "message call".into(),
            (None, ExchangeKind::Event) => {
                format!("{} {}", self.request.method, self.request.url).into()
            }
        }
    }

    /// Lints the response to an event by the rules of its platform. Empty for API calls, and without a response or its body.
    pub fn lint_response(&self) -> Vec<Finding> {
        match (&self.response, self.kind) {
            (Some(response), ExchangeKind::Event) if !self.lacks(MissingPart::ResponseBody) => {
                self.protocol.lint_response(&self.request, response)
            }
            _ => Vec::new(),
        }
    }

    /// Returns whether the response has no 2xx status, or a body that the platform refuses. The exchange must have its bodies.
    pub fn is_failed(&self) -> bool {
        !self.is_success() || highest_severity(&self.lint_response()) == Some(Severity::Error)
    }

    /// Returns whether the response has a 2xx status.
    pub fn is_success(&self) -> bool {
        self.response.as_ref().is_some_and(Response::is_success)
    }

    /// Adds the outcome. Replaces credentials in the response by fingerprints.
    #[must_use]
    pub fn with_outcome(mut self, outcome: Result<Response, Failure>, timing: Timing) -> Self {
        self.timing = timing;
        match outcome {
            Ok(mut response) => {
                response.headers.hide_credentials();
                self.response = Some(response);
            }
            Err(failure) => self.failure = Some(failure),
        }
        self
    }
}

/// What an exchange says besides request and outcome.
#[derive(Debug, Clone)]
pub struct ExchangeMeta {
    pub kind: ExchangeKind,
    pub protocol: Protocol,
    /// Ids and type of the event, or bot and operation of a call.
    pub event: Event,
    pub signature: SignatureCheck,
    /// Number of the attempt of a delivery or of a message call, from 1. `None` for any other exchange.
    pub attempt: Option<u32>,
    /// The injected faults.
    pub faults: Vec<Fault>,
    /// Headers whose values are secrets, besides the standard ones.
    pub secret_headers: Vec<String>,
}

impl ExchangeMeta {
    /// Describes an event whose signature was not checked. `secret_header` is the header that holds a secret besides the
    /// standard ones; `None` if there is none.
    pub fn event(protocol: Protocol, event: Event, secret_header: Option<&str>) -> Self {
        Self {
            secret_headers: secret_header.map(str::to_owned).into_iter().collect(),
            ..Self::new(ExchangeKind::Event, protocol, event)
        }
    }

    /// Describes a message API call of this bot.
    pub fn message_call(bot_id: &str) -> Self {
        let event = Event {
            bot_id: Some(bot_id.to_owned()),
            ..Event::default()
        };
        Self::new(ExchangeKind::Api, Protocol::Momotalk, event)
    }

    /// Describes a call of NHN Cloud's API. `operation` is for example `nhn.send`.
    pub fn nhn_call(operation: &str) -> Self {
        let event = Event {
            event_type: Some(operation.to_owned()),
            ..Event::default()
        };
        Self::new(ExchangeKind::Api, Protocol::Nhn, event)
    }

    fn new(kind: ExchangeKind, protocol: Protocol, event: Event) -> Self {
        Self {
            kind,
            protocol,
            event,
            signature: SignatureCheck::from_verdict(SignatureVerdict::Unchecked),
            attempt: None,
            faults: Vec::new(),
            secret_headers: Vec::new(),
        }
    }
}

/// Why there is no response, or why a request was rejected. JSON: `cause`, `message` in English, and `phrase`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "FailureJson", into = "FailureJson")]
pub struct Failure {
    pub cause: FailureCause,
    /// Description without secrets.
    pub message: Phrase,
}

impl Failure {
    /// Returns whether nothing was sent, because the request cannot be written as HTTP.
    pub fn is_unsendable(&self) -> bool {
        let codes = [
            "failure.method",
            "failure.address",
            "failure.scheme",
            "failure.address-credentials",
            "failure.header-name",
            "failure.header-value",
        ];
        codes.contains(&self.message.code())
    }

    /// Returns whether the environment asks for a proxy that cannot be used, so that nothing was sent.
    pub fn is_unusable_proxy(&self) -> bool {
        let codes = [
            "failure.proxy-socks",
            "failure.proxy-scheme",
            "failure.proxy-address",
        ];
        codes.contains(&self.message.code())
    }

    /// Returns whether the proxy failed, which the message names.
    pub fn names_proxy(&self) -> bool {
        let codes = ["failure.proxy-refused", "failure.proxy-no-address"];
        self.is_unusable_proxy() || codes.contains(&self.message.code())
    }
}

#[derive(Serialize, Deserialize)]
struct FailureJson {
    cause: FailureCause,
    message: String,
    /// `None` for a text that is not in the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phrase: Option<Phrase>,
}

impl From<Failure> for FailureJson {
    fn from(Failure { cause, message }: Failure) -> Self {
        Self {
            cause,
            message: message.to_string(),
            phrase: Some(message).filter(|message| !message.is_verbatim()),
        }
    }
}

impl From<FailureJson> for Failure {
    fn from(json: FailureJson) -> Self {
        Self {
            cause: json.cause,
            message: json
                .phrase
                .unwrap_or_else(|| Phrase::verbatim(json.message)),
        }
    }
}

named! {
    #[derive(PartialOrd, Ord)]
    pub enum FailureCause {
        /// The host name does not resolve.
        Dns = "dns",
        /// The connection was refused: no process listens on the port.
        Refused = "refused",
        /// Another connection error (unreachable, reset while connecting).
        Connect = "connect",
        /// The TLS handshake failed.
        Tls = "tls",
        /// The time limit was exceeded.
        Timeout = "timeout",
        /// The connection broke before the response was complete.
        Broken = "broken",
        /// momo intentionally closed the connection before the request was complete.
        Cut = "cut",
        /// The response is not HTTP.
        Protocol = "protocol",
        /// The response exceeds momo's size limit.
        TooLarge = "too_large",
        /// The request was rejected before it was read completely (too large, malformed, too slow).
        Rejected = "rejected",
        /// An injected fault kept the request from being sent.
        Simulated = "rehearsed",
    }
}

/// Durations of an exchange, in fractional milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Sent: from the start of the request to the last byte of the response. Received: from the complete request to the
    /// end of the response.
    pub total_ms: f64,
    /// Connect time including DNS and TLS, part of the total. 0 for a reused connection, `None` if not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect_ms: Option<f64>,
    /// Time until the request was sent again on a new connection, because the server had closed the kept one before the
    /// first byte of a response. `None` if it was sent once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_again_ms: Option<f64>,
    /// Time to the first byte of the response. `None` if not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte_ms: Option<f64>,
    /// Time in the outbox after the delivery was due, not part of the total. `None` if it was not queued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_ms: Option<f64>,
}
