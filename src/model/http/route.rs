//! Where a received event goes on to, and which of its headers go with it.
use super::target;
use crate::error::{Error, Result};
use crate::model::history::filter::Glob;
use crate::model::http::{Headers, Request, Response, is_connection_header};
use std::fmt;

/// Headers that are for the next one on the way only, besides those of the connection.
const HOP_HEADERS: [&str; 4] = [
    "expect",
    "host",
    "proxy-authenticate",
    "proxy-authorization",
];

/// A place, and the events that go there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    types: EventTypePatterns,
    url: String,
}

/// Types of events, by patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventTypePatterns(Vec<Glob>);

impl EventTypePatterns {
    /// Reads `talk.*,kakao.skill`.
    pub fn parse(text: &str) -> Result<Self> {
        let mut types = text.split(',').map(str::trim);
        if types.clone().any(str::is_empty) {
            return Err(Error::usage(format!("`{text}` has a type without a name"))
                .hint("For example `talk.*,kakao.share`."));
        }
        Ok(Self(types.by_ref().map(Glob::new).collect()))
    }

    /// Whether events of this type are meant; one without a type is so only by `*`.
    pub fn matches(&self, kind: Option<&str>) -> bool {
        self.0
            .iter()
            .any(|glob| glob.matches(kind.unwrap_or_default()))
    }
}

impl Route {
    /// Reads `TARGET` or `TYPES=TARGET`.
    pub fn parse(text: &str) -> Result<Self> {
        let is_types = |text: &str| {
            let fits = |ch: char| ch.is_alphanumeric() || "._-*,".contains(ch);
            !text.is_empty() && text.chars().all(fits)
        };
        let (types, place) = match text.split_once('=') {
            Some((types, place)) if is_types(types.trim()) => (types, place),
            _ => ("*", text),
        };
        Ok(Self {
            types: EventTypePatterns::parse(types)?,
            url: target::resolve(place)?,
        })
    }

    /// Whether an event of this type goes there.
    pub fn accepts(&self, kind: Option<&str>) -> bool {
        self.types.matches(kind)
    }

    /// The place, without the scheme.
    pub fn short_url(&self) -> &str {
        let place = self
            .url
            .split_once("://")
            .map_or(&*self.url, |(_, place)| place);
        place.strip_suffix('/').unwrap_or(place)
    }

    /// The whole URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The request as it goes on: same method, same bytes, same headers but those of the connection. A target without
    /// a path gets the one that was asked for; the query goes on in any case.
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
            .is_some_and(|(_, place)| place.contains('/'));
        let mut address = if has_path || !path.starts_with('/') {
            own.to_owned()
        } else {
            format!("{root}{path}")
        };
        for (number, query) in own_query.into_iter().chain(query).enumerate() {
            address.push(if number == 0 { '?' } else { '&' });
            address.push_str(query);
        }
        address
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.types, self.url)
    }
}

impl fmt::Display for EventTypePatterns {
    /// `all events`, or the patterns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let patterns: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        match &*patterns {
            [all] if all == "*" => f.write_str("all events"),
            _ => f.write_str(&patterns.join(", ")),
        }
    }
}

/// The answer as it goes back.
pub fn forwarded_response(answer: &Response) -> Response {
    Response {
        status: answer.status,
        headers: end_to_end(&answer.headers),
        body: answer.body.clone(),
    }
}

/// The headers that are for whoever reads the message in the end, as they came, in their order.
fn end_to_end(headers: &Headers) -> Headers {
    let named: Vec<String> = headers
        .get_all("Connection")
        .flat_map(|value| value.split(|byte| *byte == b','))
        .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase())
        .collect();
    let goes_on = |name: &str| {
        let name = name.to_ascii_lowercase();
        !is_connection_header(&name) && !HOP_HEADERS.contains(&&*name) && !named.contains(&name)
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
        let takes = |route: &str, kind: Option<&str>| {
            Route::parse(route)
                .unwrap_or_else(|_| unreachable!())
                .accepts(kind)
        };
        assert!(takes("talk.*=3000", Some("talk.message_created")));
        assert!(!takes("talk.*=3000", Some("kakao.skill")));
        assert!(!takes("talk.*=3000", None));
        assert!(takes("talk.*,kakao.skill=3000", Some("kakao.skill")));
        assert!(takes("3000/hook", None));
        // An equals sign of the query is none of ours.
        assert!(takes("http://x/hook?a=b", Some("talk.x")));
        assert!(Route::parse("talk.*=nowhere").is_err());
    }

    #[test]
    fn only_connection_headers_are_dropped() {
        let mut headers = Headers::new();
        let gone = [
            ("Host", "x"),
            ("connection", "close, X-Mine"),
            ("X-Mine", "1"),
            ("Content-Length", "3"),
            ("Expect", "100-continue"),
        ];
        for (name, value) in gone {
            headers.push(name, value);
        }
        headers.push("X-A", [0xff, b'1'].as_slice());
        headers.push("x-a", "2");
        headers.push("Authorization", "KakaoAK k");
        let kept: Vec<_> = end_to_end(&headers)
            .iter()
            .map(|header| header.name.clone())
            .collect();
        assert_eq!(kept, ["X-A", "x-a", "Authorization"]);
    }
}
