//! Results of API calls: a response, or a problem with a code for programs and a message for people.
use crate::error::Error;
use crate::model::fault::{FaultSpecError, InjectedError};
use crate::model::http::Response;
use crate::model::text::phrase::Phrase;
use serde::Serialize;
use serde_json::json;

pub(in crate::flow) type HandlerResult<T = Response> = std::result::Result<T, Problem>;

/// An error response. JSON: `{"error": {"code", "message", "phrase", "hint", "hint_phrase"}}`. The texts are English;
/// the phrases are theirs.
#[derive(Debug, Clone)]
pub(in crate::flow) struct Problem {
    status: u16,
    code: &'static str,
    message: Phrase,
    /// Boxed to keep results small.
    hint: Option<Box<Phrase>>,
    allow: Option<String>,
    retry_after: Option<u64>,
}

impl Problem {
    fn new(status: u16, code: &'static str, message: impl Into<Phrase>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            hint: None,
            allow: None,
            retry_after: None,
        }
    }

    pub(in crate::flow) fn bad_request(message: impl Into<Phrase>) -> Self {
        Self::new(400, "bad_request", message)
    }

    pub(in crate::flow) fn unauthorized(message: impl Into<Phrase>) -> Self {
        Self::new(401, "unauthorized", message)
    }

    pub(in crate::flow) fn forbidden(message: impl Into<Phrase>) -> Self {
        Self::new(403, "forbidden", message)
    }

    pub(in crate::flow) fn not_found(message: impl Into<Phrase>) -> Self {
        Self::new(404, "not_found", message)
    }

    pub(in crate::flow) fn method_not_allowed(allow: &str) -> Self {
        let problem = Self::new(
            405,
            "method_not_allowed",
            Phrase::new("path.methods").with("allow", allow),
        );
        Self {
            allow: Some(allow.to_owned()),
            ..problem
        }
    }

    pub(in crate::flow) fn conflict(message: impl Into<Phrase>) -> Self {
        Self::new(409, "conflict", message)
    }

    pub(in crate::flow) fn unsupported(message: impl Into<Phrase>) -> Self {
        Self::new(415, "unsupported_media_type", message)
    }

    pub(in crate::flow) fn misdirected(message: impl Into<Phrase>) -> Self {
        Self::new(421, "misdirected_request", message)
    }

    pub(in crate::flow) fn too_many(message: impl Into<Phrase>) -> Self {
        Self::new(429, "too_many_requests", message)
    }

    pub(in crate::flow) fn unavailable(message: impl Into<Phrase>) -> Self {
        Self::new(503, "unavailable", message)
    }

    /// Creates the problem of a request that the server rejects on its own, with the code of the status.
    pub(in crate::flow) fn rejected(status: u16, reason: &str) -> Self {
        let code = match status {
            408 => "request_timeout",
            413 => "payload_too_large",
            414 => "uri_too_long",
            431 => "head_too_large",
            501 => "not_implemented",
            503 => "unavailable",
            505 => "version_not_supported",
            _ => "bad_request",
        };
        Self::new(status, code, Phrase::library(reason))
    }

    /// Creates the error response that an injected fault asks for.
    pub(in crate::flow) fn injected(fault: &InjectedError) -> Self {
        let code = match fault.status {
            429 => "too_many_requests",
            502 => "bad_gateway",
            503 => "unavailable",
            504 => "gateway_timeout",
            _ => "internal_error",
        };
        Self {
            retry_after: fault.retry_after,
            ..Self::new(fault.status, code, fault.message.clone())
        }
    }

    /// Creates a 422 for the invalid value of a field.
    pub(in crate::flow) fn field(name: &str, what: impl Into<Phrase>) -> Self {
        let phrase = Phrase::new("field.problem").with("field", name);
        Self::unprocessable(phrase.with("what", what.into()))
    }

    /// Creates a 422 for a missing field.
    pub(in crate::flow) fn missing(name: &str) -> Self {
        Self::field(name, "field.missing")
    }

    pub(in crate::flow) fn unprocessable(message: impl Into<Phrase>) -> Self {
        Self::new(422, "unprocessable", message)
    }

    /// Sets a hint on what to do about it.
    pub(in crate::flow) fn hint(mut self, hint: impl Into<Phrase>) -> Self {
        self.hint = Some(Box::new(hint.into()));
        self
    }

    /// Puts a sentence before the hint; `None` leaves it as it is.
    pub(in crate::flow) fn hint_before(mut self, first: Option<Phrase>) -> Self {
        let hint = self.hint.take().map(|hint| *hint);
        self.hint = Phrase::sentences(first.into_iter().chain(hint)).map(Box::new);
        self
    }

    pub(in crate::flow) fn response(&self) -> Response {
        let (message, phrase) = (self.message.to_string(), &self.message);
        let mut error = json!({ "code": self.code, "message": message, "phrase": phrase });
        if let Some(hint) = &self.hint {
            error["hint"] = hint.to_string().into();
            error["hint_phrase"] = json!(hint);
        }
        let mut response = Response::json(self.status, &json!({ "error": error }));
        if let Some(allow) = &self.allow {
            response.headers.push("Allow", allow.as_bytes());
        }
        if let Some(seconds) = self.retry_after {
            response.headers.push("Retry-After", seconds.to_string());
        }
        if self.status == 401 {
            response.headers.push("WWW-Authenticate", "Bearer");
        }
        response
    }
}

/// Converts invalid parameters of a fault rule to a 422.
impl From<FaultSpecError> for Problem {
    fn from(error: FaultSpecError) -> Self {
        Self::field(error.field, error.message)
    }
}

/// Converts a failure of the server itself (database, credentials file) to a 503.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let problem = Self::unavailable(Phrase::verbatim(error.to_string()));
        match error.hints().first() {
            Some(hint) => problem.hint(Phrase::verbatim(hint)),
            None => problem,
        }
    }
}

/// Returns 200 with a value.
pub(in crate::flow) fn ok(value: &impl Serialize) -> Response {
    Response::json(200, value)
}

/// Returns 201 with a value.
pub(in crate::flow) fn created(value: &impl Serialize) -> Response {
    Response::json(201, value)
}
