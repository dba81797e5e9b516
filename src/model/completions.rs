//! Where shells look for completion scripts of a user, and which scripts are momo's.
use crate::model::doctor::{DoctorFinding, DoctorLevel};
use crate::model::text::named::named;
use std::path::{Path, PathBuf};

named! {
    /// A shell that completes momo's commands.
    pub enum CompletedShell {
        Bash = "bash",
        Zsh = "zsh",
        Fish = "fish",
        Powershell = "powershell",
        Elvish = "elvish",
        Nushell = "nushell",
    }
}

/// Folders of the user in which shells look, as the XDG base directory specification names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFolders {
    /// `XDG_CONFIG_HOME`, by itself `~/.config`.
    pub config: PathBuf,
    /// `XDG_DATA_HOME`, by itself `~/.local/share`.
    pub data: PathBuf,
}

impl CompletedShell {
    /// Returns the shell of a program such as `/usr/bin/zsh`; `None` for another program.
    pub fn of_program(path: &str) -> Option<Self> {
        let name = Path::new(path).file_stem()?.to_str()?;
        match name {
            "nu" => Some(Self::Nushell),
            "pwsh" => Some(Self::Powershell),
            name => Self::from_name(name),
        }
    }

    /// Returns where the script of a user stands.
    pub fn script_path(self, folders: &UserFolders) -> PathBuf {
        let UserFolders { config, data } = folders;
        match self {
            Self::Bash => data.join("bash-completion/completions/momo"),
            Self::Zsh => data.join("zsh/site-functions/_momo"),
            Self::Fish => config.join("fish/completions/momo.fish"),
            Self::Powershell => config.join("powershell/momo.ps1"),
            Self::Elvish => config.join("elvish/lib/momo.elv"),
            Self::Nushell => config.join("nushell/autoload/momo.nu"),
        }
    }

    /// Returns what else the user has to do, a sentence; `None` if the shell finds the script by itself.
    pub fn remaining_step(self, path: &Path) -> Option<String> {
        let path = path.display();
        match self {
            Self::Bash => Some("bash finds it where the package bash-completion is installed; without it, source that file in ~/.bashrc.".into()),
            Self::Zsh => {
                let folder = Path::new(&path.to_string()).parent().map(|it| it.display().to_string());
                let folder = folder.unwrap_or_default();
                Some(format!("Have zsh look there: `fpath=({folder} $fpath)` in ~/.zshrc, before `compinit`."))
            }
            Self::Powershell => Some(format!("Add `. '{path}'` to the file that $PROFILE names.")),
            Self::Elvish => Some("Add `use momo` to ~/.config/elvish/rc.elv.".into()),
            Self::Fish | Self::Nushell => None,
        }
    }
}

/// Returns whether a text is a completion script of momo, of any version.
pub fn is_own_script(text: &[u8]) -> bool {
    let has = |word: &[u8]| text.windows(word.len()).any(|part| part == word);
    has(b"momo")
        && (has(b"COMPLETE")
            || has(b"_CLAP_")
            || has(b"_momo")
            || has(b"__fish_momo")
            || has(b"extern \"momo"))
}

/// Begins the last line of an installed script whose folders momo made; the number of folders follows.
const MADE_FOLDERS: &str = "# Folders above this file that momo made: ";

/// Returns a script as it is installed: it says how many folders above it were made for it, nearest first, if any.
pub fn installed_text(script: &str, folders: usize) -> String {
    match folders {
        0 => script.to_owned(),
        _ => format!("{script}\n{MADE_FOLDERS}{folders}\n"),
    }
}

/// Returns how many folders above an installed script were made for it.
pub fn made_folders(installed: &[u8]) -> usize {
    let text = String::from_utf8_lossy(installed);
    let last_line = text.lines().next_back().unwrap_or_default();
    let folders = last_line.strip_prefix(MADE_FOLDERS);
    folders.and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// Tells whether the shell of the user completes momo's commands. `installed` is the script that is there, if one is.
pub fn finding(shell: Option<CompletedShell>, installed: Option<&Path>) -> DoctorFinding {
    let code = "completions";
    match (shell, installed) {
        (None, _) => {
            let message = "the shell is none that momo knows";
            DoctorFinding::new(code, DoctorLevel::Note, message)
        }
        (Some(shell), Some(path)) => {
            let message = format!("{} completes by {}", shell.name(), path.display());
            DoctorFinding::new(code, DoctorLevel::Fine, message)
        }
        (Some(shell), None) => {
            let message = format!("{} has no completions of momo in your home", shell.name());
            DoctorFinding::new(code, DoctorLevel::Note, message).advice(format!(
                "`momo completions --install --shell {}` writes them.",
                shell.name()
            ))
        }
    }
}
