//! One HTTP message as momo keeps it: the exact bytes, headers in the order they came.
pub mod asset;
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

/// Bytes that were written in base64; none where the text is something else.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A request: sent or received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The method, as it was spelled.
    pub method: String,
    /// Sent: the whole URL. Received: the path and query as they stood in the request line.
    pub url: String,
    /// The headers in order.
    pub headers: Headers,
    /// The body, byte for byte.
    #[serde(flatten, with = "body_fields")]
    pub body: Vec<u8>,
}

impl Request {
    /// A POST of a body, with its content type.
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

    /// The whole URL; of a received request by its `Host`, or this machine where it has none.
    pub fn absolute_url(&self) -> String {
        let host = self.headers.text("host").unwrap_or("127.0.0.1");
        match self.url.starts_with('/') {
            true => format!("http://{host}{}", self.url),
            false => self.url.clone(),
        }
    }

    /// The path of a received request, without the query.
    pub fn path(&self) -> &str {
        self.url.split('?').next().unwrap_or_default()
    }

    /// The query of a received request, without the `?`.
    pub fn query(&self) -> Option<&str> {
        self.url.split_once('?').map(|(_, query)| query)
    }
}

/// A response: received or given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The status code, 100 to 999.
    pub status: u16,
    /// The headers in order.
    pub headers: Headers,
    /// The body, byte for byte.
    #[serde(flatten, with = "body_fields")]
    pub body: Vec<u8>,
}

impl Response {
    /// A response with a content type and a body.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut headers = Headers::new();
        headers.push("Content-Type", content_type);
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    /// A plain text response; a newline is added.
    pub fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("{text}\n"))
    }

    /// A JSON response. The value is one that can always be written: no map with keys other than text.
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self::new(status, "application/json", body)
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Bytes as JSON: `body` where they are UTF-8, else `body_base64`.
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

    /// The bytes as one of the two fields.
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

    /// The bytes of whichever field is there.
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
