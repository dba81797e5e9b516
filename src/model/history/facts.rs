//! What follows from an exchange's kind, hop and missing parts.
use super::exchange::{Direction, Exchange, ExchangeKind};
use super::hop::{self, Hop, MissingPart};
use crate::model::protocol::Protocol;
use crate::model::text::phrase::Phrase;

impl Exchange {
    /// Returns the hop; an exchange that was recorded without it tells direction and kind only.
    pub fn hop(&self) -> Hop {
        let plain = || Hop::plain(self.direction, self.kind);
        self.hop.unwrap_or_else(plain)
    }

    /// Sets the hop, and the exchange whose event it sends on.
    #[must_use]
    pub fn sent_on(mut self, hop: Hop, source: &str) -> Self {
        self.hop = Some(hop);
        self.forwarded_from = Some(source.to_owned());
        self
    }

    /// Returns why the request cannot be sent again. `None` if all of it is there.
    pub fn unsendable(&self) -> Option<Phrase> {
        hop::unsendable(&self.missing, Some(self.direction))
    }

    /// Returns whether this part is missing.
    pub fn lacks(&self, part: MissingPart) -> bool {
        self.missing.contains(&part)
    }

    /// Returns whether it is an event for a bot, as [`Filter::events`](super::filter::Filter::events) selects them, less the
    /// callbacks, which a filter does not know: no call of an API, and none of the requests without a platform's marks that
    /// a receiver refused, such as those of scanners.
    pub fn is_event(&self) -> bool {
        let is_unknown = self.direction == Direction::Received && self.protocol == Protocol::Http;
        self.kind == ExchangeKind::Event
            && self.hop() != Hop::Callback
            && (!is_unknown || self.is_success())
    }
}
