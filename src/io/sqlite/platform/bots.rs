//! Bots and console tokens in the local platform's state.
use super::delivery::drop_waiting;
use super::{PlatformStore, word};
use crate::error::Result;
use crate::model::platform::bot::{Bot, Caller, Role, Status, Visibility};
use crate::model::platform::outbox::Delivery;
use crate::model::secret::Secret;
use crate::model::time::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// A bot that is about to be registered.
pub struct NewBot<'a> {
    /// Everything that is not secret.
    pub bot: &'a Bot,
    /// Its token; only the hash is kept.
    pub token: &'a Secret,
    /// The room to which it is subscribed at once.
    pub room_id: i64,
}

/// A new token, and until when the old one still counts.
pub struct TokenChange<'a> {
    /// The new token.
    pub token: &'a Secret,
    /// The end of the old one.
    pub old_until: Timestamp,
}

const BOT: &str = "bot_id, name, callback_url, visibility, status, owner, created_at, \
     token_sha256, secret_fingerprint, review_note, old_token_until";

impl PlatformStore {
    /// Registers a bot and subscribes it to its first room, where that room is still there.
    pub fn add_bot(&mut self, new: &NewBot<'_>) -> Result<()> {
        let bot = new.bot;
        self.write(|it| {
            it.execute(
                "INSERT INTO bots (bot_id, name, callback_url, visibility, status, owner, created_at,
                     token_sha256, secret_fingerprint) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    bot.id,
                    bot.name,
                    bot.callback_url,
                    bot.visibility.name(),
                    bot.status.name(),
                    bot.owner,
                    bot.created_at.0,
                    new.token.sha256(),
                    bot.secret_fingerprint,
                ],
            )?;
            it.execute(
                "INSERT INTO subscriptions (room_id, bot_id)
                 SELECT room_id, ?2 FROM rooms WHERE room_id = ?1",
                params![new.room_id, bot.id],
            )
            .map(drop)
        })
    }

    /// The bot of this id.
    pub fn bot(&mut self, id: &str) -> Result<Option<Bot>> {
        self.read(|it| find_bot(it, id))
    }

    /// All bots, in the order in which they were registered.
    pub fn bots(&mut self) -> Result<Vec<Bot>> {
        self.read(|it| {
            let sql = format!("SELECT {BOT} FROM bots ORDER BY created_at, rowid");
            it.prepare_cached(&sql)?.query_map([], read_bot)?.collect()
        })
    }

    /// Keeps name, callback URL, visibility, status, note and secret fingerprint of a bot as they are now. The
    /// events of one that takes no part any more are dropped, and given: a later approval does not bring them back.
    pub fn update_bot(&mut self, bot: &Bot) -> Result<Vec<Delivery>> {
        self.write(|it| {
            let dropped = match bot.takes_part() {
                true => Vec::new(),
                false => drop_waiting(it, &bot.id, None, "the bot is not active")?,
            };
            it.execute(
                "UPDATE bots SET name = ?2, callback_url = ?3, visibility = ?4, status = ?5,
                     review_note = ?6, secret_fingerprint = ?7 WHERE bot_id = ?1",
                params![
                    bot.id,
                    bot.name,
                    bot.callback_url,
                    bot.visibility.name(),
                    bot.status.name(),
                    bot.review_note,
                    bot.secret_fingerprint,
                ],
            )?;
            Ok(dropped)
        })
    }

    /// Gives a bot a new token.
    pub fn change_token(&mut self, id: &str, change: &TokenChange<'_>) -> Result<()> {
        self.write(|it| {
            it.execute(
                "UPDATE bots SET old_token_sha256 = token_sha256, old_token_until = ?3,
                     token_sha256 = ?2 WHERE bot_id = ?1",
                params![id, change.token.sha256(), change.old_until.0],
            )
            .map(drop)
        })
    }

    /// Deletes a bot and its subscriptions; its events on their way are dropped, and given.
    pub fn delete_bot(&mut self, id: &str) -> Result<Vec<Delivery>> {
        self.write(|it| {
            let dropped = drop_waiting(it, id, None, "the bot was deleted")?;
            it.execute("DELETE FROM bots WHERE bot_id = ?1", [id])?;
            Ok(dropped)
        })
    }

    /// The bot that this token belongs to at this moment.
    pub fn bot_of_token(&mut self, token: &Secret, now: Timestamp) -> Result<Option<Bot>> {
        let sql = format!(
            "SELECT {BOT} FROM bots WHERE token_sha256 = ?1
             OR (old_token_sha256 = ?1 AND old_token_until > ?2)"
        );
        self.read(|it| {
            it.prepare_cached(&sql)?
                .query_row(params![token.sha256(), now.0], read_bot)
                .optional()
        })
    }

    /// Who holds this console token.
    pub fn caller_of_token(&mut self, token: &Secret) -> Result<Option<Caller>> {
        self.read(|it| {
            it.prepare_cached("SELECT name, role FROM consoles WHERE token_sha256 = ?1")?
                .query_row([token.sha256()], |row| {
                    Ok(Caller {
                        name: row.get("name")?,
                        role: word(row, "role", Role::from_name)?,
                    })
                })
                .optional()
        })
    }

    /// Gives a console name its token and role, in place of the ones it had.
    pub fn put_console(&mut self, caller: &Caller, token: &Secret) -> Result<()> {
        self.write(|it| {
            it.execute(
                "INSERT OR REPLACE INTO consoles (name, role, token_sha256) VALUES (?1, ?2, ?3)",
                params![caller.name, caller.role.name(), token.sha256()],
            )
            .map(drop)
        })
    }

    /// Whether there is a console token of this name.
    pub fn has_console(&mut self, name: &str) -> Result<bool> {
        self.read(|it| {
            it.query_row(
                "SELECT EXISTS (SELECT 1 FROM consoles WHERE name = ?1)",
                [name],
                |row| row.get(0),
            )
        })
    }
}

/// The bot of this id, inside a transaction.
pub(super) fn find_bot(it: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Bot>> {
    let sql = format!("SELECT {BOT} FROM bots WHERE bot_id = ?1");
    it.prepare_cached(&sql)?
        .query_row([id], read_bot)
        .optional()
}

fn read_bot(row: &Row<'_>) -> rusqlite::Result<Bot> {
    // A fingerprint is the beginning of the hash.
    let mut fingerprint: String = row.get("token_sha256")?;
    fingerprint.truncate(8);
    Ok(Bot {
        id: row.get("bot_id")?,
        name: row.get("name")?,
        callback_url: row.get("callback_url")?,
        visibility: word(row, "visibility", Visibility::from_name)?,
        status: word(row, "status", Status::from_name)?,
        owner: row.get("owner")?,
        created_at: Timestamp(row.get("created_at")?),
        token_fingerprint: fingerprint,
        secret_fingerprint: row.get("secret_fingerprint")?,
        review_note: row.get("review_note")?,
        old_token_until: row.get::<_, Option<i64>>("old_token_until")?.map(Timestamp),
    })
}
