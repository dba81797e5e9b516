//! Runs the scripts of `tests/browser` in a real Chromium.
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
        .env("CHROMIUM", chromium())
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
    if !has_program("node") || !has_program("chromium") {
        return None;
    }
    for package in ["playwright-core", "axe-core"] {
        beside_build(package, &format!("browser/node_modules/{package}"))?;
    }
    beside_build("the browser's packages", "browser")
}

fn chromium() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("chromium"));
    found.into_iter().find(|it| it.is_file()).unwrap()
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}
