//! The outbox in the local platform's database. A delivery is inserted in the transaction of its message; its row then
//! holds the state and the last attempt.
use super::bots::find_bot;
use super::delivery::IS_PENDING;
use super::{PlatformStore, phrase_json, select, select_first};
use crate::error::Result;
use crate::model::platform::bot::Bot;
use crate::model::platform::outbox::{Delivery, DeliveryState, OrderingKey};
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use rusqlite::{Transaction, params};
use std::collections::HashMap;
use std::rc::Rc;

/// A delivery to attempt now.
pub struct DueDelivery {
    /// Primary key in the outbox.
    pub seq: i64,
    pub event_id: String,
    /// Number of earlier attempts.
    pub attempts: u32,
    pub room_id: i64,
    /// The message of the event; 0 without one.
    pub message_id: i64,
    /// When the attempt was due.
    pub due_at: Timestamp,
    /// The exact bytes to send.
    pub body: Vec<u8>,
    /// The bot as stored now; deliveries of one bot share it.
    pub bot: Rc<Bot>,
}

/// Result of an attempt.
pub struct AttemptOutcome {
    /// The new state of the delivery.
    pub state: DeliveryState,
    /// When the next attempt is due; meaningful only in state `waiting`.
    pub next_attempt_at: Timestamp,
    /// Status of the bot's response; `None` without a response.
    pub status: Option<u16>,
    /// Why the attempt failed; `None` if it did not.
    pub failure: Option<Phrase>,
    /// Whether the connection broke before the response was complete.
    pub is_broken: bool,
    /// The attempt's exchange in the history.
    pub exchange_id: String,
}

/// An event without a message.
pub struct RawEvent<'a> {
    pub bot_id: String,
    /// The room whose order of deliveries it joins.
    pub room_id: i64,
    pub event_id: &'a str,
    /// Id of the delivery if the outbox already holds `event_id`.
    pub fallback_id: &'a str,
    pub body: &'a [u8],
    pub now: Timestamp,
}

impl PlatformStore {
    /// Adds a delivery of an event without a message.
    pub fn add_event(&mut self, event: RawEvent<'_>) -> Result<Delivery> {
        self.write(|transaction| {
            let is_taken = transaction
                .prepare_cached("SELECT 1 FROM outbox WHERE event_id = ?1")?
                .exists([event.event_id])?;
            let event_id = if is_taken {
                event.fallback_id
            } else {
                event.event_id
            };
            let new = NewDelivery {
                room_id: event.room_id,
                message_id: 0,
                bot_id: event.bot_id,
                event_id: event_id.to_owned(),
                body: event.body,
            };
            insert_delivery(transaction, new, event.now)
        })
    }

    /// Returns ordering key and sequence number of every waiting or held delivery, oldest first.
    pub fn waiting_deliveries(&mut self) -> Result<Vec<(OrderingKey, i64)>> {
        self.read(|transaction| {
            let sql =
                format!("SELECT bot_id, room_id, seq FROM outbox WHERE {IS_PENDING} ORDER BY seq");
            select(transaction, &sql, [], |row| {
                Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
            })
        })
    }

    /// Returns the number of waiting and held deliveries.
    pub fn waiting_count(&mut self) -> Result<i64> {
        self.read(|transaction| {
            let sql = format!("SELECT count(*) FROM outbox WHERE {IS_PENDING}");
            transaction.query_row(&sql, [], |row| row.get(0))
        })
    }

    /// Returns the deliveries of these sequence numbers; `None` for one that neither waits nor is held. If its bot is
    /// not active, drops the delivery and returns `None` for it.
    pub fn due_deliveries(&mut self, seqs: &[i64]) -> Result<Vec<Option<DueDelivery>>> {
        self.write(|transaction| {
            let mut bots = BotCache::default();
            let read = |seq: &i64| due_delivery(transaction, *seq, &mut bots);
            seqs.iter().map(read).collect()
        })
    }

    /// Saves the results of attempts. A delivery that was dropped meanwhile stays dropped, unless the bot took it. Does not
    /// wait for the disk: after a loss of power a delivery may be attempted again, as if its result had never come.
    pub fn record_attempts(&mut self, attempts: &[(i64, AttemptOutcome)]) -> Result<()> {
        self.write_unsynced(|transaction| {
            let mut update = transaction.prepare_cached(&format!(
                "UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ?2, last_status = ?3, last_exchange = ?5,
                     last_failure = CASE WHEN {IS_PENDING} OR ?6 = 'delivered' THEN ?4 ELSE last_failure END,
                     state = CASE WHEN {IS_PENDING} OR ?6 = 'delivered' THEN ?6 ELSE state END WHERE seq = ?1"
            ))?;
            for (seq, outcome) in attempts {
                update.execute(params![
                    seq,
                    outcome.next_attempt_at.0,
                    outcome.status,
                    outcome.failure.as_ref().map(phrase_json),
                    outcome.exchange_id,
                    outcome.state.name(),
                ])?;
            }
            Ok(())
        })
    }
}

/// Cache of the active bots within one transaction, because most deliveries go to the same few bots.
#[derive(Default)]
struct BotCache(HashMap<String, Option<Rc<Bot>>>);

impl BotCache {
    /// Returns the bot of this id if it is active.
    fn get_active(
        &mut self,
        transaction: &Transaction<'_>,
        id: String,
    ) -> rusqlite::Result<Option<Rc<Bot>>> {
        if let Some(cached) = self.0.get(&id) {
            return Ok(cached.clone());
        }
        let bot = find_bot(transaction, &id)?
            .filter(Bot::is_active)
            .map(Rc::new);
        self.0.insert(id, bot.clone());
        Ok(bot)
    }
}

fn due_delivery(
    transaction: &Transaction<'_>,
    seq: i64,
    bots: &mut BotCache,
) -> rusqlite::Result<Option<DueDelivery>> {
    let sql = format!(
        "SELECT event_id, bot_id, attempts, room_id, next_attempt_at, body, message_id
         FROM outbox WHERE seq = ?1 AND {IS_PENDING}"
    );
    let fields = select_first(transaction, &sql, [seq], |row| {
        let due = (
            row.get(3)?,
            Timestamp(row.get(4)?),
            row.get(5)?,
            row.get(6)?,
        );
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, due))
    })?;
    let Some((event_id, bot_id, attempts, (room_id, due_at, body, message_id))) = fields else {
        return Ok(None);
    };
    let Some(bot) = bots.get_active(transaction, bot_id)? else {
        let reason = phrase_json(&Phrase::new("delivery.bot-inactive"));
        transaction.execute(
            "UPDATE outbox SET state = 'dropped', last_failure = ?2 WHERE seq = ?1",
            params![seq, reason],
        )?;
        return Ok(None);
    };
    Ok(Some(DueDelivery {
        seq,
        event_id,
        attempts,
        room_id,
        message_id,
        due_at,
        body,
        bot,
    }))
}

/// A delivery to insert.
pub(super) struct NewDelivery<'a> {
    pub(super) room_id: i64,
    /// The message of the event; 0 without a message.
    pub(super) message_id: i64,
    pub(super) bot_id: String,
    pub(super) event_id: String,
    pub(super) body: &'a [u8],
}

/// Inserts a delivery in the transaction that causes it.
pub(super) fn insert_delivery(
    transaction: &Transaction<'_>,
    new: NewDelivery<'_>,
    now: Timestamp,
) -> rusqlite::Result<Delivery> {
    let NewDelivery {
        room_id,
        message_id,
        bot_id,
        event_id,
        body,
    } = new;
    transaction
        .prepare_cached(
            "INSERT INTO outbox (event_id, bot_id, room_id, message_id, body, state, attempts,
             next_attempt_at) VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', 0, ?6)",
        )?
        .execute(params![event_id, bot_id, room_id, message_id, body, now.0])?;
    Ok(Delivery {
        seq: transaction.last_insert_rowid(),
        event_id,
        bot_id,
        room_id,
        message_id,
        state: DeliveryState::Waiting,
        under_way_since: None,
        attempts: 0,
        next_attempt_at: now,
        last_status: None,
        last_failure: None,
        last_exchange_id: None,
    })
}
