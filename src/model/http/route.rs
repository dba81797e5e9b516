//! Routes received events to forwarding targets and selects the headers to forward.
use super::target;
use crate::error::{Error, Result};
use crate::model::history::filter::Glob;
use crate::model::http::{Headers, Request, Response, is_connection_header};
use std::fmt;

/// Headers that are not forwarded, besides those of the connection.
const HOP_HEADERS: [&str; 4] = [
    "expect",
    "host",
    "proxy-authenticate",
    "proxy-authorization",
];

/// A forwarding target and the event types that it receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    types: EventTypePatterns,
    url: String,
}

/// Patterns of event types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventTypePatterns(Vec<Glob>);

impl EventTypePatterns {
    /// Parses `talk.*,kakao.skill`.
    ///
    /// # Errors
    /// Fails if a pattern is empty.
    pub fn parse(text: &str) -> Result<Self> {
        let mut types = text.split(',').map(str::trim);
        if types.clone().any(str::is_empty) {
            return Err(Error::usage(format!("`{text}` has a type without a name"))
                .hint("For example `talk.*,kakao.share`."));
        }
        Ok(Self(types.by_ref().map(Glob::new).collect()))
    }

    /// Returns whether a pattern matches the type. Only `*` matches an event without a type.
    pub fn matches(&self, event_type: Option<&str>) -> bool {
        self.0
            .iter()
            .any(|glob| glob.matches(event_type.unwrap_or_default()))
    }
}

impl Route {
    /// Parses `TARGET` or `TYPES=TARGET`.
    ///
    /// # Errors
    /// Fails if a pattern is empty or the target is invalid.
    pub fn parse(text: &str) -> Result<Self> {
        let is_types = |text: &str| {
            let is_pattern_char = |ch: char| ch.is_alphanumeric() || "._-*,".contains(ch);
            !text.is_empty() && text.chars().all(is_pattern_char)
        };
        let (types, target) = match text.split_once('=') {
            Some((types, target)) if is_types(types.trim()) => (types, target),
            _ => ("*", text),
        };
        Ok(Self {
            types: EventTypePatterns::parse(types)?,
            url: target::resolve(target)?,
        })
    }

    /// Returns whether the target receives events of this type.
    pub fn accepts(&self, event_type: Option<&str>) -> bool {
        self.types.matches(event_type)
    }

    /// Returns the URL without scheme and final slash.
    pub fn short_url(&self) -> &str {
        let target = self
            .url
            .split_once("://")
            .map_or(&*self.url, |(_, target)| target);
        target.strip_suffix('/').unwrap_or(target)
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Builds the request to forward: same method, body and end-to-end headers. A target without a path gets the
    /// received path. The received query is always appended.
    pub fn forwarded_request(&self, received: &Request) -> Request {
        Request {
            method: received.method.clone(),
            url: self.target_url(&received.url),
            headers: end_to_end(&received.headers),
            body: received.body.clone(),
        }
    }

    fn target_url(&self, received: &str) -> String {
        let (path, query) = received
            .split_once('?')
            .map_or((received, None), |(path, query)| (path, Some(query)));
        let (own, own_query) = self
            .url
            .split_once('?')
            .map_or((&*self.url, None), |(url, query)| (url, Some(query)));
        let root = own.strip_suffix('/').unwrap_or(own);
        let has_path = root
            .split_once("://")
            .is_some_and(|(_, target)| target.contains('/'));
        let mut url = if has_path || !path.starts_with('/') {
            own.to_owned()
        } else {
            format!("{root}{path}")
        };
        for (index, query) in own_query.into_iter().chain(query).enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.push_str(query);
        }
        url
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.types, self.url)
    }
}

impl fmt::Display for EventTypePatterns {
    /// Writes `all events` or the patterns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let patterns: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        match &*patterns {
            [all] if all == "*" => f.write_str("all events"),
            _ => f.write_str(&patterns.join(", ")),
        }
    }
}

/// Builds the response to the original sender from the target's response.
pub fn forwarded_response(response: &Response) -> Response {
    Response {
        status: response.status,
        headers: end_to_end(&response.headers),
        body: response.body.clone(),
    }
}

/// Returns the end-to-end headers in order (RFC 9110, 7.6.1).
fn end_to_end(headers: &Headers) -> Headers {
    let connection_named: Vec<String> = headers
        .get_all("Connection")
        .flat_map(|value| value.split(|byte| *byte == b','))
        .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase())
        .collect();
    let goes_on = |name: &str| {
        let name = name.to_ascii_lowercase();
        !is_connection_header(&name)
            && !HOP_HEADERS.contains(&&*name)
            && !connection_named.contains(&name)
    };
    headers
        .iter()
        .filter(|header| goes_on(&header.name))
        .map(|header| (header.name.clone(), header.value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(route: &str, url: &str) -> String {
        Route::parse(route).map_or_else(|error| error.to_string(), |route| route.target_url(url))
    }

    #[test]
    fn route_keeps_its_path_or_takes_the_requests() {
        for (route, url, expected) in [
            ("3000", "/hook?a=1", "http://127.0.0.1:3000/hook?a=1"),
            ("3000/bot", "/hook?a=1", "http://127.0.0.1:3000/bot?a=1"),
            ("3000/bot?b=2", "/hook", "http://127.0.0.1:3000/bot?b=2"),
            ("3000/bot?b=2", "/?a=1", "http://127.0.0.1:3000/bot?b=2&a=1"),
            ("http://x?b=2", "/hook?", "http://x/hook?b=2&"),
            ("https://x/", "/", "https://x/"),
            ("https://x/a/", "/", "https://x/a/"),
        ] {
            assert_eq!(address(route, url), expected, "{route}");
        }
    }

    #[test]
    fn types_precede_the_target() {
        let accepts = |route: &str, event_type: Option<&str>| {
            Route::parse(route)
                .unwrap_or_else(|_| unreachable!())
                .accepts(event_type)
        };
        assert!(accepts("talk.*=3000", Some("talk.message_created")));
        assert!(!accepts("talk.*=3000", Some("kakao.skill")));
        assert!(!accepts("talk.*=3000", None));
        assert!(accepts("talk.*,kakao.skill=3000", Some("kakao.skill")));
        assert!(accepts("3000/hook", None));
        // The equals sign belongs to the query.
        assert!(accepts("http://x/hook?a=b", Some("talk.x")));
        assert!(Route::parse("talk.*=nowhere").is_err());
    }

    #[test]
    fn only_connection_headers_are_dropped() {
        let mut headers = Headers::new();
        let dropped = [
            ("Host", "x"),
            ("connection", "close, X-Mine"),
            ("X-Mine", "1"),
            ("Content-Length", "3"),
            ("Expect", "100-continue"),
        ];
        for (name, value) in dropped {
            headers.push(name, value);
        }
        headers.push("X-A", [0xff, b'1'].as_slice());
        headers.push("x-a", "2");
        headers.push("Authorization", "KakaoAK k");
        let remaining: Vec<_> = end_to_end(&headers)
            .iter()
            .map(|header| header.name.clone())
            .collect();
        assert_eq!(remaining, ["X-A", "x-a", "Authorization"]);
    }
}
