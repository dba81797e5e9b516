//! `momo config`, and flags from settings files.
mod schema;

use crate::support::Momo;
use serde_json::{Value, json};

/// A momo whose project's file and user's file are two.
fn momo(project: &str, user: &str) -> Momo {
    let momo = Momo::new();
    if !project.is_empty() {
        momo.file("momo.json", project);
    }
    if !user.is_empty() {
        momo.file("config.json", user);
    }
    momo
}

fn row(momo: &Momo, args: &[&str], key: &str) -> Value {
    let args = [&["config", "list", "--json"], args].concat();
    let list = momo.run(&args).expect(0).json();
    let rows = list["settings"].as_array().unwrap();
    rows.iter()
        .find(|row| row["key"] == key)
        .unwrap_or_else(|| panic!("no {key}"))
        .clone()
}

#[test]
fn config_list_names_the_origin_of_each_value() {
    let momo = momo(
        r#"{"profile":"stage","profiles":{"stage":{"api_base":"http://127.0.0.1:9/api"}}}"#,
        r#"{"room":2,"profile":"local"}"#,
    );
    let origin = |args: &[&str], key: &str| {
        let row = row(&momo, args, key);
        (row["value"].clone(), row["origin"].clone())
    };
    assert_eq!(origin(&[], "profile"), ("stage".into(), "project".into()));
    assert_eq!(
        origin(&["--profile", "production"], "profile"),
        ("production".into(), "flag".into())
    );
    assert_eq!(origin(&[], "room"), ("2".into(), "user".into()));
    assert_eq!(origin(&[], "bot"), (Value::Null, Value::Null));
    assert_eq!(
        origin(&[], "profiles.production.api_base"),
        ("https://bot.mmrnd.net/api".into(), "default".into())
    );
    assert_eq!(origin(&[], "profiles.stage.api_base").1, "project");
    let momo = momo.with("MOMO_BOT", "bot_x");
    let row = row(&momo, &[], "bot");
    assert_eq!(row["origin"], "environment");
    assert_eq!(row["from"], "the environment variable MOMO_BOT");
}

#[test]
fn config_list_shows_of_a_secret_its_fingerprint() {
    let momo = Momo::new().with("KAKAO_REST_API_KEY", "0123456789abcdef0123456789abcdef");
    momo.file(
        "config.json",
        r#"{"channels":{"kakao":{"accounts":{"shop":{}}}}}"#,
    );
    let row = row(&momo, &[], "channels.kakao.accounts.shop.restApiKey");
    assert_eq!(
        row["value"],
        "set (3bf47c9b)".replace("3bf47c9b", &fingerprint("0123456789abcdef0123456789abcdef"))
    );
    assert_eq!(row["origin"], "environment");
}

fn fingerprint(secret: &str) -> String {
    momo::model::secret::fingerprint(secret.as_bytes())
}

#[test]
fn config_get_prints_a_value_and_says_no_for_none() {
    let momo = momo("", r#"{"bot":"bot_1"}"#);
    momo.run(&["config", "get", "bot"])
        .expect(0)
        .is("bot_1\n--- status 0\n");
    momo.run(&["config", "get", "room"])
        .expect_notes(1)
        .is("--- stderr\n`room` is not set\n--- status 1\n");
    let output = momo.run(&["config", "get", "bto"]).expect(2);
    output.is(
        "--- stderr\nerror: there is no setting `bto`\n  hint: Did you mean `bot`?\n--- status 2\n",
    );
    let json = momo
        .run(&["config", "get", "room", "--json"])
        .expect(1)
        .json();
    assert_eq!(json, json!({ "key": "room", "value": null }));
}

#[test]
fn config_set_and_unset_leave_every_other_byte() {
    let text = "{\n   \"bot\" : \"a\",\t\"x-note\": 1.0,\r\n   \"room\":1\n}";
    let momo = momo(text, "");
    let read = || std::fs::read_to_string(momo.home().join("momo.json")).unwrap();
    let note = momo
        .run(&["config", "set", "bot", "Echo", "--project"])
        .expect_notes(0);
    assert!(note.err().contains("`bot` is \"Echo\" in "), "{note}");
    assert_eq!(read(), text.replace("\"a\"", "\"Echo\""));
    let _ = momo
        .run(&["config", "set", "callback", "3000/hook", "--project"])
        .expect_notes(0);
    assert_eq!(
        read(),
        "{\n   \"bot\" : \"Echo\",\t\"x-note\": 1.0,\r\n   \"room\":1,\n   \"callback\": \"3000/hook\"\n}"
    );
    let _ = momo
        .run(&["config", "unset", "callback", "--project"])
        .expect_notes(0);
    assert_eq!(read(), text.replace("\"a\"", "\"Echo\""));
    let _ = momo
        .run(&["config", "unset", "callback", "--project"])
        .expect_notes(1);
    // Without --project it is the user's file, which is new.
    let _ = momo.run(&["config", "set", "room", "7"]).expect_notes(0);
    assert_eq!(momo.json_file("config.json"), json!({ "room": 7 }));
}

#[test]
fn config_set_refuses_what_would_be_wrong() {
    let momo = Momo::new();
    for (key, value, why) in [
        ("rom", "1", "there is no setting `rom`"),
        ("room", "x", "`room` takes a number, and `x` is not"),
        ("room", "0", "`room` is no number of a room"),
        (
            "profiles.a.registration",
            "web",
            "is neither `api` nor `console`",
        ),
        (
            "channels.kakao.accounts.a.webhookPort",
            "99999",
            "`channels.kakao.accounts.a.webhookPort` is no port",
        ),
        (
            "channels.kakao.accounts.a.senderKey",
            "abc",
            "is a secret, which no settings file holds",
        ),
        (
            "defaults.sign.prot",
            "1",
            "`momo sign` has no flag `--prot`",
        ),
    ] {
        let output = momo.run(&["config", "set", key, value]).expect(2);
        assert!(output.err().contains(why), "{key}: {output}");
    }
    assert!(!momo.home().join("config.json").exists());
}

#[test]
fn config_set_takes_known_profiles_alone() {
    let momo = Momo::new();
    let refused = momo.run(&["config", "set", "profile", "stage"]).expect(2);
    refused.is(
        "--- stderr\nerror: there is no profile `stage`\n  hint: Known profiles: local, production.\n  \
         hint: `momo config set profiles.stage.api_base URL` makes one.\n--- status 2\n",
    );
    let near = momo.run(&["config", "set", "profile", "locl"]).expect(2);
    assert!(near.err().contains("Did you mean `local`?"), "{near}");
    assert!(!momo.home().join("config.json").exists());
    let make = [
        "config",
        "set",
        "profiles.stage.api_base",
        "https://stage.example/api",
    ];
    let _ = momo.run(&make).expect_notes(0);
    for name in ["stage", "production", "${MY_PROFILE}"] {
        let _ = momo
            .run(&["config", "set", "profile", name])
            .expect_notes(0);
        assert_eq!(momo.json_file("config.json")["profile"], name);
    }
    // What names none stands in nobody's way.
    let _ = momo
        .run(&["config", "set", "profile", "local"])
        .expect_notes(0);
}

#[test]
fn config_check_names_line_and_column() {
    let momo = momo(
        "{\n  \"profil\": \"local\",\n  \"channels\": {\"kakao\": {\"accounts\": {\"a\": {\"webhookPort\": \"x\"}}}},\n  \
         \"defaults\": {\n    \"webhook listen\": {\"prot\": 1},\n    \"sing\": {}\n  }\n}\n",
        "",
    );
    let report = momo
        .run(&["config", "check", "--json"])
        .expect_notes(1)
        .json();
    let problems = report["problems"].as_array().unwrap().iter();
    let problems: Vec<_> = problems
        .map(|it| {
            (
                it["line"].clone(),
                it["column"].clone(),
                it["problem"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let expected = [
        (2, 3, "the key `profil` is not known; is `profile` meant?"),
        (
            3,
            45,
            "`channels.kakao.accounts.a.webhookPort` is not a number",
        ),
        (
            5,
            24,
            "`defaults.webhook listen.prot`: `momo webhook listen` has no flag `--prot`; is `--port` meant?",
        ),
        (
            6,
            5,
            "the key `defaults.sing` is not known; is `defaults.sign` meant?",
        ),
    ];
    let expected =
        expected.map(|(line, column, text)| (json!(line), json!(column), text.to_owned()));
    assert_eq!(problems, expected);
    let text = momo.run(&["config", "check"]).expect_notes(1).out();
    assert!(
        text.lines()
            .next()
            .unwrap()
            .ends_with("momo.json:2:3: the key `profil` is not known; is `profile` meant?"),
        "{text}"
    );
    momo.file("momo.json", "{\n  \"bot\": \n}");
    let text = momo.run(&["config", "check"]).expect_notes(1).out();
    assert!(text.contains("momo.json:3:1: "), "{text}");
    momo.file("momo.json", "{}");
    let _ = momo.run(&["config", "check"]).expect_notes(0);
}

#[test]
fn settings_errors_of_every_command_have_line_and_column() {
    let momo = momo("{\n  \"room\": 0\n}", "");
    let output = momo.run(&["bot", "list"]).expect(3);
    assert!(
        output
            .err()
            .contains("`room` is no number of a room, for example 1 (line 2, column 3)"),
        "{output}"
    );
}

#[test]
fn flags_of_the_settings_count_where_none_is_typed() {
    let project =
        r#"{"defaults": {"sign": {"as": "header", "body": "abc"}, "momo": {"json": false}}}"#;
    let momo = momo(
        project,
        r#"{"defaults": {"sign": {"as": "json"}, "webhook history list": {"limit": 2}}}"#,
    );
    let momo = momo.with("MOMOTALK_WEBHOOK_SECRET", "test-secret-of-the-defaults");
    let out = |args: &[&str]| momo.run(args).expect(0).out();
    let header = out(&["sign"]);
    assert!(header.starts_with("X-MoMoTalk-Bot-Signature: "), "{header}");
    let hex = out(&["sign", "--as", "hex"]);
    assert_eq!(header.trim_end().split(' ').nth(1), Some(hex.trim_end()));
    let row = row(&momo, &[], "defaults.webhook history list.limit");
    assert_eq!(
        (row["value"].clone(), row["origin"].clone()),
        ("2".into(), "user".into())
    );
}

#[test]
fn typed_flag_wins_over_one_of_the_settings_that_contradicts_it() {
    let momo = momo(r#"{"defaults": {"momo": {"json": true}}}"#, "");
    let get = |flags: &[&str]| {
        let args = [&["config", "get", "profile"], flags].concat();
        momo.run(&args).expect(0).out()
    };
    assert!(get(&[]).starts_with('{'));
    assert_eq!(get(&["--format", "text"]), "local\n");
}

#[test]
fn unknown_flag_of_the_settings_is_refused_with_its_place() {
    let momo = momo(
        "{\n \"defaults\": {\n  \"sign\": {\"bdy\": \"abc\"}\n }\n}",
        "",
    );
    let output = momo
        .run(&["sign", "--body", "x", "--secret", "some-test-secret"])
        .expect(3);
    assert!(
        output.err().contains("`defaults.sign.bdy`: `momo sign` has no flag `--bdy`; is `--body` meant? (line 3, column 12)"),
        "{output}"
    );
    // Other commands are not concerned.
    let _ = momo
        .run(&["webhook", "sample", "momotalk/message_created"])
        .expect(0);
    // A value that the flag does not take is told with its place too.
    momo.file("momo.json", r#"{"defaults": {"sign": {"as": "hexx"}}}"#);
    let output = momo
        .run(&["sign", "--body", "x", "--secret", "some-test-secret"])
        .expect(3);
    assert!(output.err().contains("(line 1, column 24)"), "{output}");
}

#[test]
fn project_cannot_start_programs_or_open_doors_by_its_flags() {
    for (command, flag) in [
        ("run", "then"),
        ("dev", "tunnel"),
        ("sign", "secret"),
        ("webhook listen", "allow-unsigned"),
        ("webhook listen", "answer"),
        ("webhook listen", "forward-to"),
        ("webhook replay", "report"),
        ("dev", "ready-file"),
        ("kakao serve", "callback-host"),
        ("chat test", "update"),
    ] {
        let text = format!("{{\"defaults\": {{\"{command}\": {{\"{flag}\": \"x\"}}}}}}");
        let momo = momo(&text, "");
        let report = momo
            .run(&["config", "check", "--json"])
            .expect_notes(1)
            .json();
        let problem = report["problems"].to_string();
        assert!(problem.contains("a project's file cannot set"), "{problem}");
    }
    let known = momo(r#"{"defaults": {"check": {"baseline": "known.json"}}}"#, "");
    known.run(&["config", "check"]).expect_notes(0);
}

#[test]
fn config_path_tells_where_each_file_is() {
    let momo = Momo::new();
    let config = momo.run(&["config", "path", "config"]).expect(0).out();
    assert_eq!(
        config.trim_end(),
        momo.home().join("config.json").to_str().unwrap()
    );
    let all = momo.run(&["config", "path", "--json"]).expect(0).json();
    assert_eq!(all["credentials"]["exists"], false);
    for file in ["project", "config", "history", "platform"] {
        assert!(all[file]["path"].is_string(), "{file}");
    }
}

#[test]
fn config_check_says_of_each_mistake_what_to_do() {
    let momo = momo(
        "",
        r#"{
  "bot": null,
  "zzzzzz": 1,
  "channels": {"kakao": {"webhookPort": "8788", "dmPolicy": "opne", "appKey": null}},
  "agents": {"a": {"command": "cat"}},
  "defaults": {
    "webhook listne": {},
    "sign": {"as": "hexx", "--body": "x"},
    "momo": {"color": 7, "lang": ""}
  }
}"#,
    );
    let output = momo.run(&["config", "check"]).expect_notes(1);
    let file = momo.home().join("config.json");
    let text = output
        .to_string()
        .replace(&format!("{}:", file.display()), "");
    assert_eq!(text, MISTAKES);
}

const MISTAKES: &str = r#"2:3: `bot` is `null`: remove the key, or give it a text
3:3: the key `zzzzzz` is not known
4:26: `channels.kakao.webhookPort` is not a number
4:49: `channels.kakao.dmPolicy` can only be `open`, `allowlist`, `disabled`, a text with `${VARIABLE}`; is `open` meant?
4:69: `channels.kakao.appKey` is `null`: remove the key, or give it a text
5:14: `agents.a` is neither `"echo"` nor an object with a `url` or a `command` (a list of words)
5:20: `agents.a.command` can only be a list
7:5: the key `defaults.webhook listne` is not known; is `defaults.webhook listen` meant?
8:14: `defaults.sign.as`: `--as` does not take `hexx`; is `hex` meant?
8:28: `defaults.sign.--body`: a flag is written without dashes: `body`
9:14: `defaults.momo.color`: `--color` does not take `7`, only `auto`, `always`, `never`
9:26: `defaults.momo.lang`: `--lang` takes no empty text
--- stderr
`momo config schema` has the keys and values that there may be; `momo COMMAND --help` lists the flags.
--- status 1
"#;
