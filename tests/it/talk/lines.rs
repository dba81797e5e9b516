//! `momo chat`: lines of a pipe and of a terminal are said, and what went over the wire stands below them.
use super::Talk;
use crate::support::{Momo, Output, on_terminal};

impl Talk {
    fn chat(&self, lines: &str, flags: &[&str]) -> Output {
        let args = [&["chat", "--room", "1"], flags].concat();
        self.momo.run_with_input(&args, lines.as_bytes())
    }
}

/// Replaces what differs from run to run: milliseconds and ids of exchanges.
fn masked(text: &str) -> String {
    let words = text.split(' ').collect::<Vec<_>>();
    let mut masked: Vec<String> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let is_time = words
            .get(index + 1)
            .is_some_and(|next| next.starts_with("ms"));
        masked.push(match word.split_once("ex_") {
            Some(("", id)) => format!("ex_{}", &id[16..]),
            _ if is_time && word.parse::<u32>().is_ok() => "N".into(),
            _ => (*word).to_owned(),
        });
    }
    masked.join(" ")
}

#[test]
fn lines_of_a_pipe_are_said_once_the_one_before_is_answered() {
    let talk = Talk::start();
    let said = talk
        .chat("reply=hello\n\n//help say=more\n", &[])
        .expect_notes(0);
    assert_eq!(
        masked(&said.out()),
        "#1 앨리스: reply=hello\n#2 에코 (to #1): hello\n  -> 에코  200 OK  N ms  ex_\n\
         #3 앨리스: /help say=more\n#4 에코: more\n  -> 에코  200 OK  N ms  ex_\n"
    );
    assert_eq!(said.err(), "Room 1: 에코.\n");
}

#[test]
fn failed_delivery_is_explained_below_the_message() {
    let talk = Talk::start();
    let said = talk
        .chat("500\n/why\n", &["--wait", "300ms"])
        .expect_notes(0);
    let out = masked(&said.out());
    let once = "  -> 에코  500 Internal Server Error  N ms  ex_\n  the bot failed (500); its own log knows more\n";
    assert!(
        out.starts_with(&format!("#1 앨리스: 500\n{once}")),
        "{said}"
    );
    assert_eq!(out.matches("the bot failed (500)").count(), 2, "{said}");
    assert!(out.contains("  momo webhook history show ex_"), "{said}");
    assert!(
        said.err().contains("no bot answered within 300ms"),
        "{said}"
    );
}

#[test]
fn commands_change_speaker_room_faults_and_clock() {
    let talk = Talk::start();
    let lines = "/as 밥\n/fault drop times=1\n/fault off\n/clock +1h\nreply=hi\n/reply 1 say=again\n/quit\nnever\n";
    let said = talk.chat(lines, &[]).expect_notes(0);
    assert_eq!(
        masked(&said.out()),
        "#1 밥: reply=hi\n#2 에코 (to #1): hi\n  -> 에코  200 OK  N ms  ex_\n\
         #3 밥 (to #1): say=again\n#4 에코: again\n  -> 에코  200 OK  N ms  ex_\n"
    );
    for words in [
        "drop is rehearsed; `/fault off` ends it.\n",
        "No fault is rehearsed.\n",
        ", 1h ahead of this machine\n",
    ] {
        assert!(said.err().contains(words), "{said}");
    }
}

#[test]
fn wrong_command_is_told_and_the_talk_goes_on() {
    let talk = Talk::start();
    let said = talk.chat("/hepl\n/room 9\n/reply 77 x\nreply=ok\n", &[]);
    let said = said.expect_notes(0);
    for words in [
        "warning: there is no `/hepl`; did you mean `/help`? `//hepl` says it\n",
        "error: the room cannot be read: the answer is 404: there is no room 9\n",
        "error: nothing was said: the answer is 404: there is no message 77 in room 1\n",
    ] {
        assert!(said.err().contains(words), "{said}");
    }
    assert!(said.out().starts_with("#1 앨리스: reply=ok\n"), "{said}");
}

#[test]
fn talk_in_json_is_one_object_a_line() {
    let talk = Talk::start();
    let said = talk.chat("reply=hello\n", &["--json"]).expect(0);
    let lines = said.json_lines();
    let types: Vec<_> = lines
        .iter()
        .map(|line| line["type"].as_str().unwrap())
        .collect();
    assert_eq!(types, ["ready", "message", "message", "exchange"]);
    assert_eq!(lines[2]["message"]["body"], "hello");
    assert_eq!(lines[3]["exchange"]["response"]["status"], 200);
}

#[test]
fn line_that_is_no_text_ends_the_talk_with_its_number() {
    let talk = Talk::start();
    let args = ["chat", "--room", "1"];
    let said = talk
        .momo
        .run_with_input(&args, b"reply=ok\nab\xff\n")
        .expect(2);
    let words = "error: line 2 of standard input is no UTF-8 text (at byte 3)\n";
    assert!(said.err().ends_with(words), "{said}");
}

#[test]
fn talk_without_a_platform_says_how_to_start_one() {
    let momo = Momo::new();
    let said = momo
        .run_with_input(&["chat", "--room", "1"], b"hi\n")
        .expect(3);
    assert!(said.err().contains("`momo dev`"), "{said}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn person_on_a_terminal_sees_the_wire_below_each_line() {
    let talk = Talk::start();
    let answers = [
        ("앨리스> ", "reply=안녕"),
        ("200 OK", "/as 밥"),
        ("밥> ", "/quit"),
    ];
    let args = ["chat", "--room", "1", "--color", "never"];
    let seen = on_terminal(&talk.momo, &args, &answers);
    assert_eq!(seen.status, Some(0), "{seen}");
    let screen = seen.out();
    for words in [
        "Room 1: 에코.",
        "  #1\r\n",
        "#2 에코 (to #1): 안녕\r\n",
        "  -> 에코  200 OK",
    ] {
        assert!(screen.contains(words), "{words}: {seen}");
    }
}
