//! The table `facets`: one row for each combination of properties that many exchanges share.
use crate::model::history::exchange::Exchange;
use rusqlite::{Connection, OptionalExtension, ToSql};
use std::collections::HashMap;

/// Lower bounds of the duration classes (column `pace`) in milliseconds, inclusive. Filters mostly use such numbers.
const PACE_BOUNDS_MS: [i64; 9] = [0, 10, 100, 500, 1000, 2000, 3000, 5000, 10000];
/// Maximum number of cached facets, because requests from outside can name any number of bots.
const MAX_CACHED: usize = 4096;

/// Cache of the row ids of facets.
#[derive(Default)]
pub(super) struct FacetCache(HashMap<Facet, i64>);

/// Properties of an exchange that filters test and many exchanges share.
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
    /// Moves event type and bot id out of the exchange and copies the rest.
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

    /// Returns the values in the order of the table's columns.
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

/// Returns the lower bound in milliseconds of the duration class.
pub(super) fn pace(total_ms: f64) -> i64 {
    let pace = PACE_BOUNDS_MS
        .iter()
        .rev()
        .find(|pace| total_ms >= **pace as f64);
    *pace.unwrap_or(&0)
}

impl FacetCache {
    /// Returns the row id of a facet; inserts a new facet.
    pub(super) fn id(&mut self, facet: &Facet, connection: &Connection) -> rusqlite::Result<i64> {
        if let Some(id) = self.0.get(facet) {
            return Ok(*id);
        }
        if self.0.len() >= MAX_CACHED {
            self.0.clear();
        }
        let id = match find(facet, connection)? {
            Some(id) => id,
            None => add(facet, connection)?,
        };
        self.0.insert(facet.clone(), id);
        Ok(id)
    }

    /// Clears the cache: rows of a rolled-back transaction do not exist.
    pub(super) fn clear(&mut self) {
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
