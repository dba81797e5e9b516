//! Diagnoses requests without a response.
use super::{Diagnosis, DiagnosisContext, failure_detail, path, with_scheme};
use crate::model::history::exchange::{Exchange, Failure, FailureCause};
use crate::model::http::target;
use crate::model::protocol::Protocol;
use std::net::SocketAddr;

/// The first port that Linux assigns itself; a user would not have chosen such a port.
const FIRST_EPHEMERAL_PORT: u16 = 32_768;

pub(super) fn diagnose(
    exchange: &Exchange,
    failure: &Failure,
    context: &DiagnosisContext,
) -> Diagnosis {
    let url = &*exchange.request.url;
    match failure.cause {
        FailureCause::Dns => dns(url),
        FailureCause::Refused => refused(url, context),
        FailureCause::Connect => Diagnosis::new(format!(
            "no connection to `{}`: {}",
            target::authority(url),
            failure_detail(failure)
        ))
        .hint("Is the machine on, and is there a way to it (network, VPN, firewall)?"),
        FailureCause::Tls => tls(url, failure),
        FailureCause::Timeout => timeout(exchange, context),
        FailureCause::Broken => broken(url, context),
        FailureCause::Cut | FailureCause::Simulated => Diagnosis::new(&*failure.message),
        FailureCause::TooLarge => Diagnosis::new(&*failure.message)
            .hint("A webhook's answer is a word or two: does the path that was called serve a file or a page?"),
        FailureCause::Protocol | FailureCause::Rejected => protocol(url, failure, context),
    }
}

fn dns(url: &str) -> Diagnosis {
    let host = target::host(url);
    Diagnosis::new(format!("the host `{host}` has no address"))
        .hint("Is the name spelled right, and is this machine online?")
        .hint_if(
            host.split('.')
                .any(|part| part.eq_ignore_ascii_case("ngrok-free"))
                || host.ends_with(".trycloudflare.com"),
            "Names of tunnels end with the tunnel: start it anew and take the new name.",
        )
        .hint_if(
            !host.contains('.'),
            "Names of containers are known only inside their network.",
        )
}

fn refused(url: &str, context: &DiagnosisContext) -> Diagnosis {
    let authority = target::authority(url);
    let port = port(url);
    if !target::is_loopback(url) {
        return Diagnosis::new(format!("`{authority}` was reached, but nothing listens on port {port} there"))
            .hint("Is it the right port, and does the server listen on all its addresses, not only on 127.0.0.1?");
    }
    let diagnosis = Diagnosis::new(format!("nothing listens on `{authority}`"));
    let listener = context
        .listeners
        .iter()
        .find(|listener| listener.port() == port);
    if let Some(listener) = listener {
        let alternative = with_authority(url, &reachable_address(listener));
        return diagnosis.hint(format!(
            "Something listens on `{listener}`, which is another address: try `--to {alternative}`."
        ));
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
    diagnosis
        .hint("Start your bot, or name its place with `--to`.")
        .hint_if(
            !ports.is_empty(),
            format!(
                "On this machine something listens on port{} {}.",
                if ports.len() > 1 { "s" } else { "" },
                ports.join(", ")
            ),
        )
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

fn port(url: &str) -> u16 {
    let authority = target::authority(url);
    let explicit_port = authority
        .rsplit_once(':')
        .and_then(|(_, port)| port.parse().ok());
    explicit_port.unwrap_or(if url.starts_with("https:") { 443 } else { 80 })
}

fn tls(url: &str, failure: &Failure) -> Diagnosis {
    let detail = failure_detail(failure);
    let speaks_no_tls = ["InvalidContentType", "tls handshake eof", "corrupt message"]
        .iter()
        .any(|pattern| detail.contains(pattern));
    if speaks_no_tls {
        return Diagnosis::new(format!("`{}` does not speak TLS", target::authority(url))).hint(
            format!("For plain HTTP: `--to {}`.", with_scheme(url, "http")),
        );
    }
    if detail.contains("No CA certificates") {
        return Diagnosis::new("this machine has no CA certificates, so no server can be trusted")
            .hint("Install the package `ca-certificates`, or name a bundle in SSL_CERT_FILE.");
    }
    let host = target::host(url);
    let message = if ["UnknownIssuer", "CaUsedAsEndEntity", "self-signed"]
        .iter()
        .any(|pattern| detail.contains(pattern))
    {
        format!(
            "the certificate of `{host}` comes from nobody that this machine trusts (self-signed?)"
        )
    } else if detail.contains("Expired") || detail.contains("expired") {
        format!("the certificate of `{host}` has expired")
    } else if detail.contains("NotValidForName") || detail.contains("not valid for") {
        format!("the certificate is not for the name `{host}`")
    } else {
        format!("no TLS connection to `{host}`: {detail}")
    };
    let diagnosis = Diagnosis::new(message);
    if target::is_loopback(url) {
        return diagnosis.hint(format!(
            "On this machine plain HTTP will do: `--to {}`.",
            with_scheme(url, "http")
        ));
    }
    diagnosis.hint("MoMoTalk delivers to HTTPS addresses: a certificate that it can trust is needed there too.")
}

fn timeout(exchange: &Exchange, context: &DiagnosisContext) -> Diagnosis {
    let authority = target::authority(&exchange.request.url);
    let limit = context
        .timeout
        .map_or_else(String::new, |limit| format!(" within {limit:?}"));
    if let Some(first) = exchange.timing.first_byte_ms {
        return Diagnosis::new(format!(
            "`{authority}` began to answer after {first:.0} ms, but did not finish{limit}"
        ))
        .hint("Does the handler end its answer (`res.end()`), and is `Content-Length` not more than it sends?");
    }
    if context.can_connect == Some(false) {
        return Diagnosis::new(format!("no connection to `{authority}` came about{limit}"))
            .hint("A firewall that drops packets looks like this; so does a wrong address.");
    }
    let message = if context.can_connect == Some(true) {
        format!("`{authority}` takes connections, but did not answer{limit}")
    } else {
        format!("`{authority}` did not answer{limit}")
    };
    Diagnosis::new(message)
        .hint(format!(
            "Answer first and do the work afterwards: {}.",
            time_limit(exchange.protocol)
        ))
        .hint("Does every path of the handler answer, also where it throws or has nothing to say?")
}

/// Describes how long the protocol's platform waits for a response; see [`Protocol::response_timeout`].
fn time_limit(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::KakaoShare => "Kakao gives a Share webhook 3 s",
        Protocol::KakaoSkill => {
            "Kakao gives a skill 5 s; what takes longer goes to the `callbackUrl` of blocks that have one"
        }
        Protocol::Momotalk => {
            "MoMoTalk documents no time limit, momo waits 3 s by its own choice (`--timeout`)"
        }
        Protocol::Nhn | Protocol::Http => "momo waits 3 s by its own choice (`--timeout`)",
    }
}

fn broken(url: &str, context: &DiagnosisContext) -> Diagnosis {
    let authority = target::authority(url);
    if context.speaks_tls == Some(true) && url.starts_with("http:") {
        return requires_tls(url);
    }
    Diagnosis::new(format!(
        "`{authority}` closed the connection without a whole answer"
    ))
    .hint("Did the bot crash, or restart, while it handled the event? Its own log knows more.")
}

fn protocol(url: &str, failure: &Failure, context: &DiagnosisContext) -> Diagnosis {
    if context.speaks_tls == Some(true) && url.starts_with("http:") {
        return requires_tls(url);
    }
    let diagnosis = Diagnosis::new(failure.message.clone());
    if failure.message.contains("no HTTP answer") {
        return diagnosis
            .hint("Another kind of server seems to listen there: is it the bot's port?");
    }
    diagnosis
}

fn requires_tls(url: &str) -> Diagnosis {
    Diagnosis::new(format!(
        "`{}` speaks TLS, and was called without",
        target::authority(url)
    ))
    .hint(format!("Try `--to {}`.", with_scheme(url, "https")))
}
