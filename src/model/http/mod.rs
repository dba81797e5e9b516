//! HTTP requests and responses with exact body bytes and ordered headers, and helpers for HTTP formats.
pub mod allowed_hosts;
pub mod asset;
pub mod coding;
pub mod csp_hash;
pub mod gzip;
pub mod header_text;
mod headers;
pub mod multipart;
pub mod route;
pub mod status;
pub mod target;

pub use headers::{
    Header, Headers, head_without_credentials, is_connection_header, is_token, validate_header,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

/// Decodes base64. Returns `None` if the text is not base64.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// An HTTP request, sent or received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The method, in its original spelling.
    pub method: String,
    /// Sent: the absolute URL. Received: the request target, which is path and query.
    pub url: String,
    pub headers: Headers,
    #[serde(flatten, with = "body_fields")]
    pub body: Vec<u8>,
}

impl Request {
    /// Creates a POST request.
    pub fn post(url: impl Into<String>, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut headers = Headers::new();
        headers.push("Content-Type", content_type);
        Self {
            method: "POST".into(),
            url: url.into(),
            headers,
            body: body.into(),
        }
    }

    /// Returns the absolute URL. A received request uses its `Host` header, or 127.0.0.1 without one.
    pub fn absolute_url(&self) -> String {
        let host = self.headers.text("host").unwrap_or("127.0.0.1");
        match self.url.starts_with('/') {
            true => format!("http://{host}{}", self.url),
            false => self.url.clone(),
        }
    }

    /// Returns the path of a received request, without the query.
    pub fn path(&self) -> &str {
        self.url.split('?').next().unwrap_or_default()
    }

    /// Returns the query of a received request, without the `?`. `None` if the URL has no `?`.
    pub fn query(&self) -> Option<&str> {
        self.url.split_once('?').map(|(_, query)| query)
    }
}

/// An HTTP response, sent or received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Status code, 100 to 999 inclusive.
    pub status: u16,
    pub headers: Headers,
    #[serde(flatten, with = "body_fields")]
    pub body: Vec<u8>,
}

impl Response {
    /// Creates a response with a content type and a body.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut headers = Headers::new();
        headers.push("Content-Type", content_type);
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    /// Creates a plain text response and appends a newline.
    pub fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("{text}\n"))
    }

    /// Creates a JSON response. The value must be serialisable; otherwise the body is empty.
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self::new(status, "application/json", body)
    }

    /// Returns whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Serialises bytes as the JSON field `body` if they are UTF-8, else as `body_base64`.
pub mod body_fields {
    use super::{Deserialize, Engine, STANDARD, Serialize};
    use serde::{Deserializer, Serializer, de::Error};

    #[derive(Serialize, Deserialize)]
    struct Fields<'a> {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<std::borrow::Cow<'a, str>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body_base64: Option<String>,
    }

    /// Serialises the bytes as one of the two fields.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        let fields = match std::str::from_utf8(bytes) {
            Ok(text) => Fields {
                body: Some(text.into()),
                body_base64: None,
            },
            Err(_) => Fields {
                body: None,
                body_base64: Some(STANDARD.encode(bytes)),
            },
        };
        fields.serialize(serializer)
    }

    /// Deserialises the bytes from either field. Without both the bytes are empty.
    ///
    /// # Errors
    /// Fails if both fields are present or `body_base64` is not base64.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        match Fields::deserialize(deserializer)? {
            Fields {
                body: Some(_),
                body_base64: Some(_),
            } => Err(D::Error::custom("either `body` or `body_base64`, not both")),
            Fields {
                body: Some(text), ..
            } => Ok(text.into_owned().into_bytes()),
            Fields {
                body_base64: Some(text),
                ..
            } => STANDARD
                .decode(text)
                .map_err(|error| D::Error::custom(format!("`body_base64`: {error}"))),
            Fields {
                body: None,
                body_base64: None,
            } => Ok(Vec::new()),
        }
    }
}
