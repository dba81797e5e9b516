//! `serving/`: one file for each running skill server of this home. A file is valid while its server holds its lock.
use super::home::Home;
use super::private;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Content of a server's file, for the other commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServingFile {
    /// Skill URL of the server.
    pub url: String,
    pub account: String,
    pub pid: u32,
}

/// Published file of this process; valid until the value or the process ends.
#[derive(Debug)]
pub struct ServingClaim {
    path: PathBuf,
    _lock: std::fs::File,
}

impl ServingClaim {
    /// Writes the file of this process and locks it.
    ///
    /// # Errors
    /// Fails if the file cannot be locked or written.
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
        // Leftover files are invalid without their lock.
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(self.path.with_extension("json.lock"));
    }
}

impl ServingFile {
    /// Returns the running skill server of this account that started last; `None` if none runs.
    pub fn newest(home: &Home, account: &str) -> Option<Self> {
        let entries = std::fs::read_dir(home.serving_folder()).ok()?;
        let mut running: Vec<_> = entries
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|it| it == "json"))
            // A free lock means that the server was killed.
            .filter(|entry| matches!(private::try_lock(&entry.path()), Ok(None)))
            .filter_map(|entry| {
                let bytes = private::read(&entry.path()).ok()??;
                let file: Self = serde_json::from_slice(&bytes).ok()?;
                Some((entry.metadata().ok()?.modified().ok()?, file))
            })
            .filter(|(_, file)| file.account == account)
            .collect();
        running.sort_by_key(|(modified, _)| *modified);
        running.pop().map(|(_, file)| file)
    }
}
