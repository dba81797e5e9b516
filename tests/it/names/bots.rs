//! Bots by id and by name, several known and none chosen, bots of which nothing is kept, the bot of a folder.
use crate::support::os::DOES_NOTHING;
use crate::support::{
    CANARIES, Momo, create_bot, has_program, keep_bot, kept, on_terminal, start_dev,
};
use momo::flow::api::ApiClient;
use momo::io::files::{Credentials, Home};
use momo::model::secret::Secret;
use serde_json::{Value, json};

fn keep(momo: &Momo, id: &str, name: &str, secret: &str) {
    keep_bot(momo, id, "production", "https://bot.mmrnd.net/api");
    Credentials::update(&Home::in_folder(momo.home()), |known| {
        let bot = known.bot_entry(id);
        bot.name = Some(name.into());
        bot.secret = Secret::new(secret);
        Ok(())
    })
    .unwrap();
}

fn sign(momo: &Momo, more: &[&str]) -> Vec<u8> {
    let output = momo.run(&[&["sign", "--body", "{}"], more].concat());
    output.expect_notes(0).stdout
}

#[test]
fn bot_is_chosen_by_its_name() {
    let momo = Momo::new();
    keep(&momo, "bot_a", "에코", "secret-of-bot-a-0123");
    keep(&momo, "bot_b", "주문", "secret-of-bot-b-0123");
    let by_id = sign(&momo, &["--bot", "bot_b"]);
    assert_eq!(sign(&momo, &["--bot", "주문"]), by_id);
    // Decomposed, as a file manager of macOS gives it.
    let decomposed = "\u{110c}\u{116e}\u{1106}\u{116e}\u{11ab}";
    assert_eq!(sign(&momo, &["--bot", decomposed]), by_id);
    let output = momo.run(&["bot", "env", "주문"]).expect(0);
    assert!(output.out().contains("MOMOTALK_BOT_ID=bot_b"), "{output}");
    momo.file("momo.json", r#"{"bot":"주문"}"#);
    assert_eq!(sign(&momo, &[]), by_id);
    assert_ne!(sign(&momo, &["--bot", "에코"]), by_id);
}

#[test]
fn name_of_several_bots_or_of_none_is_said_with_the_choices() {
    let momo = Momo::new();
    keep(&momo, "bot_a", "Echo", "secret-of-bot-a-0123");
    keep(&momo, "bot_b", "Echo", "secret-of-bot-b-0123");
    let args = ["sign", "--body", "{}", "--bot"];
    let output = momo.run(&[&args[..], &["Echo"]].concat()).expect(2);
    let both = "2 bots are called `Echo` (the flag `--bot`): bot_a (Echo), bot_b (Echo)";
    assert!(output.err().contains(both), "{output}");
    let output = momo.run(&[&args[..], &["Ecoh"]].concat()).expect(2);
    assert!(output.err().contains("Did you mean `Echo`?"), "{output}");
}

#[test]
fn several_bots_and_none_chosen_is_said_as_that_in_every_verb() {
    let momo = Momo::new();
    keep(&momo, "bot_a", "A", "secret-of-bot-a-0123");
    keep(&momo, "bot_b", "B", "secret-of-bot-b-0123");
    let choices = "2 bots are known here and none was chosen: bot_a (A), bot_b (B)";
    let verbs: [&[&str]; 8] = [
        &["sign", "--body", "{}"],
        &["bot", "test"],
        &["bot", "env"],
        &["bot", "show"],
        &["bot", "delete", "--forget", "--yes"],
        &["message", "send", "--room", "1", "hi"],
        &["webhook", "replay", "momotalk/message_created"],
        &["room", "subscribe", "--room", "1"],
    ];
    for verb in verbs {
        let output = momo.run(verb).expect(2);
        assert!(output.err().contains(choices), "{verb:?}\n{output}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn forgotten_bot_is_unknown_after_the_next_start_of_the_platform() {
    let momo = Momo::new();
    let (dev, _) = start_dev(&momo);
    let made = ["bot", "create", "--callback-url", "3000/hook", "--name"];
    let make = |name: &str| {
        let output = momo.run(&[&made[..], &[name, "--json"]].concat()).expect(0);
        output.json()["bot_id"].as_str().unwrap().to_owned()
    };
    let (gone, left) = (make("gone"), make("left"));
    momo.run(&["bot", "delete", &gone, "--forget", "--yes"])
        .expect(0);
    dev.signal("TERM");
    dev.finish().expect_notes(0);
    let (_dev, _) = start_dev(&momo);
    assert!(kept(&momo).bot(&gone).is_none());
    sign(&momo, &[]);
    let output = momo.run(&["bot", "env"]).expect(0);
    assert!(output.out().contains(&left), "{output}");
    // The platform has it still, so it can be had back.
    momo.run(&["bot", "rotate", &gone, "--yes"]).expect_notes(0);
    sign(&momo, &["--bot", "gone"]);
}

#[test]
fn entry_without_a_credential_is_no_bot() {
    let momo = Momo::new();
    keep(&momo, "bot_a", "A", "secret-of-bot-a-0123");
    Credentials::update(&Home::in_folder(momo.home()), |known| {
        known.bot_entry("bot_ghost").profile = "local".into();
        Ok(())
    })
    .unwrap();
    sign(&momo, &[]);
    let output = momo.run(&["bot", "list"]).expect_notes(0);
    assert!(!output.out().contains("bot_ghost"), "{output}");
}

#[test]
fn bot_made_by_an_api_call_is_known_to_the_commands() {
    let momo = Momo::new();
    let (_dev, api_base) = start_dev(&momo);
    let token = kept(&momo).console_token(&api_base, "developer").cloned();
    let api = ApiClient::new(&api_base, token.unwrap()).unwrap();
    let new = json!({"name": "Page", "callback_url": "3000/hook"});
    let bot: Value = api.post("/bots", &new).unwrap().unwrap();
    let id = bot["bot_id"].as_str().unwrap();
    let variables = |bot: &Value, name: &str| {
        let object = momo.run(&["bot", "env", name, "--json"]).expect(0).json();
        assert_eq!(object["MOMOTALK_BOT_TOKEN"], bot["bot_token"]);
        assert_eq!(object["MOMOTALK_WEBHOOK_SECRET"], bot["webhook_secret"]);
    };
    variables(&bot, "Page");
    let path = format!("/bots/{id}");
    let renamed = json!({"name": "Seite", "callback_url": "4000/hook"});
    api.patch(&path, &renamed).unwrap().unwrap();
    variables(&bot, "Seite");
    let stored = kept(&momo).bot(id).unwrap().callback_url.clone();
    assert_eq!(stored.as_deref(), Some("http://127.0.0.1:4000/hook"));
    let rotated = api.post(&format!("{path}/rotate"), &json!({"what": "both"}));
    variables(&rotated.unwrap().unwrap(), "Seite");
}

#[test]
fn run_with_save_writes_the_bot_into_the_settings_of_the_project() {
    let momo = Momo::new();
    momo.file("momo.json", "{\"callback\":\"3000/hook\"}");
    let run = [
        "run",
        "--port",
        "0",
        "--name",
        "Echo",
        "--save",
        "--",
        DOES_NOTHING,
    ];
    let output = momo.run(&run).expect_notes(0);
    assert!(
        output.err().contains("momo.json` names the bot"),
        "{output}"
    );
    let written: Value = momo.json_file("momo.json");
    assert_eq!(written["callback"], "3000/hook");
    let id = written["bot"].as_str().unwrap();
    assert!(kept(&momo).bot(id).is_some());
    keep(&momo, "bot_other", "Other", CANARIES[1]);
    let output = momo.run(&["bot", "env"]).expect(0);
    assert!(output.out().contains(id), "{output}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn run_on_a_terminal_asks_once_before_it_writes_the_bot() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let run = ["run", "--port", "0", "--", DOES_NOTHING];
    let question = "so that commands in this folder mean it?";
    let output = on_terminal(&momo, &run, &[(question, "no")]).expect(0);
    assert!(!momo.home().join("momo.json").exists(), "{output}");
    // The bot is no longer new: it was asked about.
    let output = on_terminal(&momo, &run, &[]).expect(0);
    assert!(!output.out().contains(question), "{output}");
    let other = ["run", "--port", "0", "--name", "Other", "--", DOES_NOTHING];
    let output = on_terminal(&momo, &other, &[(question, "yes")]).expect(0);
    assert!(output.out().contains("names the bot"), "{output}");
    assert!(momo.home().join("momo.json").exists());
}

#[test]
fn event_of_a_bot_whose_secret_is_not_kept_is_neither_valid_nor_invalid() {
    let momo = Momo::new();
    keep(&momo, "bot_a", "A", "secret-of-bot-a-0123");
    let body = r#"{"event_id":"evt_1","bot_id":"bot_b"}"#;
    let by_other = ["sign", "--body", body, "--secret", "secret-of-bot-b-0123"];
    let signature = momo.run(&by_other).expect_notes(0).out();
    let args = ["verify", "--body", body, "-s", signature.trim()];
    let output = momo.run(&args).expect(3);
    for words in [
        "no webhook secret of the bot `bot_b` is kept here",
        "momo bot add bot_b --secret-file FILE",
    ] {
        assert!(output.err().contains(words), "{output}");
    }
    assert_eq!(output.out(), "");
    let output = momo
        .run(&[&args[..], &["--explain", "--json"]].concat())
        .expect(3);
    assert!(output.err().contains("bot_b"), "{output}");
    // Its own bot's secret decides, and so does one that is named.
    let own = body.replace("bot_b", "bot_a");
    momo.run(&["verify", "--body", &own, "-s", signature.trim()])
        .expect(1);
    momo.run(&[&args[..], &["--bot", "A"]].concat()).expect(1);
}

#[test]
fn second_bot_of_a_name_is_told_and_choosing_by_the_name_is_a_usage_error() {
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    let first = create_bot(&momo, "A", "3911/hook").json();
    let id = first["bot_id"].as_str().unwrap();
    let again = [
        "bot",
        "create",
        "--name",
        "A",
        "--callback-url",
        "3911/hook",
    ];
    let second = momo.run_revealing(&again).expect_notes(0);
    let told = format!("`{id}` has this name too");
    assert!(second.err().contains(&told), "{second}");
    for verb in [&["bot", "test", "A"][..], &["bot", "test"]] {
        let output = momo.run(verb).expect(2);
        assert!(output.err().contains("2 bots are"), "{output}");
    }
}
