//! Finds lines that always hold, because they expect silence in a room in which nothing of the conversation happens.
use super::error::ChatError;
use super::script::{ExpectedLine, FileError, ScriptStep, StepKind};
use super::word;
use crate::model::text::nearest::nearest;
use std::collections::BTreeSet;

/// Returns an error for each line that expects no message of its own in a room in which no user speaks. A room from
/// which a line claims a message is left out, because the bot may open it by itself; so is a conversation without users.
///
/// `rooms` are the names of the script's rooms; the first has none.
pub(super) fn errors(steps: &[ScriptStep], rooms: &[String]) -> Vec<FileError> {
    let spoken: BTreeSet<usize> = steps.iter().filter_map(spoken_room).collect();
    if spoken.is_empty() {
        return Vec::new();
    }
    let lines = || steps.iter().flat_map(expected_lines);
    let is_opened = |room: usize| lines().any(|line| line.room == room && line.line.is_claim());
    let silent = lines().filter(|line| {
        !line.line.is_claim() && !spoken.contains(&line.room) && !is_opened(line.room)
    });
    let names: Vec<&str> = spoken.iter().map(|room| &*rooms[*room]).collect();
    silent
        .map(|line| error(line, &rooms[line.room], &names))
        .collect()
}

/// Returns the room of a user's message; `None` for other steps.
fn spoken_room(step: &ScriptStep) -> Option<usize> {
    match &step.kind {
        StepKind::Say { room, .. } | StepKind::Tap { room, .. } => Some(*room),
        _ => None,
    }
}

fn expected_lines(step: &ScriptStep) -> &[ExpectedLine] {
    match &step.kind {
        StepKind::Expect(line) => std::slice::from_ref(&**line),
        StepKind::AnyOrder(lines) => lines,
        _ => &[],
    }
}

/// Builds the error of a line in the room `name`. `spoken` are the names of the rooms in which users speak.
fn error(line: &ExpectedLine, name: &str, spoken: &[&str]) -> FileError {
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
    let source = &line.source;
    let position = match name {
        "" => source.position,
        _ => line.line.room_start,
    };
    FileError {
        file: source.file.clone(),
        error: ChatError::new(position, message).hint(rooms).hint(
            "A room that the bot opens by itself has a line with what it says there: `bot in ROOM: text`.",
        ),
        includes: source.includes.clone(),
    }
}
