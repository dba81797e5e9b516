//! `momo webhook history clear`: deletes the history, or the part that a filter selects.
use super::delete::{self, YesArgs};
use crate::cmd::context::Context;
use crate::cmd::webhook::filter_args::FilterArgs;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::history::query::PruneRules;

/// Arguments of `momo webhook history clear`.
#[derive(clap::Args, Debug)]
pub(crate) struct ClearHistory {
    #[command(flatten)]
    yes: YesArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

impl Verb for ClearHistory {
    const NAME: &'static str = "clear";
    const ABOUT: &'static str = "Delete the history, or a part of it";
    const EFFECT: Effect = Effect::Destructive;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook history clear
  momo webhook history clear --filter 'bot:bot_xxx failed'
  momo webhook history clear --until today --yes
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let rules = PruneRules {
            filter: self.filter.filter(&context.clock())?,
            ..PruneRules::default()
        };
        delete::confirm_and_delete(context, &rules, self.yes)
    }
}
