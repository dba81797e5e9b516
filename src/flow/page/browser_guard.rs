//! Who may ask a server that a browser talks to, by the browser's own words. Checked on every path, before anything
//! is looked up.
//!
//! A browser opens the pages of strangers, too, and these can send requests to this machine. What they cannot do is
//! leave out the headers by which a browser tells where a request comes from.
use crate::flow::web::problem::{Problem, HandlerResult};
use crate::model::http::Request;
use crate::model::http::target;
use std::net::{IpAddr, SocketAddr};

/// The names by which one server may be called.
pub(in crate::flow) struct BrowserGuard {
    port: String,
    /// The address itself, as it stands in a `Host`, where it is one. A stranger cannot make that a name of its own.
    address: Option<String>,
    allowed: Vec<String>,
    hint: &'static str,
}

impl BrowserGuard {
    /// For a server at this address, which may be called by these names beside those of this machine.
    pub(in crate::flow) fn new(address: SocketAddr, allowed: &[String]) -> Self {
        let itself = match address.ip() {
            ip if ip.is_unspecified() => None,
            IpAddr::V4(ip) => Some(ip.to_string()),
            IpAddr::V6(ip) => Some(format!("[{ip}]")),
        };
        Self {
            port: address.port().to_string(),
            address: itself,
            allowed: allowed.to_vec(),
            hint: "Call it as 127.0.0.1 or localhost, or start it with `momo dev --allow-host NAME`.",
        }
    }

    /// For a server on this port that goes by the names of this machine only.
    pub(in crate::flow) fn local(port: u16) -> Self {
        Self {
            port: port.to_string(),
            address: None,
            allowed: Vec::new(),
            hint: "Call it as 127.0.0.1 or localhost.",
        }
    }

    /// Refuses what a page of a stranger has sent. Such a page may link to a file of ours, and no more.
    pub(in crate::flow) fn check(&self, request: &Request, is_file: bool) -> HandlerResult<()> {
        let host = request.headers.text("Host").unwrap_or_default();
        self.check_host(host)?;
        check_origin(request, host)?;
        check_site(request, is_file)
    }

    /// A stranger may point a name of its own to this machine; it must not get through with it.
    fn check_host(&self, host: &str) -> HandlerResult<()> {
        let (name, port) = target::split_port(host);
        let own = ["127.0.0.1", "[::1]", "localhost"].into_iter();
        let mut own = own.chain(self.address.as_deref());
        let is_own = own.any(|it| it.eq_ignore_ascii_case(name))
            && port.unwrap_or("80") == self.port.as_str();
        if is_own || self.allowed.iter().any(|it| it.eq_ignore_ascii_case(name)) {
            return Ok(());
        }
        Err(
            Problem::misdirected(format!("this server does not go by the name `{host}`"))
                .hint(self.hint),
        )
    }
}

/// A page that says where it comes from must come from here. `null` is nowhere.
fn check_origin(request: &Request, host: &str) -> HandlerResult<()> {
    let own = format!("http://{host}");
    let mut origins = request.headers.all("Origin");
    match origins.find(|origin| !origin.eq_ignore_ascii_case(own.as_bytes())) {
        Some(origin) => Err(foreign(&String::from_utf8_lossy(origin))),
        None => Ok(()),
    }
}

/// The same for requests without an origin: images, scripts, links.
fn check_site(request: &Request, is_file: bool) -> HandlerResult<()> {
    let of = |name| request.headers.text(name).unwrap_or_default();
    let is_link = is_file && request.method == "GET" && of("Sec-Fetch-Mode") == "navigate";
    match of("Sec-Fetch-Site") {
        "" | "same-origin" | "none" => Ok(()),
        _ if is_link => Ok(()),
        site => Err(foreign(site)),
    }
}

fn foreign(whence: &str) -> Problem {
    Problem::forbidden(format!(
        "the request comes from a page of another site (`{whence}`)"
    ))
    .hint("Only the page of this very server may call it; programs send no `Origin`.")
}
