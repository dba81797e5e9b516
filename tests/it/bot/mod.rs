//! `momo bot`: what is asked of the platform, what is kept, what is shown, and what never is.
mod manage;

use crate::support::{CANARIES, Momo, Peer, Seen, at_platform, keep_bot, kept};
use momo::model::secret::Secret;
use serde_json::{Value, json};

fn bot() -> Value {
    json!({"bot_id": "bot_1", "name": "에코", "callback_url": "http://127.0.0.1:3000/hook",
        "visibility": "private", "status": "active", "owner": "developer", "created_at": 1_780_833_600,
        "token_fingerprint": Secret::new(CANARIES[0]).unwrap().fingerprint(),
        "secret_fingerprint": Secret::new(CANARIES[1]).unwrap().fingerprint()})
}

fn created() -> Value {
    let mut bot = bot();
    bot["bot_token"] = CANARIES[0].into();
    bot["webhook_secret"] = CANARIES[1].into();
    bot
}

fn json_peer(status: u16, answer: &Value) -> Peer {
    Peer::answering(status, "application/json", &answer.to_string())
}

fn body(seen: &Seen) -> Value {
    serde_json::from_slice(&seen.body).unwrap()
}

fn dev(momo: &Momo, api_base: &str) {
    let path = momo.file(
        "dev.json",
        json!({"api_base": api_base, "pid": 1}).to_string(),
    );
    use crate::support::os::PermissionsExt;
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o600)).unwrap();
}

#[test]
fn create_registers_stores_and_shows_secrets_once() {
    let peer = json_peer(201, &created());
    let momo = at_platform(&peer);
    let args = [
        "bot",
        "create",
        "--name",
        "에코",
        "--callback-url",
        "3000/hook",
    ];
    let output = momo.run(&args).expect_notes(0);
    let seen = peer.only();
    assert_eq!(seen.line, "POST /api/bots HTTP/1.1");
    assert_eq!(
        seen.header("authorization"),
        Some("Bearer console-developer")
    );
    let asked = json!({"name": "에코", "callback_url": "http://127.0.0.1:3000/hook", "visibility": "private"});
    assert_eq!(body(&seen), asked);
    for shown in ["bot_1", "canary-token-1", "canary-secret-1", "active"] {
        assert!(output.out().contains(shown), "{output}");
    }
    assert!(output.err().contains("Shown once."), "{output}");
    assert!(!output.err().contains("canary"), "{output}");
    let known = kept(&momo);
    let bot = known.bot("bot_1").unwrap();
    assert_eq!(bot.profile, "local");
    assert_eq!(bot.api_base, peer.url("/api"));
    assert_eq!(bot.token, Secret::new(CANARIES[0]));
    assert_eq!(bot.secret, Secret::new(CANARIES[1]));
    assert_eq!(bot.name.as_deref(), Some("에코"));

    // Every other command finds it: the only bot signs.
    let by_bot = momo.run(&["sign", "--body", "{}"]).expect_notes(0).out();
    let by_hand = momo
        .run(&["sign", "--body", "{}", "--secret", CANARIES[1]])
        .out();
    assert_eq!(by_bot, by_hand);
}

#[test]
fn create_json_has_the_promised_keys_first() {
    let peer = json_peer(201, &created());
    let output = at_platform(&peer)
        .run(&[
            "bot",
            "create",
            "--name",
            "e",
            "--callback-url",
            "3000",
            "--visibility",
            "review_required",
            "--json",
        ])
        .expect(0);
    let keys: Vec<_> = output
        .json()
        .as_object()
        .unwrap()
        .keys()
        .take(6)
        .cloned()
        .collect();
    let promised = [
        "bot_id",
        "bot_token",
        "webhook_secret",
        "callback_url",
        "visibility",
        "status",
    ];
    assert_eq!(keys, promised);
    assert_eq!(body(&peer.only())["visibility"], "review_required");
}

#[test]
fn create_without_terminal_names_the_missing_flags() {
    let peer = json_peer(201, &created());
    let momo = at_platform(&peer);
    let output = momo.run(&["bot", "create"]).expect(2);
    assert!(
        output
            .err()
            .contains("`--name` and `--callback-url` are missing"),
        "{output}"
    );
    let output = momo.run(&["bot", "create", "--name", "x"]).expect(2);
    assert!(
        output.err().contains("`--callback-url` is missing"),
        "{output}"
    );
    assert!(peer.seen().is_empty());
    momo.run(&["bot", "create", "--name", "x", "--callback-url", "3000"])
        .expect_notes(0);
}

#[test]
fn callback_must_be_https_except_on_a_local_platform() {
    let peer = json_peer(201, &created());
    let momo = at_platform(&peer);
    let create =
        |momo: &Momo, url: &str| momo.run(&["bot", "create", "--name", "x", "--callback-url", url]);
    for (url, good) in [
        // A local platform itself decides about plain HTTP elsewhere: `containers::hosts`.
        ("http://example.com/hook", true),
        ("ftp://x", false),
        ("https://example.com/hook", true),
        ("localhost:3000/hook", true),
        ("http://[::1]:3000/", true),
    ] {
        create(&momo, url).expect_notes(if good { 0 } else { 2 });
    }
    let known = ["bot", "add", "bot_p", "--token-file", "-", "--callback-url"];
    let add = |url: &str| {
        momo.run_with_input(
            &[&known[..], &[url, "--profile", "production"]].concat(),
            b"t\n",
        )
    };
    add("http://127.0.0.1:3000/").expect(2);
    add("https://example.com/").expect_notes(0);
}

#[test]
fn add_stores_credentials_from_files_and_stdin() {
    let momo = Momo::new();
    let secret = momo.file("secret.txt", b"\xffbin\n");
    let args = [
        "bot",
        "add",
        "bot_9",
        "--token-file",
        "-",
        "--secret-file",
        &secret,
        "--name",
        "nine",
    ];
    let output = momo
        .run_with_input(&args, b"canary-token-1\r\n")
        .expect_notes(0);
    assert!(!output.to_string().contains("canary"), "{output}");
    let known = kept(&momo);
    let bot = known.bot("bot_9").unwrap();
    assert_eq!(bot.profile, "production");
    assert_eq!(bot.api_base, "https://bot.mmrnd.net/api");
    assert_eq!(bot.token, Secret::new(CANARIES[0]));
    assert_eq!(bot.secret, Secret::new(b"\xffbin"));

    // A second time: what is not given stays, unless the bot moves to another API.
    momo.run(&[
        "bot",
        "add",
        "bot_9",
        "--secret-file",
        &momo.file("new.txt", "new"),
    ])
    .expect_notes(0);
    assert_eq!(
        kept(&momo).bot("bot_9").unwrap().token,
        Secret::new(CANARIES[0])
    );
    assert_eq!(kept(&momo).bot("bot_9").unwrap().secret, Secret::new("new"));
    let momo = momo.with("MOMOTALK_API_BASE", "http://127.0.0.1:1/api");
    let secret = momo.file("new.txt", "new");
    momo.run(&["bot", "add", "bot_9", "--secret-file", &secret])
        .expect_notes(0);
    assert_eq!(kept(&momo).bot("bot_9").unwrap().token, None);
}

#[test]
fn add_refuses_invalid_values() {
    let momo = Momo::new();
    let empty = momo.file("empty.txt", "\n");
    for (args, why) in [
        (
            vec!["bot_1"],
            "`--token-file` or `--secret-file` is missing",
        ),
        (
            vec!["bot_1", "--token-file", "-", "--secret-file", "-"],
            "cannot both come",
        ),
        (vec!["bot_1", "--token-file", &empty], "is empty"),
        (vec!["bot/1", "--token-file", "-"], "no bot id"),
        (vec!["..", "--token-file", "-"], "no bot id"),
        (
            vec!["bot_1", "--token-file", "-", "--profile", "prodction"],
            "Did you mean `production`?",
        ),
    ] {
        let output = momo.run(&[vec!["bot", "add"], args].concat()).expect(2);
        assert!(output.err().contains(why), "{output}");
    }
    momo.run(&["bot", "add", "bot_1", "--token-file", "nowhere"])
        .expect(3);
}

#[test]
fn list_joins_platform_bots_and_stored_bots() {
    let peer = json_peer(200, &json!({"bots": [bot()]}));
    let momo = at_platform(&peer);
    keep_bot(&momo, "bot_1", "local", &peer.url("/api"));
    keep_bot(&momo, "bot_2", "local", &peer.url("/api"));
    keep_bot(&momo, "bot_3", "production", "https://bot.mmrnd.net/api");
    let output = momo.run(&["bot", "list"]).expect(0);
    output.clone().is("\
bot    name  platform    status  visibility  callback URL                kept here
bot_1  에코  local       active  private     http://127.0.0.1:3000/hook  token, secret
bot_2  에코  local       gone    -           http://127.0.0.1:3000/hook  token, secret
bot_3  에코  production  -       -           http://127.0.0.1:3000/hook  token, secret
--- status 0
");
    let listed = momo
        .run(&["bot", "list", "--profile", "local", "--json"])
        .expect_notes(0);
    assert!(!listed.to_string().contains("canary"), "{listed}");
    let operator = momo
        .run(&["bot", "list", "--as-role", "operator", "--json"])
        .expect(0)
        .json();
    assert_eq!(operator["asked"], "local");
    assert_eq!(operator["bots"].as_array().unwrap().len(), 3);
    let tokens: Vec<_> = peer
        .seen()
        .iter()
        .map(|seen| seen.header("authorization").unwrap().to_owned())
        .collect();
    assert!(
        tokens.contains(&"Bearer console-operator".to_owned()),
        "{tokens:?}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn list_works_without_a_platform() {
    let momo = Momo::new();
    let output = momo.run(&["bot", "list"]).expect_notes(0);
    assert_eq!(output.out(), "");
    keep_bot(&momo, "bot_1", "local", "http://127.0.0.1:1/api");
    let output = momo.run(&["bot", "list"]).expect_notes(0);
    assert!(output.out().contains("bot_1"), "{output}");
    assert!(
        output.err().contains("no local platform is running"),
        "{output}"
    );
    dev(&momo, "http://127.0.0.1:1/api");
    let output = momo.run(&["bot", "list"]).expect_notes(0);
    assert!(
        output.out().contains("bot_1") && output.err().contains("Only what is kept here"),
        "{output}"
    );
    let output = momo.run(&["bot", "show"]).expect_notes(0);
    assert!(output.out().contains("bot_1"), "{output}");
    let output = momo.run(&["bot", "test"]).expect(3);
    assert!(output.err().contains("momo dev"), "{output}");
}

#[test]
fn id_that_fits_no_url_is_refused() {
    let mut answer = created();
    answer["bot_id"] = "bot_1/../x".into();
    let peer = json_peer(201, &answer);
    let momo = at_platform(&peer);
    let args = ["bot", "create", "--name", "x", "--callback-url", "3000"];
    let output = momo.run(&args).expect(3);
    assert!(output.err().contains("named no `bot_id`"), "{output}");
    assert_eq!(kept(&momo).bots().count(), 0);
}
