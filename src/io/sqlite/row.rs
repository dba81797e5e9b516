//! An exchange as rows: a narrow one of what lists are filtered by, and a wide one of what was said.
//!
//! The wide row keeps the exchange's own JSON without the bodies, and the bodies as they were, byte for
//! byte. So a new field of an exchange needs no new column, and a list touches no body.
use crate::error::{Error, Result};
use crate::model::exchange::Exchange;
use rusqlite::{Connection, named_params};

/// SQL that makes the tables.
pub(super) const TABLES: &str = "
    CREATE TABLE exchanges (
        seq           INTEGER PRIMARY KEY,
        id            TEXT NOT NULL UNIQUE,
        started_at    INTEGER NOT NULL,
        direction     TEXT NOT NULL,
        kind          TEXT NOT NULL,
        protocol      TEXT NOT NULL,
        method        TEXT NOT NULL,
        url           TEXT NOT NULL,
        event_id      TEXT,
        event_type    TEXT,
        bot_id        TEXT,
        attempt       INTEGER,
        verdict       TEXT NOT NULL,
        status        INTEGER,
        failure       TEXT,
        total_ms      REAL NOT NULL,
        request_size  INTEGER NOT NULL,
        response_size INTEGER
    ) STRICT;
    CREATE TABLE contents (
        seq           INTEGER PRIMARY KEY REFERENCES exchanges (seq) ON DELETE CASCADE,
        head          TEXT NOT NULL,
        request_body  BLOB NOT NULL,
        response_body BLOB
    ) STRICT;
    CREATE INDEX newest ON exchanges (started_at);
    CREATE INDEX newest_of_bot ON exchanges (bot_id, started_at);
    CREATE INDEX newest_of_type ON exchanges (event_type, started_at);
    CREATE INDEX newest_unproven ON exchanges (verdict, started_at)
        WHERE verdict IN ('invalid', 'missing');
    CREATE INDEX of_event ON exchanges (event_id) WHERE event_id IS NOT NULL;
";

/// SQL that adds the index by who asked and what it was.
pub(super) const NEWEST_OF_KIND: &str =
    "CREATE INDEX newest_of_kind ON exchanges (direction, kind, started_at)";

/// What to read for [`exchange`], of `exchanges JOIN contents`.
pub(super) const WHOLE: &str = "id, head, request_body, response_body";
/// The same without the bodies.
pub(super) const HEAD: &str = "id, head, x'' AS request_body, NULL AS response_body";

/// An exchange made ready to be written, so that the writer's thread only writes.
pub(super) struct Row {
    exchange: Exchange,
    head: String,
    request_body: Vec<u8>,
    response_body: Option<Vec<u8>>,
}

impl Row {
    /// Takes the exchange apart. Credentials are replaced by their fingerprints: none reaches the disk.
    pub(super) fn of(mut exchange: Exchange) -> Result<Self> {
        exchange.request.headers.hide_credentials();
        let request_body = std::mem::take(&mut exchange.request.body);
        let response_body = exchange.response.as_mut().map(|response| {
            response.headers.hide_credentials();
            std::mem::take(&mut response.body)
        });
        let head = serde_json::to_string(&exchange).map_err(|error| {
            Error::unknown(format!("exchange `{}` is no JSON", exchange.id)).because(error)
        })?;
        Ok(Self {
            exchange,
            head,
            request_body,
            response_body,
        })
    }

    /// The exchange's id.
    pub(super) fn id(&self) -> &str {
        &self.exchange.id
    }

    /// Writes both rows.
    pub(super) fn insert(&self, connection: &Connection) -> rusqlite::Result<()> {
        let exchange = &self.exchange;
        let length = |body: &[u8]| i64::try_from(body.len()).unwrap_or(i64::MAX);
        connection
            .prepare_cached(
                "INSERT INTO exchanges (id, started_at, direction, kind, protocol, method, url, event_id, event_type,
                    bot_id, attempt, verdict, status, failure, total_ms, request_size, response_size)
                 VALUES (:id, :started_at, :direction, :kind, :protocol, :method, :url, :event_id, :event_type,
                    :bot_id, :attempt, :verdict, :status, :failure, :total_ms, :request_size, :response_size)",
            )?
            .execute(named_params! {
                ":id": exchange.id,
                ":started_at": exchange.started_at.0,
                ":direction": exchange.direction.name(),
                ":kind": exchange.kind.name(),
                ":protocol": exchange.protocol.name(),
                ":method": exchange.request.method,
                ":url": exchange.request.url,
                ":event_id": exchange.event_id,
                ":event_type": exchange.event_type,
                ":bot_id": exchange.bot_id,
                ":attempt": exchange.attempt,
                ":verdict": exchange.signature.verdict.name(),
                ":status": exchange.response.as_ref().map(|response| response.status),
                ":failure": exchange.failure.as_ref().map(|failure| failure.cause.name()),
                ":total_ms": exchange.timing.total_ms,
                ":request_size": length(&self.request_body),
                ":response_size": self.response_body.as_deref().map(length),
            })?;
        connection
            .prepare_cached("INSERT INTO contents VALUES (last_insert_rowid(), ?1, ?2, ?3)")?
            .execute((&self.head, &self.request_body, &self.response_body))?;
        Ok(())
    }
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
    exchange.request.body = row.get("request_body")?;
    if let Some(response) = &mut exchange.response {
        response.body = row
            .get::<_, Option<Vec<u8>>>("response_body")?
            .unwrap_or_default();
    }
    Ok(Ok(exchange))
}
