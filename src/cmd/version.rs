//! `momo --version`: prints the version, and with `--verbose` how this momo was built.
use super::context::{Context, Globals};
use crate::error::Result;
use crate::io::sqlite;
use serde::Serialize;
use std::env::consts;
use std::ffi::OsString;

/// What is known of a build at the time of compiling.
#[derive(Debug, Serialize)]
struct Build {
    version: &'static str,
    /// `None` unless `MOMO_COMMIT` was set while it was compiled, as `packaging/build.sh` does.
    commit: Option<&'static str>,
    target: String,
    features: Vec<&'static str>,
    sqlite: &'static str,
}

impl Build {
    fn current() -> Self {
        let profile = if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        };
        let linking = if cfg!(target_feature = "crt-static") {
            "static"
        } else {
            "dynamic"
        };
        Self {
            version: env!("CARGO_PKG_VERSION"),
            commit: option_env!("MOMO_COMMIT"),
            target: target(),
            features: vec![profile, linking],
            sqlite: sqlite::version(),
        }
    }
}

/// Returns the name that Rust gives to the system that this momo was compiled for, as `x86_64-unknown-linux-gnu`.
fn target() -> String {
    let arch = consts::ARCH;
    let abi = if cfg!(target_env = "musl") {
        "musl"
    } else if cfg!(target_env = "msvc") {
        "msvc"
    } else {
        "gnu"
    };
    match consts::OS {
        "linux" => format!("{arch}-unknown-linux-{abi}"),
        "windows" => format!("{arch}-pc-windows-{abi}"),
        "macos" => format!("{arch}-apple-darwin"),
        other => format!("{arch}-unknown-{other}"),
    }
}

/// Prints the version as the flags beside `--version` ask for it.
pub(super) fn print(args: &[OsString]) -> Result<()> {
    let mut context = Context::new(&Globals::guess(args));
    let (terminal, build) = (&mut context.terminal, Build::current());
    if terminal.is_json() {
        return terminal.print_json(&build);
    }
    terminal.print(format!("momo {}", build.version))?;
    if args.iter().any(|word| word == "--verbose") {
        let commit = build.commit.unwrap_or("unknown");
        terminal.print(format!("commit    {commit}"))?;
        terminal.print(format!("target    {}", build.target))?;
        terminal.print(format!("features  {}", build.features.join(", ")))?;
        terminal.print(format!("SQLite    {}", build.sqlite))?;
    }
    Ok(())
}
