//! What is asked of the history.
use super::exchange::{Direction, Kind};
use super::signature::Check;
use super::time::Timestamp;

/// Which exchanges. What is `None` is not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// At most so many; `None` gives all.
    pub limit: Option<usize>,
    /// Only those older than the exchange of this id: the next page.
    pub before: Option<String>,
    /// Only those that momo sent, or only those that it received.
    pub direction: Option<Direction>,
    /// Only events, or only API calls.
    pub kind: Option<Kind>,
    /// Only those for or from this bot.
    pub bot_id: Option<String>,
    /// Only those of this event: one for each attempt.
    pub event_id: Option<String>,
    /// Only events of this type.
    pub event_type: Option<String>,
    /// Only those with this verdict on their signature.
    pub verdict: Option<Check>,
    /// Only those that started at this moment or later.
    pub since: Option<Timestamp>,
    /// Only those that started before this moment.
    pub until: Option<Timestamp>,
    /// Whether they come oldest first, as an export wants them; else newest first.
    pub oldest_first: bool,
    /// Whether bodies are read too. Without them a page costs the same however large they are.
    pub bodies: bool,
}

impl Default for Query {
    /// The newest 20, of all kinds, with their bodies.
    fn default() -> Self {
        Self {
            limit: Some(20),
            before: None,
            direction: None,
            kind: None,
            bot_id: None,
            event_id: None,
            event_type: None,
            verdict: None,
            since: None,
            until: None,
            oldest_first: false,
            bodies: true,
        }
    }
}
