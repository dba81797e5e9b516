//! Kakao's rooms of the local platform: skills that are called as KakaoTalk does, and what comes of it.
mod callback;

use super::Local;
use crate::support::skill::{payload, text};
use crate::support::{Peer, response, wait_for};
use serde_json::{Value, json};

impl Local {
    /// A room for this skill.
    #[track_caller]
    fn kakao_room(&self, skill: &str, more: Value) -> String {
        let mut body = json!({ "skill_url": skill });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let room = self.operator("POST", "/kakao/rooms", Some(&body));
        room["room_id"].as_str().unwrap().to_owned()
    }

    /// What a user says, and what came of it.
    #[track_caller]
    fn utter(&self, room: &str, body: Value) -> Value {
        let path = format!("/kakao/rooms/{room}/messages?wait=1");
        self.operator("POST", &path, Some(&body))
    }

    fn bubbles(&self, room: &str) -> Vec<Value> {
        let path = format!("/kakao/rooms/{room}/messages");
        let messages = self.operator("GET", &path, None);
        messages["messages"].as_array().unwrap().clone()
    }
}

#[test]
fn user_talks_with_a_skill() {
    let answer = json!({ "version": "2.0",
        "context": { "values": [{ "name": "order", "lifeSpan": 3, "params": { "menu": "김밥" } }] },
        "template": { "outputs": [{ "simpleText": { "text": "무엇을 드릴까요?" } }],
            "quickReplies": [
                { "label": "김밥", "action": "message", "messageText": "김밥 주세요" },
                { "label": "주문", "action": "block", "blockId": "64a1b2c3d4e5f60718293aff", "extra": { "n": 1 } } ] } });
    let skill = Peer::answering(200, "application/json", &answer.to_string());
    let local = Local::start();
    let room = local.kakao_room(&skill.url("/skill"), json!({ "name": "주문 봇" }));
    assert_eq!(room, "kakao_1");
    let said = local.utter(&room, json!({ "text": "메뉴" }));
    assert_eq!(said["message"]["state"], "answered");
    assert_eq!(said["message"]["user"], "앨리스");
    let bubble = &said["answers"][0];
    assert_eq!(
        (&bubble["from"], &bubble["answer"]),
        (&json!("skill"), &answer)
    );
    assert_eq!(bubble["findings"], json!([]));
    assert_eq!(bubble["choices"][1]["path"], "template.quickReplies[1]");
    let first = payload(&skill.only());
    assert_eq!(first["userRequest"]["utterance"], "메뉴");
    assert_eq!(first["userRequest"].get("callbackUrl"), None);
    assert_eq!(first["contexts"], json!([]));

    let tap = json!({ "tap": { "message_id": bubble["message_id"], "path": "template.quickReplies[1]" } });
    let tapped = local.utter(&room, tap);
    assert_eq!(tapped["message"]["text"], "주문");
    let second = payload(&skill.seen()[1]);
    assert_eq!(second["flow"]["trigger"]["type"], "QUICKREPLY_BUTTON_BLOCK");
    assert_eq!(second["action"]["clientExtra"], json!({ "n": 1 }));
    assert_eq!(second["contexts"][0]["name"], "order");
    assert_eq!(
        second["flow"]["trigger"]["referrerBlock"],
        first["userRequest"]["block"]
    );
    // What was tapped is the block now; an older answer still refers to its own.
    let tap = json!({ "tap": { "message_id": bubble["message_id"], "path": "template.quickReplies[0]" } });
    local.utter(&room, tap);
    let third = payload(&skill.seen()[2]);
    assert_eq!(third["userRequest"]["utterance"], "김밥 주세요");
    assert_eq!(third["flow"]["lastBlock"]["id"], "64a1b2c3d4e5f60718293aff");
    assert_eq!(
        third["flow"]["trigger"]["referrerBlock"],
        first["userRequest"]["block"]
    );
    // Another user has contexts of his own.
    local.utter(&room, json!({ "user": "밥", "text": "안녕" }));
    let fourth = payload(&skill.seen()[3]);
    assert_eq!(fourth["contexts"], json!([]));
    assert_ne!(
        fourth["userRequest"]["user"]["id"],
        first["userRequest"]["user"]["id"]
    );
    let shown = local.operator("GET", "/kakao/rooms/kakao_1", None);
    assert_eq!(shown["users"], json!(["밥", "앨리스"]));
    let bubbles = local.bubbles(&room);
    assert_eq!(bubbles.len(), 8);
    let after = format!(
        "/kakao/rooms/{room}/messages?after={}&limit=1",
        bubbles[5]["message_id"]
    );
    let rest = local.operator("GET", &after, None);
    assert_eq!(rest["messages"], json!([bubbles[6]]));
    let before = format!(
        "/kakao/rooms/{room}/messages?before={}&limit=2",
        bubbles[5]["message_id"]
    );
    let earlier = local.operator("GET", &before, None);
    assert_eq!(earlier["messages"], json!([bubbles[3], bubbles[4]]));
    // Every call is an exchange of the history.
    let exchange = local.exchange(bubble["exchange_id"].as_str().unwrap());
    assert_eq!(exchange.request.body, skill.seen()[0].body);
}

#[test]
fn message_call_returns_at_once_or_waits_on_request() {
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let skill = Peer::raw(move |_| {
        let _ = wait.lock().unwrap().recv();
        response(200, "application/json", &text("네"))
    });
    let local = Local::start();
    let room = local.kakao_room(&skill.url("/"), json!({}));
    let path = format!("/kakao/rooms/{room}/messages");
    let said = local.operator("POST", &path, Some(&json!({ "text": "안녕" })));
    assert_eq!(
        (&said["message"]["state"], &said["answers"]),
        (&json!("waiting"), &json!([]))
    );
    release.send(()).unwrap();
    let bubbles = wait_for("the answer", || {
        Some(local.bubbles(&room)).filter(|it| it.len() == 2 && it[0]["state"] == "answered")
    });
    assert_eq!(bubbles[1]["from"], "skill");
}

#[test]
fn pages_follow_rooms_and_messages() {
    let skill = Peer::answering(200, "application/json", &text("네"));
    let local = Local::start();
    let cursor = local.operator("GET", "/changes", None)["cursor"].clone();
    let room = local.kakao_room(&skill.url("/"), json!({}));
    let said = local.utter(&room, json!({ "text": "안녕" }));
    let path = format!("/changes?after={}", cursor.as_str().unwrap());
    let heard = local.operator("GET", &path, None)["changes"].clone();
    let kinds: Vec<_> = heard
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["type"])
        .collect();
    assert_eq!(
        kinds,
        [
            "kakao_rooms",
            "kakao_message",
            "kakao_rooms",
            "exchange",
            "kakao_message",
            "kakao_message"
        ]
    );
    assert_eq!(heard[1]["message"]["state"], "waiting");
    assert_eq!(heard[4]["message"], said["answers"][0]);
    assert_eq!(heard[5]["message"], said["message"]);
}

#[test]
fn invisible_answer_is_reported() {
    let local = Local::start();
    let cases = [
        (200, text(&"가".repeat(1001)), "skill", None),
        (200, "[]".into(), "skill", None),
        (200, "no json".into(), "skill", None),
        (
            500,
            "boom".into(),
            "notice",
            Some("the skill answered 500: the user sees nothing of it"),
        ),
        (
            302,
            String::new(),
            "notice",
            Some("the skill answered 302: the user sees nothing of it"),
        ),
        (
            200,
            json!({ "version": "2.0", "useCallback": true }).to_string(),
            "skill",
            Some(
                "the skill wants to answer later, but its call named no callback URL: the user sees nothing",
            ),
        ),
    ];
    for (status, body, from, trouble) in cases {
        let skill = Peer::answering(status, "application/json", &body);
        let room = local.kakao_room(&skill.url("/"), json!({}));
        let said = local.utter(&room, json!({ "text": "안녕" }));
        assert_eq!(said["message"]["state"], "failed", "{body}");
        let bubble = &said["answers"][0];
        assert_eq!(bubble["from"], from, "{body}");
        assert_eq!(bubble["trouble"].as_str(), trouble, "{body}");
        if trouble.is_none() {
            assert_eq!(bubble["findings"][0]["level"], "error", "{bubble}");
        }
    }
    // Nobody is there.
    let room = local.kakao_room("1/skill", json!({}));
    let said = local.utter(&room, json!({ "text": "안녕" }));
    assert_eq!(said["answers"][0]["from"], "notice");
    assert!(said["message"]["trouble"].is_string(), "{said}");
}

#[test]
fn only_an_operator_sets_the_skill_url() {
    let local = Local::start();
    let developer = local.console("developer");
    let body = json!({ "skill_url": "3000/skill" });
    let calls = [
        ("GET", "/kakao/rooms", None),
        ("POST", "/kakao/rooms", Some(&body)),
        ("GET", "/kakao/rooms/kakao_1", None),
        ("DELETE", "/kakao/rooms/kakao_1", None),
        ("GET", "/kakao/rooms/kakao_1/messages", None),
    ];
    for (method, path, body) in calls {
        assert_eq!(local.call(&developer, method, path, body).status, 403);
    }
}

#[test]
fn wrong_field_of_a_room_is_named() {
    let local = Local::start();
    for (body, named) in [
        (json!({}), "skill_url"),
        (json!({ "skill_url": "ftp://a/b" }), "skill_url"),
        (json!({ "skill_url": "http://a:b@c/" }), "skill_url"),
        (json!({ "skill_url": "3000", "variant": "dead" }), "variant"),
        (json!({ "skill_url": "3000", "callback": 1 }), "callback"),
        (
            json!({ "skill_url": "3000", "header": { "name": "Host", "value": "a" } }),
            "header.name",
        ),
        (
            json!({ "skill_url": "3000", "header": { "name": "a b", "value": "a" } }),
            "header.name",
        ),
        (
            json!({ "skill_url": "3000", "header": { "name": "a", "value": "a\nb" } }),
            "header.value",
        ),
        (
            json!({ "skill_url": "3000", "header": { "name": "a" } }),
            "header.value",
        ),
        (json!({ "skill_url": "3000", "colour": "red" }), "colour"),
    ] {
        let answer = local.try_operator("POST", "/kakao/rooms", Some(&body));
        assert_eq!(answer.status, 422, "{body}: {answer:?}");
        assert!(answer.body.contains(&format!("`{named}`")), "{answer:?}");
    }
}

#[test]
fn wrong_message_is_refused() {
    let local = Local::start();
    let peer = Peer::answering(200, "application/json", &text("네"));
    let room = local.kakao_room(&peer.url("/"), json!({}));
    let path = format!("/kakao/rooms/{room}/messages");
    let tap = |id: i64, path: &str| json!({ "tap": { "message_id": id, "path": path } });
    let said = local.utter(&room, json!({ "text": "안녕" }));
    let answer = said["answers"][0]["message_id"].as_i64().unwrap();
    for (body, status) in [
        (json!({}), 422),
        (json!({ "text": "" }), 422),
        (json!({ "text": "가".repeat(10_001) }), 422),
        (
            json!({ "text": "a", "tap": { "message_id": 1, "path": "a" } }),
            422,
        ),
        (tap(99, "template.quickReplies[0]"), 404),
        (tap(answer, "template.quickReplies[0]"), 422),
    ] {
        let refused = local.try_operator("POST", &path, Some(&body));
        assert_eq!(refused.status, status, "{body}: {refused:?}");
    }
    let awaited = local.try_operator(
        "POST",
        &format!("{path}?wait=2"),
        Some(&json!({ "text": "a" })),
    );
    assert_eq!(awaited.status, 422);
}

#[test]
fn unknown_room_is_not_found() {
    let local = Local::start();
    for id in [
        "kakao_9",
        "kakao_01",
        "kakao_",
        "1",
        "kakao_99999999999999999999",
    ] {
        let path = format!("/kakao/rooms/{id}");
        assert_eq!(local.try_operator("GET", &path, None).status, 404);
    }
}

#[test]
fn owner_header_is_sent_to_the_skill_only() {
    let skill = Peer::answering(200, "application/json", &text("네"));
    let mut local = Local::start();
    let header = json!({ "name": "X-Skill-Key", "value": "c4nary" });
    let room = local.kakao_room(&skill.url("/"), json!({ "header": header }));
    let shown = local.operator("GET", &format!("/kakao/rooms/{room}"), None);
    assert_eq!(shown["header"], "X-Skill-Key");
    let said = local.utter(&room, json!({ "text": "안녕" }));
    assert_eq!(skill.only().header("x-skill-key"), Some("c4nary"));
    let exchange = local.exchange(said["message"]["exchange_id"].as_str().unwrap());
    let kept = exchange.request.headers.text("X-Skill-Key").unwrap();
    assert!(kept.starts_with("(fingerprint"), "{kept}");
    // It is there again after a restart, and not in the database.
    local.stop();
    for file in [
        "platform.db",
        "platform.db-wal",
        "history.db",
        "history.db-wal",
    ] {
        let bytes = std::fs::read(local.home().join(file)).unwrap_or_default();
        assert!(
            !String::from_utf8_lossy(&bytes).contains("c4nary"),
            "{file}"
        );
    }
    local.start_again();
    local.utter(&room, json!({ "text": "다시" }));
    assert_eq!(skill.seen()[1].header("x-skill-key"), Some("c4nary"));
    // Another host is not told it.
    let path = format!("/kakao/rooms/{room}");
    let same = json!({ "skill_url": skill.url("/other") });
    let changed = local.operator("PATCH", &path, Some(&same));
    assert_eq!(changed["header"], "X-Skill-Key");
    let other = json!({ "skill_url": skill.url("/").replace("127.0.0.1", "localhost") });
    let changed = local.operator("PATCH", &path, Some(&other));
    assert_eq!(changed.get("header"), None);
    local.utter(&room, json!({ "text": "누구" }));
    assert_eq!(skill.seen()[2].header("x-skill-key"), None);
    assert!(local.credentials().skills().iter().next().is_none());
    // A deleted room takes its messages with it.
    local.operator("DELETE", &path, None);
    assert_eq!(local.try_operator("GET", &path, None).status, 404);
    let rooms = local.operator("GET", "/kakao/rooms", None);
    assert_eq!(rooms, json!({ "rooms": [] }));
}
