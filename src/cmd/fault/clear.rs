//! `momo fault clear`: removes one fault rule or all of them.
use super::FaultArgs;
use crate::cmd::context::Context;
use crate::cmd::{Verb, console};
use crate::error::{Error, Result, Verdict};
use crate::model::text::id;
use serde_json::Value;

/// Arguments of `momo fault clear`.
#[derive(clap::Args, Debug)]
pub(crate) struct ClearFaults {
    /// The fault, as `momo fault list` calls it [default: all of them]
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    args: FaultArgs,
}

impl Verb for ClearFaults {
    const NAME: &'static str = "clear";
    const ABOUT: &'static str = "Take one fault away, or all of them";
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
        let console = self.args.console(context, "clear faults")?;
        let answer = match console.api.delete(&path)? {
            Ok(answer) => answer,
            Err(refusal) => {
                return console::print_refusal(context, "no fault was cleared", &refusal);
            }
        };
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            terminal.print_json(&answer)?;
            return Ok(Verdict::Yes);
        }
        let count = answer.get("deleted").and_then(Value::as_u64);
        terminal.note(match (&self.id, count) {
            (Some(id), _) => format!("{id} is cleared"),
            (None, Some(0)) => "there were no faults".to_owned(),
            (None, Some(1)) => "one fault is cleared".to_owned(),
            (None, Some(count)) => format!("{count} faults are cleared"),
            (None, None) => "the faults are cleared".to_owned(),
        });
        Ok(Verdict::Yes)
    }
}
