//! `momo kakao send`, `result` and `cancel` against a peer that answers as NHN Cloud's guides write it.
mod images;
mod refusals;
mod ways;

use crate::support::{Momo, Output, Peer, data, response};
use serde_json::{Value, json};

/// Keys that must show nowhere.
const APP_KEY: &str = "canary-app-key";
const SECRET_KEY: &str = "canary-secret-key";
const SENDER_KEY: &str = "9e0afe2c12aaaaaaaaaa7520052880b555f1a60a";

fn document(name: &str) -> String {
    std::fs::read_to_string(data(&format!("nhn/{name}"))).unwrap()
}

fn answering(name: &str) -> Peer {
    Peer::answering(200, "application/json;charset=UTF-8", &document(name))
}

/// A home with keys in its environment, whose compatibility mode does not end.
fn keys() -> Momo {
    let momo = Momo::new()
        .with("TOAST_APP_KEY", APP_KEY)
        .with("TOAST_SECRET_KEY", SECRET_KEY)
        .with("KAKAO_SENDER_KEY", SENDER_KEY);
    ends(&momo, "9999-12-31");
    momo
}

fn ends(momo: &Momo, day: &str) {
    let settings = json!({ "channels": { "kakao": { "compatibilityEnds": day } } });
    momo.file("config.json", settings.to_string());
}

#[must_use]
fn run(momo: &Momo, peer: &Peer, args: &[&str]) -> Output {
    let host = peer.url("");
    let output = momo.run(&[&["kakao"], args, &["--host", &host]].concat());
    hides(momo, &output);
    output
}

/// No key shows, neither here nor in what is kept.
#[track_caller]
fn hides(momo: &Momo, output: &Output) {
    let history = momo.run(&["webhook", "history", "list", "--json"]);
    for text in [output.to_string(), history.to_string()] {
        for key in [APP_KEY, SECRET_KEY] {
            assert!(!text.contains(key), "{text}");
        }
    }
    for entry in std::fs::read_dir(momo.home()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        let holds = |key: &str| bytes.windows(key.len()).any(|part| part == key.as_bytes());
        assert!(!holds(APP_KEY) && !holds(SECRET_KEY), "{}", path.display());
    }
}

#[test]
fn friend_talk_is_called_as_the_guide_says() {
    let (momo, peer) = (keys(), answering("friendtalk-sent.json"));
    let args = [
        "send",
        "+82 10 1234 5678",
        "내용",
        "--no-ad",
        "--button",
        "버튼1=https://toast.com",
        "--idempotency-key",
        "order-17",
    ];
    let output = run(&momo, &peer, &args).expect_notes(0);
    assert_eq!(
        output.out(),
        "taken  Friend Talk  to 010-1234-5678  request 20261201100000DkzcJ8Xq0\n"
    );
    let seen = peer.only();
    assert_eq!(
        seen.line,
        format!("POST /friendtalk/v2.4/appkeys/{APP_KEY}/messages HTTP/1.1")
    );
    assert_eq!(
        seen.header("content-type"),
        Some("application/json;charset=UTF-8")
    );
    assert_eq!(seen.header("x-secret-key"), Some(SECRET_KEY));
    assert_eq!(seen.header("x-convert-to-brand-message"), Some("true"));
    assert_eq!(seen.header("x-nc-api-idempotency-key"), Some("order-17"));
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({ "senderKey": SENDER_KEY, "recipientList": [{
        "recipientNo": "010-1234-5678", "content": "내용", "isAd": false,
        "buttons": [{ "ordering": 1, "type": "WL", "name": "버튼1", "linkMo": "https://toast.com" }],
    }] });
    assert_eq!(body, expected);
}

#[test]
fn brand_message_is_called_as_the_guide_says() {
    let (momo, peer) = (keys(), answering("brand-sent.json"));
    let args = ["send", "010-1234-5678", "내용", "--via", "brand", "--json"];
    let output = run(&momo, &peer, &args).expect_notes(0);
    let value = output.json();
    assert_eq!(
        (&value["ok"], &value["via"]),
        (&json!(true), &json!("brand"))
    );
    assert_eq!(value["request_id"], "20261201100000BrandXq0");
    let seen = peer.only();
    assert_eq!(
        seen.line,
        format!("POST /brand-message/v1.0/appkeys/{APP_KEY}/freestyle-messages HTTP/1.1")
    );
    assert_eq!(seen.header("x-convert-to-brand-message"), None);
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(
        (&body["chatBubbleType"], &body["content"]),
        (&json!("TEXT"), &json!("내용"))
    );
    assert_eq!(body["recipientList"][0].get("isAd"), None);
}

#[test]
fn results_of_both_apis_are_read_and_explained() {
    let list = |seen: &crate::support::Seen| {
        let found = seen.line.contains("/brand-message/");
        let empty = r#"{"header":{"resultCode":0,"resultMessage":"success","isSuccessful":true},"messageSearchResultResponse":{"messages":[],"totalCount":0}}"#;
        let body = if found {
            document("brand-list.json")
        } else {
            empty.to_owned()
        };
        response(200, "application/json", &body)
    };
    let (momo, peer) = (keys(), Peer::raw(list));
    let output = run(&momo, &peer, &["result", "20261201100000BrandXq0"]).expect(3);
    assert_eq!(
        output.out(),
        "SMS on its way  #1 to 010-1234-5678  2026-12-01 10:00\n         3019: nobody uses KakaoTalk with this number\n         Wait: it goes out as SMS.\n"
    );
    let lines: Vec<_> = peer.seen().iter().map(|seen| seen.line.clone()).collect();
    assert_eq!(
        lines,
        [
            format!(
                "GET /friendtalk/v2.4/appkeys/{APP_KEY}/messages?requestId=20261201100000BrandXq0&pageSize=1000 HTTP/1.1"
            ),
            format!(
                "GET /brand-message/v1.0/appkeys/{APP_KEY}/messages?requestId=20261201100000BrandXq0&pageSize=1000 HTTP/1.1"
            ),
        ]
    );
    let (momo, peer) = (keys(), answering("friendtalk-list.json"));
    let output = run(&momo, &peer, &["result", "20261201100000DkzcJ8Xq0"]).expect(1);
    for words in [
        "arrived  #1 to 010-1234-5678  2026-12-01 10:00\n",
        "by SMS  #2 ",
        "failed  #3 ",
        "3022: advertising is delivered from 08:00",
    ] {
        assert!(output.out().contains(words), "{output}");
    }
    let json = run(&momo, &peer, &["result", "x", "--json"])
        .expect(1)
        .json();
    assert_eq!(json["messages"][1]["fate"], "by_sms");
    assert_eq!(json["messages"][1]["todo"], "Nothing: it went out as SMS.");
    let (momo, peer) = (keys(), answering("refused.json"));
    let output = run(&momo, &peer, &["result", "x"]).expect(1);
    assert!(
        output.out().contains("(-1001)") && peer.seen().len() == 1,
        "{output}"
    );
    momo.run(&["kakao", "result", "a/../b"]).expect(2);
}

#[test]
fn reserved_message_is_cancelled_as_the_guide_says() {
    let (momo, peer) = (keys(), answering("cancelled.json"));
    let output = run(
        &momo,
        &peer,
        &["cancel", "20261201100000DkzcJ8Xq0", "1", "2", "3"],
    )
    .expect(0);
    assert_eq!(output.out(), "cancelled  request 20261201100000DkzcJ8Xq0\n");
    let path = format!(
        "/friendtalk/v2.4/appkeys/{APP_KEY}/messages/20261201100000DkzcJ8Xq0?recipientSeq=1,2,3"
    );
    assert_eq!(peer.only().line, format!("DELETE {path} HTTP/1.1"));
    momo.run(&["kakao", "cancel", "x", "0"]).expect(2);
}

#[test]
fn dry_run_shows_the_request_without_keys_and_sends_nothing() {
    let momo = keys();
    let args = [
        "kakao",
        "send",
        "010-1234-5678",
        "내용",
        "--no-ad",
        "--dry-run",
    ];
    let output = momo.run(&args).expect_notes(0);
    hides(&momo, &output);
    assert!(output.out().starts_with(
        "POST https://kakaotalk-bizmessage.api.nhncloudservice.com/friendtalk/v2.4/appkeys/${TOAST_APP_KEY}/messages\n\
         Content-Type: application/json;charset=UTF-8\nX-Secret-Key: ${TOAST_SECRET_KEY}\nX-Convert-To-Brand-Message: true\n\n{"
    ), "{output}");
    assert!(!output.out().contains(SENDER_KEY), "{output}");
    // Nor does it need any.
    let bare = Momo::new();
    ends(&bare, "9999-12-31");
    let json = bare
        .run(&[&args[..], &["--json"]].concat())
        .expect_notes(0)
        .json();
    assert_eq!(json["headers"]["X-Secret-Key"], "${TOAST_SECRET_KEY}");
    assert_eq!(json["body"]["recipientList"][0]["content"], "내용");
}
