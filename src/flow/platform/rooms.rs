//! Calls about rooms: members, messages, and the message call that MoMoTalk documents.
use super::api_call::ApiCall;
use super::bots::{checked_name, visible_bot};
use super::json_fields::JsonFields;
use super::problem::{HandlerResult, Problem, created, ok};
use crate::io::sqlite::{EventFactory, NewMessage, PostResult};
use crate::io::system;
use crate::model::activity::Activity;
use crate::model::platform::bot::{Bot, Caller};
use crate::model::platform::outbox::Delivery;
use crate::model::platform::room::{
    DEFAULT_USER, Message, MessageContent, MessageJson, MessageQuery, Room, Sender, User,
};
use crate::model::protocol::momotalk_event::{MESSAGE_CREATED, MessageCreated};
use crate::model::text::id;
use crate::model::text::phrase::Phrase;
use serde::Serialize;
use serde_json::{Value, json};

/// MoMoTalk documents no other message type.
const DEFAULT_MESSAGE_TYPE: &str = "TEXT";
/// Maximum length of a message in characters. MoMoTalk documents no limit; this one is momo's own.
const MAX_MESSAGE_CHARS: usize = 10_000;

#[derive(Serialize)]
struct MessagesJson<'a> {
    messages: Vec<MessageJson<'a>>,
}

/// A user's message and its deliveries.
#[derive(Serialize)]
struct PostedMessageJson<'a> {
    message: MessageJson<'a>,
    deliveries: Vec<Value>,
}

/// Response to a bot's message call.
#[derive(Serialize)]
struct SentMessageJson<'a> {
    ok: bool,
    message: MessageJson<'a>,
}

pub(super) fn list(call: &ApiCall<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let mut store = call.state.store();
    let (rooms, mut bots) = (store.rooms()?, store.bots()?);
    let summaries = store.room_summaries()?;
    drop(store);
    call.state.refresh_offline(&mut bots)?;
    let to_json = |room: Room| {
        let summary = summaries
            .iter()
            .find(|it| it.last_message.content.room_id == room.id);
        let mut value = room_to_json(room, &bots, &caller);
        value["message_count"] = summary.map_or(0, |it| it.message_count).into();
        if let Some(summary) = summary {
            value["last_message"] = json!(summary.last_message.to_json());
        }
        value
    };
    let values: Vec<Value> = rooms.into_iter().map(to_json).collect();
    Ok(ok(&json!({ "rooms": values })))
}

pub(super) fn create(call: &ApiCall<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let mut fields = JsonFields::read_optional(call.request)?;
    let name = fields
        .text("name")?
        .map(|it| checked_name("name", it))
        .transpose()?;
    fields.finish()?;
    let now = call.state.now();
    let room = call.state.store().add_room(name.as_deref(), now)?;
    call.state.journal.publish(Activity::Rooms);
    Ok(created(&room_to_json(room, &[], &caller)))
}

pub(super) fn show(call: &ApiCall<'_>, room_id: i64) -> HandlerResult {
    let caller = call.caller()?;
    let room = existing_room(call, room_id)?;
    let mut bots = call.state.store().bots()?;
    call.state.refresh_offline(&mut bots)?;
    Ok(ok(&room_to_json(room, &bots, &caller)))
}

/// Converts a room to JSON: with the bots that the caller may see, and those of them that are offline.
fn room_to_json(room: Room, bots: &[Bot], caller: &Caller) -> Value {
    let room = with_visible_bots(room, bots, caller);
    let is_offline = |bot: &&Bot| bot.offline_since.is_some() && room.bots.contains(&bot.id);
    let offline = bots.iter().filter(is_offline);
    let offline: Vec<&str> = offline.map(|bot| &*bot.id).collect();
    let mut value = room.to_json();
    value["offline_bots"] = json!(offline);
    value
}

/// Removes the bots that the caller may not see.
fn with_visible_bots(room: Room, bots: &[Bot], caller: &Caller) -> Room {
    let is_visible = |id: &String| {
        let bot = bots.iter().find(|bot| bot.id == *id);
        bot.is_some_and(|bot| bot.is_visible_to(caller))
    };
    Room {
        bots: room.bots.into_iter().filter(is_visible).collect(),
        ..room
    }
}

pub(super) fn subscribe(call: &ApiCall<'_>, room_id: i64, bot_id: &str) -> HandlerResult {
    let caller = call.caller()?;
    existing_room(call, room_id)?;
    let bot = visible_bot(call, bot_id, &caller)?;
    call.state.store().subscribe(room_id, &bot.id)?;
    call.state.journal.publish(Activity::Rooms);
    show(call, room_id)
}

pub(super) fn unsubscribe(call: &ApiCall<'_>, room_id: i64, bot_id: &str) -> HandlerResult {
    let caller = call.caller()?;
    existing_room(call, room_id)?;
    let bot = visible_bot(call, bot_id, &caller)?;
    let dropped = call.state.store().unsubscribe(room_id, &bot.id)?;
    call.state.publish_change(Activity::Rooms, dropped);
    show(call, room_id)
}

pub(super) fn users(call: &ApiCall<'_>) -> HandlerResult {
    call.caller()?;
    let users = call.state.store().users()?;
    let value = |user: &User| json!({ "user_id": user.id, "name": user.name });
    let values: Vec<Value> = users.iter().map(value).collect();
    Ok(ok(&json!({ "users": values })))
}

pub(super) fn messages(call: &ApiCall<'_>, room_id: i64) -> HandlerResult {
    call.caller()?;
    let query = message_query(call)?;
    existing_room(call, room_id)?;
    let messages = call.state.store().messages(room_id, query)?;
    let messages = messages.iter().map(Message::to_json).collect();
    Ok(ok(&MessagesJson { messages }))
}

/// Reads the query parameters of a list of messages.
pub(super) fn message_query(call: &ApiCall<'_>) -> HandlerResult<MessageQuery> {
    let query = call.query()?;
    Ok(MessageQuery {
        after: query.number("after")?.unwrap_or(0),
        before: query.number("before")?,
        limit: query.number("limit")?.unwrap_or(100).clamp(1, 1000),
    })
}

/// Posts a user's message. The message and the deliveries to the bots, unless `deliver` is false, are stored in one
/// transaction.
pub(super) fn post_user_message(call: &ApiCall<'_>, room_id: i64) -> HandlerResult {
    call.caller()?;
    let mut fields = JsonFields::read(call.request)?;
    let name = fields
        .text("user")?
        .map(|it| checked_name("user", it))
        .transpose()?;
    let message_type = fields.text("message_type")?;
    let is_delivered = fields.boolean("deliver")?.unwrap_or(true);
    let draft = MessageContent {
        room_id,
        body: body(&mut fields)?,
        message_type: message_type.unwrap_or_else(|| DEFAULT_MESSAGE_TYPE.into()),
        reply_to: fields.integer("reply_to_message_id")?,
        metadata: fields.object("metadata")?,
    };
    fields.finish()?;
    let sender = Sender::User(User {
        id: id::user(system::random_bytes()?),
        name: name.unwrap_or_else(|| DEFAULT_USER.into()),
    });
    // Read before the transaction, because reading random bytes may fail.
    let random: [u8; 16] = system::random_bytes()?;
    let event = |message: &Message, bot_id: &str| {
        let event_id = id::event_for_bot(random, bot_id);
        let body = event_body(message, bot_id, &event_id);
        (event_id, body)
    };
    let event: EventFactory<'_> = &event;
    let event = is_delivered.then_some(event);
    let (message, deliveries) = store_message(call, &draft, sender, event)?;
    let to_json = |it: &Delivery| json!({ "event_id": it.event_id, "bot_id": it.bot_id });
    let deliveries_json: Vec<Value> = deliveries.iter().map(to_json).collect();
    Ok(created(&PostedMessageJson {
        message: message.to_json(),
        deliveries: deliveries_json,
    }))
}

/// Handles `POST /bots/{bot_id}/messages`, the call that MoMoTalk documents. Required fields and responses are momo's
/// own choice; unknown fields are ignored.
pub(super) fn send_message(call: &ApiCall<'_>, bot_id: &str) -> HandlerResult {
    let bot = call.calling_bot(bot_id)?;
    let effect = call.injected_faults(bot_id);
    call.state.sleeper.sleep(effect.latency);
    let response = match &effect.error {
        Some(error) => Err(Problem::injected(error)),
        None => post_bot_message(call, bot),
    };
    call.state.sleeper.sleep(effect.latency);
    response
}

fn post_bot_message(call: &ApiCall<'_>, bot: Bot) -> HandlerResult {
    let bot_id = &bot.id;
    let mut fields = JsonFields::read(call.request)?;
    let draft = MessageContent {
        room_id: fields.required_integer("room_id")?,
        body: body(&mut fields)?,
        message_type: DEFAULT_MESSAGE_TYPE.into(),
        reply_to: fields.integer("reply_to_message_id")?,
        metadata: fields.object("metadata")?,
    };
    if !bot.is_active() {
        return Err(Problem::forbidden(bot.in_status("bot.may-not-send")));
    }
    let room = draft.room_id;
    let other_room = call
        .state
        .room_of_last_event(bot_id)
        .filter(|it| *it != room);
    let hint = other_room.map(|other| Phrase::new("room.hint-of-event").with("room", other));
    let with_hint = |problem: Problem| problem.hint_before(hint.clone());
    if !existing_room(call, room)
        .map_err(with_hint)?
        .bots
        .contains(bot_id)
    {
        let phrase = Phrase::new("room.not-subscribed")
            .with("id", bot_id)
            .with("room", room);
        let command = format!("momo room subscribe --room {room} --bot {bot_id}");
        let subscribe = Phrase::new("room.hint-subscribe").with("command", command);
        return Err(with_hint(Problem::forbidden(phrase).hint(subscribe)));
    }
    let sender = Sender::Bot {
        id: bot.id,
        name: bot.name,
    };
    let (message, _) = store_message(call, &draft, sender, None).map_err(with_hint)?;
    Ok(created(&SentMessageJson {
        ok: true,
        message: message.to_json(),
    }))
}

fn store_message(
    call: &ApiCall<'_>,
    draft: &MessageContent,
    sender: Sender,
    event: Option<EventFactory<'_>>,
) -> HandlerResult<(Message, Vec<Delivery>)> {
    let now = call.state.now();
    let after_message = match &sender {
        Sender::Bot { id, .. } => call.state.last_sent_message(id, draft.room_id),
        Sender::User(_) => None,
    };
    let mut store = call.state.store();
    let result = store.post_message(NewMessage {
        draft,
        sender,
        now,
        exchange_id: call.metadata.exchange_id.clone(),
        after_message,
        event,
    })?;
    if let PostResult::Message(message, deliveries) = &result {
        // Under the store lock, so that a bot and room get their events in the order of the messages. Subscribers get a
        // message before its deliveries.
        let updates = Activity::deliveries(deliveries.iter().cloned(), false);
        let message = Activity::Message(message.clone());
        call.state
            .journal
            .publish_all([message].into_iter().chain(updates));
        call.outbox.add(deliveries);
    }
    drop(store);
    match result {
        PostResult::NoRoom => Err(no_room(draft.room_id)),
        PostResult::NoRepliedMessage => {
            let phrase = Phrase::new("message.missing").with("room", draft.room_id);
            let id = draft.reply_to.unwrap_or_default();
            Err(Problem::not_found(phrase.with("id", id)))
        }
        PostResult::Message(message, deliveries) => Ok((*message, deliveries)),
    }
}

/// Builds the event of a user's message in the documented form.
fn event_body(message: &Message, bot_id: &str, event_id: &str) -> Vec<u8> {
    let sender_user_id = match &message.sender {
        Sender::User(user) => &user.id,
        Sender::Bot { id, .. } => id,
    };
    let event = MessageCreated {
        event_id,
        event_type: MESSAGE_CREATED,
        bot_id,
        timestamp: message.created_at,
        room_id: message.content.room_id,
        message_id: message.id,
        sender_user_id,
        body: &message.content.body,
        message_type: &message.content.message_type,
        created_at: message.created_at,
    };
    event.to_body()
}

fn body(fields: &mut JsonFields) -> HandlerResult<String> {
    let body = fields.required_content("body")?;
    checked_text("body", body, MAX_MESSAGE_CHARS)
}

/// Checks the length of a text in characters; the limit is momo's own.
pub(super) fn checked_text(field: &str, text: String, max: usize) -> HandlerResult<String> {
    if text.chars().count() > max {
        let limit = Phrase::new("field.too-long-momo").with("n", max);
        return Err(Problem::field(field, limit));
    }
    Ok(text)
}

pub(super) fn existing_room(call: &ApiCall<'_>, room_id: i64) -> HandlerResult<Room> {
    let room = call.state.store().room(room_id)?;
    room.ok_or_else(|| no_room(room_id))
}

fn no_room(room_id: i64) -> Problem {
    Problem::not_found(Phrase::new("room.missing").with("id", room_id)).hint("room.hint-list")
}
