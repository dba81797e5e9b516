//! Calls of the page about conversation files: record a room, check a file's text, play it. No call opens a file.
use super::api_call::ApiCall;
use super::json_fields::JsonFields;
use super::problem::{HandlerResult, Problem, created, ok};
use super::rooms::existing_room;
use crate::error::Error;
use crate::flow::api::ApiClient;
use crate::flow::chat::{ChatBot, ChatPlatform, LoadedChats, PlaybackRequest, load_text};
use crate::io::files::Credentials;
use crate::io::system;
use crate::model::activity::Activity;
use crate::model::chat::playback::{PlaybackProgress, lines_json, step_lines};
use crate::model::chat::record::{default_title, record};
use crate::model::chat::script::{FileError, Script};
use crate::model::platform::bot::{Bot, Role};
use crate::model::platform::room::{Message, MessageQuery};
use crate::model::text::phrase::Phrase;
use serde_json::{Value, json};

/// Maximum length of a file's text in characters (momo's own choice).
const MAX_TEXT_CHARS: usize = 200_000;
/// Maximum number of messages of a recording.
const MAX_MESSAGES: i64 = 10_000;

/// Writes the conversation file of what was said in a room.
pub(super) fn record_room(call: &ApiCall<'_>, room_id: i64) -> HandlerResult {
    call.caller()?;
    let query = call.query()?;
    let (after, before) = (query.number("after")?, query.number("before")?);
    let room = existing_room(call, room_id)?;
    let selection = MessageQuery {
        after: after.unwrap_or(0),
        before: None,
        limit: MAX_MESSAGES,
    };
    let mut messages = call.state.store().messages(room.id, selection)?;
    messages.retain(|message| before.is_none_or(|before| message.id < before));
    let messages: Vec<Value> = messages
        .iter()
        .map(Message::to_json)
        .map(|it| json!(it))
        .collect();
    let title = query.text("title").filter(|title| !title.trim().is_empty());
    let title = title.map(str::to_owned);
    let title = title.unwrap_or_else(|| default_title(&messages));
    match record(&title, &messages) {
        Some(chat) => Ok(ok(&json!({ "chat": chat, "messages": messages.len() }))),
        None => Err(Problem::conflict("playback.nothing-said")),
    }
}

/// Checks the text of a file. Its errors are part of the result.
pub(super) fn check(call: &ApiCall<'_>) -> HandlerResult {
    call.caller()?;
    let mut fields = JsonFields::read(call.request)?;
    let chats = read_text(&mut fields)?;
    fields.finish()?;
    let error = |error: &FileError| {
        let mut value = json!(error);
        value["source"] = json!(chats.line_of(error));
        value
    };
    let conversation = |script: &Script| {
        json!({
            "title": script.title,
            "line": script.line,
            "tags": script.tags,
            "steps": lines_json(&step_lines(script)),
        })
    };
    Ok(ok(&json!({
        "ok": chats.errors.is_empty(),
        "conversations": chats.scripts().map(conversation).collect::<Vec<_>>(),
        "errors": chats.errors.iter().map(error).collect::<Vec<_>>(),
    })))
}

/// Plays a conversation of a file's text in a room of its own, with bots that listen.
pub(super) fn start(call: &ApiCall<'_>) -> HandlerResult {
    call.require_operator()?;
    let mut fields = JsonFields::read(call.request)?;
    let chats = read_text(&mut fields)?;
    let line = fields.integer("line")?;
    let room_id = fields.integer("room_id")?;
    let is_stepwise = fields.boolean("stepwise")?.unwrap_or(false);
    fields.finish()?;
    if let Some(error) = chats.errors.first() {
        return Err(text_problem(error));
    }
    let is_chosen =
        |script: &&Script| line.is_none_or(|line| i64::try_from(script.line) == Ok(line));
    let script = chats.scripts().find(is_chosen).cloned();
    let script = script.ok_or_else(|| Problem::field("line", "playback.no-title"))?;
    let bots = listening_bots(call, room_id)?;
    let api = own_api(call)?;
    let platform = |events| ChatPlatform {
        api,
        events,
        bots,
        is_followed: false,
    };
    let journal = call.state.journal.clone();
    let publish = move |progress: &PlaybackProgress| {
        journal.publish(Activity::Playback(Box::new(progress.clone())));
    };
    let request = PlaybackRequest {
        id: format!("play_{:016x}", u64::from_be_bytes(system::random_bytes()?)),
        script,
        is_stepwise,
    };
    let playback = call.state.playbacks.start(request, platform, publish);
    let playback = playback.ok_or_else(|| Problem::conflict("playback.too-many"))?;
    Ok(created(&playback.progress().to_json()))
}

pub(super) fn list(call: &ApiCall<'_>) -> HandlerResult {
    call.require_operator()?;
    let all = call.state.playbacks.progress();
    let all: Vec<Value> = all.iter().map(PlaybackProgress::to_json).collect();
    Ok(ok(&json!({ "playbacks": all })))
}

pub(super) fn show(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    call.require_operator()?;
    let playback = call.state.playbacks.find(id).ok_or_else(|| missing(id))?;
    Ok(ok(&playback.progress().to_json()))
}

/// Plays the next step or all steps, or ends the playback.
pub(super) fn go_on(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    call.require_operator()?;
    let mut fields = JsonFields::read(call.request)?;
    let words = ["next", "end", "stop"];
    let known = |word: &str| words.iter().find(|it| **it == word).copied();
    let word = fields.choice("go", &words, known)?;
    let word = word.ok_or_else(|| Problem::missing("go"))?;
    fields.finish()?;
    let playback = call.state.playbacks.find(id).ok_or_else(|| missing(id))?;
    match word {
        "stop" => playback.stop(),
        word if playback.go_on(word == "end") => {}
        _ => return Err(Problem::conflict("playback.not-waiting")),
    }
    Ok(ok(&playback.progress().to_json()))
}

/// Ends a playback, and removes its rooms and users.
pub(super) fn remove(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    call.require_operator()?;
    let progress = call.state.playbacks.remove(id).ok_or_else(|| missing(id))?;
    for room_id in &progress.rooms {
        let dropped = call.state.store().delete_room(*room_id)?;
        call.state.publish_change(Activity::Rooms, dropped);
    }
    let users = call.state.store().users()?;
    let is_of_rooms = |name: &str| {
        let room = name.rsplit_once('@').and_then(|(_, id)| id.parse().ok());
        room.is_some_and(|id: i64| progress.rooms.contains(&id))
    };
    for user in users.iter().filter(|user| is_of_rooms(&user.name)) {
        call.state.store().delete_user(&user.id)?;
    }
    call.state.journal.publish(Activity::Rooms);
    Ok(ok(&json!({ "deleted": true, "playback_id": id })))
}

fn read_text(fields: &mut JsonFields) -> HandlerResult<LoadedChats> {
    let name = fields
        .text("name")?
        .unwrap_or_else(|| "pasted.chat".to_owned());
    let text = fields.required_content("text")?;
    if text.chars().count() > MAX_TEXT_CHARS {
        let limit = Phrase::new("field.too-long-momo").with("n", MAX_TEXT_CHARS);
        return Err(Problem::field("text", limit));
    }
    Ok(load_text(&name, text))
}

fn text_problem(error: &FileError) -> Problem {
    let position = error.error.position;
    let phrase = Phrase::new("playback.error")
        .with("line", position.line)
        .with("column", position.column)
        .with("message", Phrase::verbatim(error.error.message.clone()));
    Problem::field("text", phrase)
}

/// Returns the bots that take events now: those of a room, else all.
fn listening_bots(call: &ApiCall<'_>, room_id: Option<i64>) -> HandlerResult<Vec<ChatBot>> {
    let room = room_id.map(|id| existing_room(call, id)).transpose()?;
    let mut bots = call.state.store().bots()?;
    call.state.refresh_offline(&mut bots)?;
    let is_meant = |bot: &&Bot| room.as_ref().is_none_or(|room| room.bots.contains(&bot.id));
    let is_listening = |bot: &&Bot| bot.is_active() && bot.offline_since.is_none();
    let bots: Vec<_> = bots
        .iter()
        .filter(is_meant)
        .filter(is_listening)
        .map(|bot| ChatBot {
            id: bot.id.clone(),
            name: bot.name.clone(),
        })
        .collect();
    match bots.is_empty() {
        true => Err(Problem::conflict("playback.no-bot")),
        false => Ok(bots),
    }
}

/// Returns the client of this platform's own API: a conversation speaks as its users do.
fn own_api(call: &ApiCall<'_>) -> HandlerResult<ApiClient> {
    let credentials = Credentials::load(&call.state.options.home)?;
    let token = credentials.console_token(&call.state.api_base, Role::Admin.name());
    let token = token.ok_or_else(|| Error::unknown("the platform has no console token"))?;
    Ok(ApiClient::new(&call.state.api_base, token.clone())?)
}

fn missing(id: &str) -> Problem {
    Problem::not_found(Phrase::new("playback.missing").with("id", id))
}
