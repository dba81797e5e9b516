//! Ordered HTTP headers, and the replacement of credentials by fingerprints.
use crate::model::secret::fingerprint;
use crate::model::text::phrase::Phrase;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Headers with credentials. The history stores fingerprints of them, and replay sets new values.
const CREDENTIAL_HEADERS: [&str; 5] = [
    "authorization",
    "proxy-authorization",
    "x-secret-key",
    "cookie",
    "set-cookie",
];

/// Headers of a connection, which every sender sets itself (RFC 9110, 7.6.1 and 8.6).
const CONNECTION_HEADERS: [&str; 8] = [
    "connection",
    "content-length",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Returns whether the header belongs to one connection instead of the message.
pub fn is_connection_header(name: &str) -> bool {
    CONNECTION_HEADERS
        .iter()
        .any(|header| name.eq_ignore_ascii_case(header))
}

/// Headers in order, with names in original spelling and values as bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Headers(Vec<Header>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name, in its original spelling.
    pub name: String,
    /// The value, without surrounding white space.
    pub value: Vec<u8>,
}

impl Header {
    /// Returns whether the value is a fingerprint as [`Headers::hide_credentials`] sets it. An imported header of any
    /// name may hold one.
    pub fn is_hidden(&self) -> bool {
        std::str::from_utf8(&self.value).is_ok_and(is_fingerprint)
    }

    fn is_credential(&self) -> bool {
        CREDENTIAL_HEADERS
            .iter()
            .any(|name| self.name.eq_ignore_ascii_case(name))
    }
}

impl Headers {
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a header, even if the name exists already.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) {
        self.0.push(Header {
            name: name.into(),
            value: value.into(),
        });
    }

    /// Replaces all headers of this name by one at the position of the first. Appends it if there is none.
    pub fn set(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        let value = value.into();
        match self
            .0
            .iter()
            .position(|header| header.name.eq_ignore_ascii_case(name))
        {
            Some(first_index) => {
                self.0[first_index].value = value;
                let mut index = 0;
                self.0.retain(|header| {
                    index += 1;
                    index <= first_index + 1 || !header.name.eq_ignore_ascii_case(name)
                });
            }
            None => self.push(name, value),
        }
    }

    /// Replaces the headers of these names. A name that is given several times gets all its values, in order.
    pub fn replace(&mut self, headers: &[(String, String)]) {
        for (index, (name, value)) in headers.iter().enumerate() {
            let mut before = headers[..index].iter();
            match before.any(|(earlier, _)| earlier.eq_ignore_ascii_case(name)) {
                true => self.push(name, value.as_bytes()),
                false => self.set(name, value.as_bytes()),
            }
        }
    }

    /// Keeps the headers for which `keeps` returns true.
    pub fn retain(&mut self, keeps: impl Fn(&Header) -> bool) {
        self.0.retain(keeps);
    }

    pub fn remove(&mut self, name: &str) {
        self.0
            .retain(|header| !header.name.eq_ignore_ascii_case(name));
    }

    /// Returns the first value of this name, or `None`. Names are case-insensitive.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        let header = self
            .0
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))?;
        Some(&header.value)
    }

    /// Returns the first value of this name, or `None` if it is absent or not UTF-8.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)
            .and_then(|value| std::str::from_utf8(value).ok())
    }

    /// Returns all values of this name, in order.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0
            .iter()
            .filter(move |header| header.name.eq_ignore_ascii_case(name))
            .map(|header| &*header.value)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Header> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Removes and returns the headers whose values are fingerprints.
    pub fn remove_hidden(&mut self) -> Vec<Header> {
        let headers = std::mem::take(&mut self.0).into_iter();
        let (hidden, rest) = headers.partition(Header::is_hidden);
        self.0 = rest;
        hidden
    }

    /// Replaces the values of this name by fingerprints. For credentials in a header of any name.
    pub fn hide_values(&mut self, name: &str) {
        let is_named = |header: &&mut Header| header.name.eq_ignore_ascii_case(name);
        for header in self.0.iter_mut().filter(is_named) {
            header.value = hide_credential(&header.value).into_bytes();
        }
    }

    /// Replaces each credential by its fingerprint (`Bearer (fingerprint 1a2b3c4d)`). Keeps existing fingerprints.
    pub fn hide_credentials(&mut self) {
        for header in self.0.iter_mut().filter(|header| header.is_credential()) {
            header.value = hide_credential(&header.value).into_bytes();
        }
    }
}

impl FromIterator<(String, Vec<u8>)> for Headers {
    fn from_iter<T: IntoIterator<Item = (String, Vec<u8>)>>(headers: T) -> Self {
        Self(
            headers
                .into_iter()
                .map(|(name, value)| Header { name, value })
                .collect(),
        )
    }
}

/// Replaces `Bearer abc` by `Bearer (fingerprint ...)`. The scheme is not secret and helps to diagnose mistakes.
fn hide_credential(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    if is_fingerprint(&text) {
        return text.into_owned();
    }
    match text.split_once(' ') {
        Some((scheme @ ("Bearer" | "Basic" | "KakaoAK"), credential)) => {
            format!(
                "{scheme} (fingerprint {})",
                fingerprint(credential.as_bytes())
            )
        }
        _ => format!("(fingerprint {})", fingerprint(value)),
    }
}

/// Replaces the credentials in an unparsable request head by fingerprints.
pub fn head_without_credentials(head: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(head.len());
    let mut in_credential = false;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        // A line that begins with white space continues the previous header.
        if in_credential && line.starts_with(b" ") | line.starts_with(b"\t") {
            continue;
        }
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(0);
        let name = String::from_utf8_lossy(&line[..colon])
            .trim()
            .to_ascii_lowercase();
        in_credential = CREDENTIAL_HEADERS.contains(&&*name);
        if in_credential {
            output.extend_from_slice(&line[..=colon]);
            let value = hide_credential(line[colon + 1..].trim_ascii());
            output.extend_from_slice(format!(" {value}\r\n").as_bytes());
        } else {
            output.extend_from_slice(line);
        }
    }
    output
}

/// Returns whether the text is a result of [`hide_credential`], so that hiding is idempotent.
fn is_fingerprint(text: &str) -> bool {
    let credential = ["Bearer ", "Basic ", "KakaoAK "]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .unwrap_or(text);
    let digits = credential
        .strip_prefix("(fingerprint ")
        .and_then(|rest| rest.strip_suffix(')'));
    digits.is_some_and(|digits| {
        digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// Returns whether the text is a token, as header names must be (RFC 9110, 5.6.2).
pub fn is_token(text: &[u8]) -> bool {
    let is_token_byte =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !text.is_empty() && text.iter().all(is_token_byte)
}

/// Validates a header and trims its value.
///
/// # Errors
/// Fails if the name is not a token, if it is a connection header, or if the value has a control character other than
/// a tab.
pub fn validate_header<'a>(name: &'a str, value: &'a str) -> Result<(&'a str, &'a str), Phrase> {
    if !is_token(name.as_bytes()) {
        return Err(Phrase::new("failure.header-name").with("name", name));
    }
    if is_connection_header(name) {
        return Err(Phrase::new("header.connection").with("name", name));
    }
    let value = value.trim();
    let is_unfit = |ch: char| ch.is_control() && ch != '\t';
    match value.chars().any(is_unfit) {
        true => Err(Phrase::new("header.control")),
        false => Ok((name, value)),
    }
}

/// JSON form of a header: `{"name", "value"}`, or `{"name", "value_base64"}` if the value is not UTF-8.
#[derive(Serialize, Deserialize)]
struct HeaderFields<'a> {
    name: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value_base64: Option<String>,
}

impl Serialize for Header {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (value, value_base64) = match std::str::from_utf8(&self.value) {
            Ok(text) => (Some(text.into()), None),
            Err(_) => (None, Some(STANDARD.encode(&self.value))),
        };
        HeaderFields {
            name: (&*self.name).into(),
            value,
            value_base64,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let fields = HeaderFields::deserialize(deserializer)?;
        let value = match (fields.value, fields.value_base64) {
            (Some(text), None) => text.into_owned().into_bytes(),
            (None, Some(text)) => STANDARD.decode(text).map_err(D::Error::custom)?,
            _ => {
                return Err(D::Error::custom(
                    "a header has either `value` or `value_base64`",
                ));
            }
        };
        Ok(Self {
            name: fields.name.into_owned(),
            value,
        })
    }
}
