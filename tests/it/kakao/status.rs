//! `momo kakao status`: what is set and from where, what works, and the exit code that says so.
use crate::support::os::PermissionsExt;
use crate::support::{DeadPort, Momo, Output, Peer, free_port, response};
use serde_json::{Value, json};

const SENDER: &str = "canary-sender-0123456789012345678901234-";

/// A home whose account has this besides a free port.
fn with(account: Value) -> Momo {
    let momo = Momo::new().with("KAKAO_ADMIN_KEY", "canary-rest");
    let mut account = account;
    if account.get("webhookPort").is_none() {
        account["webhookPort"] = json!(free_port());
    }
    let config = json!({"channels": {"kakao": {"accounts": {"default": account}}}});
    momo.file("config.json", config.to_string());
    momo
}

fn found(output: &Output, name: &str) -> (String, String) {
    let report = output.json();
    let checks = report["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name);
    let check = check.unwrap_or_else(|| panic!("no check `{name}`\n{output}"));
    let text = |key: &str| check[key].as_str().unwrap().to_owned();
    (text("found"), text("says"))
}

fn offline(momo: &Momo, code: i32) -> Output {
    momo.run(&["kakao", "status", "--offline", "--json"])
        .expect_notes(code)
}

#[test]
fn values_are_shown_with_source_and_secrets_by_fingerprint() {
    let momo = with(json!({"name": "가게", "allowFrom": ["u1", "u2"], "webhookPath": "/skill"}));
    let output = momo.run(&["kakao", "status", "--offline"]).expect(0);
    assert!(!output.to_string().contains("canary"), "{output}");
    let lines: Vec<String> = output
        .out()
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let file = momo.home().join("config.json").display().to_string();
    for line in [
        format!("name 가게 {file}"),
        "restApiKey set (e203161a) the environment variable KAKAO_ADMIN_KEY".to_owned(),
        format!("allowFrom u1, u2 {file}"),
        "✓ settings can be used; skills are called at `/skill`".to_owned(),
        "✓ agent `echo`, built in".to_owned(),
        "- Kakao's API not asked (--offline)".to_owned(),
        "- NHN Cloud not set up: no messages are sent".to_owned(),
    ] {
        assert!(lines.contains(&line), "{line}\n{output}");
    }
    assert!(
        !output.out().contains("senderKey"),
        "what is not set is left out\n{output}"
    );
}

#[test]
fn kakao_is_reached_by_one_empty_head_request() {
    let momo = with(json!({}));
    let peer = Peer::answering(404, "text/plain", "");
    let run = |url: &str, code| {
        momo.run(&["kakao", "status", "--json", "--kakao-host", url])
            .expect(code)
    };
    let output = run(&peer.url("/"), 0);
    assert_eq!(found(&output, "Kakao's API").0, "works");
    assert!(peer.only().line.starts_with("HEAD / "));
    assert!(!format!("{:?}", peer.only().headers).contains("canary"));
    let dead = DeadPort::new();
    let output = run(&dead.url("/"), 3);
    let (verdict, says) = found(&output, "Kakao's API");
    assert_eq!(verdict, "unknown");
    assert!(says.contains("connection refused"), "{output}");
}

#[test]
fn kakao_is_not_called_for_an_account_without_an_app() {
    let momo = with(json!({})).with("KAKAO_ADMIN_KEY", "");
    // Would be called unreachable, were it called.
    let nobody = DeadPort::new();
    let args = [
        "kakao",
        "status",
        "--json",
        "--kakao-host",
        &nobody.url("/"),
    ];
    let output = momo.run(&args).expect(0);
    let skipped = ("skipped".into(), "not set up: no key of an app".into());
    assert_eq!(found(&output, "Kakao's API"), skipped);
}

#[test]
fn empty_value_is_shown_as_empty() {
    let momo = with(json!({"senderKey": "", "channelId": "  "}));
    let output = momo.run(&["kakao", "status", "--offline"]).expect(0);
    let value = |key: &str| {
        let text = output.out();
        let line = text.lines().find(|line| line.starts_with(key));
        line.unwrap().split_whitespace().nth(1).unwrap().to_owned()
    };
    assert_eq!(
        (value("senderKey"), value("channelId")),
        ("empty".into(), "empty".into())
    );
}

#[test]
fn port_is_free_or_used_by_the_skill_server_or_another() {
    let at = |port: u16, code| {
        let output = offline(&with(json!({ "webhookPort": port })), code);
        found(&output, "skill server")
    };
    let ours = Peer::answering(200, "text/plain", "ok");
    assert_eq!(
        at(ours.port(), 0).1,
        format!("runs on port {}", ours.port())
    );
    assert!(ours.only().line.starts_with("GET /health "));
    let other = Peer::answering(200, "text/html", "<p>ok</p>");
    assert_eq!(at(other.port(), 1).0, "no");
    assert_eq!(at(free_port(), 0).0, "works");
}

#[test]
fn unusable_value_is_a_no_with_its_position() {
    let of = |account: Value, code, what: &str| {
        let output = offline(&with(account), code);
        let (_, says) = found(&output, "settings");
        assert!(says.contains(what), "{what}\n{output}");
    };
    of(
        json!({"channelId": "${NOT_SET}"}),
        1,
        "needs the environment variable `NOT_SET`",
    );
    of(
        json!({"dmPolicy": "opn"}),
        1,
        "is none of `open`, `allowlist` and `disabled`",
    );
    of(
        json!({"textChunkLimit": 2000}),
        1,
        "is no number from 1 to 1000",
    );
    of(json!({"enabled": false}), 0, "switched off");
    of(json!({"dmPolicy": "allowlist"}), 0, "answers nobody");
    of(
        json!({"primaryAdminKey": "${KAKAO_ADMIN_KEY}"}),
        0,
        "two keys of the app",
    );
    let momo = with(json!({}));
    let output = momo
        .run(&["kakao", "status", "--account", "shop"])
        .expect(2);
    assert!(
        output.err().contains("there is no Kakao account `shop`"),
        "{output}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn readable_file_with_secrets_is_a_no() {
    let momo = with(json!({"senderKey": SENDER, "toastAppKey": "a", "toastSecretKey": "b"}));
    let file = momo.home().join("config.json");
    let set =
        |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o644);
    let output = offline(&momo, 1);
    assert!(!output.to_string().contains("canary"), "{output}");
    assert!(
        found(&output, "files")
            .1
            .contains("others may read it (mode 0644)"),
        "{output}"
    );
    set(0o600);
    let output = offline(&momo, 0);
    assert_eq!(found(&output, "files").0, "works");
}

#[test]
fn compatibility_mode_is_counted_in_days() {
    let ends = |day: &str, code| {
        let keys = json!({"senderKey": "${S}", "toastAppKey": "${A}", "toastSecretKey": "${A}1", "compatibilityEnds": day});
        let momo = with(keys).with("S", SENDER).with("A", "canary-app");
        found(&offline(&momo, code), "compatibility mode")
    };
    let (verdict, says) = ends("2020-01-01", 0);
    assert_eq!(verdict, "note");
    assert!(
        says.contains("on 2020-01-01: messages go as Brand Messages"),
        "{says}"
    );
    let (verdict, says) = ends("2999-12-31", 0);
    assert_eq!(verdict, "works");
    assert!(says.ends_with("days left, until 2999-12-31"), "{says}");
    assert_eq!(ends("soon", 1).0, "no");
}

#[test]
fn nhn_cloud_is_asked_for_an_impossible_message() {
    // As github.com/TOAST-DOCS/Alimtalk@8dc8f5c, ko/error-code.md, has the codes.
    let answer = |code: i64| {
        let success = code == 0;
        json!({"header": {"resultCode": code, "resultMessage": "said", "isSuccessful": success}})
            .to_string()
    };
    let ask = |body: String, code| {
        let peer = Peer::raw(move |_| response(200, "application/json", &body));
        let momo = with(
            json!({"senderKey": "${S}", "toastAppKey": "${A}", "toastSecretKey": "${K}", "nhnHost": peer.url("")}),
        );
        let momo = momo
            .with("S", SENDER)
            .with("A", "canaryapp")
            .with("K", "canary-key");
        let kakao = Peer::answering(200, "text/plain", "");
        let output = momo
            .run(&["kakao", "status", "--json", "--kakao-host", &kakao.url("/")])
            .expect(code);
        assert!(!output.to_string().contains("canary"), "{output}");
        let seen = peer.only();
        assert!(
            seen.line.starts_with(
                "GET /friendtalk/v2.4/appkeys/canaryapp/messages?requestId=momo-kakao-status&"
            ),
            "{seen:?}"
        );
        assert_eq!(seen.header("x-secret-key"), Some("canary-key"));
        found(&output, "NHN Cloud")
    };
    assert_eq!(
        ask(answer(-1016), 0),
        ("works".into(), "takes the keys".into())
    );
    let refused = |code| ask(answer(code), 1).1;
    assert_eq!(
        refused(-1000),
        "NHN Cloud does not know the app key (-1000)"
    );
    assert_eq!(
        refused(-1001),
        "the secret key is not that of the app key (-1001)"
    );
    assert_eq!(ask("<html>".into(), 3).0, "unknown");
}

#[test]
fn secret_key_is_never_sent_in_clear_elsewhere() {
    let momo = with(
        json!({"senderKey": "${S}", "toastAppKey": "${A}", "toastSecretKey": "${K}", "nhnHost": "http://nhn.example"}),
    );
    let momo = momo
        .with("S", SENDER)
        .with("A", "canaryapp")
        .with("K", "canary-key");
    let kakao = Peer::answering(200, "text/plain", "");
    let output = momo
        .run(&["kakao", "status", "--json", "--kakao-host", &kakao.url("/")])
        .expect(1);
    let (verdict, says) = found(&output, "NHN Cloud");
    assert_eq!(verdict, "no");
    assert!(says.contains("without TLS"), "{says}");
}

#[test]
fn incomplete_message_settings_are_a_no() {
    let momo = with(json!({"toastAppKey": "${A}"})).with("A", "canary-app");
    let (verdict, says) = found(&offline(&momo, 1), "NHN Cloud");
    assert_eq!(verdict, "no");
    assert_eq!(
        says,
        "no messages can be sent without `senderKey` and `toastSecretKey`"
    );
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn moltbot_file_is_accepted_as_it_is() {
    let momo = Momo::new();
    let port = free_port();
    let file = momo.file(
        ".moltbot.json",
        json!({"gateway": {}, "agents": {"list": [{"id": "main"}], "defaults": {}},
            "channels": {"telegram": {}, "kakao": {"accounts": {"default": {"adminKey": "canary-rest", "webhookPort": port}}}},
            "routing": {"bindings": [{"channel": "kakao", "agent": "main"}]}})
        .to_string(),
    );
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let output = momo
        .run(&["kakao", "status", "--offline", "--config", &file, "--json"])
        .expect(1);
    assert_eq!(output.err(), "", "no warnings");
    assert!(
        found(&output, "agent")
            .1
            .ends_with("names the agent `main`, which `agents` does not")
    );
    assert_eq!(found(&output, "settings").0, "works");
    // With an agent of its own name it serves.
    momo.file("config.json", r#"{"agents":{"main":"echo"}}"#);
    momo.run(&["kakao", "status", "--offline", "--config", &file])
        .expect(0);
    let output = momo
        .run(&["kakao", "status", "--config", "nowhere.json"])
        .expect(3);
    assert!(
        output.err().contains("there is no file `nowhere.json`"),
        "{output}"
    );
}

#[test]
fn setting_warnings_come_once() {
    let momo = with(json!({}));
    momo.file("momo.json", r#"{"channels":{"kakao":{"sendrKey":"x"}}}"#);
    let output = offline(&momo, 0);
    assert_eq!(
        output.err().matches("is `senderKey` meant?").count(),
        1,
        "{output}"
    );
}

#[test]
fn values_refused_by_other_verbs_are_a_no() {
    for (account, words) in [
        (json!({"nhnHost": "foo"}), "`foo` is no URL of a host"),
        (
            json!({"skillHeader": "X-A"}),
            "`skillHeader` is set without `skillSecret`",
        ),
        (
            json!({"skillSecret": "s"}),
            "`skillSecret` is set without `skillHeader`",
        ),
        (
            json!({"compatibilityEnds": "soon"}),
            "`soon` is no day, such as",
        ),
        (
            json!({"dmPolicy": "allowlist", "allowFrom": ["${NOT_SET}", "b"]}),
            "allowFrom` in",
        ),
        (
            json!({"toastSecretKey": "비밀키"}),
            "holds a character that no key has",
        ),
        (json!({"webhookPath": "/a?b=c"}), "is no path"),
    ] {
        let momo = with(account);
        let (is, says) = found(&offline(&momo, 1), "settings");
        assert_eq!(is, "no", "{says}");
        assert!(says.contains(words), "{says}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn agent_that_cannot_answer_is_a_no() {
    let bound = |agent: Value, code| {
        let momo = Momo::new();
        let config = json!({
            "channels": {"kakao": {"webhookPort": free_port()}}, "agents": {"bot": agent},
            "routing": {"bindings": [{"channel": "kakao", "agent": "bot"}]},
        });
        momo.file("config.json", config.to_string());
        let momo = momo.with("U", "localhost:3000/skill");
        found(&offline(&momo, code), "agent")
    };
    let (_, says) = bound(json!({"command": ["no-such-program", "x"]}), 1);
    assert!(
        says.starts_with("`bot`: there is no command `no-such-program`"),
        "{says}"
    );
    let (_, says) = bound(json!({"url": "${NOT_SET}"}), 1);
    assert!(says.starts_with("`agents.bot.url` in"), "{says}");
    let (_, says) = bound(json!({"url": "${U}"}), 0);
    assert_eq!(says, "`bot` at `http://localhost:3000/skill`");
    assert_eq!(bound(json!({"command": ["sh", "-c", "cat"]}), 0).0, "works");
}

#[test]
fn optional_parts_stop_nothing() {
    let momo = Momo::new();
    let file = momo.file(
        "moltbot.json",
        json!({
            "agents": {"lawith": {"model": "claude"}},
            "channels": {"kakao": {"accounts": {
                "default": {"webhookPort": free_port()}, "second": {"webhookPort": "8790"}}}},
            "routing": {"bindings": [{"channel": "kakao", "agent": "lawith"}]},
        })
        .to_string(),
    );
    let of = |account: &str| {
        let words = ["kakao", "status", "--offline", "--json", "--config", &file];
        momo.run(&[&words[..], &["--account", account]].concat())
            .expect(1)
    };
    let output = of("default");
    assert_eq!(found(&output, "settings").0, "works");
    assert!(found(&output, "agent").1.starts_with("`agents.lawith` in"));
    assert!(
        found(&of("second"), "settings")
            .1
            .contains("is not a number")
    );
}
