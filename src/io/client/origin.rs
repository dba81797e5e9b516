//! Targets of requests, parsed once, and the connections that are kept for them.
use super::connection::ClientConnection;
use super::connector::Endpoint;
use super::parts;
use super::proxy;
use crate::model::history::exchange::Failure;
use crate::model::http::target;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::time::sleep;

/// Maximum URLs in the cache; most loads have one.
const MAX_CACHED_URLS: usize = 256;
/// How long a connection is kept. Shorter than the keep-alive of common servers, so that few are found closed.
const MAX_IDLE: Duration = Duration::from_secs(1);
/// How long after a response a connection is taken to be open without asking the system. A close within that time is found out
/// by sending, and the request is sent again.
const FRESH: Duration = Duration::from_micros(100);

/// A parsed URL.
pub(super) struct Target {
    pub(super) origin: Rc<Origin>,
    /// The target of the request line.
    pub(super) request_target: String,
    /// Host and port as the `Host` header has them.
    pub(super) host: String,
    /// Value of `Proxy-Authorization`; `None` without one.
    pub(super) proxy_authorization: Option<Vec<u8>>,
}

/// A server, with the connections kept to it.
pub(super) struct Origin {
    pub(super) endpoint: Endpoint,
    idle: RefCell<Vec<IdleConnection>>,
}

struct IdleConnection {
    connection: ClientConnection,
    since: Instant,
}

/// All targets and kept connections of one thread.
#[derive(Default)]
pub(super) struct Origins {
    targets: RefCell<HashMap<String, Rc<Target>>>,
    origins: RefCell<HashMap<String, Rc<Origin>>>,
    /// Whether [`Origins::close_idle`] waits for a connection to be kept.
    has_none: Cell<bool>,
    kept: Notify,
}

impl Origins {
    /// Parses a URL, or takes it from the cache.
    ///
    /// # Errors
    /// It is no URL that can be sent to.
    pub(super) fn target(&self, url: &str) -> Result<Rc<Target>, Failure> {
        if let Some(target) = self.targets.borrow().get(url) {
            return Ok(target.clone());
        }
        let target = Rc::new(self.parse(url)?);
        let mut targets = self.targets.borrow_mut();
        if targets.len() >= MAX_CACHED_URLS {
            targets.clear();
        }
        targets.insert(url.to_owned(), target.clone());
        Ok(target)
    }

    fn parse(&self, text: &str) -> Result<Target, Failure> {
        let url = parts::parse_url(text)?;
        let proxy = proxy::for_url(text);
        let is_https = url.scheme() == "https";
        let host = url.host_str().unwrap_or_default();
        let place = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let origin = format!("{}://{place}", url.scheme());
        let query = url
            .query()
            .map_or_else(String::new, |query| format!("?{query}"));
        let path_and_query = format!("{}{query}", url.path());
        let goes_to_proxy = proxy.filter(|_| !is_https);
        let proxy_authorization = goes_to_proxy.and_then(|proxy| proxy.address().ok()?.1);
        Ok(Target {
            origin: self.origin(&origin, || Endpoint {
                url: origin.clone(),
                host: target::bare_host(host).to_owned(),
                is_https,
                proxy,
            }),
            request_target: match goes_to_proxy {
                Some(_) => format!("{origin}{path_and_query}"),
                None => path_and_query,
            },
            host: place,
            proxy_authorization,
        })
    }

    fn origin(&self, key: &str, endpoint: impl FnOnce() -> Endpoint) -> Rc<Origin> {
        let mut origins = self.origins.borrow_mut();
        if let Some(origin) = origins.get(key) {
            return origin.clone();
        }
        let origin = Rc::new(Origin {
            endpoint: endpoint(),
            idle: RefCell::default(),
        });
        origins.insert(key.to_owned(), origin.clone());
        origin
    }

    /// Keeps a connection for the next request.
    pub(super) fn keep(&self, origin: &Origin, connection: ClientConnection) {
        let since = Instant::now();
        origin
            .idle
            .borrow_mut()
            .push(IdleConnection { connection, since });
        if self.has_none.replace(false) {
            self.kept.notify_one();
        }
    }

    /// Closes kept connections as they get too old. Never returns.
    pub(super) async fn close_idle(&self) {
        loop {
            let oldest = self.close_old();
            match oldest {
                None => {
                    self.has_none.set(true);
                    self.kept.notified().await;
                }
                Some(oldest) => sleep(MAX_IDLE.saturating_sub(oldest.elapsed())).await,
            }
        }
    }

    /// Closes what is too old and forgets servers without connections. Returns since when the oldest one is kept.
    fn close_old(&self) -> Option<Instant> {
        let mut oldest = None;
        self.origins.borrow_mut().retain(|_, origin| {
            let mut idle = origin.idle.borrow_mut();
            idle.retain(|it| it.since.elapsed() < MAX_IDLE);
            oldest = idle.iter().map(|it| it.since).chain(oldest).min();
            !idle.is_empty() || Rc::strong_count(origin) > 1
        });
        oldest
    }
}

impl Origin {
    /// Takes the connection that was used last. `None` if none is kept that can carry a request.
    pub(super) async fn take_kept(&self) -> Option<ClientConnection> {
        loop {
            let mut idle = self.idle.borrow_mut().pop()?;
            let age = idle.since.elapsed();
            let is_usable = match age < FRESH {
                true => !idle.connection.has_left_over(),
                false => age < MAX_IDLE && idle.connection.is_usable().await,
            };
            if is_usable {
                return Some(idle.connection);
            }
        }
    }
}
