//! What people and files write: numbers, times, days, hosts, and the way that they lead to.
use super::NOON;
use momo::model::nhn::button::Button;
use momo::model::nhn::korean_time::KoreanDate;
use momo::model::nhn::local::{TestNumber, test_number};
use momo::model::nhn::phone::Phone;
use momo::model::nhn::request::mask_app_key;
use momo::model::nhn::via_choice::ViaChoice;
use momo::model::nhn::{Via, host, korean_time, rules};
use momo::model::settings::{Setting, Source};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn phone_numbers_are_read_in_every_form_and_written_in_one() {
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
        assert_eq!(phone.formatted(), written, "{text}");
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
    fn any_text_is_read_without_panic(text in "\\PC*", digits in "[0-9+() .-]{0,24}") {
        let _ = (Phone::parse(&text), Button::parse(&text), korean_time::parse_user_time(&text, NOON), KoreanDate::parse(&text), korean_time::parse(&text));
        if let Ok(phone) = Phone::parse(&digits) {
            // What is written is read again, where it says its country.
            let again = if phone.is_korean() { phone.formatted() } else { format!("+{}", phone.formatted()) };
            prop_assert_eq!(Phone::parse(&again), Ok(phone));
        }
        let _ = mask_app_key(&text);
    }

    #[test]
    fn any_json_is_checked_without_panic(text in "\\PC{0,40}", number in any::<i64>()) {
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
    let at = |text: &str| korean_time::parse_user_time(text, NOON).map(korean_time::formatted);
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
    assert!(korean_time::parse("2026-11-22 09:00").is_some());
    for text in [
        "2026-11-22T09:00",
        "2026-11-22 9:00",
        "2026-13-22 09:00",
        "yyyy-MM-dd HH:mm",
    ] {
        assert_eq!(korean_time::parse(text), None, "{text}");
    }
}

#[test]
fn night_is_from_20_50_to_8_00() {
    for (text, is_night, morning) in [
        ("2026-11-21 20:49", false, "2026-11-22 08:00"),
        ("2026-11-21 20:50", true, "2026-11-22 08:00"),
        ("2026-11-21 23:59", true, "2026-11-22 08:00"),
        ("2026-11-22 00:00", true, "2026-11-22 08:00"),
        ("2026-11-22 07:59", true, "2026-11-22 08:00"),
        ("2026-11-22 08:00", false, "2026-11-23 08:00"),
    ] {
        let at = korean_time::parse(text).unwrap();
        assert_eq!(korean_time::is_night(at), is_night, "{text}");
        assert_eq!(
            korean_time::formatted(korean_time::next_morning(at)),
            morning,
            "{text}"
        );
    }
}

#[test]
fn date_chooses_the_api_and_the_flag_overrides_it() {
    let ends = Setting::new(KoreanDate::COMPATIBILITY_ENDS, Source::Default);
    let day = |text: &str| KoreanDate::parse(text).unwrap();
    let today = day("2026-12-31");
    let new = |flag, at: &str| ViaChoice::new(flag, today, day(at), &ends);
    assert_eq!(new(None, "2026-12-31").via, Via::FriendTalk);
    // The day on which it goes out counts.
    let later = new(None, "2027-01-01");
    assert_eq!(later.via, Via::Brand);
    let words = "ends on 2026-12-31 (momo's default), before the message goes out";
    assert!(later.reason.contains(words), "{later:?}");
    let after = ViaChoice::new(None, day("2027-01-01"), day("2027-01-01"), &ends);
    assert_eq!(after.via, Via::Brand);
    assert!(after.reason.contains("ended on 2026-12-31"), "{after:?}");
    let asked = new(Some(Via::FriendTalk), "2027-01-01");
    assert_eq!((asked.via, asked.is_explicit), (Via::FriendTalk, true));
    assert!(asked.warning.unwrap().contains(words));
    assert_eq!(new(Some(Via::FriendTalk), "2026-12-31").warning, None);
    assert_eq!(new(Some(Via::Brand), "2027-01-01").warning, None);
    assert_eq!(KoreanDate::parse("2026-12-32"), None);
    assert_eq!(KoreanDate::parse("31.12.2026"), None);
}

#[test]
fn project_file_sends_keys_to_nhn_cloud_and_loopback_only() {
    let project = Source::Project("momo.json".into());
    let base = |url: &str, place: &Source| host::base_url(&Setting::new(url, place.clone()));
    for url in [host::DEFAULT_HOST, "https://api-alimtalk.cloud.toast.com/"] {
        assert!(base(url, &project).is_ok(), "{url}");
        assert!(host::is_allowed_in_project_file(url), "{url}");
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
        // Whoever listens there may have come with the project.
        "http://127.0.0.1:8700/api/nhn",
        "https://localhost:1",
        "8700",
    ] {
        let distrust = base(url, &project).unwrap_err();
        assert!(!distrust.reason.contains("evil"), "{distrust:?}");
        assert!(!host::is_allowed_in_project_file(url), "{url}");
    }
    let user = Source::User("config.json".into());
    assert!(
        base("https://proxy.example/nhn/", &user)
            .is_ok_and(|url| url == "https://proxy.example/nhn")
    );
    assert!(base("http://proxy.example", &Source::Flag("--host")).is_err());
}

#[test]
fn app_key_leaves_a_fingerprint_in_urls() {
    let hidden = mask_app_key("https://h/friendtalk/v2.4/appkeys/canary/messages?a=b");
    assert!(
        !hidden.contains("canary") && hidden.contains("/appkeys/fingerprint-"),
        "{hidden}"
    );
    assert!(hidden.ends_with("/messages?a=b"));
    assert_eq!(mask_app_key(&hidden), hidden);
    assert_eq!(mask_app_key("https://h/x"), "https://h/x");
}

#[test]
fn test_numbers_produce_documented_results() {
    assert_eq!(
        test_number("01000003018"),
        Some(TestNumber::DeliveryResult("3018"))
    );
    assert_eq!(
        test_number("01000015000"),
        Some(TestNumber::RefusedRecipient(-5000))
    );
    assert_eq!(
        test_number("01000029992"),
        Some(TestNumber::RefusedRequest(-9992))
    );
    for digits in [
        "01000000000",
        "01000007777",
        "01012345678",
        "0100000301",
        "",
        "010000가나",
    ] {
        assert_eq!(test_number(digits), None, "{digits}");
    }
}
