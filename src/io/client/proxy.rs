//! Proxies of the environment: which one a URL goes through, and which variable asks for it.
use crate::model::history::exchange::{Failure, FailureCause};
use crate::model::http::target;
use crate::model::text::phrase::Phrase;
use hyper_util::client::proxy::matcher::Matcher;
use std::env;
use std::sync::LazyLock;

/// A proxy that an environment variable asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proxy {
    /// Name of the variable.
    pub(super) variable: &'static str,
    /// URL of the proxy. May hold a user name and a password.
    pub(super) url: String,
}

/// The proxies of the environment. It is read once.
static PROXIES: LazyLock<Proxies> = LazyLock::new(Proxies::from_environment);

struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    /// Whether `NO_PROXY` exempts all hosts.
    exempts_all: bool,
    /// Matches the hosts that `NO_PROXY` does not exempt.
    proxied_hosts: Matcher,
}

/// Returns the name of the variable whose proxy a URL goes through; `None` for a direct connection.
pub fn proxy_variable(url: &str) -> Option<&'static str> {
    for_url(url).map(|proxy| proxy.variable)
}

/// Returns the proxy of a URL; `None` for a direct connection. Loopback addresses have none.
pub(super) fn for_url(url: &str) -> Option<&'static Proxy> {
    let proxies = &*PROXIES;
    let proxy = match is_https(url) {
        true => proxies.https.as_ref(),
        false => proxies.http.as_ref(),
    }?;
    let is_direct = proxies.exempts_all || target::is_loopback(url) || !proxies.matches(url);
    (!is_direct).then_some(proxy)
}

/// Returns whether the scheme is `https`.
pub(super) fn is_https(url: &str) -> bool {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.eq_ignore_ascii_case("https")
}

impl Proxies {
    fn from_environment() -> Self {
        // A CGI server sets `HTTP_PROXY` to what the request says.
        let http: &[_] = match env::var_os("REQUEST_METHOD") {
            Some(_) => &["http_proxy"],
            None => &["HTTP_PROXY", "http_proxy"],
        };
        let all = first(&["ALL_PROXY", "all_proxy"]);
        let exempt = first(&["NO_PROXY", "no_proxy"]).map_or_else(String::new, |it| it.1);
        // The address only makes the matcher match; the connection goes to the proxy of the variable.
        let any = "http://proxy.invalid";
        let with_scheme = |(variable, text): (_, String)| Proxy {
            variable,
            url: match text.contains("://") {
                true => text,
                false => format!("http://{text}"),
            },
        };
        Self {
            http: first(http).or_else(|| all.clone()).map(with_scheme),
            https: first(&["HTTPS_PROXY", "https_proxy"])
                .or(all)
                .map(with_scheme),
            exempts_all: exempt.split(',').any(|host| host.trim() == "*"),
            proxied_hosts: Matcher::builder().all(any).no(exempt).build(),
        }
    }

    fn matches(&self, url: &str) -> bool {
        // A URL that is none goes to the proxy, which never sees it: building the request fails.
        url.parse()
            .map_or(true, |uri| self.proxied_hosts.intercept(&uri).is_some())
    }
}

/// Returns name and value of the first variable that is not empty.
fn first(names: &[&'static str]) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| {
        let value = env::var_os(name)?.to_string_lossy().trim().to_owned();
        (!value.is_empty()).then_some((*name, value))
    })
}

impl Proxy {
    /// Returns host and port, without a user name.
    pub(super) fn authority(&self) -> &str {
        target::host_and_port(&self.url)
    }

    /// Returns the phrase with the proxy and its variable as arguments.
    pub(super) fn name_in(&self, code: &'static str) -> Phrase {
        Phrase::new(code)
            .with("proxy", self.authority())
            .with("variable", self.variable)
    }

    /// Returns the proxy for reqwest.
    ///
    /// # Errors
    /// Those of [`check`](Self::check).
    pub(super) fn to_reqwest(&self) -> Result<reqwest::Proxy, Failure> {
        self.check()?;
        reqwest::Proxy::all(&self.url).map_err(|_| self.refused("failure.proxy-address"))
    }

    /// Checks that the variable holds the address of an HTTP proxy.
    ///
    /// # Errors
    /// It does not. The failure does not hold the value, which may hold a password.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let scheme = self.url.split("://").next().unwrap_or_default();
        let scheme = scheme.to_ascii_lowercase();
        match &*scheme {
            "http" | "https" => self.address().map(drop),
            "socks" | "socks4" | "socks4a" | "socks5" | "socks5h" => {
                Err(self.refused("failure.proxy-socks"))
            }
            _ => {
                let mut failure = self.refused("failure.proxy-scheme");
                failure.message = failure.message.with("scheme", scheme);
                Err(failure)
            }
        }
    }

    /// Returns the URL of the proxy without a user name, and the value of `Proxy-Authorization` for that user.
    ///
    /// # Errors
    /// The URL is none that can be connected to.
    pub(super) fn address(&self) -> Result<(String, Option<Vec<u8>>), Failure> {
        let matcher = Matcher::builder().all(&*self.url).build();
        let uri = "http://host.invalid/".parse();
        let found = uri.ok().and_then(|uri| matcher.intercept(&uri));
        let found = found.filter(|_| reqwest::Proxy::all(&self.url).is_ok());
        let found = found.ok_or_else(|| self.refused("failure.proxy-address"))?;
        let authorization = found.basic_auth().map(|value| value.as_bytes().to_vec());
        Ok((found.uri().to_string(), authorization))
    }

    fn refused(&self, code: &'static str) -> Failure {
        Failure {
            cause: FailureCause::Connect,
            message: Phrase::new(code).with("variable", self.variable),
        }
    }
}
