//! The table `facets`: one row for each combination of properties that many exchanges share.
use crate::model::history::exchange::Exchange;
use crate::model::text::difference;
use rusqlite::{Connection, OptionalExtension, ToSql};
use std::borrow::Cow;
use std::collections::HashMap;

/// Lower bounds of the duration classes (column `pace`) in milliseconds, inclusive. Filters mostly use such numbers.
const PACE_BOUNDS_MS: [i64; 9] = [0, 10, 100, 500, 1000, 2000, 3000, 5000, 10000];
/// Maximum number of cached facets, because requests from outside can name any number of bots.
const MAX_CACHED: usize = 2048;
/// Maximum length of a template in bytes: the cache holds many. Longer heads are kept whole.
const MAX_TEMPLATE: usize = 4096;

/// Cache of the facets that the table has.
#[derive(Default)]
pub(super) struct FacetCache(HashMap<Facet, StoredFacet>);

/// A row of the table.
pub(super) struct StoredFacet {
    pub(super) id: i64,
    /// The head of the first exchange of the facet. `None` if heads of the facet are whole.
    template: Option<String>,
}

impl StoredFacet {
    /// Returns what is stored of the head of an exchange of this facet.
    pub(super) fn stored_head<'a>(&self, head: &'a str) -> Cow<'a, str> {
        match &self.template {
            Some(template) => difference::difference(template, head).into(),
            None => head.into(),
        }
    }
}

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
    /// The [shape](difference::shape) of the heads; `None` if they are whole.
    shape: Option<u32>,
}

impl Facet {
    /// Copies the properties. `head` is the exchange's JSON without bodies.
    pub(super) fn of(exchange: &Exchange, head: &str) -> Self {
        Self {
            shape: (head.len() <= MAX_TEMPLATE).then(|| difference::shape(head)),
            direction: exchange.direction.name(),
            kind: exchange.kind.name(),
            protocol: exchange.protocol.name(),
            event_type: exchange.event_type.clone(),
            bot_id: exchange.bot_id.clone(),
            verdict: exchange.signature.verdict.name(),
            status: exchange.response.as_ref().map(|response| response.status),
            failure: exchange.failure.as_ref().map(|it| it.cause.name()),
            pace: pace(exchange.timing.total_ms),
        }
    }

    /// Returns the values in the order of the table's columns, without the template.
    fn values(&self) -> [&dyn ToSql; 10] {
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
            &self.shape,
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
    /// Returns the stored facet; inserts a new one, whose template becomes this head of one of its exchanges.
    pub(super) fn get(
        &mut self,
        facet: &Facet,
        head: &str,
        connection: &Connection,
    ) -> rusqlite::Result<&StoredFacet> {
        if !self.0.contains_key(facet) {
            if self.0.len() >= MAX_CACHED {
                self.0.clear();
            }
            let stored = match find(facet, connection)? {
                Some(stored) => stored,
                None => add(facet, head, connection)?,
            };
            self.0.insert(facet.clone(), stored);
        }
        Ok(&self.0[facet])
    }

    /// Clears the cache: rows of a rolled-back transaction do not exist.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

fn find(facet: &Facet, connection: &Connection) -> rusqlite::Result<Option<StoredFacet>> {
    let sql = "SELECT facet, template FROM facets INDEXED BY same_facet
        WHERE direction = ?1 AND kind = ?2 AND protocol = ?3 AND event_type IS ?4 AND bot_id IS ?5
            AND verdict = ?6 AND status IS ?7 AND failure IS ?8 AND pace = ?9
            AND shape IS ?10";
    let mut statement = connection.prepare_cached(sql)?;
    statement
        .query_row(facet.values().as_slice(), |row| {
            Ok(StoredFacet {
                id: row.get(0)?,
                template: row.get(1)?,
            })
        })
        .optional()
}

fn add(facet: &Facet, head: &str, connection: &Connection) -> rusqlite::Result<StoredFacet> {
    let sql = "INSERT INTO facets VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let template = facet.shape.map(|_| head.to_owned());
    let mut values = facet.values().to_vec();
    values.push(&template);
    let id = connection.prepare_cached(sql)?.insert(values.as_slice())?;
    Ok(StoredFacet { id, template })
}
