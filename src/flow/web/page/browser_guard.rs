//! Rejects requests of foreign web pages, by their `Host`, `Origin` and `Sec-Fetch-*` headers. Checked on every path
//! before routing.
//!
//! Any web page in the user's browser can send requests to this machine (CSRF, DNS rebinding). It cannot remove the
//! headers by which the browser states a request's origin.
use crate::flow::web::problem::{HandlerResult, Problem};
use crate::io::interfaces;
use crate::model::http::Request;
use crate::model::http::target;
use crate::model::text::phrase::Phrase;
use parking_lot::RwLock;
use std::net::{IpAddr, SocketAddr};

/// Host names that a server accepts.
pub(in crate::flow) struct BrowserGuard {
    port: String,
    /// The listening address. Its IP address, or those of all interfaces if it is unspecified, are accepted: DNS
    /// rebinding cannot forge them. `None` if only the names of this machine count.
    address: Option<SocketAddr>,
    /// Further host names, accepted with any port.
    allowed: Vec<String>,
    /// Public URL of a tunnel, without path; `None` without one.
    public_origin: RwLock<Option<String>>,
    /// Code of the hint that names accepted hosts.
    hint: &'static str,
}

impl BrowserGuard {
    /// Accepts the names of this machine and the IP address with the port of `address`, and the names in `allowed` with
    /// any port.
    pub(in crate::flow) fn new(address: SocketAddr, allowed: &[String]) -> Self {
        Self {
            port: address.port().to_string(),
            address: Some(address),
            allowed: allowed.to_vec(),
            public_origin: RwLock::default(),
            hint: "guard.hint-dev",
        }
    }

    /// Accepts only the names of this machine with this port.
    pub(in crate::flow) fn local(port: u16) -> Self {
        Self {
            port: port.to_string(),
            address: None,
            allowed: Vec::new(),
            public_origin: RwLock::default(),
            hint: "guard.hint-local",
        }
    }

    /// Also accepts requests that come through a tunnel, with the host of this URL.
    pub(in crate::flow) fn allow_public_url(&self, url: &str) {
        *self.public_origin.write() = Some(url.to_owned());
    }

    /// Returns the public URL if it has this host and port.
    fn public_origin(&self, host: &str) -> Option<String> {
        let origin = self.public_origin.read().clone();
        origin.filter(|url| target::authority(url).eq_ignore_ascii_case(host))
    }

    /// Rejects requests of foreign pages. A foreign page may only link to a file of the page (`is_file`).
    pub(in crate::flow) fn check(&self, request: &Request, is_file: bool) -> HandlerResult<()> {
        let host = request.headers.text("Host").unwrap_or_default();
        let own_origin = match self.public_origin(host) {
            Some(origin) => origin,
            None => {
                self.check_host(host)?;
                format!("http://{host}")
            }
        };
        check_origin(request, &own_origin)?;
        check_site(request, is_file)
    }

    /// Protects against DNS rebinding: a foreign name that resolves to this machine is rejected.
    fn check_host(&self, host: &str) -> HandlerResult<()> {
        let (name, port) = target::split_port(host);
        let own_names = ["127.0.0.1", "[::1]", "localhost"];
        let is_own_name = |name: &str| own_names.iter().any(|it| it.eq_ignore_ascii_case(name));
        let is_own = port.unwrap_or("80") == self.port.as_str()
            && (is_own_name(name) || self.is_own_address(name));
        if is_own || self.allowed.iter().any(|it| it.eq_ignore_ascii_case(name)) {
            return Ok(());
        }
        let phrase = Phrase::new("guard.host").with("host", host);
        Err(Problem::misdirected(phrase).hint(self.hint))
    }

    /// Returns whether the name is an IP address on which the server listens.
    fn is_own_address(&self, name: &str) -> bool {
        let ip = target::bare_host(name).parse::<IpAddr>();
        let (Some(listener), Ok(ip)) = (self.address, ip) else {
            return false;
        };
        match listener.ip().is_unspecified() {
            true => {
                let addresses = interfaces::reachable_addresses(listener);
                addresses.iter().any(|it| it.ip() == ip)
            }
            false => listener.ip() == ip,
        }
    }
}

/// Requires every `Origin` header to be this server; `null` is rejected.
fn check_origin(request: &Request, own_origin: &str) -> HandlerResult<()> {
    let mut origins = request.headers.get_all("Origin");
    match origins.find(|origin| !origin.eq_ignore_ascii_case(own_origin.as_bytes())) {
        Some(origin) => Err(foreign(&String::from_utf8_lossy(origin))),
        None => Ok(()),
    }
}

/// Requires `Sec-Fetch-Site`, if present, to name this origin or none. This covers requests without `Origin`: images,
/// scripts, links.
fn check_site(request: &Request, is_file: bool) -> HandlerResult<()> {
    let header = |name| request.headers.text(name).unwrap_or_default();
    let is_link = is_file && request.method == "GET" && header("Sec-Fetch-Mode") == "navigate";
    match header("Sec-Fetch-Site") {
        "" | "same-origin" | "none" => Ok(()),
        _ if is_link => Ok(()),
        site => Err(foreign(site)),
    }
}

fn foreign(origin: &str) -> Problem {
    let phrase = Phrase::new("guard.origin").with("origin", origin);
    Problem::forbidden(phrase).hint("guard.hint-origin")
}
