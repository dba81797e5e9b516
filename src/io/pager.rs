//! The system's manual reader.
use std::io::Write;
use std::process::{Command, Stdio};

/// Shows a manual page with the system's `man`, as the user's settings have it; false where that cannot be done.
pub fn show_manual(page: &str) -> bool {
    let reader = Command::new("man")
        .args(["-l", "-"])
        .stdin(Stdio::piped())
        .spawn();
    let Ok(mut reader) = reader else {
        return false;
    };
    // A reader that is left before the end of the page closes the pipe: no error.
    if let Some(mut input) = reader.stdin.take() {
        let _ = input.write_all(page.as_bytes());
    }
    reader.wait().is_ok_and(|status| status.success())
}
