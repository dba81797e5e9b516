//! `momo webhook history prune`: deletes the oldest exchanges, by age, count or size.
use super::delete::{self, YesArgs};
use crate::cmd::context::Context;
use crate::cmd::values;
use crate::cmd::webhook::filter_args::FilterArgs;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::model::history::query::PruneRules;

/// Arguments of `momo webhook history prune`.
#[derive(clap::Args, Debug)]
#[command(group = clap::ArgGroup::new("rule").required(true).multiple(true))]
pub(crate) struct PruneHistory {
    /// What started longer ago goes, for example `7d`; or before a time, for example `2026-11-21`
    #[arg(long, value_name = "TIME", group = "rule")]
    older_than: Option<String>,
    /// All but the newest N go
    #[arg(long, value_name = "N", group = "rule")]
    keep: Option<u64>,
    /// The oldest go until the file has at most this size, for example `100MB`
    #[arg(long, value_name = "SIZE", group = "rule", value_parser = values::size)]
    max_size: Option<u64>,
    #[command(flatten)]
    yes: YesArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

impl Verb for PruneHistory {
    const NAME: &'static str = "prune";
    const ABOUT: &'static str = "Delete the oldest of the history: by age, by count or by size";
    const EFFECT: Effect = Effect::Destructive;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook history prune --older-than 7d
  momo webhook history prune --keep 10000 --yes
  momo webhook history prune --max-size 100MB
  momo webhook history prune --older-than 1d --filter '-failed'
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let clock = context.clock();
        let older_than = match &self.older_than {
            Some(text) => Some(clock.parse(text).ok_or_else(|| {
                Error::usage(format!("`--older-than`: `{text}` is no time"))
                    .hint("For example `30m`, `12h`, `7d`, `2w`, `2026-11-21`.")
            })?),
            None => None,
        };
        let rules = PruneRules {
            filter: self.filter.filter(&clock)?,
            older_than,
            keep_newest: self.keep,
            max_bytes: self.max_size,
        };
        delete::confirm_and_delete(context, &rules, self.yes)
    }
}
