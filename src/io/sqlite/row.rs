//! Converts an exchange to its two rows and back.
//!
//! The narrow row holds the columns that lists filter by. The wide row holds the exchange's JSON without bodies, and
//! the bodies byte for byte. So a new field of an exchange needs no new column, and a list reads no long body.
use super::facet::{Facet, FacetCache};
use super::refusal::HAS_FAILED;
use crate::error::{Error, Result};
use crate::model::history::exchange::Exchange;
use crate::model::history::query::BodyChoice;
use crate::model::history::summary::MAX_TEXT_BODY;
use crate::model::text::difference;
use rusqlite::{CachedStatement, Connection};
use std::borrow::Cow;
use std::sync::Arc;

/// Columns of `exchanges JOIN contents` that [`read_exchange`] needs.
pub(super) const ALL_COLUMNS: &str = "id, template, head, size, seq IN (SELECT seq FROM stars) AS starred, request_body, response_body";
/// The same columns with empty bodies.
const COLUMNS_WITHOUT_BODIES: &str = "id, template, head, size, seq IN (SELECT seq FROM stars) AS starred, x'' AS request_body, NULL AS response_body";

/// The same columns without bodies, except for a request body of at most [`MAX_TEXT_BODY`], whose text a summary holds.
const COLUMNS_WITH_SHORT_REQUESTS: &str = "id, template, head, size, seq IN (SELECT seq FROM stars) AS starred, \
     CASE WHEN length(request_body) <= 16384 THEN request_body ELSE x'' END AS request_body, NULL AS response_body";
const _: () = assert!(MAX_TEXT_BODY == 16_384);

/// Returns the columns of a query that reads these bodies.
pub(super) fn columns(bodies: BodyChoice) -> Cow<'static, str> {
    match bodies {
        BodyChoice::All => ALL_COLUMNS.into(),
        BodyChoice::ShortRequests => {
            format!("{COLUMNS_WITH_SHORT_REQUESTS}, {HAS_FAILED} AS failed").into()
        }
        BodyChoice::None => COLUMNS_WITHOUT_BODIES.into(),
    }
}

/// An exchange ready to insert. Submitting threads build it, so that the writer thread only writes.
pub(super) struct ExchangeRow {
    exchange: Arc<Exchange>,
    facet: Facet,
    /// The exchange's JSON without bodies and star.
    head: String,
}

impl ExchangeRow {
    /// Serialises the exchange's head. Replaces the credentials of the standard headers by fingerprints; `Exchange::new` has
    /// replaced those of other headers. The row shares the exchange, which is copied only if it has other owners.
    pub(super) fn from_exchange(exchange: &mut Arc<Exchange>) -> Result<Self> {
        let unshared = Arc::make_mut(exchange);
        unshared.request.headers.hide_credentials();
        if let Some(response) = &mut unshared.response {
            response.headers.hide_credentials();
        }
        let head = unshared.head_json().map_err(|error| {
            Error::unknown(format!("exchange `{}` is no JSON", exchange.id)).because(error)
        })?;
        Ok(Self {
            facet: Facet::of(exchange, &head),
            exchange: exchange.clone(),
            head,
        })
    }

    /// Returns the id of the exchange.
    pub(super) fn id(&self) -> &str {
        &self.exchange.id
    }

    fn response_body(&self) -> Option<&[u8]> {
        let response = self.exchange.response.as_ref();
        response.map(|response| &*response.body)
    }

    /// Returns the size of both bodies in bytes.
    fn size(&self) -> i64 {
        let response = self.response_body().map_or(0, <[u8]>::len);
        i64::try_from(self.exchange.request.body.len() + response).unwrap_or(i64::MAX)
    }

    /// Returns the bytes of the row in the file, at most: the head may be stored as a difference.
    pub(super) fn written_bytes(&self) -> u64 {
        self.head.len() as u64 + self.size().unsigned_abs()
    }

    pub(super) fn duplicate_error(&self) -> Error {
        duplicate_id(self.id())
    }
}

/// The statements that insert rows, prepared once for many.
pub(super) struct RowInserter<'a> {
    connection: &'a Connection,
    /// Whether `filed` has an id.
    is_filed: CachedStatement<'a>,
    row: CachedStatement<'a>,
    contents: CachedStatement<'a>,
}

impl<'a> RowInserter<'a> {
    pub(super) fn prepare(connection: &'a Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            connection,
            is_filed: connection.prepare_cached("SELECT 1 FROM filed WHERE id = ?1")?,
            row: connection.prepare_cached(
                "INSERT OR IGNORE INTO recent VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            contents: connection.prepare_cached("INSERT INTO contents VALUES (?1, ?2, ?3, ?4)")?,
        })
    }

    /// Returns whether `filed` holds the id of the row.
    pub(super) fn is_filed(&mut self, row: &ExchangeRow) -> rusqlite::Result<bool> {
        self.is_filed.exists([row.id()])
    }

    /// Inserts both rows; returns `false`, and inserts nothing, if `recent` holds the id. `filed` must not hold it.
    pub(super) fn insert(
        &mut self,
        row: &ExchangeRow,
        seq: i64,
        facets: &mut FacetCache,
    ) -> rusqlite::Result<bool> {
        let exchange = &*row.exchange;
        let facet = facets.get(&row.facet, &row.head, self.connection)?;
        let inserted = self.row.execute((
            exchange.started_at.0,
            seq,
            facet.id,
            exchange.timing.total_ms,
            row.size(),
            exchange.attempt,
            &exchange.id,
            &exchange.event_id,
            &exchange.request.url,
        ))?;
        if inserted == 0 {
            return Ok(false);
        }
        let head = facet.stored_head(&row.head);
        self.contents
            .execute((seq, head, &exchange.request.body, row.response_body()))?;
        if exchange.starred {
            self.connection
                .prepare_cached("INSERT OR IGNORE INTO stars VALUES (?1)")?
                .execute([seq])?;
        }
        Ok(true)
    }
}

/// Returns the error for an exchange whose id exists.
pub(super) fn duplicate_id(id: &str) -> Error {
    Error::unknown(format!("the history already holds an exchange `{id}`"))
}

/// Reads an exchange from [`ALL_COLUMNS`] or one of the other lists of columns. The inner result is that of parsing the JSON.
pub(super) fn read_exchange(row: &rusqlite::Row<'_>) -> rusqlite::Result<Result<Exchange>> {
    let template = row.get_ref("template")?.as_str_or_null()?;
    let head = difference::restore(template, row.get_ref("head")?.as_str()?).unwrap_or_default();
    let mut exchange = match serde_json::from_str::<Exchange>(&head) {
        Ok(exchange) => exchange,
        Err(error) => {
            let id: String = row.get("id")?;
            let message = format!("exchange `{id}` in the history cannot be read");
            return Ok(Err(Error::unknown(message).because(error)));
        }
    };
    exchange.starred = row.get("starred")?;
    exchange.request.body = row.get("request_body")?;
    if let Some(response) = &mut exchange.response {
        response.body = row
            .get::<_, Option<Vec<u8>>>("response_body")?
            .unwrap_or_default();
    }
    Ok(Ok(exchange))
}
