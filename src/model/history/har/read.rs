//! Converts the entries of an HTTP Archive of any program.
use super::body::HarBody;
use super::hide;
use crate::model::history::exchange::{
    Direction, Exchange, ExchangeMeta, Failure, FailureCause, Timing,
};
use crate::model::history::hop::MissingPart;
use crate::model::http::{Headers, Request, Response};
use crate::model::protocol::{Event, Protocol};
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// An entry. Fields are `None` if the program omits them or writes null.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HarEntry {
    started_date_time: Option<String>,
    time: Option<f64>,
    request: HarRequest,
    response: Option<HarResponse>,
    #[serde(rename = "_momo")]
    momo_fields: Option<Map<String, Value>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HarRequest {
    method: String,
    url: String,
    headers: Option<Vec<NameValue>>,
    post_data: Option<HarBody>,
    body_size: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
struct HarResponse {
    status: Option<f64>,
    headers: Option<Vec<NameValue>>,
    content: Option<HarBody>,
    /// Chrome's reason for a missing response.
    #[serde(rename = "_error")]
    error: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct NameValue {
    name: String,
    value: Option<String>,
}

impl HarEntry {
    /// Returns whether momo wrote the entry.
    pub fn is_from_momo(&self) -> bool {
        self.momo_fields.is_some()
    }

    /// Takes the start of 1970 as start time where the program omits it, for readers of requests alone.
    #[must_use]
    pub fn with_any_start(mut self) -> Self {
        let start = self.started_date_time.take();
        let is_time = |text: &String| Timestamp::parse(text).is_some();
        self.started_date_time = start
            .filter(is_time)
            .or_else(|| Some("1970-01-01T00:00:00Z".into()));
        self
    }

    /// Converts the entry to an exchange.
    ///
    /// # Errors
    /// Fails for invalid base64, status, start time or `_momo` fields.
    pub fn into_exchange(self) -> Result<Exchange, String> {
        let (mut request, has_request_body) = self.request.to_request()?;
        let response = self
            .response
            .as_ref()
            .map(HarResponse::to_response)
            .transpose()?;
        let (response, has_response_body) = match response.flatten() {
            Some((response, is_held)) => (Some(response), is_held),
            None => (None, true),
        };
        let Some(mut momo_fields) = self.momo_fields else {
            let response_fields = self.response.unwrap_or_else(HarResponse::empty);
            let started = self.started_date_time.as_deref().unwrap_or_default();
            let response = response.ok_or(response_fields.error);
            let mut exchange = foreign_exchange(started, self.time, request, response)?;
            let missing = [
                (has_request_body, MissingPart::RequestBody),
                (has_response_body, MissingPart::ResponseBody),
            ];
            let missing = missing.into_iter().filter(|(is_held, _)| !is_held);
            exchange.missing = missing.map(|(_, part)| part).collect();
            return Ok(exchange);
        };
        let mut headers = |key: &str| -> Result<Option<Headers>, String> {
            let headers = momo_fields
                .remove(key)
                .map(serde_json::from_value)
                .transpose();
            headers.map_err(|error| format!("`_momo.{key}`: {error}"))
        };
        if let Some(exact_headers) = headers("request_headers")? {
            request.headers = exact_headers;
        }
        let response = match (response, headers("response_headers")?) {
            (Some(response), Some(headers)) => Some(Response {
                headers,
                ..response
            }),
            (response, _) => response,
        };
        if let Some(url) = momo_fields.remove("url").as_ref().and_then(Value::as_str) {
            request.url = url.to_owned();
        }
        let placeholder = serde_json::json!({ "method": "", "url": "", "headers": [] });
        momo_fields.insert("request".into(), placeholder);
        momo_fields.remove("response");
        let exchange: Exchange = serde_json::from_value(Value::Object(momo_fields))
            .map_err(|error| format!("`_momo`: {error}"))?;
        Ok(Exchange {
            request,
            response,
            ..exchange
        })
    }
}

impl HarRequest {
    /// Returns the request, and whether the archive holds its body.
    fn to_request(&self) -> Result<(Request, bool), String> {
        let headers = read_headers(self.headers.as_deref());
        let content_type = headers.text("content-type");
        let length = headers.text("content-length");
        let length = length.and_then(|length| length.parse().ok());
        let mut sizes = [self.body_size, length].into_iter().flatten();
        let body = match &self.post_data {
            Some(data) => {
                let bytes = data.to_bytes(content_type)?;
                bytes.or_else(|| sizes.any(|size| size == 0.0).then(Vec::new))
            }
            None => (!sizes.any(|size| size > 0.0)).then(Vec::new),
        };
        let is_held = body.is_some();
        let request = Request {
            method: self.method.clone(),
            url: self.url.clone(),
            headers,
            body: body.unwrap_or_default(),
        };
        Ok((request, is_held))
    }
}

impl HarResponse {
    fn empty() -> Self {
        Self {
            status: None,
            headers: None,
            content: None,
            error: None,
        }
    }

    /// Returns the response, and whether the archive holds its body. `None` without a response, for which programs write
    /// status 0, -1 or nothing.
    fn to_response(&self) -> Result<Option<(Response, bool)>, String> {
        let status = match self.status {
            Some(status) if (100.0..1000.0).contains(&status) => status as u16,
            Some(status) if status > 0.0 => return Err(format!("{status} is no status")),
            _ => return Ok(None),
        };
        let headers = read_headers(self.headers.as_deref());
        let content = self.content.as_ref();
        let body = content.map(|content| content.to_bytes(None)).transpose()?;
        let body = body.flatten();
        let has_body = content
            .and_then(|content| content.size)
            .is_some_and(|size| size > 0.0);
        let is_held = body.is_some() || !has_body;
        let response = Response {
            status,
            headers,
            body: body.unwrap_or_default(),
        };
        Ok(Some((response, is_held)))
    }
}

/// Converts headers and drops HTTP/2 pseudo-headers (`:authority`).
fn read_headers(headers: Option<&[NameValue]>) -> Headers {
    let headers = headers.unwrap_or_default().iter();
    let headers = headers.filter(|header| !header.name.starts_with(':'));
    headers
        .map(|header| {
            let value = header.value.clone().unwrap_or_default();
            (header.name.clone(), value.into_bytes())
        })
        .collect()
}

/// Converts an entry of another program. Derives the id from its content, so that repeated imports give one exchange.
fn foreign_exchange(
    started: &str,
    time: Option<f64>,
    mut request: Request,
    mut response: Result<Response, Option<String>>,
) -> Result<Exchange, String> {
    hide::hide_in_request(&mut request);
    if let Ok(response) = &mut response {
        hide::hide_in_headers(&mut response.headers);
    }
    let started_at = Timestamp::parse(started)
        .ok_or_else(|| format!("`startedDateTime` is no time: `{started}`"))?;
    let mut hash = Sha256::new()
        .chain_update(started)
        .chain_update(time.unwrap_or_default().to_be_bytes())
        .chain_update(&request.method)
        .chain_update([0])
        .chain_update(&request.url)
        .chain_update([0])
        .chain_update(&request.body);
    if let Ok(response) = &response {
        hash.update(response.status.to_be_bytes());
        hash.update(&response.body);
    }
    let digest = hash.finalize();
    let random = [digest[0], digest[1], digest[2], digest[3]];
    let outcome = response.map_err(|error| Failure {
        cause: FailureCause::Broken,
        message: error.map_or_else(|| Phrase::new("failure.not-recorded"), Phrase::verbatim),
    });
    let timing = Timing {
        total_ms: time.filter(|time| *time > 0.0).unwrap_or_default(),
        ..Timing::default()
    };
    let meta = match message_call_bot(&request) {
        Some(bot) => ExchangeMeta::message_call(&bot),
        None => {
            let protocol = Protocol::recognise(&request);
            ExchangeMeta::event(protocol, Event::parse(&request.body), None)
        }
    };
    let exchange = Exchange::new(Direction::Sent, started_at, random, request.clone(), meta);
    Ok(exchange.with_outcome(outcome, timing))
}

/// Returns the bot id of a message API call (<https://mmrnd.net/bot-developer-guide.html>), else `None`.
fn message_call_bot(request: &Request) -> Option<String> {
    let path = request.path().strip_suffix("/messages")?;
    let (before, bot_id) = path.rsplit_once('/')?;
    let is_call = request.method == "POST" && before.ends_with("/bots") && !bot_id.is_empty();
    is_call.then(|| bot_id.to_owned())
}
