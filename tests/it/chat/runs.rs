//! Runs of many conversations: selection, repetition, what is printed, and exit codes.
use super::{MENU, play, play_files};
use crate::bots::Bot;
use crate::support::{Momo, has_program, start_dev};
use serde_json::{Value, json};
use std::path::Path;

const TWO: &str = "## 인사\ntags fast\n앨리스: 안녕\nbot: 안녕\n## 주문\ntags slow\n앨리스: 주문할게요\nbot: 잠시만요\nbot ~ 주문번호*\n";

fn titles(lines: &[Value]) -> Vec<&str> {
    let lines = lines.iter().filter(|line| line["type"] == "conversation");
    lines.map(|line| line["title"].as_str().unwrap()).collect()
}

#[test]
fn failed_run_shows_the_line_the_talk_and_the_wire() {
    let momo = Momo::new();
    let text = "## 인사\n앨리스: 안녕\nbot: 안녕하세요\n";
    let Some(output) = play(&momo, text, &[]) else {
        return;
    };
    let output = output.expect_notes(1);
    let out = output.out();
    let mut lines: Vec<_> = out.lines().collect();
    let first = lines.remove(0);
    assert!(
        first.starts_with("FAILED  a.chat:1  인사  1 turn, "),
        "{output}"
    );
    let (wire, summary) = lines.split_at(lines.len() - 6);
    assert_eq!(wire[0], "");
    assert_eq!(wire[1], "  a.chat:3: bot: 안녕하세요");
    assert!(
        wire[2].starts_with("  the bot says something else"),
        "{output}"
    );
    let start = [
        "    - expected, + got",
        "      - 안녕하세요",
        "      + 안녕",
        "  the talk:",
    ];
    assert_eq!(wire[3..7], start);
    assert!(wire[7].ends_with(" 앨리스: 안녕  line 2"), "{output}");
    assert!(wire[8].ends_with(": 안녕  no line"), "{output}");
    assert_eq!(summary[0], "  on the wire:");
    assert!(
        summary[1].starts_with("    call of the bot   201 Created  "),
        "{output}"
    );
    assert!(
        summary[2].starts_with("    event to the bot  200 OK  "),
        "{output}"
    );
    let command = summary[3].trim_start().strip_prefix("more: ").unwrap();
    assert_eq!(summary[4], "");
    assert!(
        summary[5].starts_with("1 conversation: 1 failed; 1 turn in "),
        "{output}"
    );
    // What is kept can be looked at.
    let words: Vec<_> = command.split(' ').skip(1).collect();
    momo.run(&words).expect_notes(0);
}

#[test]
fn conversations_are_chosen_by_title_and_tag() {
    let momo = Momo::new();
    for (flags, chosen) in [
        (&["--filter", "주"][..], &["주문"][..]),
        (&["--tag", "fast"], &["인사"]),
        (&["--tag", "!fast"], &["주문"]),
        (
            &["--tag", "fast", "--tag", "slow", "--parallel", "1"],
            &["인사", "주문"],
        ),
    ] {
        let Some(output) = play(&momo, TWO, &[flags, &["--json"]].concat()) else {
            return;
        };
        assert_eq!(
            titles(&output.expect_notes(0).json_lines()),
            chosen,
            "{flags:?}"
        );
    }
    for flags in [["--filter", "없음"], ["--tag", "none"]] {
        let output = play(&momo, TWO, &flags).unwrap().expect(2);
        assert!(
            output.err().contains("none of the conversations is chosen"),
            "{output}"
        );
    }
}

#[test]
fn vacuous_and_broken_files_are_usage_errors() {
    let momo = Momo::new();
    for (text, message) in [
        (
            "## a\n앨리스: 안녕\n",
            "expects nothing, so it would always pass",
        ),
        ("## a\nbot 안녕\n", "the conversations have errors"),
        (
            "## a\nbot: {env:NO_SUCH}\n",
            "the environment variable `NO_SUCH` is not set",
        ),
    ] {
        let Some(output) = play(&momo, text, &[]) else {
            return;
        };
        let output = output.expect(2);
        assert!(output.err().contains(message), "{output}");
    }
    let output = momo.run(&["chat", "test", "a.chat"]).expect(2);
    assert!(output.err().contains("variable `NO_SUCH`"), "{output}");
    momo.file("a.chat", TWO);
}

#[test]
fn run_ends_at_its_line() {
    let momo = Momo::new();
    let text = "## a\n앨리스: 섞어\nbot: 셋\nbot: 아니\n";
    let Some(output) = play(&momo, text, &["--until", "3"]) else {
        return;
    };
    output.expect_notes(0);
    play(&momo, text, &["--until", "4"])
        .unwrap()
        .expect_notes(1);
}

#[test]
fn flaky_conversation_has_a_verdict_of_its_own() {
    let momo = Momo::new();
    let text = "## 가끔\n앨리스: 가끔\nbot: 홀수\n";
    let flags = ["--repeat", "3", "--json"];
    let Some(output) = play(&momo, text, &flags) else {
        return;
    };
    let lines = output.expect_notes(1).json_lines();
    assert_eq!(lines[0]["verdict"], "flaky");
    let passed: Vec<_> = lines[0]["attempts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["passed"].clone())
        .collect();
    assert_eq!(passed, [true, false, true]);
    assert_eq!(lines[0]["failure"]["got"], "짝수");
    assert_eq!(lines.last().unwrap()["flaky"], 1);
    play(&momo, text, &[&flags[..], &["--allow-flaky"]].concat())
        .unwrap()
        .expect_notes(0);
}

#[test]
fn none_begins_after_the_first_failure() {
    let momo = Momo::new();
    let text = "## a\n앨리스: a\nbot: b\n## b\n앨리스: b\nbot: b\n";
    let flags = ["--fail-fast", "--parallel", "1", "--json"];
    let Some(output) = play(&momo, text, &flags) else {
        return;
    };
    let lines = output.expect_notes(1).json_lines();
    assert_eq!(titles(&lines), ["a"]);
    let summary = lines.last().unwrap();
    assert_eq!(
        (&summary["failed"], &summary["skipped"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn seed_gives_the_same_order_again() {
    let momo = Momo::new();
    let text: String = (0..8)
        .map(|index| format!("## t{index}\n앨리스: a\nbot: a\n"))
        .collect();
    let flags = ["--shuffle", "--seed", "7", "--parallel", "1", "--json"];
    let Some(output) = play(&momo, &text, &flags) else {
        return;
    };
    let first = output.expect_notes(0).json_lines();
    let second = play(&momo, &text, &flags)
        .unwrap()
        .expect_notes(0)
        .json_lines();
    assert_eq!(titles(&first), titles(&second));
    assert_ne!(titles(&first)[..2], ["t0", "t1"]);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn several_bots_are_told_apart() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    momo.file(
        "a.chat",
        "## 둘\n앨리스: 안녕\nbot 가게: 안녕\nbot 에코: 안녕\n앨리스: 조용\nbot says nothing\n",
    );
    let bot = |name: &str| format!("{name}=python3 {MENU}");
    let words = [
        "chat",
        "test",
        "a.chat",
        "--bot",
        &bot("가게"),
        "--bot",
        &bot("에코"),
    ];
    momo.run(&words).expect_notes(0);
}

#[test]
fn offered_replies_that_nobody_taps_are_told() {
    let momo = Momo::new();
    let text = "앨리스: 주문할게요\nbot: 잠시만요\nbot ~ *\n앨리스 taps 취소\nbot ~ *취소*\n";
    let Some(output) = play(&momo, text, &[]) else {
        return;
    };
    let output = output.expect_notes(0);
    assert!(
        output
            .out()
            .ends_with("offered, and tapped in no conversation: [확인]\n"),
        "{output}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn bot_that_is_not_there_is_could_not_tell() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    momo.file("a.chat", TWO);
    let test = |program: &[&str], flags: &[&str]| {
        momo.run(&[&["chat", "test", "a.chat"], flags, &["--"], program].concat())
    };
    let output = test(&["no-such-program"], &[]).expect(3);
    assert!(output.err().contains("no-such-program"), "{output}");
    let output = test(&["python3", "-c", "print('그만'); exit(3)"], &[]).expect(3);
    assert!(output.err().contains("그만\n"), "{output}");
    assert!(
        output
            .err()
            .contains("the bot ended before it took a connection"),
        "{output}"
    );
    let sleeper = ["python3", "-c", "import time; time.sleep(1000)"];
    let output = test(&sleeper, &["--ready-timeout", "300ms"]).expect(3);
    assert!(output.err().contains("took no connection"), "{output}");
    let Some(output) = play(&momo, "앨리스: 죽어\nbot within 1s: 안녕\n", &[]) else {
        return;
    };
    let output = output.expect_notes(1);
    assert!(
        output
            .err()
            .contains("the bot ended before the conversations did"),
        "{output}"
    );
}

#[test]
fn many_conversations_do_not_mix() {
    let momo = Momo::new();
    let one = |index: usize| {
        format!(
            "## 주문 {index}\n앨리스: 주문할게요\nbot: 잠시만요\nbot =~ /주문번호 (?<id>[0-9]+)/\n앨리스: {index}\nbot: {index}\n앨리스: 취소\nbot: {{id}}번을 취소했어요\n"
        )
    };
    momo.file("many.chat", (0..60).map(one).collect::<String>());
    let Some(output) = play_files(&momo, &["many.chat"], &["--parallel", "16", "--json"]) else {
        return;
    };
    let lines = output.expect_notes(0).json_lines();
    assert_eq!(lines.last().unwrap()["turns"], 180);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn bot_that_runs_already_is_played_with() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let (dev, api_base) = start_dev(&momo);
    let callback = "http://127.0.0.1:1/";
    let create = [
        "bot",
        "create",
        "--name",
        "메뉴",
        "--callback-url",
        callback,
        "--json",
    ];
    let created = momo.run_revealing(&create).expect_notes(0).json();
    momo.file("a.chat", TWO);
    let port = api_base
        .trim_end_matches("/api")
        .rsplit(':')
        .next()
        .unwrap();
    let test = |to: &str| {
        momo.run(&[
            "chat", "test", "a.chat", "--to", to, "--port", port, "--bot", "메뉴",
        ])
    };
    let output = test(callback).expect(3);
    assert!(
        output
            .err()
            .contains("a local platform of this home runs already"),
        "{output}"
    );
    dev.signal("TERM");
    dev.finish().expect_notes(0);
    let credentials = json!({
        "MOMOTALK_BOT_ID": created["bot_id"],
        "MOMOTALK_BOT_TOKEN": created["bot_token"],
        "MOMOTALK_WEBHOOK_SECRET": created["webhook_secret"],
        "MOMOTALK_API_BASE": api_base,
    });
    let bot = Bot::with("python3", Path::new(MENU), &credentials);
    test(&bot.url).expect_notes(0);
}
