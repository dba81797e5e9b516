//! Parameters of history queries and of pruning.
use super::filter::{Filter, FilterTest};
use crate::model::time::Timestamp;

/// Selects exchanges and their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Maximum number of exchanges. `None` means all.
    pub limit: Option<usize>,
    /// Only exchanges older than the one with this id, for the next page. `None` starts at the end.
    pub before: Option<String>,
    pub filter: Filter,
    /// Whether to return only the last attempt of each event.
    pub latest_per_event: bool,
    /// Whether to return the oldest first, as for exports, instead of the newest.
    pub oldest_first: bool,
    pub bodies: BodyChoice,
}

/// The bodies that a query reads. The cost of a page depends on body sizes only if it reads all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BodyChoice {
    #[default]
    All,
    /// Request bodies of at most [`MAX_TEXT_BODY`](super::summary::MAX_TEXT_BODY).
    ShortRequests,
    None,
}

impl BodyChoice {
    /// Returns the bodies that a list prints: all as JSON, none as text.
    pub fn of_list(is_json: bool) -> Self {
        if is_json { Self::All } else { Self::None }
    }
}

impl Query {
    /// Selects all exchanges that pass these tests, with bodies.
    pub fn from_tests(tests: impl IntoIterator<Item = FilterTest>) -> Self {
        Self {
            limit: None,
            filter: Filter::from_tests(tests),
            ..Self::default()
        }
    }
}

impl Default for Query {
    /// The newest 20 exchanges with bodies.
    fn default() -> Self {
        Self {
            limit: Some(20),
            before: None,
            filter: Filter::default(),
            latest_per_event: false,
            oldest_first: false,
            bodies: BodyChoice::All,
        }
    }
}

/// Selects exchanges to delete: those that match the filter and at least one rule. Without rules the filter decides.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PruneRules {
    /// Deletes only exchanges that match this filter.
    pub filter: Filter,
    /// Deletes exchanges that started before this time.
    pub older_than: Option<Timestamp>,
    /// Keeps this many of the newest exchanges that match the filter.
    pub keep_newest: Option<u64>,
    /// Deletes the oldest exchanges until the database file has at most this many bytes.
    pub max_bytes: Option<u64>,
}
