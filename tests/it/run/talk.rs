//! `--chat`: a person, or the lines of a pipe, talk with the bot in the terminal of the run.
use super::line;
use crate::bots;
use crate::support::os::DOES_NOTHING;
use crate::support::{Momo, has_program, on_terminal};

fn command(bot: &std::path::Path) -> [&str; 2] {
    ["python3", bot.to_str().unwrap()]
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn lines_of_a_pipe_are_said_to_the_bot_and_the_run_ends_with_them() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let bot = bots::sources().join("python/bot.py");
    let args = line(&["--chat", "--name", "Echo"], &command(&bot));
    let said = momo.run_with_input(&args, "안녕\n".as_bytes());
    let said = said.expect_notes(0);
    let out = said.out();
    assert!(out.contains("#1 앨리스: 안녕\n#2 Echo"), "{said}");
    assert!(out.contains("  -> Echo  200 OK  "), "{said}");
    assert!(
        said.err().contains("SIGTERM passed on to the bot"),
        "{said}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn quick_reply_is_tapped_by_number_or_label() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let bot = bots::sources().join("python/menu.py");
    let args = line(&["--chat", "--name", "Menu"], &command(&bot));
    let lines = "/tap 1\n주문할게요\n/tap 2\n/tap 없음\n/tap 취소\n";
    let said = momo.run_with_input(&args, lines.as_bytes());
    let said = said.expect_notes(0);
    let (out, notes) = (said.out(), said.err());
    for words in [
        "    1 [취소] 2 [확인]\n",
        "앨리스: 확인할게요\n",
        "번을 확인했어요\n",
        "앨리스: 취소\n",
        "번을 취소했어요\n",
    ] {
        assert!(out.contains(words), "{words}: {said}");
    }
    for words in [
        "no message here offers quick replies",
        "`없음` is not offered, only [취소] [확인]",
    ] {
        assert!(notes.contains(words), "{words}: {said}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn person_talks_above_the_lines_of_the_bot() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let bot = bots::sources().join("python/bot.py");
    let flags = ["--chat", "--name", "Echo", "--save", "--color", "never"];
    let args = line(&flags, &command(&bot));
    let answers = [("앨리스> ", "안녕"), ("200 OK", "/quit")];
    let seen = on_terminal(&momo, &args, &answers);
    assert_eq!(seen.status, Some(0), "{seen}");
    let screen = seen.out();
    for words in ["Room 1: Echo.", "  #1\r\n", "#2 Echo (to #1): "] {
        assert!(screen.contains(words), "{words}: {seen}");
    }
}

#[test]
fn talk_is_refused_where_nobody_could_have_it() {
    let momo = Momo::new();
    let json = momo
        .run(&line(&["--chat", "--json"], &[DOES_NOTHING]))
        .expect(2);
    assert!(json.err().contains("`--chat` is for people"), "{json}");
    let then = momo
        .run(&line(&["--chat", "--then", DOES_NOTHING], &[DOES_NOTHING]))
        .expect(2);
    assert!(then.err().contains("cannot be used with"), "{then}");
}
