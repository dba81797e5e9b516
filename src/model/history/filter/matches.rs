//! Evaluates filters on an exchange in memory. The SQL of the history is the other evaluator.
use super::{Filter, FilterTest, ResponseTest, Term};
use crate::model::history::exchange::Exchange;
use std::fmt::Write;

impl Filter {
    /// Returns whether all terms match the exchange.
    pub fn matches(&self, exchange: &Exchange) -> bool {
        self.terms.iter().all(|term| term.matches(exchange))
    }
}

impl Term {
    fn matches(&self, exchange: &Exchange) -> bool {
        let is_any = self.tests.iter().any(|test| test.matches(exchange));
        is_any != self.is_negated
    }
}

impl FilterTest {
    fn matches(&self, exchange: &Exchange) -> bool {
        let field_is = |field: &Option<String>, holds: &dyn Fn(&str) -> bool| {
            field.as_deref().is_some_and(holds)
        };
        match self {
            Self::Type(glob) => field_is(&exchange.event_type, &|text| glob.matches(text)),
            Self::Bot(glob) => field_is(&exchange.bot_id, &|text| glob.matches(text)),
            Self::Event(glob) => field_is(&exchange.event_id, &|text| glob.matches(text)),
            Self::Id(part) => exchange.id.starts_with(part) || exchange.id.ends_with(part),
            Self::Url(part) => exchange.request.url.contains(part),
            Self::Body(part) => any_body_contains(exchange, part),
            Self::Text(part) => {
                let has = |text: &str| text.contains(part);
                has(&exchange.id)
                    || has(&exchange.request.url)
                    || field_is(&exchange.event_type, &has)
                    || field_is(&exchange.event_id, &has)
                    || field_is(&exchange.bot_id, &has)
                    || any_body_contains(exchange, part)
            }
            Self::Response(response_test) => response_test.matches(exchange),
            Self::TotalMs(bounds) => bounds.contains(&exchange.timing.total_ms),
            Self::Attempt(bounds) => exchange
                .attempt
                .is_some_and(|attempt| bounds.contains(&attempt)),
            Self::Signature(verdict) => exchange.signature.verdict == *verdict,
            Self::Direction(direction) => exchange.direction == *direction,
            Self::Kind(kind) => exchange.kind == *kind,
            Self::Protocol(protocol) => exchange.protocol == *protocol,
            Self::Since(time) => exchange.started_at >= *time,
            Self::Until(time) => exchange.started_at < *time,
            Self::Failed => !exchange.is_success(),
            Self::Starred(starred) => exchange.starred == *starred,
        }
    }
}

impl ResponseTest {
    fn matches(&self, exchange: &Exchange) -> bool {
        let status = exchange.response.as_ref().map(|response| response.status);
        match self {
            Self::Status(bounds) => status.is_some_and(|status| bounds.contains(&status)),
            Self::Cause(cause) => exchange
                .failure
                .as_ref()
                .is_some_and(|failure| failure.cause == *cause),
            Self::None => status.is_none(),
        }
    }
}

fn any_body_contains(exchange: &Exchange, part: &str) -> bool {
    let response = exchange.response.as_ref().map(|response| &response.body);
    let bodies = [Some(&exchange.request.body), response];
    let needles = body_needles(part);
    bodies
        .into_iter()
        .flatten()
        .any(|body| needles.iter().any(|needle| contains_bytes(body, needle)))
}

/// Returns the byte sequences of a text in a body: UTF-8, and JSON escapes (`\uc548`), which many libraries write.
pub fn body_needles(text: &str) -> Vec<Vec<u8>> {
    let mut needles = vec![text.as_bytes().to_vec()];
    for is_upper in [false, true] {
        let needle = json_escaped(text, is_upper).into_bytes();
        if !needles.contains(&needle) {
            needles.push(needle);
        }
    }
    needles
}

fn json_escaped(text: &str, is_upper: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '"' | '\\' => escaped.extend(['\\', ch]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            _ if ch.is_ascii() => escaped.push(ch),
            _ => {
                for unit in ch.encode_utf16(&mut [0; 2]) {
                    let written = match is_upper {
                        true => write!(escaped, "\\u{unit:04X}"),
                        false => write!(escaped, "\\u{unit:04x}"),
                    };
                    written.expect("a String takes all that is written");
                }
            }
        }
    }
    escaped
}

/// Returns whether a body contains the bytes. An empty needle is always contained.
fn contains_bytes(body: &[u8], needle: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else {
        return true;
    };
    let starts = body.iter().enumerate().filter(|(_, byte)| *byte == first);
    starts
        .map(|(offset, _)| &body[offset + 1..])
        .any(|tail| tail.starts_with(rest))
}
