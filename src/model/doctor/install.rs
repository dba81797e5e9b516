//! How momo was installed, judged by where its binary lies, and so how it is updated.
use super::{DoctorFinding, DoctorLevel};

/// A part of the binary's path, how it got there, and what updates it. The first that fits counts.
const WAYS: &[(&str, &str, &str)] = &[
    ("/node_modules/", "npm", "`npm update -g momotalk-cli`"),
    ("/pipx/", "pipx", "`pipx upgrade momotalk-cli`"),
    ("/uv/tools/", "uv", "`uv tool upgrade momotalk-cli`"),
    (
        "/site-packages/",
        "pip",
        "`pip install --upgrade momotalk-cli`",
    ),
    (
        "/dist-packages/",
        "pip",
        "`pip install --upgrade momotalk-cli`",
    ),
    ("/Cellar/", "Homebrew", "`brew upgrade momo`"),
    ("/homebrew/", "Homebrew", "`brew upgrade momo`"),
    ("/scoop/", "Scoop", "`scoop update momo`"),
    (
        "/.cargo/bin/",
        "cargo install",
        "`cargo install --path . --locked --force`",
    ),
    ("/target/debug/", "cargo build", "`git pull && cargo build`"),
    (
        "/target/release/",
        "cargo build",
        "`git pull && cargo build --release`",
    ),
    ("/.local/bin/", "packaging/install.sh", "`sh install.sh`"),
    (
        "/usr/bin/",
        "a package of the system",
        "the system's package manager",
    ),
    (
        "/usr/local/bin/",
        "packaging/install.sh or by hand",
        "`sh install.sh --bin /usr/local/bin`",
    ),
];

/// Says version and path of momo, how it was installed, and how it is updated.
pub fn installation(version: &str, binary: Option<&str>) -> DoctorFinding {
    let code = "version";
    let Some(binary) = binary else {
        let message = format!("momo {version}; the system does not tell where its binary is");
        return DoctorFinding::new(code, DoctorLevel::Unknown, message);
    };
    let path = binary.replace('\\', "/");
    match WAYS.iter().find(|(part, ..)| path.contains(part)) {
        Some((_, way, update)) => {
            let message = format!("momo {version}, {binary}, by {way}");
            DoctorFinding::new(code, DoctorLevel::Fine, message).advice(format!(
                "To update: {update}. momo never looks for versions by itself."
            ))
        }
        None => {
            let message = format!("momo {version}, {binary}");
            DoctorFinding::new(code, DoctorLevel::Fine, message)
        }
    }
}
