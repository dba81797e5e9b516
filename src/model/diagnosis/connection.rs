//! Diagnoses requests without a response.
use super::{Diagnosis, DiagnosisContext, failure_detail, path, requires_tls, with_scheme};
use crate::model::history::exchange::{Exchange, Failure, FailureCause};
use crate::model::http::target;
use crate::model::protocol::Protocol;
use crate::model::text::phrase::{Arg, Phrase};
use std::net::SocketAddr;

/// The first port that Linux assigns itself; a user would not have chosen such a port.
const FIRST_EPHEMERAL_PORT: u16 = 32_768;

pub(super) fn diagnose(
    exchange: &Exchange,
    failure: &Failure,
    context: &DiagnosisContext,
) -> Diagnosis {
    let url = &*exchange.request.url;
    let message = || failure.message.clone();
    match failure.cause {
        FailureCause::Dns | FailureCause::Refused | FailureCause::Connect
            if context.proxy.is_some() =>
        {
            Diagnosis::new(message()).hint(Phrase::new(match failure.is_unusable_proxy() {
                true => "diagnosis.hint-http-proxy",
                false => "diagnosis.hint-proxy-runs",
            }))
        }
        FailureCause::Dns => dns(url),
        FailureCause::Refused => refused(url, context),
        FailureCause::Connect => Diagnosis::new(
            Phrase::new("failure.no-connection")
                .with("place", target::authority(url))
                .with("why", reason(failure)),
        )
        .hint(Phrase::new("diagnosis.hint-network")),
        FailureCause::Tls => tls(url, failure),
        FailureCause::Timeout => timeout(exchange, context),
        FailureCause::Broken => broken(url, context),
        FailureCause::Cut | FailureCause::Simulated => Diagnosis::new(message()),
        FailureCause::TooLarge => {
            Diagnosis::new(message()).hint(Phrase::new("diagnosis.hint-serves-page"))
        }
        FailureCause::Protocol | FailureCause::Rejected => protocol(url, failure, context),
    }
}

fn dns(url: &str) -> Diagnosis {
    let host = target::host(url);
    let is_tunnel = host
        .split('.')
        .any(|part| part.eq_ignore_ascii_case("ngrok-free"))
        || host.ends_with(".trycloudflare.com");
    Diagnosis::new(Phrase::new("diagnosis.no-address").with("host", host))
        .hint(Phrase::new("diagnosis.hint-spelling"))
        .hint_if(is_tunnel, Phrase::new("diagnosis.hint-tunnel"))
        .hint_if(!host.contains('.'), Phrase::new("diagnosis.hint-container"))
}

fn refused(url: &str, context: &DiagnosisContext) -> Diagnosis {
    let authority = target::authority(url);
    let port = target::port(url).unwrap_or_default();
    if !target::is_loopback(url) {
        let message = Phrase::new("diagnosis.port-closed").with("place", authority);
        return Diagnosis::new(message.with("port", port))
            .hint(Phrase::new("diagnosis.hint-listens-everywhere"));
    }
    let diagnosis =
        Diagnosis::new(Phrase::new("diagnosis.nothing-listens").with("place", authority));
    let listener = context
        .listeners
        .iter()
        .find(|listener| listener.port() == port);
    if let Some(listener) = listener {
        let alternative = with_authority(url, &reachable_address(listener));
        let hint =
            Phrase::new("diagnosis.hint-other-address").with("listener", listener.to_string());
        return diagnosis.hint(hint.with("url", alternative));
    }
    let mut ports: Vec<_> = context
        .listeners
        .iter()
        .map(SocketAddr::port)
        .filter(|port| *port < FIRST_EPHEMERAL_PORT && *port >= 80)
        .collect();
    ports.sort_unstable();
    ports.dedup();
    let ports: Vec<_> = ports.iter().take(8).map(u16::to_string).collect();
    let hint = match ports.len() {
        0 | 1 => Phrase::new("diagnosis.hint-port"),
        _ => Phrase::new("diagnosis.hint-ports"),
    };
    diagnosis
        .hint(Phrase::new("diagnosis.hint-start-bot"))
        .hint_if(!ports.is_empty(), hint.with("ports", ports.join(", ")))
}

/// Returns the address of a listener for a URL; a loopback address for a listener on all addresses.
fn reachable_address(listener: &SocketAddr) -> String {
    let port = listener.port();
    match listener {
        SocketAddr::V4(address) if address.ip().is_unspecified() => format!("127.0.0.1:{port}"),
        SocketAddr::V6(address) if address.ip().is_unspecified() => format!("[::1]:{port}"),
        address => address.to_string(),
    }
}

fn with_authority(url: &str, authority: &str) -> String {
    let scheme = url.split_once("://").map_or("http", |(scheme, _)| scheme);
    format!("{scheme}://{authority}{}", path(url))
}

/// Returns the reason within the failure's message.
fn reason(failure: &Failure) -> Arg {
    match failure.message.arg("why") {
        Some(why) => why.clone(),
        None => failure_detail(failure).into(),
    }
}

fn tls(url: &str, failure: &Failure) -> Diagnosis {
    let detail = failure_detail(failure);
    let mentions = |patterns: &[&str]| patterns.iter().any(|pattern| detail.contains(pattern));
    let plain_url = with_scheme(url, "http");
    if mentions(&["InvalidContentType", "tls handshake eof", "corrupt message"]) {
        let message = Phrase::new("diagnosis.no-tls-there").with("place", target::authority(url));
        return Diagnosis::new(message)
            .hint(Phrase::new("diagnosis.hint-plain-http").with("url", plain_url));
    }
    if mentions(&["No CA certificates"]) {
        return Diagnosis::new(Phrase::new("diagnosis.no-ca"))
            .hint(Phrase::new("diagnosis.hint-ca"));
    }
    let host = target::host(url);
    let message = if mentions(&["UnknownIssuer", "CaUsedAsEndEntity", "self-signed"]) {
        Phrase::new("diagnosis.untrusted-certificate").with("host", host)
    } else if mentions(&["Expired", "expired"]) {
        Phrase::new("diagnosis.expired-certificate").with("host", host)
    } else if mentions(&["NotValidForName", "not valid for"]) {
        Phrase::new("diagnosis.other-certificate").with("host", host)
    } else {
        let message = Phrase::new("failure.no-tls").with("place", host);
        message.with("why", reason(failure))
    };
    let diagnosis = Diagnosis::new(message);
    if target::is_loopback(url) {
        return diagnosis.hint(Phrase::new("diagnosis.hint-local-http").with("url", plain_url));
    }
    diagnosis.hint(Phrase::new("diagnosis.hint-https-needed"))
}

fn timeout(exchange: &Exchange, context: &DiagnosisContext) -> Diagnosis {
    let message = |code: &'static str| {
        let within = match context.timeout {
            Some(limit) => Phrase::new("diagnosis.within").with("time", limit).into(),
            None => Arg::from(""),
        };
        let place = target::authority(&exchange.request.url);
        Phrase::new(code)
            .with("place", place)
            .with("within", within)
    };
    if let Some(first) = exchange.timing.first_byte_ms {
        let message = message("diagnosis.unfinished").with("ms", format!("{first:.0}"));
        return Diagnosis::new(message).hint(Phrase::new("diagnosis.hint-end-answer"));
    }
    if context.can_connect == Some(false) {
        return Diagnosis::new(message("diagnosis.no-connection-within"))
            .hint(Phrase::new("diagnosis.hint-firewall"));
    }
    let code = match context.can_connect {
        Some(true) => "diagnosis.connects-only",
        _ => "diagnosis.no-answer",
    };
    Diagnosis::new(message(code))
        .hint(
            Phrase::new("diagnosis.hint-answer-first").with("limit", time_limit(exchange.protocol)),
        )
        .hint_if(
            exchange.protocol == Protocol::Momotalk,
            Phrase::new("diagnosis.hint-after-answer"),
        )
        .hint(Phrase::new("diagnosis.hint-every-path"))
}

/// Describes how long the protocol's platform waits for a response; see [`Protocol::response_timeout`].
fn time_limit(protocol: Protocol) -> Phrase {
    Phrase::new(match protocol {
        Protocol::KakaoShare => "diagnosis.limit-share",
        Protocol::KakaoSkill => "diagnosis.limit-skill",
        Protocol::Momotalk => "diagnosis.limit-momotalk",
        Protocol::Nhn | Protocol::Http => "diagnosis.limit-momo",
    })
}

fn broken(url: &str, context: &DiagnosisContext) -> Diagnosis {
    if context.speaks_tls == Some(true) && url.starts_with("http:") {
        return requires_tls(url);
    }
    let message = Phrase::new("diagnosis.broken").with("place", target::authority(url));
    Diagnosis::new(message).hint(Phrase::new("diagnosis.hint-crash"))
}

fn protocol(url: &str, failure: &Failure, context: &DiagnosisContext) -> Diagnosis {
    if context.speaks_tls == Some(true) && url.starts_with("http:") {
        return requires_tls(url);
    }
    // By the text, not by the code: a failure from an archive has only its text.
    let is_other_server = failure.message.to_string().contains("no HTTP answer");
    Diagnosis::new(failure.message.clone())
        .hint_if(is_other_server, Phrase::new("diagnosis.hint-other-server"))
}
