//! Raw events: any text is signed and delivered; and samples as templates.
use super::Scene;
use crate::platform::{Fields, Local, hmac_hex, taker, wait_for_requests};
use serde_json::{Value, json};

impl Scene {
    fn event(&self, body: Value) -> Value {
        let path = format!("/bots/{}/events", self.bot.id);
        let answer = self.call("POST", &path, Some(&body));
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()
    }
}

#[test]
fn raw_event_is_signed_and_sent_as_written() {
    let scene = Scene::with(&[]);
    let event = json!({ "event_id": "evt_own", "event_type": "talk.other", "n": 1e2, "한": null });
    let answer = scene.event(json!({ "event": event }));
    let seen = wait_for_requests(&scene.peer, 1).remove(0);
    // What it says, with momo's own white space.
    assert_eq!(
        String::from_utf8(seen.body.clone()).unwrap(),
        r#"{ "event_id":"evt_own", "event_type":"talk.other", "n":100.0, "한":null }"#
    );
    assert_eq!(
        seen.header("x-momotalk-bot-signature"),
        Some(&*hmac_hex(&scene.bot.secret, &seen.body))
    );
    assert_eq!(seen.header("x-momotalk-event-id"), Some("evt_own"));
    assert_eq!(seen.header("x-momotalk-bot-id"), Some(&*scene.bot.id));
    assert_eq!(answer["event_id"], "evt_own");
    assert_eq!(answer["delivery"]["event_id"], "evt_own");
    assert_eq!(answer["delivery"]["room_id"], 1);
    scene.local.wait_until_sent();
    let head = &scene.list("?filter=event:evt_own")[0];
    assert_eq!(head["event_type"], "talk.other");
    assert_eq!(head["signature"]["verdict"], "valid");
    // The same once more is a delivery of its own.
    let again = scene.event(json!({ "event": event }));
    let seen = wait_for_requests(&scene.peer, 2).remove(1);
    assert_eq!(seen.header("x-momotalk-event-id"), Some("evt_own"));
    assert_eq!(again["event_id"], "evt_own");
    assert_ne!(again["delivery"]["event_id"], "evt_own");
}

#[test]
fn body_that_is_no_event_is_sent_with_its_headers() {
    let scene = Scene::with(&[]);
    let answer = scene.event(json!({ "body": "{\"broken\": \u{0}" }));
    let seen = wait_for_requests(&scene.peer, 1).remove(0);
    assert_eq!(seen.body, b"{\"broken\": \0");
    let id = answer.text("event_id");
    assert_eq!(seen.header("x-momotalk-event-id"), Some(&*id));
    assert_eq!(seen.header("x-momotalk-bot-id"), Some(&*scene.bot.id));
    assert_eq!(
        seen.header("x-momotalk-bot-signature"),
        Some(&*hmac_hex(&scene.bot.secret, &seen.body))
    );
    scene.event(json!({ "body_base64": "AP8=" }));
    assert_eq!(wait_for_requests(&scene.peer, 2)[1].body, [0, 255]);
}

#[test]
fn event_is_visible_to_the_room_and_the_bots_managers() {
    let scene = Scene::with(&[]);
    let room = scene.good("POST", "/rooms", None)["room_id"].clone();
    let answer = scene.event(json!({ "room_id": room, "event": {} }));
    assert_eq!(answer["delivery"]["room_id"], room);
    let named = json!({ "event": { "message": { "room_id": room } } });
    assert_eq!(scene.event(named)["delivery"]["room_id"], room);
    let nowhere = json!({ "event": { "message": { "room_id": 77 } } });
    assert_eq!(scene.event(nowhere)["delivery"]["room_id"], 1);
    wait_for_requests(&scene.peer, 3);
    let path = format!("/bots/{}/events", scene.bot.id);
    for (body, status, words) in [
        (json!({}), 422, "`event`: is missing"),
        (
            json!({ "event": [] }),
            422,
            "`event`: is a list, not an object",
        ),
        (
            json!({ "event": {}, "body": "" }),
            422,
            "`body`: stands beside `event`",
        ),
        (
            json!({ "event": {}, "room_id": 77 }),
            404,
            "there is no room 77",
        ),
        (
            json!({ "event": {}, "stamp": true }),
            422,
            "`stamp`: is no field",
        ),
    ] {
        let answer = scene.call("POST", &path, Some(&body));
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.body.contains(words), "{answer:?}");
    }
    scene
        .call("POST", "/bots/bot_x/events", Some(&json!({ "event": {} })))
        .refuses(404, "not_found", "there is no bot `bot_x`");
    // Who registered the bot may, too.
    scene
        .local
        .developer("POST", &path, Some(&json!({ "event": {} })));
}

#[test]
fn bot_under_review_gets_no_raw_event() {
    let local = Local::start();
    let bot = local.bot_shown_as("http://127.0.0.1:9/", "review_required");
    let path = format!("/bots/{}/events", bot.id);
    local
        .call(
            &local.console("admin"),
            "POST",
            &path,
            Some(&json!({ "event": {} })),
        )
        .refuses(409, "conflict", "it is pending");
}

#[test]
fn samples_are_sent_as_they_are() {
    let scene = Scene::at(taker(), &[]);
    let answer = scene.local.developer("GET", "/samples", None);
    let samples = answer["samples"].as_array().unwrap();
    assert_eq!(samples[0]["name"], "momotalk/message_created");
    assert_eq!(samples[0]["event"]["event_type"], "talk.message_created");
    assert!(samples.len() > 10 && !samples[0].text("about").is_empty());
    for sample in samples {
        scene.event(json!({ "event": sample["event"] }));
    }
    let seen = wait_for_requests(&scene.peer, samples.len());
    assert!(seen.iter().all(|it| {
        it.header("x-momotalk-bot-signature") == Some(&*hmac_hex(&scene.bot.secret, &it.body))
    }));
}
