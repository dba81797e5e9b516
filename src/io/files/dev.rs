//! `dev.json`: where the running local platform is. It is there only while the platform runs.
use super::home::{Home, make_parent};
use super::private;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// What a running local platform tells the other commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevFile {
    /// For example `http://127.0.0.1:8700/api`.
    pub api_base: String,
    /// The platform's process.
    pub pid: u32,
}

impl DevFile {
    /// Where the platform is, if one runs (or ended without tidying up).
    pub fn read(home: &Home) -> Result<Option<Self>> {
        let path = home.dev_file();
        let Some(bytes) = private::read(&path)? else {
            return Ok(None);
        };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| {
            Error::unknown(format!("`{}` is damaged", path.display()))
                .because(error)
                .hint("Start the local platform again with `momo dev`.")
        })
    }

    /// Tells where the platform is.
    pub fn write(&self, home: &Home) -> Result<()> {
        let path = home.dev_file();
        make_parent(&path)?;
        let text = serde_json::to_vec(self).map_err(|error| {
            Error::unknown("where the platform runs cannot be written").because(error)
        })?;
        private::replace(&path, &text)
    }

    /// Tells that the platform has ended.
    pub fn remove(home: &Home) {
        // A file that stays only costs the next command a refused connection.
        let _ = std::fs::remove_file(home.dev_file());
    }
}
