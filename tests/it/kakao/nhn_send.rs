//! `momo kakao send`, `result` and `cancel` against a peer that answers as NHN Cloud's guides write it.
use crate::support::{DeadPort, Momo, Output, Peer, data, response};
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
    let output = run(&momo, &peer, &args).expect(0);
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
fn a_brand_message_is_called_as_the_guide_says() {
    let (momo, peer) = (keys(), answering("brand-sent.json"));
    let args = ["send", "010-1234-5678", "내용", "--via", "brand", "--json"];
    let output = run(&momo, &peer, &args).expect(0);
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
fn after_the_configured_day_it_is_a_brand_message_and_the_reason_is_said() {
    let (momo, peer) = (keys(), answering("brand-sent.json"));
    ends(&momo, "2025-12-31");
    let output = run(&momo, &peer, &["send", "010-1234-5678", "내용"]).expect(0);
    assert!(
        output.err().contains(
            "By Brand Message, since Friend Talk's compatibility mode ended on 2025-12-31"
        ),
        "{output}"
    );
    assert!(
        output
            .err()
            .contains("It is advertising, as every Brand Message."),
        "{output}"
    );
    assert!(peer.only().line.contains("/brand-message/"));
    for flag in [&["--no-ad"][..], &["--idempotency-key", "k"]] {
        for via in [&[][..], &["--via", "brand"]] {
            let args = [&["kakao", "send", "010-1234-5678", "x"], flag, via].concat();
            let output = momo.run(&args).expect(2);
            assert!(output.err().contains("does not go with"), "{output}");
        }
    }
}

#[test]
fn the_default_is_advertising_and_said_aloud() {
    let (momo, peer) = (keys(), answering("friendtalk-sent.json"));
    let output = run(&momo, &peer, &["send", "010-1234-5678", "내용"]).expect(0);
    assert!(
        output
            .err()
            .contains("It is sent as advertising, NHN Cloud's default"),
        "{output}"
    );
    let body: Value = serde_json::from_slice(&peer.only().body).unwrap();
    assert_eq!(body["recipientList"][0]["isAd"], true);
    let night = [
        "kakao",
        "send",
        "010-1234-5678",
        "x",
        "--dry-run",
        "--at",
        "2099-01-01 21:00",
    ];
    // A message of one's own time is judged by that time.
    let output = momo.run(&night).expect(2);
    assert!(output.err().contains("more than 90 days away"), "{output}");
}

#[test]
fn what_nhn_cloud_refuses_is_explained() {
    let send = ["send", "010-1234-5678", "내용", "--no-ad"];
    for (name, words) in [
        (
            "refused.json",
            "the secret key is not that of the app key (-1001)",
        ),
        (
            "friendtalk-none.json",
            "the text is longer than 1,300 characters (-2024)",
        ),
        (
            "friendtalk-partly.json",
            "the recipient's number is not valid (-5000)",
        ),
    ] {
        let (momo, peer) = (keys(), answering(name));
        let output = run(&momo, &peer, &send).expect(1);
        assert!(
            output
                .out()
                .starts_with("refused  the message to 010-1234-5678: "),
            "{output}"
        );
        assert!(output.out().contains(words), "{output}");
        assert_eq!(peer.seen().len(), 1, "a refusal is not tried again");
        let json = run(&momo, &peer, &[&send[..], &["--json"]].concat())
            .expect(1)
            .json();
        assert_eq!(json["ok"], false, "{json}");
        assert!(json["refusal"]["todo"].is_string(), "{json}");
    }
}

#[test]
fn an_answer_of_somebody_else_is_a_no_and_no_answer_is_unknown() {
    let send = ["send", "010-1234-5678", "내용", "--no-ad"];
    for body in ["<html>", r#"{"code":0,"data":{"requestId":"x"}}"#, ""] {
        let (momo, peer) = (keys(), Peer::answering(200, "text/html", body));
        let output = run(&momo, &peer, &send).expect(1);
        assert!(output.out().contains("none of NHN Cloud's"), "{output}");
    }
    // A refusal counts whatever the status is.
    let (momo, peer) = (
        keys(),
        Peer::raw(|_| response(401, "application/json", &document("refused.json"))),
    );
    assert!(run(&momo, &peer, &send).expect(1).out().contains("(-1001)"));
    let (momo, dead) = (keys(), DeadPort::new());
    let output = momo
        .run(&[&["kakao"], &send[..], &["--host", &dead.url("")]].concat())
        .expect(3);
    assert!(output.err().contains("gave no answer"), "{output}");
    hides(&momo, &output);
    let (momo, peer) = (keys(), Peer::raw(|_| Vec::new()));
    let output = run(&momo, &peer, &send).expect(3);
    assert!(
        output
            .err()
            .contains("Nobody knows whether the message was taken"),
        "{output}"
    );
}

#[test]
fn results_are_asked_of_both_ways_and_explained() {
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
fn a_reserved_message_is_cancelled_as_the_guide_says() {
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
fn a_dry_run_shows_the_request_without_the_keys_and_sends_nothing() {
    let momo = keys();
    let args = [
        "kakao",
        "send",
        "010-1234-5678",
        "내용",
        "--no-ad",
        "--dry-run",
    ];
    let output = momo.run(&args).expect(0);
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
        .expect(0)
        .json();
    assert_eq!(json["headers"]["X-Secret-Key"], "${TOAST_SECRET_KEY}");
    assert_eq!(json["body"]["recipientList"][0]["content"], "내용");
}

#[test]
fn nonsense_is_refused_before_anything_is_sent() {
    let momo = keys();
    for (args, words) in [
        (&["+82101234567", "x"][..], "is 1 digit too short"),
        (&["010-1234-5678", ""], "`content` is blank"),
        (
            &["010-1234-5678", "x", "--resend-sms="],
            "`--resend-sms=` holds no text",
        ),
        (
            &["010-1234-5678", &"가".repeat(1301)],
            "1301 characters, more than 1300",
        ),
        (
            &["010-1234-5678", "x", "--button", "a"],
            "a button is written NAME=URL",
        ),
        (
            &["010-1234-5678", "x", "--at", "2020-01-01 10:00"],
            "is past in Korea",
        ),
        (&["010-1234-5678", "x", "--at", "soon"], "is no time"),
        (&["010-1234-5678", "x", "--idempotency-key", ""], "is empty"),
        (
            &["010-1234-5678", "x", "--image-link", "https://x"],
            "--image",
        ),
        (
            &["010-1234-5678", "x", "--host", "http://example.com"],
            "without TLS",
        ),
    ] {
        let output = momo.run(&[&["kakao", "send"], args].concat()).expect(2);
        assert!(output.err().contains(words), "{output}");
        // Nobody was asked.
        assert!(!output.err().contains("NHN Cloud's own words"), "{output}");
    }
}

#[test]
fn a_message_that_goes_out_after_the_compatibility_mode_is_no_friend_talk() {
    let (momo, peer) = (keys(), answering("brand-sent.json"));
    let tomorrow = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 3);
    let korea = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    let at = tomorrow
        .to_zoned(korea)
        .strftime("%Y-%m-%d 10:00")
        .to_string();
    let today = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
    ends(&momo, &today.to_string()[..10]);
    let args = ["send", "010-1234-5678", "x", "--at", &at];
    let output = run(&momo, &peer, &args).expect(0);
    let words = "before the message goes out";
    assert!(
        output.err().contains("By Brand Message, since") && output.err().contains(words),
        "{output}"
    );
    let output = run(&momo, &peer, &[&args[..], &["--no-ad"]].concat()).expect(2);
    assert!(output.err().contains("does not go with"), "{output}");
    let peer = answering("friendtalk-sent.json");
    let output = run(
        &momo,
        &peer,
        &[&args[..], &["--via", "friendtalk"]].concat(),
    )
    .expect(0);
    assert!(output.err().contains(words), "{output}");
}

#[test]
fn keys_that_are_missing_are_named_and_a_project_cannot_collect_them() {
    let momo = Momo::new().with("TOAST_APP_KEY", APP_KEY);
    let output = momo.run(&["kakao", "send", "010-1234-5678", "x"]).expect(3);
    assert!(
        output.err().contains("has no `toastSecretKey`") && output.err().contains("momo dev"),
        "{output}"
    );
    hides(&momo, &output);
    let momo = keys();
    let project = json!({ "channels": { "kakao": { "nhnHost": "https://${TOAST_SECRET_KEY}.evil.example" } } });
    momo.file("momo.json", project.to_string());
    let output = momo.run(&["kakao", "send", "010-1234-5678", "x"]).expect(3);
    assert!(
        output
            .err()
            .contains("a project's file cannot say where NHN Cloud is"),
        "{output}"
    );
    hides(&momo, &output);
    let output = keys()
        .run(&["kakao", "send", "010-1234-5678", "x", "--profile", "local"])
        .expect(3);
    assert!(
        output.err().contains("no local platform is running"),
        "{output}"
    );
}
