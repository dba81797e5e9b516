//! Bodies of a HAR's entries: text, base64, or the fields of a form, as far as the archive holds them.
use crate::model::http::multipart::{self, FormPart};
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// The `postData` of a request or the `content` of a response.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HarBody {
    mime_type: Option<String>,
    text: Option<String>,
    encoding: Option<String>,
    /// Form fields, for programs that write them instead of `text`.
    params: Option<Vec<HarParam>>,
    /// Size of a response's body in bytes.
    pub(super) size: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HarParam {
    name: String,
    value: Option<String>,
    file_name: Option<String>,
    content_type: Option<String>,
}

impl HarBody {
    /// Returns the bytes; `None` if the archive does not hold them. `content_type` is that of the headers.
    pub(super) fn to_bytes(&self, content_type: Option<&str>) -> Result<Option<Vec<u8>>, String> {
        let params = self.params.as_deref().unwrap_or_default();
        match &self.text {
            Some(text) if self.encoding.as_deref() == Some("base64") => STANDARD
                .decode(text)
                .map(Some)
                .map_err(|error| format!("a body is no base64: {error}")),
            Some(text) if !text.is_empty() || params.is_empty() => {
                Ok(Some(text.as_bytes().to_vec()))
            }
            _ => {
                let types = [self.mime_type.as_deref(), content_type];
                let is_multipart = |it: &&str| starts_with_type(it, "multipart/");
                let multipart = types.into_iter().flatten().find(is_multipart);
                Ok(match multipart {
                    Some(content_type) => multipart_body(params, content_type),
                    None if !params.is_empty() => Some(form_body(params)),
                    None => self.is_empty_form().then(Vec::new),
                })
            }
        }
    }

    /// Returns whether it is a form without fields, whose body is empty.
    fn is_empty_form(&self) -> bool {
        let mime_type = self.mime_type.as_deref().unwrap_or_default();
        self.params.is_some() && starts_with_type(mime_type, "application/x-www-form-urlencoded")
    }
}

fn starts_with_type(text: &str, media_type: &str) -> bool {
    let start = text.get(..media_type.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(media_type))
}

/// Encodes a form with the boundary of its type; `None` without a boundary or without the content of a file.
fn multipart_body(params: &[HarParam], content_type: &str) -> Option<Vec<u8>> {
    let boundary = multipart::boundary(content_type)?;
    let part = |param: &HarParam| {
        if param.file_name.is_some() && param.value.is_none() {
            return None;
        }
        Some(FormPart {
            name: param.name.clone(),
            file_name: param.file_name.clone(),
            content_type: param.content_type.clone(),
            bytes: param.value.clone().unwrap_or_default().into_bytes(),
        })
    };
    let parts: Option<Vec<_>> = params.iter().map(part).collect();
    parts
        .filter(|parts| !parts.is_empty())
        .map(|parts| multipart::encode(&boundary, &parts))
}

/// Joins the fields of a form. Some programs write them as they were on the wire, others decoded.
fn form_body(params: &[HarParam]) -> Vec<u8> {
    let pairs = params.iter().map(|param| {
        let value = param.value.as_deref().unwrap_or_default();
        [param.name.as_str(), value]
    });
    let pairs: Vec<_> = pairs.collect();
    let texts = || pairs.iter().flatten();
    let is_encoded = texts().any(|text| text.contains('%')) && texts().all(|it| is_wire_form(it));
    let written = |text: &str| match is_encoded {
        true => text.to_owned(),
        false => utf8_percent_encode(text, NON_ALPHANUMERIC).to_string(),
    };
    let pairs = pairs
        .iter()
        .map(|[name, value]| format!("{}={}", written(name), written(value)));
    pairs.collect::<Vec<_>>().join("&").into_bytes()
}

/// Returns whether a text could be in an encoded form: visible ASCII, each `%` before two hex digits, and no delimiter.
fn is_wire_form(text: &str) -> bool {
    let is_visible = |byte: u8| byte.is_ascii_graphic() && !b"&=\"<>".contains(&byte);
    let mut escapes = text.split('%').skip(1);
    let is_escape = |rest: &str| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    text.bytes().all(is_visible) && escapes.all(is_escape)
}
