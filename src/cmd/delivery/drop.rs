//! `momo delivery drop`: gives deliveries up.
use super::selection::SelectionArgs;
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::view::outbox;

/// Arguments of `momo delivery drop`.
#[derive(clap::Args, Debug)]
pub(crate) struct DropDeliveries {
    /// The event
    #[arg(value_name = "EVENT_ID", conflicts_with_all = ["bot", "room", "all"])]
    id: Option<String>,
    /// All that wait, are held or are set aside
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Verb for DropDeliveries {
    const NAME: &'static str = "drop";
    const ABOUT: &'static str = "Give events up: the bot never gets them";
    const EFFECT: Effect = Effect::Destructive;
    const EXAMPLES: &'static str = "\
Examples:
  momo delivery drop evt_xxx
  momo delivery drop --bot Echo --room 1
  momo delivery drop --all";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let id = self.id.as_deref();
        let answer = self
            .selection
            .change(context, id, self.all, "drop", "nothing is given up")?;
        context.terminal.show(&answer, |terminal| {
            let deliveries = answer["deliveries"].as_array();
            let deliveries = deliveries.map_or(&[][..], Vec::as_slice);
            let lines = outbox::change_lines(deliveries, |count| match count {
                0 => "nothing waits or is set aside".to_owned(),
                1 => "one event is given up".to_owned(),
                count => format!("{count} events are given up"),
            });
            lines.into_iter().for_each(|line| terminal.note(line));
            Ok(())
        })
    }
}
