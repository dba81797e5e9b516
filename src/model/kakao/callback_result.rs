//! Kakao's response to an answer posted to a callback URL.
//!
//! Format: `{taskId, status: SUCCESS|FAIL|ERROR, message, timestamp}`, by
//! <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide>.
use crate::model::history::exchange::{Failure, FailureCause};
use crate::model::http::Response;
use serde::Deserialize;

#[derive(Deserialize)]
struct TaskJson {
    status: String,
    message: Option<String>,
}

/// Whether Kakao accepted an answer posted to a callback URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallbackResult {
    Accepted,
    /// Kakao certainly did not accept it.
    Refused,
    /// Kakao may have accepted it: the request was sent, but no complete response came.
    Unknown,
}

impl CallbackResult {
    /// Interprets the outcome of the request.
    pub fn from_outcome(outcome: Result<&Response, &Failure>) -> Self {
        match outcome {
            Ok(response) if !response.is_success() => Self::Refused,
            Ok(response) => match parse_task(response) {
                Some(task) if task.status == "SUCCESS" => Self::Accepted,
                // Kakao always sends a status: a response without one is not an acceptance.
                _ => Self::Refused,
            },
            Err(failure) => match failure.cause {
                FailureCause::Dns
                | FailureCause::Connect
                | FailureCause::Refused
                | FailureCause::Tls => Self::Refused,
                _ => Self::Unknown,
            },
        }
    }
}

/// Describes the outcome, for example `callback: FAIL: invalid token`.
pub fn describe(outcome: Result<&Response, &Failure>) -> String {
    match outcome {
        Ok(response) if !response.is_success() => format!("callback: answered {}", response.status),
        Ok(response) => match parse_task(response) {
            Some(TaskJson {
                status,
                message: Some(message),
            }) => format!("callback: {status}: {message}"),
            Some(TaskJson { status, .. }) => format!("callback: {status}"),
            None => format!(
                "callback: answered {}, without the `status` that Kakao always tells",
                response.status
            ),
        },
        Err(failure) => format!("callback: {}", failure.message),
    }
}

fn parse_task(response: &Response) -> Option<TaskJson> {
    serde_json::from_slice(&response.body).ok()
}
