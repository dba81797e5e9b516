//! Asks a bot which signature it takes: sends it events that differ in the signature alone, each as a known mistake
//! computes it. Only a bot that makes the mistake takes such an event.
use crate::error::Result;
use crate::io::client::Client;
use crate::io::files::known_secrets;
use crate::io::system;
use crate::model::diagnosis::{PROBE_EVENT, Probe, ProbeFinding};
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::http::{Request, Response};
use crate::model::json::tree::JsonDocument;
use crate::model::protocol::momotalk_event::MessageCreated;
use crate::model::protocol::{Event, Protocol, momotalk_sign_event};
use crate::model::secret::explain::{Candidate, LabelledSecret, candidates};
use crate::model::secret::signature::{SIGNATURE_HEADER, SignatureVerdict, Signer};
use crate::model::text::id;
use crate::model::time::Timestamp;
use std::time::{Duration, Instant};

/// Time limit of each probe.
const TIMEOUT: Duration = Duration::from_secs(3);
/// Time after which no further probe is sent.
const TOTAL_TIME: Duration = Duration::from_secs(10);

/// A signature that no bot takes.
const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Returns whether a probe can explain the outcome: a bot refused the right signature of an event.
pub fn is_askable(exchange: &Exchange) -> bool {
    let status = exchange.response.as_ref().map(|response| response.status);
    exchange.protocol == Protocol::Momotalk
        && exchange.kind == ExchangeKind::Event
        && exchange.direction == Direction::Sent
        && exchange.signature.verdict == SignatureVerdict::Valid
        && matches!(status, Some(401 | 403))
}

/// Asks the bot that refused this exchange. The first of `secrets` is the right one; without secrets nothing is sent.
///
/// # Errors
/// If the system gives no random bytes.
pub fn ask(client: &Client, exchange: &Exchange, secrets: &[LabelledSecret]) -> Result<Probe> {
    let Some(right) = secrets.first() else {
        let finding = ProbeFinding::Nothing;
        return Ok(Probe {
            finding,
            requests: 0,
        });
    };
    let event_id = id::event(system::random_bytes()?);
    let body = probe_body(&exchange.request.body, &event_id);
    let body = body.unwrap_or_else(|| {
        let bot_id = exchange.bot_id.as_deref().unwrap_or_default();
        event_body(&event_id, bot_id, exchange.started_at)
    });
    let url = &exchange.request.url;
    let url = known_secrets()
        .reveal_url(url)
        .unwrap_or_else(|| url.clone());
    let signer = Signer::new(&right.secret);
    let mut asked = AskedBot {
        client,
        request: Request::post(&url, "application/json", body.clone()),
        requests: 0,
    };
    momotalk_sign_event(&mut asked.request, &Event::parse(&body), &signer);
    let right_signature = signer.sign(&body).to_string();
    let finding = asked.find(&right_signature, candidates(&body, secrets));
    Ok(Probe {
        finding,
        requests: asked.requests,
    })
}

/// A bot, and the event that it is asked about.
struct AskedBot<'a> {
    client: &'a Client,
    request: Request,
    requests: usize,
}

impl AskedBot<'_> {
    /// Sends the event with this signature. `None` without a response.
    fn response(&mut self, signature: &str) -> Option<Response> {
        self.requests += 1;
        self.request.headers.set(SIGNATURE_HEADER, signature);
        self.client.send(&self.request, TIMEOUT).response.ok()
    }

    /// Sends the event with a mistake's signature; in another header beside a wrong one of zeros. `None` without a response.
    fn response_to(&mut self, candidate: &Candidate) -> Option<Response> {
        if candidate.header == SIGNATURE_HEADER {
            return self.response(&candidate.signature);
        }
        let headers = self.request.headers.clone();
        let signature = candidate.signature.as_bytes();
        self.request.headers.set(candidate.header, signature);
        let response = self.response(ZEROS);
        self.request.headers = headers;
        response
    }

    fn find(&mut self, right_signature: &str, candidates: Vec<Candidate>) -> ProbeFinding {
        let until = Instant::now() + TOTAL_TIME;
        let Some(refusal) = self.response(ZEROS) else {
            return ProbeFinding::NoAnswer;
        };
        if refusal.is_success() {
            return ProbeFinding::AnySignature;
        }
        if let Some(response) = self.response(right_signature)
            && is_taken(&response, &refusal, right_signature)
        {
            return ProbeFinding::RightSignature;
        }
        for candidate in candidates {
            if Instant::now() > until {
                break;
            }
            let response = self.response_to(&candidate);
            if response.is_some_and(|it| is_taken(&it, &refusal, &candidate.signature)) {
                return ProbeFinding::Mistake(candidate.explanation);
            }
        }
        ProbeFinding::Nothing
    }
}

/// Returns whether the bot took the signature. A bot that takes it may fail at the unknown type; one that compares texts of
/// different lengths may fail at a signature of another length.
fn is_taken(response: &Response, refusal: &Response, signature: &str) -> bool {
    let fails_only_now = response.status >= 500 && refusal.status < 500 && signature.len() == 64;
    response.is_success() || fails_only_now
}

/// Returns the refused event as one that no bot acts on: with another type and id, and of no room. `None` if it has no type.
fn probe_body(body: &[u8], event_id: &str) -> Option<Vec<u8>> {
    let body = replace(body, &["event_type"], &format!("\"{PROBE_EVENT}\""))?;
    let with_id = replace(&body, &["event_id"], &format!("\"{event_id}\""));
    let body = with_id.unwrap_or(body);
    Some(replace(&body, &["message", "room_id"], "0").unwrap_or(body))
}

/// Replaces the value at a path; `None` if there is none.
fn replace(body: &[u8], path: &[&str], json: &str) -> Option<Vec<u8>> {
    let document = JsonDocument::parse(body)?;
    let node = path
        .iter()
        .try_fold(document.root(), |node, key| node.member(key))?;
    Some(document.replace(node.span(), json))
}

/// Returns the event of a probe for this bot: in every way like a message, but for its type.
pub fn event_body(event_id: &str, bot_id: &str, at: Timestamp) -> Vec<u8> {
    let event = MessageCreated {
        event_id,
        event_type: PROBE_EVENT,
        bot_id,
        timestamp: at,
        room_id: 0,
        message_id: 0,
        sender_user_id: "user_momo_probe",
        body: "momo probe",
        message_type: "TEXT",
        created_at: at,
    };
    event.to_body()
}
