//! What is asked of the history.
use super::filter::{Filter, Test};
use crate::model::time::Timestamp;

/// Which exchanges, in which order.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// At most so many; `None` gives all.
    pub limit: Option<usize>,
    /// Only those older than the exchange of this id: the next page.
    pub before: Option<String>,
    /// Only those that this filter means.
    pub filter: Filter,
    /// Whether only the last of each event counts: a later attempt takes the place of an earlier one.
    pub latest: bool,
    /// Whether they come oldest first, as an export wants them; else newest first.
    pub oldest_first: bool,
    /// Whether bodies are read too. Without them a page costs the same however large they are.
    pub bodies: bool,
}

impl Query {
    /// All that pass these tests, with their bodies.
    pub fn of(tests: impl IntoIterator<Item = Test>) -> Self {
        Self {
            limit: None,
            filter: Filter::of(tests),
            ..Self::default()
        }
    }
}

impl Default for Query {
    /// The newest 20, of all kinds, with their bodies.
    fn default() -> Self {
        Self {
            limit: Some(20),
            before: None,
            filter: Filter::default(),
            latest: false,
            oldest_first: false,
            bodies: true,
        }
    }
}

/// What is taken out of the history. Each rule may take out; without one, all that the filter means goes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prune {
    /// Only those that this filter means can go.
    pub filter: Filter,
    /// What started before goes.
    pub older_than: Option<Timestamp>,
    /// Only so many stay, the newest.
    pub keep: Option<u64>,
    /// The oldest go until the file has at most so many bytes.
    pub max_size: Option<u64>,
}
