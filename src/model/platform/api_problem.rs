//! Error responses of a platform's API, with message and hints for people.
//!
//! momo's local platform explains its errors (`{"error": {"code", "message", "hint"}}`). MoMoTalk documents no
//! responses of its message call: for a response without a message the status gives one.
use crate::error::Error;
use crate::model::http::Response;
use serde_json::{Value, json};

/// Error response of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiProblem {
    pub status: u16,
    /// The API's error code; `None` if the response contains none.
    pub code: Option<String>,
    /// The API's message, or the meaning of the status.
    pub message: String,
    /// Sentences about what to do.
    pub hints: Vec<String>,
}

/// The limits of the local platform, which says no more than that a body is too large.
const TOO_LARGE_HINT: &str = "The local platform takes bodies of 1 MiB, `momo dev --max-body BYTES` more, and messages of 10,000 characters (momo's own choice).";

impl ApiProblem {
    /// Reads a response whose status is not 2xx.
    pub fn from_response(response: &Response) -> Self {
        let body = serde_json::from_slice::<Value>(&response.body).unwrap_or_default();
        let error = body.get("error").unwrap_or(&body);
        let text = |key: &str| {
            let text = error.get(key).and_then(Value::as_str);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let error_text = body.get("error").and_then(Value::as_str).map(str::to_owned);
        Self {
            status: response.status,
            code: text("code"),
            message: text("message")
                .or(error_text)
                .unwrap_or_else(|| status_meaning(response)),
            hints: text("hint")
                .into_iter()
                .chain(retry_hint(response))
                .chain((response.status == 413).then(|| TOO_LARGE_HINT.to_owned()))
                .collect(),
        }
    }

    /// Describes a 2xx response with unexpected content.
    pub fn unexpected_success(response: &Response, problem: &str) -> Self {
        Self {
            status: response.status,
            code: None,
            message: format!("{problem}; {}", describe_body(response)),
            hints: vec!["Does the API base lead to the right server?".into()],
        }
    }

    /// Adds a sentence about what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Returns the error of a command that the response stopped; `what` says what was not done.
    pub fn into_error(self, what: &str) -> Error {
        let message = format!("{what}: the answer is {}: {}", self.status, self.message);
        let error = Error::refused(message, self.to_json().to_string());
        self.hints.into_iter().fold(error, Error::hint)
    }

    pub fn to_json(&self) -> Value {
        json!({ "status": self.status, "code": self.code, "message": self.message, "hints": self.hints })
    }
}

/// Returns the meaning of a status whose body contains no message.
fn status_meaning(response: &Response) -> String {
    let meaning = match response.status {
        300..=399 => "it points to another address; momo does not follow it with a token",
        400 => "it does not understand the request",
        401 => "it does not accept the token",
        403 => "the token may not do this",
        404 => "it knows nothing under this address",
        405 => "it knows the address, but not this call",
        408 | 504 => "it took too long",
        409 => "it stands against the present state",
        413 => "the request is too large for it",
        415 => "it wants another content type",
        422 => "a value is not allowed",
        429 => "there were too many calls",
        500..=599 => "it failed",
        _ => "no success",
    };
    format!("{meaning} ({})", describe_body(response))
}

/// Describes the body for a message.
fn describe_body(response: &Response) -> String {
    let content_type = response.headers.text("Content-Type").unwrap_or_default();
    let is_html =
        content_type.starts_with("text/html") || response.body.trim_ascii_start().starts_with(b"<");
    let short_text = std::str::from_utf8(&response.body)
        .ok()
        .map(str::trim)
        .filter(|text| text.chars().count() <= 120 && !text.contains('\n'));
    match short_text {
        _ if response.body.is_empty() => "the answer is empty".into(),
        _ if is_html => {
            "the answer is an HTML page, so perhaps a proxy or another server gave it".into()
        }
        Some(text) => format!("the answer is `{text}`"),
        None => format!("the answer has {} bytes", response.body.len()),
    }
}

/// Turns `Retry-After` into a hint.
fn retry_hint(response: &Response) -> Option<String> {
    let time = response.headers.text("Retry-After")?;
    let time = time.parse::<u64>().map_or_else(
        |_| format!("after {time}"),
        |seconds| format!("in {seconds} s"),
    );
    Some(format!("Try again {time}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explained_refusal_keeps_its_message() {
        let error =
            json!({"error": {"code": "not_found", "message": "no room 7", "hint": "List them."}});
        let problem = ApiProblem::from_response(&Response::json(404, &error));
        assert_eq!(problem.message, "no room 7");
        assert_eq!(problem.code.as_deref(), Some("not_found"));
        assert_eq!(problem.hints, ["List them."]);
    }

    #[test]
    fn other_refusal_shapes_are_read() {
        let message = |response| ApiProblem::from_response(&response).message;
        assert_eq!(
            message(Response::json(400, &json!({"error": "bad"}))),
            "bad"
        );
        assert_eq!(
            message(Response::json(400, &json!({"message": "worse"}))),
            "worse"
        );
        assert_eq!(
            message(Response::new(502, "text/html", "<html>")),
            "it failed (the answer is an HTML page, so perhaps a proxy or another server gave it)"
        );
        assert_eq!(
            message(Response::text(401, "nope")),
            "it does not accept the token (the answer is `nope`)"
        );
        let mut busy = Response::new(429, "text/plain", "");
        busy.headers.push("retry-after", "7");
        assert_eq!(
            ApiProblem::from_response(&busy).hints,
            ["Try again in 7 s."]
        );
    }
}
