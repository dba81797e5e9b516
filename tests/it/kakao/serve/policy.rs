//! Which users get an answer, and which clients may call.
use super::{Serving, first_text, request};
use momo::model::http::allowed_hosts::AllowedHosts;
use momo::model::kakao::policy::CallbackHosts;
use serde_json::json;

const NOT_ALLOWED: &str = "죄송합니다. 허용되지 않은 사용자입니다.";
const DISABLED: &str = "현재 메시지 수신이 비활성화되어 있습니다.";

#[test]
fn allow_list_answers_listed_users() {
    let account = json!({ "dmPolicy": "allowlist", "allowFrom": ["u1", "friend-key"] });
    let mut serving = Serving::configured(&account, &[]);
    let say = |user: serde_json::Value| {
        let mut body = request("", "안녕");
        body["userRequest"]["user"] = user;
        let (status, answer) = serving.call(&body.to_string());
        assert_eq!(status, 200);
        first_text(&answer)
    };
    assert_eq!(say(json!({ "id": "u1" })), "Echo: 안녕");
    let by_other_key = json!({ "id": "u9", "properties": { "plusfriendUserKey": "friend-key" } });
    assert_eq!(say(by_other_key), "Echo: 안녕");
    for user in [
        json!({ "id": "u2" }),
        json!({ "id": "U1" }),
        json!({ "id": "u1 " }),
        json!({ "id": "" }),
        json!({}),
        json!({ "id": "u2", "properties": { "isFriend": "u1" } }),
    ] {
        assert_eq!(say(user.clone()), NOT_ALLOWED, "{user}");
    }
    for _ in 0..2 {
        assert_eq!(serving.exchange()["note"], serde_json::Value::Null);
    }
    assert_eq!(serving.exchange()["note"], "the user `u2` is not answered");
}

#[test]
fn empty_allow_list_answers_nobody_and_disabled_says_so() {
    let serving = Serving::configured(&json!({ "dmPolicy": "allowlist", "allowFrom": [""] }), &[]);
    assert_eq!(serving.say("안녕"), NOT_ALLOWED);
    let nameless = request("", "안녕").to_string();
    assert_eq!(first_text(&serving.call(&nameless).1), NOT_ALLOWED);
    let serving = Serving::configured(&json!({ "dmPolicy": "disabled" }), &[]);
    assert_eq!(serving.say("안녕"), DISABLED);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn configured_header_is_required_and_never_shown() {
    let account = json!({ "skillHeader": "X-Skill-Key", "skillSecret": "sk1ll" });
    let mut serving = Serving::configured(&account, &[]);
    assert_eq!(serving.ready["authenticated"], true);
    let body = request("u1", "안녕").to_string();
    let call = |headers: &str| serving.send("POST", "/kakao/webhook", headers, &body);
    assert_eq!(call("x-skill-key: sk1ll\r\n").0, 200);
    for headers in [
        "",
        "X-Skill-Key:\r\n",
        "X-Skill-Key: sk1l\r\n",
        "X-Skill-Key: sk1lll\r\n",
        "X-Skill-Key: sk1ll\r\nX-Skill-Key: x\r\n",
    ] {
        let unauthorized = (401, r#"{"error":"Unauthorized"}"#.into());
        assert_eq!(call(headers), unauthorized, "{headers}");
    }
    // Refusals are stored after their response, so their order is undefined.
    let mut verdicts = Vec::new();
    for _ in 0..6 {
        let line = serving.exchange();
        verdicts.push(line["signature"]["verdict"].as_str().unwrap().to_owned());
        let kept = serving.history().get(line["id"].as_str().unwrap());
        let kept = serde_json::to_string(&kept.unwrap().unwrap()).unwrap();
        assert!(!format!("{line}{kept}").contains("sk1ll"), "{line}");
    }
    verdicts.sort();
    let expected = [
        "invalid", "invalid", "invalid", "invalid", "missing", "valid",
    ];
    assert_eq!(verdicts, expected);
    let end = serving.stop("TERM").expect_notes(0);
    assert!(!end.to_string().contains("sk1ll"), "{end}");
}

#[test]
fn answers_are_posted_to_kakao_hosts_only() {
    let kakao = CallbackHosts::default();
    for url in [
        "https://bot-api.kakao.com/v1/bots/b!/callback/cbtoken:0a",
        "https://BOT-API.KAKAO.COM/x",
        "https://bot-api.kakao.com:443/x?y=z",
    ] {
        assert!(kakao.allows(url), "{url}");
    }
    let others = [
        "http://bot-api.kakao.com/x",
        "https://bot-api.kakao.com.evil.example/x",
        "https://evilkakao.com/x",
        "https://evil.example/.kakao.com",
        "https://evil.example#.kakao.com",
        "https://evil.example?.kakao.com",
        "https://evil.example\\.kakao.com/x",
        "https://bot-api.kakao.com@evil.example/x",
        "https://user:pass@bot-api.kakao.com/x",
        "https://bot-api.kakao.com:444/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https:// bot-api.kakao.com/x",
        "https://bot-api.kakao.com/x\n",
        "//bot-api.kakao.com/x",
        "bot-api.kakao.com",
        "file:///etc/passwd",
        "",
    ];
    for url in others {
        assert!(!kakao.allows(url), "{url}");
    }
    let local = CallbackHosts {
        others: AllowedHosts(vec!["127.0.0.1".parse().unwrap()]),
    };
    assert!(local.allows("http://127.0.0.1:9/x") && local.allows("https://a.kakao.com/x"));
    for url in [
        "http://127.0.0.2/x",
        "http://a@127.0.0.1/x",
        "ftp://127.0.0.1/x",
        "127.0.0.1:9",
    ] {
        assert!(!local.allows(url), "{url}");
    }
}
