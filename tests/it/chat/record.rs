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
fn room_in_which_nobody_spoke_has_nothing_to_record() {
    let momo = Momo::new();
    if let Some(run) = at_run(&momo, "momo chat record") {
        let run = run.expect_notes(3);
        assert!(run.err().contains("no user has said anything"), "{run}");
    }
}

#[test]
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
