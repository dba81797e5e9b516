//! `momo webhook sample`: the list, the payloads, changes by path, reproducible ids.
use crate::support::Momo;
use momo::model::protocol::momotalk_event::{EventIdentity, replace_identity};
use momo::model::samples;
use momo::model::time::Timestamp;
use serde_json::{Value, json};

const PLAIN: &str = "momotalk/message_created";

#[must_use]
fn sample(momo: &Momo, args: &[&str]) -> crate::support::Output {
    momo.run(&[&["webhook", "sample"], args].concat())
}

#[test]
fn list_names_and_describes_every_sample() {
    let momo = Momo::new();
    let list = sample(&momo, &["--json"]).expect(0).json();
    let names: Vec<_> = list["samples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sample| sample["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), samples::all().count());
    let text = sample(&momo, &[]).expect(0).out();
    for name in &names {
        assert!(
            text.lines()
                .any(|line| line.starts_with(&format!("{name} "))),
            "{text}"
        );
    }
    assert!(text.lines().all(|line| line.len() <= 130));
    // The names that the documentation promises.
    for name in [
        "",
        ".compact",
        ".reply",
        ".korean",
        ".emoji",
        ".nfd",
        ".empty",
        ".64kb",
        ".control",
        ".bidi",
        ".markup",
        ".extra_field",
        ".unknown_type",
    ] {
        assert!(names.contains(&format!("{PLAIN}{name}")), "{name}");
    }
    assert!(names.contains(&"momotalk/unknown_event".to_owned()));
}

#[test]
fn seed_and_time_make_the_same_bytes_again() {
    let momo = Momo::new();
    let args = [PLAIN, "--seed", "7", "--now", "2026-06-07T12:00:00Z"];
    let first = sample(&momo, &args).expect(0);
    // Event and message id are SHA-256 of `momo seed`, the seed and the count, as Python's hashlib gives them.
    assert_eq!(
        first.out(),
        r#"{ "event_id":"evt_89500b285cf17f55f178234a", "event_type":"talk.message_created", "bot_id":"bot_0123456789ab", "timestamp":1780833600, "message":{ "room_id":123, "message_id":157120311, "sender_user_id":"user_0123456789ab", "body":"hello", "message_type":"TEXT", "created_at":1780833600 } }"#
    );
    assert_eq!(sample(&momo, &args).out(), first.out());
    let same = sample(&momo, &[PLAIN, "--seed", "7", "--now", "1780833600"]);
    assert_eq!(same.out(), first.out());
    assert_ne!(
        sample(&momo, &[PLAIN, "--seed", "8", "--now", "0"]).out(),
        first.out()
    );
}

#[test]
fn ids_and_times_are_new_unless_kept() {
    let momo = Momo::new();
    let event = |args: &[&str]| sample(&momo, args).expect(0).json();
    let (one, two) = (event(&[PLAIN]), event(&[PLAIN]));
    assert_ne!(one["event_id"], two["event_id"]);
    assert_ne!(one["message"]["message_id"], two["message"]["message_id"]);
    let now = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap()
        .as_secs();
    let written = one["timestamp"].as_u64().unwrap();
    assert!(written <= now && now - written < 60);
    assert_eq!(one["timestamp"], one["message"]["created_at"]);
    let kept = event(&[PLAIN, "--keep-ids"]);
    assert_eq!(kept["event_id"], "evt_000000000000000000000000");
    let named = event(&[PLAIN, "--bot", "bot_mine"]);
    assert_eq!(named["bot_id"], "bot_mine");
}

#[test]
fn every_sample_is_as_described() {
    let stamp = EventIdentity::new([1; 12], Timestamp::from_seconds(5)).with_message([0, 0, 0, 8]);
    let body = |name: &str| {
        let sample = samples::find(name).unwrap();
        String::from_utf8(sample.body(&stamp)).unwrap()
    };
    let text = |name: &str| {
        let event: Value = serde_json::from_str(&body(name)).unwrap();
        event["message"]["body"].as_str().unwrap().to_owned()
    };
    for sample in samples::all().filter(|sample| sample.name.starts_with("momotalk/")) {
        let body = body(sample.name);
        assert!(!body.ends_with(char::is_whitespace));
        let event: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(event["event_id"], "evt_010101010101010101010101", "{body}");
        assert_eq!(event["timestamp"], 5);
    }
    assert_eq!(text("momotalk/message_created.64kb").len(), 65_536);
    assert_eq!(text("momotalk/message_created.empty"), "");
    assert!(text("momotalk/message_created.control").contains("\u{1b}[31m"));
    assert!(body("momotalk/message_created.control").contains("\u{9b}31m"));
    assert!(body("momotalk/message_created.bidi").contains('\u{202e}'));
    assert!(
        text("momotalk/message_created.nfd")
            .chars()
            .any(|ch| ch == '\u{1112}')
    );
    assert!(
        text("momotalk/message_created.korean")
            .chars()
            .any(|ch| ch == '안')
    );
    assert!(text("momotalk/message_created.emoji").contains('\u{200d}'));
    assert!(text("momotalk/message_created.markup").contains("<script>"));
    assert!(body("momotalk/message_created.reply").contains("reply_to_message_id"));
    assert!(!body("momotalk/unknown_event").contains("message_created"));
    assert!(!body("momotalk/message_created.unknown_type").contains("\"TEXT\""));
}

#[test]
fn values_are_changed_by_path() {
    let momo = Momo::new();
    let output = sample(
        &momo,
        &[
            PLAIN,
            "--keep-ids",
            "--set",
            "message.body=안녕=1",
            "--set",
            "message.room_id=1",
            "--set-json",
            "event_id=null",
            "--add",
            "message.mentions=[ ]",
            "--unset",
            "message.created_at",
        ],
    );
    assert_eq!(
        output.expect(0).out(),
        r#"{ "event_id":null, "event_type":"talk.message_created", "bot_id":"bot_0123456789ab", "timestamp":1780833600, "message":{ "room_id":1, "message_id":456, "sender_user_id":"user_0123456789ab", "body":"안녕=1", "message_type":"TEXT","mentions":[ ] } }"#
    );
}

#[test]
fn missing_path_names_the_nearest() {
    let momo = Momo::new();
    sample(&momo, &[PLAIN, "--set", "message.bdoy=x"]).is("\
--- stderr
error: there is no `message.bdoy` in the payload
  hint: Did you mean `message.body`?
  hint: `--add 'message.bdoy=JSON'` adds what is not there.
--- status 2
");
    sample(&momo, &[PLAIN, "--set", "message.body"]).expect(2);
    sample(&momo, &["korean"]).is("\
--- stderr
error: there is no sample `korean`
  hint: Did you mean `momotalk/message_created.korean` or `kakao-share/direct_chat.korean`?
--- status 2
");
    let unknown = sample(&momo, &["kakao-skill/weather"]).expect(2).err();
    assert!(
        unknown.contains("Did you mean `kakao-skill/text`"),
        "{unknown}"
    );
}

#[test]
fn file_keeps_its_bytes_except_ids_and_times() {
    let momo = Momo::new();
    let content = b"{ \"event_id\":\"evt_1\" ,\"n\":1.0, \"message\":{\"message_id\":7,\"created_at\":9}}\n\n";
    let file = momo.file("event.json", content);
    let kept = sample(&momo, &["--from", &file, "--keep-ids"]).expect(0);
    assert_eq!(kept.stdout, content);
    let new = sample(&momo, &["--from", &file, "--seed", "1", "--now", "77"])
        .expect(0)
        .out();
    assert!(new.starts_with("{ \"event_id\":\"evt_"), "{new}");
    assert!(
        new.ends_with(" ,\"n\":1.0, \"message\":{\"message_id\":7,\"created_at\":77}}\n\n"),
        "{new}"
    );
    let piped = momo.run_with_input(
        &["webhook", "sample", "--from", "-", "--keep-ids"],
        b"\xff\x00",
    );
    assert_eq!(piped.expect(0).stdout, b"\xff\x00");
    sample(&momo, &["--from", "nowhere.json"]).expect(3);
    sample(&momo, &[PLAIN, "--from", &file]).expect(2);
}

#[test]
fn whole_request_is_one_line_of_json() {
    let momo = Momo::new();
    let line = sample(&momo, &[PLAIN, "--exchange", "--keep-ids"])
        .expect(0)
        .json();
    assert_eq!(line["protocol"], "momotalk");
    assert_eq!(line["event_id"], "evt_000000000000000000000000");
    assert_eq!(line["request"]["method"], "POST");
    assert_eq!(
        line["request"]["headers"],
        json!([
            {"name": "Content-Type", "value": "application/json"},
            {"name": "X-MoMoTalk-Bot-Id", "value": "bot_0123456789ab"},
            {"name": "X-MoMoTalk-Event-Id", "value": "evt_000000000000000000000000"},
        ])
    );
    let body = samples::find(PLAIN).unwrap().raw();
    assert_eq!(line["request"]["body"].as_str().unwrap().as_bytes(), body);
    assert_eq!(sample(&momo, &[PLAIN, "--json", "--keep-ids"]).json(), line);
}

#[test]
fn piped_sample_is_what_is_signed() {
    let momo = Momo::new().with("MOMOTALK_WEBHOOK_SECRET", "s3cret");
    let body = sample(&momo, &[PLAIN, "--seed", "3", "--now", "9"]).stdout;
    let stamped = replace_identity(&body, &EventIdentity::new([0; 12], Timestamp(0)));
    assert_ne!(stamped, body);
    let text = String::from_utf8(body).unwrap();
    let signature = momo.run(&["sign", "--body", &text]).expect_notes(0).out();
    // By OpenSSL: `openssl dgst -sha256 -hmac s3cret`.
    assert_eq!(
        signature,
        "c4cc363ee81dd6218aadc2ec22c0332d67de92594aeebe2b4f2281ffcc44b296\n"
    );
}
