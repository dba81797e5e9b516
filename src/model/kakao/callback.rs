//! Kakao's callback URL of an AI chatbot, as the local platform simulates it.
//!
//! It accepts one answer, within one minute of the call, if the skill responded with `useCallback`.
//! Kakao documents the fields of the response and the reasons of failures. It does not document the HTTP status of a
//! failure and the messages: 200 and the messages here are momo's own choice.
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide>.
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
    /// An answer was accepted.
    Used,
    Expired,
}

/// Returns the token of a callback URL: 64 hex digits, as in captured URLs.
pub fn token(random: [u8; 32]) -> String {
    hex::encode(random)
}

/// Returns the reason to refuse an answer; `None` to accept it. `is_known` says whether the token exists.
pub fn refusal(state: CallbackState, is_known: bool, request: &Request) -> Option<Phrase> {
    let code = match state {
        _ if !is_known => "callback.token",
        CallbackState::Expired => "callback.expired",
        CallbackState::Used => "callback.used",
        CallbackState::Called | CallbackState::Declined => "callback.not-asked",
        CallbackState::Awaited if request.method != "POST" => "callback.method",
        CallbackState::Awaited => match serde_json::from_slice::<Value>(&request.body) {
            Ok(Value::Object(_)) => return None,
            _ => "callback.json",
        },
    };
    Some(Phrase::new(code))
}

/// Creates Kakao's response to an answer sent to a callback URL.
pub fn reply(refusal: Option<&Phrase>, task_id: [u8; 16], now: Timestamp) -> Response {
    Response::json(
        200,
        &json!({
            "taskId": uuid(task_id),
            "status": if refusal.is_some() { "FAIL" } else { "SUCCESS" },
            "message": refusal.map_or_else(|| "SUCCESS".into(), Phrase::to_string),
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
