//! On a terminal: the bot's lines behind its name, and what is typed.
use super::line;
use crate::support::{Momo, has_program, on_terminal};

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn program_lines_are_prefixed_and_input_is_passed() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let script = r#"echo 'name?'; read line; printf 'got \033[31m%s\033[0m\033[2J\n' "$line"; echo aside >&2; exit 5"#;
    let words = line(&["--name", "에코"], &["sh", "-c", script]);
    let output = on_terminal(&momo, &words, &[("mean it?", "no"), ("name?", "앨리스")]).expect(5);
    let screen = output.out();
    let prefix = "\x1b[2m에코 |\x1b[0m ";
    for wanted in [
        "name?\r\n",
        "got \x1b[31m앨리스\x1b[0m\\x1b[2J\x1b[0m\r\n",
        "aside\r\n",
    ] {
        assert!(screen.contains(&format!("{prefix}{wanted}")), "{screen}");
    }
    assert!(
        screen.contains("its page is at http://127.0.0.1:"),
        "{screen}"
    );
}
