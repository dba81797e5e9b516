//! `serving/`: where the skill servers of this home listen, a file for each, which counts while its server runs.
use super::home::Home;
use super::private;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a running skill server tells the other commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServingFile {
    /// Where skills are called.
    pub url: String,
    /// The account that it serves.
    pub account: String,
    /// Its process.
    pub pid: u32,
}

/// A skill server that is there; the file counts until the value, or the process, ends.
#[derive(Debug)]
pub struct ServingClaim {
    path: PathBuf,
    _lock: std::fs::File,
}

impl ServingClaim {
    /// Tells the other commands of this process.
    pub fn publish(home: &Home, url: &str, account: &str) -> Result<Self> {
        let pid = std::process::id();
        let path = home.serving_folder().join(format!("{pid}.json"));
        let (url, account) = (url.to_owned(), account.to_owned());
        let file = ServingFile { url, account, pid };
        let lock = private::lock(&path)?;
        let text = serde_json::to_vec(&file).map_err(|error| {
            Error::unknown("where the skill server is cannot be written").because(error)
        })?;
        private::replace(&path, &text)?;
        Ok(Self { path, _lock: lock })
    }
}

impl Drop for ServingClaim {
    fn drop(&mut self) {
        // What stays counts no longer without its lock.
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(self.path.with_extension("json.lock"));
    }
}

impl ServingFile {
    /// The skill server of this account that was started last, if one runs.
    pub fn newest(home: &Home, account: &str) -> Option<Self> {
        let entries = std::fs::read_dir(home.serving_folder()).ok()?;
        let mut running: Vec<_> = entries
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|it| it == "json"))
            // Whose lock is free has ended without tidying up.
            .filter(|entry| matches!(private::try_lock(&entry.path()), Ok(None)))
            .filter_map(|entry| {
                let bytes = private::read(&entry.path()).ok()??;
                let file: Self = serde_json::from_slice(&bytes).ok()?;
                Some((entry.metadata().ok()?.modified().ok()?, file))
            })
            .filter(|(_, file)| file.account == account)
            .collect();
        running.sort_by_key(|(since, _)| *since);
        running.pop().map(|(_, file)| file)
    }
}
