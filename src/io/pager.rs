//! Shows manual pages and long texts.
use std::io::Write;
use std::process::{Command, Stdio};

/// Shows a manual page with the system's `man`, as plain text where nobody sees it on a terminal; returns `false` if that
/// fails.
pub fn show_manual(page: &str, is_terminal: bool) -> bool {
    let mut command = Command::new("man");
    command.args(["-l", "-"]).stdin(Stdio::piped());
    if !is_terminal {
        // The pages hold Korean, whatever the locale.
        command.env("LC_ALL", "C.UTF-8").stderr(Stdio::null());
    }
    let reader = command.spawn();
    let Ok(mut reader) = reader else {
        return false;
    };
    // Quitting before the end of the page closes the pipe; that is no error.
    if let Some(mut input) = reader.stdin.take() {
        let _ = input.write_all(page.as_bytes());
    }
    reader.wait().is_ok_and(|status| status.success())
}

/// Shows a text with a pager, given as program and arguments; returns `false` if there is none or it cannot be started.
/// `less` ends by itself where the text fits on the screen, unless `LESS` says otherwise.
pub fn show_text(text: &str, pager: &[String]) -> bool {
    let Some((program, arguments)) = pager.split_first() else {
        return false;
    };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    let Ok(mut reader) = command.spawn() else {
        return false;
    };
    // Quitting before the end of the text closes the pipe; that is no error.
    if let Some(mut input) = reader.stdin.take() {
        let _ = input.write_all(text.as_bytes());
    }
    let _ = reader.wait();
    true
}
