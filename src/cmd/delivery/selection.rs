//! The flags that choose deliveries.
use crate::cmd::console::{Console, PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::values;
use crate::error::{Error, Result};
use crate::model::platform::bot::Role;
use crate::model::text::id;
use serde_json::{Map, Value};

/// Flags of verbs about several deliveries.
#[derive(clap::Args, Debug)]
pub(super) struct SelectionArgs {
    /// Only this bot's, by its id or its name
    #[arg(long, value_name = "BOT")]
    bot: Option<String>,
    /// Only this room's
    #[arg(long, value_name = "ROOM_ID", value_parser = values::numeric_id)]
    room: Option<i64>,
    #[command(flatten)]
    platform: PlatformArgs,
}

/// Deliveries that a verb is about, as fields of an API call, and the platform.
pub(super) struct Selection {
    pub(super) console: Console,
    pub(super) fields: Map<String, Value>,
}

impl SelectionArgs {
    /// Connects to the platform and finds the bot. `event_id` chooses one delivery.
    pub(super) fn connect(
        &self,
        context: &mut Context,
        event_id: Option<&str>,
        action: &str,
    ) -> Result<Selection> {
        let console = self.platform.connect(context, Role::Developer, action)?;
        let mut fields = Map::new();
        if let Some(id) = event_id {
            fields.insert("event_id".into(), id.into());
        }
        if let Some(bot) = &self.bot {
            fields.insert("bot_id".into(), find_bot(&console, bot)?.into());
        }
        if let Some(room) = self.room {
            fields.insert("room_id".into(), room.into());
        }
        Ok(Selection { console, fields })
    }

    /// As [`Self::connect`], for a verb that changes deliveries: fails unless something is chosen, or all are.
    pub(super) fn connect_to_change(
        &self,
        context: &mut Context,
        event_id: Option<&str>,
        all: bool,
        action: &str,
    ) -> Result<Selection> {
        let is_chosen = event_id.is_some() || self.bot.is_some() || self.room.is_some();
        if is_chosen || all {
            return self.connect(context, event_id, action);
        }
        Err(
            Error::usage("it is not said which deliveries are meant").hint(
                "Name an event (`momo delivery list` shows them), `--bot`, `--room`, or `--all`.",
            ),
        )
    }
}

impl Selection {
    /// Returns the query of a list, with these states (separated by commas).
    ///
    /// # Errors
    /// Fails if an id cannot be part of a URL.
    pub(super) fn query(&self, states: Option<&str>) -> Result<String> {
        let mut parts = Vec::new();
        for (name, value) in &self.fields {
            match value {
                Value::String(text) if id::fits_path(text) => parts.push(format!("{name}={text}")),
                Value::String(text) => return Err(Error::usage(format!("`{text}` is no id"))),
                value => parts.push(format!("{name}={value}")),
            }
        }
        parts.extend(states.map(|states| format!("state={states}")));
        Ok(match parts.is_empty() {
            true => String::new(),
            false => format!("?{}", parts.join("&")),
        })
    }
}

/// Returns the id of the bot with this id or, where it is unique, this name.
fn find_bot(console: &Console, text: &str) -> Result<String> {
    if text.starts_with("bot_") {
        return Ok(text.to_owned());
    }
    let answer = console.api.get("/bots")?;
    let answer = answer.map_err(refused("the bots cannot be listed"))?;
    let bots = answer["bots"].as_array().into_iter().flatten();
    let named = bots.filter(|bot| bot["name"] == text);
    let ids: Vec<_> = named.filter_map(|bot| bot["bot_id"].as_str()).collect();
    match *ids {
        [id] => Ok(id.to_owned()),
        [] => Err(Error::usage(format!("there is no bot `{text}`"))
            .hint("`momo bot list` shows those there are.")),
        _ => Err(Error::usage(format!("several bots are called `{text}`"))
            .hint(format!("They are {}: name one by its id.", ids.join(", ")))),
    }
}
