//! The bodies of calls, at each limit and one beyond it.
use super::{NOON, document, message, refusals, warned};
use momo::model::nhn::button::Button;
use momo::model::nhn::image::ImageType;
use momo::model::nhn::message::{MessageImage, SmsFailover};
use momo::model::nhn::{Via, korean_time, rules};
use serde_json::{Value, json};

fn image(kind: ImageType) -> MessageImage {
    let url = "https://x/a.jpg".to_owned();
    MessageImage {
        url,
        kind,
        link: None,
    }
}

#[test]
fn friend_talk_body_is_the_documented_one() {
    let mut it = message("내용");
    it.image = Some(MessageImage {
        url: "https://mud-kage.kakao.com/a.jpg".into(),
        kind: ImageType::Image,
        link: Some("https://toast.com".into()),
    });
    it.buttons = vec![
        Button::parse("버튼1=https://toast.com").unwrap(),
        Button::parse("AL:앱=app://a|app://i").unwrap(),
        Button::parse("BK:문의").unwrap(),
    ];
    it.is_ad = false;
    it.resend = SmsFailover::Text("SMS".into());
    it.send_at = korean_time::parse("2026-12-01 10:00");
    let body = it.body(Via::FriendTalk, "9e0afe2c12aaaaaaaaaa7520052880b555f1a60a");
    let expected = json!({
        "senderKey": "9e0afe2c12aaaaaaaaaa7520052880b555f1a60a",
        "requestDate": "2026-12-01 10:00",
        "recipientList": [{
            "recipientNo": "010-1234-5678", "content": "내용",
            "imageUrl": "https://mud-kage.kakao.com/a.jpg", "imageLink": "https://toast.com",
            "buttons": [
                { "ordering": 1, "type": "WL", "name": "버튼1", "linkMo": "https://toast.com" },
                { "ordering": 2, "type": "AL", "name": "앱", "schemeAndroid": "app://a", "schemeIos": "app://i" },
                { "ordering": 3, "type": "BK", "name": "문의" },
            ],
            "resendParameter": { "isResend": true, "resendContent": "SMS" },
            "isAd": false,
        }],
    });
    assert_eq!(body, expected);
    assert_eq!(refusals(Via::FriendTalk, &body), [0; 0]);
}

#[test]
fn brand_message_has_top_level_text_and_no_is_ad() {
    let mut it = message("내용");
    it.buttons = vec![Button::parse("버튼1=https://toast.com").unwrap()];
    let text = it.body(Via::Brand, "k");
    let expected = json!({
        "senderKey": "k", "chatBubbleType": "TEXT", "content": "내용",
        "buttons": [{ "type": "WL", "name": "버튼1", "linkMo": "https://toast.com" }],
        "recipientList": [{ "recipientNo": "010-1234-5678", "targeting": "I" }],
    });
    assert_eq!(text, expected);
    it.image = Some(image(ImageType::Image));
    let usual = it.body(Via::Brand, "k");
    assert_eq!(usual["chatBubbleType"], "IMAGE");
    assert_eq!(usual["image"], json!({ "imageUrl": "https://x/a.jpg" }));
    it.image = Some(image(ImageType::Wide));
    let wide = it.body(Via::Brand, "k");
    assert_eq!(wide["chatBubbleType"], "WIDE");
    for body in [text, usual, wide] {
        assert_eq!(refusals(Via::Brand, &body), [0; 0]);
    }
}

#[test]
fn documented_bodies_are_accepted() {
    for (via, name) in [
        (Via::FriendTalk, "friendtalk-send.json"),
        (Via::Brand, "brand-send.json"),
    ] {
        let body = serde_json::from_slice(&document(name)).unwrap();
        assert_eq!(rules::check(via, &body, NOON), [], "{name}");
    }
}

#[test]
fn text_lengths_are_checked_at_each_limit_and_one_beyond() {
    let body = |via, count, has_image: bool| {
        let mut it = message(&"가".repeat(count));
        it.image = has_image.then(|| image(ImageType::Image));
        it.body(via, "k")
    };
    let friend = |count, image| {
        let body = body(Via::FriendTalk, count, image);
        (
            refusals(Via::FriendTalk, &body),
            warned(Via::FriendTalk, &body),
        )
    };
    assert_eq!(friend(1000, false), (vec![], vec![]));
    assert_eq!(friend(1001, false), (vec![], vec![-2024]));
    assert_eq!(friend(1300, false), (vec![], vec![-2024]));
    assert_eq!(friend(1301, false), (vec![-2024], vec![]));
    assert_eq!(friend(400, true), (vec![], vec![]));
    assert_eq!(friend(401, true), (vec![-2023], vec![]));
    assert_eq!(friend(0, false), (vec![-2001], vec![]));
    for image in [false, true] {
        assert_eq!(refusals(Via::Brand, &body(Via::Brand, 1300, image)), [0; 0]);
        assert_eq!(
            refusals(Via::Brand, &body(Via::Brand, 1301, image)),
            [-3304]
        );
    }
    let wide = |count: usize, via| {
        let mut it = message(&"가".repeat(count));
        it.image = Some(image(ImageType::Wide));
        let mut body = it.body(via, "k");
        if via == Via::FriendTalk {
            // The call does not say it: NHN Cloud knows it of the image.
            assert_eq!(body["recipientList"][0].get("wide"), None);
            body["recipientList"][0]["wide"] = true.into();
        }
        refusals(via, &body)
    };
    assert_eq!(wide(76, Via::FriendTalk), [0; 0]);
    assert_eq!(wide(77, Via::FriendTalk), [-2030]);
    assert_eq!(wide(76, Via::Brand), [0; 0]);
    assert_eq!(wide(77, Via::Brand), [-3304]);
    // UTF-16 units: an emoji has two.
    let emoji = message(&"😀".repeat(651)).body(Via::FriendTalk, "k");
    assert_eq!(refusals(Via::FriendTalk, &emoji), [-2024]);
    let lines = |count: usize| message(&"\n.".repeat(count)).body(Via::Brand, "k");
    assert_eq!(refusals(Via::Brand, &lines(99)), [0; 0]);
    assert_eq!(refusals(Via::Brand, &lines(100)), [-3304]);
}

#[test]
fn button_lengths_are_checked_too() {
    let with = |via, buttons: &[String]| {
        let mut it = message("x");
        it.buttons = buttons
            .iter()
            .map(|text| Button::parse(text).unwrap())
            .collect();
        refusals(via, &it.body(via, "k"))
    };
    let one = |via, text: &str| with(via, &[text.to_owned()]);
    let many = |count| vec!["a=https://x".to_owned(); count];
    assert_eq!(with(Via::FriendTalk, &many(5)), [0; 0]);
    assert_eq!(with(Via::FriendTalk, &many(6)), [-3217]);
    assert_eq!(with(Via::Brand, &many(5)), [0; 0]);
    assert_eq!(with(Via::Brand, &many(6)), [-3304]);
    let named = |count: usize| format!("{}=https://x", "가".repeat(count));
    assert_eq!(one(Via::FriendTalk, &named(28)), [0; 0]);
    assert_eq!(one(Via::FriendTalk, &named(29)), [-2000]);
    assert_eq!(one(Via::Brand, &named(14)), [0; 0]);
    assert_eq!(one(Via::Brand, &named(15)), [-3304]);
    assert_eq!(one(Via::FriendTalk, "a=example.com"), [-3006]);
    assert_eq!(one(Via::Brand, "a=example.com"), [-3310]);
    assert_eq!(one(Via::FriendTalk, "AL:a=app://x"), [-3007]);
    assert_eq!(one(Via::Brand, "AL:a=app://x"), [-3309]);
    assert_eq!(one(Via::FriendTalk, "BF:아무거나=key"), [-3045]);
    assert_eq!(one(Via::FriendTalk, "BF:톡에서 예약하기=key"), [0; 0]);
    assert_eq!(one(Via::FriendTalk, "BT:a=event"), [-2018]);
    assert_eq!(one(Via::Brand, "BT:a=event"), [0; 0]);
    for text in ["", "=https://x", "a", "a=", "BK:", "BK:a=b", "AC:채널 추가"] {
        assert!(Button::parse(text).is_err(), "{text}");
    }
}

#[test]
fn other_documented_limits_are_refused_by_their_code() {
    let good = message("x").body(Via::FriendTalk, "k");
    let changed = |change: fn(&mut Value)| {
        let mut body = good.clone();
        change(&mut body);
        refusals(Via::FriendTalk, &body)
    };
    assert_eq!(changed(|it| it["senderKey"] = Value::Null), [-2002]);
    assert_eq!(changed(|it| it["senderKey"] = "".into()), [-2001]);
    assert_eq!(changed(|it| it["senderKey"] = 7.into()), [-9994]);
    assert_eq!(changed(|it| it["recipientList"] = json!([])), [-4011]);
    assert_eq!(changed(|it| it["statsId"] = "123456789".into()), [-2000]);
    assert_eq!(
        changed(|it| it["requestDate"] = "2026-11-21 11:59".into()),
        [-2025]
    );
    assert_eq!(
        changed(|it| it["requestDate"] = "2026-11-21 12:00".into()),
        [0; 0]
    );
    assert_eq!(
        changed(|it| it["requestDate"] = "2027-02-19 12:01".into()),
        [-2026]
    );
    assert_eq!(changed(|it| it["requestDate"] = "soon".into()), [-2027]);
    assert_eq!(
        changed(|it| it["recipientList"][0]["isAd"] = "no".into()),
        [-9994]
    );
    let coupon = |title: &str| {
        let mut body = good.clone();
        body["recipientList"][0]["coupon"] =
            json!({ "title": title, "description": "설명", "linkMo": "https://x" });
        refusals(Via::FriendTalk, &body)
    };
    for title in [
        "1원 할인 쿠폰",
        "99,999,999원 할인 쿠폰",
        "100% 할인 쿠폰",
        "배송비 할인 쿠폰",
        "일곱글자까지만 무료 쿠폰",
        "커피 UP 쿠폰",
    ] {
        assert_eq!(coupon(title), [0; 0], "{title}");
    }
    for title in [
        "0원 할인 쿠폰",
        "100000000원 할인 쿠폰",
        "101% 할인 쿠폰",
        "쿠폰",
        "여덟글자이상이다 무료 쿠폰",
    ] {
        assert_eq!(coupon(title), [-3212], "{title}");
    }
    let late = |text: &str| {
        let mut body = good.clone();
        body["requestDate"] = text.into();
        warned(Via::FriendTalk, &body)
    };
    assert_eq!(late("2027-01-20 12:00"), [0; 0]);
    assert_eq!(late("2027-01-20 12:01"), [-2026]);
    let mut resent = message("x");
    resent.resend = SmsFailover::Text("Sale!".into());
    assert_eq!(
        warned(Via::FriendTalk, &resent.body(Via::FriendTalk, "k")),
        [-4200]
    );
    resent.is_ad = false;
    assert_eq!(
        warned(Via::FriendTalk, &resent.body(Via::FriendTalk, "k")),
        [0; 0]
    );
}
