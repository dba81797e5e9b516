//! `momo delivery show`: shows one delivery.
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::model::platform::bot::Role;
use crate::model::text::id;
use crate::view::outbox;

/// Arguments of `momo delivery show`.
#[derive(clap::Args, Debug)]
pub(crate) struct ShowDelivery {
    /// The event
    #[arg(value_name = "EVENT_ID")]
    id: String,
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for ShowDelivery {
    const NAME: &'static str = "show";
    const ABOUT: &'static str = "Show what became of an event, and why";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo delivery show evt_xxx
  momo delivery show evt_xxx --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        if !id::fits_path(&self.id) {
            return Err(Error::usage(format!("`{}` is no event id", self.id))
                .hint("It looks like `evt_...`; `momo delivery list` shows those there are."));
        }
        let console = self
            .platform
            .connect(context, Role::Developer, "show a delivery")?;
        let path = format!("/deliveries?event_id={}", self.id);
        let answer = console.api.get(&path)?;
        let answer = answer.map_err(refused("the delivery cannot be shown"))?;
        let delivery = answer["deliveries"].get(0).ok_or_else(|| {
            Error::unknown(format!("there is no event `{}` on its way", self.id))
                .hint("`momo delivery list --all` shows those there are.")
        })?;
        context.terminal.show(delivery, |terminal| {
            terminal.print(outbox::block(delivery, terminal.out_styles()))?;
            if let Some(hint) = outbox::hint(delivery) {
                terminal.note(hint);
            }
            Ok(())
        })
    }
}
