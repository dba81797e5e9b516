//! Opens a URL in the user's browser.
use std::process::{Command, Stdio};

/// Programs that open a URL, the first of which that can be started does: the system's own.
#[cfg(target_os = "macos")]
const OPENERS: &[&[&str]] = &[&["open"]];
#[cfg(windows)]
const OPENERS: &[&[&str]] = &[&["explorer.exe"]];
#[cfg(not(any(target_os = "macos", windows)))]
const OPENERS: &[&[&str]] = &[&["xdg-open"], &["gio", "open"], &["wslview"]];

/// Opens a URL; returns `false` if there is no program for it or it fails.
pub fn open(url: &str) -> bool {
    let starts = |words: &&[&str]| {
        let (program, arguments) = words.split_first()?;
        let mut command = Command::new(program);
        command.args(arguments).arg(url);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // Explorer reports failure where it succeeds.
        command
            .status()
            .ok()
            .filter(|status| cfg!(windows) || status.success())
    };
    OPENERS.iter().find_map(starts).is_some()
}
