//! A request as a `curl` command to copy: quoted for a POSIX shell, the body byte for byte.
use super::exchange::Exchange;
use crate::error::Result;
use crate::model::history::export_format::{ExportFormat, REDACTION_NOTE};
use crate::model::http::{Header, Headers, Request, is_connection_header, is_token};
use crate::model::text::escape;

/// Longer text goes through a pipe: Linux takes at most 128 KiB as one argument.
const MAX_ARGUMENT_BYTES: usize = 100 * 1024;

/// Where the command takes the body from.
#[derive(Debug, Clone, Copy)]
pub enum BodySource<'a> {
    /// A file that is there when the command runs.
    File(&'a str),
    /// These bytes, written into the command.
    Bytes(&'a [u8]),
}

/// A command that POSTs the body with these headers. A header that no HTTP client can send is left out.
pub fn post_command(url: &str, headers: &Headers, body: BodySource) -> String {
    compose_command("POST", url, headers, Some(body))
}

/// Exchanges as commands, one after the other.
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

/// A command that makes this request again. Credentials that are known by their fingerprints only are taken from
/// [`variables`].
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

/// The environment variables from which the command for this request takes its credentials.
pub fn credential_variables(request: &Request) -> Vec<String> {
    let hidden = request.headers.iter().filter(|header| header.is_hidden());
    hidden.map(variable_name).collect()
}

/// `MOMOTALK_BOT_TOKEN` for a bearer token, else the header's name.
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

/// A header whose value the shell takes from a variable, and complains where that is not set.
fn header_from_variable(header: &Header) -> String {
    let value = String::from_utf8_lossy(&header.value);
    let scheme = value
        .split_once(" (")
        .map(|(scheme, _)| format!("{scheme} "));
    let scheme = scheme.unwrap_or_default();
    let before = shell_quote(&format!("{}: {scheme}", header.name));
    format!("{before}\"${{{}:?}}\"", variable_name(header))
}

fn compose_command(method: &str, url: &str, headers: &Headers, body: Option<BodySource>) -> String {
    let (before, data) = match body {
        None => (String::new(), None),
        Some(BodySource::File(path)) => (String::new(), Some(shell_quote(&format!("@{path}")))),
        Some(BodySource::Bytes(bytes)) => match plain_text(bytes) {
            Some(text) => (String::new(), Some(shell_quote(text))),
            None => (
                format!("printf '{}' | ", printf_format(bytes)),
                Some("@-".into()),
            ),
        },
    };
    let mut command = format!("{before}curl -sS -X {}", shell_quote(method));
    if url.contains(['[', ']', '{', '}']) {
        // curl would read them as a pattern for many URLs.
        command.push_str(" --globoff");
    }
    if url.starts_with('-') {
        // Not an option of curl.
        command.push_str(" --url");
    }
    command.push(' ');
    command.push_str(&shell_quote(url));
    // curl would read a file where a name begins with `@`.
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
        command.push_str(&shell_quote(&format!("{}: {value}", header.name)));
    }
    if let Some(data) = data {
        if headers.get("content-type").is_none() {
            // curl would say that it is a form.
            command.push_str(" -H Content-Type:");
        }
        command.push_str(" --data-binary ");
        command.push_str(&data);
    }
    command
}

/// The body, where it can stand in the command as a person reads it: text with nothing invisible in it, which
/// curl does not take for a file's name.
fn plain_text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_plain = text.len() <= MAX_ARGUMENT_BYTES
        && !text.starts_with('@')
        && escape::lines(text).as_ref() == text;
    is_plain.then_some(text)
}

/// One word for a POSIX shell. What a terminal would obey is left to `printf`.
pub fn shell_quote(word: &str) -> String {
    if escape::lines(word).as_ref() != word {
        return format!("\"$(printf '{}')\"", printf_format(word.as_bytes()));
    }
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"@%+=:,./_-".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_safe) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A format for `printf` that writes these bytes in every POSIX shell.
fn printf_format(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            // Not an option of printf.
            b'-' if index == 0 => text.push_str("\\055"),
            b'%' => text.push_str("%%"),
            b'\\' => text.push_str("\\\\"),
            // An interactive bash looks for `!` even here.
            b' '..=b'~' if !b"'!".contains(&byte) => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\{byte:03o}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_needed() {
        for (word, quoted) in [
            ("http://127.0.0.1:3000/hook", "http://127.0.0.1:3000/hook"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$(date)", "'$(date)'"),
            ("~", "'~'"),
            (
                "/\u{9b}2J$\u{202e}",
                r#""$(printf '/\302\2332J$\342\200\256')""#,
            ),
        ] {
            assert_eq!(shell_quote(word), quoted);
        }
    }

    #[test]
    fn bytes_become_printf_escapes() {
        assert_eq!(printf_format(b"a'%\\\0\xff\n7"), r"a\047%%\\\000\377\0127");
        assert_eq!(printf_format(b"-n-\0"), r"\055n-\000");
    }
}
