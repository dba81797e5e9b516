//! What a terminal of 60 cells shows: sentences wrapped at words, tables that break no id, `^C` on a line of its own.
use crate::support::{DeadPort, Momo, on_terminal};

fn narrow() -> Momo {
    Momo::new().with("COLUMNS", "60").with("NO_COLOR", "1")
}

/// The lines of a screen, without the blanks at their ends.
fn lines(screen: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(screen).replace("\r\n", "\n");
    text.lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn errors_and_hints_wrap_at_words() {
    let screen = on_terminal(&narrow(), &["sign", "--nope"], &[]);
    assert_eq!(screen.status, Some(2));
    assert_eq!(
        lines(&screen.stdout),
        [
            "error: unexpected argument '--nope' found",
            "  hint: to pass '--nope' as a value, use '-- --nope'",
            "  hint: Usage: momo sign [OPTIONS] [FILE]; `--help` has",
            "    examples.",
        ]
    );
}

#[test]
fn live_columns_fit_into_any_width() {
    for width in 40..=200 {
        let headings = momo::view::live::headings(Some(width));
        assert!(headings.len() <= width, "{width}: {headings}");
    }
    let widest = momo::view::live::headings(None);
    assert_eq!(widest, momo::view::live::headings(Some(95)));
    assert_eq!(widest.len(), 95, "{widest}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn causes_of_a_failure_wrap_at_words() {
    let (momo, nobody) = (narrow(), DeadPort::new());
    let secret = momo.file("secret", "canary-of-a-narrow-terminal");
    let url = nobody.url("/");
    let args = [
        "webhook",
        "replay",
        "momotalk/message_created",
        "--to",
        &url,
    ];
    let screen = on_terminal(
        &momo,
        &[&args[..], &["--secret-file", &secret]].concat(),
        &[],
    );
    let lines = lines(&screen.stdout);
    let cause = lines
        .iter()
        .position(|line| line.contains("nothing listens"));
    let causes = &lines[cause.unwrap()..];
    assert!(causes.iter().all(|line| line.len() <= 60), "{lines:#?}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn table_that_does_not_fit_shows_each_row_as_a_paragraph() {
    let momo = narrow();
    let url = "https://bots.example.com/callbacks/of-a-long-name";
    for (id, name) in [("bot_1", "Echo"), ("bot_2", "가게 봇")] {
        let secret = momo.file("secret", "canary-of-a-narrow-table");
        let add = ["bot", "add", id, "--name", name, "--callback-url", url];
        momo.run(&[&add[..], &["--secret-file", &secret]].concat())
            .expect_notes(0);
    }
    let screen = on_terminal(&momo, &["bot", "list"], &[]);
    let lines = lines(&screen.stdout);
    let first = lines.iter().position(|line| line == "bot_1").unwrap();
    assert_eq!(
        lines[first + 1].split_whitespace().collect::<Vec<_>>(),
        ["name", "Echo"]
    );
    let urls = lines.iter().filter(|line| line.ends_with(url)).count();
    assert_eq!(urls, 2, "{lines:#?}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn interrupted_question_ends_as_interrupted() {
    let args = ["run", "--port", "0", "--name", "Echo", "--", "true"];
    let screen = on_terminal(&narrow(), &args, &[("[yes]", "\x03")]);
    assert_eq!(screen.status, Some(130), "{screen}");
    // The error stands right below the question.
    let lines = lines(&screen.stdout);
    let question = lines.iter().position(|line| line.contains("[yes]:"));
    let error = &lines[question.unwrap() + 1];
    assert_eq!(error, "error: the question was broken off", "{lines:#?}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn interrupted_command_goes_on_below_the_echo() {
    let args = ["webhook", "listen", "--port", "0", "--allow-unsigned"];
    let screen = on_terminal(&narrow(), &args, &[("http://127.0.0.1:", "\x03")]);
    let lines = lines(&screen.stdout);
    assert!(lines.iter().any(|line| line == "^C"), "{lines:#?}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn question_wraps_at_words_and_leaves_room_for_its_answer() {
    let args = ["run", "--port", "0", "--name", "Echo", "--", "true"];
    let screen = on_terminal(&narrow(), &args, &[("[yes]", "\x03")]);
    let lines = lines(&screen.stdout);
    let first = lines.iter().position(|line| line.contains("Write the bot"));
    let last = lines.iter().position(|line| line.contains("[yes]:"));
    let question = &lines[first.unwrap()..=last.unwrap()];
    assert!(question.len() > 1, "{lines:#?}");
    // A path is a word, which stays whole.
    let is_too_long = |line: &&String| line.len() > 60 && line.trim().contains(' ');
    assert_eq!(question.iter().find(is_too_long), None, "{lines:#?}");
}
