//! `momo kakao setup`: by flags and by questions; what it writes, what it refuses, what it never shows.
mod refusals;
mod terminal;

use crate::support::os::PermissionsExt;
use crate::support::{Momo, Output, Peer};
use serde_json::{Value, json};

const SENDER: &str = "canary-sender-0123456789012345678901234-";
const REST: &str = "canary-rest-api-key";

fn config(momo: &Momo) -> Value {
    momo.json_file("config.json")
}

#[track_caller]
fn shows_no_secret(output: &Output) {
    assert!(!output.to_string().contains("canary"), "{output}");
}

/// The values of a set-up that answers everything.
#[must_use]
fn by_flags(momo: &Momo, more: &[&str]) -> Output {
    let (rest, sender) = (
        momo.file("rest.txt", format!("{REST}\n")),
        momo.file("s.txt", SENDER),
    );
    let mut words = vec![
        "kakao",
        "setup",
        "--rest-api-key-file",
        &rest,
        "--sender-key-file",
        &sender,
    ];
    words.extend([
        "--channel-id",
        "_abc",
        "--port",
        "18788",
        "--path",
        "/skill",
    ]);
    words.extend(["--dm-policy", "allowlist", "--allow-from", "u1,u2"]);
    words.extend(more);
    momo.run(&words)
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn flags_write_the_file_without_its_secrets() {
    let momo = Momo::new();
    let output = by_flags(&momo, &["--yes"]).expect_notes(0);
    shows_no_secret(&output);
    let account = json!({"channelId": "_abc", "webhookPort": 18788, "webhookPath": "/skill", "dmPolicy": "allowlist",
        "allowFrom": ["u1", "u2"]});
    assert_eq!(
        config(&momo),
        json!({"channels": {"kakao": {"accounts": {"default": account}}}})
    );
    let kept = momo.json_file("credentials.json");
    assert_eq!(
        kept["kakao"]["default"],
        json!({"restApiKey": REST, "senderKey": SENDER})
    );
    let facts = std::fs::metadata(momo.home().join("credentials.json")).unwrap();
    assert_eq!(facts.permissions().mode() & 0o777, 0o600);
    let home = momo.home().display().to_string();
    let said = output.out().replace(&home, "HOME");
    assert_eq!(
        said,
        "In HOME/config.json:\n\
         + channels.kakao.accounts.default.channelId: _abc\n\
         + channels.kakao.accounts.default.webhookPort: 18788\n\
         + channels.kakao.accounts.default.webhookPath: /skill\n\
         + channels.kakao.accounts.default.dmPolicy: allowlist\n\
         + channels.kakao.accounts.default.allowFrom: [\"u1\",\"u2\"]\n\
         In HOME/credentials.json:\n\
         + kakao.default.restApiKey: fingerprint 61e06a5a\n\
         + kakao.default.senderKey: fingerprint da507948\n"
    );
    for step in [
        "momo kakao status",
        "momo kakao serve",
        "ngrok http 18788",
        "https://YOUR-TUNNEL/skill",
    ] {
        assert!(output.err().contains(step), "{output}");
    }
    // The same once more changes nothing.
    let again = by_flags(&momo, &["--yes"]).expect_notes(0);
    assert_eq!(again.out(), "", "{again}");
    assert!(
        again.err().contains("Nothing had to be changed."),
        "{again}"
    );
}

#[test]
fn file_keeps_unknown_keys_and_loses_a_replaced_secret() {
    let momo = Momo::new();
    let file = momo.file(
        "mine.json",
        r#"{"z":1,"channels":{"kakao":{"adminKey":"canary-old","dmPolicy":"open","own":[2]},"other":{}},"a":{"b":null}}"#,
    );
    let output = by_flags(&momo, &["--yes", "--config", &file, "--json"]).expect_notes(0);
    shows_no_secret(&output);
    let written = std::fs::read_to_string(&file).unwrap();
    let value: Value = serde_json::from_str(&written).unwrap();
    let keys: Vec<_> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["z", "channels", "a"], "{written}");
    let kakao = &value["channels"]["kakao"];
    assert_eq!(kakao["own"], json!([2]));
    assert_eq!(
        kakao["webhookPort"], 18788,
        "the account stands directly under `channels.kakao`"
    );
    assert_eq!(
        kakao.get("adminKey"),
        None,
        "it would count before the new one"
    );
    let changes = output.json()["changes"].clone();
    assert_eq!(changes[3]["old"], "open");
    assert!(
        changes
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["path"] == "channels.kakao.adminKey" && it.get("new").is_none()),
        "{output}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn agent_is_named_and_bound() {
    let momo = Momo::new();
    momo.run(&["kakao", "setup", "--yes", "--agent", "3000/answer"])
        .expect_notes(0);
    assert_eq!(
        config(&momo),
        json!({"agents": {"bot": {"url": "http://127.0.0.1:3000/answer"}},
            "routing": {"bindings": [{"channel": "kakao", "agent": "bot"}]}})
    );
    momo.run(&[
        "kakao",
        "setup",
        "--yes",
        "--account",
        "shop",
        "--agent",
        "python3 shop.py",
    ])
    .expect_notes(0);
    momo.run(&["kakao", "setup", "--yes", "--agent", "echo"])
        .expect_notes(0);
    let config = config(&momo);
    assert_eq!(config["agents"]["bot"], "echo", "the name that is bound");
    assert_eq!(
        config["routing"]["bindings"].as_array().unwrap().len(),
        1,
        "it answers for all: {config}"
    );
}

#[test]
fn shadowing_nearer_file_is_warned_of() {
    let momo = Momo::new();
    momo.file(
        "momo.json",
        r#"{"channels":{"kakao":{"senderKey":"${OTHER}"}}}"#,
    );
    let output = by_flags(&momo, &["--yes"]).expect_notes(0);
    assert!(
        output.err().contains("counts before what was kept"),
        "{output}"
    );
}

#[test]
fn stored_admin_key_signs_share_webhooks() {
    let momo = Momo::new();
    let key = momo.file("key.txt", "canary-admin");
    momo.run(&["kakao", "setup", "--primary-admin-key-file", &key, "--yes"])
        .expect_notes(0);
    let peer = Peer::answering(200, "text/plain", "");
    let words = ["webhook", "replay", "kakao-share/direct_chat", "--to"];
    let mut words = words.to_vec();
    let url = peer.url("/share");
    words.push(&url);
    let output = momo.run(&words).expect_notes(0);
    shows_no_secret(&output);
    let sent = peer.only();
    assert_eq!(sent.header("authorization"), Some("KakaoAK canary-admin"));
}

#[test]
fn missing_file_is_created() {
    let momo = Momo::new();
    momo.run(&[
        "kakao",
        "setup",
        "--config",
        "new/momo.json",
        "--port",
        "9",
        "--yes",
    ])
    .expect_notes(0);
    let written = momo.json_file("new/momo.json");
    assert_eq!(
        written["channels"]["kakao"]["accounts"]["default"]["webhookPort"],
        9
    );
    assert!(!momo.home().join("config.json").exists());
}

#[test]
fn next_steps_name_the_account() {
    let momo = Momo::new();
    let setup = |args: &[&str]| {
        let output = momo.run(&[&["kakao", "setup", "--port", "9", "--yes"], args].concat());
        output.expect_notes(0).err()
    };
    let first = setup(&["--account", "shop"]);
    assert!(
        first.contains("  momo kakao status           what"),
        "{first}"
    );
    setup(&["--account", "default"]);
    let second = setup(&["--account", "my shop"]);
    for verb in ["status", "serve"] {
        let words = format!("momo kakao {verb} --account 'my shop' ");
        assert!(second.contains(&words), "{second}");
    }
    let own = setup(&["--account", "default"]);
    assert!(!own.contains("--account"), "{own}");
    let other = setup(&["--config", "other.json"]);
    assert!(
        other.contains("momo kakao serve --config other.json "),
        "{other}"
    );
}

/// What `serve --agent` takes, `setup --agent` takes too.
#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn agent_is_read_as_by_the_skill_server() {
    for (typed, written) in [
        (
            "sh -c 'cat; echo 네'",
            serde_json::json!({ "command": ["sh", "-c", "cat; echo 네"] }),
        ),
        (
            "sh -c 'echo ${HOME}'",
            serde_json::json!({ "command": ["sh", "-c", "echo $${HOME}"] }),
        ),
        (
            "localhost:3000/skill",
            serde_json::json!({ "url": "http://localhost:3000/skill" }),
        ),
        (
            "3000",
            serde_json::json!({ "url": "http://127.0.0.1:3000/" }),
        ),
        ("echo", serde_json::json!("echo")),
    ] {
        let momo = Momo::new();
        let setup = momo.run(&["kakao", "setup", "--agent", typed, "--yes"]);
        setup.expect_notes(0);
        let text = std::fs::read_to_string(momo.home().join("config.json")).unwrap();
        let settings: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(settings["agents"]["bot"], written, "{typed}: {text}");
    }
}
