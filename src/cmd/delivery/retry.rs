//! `momo delivery retry`: tries deliveries again at once.
use super::selection::SelectionArgs;
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::view::outbox;

/// Arguments of `momo delivery retry`.
#[derive(clap::Args, Debug)]
pub(crate) struct RetryDeliveries {
    /// The event
    #[arg(value_name = "EVENT_ID", conflicts_with_all = ["bot", "room", "all"])]
    id: Option<String>,
    /// All that wait, are held, failed or are set aside
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Verb for RetryDeliveries {
    const NAME: &'static str = "retry";
    const ABOUT: &'static str = "Try events again now, whatever they wait for";
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo delivery retry evt_xxx
  momo delivery retry --bot Echo
  momo delivery retry --all";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let id = self.id.as_deref();
        let answer =
            self.selection
                .change(context, id, self.all, "retry", "nothing is tried again")?;
        context.terminal.show(&answer, |terminal| {
            let deliveries = answer["deliveries"].as_array();
            let deliveries = deliveries.map_or(&[][..], Vec::as_slice);
            let lines = outbox::change_lines(deliveries, |count| match count {
                0 => "nothing waits, failed or is set aside".to_owned(),
                1 => "one event is tried now".to_owned(),
                count => format!("{count} events are tried now"),
            });
            lines.into_iter().for_each(|line| terminal.note(line));
            Ok(())
        })
    }
}
