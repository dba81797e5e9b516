//! `momo demo`: runs platform, bot and receiver end to end on this machine, without any setup.
use super::context::Context;
use super::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::flow::demo;
use crate::io::files::TemporaryHome;
use crate::io::os::words;
use crate::io::system;
use crate::model::time;
use crate::view;
use serde_json::json;
use std::time::Instant;

/// Arguments of `momo demo`.
#[derive(clap::Args, Debug)]
pub(crate) struct Demo {
    /// Leave the demo's bot, messages and history, to look at them with the other commands
    #[arg(long)]
    keep: bool,
}

impl Verb for Demo {
    const NAME: &'static str = "demo";
    const ABOUT: &'static str = "See it all work: platform, bot, signed events, replies";
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo demo
  momo demo --keep
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let began = Instant::now();
        let random = u64::from_be_bytes(system::random_bytes()?);
        let home = TemporaryHome::create(&format!("momo-demo-{random:016x}"))?;
        let terminal = &mut context.terminal;
        let passed = demo::run(home.home(), |step| {
            if terminal.is_json() {
                let mut line = json!({ "type": "step", "passed": step.passed() });
                line["step"] = json!(step);
                return terminal.print_json(&line);
            }
            terminal.print(view::demo::step(step, terminal.out_styles()))
        })?;
        let seconds = time::millis(began.elapsed()).round() / 1000.0;
        let kept_path = match self.keep {
            true => Some(home.keep()),
            false => home.remove().map(|()| None)?,
        };
        let folder = kept_path.map(|folder| folder.display().to_string());
        if terminal.is_json() {
            terminal.print_json(&json!({
                "type": "summary", "passed": passed, "seconds": seconds, "home": folder,
            }))?;
        }
        match (passed, &folder) {
            (true, None) => terminal.note(format!(
                "All of it was real, took {seconds:.1} s, and left nothing behind (--keep leaves it)."
            )),
            (true, Some(folder)) => terminal.note(format!(
                "All of it was real and took {seconds:.1} s. To look around: {}",
                words::set_variable("MOMO_HOME", folder)
            )),
            (false, _) => terminal.warn("the demo ended at the step that failed"),
        }
        if passed {
            terminal.note("Next: momo dev, and in another terminal the commands above. `momo --help` lists all.");
        }
        Ok(Verdict::from_bool(passed))
    }
}
