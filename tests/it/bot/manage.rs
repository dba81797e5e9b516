//! Managing a bot that exists: show, update, rotate, test, review, delete, env; and what is refused.
use super::{body, bot, json_peer};
use crate::support::{CANARIES, Momo, Peer, at_platform, keep_bot, kept, response};
use momo::io::files::{Credentials, Home};
use momo::model::secret::Secret;
use momo::model::time::Timestamp;
use serde_json::json;

#[test]
fn show_and_update_use_the_chosen_bot() {
    let peer = Peer::raw(|seen| {
        let mut bot = bot();
        if seen.line.starts_with("PATCH") {
            bot["name"] = "new".into();
        }
        response(200, "application/json", &bot.to_string())
    });
    let momo = at_platform(&peer);
    keep_bot(&momo, "bot_1", "local", &peer.url("/api"));
    let shown = momo.run(&["bot", "show", "bot_1"]).expect(0);
    let expected = format!(
        "\
bot_1
  name           에코
  status         active
  visibility     private
  callback URL   http://127.0.0.1:3000/hook
  owner          developer
  created        2026-06-07 12:00:00
  platform       local
  API base       {}
  kept here      token, secret
--- status 0
",
        peer.url("/api")
    );
    shown.is(&expected);
    momo.run(&["bot", "update"]).expect(2);
    momo.run(&["bot", "update", "--name", "new"]).expect(0);
    let seen = peer.seen();
    assert_eq!(seen[1].line, "PATCH /api/bots/bot_1 HTTP/1.1");
    assert_eq!(body(&seen[1]), json!({"name": "new"}));
    assert_eq!(
        kept(&momo).bot("bot_1").unwrap().name.as_deref(),
        Some("new")
    );
}

#[test]
fn rotate_keeps_the_old_secret_during_grace() {
    let peer = json_peer(
        200,
        &json!({"bot_id": "bot_1", "webhook_secret": CANARIES[3],
        "previous_valid_until": 4_000_000_000_i64}),
    );
    let momo = at_platform(&peer);
    keep_bot(&momo, "bot_1", "local", &peer.url("/api"));
    let output = momo
        .run(&["bot", "rotate", "--secret", "--grace", "10m"])
        .expect(2);
    assert!(output.err().contains("`--yes` is missing"), "{output}");
    let output = momo
        .run(&["bot", "rotate", "--secret", "--grace", "10m", "--yes"])
        .expect_notes(0);
    assert!(
        output.out().contains(CANARIES[3]) && !output.err().contains("canary"),
        "{output}"
    );
    let seen = peer.only();
    assert_eq!(seen.line, "POST /api/bots/bot_1/rotate HTTP/1.1");
    assert_eq!(body(&seen), json!({"what": "secret", "grace_seconds": 600}));
    let known = kept(&momo);
    let bot = known.bot("bot_1").unwrap();
    assert_eq!(bot.token, Secret::new(CANARIES[0]));
    let valid = [
        Secret::new(CANARIES[3]).unwrap(),
        Secret::new(CANARIES[1]).unwrap(),
    ];
    assert_eq!(
        bot.secrets_valid_at(Timestamp::from_seconds(3_999_999_999)),
        valid
    );
    assert_eq!(
        bot.secrets_valid_at(Timestamp::from_seconds(4_000_000_000)),
        valid[..1]
    );

    // The platform shares the file and may have written the new secret first: nothing is lost then.
    momo.run(&["bot", "rotate", "--secret", "--grace", "10m", "--yes"])
        .expect_notes(0);
    let known = kept(&momo);
    let bot = known.bot("bot_1").unwrap();
    assert_eq!(
        bot.secrets_valid_at(Timestamp::from_seconds(3_999_999_999)),
        valid
    );
}

#[test]
fn test_reports_whether_the_event_arrived() {
    for (answer, status, words) in [
        (
            json!({"delivered": true, "exchange_id": "ex_1", "status": 200, "ms": 12.3, "event_id": "evt_1"}),
            0,
            "delivered  answer 200  12 ms  evt_1",
        ),
        (
            json!({"delivered": false, "exchange_id": "ex_1", "failure": "connection refused", "ms": 1.0, "event_id": "evt_1"}),
            1,
            "not delivered  connection refused  1 ms  evt_1",
        ),
    ] {
        let peer = json_peer(200, &answer);
        let momo = at_platform(&peer);
        let output = momo.run(&["bot", "test", "bot_1"]).expect_notes(status);
        assert!(output.out().starts_with(words), "{output}");
        assert_eq!(peer.seen()[0].line, "POST /api/bots/bot_1/test HTTP/1.1");
    }
}

#[test]
fn review_needs_an_operator() {
    let peer = json_peer(200, &bot());
    let momo = at_platform(&peer);
    momo.run(&["bot", "review", "bot_1"]).expect(2);
    momo.run(&["bot", "review", "bot_1", "--approve", "--reject"])
        .expect(2);
    momo.run(&["bot", "review", "bot_1", "--reject", "--note", "no"])
        .expect(0);
    let seen = peer.only();
    assert_eq!(
        seen.header("authorization"),
        Some("Bearer console-operator")
    );
    assert_eq!(body(&seen), json!({"decision": "reject", "note": "no"}));
}

#[test]
fn delete_asks_and_removes_credentials() {
    let peer = json_peer(200, &json!({"deleted": true, "bot_id": "bot_1"}));
    let momo = at_platform(&peer);
    keep_bot(&momo, "bot_1", "local", &peer.url("/api"));
    momo.run(&["bot", "delete", "bot_1"]).expect(2);
    assert!(peer.seen().is_empty());
    let output = momo.run(&["bot", "delete", "bot_1", "--yes"]).expect(0);
    assert_eq!(output.out(), "deleted  bot_1\n");
    assert_eq!(peer.only().line, "DELETE /api/bots/bot_1 HTTP/1.1");
    assert!(kept(&momo).bot("bot_1").is_none());

    keep_bot(&momo, "bot_2", "production", "https://bot.mmrnd.net/api");
    let output = momo.run(&["bot", "delete", "bot_2", "--yes"]).expect(2);
    assert!(output.err().contains("--forget"), "{output}");
    momo.run(&["bot", "delete", "bot_2", "--yes", "--forget"])
        .expect(0);
    assert!(kept(&momo).bot("bot_2").is_none());
}

#[test]
fn production_names_undocumented_calls() {
    let momo = Momo::new();
    keep_bot(&momo, "bot_1", "production", "https://bot.mmrnd.net/api");
    for verb in [
        vec!["update", "--name", "x"],
        vec!["rotate", "--yes"],
        vec!["test"],
        vec!["review", "--approve"],
        vec!["delete", "--yes"],
    ] {
        let output = momo.run(&[vec!["bot"], verb].concat()).expect(2);
        assert!(
            output.err().contains("MoMoTalk documents no call for it"),
            "{output}"
        );
        assert!(output.err().contains("https://mmrnd.net/"), "{output}");
    }
    let output = momo
        .run(&["bot", "create", "--profile", "production"])
        .expect(2);
    assert!(output.err().contains("momo bot add BOT_ID"), "{output}");
    momo.run(&[
        "bot",
        "create",
        "--profile",
        "production",
        "--callback-url",
        "http://x.example",
    ])
    .expect(2);
    let output = momo
        .run(&["bot", "list", "--profile", "production"])
        .expect_notes(0);
    assert!(output.out().contains("bot_1"), "{output}");
    momo.run(&["bot", "show"]).expect_notes(0);
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn env_output_is_read_back() {
    let momo = Momo::new();
    let base = "https://bot.mmrnd.net/api";
    keep_bot(&momo, "bot_1", "production", base);
    let lines = format!(
        "MOMOTALK_BOT_ID=bot_1\nMOMOTALK_BOT_TOKEN=canary-token-1\nMOMOTALK_WEBHOOK_SECRET=canary-secret-1\nMOMOTALK_API_BASE={base}\n"
    );
    assert_eq!(momo.run(&["bot", "env"]).expect(0).out(), lines);
    let object = momo.run(&["bot", "env", "--as", "json"]).expect(0).json();
    assert_eq!(object["MOMOTALK_WEBHOOK_SECRET"], "canary-secret-1");
    assert_eq!(object.as_object().unwrap().len(), 4);

    // A shell reads exactly the secret, whatever letters it holds.
    let wild = "a'b\"c$HOME `id` \\ #é\u{1f600}!";
    Credentials::update(&Home::in_folder(momo.home()), |known| {
        known.bot_entry("bot_1").secret = Secret::new(wild);
        Ok(())
    })
    .unwrap();
    let script = momo.run(&["bot", "env", "--as", "shell"]).expect(0).out()
        + "printf %s \"$MOMOTALK_WEBHOOK_SECRET\"";
    let shell = std::process::Command::new("sh")
        .arg("-c")
        .arg(script)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(shell.stdout).unwrap(), wild);
    for refused in [wild, "a${HOME}", "a b"] {
        Credentials::update(&Home::in_folder(momo.home()), |known| {
            known.bot_entry("bot_1").secret = Secret::new(refused);
            Ok(())
        })
        .unwrap();
        let output = momo.run(&["bot", "env"]).expect(3);
        assert!(output.err().contains("--as shell"), "{output}");
        assert_eq!(output.out(), "", "{refused}");
    }

    Credentials::update(&Home::in_folder(momo.home()), |known| {
        known.bot_entry("bot_1").secret = Secret::new(b"\xff");
        known.bot_entry("bot_1").token = None;
        Ok(())
    })
    .unwrap();
    let output = momo.run(&["bot", "env", "--as", "json"]).expect_notes(0);
    assert_eq!(output.json()["MOMOTALK_WEBHOOK_SECRET_BASE64"], "/w==");
    assert!(
        output.err().contains("`MOMOTALK_BOT_TOKEN` is left out"),
        "{output}"
    );
}

#[test]
fn refusals_are_explained() {
    let answer = json!({"error": {"code": "unprocessable", "message": "`name` is taken", "hint": "Take another."}});
    let peer = json_peer(422, &answer);
    let momo = at_platform(&peer);
    let args = ["bot", "create", "--name", "x", "--callback-url", "3000"];
    momo.run(&args).is("\
--- stderr
error: the bot was not created: the answer is 422: `name` is taken
  hint: Take another.
--- status 1
");
    let refused = momo
        .run(&[&args[..], &["--json"]].concat())
        .expect(1)
        .json();
    assert_eq!(refused["refused"]["code"], "unprocessable");
    let html = Peer::answering(200, "text/html", "<html>");
    let output = at_platform(&html).run(&["bot", "show", "bot_1"]).expect(1);
    assert!(output.err().contains("an HTML page"), "{output}");
}

#[test]
fn no_secret_is_shown_where_it_must_not() {
    let answer = json!({"error": {"message": "no"}});
    let peer = json_peer(403, &answer);
    let momo = at_platform(&peer);
    keep_bot(&momo, "bot_1", "local", &peer.url("/api"));
    let verbs: [&[&str]; 7] = [
        &["bot", "list"],
        &["bot", "show"],
        &["bot", "test"],
        &["bot", "rotate", "--yes"],
        &["bot", "update", "--name", "x"],
        &["room", "list"],
        &["message", "send", "--room", "1", "hi"],
    ];
    for verb in verbs {
        for format in ["text", "json"] {
            let output = momo
                .run(&[verb, &["--format", format]].concat())
                .to_string();
            assert!(
                !output.contains("canary") && !output.contains("console-"),
                "{verb:?}\n{output}"
            );
        }
    }
    for entry in std::fs::read_dir(momo.home()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let holds = bytes.windows(6).any(|window| window == b"canary");
        assert_eq!(
            holds,
            path.ends_with("credentials.json"),
            "{}",
            path.display()
        );
    }
}
