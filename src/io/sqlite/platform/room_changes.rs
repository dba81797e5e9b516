//! Renaming and deleting rooms and users in the local platform's database.
use super::PlatformStore;
use super::delivery::drop_waiting;
use crate::error::Result;
use crate::model::platform::outbox::Delivery;
use crate::model::text::phrase::Phrase;
use rusqlite::params;

/// Result of renaming a user.
pub enum UserRename {
    Renamed,
    NoUser,
    /// Another user has the name.
    NameTaken,
}

impl PlatformStore {
    /// Renames a room; does nothing if there is none.
    pub fn rename_room(&mut self, id: i64, name: &str) -> Result<()> {
        self.execute(
            "UPDATE rooms SET name = ?2 WHERE room_id = ?1",
            params![id, name],
        )
    }

    /// Deletes a room with its subscriptions and messages; drops its waiting deliveries and returns them.
    pub fn delete_room(&mut self, id: i64) -> Result<Vec<Delivery>> {
        self.write(|transaction| {
            let reason = Phrase::new("delivery.room-deleted");
            let dropped = drop_waiting(transaction, None, Some(id), &reason)?;
            transaction.execute("DELETE FROM messages WHERE room_id = ?1", [id])?;
            transaction.execute("DELETE FROM rooms WHERE room_id = ?1", [id])?;
            Ok(dropped)
        })
    }

    /// Renames a user, also as the sender of messages.
    pub fn rename_user(&mut self, id: &str, name: &str) -> Result<UserRename> {
        self.write(|transaction| {
            let sql = "SELECT EXISTS (SELECT 1 FROM users WHERE user_id = ?1)";
            if !transaction.query_row(sql, [id], |row| row.get::<_, bool>(0))? {
                return Ok(UserRename::NoUser);
            }
            let sql = "SELECT EXISTS (SELECT 1 FROM users WHERE name = ?2 AND user_id <> ?1)";
            if transaction.query_row(sql, params![id, name], |row| row.get(0))? {
                return Ok(UserRename::NameTaken);
            }
            let sql = "UPDATE users SET name = ?2 WHERE user_id = ?1";
            transaction.execute(sql, params![id, name])?;
            transaction.execute(
                "UPDATE messages SET sender_name = ?2 WHERE sender_type = 'user' AND sender_id = ?1",
                params![id, name],
            )?;
            Ok(UserRename::Renamed)
        })
    }

    /// Deletes a user and keeps the messages; returns `false` if there is none.
    pub fn delete_user(&mut self, id: &str) -> Result<bool> {
        self.write(|transaction| {
            let sql = "DELETE FROM users WHERE user_id = ?1";
            Ok(transaction.execute(sql, [id])? > 0)
        })
    }
}
