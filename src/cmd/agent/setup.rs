//! `momo agent setup`: installs the skill file where a coding agent finds it, and removes it again.
use super::client::{self, AgentClient, SkillScope, SkillState};
use crate::cmd::context::Context;
use crate::cmd::variables;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::view::terminal::label;
use crate::view::{cells, escape};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `momo agent setup`.
#[derive(clap::Args, Debug)]
pub(crate) struct SetUpAgent {
    /// The coding agent
    #[arg(
        long,
        value_enum,
        value_name = "NAME",
        required_unless_present = "status"
    )]
    client: Option<AgentClient>,
    /// Whose it shall be: in a folder of this project, or of yours
    #[arg(long, value_enum, value_name = "SCOPE", default_value = "project")]
    scope: SkillScope,
    /// Change nothing: say what stands there, for all agents without --client; exit code 1 where nothing of momo's is there
    #[arg(long)]
    status: bool,
    /// Remove it, and the folders that are empty then
    #[arg(long, conflicts_with = "status")]
    remove: bool,
}

impl Verb for SetUpAgent {
    const NAME: &'static str = "setup";
    const ABOUT: &'static str = "Install the skill file for a coding agent, or remove it";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo agent setup --client claude-code
  momo agent setup --client codex --scope user
  momo agent setup --status
  momo agent setup --client cursor --remove

A file that is not momo's, or that was changed, is neither replaced nor removed.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let base = self.base()?;
        if self.status {
            return self.show_status(context, &base);
        }
        let Some(client) = self.client else {
            return Err(Error::usage("`--client` is missing"));
        };
        let path = client.skill_file(&base);
        let (before, done) = match self.remove {
            true => (client::remove(&path)?, "removed"),
            false => (client::install(&path)?, "written"),
        };
        let done = match (before, self.remove) {
            (SkillState::Missing, true) | (SkillState::Current, false) => "unchanged",
            _ => done,
        };
        let shown = path.display().to_string();
        let result = json!({ "client": client, "scope": self.scope, "file": shown, "before": before, "done": done });
        context.terminal.show(&result, |terminal| {
            terminal.print(format!("{}  {}", label(done), escape::line(&shown)))
        })
    }
}

impl SetUpAgent {
    /// Returns the folder below which the agent's folder lies.
    fn base(&self) -> Result<PathBuf> {
        match self.scope {
            SkillScope::Project => std::env::current_dir()
                .map_err(|error| Error::unknown("this folder is not known").because(error)),
            SkillScope::User => variables::non_empty("HOME")
                .map(PathBuf::from)
                .ok_or_else(|| {
                    Error::unknown("HOME is not set").hint("`--scope project` needs none.")
                }),
        }
    }

    fn show_status(&self, context: &mut Context, base: &std::path::Path) -> Result<Verdict> {
        let all = AgentClient::value_variants();
        let clients = self.client.as_ref().map_or(all, std::slice::from_ref);
        let mut found = Vec::new();
        let mut lines = Vec::new();
        for client in clients {
            let path = client.skill_file(base);
            let state = client::state(&path)?;
            let entry =
                json!({ "client": client, "file": path.display().to_string(), "state": state });
            let word = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
            let file = escape::line(&word("file")).to_string();
            let state_cell = cells::pad_right(label(state.name()), 9);
            lines.push(format!("{state_cell} {:<12} {file}", word("client")));
            found.push((state, entry));
        }
        let is_own = |state| matches!(state, SkillState::Current | SkillState::Outdated);
        let is_there = found.iter().any(|(state, _)| is_own(*state));
        let entries: Vec<Value> = found.into_iter().map(|(_, entry)| entry).collect();
        let result = json!({ "scope": self.scope, "clients": entries });
        context
            .terminal
            .show(&result, |terminal| terminal.print(lines.join("\n")))?;
        Ok(Verdict::from_bool(is_there))
    }
}
