//! The last guard of what a tool answers: no secret that this machine keeps is in it, wherever it came from.
use crate::io::files::{Credentials, Home, read_small_input};
use crate::model::secret::Secret;
use crate::model::secret::mask::mask_value;
use crate::model::settings::variables::is_secret_name;
use parking_lot::Mutex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Secrets shorter than this are also words of other texts, in bytes.
const MIN_BYTES: usize = 6;
/// Maximum size of a file with a secret, in KiB.
const MAX_FILE_KIB: u64 = 64;

/// The secrets of the credentials file, of the environment, and of files that calls named.
pub(super) struct KnownSecrets {
    /// `None` if it cannot be found: then nothing is kept that could be shown.
    home: Option<Home>,
    of_files: Mutex<BTreeSet<String>>,
}

impl KnownSecrets {
    pub(super) fn new(home: Option<Home>) -> Self {
        Self {
            home,
            of_files: Mutex::default(),
        }
    }

    /// Remembers the secret of a file. The verb says if it cannot be read.
    pub(super) fn add_file(&self, path: &str) {
        let bytes = read_small_input(Path::new(path), MAX_FILE_KIB).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        self.of_files.lock().insert(text.trim().to_owned());
    }

    /// Replaces each secret in the texts and keys of the values by its fingerprint.
    pub(super) fn mask<'v>(&self, values: impl IntoIterator<Item = &'v mut Value>) {
        let secrets = self.all();
        for value in values {
            mask_value(value, &secrets);
        }
    }

    /// Returns all secrets, the longest first: one may be a part of another.
    fn all(&self) -> Vec<String> {
        let credentials = self.home.as_ref();
        let credentials = credentials.and_then(|home| Credentials::load(home).ok());
        let kept = credentials.iter().flat_map(Credentials::secrets);
        let kept = kept.filter_map(Secret::reveal_text).map(str::to_owned);
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            let value = value.into_string().ok()?;
            is_secret_name(name.to_str()?).then_some(value)
        });
        let mut secrets: Vec<String> = kept.chain(variables).collect();
        secrets.extend(self.of_files.lock().iter().cloned());
        secrets.retain(|secret| secret.len() >= MIN_BYTES);
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }
}
