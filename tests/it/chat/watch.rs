//! `--watch` and `--until` with files that others include.
use super::{MENU, play};
use crate::support::{Momo, Running, has_program};
use serde_json::Value;

const INCLUDES: &str = "\
## a
include _hello.chat
앨리스: 그럼
bot: 아니
";

/// Reads the lines of a round to its summary.
fn round(momo: &mut Running) -> (Vec<Value>, Value) {
    let mut lines = Vec::new();
    loop {
        let line = momo.json();
        if line["type"] == "summary" {
            return (lines, line);
        }
        lines.push(line);
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn change_of_an_included_file_plays_again() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    momo.file("a.chat", "## a\ninclude _hello.chat\n");
    momo.file("_hello.chat", "앨리스: 안녕\nbot: 네\n");
    let test = [
        "chat", "test", "a.chat", "--watch", "--json", "--", "python3", MENU,
    ];
    let mut run = momo.start(&test);
    let (lines, summary) = round(&mut run);
    assert_eq!(summary["failed"], 1);
    let failure = &lines[0]["failure"];
    assert_eq!(
        (&failure["file"], &failure["line"]),
        (&"_hello.chat".into(), &2.into())
    );
    assert_eq!(failure["included_from"][0]["file"], "a.chat");

    momo.file("_hello.chat", "앨리스: 안녕\nbot: 안녕\n");
    assert_eq!(round(&mut run).1["passed"], 1);

    // Another file is included from now on, and watched too.
    momo.file("_other.chat", "앨리스: 하나\nbot: 둘\n");
    momo.file("a.chat", "## b\ninclude _other.chat\n");
    let (lines, summary) = round(&mut run);
    assert_eq!(
        (&lines[0]["title"], &summary["failed"]),
        (&"b".into(), &1.into())
    );
    momo.file("_other.chat", "앨리스: 하나\nbot: 하나\n");
    assert_eq!(round(&mut run).1["passed"], 1);
    run.signal("INT");
    run.finish().expect_notes(130);
}

#[test]
fn run_ends_at_the_line_of_an_include() {
    let momo = Momo::new();
    momo.file(
        "_hello.chat",
        "앨리스: 안녕\nbot: 안녕\n앨리스: 또\nbot: 또\n",
    );
    let turns = |until: &str, status: i32| {
        let output = play(&momo, INCLUDES, &["--until", until, "--json"])?;
        let lines = output.expect_notes(status).json_lines();
        lines.last().map(|summary| summary["turns"].clone())
    };
    // All of the included file stands at its line, however many lines it has itself.
    let Some(included) = turns("2", 0) else {
        return;
    };
    assert_eq!(included, 2);
    assert_eq!(turns("3", 0).unwrap(), 3);
    assert_eq!(turns("4", 1).unwrap(), 3);
}
