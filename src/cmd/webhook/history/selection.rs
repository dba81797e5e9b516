//! Flags by which `list` and `export` select exchanges: a filter and shortcuts for common terms.
use crate::cmd::webhook::filter_args::{FilterArgs, read_flags};
use crate::error::Result;
use crate::model::history::query::Query;
use crate::model::time::TimeParser;

/// Only some exchanges.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct SelectionArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Only those for or from this bot
    #[arg(long, value_name = "BOT_ID", help_heading = "Only some")]
    bot: Option<String>,
    /// Only events of this type, for example `talk.message_created` or 'talk.*'
    #[arg(long = "type", value_name = "TYPE", help_heading = "Only some")]
    event_type: Option<String>,
    /// Only the attempts to deliver this event
    #[arg(long, value_name = "EVENT_ID", help_heading = "Only some")]
    event: Option<String>,
    /// Only what momo `sent`, or only what it `received`
    #[arg(long, value_name = "DIRECTION", help_heading = "Only some")]
    direction: Option<String>,
    /// Only an `event`, or only a call of the message `api`
    #[arg(long, value_name = "KIND", help_heading = "Only some")]
    kind: Option<String>,
    /// Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`
    #[arg(long, value_name = "VERDICT", help_heading = "Only some")]
    verdict: Option<String>,
}

impl SelectionArgs {
    /// Returns the query of all flags, without a limit.
    pub(super) fn query(&self, clock: &TimeParser) -> Result<Query> {
        let flags = [
            ("bot", "bot", &self.bot),
            ("type", "type", &self.event_type),
            ("event", "event", &self.event),
            ("direction", "dir", &self.direction),
            ("kind", "kind", &self.kind),
            ("verdict", "sig", &self.verdict),
        ];
        Ok(Query {
            limit: None,
            filter: self.filter.filter(clock)?.and(read_flags(&flags, clock)?),
            ..Query::default()
        })
    }
}
