//! Rejects requests of foreign web pages, by their `Host`, `Origin` and `Sec-Fetch-*` headers. Checked on every path
//! before routing.
//!
//! Any web page in the user's browser can send requests to this machine (CSRF, DNS rebinding). It cannot remove the
//! headers by which the browser states a request's origin.
use crate::flow::web::problem::{HandlerResult, Problem};
use crate::model::http::Request;
use crate::model::http::target;
use crate::model::text::phrase::Phrase;
use std::net::{IpAddr, SocketAddr};

/// Host names that a server accepts.
pub(in crate::flow) struct BrowserGuard {
    port: String,
    /// The listening IP address as it appears in a `Host` header. DNS rebinding cannot forge it. `None` if it is
    /// unspecified, or if only the names of this machine count.
    address: Option<String>,
    /// Further host names, accepted with any port.
    allowed: Vec<String>,
    /// Code of the hint that names accepted hosts.
    hint: &'static str,
}

impl BrowserGuard {
    /// Accepts the names of this machine and the IP address with the port of `address`, and the names in `allowed` with
    /// any port.
    pub(in crate::flow) fn new(address: SocketAddr, allowed: &[String]) -> Self {
        let own_address = match address.ip() {
            ip if ip.is_unspecified() => None,
            IpAddr::V4(ip) => Some(ip.to_string()),
            IpAddr::V6(ip) => Some(format!("[{ip}]")),
        };
        Self {
            port: address.port().to_string(),
            address: own_address,
            allowed: allowed.to_vec(),
            hint: "guard.hint-dev",
        }
    }

    /// Accepts only the names of this machine with this port.
    pub(in crate::flow) fn local(port: u16) -> Self {
        Self {
            port: port.to_string(),
            address: None,
            allowed: Vec::new(),
            hint: "guard.hint-local",
        }
    }

    /// Rejects requests of foreign pages. A foreign page may only link to a file of the page (`is_file`).
    pub(in crate::flow) fn check(&self, request: &Request, is_file: bool) -> HandlerResult<()> {
        let host = request.headers.text("Host").unwrap_or_default();
        self.check_host(host)?;
        check_origin(request, host)?;
        check_site(request, is_file)
    }

    /// Protects against DNS rebinding: a foreign name that resolves to this machine is rejected.
    fn check_host(&self, host: &str) -> HandlerResult<()> {
        let (name, port) = target::split_port(host);
        let own_names = ["127.0.0.1", "[::1]", "localhost"].into_iter();
        let mut own_names = own_names.chain(self.address.as_deref());
        let is_own_name = own_names.any(|it| it.eq_ignore_ascii_case(name))
            && port.unwrap_or("80") == self.port.as_str();
        if is_own_name || self.allowed.iter().any(|it| it.eq_ignore_ascii_case(name)) {
            return Ok(());
        }
        let phrase = Phrase::new("guard.host").with("host", host);
        Err(Problem::misdirected(phrase).hint(self.hint))
    }
}

/// Requires every `Origin` header to be this server; `null` is rejected.
fn check_origin(request: &Request, host: &str) -> HandlerResult<()> {
    let own_origin = format!("http://{host}");
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
