//! Samples of skill calls: their shapes, how they are sent, how their answers are judged.
use crate::support::{Momo, Output, Peer, response};
use momo::model::http::Request;
use momo::model::protocol::{Event, Protocol};
use momo::model::samples::{self, Sample};
use serde_json::{Value, json};

const TEXT: &str = "kakao-skill/text";

fn skills() -> impl Iterator<Item = &'static Sample> {
    samples::all().filter(|sample| sample.protocol() == Protocol::KakaoSkill)
}

fn read(name: &str) -> Value {
    serde_json::from_slice(&samples::find(name).unwrap().raw()).unwrap()
}

#[must_use]
fn replay(momo: &Momo, args: &[&str]) -> Output {
    momo.run(&[&["webhook", "replay"], args].concat())
}

fn answer(text: &str) -> String {
    json!({ "version": "2.0", "template": { "outputs": [{ "simpleText": { "text": text } }] } })
        .to_string()
}

#[test]
fn sample_is_recognised_as_a_skill_call_by_shape() {
    for sample in skills() {
        let request = Request::post("/skill", "application/json", sample.raw());
        assert_eq!(
            Protocol::recognise(&request),
            Protocol::KakaoSkill,
            "{}",
            sample.name
        );
        let event = Event::from_request(Protocol::KakaoSkill, &request);
        assert!(
            event
                .bot_id
                .unwrap()
                .starts_with("5e0f180affa74800014bd838")
        );
    }
    assert_eq!(skills().count(), 14);
}

#[test]
fn samples_look_like_captured_calls() {
    let text = read(TEXT);
    let user = &text["userRequest"]["user"];
    // What captures agree on: 66 hexadecimal digits, 12 characters, a reason that is always there.
    assert_eq!(user["id"].as_str().unwrap().len(), 66);
    assert_eq!(
        user["properties"]["plusfriendUserKey"]
            .as_str()
            .unwrap()
            .len(),
        12
    );
    assert_eq!(
        text["intent"]["extra"]["reason"],
        json!({ "code": 1, "message": "OK" })
    );
    assert_eq!(text["userRequest"]["timezone"], "Asia/Seoul");
    assert_eq!(
        text["userRequest"]["params"]["surface"],
        "Kakaotalk.plusfriend"
    );
    assert_eq!(text["contexts"][0]["name"], "order");
    let first = read("kakao-skill/first_message");
    assert_eq!(
        (&first["contexts"], first["flow"].get("lastBlock")),
        (&json!([]), None)
    );
    let test = read("kakao-skill/bot_test");
    assert_eq!(test["userRequest"]["utterance"], "안녕\n");
    assert_eq!(test["bot"]["id"], "5e0f180affa74800014bd838!");
    let test = read("kakao-skill/skill_test");
    assert_eq!(test["userRequest"]["lang"], Value::Null);
    let user = json!({ "id": "945412", "type": "accountId", "properties": {} });
    assert_eq!(test["userRequest"]["user"], user);
    let image = read("kakao-skill/image");
    assert_eq!(
        image["userRequest"]["params"]["media"]["url"],
        image["userRequest"]["utterance"]
    );
    let entities = read("kakao-skill/entities");
    let count = entities["action"]["params"]["count"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(count).unwrap()["amount"], 2);
    let callback = read("kakao-skill/callback")["userRequest"]["callbackUrl"].clone();
    assert!(
        callback
            .as_str()
            .unwrap()
            .starts_with("https://bot-api.kakao.com/v1/bots/")
    );
}

#[test]
fn sample_is_sent_byte_for_byte_with_captured_headers() {
    let peer = Peer::answering(200, "application/json", &answer("네"));
    let names: Vec<_> = skills().map(|sample| sample.name).collect();
    let momo = Momo::new();
    replay(
        &momo,
        &[&names[..], &["--to", &peer.url("/skill")]].concat(),
    )
    .expect_notes(0);
    let seen = peer.seen();
    let mut numbers = std::collections::HashSet::new();
    for (seen, sample) in seen.iter().zip(skills()) {
        assert_eq!(seen.line, "POST /skill HTTP/1.1");
        assert_eq!(seen.body, sample.raw(), "{}", sample.name);
        assert_eq!(seen.header("user-agent"), Some("AHC/2.1"));
        assert_eq!(seen.header("content-type"), Some("application/json"));
        assert_eq!(seen.header("authorization"), None);
        let number = seen.header("x-request-id").unwrap();
        assert!(number.starts_with("chp-") && number.len() == 36, "{number}");
        numbers.insert(number.to_owned());
    }
    assert_eq!(
        numbers.len(),
        names.len(),
        "each call has a number of its own"
    );
}

#[test]
fn refused_answer_is_a_no_with_position_and_reason() {
    let momo = Momo::new();
    let peer = Peer::answering(200, "application/json", &answer(&"가".repeat(1001)));
    let output = replay(&momo, &[TEXT, "--to", &peer.url("/")])
        .expect(1)
        .out();
    assert!(
        output.contains("expected was an answer that Kakao takes"),
        "{output}"
    );
    assert!(
        output.contains("template.outputs[0].simpleText.text (line 1"),
        "{output}"
    );
    assert!(output.contains("simple-text/length"), "{output}");
    let line = replay(&momo, &[TEXT, "--to", &peer.url("/"), "--json"])
        .expect(1)
        .json_lines();
    assert_eq!(line[0]["expected"], false);
    assert_eq!(line[0]["findings"][0]["rule"], "simple-text/length");
    let shown = momo
        .run(&["webhook", "history", "show", "last"])
        .expect(0)
        .out();
    assert!(
        shown.contains("What Kakao would say of the answer"),
        "{shown}"
    );
    assert!(shown.contains(" of 5 s"), "{shown}");
    // The same answer under no platform's rules.
    replay(&momo, &[TEXT, "--protocol", "http", "--to", &peer.url("/")]).expect(0);
}

#[test]
fn warnings_are_shown_and_change_no_verdict() {
    let body = r#"{"version":"2.0","useCallback":true,"template":{"outputs":[]}}"#;
    let peer = Peer::answering(200, "application/json", body);
    let output = replay(&Momo::new(), &[TEXT, "--to", &peer.url("/")])
        .expect(0)
        .out();
    assert!(output.contains("  warning    template"), "{output}");
}

#[test]
fn answer_of_another_type_fails() {
    for body in ["ok", "", r#"{"ok":true}"#, "<html></html>", "\u{feff}"] {
        let peer = Peer::answering(200, "application/json", body);
        replay(&Momo::new(), &[TEXT, "--to", &peer.url("/")]).expect(1);
    }
    // The check of an entity has its own response format, which is no answer to a user.
    let peer = Peer::answering(200, "application/json", r#"{"status":"SUCCESS"}"#);
    replay(
        &Momo::new(),
        &["kakao-skill/validation", "--to", &peer.url("/")],
    )
    .expect(0);
    // What is refused and was to be refused needs no answer for Kakao.
    let peer = Peer::answering(401, "text/plain", "no");
    replay(
        &Momo::new(),
        &[TEXT, "--to", &peer.url("/"), "--expect-status", "401"],
    )
    .expect(0);
    let words = replay(&Momo::new(), &[TEXT, "--to", &peer.url("/")])
        .expect(1)
        .out();
    assert!(words.contains("--skill-header NAME"), "{words}");
}

#[test]
fn skill_has_five_seconds_and_other_events_three() {
    let slow = |_: &crate::support::Seen| {
        std::thread::sleep(std::time::Duration::from_millis(3400));
        response(200, "application/json", &answer("늦었네요"))
    };
    let peer = Peer::raw(slow);
    let args = [
        TEXT,
        "kakao-share/direct_chat",
        "-c",
        "2",
        "--to",
        &peer.url("/"),
        "--json",
    ];
    let momo = Momo::new().with("KAKAO_PRIMARY_ADMIN_KEY", "adm1n");
    let lines = replay(&momo, &args).expect(1).json_lines();
    let summary = lines.last().unwrap();
    assert_eq!(
        (&summary["expected"], &summary["unexpected"]),
        (&json!(1), &json!(1)),
        "{summary}"
    );
}

#[test]
fn owner_header_is_sent_and_stored_as_a_fingerprint() {
    let momo = Momo::new();
    let (secret, peer) = (
        momo.file("secret", "sk1ll\n"),
        Peer::answering(200, "application/json", &answer("네")),
    );
    let args = [
        TEXT,
        "--to",
        &peer.url("/"),
        "--skill-header",
        "X-Skill-Key",
        "--skill-secret-file",
        &secret,
    ];
    replay(&momo, &args).expect(0);
    assert_eq!(peer.only().header("x-skill-key"), Some("sk1ll"));
    let shown = momo
        .run(&["webhook", "history", "show", "last", "--json"])
        .expect(0)
        .out();
    assert!(!shown.contains("sk1ll"), "{shown}");
    // From the account in the settings.
    let settings = r#"{"channels":{"kakao":{"skillHeader":"X-Other","skillSecret":"${SKILL}"}}}"#;
    std::fs::write(momo.home().join("config.json"), settings).unwrap();
    replay(
        &momo.with("SKILL", "from-settings"),
        &[TEXT, "--to", &peer.url("/")],
    )
    .expect(0);
    assert_eq!(peer.seen()[1].header("x-other"), Some("from-settings"));
}
