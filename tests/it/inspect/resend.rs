//! Sending once more: as it was, changed, signed anew or not, and only to where it went.
use super::{Scene, ids};
use crate::platform::{Fields, hmac_hex, wait_for_requests};
use crate::support::{CANARIES, Peer, keep_bot, response};
use momo::io::files::{Credentials, Home};
use momo::io::sqlite::History;
use momo::model::history::exchange::Exchange;
use serde_json::{Value, json};

/// A bot that checks signatures as the guide's example does, by a secret that it hears of later.
fn checking() -> (Peer, std::sync::Arc<std::sync::Mutex<String>>) {
    let secret = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let known = secret.clone();
    let peer = Peer::raw(move |seen| {
        let wanted = hmac_hex(&known.lock().unwrap(), &seen.body);
        match seen.header("x-momotalk-bot-signature") == Some(&wanted) {
            true => response(200, "application/json", r#"{"ok":true}"#),
            false => response(401, "text/plain", "invalid signature"),
        }
    });
    (peer, secret)
}

/// One delivered event of a bot that checks signatures; its exchange's id.
fn scene() -> (Scene, String) {
    let (peer, secret) = checking();
    let scene = Scene::at(peer, &[]);
    secret.lock().unwrap().clone_from(&scene.bot.secret);
    scene.local.say(1, "안녕");
    scene.local.wait_until_sent();
    let id = scene.list("")[0].text("id");
    (scene, id)
}

impl Scene {
    #[track_caller]
    fn resend(&self, id: &str, changes: Value) -> Value {
        let path = format!("/exchanges/{id}/resend");
        let answer = self.call("POST", &path, Some(&changes));
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()
    }

    fn append(&self, exchange: Value) -> String {
        let exchange: Exchange = serde_json::from_value(exchange).unwrap();
        let mut history = History::open(&self.local.home().join("history.db")).unwrap();
        history.append(std::slice::from_ref(&exchange)).unwrap();
        exchange.id
    }
}

#[test]
fn resend_without_changes_is_byte_for_byte() {
    let (scene, id) = scene();
    let answer = scene.resend(&id, json!({}));
    let seen = wait_for_requests(&scene.peer, 2);
    assert_eq!(seen[1].body, seen[0].body);
    assert_eq!(seen[1].header("x-momo-replay-of"), Some(&*id));
    for (name, value) in &seen[0].headers {
        assert_eq!(seen[1].header(name), Some(&**value), "{name}");
    }
    let head = &answer["exchange"];
    assert_eq!(head["response"]["status"], 200);
    assert_eq!(head["signature"]["verdict"], "valid");
    assert_eq!(answer["left_out"], json!([]));
    // It is kept like any other, and can be sent again itself.
    assert_eq!(ids(&scene.list("")), [head.text("id"), id]);
    let shown = scene.good("GET", &format!("/exchanges/{}", head.text("id")), None);
    assert_eq!(shown["can_resend"], true);
}

#[test]
fn resend_with_changed_body_is_signed_anew() {
    let (scene, id) = scene();
    let body = r#"{"event_id":"evt_new","event_type":"talk.message_created","n":1e2}"#;
    let answer = scene.resend(&id, json!({ "body": body }));
    let seen = &wait_for_requests(&scene.peer, 2)[1];
    assert_eq!(seen.body, body.as_bytes());
    assert_eq!(
        seen.header("x-momotalk-bot-signature"),
        Some(&*hmac_hex(&scene.bot.secret, body.as_bytes()))
    );
    assert_eq!(seen.header("x-momotalk-event-id"), Some("evt_new"));
    assert_eq!(seen.header("x-momotalk-bot-id"), Some(&*scene.bot.id));
    assert_eq!(answer["exchange"]["response"]["status"], 200);
    assert_eq!(answer["exchange"]["event_id"], "evt_new");
    // Bytes that are no text.
    let answer = scene.resend(&id, json!({ "body_base64": "AP8=", "sign": true }));
    assert_eq!(wait_for_requests(&scene.peer, 3)[2].body, [0, 255]);
    assert_eq!(answer["exchange"]["response"]["status"], 200);
}

#[test]
fn resend_with_old_signature_is_refused_by_the_bot() {
    let (scene, id) = scene();
    let answer = scene.resend(&id, json!({ "body": "{}", "sign": false }));
    let seen = wait_for_requests(&scene.peer, 2);
    assert_eq!(
        seen[1].header("x-momotalk-bot-signature"),
        seen[0].header("x-momotalk-bot-signature")
    );
    assert_eq!(answer["exchange"]["response"]["status"], 401);
    assert_eq!(answer["exchange"]["signature"]["verdict"], "invalid");
}

#[test]
fn resent_request_is_recorded_as_sent() {
    let (scene, id) = scene();
    let path = format!("/exchanges/{id}/resend");
    for (name, value) in [
        ("Content-Length", "3"),
        ("transfer-encoding", "chunked"),
        ("", "x"),
    ] {
        let headers = json!({ "headers": [[name, value]] });
        let refused = scene.call("POST", &path, Some(&headers));
        assert_eq!(refused.status, 422, "{name}: {refused:?}");
    }
    let headers = json!([["Content-Type", "text/plain"], ["Host", "bot.example"]]);
    let answer = scene.resend(&id, json!({ "headers": headers, "sign": false }));
    let seen = &wait_for_requests(&scene.peer, 2)[1];
    assert_eq!(seen.header("host"), Some("bot.example"));
    let kept = answer["exchange"]["request"]["headers"].as_array().unwrap();
    assert!(kept.len() >= 2);
    for header in kept {
        let (name, value) = (header.text("name").to_lowercase(), header.text("value"));
        assert_eq!(seen.header(&name), Some(&*value), "{name}");
    }
}

#[test]
fn resent_headers_keep_their_order() {
    let (scene, id) = scene();
    let shown = scene.good("GET", &format!("/exchanges/{id}"), None);
    let mut headers: Vec<_> = shown["request"]["headers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| json!([it["name"], it["value"]]))
        .filter(|it| it[0] != "Content-Type")
        .collect();
    headers.push(json!(["X-Extra", "1"]));
    headers.push(json!(["x-momotalk-event-id", "evt_other"]));
    headers.retain(|it| it[0] != "X-MoMoTalk-Event-Id");
    scene.resend(&id, json!({ "headers": headers, "sign": true }));
    let seen = &wait_for_requests(&scene.peer, 2)[1];
    assert_eq!(seen.header("x-extra"), Some("1"));
    assert_eq!(seen.header("content-type"), None);
    // Signed anew, but the edited header stays.
    assert_eq!(seen.header("x-momotalk-event-id"), Some("evt_other"));
    assert_eq!(seen.header("host"), Some(&scene.peer.url("")[7..]));
}

#[test]
fn resend_with_invalid_change_is_rejected() {
    let (scene, id) = scene();
    let path = format!("/exchanges/{id}/resend");
    for (changes, status, words) in [
        (
            json!({ "headers": {} }),
            422,
            "`headers`: is an object, not a list",
        ),
        (
            json!({ "headers": [["A"]] }),
            422,
            "`headers`: is a list of pairs",
        ),
        (
            json!({ "headers": [["A b", ""]] }),
            422,
            "`headers`: `A b` is no header name",
        ),
        (json!({ "headers": [["A", "\r\nB: c"]] }), 201, ""),
        (
            json!({ "headers": [["A", "b\r\nB: c"]] }),
            422,
            "`headers`: a control character",
        ),
        (json!({ "body": 1 }), 422, "`body`: is a number, not text"),
        (
            json!({ "body_base64": "?" }),
            422,
            "`body_base64`: is no base64",
        ),
        (
            json!({ "body": "", "body_base64": "" }),
            422,
            "`body_base64`: stands beside `body`",
        ),
        (
            json!({ "sign": "yes" }),
            422,
            "`sign`: is text, not true or false",
        ),
        (
            json!({ "url": "http://127.0.0.1:1/" }),
            422,
            "`url`: is no field of this call",
        ),
    ] {
        let answer = scene.call("POST", &path, Some(&changes));
        assert_eq!(answer.status, status, "{changes} {answer:?}");
        assert!(answer.body.contains(words), "{changes} {answer:?}");
    }
    let answer = scene.call("POST", "/exchanges/ex_nothing/resend", Some(&json!({})));
    answer.refuses(404, "not_found", "`ex_nothing`");
}

#[test]
fn resend_of_received_event_is_rejected() {
    let (scene, _) = scene();
    scene.send("반가워요");
    let id = scene.list("?filter=kind:api")[0].text("id");
    let answer = scene.call("POST", &format!("/exchanges/{id}/resend"), Some(&json!({})));
    answer.refuses(409, "conflict", "it was received");
    let hint = answer.json()["error"].text("hint");
    assert!(hint.contains("momo webhook replay"), "{hint}");
}

/// A call of the message API that momo made, as it is kept.
fn sent_call(id: &str, url: &str, token: &str) -> Value {
    json!({
        "id": id, "direction": "sent", "protocol": "momotalk", "kind": "api", "started_at": 1, "bot_id": "bot_1",
        "signature": { "verdict": "unchecked" }, "timing": { "total_ms": 1.0 },
        "request": {
            "method": "POST", "url": url, "body": "{}",
            "headers": [{ "name": "Authorization", "value": format!("Bearer {token}") }],
        },
    })
}

#[test]
fn resend_restores_a_token_only_where_it_belongs() {
    let scene = Scene::at(crate::platform::taker(), &[]);
    let base = scene.peer.url("/api");
    let momo = crate::support::Momo::new();
    keep_bot(&momo, "bot_1", "other", &base);
    let kept = Credentials::load(&Home::in_folder(momo.home())).unwrap();
    let entry = kept.bot("bot_1").unwrap().clone();
    Credentials::update(&Home::in_folder(scene.local.home()), |known| {
        known.set_bot("bot_1", entry);
        Ok(())
    })
    .unwrap();
    let home = scene.append(sent_call(
        "ex_home",
        &scene.peer.url("/api/bots/bot_1/messages"),
        CANARIES[0],
    ));
    let away = scene.append(sent_call(
        "ex_away",
        &scene.peer.url("/elsewhere"),
        CANARIES[0],
    ));
    let answer = scene.resend(&home, json!({}));
    assert_eq!(answer["left_out"], json!([]));
    assert_eq!(answer["exchange"]["bot_id"], "bot_1");
    let answer = scene.resend(&away, json!({}));
    assert_eq!(answer["left_out"], json!(["Authorization"]));
    // Under another name it would be kept in clear.
    let shown = scene.good("GET", "/exchanges/ex_home", None);
    let hidden = &shown["request"]["headers"][0]["value"];
    let answer = scene.resend(&home, json!({ "headers": [["X-Other", hidden]] }));
    assert_eq!(answer["left_out"], json!(["X-Other"]));
    let seen = wait_for_requests(&scene.peer, 3);
    let bearer = format!("Bearer {}", CANARIES[0]);
    let given: Vec<_> = seen.iter().map(|it| it.header("authorization")).collect();
    assert_eq!(given, [Some(&*bearer), None, None]);
    // Not one answer holds a secret.
    let mut all = vec![
        scene.text("/export").body,
        scene.text("/export?as=har").body,
    ];
    for id in ids(&scene.list("")) {
        all.push(scene.text(&format!("/exchanges/{id}")).body);
        all.push(scene.text(&format!("/exchanges/{id}/as/curl")).body);
    }
    for secret in [
        CANARIES[0],
        CANARIES[1],
        &scene.bot.token,
        &scene.bot.secret,
    ] {
        assert!(all.iter().all(|it| !it.contains(secret)), "{all:#?}");
    }
}

#[test]
fn resend_without_secret_is_not_signed() {
    let scene = Scene::with(&["안녕"]);
    let mut event = serde_json::from_str::<Value>(&scene.text("/export").body).unwrap();
    event["id"] = "ex_other".into();
    event["bot_id"] = "bot_unknown".into();
    let id = scene.append(event);
    let path = format!("/exchanges/{id}/resend");
    let answer = scene.call("POST", &path, Some(&json!({ "sign": true })));
    answer.refuses(
        409,
        "conflict",
        "no webhook secret is known for `bot_unknown`",
    );
    assert!(answer.json()["error"].text("hint").contains("`sign` false"));
    let answer = scene.resend(&id, json!({ "sign": false }));
    assert_eq!(answer["exchange"]["response"]["status"], 200);
}

#[test]
fn resend_to_a_hanging_bot_delays_no_other_call() {
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let peer = Peer::raw(move |_| {
        if calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst) > 0 {
            let _ = wait.lock().unwrap().recv();
        }
        response(200, "text/plain", "")
    });
    let scene = Scene::at(peer, &["안녕"]);
    let id = scene.list("")[0].text("id");
    std::thread::scope(|scope| {
        let resent = scope.spawn(|| scene.resend(&id, json!({})));
        // While it hangs, everything else is answered.
        for _ in 0..3 {
            assert_eq!(scene.list("").len(), 1);
        }
        assert!(!resent.is_finished());
        go.send(()).unwrap();
        assert_eq!(
            resent.join().unwrap()["exchange"]["response"]["status"],
            200
        );
    });
}
