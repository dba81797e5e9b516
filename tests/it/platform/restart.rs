//! What a stop and a start on another port leave as it was.
use super::{Fields, Local, hmac_hex, wait_for_requests};
use crate::support::{Peer, response, wait_for};
use momo::io::files::{Credentials, Home};
use momo::model::platform::bot::Role;
use momo::model::secret::Secret;
use momo::model::secret::credentials::BotCredentials;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A callback that refuses until it is told to take.
fn switched() -> (Peer, Arc<AtomicBool>) {
    let takes = Arc::new(AtomicBool::new(false));
    let asked = takes.clone();
    let peer = Peer::raw(move |_| {
        let status = if asked.load(Ordering::SeqCst) {
            200
        } else {
            503
        };
        response(status, "text/plain", "")
    });
    (peer, takes)
}

#[test]
fn bots_rooms_messages_tokens_and_deliveries_survive_a_restart() {
    let (peer, takes) = switched();
    let mut local = Local::start();
    let bot = local.bot(&peer.url("/"));
    let told = local.say(1, "기다려");
    let event = told["deliveries"][0].text("event_id");
    wait_for_requests(&peer, 1);
    let (before, base) = (
        local.developer("GET", "/bots", None),
        local.platform().api_base().to_owned(),
    );
    let consoles = Role::ALL.map(|role| local.console(role.name()));
    local.stop();
    let refused = peer.seen();
    takes.store(true, Ordering::SeqCst);
    local.start_again();
    assert_ne!(local.platform().api_base(), base);
    let seen = wait_for("the event", || peer.seen().get(refused.len()).cloned());
    assert_eq!(seen.body, refused[0].body);
    assert_eq!(
        seen.header("x-momotalk-bot-signature"),
        Some(&*hmac_hex(&bot.secret, &seen.body))
    );
    local.wait_until_sent();
    let delivery = &local.deliveries("")[0];
    assert_eq!(
        (&delivery["event_id"], &delivery["state"]),
        (&json!(event), &json!("delivered"))
    );
    assert_eq!(delivery["attempts"], refused.len() + 1);
    // The same tokens, now under the new base alone.
    assert_eq!(Role::ALL.map(|role| local.console(role.name())), consoles);
    let credentials = local.credentials();
    assert!(credentials.console_token(&base, "admin").is_none());
    assert_eq!(
        credentials.bot(&bot.id).unwrap().api_base,
        local.platform().api_base()
    );
    assert_eq!(local.developer("GET", "/bots", None), before);
    let body = json!({ "room_id": 1, "body": "왔어", "reply_to_message_id": told["message"]["message_id"] });
    local.send(&bot, &body).good();
    let listed = local.developer("GET", "/rooms/1/messages", None);
    assert_eq!(listed["messages"][0], told["message"]);
    assert_eq!(listed["messages"].as_array().unwrap().len(), 2);
}

#[test]
fn lost_console_tokens_are_created_anew() {
    let mut local = Local::start();
    let old = local.console("admin");
    local.stop();
    std::fs::remove_file(local.home().join("credentials.json")).unwrap();
    local.start_again();
    assert_ne!(local.console("admin"), old);
    local
        .call(&old, "GET", "/bots", None)
        .refuses(401, "unauthorized", "not known here");
    assert_eq!(local.developer("GET", "/bots", None), json!({ "bots": [] }));
}

#[test]
fn bot_with_lost_secret_gets_events_after_a_rotation() {
    let (peer, takes) = switched();
    takes.store(true, Ordering::SeqCst);
    let mut local = Local::start();
    let bot = local.bot(&peer.url("/"));
    local.stop();
    std::fs::remove_file(local.home().join("credentials.json")).unwrap();
    local.start_again();
    let event = local.say(1, "안녕")["deliveries"][0].text("event_id");
    let attempt = wait_for("an attempt", || local.attempts(&event).pop());
    let message = attempt.failure.unwrap().message.to_string();
    assert!(message.contains("momo bot rotate"));
    let rotated = local.developer(
        "POST",
        &format!("/bots/{}/rotate", bot.id),
        Some(&json!({ "what": "secret" })),
    );
    let seen = wait_for_requests(&peer, 1).remove(0);
    let signature = hmac_hex(&rotated.text("webhook_secret"), &seen.body);
    assert_eq!(seen.header("x-momotalk-bot-signature"), Some(&*signature));
}

#[test]
fn credentials_orphaned_by_a_crash_are_removed_at_start() {
    let mut local = Local::start();
    let base = local.platform().api_base().to_owned();
    let home = Home::in_folder(local.home());
    local.stop();
    let ghost = |api_base: &str| BotCredentials {
        profile: "local".into(),
        api_base: api_base.into(),
        secret: Secret::new("secret of a ghost"),
        ..BotCredentials::default()
    };
    Credentials::update(&home, |credentials| {
        credentials.set_bot("bot_ghost", ghost(&base));
        credentials.set_bot("bot_elsewhere", ghost("http://127.0.0.1:1/api"));
        Ok(())
    })
    .unwrap();
    local.start_again();
    let kept = local.credentials();
    assert!(kept.bot("bot_ghost").is_none());
    assert!(kept.bot("bot_elsewhere").is_some());
}

#[test]
#[cfg_attr(windows, ignore = "renames an open file")]
fn message_is_not_taken_while_the_database_is_not_at_its_path() {
    let local = Local::start();
    let path = local.home().join("platform.db");
    let token = local.console("developer");
    let body = json!({ "body": "안녕" });
    let told = || local.call(&token, "POST", "/rooms/1/messages", Some(&body));
    told().good();
    std::fs::rename(&path, local.home().join("elsewhere")).unwrap();
    let answer = told();
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(
        answer.body.contains("was removed or replaced"),
        "{answer:?}"
    );
    std::fs::rename(local.home().join("elsewhere"), &path).unwrap();
    told().good();
}
