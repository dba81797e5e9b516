//! Images: uploaded as the guides' examples do it, listed, deleted, and named by messages.
use super::{BRAND, FRIEND, Nhn, code, has_keys_of, keyed};
use crate::kakao::nhn::{document, png};
use crate::platform::raw;
use crate::support::{Momo, start_dev};
use momo::model::nhn::local::SENDER_KEY;
use serde_json::{Value, json};

fn documented(name: &str) -> Value {
    serde_json::from_slice(&document(name)).unwrap()
}

/// The code with which a message with this image is answered.
fn named(nhn: &Nhn, image: Value, text: &str) -> i64 {
    let mut recipient = json!({ "recipientNo": "010-1234-5678", "content": text, "isAd": false });
    let fields = recipient.as_object_mut().unwrap();
    fields.extend(image.as_object().unwrap().clone());
    code(&nhn.friend(recipient))
}

#[test]
fn documented_uploads_are_accepted_listed_and_deleted() {
    let nhn = Nhn::start();
    let usual = nhn.upload(FRIEND, &[], "friend-ricecake02.jpeg", &png(800, 400, 9));
    has_keys_of(&usual, &documented("image-uploaded.json"), "");
    assert_eq!(usual["image"]["imageName"], "friend-ricecake02.jpeg");
    let wide = nhn.uploaded(FRIEND, &[("wide", "true")], "b.png");
    let brand = nhn.uploaded(BRAND, &[("imageType", "WIDE_IMAGE")], "c.png");
    let list = |query: &str| {
        let list = nhn.get(&format!("{FRIEND}/images{query}"));
        let images = list["imagesResponse"]["images"].as_array().unwrap().clone();
        let of = |image: &Value| format!("{} {}", image["imageSeq"], image["imageType"]);
        (
            images.iter().map(of).collect::<Vec<_>>(),
            list["imagesResponse"]["totalCount"].clone(),
        )
    };
    has_keys_of(
        &nhn.get(&format!("{FRIEND}/images")),
        &documented("images-list.json"),
        "",
    );
    // The newest first.
    let (of, count) = list("");
    assert_eq!(of, ["3 \"WIDE_IMAGE\"", "2 \"WIDE_IMAGE\"", "1 \"IMAGE\""]);
    assert_eq!(count, 3);
    assert_eq!(list("?imageTypes=IMAGE").0, ["1 \"IMAGE\""]);
    assert_eq!(list("?pageNum=2&pageSize=2").0, ["1 \"IMAGE\""]);
    assert_eq!(list("?imageTypes=CAROUSEL_IMAGE").1, 0);
    let delete = |path: &str, query: &str| {
        let path = format!("{path}/images{query}");
        code(&nhn.call("DELETE", &path, &keyed(""), "").good())
    };
    assert_eq!(delete(FRIEND, ""), -8000);
    assert_eq!(delete(FRIEND, "?imageSeq=1,7"), -8002);
    assert_eq!(delete(BRAND, "?imageSeq=x"), -9994);
    assert_eq!(delete(FRIEND, "?imageSeq=1,2"), 0);
    assert_eq!(list("").0, ["3 \"WIDE_IMAGE\""]);
    assert_ne!(wide["imageUrl"], brand["imageUrl"]);
}

#[test]
fn invalid_upload_is_refused_in_documented_codes() {
    let nhn = Nhn::start();
    let refusal = |path: &str, fields: &[(&str, &str)], name: &str, image: &[u8]| {
        let answer = nhn.upload(path, fields, name, image);
        assert_eq!(answer.get("image"), None, "{answer}");
        code(&answer)
    };
    let good = png(800, 400, 9);
    assert_eq!(refusal(FRIEND, &[], "a.png", b"no image"), -8001);
    assert_eq!(refusal(FRIEND, &[], "a.png", &png(499, 400, 0)), -8001);
    assert_eq!(refusal(FRIEND, &[], "a.gif", &good), -4009);
    assert_eq!(refusal(FRIEND, &[("wide", "yes")], "a.png", &good), -9994);
    assert_eq!(refusal(BRAND, &[], "a.png", &good), -9993);
    assert_eq!(refusal(BRAND, &[("imageType", "X")], "a.png", &good), -8011);
    // Larger than any other body may be, and taken; and larger than an image may be.
    let large = png(800, 400, 4_000_000);
    assert_eq!(code(&nhn.upload(FRIEND, &[], "a.png", &large)), 0);
    let too_large = png(800, 400, 5 * 1024 * 1024);
    let answer = nhn.upload(FRIEND, &[], "a.png", &too_large);
    assert_eq!(
        answer["header"]["resultMessage"],
        "The file size is less than 5MB."
    );
    // Who does not know the keys is not listened to for so long.
    let path = format!("{FRIEND}/images");
    let port = nhn.platform.address().port();
    let head = format!(
        "POST /api{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Secret-Key: other\r\nContent-Length: {}\r\n\r\n",
        large.len()
    );
    assert_eq!(raw(port, head.as_bytes()).status, 413);
    let no_form = nhn.call("POST", &path, &keyed(""), "{}").good();
    assert_eq!(code(&no_form), -9993);
    nhn.set("2027-01-01 12:00");
    assert_eq!(refusal(FRIEND, &[], "a.png", &good), -9992);
}

#[test]
fn message_must_name_an_uploaded_image_of_its_type() {
    let nhn = Nhn::start();
    let usual = nhn.uploaded(FRIEND, &[], "a.png");
    let wide = nhn.uploaded(FRIEND, &[("wide", "true")], "b.png");
    let url = |image: &Value| json!({ "imageUrl": image["imageUrl"] });
    let seq = |image: &Value| json!({ "imageSeq": image["imageSeq"] });
    assert_eq!(named(&nhn, url(&usual), "x"), 0);
    assert_eq!(named(&nhn, seq(&usual), "x"), 0);
    let unknown = json!({ "imageUrl": "https://example.com/a.png" });
    assert_eq!(named(&nhn, unknown, "x"), -8002);
    assert_eq!(named(&nhn, json!({ "imageSeq": 9 }), "x"), -8002);
    // The image says whether it is wide, and so how long the text may be.
    let text = |count: usize| "가".repeat(count);
    assert_eq!(named(&nhn, url(&usual), &text(400)), 0);
    assert_eq!(named(&nhn, url(&usual), &text(401)), -2023);
    assert_eq!(named(&nhn, url(&wide), &text(76)), 0);
    assert_eq!(named(&nhn, seq(&wide), &text(77)), -2030);
    let list = nhn.get(&format!("{FRIEND}/messages?startRequestDate=2026-12-01%2000:00&endRequestDate=2026-12-01%2023:59&pageSize=100"));
    let row = &list["messageSearchResultResponse"]["messages"][0];
    let id = row["requestId"].as_str().unwrap();
    let one = nhn.get(&format!("{FRIEND}/messages/{id}/1"));
    assert_eq!(
        (&one["message"]["wide"], &one["message"]["imageName"]),
        (&json!(true), &json!("b.png"))
    );
    let brand = |bubble: &str, image: &Value| {
        let body = json!({ "senderKey": SENDER_KEY, "chatBubbleType": bubble, "content": "x", "image": url(image), "recipientList": [{ "recipientNo": "010-1234-5678" }] });
        code(&nhn.send(&format!("{BRAND}/freestyle-messages"), &body))
    };
    assert_eq!([brand("IMAGE", &usual), brand("WIDE", &wide)], [0, 0]);
    assert_eq!(
        [brand("IMAGE", &wide), brand("WIDE", &usual)],
        [-8002, -8002]
    );
    for body in [
        "[]",
        "7",
        r#"{"recipientList":7}"#,
        r#"{"recipientList":[7]}"#,
    ] {
        let headers = keyed("X-Convert-To-Brand-Message: true\r\n");
        let path = format!("{FRIEND}/messages");
        assert!(code(&nhn.call("POST", &path, &headers, body).good()) < 0);
    }
    let path = format!("{FRIEND}/images?imageSeq=1");
    nhn.call("DELETE", &path, &keyed(""), "").good();
    assert_eq!(named(&nhn, url(&usual), "x"), -8002);
}

#[test]
fn momo_uploads_and_sends_without_configured_keys() {
    let momo = Momo::new();
    let settings = json!({ "channels": { "kakao": { "compatibilityEnds": "9999-12-31" } } });
    momo.file("config.json", settings.to_string());
    let (_dev, _) = start_dev(&momo);
    let file = momo.file("사진.png", png(800, 600, 100_000));
    for (flag, via) in [
        ("--image", "friendtalk"),
        ("--wide-image", "friendtalk"),
        ("--image", "brand"),
        ("--wide-image", "brand"),
    ] {
        let send = [
            "kakao",
            "send",
            "010-1234-5678",
            "안녕하세요",
            "--json",
            "--via",
            via,
        ];
        let first = momo
            .run(&[&send[..], &[flag, &file]].concat())
            .expect_notes(0)
            .json();
        let url = first["image"]["url"].as_str().unwrap();
        momo.run(&[&send[..], &[flag, url]].concat())
            .expect_notes(0);
    }
}
