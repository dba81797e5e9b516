//! A "no" of an API, in words: what it answered, and what helps.
//!
//! momo's local platform explains itself (`{"error": {"code", "message", "hint"}}`). MoMoTalk documents no
//! answers of its message call, so that for others only the status speaks.
use crate::model::http::Response;
use serde_json::{Value, json};

/// Why a call was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The API's own code, where it gives one.
    pub code: Option<String>,
    /// What the API said, or what the status means.
    pub message: String,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Refusal {
    /// Reads an answer that is no success.
    pub fn read(response: &Response) -> Self {
        let body = serde_json::from_slice::<Value>(&response.body).unwrap_or_default();
        let error = body.get("error").unwrap_or(&body);
        let text = |key: &str| {
            let text = error.get(key).and_then(Value::as_str);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let plain = body.get("error").and_then(Value::as_str).map(str::to_owned);
        Self {
            status: response.status,
            code: text("code"),
            message: text("message")
                .or(plain)
                .unwrap_or_else(|| meaning(response)),
            hints: text("hint").into_iter().chain(wait(response)).collect(),
        }
    }

    /// A success whose content is not what the call promises.
    pub fn not_understood(response: &Response, why: &str) -> Self {
        Self {
            status: response.status,
            code: None,
            message: format!("{why}; {}", kind_of_body(response)),
            hints: vec!["Does the API base lead to the right server?".into()],
        }
    }

    /// Adds a sentence about what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// For programs.
    pub fn to_json(&self) -> Value {
        json!({ "status": self.status, "code": self.code, "message": self.message, "hints": self.hints })
    }
}

/// What a status means where the body does not say.
fn meaning(response: &Response) -> String {
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
    format!("{meaning} ({})", kind_of_body(response))
}

/// What came back, where nothing better can be said of it.
fn kind_of_body(response: &Response) -> String {
    let content_type = response.headers.text("Content-Type").unwrap_or_default();
    let html =
        content_type.starts_with("text/html") || response.body.trim_ascii_start().starts_with(b"<");
    let short = std::str::from_utf8(&response.body)
        .ok()
        .map(str::trim)
        .filter(|text| text.chars().count() <= 120 && !text.contains('\n'));
    match short {
        _ if response.body.is_empty() => "the answer is empty".into(),
        _ if html => {
            "the answer is an HTML page, so perhaps a proxy or another server gave it".into()
        }
        Some(text) => format!("the answer is `{text}`"),
        None => format!("the answer has {} bytes", response.body.len()),
    }
}

/// `Retry-After`, as words.
fn wait(response: &Response) -> Option<String> {
    let wait = response.headers.text("Retry-After")?;
    let wait = wait.parse::<u64>().map_or_else(
        |_| format!("after {wait}"),
        |seconds| format!("in {seconds} s"),
    );
    Some(format!("Try again {wait}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explained_refusal_keeps_its_message() {
        let error =
            json!({"error": {"code": "not_found", "message": "no room 7", "hint": "List them."}});
        let refusal = Refusal::read(&Response::json(404, &error));
        assert_eq!(refusal.message, "no room 7");
        assert_eq!(refusal.code.as_deref(), Some("not_found"));
        assert_eq!(refusal.hints, ["List them."]);
    }

    #[test]
    fn other_refusal_shapes_are_read() {
        let message = |response| Refusal::read(&response).message;
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
        assert_eq!(Refusal::read(&busy).hints, ["Try again in 7 s."]);
    }
}
