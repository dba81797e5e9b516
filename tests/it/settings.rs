//! Settings: which file counts, what is warned of, what is refused, and which secret is chosen.
use crate::support::{Momo, Output, Peer, keep_bot, kept};
use momo::io::files::{Credentials, Home};
use momo::model::secret::Secret;
use std::process::Stdio;

/// Signs an empty object with the secret that the choice gives.
#[must_use]
fn sign(momo: &Momo, more: &[&str]) -> Output {
    momo.run(&[&["sign", "--body", "{}"], more].concat())
}

fn keep(momo: &Momo, id: &str, secret: &str) {
    keep_bot(momo, id, "production", "https://bot.mmrnd.net/api");
    Credentials::update(&Home::in_folder(momo.home()), |known| {
        known.bot_entry(id).secret = Secret::new(secret);
        Ok(())
    })
    .unwrap();
}

#[test]
fn secret_sources_are_asked_in_order() {
    let momo = Momo::new();
    keep(&momo, "bot_a", "secret-a");
    keep(&momo, "bot_b", "secret-b");
    let by = |secret: &str| sign(&momo, &["--secret", secret]).expect_notes(0).out();
    let output = sign(&momo, &[]).expect(2);
    assert!(
        output
            .err()
            .contains("2 bots are known here and none was chosen: bot_a"),
        "{output}"
    );
    assert!(!output.err().contains("secret-a"), "{output}");

    momo.file("config.json", r#"{"bot":"bot_a"}"#);
    assert_eq!(sign(&momo, &[]).expect_notes(0).out(), by("secret-a"));
    momo.file("momo.json", r#"{"bot":"bot_b"}"#);
    assert_eq!(sign(&momo, &[]).expect_notes(0).out(), by("secret-b"));
    let expected = by("secret-e");
    let (a, file) = (by("secret-a"), by("secret-f"));
    let momo = momo.with("MOMOTALK_WEBHOOK_SECRET", "secret-e");
    assert_eq!(sign(&momo, &[]).expect_notes(0).out(), expected);
    assert_eq!(sign(&momo, &["--bot", "bot_a"]).expect_notes(0).out(), a);
    let path = momo.file("f.txt", "secret-f\n");
    let both = ["--bot", "bot_a", "--secret-file", &path];
    assert_eq!(sign(&momo, &both).expect_notes(0).out(), file);
}

#[test]
fn bot_that_is_unknown_or_has_no_secret_is_named() {
    let momo = Momo::new();
    let output = sign(&momo, &["--bot", "bot_x"]).expect(3);
    assert!(
        output
            .err()
            .contains("`bot_x` (the flag `--bot`) is not known here"),
        "{output}"
    );
    let token = momo.file("t.txt", "t");
    momo.run(&["bot", "add", "bot_t", "--token-file", &token])
        .expect_notes(0);
    let output = sign(&momo, &[]).expect(3);
    assert!(
        output.err().contains("has no webhook secret here"),
        "{output}"
    );
    assert!(
        output
            .err()
            .contains("momo bot add bot_t --secret-file FILE"),
        "{output}"
    );
    assert!(kept(&momo).bot("bot_t").is_some());
}

#[test]
fn nearest_parent_project_file_is_used() {
    let momo = Momo::new();
    keep(&momo, "bot_a", "secret-a");
    keep(&momo, "bot_b", "secret-b");
    std::fs::create_dir_all(momo.home().join("p/q/r")).unwrap();
    momo.file("momo.json", r#"{"bot":"bot_a"}"#);
    momo.file("p/momo.json", r#"{"bot":"bot_b"}"#);
    let in_folder = |folder: &str| {
        let mut command = momo.command(&["sign", "--body", "{}"]);
        let folder = momo.home().join(folder);
        let output = command
            .current_dir(folder)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(in_folder("p/q/r"), in_folder("p"));
    assert_ne!(in_folder("p"), in_folder("."));
}

#[test]
fn mistakes_name_file_line_and_column() {
    let momo = Momo::new();
    momo.file("momo.json", "{\n  \"bot\": bot_a\n}");
    let output = momo.run(&["bot", "list"]).expect(3);
    assert!(
        output
            .err()
            .contains("momo.json` are wrong: expected value at line 2 column 10"),
        "{output}"
    );
    momo.file(
        "momo.json",
        r#"{"profiles":{"production":{"api_base":"https://thief.example"}}}"#,
    );
    let output = momo.run(&["bot", "list"]).expect(3);
    assert!(
        output.err().contains("cannot say where MoMoTalk is"),
        "{output}"
    );
    momo.file("momo.json", r#"{"profiles":{"x":{}},"profile":"x"}"#);
    let output = momo.run(&["room", "list"]).expect(3);
    assert!(
        output
            .err()
            .contains("the profile `x` does not say where its API is"),
        "{output}"
    );
    momo.file(
        "momo.json",
        r#"{"profile":"stagin","profiles":{"staging":{}}}"#,
    );
    let output = momo.run(&["room", "list"]).expect(3);
    assert!(output.err().contains("Did you mean `staging`?"), "{output}");
    momo.file("momo.json", "{}");
    let output = momo
        .run(&["room", "list", "--profile", "nonsense"])
        .expect(2);
    assert!(
        output.err().contains("Known profiles: local, production."),
        "{output}"
    );
}

#[test]
fn unknown_keys_and_literal_secrets_warn_once() {
    let momo = Momo::new();
    momo.file("momo.json", r#"{"bots":"x","webhook_secret":"canary","channels":{"kakao":{"adminKey":"canary"}},"routing":{}}"#);
    let output = momo.run(&["bot", "list"]).expect_notes(0);
    let err = output.err();
    assert_eq!(
        err.matches("`bots` is not known; is `bot` meant?").count(),
        1,
        "{err}"
    );
    assert!(
        err.contains("`channels.kakao.adminKey` holds a secret"),
        "{err}"
    );
    assert!(err.contains("`webhook_secret` holds a secret"), "{err}");
    assert!(!err.contains("canary") && !err.contains("routing"), "{err}");
}

#[test]
fn variables_choose_profile_and_platform() {
    let peer = Peer::answering(200, "application/json", r#"{"rooms":[]}"#);
    let momo = Momo::new()
        .with("MOMO_PROFILE", "stage")
        .with("STAGE_PORT", &peer.port().to_string())
        .with("MOMO_CONSOLE_TOKEN", "console-env");
    momo.file(
        "config.json",
        r#"{"profiles":{"stage":{"api_base":"http://127.0.0.1:${STAGE_PORT}/v1"}}}"#,
    );
    momo.run(&["room", "list"]).expect_notes(0);
    let seen = peer.only();
    assert_eq!(seen.line, "GET /v1/rooms HTTP/1.1");
    assert_eq!(seen.header("authorization"), Some("Bearer console-env"));
    let momo = momo.with("STAGE_PORT", "");
    let output = momo.run(&["room", "list"]).expect(3);
    assert!(
        output
            .err()
            .contains("needs the environment variable `STAGE_PORT`, which is not set"),
        "{output}"
    );
    let output = momo
        .with("MOMOTALK_API_BASE", "nonsense")
        .run(&["room", "list"])
        .expect(3);
    assert!(
        output
            .err()
            .contains("the API base from the environment variable `MOMOTALK_API_BASE` is no URL"),
        "{output}"
    );
}

#[test]
fn console_token_is_not_sent_where_only_a_project_points() {
    let momo = Momo::new().with("MOMO_CONSOLE_TOKEN", "canary");
    momo.file(
        "momo.json",
        r#"{"profile":"x","profiles":{"x":{"api_base":"https://thief.example/api"}}}"#,
    );
    let output = momo.run(&["room", "list"]).expect(3);
    assert!(
        output.err().contains("only a project's file names"),
        "{output}"
    );
    assert!(!output.err().contains("canary"), "{output}");
}

#[test]
fn signing_with_a_given_secret_needs_no_home() {
    let momo = Momo::new();
    let mut command = momo.command(&["sign", "--body", "{}", "--secret", "s"]);
    let output = command
        .env_remove("MOMO_HOME")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let mut command = momo.command(&["bot", "list"]);
    let output = command
        .env_remove("MOMO_HOME")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn home_that_is_no_absolute_path_is_refused() {
    let momo = Momo::new();
    for (unset, name) in [("HOME", "MOMO_HOME"), ("MOMO_HOME", "HOME")] {
        let mut command = momo.command(&["webhook", "history", "list"]);
        command.env_remove(unset).env(name, "relative");
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(3));
        let err = String::from_utf8(output.stderr).unwrap();
        let words = format!("`{name}` is `relative`, which is no absolute path");
        assert!(err.contains(&words), "{err}");
        assert!(!momo.home().join("relative").exists());
    }
}

#[test]
fn untrusted_project_text_moves_no_cursor() {
    let momo = Momo::new();
    let escape = r#""a\u001b[2J\u009b\u202e""#;
    momo.file(
        "momo.json",
        format!(r#"{{{escape}:1,"profile":"p","profiles":{{"p":{{"api_base":{escape}}}}}}}"#),
    );
    let output = momo.run(&["bot", "list"]).expect_notes(0);
    let err = output.err();
    assert!(err.matches(r"a\x1b[2J\u{9b}\u{202e}").count() == 2, "{err}");
    assert!(!err.contains(['\x1b', '\u{9b}', '\u{202e}']), "{err:?}");
}
