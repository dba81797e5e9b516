//! Momo calls it, and keeps the calls.
use super::Nhn;
use crate::support::{Momo, start_dev};
use momo::io::sqlite::History;
use momo::model::history::filter::{FilterTest, Glob};
use momo::model::history::query::Query;
use momo::model::nhn::korean_time;
use momo::model::nhn::local::{APP_KEY, SECRET_KEY};
use momo::model::time::Timestamp;
use serde_json::json;

#[test]
fn calls_are_in_the_history_without_their_keys() {
    let nhn = Nhn::start();
    nhn.friend(json!({ "recipientNo": "010-1234-5678", "content": "x" }));
    let history = History::open(&nhn.home.path().join("history.db")).unwrap();
    let kept = history
        .list(&Query::from_tests([FilterTest::Type(Glob::new(
            "nhn.send",
        ))]))
        .unwrap();
    assert_eq!(kept.len(), 1);
    let text = serde_json::to_string(&kept).unwrap();
    assert!(text.contains(r#""protocol":"nhn""#), "{text}");
    assert!(
        !text.contains(APP_KEY) && !text.contains(SECRET_KEY),
        "{text}"
    );
}

#[test]
fn send_result_and_cancel_work_without_configured_keys() {
    let momo = Momo::new();
    momo.file(
        "config.json",
        json!({ "channels": { "kakao": { "compatibilityEnds": "9999-12-31" } } }).to_string(),
    );
    let (_dev, _) = start_dev(&momo);
    let id = |args: &[&str]| {
        let output = momo
            .run(&[&["kakao", "send", "--json"], args].concat())
            .expect_notes(0);
        assert!(
            output.err().contains("The local platform plays NHN Cloud"),
            "{output}"
        );
        output.json()["request_id"].as_str().unwrap().to_owned()
    };
    let arrived = id(&["010-1234-5678", "안녕하세요", "--no-ad"]);
    let output = momo.run(&["kakao", "result", &arrived]).expect_notes(0);
    assert!(
        output.out().starts_with("arrived  #1 to 010-1234-5678"),
        "{output}"
    );
    let failed = id(&["010-0000-3018", "안녕하세요", "--no-ad"]);
    let output = momo.run(&["kakao", "result", &failed]).expect(1);
    assert!(
        output
            .out()
            .contains("3018: KakaoTalk cannot send to this person"),
        "{output}"
    );
    let soon = Timestamp(momo::io::system::now().0 + 86_400_000);
    for via in ["friendtalk", "brand"] {
        let reserved = id(&[
            "010-1234-5678",
            "안녕하세요",
            "--via",
            via,
            "--at",
            &korean_time::formatted(soon),
        ]);
        let output = momo.run(&["kakao", "result", &reserved]).expect(3);
        assert!(output.out().starts_with("not yet  #1"), "{output}");
        momo.run(&["kakao", "cancel", &reserved]).expect_notes(0);
        let output = momo.run(&["kakao", "result", &reserved]).expect(1);
        assert!(output.out().starts_with("cancelled  #1"), "{output}");
    }
    let output = momo.run(&["kakao", "cancel", &arrived]).expect(1);
    assert!(output.out().contains("(-2029)"), "{output}");
    let send = [
        "kakao",
        "send",
        "010-1234-5678",
        "x",
        "--no-ad",
        "--idempotency-key",
        "k",
    ];
    momo.run(&send).expect_notes(0);
    assert!(momo.run(&send).expect(1).out().contains("(-1005)"));
    let output = momo
        .run(&["kakao", "send", "010-0002-8008", "x", "--no-ad"])
        .expect(1);
    assert!(
        output.out().contains("a word that is banned (-8008)"),
        "{output}"
    );
}
