//! What can be rehearsed: results, refusals, the night.
use super::{FRIEND, Nhn, code};
use momo::model::nhn::local::SENDER_KEY;
use serde_json::{Value, json};

#[test]
fn test_numbers_produce_results_and_refusals() {
    let nhn = Nhn::start();
    let to = |number: &str| json!({ "recipientNo": number, "content": "x", "isAd": false });
    let none = nhn.friend(to("010-0001-1027"));
    assert_eq!(
        (code(&none), &none["message"]["requestId"]),
        (-1031, &Value::Null)
    );
    assert_eq!(none["message"]["sendResults"][0]["resultCode"], -1027);
    assert_eq!(code(&nhn.friend(to("010-0002-7000"))), -7000);
    // As momo writes a number of another country.
    assert_eq!(code(&nhn.friend(to("14155552671"))), 0);
    assert_eq!(
        nhn.friend(to("02-123"))["message"]["sendResults"][0]["resultCode"],
        -5000
    );
    let mut sms = to("010-0000-3019");
    sms["resendParameter"] = json!({ "isResend": true });
    let body = json!({ "senderKey": SENDER_KEY, "senderGroupingKey": "g", "recipientList": [to("010-1111-2222"), to("010-0001-5000"), to("010-0000-3018"), sms] });
    let partly = nhn.send(&format!("{FRIEND}/messages"), &body);
    assert_eq!(
        (code(&partly), &partly["message"]["senderGroupingKey"]),
        (0, &json!("g"))
    );
    let codes: Vec<_> = partly["message"]["sendResults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["resultCode"].as_i64().unwrap())
        .collect();
    assert_eq!(codes, [0, -5000, 0, 0]);
    let id = partly["message"]["requestId"].as_str().unwrap();
    let rows = |query: &str| {
        let list = nhn.get(&format!("{FRIEND}/messages?requestId={id}{query}"));
        let rows = list["messageSearchResultResponse"]["messages"]
            .as_array()
            .unwrap()
            .clone();
        let told = |row: &Value| {
            format!(
                "{} {} {} {}",
                row["recipientSeq"],
                row["messageStatus"].as_str().unwrap(),
                row["resultCode"].as_str().unwrap(),
                row["resendStatus"].as_str().unwrap()
            )
        };
        rows.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(
        rows(""),
        [
            "1 COMPLETED 1000 RSC01",
            "3 FAILED 3018 RSC01",
            "4 FAILED 3019 RSC04"
        ]
    );
    assert_eq!(rows("&resultCode=MRC01").len(), 1);
    assert_eq!(
        rows("&messageStatus=FAILED&recipientNo=01000003018"),
        ["3 FAILED 3018 RSC01"]
    );
    assert_eq!(rows("&pageSize=1&pageNum=2"), ["3 FAILED 3018 RSC01"]);
    assert_eq!(rows("&senderGroupingKey=other").len(), 0);
}

#[test]
fn advertising_at_night_is_not_delivered() {
    let nhn = Nhn::start();
    let result = |at: &str, is_ad: bool| {
        let body = json!({ "senderKey": SENDER_KEY, "requestDate": at, "recipientList": [{ "recipientNo": "010-1234-5678", "content": "x", "isAd": is_ad }] });
        nhn.set("2026-12-01 12:00");
        let id = nhn.taken(&format!("{FRIEND}/messages"), &body);
        nhn.set("2026-12-03 12:00");
        nhn.get(&format!("{FRIEND}/messages/{id}/1"))["message"]["resultCode"].clone()
    };
    assert_eq!(result("2026-12-01 20:49", true), "1000");
    assert_eq!(result("2026-12-01 20:50", true), "3022");
    assert_eq!(result("2026-12-02 07:59", true), "3022");
    assert_eq!(result("2026-12-02 08:00", true), "1000");
    assert_eq!(result("2026-12-01 20:50", false), "1000");
}

#[test]
fn refused_recipient_with_sms_fallback_is_a_success() {
    let nhn = Nhn::start();
    let to = |number: &str, resend: Value| json!({ "recipientNo": number, "content": "x", "isAd": false, "resendParameter": resend });
    let by_sms = to("010-0001-5000", json!({ "isResend": true }));
    let answer = nhn.friend(by_sms.clone());
    assert_eq!(code(&answer), 0, "{answer}");
    assert_eq!(answer["message"]["sendResults"][0]["resultCode"], -5000);
    let id = answer["message"]["requestId"].as_str().unwrap();
    let one = nhn.get(&format!("{FRIEND}/messages/{id}/1"));
    let row = &one["message"];
    assert_eq!(
        [
            &row["messageStatus"],
            &row["resultCode"],
            &row["resendStatus"]
        ],
        ["FAILED", "-5000", "RSC04"]
    );
    // One of them is enough; a wish that is none is not.
    let alone = to("010-0001-1027", json!({ "isResend": false }));
    let body = |recipients: Value| json!({ "senderKey": SENDER_KEY, "recipientList": recipients });
    let path = format!("{FRIEND}/messages");
    assert_eq!(code(&nhn.send(&path, &body(json!([alone, by_sms])))), 0);
    let none = nhn.send(&path, &body(json!([alone, alone])));
    assert_eq!(
        (code(&none), &none["message"]["requestId"]),
        (-1031, &Value::Null)
    );
}
