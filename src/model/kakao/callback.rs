//! Kakao's callback URL of an AI chatbot, as the local platform simulates it.
//!
//! It accepts one answer, within one minute of the call, if the skill responded with `useCallback`.
//! Kakao documents the fields of the response and the messages of failures, which [`reply`] sends. momo's own choice: the
//! HTTP status of a failure, which is not documented (200 here), what a method other than POST gets, which answers have
//! an invalid JSON (those in which the lint finds an error), and that such an answer spends the URL while bytes that are
//! no JSON object do not. Never sent are `Invalid skill-json format` (advertising) and the internal errors 501, 504, 505
//! and 999.
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide>.
use super::lint::{Severity, lint};
use crate::model::http::{Request, Response};
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// Lifetime of a callback URL.
pub const VALIDITY: Duration = Duration::from_secs(60);

/// Maximum time of an agent that answers by callback; leaves 5 s to send the answer. momo's own choice.
const MAX_AGENT_TIME: Duration = Duration::from_secs(55);

/// Reduces an agent's time limit for an answer by callback; the text, if any, is a warning for the user.
pub fn limit_agent_time(limit: Duration) -> (Duration, Option<Phrase>) {
    let warning = (limit > MAX_AGENT_TIME).then(|| {
        let warning = Phrase::new("callback.agent-time").with("time", MAX_AGENT_TIME.as_secs());
        warning.with("limit", limit.as_secs())
    });
    (limit.min(MAX_AGENT_TIME), warning)
}

/// The state of a callback URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallbackState {
    /// The skill has not responded to the call yet.
    Called,
    /// The skill responded with `useCallback`.
    Awaited,
    /// The skill responded without `useCallback`.
    Declined,
    /// An answer was sent.
    Used,
    Expired,
    /// The call came from a test of Kakao's console, whose token cannot be used.
    Test,
}

/// Which callback URL a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallbackAddress {
    Known,
    UnknownToken,
    /// The token's URL belongs to another bot.
    UnknownBot,
}

/// Why Kakao refuses an answer.
#[derive(Debug, Clone)]
pub struct CallbackRefusal {
    /// Kakao's message; in Kakao's table a line break stands where two sentences meet.
    pub message: &'static str,
    /// The reason for people.
    pub reason: Phrase,
    /// Whether no later answer can be accepted.
    pub is_final: bool,
}

impl CallbackRefusal {
    /// Returns whether the fault is in the answer, not in how it was sent.
    pub fn is_about_answer(&self) -> bool {
        self.message == INVALID_JSON
    }
}

const TEST_TOKEN: &str = "Invalid callback token for testing purposes.";
const INVALID_TOKEN: &str = "Invalid callback token. Check your callback token.";
const NOT_ASKED: &str =
    "The skill server settings are incorrect. Use callback true setting required.";
const INVALID_BOT: &str = "Invalid bot ID. Check your Bot ID.";
const INVALID_JSON: &str = "Invalid json response from bot-skill.";
/// momo's own.
const NO_POST: &str = "A callback is a POST";

/// Returns the token of a callback URL: 64 hex digits, as in captured URLs.
pub fn token(random: [u8; 32]) -> String {
    hex::encode(random)
}

/// Returns why to refuse an answer; `None` to accept it.
pub fn refusal(
    state: CallbackState,
    address: CallbackAddress,
    request: &Request,
) -> Option<CallbackRefusal> {
    let refused = |message, code| Some(refused(message, Phrase::new(code), false));
    match (address, state) {
        (CallbackAddress::UnknownBot, _) => refused(INVALID_BOT, "callback.bot"),
        (CallbackAddress::UnknownToken, _) => refused(INVALID_TOKEN, "callback.token"),
        (_, CallbackState::Test) => Some(self::refused(
            TEST_TOKEN,
            Phrase::new("callback.test"),
            true,
        )),
        (_, CallbackState::Expired) => refused(INVALID_TOKEN, "callback.expired"),
        (_, CallbackState::Used) => refused(INVALID_TOKEN, "callback.used"),
        (_, CallbackState::Called | CallbackState::Declined) => {
            refused(NOT_ASKED, "callback.not-asked")
        }
        (_, CallbackState::Awaited) if request.method != "POST" => {
            refused(NO_POST, "callback.method")
        }
        (_, CallbackState::Awaited) => match serde_json::from_slice::<Value>(&request.body) {
            Ok(Value::Object(_)) => invalid_answer(&request.body),
            _ => refused(INVALID_JSON, "callback.json"),
        },
    }
}

fn refused(message: &'static str, reason: Phrase, is_final: bool) -> CallbackRefusal {
    CallbackRefusal {
        message,
        reason,
        is_final,
    }
}

/// Returns the first error that the lint finds in an answer; `None` without an error.
fn invalid_answer(body: &[u8]) -> Option<CallbackRefusal> {
    let findings = lint(body);
    let error = findings
        .into_iter()
        .find(|finding| finding.level == Severity::Error)?;
    let reason = match &*error.path {
        "" => Phrase::new("callback.invalid-answer"),
        path => Phrase::new("callback.invalid-part").with("path", path),
    };
    Some(refused(
        INVALID_JSON,
        reason.with("finding", error.phrase),
        true,
    ))
}

/// Creates Kakao's response to an answer sent to a callback URL.
pub fn reply(refusal: Option<&CallbackRefusal>, task_id: [u8; 16], now: Timestamp) -> Response {
    Response::json(
        200,
        &json!({
            "taskId": uuid(task_id),
            "status": if refusal.is_some() { "FAIL" } else { "SUCCESS" },
            "message": refusal.map_or("SUCCESS", |refusal| refusal.message),
            "timestamp": now.seconds(),
        }),
    )
}

/// Formats random bytes as a UUID (RFC 9562, version 4).
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex::encode(bytes);
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agent_gets_the_callback_minute_minus_a_margin() {
        let seconds = Duration::from_secs;
        for limit in [1, 30, 55] {
            assert_eq!(limit_agent_time(seconds(limit)), (seconds(limit), None));
        }
        let (time, warning) = limit_agent_time(seconds(100));
        assert_eq!(time, seconds(55));
        let text = warning.expect("it is a warning").to_string();
        assert!(
            text.ends_with("55 s of its `timeoutSeconds` (100)"),
            "{text}"
        );
    }
}
