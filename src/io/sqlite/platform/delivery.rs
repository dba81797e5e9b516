//! Rows of the outbox, as everything that looks at it or drops some reads them.
use super::word;
use crate::model::platform::outbox::{Delivery, State};
use crate::model::time::Timestamp;
use rusqlite::{Row, Transaction, params};

/// The columns of a delivery.
pub(super) const DELIVERY: &str = "seq, event_id, bot_id, room_id, message_id, state, attempts, next_attempt_at, last_status, \
     last_failure, last_exchange";

/// Drops what waits for a bot, in one room or in all; part of the transaction that gives the reason.
pub(super) fn drop_waiting(
    it: &Transaction<'_>,
    bot_id: &str,
    room_id: Option<i64>,
    reason: &str,
) -> rusqlite::Result<Vec<Delivery>> {
    let sql = format!(
        "UPDATE outbox SET state = 'dropped', last_failure = ?3
         WHERE bot_id = ?1 AND (?2 IS NULL OR room_id = ?2) AND state = 'waiting' RETURNING {DELIVERY}"
    );
    it.prepare_cached(&sql)?
        .query_map(params![bot_id, room_id, reason], read_delivery)?
        .collect()
}

/// A delivery in a row that has its columns.
pub(super) fn read_delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        seq: row.get("seq")?,
        event_id: row.get("event_id")?,
        bot_id: row.get("bot_id")?,
        room_id: row.get("room_id")?,
        message_id: row.get("message_id")?,
        state: word(row, "state", State::from_name)?,
        attempts: row.get("attempts")?,
        next_attempt_at: Timestamp(row.get("next_attempt_at")?),
        last_status: row.get("last_status")?,
        last_failure: row.get("last_failure")?,
        last_exchange: row.get("last_exchange")?,
    })
}
