//! Where momo keeps settings and data.
//!
//! `MOMO_HOME` moves all of it into one folder. Else settings lie in `$XDG_CONFIG_HOME/momo`
//! (`~/.config/momo`) and data in `$XDG_DATA_HOME/momo` (`~/.local/share/momo`).
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// The two folders; neither needs to exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    config: PathBuf,
    data: PathBuf,
}

impl Home {
    /// Finds the folders by the environment, which `variable` reads.
    pub fn find(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self> {
        let folder = |name: &str| {
            variable(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        if let Some(home) = folder("MOMO_HOME") {
            return Ok(Self::at(home));
        }
        let user = folder("HOME");
        let under = |xdg: &str, rest: &str| {
            let base = folder(xdg).filter(|path| path.is_absolute());
            base.or_else(|| user.as_ref().map(|home| home.join(rest)))
                .map(|base| base.join("momo"))
        };
        match (
            under("XDG_CONFIG_HOME", ".config"),
            under("XDG_DATA_HOME", ".local/share"),
        ) {
            (Some(config), Some(data)) => Ok(Self { config, data }),
            _ => Err(Error::unknown(
                "there is no home folder to keep things in: neither `MOMO_HOME` nor `HOME` is set",
            )
            .hint(
                "Set MOMO_HOME to a folder that momo may use, for example `MOMO_HOME=/tmp/momo`.",
            )),
        }
    }

    /// Everything in this one folder.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
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
    pub fn history_file(&self) -> PathBuf {
        self.data.join("history.db")
    }

    /// `platform.db`: the local platform's state.
    pub fn platform_file(&self) -> PathBuf {
        self.data.join("platform.db")
    }

    /// `dialogues.json`: what `momo kakao say` remembers.
    pub fn dialogues_file(&self) -> PathBuf {
        self.data.join("dialogues.json")
    }

    /// `serving/`: where the running skill servers are.
    pub fn serving_folder(&self) -> PathBuf {
        self.data.join("serving")
    }

    /// `dev.json`: where the running local platform is; there only while it runs.
    pub fn dev_file(&self) -> PathBuf {
        self.data.join("dev.json")
    }
}

/// A home of its own among the system's temporary files, for this user alone; it goes with the value.
#[derive(Debug)]
pub struct TemporaryHome {
    home: Home,
    folder: PathBuf,
}

impl TemporaryHome {
    /// Makes it; `name` must be one that nobody can guess.
    pub fn make(name: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(name);
        // Fails where something is there already: nobody can have laid it out for us.
        let made = fs::DirBuilder::new().mode(0o700).create(&folder);
        made.map_err(|error| {
            Error::unknown(format!("cannot make the folder `{}`", folder.display()))
                .because(error)
                .hint("Set TMPDIR to a folder that momo may write to.")
        })?;
        Ok(Self {
            home: Home::at(&folder),
            folder,
        })
    }

    /// The home.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Leaves the folder where it is, and tells where that is.
    pub fn keep(self) -> PathBuf {
        let folder = self.folder.clone();
        std::mem::forget(self);
        folder
    }
}

impl Drop for TemporaryHome {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the system, like all temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Makes the folder that will hold `file`, and its parents, for the user alone (mode 0700).
pub fn make_parent(file: &Path) -> Result<()> {
    let Some(folder) = file.parent() else {
        return Ok(());
    };
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| {
            Error::unknown(format!("cannot make the folder `{}`", folder.display()))
                .because(error)
                .hint("Set MOMO_HOME to a folder that momo may write to.")
        })
}
