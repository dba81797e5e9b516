//! Calls NHN Cloud's KakaoTalk Bizmessage API.
use super::journal::perform_api_call;
use crate::error::{Error, Result};
use crate::io::client::{Client, ClientOptions};
use crate::model::history::exchange::{Exchange, ExchangeMeta, FailureCause};
use crate::model::http::target;
use crate::model::http::{Request, Response};
use crate::model::nhn::request::IDEMPOTENCY_HEADER;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(30);

/// Exchange and response of a call.
#[derive(Debug)]
pub struct NhnOutcome {
    /// Exchange for the history, without the keys.
    pub exchange: Exchange,
    /// The response, or the error if none arrived.
    pub response: Result<Response>,
}

/// Sends a request. `operation` names the call in the history, for example `nhn.send`.
///
/// # Errors
///
/// Fails if the HTTP client cannot be set up. A missing response is reported in the
/// outcome.
pub fn call(request: &Request, operation: &str) -> Result<NhnOutcome> {
    let client = Client::new(ClientOptions::default())?;
    let meta = ExchangeMeta::nhn_call(operation);
    let (exchange, response) = perform_api_call(&client, request.clone(), TIMEOUT, meta);
    let response = response.map_err(|failure| {
        let host = target::authority(&request.url);
        let error = Error::unknown(format!("NHN Cloud at `{host}` gave no answer"))
            .because(&failure.message);
        match failure.cause {
            FailureCause::Timeout
            | FailureCause::Broken
            | FailureCause::Protocol
            | FailureCause::TooLarge
                if operation == "nhn.image" =>
            {
                error.hint("No message was sent; the same call can be made again.")
            }
            FailureCause::Timeout
            | FailureCause::Broken
            | FailureCause::Protocol
            | FailureCause::TooLarge
                if request.method == "POST" =>
            {
                error.hint(repeat_hint(request))
            }
            FailureCause::Refused if target::is_loopback(&request.url) => {
                error.hint("Start the local platform with `momo dev` in another terminal.")
            }
            FailureCause::Dns | FailureCause::Connect | FailureCause::Tls => {
                error.hint("Check the network, and the host.")
            }
            _ => error,
        }
    });
    Ok(NhnOutcome { exchange, response })
}

/// Returns a hint for a call whose outcome is unknown. Only an idempotency key makes a repetition safe.
fn repeat_hint(request: &Request) -> &'static str {
    match request.headers.get(IDEMPOTENCY_HEADER) {
        Some(_) => {
            "Nobody knows whether the message was taken. The same call with the same `--idempotency-key` sends no second message for ten minutes."
        }
        None => {
            "Nobody knows whether the message was taken: look in NHN Cloud's console before you send it again, since it would go out twice."
        }
    }
}
