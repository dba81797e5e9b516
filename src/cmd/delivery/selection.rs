//! The flags that choose deliveries.
use crate::cmd::chosen_bot::ChosenBot;
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
        let named = BotArgs {
            bot: self.bot.clone(),
            profile: self.platform.profile.clone(),
        };
        if self.bot.is_some()
            && let Some(bot) = context.config()?.named_bot(&named)?
        {
            let ChosenBot {
                id, credentials, ..
            } = bot.value;
            if credentials.is_none() && !id.starts_with("bot_") {
                return Err(Error::usage(format!("no bot `{id}` is known here"))
                    .hint("`momo bot list` shows those there are."));
            }
            fields.insert("bot_id".into(), id.into());
        }
        if let Some(room) = self.room {
            fields.insert("room_id".into(), room.into());
        }
        Ok(Selection { console, fields })
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
