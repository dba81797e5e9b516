//! `momo completions`: prints a shell completion script, or writes an editor's extension for conversation files.
//!
//! The scripts in `completions/` are generated from the clap definition. A test keeps them up to date.
use super::context::Context;
use super::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::files;
use clap::ValueEnum;
use std::path::{Path, PathBuf};

/// Arguments of `momo completions`.
#[derive(clap::Args, Debug)]
pub(crate) struct Completions {
    /// The shell that shall complete, or the editor that shall know `.chat` files
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
    /// Where the extension for `vscode` is written [default: ./momo-chat]
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
    Vscode,
}

/// Name of the extension for VS Code, in its manifest and as its folder.
const EXTENSION: &str = "momo-chat";
const MANIFEST: &str = "package.json";

/// Files of the extension: path in its folder and text.
const EXTENSION_FILES: [(&str, &str); 4] = [
    (
        MANIFEST,
        include_str!("../../completions/vscode/package.json"),
    ),
    (
        "language-configuration.json",
        include_str!("../../completions/vscode/language-configuration.json"),
    ),
    (
        "syntaxes/momo-chat.tmLanguage.json",
        include_str!("../../completions/vscode/syntaxes/momo-chat.tmLanguage.json"),
    ),
    (
        "syntaxes/markdown.tmLanguage.json",
        include_str!("../../completions/vscode/syntaxes/markdown.tmLanguage.json"),
    ),
];

impl Shell {
    /// Returns the completion script; `None` for an editor.
    fn script(self) -> Option<&'static str> {
        match self {
            Self::Bash => Some(include_str!("../../completions/momo.bash")),
            Self::Zsh => Some(include_str!("../../completions/_momo")),
            Self::Fish => Some(include_str!("../../completions/momo.fish")),
            Self::Powershell => Some(include_str!("../../completions/_momo.ps1")),
            Self::Elvish => Some(include_str!("../../completions/momo.elv")),
            Self::Vscode => None,
        }
    }
}

impl Verb for Completions {
    const NAME: &'static str = "completions";
    const ABOUT: &'static str =
        "Print the completion script for a shell, or write an editor's extension for .chat files";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  source <(momo completions bash)
  momo completions bash > ~/.local/share/bash-completion/completions/momo
  momo completions zsh > ~/.zfunc/_momo
  momo completions fish > ~/.config/fish/completions/momo.fish
  momo completions vscode --output ~/.vscode/extensions/momo-chat

The extension colours .chat files and the chat fences of Markdown; VS Code loads it at its next start.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let Some(script) = self.shell.script() else {
            let folder = self.output.unwrap_or_else(|| EXTENSION.into());
            return write_extension(&folder, context);
        };
        if self.output.is_some() {
            return Err(Error::usage("`--output` belongs to `vscode`")
                .hint("The script of a shell is printed: `momo completions bash > FILE`."));
        }
        let result = serde_json::json!({ "script": script });
        context
            .terminal
            .show(&result, |terminal| terminal.print_bytes(script.as_bytes()))
    }
}

/// Writes the extension. Refuses a folder that holds another package.
fn write_extension(folder: &Path, context: &mut Context) -> Result<Verdict> {
    let manifest = folder.join(MANIFEST);
    if manifest.exists() && !is_own_manifest(&manifest) {
        return Err(
            Error::usage(format!("`{}` is of another package", manifest.display()))
                .hint("`--output` names a folder of the extension's own."),
        );
    }
    for (name, text) in EXTENSION_FILES {
        files::write_output(&folder.join(name), text.as_bytes())?;
    }
    let names = EXTENSION_FILES.map(|(name, _)| name);
    let folder = folder.display().to_string();
    let result = serde_json::json!({ "folder": folder, "files": names });
    context.terminal.show(&result, |terminal| {
        terminal.note(format!("The extension for VS Code is in {folder}."));
        terminal.note("VS Code loads it from ~/.vscode/extensions/momo-chat at its next start, or with `code --extensionDevelopmentPath=FOLDER`.");
        Ok(())
    })
}

/// Returns whether a manifest is that of this extension, of any version.
fn is_own_manifest(path: &Path) -> bool {
    let bytes = files::read_small_input(path, 64).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    manifest["name"] == EXTENSION
}
