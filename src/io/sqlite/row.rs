//! An exchange as rows: a narrow one of what lists are filtered by, and a wide one of what was said.
//!
//! The wide row keeps the exchange's own JSON without the bodies, and the bodies as they were, byte for
//! byte. So a new field of an exchange needs no new column, and a list touches no body.
use super::facet::{Facet, Facets};
use crate::error::{Error, Result};
use crate::model::history::exchange::Exchange;
use rusqlite::Connection;

/// What to read for [`exchange`], of `exchanges JOIN contents`.
pub(super) const WHOLE: &str =
    "id, head, size, seq IN (SELECT seq FROM stars) AS starred, request_body, response_body";
/// The same without the bodies.
pub(super) const HEAD: &str = "id, head, size, seq IN (SELECT seq FROM stars) AS starred, x'' AS request_body, NULL AS response_body";

/// An exchange made ready to be written, so that the writer's thread only writes.
pub(super) struct Row {
    id: String,
    started_at: i64,
    total_ms: f64,
    attempt: Option<u32>,
    event_id: Option<String>,
    url: String,
    facet: Facet,
    head: String,
    request_body: Vec<u8>,
    response_body: Option<Vec<u8>>,
    starred: bool,
}

impl Row {
    /// Takes the exchange apart. Credentials are replaced by their fingerprints: none reaches the disk.
    pub(super) fn of(mut exchange: Exchange) -> Result<Self> {
        exchange.request.headers.hide_credentials();
        let starred = std::mem::take(&mut exchange.starred);
        let request_body = std::mem::take(&mut exchange.request.body);
        let response_body = exchange.response.as_mut().map(|response| {
            response.headers.hide_credentials();
            std::mem::take(&mut response.body)
        });
        let head = serde_json::to_string(&exchange).map_err(|error| {
            Error::unknown(format!("exchange `{}` is no JSON", exchange.id)).because(error)
        })?;
        Ok(Self {
            started_at: exchange.started_at.0,
            total_ms: exchange.timing.total_ms,
            attempt: exchange.attempt,
            facet: Facet::of(&mut exchange),
            id: exchange.id,
            event_id: exchange.event_id,
            url: exchange.request.url,
            head,
            request_body,
            response_body,
            starred,
        })
    }

    /// Bytes of both bodies.
    fn size(&self) -> i64 {
        let response = self.response_body.as_ref().map_or(0, Vec::len);
        i64::try_from(self.request_body.len() + response).unwrap_or(i64::MAX)
    }

    /// Why it was not written.
    pub(super) fn taken(&self) -> Error {
        is_taken(&self.id)
    }

    /// Writes both rows under this number; whether there was no exchange of this id yet.
    pub(super) fn insert(
        &self,
        connection: &Connection,
        seq: i64,
        facets: &mut Facets,
    ) -> rusqlite::Result<bool> {
        let mut filed = connection.prepare_cached("SELECT 1 FROM filed WHERE id = ?1")?;
        if filed.exists([&self.id])? {
            return Ok(false);
        }
        let recent = connection
            .prepare_cached(
                "INSERT OR IGNORE INTO recent VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute((
                self.started_at,
                seq,
                facets.number(&self.facet, connection)?,
                self.total_ms,
                self.size(),
                self.attempt,
                &self.id,
                &self.event_id,
                &self.url,
            ))?;
        if recent == 0 {
            return Ok(false);
        }
        connection
            .prepare_cached("INSERT INTO contents VALUES (?1, ?2, ?3, ?4)")?
            .execute((seq, &self.head, &self.request_body, &self.response_body))?;
        if self.starred {
            connection
                .prepare_cached("INSERT OR IGNORE INTO stars VALUES (?1)")?
                .execute([seq])?;
        }
        Ok(true)
    }
}

/// A second exchange of one id is refused.
pub(super) fn is_taken(id: &str) -> Error {
    Error::unknown(format!("the history already holds an exchange `{id}`"))
}

/// The columns of [`WHOLE`] or [`HEAD`], put together again. The inner result is that of the JSON.
pub(super) fn exchange(row: &rusqlite::Row<'_>) -> rusqlite::Result<Result<Exchange>> {
    let head = row.get_ref("head")?.as_str()?;
    let mut exchange = match serde_json::from_str::<Exchange>(head) {
        Ok(exchange) => exchange,
        Err(error) => {
            let id: String = row.get("id")?;
            let what = format!("exchange `{id}` in the history cannot be read");
            return Ok(Err(Error::unknown(what).because(error)));
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
