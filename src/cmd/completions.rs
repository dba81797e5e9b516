//! `momo completions`: prints a shell completion script.
//!
//! The scripts in `completions/` are generated from the clap definition. A test keeps them up to date.
use super::Verb;
use super::context::Context;
use crate::error::{Result, Verdict};
use clap::ValueEnum;

/// Arguments of `momo completions`.
#[derive(clap::Args, Debug)]
pub(crate) struct Completions {
    /// The shell that shall complete
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
}

impl Shell {
    fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("../../completions/momo.bash"),
            Self::Zsh => include_str!("../../completions/_momo"),
            Self::Fish => include_str!("../../completions/momo.fish"),
            Self::Powershell => include_str!("../../completions/_momo.ps1"),
            Self::Elvish => include_str!("../../completions/momo.elv"),
        }
    }
}

impl Verb for Completions {
    const NAME: &'static str = "completions";
    const ABOUT: &'static str = "Print the completion script for a shell";
    const EXAMPLES: &'static str = "\
Examples:
  source <(momo completions bash)
  momo completions bash > ~/.local/share/bash-completion/completions/momo
  momo completions zsh > ~/.zfunc/_momo
  momo completions fish > ~/.config/fish/completions/momo.fish";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let script = self.shell.script();
        let result = serde_json::json!({ "script": script });
        context
            .terminal
            .show(&result, |terminal| terminal.print_bytes(script.as_bytes()))
    }
}
