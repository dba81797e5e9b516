//! `momo completions`: prints, installs or removes a shell's completion script, or writes an editor's extension for
//! conversation files.
//!
//! The scripts in `completions/` have the shell ask momo itself (see `complete`), but for Nushell's, which is made from the
//! clap definition. A test keeps them up to date.
use super::context::Context;
use super::{Effect, Verb, variables};
use crate::error::{Error, Result, Verdict};
use crate::io::files;
use crate::model::completions::{
    CompletedShell, UserFolders, installed_text, is_own_script, made_folders,
};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::{Path, PathBuf};

/// Arguments of `momo completions`.
#[derive(clap::Args, Debug)]
pub(crate) struct Completions {
    /// The shell that shall complete, or the editor that shall know `.chat` files
    #[arg(value_name = "SHELL", value_parser = script_parser(), required_unless_present_any = ["install", "uninstall"])]
    shell: Option<Script>,
    /// Write the script where the shell looks for it, and say where that is
    #[arg(long, conflicts_with_all = ["shell", "output"])]
    install: bool,
    /// Remove what --install wrote
    #[arg(long, conflicts_with_all = ["shell", "output", "install"])]
    uninstall: bool,
    /// The shell that --install and --uninstall mean [default: that of SHELL]
    #[arg(long = "shell", value_name = "SHELL", value_parser = shell_parser(), conflicts_with = "output")]
    of_shell: Option<CompletedShell>,
    /// Where the extension for `vscode` is written [default: ./momo-chat]
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

/// What is printed or written: a shell's script, or the extension of an editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Shell(CompletedShell),
    Vscode,
}

/// Name of the editor for which there is an extension.
const VSCODE: &str = "vscode";

/// Parses the name of a shell.
fn shell_parser() -> impl TypedValueParser<Value = CompletedShell> {
    let names = CompletedShell::ALL.map(CompletedShell::name);
    PossibleValuesParser::new(names)
        .try_map(|name| CompletedShell::from_name(&name).ok_or("it is no shell"))
}

/// Parses the name of a shell or of an editor.
fn script_parser() -> impl TypedValueParser<Value = Script> {
    let names = CompletedShell::ALL.map(CompletedShell::name);
    PossibleValuesParser::new(names.into_iter().chain([VSCODE]))
        .map(|name| CompletedShell::from_name(&name).map_or(Script::Vscode, Script::Shell))
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

/// Returns the completion script of a shell.
fn script(shell: CompletedShell) -> &'static str {
    match shell {
        CompletedShell::Bash => include_str!("../../completions/momo.bash"),
        CompletedShell::Zsh => include_str!("../../completions/_momo"),
        CompletedShell::Fish => include_str!("../../completions/momo.fish"),
        CompletedShell::Powershell => include_str!("../../completions/_momo.ps1"),
        CompletedShell::Elvish => include_str!("../../completions/momo.elv"),
        CompletedShell::Nushell => include_str!("../../completions/momo.nu"),
    }
}

impl Verb for Completions {
    const NAME: &'static str = "completions";
    const ABOUT: &'static str =
        "Install or print a shell's completions, or write an editor's extension for .chat files";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo completions --install
  momo completions --uninstall --shell zsh
  source <(momo completions bash)
  momo completions nushell > momo.nu
  momo completions vscode --output ~/.vscode/extensions/momo-chat

Bots, rooms, exchanges, samples, checks, profiles and settings are completed as they are here; nothing is asked over the network. \
The extension colours .chat files and the chat fences of Markdown; VS Code loads it at its next start.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        if self.install || self.uninstall {
            return self.change(context);
        }
        let Some(Script::Shell(shell)) = self.shell else {
            let folder = self.output.unwrap_or_else(|| EXTENSION.into());
            return write_extension(&folder, context);
        };
        if self.output.is_some() {
            return Err(Error::usage("`--output` belongs to `vscode`")
                .hint("The script of a shell is printed: `momo completions bash > FILE`."));
        }
        let script = script(shell);
        let result = serde_json::json!({ "script": script });
        context
            .terminal
            .show(&result, |terminal| terminal.print_bytes(script.as_bytes()))
    }
}

impl Completions {
    /// Writes the script, or removes it with the folders that were made for it and are empty. Refuses a file that is not
    /// momo's.
    fn change(&self, context: &mut Context) -> Result<Verdict> {
        let shell = self.shell_to_change()?;
        let path = shell.script_path(&user_folders()?);
        let is_there = path.exists();
        let text = files::read_small_input(&path, 1024).unwrap_or_default();
        if is_there && !is_own_script(&text) {
            let message = format!("`{}` is not of momo, and stays as it is", path.display());
            return Err(Error::unknown(message).hint("`momo completions SHELL` prints the script."));
        }
        if self.install {
            let folders = match is_there {
                true => made_folders(&text),
                false => missing_folders(&path),
            };
            let script = installed_text(script(shell), folders);
            files::write_output(&path, script.as_bytes())?;
        } else if is_there {
            files::remove_with_empty_folders(&path, made_folders(&text))?;
        }
        let step = shell.remaining_step(&path).filter(|_| self.install);
        let file = path.display().to_string();
        let did = match (self.install, is_there) {
            (true, _) => "written",
            (false, true) => "removed",
            (false, false) => "not there",
        };
        let result =
            serde_json::json!({ "shell": shell.name(), "file": file, "did": did, "next": step });
        context.terminal.show(&result, |terminal| {
            terminal.note(format!("{did}: {file}"));
            if let Some(step) = step {
                terminal.note(step);
            }
            Ok(())
        })
    }

    fn shell_to_change(&self) -> Result<CompletedShell> {
        self.of_shell.or_else(current_shell).ok_or_else(|| {
            Error::usage("SHELL names no shell that momo knows").hint("Name it with `--shell`.")
        })
    }
}

/// Returns the shell that `SHELL` names; `None` for one that momo does not know.
pub(super) fn current_shell() -> Option<CompletedShell> {
    CompletedShell::of_program(&variables::lookup("SHELL")?)
}

/// Returns how many folders have to be made before a file can stand here.
fn missing_folders(path: &Path) -> usize {
    let folders = path.ancestors().skip(1);
    folders.take_while(|folder| !folder.exists()).count()
}

/// Returns the script of the user for a shell, if it is there.
pub(super) fn installed_script(shell: CompletedShell) -> Option<PathBuf> {
    let path = shell.script_path(&user_folders().ok()?);
    path.exists().then_some(path)
}

fn user_folders() -> Result<UserFolders> {
    let folder = |variable: &str, below_home: &str| {
        let named = variables::non_empty(variable).map(PathBuf::from);
        let named = named.filter(|folder| folder.is_absolute());
        named.or_else(|| Some(std::env::home_dir()?.join(below_home)))
    };
    let folders = folder("XDG_CONFIG_HOME", ".config").zip(folder("XDG_DATA_HOME", ".local/share"));
    let (config, data) =
        folders.ok_or_else(|| Error::unknown("there is no home folder: HOME is not set"))?;
    Ok(UserFolders { config, data })
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
