//! One exchange: all of it, its bodies, and as text to copy.
use super::Scene;
use crate::platform::Fields;
use momo::io::sqlite::History;
use serde_json::Value;

#[test]
fn exchange_is_shown_whole() {
    let scene = Scene::with(&["안녕"]);
    let id = scene.list("")[0].text("id");
    let shown = scene.good("GET", &format!("/exchanges/{id}"), None);
    let seen = scene.peer.only();
    assert_eq!(
        shown["request"]["body"].as_str().unwrap().as_bytes(),
        seen.body
    );
    assert_eq!(shown["response"]["body"], r#"{"ok":true}"#);
    assert_eq!(shown["budget_ms"], 3000.0);
    assert_eq!(shown["can_resend"], true);
    assert_eq!(shown["truncated"], false);
    assert_eq!(shown["starred"], false);
    assert_eq!(shown["findings"].as_array().unwrap().len(), 0);
    scene.call("GET", "/exchanges/ex_nothing", None).refuses(
        404,
        "not_found",
        "there is no exchange `ex_nothing`",
    );
}

#[test]
fn received_call_cannot_be_resent_and_its_token_is_a_fingerprint() {
    let scene = Scene::with(&[]);
    scene.send("반가워요");
    let _ = scene.local.say(1, "안녕");
    let id = scene.list("?filter=kind:api")[0].text("id");
    let shown = scene.good("GET", &format!("/exchanges/{id}"), None);
    assert_eq!(shown["can_resend"], false);
    assert!(shown.text("why_not").contains("received"), "{shown}");
    let text = shown.to_string();
    assert!(text.contains("Bearer (fingerprint "), "{text}");
    assert!(!text.contains(&scene.bot.token), "{text}");
    crate::platform::wait_for_requests(&scene.peer, 1);
}

#[test]
fn body_is_a_file_byte_for_byte() {
    let scene = Scene::with(&["안녕"]);
    let id = scene.list("")[0].text("id");
    let answer = scene.text(&format!("/exchanges/{id}/body/request"));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body.as_bytes(), scene.peer.only().body);
    assert_eq!(
        answer.header("Content-Type"),
        Some("application/octet-stream")
    );
    assert_eq!(
        answer.header("Content-Disposition"),
        Some(&*format!("attachment; filename=\"{id}-request.bin\""))
    );
    assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"));
    let answer = scene.text(&format!("/exchanges/{id}/body/response"));
    assert_eq!(answer.body, r#"{"ok":true}"#);
    for path in ["body/head", "as/png"] {
        let path = format!("/exchanges/{id}/{path}");
        scene
            .call("GET", &path, None)
            .refuses(404, "not_found", "there is no");
    }
}

#[test]
fn long_body_is_cut_between_characters() {
    let long = "가".repeat(400_000);
    let scene = Scene::with(&["안녕"]);
    // Only another program's could be so long.
    let mut history = History::open(&scene.local.home().join("history.db")).unwrap();
    let id = scene.list("")[0].text("id");
    let mut exchange = history.get(&id).unwrap().unwrap();
    exchange.response.as_mut().unwrap().body = long.clone().into();
    exchange.id = "ex_long".into();
    let id = exchange.id.clone();
    history.append(&[exchange]).unwrap();
    let shown = scene.good("GET", &format!("/exchanges/{id}"), None);
    assert_eq!(shown["truncated"], true);
    assert_eq!(
        shown["response"]["body"],
        "가".repeat((1 << 20) / "가".len())
    );
    let whole = scene.text(&format!("/exchanges/{id}/body/response"));
    assert!(whole.body == long, "{}", whole.body.len());
}

#[test]
fn exchange_is_exported_as_text() {
    let scene = Scene::with(&["안녕"]);
    let id = scene.list("")[0].text("id");
    let text = |shape: &str| {
        let answer = scene.text(&format!("/exchanges/{id}/as/{shape}"));
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.header("Content-Type"),
            Some("text/plain; charset=utf-8")
        );
        answer.body
    };
    assert_eq!(text("momo"), format!("momo webhook replay {id}\n"));
    let curl = text("curl");
    let begin = format!("curl -sS -X POST {} ", scene.peer.url("/hook"));
    assert!(curl.starts_with(&begin), "{curl}");
    let line: Value = serde_json::from_str(&text("ndjson")).unwrap();
    assert_eq!(line["id"], *id);
    let archive: Value = serde_json::from_str(&text("har")).unwrap();
    assert_eq!(archive["log"]["entries"].as_array().unwrap().len(), 1);
}
