//! Calls about bots: registration, management, rotation, webhook test, review, deliveries. Also issues console tokens.
use super::api_call::ApiCall;
use super::dispatcher::{failure_message, send_once};
use super::grace;
use super::problem::{HandlerResult, Problem, created, ok};
use super::state::new_secret;
use crate::error::Result;
use crate::flow::web::json_fields::{JsonFields, resolve_target};
use crate::io::files::Credentials;
use crate::io::sqlite::{NewBot, TokenChange};
use crate::io::system;
use crate::model::activity::Activity;
use crate::model::http::target;
use crate::model::platform::bot::{Bot, BotStatus, Caller, Role, Visibility, callback_url_problem};
use crate::model::platform::room::FIRST_ROOM;
use crate::model::protocol::momotalk_event::MessageCreated;
use crate::model::secret::Secret;
use crate::model::secret::credentials::{BotCredentials, PreviousSecret};
use crate::model::settings::LOCAL;
use crate::model::text::id;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// Event type of the webhook test. momo's own choice: MoMoTalk does not document what its test button sends.
const TEST_EVENT: &str = "webhook.test";
/// Maximum length of a name (of a bot, room, user or console token) in characters; momo's own choice.
pub(super) const MAX_NAME_CHARS: usize = 100;
/// Fields of a bot that are visible to callers without management rights.
const PUBLIC_FIELDS: [&str; 7] = [
    "bot_id",
    "name",
    "visibility",
    "status",
    "owner",
    "created_at",
    "offline_since",
];
/// Maximum validity of previous credentials after a rotation, in seconds.
const MAX_GRACE_SECONDS: i64 = 7 * 24 * 60 * 60;

pub(super) fn create(call: &ApiCall<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let mut fields = JsonFields::read(call.request)?;
    let name = checked_name("name", fields.required_text("name")?)?;
    let callback_url = checked_callback_url(call, fields.required_text("callback_url")?)?;
    let visibility = read_visibility(&mut fields)?.unwrap_or_default();
    fields.finish()?;
    let (token, secret) = (new_token()?, new_webhook_secret()?);
    let bot = Bot {
        id: id::bot(system::random_bytes()?),
        name,
        callback_url,
        visibility,
        status: visibility.initial_status(),
        owner: caller.name,
        created_at: call.state.now(),
        token_fingerprint: token.fingerprint(),
        secret_fingerprint: secret.fingerprint(),
        review_note: None,
        previous_token_valid_until: None,
        offline_since: None,
    };
    // Stored first: events of a bot without a stored secret could not be signed.
    Credentials::update(&call.state.options.home, |credentials| {
        let entry = own_entry(call, credentials, &bot);
        entry.secret = Some(secret.clone());
        entry.token = Some(token.clone());
        Ok(())
    })?;
    call.state.put_secret(&bot.id, secret.clone());
    call.state.store().add_bot(&NewBot {
        bot: &bot,
        token: &token,
        room_id: FIRST_ROOM,
    })?;
    call.state.journal.publish(Activity::Bots);
    call.state.journal.publish(Activity::Rooms);
    let mut value = bot_to_json(&bot);
    value["bot_token"] = token.reveal_text().into();
    value["webhook_secret"] = secret.reveal_text().into();
    Ok(created(&value))
}

pub(super) fn list(call: &ApiCall<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let mut bots = call.state.store().bots()?;
    call.state.refresh_offline(&mut bots)?;
    let visible: Vec<&Bot> = bots.iter().filter(|it| it.is_listed_for(&caller)).collect();
    Ok(ok(
        &json!({ "bots": bots_to_json(call, &visible, &caller)? }),
    ))
}

pub(super) fn show(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let mut bot = visible_bot(call, id, &caller)?;
    call.state.refresh_offline(std::slice::from_mut(&mut bot))?;
    Ok(ok(&bots_to_json(call, &[&bot], &caller)?[0]))
}

pub(super) fn update(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let _guard = call.state.lock_bot_changes();
    let mut bot = managed_bot(call, id, &caller)?;
    let mut fields = JsonFields::read(call.request)?;
    if let Some(name) = fields.text("name")? {
        bot.name = checked_name("name", name)?;
    }
    let mut has_moved = false;
    if let Some(url) = fields.text("callback_url")? {
        let url = checked_callback_url(call, url)?;
        has_moved = bot.callback_url != url;
        bot.callback_url = url;
    }
    if let Some(visibility) = read_visibility(&mut fields)? {
        bot.set_visibility(visibility, &caller);
    }
    fields.finish()?;
    let dropped = call.state.store().update_bot(&bot)?;
    if has_moved && !call.state.running_bots.is_starting(&bot.id) {
        call.state.note_online(&bot.id)?;
        bot.offline_since = None;
    }
    Credentials::update(&call.state.options.home, |credentials| {
        if credentials.bot(&bot.id).is_some() {
            own_entry(call, credentials, &bot);
        }
        Ok(())
    })?;
    call.state.publish_change(Activity::Bots, dropped);
    // What failed at the old URL does not wait to be tried at the new one.
    call.outbox.hurry(&bot.id, call.state.now());
    Ok(ok(&bot_to_json(&bot)))
}

pub(super) fn delete(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let _guard = call.state.lock_bot_changes();
    let bot = managed_bot(call, id, &caller)?;
    let dropped = call.state.store().delete_bot(&bot.id)?;
    call.state.remove_secret(&bot.id);
    Credentials::update(&call.state.options.home, |credentials| {
        Ok(credentials.remove_bot(&bot.id))
    })?;
    call.state.publish_change(Activity::Bots, dropped);
    call.state.journal.publish(Activity::Rooms);
    Ok(ok(&json!({ "deleted": true, "bot_id": bot.id })))
}

pub(super) fn rotate(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let _guard = call.state.lock_bot_changes();
    let mut bot = managed_bot(call, id, &caller)?;
    let mut fields = JsonFields::read(call.request)?;
    let choices = ["token", "secret", "both"];
    let credential = fields.choice("what", &choices, |name| {
        choices.iter().find(|it| **it == name).copied()
    })?;
    let credential = credential.ok_or_else(|| Problem::field("what", "field.missing-rotation"))?;
    let grace = fields.integer("grace_seconds")?.unwrap_or(0);
    fields.finish()?;
    if !(0..=MAX_GRACE_SECONDS).contains(&grace) {
        let range = Phrase::new("field.range").with("least", 0_u64);
        let range = range.with("most", MAX_GRACE_SECONDS);
        return Err(Problem::field("grace_seconds", range));
    }
    let previous_until = call
        .state
        .now()
        .after(Duration::from_secs(grace.unsigned_abs()));
    let mut value = json!({ "bot_id": bot.id });
    if credential != "token" {
        let secret = new_webhook_secret()?;
        rotate_secret(call, &mut bot, &secret, previous_until)?;
        value["webhook_secret"] = secret.reveal_text().into();
    }
    if credential != "secret" {
        let token = new_token()?;
        call.state.store().replace_token(
            &bot.id,
            &TokenChange {
                token: &token,
                old_until: previous_until,
            },
        )?;
        Credentials::update(&call.state.options.home, |credentials| {
            own_entry(call, credentials, &bot).token = Some(token.clone());
            Ok(())
        })?;
        value["bot_token"] = token.reveal_text().into();
    }
    call.state.journal.publish(Activity::Bots);
    if grace > 0 {
        value["previous_valid_until"] = previous_until.seconds().into();
    }
    Ok(ok(&value))
}

/// Returns the bot's entry in the credentials file, as one of this platform.
fn own_entry<'a>(
    call: &ApiCall<'_>,
    credentials: &'a mut Credentials,
    bot: &Bot,
) -> &'a mut BotCredentials {
    let entry = credentials.bot_entry(&bot.id);
    entry.name = Some(bot.name.clone());
    entry.callback_url = Some(bot.callback_url.clone());
    entry.profile = LOCAL.into();
    entry.api_base.clone_from(&call.state.api_base);
    entry
}

/// Stores the new secret in the credentials file before anything is signed with it.
fn rotate_secret(
    call: &ApiCall<'_>,
    bot: &mut Bot,
    secret: &Secret,
    previous_until: Timestamp,
) -> HandlerResult<()> {
    let now = call.state.now();
    let previous_until_by_wall = call.state.clock().to_wall_time(previous_until);
    Credentials::update(&call.state.options.home, |credentials| {
        let entry = own_entry(call, credentials, bot);
        let old = entry.secret.replace(secret.clone());
        entry.previous_secret = old
            .filter(|_| previous_until > now)
            .map(|secret| PreviousSecret {
                secret,
                valid_until: previous_until_by_wall,
            });
        Ok(())
    })?;
    call.state.put_secret(&bot.id, secret.clone());
    bot.secret_fingerprint = secret.fingerprint();
    call.state.store().update_bot(bot)?;
    Ok(())
}

pub(super) fn test(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let bot = managed_bot(call, id, &caller)?;
    let now = call.state.now();
    let event_id = id::event(system::random_bytes()?);
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
    let exchange = send_once(call.state, &bot, &event_id, body.to_body());
    let failure = failure_message(&exchange);
    let value = json!({
        "delivered": failure.is_none(),
        "event_id": event_id,
        "exchange_id": exchange.id,
        "status": exchange.response.as_ref().map(|response| response.status),
        "failure": failure.as_ref().map(Phrase::to_string),
        "failure_phrase": failure,
        "ms": exchange.timing.total_ms,
    });
    call.state.record(exchange);
    Ok(ok(&value))
}

pub(super) fn review(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let _guard = call.state.lock_bot_changes();
    let mut bot = visible_bot(call, id, &caller)?;
    if caller.role < Role::Operator {
        return Err(Problem::forbidden("review.role"));
    }
    let mut fields = JsonFields::read(call.request)?;
    let status = fields.choice("decision", &["approve", "reject"], |name| match name {
        "approve" => Some(BotStatus::Active),
        "reject" => Some(BotStatus::Rejected),
        _ => None,
    })?;
    let status = status.ok_or_else(|| Problem::field("decision", "field.missing-review"))?;
    let note = fields.text("note")?;
    fields.finish()?;
    // A rejection can be reviewed again, but a review cannot deactivate an active bot.
    if bot.status == BotStatus::Active {
        return Err(Problem::conflict(bot.in_status("bot.no-review")));
    }
    bot.status = status;
    bot.review_note = note;
    let dropped = call.state.store().update_bot(&bot)?;
    call.state.publish_change(Activity::Bots, dropped);
    Ok(ok(&bot_to_json(&bot)))
}

pub(super) fn create_console_token(call: &ApiCall<'_>) -> HandlerResult {
    if call.caller()?.role < Role::Admin {
        return Err(Problem::forbidden("token.role"));
    }
    let mut fields = JsonFields::read(call.request)?;
    let name = checked_name("name", fields.required_text("name")?)?;
    let names = Role::ALL.map(Role::name);
    let role = fields.choice("role", &names, Role::from_name)?;
    let role = role.ok_or_else(|| Problem::missing("role"))?;
    fields.finish()?;
    let mut store = call.state.store();
    if store.has_console_token(&name)? {
        let phrase = Phrase::new("token.exists").with("name", name);
        return Err(Problem::conflict(phrase));
    }
    let token = new_secret(id::console_token(system::random_bytes()?))?;
    let caller = Caller { name, role };
    store.save_console_token(&caller, &token)?;
    let token = token.reveal_text();
    Ok(created(
        &json!({ "name": caller.name, "role": role.name(), "token": token }),
    ))
}

/// Returns the bot, or a 404 if the caller may not see it.
pub(super) fn visible_bot(call: &ApiCall<'_>, id: &str, caller: &Caller) -> HandlerResult<Bot> {
    let bot = call.state.store().bot(id)?;
    bot.filter(|bot| bot.is_visible_to(caller))
        .ok_or_else(|| Problem::not_found(Phrase::new("bot.missing").with("id", id)))
}

/// Returns the bot, or an error response if the caller may not change it.
pub(super) fn managed_bot(call: &ApiCall<'_>, id: &str, caller: &Caller) -> HandlerResult<Bot> {
    let bot = visible_bot(call, id, caller)?;
    if bot.is_managed_by(caller) {
        return Ok(bot);
    }
    let phrase = Phrase::new("bot.owner")
        .with("id", id)
        .with("owner", bot.owner);
    Err(Problem::forbidden(phrase).hint("bot.hint-owner"))
}

/// Converts bots to JSON with the fields that the caller may see.
fn bots_to_json(call: &ApiCall<'_>, bots: &[&Bot], caller: &Caller) -> HandlerResult<Vec<Value>> {
    let mut values: Vec<Value> = bots.iter().map(|bot| bot_to_json(bot)).collect();
    grace::add_previous_validity(call, bots, &mut values)?;
    let values_by_bot = bots.iter().zip(&mut values);
    for (_, value) in values_by_bot.filter(|(bot, _)| !bot.is_managed_by(caller)) {
        if let Value::Object(fields) = value {
            fields.retain(|name, _| PUBLIC_FIELDS.contains(&name.as_str()));
        }
    }
    Ok(values)
}

fn bot_to_json(bot: &Bot) -> Value {
    json!({
        "bot_id": bot.id,
        "name": bot.name,
        "callback_url": bot.callback_url,
        "visibility": bot.visibility.name(),
        "status": bot.status.name(),
        "owner": bot.owner,
        "created_at": bot.created_at.seconds(),
        "offline_since": bot.offline_since.map(Timestamp::seconds),
        "token_fingerprint": bot.token_fingerprint,
        "secret_fingerprint": bot.secret_fingerprint,
        "review_note": bot.review_note,
    })
}

fn read_visibility(fields: &mut JsonFields) -> HandlerResult<Option<Visibility>> {
    fields.choice(
        "visibility",
        &Visibility::ALL.map(Visibility::name),
        Visibility::from_name,
    )
}

/// Completes short forms such as `3000/webhook`, then checks the URL.
fn checked_callback_url(call: &ApiCall<'_>, text: String) -> HandlerResult<String> {
    let url = resolve_target("callback_url", &text)?;
    match callback_url_problem(&url, Some(&call.state.options.callback_hosts)) {
        None => Ok(url),
        Some(problem) => {
            let hint = Phrase::new("target.hint-https").with("host", target::host(&url));
            Err(Problem::field("callback_url", problem).hint(hint))
        }
    }
}

pub(super) fn checked_name(field: &str, name: String) -> HandlerResult<String> {
    if name.chars().count() > MAX_NAME_CHARS {
        let limit = Phrase::new("field.too-long").with("n", MAX_NAME_CHARS);
        return Err(Problem::field(field, limit));
    }
    Ok(name)
}

fn new_token() -> Result<Secret> {
    new_secret(id::bot_token(system::random_bytes()?))
}

fn new_webhook_secret() -> Result<Secret> {
    new_secret(id::webhook_secret(system::random_bytes()?))
}
