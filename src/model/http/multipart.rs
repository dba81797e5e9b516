//! `multipart/form-data`, as uploads use it (RFC 7578): written, and read again by the local platform.

/// The most parts of a form; more than any documented call has.
const MAX_PARTS: usize = 16;
/// The most bytes of a part's own head.
const MAX_PART_HEAD_BYTES: usize = 8 * 1024;

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPart {
    /// The name of the field.
    pub name: String,
    /// The name of the file, where it is one.
    pub file_name: Option<String>,
    /// What the file is.
    pub content_type: Option<String>,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl FormPart {
    /// A field with a text.
    pub fn text(name: &str, text: &str) -> Self {
        Self {
            name: name.into(),
            file_name: None,
            content_type: None,
            bytes: text.into(),
        }
    }

    /// What the field holds, where that is text.
    pub fn as_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// The `Content-Type` of a form with this boundary.
pub fn content_type(boundary: &str) -> String {
    format!("multipart/form-data; boundary={boundary}")
}

/// The body. The boundary is made of random letters, so that no part holds it.
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
        if let Some(kind) = &part.content_type {
            head.push_str(&format!("\r\nContent-Type: {kind}"));
        }
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(&part.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

/// As browsers write a name between quotes.
fn escape_name(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The parts of a form; none where it is not well-formed.
pub fn decode(content_type: &str, body: &[u8]) -> Option<Vec<FormPart>> {
    let boundary = boundary(content_type)?;
    let line = format!("--{boundary}").into_bytes();
    let between = format!("\r\n--{boundary}").into_bytes();
    // What stands before the first boundary is no part of the form.
    let mut rest = match body.strip_prefix(&*line) {
        Some(rest) => rest,
        None => &body[find(body, &between)? + between.len()..],
    };
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        let spaces = rest.iter().take_while(|it| matches!(it, b' ' | b'\t'));
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
    let value = |wanted: &str| {
        head.split("\r\n").find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim()
                .eq_ignore_ascii_case(wanted)
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

/// The boundary that a `Content-Type` names.
fn boundary(content_type: &str) -> Option<String> {
    let (kind, _) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameter(content_type, "boundary")?;
    let fits = (1..=70).contains(&boundary.len())
        && boundary.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    fits.then_some(boundary)
}

/// `; name="value"` or `; name=value`. A quote within quotes is written `%22`, or `\"` by older programs.
fn parameter(text: &str, wanted: &str) -> Option<String> {
    let (_, mut rest) = text.split_once(';')?;
    loop {
        let (name, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (found, after) = match value.strip_prefix('"') {
            Some(quoted) => {
                let end = end_of_quotes(quoted)?;
                (unescape_name(&quoted[..end]), &quoted[end + 1..])
            }
            None => {
                let end = value.find(';').unwrap_or(value.len());
                (value[..end].trim().to_owned(), &value[end..])
            }
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(found);
        }
        rest = after.trim_start().strip_prefix(';')?;
    }
}

fn end_of_quotes(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find(|at| bytes[*at] == b'"' && (*at == 0 || bytes[*at - 1] != b'\\'))
}

fn unescape_name(text: &str) -> String {
    text.replace("\\\"", "\"")
        .replace("%22", "\"")
        .replace("%0D", "\r")
        .replace("%0A", "\n")
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
