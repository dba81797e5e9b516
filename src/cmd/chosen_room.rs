//! Chooses the room of a command: that of `--room` or of the settings, or else the only one.
use super::chosen_bot::ChosenBot;
use super::console::{bot_console, refused};
use super::resolve::{BotArgs, Config, shortened_list};
use super::values;
use crate::error::{Error, Result};
use crate::flow::api::ApiClient;
use crate::model::platform::bot::Role;
use crate::view::escape;
use serde_json::Value;

/// The flag that names the room.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct RoomArgs {
    /// The room's number; may be left out where there is only one, or `room` in momo.json names it
    #[arg(long, value_name = "ROOM_ID", value_parser = values::numeric_id)]
    room: Option<i64>,
}

impl RoomArgs {
    /// Returns the room of the flag or the settings, else the platform's only one. Fails if there are none or several.
    pub(crate) fn resolve(&self, config: &Config, api: &ApiClient) -> Result<i64> {
        match self.named(config) {
            Some(room) => Ok(room),
            None => only_room(api, |_| true),
        }
    }

    /// Returns the room of the flag or the settings, else the only one to which the bot is subscribed.
    ///
    /// Fails if there are none or several, or if the platform cannot be asked.
    pub(crate) fn resolve_for_bot(
        &self,
        config: &Config,
        bot: &ChosenBot,
        args: &BotArgs,
    ) -> Result<i64> {
        if let Some(room) = self.named(config) {
            return Ok(room);
        }
        let doing = "list the rooms of a bot";
        let console = bot_console(config, bot, &args.profile, Role::Developer, doing)
            .map_err(|error| error.hint("`--room ROOM_ID` names the room."))?;
        only_room(&console.api, |room| has_bot(room, &bot.id))
    }

    fn named(&self, config: &Config) -> Option<i64> {
        let setting = || config.settings.room().map(|setting| setting.value);
        self.room.or_else(setting)
    }
}

/// Returns whether the bot is subscribed to the room, in the JSON of the platform's API.
pub(crate) fn has_bot(room: &Value, bot_id: &str) -> bool {
    let bots = room["bots"].as_array();
    bots.is_some_and(|bots| bots.iter().any(|id| id == bot_id))
}

/// Returns the only room of the platform that `is_wanted` accepts.
fn only_room(api: &ApiClient, is_wanted: impl Fn(&Value) -> bool) -> Result<i64> {
    let answer = api.get("/rooms")?;
    let answer = answer.map_err(refused("the rooms cannot be listed"))?;
    let rooms = answer["rooms"].as_array().into_iter().flatten();
    let rooms: Vec<_> = rooms
        .filter(|room| is_wanted(room))
        .filter_map(|room| Some((room["room_id"].as_i64()?, room["name"].as_str())))
        .collect();
    match &*rooms {
        [(id, _)] => Ok(*id),
        [] => Err(Error::unknown("there is no room that could be meant").hint(
            "`momo room create` makes one, `momo room subscribe --room ROOM_ID` has the bot hear it.",
        )),
        several => Err(Error::usage(format!(
            "{} rooms are there and none was chosen: {}",
            several.len(),
            list_rooms(several)
        ))
        .hint("Choose with `--room ROOM_ID`, or `\"room\"` in momo.json.")),
    }
}

fn list_rooms(rooms: &[(i64, Option<&str>)]) -> String {
    let label = |(id, name): &(i64, Option<&str>)| match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{id} ({})", escape::line(name)),
        None => id.to_string(),
    };
    shortened_list(rooms.iter().map(label))
}
