//! The way that a query takes through the history's tables.
//!
//! Conditions name columns of `exchanges JOIN contents` without their tables, and are asked twice: of the recent
//! exchanges, which are few and looked through, and of the filed ones.
use crate::model::history::filter::{Filter, Test};
use crate::model::history::query::Query;

/// How the filed exchanges are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// In the order of time, one after the other.
    Time,
    /// By the facets that fit: of each the first ones, and of those the first.
    Facets,
    /// By the id of their event, which is among the conditions.
    Event,
    /// By the numbers of those that are marked, as the conditions ask.
    Stars,
}

impl Way {
    /// The quickest. A list that ends soon takes the first of each facet; one without an end goes through all.
    pub(super) fn of(query: &Query) -> Self {
        let musts = || query.filter.musts();
        if musts().any(|test| matches!(test, Test::Event(glob) if glob.name().is_some())) {
            return Self::Event;
        }
        if musts().any(|test| *test == Test::Starred(true)) {
            return Self::Stars;
        }
        match query.limit {
            Some(_) if asks_facets(&query.filter) => Self::Facets,
            _ => Self::Time,
        }
    }
}

/// Whether one of the terms is about facets only, so that it may leave few of them.
fn asks_facets(filter: &Filter) -> bool {
    let is_of_facet = |test: &Test| match test {
        Test::Type(_)
        | Test::Bot(_)
        | Test::Answer(_)
        | Test::Took(_)
        | Test::Signature(_)
        | Test::Direction(_)
        | Test::Kind(_)
        | Test::Protocol(_)
        | Test::Failed => true,
        Test::Event(_)
        | Test::Id(_)
        | Test::Url(_)
        | Test::Body(_)
        | Test::Text(_)
        | Test::Attempt(_)
        | Test::Since(_)
        | Test::Until(_)
        | Test::Starred(_) => false,
    };
    let mut terms = filter.terms().iter();
    terms.any(|term| term.tests.iter().all(is_of_facet))
}

/// What is asked, as SQL.
pub(super) struct Question<'a> {
    pub(super) columns: &'a str,
    /// With a question mark for each bound value.
    pub(super) conditions: &'a str,
    /// `ASC` or `DESC`.
    pub(super) order: &'a str,
    pub(super) limit: i64,
}

/// The sections of 1024 exchanges from this one on. In each the events' ids are sorted: so a new one goes to one of a
/// few pages.
fn sections(first: &str) -> String {
    format!(
        "WITH RECURSIVE sections (section) AS (
            SELECT {first}
            UNION ALL
            SELECT section + 1 FROM sections WHERE section < (SELECT max(seq) >> 10 FROM contents)
        ) SELECT section FROM sections"
    )
}

/// The condition that nothing later is of the same event.
pub(super) fn latest() -> String {
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

impl Question<'_> {
    /// The statement. The values of the conditions are bound twice.
    pub(super) fn sql(&self, way: Way) -> String {
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
        let filed = match way {
            Way::Stars => from("filed INDEXED BY of_seq", conditions),
            Way::Time => from("filed", conditions),
            Way::Facets => from(
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
            Way::Event => from(
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
