//! Sends a message with the documented call `POST {base}/bots/{bot_id}/messages` and the bot's token.
//!
//! Source: <https://mmrnd.net/bot-developer-guide.html>. MoMoTalk documents neither responses nor an idempotency key.
//! So only a response that means "not now" (408, 425, 429) is retried. After a lost connection it is unknown whether
//! the message arrived; the call is not repeated, and the error says so.
use super::api::{ApiClient, ApiResult};
use crate::error::Result;
use crate::model::history::exchange::{Exchange, ExchangeMeta, FailureCause};
use crate::model::http::Response;
use crate::model::platform::api_problem::ApiProblem;
use serde::Serialize;
use serde_json::value::RawValue;
use std::time::Duration;

/// Request body of the call, with its keys in the documented order.
#[derive(Debug, Clone, Serialize)]
pub struct MessageRequest {
    pub room_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to_message_id: Option<i64>,
    pub body: String,
    /// JSON object for the bot's own use, sent as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Box<RawValue>>,
}

/// How often a call is made again that the API could not answer.
#[derive(Debug, Clone, Copy)]
pub struct CallRetries {
    /// Maximum number of attempts, including the first.
    pub attempts: u32,
    /// Maximum wait before a retry, inclusive. A response that needs a longer one ends the call.
    pub max_wait: Duration,
}

impl Default for CallRetries {
    fn default() -> Self {
        Self {
            attempts: 3,
            max_wait: Duration::from_secs(10),
        }
    }
}

#[derive(Debug)]
pub enum SendProgress {
    /// An attempt ended, with or without a response. The exchange belongs into the history.
    AttemptEnded(Box<Exchange>),
    /// The response had this status; the next attempt follows after this time.
    RetryScheduled(u16, Duration),
}

/// Sends a message as the bot and reports each attempt. Blocks while it waits for a retry. The inner `Err` is the last
/// error response.
///
/// # Errors
///
/// Fails if an attempt gets no response or `report` fails.
pub fn send(
    api: &ApiClient,
    bot_id: &str,
    message: &MessageRequest,
    policy: CallRetries,
    mut report: impl FnMut(SendProgress) -> Result<()>,
) -> Result<ApiResult<Response>> {
    let body = serde_json::to_vec(message).map_err(|error| {
        crate::error::Error::unknown("the message cannot be written as JSON").because(error)
    })?;
    let request = api.request("POST", &format!("/bots/{bot_id}/messages"), body)?;
    let mut attempt = 1;
    loop {
        let meta = ExchangeMeta {
            attempt: Some(attempt),
            ..ExchangeMeta::message_call(bot_id)
        };
        let (exchange, response) = api.perform(request.clone(), meta);
        report(SendProgress::AttemptEnded(Box::new(exchange)))?;
        let response = match response {
            Ok(response) if response.is_success() => return Ok(Ok(response)),
            Ok(response) => response,
            Err(failure) => {
                let error = api.unreachable(&failure);
                return Err(match failure.cause {
                    FailureCause::Timeout | FailureCause::Broken | FailureCause::Protocol | FailureCause::TooLarge => error.hint(
                        "Nobody knows whether the message arrived, so it is not sent again: look in the room first.",
                    ),
                    _ => error,
                });
            }
        };
        let wait = retry_delay(&response, attempt).filter(|wait| *wait <= policy.max_wait);
        match wait {
            Some(wait) if attempt < policy.attempts => {
                report(SendProgress::RetryScheduled(response.status, wait))?;
                std::thread::sleep(wait);
                attempt += 1;
            }
            _ => return Ok(Err(problem_with_hint(&response))),
        }
    }
}

/// Returns the delay before the next attempt; `None` if the response does not mean "not now".
fn retry_delay(response: &Response, attempt: u32) -> Option<Duration> {
    if !matches!(response.status, 408 | 425 | 429) {
        return None;
    }
    let retry_after = response.headers.text("Retry-After");
    Some(match retry_after.map(str::parse) {
        Some(Ok(seconds)) => Duration::from_secs(seconds),
        // A date counts as longer than an interactive command should wait.
        Some(Err(_)) => Duration::MAX,
        None => Duration::from_millis(500) * 2u32.pow(attempt.min(6) - 1),
    })
}

/// Reads an error response and adds a hint by status, unless it has its own. MoMoTalk documents no error responses.
fn problem_with_hint(response: &Response) -> ApiProblem {
    let problem = ApiProblem::from_response(response);
    let has_hint = !problem.hints.is_empty();
    let hint = match response.status {
        401 => {
            "The bot token is unknown or was rotated, or it is the webhook secret: `momo bot rotate --token` makes a new one on a local platform, the web console on MoMoTalk."
        }
        403 => {
            "Is the bot subscribed to the room (`momo room subscribe`), and active (`momo bot show`)?"
        }
        404 => "Do the bot, the room and the replied message exist there?",
        400 | 422 => {
            "A text, a room of whole number, a reply in the same room, metadata that is an object."
        }
        413 => "Make the text or the metadata shorter.",
        300..=399 => "Check the API base of the profile.",
        _ => return problem,
    };
    if has_hint {
        problem
    } else {
        problem.hint(hint)
    }
}
