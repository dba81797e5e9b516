//! `momo fault clear`: removes one fault rule or all of them.
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::model::platform::bot::Role;
use crate::model::text::id;

/// Arguments of `momo fault clear`.
#[derive(clap::Args, Debug)]
pub(crate) struct ClearFaults {
    /// The fault, as `momo fault list` calls it [default: all of them]
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for ClearFaults {
    const NAME: &'static str = "clear";
    const ABOUT: &'static str = "Take one fault away, or all of them";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo fault clear
  momo fault clear fault_2";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let path = match &self.id {
            None => "/faults".to_owned(),
            Some(id) if id::fits_path(id) => format!("/faults/{id}"),
            Some(id) => {
                return Err(Error::usage(format!("`{id}` is no id of a fault"))
                    .hint("It looks like `fault_1`; `momo fault list` shows those there are."));
            }
        };
        let console = self
            .platform
            .connect(context, Role::Operator, "clear faults")?;
        let answer = console.api.delete(&path)?;
        let answer = answer.map_err(refused("no fault was cleared"))?;
        context.terminal.show(&answer, |terminal| {
            terminal.note(match (&self.id, answer["deleted"].as_u64()) {
                (Some(id), _) => format!("{id} is cleared"),
                (None, Some(0)) => "there were no faults".to_owned(),
                (None, Some(1)) => "one fault is cleared".to_owned(),
                (None, Some(count)) => format!("{count} faults are cleared"),
                (None, None) => "the faults are cleared".to_owned(),
            });
            Ok(())
        })
    }
}
