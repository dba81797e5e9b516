//! The flags that choose deliveries.
use crate::cmd::console::{Console, PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::resolve::BotArgs;
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
            fields.insert("bot_id".into(), self.bot_id(context, bot)?.into());
        }
        if let Some(room) = self.room {
            fields.insert("room_id".into(), room.into());
        }
        Ok(Selection { console, fields })
    }

    /// Returns the id of the bot with this id or name. An id need not be known here, a name must.
    fn bot_id(&self, context: &mut Context, bot: &str) -> Result<String> {
        let named = BotArgs {
            bot: Some(bot.to_owned()),
            profile: self.platform.profile.clone(),
        };
        let bot = context.config()?.bot(&named)?;
        if bot.credentials.is_none() && !bot.id.starts_with("bot_") {
            return Err(Error::usage(format!("no bot `{}` is known here", bot.id))
                .hint("Name it by its id, which `momo bot list` shows."));
        }
        Ok(bot.id)
    }

    /// Changes deliveries by the API call `operation` and returns the answer. `refusal` begins the error if the platform
    /// refuses.
    ///
    /// # Errors
    /// Fails unless `event_id`, a bot or a room is chosen, or `all` is true.
    pub(super) fn change(
        &self,
        context: &mut Context,
        event_id: Option<&str>,
        all: bool,
        operation: &str,
        refusal: &'static str,
    ) -> Result<Value> {
        if !(event_id.is_some() || self.bot.is_some() || self.room.is_some() || all) {
            return Err(
                Error::usage("it is not said which deliveries are meant").hint(
                    "Name an event (`momo delivery list` shows them), `--bot`, `--room`, or `--all`.",
                ),
            );
        }
        let selection = self.connect(context, event_id, &format!("{operation} deliveries"))?;
        let path = format!("/deliveries/{operation}");
        let answer = selection.console.api.post(&path, &selection.fields)?;
        answer.map_err(refused(refusal))
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
