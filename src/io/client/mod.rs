//! HTTP client: calls of an API in [`api_call`], single requests to bots here, many concurrent ones in [`engine`].
//!
//! Calls of an API go through reqwest, which no other folder uses. Requests to bots are HTTP/1.1 of momo's own:
//! [`thread_client`] writes the bytes of [`http1`](crate::model::http1) to the connections that [`connector`] opens and
//! [`origin`] keeps, so that what is shown and stored is what left.
//!
//! A webhook sender differs from a browser. It follows no redirects: they would carry the signature and the body to
//! another host. It sends no Referer, decompresses nothing and uses no proxy for loopback addresses. A request that
//! ends with its kept connection, before the first byte of a response, is sent once more on a new one.
//! Certificates are read at the first `https` URL: plain HTTP starts fast and works without a certificate store.
mod api_call;
mod connect_timer;
mod connection;
mod connector;
pub mod engine;
mod failure;
mod origin;
mod outgoing;
mod parts;
mod proxy;
mod sender_thread;
mod stream;
mod thread_client;

pub use proxy::proxy_variable;

use crate::error::{Error, Result};
use crate::model::history::exchange::{Failure, Timing};
use crate::model::http::{Request, Response};
use proxy::Proxy;
use reqwest::header::HeaderValue;
use sender_thread::SenderThread;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Options of a [`Client`].
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Maximum bytes of a response body, inclusive. A larger one is a failure.
    pub max_body: usize,
    /// Timeout of the connect, with look-up and TLS handshake.
    pub connect_timeout: Duration,
    /// `User-Agent` of requests that have none.
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

/// HTTP client. Clones share its connections.
#[derive(Clone)]
pub struct Client(Arc<ClientState>);

struct ClientState {
    options: ClientOptions,
    /// Sends single requests; started by the first one.
    sender_thread: OnceLock<Result<SenderThread>>,
}

/// Result of a sent request.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The complete response, or why none came.
    pub response: Result<Response, Failure>,
    pub timing: Timing,
}

/// Selects how reqwest is configured.
#[derive(Debug, Clone, Copy)]
struct ClientVariant {
    is_https: bool,
    /// `None` for a direct connection.
    proxy: Option<&'static Proxy>,
}

impl ClientVariant {
    fn for_url(url: &str) -> Self {
        Self {
            is_https: proxy::is_https(url),
            proxy: proxy::for_url(url),
        }
    }

    /// Returns whether a TLS handshake may happen, with the server or with the proxy.
    fn uses_tls(self) -> bool {
        self.is_https || self.proxy.is_some_and(|it| proxy::is_https(&it.url))
    }
}

impl Client {
    /// Makes a client. Opens no connection and reads no certificate.
    ///
    /// # Errors
    /// The user agent is no valid header value.
    pub fn new(options: ClientOptions) -> Result<Self> {
        if HeaderValue::from_str(&options.user_agent).is_err() {
            return Err(Error::usage(
                "the user agent holds a character that no header may hold",
            ));
        }
        Ok(Self(Arc::new(ClientState {
            options,
            sender_thread: OnceLock::new(),
        })))
    }

    /// Calls an API: sends the request on a connection of its own and waits at most `timeout` for the complete response.
    /// Failures hold no query and no header value, so no secret.
    pub fn call_api(&self, request: &Request, timeout: Duration) -> Outcome {
        api_call::send(&self.0.options, request, timeout)
    }

    /// Sends a request to a bot or a skill and waits at most `timeout` for the complete response. Failures hold no query and no header
    /// value, so no secret.
    pub fn send(&self, request: &Request, timeout: Duration) -> Outcome {
        let sender_thread = self
            .0
            .sender_thread
            .get_or_init(|| SenderThread::start(self.0.options.clone()));
        let outcome = match sender_thread {
            Ok(sender_thread) => sender_thread.send(request, timeout),
            Err(_) => None,
        };
        outcome.unwrap_or_else(|| Outcome {
            response: Err(parts::no_sender_thread()),
            timing: Timing::default(),
        })
    }
}
