//! Chooses how a query reads the history's tables and builds its statement.
//!
//! Conditions name columns of `exchanges JOIN contents` without their tables. They are applied twice: to `recent`,
//! which is small and scanned, and to `filed`.
use crate::model::history::filter::{Filter, FilterTest};
use crate::model::history::query::Query;

/// How a query finds rows of `filed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccessPath {
    /// Scans the rows in the order of time.
    Time,
    /// Takes the first matching rows of each facet and merges them.
    Facets,
    /// Uses the index of event ids; the conditions require one event id.
    Event,
    /// Uses the sequence numbers of starred exchanges, which the conditions require.
    Stars,
}

impl AccessPath {
    /// Chooses the fastest path. Only a query with a limit profits from facets.
    pub(super) fn choose(query: &Query) -> Self {
        let required_tests = || query.filter.required_tests();
        if required_tests()
            .any(|test| matches!(test, FilterTest::Event(glob) if glob.name().is_some()))
        {
            return Self::Event;
        }
        if required_tests().any(|test| *test == FilterTest::Starred(true)) {
            return Self::Stars;
        }
        match query.limit {
            Some(_) if has_facet_term(&query.filter) => Self::Facets,
            _ => Self::Time,
        }
    }
}

/// Returns whether a term tests only columns of facets, so that few facets may match.
fn has_facet_term(filter: &Filter) -> bool {
    let is_of_facet = |test: &FilterTest| match test {
        FilterTest::Type(_)
        | FilterTest::Bot(_)
        | FilterTest::Response(_)
        | FilterTest::TotalMs(_)
        | FilterTest::Signature(_)
        | FilterTest::Direction(_)
        | FilterTest::Kind(_)
        | FilterTest::Protocol(_)
        | FilterTest::Failed => true,
        FilterTest::Event(_)
        | FilterTest::Id(_)
        | FilterTest::Url(_)
        | FilterTest::Body(_)
        | FilterTest::Text(_)
        | FilterTest::Attempt(_)
        | FilterTest::Since(_)
        | FilterTest::Until(_)
        | FilterTest::Starred(_) => false,
    };
    let mut terms = filter.terms().iter();
    terms.any(|term| term.tests.iter().all(is_of_facet))
}

/// Parts of the statement.
pub(super) struct SelectParts<'a> {
    pub(super) columns: &'a str,
    /// Has a question mark for each bound value.
    pub(super) conditions: &'a str,
    /// `ASC` or `DESC`.
    pub(super) order: &'a str,
    /// Maximum number of rows; -1 for all.
    pub(super) limit: i64,
}

/// Builds the query of the sections of 1024 sequence numbers, from section `first` (an SQL expression) on. The index of
/// event ids is sorted within each section, so that inserts touch few of its pages.
fn sections(first: &str) -> String {
    format!(
        "WITH RECURSIVE sections (section) AS (
            SELECT {first}
            UNION ALL
            SELECT section + 1 FROM sections WHERE section < (SELECT max(seq) >> 10 FROM contents)
        ) SELECT section FROM sections"
    )
}

/// Builds the condition that no later exchange has the same event id.
pub(super) fn latest_of_event() -> String {
    let sections = sections("seq >> 10");
    format!(
        "NOT EXISTS (
            SELECT 1 FROM (SELECT event_id AS same, seq AS later FROM recent)
            WHERE same = event_id AND later > seq
        ) AND NOT EXISTS (
            SELECT 1 FROM (SELECT event_id AS same, seq AS later, seq >> 10 AS place FROM filed INDEXED BY of_event)
            WHERE place IN ({sections}) AND same = event_id AND later > seq
        )"
    )
}

impl SelectParts<'_> {
    /// Builds the statement. The values of the conditions must be bound twice.
    pub(super) fn sql(&self, path: AccessPath) -> String {
        let Self {
            columns,
            conditions,
            order,
            limit,
        } = self;
        let order = format!("ORDER BY started_at {order}, seq {order} LIMIT {limit}");
        let from = |table: &str, conditions: &str| {
            format!(
                "SELECT started_at, seq, {columns}
                 FROM {table} CROSS JOIN facets USING (facet) CROSS JOIN contents USING (seq)
                 WHERE {conditions}"
            )
        };
        let filed = match path {
            AccessPath::Stars => from("filed INDEXED BY of_seq", conditions),
            AccessPath::Time => from("filed", conditions),
            AccessPath::Facets => from(
                "filed",
                &format!(
                    "(started_at, seq) IN (
                        SELECT one.started_at, one.seq FROM facets AS facet CROSS JOIN filed AS one
                        WHERE (one.started_at, one.seq) IN (
                            SELECT started_at, seq FROM filed INDEXED BY of_facet LEFT JOIN contents USING (seq)
                            WHERE facet = facet.facet AND {conditions} {order}
                        ) {order}
                    )"
                ),
            ),
            AccessPath::Event => from(
                "filed INDEXED BY of_event",
                &format!(
                    "(seq >> 10) IN ({}) AND {conditions}",
                    sections("(SELECT min(seq) >> 10 FROM contents)")
                ),
            ),
        };
        format!("{} UNION ALL {filed} {order}", from("recent", conditions))
    }
}
