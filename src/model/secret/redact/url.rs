//! Redacts URLs: hosts, paths and queries may identify a customer or contain a secret.
use super::ExchangeRedactor;

/// Path segments that identify no customer.
const PLAIN_SEGMENTS: [&str; 22] = [
    "", "api", "bot", "bots", "callback", "channels", "event", "events", "health", "hook", "hooks",
    "kakao", "messages", "momotalk", "rooms", "skill", "users", "v1", "v2", "v3", "webhook",
    "webhooks",
];

/// Host of MoMoTalk's public API.
const MOMOTALK_HOST: &str = "bot.mmrnd.net";

impl ExchangeRedactor<'_> {
    /// Redacts a URL, or the path and query of one.
    pub(super) fn url(&self, url: &str) -> String {
        let Some((scheme, rest)) = url.split_once("://") else {
            return self.path(url);
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        // Drops user name and password.
        let host = authority.rsplit('@').next().unwrap_or_default();
        let scheme = if scheme == "https" { "https" } else { "http" };
        format!("{scheme}://{}{}", self.host(host), self.path(path))
    }

    /// Redacts a host and keeps its port. Keeps loopback hosts and MoMoTalk's host.
    pub(super) fn host(&self, host: &str) -> String {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port))
                if !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit()) =>
            {
                (name, format!(":{port}"))
            }
            _ => (host, String::new()),
        };
        match name {
            "localhost" | "127.0.0.1" | "[::1]" | MOMOTALK_HOST => host.to_owned(),
            // `.invalid` never resolves (RFC 2606).
            _ => format!("host-{}.invalid{port}", self.pseudonym_digits(name, 8)),
        }
    }

    fn path(&self, url: &str) -> String {
        let url = url.split('#').next().unwrap_or_default();
        let (path, query) = match url.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (url, None),
        };
        let redact_segment = |segment: &str| match segment {
            _ if PLAIN_SEGMENTS.contains(&segment) => segment.to_owned(),
            _ if segment.starts_with("bot_") => self.platform_id(segment, "bot_"),
            _ if segment.starts_with("user_") => self.pseudonym_id(segment),
            _ => format!("step-{}", self.pseudonym_digits(segment, 8)),
        };
        let path: Vec<_> = path.split('/').map(redact_segment).collect();
        let path = path.join("/");
        match query {
            Some(query) => format!("{path}?{}", self.query(query)),
            None => path,
        }
    }

    fn query(&self, query: &str) -> String {
        let redact_pair = |pair: &str| match pair.split_once('=') {
            Some((name, value)) => format!(
                "{}={}",
                self.protocol_word(name),
                self.pseudonym_digits(value, 8)
            ),
            None => self.pseudonym_digits(pair, 8),
        };
        let pairs: Vec<_> = query.split('&').map(redact_pair).collect();
        pairs.join("&")
    }
}
