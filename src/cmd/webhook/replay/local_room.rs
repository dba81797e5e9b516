//! Has samples speak of a real room and message, where they go to a bot of the running local platform: the platform
//! takes a reply only there.
use crate::cmd::chosen_bot::ChosenBot;
use crate::cmd::chosen_room::has_bot;
use crate::cmd::console::bot_console;
use crate::cmd::context::Context;
use crate::cmd::resolve::BotArgs;
use crate::error::Result;
use crate::flow::api::ApiClient;
use crate::flow::replay::{ItemOrigin, ReplayItem};
use crate::io::files::DevFile;
use crate::model::http::target;
use crate::model::json::edit::{PayloadEdit, ValuePath, apply_all};
use crate::model::platform::bot::Role;
use crate::model::protocol::Protocol;
use crate::model::settings::LOCAL;
use serde_json::{Value, json};

/// Says each sample in the room of the chosen bot, without a delivery, and writes that room and message into the
/// sample. Leaves the samples as they are if no local platform runs, the chosen bot is not its own or in no room, or
/// the target is another machine.
pub(super) fn link_samples(context: &mut Context, items: &mut [ReplayItem], args: &BotArgs) {
    let samples: Vec<_> = items.iter_mut().filter(|item| is_linkable(item)).collect();
    if samples.is_empty() {
        return;
    }
    // A sample can be sent as it is, so a platform that cannot be asked is no error.
    let Ok(Some(room)) = LocalRoom::find(context, args) else {
        return;
    };
    let mut linked = 0;
    for item in samples {
        linked += u32::from(room.link(item).unwrap_or(false));
    }
    if linked > 0 && !context.terminal.is_json() {
        context.terminal.note(format!(
            "Speaking of room {} of the local platform, so that a reply is taken.",
            room.id
        ));
    }
}

fn is_linkable(item: &ReplayItem) -> bool {
    item.origin == ItemOrigin::Sample
        && item.captured.protocol == Protocol::Momotalk
        && target::is_loopback(&item.captured.request.url)
}

/// A room of the running local platform in which the bot is.
struct LocalRoom {
    id: i64,
    api: ApiClient,
}

impl LocalRoom {
    /// Finds the room of the settings if the chosen bot is in it, else the first room with the bot; `None` without one.
    fn find(context: &mut Context, args: &BotArgs) -> Result<Option<Self>> {
        let config = context.config()?;
        let bot = config.bot(args)?;
        let is_local = |bot: &ChosenBot| {
            let stored = bot.credentials.as_ref();
            stored.is_some_and(|stored| stored.profile == LOCAL)
        };
        if !is_local(&bot) || DevFile::read(&config.home)?.is_none() {
            return Ok(None);
        }
        let doing = "speak in a room";
        let api = bot_console(&config, &bot, &args.profile, Role::Developer, doing)?.api;
        let Ok(answer) = api.get("/rooms")? else {
            return Ok(None);
        };
        let rooms = answer["rooms"].as_array().into_iter().flatten();
        let ids = rooms
            .filter(|room| has_bot(room, &bot.id))
            .filter_map(|room| room["room_id"].as_i64());
        let ids: Vec<_> = ids.collect();
        let preferred = config.settings.room().map(|setting| setting.value);
        let preferred = preferred.filter(|id| ids.contains(id));
        let id = preferred.or_else(|| ids.first().copied());
        Ok(id.map(|id| Self { id, api }))
    }

    /// Says the sample in the room and writes room, message and sender into it. Returns `false` if the sample has no
    /// message or the platform refuses it.
    fn link(&self, item: &mut ReplayItem) -> Result<bool> {
        let event: Value = serde_json::from_slice(&item.captured.request.body).unwrap_or_default();
        let Some(text) = event["message"]["body"].as_str() else {
            return Ok(false);
        };
        let path = format!("/rooms/{}/messages", self.id);
        let say = |text: &str| {
            let message = json!({ "body": text, "deliver": false });
            self.api.post(&path, &message)
        };
        // The platform takes no empty and no very long message; the sample stays as it is.
        let posted = match say(text)? {
            Ok(posted) => posted,
            Err(_) => match say(&item.label)? {
                Ok(posted) => posted,
                Err(_) => return Ok(false),
            },
        };
        let message = &posted["message"];
        let edits: Vec<_> = [
            ("message.room_id", self.id.to_string()),
            ("message.message_id", message["message_id"].to_string()),
            (
                "message.sender_user_id",
                message["sender_user_id"].to_string(),
            ),
        ]
        .map(|(path, value)| PayloadEdit::SetJson(ValuePath::parse(path), value))
        .into();
        item.captured.request.body = apply_all(&item.captured.request.body, &edits)?;
        item.origin = ItemOrigin::LocalRoom;
        Ok(true)
    }
}
