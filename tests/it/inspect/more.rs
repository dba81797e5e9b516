//! Comparing, exporting, signing, marking, deleting.
use super::{Scene, ids, quoted};
use crate::platform::{Fields, hmac_hex};
use serde_json::{Value, json};

#[test]
fn two_exchanges_are_compared() {
    let scene = Scene::with(&["하나", "둘"]);
    let [b, a] = &ids(&scene.list(""))[..] else {
        panic!()
    };
    let found = scene.good("GET", &format!("/compare?a={a}&b={b}"), None);
    let line = format!("POST {}", scene.peer.url("/hook"));
    assert_eq!(found["request"]["line"], json!([line, line]));
    let names: Vec<_> = found["request"]["headers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.text("name"))
        .collect();
    assert!(
        names.contains(&"X-MoMoTalk-Bot-Signature".into()),
        "{names:?}"
    );
    assert!(!names.contains(&"Content-Type".into()), "{names:?}");
    let differences = found["request"]["body"]["differences"].as_array().unwrap();
    let text = differences.iter().find(|it| it["path"] == "/message/body");
    assert_eq!(
        text,
        Some(&json!({ "in": "json", "path": "/message/body", "old": "하나", "new": "둘" }))
    );
    assert_eq!(found["response"]["line"], json!(["200", "200"]));
    assert_eq!(found["response"]["body"]["differences"], json!([]));
    scene
        .call("GET", &format!("/compare?a={a}&b=ex_x"), None)
        .refuses(404, "not_found", "`ex_x`");
    scene.call("GET", &format!("/compare?a={a}"), None).refuses(
        422,
        "unprocessable",
        "`b`: is missing",
    );
}

#[test]
fn export_equals_that_of_the_terminal() {
    let scene = Scene::with(&["하나", "둘"]);
    let all = scene.text("/export");
    assert_eq!(
        all.header("Content-Disposition"),
        Some("attachment; filename=\"exchanges.ndjson\"")
    );
    let lines: Vec<Value> = all
        .body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut listed = ids(&scene.list(""));
    listed.reverse();
    assert_eq!(ids(&lines), listed);
    let one = scene.text(&format!("/export?as=har&filter={}", quoted("body:둘")));
    let archive: Value = serde_json::from_str(&one.body).unwrap();
    assert_eq!(archive["log"]["entries"].as_array().unwrap().len(), 1);
    scene.call("GET", "/export?as=pdf", None).refuses(
        422,
        "unprocessable",
        "`as`: `pdf` is neither",
    );
    scene
        .call("GET", "/export?filter=statsu%3A5", None)
        .refuses(422, "unprocessable", "`filter`, column 1");
}

#[test]
fn signature_is_shown_before_sending() {
    let scene = Scene::with(&["안녕"]);
    let body = "{\"한\": 1}\n";
    let bot_id = &scene.bot.id;
    let signed = scene.good(
        "POST",
        "/sign",
        Some(&json!({ "bot_id": bot_id, "body": body })),
    );
    assert_eq!(
        signed["signature"],
        hmac_hex(&scene.bot.secret, body.as_bytes())
    );
    assert_eq!(signed["header"], "X-MoMoTalk-Bot-Signature");
    assert_eq!(signed["fingerprint"].as_str().unwrap().len(), 8);
    let signed = scene.good(
        "POST",
        "/sign",
        Some(&json!({ "bot_id": bot_id, "body_base64": "AP8=" })),
    );
    assert_eq!(signed["signature"], hmac_hex(&scene.bot.secret, &[0, 255]));
    let empty = scene.good(
        "POST",
        "/sign",
        Some(&json!({ "bot_id": bot_id, "body": "" })),
    );
    assert_eq!(empty["signature"], hmac_hex(&scene.bot.secret, b""));
    for (body, status, words) in [
        (json!({ "bot_id": bot_id }), 422, "`body`: is missing"),
        (json!({ "body": "" }), 422, "`bot_id`: is missing"),
        (
            json!({ "bot_id": "bot_x", "body": "" }),
            409,
            "no webhook secret is known for `bot_x`",
        ),
    ] {
        let answer = scene.call("POST", "/sign", Some(&body));
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.body.contains(words), "{answer:?}");
    }
    assert_eq!(scene.peer.seen().len(), 1);
}

#[test]
fn star_survives_a_restart() {
    let mut scene = Scene::with(&["하나", "둘"]);
    let id = ids(&scene.list(""))[1].clone();
    let star = format!("/exchanges/{id}/star");
    assert_eq!(scene.good("PUT", &star, None), json!({ "starred": true }));
    assert_eq!(scene.good("PUT", &star, None), json!({ "starred": true }));
    scene.local.stop();
    scene.local.start_again();
    assert_eq!(
        ids(&scene.list("?filter=starred:yes")),
        std::slice::from_ref(&id)
    );
    let shown = scene.good("GET", &format!("/exchanges/{id}"), None);
    assert_eq!(shown["starred"], true);
    assert_eq!(
        scene.good("DELETE", &star, None),
        json!({ "starred": false })
    );
    assert_eq!(scene.list("?filter=starred:yes").len(), 0);
    scene
        .call("PUT", "/exchanges/ex_x/star", None)
        .refuses(404, "not_found", "`ex_x`");
}

#[test]
fn cleared_exchanges_are_gone_and_others_stay() {
    let scene = Scene::with(&["하나", "둘", "셋"]);
    let path = format!("/exchanges?filter={}", quoted("body:둘"));
    assert_eq!(scene.good("DELETE", &path, None), json!({ "deleted": 1 }));
    assert_eq!(scene.list("").len(), 2);
    assert_eq!(scene.good("DELETE", &path, None), json!({ "deleted": 0 }));
    scene
        .call("DELETE", "/exchanges?filter=x%3Ay", None)
        .refuses(422, "unprocessable", "`filter`, column 1");
    assert_eq!(
        scene.good("DELETE", "/exchanges", None),
        json!({ "deleted": 2 })
    );
    assert_eq!(scene.list("").len(), 0);
    // The recorder goes on.
    scene.send("아직");
    assert_eq!(scene.list("").len(), 1);
}

#[test]
fn followers_hear_of_stars_clearing_and_resending() {
    let scene = Scene::with(&["하나"]);
    let id = ids(&scene.list(""))[0].clone();
    let begin = scene.good("GET", "/changes", None).text("cursor");
    scene.good("PUT", &format!("/exchanges/{id}/star"), None);
    let resend = format!("/exchanges/{id}/resend");
    let again = scene.good("POST", &resend, None);
    scene.good("DELETE", "/exchanges", None);
    let told = scene.good("GET", &format!("/changes?after={begin}"), None);
    let changes = told["changes"].as_array().unwrap();
    let kinds: Vec<_> = changes.iter().map(|it| it.text("type")).collect();
    assert_eq!(kinds, ["stars", "exchange", "cleared"]);
    assert_eq!(changes[1]["exchange"], again["exchange"]);
}

#[test]
fn deepest_nesting_crashes_nothing() {
    let scene = Scene::with(&["하나"]);
    let event = format!("/bots/{}/events", scene.bot.id);
    for depth in [100, 100_000] {
        for inner in ["1", "2"] {
            let body = "[".repeat(depth) + inner + &"]".repeat(depth);
            scene.good("POST", &event, Some(&json!({ "body": body })));
        }
    }
    scene.local.wait_until_sent();
    let ids = ids(&scene.list(""));
    assert_eq!(ids.len(), 5);
    for (a, b) in [(0, 1), (2, 3), (0, 3)] {
        let path = format!("/compare?a={}&b={}", ids[a], ids[b]);
        let found = scene.good("GET", &path, None);
        assert_ne!(found["request"]["body"]["differences"], json!([]));
    }
}
