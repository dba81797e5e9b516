//! Calls about bots: registration, management, rotation, the webhook test, the review, deliveries.
use super::call::Call;
use super::dispatcher::{problem, send_once};
use super::json_fields::JsonFields;
use super::grace;
use super::problem::{Problem, HandlerResult, created, ok};
use super::state::{LOCAL, new_secret};
use crate::error::Result;
use crate::flow::web::json_fields::resolve_target;
use crate::io::files::Credentials;
use crate::io::sqlite::{NewBot, TokenChange};
use crate::io::system;
use crate::model::platform::bot::{Bot, Caller, Role, Status, Visibility, callback_problem};
use crate::model::platform::outbox::{Delivery, State as DeliveryState};
use crate::model::protocol::momotalk_event::MessageCreated;
use crate::model::secret::Secret;
use crate::model::secret::credentials::PreviousSecret;
use crate::model::text::id;
use crate::model::time::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// The room to which a new bot is subscribed.
const FIRST_ROOM: i64 = 1;
/// The type of the event that the webhook test sends. What MoMoTalk's own test button sends is not documented.
const TEST_EVENT: &str = "webhook.test";
/// The longest name of a bot or room, in characters; momo's own choice.
pub(super) const NAME_LIMIT: usize = 100;
/// How many events are listed at most.
const DELIVERIES: u32 = 1000;
/// What everybody may know of a bot that he finds.
const OPEN: [&str; 6] = [
    "bot_id",
    "name",
    "visibility",
    "status",
    "owner",
    "created_at",
];
/// The longest grace of a rotation.
const GRACE_LIMIT: i64 = 7 * 24 * 60 * 60;

pub(super) fn create(call: &Call<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let mut fields = JsonFields::read(call.request)?;
    let name = short("name", fields.required_text("name")?)?;
    let callback_url = callback(fields.required_text("callback_url")?)?;
    let visibility = visibility(&mut fields)?.unwrap_or_default();
    fields.finish()?;
    let (token, secret) = (new_token()?, new_webhook_secret()?);
    let bot = Bot {
        id: id::bot(system::random()?),
        name,
        callback_url,
        visibility,
        status: visibility.first_status(),
        owner: caller.name,
        created_at: call.state.now(),
        token_fingerprint: token.fingerprint(),
        secret_fingerprint: secret.fingerprint(),
        review_note: None,
        old_token_until: None,
    };
    // The secret first: a bot whose secret is lost could never be delivered to.
    Credentials::update(&call.state.options.home, |credentials| {
        let entry = credentials.entry(&bot.id);
        entry.profile = LOCAL.into();
        entry.api_base.clone_from(&call.state.api_base);
        entry.secret = Some(secret.clone());
        Ok(())
    })?;
    call.state.put_secret(&bot.id, secret.clone());
    call.state.store().add_bot(&NewBot {
        bot: &bot,
        token: &token,
        room_id: FIRST_ROOM,
    })?;
    call.state.tell_changed("bots", Vec::new());
    call.state.tell_changed("rooms", Vec::new());
    let mut value = whole(&bot);
    value["bot_token"] = token.reveal_text().into();
    value["webhook_secret"] = secret.reveal_text().into();
    Ok(created(&value))
}

pub(super) fn list(call: &Call<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let bots = call.state.store().bots()?;
    let listed: Vec<&Bot> = bots.iter().filter(|it| it.is_listed_for(&caller)).collect();
    Ok(ok(&json!({ "bots": told(call, &listed, &caller)? })))
}

pub(super) fn show(call: &Call<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let bot = found(call, id, &caller)?;
    Ok(ok(&told(call, &[&bot], &caller)?[0]))
}

pub(super) fn update(call: &Call<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let _turn = call.state.turn();
    let mut bot = managed(call, id, &caller)?;
    let mut fields = JsonFields::read(call.request)?;
    if let Some(name) = fields.text("name")? {
        bot.name = short("name", name)?;
    }
    if let Some(url) = fields.text("callback_url")? {
        bot.callback_url = callback(url)?;
    }
    if let Some(visibility) = visibility(&mut fields)? {
        bot.show_as(visibility, &caller);
    }
    fields.finish()?;
    let dropped = call.state.store().update_bot(&bot)?;
    call.state.tell_changed("bots", dropped);
    Ok(ok(&whole(&bot)))
}

pub(super) fn delete(call: &Call<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let _turn = call.state.turn();
    let bot = managed(call, id, &caller)?;
    let dropped = call.state.store().delete_bot(&bot.id)?;
    call.state.remove_secret(&bot.id);
    Credentials::update(&call.state.options.home, |credentials| {
        Ok(credentials.remove_bot(&bot.id))
    })?;
    call.state.tell_changed("bots", dropped);
    call.state.tell_changed("rooms", Vec::new());
    Ok(ok(&json!({ "deleted": true, "bot_id": bot.id })))
}

pub(super) fn rotate(call: &Call<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let _turn = call.state.turn();
    let mut bot = managed(call, id, &caller)?;
    let mut fields = JsonFields::read(call.request)?;
    let words = ["token", "secret", "both"];
    let what = fields.choice("what", &words, |word| {
        words.iter().find(|it| **it == word).copied()
    })?;
    let what = what.ok_or_else(|| Problem::field("what", "is missing: token, secret or both"))?;
    let grace = fields.integer("grace_seconds")?.unwrap_or(0);
    fields.finish()?;
    if !(0..=GRACE_LIMIT).contains(&grace) {
        return Err(Problem::field(
            "grace_seconds",
            format!("is not between 0 and {GRACE_LIMIT}"),
        ));
    }
    let until = call
        .state
        .now()
        .after(Duration::from_secs(grace.unsigned_abs()));
    let mut value = json!({ "bot_id": bot.id });
    if what != "token" {
        let secret = new_webhook_secret()?;
        rotate_secret(call, &mut bot, &secret, until)?;
        value["webhook_secret"] = secret.reveal_text().into();
    }
    if what != "secret" {
        let token = new_token()?;
        call.state.store().change_token(
            &bot.id,
            &TokenChange {
                token: &token,
                old_until: until,
            },
        )?;
        value["bot_token"] = token.reveal_text().into();
    }
    call.state.tell_changed("bots", Vec::new());
    if grace > 0 {
        value["previous_valid_until"] = until.seconds().into();
    }
    Ok(ok(&value))
}

/// The new secret reaches the credentials file before anything is signed with it.
fn rotate_secret(call: &Call<'_>, bot: &mut Bot, secret: &Secret, until: Timestamp) -> HandlerResult<()> {
    let now = call.state.now();
    let until_by_wall = call.state.clock().to_wall_time(until);
    Credentials::update(&call.state.options.home, |credentials| {
        let entry = credentials.entry(&bot.id);
        let old = entry.secret.replace(secret.clone());
        entry.previous_secret = old.filter(|_| until > now).map(|secret| PreviousSecret {
            secret,
            valid_until: until_by_wall,
        });
        Ok(())
    })?;
    call.state.put_secret(&bot.id, secret.clone());
    bot.secret_fingerprint = secret.fingerprint();
    call.state.store().update_bot(bot)?;
    Ok(())
}

pub(super) fn test(call: &Call<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let bot = managed(call, id, &caller)?;
    let now = call.state.now();
    let event_id = id::event(system::random()?);
    let body = MessageCreated {
        event_id: &event_id,
        event_type: TEST_EVENT,
        bot_id: &bot.id,
        timestamp: now,
        room_id: 0,
        message_id: 0,
        sender_user_id: "user_webhook_test",
        body: "momo webhook test",
        message_type: "TEXT",
        created_at: now,
    };
    let exchange = send_once(call.state, &bot, &event_id, body.to_body())?;
    let value = json!({
        "delivered": problem(&exchange).is_none(),
        "event_id": event_id,
        "exchange_id": exchange.id,
        "status": exchange.response.as_ref().map(|response| response.status),
        "failure": problem(&exchange),
        "ms": exchange.timing.total_ms,
    });
    call.state.record(exchange);
    Ok(ok(&value))
}

pub(super) fn review(call: &Call<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let _turn = call.state.turn();
    let mut bot = found(call, id, &caller)?;
    if caller.role < Role::Operator {
        return Err(Problem::forbidden("only an operator or admin reviews bots"));
    }
    let mut fields = JsonFields::read(call.request)?;
    let status = fields.choice("decision", &["approve", "reject"], |word| match word {
        "approve" => Some(Status::Active),
        "reject" => Some(Status::Rejected),
        _ => None,
    })?;
    let status =
        status.ok_or_else(|| Problem::field("decision", "is missing: approve or reject"))?;
    let note = fields.text("note")?;
    fields.finish()?;
    // Who refused it may think again; one that takes part is not put out by a review.
    if bot.status == Status::Active {
        let name = bot.status.name();
        return Err(Problem::conflict(format!(
            "`{id}` waits for no review: it is {name}"
        )));
    }
    bot.status = status;
    bot.review_note = note;
    let dropped = call.state.store().update_bot(&bot)?;
    call.state.tell_changed("bots", dropped);
    Ok(ok(&whole(&bot)))
}

pub(super) fn deliveries(call: &Call<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let query = call.query()?;
    let state = match query.text("state") {
        None => None,
        Some(name) => Some(DeliveryState::from_name(name).ok_or_else(|| {
            Problem::field(
                "state",
                format!("`{name}` is none of waiting, delivered, failed, dropped"),
            )
        })?),
    };
    let (bot_id, room_id) = (query.text("bot_id"), query.number("room_id")?);
    // What was meant for a deleted bot is shown to those who see all bots.
    let owner = (caller.role < Role::Operator).then_some(caller.name.as_str());
    let mut store = call.state.store();
    let found = store.deliveries(owner, bot_id, room_id, state, DELIVERIES)?;
    let values: Vec<Value> = found.iter().map(Delivery::to_json).collect();
    Ok(ok(&json!({ "deliveries": values })))
}

pub(super) fn create_console_token(call: &Call<'_>) -> HandlerResult {
    if call.caller()?.role < Role::Admin {
        return Err(Problem::forbidden("only an admin hands out console tokens"));
    }
    let mut fields = JsonFields::read(call.request)?;
    let name = short("name", fields.required_text("name")?)?;
    let names = Role::ALL.map(Role::name);
    let role = fields.choice("role", &names, Role::from_name)?;
    let role = role.ok_or_else(|| Problem::field("role", "is missing"))?;
    fields.finish()?;
    let mut store = call.state.store();
    if store.has_console(&name)? {
        return Err(Problem::conflict(format!(
            "there is a console token for `{name}` already"
        )));
    }
    let token = new_secret(id::console_token(system::random()?))?;
    let caller = Caller { name, role };
    store.put_console(&caller, &token)?;
    let token = token.reveal_text();
    Ok(created(
        &json!({ "name": caller.name, "role": role.name(), "token": token }),
    ))
}

/// The bot, where the caller may know of it.
pub(super) fn found(call: &Call<'_>, id: &str, caller: &Caller) -> HandlerResult<Bot> {
    let bot = call.state.store().bot(id)?;
    bot.filter(|bot| bot.is_found_by(caller))
        .ok_or_else(|| Problem::not_found(format!("there is no bot `{id}`")))
}

/// The bot, where the caller may change it.
pub(super) fn managed(call: &Call<'_>, id: &str, caller: &Caller) -> HandlerResult<Bot> {
    let bot = found(call, id, caller)?;
    if bot.is_managed_by(caller) {
        return Ok(bot);
    }
    Err(
        Problem::forbidden(format!("`{id}` belongs to `{}`", bot.owner))
            .hint("Its owner, an operator or an admin may do this."),
    )
}

/// As much of the bots as the caller may see.
fn told(call: &Call<'_>, bots: &[&Bot], caller: &Caller) -> HandlerResult<Vec<Value>> {
    let mut values: Vec<Value> = bots.iter().map(|bot| whole(bot)).collect();
    grace::add(call, bots, &mut values)?;
    let theirs = bots.iter().zip(&mut values);
    for (_, value) in theirs.filter(|(bot, _)| !bot.is_managed_by(caller)) {
        if let Value::Object(fields) = value {
            fields.retain(|name, _| OPEN.contains(&name.as_str()));
        }
    }
    Ok(values)
}

fn whole(bot: &Bot) -> Value {
    json!({
        "bot_id": bot.id,
        "name": bot.name,
        "callback_url": bot.callback_url,
        "visibility": bot.visibility.name(),
        "status": bot.status.name(),
        "owner": bot.owner,
        "created_at": bot.created_at.seconds(),
        "token_fingerprint": bot.token_fingerprint,
        "secret_fingerprint": bot.secret_fingerprint,
        "review_note": bot.review_note,
    })
}

fn visibility(fields: &mut JsonFields) -> HandlerResult<Option<Visibility>> {
    fields.choice(
        "visibility",
        &Visibility::ALL.map(Visibility::name),
        Visibility::from_name,
    )
}

/// `3000/webhook` is a URL on this machine, as everywhere in momo.
fn callback(text: String) -> HandlerResult<String> {
    let url = resolve_target("callback_url", &text)?;
    match callback_problem(&url, true) {
        None => Ok(url),
        Some(problem) => Err(Problem::field("callback_url", problem)
            .hint("MoMoTalk demands HTTPS; plain HTTP is taken for this machine only.")),
    }
}

pub(super) fn short(field: &str, name: String) -> HandlerResult<String> {
    if name.chars().count() > NAME_LIMIT {
        return Err(Problem::field(
            field,
            format!("is longer than {NAME_LIMIT} characters"),
        ));
    }
    Ok(name)
}

fn new_token() -> Result<Secret> {
    new_secret(id::bot_token(system::random()?))
}

fn new_webhook_secret() -> Result<Secret> {
    new_secret(id::webhook_secret(system::random()?))
}
