//! Kakao's rooms in the local platform's state: skills, what was said to them, and what Kakao remembers of each user.
use super::rooms::read_page;
use super::{PlatformStore, word};
use crate::error::Result;
use crate::model::kakao::dialogue::{Block, Dialogue};
use crate::model::kakao::payload::Variant;
use crate::model::kakao::room::{From, Message, Room, State};
use crate::model::platform::room::Page;
use crate::model::time::Timestamp;
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::de::DeserializeOwned;

pub(super) const TABLES: &str = "
CREATE TABLE kakao_rooms (
    room_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    skill_url TEXT NOT NULL,
    variant TEXT NOT NULL,
    has_callback INTEGER NOT NULL,
    header TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE kakao_users (
    room_id INTEGER NOT NULL REFERENCES kakao_rooms ON DELETE CASCADE,
    name TEXT NOT NULL,
    dialogue TEXT NOT NULL,
    PRIMARY KEY (room_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE kakao_messages (
    message_id INTEGER PRIMARY KEY AUTOINCREMENT,
    room_id INTEGER NOT NULL REFERENCES kakao_rooms ON DELETE CASCADE,
    user TEXT NOT NULL,
    sender TEXT NOT NULL,
    text TEXT,
    answer BLOB,
    block TEXT,
    trouble TEXT,
    state TEXT,
    exchange_id TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX kakao_messages_by_room ON kakao_messages (room_id, message_id);
";

const ROOM: &str = "room_id, name, skill_url, variant, has_callback, header, created_at";
const MESSAGE: &str = "message_id, room_id, user, sender, text, answer, block, trouble, state, exchange_id, created_at";

impl PlatformStore {
    /// Keeps a new room and gives its number; without a name it is called by it.
    pub fn add_kakao_room(&mut self, room: &Room) -> Result<i64> {
        self.write(|it| {
            it.execute(
                "INSERT INTO kakao_rooms (name, skill_url, variant, has_callback, header, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    room.name,
                    room.skill_url,
                    room.variant.name(),
                    room.has_callback,
                    room.header,
                    room.created_at.0
                ],
            )?;
            let id = it.last_insert_rowid();
            it.execute(
                "UPDATE kakao_rooms SET name = 'kakao ' || room_id WHERE room_id = ?1 AND name = ''",
                [id],
            )?;
            Ok(id)
        })
    }

    /// Keeps what of a room can change.
    pub fn update_kakao_room(&mut self, room: &Room) -> Result<()> {
        self.write(|it| {
            it.execute(
                "UPDATE kakao_rooms SET name = ?2, skill_url = ?3, variant = ?4, has_callback = ?5, header = ?6
                 WHERE room_id = ?1",
                params![
                    room.id,
                    room.name,
                    room.skill_url,
                    room.variant.name(),
                    room.has_callback,
                    room.header
                ],
            )
            .map(drop)
        })
    }

    /// Deletes a room with all that was said there.
    pub fn delete_kakao_room(&mut self, id: i64) -> Result<()> {
        self.write(|it| {
            it.execute("DELETE FROM kakao_rooms WHERE room_id = ?1", [id])
                .map(drop)
        })
    }

    /// The room of this number.
    pub fn kakao_room(&mut self, id: i64) -> Result<Option<Room>> {
        self.read(|it| find_room(it, id))
    }

    /// All rooms, in the order in which they were made.
    pub fn kakao_rooms(&mut self) -> Result<Vec<Room>> {
        self.read(|it| {
            let mut statement =
                it.prepare_cached("SELECT room_id FROM kakao_rooms ORDER BY room_id")?;
            let ids: Vec<i64> = statement
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            let rooms = ids.into_iter().map(|id| find_room(it, id));
            rooms.filter_map(Result::transpose).collect()
        })
    }

    /// What is remembered of a user's talk in a room; nothing of one that has not begun.
    pub fn kakao_dialogue(&mut self, room_id: i64, user: &str) -> Result<Dialogue> {
        self.read(|it| find_dialogue(it, room_id, user))
    }

    /// Changes what is remembered of a user's talk; nothing where the room is gone.
    pub fn change_kakao_dialogue(
        &mut self,
        room_id: i64,
        user: &str,
        change: impl FnOnce(&mut Dialogue),
    ) -> Result<()> {
        self.write(|it| {
            let mut dialogue = find_dialogue(it, room_id, user)?;
            change(&mut dialogue);
            let text = serde_json::to_string(&dialogue).unwrap_or_default();
            it.execute(
                "INSERT OR REPLACE INTO kakao_users (room_id, name, dialogue)
                 SELECT room_id, ?2, ?3 FROM kakao_rooms WHERE room_id = ?1",
                params![room_id, user, text],
            )
            .map(drop)
        })
    }

    /// Keeps a bubble and gives it its number; none where the room is gone.
    pub fn add_kakao_message(&mut self, message: Message) -> Result<Option<Message>> {
        self.write(|it| {
            let block = message.block.as_ref();
            let block = block.map(|block| serde_json::to_string(block).unwrap_or_default());
            let count = it
                .prepare_cached(
                    "INSERT INTO kakao_messages (room_id, user, sender, text, answer, block, trouble, state,
                         exchange_id, created_at)
                     SELECT room_id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM kakao_rooms WHERE room_id = ?1",
                )?
                .execute(params![
                    message.room_id,
                    message.user,
                    message.from.name(),
                    message.text,
                    message.answer,
                    block,
                    message.trouble,
                    message.state.map(State::name),
                    message.exchange_id,
                    message.created_at.0,
                ])?;
            let id = it.last_insert_rowid();
            Ok((count > 0).then_some(Message { id, ..message }))
        })
    }

    /// Keeps what has become of an utterance; the bubble as it is then, none where it is gone.
    pub fn change_kakao_message(
        &mut self,
        id: i64,
        state: State,
        exchange_id: Option<&str>,
        trouble: Option<&str>,
    ) -> Result<Option<Message>> {
        self.write(|it| {
            it.prepare_cached(
                "UPDATE kakao_messages SET state = ?2, exchange_id = coalesce(?3, exchange_id), trouble = ?4
                 WHERE message_id = ?1",
            )?
            .execute(params![id, state.name(), exchange_id, trouble])?;
            find_message(it, id)
        })
    }

    /// A bubble of a room.
    pub fn kakao_message(&mut self, room_id: i64, id: i64) -> Result<Option<Message>> {
        let found = self.read(|it| find_message(it, id))?;
        Ok(found.filter(|message| message.room_id == room_id))
    }

    /// Bubbles of a room, oldest first.
    pub fn kakao_messages(&mut self, room_id: i64, page: Page) -> Result<Vec<Message>> {
        self.read(|it| read_page(it, "kakao_messages", MESSAGE, room_id, page, read_message))
    }

    /// Calls that were under way when the platform last ended were not answered.
    pub fn end_kakao_calls(&mut self, trouble: &str) -> Result<()> {
        self.write(|it| {
            it.execute(
                "UPDATE kakao_messages SET state = 'failed', trouble = ?1
                 WHERE state IN ('waiting', 'waits_callback')",
                [trouble],
            )
            .map(drop)
        })
    }
}

fn find_room(it: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Room>> {
    let sql = format!("SELECT {ROOM} FROM kakao_rooms WHERE room_id = ?1");
    let found = it.prepare_cached(&sql)?.query_row([id], |row| {
        Ok(Room {
            id: row.get("room_id")?,
            name: row.get("name")?,
            skill_url: row.get("skill_url")?,
            variant: word(row, "variant", Variant::named)?,
            has_callback: row.get("has_callback")?,
            header: row.get("header")?,
            created_at: Timestamp(row.get("created_at")?),
            users: Vec::new(),
        })
    });
    let Some(room) = found.optional()? else {
        return Ok(None);
    };
    let users = it
        .prepare_cached("SELECT name FROM kakao_users WHERE room_id = ?1 ORDER BY name")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(Room { users, ..room }))
}

fn find_dialogue(it: &Transaction<'_>, room_id: i64, user: &str) -> rusqlite::Result<Dialogue> {
    let mut statement =
        it.prepare_cached("SELECT dialogue FROM kakao_users WHERE room_id = ?1 AND name = ?2")?;
    let found = statement.query_row(params![room_id, user], |row| json(row, "dialogue"));
    Ok(found.optional()?.flatten().unwrap_or_default())
}

fn find_message(it: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Message>> {
    let sql = format!("SELECT {MESSAGE} FROM kakao_messages WHERE message_id = ?1");
    let mut statement = it.prepare_cached(&sql)?;
    statement.query_row([id], read_message).optional()
}

fn read_message(row: &Row<'_>) -> rusqlite::Result<Message> {
    let state: Option<String> = row.get("state")?;
    Ok(Message {
        id: row.get("message_id")?,
        room_id: row.get("room_id")?,
        user: row.get("user")?,
        from: word(row, "sender", From::named)?,
        text: row.get("text")?,
        answer: row.get("answer")?,
        block: json::<Block>(row, "block")?,
        trouble: row.get("trouble")?,
        state: state.as_deref().and_then(State::named),
        exchange_id: row.get("exchange_id")?,
        created_at: Timestamp(row.get("created_at")?),
    })
}

/// A column that holds JSON of our own, or nothing.
fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let read = |text: String| {
        serde_json::from_str(&text).map_err(|error| {
            let column = row.as_ref().column_index(column).unwrap_or(0);
            rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
        })
    };
    text.map(read).transpose()
}
