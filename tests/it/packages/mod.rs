//! The packages of `packaging/`: each is installed into an empty place, runs, and leaves nothing behind. The binary of the
//! tests is packed in place of a release build.
#[cfg(unix)]
mod distribution;
mod jobs;

use crate::support::has_program;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const LINUX: &str = "x86_64-unknown-linux-gnu";
const WINDOWS: &str = "x86_64-pc-windows-msvc";

fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A program in a cleared environment, with a home of its own.
fn program(name: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = Command::new(name);
    command.env_clear().env("HOME", home).current_dir(home);
    command.env("PATH", std::env::var_os("PATH").unwrap());
    command
}

/// Runs it; its standard output.
#[track_caller]
fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}\n{}", both(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn both(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]]
        .map(|text| String::from_utf8_lossy(text).into_owned())
        .concat()
}

/// Builds packages of a binary for a target, when it is run.
fn build(target: &str, binary: &Path, output: &Path, kinds: &[&str]) -> Command {
    let mut command = Command::new(source("packaging/build.sh"));
    command.args(["--target", target, "--binary"]).arg(binary);
    command.arg("--output").arg(output).args(kinds);
    command.env("SOURCE_DATE_EPOCH", "1764000000");
    command.env("GITHUB_REPOSITORY", "owner/momo");
    command
}

/// Writes the binary of the tests without its symbols, which are most of a debug build; its path.
fn stripped(folder: &Path) -> PathBuf {
    let binary = folder.join("momo");
    let built = env!("CARGO_BIN_EXE_momo");
    succeed(Command::new("strip").args([built, "-o"]).arg(&binary));
    binary
}

/// The packages of the binary under test for this machine, built once; `None` where a program is missing.
fn packages() -> Option<&'static Path> {
    static PACKAGES: OnceLock<TempDir> = OnceLock::new();
    let is_built_for = cfg!(all(target_os = "linux", target_arch = "x86_64"));
    if !is_built_for
        || !["bash", "python3", "npm", "tar"]
            .iter()
            .all(|name| has_program(name))
    {
        return None;
    }
    let folder = PACKAGES.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let binary = stripped(folder.path());
        let kinds = ["archive", "npm", "wheel", "manifests"];
        let output = build(LINUX, &binary, folder.path(), &kinds)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", both(&output));
        folder
    });
    Some(folder.path())
}

/// The files below a folder, as paths in it.
fn files(folder: &Path) -> Vec<String> {
    let found = succeed(Command::new("find").arg(folder).args(["-type", "f"]));
    found.lines().map(str::to_owned).collect()
}

/// Runs what every installed momo must do.
#[track_caller]
fn try_out(momo: &Path, home: &Path) {
    let version = succeed(program(momo, home).arg("--version"));
    assert_eq!(version, format!("momo {VERSION}\n"));
    let demo = succeed(program(momo, home).arg("demo"));
    assert!(demo.contains("✓ 8."), "{demo}");
    let refused = program(momo, home).args(["sign", "--secret"]).output();
    assert_eq!(refused.unwrap().status.code(), Some(2));
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn npm_package_starts_the_binary_and_goes_whole() {
    let Some(packages) = packages() else { return };
    let home = TempDir::new().unwrap();
    let prefix = home.path().join("prefix");
    let npm = |args: &[&str]| {
        let mut npm = program("npm", home.path());
        npm.args(args).arg("--prefix").arg(&prefix);
        npm.args([
            "--global",
            "--omit=optional",
            "--no-audit",
            "--no-fund",
            "--offline",
        ]);
        npm
    };
    let main = packages.join(format!("momotalk-cli-{VERSION}.tgz"));
    let platform = packages.join(format!("momotalk-cli-linux-x64-{VERSION}.tgz"));
    succeed(npm(&["install"]).args([&main, &platform]));
    let momo = prefix.join("bin/momo");
    try_out(&momo, home.path());
    // Ctrl-C reaches the binary once: a second one would end it without its summary.
    let listening = "momo webhook listen --port 0 --allow-unsigned & sleep 1; kill -INT $!; wait $!; echo status $?";
    let mut shell = program("bash", home.path());
    shell.args(["-mc", listening]).env(
        "PATH",
        format!(
            "{}:{}",
            prefix.join("bin").display(),
            std::env::var("PATH").unwrap()
        ),
    );
    let told = both(&shell.output().unwrap());
    assert!(told.contains("status 130"), "{told}");
    succeed(&mut npm(&[
        "uninstall",
        "momotalk-cli",
        "@momotalk-cli/linux-x64",
    ]));
    assert_eq!(files(&prefix), [""; 0]);
    // Without the package of the platform it says what is missing.
    succeed(npm(&["install"]).arg(&main));
    let alone = program(&momo, home.path()).output().unwrap();
    assert_eq!(alone.status.code(), Some(3));
    assert!(both(&alone).contains("@momotalk-cli/linux-x64 is not here"));
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn wheel_installs_the_binary_and_goes_whole() {
    let Some(packages) = packages() else { return };
    let home = TempDir::new().unwrap();
    let environment = home.path().join("venv");
    succeed(
        program("python3", home.path())
            .args(["-m", "venv"])
            .arg(&environment),
    );
    let before = files(&environment);
    let wheels = fs::read_dir(packages)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let wheel = wheels
        .into_iter()
        .find(|path| path.extension() == Some(OsStr::new("whl")));
    let pip = |args: &[&str]| {
        let mut pip = program(environment.join("bin/pip"), home.path());
        pip.args(["--disable-pip-version-check", "--quiet"])
            .args(args);
        pip
    };
    succeed(pip(&["install", "--no-index"]).arg(wheel.unwrap()));
    try_out(&environment.join("bin/momo"), home.path());
    assert!(environment.join("share/man/man1/momo.1").exists());
    succeed(&mut pip(&["uninstall", "--yes", "momotalk-cli"]));
    let left: Vec<_> = files(&environment)
        .into_iter()
        .filter(|file| !before.contains(file) && !file.contains("__pycache__"))
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn script_installs_twice_and_removes_all() {
    let Some(packages) = packages() else { return };
    let home = TempDir::new().unwrap();
    let install = |args: &[&str]| {
        let mut sh = program("sh", home.path());
        sh.arg(packages.join("install.sh")).args(args);
        sh
    };
    let from = packages.to_str().unwrap();
    let told = succeed(&mut install(&["--from", from]));
    let momo = home.path().join(".local/bin/momo");
    assert!(
        told.contains(&format!("installed momo {VERSION} as {}", momo.display())),
        "{told}"
    );
    assert!(told.contains("is not on your PATH"), "{told}");
    try_out(&momo, home.path());
    succeed(&mut install(&["--from", from]));
    succeed(&mut install(&["--uninstall"]));
    let momo_home = home.path().join(".local/share/momo");
    assert!(!momo_home.exists());
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    let again = install(&["--uninstall"]).output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(both(&again).contains("nothing was installed by this script"));
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn script_installs_nothing_from_a_changed_archive() {
    let Some(packages) = packages() else { return };
    let (home, changed) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let archive = format!("momo-{VERSION}-{LINUX}.tar.gz");
    for name in [format!("{archive}.sha256"), archive.clone()] {
        fs::copy(packages.join(&name), changed.path().join(&name)).unwrap();
    }
    let mut bytes = fs::read(changed.path().join(&archive)).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(changed.path().join(&archive), bytes).unwrap();
    let mut sh = program("sh", home.path());
    sh.arg(packages.join("install.sh"))
        .arg("--from")
        .arg(changed.path());
    let output = sh.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(both(&output).contains("is not that of the release: nothing was installed"));
    assert_eq!(files(home.path()), [""; 0]);
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn packages_of_windows_are_made_anywhere() {
    let Some(linux) = packages() else { return };
    let folder = TempDir::new().unwrap();
    for name in ["one", "two"] {
        let exe = folder.path().join("momo.exe");
        fs::write(&exe, "MZ").unwrap();
        let output = build(
            WINDOWS,
            &exe,
            &folder.path().join(name),
            &["archive", "npm", "wheel", "manifests"],
        )
        .output()
        .unwrap();
        assert!(output.status.success(), "{}", both(&output));
    }
    let path = |name: &str| folder.path().join("one").join(name);
    let scoop: serde_json::Value =
        serde_json::from_slice(&fs::read(path("momo.json")).unwrap()).unwrap();
    let sums = fs::read_to_string(path("SHA256SUMS")).unwrap();
    let hash = scoop["architecture"]["64bit"]["hash"].as_str().unwrap();
    assert!(sums.starts_with(hash), "{sums}");
    assert_eq!(
        scoop["architecture"]["64bit"]["url"],
        format!(
            "https://github.com/owner/momo/releases/download/v{VERSION}/momo-{VERSION}-{WINDOWS}.zip"
        )
    );
    // The same sources and the same time give the same bytes.
    for name in [
        format!("momo-{VERSION}-{WINDOWS}.zip"),
        format!("momotalk_cli-{VERSION}-py3-none-win_amd64.whl"),
    ] {
        let second = folder.path().join("two").join(&name);
        let is_same = fs::read(path(&name)).unwrap() == fs::read(second).unwrap();
        assert!(is_same, "{name} has other bytes the second time");
    }
    let formula = fs::read_to_string(linux.join("momo.rb")).unwrap();
    let sums = fs::read_to_string(linux.join("SHA256SUMS")).unwrap();
    assert!(
        formula.contains(&format!("sha256 \"{}\"", &sums[..64])),
        "{formula}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn wrong_use_of_the_build_is_named() {
    let output = Command::new(source("packaging/build.sh"))
        .args(["--binary", "x", "rucksack"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(both(&output).contains("there is no kind rucksack"));
    let output = Command::new(source("packaging/build.sh"))
        .args(["--binary", "nowhere", "archive"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(both(&output).contains("there is no file nowhere"));
    let folder = TempDir::new().unwrap();
    let output = build(
        "riscv64gc-unknown-linux-gnu",
        Path::new("Cargo.toml"),
        folder.path(),
        &["wheel"],
    )
    .output()
    .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(both(&output).contains("no packages are made for riscv64gc-unknown-linux-gnu"));
}

/// The addresses that a text in Markdown links to.
fn links(text: &str) -> Vec<&str> {
    let ends = text.split("](").skip(1);
    ends.filter_map(|rest| rest.split_once(')').map(|(link, _)| link))
        .collect()
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn texts_in_packages_link_to_the_release() {
    let Some(packages) = packages() else { return };
    let folder = TempDir::new().unwrap();
    let name = format!("momo-{VERSION}-{LINUX}");
    let mut extract = Command::new("tar");
    extract
        .arg("-xzf")
        .arg(packages.join(format!("{name}.tar.gz")));
    succeed(extract.arg("-C").arg(folder.path()));
    let tree = format!("https://github.com/owner/momo/blob/v{VERSION}/");
    let picture = format!("https://github.com/owner/momo/raw/v{VERSION}/");
    for text in ["README.md", "README.ko.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(folder.path().join(&name).join(text)).unwrap();
        let mut sources = 0;
        for link in links(&text) {
            assert!(
                link.starts_with("https://") || link.starts_with('#'),
                "{link}"
            );
            let path = link.strip_prefix(&tree).or(link.strip_prefix(&picture));
            sources += path.into_iter().count();
            assert!(path.is_none_or(|path| source(path).exists()), "{link}");
        }
        assert!(sources > 0, "no link leads to the sources");
    }
}
