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

/// The right to be the local platform of a home; it ends with the value, or with the process.
#[derive(Debug)]
pub struct DevClaim {
    home: Home,
    _lock: std::fs::File,
}

impl DevClaim {
    /// Takes the right; none where a running platform has it.
    pub fn try_take(home: &Home) -> Result<Option<Self>> {
        let lock = private::try_lock(&home.platform_file())?;
        Ok(lock.map(|lock| Self {
            home: home.clone(),
            _lock: lock,
        }))
    }

    /// Takes the right, unless a running platform has it.
    pub fn take(home: &Home) -> Result<Self> {
        match Self::try_take(home)? {
            Some(claim) => Ok(claim),
            None => {
                let place = DevFile::read(home).ok().flatten();
                let place = place.map_or(String::new(), |dev| {
                    format!(" at `{}` (process {})", dev.api_base, dev.pid)
                });
                Err(
                    Error::unknown(format!("a local platform of this home runs already{place}"))
                        .hint("Use that one, or give this one a home of its own with MOMO_HOME."),
                )
            }
        }
    }

    /// Tells the other commands where the platform is.
    pub fn publish(&self, api_base: &str) -> Result<()> {
        DevFile {
            api_base: api_base.to_owned(),
            pid: std::process::id(),
        }
        .write(&self.home)
    }
}

impl Drop for DevClaim {
    fn drop(&mut self) {
        DevFile::remove(&self.home);
    }
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
    fn write(&self, home: &Home) -> Result<()> {
        let path = home.dev_file();
        make_parent(&path)?;
        let text = serde_json::to_vec(self).map_err(|error| {
            Error::unknown("where the platform runs cannot be written").because(error)
        })?;
        private::replace(&path, &text)
    }

    /// Tells that the platform has ended.
    fn remove(home: &Home) {
        // A file that stays only costs the next command a refused connection.
        let _ = std::fs::remove_file(home.dev_file());
    }
}
