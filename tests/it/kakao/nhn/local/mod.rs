//! The NHN Cloud that the local platform plays, called as the guides' examples call it, and by momo itself.
mod by_momo;
mod door;
mod images;
mod rehearsals;

use super::png;
use crate::platform::{Answer, document, raw};
use crate::support::data;
use momo::flow::platform::{Platform, PlatformOptions};
use momo::io::files::Home;
use momo::io::sqlite::Recorder;
use momo::model::nhn::korean_time;
use momo::model::nhn::korean_time::KoreanDate;
use momo::model::nhn::local::{SECRET_KEY, SENDER_KEY};
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
        let mut options = PlatformOptions::new(Home::in_folder(home.path()), address, recorder);
        let now = Arc::new(Mutex::new(korean_time::parse("2026-12-01 12:00").unwrap()));
        let clock = now.clone();
        options.clock = Arc::new(move || *clock.lock().unwrap());
        options.compatibility_ends = KoreanDate::parse("2026-12-31").unwrap();
        let platform = Platform::start(options).unwrap();
        Self {
            home,
            platform,
            now,
        }
    }

    fn set(&self, time: &str) {
        *self.now.lock().unwrap() = korean_time::parse(time).unwrap();
    }

    /// A call with these headers, whose answer must be as the OpenAPI document writes it.
    #[track_caller]
    fn call(&self, method: &str, path: &str, headers: &str, body: impl AsRef<[u8]>) -> Answer {
        let (port, body) = (self.platform.address().port(), body.as_ref());
        let mut request = format!(
            "{method} /api{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        let answer = raw(port, &request);
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
        self.call("POST", path, &headers, body.to_string()).good()
    }

    #[track_caller]
    fn friend(&self, recipient: Value) -> Value {
        let body = json!({ "senderKey": SENDER_KEY, "recipientList": [recipient] });
        self.send(&format!("{FRIEND}/messages"), &body)
    }

    /// Uploads a form: an image of 800 x 400 under this name, and fields.
    #[track_caller]
    fn upload(&self, path: &str, fields: &[(&str, &str)], name: &str, image: &[u8]) -> Value {
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!(
                "--b\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let part = format!(
            "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(image);
        body.extend_from_slice(b"\r\n--b--\r\n");
        let headers = format!(
            "Content-Type: multipart/form-data; boundary=b\r\nX-Secret-Key: {SECRET_KEY}\r\n"
        );
        let path = format!("{path}/images");
        self.call("POST", &path, &headers, &body).good()
    }

    #[track_caller]
    fn uploaded(&self, path: &str, fields: &[(&str, &str)], name: &str) -> Value {
        let answer = self.upload(path, fields, name, &png(800, 400, 9));
        assert_eq!(code(&answer), 0, "{answer}");
        answer["image"].clone()
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
fn documented_friend_talk_is_sent_found_and_cancelled() {
    let nhn = Nhn::start();
    // The guide's example names the image 1.
    nhn.uploaded(FRIEND, &[], "friend-ricecake02.jpeg");
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
fn documented_brand_message_is_sent_found_and_cancelled() {
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
