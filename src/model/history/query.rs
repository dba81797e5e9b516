//! What is asked of the history.
use super::filter::{Filter, FilterTest};
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
    pub latest_per_event: bool,
    /// Whether they come oldest first, as an export wants them; else newest first.
    pub oldest_first: bool,
    /// Whether bodies are read too. Without them a page costs the same however large they are.
    pub with_bodies: bool,
}

impl Query {
    /// All that pass these tests, with their bodies.
    pub fn from_tests(tests: impl IntoIterator<Item = FilterTest>) -> Self {
        Self {
            limit: None,
            filter: Filter::from_tests(tests),
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
            latest_per_event: false,
            oldest_first: false,
            with_bodies: true,
        }
    }
}

/// What is taken out of the history. Each rule may take out; without one, all that the filter means goes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PruneRules {
    /// Only those that this filter means can go.
    pub filter: Filter,
    /// What started before goes.
    pub older_than: Option<Timestamp>,
    /// Only so many stay, the newest.
    pub keep_newest: Option<u64>,
    /// The oldest go until the file has at most so many bytes.
    pub max_bytes: Option<u64>,
}
