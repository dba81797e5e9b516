//! Kakao, played: rooms in which users talk with a skill. momo's own, but for what the skill gets and may answer.
//!
//! A room knows a skill's URL and how it is called. Whoever speaks there makes the platform call the skill as KakaoTalk
//! does, with its five seconds, and with a callback URL on this port where the room has the option.
mod callbacks;
mod fields;
mod rooms;
mod talk;
pub(super) mod under_way;

pub(super) use callbacks::{callback_token, receive};
pub(super) use rooms::{create, delete, list, show, update};
pub(super) use talk::{messages, say};

use super::state::State;
use crate::error::Result;
use crate::io::files::Credentials;
use crate::model::secret::Secret;

/// Where the values of the rooms' headers stand in the credentials file.
const SHELF: &str = "local";

/// The value of a room's header.
fn secret(state: &State, room_id: &str) -> Result<Option<Secret>> {
    let credentials = Credentials::load(&state.options.home)?;
    Ok(credentials.skills().get(SHELF, room_id).cloned())
}

/// Keeps the value of a room's header, or forgets it.
fn put_secret(state: &State, room_id: &str, value: Option<Secret>) -> Result<()> {
    Credentials::update(&state.options.home, |credentials| {
        match value {
            Some(value) => credentials.skills_mut().put(SHELF, room_id, value),
            None => drop(credentials.skills_mut().take(SHELF, room_id)),
        }
        Ok(())
    })
}
