//! `momo delivery list`: lists the deliveries that have not come to a good end.
use super::selection::SelectionArgs;
use crate::cmd::console::refused;
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::view::outbox;

/// States of deliveries that did not end well.
const OPEN_STATES: &str = "waiting,held,failed,set_aside";

/// Arguments of `momo delivery list`.
#[derive(clap::Args, Debug)]
pub(crate) struct ListDeliveries {
    /// Those that were delivered or dropped too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Verb for ListDeliveries {
    const NAME: &'static str = "list";
    const ABOUT: &'static str = "List the events that wait, are held, failed or are set aside";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo delivery list
  momo delivery list --bot Echo --room 1 --all --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let selection = self.selection.connect(context, None, "list deliveries")?;
        let query = selection.query((!self.all).then_some(OPEN_STATES))?;
        let answer = selection.console.api.get(&format!("/deliveries{query}"))?;
        let answer = answer.map_err(refused("the deliveries cannot be listed"))?;
        context.terminal.show(&answer, |terminal| {
            let deliveries = answer["deliveries"]
                .as_array()
                .map_or(&[][..], Vec::as_slice);
            match deliveries {
                [] if self.all => terminal.note("There was no event yet."),
                [] => terminal
                    .note("Nothing waits, and nothing failed. `--all` shows what was delivered."),
                deliveries => terminal.print(outbox::table(deliveries, terminal.out_width()))?,
            }
            Ok(())
        })
    }
}
