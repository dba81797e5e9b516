//! Formats requests as `curl` commands, quoted for a POSIX shell, with the exact body bytes.
use super::exchange::Exchange;
use crate::error::Result;
use crate::model::history::export_format::{ExportFormat, REDACTION_NOTE};
use crate::model::http::{Header, Headers, Request, is_connection_header, is_token};
use crate::model::text::{escape, shell};

/// Maximum body size in bytes for an argument. Longer bodies use a pipe: Linux accepts at most 128 KiB per argument.
const MAX_ARGUMENT_BYTES: usize = 100 * 1024;

/// The source of the body in a command.
#[derive(Debug, Clone, Copy)]
pub enum BodySource<'a> {
    /// A file that exists when the command runs.
    File(&'a str),
    /// Bytes that the command contains.
    Bytes(&'a [u8]),
}

/// Formats a command that POSTs the body with these headers. Omits headers with an invalid name, and with an
/// empty or unprintable value.
pub fn post_command(url: &str, headers: &Headers, body: BodySource) -> String {
    compose_command("POST", url, headers, Some(body))
}

/// Exports exchanges as `curl` commands.
pub struct CurlWriter;

impl ExportFormat for CurlWriter {
    fn begin(&mut self, is_redacted: bool) -> Result<String> {
        Ok(match is_redacted {
            true => format!("# {REDACTION_NOTE}\n"),
            false => String::new(),
        })
    }

    fn exchange(&mut self, exchange: &Exchange) -> Result<Option<String>> {
        let id = escape::line(&exchange.id);
        let title = exchange.title();
        let title = escape::line(&title);
        let command = request_command(&exchange.request);
        Ok(Some(format!("# {id}  {title}\n{command}\n")))
    }
}

/// Formats a command that repeats a request. Takes credentials that are stored as fingerprints from
/// [`credential_variables`].
pub fn request_command(request: &Request) -> String {
    let is_sent = |header: &&Header| {
        !is_connection_header(&header.name) && !header.name.eq_ignore_ascii_case("host")
    };
    let headers = request.headers.iter().filter(is_sent);
    let headers = headers.map(|header| (header.name.clone(), header.value.clone()));
    let body = (!request.body.is_empty()).then_some(BodySource::Bytes(&request.body));
    compose_command(
        &request.method,
        &request.absolute_url(),
        &headers.collect(),
        body,
    )
}

/// Returns the environment variables from which the command of [`request_command`] takes credentials.
pub fn credential_variables(request: &Request) -> Vec<String> {
    let hidden = request.headers.iter().filter(|header| header.is_hidden());
    hidden.map(variable_name).collect()
}

/// Returns `MOMOTALK_BOT_TOKEN` for a bearer token, else a name made of the header's name.
fn variable_name(header: &Header) -> String {
    if header.value.starts_with(b"Bearer ") {
        return "MOMOTALK_BOT_TOKEN".into();
    }
    let ch = |ch: char| match ch.is_ascii_alphanumeric() {
        true => ch.to_ascii_uppercase(),
        false => '_',
    };
    let name: String = header.name.chars().map(ch).collect();
    match name.starts_with(|first: char| first.is_ascii_digit()) {
        true => format!("_{name}"),
        false => name,
    }
}

/// Formats a header whose value is a shell variable. The shell fails if the variable is unset or empty.
fn header_from_variable(header: &Header) -> String {
    let value = String::from_utf8_lossy(&header.value);
    let scheme = value
        .split_once(" (")
        .map(|(scheme, _)| format!("{scheme} "));
    let scheme = scheme.unwrap_or_default();
    let before = shell::quote_visibly(&format!("{}: {scheme}", header.name));
    format!("{before}\"${{{}:?}}\"", variable_name(header))
}

fn compose_command(method: &str, url: &str, headers: &Headers, body: Option<BodySource>) -> String {
    let (before, data) = match body {
        None => (String::new(), None),
        Some(BodySource::File(path)) => (
            String::new(),
            Some(shell::quote_visibly(&format!("@{path}"))),
        ),
        Some(BodySource::Bytes(bytes)) => match plain_text(bytes) {
            Some(text) => (String::new(), Some(shell::quote_visibly(text))),
            None => (
                format!("printf '{}' | ", shell::printf_format(bytes)),
                Some("@-".into()),
            ),
        },
    };
    let mut command = format!("{before}curl -sS -X {}", shell::quote_visibly(method));
    if url.contains(['[', ']', '{', '}']) {
        // curl would interpret these as a URL pattern.
        command.push_str(" --globoff");
    }
    if url.starts_with('-') {
        // Keeps curl from reading the URL as an option.
        command.push_str(" --url");
    }
    command.push(' ');
    command.push_str(&shell::quote_visibly(url));
    // curl would read a file for a header that begins with `@`.
    let is_sent = |header: &&Header| is_token(header.name.as_bytes());
    for header in headers.iter().filter(is_sent) {
        if header.is_hidden() {
            command.push_str(" -H ");
            command.push_str(&header_from_variable(header));
            continue;
        }
        let value = std::str::from_utf8(&header.value).unwrap_or("\n");
        if value.is_empty() || value.chars().any(char::is_control) {
            continue;
        }
        command.push_str(" -H ");
        command.push_str(&shell::quote_visibly(&format!("{}: {value}", header.name)));
    }
    if let Some(data) = data {
        if headers.get("content-type").is_none() {
            // Keeps curl from adding a form content type.
            command.push_str(" -H Content-Type:");
        }
        command.push_str(" --data-binary ");
        command.push_str(&data);
    }
    command
}

/// Returns the body if the command can contain it verbatim: visible text of at most [`MAX_ARGUMENT_BYTES`] that curl
/// does not take for a file name.
fn plain_text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_plain = text.len() <= MAX_ARGUMENT_BYTES
        && !text.starts_with('@')
        && escape::lines(text).as_ref() == text;
    is_plain.then_some(text)
}
