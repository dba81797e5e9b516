//! Samples to a bot of the running local platform speak of a real room, and elsewhere it is said that they do not.
use super::PLAIN;
use crate::support::{Momo, Peer, kept, response, start_dev};
use momo::flow::api::ApiClient;
use momo::model::samples;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// A bot that replies to each message and answers 500 where the API does not take the reply.
fn replying_bot(account: &Arc<Mutex<Option<(ApiClient, String)>>>) -> Peer {
    let account = account.clone();
    Peer::raw(move |seen| {
        let event: Value = serde_json::from_slice(&seen.body).unwrap();
        let account = account.lock().unwrap();
        let Some((api, id)) = &*account else {
            return response(500, "text/plain", "no account");
        };
        let message = &event["message"];
        let reply = json!({
            "room_id": message["room_id"], "reply_to_message_id": message["message_id"], "body": "네",
        });
        let taken = api.post(&format!("/bots/{id}/messages"), &reply).unwrap();
        let status = if taken.is_ok() { 200 } else { 500 };
        response(status, "text/plain", "")
    })
}

#[test]
fn reply_to_a_sample_is_taken_by_the_running_local_platform() {
    let momo = Momo::new();
    let (_dev, api_base) = start_dev(&momo);
    let account = Arc::new(Mutex::new(None));
    let bot = replying_bot(&account);
    let target = bot.url("/momotalk/webhook");
    let create = [
        "bot",
        "create",
        "--name",
        "Echo",
        "--callback-url",
        &target,
        "--json",
    ];
    let id = momo.run(&create).expect(0).json()["bot_id"].take();
    let id = id.as_str().unwrap().to_owned();
    let token = kept(&momo).bot(&id).unwrap().token.clone().unwrap();
    *account.lock().unwrap() = Some((ApiClient::new(&api_base, token).unwrap(), id));

    let output = momo.run(&["webhook", "replay", PLAIN]).expect_notes(0);
    assert!(output.err().contains("Speaking of room 1"), "{output}");
    let said = momo
        .run(&["room", "messages", "--room", "1"])
        .expect(0)
        .out();
    assert!(
        said.contains("hello") && said.contains("Echo (to #1): 네"),
        "{said}"
    );
    // The platform itself delivered nothing.
    assert_eq!(bot.seen().len(), 1);
    let event: Value = serde_json::from_slice(&bot.only().body).unwrap();
    assert_eq!(event["message"]["room_id"], 1);

    let both = [PLAIN, "momotalk/message_created.empty", "--times", "2"];
    momo.run(&[&["webhook", "replay"], &both[..]].concat())
        .expect_notes(0);
    assert_eq!(bot.seen().len(), 5);
    // What the user sets is sent as it is.
    let own = [PLAIN, "--set", "message.room_id=9"];
    momo.run(&[&["webhook", "replay"], &own[..]].concat())
        .expect_notes(1);
}

#[test]
fn room_of_a_sample_is_told_at_the_first_failure_elsewhere() {
    let momo = Momo::new().with("MOMOTALK_WEBHOOK_SECRET", "a secret of the samples");
    let told = "Room 123 and message ";
    let failing = Peer::answering(500, "text/plain", "boom");
    let args = ["webhook", "replay", "momotalk/*", "--to"];
    let output = momo
        .run(&[&args[..], &[&failing.url("/")]].concat())
        .expect_notes(1);
    assert_eq!(output.out().matches(told).count(), 1, "{output}");
    let momotalk = samples::all().filter(|sample| sample.name.starts_with("momotalk/"));
    assert_eq!(failing.seen().len(), momotalk.count());
    let refusing = Peer::answering(401, "text/plain", "no");
    let output = momo
        .run(&[&args[..], &[&refusing.url("/")]].concat())
        .expect_notes(1);
    assert!(!output.out().contains(told), "{output}");
}

#[test]
fn pattern_names_all_samples_that_match() {
    let momo = Momo::new();
    let listed = momo
        .run(&["webhook", "sample", "kakao-skill/*"])
        .expect(0)
        .out();
    let skills = samples::all().filter(|sample| sample.name.starts_with("kakao-skill/"));
    assert_eq!(listed.lines().count(), skills.count());
    let whole = ["webhook", "sample", "kakao-share/*.get", "--exchange"];
    let whole = momo.run(&whole).expect(0).json_lines();
    assert!(whole.len() > 2 && whole.iter().all(|line| line["request"]["method"] == "GET"));
    for verb in ["sample", "replay"] {
        let args = ["webhook", verb, "momotalk/nothing*"];
        let to: &[&str] = if verb == "replay" {
            &["--to", "3000"]
        } else {
            &[]
        };
        let output = momo.run(&[&args[..], to].concat()).expect(2);
        let why = "no sample matches `momotalk/nothing*`";
        assert!(output.err().contains(why), "{output}");
    }
}

#[test]
fn seed_keeps_the_chosen_bot_and_ids_differ_without_a_time() {
    let momo = Momo::new();
    let secret = momo.file("secret.txt", "secret-of-the-bot-0123");
    momo.run(&["bot", "add", "bot_own", "--secret-file", &secret])
        .expect_notes(0);
    let sample = |more: &[&str]| {
        let args = [&["webhook", "sample", PLAIN, "--seed", "7"], more].concat();
        let body: Value = serde_json::from_slice(&momo.run(&args).expect(0).stdout).unwrap();
        assert_eq!(body["bot_id"], "bot_own");
        body["event_id"].as_str().unwrap().to_owned()
    };
    assert_ne!(sample(&[]), sample(&[]));
    let fixed = sample(&["--now", "9"]);
    assert_eq!(fixed, sample(&["--now", "9"]));
}
