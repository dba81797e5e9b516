//! Rooms, subscriptions, users and messages in the local platform's database.
use super::delivery::drop_waiting;
use super::outbox::{NewDelivery, insert_delivery};
use super::{PlatformStore, enum_column, select, select_first};
use crate::error::Result;
use crate::model::platform::outbox::Delivery;
use crate::model::platform::room::{
    Message, MessageContent, MessageQuery, Room, RoomSummary, Sender, User,
};
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use rusqlite::{Row, Transaction, params};

/// A message to post, with the events that it causes.
pub struct NewMessage<'a> {
    pub draft: &'a MessageContent,
    /// A user whose name exists keeps the existing id.
    pub sender: Sender,
    pub now: Timestamp,
    /// The exchange of the message call; `None` if no call posted the message.
    pub exchange_id: Option<String>,
    /// The newest message whose event had been sent to the bot that posts; `None` for a user, and without such an event.
    pub after_message: Option<i64>,
    /// Builds the event for each active bot of the room; `None` sends no events.
    pub event: Option<EventFactory<'a>>,
}

/// Builds the event of a message for a bot id: returns `event_id` and body. The stored body is sent byte for byte.
pub type EventFactory<'a> = &'a dyn Fn(&Message, &str) -> (String, Vec<u8>);

/// Result of posting a message.
pub enum PostResult {
    /// The stored message and its waiting deliveries.
    Message(Box<Message>, Vec<Delivery>),
    NoRoom,
    /// The message that it replies to is not in that room.
    NoRepliedMessage,
}

/// The replies between a message and a reply to it are few: the index by room finds them.
const MESSAGE_COLUMNS: &str = "message_id, room_id, sender_type, sender_id, sender_name, body, message_type, reply_to, \
     metadata, created_at, exchange_id, after_message, \
     CASE WHEN sender_type = 'bot' AND reply_to IS NOT NULL THEN \
         (SELECT COUNT(*) FROM messages AS other WHERE other.room_id = messages.room_id \
          AND other.message_id > messages.reply_to AND other.message_id <= messages.message_id \
          AND other.reply_to = messages.reply_to AND other.sender_id = messages.sender_id) END AS reply_number";

impl PlatformStore {
    /// Creates a room. Without a name it is called `room ID`.
    pub fn add_room(&mut self, name: Option<&str>, now: Timestamp) -> Result<Room> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO rooms (name, created_at) VALUES ('', ?1)",
                [now.0],
            )?;
            let id = transaction.last_insert_rowid();
            let name = name.map_or_else(|| format!("room {id}"), str::to_owned);
            transaction.execute(
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

    pub fn room(&mut self, id: i64) -> Result<Option<Room>> {
        self.read(|transaction| find_room(transaction, id))
    }

    /// Returns all rooms in the order of creation.
    pub fn rooms(&mut self) -> Result<Vec<Room>> {
        self.read(|transaction| {
            let sql = "SELECT room_id FROM rooms ORDER BY room_id";
            let ids = select(transaction, sql, [], |row| row.get(0))?;
            let rooms = ids.into_iter().map(|id| find_room(transaction, id));
            rooms.filter_map(Result::transpose).collect()
        })
    }

    /// Subscribes a bot to a room; does nothing if it is subscribed already.
    pub fn subscribe(&mut self, room_id: i64, bot_id: &str) -> Result<()> {
        self.execute(
            // Inserts nothing if the bot was deleted meanwhile.
            "INSERT OR IGNORE INTO subscriptions (room_id, bot_id)
             SELECT ?1, bot_id FROM bots WHERE bot_id = ?2",
            params![room_id, bot_id],
        )
    }

    /// Deletes a bot's subscription; drops its waiting deliveries of this room and returns them.
    pub fn unsubscribe(&mut self, room_id: i64, bot_id: &str) -> Result<Vec<Delivery>> {
        self.write(|transaction| {
            let dropped = drop_waiting(
                transaction,
                Some(bot_id),
                Some(room_id),
                &Phrase::new("delivery.bot-left"),
            )?;
            transaction.execute(
                "DELETE FROM subscriptions WHERE room_id = ?1 AND bot_id = ?2",
                params![room_id, bot_id],
            )?;
            Ok(dropped)
        })
    }

    /// Returns all users, sorted by name.
    pub fn users(&mut self) -> Result<Vec<User>> {
        self.read(|transaction| {
            let sql = "SELECT user_id, name FROM users ORDER BY name";
            select(transaction, sql, [], |row| {
                Ok(User {
                    id: row.get(0)?,
                    name: row.get(1)?,
                })
            })
        })
    }

    /// Returns messages of a room, oldest first.
    pub fn messages(&mut self, room_id: i64, page: MessageQuery) -> Result<Vec<Message>> {
        self.read(|transaction| {
            let (table, columns) = ("messages", MESSAGE_COLUMNS);
            read_page(transaction, table, columns, room_id, page, read_message)
        })
    }

    /// Returns the message count and the last message of each room that has messages.
    pub fn room_summaries(&mut self) -> Result<Vec<RoomSummary>> {
        let sql = format!(
            "SELECT {MESSAGE_COLUMNS}, count FROM messages
             JOIN (SELECT COUNT(*) AS count, MAX(message_id) AS last FROM messages GROUP BY room_id)
             ON message_id = last"
        );
        self.read(|transaction| {
            select(transaction, &sql, [], |row| {
                Ok(RoomSummary {
                    message_count: row.get("count")?,
                    last_message: read_message(row)?,
                })
            })
        })
    }

    /// Inserts a message and, in the same transaction, a delivery for each active bot that is subscribed to the room.
    pub fn post_message(&mut self, new: NewMessage<'_>) -> Result<PostResult> {
        let draft = new.draft;
        self.write(|transaction| {
            if find_room(transaction, draft.room_id)?.is_none() {
                return Ok(PostResult::NoRoom);
            }
            if let Some(reply_to) = draft.reply_to
                && !is_in_room(transaction, reply_to, draft.room_id)?
            {
                return Ok(PostResult::NoRepliedMessage);
            }
            let sender = match new.sender.clone() {
                Sender::User(user) => Sender::User(find_or_add_user(transaction, user)?),
                bot => bot,
            };
            let id = insert_message(transaction, &new, &sender)?;
            let sql = format!("SELECT {MESSAGE_COLUMNS} FROM messages WHERE message_id = ?1");
            let message = transaction
                .prepare_cached(&sql)?
                .query_row([id], read_message)?;
            let mut deliveries = Vec::new();
            if let Some(event) = new.event {
                for bot_id in active_subscribers(transaction, draft.room_id)? {
                    let (event_id, body) = event(&message, &bot_id);
                    let delivery = NewDelivery {
                        room_id: draft.room_id,
                        message_id: message.id,
                        bot_id,
                        event_id,
                        body: &body,
                    };
                    deliveries.push(insert_delivery(transaction, delivery, new.now)?);
                }
            }
            Ok(PostResult::Message(Box::new(message), deliveries))
        })
    }
}

fn find_room(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Room>> {
    let sql = "SELECT room_id, name, created_at FROM rooms WHERE room_id = ?1";
    select_first(transaction, sql, [id], |row| {
        Ok(Room {
            id: row.get(0)?,
            name: row.get(1)?,
            created_at: Timestamp(row.get(2)?),
            bots: select(
                transaction,
                "SELECT bot_id FROM subscriptions WHERE room_id = ?1 ORDER BY bot_id",
                [id],
                |row| row.get(0),
            )?,
        })
    })
}

fn is_in_room(
    transaction: &Transaction<'_>,
    message_id: i64,
    room_id: i64,
) -> rusqlite::Result<bool> {
    transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM messages WHERE message_id = ?1 AND room_id = ?2)",
        [message_id, room_id],
        |row| row.get(0),
    )
}

/// Returns the ids of the active bots that are subscribed to a room.
fn active_subscribers(
    transaction: &Transaction<'_>,
    room_id: i64,
) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT bot_id FROM subscriptions JOIN bots USING (bot_id)
         WHERE room_id = ?1 AND status = 'active' ORDER BY bot_id";
    select(transaction, sql, [room_id], |row| row.get(0))
}

/// Returns the existing user of this name, or inserts the given one.
fn find_or_add_user(transaction: &Transaction<'_>, user: User) -> rusqlite::Result<User> {
    let sql = "SELECT user_id FROM users WHERE name = ?1";
    let existing = select_first(transaction, sql, [&user.name], |row| row.get(0))?;
    if let Some(id) = existing {
        return Ok(User { id, ..user });
    }
    transaction.execute(
        "INSERT INTO users (user_id, name) VALUES (?1, ?2)",
        [&user.id, &user.name],
    )?;
    Ok(user)
}

/// Inserts the message and returns its id.
fn insert_message(
    transaction: &Transaction<'_>,
    new: &NewMessage<'_>,
    sender: &Sender,
) -> rusqlite::Result<i64> {
    let (kind, sender_id) = match sender {
        Sender::User(user) => ("user", &user.id),
        Sender::Bot { id, .. } => ("bot", id),
    };
    let draft = new.draft;
    transaction.prepare_cached(
        "INSERT INTO messages (room_id, sender_type, sender_id, sender_name, body, message_type,
             reply_to, metadata, created_at, exchange_id, after_message)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
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
        new.now.0,
        new.exchange_id,
        new.after_message,
    ])?;
    Ok(transaction.last_insert_rowid())
}

/// Reads a page of a message table, oldest first.
pub(super) fn read_page<T>(
    transaction: &Transaction<'_>,
    table: &str,
    columns: &str,
    room_id: i64,
    page: MessageQuery,
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
    let params = params![room_id, page.after, before, page.limit];
    select(transaction, &sql, params, read)
}

fn read_message(row: &Row<'_>) -> rusqlite::Result<Message> {
    let id: String = row.get("sender_id")?;
    let name: String = row.get("sender_name")?;
    let is_user = enum_column(row, "sender_type", |kind| match kind {
        "user" => Some(true),
        "bot" => Some(false),
        _ => None,
    })?;
    let sender = if is_user {
        Sender::User(User { id, name })
    } else {
        Sender::Bot { id, name }
    };
    Ok(Message {
        id: row.get("message_id")?,
        sender,
        content: MessageContent {
            room_id: row.get("room_id")?,
            body: row.get("body")?,
            message_type: row.get("message_type")?,
            reply_to: row.get("reply_to")?,
            metadata: row.get("metadata")?,
        },
        created_at: Timestamp(row.get("created_at")?),
        exchange_id: row.get("exchange_id")?,
        reply_number: row.get("reply_number")?,
        after_message: row.get("after_message")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_of_unknown_sender_type_is_an_error() {
        let connection = rusqlite::Connection::open_in_memory().expect("in memory");
        let read = |sender_type: &str| {
            let sql = "SELECT 1 AS message_id, 1 AS room_id, ?1 AS sender_type, 'x' AS sender_id,
                'x' AS sender_name, 'x' AS body, 'text' AS message_type, NULL AS reply_to,
                NULL AS metadata, 0 AS created_at, NULL AS exchange_id,
                NULL AS reply_number, NULL AS after_message";
            connection.query_row(sql, [sender_type], read_message)
        };
        assert!(matches!(
            read("bot").map(|message| message.sender),
            Ok(Sender::Bot { .. })
        ));
        let error = read("cat").expect_err("no such type");
        assert!(
            error.to_string().contains("`cat` is no sender_type"),
            "{error}"
        );
    }
}
