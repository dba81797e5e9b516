//! Paths of momo's settings and data.
//!
//! With `MOMO_HOME` everything is in that folder. Otherwise settings are in `$XDG_CONFIG_HOME/momo`
//! (`~/.config/momo`) and data in `$XDG_DATA_HOME/momo` (`~/.local/share/momo`); on Windows settings are in
//! `%APPDATA%\momo` and data in `%LOCALAPPDATA%\momo`.
use super::links;
use crate::error::{Error, Result};
use crate::io::os::files;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of settings and data; neither needs to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    config: PathBuf,
    data: PathBuf,
}

impl Home {
    /// Determines the folders from environment variables, which `variable` reads.
    ///
    /// # Errors
    /// Fails if `MOMO_HOME` is not absolute. Fails if it is not set, `HOME` is missing or not absolute, and so is one of
    /// the XDG variables.
    pub fn from_environment(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self> {
        let folder = |name: &str| {
            variable(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        if let Some(home) = folder("MOMO_HOME") {
            // It would be another folder in each working folder.
            return match home.is_absolute() {
                true => Ok(Self::in_folder(home)),
                false => Err(no_home(format!(
                    "`MOMO_HOME` is `{}`, which is no absolute path",
                    home.display()
                ))),
            };
        }
        if let Some((config, data)) = files::system_folders(folder) {
            return Ok(Self {
                config: config.join("momo"),
                data: data.join("momo"),
            });
        }
        let user_home = folder("HOME").filter(|home| home.is_absolute());
        let base_folder = |xdg: &str, rest: &str| {
            let base = folder(xdg).filter(|path| path.is_absolute());
            base.or_else(|| user_home.as_ref().map(|home| home.join(rest)))
                .map(|base| base.join("momo"))
        };
        match (
            base_folder("XDG_CONFIG_HOME", ".config"),
            base_folder("XDG_DATA_HOME", ".local/share"),
        ) {
            (Some(config), Some(data)) => Ok(Self { config, data }),
            _ => Err(no_home(match folder("HOME") {
                None => "neither `MOMO_HOME` nor `HOME` is set".to_owned(),
                Some(home) => format!("`HOME` is `{}`, which is no absolute path", home.display()),
            })),
        }
    }

    /// Uses one folder for settings and data.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self {
            config: folder.clone(),
            data: folder,
        }
    }

    /// `config.json`: the user's settings.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.json")
    }

    /// `credentials.json`: tokens and secrets, mode 0600.
    pub fn credentials_file(&self) -> PathBuf {
        self.config.join("credentials.json")
    }

    /// `history.db`: every exchange.
    ///
    /// # Errors
    /// Fails if a symbolic link in its path leads nowhere: the history is then not empty, but out of reach.
    pub fn history_file(&self) -> Result<PathBuf> {
        self.database("history.db")
    }

    /// `platform.db`: the local platform's database.
    ///
    /// # Errors
    /// Fails as [`history_file`](Self::history_file) does.
    pub fn platform_file(&self) -> Result<PathBuf> {
        self.database("platform.db")
    }

    fn database(&self, name: &str) -> Result<PathBuf> {
        let path = self.data.join(name);
        links::check(&path)?;
        Ok(path)
    }

    /// `dialogues.json`: the dialogues of `momo kakao say`.
    pub fn dialogues_file(&self) -> PathBuf {
        self.data.join("dialogues.json")
    }

    /// `serving/`: addresses of the running skill servers.
    pub fn serving_folder(&self) -> PathBuf {
        self.data.join("serving")
    }

    /// `dev.json`: address of the running local platform, which removes the file when it ends.
    pub fn dev_file(&self) -> PathBuf {
        self.data.join("dev.json")
    }
}

fn no_home(why: String) -> Error {
    Error::unknown(format!("there is no home folder to keep things in: {why}")).hint(format!(
        "Set MOMO_HOME to a folder that momo may use, for example `{}`.",
        files::HOME_EXAMPLE
    ))
}

/// A home in the system's temporary folder, with mode 0700. The folder is removed with the value.
#[derive(Debug)]
pub struct TemporaryHome {
    home: Home,
    folder: PathBuf,
}

impl TemporaryHome {
    /// Creates the folder. `name` must be unguessable.
    ///
    /// # Errors
    /// Fails if the folder exists or cannot be created.
    pub fn create(name: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(name);
        // Not recursive: an existing folder may be an attacker's, so it is an error.
        let result = files::private_folders().create(&folder);
        result.map_err(|error| {
            Error::unknown(format!("cannot make the folder `{}`", folder.display()))
                .because(error)
                .hint(format!(
                    "Set {} to a folder that momo may write to.",
                    files::TEMPORARY_FOLDER
                ))
        })?;
        Ok(Self {
            home: Home::in_folder(&folder),
            folder,
        })
    }

    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Removes the folder. Its databases must be closed.
    ///
    /// # Errors
    /// Fails if something of it cannot be removed.
    pub fn remove(self) -> Result<()> {
        let folder = self.keep();
        files::remove_folder(&folder).map_err(|error| {
            Error::unknown(format!("cannot remove `{}`", folder.display())).because(error)
        })
    }

    /// Keeps the folder and returns its path.
    pub fn keep(self) -> PathBuf {
        let folder = self.folder.clone();
        std::mem::forget(self);
        folder
    }
}

impl Drop for TemporaryHome {
    fn drop(&mut self) {
        // The system cleans up leftovers among its temporary files.
        let _ = files::remove_folder(&self.folder);
    }
}

/// Returns whether there is a file without content.
pub fn is_empty(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0)
}

/// Creates the missing parent folders of `file` with mode 0700.
pub fn create_parent(file: &Path) -> Result<()> {
    let Some(folder) = file.parent() else {
        return Ok(());
    };
    links::check(folder)?;
    files::private_folders()
        .recursive(true)
        .create(folder)
        .map_err(|error| {
            Error::unknown(format!("cannot make the folder `{}`", folder.display()))
                .because(error)
                .hint("Set MOMO_HOME to a folder that momo may write to.")
        })
}
