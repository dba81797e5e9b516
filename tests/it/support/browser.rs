//! Runs the scripts of `tests/browser` in a real Chromium, if it is there in the one without windows, which is faster.
//!
//! Where node, Chromium or the packages are missing a test says so and passes; CI has all of them: `.ci/run` installs
//! Debian's Chromium, and playwright-core and axe-core beside the build.
use super::{beside_build, has_program};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs a script with these variables in its environment; fails with all that it said where it fails.
#[track_caller]
pub fn browser_test(script: &str, variables: &[(&str, &str)]) {
    let Some(tools) = tools() else { return };
    let output = Command::new("node")
        .arg(scripts().join(script))
        .env("BROWSER_TOOLS", &tools)
        .env("CHROMIUM", chromium().unwrap())
        .env("FAILED", tools.join("failed"))
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{script}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Whether scripts can be run: a test that prepares much may ask first.
pub fn has_browser() -> bool {
    tools().is_some()
}

/// The folder that holds the packages; none where something is missing.
fn tools() -> Option<PathBuf> {
    if !has_program("node") || chromium().is_none() && !has_program("chromium") {
        return None;
    }
    for package in ["playwright-core", "axe-core"] {
        beside_build(package, &format!("browser/node_modules/{package}"))?;
    }
    beside_build("the browser's packages", "browser")
}

/// Debian's Chromium without windows, else the one with; `None` if neither is on the `PATH`.
fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let mut programs = ["chromium-headless-shell", "chromium"]
        .into_iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    programs.find(|it| it.is_file())
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}
