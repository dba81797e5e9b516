//! `momo fault list`: lists the fault rules with their counters.
use super::{FaultArgs, parse_rule};
use crate::cmd::context::Context;
use crate::cmd::{Verb, console};
use crate::error::{Result, Verdict};
use crate::view::fault;
use serde_json::Value;

/// Arguments of `momo fault list`.
#[derive(clap::Args, Debug)]
pub(crate) struct ListFaults {
    #[command(flatten)]
    args: FaultArgs,
}

impl Verb for ListFaults {
    const NAME: &'static str = "list";
    const ABOUT: &'static str = "List the faults, how much each has seen and how much it struck";
    const EXAMPLES: &'static str = "\
Examples:
  momo fault list
  momo fault list --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self.args.console(context, "list faults")?;
        let answer = match console.api.get("/faults")? {
            Ok(answer) => answer,
            Err(refusal) => {
                return console::print_refusal(context, "the faults cannot be listed", &refusal);
            }
        };
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            terminal.print_json(&answer)?;
            return Ok(Verdict::Yes);
        }
        let faults = answer.get("faults").and_then(Value::as_array);
        let faults: Vec<_> = faults
            .into_iter()
            .flatten()
            .filter_map(parse_rule)
            .collect();
        if faults.is_empty() {
            terminal.note("No faults. Set one with `momo fault set drop --times 3`.");
            return Ok(Verdict::Yes);
        }
        let width = terminal.out_width();
        terminal.print(fault::table(&faults, width))?;
        Ok(Verdict::Yes)
    }
}
