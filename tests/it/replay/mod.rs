//! `momo webhook replay`: what is sent, how it is signed, and what is printed of it.
mod answers;
mod archive;
mod broken;
mod chaos;
mod exact;
mod given;
mod kept;
mod load;
mod local;
mod once;
mod other_secret;
mod picked;
mod proxy;
pub(crate) mod report;
mod retry;
mod same;
mod tls;
mod windows;

use crate::support::{Momo, Output, Peer, Seen};
use momo::model::protocol::Protocol;
use momo::model::samples;
use momo::model::secret::Secret;
use momo::model::secret::signature::{Signature, Signer};
use serde_json::{Value, json};

const PLAIN: &str = "momotalk/message_created";
const SECRET: &str = "s3cret";

fn momo() -> Momo {
    Momo::new().with("MOMOTALK_WEBHOOK_SECRET", SECRET)
}

/// The samples that are signed.
fn momotalk_samples() -> impl Iterator<Item = &'static samples::Sample> {
    samples::all().filter(|sample| sample.protocol() == Protocol::Momotalk)
}

#[must_use]
fn replay(momo: &Momo, args: &[&str]) -> Output {
    momo.run(&[&["webhook", "replay"], args].concat())
}

fn fine() -> Peer {
    Peer::answering(200, "application/json", r#"{"ok":true}"#)
}

fn event(seen: &Seen) -> Value {
    serde_json::from_slice(&seen.body).unwrap()
}

/// Whether the signature is right, by the library's verifier: its own tests hold it to other tools.
fn is_signed(seen: &Seen) -> bool {
    let Some(header) = seen.header("x-momotalk-bot-signature") else {
        return false;
    };
    let signature = Signature::parse(header.as_bytes()).unwrap();
    Signer::new(&Secret::new(SECRET).unwrap()).verify(&seen.body, &signature)
}

#[test]
fn sample_is_stamped_signed_and_delivered() {
    let (momo, peer) = (momo(), fine());
    let output = replay(&momo, &[PLAIN, "--to", &peer.url("/hook?x=1")]).expect_notes(0);
    let seen = peer.only();
    assert_eq!(seen.line, "POST /hook?x=1 HTTP/1.1");
    assert!(is_signed(&seen));
    let event = event(&seen);
    assert_eq!(
        seen.header("x-momotalk-event-id"),
        event["event_id"].as_str()
    );
    assert_eq!(seen.header("x-momotalk-bot-id"), event["bot_id"].as_str());
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_ne!(event["event_id"], "evt_000000000000000000000000");
    let line = output.out();
    assert!(line.starts_with("200 OK  "), "{line}");
    assert!(
        line.contains(&format!("{PLAIN} -> {}", peer.url("/hook?x=1"))),
        "{line}"
    );
    assert!(
        line.contains(event["event_id"].as_str().unwrap()) && line.contains("  ex_"),
        "{line}"
    );
    assert_eq!(
        output.err(),
        "Signing with the secret of fingerprint 1ec1c26b from the environment variable `MOMOTALK_WEBHOOK_SECRET`.\n"
    );
}

#[test]
fn short_targets_and_url_mean_the_same() {
    let (momo, peer) = (momo(), fine());
    for to in [
        format!("{}", peer.port()),
        format!(":{}/", peer.port()),
        peer.url("/"),
    ] {
        replay(&momo, &[PLAIN, "--url", &to]).expect_notes(0);
    }
    assert!(
        peer.seen()
            .iter()
            .all(|seen| seen.line == "POST / HTTP/1.1")
    );
}

#[test]
fn several_targets_all_get_the_event() {
    let (momo, one, two) = (momo(), fine(), fine());
    let args = [
        PLAIN,
        "--to",
        &one.url("/a"),
        "--to",
        &two.url("/b"),
        "--times",
        "2",
    ];
    let output = replay(&momo, &args).expect_notes(0);
    assert_eq!((one.seen().len(), two.seen().len()), (2, 2));
    assert_eq!(one.seen()[0].line, "POST /a HTTP/1.1");
    assert!(output.err().contains("4 deliveries"), "{output}");
}

#[test]
fn file_keeps_its_bytes_except_ids_and_times() {
    let (momo, peer) = (momo(), fine());
    let body = "{ \"event_id\" : \"evt_1\", \"timestamp\":1, \"n\":1.0, \"s\":\"h\\/i\", \"message\":{\"message_id\":7,\"created_at\":2}}\r\n";
    let file = momo.file("event.json", body);
    replay(
        &momo,
        &[&file, "--to", &peer.url("/"), "--seed", "1", "--now", "99"],
    )
    .expect_notes(0);
    replay(&momo, &[&file, "--to", &peer.url("/"), "--keep-ids"]).expect_notes(0);
    let seen = peer.seen();
    let id = event(&seen[0])["event_id"].as_str().unwrap().to_owned();
    let expected = body
        .replace("evt_1", &id)
        .replace("\"timestamp\":1", "\"timestamp\":99")
        .replace("\"created_at\":2", "\"created_at\":99");
    assert_eq!(String::from_utf8(seen[0].body.clone()).unwrap(), expected);
    assert_eq!(seen[1].body, body.as_bytes());
    assert!(seen.iter().all(is_signed));
}

#[test]
fn every_delivery_is_another_event() {
    let (momo, peer) = (momo(), fine());
    let output = replay(
        &momo,
        &[
            PLAIN,
            "momotalk/unknown_event",
            "--times",
            "3",
            "--to",
            &peer.url("/"),
        ],
    )
    .expect_notes(0);
    let ids: std::collections::BTreeSet<_> = peer
        .seen()
        .iter()
        .map(|seen| event(seen)["event_id"].to_string())
        .collect();
    assert_eq!(ids.len(), 6);
    assert!(
        output.err().contains("6 deliveries: 6 as expected"),
        "{output}"
    );
    let seeded_ids = || -> Vec<String> {
        let seeded = ["--times", "2", "--seed", "4", "--now", "9"];
        let target = peer.url("/");
        let args = [&[PLAIN, "--to", &target], &seeded[..]].concat();
        let output = replay(&momo, &args).expect_notes(0).out();
        let id = |line: &str| line.split("  ").nth(2).unwrap().to_owned();
        output.lines().map(id).collect()
    };
    let ids = seeded_ids();
    assert_eq!(ids, seeded_ids());
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn json_is_one_exchange_per_line_and_a_summary() {
    let momo = momo();
    let peer = Peer::answering(500, "text/plain", "boom");
    let lines = replay(&momo, &[PLAIN, "--json", "--to", &peer.url("/")])
        .expect(1)
        .json_lines();
    assert_eq!(lines.len(), 2);
    let exchange = &lines[0];
    assert_eq!(exchange["type"], "exchange");
    assert_eq!(exchange["expected"], false);
    assert_eq!(exchange["signature"]["verdict"], "valid");
    assert_eq!(exchange["response"]["status"], 500);
    assert_eq!(exchange["response"]["body"], "boom");
    assert_eq!(
        exchange["request"]["body"].as_str().unwrap().as_bytes(),
        peer.only().body
    );
    assert!(
        exchange["diagnosis"]["message"]
            .as_str()
            .unwrap()
            .contains("the bot failed (500)")
    );
    assert_eq!(lines[1]["type"], "summary");
    assert_eq!(
        (&lines[1]["deliveries"], &lines[1]["unexpected"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn contradictory_flags_are_refused() {
    let momo = momo();
    for args in [
        &[PLAIN, "--to", "ftp://x/"][..],
        &[PLAIN, "--to", "3000", "--timeout", "0s"],
        &[PLAIN, "--to", "3000", "--timeout", "soon"],
        &[PLAIN, "--to", "3000", "--times", "0"],
        &[PLAIN, "--to", "3000", "--expect-status", "2x"],
        &[PLAIN, "--to", "3000", "-H", "no header"],
        &[PLAIN, "--to", "3000", "--set", "nothing.here=1"],
        &[PLAIN, "--to", "3000", "--to", "nowhere"],
        &["--to", "3000"],
        &["-", "-", "--to", "3000"],
        &["-", "--secret-file", "-", "--to", "3000"],
        &["korean", "--to", "3000"],
    ] {
        replay(&momo, args).expect(2);
    }
    replay(&momo, &["no/such/file.json", "--to", "3000"]).expect(3);
    let without = Momo::new();
    let error = replay(&without, &[PLAIN, "--to", "3000"]).expect(3).err();
    assert!(error.contains("MOMOTALK_WEBHOOK_SECRET"), "{error}");
    assert!(
        !momo.home().join("history.db").exists(),
        "nothing was sent, nothing is kept"
    );
}

#[test]
fn every_sample_arrives_unchanged() {
    let (momo, peer) = (momo(), fine());
    let names: Vec<_> = momotalk_samples().map(|sample| sample.name).collect();
    replay(
        &momo,
        &[&names[..], &["--keep-ids", "--to", &peer.url("/")]].concat(),
    )
    .expect_notes(0);
    let seen = peer.seen();
    for (seen, sample) in seen.iter().zip(momotalk_samples()) {
        assert_eq!(seen.body, sample.raw(), "{}", sample.name);
        assert!(is_signed(seen));
    }
}
