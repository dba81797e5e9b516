//! `momo agent skill`: prints the skill file.
//!
//! A test runs the commands that the file shows.
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};

/// The skill: front matter as agentskills.io describes it, then what an agent needs to know.
pub(super) const SKILL: &str = include_str!("SKILL.md");

/// Arguments of `momo agent skill`.
#[derive(clap::Args, Debug)]
pub(crate) struct PrintSkill {}

impl Verb for PrintSkill {
    const NAME: &'static str = "skill";
    const ABOUT: &'static str = "Print the skill file for coding agents";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo agent skill
  momo agent skill > .agents/skills/momo/SKILL.md";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let result = serde_json::json!({ "skill": SKILL });
        context
            .terminal
            .show(&result, |terminal| terminal.print_bytes(SKILL.as_bytes()))
    }
}
