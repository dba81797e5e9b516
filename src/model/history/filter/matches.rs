//! Evaluates filters on an exchange in memory. The SQL of the history is the other evaluator.
use super::{Filter, FilterTest, ResponseTest, Term};
use crate::model::history::exchange::Exchange;
use crate::model::text::needle::TextNeedle;

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
            Self::Url(part) => TextNeedle::new(part).is_in(exchange.request.url.as_bytes()),
            Self::Body(part) => any_body_contains(exchange, &TextNeedle::new(part)),
            Self::Text(part) => {
                let needle = TextNeedle::new(part);
                let has = |text: &str| needle.is_in(text.as_bytes());
                has(&exchange.id)
                    || has(&exchange.request.url)
                    || field_is(&exchange.event_type, &has)
                    || field_is(&exchange.event_id, &has)
                    || field_is(&exchange.bot_id, &has)
                    || any_body_contains(exchange, &needle)
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
            Self::Failed => exchange.is_failed(),
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

fn any_body_contains(exchange: &Exchange, needle: &TextNeedle) -> bool {
    let response = exchange.response.as_ref().map(|response| &response.body);
    let bodies = [Some(&exchange.request.body), response];
    bodies.into_iter().flatten().any(|body| needle.is_in(body))
}
