//! What it refuses, in the documented codes.
use super::{BRAND, FRIEND, Nhn, code, keyed};
use momo::model::nhn::local::{APP_KEY, SECRET_KEY, SENDER_KEY};
use serde_json::json;

#[test]
fn unauthenticated_calls_are_refused_in_documented_codes() {
    let nhn = Nhn::start();
    let body = json!({ "senderKey": SENDER_KEY, "recipientList": [{ "recipientNo": "010-1234-5678", "content": "x", "isAd": false }] });
    let text = body.to_string();
    let good = keyed("X-Convert-To-Brand-Message: true\r\n");
    let refusal = |path: &str, headers: &str, body: &str| {
        let answer = nhn.call("POST", path, headers, body).good();
        assert_eq!(answer.get("message"), None, "{answer}");
        (
            code(&answer),
            answer["header"]["resultMessage"]
                .as_str()
                .unwrap()
                .to_owned(),
        )
    };
    let path = format!("{FRIEND}/messages");
    let other = path.replace(APP_KEY, "other");
    assert_eq!(refusal(&other, &good, &text).1, "Invalid appKey.");
    let bare = "Content-Type: application/json\r\n";
    assert_eq!(
        refusal(&path, bare, &text),
        (-1001, "Invalid secretKey.".into())
    );
    let wrong = good.replace(SECRET_KEY, "other");
    assert_eq!(refusal(&path, &wrong, &text).0, -1001);
    assert_eq!(refusal(&path, &keyed(""), &text).0, -9992);
    assert_eq!(
        refusal(&path, &good.replace("true", "false"), &text).0,
        -9992
    );
    assert_eq!(
        refusal(
            &path,
            &good.replace("application/json", "text/plain"),
            &text
        )
        .0,
        -9996
    );
    assert_eq!(refusal(&path, &good, "{").0, -3002);
    assert_eq!(refusal(&path, &good, "[]").0, -3002);
    let unknown = text.replace(SENDER_KEY, "unknown");
    assert_eq!(
        refusal(&path, &good, &unknown),
        (-2017, "Not exist plus friend.".into())
    );
    assert_eq!(
        refusal(
            &path,
            &good,
            &json!({ "senderKey": SENDER_KEY }).to_string()
        )
        .0,
        -4011
    );
    let long = text.replace("\"x\"", &format!("\"{}\"", "가".repeat(1301)));
    assert_eq!(refusal(&path, &good, &long).0, -2024);
    assert_eq!(
        refusal(&path.replace("v2.4", "v2.1"), &good, &text).0,
        -9998
    );
    for (method, path, status) in [("POST", "/nhn/friendtalk/v2.4", 404), ("PUT", &*path, 405)] {
        let answer = nhn.call(method, path, &good, "");
        assert_eq!((answer.status, code(&answer.json())), (status, -9998));
    }
    // The version that Moltbot calls: with the header it is taken.
    let old = path.replace("v2.4", "v2.2");
    assert_eq!(code(&nhn.send(&old, &body)), 0);
}

#[test]
fn friend_talk_ends_after_the_configured_day_and_brand_message_stays() {
    let nhn = Nhn::start();
    let recipient = json!({ "recipientNo": "010-1234-5678", "content": "x" });
    nhn.set("2026-12-31 12:00");
    assert_eq!(code(&nhn.friend(recipient.clone())), 0);
    nhn.set("2027-01-01 12:00");
    let ended = nhn.friend(recipient);
    assert_eq!(code(&ended), -9992);
    assert_eq!(
        ended["header"]["resultMessage"],
        "The API is no longer supported. Please migrate to the new brand-message endpoint/API."
    );
    let brand = json!({ "senderKey": SENDER_KEY, "chatBubbleType": "TEXT", "content": "x", "recipientList": [{ "recipientNo": "01012345678" }] });
    assert_eq!(
        code(&nhn.send(&format!("{BRAND}/freestyle-messages"), &brand)),
        0
    );
}

#[test]
fn idempotency_key_is_kept_for_ten_minutes() {
    let nhn = Nhn::start();
    let body = json!({ "senderKey": SENDER_KEY, "recipientList": [{ "recipientNo": "010-1234-5678", "content": "x" }] }).to_string();
    let with = |key: &str| {
        let headers = keyed(&format!(
            "X-Convert-To-Brand-Message: true\r\nX-NC-API-IDEMPOTENCY-KEY: {key}\r\n"
        ));
        code(
            &nhn.call("POST", &format!("{FRIEND}/messages"), &headers, &body)
                .good(),
        )
    };
    assert_eq!([with("a"), with("a"), with("b")], [0, -1005, 0]);
    nhn.set("2026-12-01 12:09");
    assert_eq!(with("a"), -1005);
    nhn.set("2026-12-01 12:10");
    assert_eq!(with("a"), 0);
}

#[test]
fn searches_have_their_documented_bounds() {
    let nhn = Nhn::start();
    nhn.friend(json!({ "recipientNo": "010-1234-5678", "content": "x", "isAd": false }));
    let search = |query: &str| nhn.get(&format!("{FRIEND}/messages{query}"));
    let found = search("?startRequestDate=2026-11-05%2000:00&endRequestDate=2026-12-05%2023:59");
    assert_eq!(found["messageSearchResultResponse"]["totalCount"], 1);
    let found = search("?startCreateDate=2026-12-01%2012:00&endCreateDate=2026-12-01%2012:00");
    assert_eq!(found["messageSearchResultResponse"]["totalCount"], 1);
    let found = search("?startRequestDate=2026-11-01%2000:00&endRequestDate=2026-11-30%2023:59");
    assert_eq!(found["messageSearchResultResponse"]["totalCount"], 0);
    for (query, refused) in [
        ("", -4103),
        ("?startRequestDate=2026-11-01%2000:00", -4103),
        ("?startRequestDate=x&endRequestDate=y", -4000),
        (
            "?startRequestDate=2026-11-01%2000:00&endRequestDate=2026-12-03%2000:00",
            -4003,
        ),
        (
            "?startRequestDate=2026-08-01%2000:00&endRequestDate=2026-08-02%2000:00",
            -4017,
        ),
        ("?requestId=a&pageSize=1001", -4000),
        ("?requestId=a&pageNum=x", -9994),
    ] {
        assert_eq!(code(&search(query)), refused, "{query}");
    }
    let updates = nhn.get(&format!("{FRIEND}/message-results?startUpdateDate=2026-12-01%2012:00&endUpdateDate=2026-12-01%2012:30"));
    assert_eq!(updates["messageSearchResultResponse"]["totalCount"], 1);
    assert_eq!(code(&nhn.get(&format!("{FRIEND}/message-results"))), -4000);
}
