//! Formats requests as `curl` commands, quoted for a POSIX shell, with the exact body bytes.
use super::exchange::Exchange;
use crate::error::Result;
use crate::model::history::export_format::{ExportFormat, ExportedText, REDACTION_NOTE};
use crate::model::http::coding::{self, CONTENT_ENCODING};
use crate::model::http::target;
use crate::model::http::{Header, Headers, Request, is_connection_header, is_token};
use crate::model::secret::mask::holds_mark;
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

/// Formats a command that POSTs the body with these headers, and with those that curl adds.
pub fn post_command(url: &str, headers: &Headers, body: BodySource) -> String {
    let mut command = CommandLine::new("POST", url);
    let _ = command.add_headers(headers);
    command.add_body(body, headers);
    command.finish()
}

/// A request as shell text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurlText {
    /// The command, after a comment for each remark. Only comments if there is no command.
    pub text: String,
    /// What the command leaves out, or why there is none. Empty if it repeats the request.
    pub remarks: Vec<String>,
    pub has_command: bool,
}

/// Exports exchanges as `curl` commands.
#[derive(Default)]
pub struct CurlWriter {
    /// Number of commands that leave something out.
    reduced: u64,
}

impl ExportFormat for CurlWriter {
    fn begin(&mut self, is_redacted: bool) -> Result<String> {
        Ok(match is_redacted {
            true => format!("# {REDACTION_NOTE}\n"),
            false => String::new(),
        })
    }

    fn exchange(&mut self, exchange: &Exchange) -> Result<ExportedText> {
        let id = escape::line(&exchange.id);
        let title = exchange.title();
        let title = escape::line(&title);
        let curl = request_command(exchange);
        self.reduced += u64::from(curl.has_command && !curl.remarks.is_empty());
        Ok(ExportedText {
            text: format!("# {id}  {title}\n{}\n", curl.text),
            is_left_out: !curl.has_command,
        })
    }

    fn remarks(&self, left_out: u64) -> Vec<String> {
        let requests = |count: u64| match count {
            0 => None,
            1 => Some("1 request".to_owned()),
            count => Some(format!("{count} requests")),
        };
        let missing = requests(left_out).map(|it| {
            format!("curl cannot repeat {it}: a comment in place of the command says why")
        });
        let reduced = requests(self.reduced).map(|it| {
            format!("something of {it} is left out: a comment above the command says what")
        });
        missing.into_iter().chain(reduced).collect()
    }
}

/// Formats a command that repeats a request as it was, without what curl adds of its own. Takes credentials that are
/// stored as fingerprints from [`credential_variables`].
pub fn request_command(exchange: &Exchange) -> CurlText {
    if let Some(reason) = obstacle(exchange) {
        return CurlText::new(None, vec![format!("no command: {reason}")]);
    }
    repeating_command(&exchange.request)
}

/// Formats a command that sends a request as it is, without what curl adds of its own.
pub fn repeating_command(request: &Request) -> CurlText {
    let url = request.absolute_url();
    let mut command = CommandLine::new(&request.method, &url);
    command.keep_wire_form(request, &url);
    let is_sent = |header: &&Header| {
        let is_host = header.name.eq_ignore_ascii_case("host");
        let is_made_by_curl = is_host && header.value == target::authority(&url).as_bytes();
        !is_made_by_curl && !is_connection_header(&header.name)
    };
    let headers = request.headers.iter().filter(is_sent);
    let headers = headers.map(|header| (header.name.clone(), header.value.clone()));
    let mut headers: Headers = headers.collect();
    let has_coding = coding::matches_body(request);
    if !has_coding {
        headers.remove(CONTENT_ENCODING);
    }
    let mut remarks = command.add_headers(&headers);
    if !has_coding {
        let remark = "Content-Encoding is left out: the body that is kept is not packed so";
        remarks.push(remark.to_owned());
    }
    command.remove_default_headers(request);
    let is_head = request.method == "HEAD";
    let has_body = !request.body.is_empty();
    match is_head && has_body {
        true => remarks.push(format!(
            "the body of {} bytes is left out: curl sends none with HEAD",
            request.body.len()
        )),
        false if has_body || ["POST", "PUT", "PATCH"].contains(&&*request.method) => {
            command.add_body(BodySource::Bytes(&request.body), &headers);
        }
        false => {}
    }
    CurlText::new(Some(command.finish()), remarks)
}

/// Returns why curl cannot repeat the request.
fn obstacle(exchange: &Exchange) -> Option<String> {
    let request = &exchange.request;
    if let Some(reason) = exchange.unsendable() {
        return Some(reason.to_string());
    }
    let url = request.absolute_url();
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    let is_http = |scheme: &str| {
        ["http", "https"]
            .iter()
            .any(|it| scheme.eq_ignore_ascii_case(it))
    };
    if url != ANY_TARGET && !scheme.is_some_and(is_http) {
        let start: String = url.chars().take(80).collect();
        return Some(format!("`{start}` is no address of http or https"));
    }
    if !is_token(request.method.as_bytes()) {
        return Some(format!("`{}` is no method of HTTP", request.method));
    }
    if holds_mark(&url) {
        return Some("of a secret in its address only a fingerprint was kept".to_owned());
    }
    let is_unfit = |ch: char| ch.is_control() || ch == ' ';
    url.chars()
        .any(is_unfit)
        .then(|| "its address has a character that no URL has".to_owned())
}

/// Returns path and query of a URL.
fn request_target(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    rest.find(['/', '?']).map_or("", |start| &rest[start..])
}

impl CurlText {
    fn new(command: Option<String>, remarks: Vec<String>) -> Self {
        let comment = |remark: &String| format!("# {}", escape::line(remark));
        let has_command = command.is_some();
        let lines: Vec<_> = remarks.iter().map(comment).chain(command).collect();
        Self {
            text: lines.join("\n"),
            remarks,
            has_command,
        }
    }
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

/// The request target of `OPTIONS *`.
const ANY_TARGET: &str = "*";
/// Body size in bytes from which versions of curl ask for `100 Continue`.
const EXPECT_BYTES: usize = 1024;

/// A command under construction.
struct CommandLine {
    /// The pipe before curl that prints a body. Empty without one.
    pipe: String,
    options: String,
}

impl CommandLine {
    fn new(method: &str, url: &str) -> Self {
        let method = match method {
            // `-X HEAD` would wait for a body that never comes.
            "HEAD" => "--head".to_owned(),
            method => format!("-X {}", shell::quote_visibly(method)),
        };
        let mut options = format!("curl -sS {method}");
        if url.contains(['[', ']', '{', '}']) {
            // curl would interpret these as a URL pattern.
            options.push_str(" --globoff");
        }
        Self {
            pipe: String::new(),
            options: match url {
                ANY_TARGET => options,
                url => format!("{options} {}", shell::quote_visibly(url)),
            },
        }
    }

    fn push(&mut self, option: &str) {
        self.options.push(' ');
        self.options.push_str(option);
    }

    /// Keeps target and version as they were, and shows a packed response unpacked.
    fn keep_wire_form(&mut self, request: &Request, url: &str) {
        if url == ANY_TARGET {
            let host = request.headers.text("host").unwrap_or("127.0.0.1");
            let url = shell::quote_visibly(&format!("http://{host}/"));
            self.push(&format!("--request-target '*' {url}"));
        }
        let target = request_target(url);
        let path = target.split('?').next().unwrap_or_default();
        let has_dots = path.split('/').any(|it| [".", ".."].contains(&it));
        if has_dots || !target.is_ascii() {
            // curl would shorten or escape it.
            let target = shell::quote_visibly(target);
            self.push(&format!("--request-target {target}"));
        }
        if url
            .get(..6)
            .is_some_and(|it| it.eq_ignore_ascii_case("https:"))
        {
            self.push("--http1.1");
        }
        if request.headers.get("accept-encoding").is_some() {
            self.push("--compressed");
        }
    }

    /// Adds the headers. Returns a remark for each that curl cannot send.
    fn add_headers(&mut self, headers: &Headers) -> Vec<String> {
        let mut remarks = Vec::new();
        for header in headers.iter() {
            let name = &header.name;
            if !is_token(name.as_bytes()) {
                // curl would read a file for a header that begins with `@`.
                remarks.push(format!(
                    "the header `{name}` is left out: HTTP has no such name"
                ));
                continue;
            }
            if header.value.iter().any(|byte| b"\0\r\n".contains(byte)) {
                remarks.push(format!(
                    "the header `{name}` is left out: its value has a line break or a NUL"
                ));
                continue;
            }
            let word = match header.value.is_empty() {
                _ if header.is_hidden() => header_from_variable(header),
                // curl leaves out a header without a value, except in this form.
                true => shell::quote_visibly(&format!("{name};")),
                false => shell::quote_bytes(&[name.as_bytes(), b": ", &header.value].concat()),
            };
            self.push(&format!("-H {word}"));
        }
        remarks
    }

    /// Removes the headers that curl sends of its own and the request did not have.
    fn remove_default_headers(&mut self, request: &Request) {
        for name in ["User-Agent", "Accept"] {
            if request.headers.get(name).is_none() {
                self.push(&format!("-H {name}:"));
            }
        }
        if request.body.len() >= EXPECT_BYTES && request.headers.get("expect").is_none() {
            self.push("-H Expect:");
        }
    }

    fn add_body(&mut self, body: BodySource, headers: &Headers) {
        let data = match body {
            BodySource::File(path) => shell::quote_visibly(&format!("@{path}")),
            BodySource::Bytes(bytes) => match plain_text(bytes) {
                Some(text) => shell::quote_visibly(text),
                None => {
                    self.pipe = format!("printf '{}' | ", shell::printf_format(bytes));
                    "@-".to_owned()
                }
            },
        };
        if headers.get("content-type").is_none() {
            // Keeps curl from adding a form content type.
            self.push("-H Content-Type:");
        }
        self.push(&format!("--data-binary {data}"));
    }

    fn finish(self) -> String {
        self.pipe + &self.options
    }
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
