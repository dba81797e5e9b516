//! Registration, callback rules, rotation, deletion, the webhook test, and that nothing secret leaks.
use super::{Fields, Local, hmac_hex, taker, wait_for_requests};
use momo::model::secret::fingerprint;
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn registration_returns_the_bot_and_its_secrets_once() {
    let local = Local::start();
    let body = json!({ "name": "에코", "callback_url": "https://example.com/hook" });
    let made = local.developer("POST", "/bots", Some(&body));
    let keys: Vec<_> = made
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "bot_id",
            "name",
            "callback_url",
            "visibility",
            "status",
            "owner",
            "created_at",
            "offline_since",
            "token_fingerprint",
            "secret_fingerprint",
            "review_note",
            "bot_token",
            "webhook_secret",
        ]
    );
    for (key, value) in [
        ("name", "에코"),
        ("callback_url", "https://example.com/hook"),
        ("visibility", "private"),
        ("status", "active"),
        ("owner", "developer"),
    ] {
        assert_eq!(made[key], value, "{key}");
    }
    let (id, token, secret) = (
        made.text("bot_id"),
        made.text("bot_token"),
        made.text("webhook_secret"),
    );
    assert!(
        id.starts_with("bot_") && token.starts_with("bot_token_"),
        "{made}"
    );
    let later = [
        local.call(&local.console("admin"), "GET", "/bots", None),
        local.call(&local.console("admin"), "GET", &format!("/bots/{id}"), None),
        local.call(
            &local.console("admin"),
            "PATCH",
            &format!("/bots/{id}"),
            Some(&json!({ "name": "x" })),
        ),
        local.call(&local.console("admin"), "GET", "/rooms", None),
        local.call(
            &local.console("admin"),
            "DELETE",
            &format!("/bots/{id}"),
            None,
        ),
    ];
    for answer in later {
        answer.good();
        assert!(
            !answer.body.contains(&token) && !answer.body.contains(&secret),
            "{answer:?}"
        );
    }
}

#[test]
fn callback_must_be_https_or_loopback() {
    let local = Local::start();
    let create = |url: &str| {
        let body = json!({ "name": "x", "callback_url": url });
        local.call(&local.console("developer"), "POST", "/bots", Some(&body))
    };
    for url in [
        "https://example.com/",
        "http://127.0.0.1:3000/hook",
        "http://localhost:3000/",
        "http://[::1]:3000/",
    ] {
        assert_eq!(create(url).status, 201, "{url}");
    }
    for url in [
        "http://example.com/",
        "http://10.0.0.1/",
        "http://127.0.0.1.example.com/",
        "http://localhost@example.com/",
        "ftp://127.0.0.1/",
        "70000",
        "javascript:alert(1)",
        "https://",
        "//127.0.0.1/",
    ] {
        create(url).refuses(422, "unprocessable", "`callback_url`: ");
    }
    for (short, url) in [
        ("3000", "http://127.0.0.1:3000/"),
        (":3000/hook", "http://127.0.0.1:3000/hook"),
        ("3000/hook", "http://127.0.0.1:3000/hook"),
        ("localhost:3000/hook", "http://localhost:3000/hook"),
    ] {
        assert_eq!(create(short).good()["callback_url"], url, "{short}");
    }
    let bot = local.bot("http://127.0.0.1:9/").id;
    let body = json!({ "callback_url": "http://example.com/" });
    local
        .call(
            &local.console("developer"),
            "PATCH",
            &format!("/bots/{bot}"),
            Some(&body),
        )
        .refuses(422, "unprocessable", "is no HTTPS address");
}

#[test]
fn webhook_test_sends_one_signed_event_now() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/hook"));
    let told = local.developer("POST", &format!("/bots/{}/test", bot.id), None);
    assert_eq!(
        (&told["delivered"], &told["status"]),
        (&json!(true), &json!(200))
    );
    let seen = peer.only();
    let event: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(
        (&event["event_type"], &event["event_id"]),
        (&json!("webhook.test"), &told["event_id"])
    );
    assert_eq!(
        seen.header("x-momotalk-bot-signature"),
        Some(&*hmac_hex(&bot.secret, &seen.body))
    );
    assert_eq!(
        local.attempts(&told.text("event_id"))[0].id,
        told["exchange_id"]
    );
}

#[test]
fn failed_webhook_test_gives_its_reason_and_is_not_retried() {
    let (local, peer) = (
        Local::start(),
        crate::support::Peer::answering(500, "text/plain", "no"),
    );
    let bot = local.bot(&peer.url("/"));
    let told = local.developer("POST", &format!("/bots/{}/test", bot.id), None);
    assert_eq!(
        (&told["delivered"], &told["status"]),
        (&json!(false), &json!(500))
    );
    assert_eq!(told["failure"], "the callback answered 500");
    assert_eq!(local.platform().waiting_deliveries().unwrap(), 0);
    peer.only();
}

#[test]
fn rotated_secret_signs_at_once_and_the_old_one_is_kept_for_grace() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    local.say(1, "하나");
    wait_for_requests(&peer, 1);
    let body = json!({ "what": "secret", "grace_seconds": 60 });
    let told = local.developer("POST", &format!("/bots/{}/rotate", bot.id), Some(&body));
    assert!(
        told["previous_valid_until"].is_i64() && told.get("bot_token").is_none(),
        "{told}"
    );
    let new = told.text("webhook_secret");
    local.say(1, "둘");
    let seen = wait_for_requests(&peer, 2);
    for (seen, secret) in seen.iter().zip([&bot.secret, &new]) {
        assert_eq!(
            seen.header("x-momotalk-bot-signature"),
            Some(&*hmac_hex(secret, &seen.body))
        );
    }
    let kept = local.credentials();
    let kept = kept.bot(&bot.id).unwrap();
    assert_eq!(kept.secret.as_ref().unwrap().reveal_text(), Some(&*new));
    let previous = kept.previous_secret.as_ref().unwrap();
    assert_eq!(previous.secret.reveal_text(), Some(&*bot.secret));
    assert_eq!(
        previous.valid_until.seconds(),
        told["previous_valid_until"].as_i64().unwrap()
    );
}

#[test]
fn rotated_token_is_valid_beside_the_old_one_during_grace() {
    let local = Local::start();
    let bot = local.bot("http://127.0.0.1:9/");
    let send = |token: &str| {
        let body = json!({ "room_id": 1, "body": "응" });
        local
            .call(
                token,
                "POST",
                &format!("/bots/{}/messages", bot.id),
                Some(&body),
            )
            .status
    };
    let rotate = |grace: i64| {
        let body = json!({ "what": "both", "grace_seconds": grace });
        let told = local.developer("POST", &format!("/bots/{}/rotate", bot.id), Some(&body));
        assert_eq!(told.get("previous_valid_until").is_some(), grace > 0);
        told.text("bot_token")
    };
    let second = rotate(60);
    assert_eq!((send(&bot.token), send(&second)), (201, 201));
    let third = rotate(0);
    assert_eq!(
        (send(&bot.token), send(&second), send(&third)),
        (401, 401, 201)
    );
}

#[test]
fn concurrent_rotations_leave_one_secret_that_signs_and_is_stored() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    let path = format!("/bots/{}/rotate", bot.id);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| local.developer("POST", &path, Some(&json!({ "what": "secret" }))));
        }
    });
    local.say(1, "안녕");
    let seen = wait_for_requests(&peer, 1).remove(0);
    let kept = local.credentials();
    let kept = kept.bot(&bot.id).unwrap().secret.clone().unwrap();
    let signature = hmac_hex(kept.reveal_text().unwrap(), &seen.body);
    assert_eq!(seen.header("x-momotalk-bot-signature"), Some(&*signature));
}

#[test]
fn renaming_does_not_undo_a_rotation() {
    let local = Local::start();
    let bot = local.bot("http://127.0.0.1:9/");
    let (path, rotates) = (format!("/bots/{}", bot.id), AtomicBool::new(true));
    std::thread::scope(|scope| {
        for name in ["모모이", "미도리", "유즈"] {
            let (local, path, rotates) = (&local, &path, &rotates);
            scope.spawn(move || {
                // Bounded, so that a failure of the other side is no hang.
                for _ in (0..1000).take_while(|_| rotates.load(Ordering::SeqCst)) {
                    local.developer("PATCH", path, Some(&json!({ "name": name })));
                }
            });
        }
        let wrong = (0..30).find(|_| {
            let body = json!({ "what": "secret" });
            let told = local.developer("POST", &format!("{path}/rotate"), Some(&body));
            let fingerprint = fingerprint(told.text("webhook_secret").as_bytes());
            local.developer("GET", &path, None)["secret_fingerprint"] != fingerprint
        });
        rotates.store(false, Ordering::SeqCst);
        assert_eq!(wrong, None);
    });
}

#[test]
fn deleted_bot_is_gone_everywhere() {
    let (local, peer) = (Local::start(), taker());
    let (gone, stays) = (
        local.bot(&peer.url("/gone")),
        local.bot(&peer.url("/stays")),
    );
    let told = local.developer("DELETE", &format!("/bots/{}", gone.id), None);
    assert_eq!(told, json!({ "deleted": true, "bot_id": gone.id }));
    let again = local.call(
        &local.console("admin"),
        "DELETE",
        &format!("/bots/{}", gone.id),
        None,
    );
    again.refuses(404, "not_found", &gone.id);
    let body = json!({ "room_id": 1, "body": "나 아직 있어" });
    local
        .call(
            &gone.token,
            "POST",
            &format!("/bots/{}/messages", gone.id),
            Some(&body),
        )
        .refuses(401, "unauthorized", "not known");
    assert_eq!(
        local.developer("GET", "/rooms/1", None)["bots"],
        json!([stays.id])
    );
    assert!(local.credentials().bot(&gone.id).is_none());
    local.say(1, "누구 있어?");
    wait_for_requests(&peer, 1);
    local.wait_until_sent();
    assert_eq!(peer.only().line, "POST /stays HTTP/1.1");
}

#[test]
fn tokens_and_secrets_are_only_in_the_credentials_file() {
    let (mut local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    local.say(1, "안녕");
    let body = json!({ "room_id": 1, "body": "응" });
    local.send(&bot, &body).good();
    let rotated = local.developer(
        "POST",
        &format!("/bots/{}/rotate", bot.id),
        Some(&json!({ "what": "both", "grace_seconds": 60 })),
    );
    let body = json!({ "name": "m", "role": "admin" });
    let made = local
        .call(
            &local.console("admin"),
            "POST",
            "/console-tokens",
            Some(&body),
        )
        .good();
    local.wait_until_sent();
    let canaries = [
        bot.token.clone(),
        bot.secret.clone(),
        rotated.text("bot_token"),
        rotated.text("webhook_secret"),
        made.text("token"),
        local.console("developer"),
        local.console("operator"),
        local.console("admin"),
    ];
    // Once with the write-ahead logs, once after they were taken in.
    for _ in 0..2 {
        let mut files = 0;
        for entry in std::fs::read_dir(local.home()).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("credentials.json") {
                continue;
            }
            files += 1;
            // A log that was just taken in is gone.
            let bytes = std::fs::read(&path).unwrap_or_default();
            for canary in &canaries {
                let found = bytes
                    .windows(canary.len())
                    .any(|it| it == canary.as_bytes());
                assert!(!found, "{} in {}", &canary[..8], path.display());
            }
        }
        assert!(files >= 2);
        local.stop();
    }
}
