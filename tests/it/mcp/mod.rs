//! `momo mcp`, by the official Python SDK, by the inspector's command line, and byte by byte.
mod wire;

use crate::support::{
    CANARIES, Momo, Peer, Running, beside_build, create_bot, has_program, keep_bot, response,
    start_dev,
};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Python with the official SDK; `None` where that is not installed.
fn sdk() -> Option<PathBuf> {
    beside_build("the MCP SDK for Python", "mcp/bin/python")
}

/// What the Python client saw.
struct Session(Value);

impl Session {
    /// Starts `momo mcp FLAGS` and makes these calls; `None` where the SDK is not installed.
    #[track_caller]
    fn play(momo: &Momo, flags: &[&str], calls: &[(&str, Value)]) -> Option<Self> {
        let python = sdk()?;
        let like = momo.command(&[&["mcp"], flags].concat());
        let mut client = Command::new(python);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mcp/client.py");
        client.env_clear().arg(script).arg(json!(calls).to_string());
        client.arg(like.get_program()).args(like.get_args());
        client.envs(
            like.get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        let output = client
            .current_dir(momo.home())
            // The sources, which are outside, may lie in the machine's temporary folder.
            .env("TMPDIR", momo.home())
            .stdin(Stdio::null())
            .output();
        let output = output.unwrap();
        let out = String::from_utf8_lossy(&output.stdout);
        momo.secrets(&["mcp"]).assert_not_in(&output.stdout);
        let value = serde_json::from_str(&out)
            .unwrap_or_else(|_| panic!("{out}{}", String::from_utf8_lossy(&output.stderr)));
        Some(Self(value))
    }

    fn tools(&self) -> Vec<&str> {
        let tools = self.0["tools"].as_array().unwrap().iter();
        tools.map(|tool| tool["name"].as_str().unwrap()).collect()
    }

    fn answer(&self, index: usize) -> &Value {
        &self.0["answers"][index]["value"]
    }

    fn is_error(&self, index: usize) -> bool {
        self.0["answers"][index]["is_error"].as_bool().unwrap()
    }
}

/// Starts the local platform, and a bot that accepts every event. Returns both, and the bot's callback URL.
fn start_dev_with_bot(momo: &Momo) -> (Running, Peer, String) {
    let (dev, _) = start_dev(momo);
    let bot = Peer::answering(200, "application/json", "{}");
    let callback = bot.url("/hook");
    create_bot(momo, "Echo", &callback);
    (dev, bot, callback)
}

/// A home with the bot `bot_1`, whose credentials are canaries.
fn with_bot() -> Momo {
    let momo = Momo::new();
    keep_bot(&momo, "bot_1", "default", "http://127.0.0.1:9/api");
    momo
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn mcp_tools_sign_verify_and_lint_without_a_platform() {
    if sdk().is_none() {
        return;
    }
    let momo = with_bot();
    let signature = momo.run(&["sign", "--body", "{}"]).expect_notes(0).out();
    let calls = [
        ("sample", json!({})),
        ("sample", json!({"name": "momotalk/message_created"})),
        ("sign", json!({"body": "{}"})),
        (
            "verify",
            json!({"body": "{}", "signature": signature.trim()}),
        ),
        (
            "verify",
            json!({"body": "{}\n", "signature": signature.trim()}),
        ),
        (
            "kakao_lint",
            json!({"answer": r#"{"version":"2.0","template":{"outputs":[]}}"#}),
        ),
        ("sign", json!({"body": 7})),
        ("sign", json!({"boddy": "{}"})),
        ("sign", json!({"file": "--secret=x"})),
        ("sign", json!({"file": "-"})),
        ("no_such_tool", json!({})),
    ];
    let Some(session) = Session::play(&momo, &[], &calls) else {
        return;
    };
    assert_eq!(session.0["server"], "momo");
    assert!(
        session.answer(0)["result"]["samples"]
            .as_array()
            .unwrap()
            .len()
            > 10
    );
    assert_eq!(
        session.answer(1)["result"]["event_type"],
        "talk.message_created"
    );
    assert_eq!(session.answer(2)["result"]["signature"], signature.trim());
    assert_eq!(session.answer(3)["exit_code"], 0);
    let wrong = session.answer(4);
    assert_eq!(
        (&wrong["exit_code"], session.is_error(4)),
        (&json!(1), false)
    );
    assert!(
        wrong["result"]["explanation"]
            .to_string()
            .contains("newline"),
        "{wrong}"
    );
    assert_eq!(session.answer(5)["exit_code"], 1);
    for index in 6..10 {
        assert!(session.is_error(index), "{}", session.answer(index));
        assert_eq!(session.answer(index)["exit_code"], 2);
    }
    assert!(session.0["answers"][10]["protocol_error"].is_string());
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn mcp_sends_to_this_machine_and_to_allowed_hosts_only() {
    if sdk().is_none() {
        return;
    }
    let peer = Peer::answering(200, "application/json", "{}");
    let momo = with_bot();
    let event = "momotalk/message_created";
    let calls = [
        ("replay", json!({"what": [event], "to": peer.url("/hook")})),
        (
            "replay",
            json!({"what": [event], "to": "https://bot.example.invalid/hook"}),
        ),
        (
            "check",
            json!({"target": "https://bot.example.invalid/hook"}),
        ),
        (
            "kakao_say",
            json!({"text": "hi", "skill": "http://10.1.2.3/skill"}),
        ),
        ("history", json!({"limit": 5})),
        ("history", json!({"id": "last"})),
        ("verify", json!({"of": "last"})),
    ];
    let Some(session) = Session::play(&momo, &[], &calls) else {
        return;
    };
    assert_eq!(session.answer(0)["exit_code"], 0, "{}", session.answer(0));
    for index in 1..4 {
        let message = session.answer(index)["error"]["message"].as_str().unwrap();
        assert!(message.contains("is not on this machine"), "{message}");
    }
    assert_eq!(peer.seen().len(), 1);
    assert_eq!(
        session.answer(4)["result"].as_array().map_or(1, Vec::len),
        1
    );
    assert_eq!(session.answer(6)["result"]["verdict"], "valid");
    let allow = ["--allow-target", "Bot.Example.Invalid"];
    let session = Session::play(&momo, &allow, &calls[1..2]).unwrap();
    // It was allowed, and there is no such host.
    assert_eq!(session.answer(0)["exit_code"], 3, "{}", session.answer(0));
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn mcp_tools_that_change_something_want_to_be_allowed() {
    if sdk().is_none() {
        return;
    }
    let momo = Momo::new();
    let (_dev, _bot, _) = start_dev_with_bot(&momo);
    let say = ("room_say", json!({"text": "-hello\nthere", "room": 1}));
    let calls = [say.clone(), ("room_messages", json!({"room": 1}))];
    let Some(session) = Session::play(&momo, &[], &calls) else {
        return;
    };
    assert!(
        !session.tools().contains(&"room_say"),
        "{:?}",
        session.tools()
    );
    let refused = session.answer(0)["error"]["message"].as_str().unwrap();
    assert!(refused.contains("was not allowed"), "{refused}");
    let session = Session::play(&momo, &["--allow-write"], &calls).unwrap();
    assert!(session.tools().contains(&"room_say"));
    assert_eq!(session.answer(0)["exit_code"], 0, "{}", session.answer(0));
    assert!(session.answer(1).to_string().contains("-hello\\nthere"));
    let remote = ("MOMOTALK_API_BASE", "https://bot.example.invalid/api");
    let momo = Momo::new().with(remote.0, remote.1);
    let session = Session::play(&momo, &["--allow-write"], &calls).unwrap();
    let refused = session.answer(0)["error"]["message"].as_str().unwrap();
    assert!(refused.contains("is not on this machine"), "{refused}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn mcp_plays_conversations_and_checks_with_the_platform_that_runs() {
    if sdk().is_none() {
        return;
    }
    let momo = Momo::new();
    let (_dev, _bot, callback) = start_dev_with_bot(&momo);
    let chat = momo.file("quiet.chat", "## quiet\n앨리스: 안녕\nbot says nothing for 50ms\n\n## talks\n앨리스: 안녕\nbot within 100ms: 안녕\n");
    let calls = [
        ("chat_test", json!({"files": [&chat], "filter": "quiet"})),
        ("chat_test", json!({"files": [&chat], "filter": "talks"})),
        (
            "check",
            json!({"target": &callback, "only": ["event.valid", "signature.wrong"]}),
        ),
        ("delivery", json!({})),
    ];
    let Some(session) = Session::play(&momo, &[], &calls) else {
        return;
    };
    assert_eq!(session.answer(0)["exit_code"], 0, "{}", session.answer(0));
    assert_eq!(session.answer(1)["exit_code"], 1, "{}", session.answer(1));
    // It takes whatever it gets.
    assert_eq!(session.answer(2)["exit_code"], 1, "{}", session.answer(2));
    let text = session.answer(2)["result"].to_string();
    assert!(text.contains("signature.wrong"), "{text}");
    assert_eq!(session.answer(3)["exit_code"], 0, "{}", session.answer(3));
    let failure = &session.answer(1)["result"][0]["failure"];
    assert!(failure["reason"].is_string(), "{failure}");
    assert!(!session.0.to_string().contains("phrase"), "{}", session.0);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn mcp_answer_that_is_long_comes_in_pages_and_holds_no_secret() {
    if sdk().is_none() {
        return;
    }
    let leak = format!("{} {}", "x".repeat(9_000), CANARIES[1]);
    let bytes = response(500, "text/plain", &leak);
    let peer = Peer::raw(move |_| bytes.clone());
    let momo = with_bot();
    for _ in 0..5 {
        let to = peer.url("/hook");
        let replay = ["webhook", "replay", "momotalk/message_created", "--to", &to];
        momo.run_revealing(&replay).expect_notes(1);
    }
    let calls = [
        ("history", json!({})),
        ("more", json!({"cursor": "$cursor"})),
        ("more", json!({"cursor": "99:1"})),
    ];
    let Some(session) = Session::play(&momo, &[], &calls) else {
        return;
    };
    let pages = [session.answer(0), session.answer(1)];
    let count: usize = pages
        .iter()
        .map(|page| page["result"].as_array().unwrap().len())
        .sum();
    assert!(count > 2 && count <= 5, "{count}");
    assert!(pages[0]["next_cursor"].is_string());
    assert!(pages[0].to_string().contains("[secret "));
    assert!(session.is_error(2));
    forget_history(&momo);
}

/// Removes what bots said: only tools mask it.
fn forget_history(momo: &Momo) {
    for entry in std::fs::read_dir(momo.home()).unwrap() {
        let path = entry.unwrap().path();
        if path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("history.db")
        {
            std::fs::remove_file(path).unwrap();
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn mcp_repeats_no_secret_of_an_argument_a_file_or_the_environment() {
    if sdk().is_none() {
        return;
    }
    let bytes = response(500, "text/plain", "of-a-file-17 and of-the-environment-18");
    let peer = Peer::raw(move |_| bytes.clone());
    let momo = with_bot().with("SERVICE_TOKEN", "of-the-environment-18");
    let secret = momo.file("other.txt", "of-a-file-17\n");
    let event = "momotalk/message_created";
    let canary = CANARIES[1];
    let calls = [
        (
            "replay",
            json!({"what": [event], "to": peer.url("/hook"), "secret_file": &secret}),
        ),
        ("history", json!({"id": "last"})),
        ("history", json!({"filter": format!("body:{canary}")})),
        ("verify", json!({"of": canary})),
        ("sign", json!({canary: 1})),
        (
            "check",
            json!({"target": format!("https://{canary}.example/")}),
        ),
        (canary, json!({})),
    ];
    let Some(session) = Session::play(&momo, &[], &calls) else {
        return;
    };
    let text = session.0.to_string();
    for secret in ["of-a-file-17", "of-the-environment-18", canary] {
        assert!(!text.contains(secret), "{text}");
    }
    for index in [0, 2, 3, 4, 5] {
        let text = session.answer(index).to_string();
        assert!(text.contains("[secret "), "{index}: {text}");
    }
    forget_history(&momo);
}

#[test]
fn mcp_history_is_a_list_of_none_and_of_one() {
    // A peer that nobody calls would fail.
    if sdk().is_none() {
        return;
    }
    let peer = Peer::answering(200, "application/json", "{}");
    let momo = with_bot();
    let event = "momotalk/message_created";
    let calls = [
        ("history", json!({})),
        ("replay", json!({"what": [event], "to": peer.url("/hook")})),
        ("history", json!({})),
        ("history", json!({"id": "last"})),
    ];
    let Some(session) = Session::play(&momo, &[], &calls) else {
        return;
    };
    assert_eq!(session.answer(0)["result"], json!([]));
    let one = session.answer(2)["result"].as_array().unwrap();
    assert_eq!(one.len(), 1, "{one:?}");
    assert_eq!(session.answer(3)["result"]["id"], one[0]["id"]);
}

#[test]
fn mcp_puts_the_clock_of_the_platform_back() {
    // A peer that nobody calls would fail.
    if sdk().is_none() {
        return;
    }
    let momo = Momo::new();
    let (_dev, _bot, _) = start_dev_with_bot(&momo);
    let chat = momo.file(
        "clock.chat",
        "## ahead\n앨리스: 안녕\nclock +1h\nbot says nothing for 50ms\n",
    );
    let Some(session) = Session::play(&momo, &[], &[("chat_test", json!({"files": [&chat]}))])
    else {
        return;
    };
    assert_eq!(session.answer(0)["exit_code"], 0, "{}", session.answer(0));
    let clock = momo.run(&["fault", "clock", "--json"]).expect(0).json();
    assert_eq!(clock["offset_ms"], 0);
}

#[test]
fn mcp_secret_of_a_common_word_changes_no_key_and_no_frame() {
    let momo = with_bot();
    let words = momo.file("words.txt", "signature");
    let short = momo.file("short.txt", "momo");
    let body = r#"{"a":"signature \u0073ignature"}"#;
    let calls = [
        ("sign", json!({"body": "{}", "secret_file": &words})),
        ("sign", json!({"body": "{}", "secret_file": &short})),
        ("kakao_lint", json!({"answer": body})),
        ("verify", json!({"body": "{}"})),
    ];
    let Some(session) = Session::play(&momo, &[], &calls) else {
        return;
    };
    for index in 0..2 {
        let answer = session.answer(index);
        assert_eq!(answer["exit_code"], 0, "{answer}");
        assert!(answer["result"]["signature"].is_string(), "{answer}");
        let command = answer["command"].as_str().unwrap();
        assert!(command.starts_with("momo sign --json"), "{answer}");
    }
    assert!(
        !session.0.to_string().contains("[secret ["),
        "{}",
        session.0
    );
    let hints = session.answer(3)["error"]["hints"].to_string();
    assert!(hints.contains("the argument `"), "{hints}");
}

#[test]
fn mcp_reads_files_below_its_folder_only() {
    let momo = with_bot();
    let own = momo.file("own.json", "{}");
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let calls = [
        ("sign", json!({"file": own})),
        ("sign", json!({"file": manifest})),
        ("chat_test", json!({"files": [manifest]})),
        ("verify", json!({"of": manifest, "signature": "00"})),
    ];
    let Some(session) = Session::play(&momo, &[], &calls) else {
        return;
    };
    assert_eq!(session.answer(0)["exit_code"], 0, "{}", session.answer(0));
    for index in 1..4 {
        let message = session.answer(index)["error"]["message"].as_str().unwrap();
        assert!(message.contains("is not below the folder"), "{message}");
    }
    let allow = ["--allow-files", env!("CARGO_MANIFEST_DIR")];
    let session = Session::play(&momo, &allow, &calls[1..2]).unwrap();
    assert_eq!(session.answer(0)["exit_code"], 0, "{}", session.answer(0));
}

#[test]
fn mcp_refuses_hosts_that_no_target_has() {
    for host in ["http://x/y", "*", "", "bot.example:443", "a b", "*.example"] {
        let output = Momo::new().run(&["mcp", "--allow-target", host]).expect(2);
        assert!(output.err().contains("it is no host"), "{host} {output}");
    }
}

#[test]
fn mcp_speaks_with_the_inspector() {
    if !has_program("node") {
        return;
    }
    let path = "mcp-inspector/node_modules/.bin/mcp-inspector-cli";
    let Some(inspector) = beside_build("the MCP inspector", path) else {
        return;
    };
    let momo = with_bot();
    // It looks for its own package above the folder that it runs in.
    let folder = inspector.ancestors().nth(2).unwrap().to_owned();
    let inspect = |more: &[&str]| {
        let like = momo.command(&["mcp"]);
        let mut command = Command::new("node");
        command
            .env_clear()
            .arg(&inspector)
            .arg("--cli")
            .arg(like.get_program())
            .args(["mcp"])
            .args(more);
        command.envs(
            like.get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        command.current_dir(&folder).stdin(Stdio::null());
        let output = command.output().unwrap();
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        serde_json::from_str::<Value>(&out)
            .unwrap_or_else(|_| panic!("{out}{}", String::from_utf8_lossy(&output.stderr)))
    };
    let tools = inspect(&["--method", "tools/list"]);
    let tools = tools["tools"].as_array().unwrap();
    assert!(tools.len() >= 10, "{}", tools.len());
    for tool in tools {
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
        assert!(tool["annotations"]["readOnlyHint"].is_boolean(), "{tool}");
    }
    let call = [
        "--method",
        "tools/call",
        "--tool-name",
        "sign",
        "--tool-arg",
        "body=hello",
    ];
    let answer = inspect(&call);
    let text = answer["content"][0]["text"].as_str().unwrap();
    let answer: Value = serde_json::from_str(text).unwrap();
    let signature = momo.run(&["sign", "--body", "hello"]).expect_notes(0).out();
    assert_eq!(answer["result"]["signature"], signature.trim());
}

#[test]
fn mcp_day_of_an_agent_needs_nothing_beside_it() {
    // A peer that nobody calls would fail.
    if sdk().is_none() {
        return;
    }
    let momo = Momo::new();
    let peer = Peer::answering(200, "application/json", "{}");
    let callback = peer.url("/hook");
    let chat = momo.file(
        "quiet.chat",
        "## quiet\n앨리스: 안녕\nbot says nothing for 50ms\n",
    );
    let create = |url: &str| ("bot_create", json!({"name": "Echo", "callback_url": url}));
    let calls = [
        ("platform", json!({})),
        ("platform", json!({})),
        create(&callback),
        create("https://bot.example.invalid/hook"),
        ("bot_list", json!({})),
        ("bot_list", json!({"bot": "Echo"})),
        ("bot_test", json!({"bot": "Echo"})),
        (
            "check",
            json!({"target": &callback, "only": ["event.valid"]}),
        ),
        (
            "replay",
            json!({"what": ["momotalk/message_created"], "to": &callback}),
        ),
        ("chat_test", json!({"files": [&chat]})),
        ("sign", json!({"body": "{}", "bot": "Echo"})),
    ];
    let Some(session) = Session::play(&momo, &[], &calls[..3]) else {
        return;
    };
    for (index, call) in calls[..3].iter().enumerate() {
        assert!(!session.tools().contains(&call.0));
        let refused = session.answer(index)["error"]["message"].as_str().unwrap();
        assert!(refused.contains("was not allowed"), "{refused}");
    }
    let session = Session::play(&momo, &["--allow-write"], &calls).unwrap();
    assert!(
        (10..=19).contains(&session.tools().len()),
        "{:?}",
        session.tools()
    );
    for index in [0, 1, 2, 4, 5, 6, 7, 8, 9, 10] {
        assert_eq!(
            session.answer(index)["exit_code"],
            0,
            "{}",
            session.answer(index)
        );
    }
    assert_eq!(session.answer(0)["result"], session.answer(1)["result"]);
    let refused = session.answer(3)["error"]["message"].as_str().unwrap();
    assert!(refused.contains("is not on this machine"), "{refused}");
    assert_eq!(
        session.answer(4)["result"]["bots"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        session.answer(5)["result"]["callback_url"],
        callback.as_str()
    );
    let created = &session.answer(2)["result"];
    for secret in ["bot_token", "webhook_secret"] {
        let shown = created[secret].as_str().unwrap();
        assert!(
            shown.starts_with("[secret ") && shown.ends_with(']'),
            "{shown}"
        );
    }
    let credentials = std::fs::read_to_string(momo.home().join("credentials.json")).unwrap();
    let credentials: Value = serde_json::from_str(&credentials).unwrap();
    let kept = credentials["bots"]
        .as_object()
        .unwrap()
        .values()
        .next()
        .unwrap();
    for secret in kept.as_object().unwrap().values().filter_map(Value::as_str) {
        let is_secret = secret.len() >= 20 && !secret.contains("://");
        assert!(
            !is_secret || !session.0.to_string().contains(secret),
            "{secret}"
        );
    }
    // The platform went with the server.
    let _ = momo.run(&["room", "list"]).expect(3);
}
