//! The one noun: an HTTP request, what came back or why nothing did, when, how long, and whether it was authentic.
//!
//! Everything that momo sends or receives becomes an [`Exchange`]: the history keeps it, the terminal and
//! the reports show it, `replay` takes it as input again. Its JSON form is the one of `--json`.
use crate::model::fault::Fault;
use crate::model::http::{Request, Response};
use crate::model::kakao::lint::Finding;
use crate::model::nhn::request::mask_app_key;
use crate::model::protocol::{BOT_ID_HEADER, EVENT_ID_HEADER, Event, Protocol};
use crate::model::secret::signature::{SignatureCheck, SignatureVerdict};
use crate::model::text::id;
use crate::model::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Not;

/// One request and its outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// `ex_...`; sorts by time.
    pub id: String,
    /// Whether momo sent the request or received it.
    pub direction: Direction,
    /// The platform whose request this is.
    pub protocol: Protocol,
    /// What kind of call it is.
    pub kind: ExchangeKind,
    /// When the request was sent, or had arrived whole. Milliseconds since 1970 (UTC).
    pub started_at: Timestamp,
    /// The event's `event_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The event's `event_type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// The bot that it is for, or from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<String>,
    /// Which attempt of its delivery this is, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// Injected faults that changed this exchange.
    #[serde(rename = "chaos", default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// Whether the request was authentic.
    pub signature: SignatureCheck,
    /// What was asked. Credential headers hold fingerprints.
    pub request: Request,
    /// What was answered; none where nothing came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// Why nothing came back, or why the request was refused unread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// How long it took.
    pub timing: Timing,
    /// Whether a person has marked it to find it again.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub starred: bool,
}

impl Exchange {
    /// All of it but the bodies, which are not copied only to be dropped.
    pub fn without_bodies(&self) -> Self {
        Self {
            id: self.id.clone(),
            direction: self.direction,
            protocol: self.protocol,
            kind: self.kind,
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

    /// The delivery of an event, of which nothing has come yet. `event` is what its body says; its headers say the
    /// rest. Credentials become fingerprints.
    pub fn new_event(
        direction: Direction,
        started_at: Timestamp,
        random: [u8; 4],
        request: Request,
        event: Event,
    ) -> Self {
        let header = |name: &str| request.headers.text(name).map(str::to_owned);
        Self {
            protocol: Protocol::recognise(&request),
            event_id: event.id.or_else(|| header(EVENT_ID_HEADER)),
            event_type: event.event_type,
            bot_id: header(BOT_ID_HEADER).or(event.bot_id),
            ..Self::new(ExchangeKind::Event, direction, started_at, random, request)
        }
    }

    /// A call of the message API by this bot, of which nothing has come yet. Credentials become fingerprints.
    pub fn new_message_call(
        direction: Direction,
        started_at: Timestamp,
        random: [u8; 4],
        request: Request,
        bot_id: &str,
    ) -> Self {
        Self {
            bot_id: Some(bot_id.to_owned()),
            ..Self::new(ExchangeKind::Api, direction, started_at, random, request)
        }
    }

    /// A call of NHN Cloud's API, of which nothing has come yet; `what` is what it does, `nhn.send`. The secret key and the
    /// app key, which stands in the URL, become fingerprints.
    pub fn new_nhn_call(
        direction: Direction,
        started_at: Timestamp,
        random: [u8; 4],
        mut request: Request,
        title: &str,
    ) -> Self {
        request.url = mask_app_key(&request.url);
        Self {
            protocol: Protocol::Nhn,
            event_type: Some(title.to_owned()),
            ..Self::new(ExchangeKind::Api, direction, started_at, random, request)
        }
    }

    fn new(
        kind: ExchangeKind,
        direction: Direction,
        started_at: Timestamp,
        random: [u8; 4],
        mut request: Request,
    ) -> Self {
        request.headers.hide_credentials();
        Self {
            id: id::exchange(started_at, random),
            direction,
            protocol: Protocol::Momotalk,
            kind,
            started_at,
            event_id: None,
            event_type: None,
            bot_id: None,
            attempt: None,
            faults: Vec::new(),
            signature: SignatureCheck::from_verdict(SignatureVerdict::Unchecked),
            request,
            response: None,
            failure: None,
            timing: Timing::default(),
            starred: false,
        }
    }

    /// What the event is; else what was asked. Strangers wrote it.
    pub fn title(&self) -> Cow<'_, str> {
        match (&self.event_type, self.kind) {
            (Some(event_type), _) => event_type.into(),
            (None, ExchangeKind::Api) => "message call".into(),
            (None, ExchangeKind::Event) => {
                format!("{} {}", self.request.method, self.request.url).into()
            }
        }
    }

    /// What is to be said of the answer to an event, where its platform shows it to people.
    pub fn lint_response(&self) -> Vec<Finding> {
        match (&self.response, self.kind) {
            (Some(response), ExchangeKind::Event) => {
                self.protocol.lint_response(&self.request, response)
            }
            _ => Vec::new(),
        }
    }

    /// Whether it was answered, with 2xx.
    pub fn is_success(&self) -> bool {
        self.response.as_ref().is_some_and(Response::is_success)
    }

    /// The same with what came of it. Credentials in an answer become fingerprints.
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

/// Who sent the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// momo sent it.
    Sent,
    /// momo received it.
    Received,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sent, Self::Received];

    /// The word that people and JSON see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Received => "received",
        }
    }
}

/// What kind of call an exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeKind {
    /// An event on its way to a callback URL.
    Event,
    /// A call of an API: of the message API by a bot, or of NHN Cloud's.
    Api,
}

impl ExchangeKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Event, Self::Api];

    /// The word that people and JSON see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Api => "api",
        }
    }
}

/// Why no answer came back, or why a request was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The cause, for programs.
    pub cause: FailureCause,
    /// The same for people, without secrets.
    pub message: String,
}

/// What kept an answer from coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCause {
    /// The host name has no address.
    Dns,
    /// Nobody listens there.
    Refused,
    /// No connection for another reason (unreachable, reset while connecting).
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// The time limit ran out.
    Timeout,
    /// The connection broke before the answer was whole.
    Broken,
    /// momo itself closed the connection before the request was whole, on purpose.
    Cut,
    /// What came back is no HTTP.
    Protocol,
    /// The answer is larger than momo takes.
    TooLarge,
    /// The request was refused before it was read whole (too large, malformed, too slow).
    Rejected,
    /// A simulated fault kept the request from being sent.
    #[serde(rename = "rehearsed")]
    Simulated,
}

impl FailureCause {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Dns,
        Self::Refused,
        Self::Connect,
        Self::Tls,
        Self::Timeout,
        Self::Broken,
        Self::Cut,
        Self::Protocol,
        Self::TooLarge,
        Self::Rejected,
        Self::Simulated,
    ];

    /// The word that people and JSON see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Broken => "broken",
            Self::Cut => "cut",
            Self::Protocol => "protocol",
            Self::TooLarge => "too_large",
            Self::Rejected => "rejected",
            Self::Simulated => "rehearsed",
        }
    }
}

/// How long it took; milliseconds with fractions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// From the first byte sent (or the request whole) to the last byte of the answer.
    pub total_ms: f64,
    /// How long the connection took to come about, TLS and the look-up of the name included: the beginning of what follows. 0
    /// where a connection was kept from before; none where it was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect_ms: Option<f64>,
    /// To the first byte of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte_ms: Option<f64>,
    /// How long it had waited in the outbox before, since it was due. Not part of the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_ms: Option<f64>,
}
