//! Follows what happens on a local platform, as its page does: by long polling.
use super::api::ApiClient;
use crate::error::{Error, Result};
use serde_json::Value;
use std::time::Duration;

/// Time that the platform may hold back an answer without changes, in seconds; a platform that ends answers at once.
const WAIT_SECONDS: u64 = 20;
/// Time-out of a call; longer than the platform waits.
const TIMEOUT: Duration = Duration::from_secs(40);

/// Changes of a platform after a cursor.
pub struct ChangeFeed {
    api: ApiClient,
    cursor: String,
}

impl ChangeFeed {
    /// Begins with what happens from now on.
    ///
    /// # Errors
    /// Fails if the platform cannot be asked or refuses: only an operator may.
    pub fn start(api: &ApiClient) -> Result<Self> {
        let api = api.clone().with_timeout(TIMEOUT);
        let mut feed = Self {
            api,
            cursor: String::new(),
        };
        feed.poll("/changes")?;
        Ok(feed)
    }

    /// Waits for changes and returns them, oldest first; empty if nothing has happened for a while.
    ///
    /// # Errors
    /// Fails if the platform has ended, or if it has forgotten what happened meanwhile.
    pub fn next_changes(&mut self) -> Result<Vec<Value>> {
        let path = format!("/changes?after={}&wait={WAIT_SECONDS}", self.cursor);
        self.poll(&path)
    }

    fn poll(&mut self, path: &str) -> Result<Vec<Value>> {
        let answer = self.api.get(path)?;
        let what = "the platform does not tell what happens";
        let mut answer = answer.map_err(|problem| problem.into_error(what))?;
        if answer["lost"] == true && !self.cursor.is_empty() {
            return Err(Error::unknown(
                "the platform was started anew, or so much has happened that it has forgotten a part",
            ));
        }
        self.cursor = answer["cursor"].as_str().unwrap_or_default().to_owned();
        Ok(match answer["changes"].take() {
            Value::Array(changes) => changes,
            _ => Vec::new(),
        })
    }
}
