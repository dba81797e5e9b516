//! By Friend Talk or as a Brand Message, as advertising or not: what decides, and how it is said.
use super::{answering, ends, keys, run};
use serde_json::Value;

#[test]
fn brand_message_is_used_after_the_configured_day_with_its_reason() {
    let (momo, peer) = (keys(), answering("brand-sent.json"));
    ends(&momo, "2025-12-31");
    let output = run(&momo, &peer, &["send", "010-1234-5678", "내용"]).expect_notes(0);
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
fn advertising_is_the_announced_default() {
    let (momo, peer) = (keys(), answering("friendtalk-sent.json"));
    let output = run(&momo, &peer, &["send", "010-1234-5678", "내용"]).expect_notes(0);
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
fn message_reserved_after_compatibility_mode_is_no_friend_talk() {
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
    let output = run(&momo, &peer, &args).expect_notes(0);
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
    .expect_notes(0);
    assert!(output.err().contains(words), "{output}");
}
