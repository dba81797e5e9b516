//! `momo chat record` and `/save`: what was said becomes a conversation file, which passes when it is played.
use super::{MENU, play_files};
use crate::support::{Momo, Output, has_program};

/// Runs the bot of [`MENU`], and a shell command once it answers; `None` where there is no Python.
fn at_run(momo: &Momo, then: &str) -> Option<Output> {
    let momo_program = env!("CARGO_BIN_EXE_momo");
    let then = then.replace("momo ", &format!("{momo_program} "));
    let args = [
        "run", "--port", "0", "--name", "Menu", "--then", &then, "--", "python3", MENU,
    ];
    has_program("python3").then(|| momo.run(&args))
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn recorded_talk_passes_when_it_is_played() {
    let momo = Momo::new();
    let file = momo.home().join("talk.chat");
    let file = file.to_str().unwrap();
    let then = format!(
        "momo room say 안녕 --wait 20s && momo room say 주문 --user 밥 --wait 20s && momo chat record --title 'greets and orders' -o {file}"
    );
    let Some(run) = at_run(&momo, &then) else {
        return;
    };
    let run = run.expect_notes(0);
    let written = std::fs::read_to_string(file).unwrap();
    assert!(
        written.starts_with("## greets and orders\n앨리스: 안녕\nbot: "),
        "{run}\n{written}"
    );
    assert!(written.contains("\n밥: 주문\nbot"), "{written}");
    let Some(played) = play_files(&momo, &[file], &[]) else {
        return;
    };
    played.expect_notes(0);
    // It is there, and stays.
    let again = at_run(&momo, &format!("momo chat record -o {file}"))
        .unwrap()
        .expect_notes(2);
    assert!(
        again.err().contains("is there already, and stays as it is"),
        "{again}"
    );
    assert_eq!(std::fs::read_to_string(file).unwrap(), written);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn last_turn_alone_is_recorded() {
    let momo = Momo::new();
    let then = "momo room say 안녕 --wait 20s && momo room say 메뉴 --wait 20s >&2 && momo chat record last";
    let Some(run) = at_run(&momo, then) else {
        return;
    };
    let run = run.expect_notes(0);
    assert!(run.out().contains("## 메뉴\n앨리스: 메뉴\nbot"), "{run}");
    assert!(!run.out().contains("## 안녕"), "{run}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn kept_exchanges_become_a_file_that_passes_without_a_platform() {
    let momo = Momo::new();
    let then = "momo room say 안녕 --wait 20s && momo room say 주문할게요 --wait 20s && momo room say 잘가 --user 밥 --wait 20s";
    if at_run(&momo, then).map(|run| run.expect_notes(0)).is_none() {
        return;
    }
    let record = |filter: &str, flags: &[&str]| {
        momo.run(&[&["chat", "record", "--filter", filter], flags].concat())
    };
    let all = record("", &["-o", "kept.chat"]).expect_notes(0);
    let written = std::fs::read_to_string(momo.home().join("kept.chat")).unwrap();
    assert_eq!(
        written,
        "## 안녕\n앨리스: 안녕\nbot: 안녕\n앨리스: 주문할게요\nbot: 잠시만요\nbot =~ /^주문번호 [0-9]+$/\n\
         user 2: 잘가\nbot: 잘가\n",
        "{all}"
    );
    let one = record("body:잘가", &["--title", "says goodbye", "--json"])
        .expect(0)
        .json();
    assert!(
        one["chat"]
            .as_str()
            .unwrap()
            .starts_with("## says goodbye\n앨리스: 잘가\nbot: 잘가\n"),
        "{one}"
    );
    assert_eq!(one["left_out"]["other"], 0);
    play_files(&momo, &["kept.chat"], &[])
        .unwrap()
        .expect_notes(0);
    // Rooms of the platform of that run have the same numbers, and are others.
    let two = record("body:잘가", &[]).expect_notes(0).out();
    assert_eq!(
        two.matches("## 잘가\n앨리스: 잘가\nbot: 잘가\n").count(),
        2,
        "{two}"
    );
    let none = record("kind:api", &[]).expect(3);
    assert!(
        none.err()
            .contains("no exchange that fits is a message of a user"),
        "{none}"
    );
    record("nonsense:1", &[]).expect(2);
    record("", &["last"]).expect(2);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn what_is_no_message_is_left_out_and_told() {
    let momo = Momo::new();
    let then = "momo room say 화남 --wait 300ms; momo room say 안녕 --wait 20s";
    if at_run(&momo, then).is_none() {
        return;
    }
    let told = momo
        .run(&["chat", "record", "--filter", ""])
        .expect_notes(0);
    assert!(
        told.out()
            .starts_with("## 화남\n앨리스: 화남\n앨리스: 안녕\nbot"),
        "{told}"
    );
    assert!(
        told.err().contains(" further deliveries of a message"),
        "{told}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn room_in_which_nobody_spoke_has_nothing_to_record() {
    let momo = Momo::new();
    if let Some(run) = at_run(&momo, "momo chat record") {
        let run = run.expect_notes(3);
        assert!(run.err().contains("no user has said anything"), "{run}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn talk_is_saved_from_its_first_line() {
    let momo = Momo::new();
    let file = momo.home().join("saved.chat");
    let file = file.to_str().unwrap();
    let then =
        format!("momo room say earlier --wait 20s && printf '안녕\\n/save {file}\\n' | momo chat");
    let Some(run) = at_run(&momo, &then) else {
        return;
    };
    let run = run.expect_notes(0);
    let written = std::fs::read_to_string(file).unwrap();
    assert!(
        written.starts_with("## 안녕\n앨리스: 안녕\nbot: "),
        "{run}\n{written}"
    );
    assert!(run.err().contains("saved.chat` is written."), "{run}");
}
