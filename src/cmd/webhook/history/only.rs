//! The flags by which `list` and `export` take only some of the history.
use crate::model::exchange;
use crate::model::history::Query;
use crate::model::signature::Check;
use clap::ValueEnum;

/// Only some exchanges.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct OnlyArgs {
    /// Only those for or from this bot
    #[arg(long, value_name = "BOT_ID", help_heading = "Only some")]
    bot: Option<String>,
    /// Only events of this type, for example `talk.message_created`
    #[arg(long = "type", value_name = "TYPE", help_heading = "Only some")]
    event_type: Option<String>,
    /// Only the attempts to deliver this event
    #[arg(long, value_name = "EVENT_ID", help_heading = "Only some")]
    event: Option<String>,
    /// Only what momo sent, or only what it received
    #[arg(long, value_enum, help_heading = "Only some")]
    direction: Option<Direction>,
    /// Only events, or only calls of the message API
    #[arg(long, value_enum, help_heading = "Only some")]
    kind: Option<Kind>,
    /// Only those with this verdict on their signature
    #[arg(long, value_enum, help_heading = "Only some")]
    verdict: Option<Signature>,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Direction {
    Sent,
    Received,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Kind {
    Event,
    Api,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Signature {
    Valid,
    Invalid,
    Missing,
    Unchecked,
}

impl OnlyArgs {
    /// Whether anything is asked for.
    pub(super) fn is_some(&self) -> bool {
        self.bot.is_some()
            || self.event_type.is_some()
            || self.event.is_some()
            || self.direction.is_some()
            || self.kind.is_some()
            || self.verdict.is_some()
    }

    /// The query for them, without a limit.
    pub(super) fn query(&self) -> Query {
        Query {
            limit: None,
            direction: self.direction.map(|direction| match direction {
                Direction::Sent => exchange::Direction::Sent,
                Direction::Received => exchange::Direction::Received,
            }),
            kind: self.kind.map(|kind| match kind {
                Kind::Event => exchange::Kind::Event,
                Kind::Api => exchange::Kind::Api,
            }),
            verdict: self.verdict.map(|verdict| match verdict {
                Signature::Valid => Check::Valid,
                Signature::Invalid => Check::Invalid,
                Signature::Missing => Check::Missing,
                Signature::Unchecked => Check::Unchecked,
            }),
            bot_id: self.bot.clone(),
            event_id: self.event.clone(),
            event_type: self.event_type.clone(),
            ..Query::default()
        }
    }
}
