//! Finds lines that always hold, because they expect silence in a room in which nothing of the conversation happens.
use super::error::{ChatError, Position};
use super::{BotLine, word};
use crate::model::text::nearest::nearest;
use std::collections::BTreeSet;

/// A `bot` line of a conversation, with the index of its room and where it stands.
pub(super) struct LineInRoom<'a> {
    pub(super) line: &'a BotLine,
    pub(super) room: usize,
    pub(super) position: Position,
}

/// Returns the index and the error of each line that expects no message of its own in a room in which no user speaks. A room
/// from which a line claims a message is left out, because the bot may open it by itself; so is a conversation without users.
///
/// `spoken` are the indexes of the rooms in which users speak, `rooms` the names of all; the first has none.
pub(super) fn errors(
    spoken: &BTreeSet<usize>,
    lines: &[LineInRoom<'_>],
    rooms: &[String],
) -> Vec<(usize, ChatError)> {
    if spoken.is_empty() {
        return Vec::new();
    }
    let is_opened = |room: usize| lines.iter().any(|it| it.room == room && it.line.is_claim());
    let is_silent = |it: &LineInRoom<'_>| {
        !it.line.is_claim() && !spoken.contains(&it.room) && !is_opened(it.room)
    };
    let names: Vec<&str> = spoken.iter().map(|room| &*rooms[*room]).collect();
    let silent = lines.iter().enumerate().filter(|(_, it)| is_silent(it));
    silent
        .map(|(index, it)| (index, error(it, &rooms[it.room], &names)))
        .collect()
}

/// Builds the error of a line in the room `name`. `spoken` are the names of the rooms in which users speak.
fn error(it: &LineInRoom<'_>, name: &str, spoken: &[&str]) -> ChatError {
    let silent = match name {
        "" => "no user speaks in the first room, which has no name, so the line would always hold"
            .into(),
        name => format!("no user speaks in `{name}`, so the line would always hold"),
    };
    let named = || spoken.iter().copied().filter(|name| !name.is_empty());
    let message = match nearest(name, named()) {
        Some(meant) => format!("{silent}; did you mean `{meant}`?"),
        None => silent,
    };
    let named: Vec<_> = named().map(|name| format!("`in {}`", word(name))).collect();
    let (named, has_first) = (named.join(", "), spoken.contains(&""));
    let rooms = match (has_first, named.is_empty()) {
        (true, true) => {
            "Users of this conversation speak in its first room alone: write the line without `in`."
                .into()
        }
        (true, false) => format!(
            "Users of this conversation speak in its first room, without `in`, and {named}."
        ),
        (false, _) => format!("Users of this conversation speak {named}."),
    };
    let position = match name {
        "" => it.position,
        _ => it.line.room_start,
    };
    ChatError::new(position, message).hint(rooms).hint(
        "A room that the bot opens by itself has a line with what it says there: `bot in ROOM: text`.",
    )
}
