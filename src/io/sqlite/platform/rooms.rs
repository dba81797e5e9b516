//! Rooms, subscriptions, users and messages in the local platform's state.
use super::delivery::drop_waiting;
use super::outbox::{Promise, insert};
use super::{PlatformStore, word};
use crate::error::Result;
use crate::model::platform::outbox::Delivery;
use crate::model::platform::room::{Draft, Message, Page, Room, Sender, Talk, User};
use crate::model::time::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// Something that is to be said, by whom, and what the bots of the room are to hear of it.
pub struct Saying<'a> {
    /// What and where.
    pub draft: &'a Draft,
    /// Who. A user whose name is known keeps the id that goes with it.
    pub sender: Sender,
    /// When.
    pub now: Timestamp,
    /// The message call by which it is said, where it is said by one.
    pub exchange_id: Option<String>,
    /// What each bot that takes part in the room is sent; none where bots are told nothing.
    pub event: Option<EventFor<'a>>,
}

/// Makes the event of a message for a bot: its `event_id` and the bytes of its body, fixed from then on.
pub type EventFor<'a> = &'a dyn Fn(&Message, &str) -> (String, Vec<u8>);

/// What came of it.
pub enum Said {
    /// The message, and the events that wait in the outbox.
    Message(Box<Message>, Vec<Delivery>),
    /// There is no such room.
    NoRoom,
    /// The message that it answers is not in that room.
    NoReplied,
}

const MESSAGE: &str = "message_id, room_id, sender_type, sender_id, sender_name, body, message_type, reply_to, \
     metadata, created_at, exchange_id";

impl PlatformStore {
    /// Makes a room; without a name it is called by its number.
    pub fn add_room(&mut self, name: Option<&str>, now: Timestamp) -> Result<Room> {
        self.write(|it| {
            it.execute(
                "INSERT INTO rooms (name, created_at) VALUES ('', ?1)",
                [now.0],
            )?;
            let id = it.last_insert_rowid();
            let name = name.map_or_else(|| format!("room {id}"), str::to_owned);
            it.execute(
                "UPDATE rooms SET name = ?2 WHERE room_id = ?1",
                params![id, name],
            )?;
            Ok(Room {
                id,
                name,
                created_at: now,
                bots: Vec::new(),
            })
        })
    }

    /// The room of this number.
    pub fn room(&mut self, id: i64) -> Result<Option<Room>> {
        self.read(|it| find_room(it, id))
    }

    /// All rooms, in the order in which they were made.
    pub fn rooms(&mut self) -> Result<Vec<Room>> {
        self.read(|it| {
            let mut statement = it.prepare_cached("SELECT room_id FROM rooms ORDER BY room_id")?;
            let ids: Vec<i64> = statement
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            let rooms = ids.into_iter().map(|id| find_room(it, id));
            rooms.filter_map(Result::transpose).collect()
        })
    }

    /// Subscribes a bot to a room; nothing changes where it is subscribed already.
    pub fn subscribe(&mut self, room_id: i64, bot_id: &str) -> Result<()> {
        self.write(|it| {
            it.execute(
                // Nothing where the bot was deleted a moment ago.
                "INSERT OR IGNORE INTO subscriptions (room_id, bot_id)
                 SELECT ?1, bot_id FROM bots WHERE bot_id = ?2",
                params![room_id, bot_id],
            )
            .map(drop)
        })
    }

    /// Ends a bot's subscription; its events of this room that are on their way are dropped, and given.
    pub fn unsubscribe(&mut self, room_id: i64, bot_id: &str) -> Result<Vec<Delivery>> {
        self.write(|it| {
            let dropped = drop_waiting(it, bot_id, Some(room_id), "the bot left the room")?;
            it.execute(
                "DELETE FROM subscriptions WHERE room_id = ?1 AND bot_id = ?2",
                params![room_id, bot_id],
            )?;
            Ok(dropped)
        })
    }

    /// All users, by name.
    pub fn users(&mut self) -> Result<Vec<User>> {
        self.read(|it| {
            it.prepare_cached("SELECT user_id, name FROM users ORDER BY name")?
                .query_map([], |row| {
                    Ok(User {
                        id: row.get(0)?,
                        name: row.get(1)?,
                    })
                })?
                .collect()
        })
    }

    /// Messages of a room, oldest first.
    pub fn messages(&mut self, room_id: i64, page: Page) -> Result<Vec<Message>> {
        self.read(|it| read_page(it, "messages", MESSAGE, room_id, page, read_message))
    }

    /// What was said in each room where something was.
    pub fn talks(&mut self) -> Result<Vec<Talk>> {
        let sql = format!(
            "SELECT {MESSAGE}, count FROM messages
             JOIN (SELECT COUNT(*) AS count, MAX(message_id) AS last FROM messages GROUP BY room_id)
             ON message_id = last"
        );
        self.read(|it| {
            it.prepare_cached(&sql)?
                .query_map([], |row| {
                    Ok(Talk {
                        count: row.get("count")?,
                        last: read_message(row)?,
                    })
                })?
                .collect()
        })
    }

    /// Writes a message and, in the same transaction, an event for each bot that takes part in the room.
    pub fn say(&mut self, saying: Saying<'_>) -> Result<Said> {
        let draft = saying.draft;
        self.write(|it| {
            if find_room(it, draft.room_id)?.is_none() {
                return Ok(Said::NoRoom);
            }
            if let Some(replied) = draft.reply_to
                && !is_in_room(it, replied, draft.room_id)?
            {
                return Ok(Said::NoReplied);
            }
            let sender = match saying.sender {
                Sender::User(user) => Sender::User(settle_user(it, user)?),
                bot => bot,
            };
            let message = insert_message(it, draft, sender, saying.now, saying.exchange_id)?;
            let mut deliveries = Vec::new();
            if let Some(event) = saying.event {
                for bot_id in listeners(it, draft.room_id)? {
                    let (event_id, body) = event(&message, &bot_id);
                    let promise = Promise {
                        room_id: draft.room_id,
                        message_id: message.id,
                        bot_id,
                        event_id,
                        body: &body,
                    };
                    deliveries.push(insert(it, promise, saying.now)?);
                }
            }
            Ok(Said::Message(Box::new(message), deliveries))
        })
    }
}

fn find_room(it: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Room>> {
    let mut statement =
        it.prepare_cached("SELECT room_id, name, created_at FROM rooms WHERE room_id = ?1")?;
    let found = statement.query_row([id], |row| {
        Ok(Room {
            id: row.get(0)?,
            name: row.get(1)?,
            created_at: Timestamp(row.get(2)?),
            bots: Vec::new(),
        })
    });
    let Some(room) = found.optional()? else {
        return Ok(None);
    };
    let bots = it
        .prepare_cached("SELECT bot_id FROM subscriptions WHERE room_id = ?1 ORDER BY bot_id")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(Room { bots, ..room }))
}

fn is_in_room(it: &Transaction<'_>, message_id: i64, room_id: i64) -> rusqlite::Result<bool> {
    it.query_row(
        "SELECT EXISTS (SELECT 1 FROM messages WHERE message_id = ?1 AND room_id = ?2)",
        [message_id, room_id],
        |row| row.get(0),
    )
}

/// The bots that are subscribed to a room and take part.
fn listeners(it: &Transaction<'_>, room_id: i64) -> rusqlite::Result<Vec<String>> {
    it.prepare_cached(
        "SELECT bot_id FROM subscriptions JOIN bots USING (bot_id)
         WHERE room_id = ?1 AND status = 'active' ORDER BY bot_id",
    )?
    .query_map([room_id], |row| row.get(0))?
    .collect()
}

/// The user of this name; at the first time the one that was given.
fn settle_user(it: &Transaction<'_>, user: User) -> rusqlite::Result<User> {
    let known = it
        .prepare_cached("SELECT user_id FROM users WHERE name = ?1")?
        .query_row([&user.name], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(User { id, ..user });
    }
    it.execute(
        "INSERT INTO users (user_id, name) VALUES (?1, ?2)",
        [&user.id, &user.name],
    )?;
    Ok(user)
}

fn insert_message(
    it: &Transaction<'_>,
    draft: &Draft,
    sender: Sender,
    now: Timestamp,
    exchange_id: Option<String>,
) -> rusqlite::Result<Message> {
    let (kind, sender_id) = match &sender {
        Sender::User(user) => ("user", &user.id),
        Sender::Bot { id, .. } => ("bot", id),
    };
    it.prepare_cached(
        "INSERT INTO messages (room_id, sender_type, sender_id, sender_name, body, message_type,
             reply_to, metadata, created_at, exchange_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        draft.room_id,
        kind,
        sender_id,
        sender.name(),
        draft.body,
        draft.message_type,
        draft.reply_to,
        draft.metadata,
        now.0,
        exchange_id,
    ])?;
    Ok(Message {
        id: it.last_insert_rowid(),
        sender,
        draft: draft.clone(),
        created_at: now,
        exchange_id,
    })
}

/// A page of what was said in a room, of people or in KakaoTalk.
pub(super) fn read_page<T>(
    it: &Transaction<'_>,
    table: &str,
    columns: &str,
    room_id: i64,
    page: Page,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let (order, before) = match page.before {
        None => ("ASC", i64::MAX),
        Some(before) => ("DESC", before),
    };
    let sql = format!(
        "SELECT * FROM (
             SELECT {columns} FROM {table} WHERE room_id = ?1 AND message_id > ?2 AND message_id < ?3
             ORDER BY message_id {order} LIMIT ?4
         ) ORDER BY message_id"
    );
    it.prepare_cached(&sql)?
        .query_map(params![room_id, page.after, before, page.limit], read)?
        .collect()
}

fn read_message(row: &Row<'_>) -> rusqlite::Result<Message> {
    let id: String = row.get("sender_id")?;
    let name: String = row.get("sender_name")?;
    let kind = word(row, "sender_type", |kind| Some(kind == "user"))?;
    let sender = if kind {
        Sender::User(User { id, name })
    } else {
        Sender::Bot { id, name }
    };
    Ok(Message {
        id: row.get("message_id")?,
        sender,
        draft: Draft {
            room_id: row.get("room_id")?,
            body: row.get("body")?,
            message_type: row.get("message_type")?,
            reply_to: row.get("reply_to")?,
            metadata: row.get("metadata")?,
        },
        created_at: Timestamp(row.get("created_at")?),
        exchange_id: row.get("exchange_id")?,
    })
}
