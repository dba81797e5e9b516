//! Converts requests to reqwest's types and response heads back, and configures the clients.
use super::connect_timer::ConnectTimer;
use super::failure::root_cause;
use super::{ClientOptions, ClientVariant};
use crate::model::history::exchange::{Failure, FailureCause};
use crate::model::http::{Headers, Request, is_connection_header, is_token};
use crate::model::http1::chunks::is_value_byte;
use crate::model::text::phrase::{Arg, Phrase};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{ClientBuilder, Method, StatusCode, Url};

/// Method, URL and headers in reqwest's types.
pub(super) struct RequestParts {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
}

impl RequestParts {
    /// Converts a request with an already parsed URL. Leaves out connection headers: they describe another connection.
    pub(super) fn with_url(url: Url, request: &Request) -> Result<Self, Failure> {
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| invalid_request("failure.method", "method", &request.method))?;
        Ok(Self {
            method,
            url,
            headers: header_map(request)?,
        })
    }
}

/// Parses the URL of a request. Rejects other schemes than HTTP and URLs with user name or password.
pub(super) fn parse_url(text: &str) -> Result<Url, Failure> {
    let url = Url::parse(text)
        .map_err(|error| invalid_request("failure.address", "why", error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid_request("failure.scheme", "scheme", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure {
            cause: FailureCause::Protocol,
            message: Phrase::new("failure.address-credentials"),
        });
    }
    Ok(url)
}

/// Checks that method and headers can be written.
///
/// # Errors
/// Those of [`RequestParts::with_url`].
pub(super) fn check(request: &Request) -> Result<(), Failure> {
    if !is_token(request.method.as_bytes()) {
        return Err(invalid_request("failure.method", "method", &request.method));
    }
    for header in request.headers.iter() {
        if !is_token(header.name.as_bytes()) {
            return Err(invalid_request("failure.header-name", "name", &header.name));
        }
        if !header.value.iter().all(|byte| is_value_byte(*byte)) {
            return Err(invalid_request(
                "failure.header-value",
                "name",
                &header.name,
            ));
        }
    }
    Ok(())
}

fn header_map(request: &Request) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for header in request.headers.iter() {
        let Ok(name) = HeaderName::from_bytes(header.name.as_bytes()) else {
            return Err(invalid_request("failure.header-name", "name", &header.name));
        };
        if is_connection_header(name.as_str()) {
            continue;
        }
        let value = HeaderValue::from_bytes(&header.value)
            .map_err(|_| invalid_request("failure.header-value", "name", &header.name))?;
        headers.append(name, value);
    }
    Ok(headers)
}

fn invalid_request(code: &'static str, name: &'static str, value: impl Into<Arg>) -> Failure {
    Failure {
        cause: FailureCause::Protocol,
        message: Phrase::new(code).with(name, value),
    }
}

/// Configures a client as the head of [`super`] describes.
///
/// # Errors
/// The environment asks for a proxy that cannot be used.
pub(super) fn builder(
    options: &ClientOptions,
    variant: ClientVariant,
    connect_timer: &ConnectTimer,
) -> Result<ClientBuilder, Failure> {
    // reqwest uses the process-wide provider. A second call fails because one is installed, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(&options.user_agent)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .http1_only()
        // Nearest to the documented spelling (`X-MoMoTalk-...`): reqwest cannot preserve the caller's.
        .http1_title_case_headers()
        .connect_timeout(options.connect_timeout)
        .connector_layer(connect_timer.clone())
        .pool_max_idle_per_host(0)
        .tcp_nodelay(true)
        // Retries are the caller's decision.
        .retry(reqwest::retry::never().max_retries_per_request(0));
    if !variant.uses_tls() {
        builder = builder.tls_certs_only([]);
    }
    Ok(match variant.proxy {
        None => builder.no_proxy(),
        Some(proxy) => builder.proxy(proxy.to_reqwest()?),
    })
}

/// Returns the failure of a client that could not be built.
pub(super) fn setup_failure(variant: ClientVariant, error: &reqwest::Error) -> Failure {
    let (cause, kind) = match variant.uses_tls() {
        true => (FailureCause::Tls, "HTTPS"),
        false => (FailureCause::Connect, "HTTP"),
    };
    let message = Phrase::new("failure.client").with("kind", kind);
    Failure {
        cause,
        message: message.with("why", root_cause(error)),
    }
}

/// Returns the failure of a request whose sending thread could not be started.
pub(super) fn no_sender_thread() -> Failure {
    Failure {
        cause: FailureCause::Connect,
        message: Phrase::new("failure.no-thread"),
    }
}

/// Converts status and headers of a response.
pub(super) fn response_head(status: StatusCode, headers: &HeaderMap) -> (u16, Headers) {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect();
    (status.as_u16(), headers)
}

/// Returns whether to send a body. A GET without one has no `Content-Length` either.
pub(super) fn has_body(request: &Request) -> bool {
    !request.body.is_empty() || !matches!(&*request.method, "GET" | "HEAD")
}
