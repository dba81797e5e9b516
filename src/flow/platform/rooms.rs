//! Calls about rooms: who is in them, what is said, and the message call that MoMoTalk documents.
use super::Happening;
use super::bots::{found, short};
use super::call::Call;
use super::json_fields::JsonFields;
use super::problem::{Problem, HandlerResult, created, ok};
use crate::flow::page::PageUpdate;
use crate::io::sqlite::{EventFor, Said, Saying};
use crate::io::system;
use crate::model::platform::bot::{Bot, Caller};
use crate::model::platform::outbox::Delivery;
use crate::model::platform::room::{Draft, Message, MessageJson, Page, Room, Sender, User};
use crate::model::protocol::momotalk_event::{MESSAGE_CREATED, MessageCreated};
use crate::model::text::id;
use serde::Serialize;
use serde_json::{Value, json};

/// The only message type that MoMoTalk documents.
const TEXT: &str = "TEXT";
/// The longest message, in characters. MoMoTalk documents no limit; this one is momo's own.
const MESSAGE_LIMIT: usize = 10_000;
/// Who speaks when nobody is named.
const SOMEBODY: &str = "앨리스";

/// What was said in a room.
#[derive(Serialize)]
struct MessagesJson<'a> {
    messages: Vec<MessageJson<'a>>,
}

/// What a user said, and the events that it sets off.
#[derive(Serialize)]
struct SaidJson<'a> {
    message: MessageJson<'a>,
    deliveries: Vec<Value>,
}

/// What a bot sent.
#[derive(Serialize)]
struct SentJson<'a> {
    ok: bool,
    message: MessageJson<'a>,
}

pub(super) fn list(call: &Call<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let mut store = call.state.store();
    let (rooms, bots) = (store.rooms()?, store.bots()?);
    let talks = store.talks()?;
    let told = |room: Room| {
        let talk = talks.iter().find(|it| it.last.draft.room_id == room.id);
        let mut value = seen(room, &bots, &caller).to_json();
        value["message_count"] = talk.map_or(0, |it| it.count).into();
        if let Some(talk) = talk {
            value["last_message"] = json!(talk.last.to_json());
        }
        value
    };
    let values: Vec<Value> = rooms.into_iter().map(told).collect();
    Ok(ok(&json!({ "rooms": values })))
}

pub(super) fn create(call: &Call<'_>) -> HandlerResult {
    call.caller()?;
    let mut fields = JsonFields::read_optional(call.request)?;
    let name = fields
        .text("name")?
        .map(|it| short("name", it))
        .transpose()?;
    fields.finish()?;
    let now = call.state.now();
    let room = call.state.store().add_room(name.as_deref(), now)?;
    call.state.tell_changed("rooms", Vec::new());
    Ok(created(&room.to_json()))
}

pub(super) fn show(call: &Call<'_>, room_id: i64) -> HandlerResult {
    let caller = call.caller()?;
    let room = room(call, room_id)?;
    let bots = call.state.store().bots()?;
    Ok(ok(&seen(room, &bots, &caller).to_json()))
}

/// The room with those of its bots that the caller may know of.
fn seen(room: Room, bots: &[Bot], caller: &Caller) -> Room {
    let is_known = |id: &String| {
        let bot = bots.iter().find(|bot| bot.id == *id);
        bot.is_some_and(|bot| bot.is_found_by(caller))
    };
    Room {
        bots: room.bots.into_iter().filter(is_known).collect(),
        ..room
    }
}

pub(super) fn subscribe(call: &Call<'_>, room_id: i64, bot_id: &str) -> HandlerResult {
    let caller = call.caller()?;
    room(call, room_id)?;
    let bot = found(call, bot_id, &caller)?;
    call.state.store().subscribe(room_id, &bot.id)?;
    call.state.tell_changed("rooms", Vec::new());
    show(call, room_id)
}

pub(super) fn unsubscribe(call: &Call<'_>, room_id: i64, bot_id: &str) -> HandlerResult {
    let caller = call.caller()?;
    room(call, room_id)?;
    let bot = found(call, bot_id, &caller)?;
    let dropped = call.state.store().unsubscribe(room_id, &bot.id)?;
    call.state.tell_changed("rooms", dropped);
    show(call, room_id)
}

pub(super) fn users(call: &Call<'_>) -> HandlerResult {
    call.caller()?;
    let users = call.state.store().users()?;
    let value = |user: &User| json!({ "user_id": user.id, "name": user.name });
    let values: Vec<Value> = users.iter().map(value).collect();
    Ok(ok(&json!({ "users": values })))
}

pub(super) fn messages(call: &Call<'_>, room_id: i64) -> HandlerResult {
    call.caller()?;
    let page = page(call)?;
    room(call, room_id)?;
    let messages = call.state.store().messages(room_id, page)?;
    let messages = messages.iter().map(Message::to_json).collect();
    Ok(ok(&MessagesJson { messages }))
}

/// The messages that are asked for, in a room of either kind.
pub(super) fn page(call: &Call<'_>) -> HandlerResult<Page> {
    let query = call.query()?;
    Ok(Page {
        after: query.number("after")?.unwrap_or(0),
        before: query.number("before")?,
        limit: query.number("limit")?.unwrap_or(100).clamp(1, 1000),
    })
}

/// A user says something: the message and the events for the bots are one transaction.
pub(super) fn say(call: &Call<'_>, room_id: i64) -> HandlerResult {
    call.caller()?;
    let mut fields = JsonFields::read(call.request)?;
    let name = fields
        .text("user")?
        .map(|it| short("user", it))
        .transpose()?;
    let message_type = fields.text("message_type")?;
    let draft = Draft {
        room_id,
        body: body(&mut fields)?,
        message_type: message_type.unwrap_or_else(|| TEXT.into()),
        reply_to: fields.integer("reply_to_message_id")?,
        metadata: fields.object("metadata")?,
    };
    fields.finish()?;
    let sender = Sender::User(User {
        id: id::user(system::random()?),
        name: name.unwrap_or_else(|| SOMEBODY.into()),
    });
    // Drawn before: randomness may fail, and a transaction is no place for that.
    let random: [u8; 16] = system::random()?;
    let event = |message: &Message, bot_id: &str| {
        let event_id = id::event_for(random, bot_id);
        let body = event_body(message, bot_id, &event_id);
        (event_id, body)
    };
    let (message, deliveries) = speak(call, &draft, sender, Some(&event))?;
    let told = |it: &Delivery| json!({ "event_id": it.event_id, "bot_id": it.bot_id });
    let told: Vec<Value> = deliveries.iter().map(told).collect();
    Ok(created(&SaidJson {
        message: message.to_json(),
        deliveries: told,
    }))
}

/// `POST /bots/{bot_id}/messages`, the call that MoMoTalk documents. Which fields must be there, and every
/// answer, are momo's own choice; fields that it does not know are ignored.
pub(super) fn send_message(call: &Call<'_>, bot_id: &str) -> HandlerResult {
    let bot = call.calling_bot(bot_id)?;
    let lot = call.befalls(bot_id);
    call.state.pause.sleep(lot.latency);
    let reply = match &lot.error {
        Some(refused) => Err(Problem::injected(refused)),
        None => post(call, bot),
    };
    call.state.pause.sleep(lot.latency);
    reply
}

fn post(call: &Call<'_>, bot: Bot) -> HandlerResult {
    let bot_id = &bot.id;
    let mut fields = JsonFields::read(call.request)?;
    let draft = Draft {
        room_id: fields.required_integer("room_id")?,
        body: body(&mut fields)?,
        message_type: TEXT.into(),
        reply_to: fields.integer("reply_to_message_id")?,
        metadata: fields.object("metadata")?,
    };
    if !bot.takes_part() {
        let status = bot.status.name();
        return Err(Problem::forbidden(format!(
            "`{bot_id}` may not send messages: it is {status}"
        )));
    }
    if !room(call, draft.room_id)?.bots.contains(&bot.id) {
        let problem = Problem::forbidden(format!("`{bot_id}` is not in room {}", draft.room_id));
        let command = format!(
            "momo room subscribe --room {} --bot {bot_id}",
            draft.room_id
        );
        return Err(problem.hint(format!("Subscribe it: {command}")));
    }
    let sender = Sender::Bot {
        id: bot.id,
        name: bot.name,
    };
    let (message, _) = speak(call, &draft, sender, None)?;
    Ok(created(&SentJson {
        ok: true,
        message: message.to_json(),
    }))
}

fn speak(
    call: &Call<'_>,
    draft: &Draft,
    sender: Sender,
    event: Option<EventFor<'_>>,
) -> HandlerResult<(Message, Vec<Delivery>)> {
    let now = call.state.now();
    let mut store = call.state.store();
    let said = store.say(Saying {
        draft,
        sender,
        now,
        exchange_id: call.trace.exchange_id.clone(),
        event,
    })?;
    if let Said::Message(message, deliveries) = &said {
        // Before the next call may write: a lane has its events in the order of their messages. And who
        // listens hears of a message before he hears of its delivery.
        call.state.tell(Happening::Message(message.clone()));
        let promised = deliveries.iter().cloned().map(Box::new);
        let promised = promised.map(|it| PageUpdate::Delivery(it, false));
        call.state.changes.publish_all(promised);
        call.outbox.add(deliveries);
    }
    drop(store);
    match said {
        Said::NoRoom => Err(no_room(draft.room_id)),
        Said::NoReplied => Err(Problem::not_found(format!(
            "there is no message {} in room {}",
            draft.reply_to.unwrap_or_default(),
            draft.room_id
        ))),
        Said::Message(message, deliveries) => Ok((*message, deliveries)),
    }
}

/// The event that a bot gets of a user's message, in the documented shape.
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
        room_id: message.draft.room_id,
        message_id: message.id,
        sender_user_id,
        body: &message.draft.body,
        message_type: &message.draft.message_type,
        created_at: message.created_at,
    };
    event.to_body()
}

fn body(fields: &mut JsonFields) -> HandlerResult<String> {
    let body = fields.required_content("body")?;
    if body.chars().count() > MESSAGE_LIMIT {
        let limit = format!("is longer than {MESSAGE_LIMIT} characters (momo's own limit)");
        return Err(Problem::field("body", limit));
    }
    Ok(body)
}

pub(super) fn room(call: &Call<'_>, room_id: i64) -> HandlerResult<Room> {
    let room = call.state.store().room(room_id)?;
    room.ok_or_else(|| no_room(room_id))
}

fn no_room(room_id: i64) -> Problem {
    Problem::not_found(format!("there is no room {room_id}"))
        .hint("`momo room list` shows the rooms.")
}
