//! Why no answer came: reqwest's errors as causes for programs and words for people.
use crate::model::history::exchange::{Cause, Failure};
use crate::model::http::target;
use std::error::Error as StdError;
use std::io;
use std::time::Duration;

/// Turns reqwest's error into ours: a cause for programs, words without URL and headers for people.
pub(super) fn explain(error: &(dyn StdError + 'static), url: &str, timeout: Duration) -> Failure {
    let place = host_and_port(url);
    let cause = classify(error);
    let why = root_cause(error);
    let message = match cause {
        Cause::Dns => format!("the host `{}` has no address ({why})", target::host(place)),
        Cause::Refused => format!("connection refused by `{place}`"),
        Cause::Connect => format!("no connection to `{place}`: {why}"),
        Cause::Tls => format!("no TLS connection to `{place}`: {why}"),
        Cause::Timeout => return timed_out(url, timeout),
        Cause::Broken | Cause::Cut => {
            format!("`{place}` closed the connection before its answer was whole")
        }
        Cause::Protocol | Cause::TooLarge | Cause::Rejected | Cause::Rehearsed => {
            format!("what `{place}` sent is no HTTP answer: {why}")
        }
    };
    Failure { cause, message }
}

/// No answer came in time.
pub(super) fn timed_out(url: &str, timeout: Duration) -> Failure {
    Failure {
        cause: Cause::Timeout,
        message: format!("no whole answer from `{}` within {timeout:?}", host_and_port(url)),
    }
}

/// The host and port of a URL.
fn host_and_port(url: &str) -> &str {
    let place = target::authority(url);
    place.rsplit('@').next().unwrap_or(place)
}

fn classify(error: &(dyn StdError + 'static)) -> Cause {
    let links = || chain(error);
    let reqwest_says = |test: fn(&reqwest::Error) -> bool| {
        links().any(|link| link.downcast_ref::<reqwest::Error>().is_some_and(test))
    };
    let io_kind = |kinds: &[io::ErrorKind]| {
        links().any(|link| {
            link.downcast_ref::<io::Error>()
                .is_some_and(|error| kinds.contains(&error.kind()))
        })
    };
    if reqwest_says(reqwest::Error::is_dns) {
        Cause::Dns
    } else if links().any(|link| link.is::<rustls::Error>() || is_tls_handshake_error(&link.to_string())) {
        Cause::Tls
    } else if io_kind(&[io::ErrorKind::ConnectionRefused]) {
        Cause::Refused
    } else if reqwest_says(reqwest::Error::is_connect) {
        Cause::Connect
    } else if reqwest_says(reqwest::Error::is_timeout) || io_kind(&[io::ErrorKind::TimedOut]) {
        Cause::Timeout
    } else if links().any(|link| is_http_parse_error(&link.to_string())) {
        Cause::Protocol
    } else {
        Cause::Broken
    }
}

/// The TLS crates' words for a peer that hangs up instead of greeting.
fn is_tls_handshake_error(text: &str) -> bool {
    text.starts_with("tls handshake")
}

/// hyper's words for an answer that it could not parse; its error type is not ours to name.
fn is_http_parse_error(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let starts = [
        "invalid http",
        "message head is too large",
        "invalid content-length",
        "invalid transfer-encoding",
        "invalid chunk",
    ];
    starts.iter().any(|start| text.starts_with(start))
}

/// The innermost cause's words: the outer ones repeat the URL.
pub(super) fn root_cause(error: &(dyn StdError + 'static)) -> String {
    let last = chain(error).last();
    let text = last.map(ToString::to_string).unwrap_or_default();
    // `Connection reset by peer (os error 104)`: the number helps nobody.
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_owned(),
        None if text == "deadline has elapsed" => "nobody answered in time".to_owned(),
        None => text,
    }
}

/// The error and what lies beneath it; an `io::Error` hides what it wraps from `source()`.
fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |link: &&'a (dyn StdError + 'static)| {
        let link: &'a (dyn StdError + 'static) = *link;
        match link
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => link.source(),
        }
    })
}
