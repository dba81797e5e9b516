//! The outbox in the local platform's state: events that were promised with their message, and what became of them.
use super::PlatformStore;
use super::bots::find_bot;
use super::delivery::{DELIVERY, read_delivery};
use crate::error::Result;
use crate::model::platform::bot::Bot;
use crate::model::platform::outbox::{Delivery, OrderingKey, State};
use crate::model::time::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::HashMap;
use std::rc::Rc;

/// An event that is to be tried now.
pub struct Due {
    /// Its place in the outbox.
    pub seq: i64,
    /// What it is called.
    pub event_id: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Where it happened.
    pub room_id: i64,
    /// When it was to be tried.
    pub due_at: Timestamp,
    /// The exact bytes to send.
    pub body: Vec<u8>,
    /// The bot as it is now; events of one bot share it.
    pub bot: Rc<Bot>,
}

/// What came of an attempt.
pub struct Outcome {
    /// Where the event stands now.
    pub state: State,
    /// When it is tried again, where it still waits.
    pub next_attempt_at: Timestamp,
    /// What the callback answered.
    pub status: Option<u16>,
    /// Why it failed.
    pub failure: Option<String>,
    /// The attempt's exchange in the history.
    pub exchange_id: String,
}

/// An event that tells of no message.
pub struct RawEvent<'a> {
    /// The bot that it is for.
    pub bot_id: String,
    /// The room to whose events it belongs.
    pub room_id: i64,
    /// What it is called.
    pub event_id: &'a str,
    /// What its delivery is called where there is one of that name already.
    pub other_id: &'a str,
    /// The bytes to send.
    pub body: &'a [u8],
    /// When it came about.
    pub now: Timestamp,
}

impl PlatformStore {
    /// Promises an event that tells of no message.
    pub fn promise(&mut self, raw: RawEvent<'_>) -> Result<Delivery> {
        self.write(|it| {
            let is_taken = it
                .prepare_cached("SELECT 1 FROM outbox WHERE event_id = ?1")?
                .exists([raw.event_id])?;
            let event_id = if is_taken { raw.other_id } else { raw.event_id };
            let promise = Promise {
                room_id: raw.room_id,
                message_id: 0,
                bot_id: raw.bot_id,
                event_id: event_id.to_owned(),
                body: raw.body,
            };
            insert(it, promise, raw.now)
        })
    }

    /// Every event that waits, oldest first: its lane, its place, and when it is due.
    pub fn waiting(&mut self) -> Result<Vec<(OrderingKey, i64, Timestamp)>> {
        self.read(|it| {
            it.prepare_cached(
                "SELECT bot_id, room_id, seq, next_attempt_at FROM outbox
                 WHERE state = 'waiting' ORDER BY seq",
            )?
            .query_map([], |row| {
                let lane = (row.get(0)?, row.get(1)?);
                Ok((lane, row.get(2)?, Timestamp(row.get(3)?)))
            })?
            .collect()
        })
    }

    /// How many events wait.
    pub fn waiting_count(&mut self) -> Result<i64> {
        self.read(|it| {
            let sql = "SELECT count(*) FROM outbox WHERE state = 'waiting'";
            it.query_row(sql, [], |row| row.get(0))
        })
    }

    /// The events at these places that are still to be sent; one whose bot takes no part any more is dropped.
    pub fn due(&mut self, seqs: &[i64]) -> Result<Vec<Option<Due>>> {
        self.write(|it| {
            let mut bots = Bots::default();
            let due = |seq: &i64| due(it, *seq, &mut bots);
            seqs.iter().map(due).collect()
        })
    }

    /// Keeps what came of attempts. An event that was dropped meanwhile stays dropped.
    pub fn attempted(&mut self, outcomes: &[(i64, Outcome)]) -> Result<()> {
        self.write(|it| {
            let mut update = it.prepare_cached(
                "UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ?2, last_status = ?3,
                     last_failure = ?4, last_exchange = ?5,
                     state = CASE state WHEN 'waiting' THEN ?6 ELSE state END WHERE seq = ?1",
            )?;
            for (seq, outcome) in outcomes {
                update.execute(params![
                    seq,
                    outcome.next_attempt_at.0,
                    outcome.status,
                    outcome.failure,
                    outcome.exchange_id,
                    outcome.state.name(),
                ])?;
            }
            Ok(())
        })
    }

    /// The events at these places.
    pub fn deliveries_at(&mut self, seqs: &[i64]) -> Result<Vec<Delivery>> {
        let sql = format!("SELECT {DELIVERY} FROM outbox WHERE seq = ?1");
        self.read(|it| {
            let mut select = it.prepare_cached(&sql)?;
            let found = seqs.iter().map(|seq| {
                let found = select.query_row([seq], read_delivery);
                found.optional().transpose()
            });
            found.flatten().collect()
        })
    }

    /// Events by their bot's owner, bot, room and state, newest first.
    pub fn deliveries(
        &mut self,
        owner: Option<&str>,
        bot_id: Option<&str>,
        room_id: Option<i64>,
        state: Option<State>,
        limit: u32,
    ) -> Result<Vec<Delivery>> {
        let sql = format!(
            "SELECT {DELIVERY} FROM outbox WHERE (?1 IS NULL OR bot_id = ?1)
             AND (?2 IS NULL OR room_id = ?2) AND (?3 IS NULL OR state = ?3)
             AND (?4 IS NULL OR bot_id IN (SELECT bot_id FROM bots WHERE owner = ?4))
             ORDER BY seq DESC LIMIT ?5"
        );
        self.read(|it| {
            it.prepare_cached(&sql)?
                .query_map(
                    params![bot_id, room_id, state.map(State::name), owner, limit],
                    read_delivery,
                )?
                .collect()
        })
    }
}

/// The bots that were asked for in one transaction: most events are for the same few.
#[derive(Default)]
struct Bots(HashMap<String, Option<Rc<Bot>>>);

impl Bots {
    /// The bot of this id, where it takes part.
    fn active(&mut self, it: &Transaction<'_>, id: String) -> rusqlite::Result<Option<Rc<Bot>>> {
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        let bot = find_bot(it, &id)?.filter(Bot::takes_part).map(Rc::new);
        self.0.insert(id, bot.clone());
        Ok(bot)
    }
}

fn due(it: &Transaction<'_>, seq: i64, bots: &mut Bots) -> rusqlite::Result<Option<Due>> {
    let sql = "SELECT event_id, bot_id, attempts, room_id, next_attempt_at, body
         FROM outbox WHERE seq = ?1 AND state = 'waiting'";
    let found = it
        .prepare_cached(sql)?
        .query_row([seq], |row| {
            let due = (row.get(3)?, Timestamp(row.get(4)?), row.get(5)?);
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, due))
        })
        .optional()?;
    let Some((event_id, bot_id, attempts, (room_id, due_at, body))) = found else {
        return Ok(None);
    };
    let Some(bot) = bots.active(it, bot_id)? else {
        it.execute(
            "UPDATE outbox SET state = 'dropped', last_failure = 'the bot is not active'
             WHERE seq = ?1",
            [seq],
        )?;
        return Ok(None);
    };
    Ok(Some(Due {
        seq,
        event_id,
        attempts,
        room_id,
        due_at,
        body,
        bot,
    }))
}

/// An event that is to be delivered.
pub(super) struct Promise<'a> {
    pub(super) room_id: i64,
    /// The message that it tells of; 0 where it tells of none.
    pub(super) message_id: i64,
    pub(super) bot_id: String,
    pub(super) event_id: String,
    pub(super) body: &'a [u8],
}

/// Promises an event; part of the transaction that gives the reason.
pub(super) fn insert(
    it: &Transaction<'_>,
    promise: Promise<'_>,
    now: Timestamp,
) -> rusqlite::Result<Delivery> {
    let Promise {
        room_id,
        message_id,
        bot_id,
        event_id,
        body,
    } = promise;
    it.prepare_cached(
        "INSERT INTO outbox (event_id, bot_id, room_id, message_id, body, state, attempts,
             next_attempt_at) VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', 0, ?6)",
    )?
    .execute(params![event_id, bot_id, room_id, message_id, body, now.0])?;
    Ok(Delivery {
        seq: it.last_insert_rowid(),
        event_id,
        bot_id,
        room_id,
        message_id,
        state: State::Waiting,
        attempts: 0,
        next_attempt_at: now,
        last_status: None,
        last_failure: None,
        last_exchange: None,
    })
}
