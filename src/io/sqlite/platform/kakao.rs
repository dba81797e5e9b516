//! Kakao rooms in the local platform's database: skills, messages, and the dialogue state of each user.
use super::rooms::read_page;
use super::{PlatformStore, enum_column, phrase_column, phrase_json, select, select_first};
use crate::error::Result;
use crate::model::kakao::dialogue::{Block, Dialogue};
use crate::model::kakao::payload::CallOrigin;
use crate::model::kakao::room::{KakaoMessage, KakaoRoom, Speaker, UtteranceState};
use crate::model::platform::room::MessageQuery;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Row, Transaction, params};
use serde::de::DeserializeOwned;

const ROOM_COLUMNS: &str = "room_id, name, skill_url, variant, has_callback, header, created_at";
const MESSAGE_COLUMNS: &str = "message_id, room_id, user, sender, text, answer, block, trouble, state, exchange_id, created_at";

impl PlatformStore {
    /// Inserts a room and returns its id. An empty name becomes `kakao ID`.
    pub fn add_kakao_room(&mut self, room: &KakaoRoom) -> Result<i64> {
        self.write(|transaction| {
            transaction.execute(
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
            let id = transaction.last_insert_rowid();
            transaction.execute(
                "UPDATE kakao_rooms SET name = 'kakao ' || room_id WHERE room_id = ?1 AND name = ''",
                [id],
            )?;
            Ok(id)
        })
    }

    /// Updates a room's name, skill URL, variant, callback flag and header.
    pub fn update_kakao_room(&mut self, room: &KakaoRoom) -> Result<()> {
        self.execute(
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
    }

    /// Deletes a room with its messages and dialogues.
    pub fn delete_kakao_room(&mut self, id: i64) -> Result<()> {
        self.execute("DELETE FROM kakao_rooms WHERE room_id = ?1", [id])
    }

    pub fn kakao_room(&mut self, id: i64) -> Result<Option<KakaoRoom>> {
        self.read(|transaction| find_room(transaction, id))
    }

    /// Returns all rooms in the order of creation.
    pub fn kakao_rooms(&mut self) -> Result<Vec<KakaoRoom>> {
        self.read(|transaction| {
            let sql = "SELECT room_id FROM kakao_rooms ORDER BY room_id";
            let ids = select(transaction, sql, [], |row| row.get(0))?;
            let rooms = ids.into_iter().map(|id| find_room(transaction, id));
            rooms.filter_map(Result::transpose).collect()
        })
    }

    /// Returns the dialogue state of a user in a room; the default state if there is none yet.
    pub fn kakao_dialogue(&mut self, room_id: i64, user: &str) -> Result<Dialogue> {
        self.read(|transaction| find_dialogue(transaction, room_id, user))
    }

    /// Changes the dialogue state of a user; does nothing if the room does not exist.
    pub fn update_kakao_dialogue(
        &mut self,
        room_id: i64,
        user: &str,
        change: impl FnOnce(&mut Dialogue),
    ) -> Result<()> {
        self.write(|transaction| {
            let mut dialogue = find_dialogue(transaction, room_id, user)?;
            change(&mut dialogue);
            let text = serde_json::to_string(&dialogue).unwrap_or_default();
            transaction
                .execute(
                    "INSERT OR REPLACE INTO kakao_users (room_id, name, dialogue)
                 SELECT room_id, ?2, ?3 FROM kakao_rooms WHERE room_id = ?1",
                    params![room_id, user, text],
                )
                .map(drop)
        })
    }

    /// Inserts a message and returns it with its id; `None` if the room does not exist.
    pub fn add_kakao_message(&mut self, message: KakaoMessage) -> Result<Option<KakaoMessage>> {
        self.write(|transaction| {
            let block = message.block.as_ref();
            let block = block.map(|block| serde_json::to_string(block).unwrap_or_default());
            let trouble = message.error.as_ref().map(phrase_json);
            let count = transaction
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
                    trouble,
                    message.state.map(UtteranceState::name),
                    message.exchange_id,
                    message.created_at.0,
                ])?;
            let id = transaction.last_insert_rowid();
            Ok((count > 0).then_some(KakaoMessage { id, ..message }))
        })
    }

    /// Updates the state of a user's message and returns the message; `None` if it does not exist. Without an
    /// `exchange_id` the earlier one stays.
    pub fn update_kakao_message(
        &mut self,
        id: i64,
        state: UtteranceState,
        exchange_id: Option<&str>,
        trouble: Option<&Phrase>,
    ) -> Result<Option<KakaoMessage>> {
        self.write(|transaction| {
            transaction.prepare_cached(
                "UPDATE kakao_messages SET state = ?2, exchange_id = coalesce(?3, exchange_id), trouble = ?4
                 WHERE message_id = ?1",
            )?
            .execute(params![id, state.name(), exchange_id, trouble.map(phrase_json)])?;
            find_message(transaction, id)
        })
    }

    /// Returns a message of a room; `None` if that room has no such message.
    pub fn kakao_message(&mut self, room_id: i64, id: i64) -> Result<Option<KakaoMessage>> {
        let message = self.read(|transaction| find_message(transaction, id))?;
        Ok(message.filter(|message| message.room_id == room_id))
    }

    /// Returns messages of a room, oldest first.
    pub fn kakao_messages(
        &mut self,
        room_id: i64,
        page: MessageQuery,
    ) -> Result<Vec<KakaoMessage>> {
        self.read(|transaction| {
            let (table, columns) = ("kakao_messages", MESSAGE_COLUMNS);
            read_page(transaction, table, columns, room_id, page, read_message)
        })
    }

    /// Marks skill calls as failed that were pending when the platform last ended.
    pub fn fail_pending_kakao_calls(&mut self, trouble: &Phrase) -> Result<()> {
        self.execute(
            "UPDATE kakao_messages SET state = 'failed', trouble = ?1
             WHERE state IN ('waiting', 'waits_callback')",
            [phrase_json(trouble)],
        )
    }
}

fn find_room(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<KakaoRoom>> {
    let sql = format!("SELECT {ROOM_COLUMNS} FROM kakao_rooms WHERE room_id = ?1");
    select_first(transaction, &sql, [id], |row| {
        Ok(KakaoRoom {
            id: row.get("room_id")?,
            name: row.get("name")?,
            skill_url: row.get("skill_url")?,
            variant: enum_column(row, "variant", CallOrigin::from_name)?,
            has_callback: row.get("has_callback")?,
            header: row.get("header")?,
            created_at: Timestamp(row.get("created_at")?),
            users: select(
                transaction,
                "SELECT name FROM kakao_users WHERE room_id = ?1 ORDER BY name",
                [id],
                |row| row.get(0),
            )?,
        })
    })
}

fn find_dialogue(
    transaction: &Transaction<'_>,
    room_id: i64,
    user: &str,
) -> rusqlite::Result<Dialogue> {
    let sql = "SELECT dialogue FROM kakao_users WHERE room_id = ?1 AND name = ?2";
    let params = params![room_id, user];
    let dialogue = select_first(transaction, sql, params, |row| json_column(row, "dialogue"))?;
    Ok(dialogue.flatten().unwrap_or_default())
}

fn find_message(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<KakaoMessage>> {
    let sql = format!("SELECT {MESSAGE_COLUMNS} FROM kakao_messages WHERE message_id = ?1");
    select_first(transaction, &sql, [id], read_message)
}

fn read_message(row: &Row<'_>) -> rusqlite::Result<KakaoMessage> {
    let state: Option<String> = row.get("state")?;
    Ok(KakaoMessage {
        id: row.get("message_id")?,
        room_id: row.get("room_id")?,
        user: row.get("user")?,
        from: enum_column(row, "sender", Speaker::from_name)?,
        text: row.get("text")?,
        answer: row.get("answer")?,
        block: json_column::<Block>(row, "block")?,
        error: phrase_column(row, "trouble")?,
        state: state.as_deref().and_then(UtteranceState::from_name),
        exchange_id: row.get("exchange_id")?,
        created_at: Timestamp(row.get("created_at")?),
    })
}

/// Reads a JSON column; `None` for NULL.
fn json_column<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let parse = |text: String| {
        serde_json::from_str(&text).map_err(|error| {
            let column = row.as_ref().column_index(column).unwrap_or(0);
            rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
        })
    };
    text.map(parse).transpose()
}
