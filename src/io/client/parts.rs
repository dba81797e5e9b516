//! What both halves of reqwest share: a request taken apart, the client's setting up, an answer's head.
use super::failure::root_cause;
use super::connect_timer::ConnectTimer;
use super::{ClientOptions, ClientVariant};
use crate::model::history::exchange::{Cause, Failure};
use crate::model::http::{Headers, Request, is_of_connection};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{ClientBuilder, Method, StatusCode, Url};
use std::time::Duration;

/// A request as reqwest takes it.
pub(super) struct RequestParts {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
}

impl RequestParts {
    /// Takes a request apart. User-written connection headers are left out: they describe another connection.
    pub(super) fn new(request: &Request) -> Result<Self, Failure> {
        Self::with_url(parse_url(&request.url)?, request)
    }

    /// The same where its address was read already.
    pub(super) fn with_url(url: Url, request: &Request) -> Result<Self, Failure> {
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| invalid_request(format!("`{}` is no HTTP method", request.method)))?;
        Ok(Self {
            method,
            url,
            headers: header_map(request)?,
        })
    }
}

/// Reads an address.
pub(super) fn parse_url(text: &str) -> Result<Url, Failure> {
    let url = Url::parse(text)
        .map_err(|error| invalid_request(format!("the address cannot be used: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid_request(format!(
            "`{}` addresses cannot be called",
            url.scheme()
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid_request(
            "the address holds a user name or a password".into(),
        ));
    }
    Ok(url)
}

fn header_map(request: &Request) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for header in request.headers.iter() {
        let Ok(name) = HeaderName::from_bytes(header.name.as_bytes()) else {
            return Err(invalid_request(format!("`{}` is no header name", header.name)));
        };
        if is_of_connection(name.as_str()) {
            continue;
        }
        let value = HeaderValue::from_bytes(&header.value).map_err(|_| {
            invalid_request(format!(
                "the value of the header `{}` holds a control character",
                header.name
            ))
        })?;
        headers.append(name, value);
    }
    Ok(headers)
}

/// A request that reqwest did not take.
pub(super) fn build_failure(error: &reqwest::Error) -> Failure {
    invalid_request(format!("the request cannot be sent: {}", root_cause(error)))
}

fn invalid_request(what: String) -> Failure {
    Failure {
        cause: Cause::Protocol,
        message: what,
    }
}

/// A client that does what a sender of webhooks must do, and nothing that a browser does.
pub(super) fn builder(options: &ClientOptions, way: ClientVariant, opened: &ConnectTimer) -> ClientBuilder {
    // reqwest takes the process's provider; a second call finds the first one's and may fail.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(&options.user_agent)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .http1_only()
        // The nearest to the documented spelling (`X-MoMoTalk-...`): hyper can keep one as it was written, but reqwest
        // passes only this on.
        .http1_title_case_headers()
        .connect_timeout(options.connect_timeout)
        .connector_layer(opened.clone())
        // Shorter than the keep-alive of common servers: an event must not be lost on a connection that is closing.
        .pool_idle_timeout(Duration::from_secs(1))
        .tcp_nodelay(true)
        // Whether an event is sent again is not for the client to decide; nor does it copy each for that.
        .retry(reqwest::retry::never().max_retries_per_request(0));
    if !way.tls {
        builder = builder.tls_certs_only([]);
    }
    if way.direct {
        builder = builder.no_proxy();
    }
    builder
}

/// A client that could not be made.
pub(super) fn setup_failure(way: ClientVariant, error: &reqwest::Error) -> Failure {
    Failure {
        cause: if way.tls { Cause::Tls } else { Cause::Connect },
        message: format!(
            "no {} client can be set up: {}",
            if way.tls { "HTTPS" } else { "HTTP" },
            root_cause(error)
        ),
    }
}

/// The head of an answer.
pub(super) fn response_head(status: StatusCode, headers: &HeaderMap) -> (u16, Headers) {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect();
    (status.as_u16(), headers)
}

/// An answer that is too large.
pub(super) fn too_large(status: u16, limit: usize) -> Failure {
    Failure {
        cause: Cause::TooLarge,
        message: format!("the answer ({status}) is larger than {limit} bytes"),
    }
}

/// Whether a body is sent: a GET without one has no `Content-Length` either.
pub(super) fn has_body(request: &Request) -> bool {
    !request.body.is_empty() || !matches!(&*request.method, "GET" | "HEAD")
}
