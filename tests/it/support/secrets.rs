//! Checks of every test: no run shows a secret that it was given, and no file but the credentials file holds one.
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// Tokens and secrets that tests plant; they are looked for whether a test plants them or not.
pub const CANARIES: [&str; 4] = [
    "canary-token-1",
    "canary-secret-1",
    "canary-token-2",
    "canary-secret-2",
];

/// Commands whose purpose is to show a secret.
const REVEALING: [[&str; 2]; 3] = [["bot", "create"], ["bot", "rotate"], ["bot", "env"]];

/// Shorter secrets than this are also words of other texts.
const MIN_LENGTH: usize = 8;

/// The secrets that runs in a home are given.
pub struct Secrets {
    home: PathBuf,
    given: BTreeSet<String>,
    is_revealing: bool,
}

impl Secrets {
    /// Takes the secrets of these environment variables, besides those that the home's credentials file will hold.
    pub fn new(home: &Path, variables: &[(String, String)]) -> Self {
        let named = variables.iter().filter(|(name, _)| is_secret_name(name));
        Self {
            home: home.to_owned(),
            given: named.map(|(_, value)| value.clone()).collect(),
            is_revealing: false,
        }
    }

    /// Takes those of a run's flags too, and learns whether the command may show secrets.
    pub fn of_run(mut self, args: &[impl AsRef<OsStr>]) -> Self {
        let args: Vec<_> = args.iter().filter_map(|it| it.as_ref().to_str()).collect();
        for pair in args.windows(2) {
            let is_flag = |it: &str| it.starts_with("--");
            if is_flag(pair[0]) && is_secret_name(pair[0]) && !is_flag(pair[1]) {
                self.given.insert(pair[1].to_owned());
            }
        }
        self.is_revealing = args
            .windows(2)
            .any(|pair| REVEALING.iter().any(|it| it == pair));
        self
    }

    /// Fails the test if the output holds a secret and the command is not one that reveals it.
    #[track_caller]
    pub fn assert_not_in(&self, output: &[u8]) {
        if !self.is_revealing {
            let output = String::from_utf8_lossy(output);
            let shown = self.values().into_iter().find(|it| output.contains(&**it));
            assert_eq!(shown, None, "a secret is shown:\n{output}");
        }
    }

    /// Fails the test if a file of the home holds a secret: all but the credentials file, and these files.
    #[track_caller]
    pub fn assert_in_no_file(&self, but: &[PathBuf]) {
        let values = self.values();
        for path in files_below(&self.home) {
            let name = path.file_name().unwrap().to_string_lossy();
            if name.starts_with("credentials.json") || but.contains(&path) {
                continue;
            }
            let content = fs::read(&path).unwrap_or_default();
            let content = String::from_utf8_lossy(&content);
            let kept = values.iter().find(|it| content.contains(&***it));
            assert_eq!(kept, None, "a secret is in `{}`", path.display());
        }
    }

    fn values(&self) -> BTreeSet<String> {
        let mut values = self.given.clone();
        values.extend(CANARIES.map(str::to_owned));
        let credentials = fs::read(self.home.join("credentials.json")).unwrap_or_default();
        if let Ok(credentials) = serde_json::from_slice(&credentials) {
            collect(&credentials, false, &mut values);
        }
        values.retain(|it| it.len() >= MIN_LENGTH);
        values
    }
}

/// A sender key identifies the sender and is no secret: it is part of requests, and of the history.
fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_secret = ["secret", "token", "key"]
        .iter()
        .any(|it| name.ends_with(it));
    is_secret && !name.ends_with("sender_key") && !name.ends_with("sender-key")
}

/// All texts of the tables of secrets, and those of a bot that are named as secrets.
fn collect(value: &serde_json::Value, is_secret: bool, found: &mut BTreeSet<String>) {
    if let (serde_json::Value::String(text), true) = (value, is_secret) {
        found.insert(text.clone());
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        let is_table = ["consoles", "kakao", "skills"].contains(&&**key);
        let is_named = is_secret_name(key);
        collect(inner, is_secret || is_table || is_named, found);
    }
}

/// Regular files only: a pipe would be waited for, and a link leads elsewhere.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files
}

#[test]
#[should_panic(expected = "a secret is shown")]
fn shown_secret_fails_the_test() {
    let momo = super::Momo::new();
    momo.secrets(&["demo"])
        .assert_not_in(b"token: canary-token-1");
}

#[test]
#[should_panic(expected = "a secret is in")]
fn secret_in_a_file_fails_the_test() {
    let momo = super::Momo::new().with("MOMOTALK_BOT_TOKEN", "the-token-of-a-test");
    fs::write(momo.home().join("log.txt"), "Bearer the-token-of-a-test").unwrap();
}
