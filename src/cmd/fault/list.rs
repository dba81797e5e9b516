//! `momo fault list`: lists the fault rules with their counters.
use super::parse_rule;
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::view::fault;

/// Arguments of `momo fault list`.
#[derive(clap::Args, Debug)]
pub(crate) struct ListFaults {
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for ListFaults {
    const NAME: &'static str = "list";
    const ABOUT: &'static str = "List the faults, how much each has seen and how much it struck";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo fault list
  momo fault list --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self
            .platform
            .connect(context, Role::Operator, "list faults")?;
        let answer = console.api.get("/faults")?;
        let answer = answer.map_err(refused("the faults cannot be listed"))?;
        context.terminal.show(&answer, |terminal| {
            let faults = answer["faults"].as_array().into_iter().flatten();
            let faults: Vec<_> = faults.filter_map(parse_rule).collect();
            match &*faults {
                [] => terminal.note("No faults. Set one with `momo fault set drop --times 3`."),
                faults => terminal.print(fault::table(faults, terminal.out_width()))?,
            }
            Ok(())
        })
    }
}
