//! What Kakao says of a late answer that was posted to a callback URL.
//!
//! `{taskId, status: SUCCESS|FAIL|ERROR, message, timestamp}`, by
//! <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide>.
use crate::model::history::exchange::{Cause, Failure};
use crate::model::http::Response;
use serde::Deserialize;

#[derive(Deserialize)]
struct Task {
    status: String,
    #[serde(default)]
    message: Option<String>,
}

/// Whether a callback reached the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// Kakao took it.
    Taken,
    /// Kakao did not take it, for certain.
    Refused,
    /// Nobody knows: it was sent, and no answer came.
    Unknown,
}

impl Posted {
    /// By what came back.
    pub fn of(outcome: Result<&Response, &Failure>) -> Self {
        match outcome {
            Ok(response) if !response.is_success() => Self::Refused,
            Ok(response) => match task(response) {
                Some(task) if task.status == "SUCCESS" => Self::Taken,
                // Kakao always says how it went: whoever answers otherwise is not Kakao, or has not taken it.
                _ => Self::Refused,
            },
            Err(failure) => match failure.cause {
                Cause::Dns | Cause::Connect | Cause::Refused | Cause::Tls => Self::Refused,
                _ => Self::Unknown,
            },
        }
    }
}

/// The same in words: `callback: FAIL: invalid token`.
pub fn words(outcome: Result<&Response, &Failure>) -> String {
    match outcome {
        Ok(response) if !response.is_success() => format!("callback: answered {}", response.status),
        Ok(response) => match task(response) {
            Some(Task {
                status,
                message: Some(message),
            }) => format!("callback: {status}: {message}"),
            Some(Task { status, .. }) => format!("callback: {status}"),
            None => format!(
                "callback: answered {}, without the `status` that Kakao always tells",
                response.status
            ),
        },
        Err(failure) => format!("callback: {}", failure.message),
    }
}

fn task(response: &Response) -> Option<Task> {
    serde_json::from_slice(&response.body).ok()
}
