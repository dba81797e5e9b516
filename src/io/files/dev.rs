//! `dev.json`: address of the running local platform, which removes the file when it ends.
use super::home::{Home, create_parent};
use super::private;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Content of the file, for the other commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevFile {
    /// For example `http://127.0.0.1:8700/api`.
    pub api_base: String,
    /// Process id of the platform.
    pub pid: u32,
    /// Address of its page, with the token of this run; `None` without a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// Lock that admits one local platform per home. It ends with the value, which removes the file, or with the process.
#[derive(Debug)]
pub struct DevClaim {
    home: Home,
    _lock: std::fs::File,
}

impl DevClaim {
    /// Acquires the lock; `None` if a running platform holds it.
    ///
    /// # Errors
    /// Fails if the lock file cannot be opened or locked.
    pub fn try_acquire(home: &Home) -> Result<Option<Self>> {
        let lock = private::try_lock(&home.platform_file()?)?;
        // A file of another program is not replaced.
        DevFile::read(home)?;
        Ok(lock.map(|lock| Self {
            home: home.clone(),
            _lock: lock,
        }))
    }

    /// Acquires the lock.
    ///
    /// # Errors
    /// Fails if a running platform holds the lock, or the lock file cannot be opened or locked.
    pub fn acquire(home: &Home) -> Result<Self> {
        match Self::try_acquire(home)? {
            Some(claim) => Ok(claim),
            None => {
                let address = DevFile::read(home).ok().flatten();
                let address = address.map_or(String::new(), |dev| {
                    format!(" at `{}` (process {})", dev.api_base, dev.pid)
                });
                Err(Error::unknown(format!(
                    "a local platform of this home runs already{address}"
                ))
                .hint("Use that one, or give this one a home of its own with MOMO_HOME."))
            }
        }
    }

    /// Writes the file.
    pub fn publish(&self, api_base: &str, page: Option<String>) -> Result<()> {
        DevFile {
            api_base: api_base.to_owned(),
            pid: std::process::id(),
            page,
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
    /// Reads the file; `None` if there is none. A platform that was killed leaves its file behind.
    ///
    /// # Errors
    /// Fails if the file is not private, cannot be read, or is not valid.
    pub fn read(home: &Home) -> Result<Option<Self>> {
        let path = home.dev_file();
        let Some(bytes) = private::read(&path)? else {
            return Ok(None);
        };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| {
            Error::unknown(format!("`{}` is damaged", path.display()))
                .because(error)
                .hint("Move that file away; `momo dev` writes its own.")
        })
    }

    fn write(&self, home: &Home) -> Result<()> {
        let path = home.dev_file();
        create_parent(&path)?;
        let text = serde_json::to_vec(self).map_err(|error| {
            Error::unknown("where the platform runs cannot be written").because(error)
        })?;
        private::replace(&path, &text)
    }

    fn remove(home: &Home) {
        // A leftover file only costs the next command a refused connection.
        let _ = std::fs::remove_file(home.dev_file());
    }
}
