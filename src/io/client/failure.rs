//! Classifies errors of momo's own client and of reqwest, and describes them.
use super::connection::ExchangeError;
use super::proxy::Proxy;
use crate::model::history::exchange::{Failure, FailureCause};
use crate::model::http::target;
use crate::model::http1::response_reader::ResponseError;
use crate::model::text::phrase::Phrase;
use std::error::Error as StdError;
use std::io;
use std::time::Duration;

/// Why a request has no response.
pub(super) enum TransportError {
    /// momo cannot try to connect.
    Unusable(Failure),
    /// Connecting failed or took too long.
    Connect(Box<dyn StdError + Send + Sync>),
    /// The time of the whole request was over.
    Timeout,
    Exchange(ExchangeError),
}

/// Converts an error into a cause for programs and a message for people. The message holds no path, query or header. It
/// names the proxy if the request went through one. `max_body` is the maximum bytes of a response body.
pub(super) fn explain(
    error: TransportError,
    url: &str,
    proxy: Option<&Proxy>,
    timeout: Duration,
    max_body: usize,
) -> Failure {
    let (cause, why) = match error {
        TransportError::Unusable(failure) => return failure,
        TransportError::Exchange(ExchangeError::Aborted) => {
            return Failure {
                cause: FailureCause::Cut,
                message: Phrase::new("failure.closed-by-momo"),
            };
        }
        TransportError::Exchange(ExchangeError::Response(ResponseError::BodyTooLarge(status))) => {
            return too_large(status, max_body);
        }
        TransportError::Exchange(ExchangeError::Response(error)) => {
            let cause = match error.is_closed() {
                true => FailureCause::Broken,
                false => FailureCause::Protocol,
            };
            (cause, Phrase::library(error.text()))
        }
        TransportError::Exchange(ExchangeError::Io(error)) => {
            (classify(&error), root_cause(&error))
        }
        TransportError::Timeout => (
            FailureCause::Timeout,
            Phrase::library("operation timed out"),
        ),
        TransportError::Connect(error) => (classify_connect(&*error), root_cause(&*error)),
    };
    describe(cause, why, url, proxy, timeout)
}

/// Classifies the failure of a step of connecting.
fn classify_connect(error: &(dyn StdError + 'static)) -> FailureCause {
    if chain(error).any(|cause| cause.to_string() == "dns error") {
        return FailureCause::Dns;
    }
    match classify(error) {
        cause @ (FailureCause::Tls | FailureCause::Refused) => cause,
        _ => FailureCause::Connect,
    }
}

/// Returns whether the connection ended or broke without a response.
pub(super) fn is_closed_connection(error: &ExchangeError) -> bool {
    match error {
        ExchangeError::Io(error) => classify(error) == FailureCause::Broken,
        ExchangeError::Response(error) => error.is_closed(),
        ExchangeError::Aborted => false,
    }
}

/// Does the same as [`explain`] with reqwest's error.
pub(super) fn explain_reqwest(
    error: &(dyn StdError + 'static),
    url: &str,
    proxy: Option<&Proxy>,
    timeout: Duration,
) -> Failure {
    describe(classify(error), root_cause(error), url, proxy, timeout)
}

fn describe(
    cause: FailureCause,
    why: Phrase,
    url: &str,
    proxy: Option<&Proxy>,
    timeout: Duration,
) -> Failure {
    let message = match (cause, proxy) {
        (FailureCause::Dns, Some(proxy)) => proxy.name_in("failure.proxy-no-address"),
        (FailureCause::Refused, Some(proxy)) => proxy.name_in("failure.proxy-refused"),
        (_, Some(proxy)) => {
            let failure = direct_message(cause, &why, url, timeout);
            proxy
                .name_in("failure.through-proxy")
                .with("failure", failure)
        }
        (_, None) => {
            let message = direct_message(cause, &why, url, timeout);
            return Failure { cause, message };
        }
    };
    Failure {
        cause,
        message: message.with("why", why),
    }
}

/// Describes the failure of a request that went to the host itself.
fn direct_message(cause: FailureCause, why: &Phrase, url: &str, timeout: Duration) -> Phrase {
    let host = target::host_and_port(url);
    let at_host = |code: &'static str| Phrase::new(code).with("place", host);
    let with_reason = |phrase: Phrase| phrase.with("why", why.clone());
    match cause {
        FailureCause::Dns => {
            with_reason(Phrase::new("failure.no-address").with("host", target::host(host)))
        }
        FailureCause::Refused => at_host("failure.refused"),
        FailureCause::Connect => with_reason(at_host("failure.no-connection")),
        FailureCause::Tls => with_reason(at_host("failure.no-tls")),
        FailureCause::Timeout => timed_out(url, timeout).message,
        FailureCause::Broken | FailureCause::Cut => at_host("failure.closed-early"),
        FailureCause::Protocol
        | FailureCause::TooLarge
        | FailureCause::Rejected
        | FailureCause::Simulated => with_reason(at_host("failure.not-http")),
    }
}

/// Returns the failure of a response body above `limit` bytes.
pub(super) fn too_large(status: u16, limit: usize) -> Failure {
    Failure {
        cause: FailureCause::TooLarge,
        message: Phrase::new("failure.too-large")
            .with("status", status)
            .with("n", limit),
    }
}

/// Returns the failure of a request without a complete response in time.
pub(super) fn timed_out(url: &str, timeout: Duration) -> Failure {
    Failure {
        cause: FailureCause::Timeout,
        message: Phrase::new("failure.no-answer-within")
            .with("place", target::host_and_port(url))
            .with("time", timeout),
    }
}

fn classify(error: &(dyn StdError + 'static)) -> FailureCause {
    let links = || chain(error);
    let reqwest_says = |test: fn(&reqwest::Error) -> bool| {
        links().any(|cause| cause.downcast_ref::<reqwest::Error>().is_some_and(test))
    };
    let has_io_kind = |kinds: &[io::ErrorKind]| {
        links().any(|cause| {
            cause
                .downcast_ref::<io::Error>()
                .is_some_and(|error| kinds.contains(&error.kind()))
        })
    };
    if reqwest_says(reqwest::Error::is_dns) {
        FailureCause::Dns
    } else if links()
        .any(|cause| cause.is::<rustls::Error>() || is_tls_handshake_error(&cause.to_string()))
    {
        FailureCause::Tls
    } else if has_io_kind(&[io::ErrorKind::ConnectionRefused]) {
        FailureCause::Refused
    } else if reqwest_says(reqwest::Error::is_connect) {
        FailureCause::Connect
    } else if reqwest_says(reqwest::Error::is_timeout) || has_io_kind(&[io::ErrorKind::TimedOut]) {
        FailureCause::Timeout
    } else if links().any(|cause| is_http_parse_error(&cause.to_string())) {
        FailureCause::Protocol
    } else {
        FailureCause::Broken
    }
}

/// Matches the TLS crates' error texts for a peer that closes the connection during the handshake.
fn is_tls_handshake_error(text: &str) -> bool {
    text.starts_with("tls handshake")
}

/// Matches hyper's error texts for an unparsable response; its error type is not public.
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

/// Returns the text of the innermost cause: the outer ones repeat the URL.
pub(super) fn root_cause(error: &(dyn StdError + 'static)) -> Phrase {
    let innermost = chain(error).last();
    let text = innermost.map(ToString::to_string).unwrap_or_default();
    // `Connection reset by peer (os error 104)`: drop the number.
    match text.split_once(" (os error") {
        Some((words, _)) => Phrase::library(words),
        None if text == "deadline has elapsed" => Phrase::new("failure.nobody-answered"),
        None => Phrase::library(&text),
    }
}

/// Iterates over the error and its causes. An `io::Error` hides its inner error from `source()`.
fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause: &&'a (dyn StdError + 'static)| {
        let cause: &'a (dyn StdError + 'static) = *cause;
        match cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => cause.source(),
        }
    })
}
