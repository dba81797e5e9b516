//! Shows manual pages.
use std::io::Write;
use std::process::{Command, Stdio};

/// Shows a manual page with the system's `man`; returns `false` if that fails.
pub fn show_manual(page: &str) -> bool {
    let reader = Command::new("man")
        .args(["-l", "-"])
        .stdin(Stdio::piped())
        .spawn();
    let Ok(mut reader) = reader else {
        return false;
    };
    // Quitting before the end of the page closes the pipe; that is no error.
    if let Some(mut input) = reader.stdin.take() {
        let _ = input.write_all(page.as_bytes());
    }
    reader.wait().is_ok_and(|status| status.success())
}
