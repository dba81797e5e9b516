//! A refused signature is explained by asking the bot which signature it takes.
use crate::bots::{Bot, sources};
use crate::platform::{Fields, Local, taker, wait_for_requests};
use crate::support::{Momo, Peer, has_program, response, start_dev};
use serde_json::{Value, json};

/// A platform, and a bot that makes a mistake.
struct Mistaken {
    momo: Momo,
    _platform: crate::support::Running,
    program: Bot,
    /// The credentials of another bot.
    other: Value,
}

/// Starts them; `None` without Python.
fn mistaken(mistake: &str) -> Option<Mistaken> {
    if !has_program("python3") {
        return None;
    }
    let momo = Momo::new();
    let (platform, _) = start_dev(&momo);
    let create = |name: &str| {
        let args = ["bot", "create", "--name", name, "--callback-url"];
        let nowhere = "http://127.0.0.1:9/momotalk/webhook";
        let made = momo.run(&[&args[..], &[nowhere, "--json"]].concat());
        let made = made.expect_notes(0).json();
        let id = made["bot_id"].as_str().unwrap().to_owned();
        let env = momo.run(&["bot", "env", &id, "--as", "json"]);
        (id, env.expect(0).json())
    };
    let (_, other) = create("Other");
    let (id, mut credentials) = create("Mistaken");
    credentials["MISTAKE"] = mistake.into();
    credentials["OTHER_SECRET"] = other["MOMOTALK_WEBHOOK_SECRET"].clone();
    let program = Bot::with(
        "python3",
        &sources().join("python/mistaken.py"),
        &credentials,
    );
    let update = ["bot", "update", &*id, "--callback-url", &*program.url];
    momo.run(&update).expect(0);
    std::fs::write(momo.home().join("id"), id).unwrap();
    Some(Mistaken {
        momo,
        _platform: platform,
        program,
        other,
    })
}

impl Mistaken {
    fn id(&self) -> String {
        std::fs::read_to_string(self.momo.home().join("id")).unwrap()
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn bot_test_names_the_bots_mistake_and_its_fix() {
    let raw = "self.rfile.read(int(self.headers[\"Content-Length\"]))";
    for (mistake, code, what, fix) in [
        ("compact", "json_rewritten", "written again (compact)", raw),
        ("dumps", "json_rewritten", "Python's json.dumps", raw),
        ("sorted", "json_rewritten", "keys sorted", raw),
        ("newline", "newline_added", "a newline (LF) is added", raw),
        ("base64", "base64", "written as base64", ".hexdigest()"),
        (
            "prefix",
            "prefix",
            "`sha256=` stands before",
            "without a prefix",
        ),
        (
            "header",
            "other_header",
            "in the header `X-Signature`",
            "from the header `X-MoMoTalk-Bot-Signature`",
        ),
        (
            "github",
            "other_header+prefix",
            "in the header `X-Hub-Signature-256`",
            "from the header `X-MoMoTalk-Bot-Signature`",
        ),
        (
            "secret newline",
            "secret_newline_added",
            "to the secret",
            "trim it",
        ),
        (
            "secret base64",
            "secret_base64",
            "base64-decoded",
            "secret.encode()",
        ),
        (
            "no secret",
            "secret_empty",
            "the secret is empty",
            "momo bot env",
        ),
        (
            "other secret",
            "other_secret",
            "that of the bot",
            "momo bot env",
        ),
    ] {
        let Some(bot) = mistaken(mistake) else { return };
        let id = bot.id();
        let output = bot.momo.run(&["bot", "test", &id]).expect(1);
        let words = output.err();
        let refused = "the bot refused the signature (401): it takes an event if ";
        assert!(words.contains(refused), "{mistake}: {output}");
        assert!(words.contains(what), "{mistake}: {output}");
        assert!(words.contains(fix), "{mistake}: {output}");
        let json = bot.momo.run(&["bot", "test", &id, "--json"]).expect(1);
        assert_eq!(json.json()["mistake"], code, "{mistake}");
        let secret = bot.other["MOMOTALK_WEBHOOK_SECRET"].as_str().unwrap();
        assert!(!output.to_string().contains(secret));
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn unknown_mistake_leads_to_verify() {
    let Some(bot) = mistaken("str") else { return };
    let output = bot.momo.run(&["bot", "test", &bot.id()]).expect(1);
    assert!(output.err().contains("and it takes none"), "{output}");
    assert!(
        output
            .err()
            .contains("momo verify --signature HEX --explain")
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn bot_that_ignores_unknown_types_is_named() {
    let Some(bot) = mistaken("type first") else {
        return;
    };
    let output = bot.momo.run(&["bot", "test", &bot.id()]).expect(1);
    let words = "events of an unknown type before it looks at the signature";
    assert!(output.err().contains(words), "{output}");
    assert!(output.err().contains("fingerprint"), "{output}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn room_say_tells_the_mistake() {
    let Some(bot) = mistaken("compact") else {
        return;
    };
    let say = ["room", "say", "--room", "1", "안녕", "--wait", "2s"];
    let output = bot.momo.run(&say).expect(1);
    let words = "it takes an event if the JSON is parsed and written again (compact)";
    assert!(output.err().contains(words), "{output}");
    let plain = bot
        .momo
        .run(&[&say[..], &["--no-probe"]].concat())
        .expect(1);
    assert!(
        plain.err().contains("made with the secret of fingerprint"),
        "{plain}"
    );
    assert!(!plain.err().contains(words), "{plain}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn replay_asks_only_where_it_is_told_to() {
    let Some(bot) = mistaken("compact") else {
        return;
    };
    let id = bot.id();
    let replay = [
        "webhook",
        "replay",
        "momotalk/message_created",
        "--bot",
        &*id,
    ];
    let to = ["--to", &*bot.program.url];
    let asked = bot
        .momo
        .run(&[&replay[..], &to, &["--why"]].concat())
        .expect(1);
    let words = "it takes an event if the JSON is parsed and written again (compact)";
    assert!(asked.out().contains(words), "{asked}");
    let plain = bot.momo.run(&[&replay[..], &to].concat()).expect(1);
    assert!(!plain.out().contains(words), "{plain}");
    // A body without white space is what the bot itself writes.
    let compact = [
        "webhook",
        "replay",
        "momotalk/message_created.compact",
        "--bot",
        &*id,
    ];
    bot.momo.run(&[&compact[..], &to].concat()).expect_notes(0);
}

/// A bot that refuses every signature.
fn refuser() -> Peer {
    Peer::raw(|_| response(401, "text/plain", "no"))
}

#[test]
fn probe_is_an_event_of_its_own_type_and_no_room() {
    let (local, peer) = (Local::start(), refuser());
    let bot = local.bot(&peer.url("/hook"));
    let told = local.developer("POST", &format!("/bots/{}/test", bot.id), None);
    let path = format!("/exchanges/{}/explain", told.text("exchange_id"));
    let explained = local.developer("POST", &path, Some(&json!({})));
    assert_eq!(explained["mistake"], Value::Null);
    let seen = wait_for_requests(&peer, 3);
    assert_eq!(explained["probes"], seen.len() - 1);
    let mut signatures = std::collections::BTreeSet::new();
    for probe in &seen[1..] {
        let event: Value = serde_json::from_slice(&probe.body).unwrap();
        assert_eq!(event["event_type"], "momo.probe");
        assert_eq!(event["message"]["room_id"], 0);
        assert_eq!(
            probe.header("x-momotalk-event-id"),
            event["event_id"].as_str()
        );
        assert_ne!(event["event_id"], told["event_id"]);
        assert!(probe.header("x-momotalk-bot-signature").is_some());
        let is_signature = |(name, _): &&(String, String)| name.contains("signature");
        let given: Vec<_> = probe.headers.iter().filter(is_signature).cloned().collect();
        assert!(signatures.insert(given.clone()), "{given:?} twice");
    }
    assert!(seen.len() > 20, "{}", seen.len());
}

#[test]
fn bot_that_took_the_event_is_not_asked() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/hook"));
    let told = local.developer("POST", &format!("/bots/{}/test", bot.id), None);
    let path = format!("/exchanges/{}/explain", told.text("exchange_id"));
    let explained = local.developer("POST", &path, Some(&json!({})));
    assert_eq!(
        explained,
        json!({ "diagnosis": null, "mistake": null, "probes": 0 })
    );
    peer.only();
}

#[test]
fn exchange_has_its_diagnosis() {
    let (local, peer) = (Local::start(), refuser());
    let bot = local.bot(&peer.url("/hook"));
    let told = local.developer("POST", &format!("/bots/{}/test", bot.id), None);
    let path = format!("/exchanges/{}", told.text("exchange_id"));
    let exchange = local
        .call(&local.console("admin"), "GET", &path, None)
        .good();
    let message = exchange["diagnosis"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("the bot refused the signature (401)"),
        "{message}"
    );
    peer.only();
}
