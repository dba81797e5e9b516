//! `momo kakao setup --import`: what of Moltbot's settings is taken, what is left out, and why.
use crate::support::Momo;
use serde_json::json;

const MOLTBOT: &str = r#"{
  "gateway": {"port": 18789, "auth": {"token": "canary-gateway"}},
  "agents": {"list": [{"id": "assistant"}]},
  "channels": {
    "telegram": {"botToken": "canary-telegram"},
    "kakao": {
      "accounts": {
        "default": {"name": "가게", "adminKey": "canary-rest", "senderKey": "${KAKAO_SENDER_KEY}", "channelId": " ",
          "toastAppKey": "canary-app", "webhookPort": 8788, "dmPolcy": "open", "textChunkLimit": "x"},
        "two": {"adminKey": "canary-rest-2", "secretKey": "a$${B}c"}
      }
    }
  },
  "routing": {"bindings": [
    {"channel": "kakao", "agent": "assistant"},
    {"channel": "kakao", "accountId": "two", "agent": "other"},
    {"channel": "telegram", "agent": "assistant"}
  ], "rules": {}}
}"#;

#[test]
fn moltbot_settings_are_imported_key_by_key() {
    let momo = Momo::new();
    let file = momo.file("moltbot.json", MOLTBOT);
    let output = momo
        .run(&["kakao", "setup", "--import", &file, "--yes"])
        .expect_notes(0);
    assert!(!output.to_string().contains("canary"), "{output}");
    let lines: Vec<String> = output
        .out()
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    for line in [
        "channels.kakao.accounts.default.name taken",
        "channels.kakao.accounts.default.adminKey renamed now `restApiKey`; kept among the credentials",
        "channels.kakao.accounts.default.senderKey taken the variable is read when the value is needed",
        "channels.kakao.accounts.default.channelId left out it is blank",
        "channels.kakao.accounts.default.dmPolcy left out momo does not know it; is `dmPolicy` meant?",
        "channels.kakao.accounts.default.textChunkLimit left out it is not a number",
        "channels.telegram left out it is another channel",
        "routing.bindings[2] left out it is for `telegram`",
        "routing.rules left out momo does not know it",
        "gateway left out it is Moltbot's own",
    ] {
        assert!(lines.iter().any(|known| known == line), "{line}\n{output}");
    }
    assert_eq!(
        momo.json_file("config.json"),
        json!({
            "channels": {"kakao": {"accounts": {
                "default": {"name": "가게", "senderKey": "${KAKAO_SENDER_KEY}", "webhookPort": 8788}, "two": {}}}},
            "routing": {"bindings": [{"channel": "kakao", "agent": "assistant"},
                {"channel": "kakao", "account": "two", "agent": "other"}]}
        })
    );
    let kept = json!({"default": {"restApiKey": "canary-rest", "toastAppKey": "canary-app"},
        "two": {"restApiKey": "canary-rest-2", "secretKey": "a${B}c"}});
    assert_eq!(momo.json_file("credentials.json")["kakao"], kept);
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        MOLTBOT,
        "it stays as it is"
    );
    for agent in ["assistant", "other"] {
        assert!(
            output
                .err()
                .contains(&format!("Moltbot hosted the agent `{agent}`")),
            "{output}"
        );
    }
}

#[test]
fn agents_can_be_renamed_at_once() {
    let momo = Momo::new();
    let file = momo.file("moltbot.json", MOLTBOT);
    let output = momo
        .run(&[
            "kakao", "setup", "--import", &file, "--agent", "3000", "--yes", "--json",
        ])
        .expect_notes(0);
    let config = momo.json_file("config.json");
    for agent in ["assistant", "other"] {
        assert_eq!(
            config["agents"][agent],
            json!({"url": "http://127.0.0.1:3000/"})
        );
    }
    assert_eq!(output.json()["imported"][1]["fate"], "renamed", "{output}");
    assert!(!output.err().contains("Moltbot hosted"), "{output}");
    assert!(!output.out().contains("name it anew"), "{output}");
    // What was taken is used.
    let status = momo.run(&["kakao", "status", "--offline", "--account", "two", "--json"]);
    assert!(!status.to_string().contains("canary"), "{status}");
    let values = status.json()["values"].clone();
    let rest = values
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["key"] == "restApiKey")
        .unwrap()
        .clone();
    assert_eq!(rest["set"], true, "{status}");
}

#[test]
fn file_that_is_no_settings_is_refused() {
    let momo = Momo::new();
    let refused = |name: &str, content: &str, why: &str| {
        let file = momo.file(name, content);
        let output = momo
            .run(&["kakao", "setup", "--import", &file, "--yes"])
            .expect(3);
        assert!(output.err().contains(why), "{why}\n{output}");
    };
    refused("none.json", "{}", "it holds no `channels.kakao`");
    refused("list.json", "[]", "it holds no JSON object");
    refused(
        "five.json",
        "{// comment\n}",
        "momo reads plain JSON: no comments",
    );
    let output = momo
        .run(&["kakao", "setup", "--import", "nowhere.json", "--yes"])
        .expect(3);
    assert!(
        output.err().contains("there is no file `nowhere.json`"),
        "{output}"
    );
    assert!(!momo.home().join("config.json").exists());
}

#[test]
fn account_settings_win_over_top_level_ones() {
    let momo = Momo::new();
    let file = momo.file(
        "both.json",
        r#"{"channels": {"kakao": {"name": "outer", "dmPolicy": "open", "restApiKey": "outerkey", "allowFrom": [],
            "webhookPort": 9001, "accounts": {"default": {"name": "inner", "adminKey": "innerkey",
            "dmPolicy": "allowlist", "allowFrom": ["u1"], "channelId": " "}}, "channelId": "_outer"}}}"#,
    );
    let import = ["kakao", "setup", "--import", &file, "--yes"];
    let output = momo.run(&import).expect_notes(0);
    assert_eq!(
        momo.json_file("config.json")["channels"]["kakao"]["accounts"]["default"],
        json!({"name": "inner", "dmPolicy": "allowlist", "allowFrom": ["u1"], "webhookPort": 9001,
            "channelId": "_outer"})
    );
    assert_eq!(
        momo.json_file("credentials.json")["kakao"]["default"],
        json!({"restApiKey": "innerkey"})
    );
    let why = "the one under `accounts.default` counts";
    assert_eq!(output.out().matches(why).count(), 4, "{output}");
    // The same once more changes nothing.
    let again = momo.run(&import).expect_notes(0);
    assert!(
        again.err().contains("Nothing had to be changed."),
        "{again}"
    );
}

#[test]
fn newer_spelling_wins_and_is_noted() {
    let momo = Momo::new();
    let both = r#"{"channels": {"kakao": {"accounts": {
        "default": {"adminKey": "old", "restApiKey": "new", "nhnAppKey": "app", "toastAppKey": " "}}}}}"#;
    let file = momo.file("both.json", both);
    let status = momo.run(&["kakao", "status", "--offline", "--config", &file, "--json"]);
    let output = momo
        .run(&["kakao", "setup", "--import", &file, "--yes"])
        .expect_notes(0);
    assert_eq!(
        momo.json_file("credentials.json")["kakao"]["default"],
        json!({"restApiKey": "new", "toastAppKey": "app"})
    );
    assert!(
        output.out().contains("`restApiKey` beside it counts"),
        "{output}"
    );
    assert!(
        status.err().contains(
            "`channels.kakao.accounts.default.adminKey` is not read: `restApiKey` beside it counts"
        ),
        "{status}"
    );
    let values = status.json()["values"].clone();
    let mut values = values.as_array().unwrap().iter();
    let rest = values.find(|it| it["key"] == "restApiKey").unwrap();
    let new = momo::model::secret::Secret::new("new").unwrap();
    assert_eq!(rest["fingerprint"], new.fingerprint(), "{status}");
}

#[test]
fn unusable_value_is_left_out_with_its_reason() {
    let momo = Momo::new();
    let file = momo.file(
        "moltbot.json",
        json!({"channels": {"kakao": {"accounts": {"second": {
            "dmPolicy": "pairing", "senderKey": "canary-sender-0123456789012345678901234-1", "webhookPath": "/a?b=c",
            "textChunkLimit": 2000, "toastSecretKey": "비밀키", "webhookPort": "${PORT_OF_MINE}", "channelId": "_abc"}}}}})
        .to_string(),
    );
    let output = momo
        .run(&["kakao", "setup", "--import", &file, "--yes"])
        .expect_notes(0);
    assert!(!output.to_string().contains("canary"), "{output}");
    let said = output
        .out()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for line in [
        "dmPolicy left out `pairing` is none of `open`, `allowlist` and `disabled`; everybody is answered until you say who",
        "senderKey left out a sender key has 40 characters, and this text has 41",
        "webhookPath left out `/a?b=c` is no path",
        "textChunkLimit left out `2000` is no number from 1 to 1000",
        "toastSecretKey left out `toastSecretKey` holds a character that no key has",
        "webhookPort taken",
        "channelId taken",
    ] {
        assert!(said.contains(&format!("second.{line}")), "{line}\n{output}");
    }
    assert_eq!(
        momo.json_file("config.json")["channels"]["kakao"]["accounts"]["second"],
        json!({"webhookPort": "${PORT_OF_MINE}", "channelId": "_abc"})
    );
}
