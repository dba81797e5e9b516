//! `--image` and `--wide-image`: a file is uploaded first, and the message names what the upload gave.
use super::{APP_KEY, SECRET_KEY, document, keys, run};
use crate::kakao::nhn::png;
use crate::support::{Momo, Output, Peer, Seen, response};
use serde_json::{Value, json};

const UPLOADED: &str = "https://mud-kage.kakao.com/dn/bWlmSm/btqxyz/friend-ricecake02/img_l.jpg";

/// Answers uploads by one document and sends by another.
fn answering(upload: &str, send: &str) -> Peer {
    let (upload, send) = (document(upload), document(send));
    Peer::raw(move |seen| {
        let body = match seen.line.contains("/images ") {
            true => &upload,
            false => &send,
        };
        response(200, "application/json;charset=UTF-8", body)
    })
}

#[must_use]
fn with_image(momo: &Momo, peer: &Peer, flag: &str, args: &[&str]) -> Output {
    let file = momo.file("사진 1.png", png(800, 600, 40));
    run(
        momo,
        peer,
        &[&["send", "010-1234-5678", "내용", flag, &file], args].concat(),
    )
}

fn text(seen: &Seen) -> String {
    String::from_utf8_lossy(&seen.body).into_owned()
}

#[test]
fn image_is_uploaded_as_the_friend_talk_guide_says() {
    let (momo, peer) = (
        keys(),
        answering("image-uploaded.json", "friendtalk-sent.json"),
    );
    let output = with_image(&momo, &peer, "--image", &["--no-ad"]).expect_notes(0);
    assert!(output.out().starts_with("taken  Friend Talk"), "{output}");
    assert!(
        output.err().contains(&format!("`--image {UPLOADED}`")),
        "{output}"
    );
    let seen = peer.seen();
    let [upload, send] = &*seen else {
        panic!("{seen:?}");
    };
    assert_eq!(
        upload.line,
        format!("POST /friendtalk/v2.4/appkeys/{APP_KEY}/images HTTP/1.1")
    );
    assert_eq!(upload.header("x-secret-key"), Some(SECRET_KEY));
    let kind = upload.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let mut form = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"사진 1.png\"\r\nContent-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    form.extend_from_slice(&png(800, 600, 40));
    form.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    assert_eq!(upload.body, form);
    let body: Value = serde_json::from_slice(&send.body).unwrap();
    assert_eq!(body["recipientList"][0]["imageUrl"], UPLOADED);
}

#[test]
fn wide_image_is_named_in_the_words_of_each_api() {
    let (momo, peer) = (
        keys(),
        answering("image-uploaded.json", "friendtalk-sent.json"),
    );
    with_image(&momo, &peer, "--wide-image", &["--no-ad"]).expect_notes(0);
    let form = text(&peer.seen()[0]);
    assert!(form.contains("name=\"wide\"\r\n\r\ntrue\r\n"), "{form}");
    let (momo, peer) = (keys(), answering("image-uploaded.json", "brand-sent.json"));
    for (flag, name, bubble) in [
        ("--image", "IMAGE", "IMAGE"),
        ("--wide-image", "WIDE_IMAGE", "WIDE"),
    ] {
        let before = peer.seen().len();
        let args = ["--via", "brand", "--json"];
        let value = with_image(&momo, &peer, flag, &args).expect_notes(0).json();
        assert_eq!(value["image"]["url"], UPLOADED, "{value}");
        let seen = peer.seen();
        assert!(
            seen[before]
                .line
                .contains("POST /brand-message/v1.0/appkeys/"),
            "{seen:?}"
        );
        let form = text(&seen[before]);
        let field = format!("name=\"imageType\"\r\n\r\n{name}\r\n");
        assert!(form.contains(&field), "{form}");
        let body: Value = serde_json::from_slice(&seen[before + 1].body).unwrap();
        assert_eq!(body["chatBubbleType"], bubble);
        assert_eq!(body["image"], json!({ "imageUrl": UPLOADED }));
    }
}

#[test]
fn refused_upload_sends_nothing() {
    let (momo, peer) = (
        keys(),
        answering("image-refused.json", "friendtalk-sent.json"),
    );
    let output = with_image(&momo, &peer, "--image", &["--no-ad"]).expect(1);
    assert!(
        output.out().starts_with("refused  the image 사진 1.png: ")
            && output.out().contains("(-8001)"),
        "{output}"
    );
    assert!(output.err().contains("Nothing was sent."), "{output}");
    let value = with_image(&momo, &peer, "--image", &["--no-ad", "--json"])
        .expect(1)
        .json();
    assert_eq!(value["refusal"]["code"], -8001, "{value}");
    let (momo, peer) = (
        keys(),
        answering("friendtalk-sent.json", "friendtalk-sent.json"),
    );
    let output = with_image(&momo, &peer, "--image", &["--no-ad"]).expect(1);
    assert!(output.out().starts_with("not understood"), "{output}");
    assert_eq!(peer.seen().len(), 1);
}

#[test]
fn message_that_would_be_refused_is_not_uploaded() {
    let (momo, peer) = (
        keys(),
        answering("image-uploaded.json", "friendtalk-sent.json"),
    );
    let long = "가".repeat(77);
    let small = momo.file("small.png", png(499, 400, 0));
    let good = momo.file("good.png", png(800, 600, 0));
    let nothing = momo.file("nothing.png", "no image");
    let send = ["send", "010-1234-5678"];
    for (code, args, words) in [
        (2, &["x", "--image", &small][..], "499 pixels wide"),
        (2, &["x", "--image", &nothing], "neither JPG nor PNG"),
        (2, &[&long, "--wide-image", &good], "more than 76"),
        (2, &["x", "--image", "-"], "neither a file nor a URL"),
        (3, &["x", "--image", "nowhere.png"], "there is no file"),
        (2, &["x", "--image", &good, "--wide-image", &good], "cannot"),
    ] {
        let output = run(&momo, &peer, &[&send[..], args].concat()).expect(code);
        assert!(output.err().contains(words), "{output}");
    }
    assert_eq!(peer.seen().len(), 0);
    // A URL is not read, and goes as it is.
    let args = ["x", "--no-ad", "--image", UPLOADED];
    run(&momo, &peer, &[&send[..], &args].concat()).expect_notes(0);
    let body: Value = serde_json::from_slice(&peer.only().body).unwrap();
    assert_eq!(body["recipientList"][0]["imageUrl"], UPLOADED);
}

#[test]
fn dry_run_shows_both_calls() {
    let momo = keys();
    let file = momo.file("a.png", png(800, 600, 0));
    let args = [
        "kakao",
        "send",
        "010-1234-5678",
        "x",
        "--no-ad",
        "--dry-run",
    ];
    let output = momo
        .run(&[&args[..], &["--wide-image", &file]].concat())
        .expect_notes(0);
    let calls: Vec<_> = output
        .out()
        .lines()
        .filter(|line| line.starts_with("POST "))
        .map(|line| line.rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(calls, ["images", "messages"], "{output}");
    assert!(
        output
            .out()
            .contains("image: a.png (PNG, 800 x 600, 29 bytes)\nwide: true\n"),
        "{output}"
    );
    let value = momo
        .run(&[&args[..], &["--image", &file, "--json"]].concat())
        .expect_notes(0)
        .json();
    assert_eq!(value["upload"]["form"]["image"]["width"], 800, "{value}");
    assert_eq!(
        value["body"]["recipientList"][0]["imageUrl"],
        "https://${IMAGE_URL}"
    );
}

#[test]
fn message_falling_back_to_sms_is_a_yes_with_its_reason() {
    let (momo, peer) = (
        keys(),
        answering("image-uploaded.json", "friendtalk-by-sms.json"),
    );
    let send = ["send", "010-1234-5678", "내용", "--no-ad", "--resend-sms"];
    let output = run(&momo, &peer, &send).expect_notes(0);
    assert_eq!(
        output.out(),
        "taken  Friend Talk  to 010-1234-5678  request 20261201100000DkzcJ8Xq0\n         as SMS, not by KakaoTalk: the recipient's number is not valid (-5000)\n"
    );
    let value = run(&momo, &peer, &[&send[..], &["--json"]].concat())
        .expect_notes(0)
        .json();
    assert_eq!(
        (&value["ok"], &value["by_sms"]["code"], &value["refusal"]),
        (&json!(true), &json!(-5000), &Value::Null)
    );
}
