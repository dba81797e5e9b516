//! Refusals by momo before any request, refusals by NHN Cloud, and invalid responses.
use super::{APP_KEY, answering, document, hides, keys, run};
use crate::support::{DeadPort, Momo, Peer, response};
use serde_json::json;

#[test]
fn refusals_of_nhn_cloud_are_explained() {
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
fn foreign_response_is_a_no_and_no_response_is_unknown() {
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
    let words = "Nobody knows whether the message was taken: look in NHN Cloud's console";
    assert!(output.err().contains(words), "{output}");
    // Only a key that the call had protects its repetition.
    let with_key = [&send[..], &["--idempotency-key", "once"]].concat();
    let output = run(&momo, &peer, &with_key).expect(3);
    let words = "with the same `--idempotency-key` sends no second message";
    assert!(output.err().contains(words), "{output}");
}

#[test]
fn missing_or_contradictory_ids_are_reported() {
    let send = ["send", "010-1234-5678", "x", "--no-ad"];
    let header = |is_successful| {
        format!(
            r#"{{"header":{{"resultCode":0,"resultMessage":"SUCCESS","isSuccessful":{is_successful}}}}}"#
        )
    };
    let (momo, peer) = (
        keys(),
        Peer::answering(200, "application/json", &header(true)),
    );
    let output = run(&momo, &peer, &send).expect_notes(0);
    assert!(output.out().contains("without a request id"), "{output}");
    assert!(!output.err().contains("momo kakao result"), "{output}");
    let (momo, peer) = (
        keys(),
        Peer::answering(200, "application/json", &header(false)),
    );
    let output = run(&momo, &peer, &send).expect(1);
    assert!(
        output
            .out()
            .contains("no success, and yet has the code of one"),
        "{output}"
    );
}

#[test]
fn invalid_values_are_refused_before_sending() {
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
fn missing_keys_are_named_and_a_project_cannot_collect_them() {
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
