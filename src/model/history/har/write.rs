//! Writes an HTTP Archive, entry by entry.
use crate::error::Result;
use crate::model::history::exchange::Exchange;
use crate::model::history::export_format::{ExportFormat, ExportedText, REDACTION_NOTE, to_json};
use crate::model::history::hop::MissingPart;
use crate::model::http::status::reason_phrase;
use crate::model::http::{Headers, Request, Response};
use crate::model::text::phrase::Phrase;
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// Exports exchanges as HAR.
#[derive(Default)]
pub struct HarWriter {
    entries: usize,
}

impl ExportFormat for HarWriter {
    fn begin(&mut self, is_redacted: bool) -> Result<String> {
        let creator = json!({ "name": "momo", "version": env!("CARGO_PKG_VERSION") });
        let comment = match is_redacted {
            true => format!(r#""comment":{},"#, Value::from(REDACTION_NOTE)),
            false => String::new(),
        };
        Ok(format!(
            r#"{{"log":{{"version":"1.2","creator":{creator},{comment}"entries":["#
        ))
    }

    fn exchange(&mut self, exchange: &Exchange) -> Result<ExportedText> {
        let comma = if self.entries > 0 { "," } else { "" };
        self.entries += 1;
        Ok(format!("{comma}\n{}", to_json(&entry(exchange)?)?).into())
    }

    fn end(&mut self) -> Result<String> {
        Ok("\n]}}\n".into())
    }
}

fn entry(exchange: &Exchange) -> Result<Value> {
    let total = exchange.timing.total_ms;
    let first_byte = exchange.timing.first_byte_ms.unwrap_or(total);
    let connect = exchange.timing.connect_ms;
    let mut entry = json!({
        "startedDateTime": exchange.started_at.to_rfc3339(),
        "time": total,
        "request": request(exchange),
        "response": response(exchange),
        "cache": {},
        "timings": {
            "send": 0,
            "wait": (first_byte - connect.unwrap_or(0.0)).max(0.0),
            "receive": (total - first_byte).max(0.0),
        },
        "_momo": momo_fields(exchange)?,
    });
    if let Some(connect) = connect {
        // HAR uses -1 for a phase that did not happen.
        let duration = if connect > 0.0 { connect } else { -1.0 };
        entry["timings"]["connect"] = duration.into();
    }
    if let Some(failure) = &exchange.failure {
        // The field name that Chrome uses.
        entry["response"]["_error"] = failure.message.to_string().into();
    }
    Ok(entry)
}

fn request(exchange: &Exchange) -> Value {
    let request = &exchange.request;
    let url = request.absolute_url();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        json!({ "name": decoded(name), "value": decoded(value) })
    });
    let mut fields = json!({
        "method": request.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&request.headers),
        "queryString": pairs.collect::<Vec<_>>(),
        "headersSize": -1,
        "bodySize": request.body.len(),
    });
    if !request.body.is_empty() {
        fields["postData"] = body_content(&request.headers, &request.body);
    }
    if let Some(reason) = exchange.unsendable() {
        fields["comment"] = reason.to_string().into();
    }
    fields
}

/// Writes a missing response with status 0, as browsers do.
fn response(exchange: &Exchange) -> Value {
    let no_response = Response {
        status: 0,
        headers: Headers::new(),
        body: Vec::new(),
    };
    let response = exchange.response.as_ref().unwrap_or(&no_response);
    let mut content = body_content(&response.headers, &response.body);
    content["size"] = response.body.len().into();
    if exchange.lacks(MissingPart::ResponseBody) {
        content["comment"] = Phrase::new("resend.no-body").to_string().into();
    }
    json!({
        "status": response.status,
        "statusText": reason_phrase(response.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&response.headers),
        "content": content,
        "redirectURL": response.headers.text("location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": response.body.len(),
    })
}

fn headers(headers: &Headers) -> Vec<Value> {
    let value = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = headers.iter();
    let headers =
        headers.map(|header| json!({ "name": header.name, "value": value(&header.value) }));
    headers.collect()
}

/// Formats a body with its content type.
fn body_content(headers: &Headers, body: &[u8]) -> Value {
    let content_type = headers.text("content-type").unwrap_or_default();
    match std::str::from_utf8(body) {
        Ok(text) => json!({ "mimeType": content_type, "text": text }),
        Err(_) => {
            json!({ "mimeType": content_type, "text": STANDARD.encode(body), "encoding": "base64" })
        }
    }
}

/// Returns the data without a HAR field: the exchange without request and response, an original URL that is not
/// absolute, and headers that are not UTF-8.
fn momo_fields(exchange: &Exchange) -> Result<Value> {
    let stripped = Exchange {
        request: Request {
            method: String::new(),
            url: String::new(),
            headers: Headers::new(),
            body: Vec::new(),
        },
        response: None,
        ..exchange.clone()
    };
    let fields = serde_json::to_value(stripped).map_err(|error| {
        crate::error::Error::unknown("an exchange cannot be written as JSON").because(error)
    })?;
    let Value::Object(mut fields) = fields else {
        return Ok(Value::Null);
    };
    fields.remove("request");
    if exchange.request.absolute_url() != exchange.request.url {
        fields.insert("url".into(), exchange.request.url.as_str().into());
    }
    insert_exact_headers(&mut fields, "request_headers", &exchange.request.headers);
    if let Some(response) = &exchange.response {
        insert_exact_headers(&mut fields, "response_headers", &response.headers);
    }
    Ok(Value::Object(fields))
}

/// Inserts the exact headers if a value is not UTF-8.
fn insert_exact_headers(fields: &mut Map<String, Value>, key: &str, headers: &Headers) {
    let is_text = |value: &[u8]| std::str::from_utf8(value).is_ok();
    if !headers.iter().all(|header| is_text(&header.value)) {
        // Names and values always serialise.
        fields.insert(
            key.into(),
            serde_json::to_value(headers).unwrap_or_default(),
        );
    }
}
