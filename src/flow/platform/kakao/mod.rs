//! Simulation of KakaoTalk: rooms in which users talk with a skill. momo's own API, except for the skill's requests and
//! answers.
//!
//! Each utterance in a room calls the room's skill as KakaoTalk does, with a timeout of five seconds, and with a
//! callback URL on this port if the room has that option.
mod callbacks;
mod fields;
mod rooms;
pub(super) mod skill_calls;
mod turn;

pub(super) use callbacks::{callback_token, receive_callback};
pub(super) use rooms::{create, delete, list, show, update};
pub(super) use turn::{messages, start_turn};

use super::state::PlatformState;
use crate::error::Result;
use crate::io::files::Credentials;
use crate::model::secret::Secret;

/// Account under which the credentials file stores the values of the rooms' headers.
const SECRET_ACCOUNT: &str = "local";

/// Reads the value of a room's header; `None` if the room has none.
fn header_secret(state: &PlatformState, room_id: &str) -> Result<Option<Secret>> {
    let credentials = Credentials::load(&state.options.home)?;
    Ok(credentials.skills().get(SECRET_ACCOUNT, room_id).cloned())
}

/// Stores the value of a room's header, or removes it.
fn put_header_secret(state: &PlatformState, room_id: &str, value: Option<Secret>) -> Result<()> {
    Credentials::update(&state.options.home, |credentials| {
        match value {
            Some(value) => credentials
                .skills_mut()
                .insert(SECRET_ACCOUNT, room_id, value),
            None => drop(credentials.skills_mut().remove(SECRET_ACCOUNT, room_id)),
        }
        Ok(())
    })
}
