//! What many exchanges have in common: one row for each combination that has occurred.
use crate::model::history::exchange::Exchange;
use rusqlite::{Connection, OptionalExtension, ToSql};
use std::collections::HashMap;

/// How long an exchange took, roughly: the largest of these milliseconds that it reached. People ask for round numbers.
const PACES: [i64; 9] = [0, 10, 100, 500, 1000, 2000, 3000, 5000, 10000];
/// How many facets a writer knows by heart. Strangers can make up any number of bots.
const KNOWN: usize = 4096;

/// The numbers of the facets that a writer has met.
#[derive(Default)]
pub(super) struct Facets(HashMap<Facet, i64>);

/// What is asked of an exchange, without what differs from one to the next.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Facet {
    direction: &'static str,
    kind: &'static str,
    protocol: &'static str,
    event_type: Option<String>,
    bot_id: Option<String>,
    verdict: &'static str,
    status: Option<u16>,
    failure: Option<&'static str>,
    pace: i64,
}

impl Facet {
    /// Takes what it is made of out of the exchange.
    pub(super) fn of(exchange: &mut Exchange) -> Self {
        Self {
            direction: exchange.direction.name(),
            kind: exchange.kind.name(),
            protocol: exchange.protocol.name(),
            event_type: exchange.event_type.take(),
            bot_id: exchange.bot_id.take(),
            verdict: exchange.signature.verdict.name(),
            status: exchange.response.as_ref().map(|response| response.status),
            failure: exchange.failure.as_ref().map(|it| it.cause.name()),
            pace: pace(exchange.timing.total_ms),
        }
    }

    /// In the order of the table's columns.
    fn values(&self) -> [&dyn ToSql; 9] {
        [
            &self.direction,
            &self.kind,
            &self.protocol,
            &self.event_type,
            &self.bot_id,
            &self.verdict,
            &self.status,
            &self.failure,
            &self.pace,
        ]
    }
}

/// The pace of an exchange that took so long.
pub(super) fn pace(total_ms: f64) -> i64 {
    let reached = PACES.iter().rev().find(|pace| total_ms >= **pace as f64);
    *reached.unwrap_or(&0)
}

impl Facets {
    /// The number of a facet; a new one gets a row.
    pub(super) fn number(
        &mut self,
        facet: &Facet,
        connection: &Connection,
    ) -> rusqlite::Result<i64> {
        if let Some(number) = self.0.get(facet) {
            return Ok(*number);
        }
        if self.0.len() >= KNOWN {
            self.0.clear();
        }
        let number = match find(facet, connection)? {
            Some(number) => number,
            None => add(facet, connection)?,
        };
        self.0.insert(facet.clone(), number);
        Ok(number)
    }

    /// Forgets all: the rows of a transaction that was undone are gone.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

fn find(facet: &Facet, connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT facet FROM facets INDEXED BY same_facet
        WHERE direction = ?1 AND kind = ?2 AND protocol = ?3 AND event_type IS ?4 AND bot_id IS ?5
            AND verdict = ?6 AND status IS ?7 AND failure IS ?8 AND pace = ?9";
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_row(facet.values().as_slice(), |row| row.get(0))
        .optional()
}

fn add(facet: &Facet, connection: &Connection) -> rusqlite::Result<i64> {
    let sql = "INSERT INTO facets VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    connection
        .prepare_cached(sql)?
        .insert(facet.values().as_slice())
}
