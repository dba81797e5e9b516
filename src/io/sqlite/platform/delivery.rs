//! Reads and drops rows of the outbox.
use super::{enum_column, phrase_column, phrase_json, select};
use crate::model::platform::outbox::{Delivery, DeliveryState};
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use rusqlite::{Row, Transaction, params};

/// Columns that [`read_delivery`] needs.
pub(super) const DELIVERY_COLUMNS: &str = "seq, event_id, bot_id, room_id, message_id, state, attempts, next_attempt_at, last_status, \
     last_failure, last_exchange";

/// Drops the waiting deliveries of a bot, in one room or (`None`) in all, and returns them. Runs in the transaction
/// that causes it.
pub(super) fn drop_waiting(
    transaction: &Transaction<'_>,
    bot_id: &str,
    room_id: Option<i64>,
    reason: &Phrase,
) -> rusqlite::Result<Vec<Delivery>> {
    let sql = format!(
        "UPDATE outbox SET state = 'dropped', last_failure = ?3
         WHERE bot_id = ?1 AND (?2 IS NULL OR room_id = ?2) AND state = 'waiting' RETURNING {DELIVERY_COLUMNS}"
    );
    let params = params![bot_id, room_id, phrase_json(reason)];
    select(transaction, &sql, params, read_delivery)
}

pub(super) fn read_delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        seq: row.get("seq")?,
        event_id: row.get("event_id")?,
        bot_id: row.get("bot_id")?,
        room_id: row.get("room_id")?,
        message_id: row.get("message_id")?,
        state: enum_column(row, "state", DeliveryState::from_name)?,
        attempts: row.get("attempts")?,
        next_attempt_at: Timestamp(row.get("next_attempt_at")?),
        last_status: row.get("last_status")?,
        last_failure: phrase_column(row, "last_failure")?,
        last_exchange_id: row.get("last_exchange")?,
    })
}
