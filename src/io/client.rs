//! HTTP out: one request, its answer or why there is none. The only file that knows reqwest.
//!
//! A sender of webhooks must not do what a browser does: it follows no redirects (they would carry the signature
//! and the body to another host), sends no Referer, unpacks nothing, and never takes a proxy to this very machine.
//! Certificates are read at the first `https` URL, so that plain HTTP starts fast and works where there are none.
use crate::error::{Error, Result};
use crate::model::exchange::{Cause, Failure, Timing};
use crate::model::http::{Headers, Request, Response};
use crate::model::{target, time};
use reqwest::blocking as http;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::error::Error as StdError;
use std::io::{self, Read};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Headers that belong to one connection, not to the request: written anew for each.
const CONNECTION_HEADERS: [&str; 8] = [
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
];

/// How a [`Client`] behaves.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// The largest answer that is taken; more is a failure.
    pub max_body: usize,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
    /// `User-Agent` where the request has none.
    pub user_agent: String,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            max_body: 1024 * 1024,
            connect_timeout: Duration::from_secs(5),
            user_agent: concat!("momo/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// Sends requests; clones share connections.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    options: ClientOptions,
    /// One reqwest client for each [`Way`], made when it is first gone.
    ways: [OnceLock<Result<http::Client, Failure>>; 4],
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The answer, or why there is none.
    pub response: Result<Response, Failure>,
    /// How long it took.
    pub timing: Timing,
}

/// A way out: with or without TLS, past or through a proxy.
#[derive(Debug, Clone, Copy)]
struct Way {
    tls: bool,
    direct: bool,
}

impl Way {
    fn to(url: &str) -> Self {
        Self {
            tls: url
                .get(..6)
                .is_some_and(|start| start.eq_ignore_ascii_case("https:")),
            direct: target::is_loopback(url),
        }
    }

    fn index(self) -> usize {
        usize::from(self.tls) * 2 + usize::from(self.direct)
    }
}

impl Client {
    /// A client; nothing is opened or read yet.
    pub fn new(options: ClientOptions) -> Result<Self> {
        if HeaderValue::from_str(&options.user_agent).is_err() {
            return Err(Error::usage(
                "the user agent holds a character that no header may hold",
            ));
        }
        Ok(Self(Arc::new(Inner {
            options,
            ways: Default::default(),
        })))
    }

    /// Sends the request and waits for the whole answer, at most `timeout`. Failures hold no secrets: no query, no headers.
    pub fn send(&self, request: &Request, timeout: Duration) -> Outcome {
        let way = Way::to(&request.url);
        let made = self.0.ways[way.index()].get_or_init(|| make(&self.0.options, way));
        let prepared = match made {
            Ok(client) => prepare(client, request, timeout).map(|ready| (client, ready)),
            Err(failure) => Err(failure.clone()),
        };
        let begun = Instant::now();
        let mut timing = Timing::default();
        let response = prepared.and_then(|(client, ready)| {
            let answer = client
                .execute(ready)
                .map_err(|error| explain(&error, &request.url, timeout))?;
            timing.first_byte_ms = Some(millis(begun));
            read(answer, &request.url, timeout, self.0.options.max_body)
        });
        timing.total_ms = millis(begun);
        Outcome { response, timing }
    }
}

fn millis(begun: Instant) -> f64 {
    time::millis(begun.elapsed())
}

fn make(options: &ClientOptions, way: Way) -> Result<http::Client, Failure> {
    // reqwest takes the process's provider; a second call finds the first one's and may fail.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = http::Client::builder()
        .user_agent(&options.user_agent)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .http1_only()
        .http1_title_case_headers()
        .connect_timeout(options.connect_timeout)
        .timeout(None)
        // Shorter than the keep-alive of common servers: an event must not be lost on a connection that is closing.
        .pool_idle_timeout(Duration::from_secs(1))
        .tcp_nodelay(true);
    if !way.tls {
        builder = builder.tls_certs_only([]);
    }
    if way.direct {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| Failure {
        cause: if way.tls { Cause::Tls } else { Cause::Connect },
        message: format!(
            "no {} client can be set up: {}",
            if way.tls { "HTTPS" } else { "HTTP" },
            root_cause(&error)
        ),
    })
}

/// The request as reqwest takes it. User-written connection headers are left out: they describe another connection.
fn prepare(
    client: &http::Client,
    request: &Request,
    timeout: Duration,
) -> Result<http::Request, Failure> {
    let unusable = |what: String| Failure {
        cause: Cause::Protocol,
        message: what,
    };
    let method = reqwest::Method::from_bytes(request.method.as_bytes())
        .map_err(|_| unusable(format!("`{}` is no HTTP method", request.method)))?;
    let url = reqwest::Url::parse(&request.url)
        .map_err(|error| unusable(format!("the address cannot be used: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(unusable(format!(
            "`{}` addresses cannot be called",
            url.scheme()
        )));
    }
    let mut headers = HeaderMap::new();
    for header in request.headers.iter() {
        let Ok(name) = HeaderName::from_bytes(header.name.as_bytes()) else {
            return Err(unusable(format!("`{}` is no header name", header.name)));
        };
        if CONNECTION_HEADERS.contains(&name.as_str()) {
            continue;
        }
        let value = HeaderValue::from_bytes(&header.value).map_err(|_| {
            unusable(format!(
                "the value of the header `{}` holds a control character",
                header.name
            ))
        })?;
        headers.append(name, value);
    }
    client
        .request(method, url)
        .headers(headers)
        .body(request.body.clone())
        .timeout(timeout)
        .build()
        .map_err(|error| {
            unusable(format!(
                "the request cannot be sent: {}",
                root_cause(&error)
            ))
        })
}

/// Takes the answer's head as it came and its body up to `limit`.
fn read(
    mut answer: http::Response,
    url: &str,
    timeout: Duration,
    limit: usize,
) -> Result<Response, Failure> {
    let status = answer.status().as_u16();
    let headers: Headers = answer
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect();
    let mut body = Vec::new();
    let cap = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    (&mut answer)
        .take(cap)
        .read_to_end(&mut body)
        .map_err(|error| explain(&error, url, timeout))?;
    if body.len() > limit {
        return Err(Failure {
            cause: Cause::Protocol,
            message: format!("the answer ({status}) is larger than {limit} bytes"),
        });
    }
    Ok(Response {
        status,
        headers,
        body,
    })
}

/// Turns reqwest's error into ours: a cause for programs, words without URL and headers for people.
fn explain(error: &(dyn StdError + 'static), url: &str, timeout: Duration) -> Failure {
    let place = target::authority(url);
    let place = place.rsplit('@').next().unwrap_or(place);
    let cause = cause(error);
    let why = root_cause(error);
    let message = match cause {
        Cause::Dns => format!("the host `{}` has no address ({why})", target::host(place)),
        Cause::Refused => format!("connection refused by `{place}`"),
        Cause::Connect => format!("no connection to `{place}`: {why}"),
        Cause::Tls => format!("no TLS connection to `{place}`: {why}"),
        Cause::Timeout => format!("no whole answer from `{place}` within {timeout:?}"),
        Cause::Broken => format!("`{place}` closed the connection before its answer was whole"),
        Cause::Protocol | Cause::Rejected => {
            format!("what `{place}` sent is no HTTP answer: {why}")
        }
    };
    Failure { cause, message }
}

fn cause(error: &(dyn StdError + 'static)) -> Cause {
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
    } else if links().any(|link| link.is::<rustls::Error>() || says_no_tls(&link.to_string())) {
        Cause::Tls
    } else if io_kind(&[io::ErrorKind::ConnectionRefused]) {
        Cause::Refused
    } else if reqwest_says(reqwest::Error::is_connect) {
        Cause::Connect
    } else if reqwest_says(reqwest::Error::is_timeout) || io_kind(&[io::ErrorKind::TimedOut]) {
        Cause::Timeout
    } else if links().any(|link| says_no_http(&link.to_string())) {
        Cause::Protocol
    } else {
        Cause::Broken
    }
}

/// The TLS crates' words for a peer that hangs up instead of greeting.
fn says_no_tls(text: &str) -> bool {
    text.starts_with("tls handshake")
}

/// hyper's words for an answer that it could not parse; its error type is not ours to name.
fn says_no_http(text: &str) -> bool {
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
fn root_cause(error: &(dyn StdError + 'static)) -> String {
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
