//! Encodes and decodes `multipart/form-data` (RFC 7578) for uploads.

/// Maximum number of parts of a form. No documented call has as many.
const MAX_PARTS: usize = 16;
/// Maximum size in bytes of a part's headers.
const MAX_PART_HEAD_BYTES: usize = 8 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPart {
    /// Name of the form field.
    pub name: String,
    /// `None` if the part is not a file.
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub bytes: Vec<u8>,
}

impl FormPart {
    /// Creates a text field.
    pub fn text(name: &str, text: &str) -> Self {
        Self {
            name: name.into(),
            file_name: None,
            content_type: None,
            bytes: text.into(),
        }
    }

    /// Returns the content as text, or `None` if it is not UTF-8.
    pub fn as_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// Returns the `Content-Type` of a form with this boundary.
pub fn content_type(boundary: &str) -> String {
    format!("multipart/form-data; boundary={boundary}")
}

/// Encodes the parts as a body. No part may contain the boundary; callers use random letters.
pub fn encode(boundary: &str, parts: &[FormPart]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        let mut head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
            escape_name(&part.name)
        );
        if let Some(name) = &part.file_name {
            head.push_str(&format!("; filename=\"{}\"", escape_name(name)));
        }
        if let Some(content_type) = &part.content_type {
            head.push_str(&format!("\r\nContent-Type: {content_type}"));
        }
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(&part.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

/// Escapes a quoted name as browsers do.
fn escape_name(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Decodes a form. Returns `None` if it is malformed or has more than [`MAX_PARTS`] parts.
pub fn decode(content_type: &str, body: &[u8]) -> Option<Vec<FormPart>> {
    let boundary = boundary(content_type)?;
    let line = format!("--{boundary}").into_bytes();
    let between = format!("\r\n--{boundary}").into_bytes();
    // Text before the first boundary is not part of the form.
    let mut rest = match body.strip_prefix(&*line) {
        Some(rest) => rest,
        None => &body[find(body, &between)? + between.len()..],
    };
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
        rest = rest[spaces.count()..].strip_prefix(b"\r\n")?;
        let end = find(rest, &between)?;
        parts.push(decode_part(&rest[..end])?);
        if parts.len() > MAX_PARTS {
            return None;
        }
        rest = &rest[end + between.len()..];
    }
}

fn decode_part(bytes: &[u8]) -> Option<FormPart> {
    let head_end = find(&bytes[..bytes.len().min(MAX_PART_HEAD_BYTES)], b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..head_end]).ok()?;
    let value = |header_name: &str| {
        head.split("\r\n").find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim()
                .eq_ignore_ascii_case(header_name)
                .then(|| value.trim())
        })
    };
    let disposition = value("content-disposition")?;
    if !disposition
        .split(';')
        .next()?
        .trim()
        .eq_ignore_ascii_case("form-data")
    {
        return None;
    }
    Some(FormPart {
        name: parameter(disposition, "name")?,
        file_name: parameter(disposition, "filename"),
        content_type: value("content-type").map(str::to_owned),
        bytes: bytes[head_end + 4..].to_vec(),
    })
}

/// Returns the boundary of a `multipart/form-data` content type.
pub fn boundary(content_type: &str) -> Option<String> {
    let (media_type, _) = content_type.split_once(';')?;
    if !media_type
        .trim()
        .eq_ignore_ascii_case("multipart/form-data")
    {
        return None;
    }
    let boundary = parameter(content_type, "boundary")?;
    let is_valid = (1..=70).contains(&boundary.len())
        && boundary.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    is_valid.then_some(boundary)
}

/// Finds `; name="value"` or `; name=value`. Browsers escape a quote as `%22`, older programs as `\"`.
fn parameter(text: &str, parameter_name: &str) -> Option<String> {
    let (_, mut rest) = text.split_once(';')?;
    loop {
        let (name, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (parsed, rest_of_line) = match value.strip_prefix('"') {
            Some(quoted) => {
                let end = end_of_quotes(quoted)?;
                (unescape_name(&quoted[..end]), &quoted[end + 1..])
            }
            None => {
                let end = value.find(';').unwrap_or(value.len());
                (value[..end].trim().to_owned(), &value[end..])
            }
        };
        if name.trim().eq_ignore_ascii_case(parameter_name) {
            return Some(parsed);
        }
        rest = rest_of_line.trim_start().strip_prefix(';')?;
    }
}

fn end_of_quotes(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .find(|offset| bytes[*offset] == b'"' && (*offset == 0 || bytes[*offset - 1] != b'\\'))
}

fn unescape_name(text: &str) -> String {
    text.replace("\\\"", "\"")
        .replace("%22", "\"")
        .replace("%0D", "\r")
        .replace("%0A", "\n")
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .position(|window| window == needle)
}
