//! The guard of what momo says and keeps: the secrets that this machine knows, and their fingerprints in their stead.
//!
//! Known are the secrets of the credentials file, of the environment, and those that flags gave. The file is read only where
//! something is to be guarded, at most once a second.
use super::{Credentials, Home, read_small_input};
use crate::error::Error;
use crate::model::http::target;
use crate::model::secret::Secret;
use crate::model::secret::mask::{holds_mark, mark, mask_text, mask_url, mask_value};
use crate::model::settings::variables::is_secret_name;
use parking_lot::Mutex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

/// Secrets shorter than this are also words of other texts, in bytes.
const MIN_BYTES: usize = 8;
/// Maximum size of a file with a secret, in KiB.
const MAX_FILE_KIB: u64 = 64;
/// How long what was read counts.
const MAX_AGE: Duration = Duration::from_secs(1);

/// The secrets of the credentials file, of the environment, of flags, and of files that calls named.
pub struct KnownSecrets {
    /// `None` if it cannot be found: then nothing is kept that could be shown.
    home: Option<Home>,
    given: Mutex<BTreeSet<String>>,
    state: Mutex<GuardState>,
}

#[derive(Default)]
struct GuardState {
    /// What was read, and when; `None` before the first time.
    secrets: Option<(Instant, Arc<Vec<String>>)>,
    /// The last URL that holds none of these secrets: nearly all requests have the same.
    clean_url: String,
}

/// Returns the guard of this process, whose home is that of the environment.
pub fn known_secrets() -> &'static KnownSecrets {
    static GUARD: LazyLock<KnownSecrets> = LazyLock::new(|| {
        let variable = |name: &str| std::env::var_os(name);
        KnownSecrets::new(Home::from_environment(variable).ok())
    });
    &GUARD
}

impl KnownSecrets {
    /// Creates a guard for the secrets of this home.
    pub fn new(home: Option<Home>) -> Self {
        Self {
            home,
            given: Mutex::default(),
            state: Mutex::default(),
        }
    }

    /// Remembers a secret that was given.
    pub fn add(&self, secret: &str) {
        self.given.lock().insert(secret.to_owned());
        *self.state.lock() = GuardState::default();
    }

    /// Reads all secrets anew at the next use: a command may have made some since.
    pub fn refresh(&self) {
        *self.state.lock() = GuardState::default();
    }

    /// Remembers the secrets that stand as values of flags on a command line.
    pub fn add_flags(&self, args: &[OsString]) {
        let names_secret =
            |flag: &str| flag.starts_with("--") && is_secret_name(flag) && !flag.ends_with("-file");
        let mut args = args.iter().filter_map(|it| it.to_str()).peekable();
        while let Some(arg) = args.next() {
            match arg.split_once('=') {
                Some((flag, value)) if names_secret(flag) => self.add(value),
                None if names_secret(arg) => args.peek().iter().for_each(|value| self.add(value)),
                _ => {}
            }
        }
    }

    /// Remembers the secret of a file. The verb says if it cannot be read.
    pub fn add_file(&self, path: &str) {
        let bytes = read_small_input(Path::new(path), MAX_FILE_KIB).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        self.add(text.trim());
    }

    /// Replaces each secret in the texts of the values by its fingerprint. Keys stay as they are.
    pub fn mask<'v>(&self, values: impl IntoIterator<Item = &'v mut Value>) {
        let secrets = self.all();
        for value in values {
            mask_value(value, &secrets);
        }
    }

    /// Replaces each secret in a text by its fingerprint.
    pub fn mask_text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        mask_text(&mut text, &self.all());
        text
    }

    /// Replaces each secret in what an error says by its fingerprint.
    #[must_use]
    pub fn mask_error(&self, error: Error) -> Error {
        error.map_texts(|text| self.mask_text(&text))
    }

    /// Replaces each secret in a URL by its fingerprint, also where it is percent-encoded.
    pub fn mask_url(&self, url: &mut String) {
        let secrets = self.all();
        if self.state.lock().clean_url == *url {
            return;
        }
        if !mask_url(url, &secrets) {
            self.state.lock().clean_url.clone_from(url);
        }
    }

    /// Returns the URL of an exchange with its secrets again; `None` if it has one that is not known, or leads to another
    /// machine: an imported exchange could name anybody's.
    pub fn reveal_url(&self, url: &str) -> Option<String> {
        if !holds_mark(url) {
            return Some(url.to_owned());
        }
        if !target::is_loopback(url) {
            return None;
        }
        let secrets = self.all();
        let reveal = |url: String, secret: &String| url.replace(&mark(secret), secret);
        let url = secrets.iter().fold(url.to_owned(), reveal);
        (!holds_mark(&url)).then_some(url)
    }

    /// Returns all secrets, the longest first: one may be a part of another.
    fn all(&self) -> Arc<Vec<String>> {
        let now = Instant::now();
        let mut state = self.state.lock();
        if let Some((read_at, secrets)) = &state.secrets
            && now.duration_since(*read_at) < MAX_AGE
        {
            return secrets.clone();
        }
        let secrets = Arc::new(self.read());
        *state = GuardState {
            secrets: Some((now, secrets.clone())),
            clean_url: String::new(),
        };
        secrets
    }

    fn read(&self) -> Vec<String> {
        let credentials = self.home.as_ref();
        let credentials = credentials.and_then(|home| Credentials::load(home).ok());
        let kept = credentials.iter().flat_map(Credentials::secrets);
        let kept = kept.filter_map(Secret::reveal_text).map(str::to_owned);
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            let value = value.into_string().ok()?;
            is_secret_name(name.to_str()?).then_some(value)
        });
        let mut secrets: Vec<String> = kept.chain(variables).collect();
        secrets.extend(self.given.lock().iter().cloned());
        secrets.retain(|secret| secret.len() >= MIN_BYTES);
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }
}
