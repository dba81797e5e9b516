//! How momo was installed, judged by where its binary lies, and so how it is updated.
use super::{DoctorFinding, DoctorLevel};

/// A part of the binary's path, how it got there, and what updates it. The first that fits counts.
const WAYS: &[(&str, &str, &str)] = &[
    ("/node_modules/", "npm", "`npm update -g momotalk-cli`"),
    ("/pipx/", "pipx", "`pipx upgrade momotalk-cli`"),
    ("/uv/tools/", "uv", "`uv tool upgrade momotalk-cli`"),
    ("/site-packages/", PIP.0, PIP.1),
    ("/dist-packages/", PIP.0, PIP.1),
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

/// How pip installs; it puts the binary where others do too.
const PIP: (&str, &str) = ("pip", "`pip install --upgrade momotalk-cli`");

/// Parts of the binary's path with which another program than pip looks after a Python package.
const PACKAGE_KEEPERS: &[&str] = &["/pipx/", "/uv/tools/"];

/// Says version and path of momo, how it was installed, and how it is updated. `is_of_wheel` says whether a Python package of
/// momo is beside the binary.
pub fn installation(version: &str, binary: Option<&str>, is_of_wheel: bool) -> DoctorFinding {
    let code = "version";
    let Some(binary) = binary else {
        let message = format!("momo {version}; the system does not tell where its binary is");
        return DoctorFinding::new(code, DoctorLevel::Unknown, message);
    };
    let path = binary.replace('\\', "/");
    let is_of_pip = is_of_wheel && !PACKAGE_KEEPERS.iter().any(|part| path.contains(part));
    let of_path = WAYS.iter().find(|(part, ..)| path.contains(part));
    let way = match is_of_pip {
        true => Some(PIP),
        false => of_path.map(|(_, way, update)| (*way, *update)),
    };
    match way {
        Some((way, update)) => {
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
