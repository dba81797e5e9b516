//! `momo room say` with a bot that answers: which of its messages are answers, what is expected of them, and what is
//! said of the others.
mod lines;

use crate::platform::Fields;
use crate::support::{DeadPort, Momo, Output, Peer, Running, kept, response, start_dev};
use momo::flow::api::ApiClient;
use serde_json::{Value, json};
use std::sync::{Arc, OnceLock};

/// The bot's id and its API, once it is registered.
type Registered = Arc<OnceLock<(String, ApiClient)>>;

/// A local platform with a bot that does what a message tells it, in the order of its words: `reply=TEXT` replies to the
/// message, `old=TEXT` to message 1, `say=TEXT` to none, `500` answers the event so.
struct Talk {
    momo: Momo,
    _dev: Running,
    _bot: Peer,
}

impl Talk {
    fn start() -> Self {
        let momo = Momo::new();
        let (dev, base) = start_dev(&momo);
        let registered = Registered::default();
        let of_bot = registered.clone();
        let bot = Peer::raw(move |seen| {
            let event: Value = serde_json::from_slice(&seen.body).unwrap();
            let status = obey(&event["message"], &of_bot);
            response(status, "application/json", "{}")
        });
        let callback = format!("{}/hook", bot.port());
        let words = [
            "bot",
            "create",
            "--json",
            "--name",
            "에코",
            "--callback-url",
        ];
        let created = momo.run(&[&words[..], &[&callback]].concat()).expect(0);
        let id = created.json()["bot_id"].as_str().unwrap().to_owned();
        let token = kept(&momo).bot(&id).unwrap().token.clone().unwrap();
        let api = ApiClient::new(&base, token).unwrap();
        assert!(registered.set((id, api)).is_ok());
        Self {
            momo,
            _dev: dev,
            _bot: bot,
        }
    }

    #[must_use]
    fn say(&self, text: &str, flags: &[&str]) -> Output {
        let words = ["room", "say", "--room", "1", text];
        self.momo.run(&[&words[..], flags].concat())
    }
}

fn obey(message: &Value, registered: &Registered) -> u16 {
    let Some((id, api)) = registered.get() else {
        return 200;
    };
    let mut status = 200;
    for word in message["body"].as_str().unwrap().split(' ') {
        let (order, text) = word.split_once('=').unwrap_or((word, ""));
        let reply_to = match order {
            "reply" => message["message_id"].clone(),
            "old" => 1.into(),
            "say" => Value::Null,
            _ => {
                status = order.parse().unwrap_or(200);
                continue;
            }
        };
        let mut body = json!({"room_id": message["room_id"], "body": text});
        if reply_to.is_i64() {
            body["reply_to_message_id"] = reply_to;
        }
        api.post(&format!("/bots/{id}/messages"), &body)
            .unwrap()
            .unwrap();
    }
    status
}

#[test]
fn reply_to_another_message_is_no_answer_and_is_shown_apart() {
    let talk = Talk::start();
    talk.say("first", &["--expect-none", "300ms"]).expect(0);
    let other = talk.say("old=late", &["--wait", "500ms"]).expect(1);
    assert_eq!(other.out(), "#2 앨리스: old=late\n");
    for words in [
        "beside it, a reply to #1:\n  #3 에코 (to #1): late\n",
        "warning: no bot answered within 500ms\n",
        "is delivered after 1 attempt; the last answer was 200.",
    ] {
        assert!(other.err().contains(words), "{other}");
    }
    let json = talk.say("old=late", &["--wait", "500ms", "--json"]);
    let json = json.expect_notes(1).json();
    assert_eq!(json["replies"], json!([]));
    assert_eq!(json["others"][0]["why"], "beside it, a reply to #1");
    let reason = &json["reasons"][0];
    assert_eq!(reason["message"], "no bot answered within 500ms");
    assert_eq!(reason["phrase"]["code"], "talk.no-answer");
    let remark = json["remarks"][0]["message"].as_str().unwrap();
    assert!(remark.contains("is delivered after 1 attempt"), "{json}");
    assert_eq!(json["deliveries"][0]["state"], "delivered");
    // The late reply was the second to that message.
    let room = talk.momo.run(&["room", "messages", "--room", "1"]);
    let room = room.expect(0).out();
    assert!(
        room.contains("#5 에코 (to #1): late  (2 replies to #1)\n"),
        "{room}"
    );
}

#[test]
fn message_without_reply_answers_the_event_after_which_it_came() {
    let talk = Talk::start();
    let said = talk.say("say=hello", &["--wait", "20s"]).expect(0);
    assert_eq!(said.out(), "#1 앨리스: say=hello\n#2 에코: hello\n");
}

#[test]
fn second_reply_to_one_message_is_told() {
    let talk = Talk::start();
    let twice = talk.say("reply=a reply=b", &["--wait", "20s"]);
    let twice = twice.expect_notes(0);
    assert_eq!(
        twice.out(),
        "#1 앨리스: reply=a reply=b\n#2 에코 (to #1): a\n#3 에코 (to #1): b  (2 replies to #1)\n"
    );
    let words = "warning: 2 replies to #1 from 에코: did it get the event twice";
    assert!(twice.err().contains(words), "{twice}");
    let counted = talk.say("reply=a reply=b", &["--count", "1", "--wait", "300ms"]);
    let counted = counted.expect(1);
    assert!(
        counted.err().contains("2 answers came instead of 1"),
        "{counted}"
    );
    let both = ["--count", "2", "--wait", "20s", "--json"];
    let both = talk.say("reply=a say=b", &both).expect(0).json();
    assert_eq!(both["expected"], true);
    assert_eq!(both["replies"][0]["reply_number"], 1);
    let id = both["message"]["message_id"].as_i64();
    assert_eq!(both["replies"][1]["after_message_id"].as_i64(), id);
}

#[test]
fn expected_text_is_compared_with_the_answers() {
    let talk = Talk::start();
    talk.say("reply=안녕", &["--expect", "안녕"]).expect(0);
    talk.say("reply=안녕 reply=bye", &["--expect", "/^by/"])
        .expect_notes(0);
    let wrong = ["--expect", "hello", "--wait", "300ms"];
    let other = talk.say("reply=hallo", &wrong).expect(1);
    let err = other.err();
    assert!(err.contains("warning: no answer is the expected text"));
    assert!(err.contains("      - hello\n      + hallo\n"), "{other}");
    let json = talk.say("reply=hallo", &[&wrong[..], &["--json"]].concat());
    let json = json.expect(1).json();
    assert_eq!(json["expected"], false);
    assert_eq!(json["diff"]["differences"][0]["in"], "text");
    let pattern = ["--expect", "/^x+$/", "--wait", "300ms"];
    let pattern = talk.say("reply=hallo", &pattern).expect(1);
    assert!(
        pattern.err().contains("no answer matches /^x+$/"),
        "{pattern}"
    );
    talk.say("x", &["--expect", "/(/"]).expect(2);
    talk.say("x", &["--expect", "x", "--expect-none", "1s"])
        .expect(2);
}

#[test]
fn answer_where_none_is_expected_ends_the_wait() {
    let talk = Talk::start();
    // An hour is not waited.
    let spoke = talk.say("reply=hi", &["--expect-none", "1h"]).expect(1);
    assert!(
        spoke
            .err()
            .contains("warning: an answer came, and none was wanted"),
        "{spoke}"
    );
    assert!(spoke.out().contains("에코 (to #1): hi"), "{spoke}");
    talk.say("hush", &["--expect-none", "200ms"]).expect(0);
}

#[test]
fn silence_of_a_bot_that_took_no_event_is_unknown() {
    let talk = Talk::start();
    let silent = talk
        .say("hush 500", &["--expect-none", "200ms"])
        .expect_notes(3);
    for words in [
        "warning: a bot has not taken the event, so that its silence says nothing",
        "the last answer was 500",
    ] {
        assert!(silent.err().contains(words), "{silent}");
    }
    let json = talk.say("hush 500", &["--expect-none", "200ms", "--json"]);
    assert_eq!(json.expect_notes(3).json()["expected"], Value::Null);
}

#[test]
fn failed_delivery_is_told_beside_its_answer() {
    let talk = Talk::start();
    let failed = talk.say("reply=hi 500", &["--wait", "20s"]);
    let failed = failed.expect_notes(0);
    assert!(failed.err().contains("the last answer was 500"), "{failed}");
}

#[test]
fn nobody_is_waited_for_where_no_bot_hears() {
    let momo = Momo::new();
    let _dev = start_dev(&momo);
    let said = momo
        .run(&["room", "say", "--room", "1", "hi", "--wait", "1h"])
        .expect(1);
    assert!(
        said.err()
            .contains("warning: no bot can answer: none that is active is subscribed to the room"),
        "{said}"
    );
}

#[test]
fn json_is_english_in_every_language() {
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    let dead = DeadPort::new().port().to_string();
    let create = ["bot", "create", "--name", "Echo", "--callback-url"];
    momo.run(&[&create[..], &[&format!("{dead}/hook")]].concat())
        .expect_notes(0);
    let say = ["room", "say", "hi", "--wait", "2s", "--lang", "ko"];
    let in_korean = momo.run(&say).expect(1).err();
    assert!(
        in_korean.contains("받는 프로그램이 없습니다"),
        "{in_korean}"
    );
    let said = momo.run(&[&say[..], &["--json"]].concat()).expect(1).json();
    let remark = said["remarks"][0].text("message");
    assert!(remark.contains("nobody listens at"), "{remark}");
    let is_hangul = |ch: char| ('가'..='힣').contains(&ch);
    assert!(
        !said["remarks"].to_string().contains(is_hangul),
        "{}",
        said["remarks"]
    );
}
