//! What momo keeps and what it takes from what it kept: the history, the chosen bot, the project's settings.
use super::{PLAIN, SECRET, event, fine, is_signed, momo, replay};
use crate::support::{DeadPort, Momo, Peer};
use momo::io::files::{Credentials, Home};
use momo::io::sqlite::History;
use momo::model::history::exchange::{Direction, Exchange, ExchangeKind, Timing};
use momo::model::http::Request;
use momo::model::protocol::Protocol;
use momo::model::secret::Secret;
use momo::model::secret::signature::{SignatureCheck, SignatureVerdict};
use momo::model::text::id;
use momo::model::time::Timestamp;
use serde_json::json;

#[test]
fn file_never_chooses_the_target() {
    let momo = momo();
    let line = json!({"id": "ex_0000000000000000", "direction": "sent", "request": {
        "method": "POST", "url": DeadPort::new().url("/"), "headers": [], "body": "{}"}});
    let file = momo.file("one.json", line.to_string());
    let error = replay(&momo, &[&file]).expect(2).err();
    assert!(error.contains("there is nowhere to deliver to"), "{error}");
}

#[test]
fn sent_event_is_in_the_history_and_can_be_resent() {
    let (momo, peer) = (momo(), fine());
    let args = [
        PLAIN,
        "--json",
        "--to",
        &peer.url("/a"),
        "-H",
        "Authorization: Bearer hidden-token",
    ];
    let first = replay(&momo, &args).expect(0).json_lines().remove(0);
    let id = first["id"].as_str().unwrap();
    assert!(!first.to_string().contains("hidden-token"));
    let database = std::fs::read(momo.home().join("history.db")).unwrap();
    let has = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(!has(&database, b"hidden-token") && !has(&database, SECRET.as_bytes()));
    // Where momo sent it before, it goes again; a target that is named wins.
    replay(&momo, &[id, "--keep-ids"]).expect_notes(0);
    replay(&momo, &[id, "--to", &peer.url("/b")]).expect_notes(0);
    let seen = peer.seen();
    assert_eq!(seen[1].line, "POST /a HTTP/1.1");
    assert_eq!(seen[1].body, seen[0].body);
    assert_eq!(seen[2].line, "POST /b HTTP/1.1");
    assert_ne!(event(&seen[2])["event_id"], event(&seen[0])["event_id"]);
    assert_eq!(
        event(&seen[2])["message"]["message_id"],
        event(&seen[0])["message"]["message_id"]
    );
    // The fingerprint that was kept in the token's place is no token.
    assert_eq!(seen[1].header("authorization"), None);
    let error = replay(&momo, &["ex_0000000000000000", "--to", &peer.url("/")])
        .expect(3)
        .err();
    assert!(
        error.contains("there is no exchange `ex_0000000000000000` in the history"),
        "{error}"
    );
}

#[test]
fn last_event_and_shortened_id_suffice() {
    let (momo, peer) = (momo(), fine());
    let error = replay(&momo, &["last", "--to", &peer.url("/")]).expect(3);
    assert!(error.err().contains("no event in the history"), "{error}");
    let first = replay(&momo, &[PLAIN, "--json", "--to", &peer.url("/")])
        .expect(0)
        .json_lines()
        .remove(0);
    let id = first["id"].as_str().unwrap();
    replay(&momo, &[&id[..id.len() - 1], "--keep-ids"]).expect_notes(0);
    replay(&momo, &["last", "--keep-ids"]).expect_notes(0);
    let seen = peer.seen();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[1].body, seen[0].body);
    assert_eq!(seen[2].body, seen[0].body);
    // A file of that name wins, as nothing else is called so.
    momo.file("last", "{}");
    replay(&momo, &["last", "--to", &peer.url("/")]).expect_notes(0);
    assert_eq!(peer.seen()[3].body, b"{}");
}

#[test]
fn quiet_hides_hints() {
    let momo = momo();
    let refused = replay(&momo, &[PLAIN, "-q", "--to", &DeadPort::new().url("/")]).expect(3);
    assert!(
        refused.to_string().contains("nothing listens on"),
        "{refused}"
    );
    assert!(!refused.to_string().contains("hint:"), "{refused}");
    let unknown = replay(&momo, &["momotalk/nonsense", "-q"]).expect(2);
    assert!(unknown.err().contains("error:"), "{unknown}");
    assert!(!unknown.err().contains("hint:"), "{unknown}");
}

/// A home that knows a bot and holds the call that it once made.
fn with_a_call(api_base: &str) -> (Momo, String) {
    let momo = momo();
    let home = Home::in_folder(momo.home());
    Credentials::update(&home, |credentials| {
        let bot = credentials.bot_entry("bot_1");
        bot.api_base = api_base.to_owned();
        bot.token = Secret::new("token-of-bot-1");
        Ok(())
    })
    .unwrap();
    let mut request = Request::post(
        format!("{api_base}/bots/bot_1/messages"),
        "application/json",
        r#"{"room_id":1,"body":"hi"}"#,
    );
    request
        .headers
        .push("Authorization", "Bearer token-of-bot-1");
    request.headers.hide_credentials();
    let exchange = Exchange {
        id: id::exchange(Timestamp(1), [0; 4]),
        direction: Direction::Sent,
        protocol: Protocol::Momotalk,
        kind: ExchangeKind::Api,
        hop: None,
        forwarded_from: None,
        missing: Vec::new(),
        started_at: Timestamp(1),
        event_id: None,
        event_type: None,
        bot_id: Some("bot_1".into()),
        attempt: None,
        faults: Vec::new(),
        signature: SignatureCheck::from_verdict(SignatureVerdict::Unchecked),
        request,
        response: None,
        failure: None,
        timing: Timing::default(),
        starred: false,
    };
    History::open(&home.history_file().unwrap())
        .unwrap()
        .append(std::slice::from_ref(&exchange))
        .unwrap();
    (momo, exchange.id)
}

#[test]
fn stored_token_is_sent_only_to_its_own_api() {
    let peer = Peer::answering(201, "application/json", "{}");
    let (momo, id) = with_a_call(&peer.url("/api"));
    replay(&momo, &[&id]).expect(0);
    let elsewhere = replay(&momo, &[&id, "--to", &peer.url("/apis")]).expect_notes(0);
    assert!(
        elsewhere
            .err()
            .contains("only a fingerprint was kept of `Authorization`"),
        "{elsewhere}"
    );
    let seen = peer.seen();
    assert_eq!(seen[0].line, "POST /api/bots/bot_1/messages HTTP/1.1");
    assert_eq!(
        seen[0].header("authorization"),
        Some("Bearer token-of-bot-1")
    );
    assert_eq!(seen[0].body, br#"{"room_id":1,"body":"hi"}"#);
    assert_eq!(seen[0].header("x-momotalk-bot-signature"), None);
    assert_eq!(seen[1].header("authorization"), None);
}

#[test]
fn chosen_bot_gives_target_secret_and_id() {
    let (momo, peer) = (Momo::new(), fine());
    let home = Home::in_folder(momo.home());
    Credentials::update(&home, |credentials| {
        let bot = credentials.bot_entry("bot_1");
        bot.callback_url = Some(peer.url("/mine"));
        bot.secret = Secret::new(SECRET);
        Ok(())
    })
    .unwrap();
    replay(&momo, &[PLAIN]).expect_notes(0);
    let seen = peer.only();
    assert_eq!(seen.line, "POST /mine HTTP/1.1");
    assert_eq!(seen.header("x-momotalk-bot-id"), Some("bot_1"));
    assert_eq!(event(&seen)["bot_id"], "bot_1");
    assert!(is_signed(&seen));
}

#[test]
fn unwritable_history_stops_nothing() {
    let (momo, peer) = (momo(), fine());
    momo.file(
        "history.db",
        "this is no database, and it is longer than sixteen bytes",
    );
    let output = replay(&momo, &[PLAIN, "--to", &peer.url("/")]).expect_notes(0);
    assert!(
        output
            .err()
            .contains("warning: nothing is kept in the history"),
        "{output}"
    );
}

#[test]
fn target_comes_from_the_project_by_default() {
    let (momo, peer) = (momo(), fine());
    momo.file(
        "momo.json",
        json!({"callback": format!("{}", peer.port())}).to_string(),
    );
    replay(&momo, &[PLAIN]).expect_notes(0);
    momo.file("momo.json", r#"{"callback": "https://elsewhere.example/"}"#);
    let error = replay(&momo, &[PLAIN]).expect(2).err();
    assert!(
        error.contains("leads to another machine")
            && error.contains("--to https://elsewhere.example/"),
        "{error}"
    );
    assert_eq!(peer.seen().len(), 1);
}

#[test]
fn new_value_of_a_hidden_header_is_hidden_too() {
    let answer = r#"{"version":"2.0","template":{"outputs":[{"simpleText":{"text":"yes"}}]}}"#;
    let (momo, peer) = (
        Momo::new(),
        Peer::answering(200, "application/json", answer),
    );
    let target = peer.url("/skill");
    let sample = "kakao-skill/text";
    let key = momo.file("key", "first-skill-key-4711");
    let keys = ["--skill-header", "X-Skill", "--skill-secret-file", &key];
    let first = [&[sample, "--json", "--to", &target], &keys[..]].concat();
    let first = replay(&momo, &first).expect(0).json_lines().remove(0);
    let id = first["id"].as_str().unwrap();
    // Nothing says any more that this header holds a secret, but for the fingerprint in the history.
    let edited = [id, "--to", &target, "-H", "X-Skill: other-skill-key-4712"];
    let output = replay(&momo, &edited).expect_notes(0);
    assert_eq!(
        peer.seen()[1].header("x-skill"),
        Some("other-skill-key-4712")
    );
    let last = momo.run(&["webhook", "history", "show", "last", "--json"]);
    let shown = last.expect(0).out();
    assert!(shown.contains("X-Skill"), "{shown}");
    assert!(!shown.contains("4712"), "{output}\n{shown}");
}
