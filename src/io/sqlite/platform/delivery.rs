//! Deliveries as users see them: lists, retries, drops and holds rows of the outbox.
use super::{PlatformStore, enum_column, phrase_column, phrase_json, select, select_first};
use crate::error::Result;
use crate::model::platform::outbox::{Delivery, DeliveryState, MAX_BOT_ENDS};
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use rusqlite::{OptionalExtension, Row, ToSql, Transaction, params};

/// Columns that [`read_delivery`] needs.
pub(super) const DELIVERY_COLUMNS: &str = "seq, event_id, bot_id, room_id, message_id, state, attempts, next_attempt_at, last_status, \
     last_failure, last_exchange";

/// Condition on rows of the outbox: an attempt is to follow.
pub(super) const IS_PENDING: &str = "state IN ('waiting', 'held')";

/// Condition on rows of the outbox by [`DeliveryFilter::params`].
const IS_SELECTED: &str = "(?1 IS NULL OR bot_id IN (SELECT bot_id FROM bots WHERE owner = ?1))
     AND (?2 IS NULL OR event_id = ?2) AND (?3 IS NULL OR bot_id = ?3) AND (?4 IS NULL OR room_id = ?4)";

/// Selects deliveries; a field that is `None` selects all.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeliveryFilter<'a> {
    /// The console that owns the bot.
    pub owner: Option<&'a str>,
    pub event_id: Option<&'a str>,
    pub bot_id: Option<&'a str>,
    pub room_id: Option<i64>,
}

/// A delivery during which its bot's process ended.
#[derive(Debug, Clone)]
pub struct InterruptedDelivery {
    pub delivery: Delivery,
    /// Text of its message; `None` for an event without a message.
    pub text: Option<String>,
}

impl DeliveryFilter<'_> {
    fn params(&self) -> [&dyn ToSql; 4] {
        [&self.owner, &self.event_id, &self.bot_id, &self.room_id]
    }
}

impl PlatformStore {
    /// Returns the deliveries of these sequence numbers; skips missing ones.
    pub fn deliveries_by_seq(&mut self, seqs: &[i64]) -> Result<Vec<Delivery>> {
        self.read(|transaction| {
            let read = |seq: &i64| delivery_by_seq(transaction, *seq).transpose();
            seqs.iter().filter_map(read).collect()
        })
    }

    /// Returns at most `limit` deliveries in one of these states, newest first; no states select all.
    pub fn deliveries(
        &mut self,
        filter: DeliveryFilter<'_>,
        states: &[DeliveryState],
        limit: u32,
    ) -> Result<Vec<Delivery>> {
        let states = match states {
            [] => &DeliveryState::ALL,
            states => states,
        };
        let sql = format!(
            "SELECT {DELIVERY_COLUMNS} FROM outbox WHERE {IS_SELECTED} AND {}
             ORDER BY seq DESC LIMIT {limit}",
            is_in(states)
        );
        self.read(|transaction| select(transaction, &sql, &filter.params()[..], read_delivery))
    }

    /// Returns the event of the first pending delivery of a bot and room; `None` if none is pending.
    pub fn first_pending(&mut self, bot_id: &str, room_id: i64) -> Result<Option<String>> {
        let sql = format!(
            "SELECT event_id FROM outbox WHERE bot_id = ?1 AND room_id = ?2 AND {IS_PENDING}
             ORDER BY seq LIMIT 1"
        );
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(&sql)?;
            let row = statement.query_row(params![bot_id, room_id], |row| row.get(0));
            row.optional()
        })
    }

    /// Makes the selected deliveries wait for an attempt that is due now, unless they are delivered or dropped, and counts
    /// the ends of the bot's process anew. Returns those that were pending and those that had ended.
    pub fn retry_deliveries(
        &mut self,
        filter: DeliveryFilter<'_>,
        now: Timestamp,
    ) -> Result<(Vec<Delivery>, Vec<Delivery>)> {
        let pending = [DeliveryState::Waiting, DeliveryState::Held];
        let ended = [DeliveryState::Failed, DeliveryState::SetAside];
        let [owner, event, bot, room] = filter.params();
        let params: [&dyn ToSql; 5] = [owner, event, bot, room, &now.0];
        self.write(|transaction| {
            // The ended ones last: they wait afterwards.
            let [pending, ended] = [&pending[..], &ended[..]].map(|states| {
                let sql = format!(
                    "UPDATE outbox SET state = 'waiting', next_attempt_at = ?5, bot_ends = 0
                     WHERE {IS_SELECTED} AND {} RETURNING {DELIVERY_COLUMNS}",
                    is_in(states)
                );
                select(transaction, &sql, &params[..], read_delivery)
            });
            Ok((in_order(pending?), in_order(ended?)))
        })
    }

    /// Drops the selected deliveries that wait, are held or are set aside, and returns them.
    pub fn drop_deliveries(
        &mut self,
        filter: DeliveryFilter<'_>,
        reason: &Phrase,
    ) -> Result<Vec<Delivery>> {
        let states = [
            DeliveryState::Waiting,
            DeliveryState::Held,
            DeliveryState::SetAside,
        ];
        let sql = format!(
            "UPDATE outbox SET state = 'dropped', last_failure = ?5
             WHERE {IS_SELECTED} AND {} RETURNING {DELIVERY_COLUMNS}",
            is_in(&states)
        );
        let reason = phrase_json(reason);
        let [owner, event, bot, room] = filter.params();
        let params: [&dyn ToSql; 5] = [owner, event, bot, room, &reason];
        self.write(|transaction| {
            let dropped = select(transaction, &sql, &params[..], read_delivery)?;
            Ok(in_order(dropped))
        })
    }

    /// Saves that the bots of these deliveries do not listen, with the reasons.
    pub fn hold_deliveries(&mut self, holds: &[(i64, Phrase)]) -> Result<()> {
        self.write(|transaction| {
            let mut update = transaction.prepare_cached(&format!(
                "UPDATE outbox SET state = 'held', last_failure = ?2 WHERE seq = ?1 AND {IS_PENDING}"
            ))?;
            for (seq, reason) in holds {
                update.execute(params![seq, phrase_json(reason)])?;
            }
            Ok(())
        })
    }

    /// Saves that a bot's process ended during these deliveries; skips those of other bots and those that are not
    /// pending. Sets a delivery aside at the [`MAX_BOT_ENDS`]th end. `reason` gets the number of ends.
    pub fn interrupt_deliveries(
        &mut self,
        bot_id: &str,
        seqs: &[i64],
        reason: impl Fn(u32) -> Phrase,
    ) -> Result<Vec<InterruptedDelivery>> {
        self.write(|transaction| {
            let mut interrupted = Vec::new();
            for seq in seqs {
                let delivery = delivery_by_seq(transaction, *seq)?;
                let is_pending = |it: &Delivery| it.bot_id == bot_id && it.state.is_pending();
                if let Some(delivery) = delivery.filter(is_pending) {
                    interrupted.push(interrupt(transaction, delivery, &reason)?);
                }
            }
            Ok(interrupted)
        })
    }
}

/// Counts an end of the bot's process during a delivery.
fn interrupt(
    transaction: &Transaction<'_>,
    mut delivery: Delivery,
    reason: impl Fn(u32) -> Phrase,
) -> rusqlite::Result<InterruptedDelivery> {
    let sql = "SELECT bot_ends FROM outbox WHERE seq = ?1";
    let before = select_first(transaction, sql, [delivery.seq], |row| row.get(0))?;
    let ends = before.unwrap_or(0_u32) + 1;
    delivery.last_failure = Some(reason(ends));
    if ends >= MAX_BOT_ENDS {
        delivery.state = DeliveryState::SetAside;
    }
    let reason = delivery.last_failure.as_ref().map(phrase_json);
    let sql = "UPDATE outbox SET state = ?2, last_failure = ?3, bot_ends = ?4 WHERE seq = ?1";
    transaction.execute(
        sql,
        params![delivery.seq, delivery.state.name(), reason, ends],
    )?;
    let sql = "SELECT body FROM messages WHERE message_id = ?1";
    let text = select_first(transaction, sql, [delivery.message_id], |row| row.get(0))?;
    Ok(InterruptedDelivery { delivery, text })
}

fn delivery_by_seq(transaction: &Transaction<'_>, seq: i64) -> rusqlite::Result<Option<Delivery>> {
    let sql = format!("SELECT {DELIVERY_COLUMNS} FROM outbox WHERE seq = ?1");
    select_first(transaction, &sql, [seq], read_delivery)
}

/// Returns a condition on rows of the outbox: one of these states.
fn is_in(states: &[DeliveryState]) -> String {
    let names: Vec<_> = states.iter().map(|it| format!("'{}'", it.name())).collect();
    format!("state IN ({})", names.join(", "))
}

/// Sorts changed rows, whose order SQLite leaves open, by their place in the outbox.
fn in_order(mut deliveries: Vec<Delivery>) -> Vec<Delivery> {
    deliveries.sort_by_key(|it| it.seq);
    deliveries
}

/// Drops the waiting deliveries of a bot in a room, where `None` stands for all, and returns them. Runs in the transaction
/// that causes it.
pub(super) fn drop_waiting(
    transaction: &Transaction<'_>,
    bot_id: Option<&str>,
    room_id: Option<i64>,
    reason: &Phrase,
) -> rusqlite::Result<Vec<Delivery>> {
    let sql = format!(
        "UPDATE outbox SET state = 'dropped', last_failure = ?3
         WHERE (?1 IS NULL OR bot_id = ?1) AND (?2 IS NULL OR room_id = ?2) AND {IS_PENDING} RETURNING {DELIVERY_COLUMNS}"
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
        under_way_since: None,
        attempts: row.get("attempts")?,
        next_attempt_at: Timestamp(row.get("next_attempt_at")?),
        last_status: row.get("last_status")?,
        last_failure: phrase_column(row, "last_failure")?,
        last_exchange_id: row.get("last_exchange")?,
    })
}
