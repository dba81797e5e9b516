//! Conversations that are played with the bots of a platform in another process.
use super::MENU;
use crate::bots::Bot;
use crate::support::{Momo, Output, Running, create_bot, has_program, kept, start_dev, wait_for};
use momo::flow::api::ApiClient;
use serde_json::{Value, json};
use std::path::Path;

/// A platform in another process, with the bot of [`MENU`].
pub(super) struct Beside {
    pub(super) momo: Momo,
    dev: Running,
    api_base: String,
    pub(super) bot: Option<Bot>,
}

impl Beside {
    /// `None` where there is no Python.
    pub(super) fn start() -> Option<Self> {
        if !has_program("python3") {
            return None;
        }
        let momo = Momo::new();
        let (dev, api_base) = start_dev(&momo);
        let mut beside = Self {
            momo,
            dev,
            api_base,
            bot: None,
        };
        beside.bot = Some(beside.add_bot("메뉴"));
        Some(beside)
    }

    /// Registers a bot, starts it, and has its events sent to it.
    fn add_bot(&self, name: &str) -> Bot {
        let created = create_bot(&self.momo, name, "http://127.0.0.1:1/").json();
        let credentials = json!({
            "MOMOTALK_BOT_ID": created["bot_id"],
            "MOMOTALK_BOT_TOKEN": created["bot_token"],
            "MOMOTALK_WEBHOOK_SECRET": created["webhook_secret"],
            "MOMOTALK_API_BASE": self.api_base,
        });
        let bot = Bot::with("python3", Path::new(MENU), &credentials);
        let update = ["bot", "update", name, "--callback-url", &bot.url];
        self.momo.run(&update).expect_notes(0);
        bot
    }

    fn test(&self, text: &str, flags: &[&str]) -> Output {
        self.momo.file("a.chat", text);
        self.momo
            .run(&[&["chat", "test", "a.chat"], flags].concat())
    }

    /// Returns the API with the token of a role.
    pub(super) fn api(&self, role: &str) -> ApiClient {
        let token = kept(&self.momo)
            .console_token(&self.api_base, role)
            .cloned();
        ApiClient::new(&self.api_base, token.unwrap()).unwrap()
    }

    /// Returns the rooms and the users.
    pub(super) fn places(&self) -> [Value; 2] {
        let api = self.api("admin");
        ["rooms", "users"].map(|noun| {
            let list = api.get(&format!("/{noun}")).unwrap().unwrap()[noun].take();
            let ids = list.as_array().unwrap().iter();
            ids.map(|it| it["name"].clone()).collect()
        })
    }
}

#[test]
fn running_platform_plays_them_and_keeps_nothing_of_them() {
    let Some(beside) = Beside::start() else {
        return;
    };
    let before = beside.places();
    let text = "## 주문\n앨리스: 주문할게요\nbot: 잠시만요\nbot =~ /주문번호 (?<id>[0-9]+)/ [취소] [확인]\n앨리스 taps 취소\n\
                bot: {id}번을 취소했어요\n앨리스: 조용\nbot says nothing\n";
    let many: String = (0..12).map(|_| text).collect();
    let played = beside.test(&many, &["--json"]).expect_notes(0).json_lines();
    let summary = played.last().unwrap();
    assert_eq!(
        (&summary["passed"], &summary["turns"]),
        (&json!(12), &json!(36))
    );
    assert_eq!(beside.places(), before);
}

#[test]
fn failed_line_has_what_went_over_the_wire() {
    let Some(beside) = Beside::start() else {
        return;
    };
    let failed = beside.test("## a\n앨리스: 안녕\nbot: 안녕하세요\n", &[]);
    let failed = failed.expect_notes(1);
    for words in [
        "  a.chat:3: bot: 안녕하세요\n",
        "      - 안녕하세요\n      + 안녕\n",
        "    event to the bot  200 OK  ",
        "    call of the bot   201 Created  ",
    ] {
        assert!(failed.out().contains(words), "{failed}");
    }
    let report = ["--report", "json=chat.json"];
    beside
        .test(
            "## a\n앨리스: 화남\nbot: 네\n",
            &[&report[..], &["--within", "1s"]].concat(),
        )
        .expect_notes(1);
    let report = std::fs::read_to_string(beside.momo.home().join("chat.json"));
    let report = report.unwrap_or_else(|_| panic!("no report"));
    // Bodies are in the history only, and so is why.
    assert!(report.contains("500"), "{report}");
}

#[test]
fn faults_and_a_moved_clock_end_with_the_run() {
    let Some(beside) = Beside::start() else {
        return;
    };
    let text = "## a\nfault duplicate\n앨리스: 주문할게요\nbot: 잠시만요\nbot ~ *\nclock +1h\n앨리스: 안녕\nbot: 안녕\n";
    let offset = || {
        let clock = beside.momo.run(&["fault", "clock", "--json"]).expect(0);
        clock.json()["offset_ms"].clone()
    };
    beside.test(text, &[]).expect(0);
    assert_eq!(offset(), 0);
    let faults = beside.momo.run(&["fault", "list", "--json"]).expect(0);
    assert_eq!(faults.json()["faults"], json!([]));
    // One that was ahead before is as far ahead afterwards, also where a line fails.
    let ahead = beside.momo.run(&["fault", "clock", "+2h"]);
    ahead.expect(0);
    let fails = "## a\nclock +1h\n앨리스: 안녕\nbot within 100ms: 아니오\n";
    beside.test(fails, &[]).expect_notes(1);
    assert_eq!(offset(), 7_200_000);
}

#[test]
fn named_bots_alone_get_the_events() {
    let Some(beside) = Beside::start() else {
        return;
    };
    let _other = beside.add_bot("다른봇");
    let text = "## a\n앨리스: 안녕\nbot: 안녕\n앨리스: 조용\nbot says nothing\n";
    beside.test(text, &["--bot", "메뉴"]).expect_notes(0);
    let both = "## a\n앨리스: 안녕\nany order:\n  bot 메뉴: 안녕\n  bot 다른봇: 안녕\n";
    beside.test(both, &[]).expect_notes(0);
    let unknown = beside.test(text, &["--bot", "없음"]).expect(2);
    assert!(
        unknown
            .err()
            .contains("`없음` is no bot of the running platform"),
        "{unknown}"
    );
}

#[test]
fn bot_that_does_not_listen_is_told() {
    let Some(mut beside) = Beside::start() else {
        return;
    };
    beside.bot = None;
    let text = "## a\n앨리스: 안녕\nbot within 2s: 안녕\n";
    let absent = beside.test(text, &[]).expect_notes(1);
    assert!(absent.out().contains("Nothing listens at"), "{absent}");
    let absent = beside.test(text, &[]).expect(3);
    assert!(
        absent
            .err()
            .contains("no bot of the running platform listens"),
        "{absent}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn platform_that_ends_meanwhile_is_could_not_tell() {
    let Some(beside) = Beside::start() else {
        return;
    };
    beside
        .momo
        .file("a.chat", "## a\n앨리스: 조용\nbot within 60s: 네\n");
    let test = beside.momo.start(&["chat", "test", "a.chat"]);
    let is_said = || beside.places()[1].to_string().contains('@').then_some(());
    wait_for("the message of the conversation", is_said);
    beside.dev.signal("TERM");
    beside.dev.finish().expect_notes(0);
    let output = test.finish().expect_notes(3);
    assert!(output.out().starts_with("ERROR"), "{output}");
}

#[test]
fn without_a_running_platform_the_other_ways_are_told() {
    let momo = Momo::new();
    momo.file("a.chat", "## a\n앨리스: 안녕\nbot: 안녕\n");
    let output = momo.run(&["chat", "test", "a.chat"]).expect(3);
    for words in [
        "no local platform is running",
        "`momo dev`",
        "`momo chat test FILES -- npm start`",
        "`--to 3000/hook`",
    ] {
        assert!(output.err().contains(words), "{output}");
    }
}

#[test]
fn target_beside_a_running_platform_is_refused_with_the_simplest_remedy_first() {
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    create_bot(&momo, "A", "3911/hook");
    momo.file("a.chat", "A: hi\nbot: hi\n");
    let output = momo
        .run(&["chat", "test", "a.chat", "--to", "3911/hook"])
        .expect(3);
    assert!(output.err().contains("hint: Leave `--to` out"), "{output}");
}
