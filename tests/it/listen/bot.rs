//! The receiver as a bot: kept secrets and their rotation, the echo through the message API.
use super::{Listening, OTHER_SIGNATURE, SIGNATURE};
use crate::support::{Momo, Peer, response, wait_for};
use momo::io::files::{Credentials, Home};
use momo::io::system;
use momo::model::secret::Secret;
use momo::model::secret::credentials::{BotCredentials, PreviousSecret};
use std::time::Duration;

fn secret(text: &str) -> Option<Secret> {
    Secret::new(text)
}

/// Keeps a bot as `momo bot add` would.
fn keep(momo: &Momo, bot: BotCredentials) {
    Credentials::update(&Home::in_folder(momo.home()), |credentials| {
        credentials.set_bot("bot_a", bot);
        Ok(())
    })
    .unwrap();
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn stored_secret_and_its_predecessor_in_grace_verify() {
    let momo = Momo::new();
    let bot = BotCredentials {
        secret: secret("s3cret"),
        ..BotCredentials::default()
    };
    keep(&momo, bot.clone());
    let listening = Listening::json(momo, &[]);
    assert_eq!(listening.event(SIGNATURE).0, 200);
    assert_eq!(listening.event(OTHER_SIGNATURE).0, 401);
    let rotated = BotCredentials {
        secret: secret("n3w"),
        previous_secret: Some(PreviousSecret {
            secret: secret("s3cret").unwrap(),
            valid_until: system::now().after(Duration::from_millis(300)),
        }),
        ..bot
    };
    keep(&listening.momo, rotated);
    assert_eq!(listening.event(SIGNATURE).0, 200);
    assert_eq!(listening.event(OTHER_SIGNATURE).0, 200);
    wait_for("the old secret to be refused", || {
        (listening.event(SIGNATURE).0 == 401).then_some(())
    });
}

#[test]
fn mistake_is_shown_on_screen_but_not_to_the_sender() {
    let momo = Momo::new();
    let bot = |text: &str| BotCredentials {
        secret: secret(text),
        ..BotCredentials::default()
    };
    keep(&momo, bot("another"));
    let home = Home::in_folder(momo.home());
    let put = |credentials: &mut Credentials| {
        credentials.set_bot("bot_b", bot("s3cret"));
        Ok(())
    };
    Credentials::update(&home, put).unwrap();
    let mut listening = Listening::json(momo, &[]);
    assert_eq!(
        listening.event(SIGNATURE),
        (401, "invalid signature\n".into())
    );
    let line = listening.running.json();
    assert_eq!(
        line["signature"]["explanation"],
        serde_json::json!(["matches if the secret is that of the bot `bot_b`"])
    );
}

#[test]
fn echo_replies_as_the_guide_does_before_responding() {
    let peer = Peer::answering(201, "application/json", "{}");
    let momo = Momo::new()
        .with("MOMOTALK_BOT_TOKEN", "t0ken-of-the-bot")
        .with("MOMOTALK_API_BASE", &peer.url("/api"));
    let mut listening = Listening::json(momo, &["--secret", "s3cret", "--echo"]);
    assert_eq!(listening.event(SIGNATURE).0, 200);
    // Already answered when the webhook is: no waiting.
    let seen = peer.only();
    assert_eq!(seen.line, "POST /api/bots/bot_a/messages HTTP/1.1");
    assert_eq!(
        seen.header("authorization"),
        Some("Bearer t0ken-of-the-bot")
    );
    assert_eq!(seen.header("content-type"), Some("application/json"));
    let body = r#"{"room_id":123,"reply_to_message_id":456,"body":"Echo: 안녕","metadata":{"source":"example"}}"#;
    assert_eq!(String::from_utf8(seen.body).unwrap(), body);
    let call = listening.running.json();
    assert_eq!(
        (&call["direction"], &call["kind"]),
        (&"sent".into(), &"api".into())
    );
    assert_eq!(call["response"]["status"], 201);
    assert!(!call.to_string().contains("t0ken-of-the-bot"), "{call}");
    assert_eq!(listening.running.json()["direction"], "received");
    // An event that comes again has been answered.
    assert_eq!(listening.event(SIGNATURE).0, 200);
    assert_eq!(peer.seen().len(), 1);
}

#[test]
fn failing_echo_is_shown_and_the_event_accepted() {
    let peer = Peer::raw(|_| {
        response(
            403,
            "application/json",
            r#"{"error":{"code":"forbidden","message":"not in this room"}}"#,
        )
    });
    let momo = Momo::new();
    keep(
        &momo,
        BotCredentials {
            profile: "production".into(),
            api_base: peer.url("/api"),
            token: secret("t0ken"),
            secret: secret("s3cret"),
            ..BotCredentials::default()
        },
    );
    let mut listening = Listening::json(momo, &["--echo"]);
    assert_eq!(listening.event(SIGNATURE).0, 200);
    let call = listening.running.json();
    assert_eq!(call["response"]["status"], 403);
    assert_eq!(call["note"], "not in this room");
    assert_eq!(peer.only().header("authorization"), Some("Bearer t0ken"));
}

#[test]
fn echo_needs_a_token() {
    let output = Momo::new()
        .run(&[
            "webhook", "listen", "--port", "0", "--secret", "x", "--echo",
        ])
        .expect(3);
    assert!(output.err().contains("no bot token is known"), "{output}");
}
