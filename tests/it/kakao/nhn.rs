//! What momo knows of NHN Cloud: numbers, times, limits, codes, answers, hosts.
use momo::model::http::Response;
use momo::model::nhn::answer::{Fate, SendAnswer, rows};
use momo::model::nhn::button::Button;
use momo::model::nhn::choice::Choice;
use momo::model::nhn::local::{Rehearsal, rehearsal};
use momo::model::nhn::message::{Message, Resend};
use momo::model::nhn::phone::Phone;
use momo::model::nhn::request::without_app_key;
use momo::model::nhn::when::{self, Day};
use momo::model::nhn::{Via, codes, host, results, rules};
use momo::model::settings::{Place, Setting};
use momo::model::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

/// 2026-11-21 12:00 in Korea.
const NOON: Timestamp = Timestamp(1_795_230_000_000);

fn document(name: &str) -> Vec<u8> {
    std::fs::read(crate::support::data(&format!("nhn/{name}"))).unwrap()
}

fn message(text: &str) -> Message {
    Message {
        to: Phone::parse("010-1234-5678").unwrap(),
        text: text.into(),
        image: None,
        image_link: None,
        buttons: Vec::new(),
        is_ad: true,
        resend: Resend::AsSet,
        at: None,
    }
}

/// The codes of what is refused.
fn refusals(via: Via, body: &Value) -> Vec<i64> {
    let faults = rules::check(via, body, NOON);
    let errors = faults.iter().filter(|fault| fault.is_error);
    errors.map(|fault| fault.code).collect()
}

fn warned(via: Via, body: &Value) -> Vec<i64> {
    let faults = rules::check(via, body, NOON);
    let warnings = faults.iter().filter(|fault| !fault.is_error);
    warnings.map(|fault| fault.code).collect()
}

#[test]
fn numbers_are_read_in_every_form_and_written_in_one() {
    for (text, written) in [
        ("010-1234-5678", "010-1234-5678"),
        ("01012345678", "010-1234-5678"),
        (" 010 1234 5678 ", "010-1234-5678"),
        ("+821012345678", "010-1234-5678"),
        ("+82 10-1234-5678", "010-1234-5678"),
        ("+82 (0)10 1234 5678", "010-1234-5678"),
        ("+82 010 1234 5678", "010-1234-5678"),
        ("00821012345678", "010-1234-5678"),
        ("821012345678", "010-1234-5678"),
        ("０１０－１２３４－５６７８", "010-1234-5678"),
        ("010.1234.5678", "010-1234-5678"),
        ("0111234567", "011-123-4567"),
        ("+1 (415) 555-2671", "14155552671"),
        ("+81 90-1234-5678", "819012345678"),
    ] {
        let phone = Phone::parse(text).unwrap_or_else(|why| panic!("{text} {why}"));
        assert_eq!(phone.written(), written, "{text}");
    }
    for (text, why) in [
        // The number of Moltbot's guide.
        ("+82101234567", "is 1 digit too short"),
        ("010-1234-56789", "is 1 digit too long"),
        ("010-1234", "is 4 digits too short"),
        ("02-123-4567", "no mobile number of Korea"),
        ("4155552671", "no mobile number of Korea"),
        ("+82 2 123 4567", "no mobile number of Korea"),
        ("+12", "too short"),
        ("+1234567890123456", "more than 15 digits"),
        ("010-abcd-5678", "`a` stands in it"),
        ("010\u{1b}[31m", "\\u{1b}"),
        ("", "has no digits"),
        ("+0 123 4567", "no country code begins with 0"),
    ] {
        let found = Phone::parse(text).unwrap_err();
        assert!(found.contains(why), "{text}: {found}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_readers_panic(text in "\\PC*", digits in "[0-9+() .-]{0,24}") {
        let _ = (Phone::parse(&text), Button::parse(&text), when::asked(&text, NOON), Day::parse(&text), when::read(&text));
        if let Ok(phone) = Phone::parse(&digits) {
            // What is written is read again, where it says its country.
            let again = if phone.is_korean() { phone.written() } else { format!("+{}", phone.written()) };
            prop_assert_eq!(Phone::parse(&again), Ok(phone));
        }
        let _ = without_app_key(&text);
    }

    #[test]
    fn no_json_makes_the_rules_panic(text in "\\PC{0,40}", number in any::<i64>()) {
        for value in [json!(text), json!(number), json!([text]), json!({ "name": text, "type": text, "linkMo": number }), json!(null)] {
            let body = json!({
                "senderKey": value, "requestDate": value, "content": value, "chatBubbleType": value, "image": value,
                "buttons": [value], "coupon": value, "unsubscribeNo": value, "unsubscribeAuthNo": value,
                "recipientList": [value, { "recipientNo": value, "content": value, "buttons": [value], "coupon": value }],
            });
            for via in Via::ALL {
                rules::check(via, &body, NOON);
                rules::check(via, &value, NOON);
            }
        }
    }
}

#[test]
fn times_are_korean() {
    let at = |text: &str| when::asked(text, NOON).map(when::written);
    assert_eq!(at("2026-11-22 09:00").as_deref(), Some("2026-11-22 09:00"));
    assert_eq!(at("2026-11-22T09:00").as_deref(), Some("2026-11-22 09:00"));
    assert_eq!(at("21:30").as_deref(), Some("2026-11-21 21:30"));
    assert_eq!(
        at("2026-11-22T00:00:00Z").as_deref(),
        Some("2026-11-22 09:00")
    );
    for text in ["2h", "tomorrow", "2026-11-22", "25:00", "1795230000"] {
        assert_eq!(at(text), None, "{text}");
    }
    assert!(when::read("2026-11-22 09:00").is_some());
    for text in [
        "2026-11-22T09:00",
        "2026-11-22 9:00",
        "2026-13-22 09:00",
        "yyyy-MM-dd HH:mm",
    ] {
        assert_eq!(when::read(text), None, "{text}");
    }
}

#[test]
fn night_is_from_ten_to_nine_to_eight() {
    for (text, is_night, morning) in [
        ("2026-11-21 20:49", false, "2026-11-22 08:00"),
        ("2026-11-21 20:50", true, "2026-11-22 08:00"),
        ("2026-11-21 23:59", true, "2026-11-22 08:00"),
        ("2026-11-22 00:00", true, "2026-11-22 08:00"),
        ("2026-11-22 07:59", true, "2026-11-22 08:00"),
        ("2026-11-22 08:00", false, "2026-11-23 08:00"),
    ] {
        let at = when::read(text).unwrap();
        assert_eq!(when::is_night(at), is_night, "{text}");
        assert_eq!(when::written(when::morning(at)), morning, "{text}");
    }
}

#[test]
fn the_day_chooses_the_way_and_the_flag_overrides_it() {
    let ends = Setting::new(Day::COMPATIBILITY_ENDS, Place::Default);
    let day = |text: &str| Day::parse(text).unwrap();
    let today = day("2026-12-31");
    let new = |flag, at: &str| Choice::new(flag, today, day(at), &ends);
    assert_eq!(new(None, "2026-12-31").via, Via::FriendTalk);
    // The day on which it goes out counts.
    let later = new(None, "2027-01-01");
    assert_eq!(later.via, Via::Brand);
    let words = "ends on 2026-12-31 (momo's default), before the message goes out";
    assert!(later.reason.contains(words), "{later:?}");
    let after = Choice::new(None, day("2027-01-01"), day("2027-01-01"), &ends);
    assert_eq!(after.via, Via::Brand);
    assert!(after.reason.contains("ended on 2026-12-31"), "{after:?}");
    let asked = new(Some(Via::FriendTalk), "2027-01-01");
    assert_eq!((asked.via, asked.is_asked), (Via::FriendTalk, true));
    assert!(asked.warning.unwrap().contains(words));
    assert_eq!(new(Some(Via::FriendTalk), "2026-12-31").warning, None);
    assert_eq!(new(Some(Via::Brand), "2027-01-01").warning, None);
    assert_eq!(Day::parse("2026-12-32"), None);
    assert_eq!(Day::parse("31.12.2026"), None);
}

#[test]
fn a_friend_talk_body_is_the_documented_one() {
    let mut it = message("내용");
    it.image = Some("https://mud-kage.kakao.com/a.jpg".into());
    it.image_link = Some("https://toast.com".into());
    it.buttons = vec![
        Button::parse("버튼1=https://toast.com").unwrap(),
        Button::parse("AL:앱=app://a|app://i").unwrap(),
        Button::parse("BK:문의").unwrap(),
    ];
    it.is_ad = false;
    it.resend = Resend::Text("SMS".into());
    it.at = when::read("2026-12-01 10:00");
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
fn a_brand_message_has_its_text_at_the_top_and_no_is_ad() {
    let mut it = message("내용");
    it.buttons = vec![Button::parse("버튼1=https://toast.com").unwrap()];
    let text = it.body(Via::Brand, "k");
    let expected = json!({
        "senderKey": "k", "chatBubbleType": "TEXT", "content": "내용",
        "buttons": [{ "type": "WL", "name": "버튼1", "linkMo": "https://toast.com" }],
        "recipientList": [{ "recipientNo": "010-1234-5678", "targeting": "I" }],
    });
    assert_eq!(text, expected);
    it.image = Some("https://x/a.jpg".into());
    let image = it.body(Via::Brand, "k");
    assert_eq!(image["chatBubbleType"], "IMAGE");
    assert_eq!(image["image"], json!({ "imageUrl": "https://x/a.jpg" }));
    for body in [text, image] {
        assert_eq!(refusals(Via::Brand, &body), [0; 0]);
    }
}

#[test]
fn the_documented_bodies_are_taken() {
    for (via, name) in [
        (Via::FriendTalk, "friendtalk-send.json"),
        (Via::Brand, "brand-send.json"),
    ] {
        let body = serde_json::from_slice(&document(name)).unwrap();
        assert_eq!(rules::check(via, &body, NOON), [], "{name}");
    }
}

#[test]
fn texts_are_measured_at_each_limit_and_one_beyond_it() {
    let body = |via, count, image: bool| {
        let mut it = message(&"가".repeat(count));
        it.image = image.then(|| "https://x/a.jpg".into());
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
    // UTF-16 units: an emoji has two.
    let emoji = message(&"😀".repeat(651)).body(Via::FriendTalk, "k");
    assert_eq!(refusals(Via::FriendTalk, &emoji), [-2024]);
    let lines = |count: usize| message(&"\n.".repeat(count)).body(Via::Brand, "k");
    assert_eq!(refusals(Via::Brand, &lines(99)), [0; 0]);
    assert_eq!(refusals(Via::Brand, &lines(100)), [-3304]);
}

#[test]
fn buttons_are_measured_too() {
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
fn what_else_the_tables_name_is_refused_by_its_code() {
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
    resent.resend = Resend::Text("Sale!".into());
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

#[test]
fn answers_are_read_by_header_and_by_recipient() {
    let read = |name: &str| {
        SendAnswer::read(&Response::new(200, "application/json", document(name))).unwrap()
    };
    let sent = read("friendtalk-sent.json");
    assert_eq!(sent.refusal(), None);
    assert_eq!(sent.request_id.as_deref(), Some("20261201100000DkzcJ8Xq0"));
    assert_eq!(read("brand-sent.json").refusal(), None);
    let partly = read("friendtalk-partly.json");
    assert!(partly.header.is_successful);
    assert_eq!(partly.refusal(), Some((-5000, "RecipientNo is invalid.")));
    let none = read("friendtalk-none.json");
    assert_eq!(
        (none.header.result_code, none.request_id.as_deref()),
        (-1031, None)
    );
    assert_eq!(none.refusal().unwrap().0, -2024);
    assert_eq!(
        read("refused.json").refusal(),
        Some((-1001, "Invalid secretKey."))
    );
    for text in ["", "null", "{}", "[]", r#"{"code":0,"data":{}}"#, "<html>"] {
        assert_eq!(SendAnswer::read(&Response::text(200, text)), None, "{text}");
    }
    let of = |name: &str| {
        let (_, rows) = rows(&Response::new(200, "application/json", document(name))).unwrap();
        rows.iter().map(|row| row.fate()).collect::<Vec<_>>()
    };
    assert_eq!(
        of("friendtalk-list.json"),
        [Fate::Arrived, Fate::BySms, Fate::Failed]
    );
    assert_eq!(of("brand-list.json"), [Fate::OnSms]);
}

#[test]
fn every_code_is_explained_once() {
    for (at, code) in codes::CODES.iter().enumerate() {
        assert!(
            !code.means.is_empty() && code.todo.ends_with('.'),
            "{code:?}"
        );
        assert!(
            codes::CODES[..at]
                .iter()
                .all(|other| other.code != code.code),
            "{code:?}"
        );
    }
    for (at, result) in results::RESULTS.iter().enumerate() {
        assert!(
            !result.means.is_empty() && result.todo.ends_with('.'),
            "{result:?}"
        );
        assert!(
            results::RESULTS[..at]
                .iter()
                .all(|other| other.code != result.code),
            "{result:?}"
        );
    }
    assert!(codes::explain(-12345).0.contains("does not know"));
    assert!(results::explain("7777").0.contains("does not know"));
}

#[test]
fn a_project_s_file_sends_keys_to_nhn_cloud_and_to_this_machine_only() {
    let project = Place::Project("momo.json".into());
    let base = |url: &str, place: &Place| host::base(&Setting::new(url, place.clone()));
    for url in [
        host::NHN,
        "https://api-alimtalk.cloud.toast.com/",
        "http://127.0.0.1:8700/api/nhn",
        "https://localhost:1",
        "8700",
    ] {
        assert!(base(url, &project).is_ok(), "{url}");
        assert_eq!(host::may_a_project_name(url), url != "8700", "{url}");
    }
    for url in [
        "https://evil.example",
        "https://kakaotalk-bizmessage.api.nhncloudservice.com.evil.example",
        "https://evil.api.nhncloudservice.com",
        "https://evil.example/kakaotalk-bizmessage.api.nhncloudservice.com",
        "https://evil.example\\.kakaotalk-bizmessage.api.nhncloudservice.com",
        "https://user@kakaotalk-bizmessage.api.nhncloudservice.com",
        "http://kakaotalk-bizmessage.api.nhncloudservice.com",
        "http://127.0.0.1.evil.example",
    ] {
        let distrust = base(url, &project).unwrap_err();
        assert!(!distrust.why.contains("evil"), "{distrust:?}");
        assert!(!host::may_a_project_name(url), "{url}");
    }
    let user = Place::User("config.json".into());
    assert!(
        base("https://proxy.example/nhn/", &user)
            .is_ok_and(|url| url == "https://proxy.example/nhn")
    );
    assert!(base("http://proxy.example", &Place::Flag("--host")).is_err());
}

#[test]
fn the_app_key_leaves_a_fingerprint_in_urls() {
    let hidden = without_app_key("https://h/friendtalk/v2.4/appkeys/canary/messages?a=b");
    assert!(
        !hidden.contains("canary") && hidden.contains("/appkeys/fingerprint-"),
        "{hidden}"
    );
    assert!(hidden.ends_with("/messages?a=b"));
    assert_eq!(without_app_key(&hidden), hidden);
    assert_eq!(without_app_key("https://h/x"), "https://h/x");
}

#[test]
fn numbers_rehearse_what_the_tables_know() {
    assert_eq!(rehearsal("01000003018"), Some(Rehearsal::Result("3018")));
    assert_eq!(rehearsal("01000015000"), Some(Rehearsal::Recipient(-5000)));
    assert_eq!(rehearsal("01000029992"), Some(Rehearsal::Request(-9992)));
    for digits in [
        "01000000000",
        "01000007777",
        "01012345678",
        "0100000301",
        "",
        "010000가나",
    ] {
        assert_eq!(rehearsal(digits), None, "{digits}");
    }
}
