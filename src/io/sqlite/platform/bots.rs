//! Bots and console tokens in the local platform's database.
use super::delivery::drop_waiting;
use super::{PlatformStore, enum_column, select, select_first};
use crate::error::Result;
use crate::model::platform::bot::{Bot, BotStatus, Caller, Role, Visibility};
use crate::model::platform::outbox::Delivery;
use crate::model::secret::Secret;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use rusqlite::{Row, Transaction, params};

/// A bot to register.
pub struct NewBot<'a> {
    pub bot: &'a Bot,
    /// Only its hash is stored.
    pub token: &'a Secret,
    /// The room that the bot is subscribed to.
    pub room_id: i64,
}

/// Replacement of a bot's token.
pub struct TokenChange<'a> {
    pub token: &'a Secret,
    /// The old token is valid until this time, exclusive.
    pub old_until: Timestamp,
}

const BOT_COLUMNS: &str = "bot_id, name, callback_url, visibility, status, owner, created_at, \
     token_sha256, secret_fingerprint, review_note, old_token_until, offline_since";

impl PlatformStore {
    /// Registers a bot and subscribes it to its first room if that room exists.
    pub fn add_bot(&mut self, new: &NewBot<'_>) -> Result<()> {
        let bot = new.bot;
        self.write(|transaction| {
            transaction.execute(
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
            transaction.execute(
                "INSERT INTO subscriptions (room_id, bot_id)
                 SELECT room_id, ?2 FROM rooms WHERE room_id = ?1",
                params![new.room_id, bot.id],
            )
            .map(drop)
        })
    }

    pub fn bot(&mut self, id: &str) -> Result<Option<Bot>> {
        self.read(|transaction| find_bot(transaction, id))
    }

    /// Returns all bots in the order of registration.
    pub fn bots(&mut self) -> Result<Vec<Bot>> {
        self.read(|transaction| {
            let sql = format!("SELECT {BOT_COLUMNS} FROM bots ORDER BY created_at, rowid");
            select(transaction, &sql, [], read_bot)
        })
    }

    /// Notes since when a bot is known not to listen, `None` if it is not. Keeps an earlier time. Returns whether that is
    /// new.
    pub fn set_offline(&mut self, id: &str, since: Option<Timestamp>) -> Result<bool> {
        let sql = "UPDATE bots SET offline_since = ?2
             WHERE bot_id = ?1 AND (offline_since IS NULL) <> (?2 IS NULL)";
        let params = params![id, since.map(|it| it.0)];
        self.write(|transaction| Ok(transaction.execute(sql, params)? > 0))
    }

    /// Updates name, callback URL, visibility, status, note and secret fingerprint. If the bot is no longer active, drops
    /// its waiting deliveries and returns them; a later approval does not restore them.
    pub fn update_bot(&mut self, bot: &Bot) -> Result<Vec<Delivery>> {
        self.write(|transaction| {
            let dropped = match bot.is_active() {
                true => Vec::new(),
                false => drop_waiting(
                    transaction,
                    Some(&bot.id),
                    None,
                    &Phrase::new("delivery.bot-inactive"),
                )?,
            };
            transaction.execute(
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

    /// Replaces a bot's token; the old one stays valid until `change.old_until`.
    pub fn replace_token(&mut self, id: &str, change: &TokenChange<'_>) -> Result<()> {
        self.execute(
            "UPDATE bots SET old_token_sha256 = token_sha256, old_token_until = ?3,
             token_sha256 = ?2 WHERE bot_id = ?1",
            params![id, change.token.sha256(), change.old_until.0],
        )
    }

    /// Deletes a bot and its subscriptions; drops its waiting deliveries and returns them.
    pub fn delete_bot(&mut self, id: &str) -> Result<Vec<Delivery>> {
        self.write(|transaction| {
            let reason = Phrase::new("delivery.bot-deleted");
            let dropped = drop_waiting(transaction, Some(id), None, &reason)?;
            transaction.execute("DELETE FROM bots WHERE bot_id = ?1", [id])?;
            Ok(dropped)
        })
    }

    /// Returns the bot whose current or still valid old token this is; `None` if there is none.
    pub fn bot_by_token(&mut self, token: &Secret, now: Timestamp) -> Result<Option<Bot>> {
        let sql = format!(
            "SELECT {BOT_COLUMNS} FROM bots WHERE token_sha256 = ?1
             OR (old_token_sha256 = ?1 AND old_token_until > ?2)"
        );
        let params = params![token.sha256(), now.0];
        self.read(|transaction| select_first(transaction, &sql, params, read_bot))
    }

    /// Returns the caller of this console token; `None` for an unknown token.
    pub fn caller_by_token(&mut self, token: &Secret) -> Result<Option<Caller>> {
        let sql = "SELECT name, role FROM consoles WHERE token_sha256 = ?1";
        self.read(|transaction| {
            select_first(transaction, sql, [token.sha256()], |row| {
                Ok(Caller {
                    name: row.get("name")?,
                    role: enum_column(row, "role", Role::from_name)?,
                })
            })
        })
    }

    /// Saves the token and role of a console, replacing earlier ones of its name.
    pub fn save_console_token(&mut self, caller: &Caller, token: &Secret) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO consoles (name, role, token_sha256) VALUES (?1, ?2, ?3)",
            params![caller.name, caller.role.name(), token.sha256()],
        )
    }

    /// Returns whether a console of this name has a token.
    pub fn has_console_token(&mut self, name: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM consoles WHERE name = ?1)";
        self.read(|transaction| transaction.query_row(sql, [name], |row| row.get(0)))
    }
}

pub(super) fn find_bot(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Bot>> {
    let sql = format!("SELECT {BOT_COLUMNS} FROM bots WHERE bot_id = ?1");
    select_first(transaction, &sql, [id], read_bot)
}

fn read_bot(row: &Row<'_>) -> rusqlite::Result<Bot> {
    // A fingerprint is the first 8 digits of the hash.
    let mut fingerprint: String = row.get("token_sha256")?;
    fingerprint.truncate(8);
    Ok(Bot {
        id: row.get("bot_id")?,
        name: row.get("name")?,
        callback_url: row.get("callback_url")?,
        visibility: enum_column(row, "visibility", Visibility::from_name)?,
        status: enum_column(row, "status", BotStatus::from_name)?,
        owner: row.get("owner")?,
        created_at: Timestamp(row.get("created_at")?),
        token_fingerprint: fingerprint,
        secret_fingerprint: row.get("secret_fingerprint")?,
        review_note: row.get("review_note")?,
        previous_token_valid_until: row.get::<_, Option<i64>>("old_token_until")?.map(Timestamp),
        offline_since: row.get::<_, Option<i64>>("offline_since")?.map(Timestamp),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn update_keeps_since_when_the_bot_does_not_listen() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = PlatformStore::open(&folder.path().join("platform.db")).expect("a store");
        let bot = Bot {
            id: "bot_1".into(),
            name: "echo".into(),
            callback_url: "http://127.0.0.1:3000/".into(),
            visibility: Visibility::Private,
            status: BotStatus::Active,
            owner: "developer".into(),
            created_at: Timestamp(0),
            token_fingerprint: String::new(),
            secret_fingerprint: String::new(),
            review_note: None,
            previous_token_valid_until: None,
            offline_since: None,
        };
        let token = Secret::new("token".to_owned()).expect("a secret");
        let new = NewBot {
            bot: &bot,
            token: &token,
            room_id: 1,
        };
        store.add_bot(&new).expect("a new bot");
        // Between the reading and the writing of a change.
        let since = Some(Timestamp(7));
        assert!(store.set_offline(&bot.id, since).expect("offline"));
        store.update_bot(&bot).expect("an update");
        let bot = store.bot(&bot.id).expect("a row").expect("the bot");
        assert_eq!(bot.offline_since, since);
    }
}
