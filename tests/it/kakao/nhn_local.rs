//! The NHN Cloud that the local platform plays, called as the guides' examples call it, and by momo itself.
use crate::platform::{Answer, document, raw};
use crate::support::{Momo, data, start_dev};
use momo::flow::platform::{Platform, PlatformOptions};
use momo::io::files::Home;
use momo::io::sqlite::{History, Recorder};
use momo::model::filter::{Glob, Test};
use momo::model::history::Query;
use momo::model::nhn::local::{APP_KEY, SECRET_KEY, SENDER_KEY};
use momo::model::nhn::when::{self, Day};
use momo::model::time::Timestamp;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

const FRIEND: &str = "/nhn/friendtalk/v2.4/appkeys/momo-local-app-key";
const BRAND: &str = "/nhn/brand-message/v1.0/appkeys/momo-local-app-key";

/// A platform whose clock is moved by hand.
struct Nhn {
    home: TempDir,
    platform: Platform,
    now: Arc<Mutex<Timestamp>>,
}

impl Nhn {
    /// It is noon in Korea, in the last month of the compatibility mode.
    fn start() -> Self {
        let home = TempDir::new().unwrap();
        let recorder = Recorder::start(&home.path().join("history.db")).unwrap();
        let address = "127.0.0.1:0".parse().unwrap();
        let mut options = PlatformOptions::new(Home::at(home.path()), address, recorder);
        let now = Arc::new(Mutex::new(when::read("2026-12-01 12:00").unwrap()));
        let clock = now.clone();
        options.clock = Arc::new(move || *clock.lock().unwrap());
        options.compatibility_ends = Day::parse("2026-12-31").unwrap();
        let platform = Platform::start(options).unwrap();
        Self {
            home,
            platform,
            now,
        }
    }

    fn set(&self, time: &str) {
        *self.now.lock().unwrap() = when::read(time).unwrap();
    }

    /// A call with these headers, whose answer must be as the OpenAPI document writes it.
    #[track_caller]
    fn call(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let port = self.platform.address().port();
        let request = format!(
            "{method} /api{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = raw(port, request.as_bytes());
        document::check(method, path, None, answer.status, &answer.body);
        answer
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.call("GET", path, &keyed(""), "").good()
    }

    #[track_caller]
    fn send(&self, path: &str, body: &Value) -> Value {
        let headers = keyed("X-Convert-To-Brand-Message: true\r\n");
        self.call("POST", path, &headers, &body.to_string()).good()
    }

    #[track_caller]
    fn friend(&self, recipient: Value) -> Value {
        let body = json!({ "senderKey": SENDER_KEY, "recipientList": [recipient] });
        self.send(&format!("{FRIEND}/messages"), &body)
    }

    /// The id of a message that was taken.
    #[track_caller]
    fn taken(&self, path: &str, body: &Value) -> String {
        let answer = self.send(path, body);
        assert_eq!(answer["header"]["isSuccessful"], true, "{answer}");
        answer["message"]["requestId"].as_str().unwrap().to_owned()
    }
}

/// The headers of the guides' examples, and more.
fn keyed(more: &str) -> String {
    format!("Content-Type: application/json;charset=UTF-8\r\nX-Secret-Key:{SECRET_KEY}\r\n{more}")
}

fn code(answer: &Value) -> i64 {
    let header = &answer["header"];
    assert_eq!(
        header["isSuccessful"] == true,
        header["resultCode"] == 0,
        "{answer}"
    );
    header["resultCode"].as_i64().unwrap()
}

/// A documented body, with the only sender that is known here.
fn documented(name: &str) -> Value {
    let bytes = std::fs::read(data(&format!("nhn/{name}"))).unwrap();
    let mut body: Value = serde_json::from_slice(&bytes).unwrap();
    body["senderKey"] = SENDER_KEY.into();
    body["requestDate"] = "2026-12-01 13:00".into();
    body
}

/// Whether an object has all keys of another, and theirs within.
fn has_keys_of(answer: &Value, wanted: &Value, path: &str) {
    match (answer, wanted) {
        (Value::Object(answer), Value::Object(wanted)) => {
            for (key, value) in wanted {
                let found = answer
                    .get(key)
                    .unwrap_or_else(|| panic!("no `{path}.{key}` in {answer:?}"));
                has_keys_of(found, value, &format!("{path}.{key}"));
            }
        }
        (Value::Array(answer), Value::Array(wanted)) => {
            if let (Some(answer), Some(wanted)) = (answer.first(), wanted.first()) {
                has_keys_of(answer, wanted, &format!("{path}[0]"));
            }
        }
        _ => {}
    }
}

#[test]
fn the_documented_friend_talk_is_taken_found_and_cancelled() {
    let nhn = Nhn::start();
    let answer = nhn.send(
        &format!("{FRIEND}/messages"),
        &documented("friendtalk-send.json"),
    );
    assert_eq!(code(&answer), 0, "{answer}");
    let known = std::fs::read(data("nhn/friendtalk-sent.json")).unwrap();
    has_keys_of(&answer, &serde_json::from_slice(&known).unwrap(), "");
    assert_eq!(answer["message"]["sendResults"][0]["resultCode"], 0);
    let id = answer["message"]["requestId"].as_str().unwrap();
    let list = nhn.get(&format!("{FRIEND}/messages?requestId={id}"));
    let known = std::fs::read(data("nhn/friendtalk-list.json")).unwrap();
    has_keys_of(&list, &serde_json::from_slice(&known).unwrap(), "");
    let row = &list["messageSearchResultResponse"]["messages"][0];
    assert_eq!(
        (&row["messageStatus"], &row["resultCode"]),
        (&json!("READY"), &Value::Null)
    );
    let none = nhn.get(&format!("{BRAND}/messages?requestId={id}"));
    assert_eq!(none["messageSearchResultResponse"]["totalCount"], 0);
    // A minute after its time it has arrived; its result is a text.
    nhn.set("2026-12-01 13:01");
    let one = nhn.get(&format!("{FRIEND}/messages/{id}/1"));
    assert_eq!(
        (&one["message"]["resultCode"], &one["message"]["isAd"]),
        (&json!("1000"), &json!(true))
    );
    assert_eq!(one["message"]["buttons"][0]["name"], "버튼1");
    assert_eq!(code(&nhn.get(&format!("{FRIEND}/messages/{id}/2"))), -1016);
    assert_eq!(code(&nhn.get(&format!("{FRIEND}/messages/other/1"))), -1016);
    let late = nhn
        .call("DELETE", &format!("{FRIEND}/messages/{id}"), &keyed(""), "")
        .good();
    assert_eq!(code(&late), -2029);
}

#[test]
fn the_documented_brand_message_is_taken_found_and_cancelled() {
    let nhn = Nhn::start();
    let path = format!("{BRAND}/freestyle-messages");
    let answer = nhn.send(&path, &documented("brand-send.json"));
    assert_eq!(code(&answer), 0, "{answer}");
    assert_eq!(answer["message"].get("senderGroupingKey"), None);
    let id = answer["message"]["requestId"].as_str().unwrap();
    let cancel = |query: &str| {
        let path = format!("{BRAND}/messages/{id}{query}");
        let answer = nhn.call("DELETE", &path, &keyed(""), "").good();
        assert_eq!(
            answer.as_object().unwrap().len(),
            1,
            "a header alone: {answer}"
        );
        code(&answer)
    };
    assert_eq!(cancel("?recipientSeq=2,3"), -2029);
    assert_eq!(cancel("?recipientSeq=1,2,3"), 0);
    assert_eq!(cancel(""), -2029);
    let id = nhn.taken(&path, &documented("brand-send.json"));
    nhn.set("2026-12-01 14:00");
    let list = nhn.get(&format!("{BRAND}/messages?requestId={id}"));
    let known = std::fs::read(data("nhn/brand-list.json")).unwrap();
    let mut known: Value = serde_json::from_slice(&known).unwrap();
    let row = &mut known["messageSearchResultResponse"]["messages"][0];
    for only_single in ["resendResultCode", "resendRequestId"] {
        row.as_object_mut().unwrap().remove(only_single);
    }
    has_keys_of(&list, &known, "");
    assert_eq!(
        list["messageSearchResultResponse"]["messages"][0]["messageStatus"],
        "COMPLETED"
    );
}

#[test]
fn the_door_refuses_in_the_documented_codes() {
    let nhn = Nhn::start();
    let body = json!({ "senderKey": SENDER_KEY, "recipientList": [{ "recipientNo": "010-1234-5678", "content": "x", "isAd": false }] });
    let text = body.to_string();
    let good = keyed("X-Convert-To-Brand-Message: true\r\n");
    let refusal = |path: &str, headers: &str, body: &str| {
        let answer = nhn.call("POST", path, headers, body).good();
        assert_eq!(answer.get("message"), None, "{answer}");
        (
            code(&answer),
            answer["header"]["resultMessage"]
                .as_str()
                .unwrap()
                .to_owned(),
        )
    };
    let path = format!("{FRIEND}/messages");
    let other = path.replace(APP_KEY, "other");
    assert_eq!(refusal(&other, &good, &text).1, "Invalid appKey.");
    let bare = "Content-Type: application/json\r\n";
    assert_eq!(
        refusal(&path, bare, &text),
        (-1001, "Invalid secretKey.".into())
    );
    let wrong = good.replace(SECRET_KEY, "other");
    assert_eq!(refusal(&path, &wrong, &text).0, -1001);
    assert_eq!(refusal(&path, &keyed(""), &text).0, -9992);
    assert_eq!(
        refusal(&path, &good.replace("true", "false"), &text).0,
        -9992
    );
    assert_eq!(
        refusal(
            &path,
            &good.replace("application/json", "text/plain"),
            &text
        )
        .0,
        -9996
    );
    assert_eq!(refusal(&path, &good, "{").0, -3002);
    assert_eq!(refusal(&path, &good, "[]").0, -3002);
    let unknown = text.replace(SENDER_KEY, "unknown");
    assert_eq!(
        refusal(&path, &good, &unknown),
        (-2017, "Not exist plus friend.".into())
    );
    assert_eq!(
        refusal(
            &path,
            &good,
            &json!({ "senderKey": SENDER_KEY }).to_string()
        )
        .0,
        -4011
    );
    let long = text.replace("\"x\"", &format!("\"{}\"", "가".repeat(1301)));
    assert_eq!(refusal(&path, &good, &long).0, -2024);
    assert_eq!(
        refusal(&path.replace("v2.4", "v2.1"), &good, &text).0,
        -9998
    );
    for (method, path, status) in [("POST", "/nhn/friendtalk/v2.4", 404), ("PUT", &*path, 405)] {
        let answer = nhn.call(method, path, &good, "");
        assert_eq!((answer.status, code(&answer.json())), (status, -9998));
    }
    // The version that Moltbot calls: with the header it is taken.
    let old = path.replace("v2.4", "v2.2");
    assert_eq!(code(&nhn.send(&old, &body)), 0);
}

#[test]
fn friend_talk_ends_after_the_configured_day_and_brand_message_goes_on() {
    let nhn = Nhn::start();
    let recipient = json!({ "recipientNo": "010-1234-5678", "content": "x" });
    nhn.set("2026-12-31 12:00");
    assert_eq!(code(&nhn.friend(recipient.clone())), 0);
    nhn.set("2027-01-01 12:00");
    let ended = nhn.friend(recipient);
    assert_eq!(code(&ended), -9992);
    assert_eq!(
        ended["header"]["resultMessage"],
        "The API is no longer supported. Please migrate to the new brand-message endpoint/API."
    );
    let brand = json!({ "senderKey": SENDER_KEY, "chatBubbleType": "TEXT", "content": "x", "recipientList": [{ "recipientNo": "01012345678" }] });
    assert_eq!(
        code(&nhn.send(&format!("{BRAND}/freestyle-messages"), &brand)),
        0
    );
}

#[test]
fn an_idempotency_key_counts_for_ten_minutes() {
    let nhn = Nhn::start();
    let body = json!({ "senderKey": SENDER_KEY, "recipientList": [{ "recipientNo": "010-1234-5678", "content": "x" }] }).to_string();
    let with = |key: &str| {
        let headers = keyed(&format!(
            "X-Convert-To-Brand-Message: true\r\nX-NC-API-IDEMPOTENCY-KEY: {key}\r\n"
        ));
        code(
            &nhn.call("POST", &format!("{FRIEND}/messages"), &headers, &body)
                .good(),
        )
    };
    assert_eq!([with("a"), with("a"), with("b")], [0, -1005, 0]);
    nhn.set("2026-12-01 12:09");
    assert_eq!(with("a"), -1005);
    nhn.set("2026-12-01 12:10");
    assert_eq!(with("a"), 0);
}

#[test]
fn numbers_rehearse_results_and_refusals() {
    let nhn = Nhn::start();
    let to = |number: &str| json!({ "recipientNo": number, "content": "x", "isAd": false });
    let none = nhn.friend(to("010-0001-1027"));
    assert_eq!(
        (code(&none), &none["message"]["requestId"]),
        (-1031, &Value::Null)
    );
    assert_eq!(none["message"]["sendResults"][0]["resultCode"], -1027);
    assert_eq!(code(&nhn.friend(to("010-0002-7000"))), -7000);
    assert_eq!(
        nhn.friend(to("02-123"))["message"]["sendResults"][0]["resultCode"],
        -5000
    );
    let mut sms = to("010-0000-3019");
    sms["resendParameter"] = json!({ "isResend": true });
    let body = json!({ "senderKey": SENDER_KEY, "senderGroupingKey": "g", "recipientList": [to("010-1111-2222"), to("010-0001-5000"), to("010-0000-3018"), sms] });
    let partly = nhn.send(&format!("{FRIEND}/messages"), &body);
    assert_eq!(
        (code(&partly), &partly["message"]["senderGroupingKey"]),
        (0, &json!("g"))
    );
    let codes: Vec<_> = partly["message"]["sendResults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["resultCode"].as_i64().unwrap())
        .collect();
    assert_eq!(codes, [0, -5000, 0, 0]);
    let id = partly["message"]["requestId"].as_str().unwrap();
    let rows = |query: &str| {
        let list = nhn.get(&format!("{FRIEND}/messages?requestId={id}{query}"));
        let rows = list["messageSearchResultResponse"]["messages"]
            .as_array()
            .unwrap()
            .clone();
        let told = |row: &Value| {
            format!(
                "{} {} {} {}",
                row["recipientSeq"],
                row["messageStatus"].as_str().unwrap(),
                row["resultCode"].as_str().unwrap(),
                row["resendStatus"].as_str().unwrap()
            )
        };
        rows.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(
        rows(""),
        [
            "1 COMPLETED 1000 RSC01",
            "3 FAILED 3018 RSC01",
            "4 FAILED 3019 RSC04"
        ]
    );
    assert_eq!(rows("&resultCode=MRC01").len(), 1);
    assert_eq!(
        rows("&messageStatus=FAILED&recipientNo=01000003018"),
        ["3 FAILED 3018 RSC01"]
    );
    assert_eq!(rows("&pageSize=1&pageNum=2"), ["3 FAILED 3018 RSC01"]);
    assert_eq!(rows("&senderGroupingKey=other").len(), 0);
}

#[test]
fn advertising_by_night_is_not_delivered() {
    let nhn = Nhn::start();
    let result = |at: &str, is_ad: bool| {
        let body = json!({ "senderKey": SENDER_KEY, "requestDate": at, "recipientList": [{ "recipientNo": "010-1234-5678", "content": "x", "isAd": is_ad }] });
        nhn.set("2026-12-01 12:00");
        let id = nhn.taken(&format!("{FRIEND}/messages"), &body);
        nhn.set("2026-12-03 12:00");
        nhn.get(&format!("{FRIEND}/messages/{id}/1"))["message"]["resultCode"].clone()
    };
    assert_eq!(result("2026-12-01 20:49", true), "1000");
    assert_eq!(result("2026-12-01 20:50", true), "3022");
    assert_eq!(result("2026-12-02 07:59", true), "3022");
    assert_eq!(result("2026-12-02 08:00", true), "1000");
    assert_eq!(result("2026-12-01 20:50", false), "1000");
}

#[test]
fn searches_have_their_documented_bounds() {
    let nhn = Nhn::start();
    nhn.friend(json!({ "recipientNo": "010-1234-5678", "content": "x", "isAd": false }));
    let search = |query: &str| nhn.get(&format!("{FRIEND}/messages{query}"));
    let found = search("?startRequestDate=2026-11-05%2000:00&endRequestDate=2026-12-05%2023:59");
    assert_eq!(found["messageSearchResultResponse"]["totalCount"], 1);
    let found = search("?startCreateDate=2026-12-01%2012:00&endCreateDate=2026-12-01%2012:00");
    assert_eq!(found["messageSearchResultResponse"]["totalCount"], 1);
    let found = search("?startRequestDate=2026-11-01%2000:00&endRequestDate=2026-11-30%2023:59");
    assert_eq!(found["messageSearchResultResponse"]["totalCount"], 0);
    for (query, refused) in [
        ("", -4103),
        ("?startRequestDate=2026-11-01%2000:00", -4103),
        ("?startRequestDate=x&endRequestDate=y", -4000),
        (
            "?startRequestDate=2026-11-01%2000:00&endRequestDate=2026-12-03%2000:00",
            -4003,
        ),
        (
            "?startRequestDate=2026-08-01%2000:00&endRequestDate=2026-08-02%2000:00",
            -4017,
        ),
        ("?requestId=a&pageSize=1001", -4000),
        ("?requestId=a&pageNum=x", -9994),
    ] {
        assert_eq!(code(&search(query)), refused, "{query}");
    }
    let updates = nhn.get(&format!("{FRIEND}/message-results?startUpdateDate=2026-12-01%2012:00&endUpdateDate=2026-12-01%2012:30"));
    assert_eq!(updates["messageSearchResultResponse"]["totalCount"], 1);
    assert_eq!(code(&nhn.get(&format!("{FRIEND}/message-results"))), -4000);
}

#[test]
fn calls_are_in_the_history_without_their_keys() {
    let nhn = Nhn::start();
    nhn.friend(json!({ "recipientNo": "010-1234-5678", "content": "x" }));
    let history = History::open(&nhn.home.path().join("history.db")).unwrap();
    let kept = history
        .list(&Query::of([Test::Type(Glob::new("nhn.send"))]))
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
fn momo_sends_asks_and_cancels_where_no_keys_are_configured() {
    let momo = Momo::new();
    momo.file(
        "config.json",
        json!({ "channels": { "kakao": { "compatibilityEnds": "9999-12-31" } } }).to_string(),
    );
    let (_dev, _) = start_dev(&momo);
    let id = |args: &[&str]| {
        let output = momo
            .run(&[&["kakao", "send", "--json"], args].concat())
            .expect(0);
        assert!(
            output.err().contains("The local platform plays NHN Cloud"),
            "{output}"
        );
        output.json()["request_id"].as_str().unwrap().to_owned()
    };
    let arrived = id(&["010-1234-5678", "안녕하세요", "--no-ad"]);
    let output = momo.run(&["kakao", "result", &arrived]).expect(0);
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
            &when::written(soon),
        ]);
        let output = momo.run(&["kakao", "result", &reserved]).expect(3);
        assert!(output.out().starts_with("not yet  #1"), "{output}");
        momo.run(&["kakao", "cancel", &reserved]).expect(0);
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
    momo.run(&send).expect(0);
    assert!(momo.run(&send).expect(1).out().contains("(-1005)"));
    let output = momo
        .run(&["kakao", "send", "010-0002-8008", "x", "--no-ad"])
        .expect(1);
    assert!(
        output.out().contains("a word that is banned (-8008)"),
        "{output}"
    );
}
