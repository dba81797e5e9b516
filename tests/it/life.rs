//! The life of a bot with the real local platform: each verb's effect is seen by the next.
use crate::support::{Momo, Peer, Seen, kept, start_dev, wait_for};
use momo::io::files::{Credentials, Home};
use momo::model::secret::Secret;
use momo::model::secret::signature::Signer;
use serde_json::Value;

/// A callback that takes every event.
fn callback() -> Peer {
    Peer::answering(200, "application/json", r#"{"ok":true}"#)
}

fn create(momo: &Momo, callback: &Peer, more: &[&str]) -> Value {
    let target = format!("{}/hook", callback.port());
    let args = [
        "bot",
        "create",
        "--json",
        "--name",
        "에코",
        "--callback-url",
        &target,
    ];
    momo.run(&[&args[..], more].concat()).expect(0).json()
}

/// The events of this type that the callback has, once there are so many.
fn events(callback: &Peer, kind: &str, count: usize) -> Vec<Seen> {
    wait_for("the events", || {
        let seen = callback.seen();
        let of_kind = |seen: &Seen| {
            let body: Value = serde_json::from_slice(&seen.body).unwrap();
            body["event_type"] == kind
        };
        let events: Vec<_> = seen.into_iter().filter(of_kind).collect();
        (events.len() >= count).then_some(events)
    })
}

fn is_signed_by(seen: &Seen, secret: &str) -> bool {
    let signature = Signer::new(&Secret::new(secret).unwrap()).sign(&seen.body);
    seen.header("x-momotalk-bot-signature") == Some(&signature.to_string())
}

#[test]
fn bot_is_created_tested_messaged_rotated_and_deleted() {
    let (momo, callback) = (Momo::new(), callback());
    let (_dev, base) = start_dev(&momo);
    let bot = create(&momo, &callback, &[]);
    let id = bot["bot_id"].as_str().unwrap();
    let secret = bot["webhook_secret"].as_str().unwrap();
    assert_eq!(kept(&momo).bot(id).unwrap().api_base, base);

    let tested = momo.run(&["bot", "test"]).expect_notes(0);
    assert!(
        tested.out().starts_with("delivered  answer 200"),
        "{tested}"
    );
    assert!(is_signed_by(
        &events(&callback, "webhook.test", 1)[0],
        secret
    ));

    momo.run(&["room", "say", "--room", "1", "--user", "앨리스", "안녕"])
        .is("#1 앨리스: 안녕\n--- status 0\n");
    assert!(is_signed_by(
        &events(&callback, "talk.message_created", 1)[0],
        secret
    ));

    let sent = momo
        .run(&[
            "message",
            "send",
            "--room",
            "1",
            "--reply-to",
            "1",
            "Echo: 안녕",
        ])
        .expect_notes(0);
    assert!(sent.out().ends_with("에코 (to #1): Echo: 안녕\n"), "{sent}");
    let messages = momo.run(&["room", "messages", "--room", "1"]).expect(0);
    assert_eq!(messages.out().lines().count(), 2, "{messages}");

    let rotated = momo
        .run(&["bot", "rotate", "--yes", "--grace", "1m", "--json"])
        .expect(0)
        .json();
    let new = rotated["webhook_secret"].as_str().unwrap();
    assert_eq!(kept(&momo).bot(id).unwrap().secret, Secret::new(new));
    let previous = kept(&momo)
        .bot(id)
        .unwrap()
        .previous_secret
        .clone()
        .unwrap();
    assert_eq!(Some(previous.secret), Secret::new(secret));
    momo.run(&["room", "say", "--room", "1", "또"]).expect(0);
    assert!(is_signed_by(
        &events(&callback, "talk.message_created", 2)[1],
        new
    ));
    momo.run(&["message", "send", "--room", "1", "new token"])
        .expect_notes(0);

    momo.run(&["bot", "delete", "--yes"]).expect(0);
    assert!(kept(&momo).bot(id).is_none());
    assert_eq!(momo.run(&["bot", "list"]).expect_notes(0).out(), "");
}

#[test]
fn bot_under_review_gets_no_events_until_approved() {
    let (momo, callback) = (Momo::new(), callback());
    let _dev = start_dev(&momo);
    let bot = create(&momo, &callback, &["--visibility", "review_required"]);
    assert_eq!(bot["status"], "pending");
    let said = momo
        .run(&["room", "say", "--room", "1", "hello?"])
        .expect_notes(0);
    assert!(said.err().contains("No bot hears it"), "{said}");
    let refused = momo
        .run(&["message", "send", "--room", "1", "hi"])
        .expect(1);
    assert!(
        refused.err().contains("the answer is 403") && refused.err().contains("pending"),
        "{refused}"
    );
    let refused = momo
        .run(&["bot", "review", "--approve", "--as-role", "developer"])
        .expect(1);
    assert!(refused.err().contains("the answer is 403"), "{refused}");
    momo.run(&["bot", "review", "--approve"]).expect(0);
    momo.run(&["bot", "review", "--approve"]).expect(1);
    momo.run(&["room", "say", "--room", "1", "hello!"])
        .expect(0);
    let heard = events(&callback, "talk.message_created", 1);
    assert!(String::from_utf8_lossy(&heard[0].body).contains("hello!"));
}

#[test]
fn rooms_are_created_and_joined() {
    let (momo, callback) = (Momo::new(), callback());
    let _dev = start_dev(&momo);
    create(&momo, &callback, &[]);
    let room = momo
        .run(&["room", "create", "주문", "--json"])
        .expect(0)
        .json()["room_id"]
        .to_string();
    let refused = momo
        .run(&["message", "send", "--room", &room, "hi"])
        .expect(1);
    assert!(refused.err().contains("403"), "{refused}");
    momo.run(&["room", "subscribe", "--room", &room]).expect(0);
    momo.run(&["message", "send", "--room", &room, "hi"])
        .expect_notes(0);
    momo.run(&["room", "unsubscribe", "--room", &room])
        .expect(0);
    momo.run(&["message", "send", "--room", &room, "hi"])
        .expect(1);
    momo.run(&["message", "send", "--room", "99", "hi"])
        .expect(1);
    momo.run(&["room", "say", "--room", "1", ""]).expect(1);
    let tested = momo.run(&["bot", "test"]).expect_notes(0);
    assert!(tested.out().starts_with("delivered"), "{tested}");
}

#[test]
#[cfg_attr(windows, ignore = "is over before a program of Wine starts")]
fn silence_is_explained_by_the_delivery() {
    let momo = Momo::new();
    let callback = Peer::answering(401, "text/plain", "invalid signature");
    let _dev = start_dev(&momo);
    create(&momo, &callback, &[]);
    let said = momo
        .run(&["room", "say", "--room", "1", "안녕", "--wait", "400ms"])
        .expect(1);
    assert!(
        said.err().contains("no bot answered within 400ms"),
        "{said}"
    );
    assert!(said.err().contains("the last answer was 401"), "{said}");
    let said = momo
        .run(&["room", "say", "--room", "1", "또", "--wait", "100ms"])
        .expect(1);
    assert!(
        said.err().contains("waits behind an earlier event"),
        "{said}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn restart_at_another_address_keeps_bots_and_tokens() {
    let (momo, callback) = (Momo::new(), callback());
    let (dev, before) = start_dev(&momo);
    create(&momo, &callback, &[]);
    dev.signal("TERM");
    dev.finish().expect_notes(0);
    let output = momo.run(&["bot", "list"]).expect_notes(0);
    assert!(
        output.err().contains("no local platform is running"),
        "{output}"
    );
    let (_dev, after) = start_dev(&momo);
    assert_ne!(before, after);
    assert!(
        momo.run(&["bot", "list"])
            .expect(0)
            .out()
            .contains("active")
    );
    momo.run(&["message", "send", "--room", "1", "hi"])
        .expect_notes(0);
    momo.run(&["bot", "test"]).expect_notes(0);
    let env = momo.run(&["bot", "env", "--as", "json"]).expect(0).json();
    assert_eq!(env["MOMOTALK_API_BASE"], after);
}

#[test]
fn wrong_token_is_explained() {
    let (momo, callback) = (Momo::new(), callback());
    let _dev = start_dev(&momo);
    let bot = create(&momo, &callback, &[]);
    Credentials::update(&Home::in_folder(momo.home()), |known| {
        known.bot_entry(bot["bot_id"].as_str().unwrap()).token = Secret::new("bot_token_old");
        Ok(())
    })
    .unwrap();
    let refused = momo
        .run(&["message", "send", "--room", "1", "hi"])
        .expect(1);
    assert!(refused.err().contains("the answer is 401"), "{refused}");
    let listed = momo.run(&["bot", "list"]).expect(0);
    assert!(listed.out().contains("an old token, secret"), "{listed}");
    momo.run(&["bot", "test"]).expect_notes(0);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn tokens_and_secrets_are_only_in_the_credentials_file() {
    let (momo, callback) = (Momo::new(), callback());
    let (dev, _) = start_dev(&momo);
    let bot = create(&momo, &callback, &[]);
    let mut wanted = vec![bot["bot_token"].clone(), bot["webhook_secret"].clone()];
    momo.run(&["bot", "test"]).expect_notes(0);
    momo.run(&["room", "say", "--room", "1", "안녕"]).expect(0);
    events(&callback, "talk.message_created", 1);
    momo.run(&["message", "send", "--room", "1", "hi"])
        .expect_notes(0);
    let rotated = momo
        .run(&["bot", "rotate", "--yes", "--json"])
        .expect(0)
        .json();
    wanted.extend([
        rotated["bot_token"].clone(),
        rotated["webhook_secret"].clone(),
    ]);
    momo.run(&["bot", "test"]).expect_notes(0);
    let words = momo
        .run(&["webhook", "history", "list", "--json"])
        .expect(0)
        .to_string();
    let holds = |bytes: &[u8], text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    let looked_for: Vec<&str> = wanted
        .iter()
        .map(|secret| secret.as_str().unwrap())
        .collect();
    let scan = || {
        for entry in std::fs::read_dir(momo.home()).unwrap() {
            let path = entry.unwrap().path();
            let Ok(bytes) = std::fs::read(&path) else {
                continue;
            };
            for secret in &looked_for {
                let found = holds(&bytes, secret);
                assert!(
                    !found || path.ends_with("credentials.json"),
                    "{}",
                    path.display()
                );
            }
        }
    };
    scan();
    dev.signal("TERM");
    let left = dev.finish().expect_notes(0).to_string();
    scan();
    for secret in &looked_for {
        assert!(
            !words.contains(secret) && !left.contains(secret),
            "{words}\n{left}"
        );
    }
}
