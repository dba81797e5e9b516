//! Answers that come later, by the callback URL of the call: when it takes one, what it refuses, and when its time is over.
use super::Local;
use crate::support::skill::{payload, post, text};
use crate::support::{Peer, response, wait_for};
use momo::model::time::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// What a skill answers that will answer later.
const LATER: &str = r#"{"version":"2.0","useCallback":true}"#;

/// Posts the body until the platform has read the answer that asks for it; gives what it says to the post then.
fn reply_once_asked_for(url: &str, body: &str) -> Value {
    wait_for("the platform to have read the answer", || {
        let reply = post(url, body);
        let message = reply["message"].as_str().unwrap();
        (!message.contains("Use callback")).then_some(reply)
    })
}

/// A room in which a user has said something to a skill that will answer later.
fn waiting_room(local: &Local, skill: &Peer) -> String {
    let room = local.kakao_room(&skill.url("/"), json!({ "callback": true }));
    let path = format!("/kakao/rooms/{room}/messages");
    local.operator("POST", &path, Some(&json!({ "text": "안녕" })));
    wait_for("the skill to be waited for", || {
        (local.bubbles(&room)[0]["state"] == "waits_callback").then_some(())
    });
    room
}

#[test]
fn callback_is_accepted_once_and_only_where_requested() {
    let (sender, replies) = std::sync::mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let skill = Peer::raw(move |seen| {
        let asked = payload(seen);
        let url = asked["userRequest"]["callbackUrl"]
            .as_str()
            .unwrap()
            .to_owned();
        // Before the call is answered nothing was asked for.
        let early = post(&url, &text("너무 일러"));
        let sender = sender.lock().unwrap().clone();
        sender.send(early).unwrap();
        std::thread::spawn(move || {
            let asked = reply_once_asked_for(&url, "no json");
            let other = url.replace("/callback/", "/callback/x");
            let bodies = [(&other, "누구"), (&url, "늦은 대답"), (&url, "또")];
            sender.send(asked).unwrap();
            for (url, words) in bodies {
                sender.send(post(url, &text(words))).unwrap();
            }
        });
        response(
            200,
            "application/json",
            r#"{"version":"2.0","useCallback":true,"data":{"text":"생각 중이에요"}}"#,
        )
    });
    let local = Local::start();
    let room = local.kakao_room(&skill.url("/"), json!({ "callback": true }));
    let said = local.utter(&room, json!({ "text": "안녕" }));
    assert_eq!(said["message"]["state"], "answered");
    let [notice, late] = &said["answers"].as_array().unwrap()[..] else {
        panic!("{said}");
    };
    assert_eq!(
        (&notice["from"], &notice["text"]),
        (&json!("notice"), &json!("생각 중이에요"))
    );
    assert_eq!(
        late["answer"]["template"]["outputs"][0]["simpleText"]["text"],
        "늦은 대답"
    );
    let words: Vec<_> = replies.iter().take(5).collect();
    let words: Vec<_> = words
        .iter()
        .map(|it| it["message"].as_str().unwrap())
        .collect();
    assert_eq!(
        words,
        [
            "The skill server settings are incorrect. Use callback true setting required.",
            "Invalid json response from bot-skill.",
            "Invalid callback token. Check your callback token.",
            "SUCCESS",
            "Invalid callback token. Check your callback token.",
        ]
    );
    let exchange = local.exchange(late["exchange_id"].as_str().unwrap());
    assert!(exchange.request.url.starts_with("/kakao/callback/"));
}

#[test]
fn callback_that_kakao_would_refuse_fails_in_a_room() {
    let test_token = "Invalid callback token for testing purposes.";
    let wrong_json = "Invalid json response from bot-skill.";
    for (variant, body, word) in [
        ("live", text(""), wrong_json),
        ("bot-test", text("늦은 대답"), test_token),
    ] {
        let (sender, replies) = std::sync::mpsc::channel();
        let sender = std::sync::Mutex::new(sender);
        let skill = Peer::raw(move |seen| {
            let asked = payload(seen);
            let url = asked["userRequest"]["callbackUrl"].as_str().unwrap();
            let (url, body) = (url.to_owned(), body.clone());
            let sender = sender.lock().unwrap().clone();
            std::thread::spawn(move || {
                let reply = reply_once_asked_for(&url, &body);
                let _ = sender.send([reply, post(&url, &body)]);
            });
            response(200, "application/json", LATER)
        });
        let local = Local::start();
        let fields = json!({ "callback": true, "variant": variant });
        let room = local.kakao_room(&skill.url("/"), fields);
        let said = local.utter(&room, json!({ "text": "안녕" }));
        assert_eq!(said["message"]["state"], "failed");
        let last = said["answers"].as_array().unwrap().last().unwrap();
        assert_eq!(last["from"], "notice");
        assert!(last["trouble"].as_str().unwrap().contains(word), "{said}");
        let [first, second] = replies.recv().unwrap();
        assert_eq!(first["message"], word);
        // The first spent the URL; a test's cannot be used at all.
        let spent = match variant {
            "live" => "Invalid callback token. Check your callback token.",
            _ => word,
        };
        assert_eq!(second["message"], spent);
    }
}

#[test]
fn call_in_flight_at_the_end_has_failed() {
    let skill = Peer::answering(200, "application/json", LATER);
    let mut local = Local::start();
    let room = waiting_room(&local, &skill);
    local.stop();
    local.start_again();
    let bubbles = local.bubbles(&room);
    assert_eq!(bubbles[0]["state"], "failed");
    assert_eq!(
        bubbles[0]["trouble"],
        "the platform ended before the skill had answered"
    );
}

#[test]
fn callback_is_valid_for_a_minute_by_the_platform_clock() {
    let later = Arc::new(AtomicI64::new(0));
    let moved = later.clone();
    let now = move || Timestamp(momo::io::system::now().0 + moved.load(Ordering::SeqCst));
    let skill = Peer::answering(200, "application/json", LATER);
    let local = Local::with_clock(Arc::new(now));
    let room = waiting_room(&local, &skill);
    later.store(60_000, Ordering::SeqCst);
    let bubbles = wait_for("the minute to be over", || {
        Some(local.bubbles(&room)).filter(|it| it[0]["state"] == "failed")
    });
    let trouble =
        "no callback came within its minute: the user sees no more than the words before it";
    assert_eq!(bubbles[2]["trouble"], trouble);
    let call = payload(&skill.only());
    let url = call["userRequest"]["callbackUrl"].as_str().unwrap();
    later.store(60_001, Ordering::SeqCst);
    let reply = post(url, &text("늦었다"));
    assert_eq!(
        reply["message"],
        "Invalid callback token. Check your callback token."
    );
    assert_eq!(local.bubbles(&room).len(), 3);
}
