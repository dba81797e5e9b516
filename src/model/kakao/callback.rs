//! The callback of an AI chatbot: when Kakao takes a late answer, and what it says.
//!
//! One answer, once, within a minute of the call, and only where the skill said `useCallback`. The fields of Kakao's
//! reply and the reasons of a failure are documented, the HTTP status of a failure and the exact words are not: 200 and
//! the words here are momo's own.
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide>.
use crate::model::http::{Request, Response};
use crate::model::time::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a callback URL is valid.
pub const VALID: Duration = Duration::from_secs(60);

/// How long an agent may take where its answer goes to a callback URL: it must still get there. momo's own choice.
const FOR_AN_AGENT: Duration = Duration::from_secs(55);

/// How much of its time limit an agent gets where its answer goes to a callback URL, and why that is not all.
pub fn for_an_agent(limit: Duration) -> (Duration, Option<String>) {
    let hurry = (limit > FOR_AN_AGENT).then(|| {
        format!(
            "a callback URL is good for a minute, so the agent has {} s of its `timeoutSeconds` ({})",
            FOR_AN_AGENT.as_secs(),
            limit.as_secs()
        )
    });
    (limit.min(FOR_AN_AGENT), hurry)
}

/// What has happened to a callback URL until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The skill has not answered the call yet.
    Called,
    /// The skill said `useCallback`.
    Awaited,
    /// The skill answered otherwise.
    Declined,
    /// The answer was taken.
    Used,
    /// The minute is over.
    Expired,
}

/// The token of a callback URL, as long as captured ones are.
pub fn token(random: [u8; 32]) -> String {
    hex::encode(random)
}

/// Why a late answer is not taken; none where it is.
pub fn refusal(state: State, is_known: bool, request: &Request) -> Option<&'static str> {
    match state {
        _ if !is_known => Some("Invalid callback token"),
        State::Expired => Some("Expired callback token: it is valid for 1 minute"),
        State::Used => Some("Invalid callback token: it was used before"),
        State::Called | State::Declined => Some("useCallback was not set in the skill's answer"),
        State::Awaited if request.method != "POST" => Some("A callback is a POST"),
        State::Awaited => match serde_json::from_slice::<Value>(&request.body) {
            Ok(Value::Object(_)) => None,
            _ => Some("Invalid JSON from skill"),
        },
    }
}

/// Kakao's reply to a late answer.
pub fn reply(refusal: Option<&str>, task: [u8; 16], now: Timestamp) -> Response {
    Response::json(
        200,
        &json!({
            "taskId": uuid(task),
            "status": if refusal.is_some() { "FAIL" } else { "SUCCESS" },
            "message": refusal.unwrap_or("SUCCESS"),
            "timestamp": now.seconds(),
        }),
    )
}

/// A random UUID (RFC 9562, version 4).
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
            assert_eq!(for_an_agent(seconds(limit)), (seconds(limit), None));
        }
        let (time, hurry) = for_an_agent(seconds(100));
        assert_eq!(time, seconds(55));
        let why = hurry.unwrap_or_default();
        assert!(why.ends_with("55 s of its `timeoutSeconds` (100)"), "{why}");
    }
}
