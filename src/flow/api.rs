//! HTTP client of a platform's JSON API.
use super::journal::perform_api_call;
use crate::error::{Error, Result};
use crate::io::client::{Client, ClientOptions};
use crate::model::history::exchange::{Exchange, ExchangeMeta, Failure, FailureCause};
use crate::model::http::target;
use crate::model::http::{Headers, Request, Response};
use crate::model::platform::api_problem::ApiProblem;
use crate::model::secret::Secret;
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;

/// Client of one API with its bearer token. The token is sent only to this API.
#[derive(Clone)]
pub struct ApiClient {
    client: Client,
    base: String,
    token: Secret,
    timeout: Duration,
    /// Whether calls share connections.
    keeps_connections: bool,
}

/// Result of an API call that got a response: the value, or the error response.
pub type ApiResult<T = Value> = std::result::Result<T, ApiProblem>;

impl ApiClient {
    /// Creates a client for the API at `base` (for example `http://127.0.0.1:8700/api`), with a time-out of 30 s.
    ///
    /// # Errors
    ///
    /// Fails if the HTTP client cannot be set up.
    pub fn new(base: &str, token: Secret) -> Result<Self> {
        Ok(Self {
            client: Client::new(ClientOptions::default())?,
            base: base.trim_end_matches('/').to_owned(),
            token,
            timeout: Duration::from_secs(30),
            keeps_connections: false,
        })
    }

    /// Sets the time-out of a call.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Keeps connections open for later calls, where there are many: opening each costs more than the call.
    #[must_use]
    pub fn with_kept_connections(mut self) -> Self {
        self.keeps_connections = true;
        self
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// Sends a GET to a path below the base. An error response is the inner `Err`.
    ///
    /// # Errors
    ///
    /// Fails if no response arrives or the token contains a control character.
    pub fn get(&self, path: &str) -> Result<ApiResult> {
        self.call(&self.request("GET", path, Vec::new())?)
    }

    /// Sends a POST with a JSON body.
    ///
    /// # Errors
    ///
    /// As [`Self::get`], or if the body cannot be written as JSON.
    pub fn post(&self, path: &str, body: &impl Serialize) -> Result<ApiResult> {
        self.call(&self.request("POST", path, to_json(body)?)?)
    }

    /// Sends a PATCH with a JSON body.
    ///
    /// # Errors
    ///
    /// As [`Self::get`], or if the body cannot be written as JSON.
    pub fn patch(&self, path: &str, body: &impl Serialize) -> Result<ApiResult> {
        self.call(&self.request("PATCH", path, to_json(body)?)?)
    }

    /// Sends a PUT without a body.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn put(&self, path: &str) -> Result<ApiResult> {
        self.call(&self.request("PUT", path, Vec::new())?)
    }

    /// Sends a DELETE without a body.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn delete(&self, path: &str) -> Result<ApiResult> {
        self.call(&self.request("DELETE", path, Vec::new())?)
    }

    /// Builds a request with the token in it.
    ///
    /// # Errors
    ///
    /// Fails if the token contains a control character.
    pub fn request(&self, method: &str, path: &str, body: Vec<u8>) -> Result<Request> {
        let mut bearer = b"Bearer ".to_vec();
        bearer.extend(self.token.reveal());
        if bearer.iter().any(|byte| byte.is_ascii_control()) {
            return Err(Error::unknown(format!(
                "the token (fingerprint {}) holds a control character, so that no header can carry it",
                self.token.fingerprint()
            )));
        }
        let mut headers = Headers::new();
        headers.push("Authorization", bearer);
        if !body.is_empty() {
            headers.push("Content-Type", "application/json");
        }
        headers.push("Accept", "application/json");
        Ok(Request {
            method: method.to_owned(),
            url: format!("{}{path}", self.base),
            headers,
            body,
        })
    }

    /// Sends a request of [`ApiClient::request`] once and builds its exchange.
    pub(super) fn perform(
        &self,
        request: Request,
        meta: ExchangeMeta,
    ) -> (Exchange, std::result::Result<Response, Failure>) {
        perform_api_call(&self.client, request, self.timeout, meta)
    }

    fn call(&self, request: &Request) -> Result<ApiResult> {
        let outcome = match self.keeps_connections {
            true => self.client.send(request, self.timeout),
            false => self.client.call_api(request, self.timeout),
        };
        match outcome.response {
            Ok(response) => Ok(parse_response(&response)),
            Err(failure) => Err(self.unreachable(&failure)),
        }
    }

    /// Returns the error for a call without a response, with hints by cause.
    pub fn unreachable(&self, failure: &Failure) -> Error {
        let error = Error::unknown(format!("the API at `{}` gave no answer", self.base))
            .because(&failure.message);
        match failure.cause {
            FailureCause::Refused if target::is_loopback(&self.base) => {
                error.hint("Start the local platform with `momo dev` in another terminal.")
            }
            FailureCause::Dns | FailureCause::Connect | FailureCause::Tls => {
                error.hint("Check the network, and the API base of the profile.")
            }
            _ => error,
        }
    }
}

/// Parses the JSON of a 2xx response; any other response becomes a problem.
fn parse_response(response: &Response) -> ApiResult {
    if !response.is_success() {
        return Err(ApiProblem::from_response(response));
    }
    serde_json::from_slice(&response.body)
        .map_err(|_| ApiProblem::unexpected_success(response, "the answer is no JSON"))
}

fn to_json(body: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(body)
        .map_err(|error| Error::unknown("the request cannot be written as JSON").because(error))
}
