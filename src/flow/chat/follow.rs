//! Follows a platform in another process, and publishes its changes to conversations.
use super::place::ChatBot;
use super::platform::{room_of, said};
use super::room_events::{RoomEvent, RoomEvents};
use crate::error::Result;
use crate::flow::api::ApiClient;
use crate::flow::changes::ChangeFeed;
use crate::model::history::exchange::Exchange;
use crate::model::platform::room::Message;
use serde_json::Value;
use std::sync::{Arc, Weak};

/// Publishes what happens from now on, by a thread of its own that ends with the platform or with the last conversation.
///
/// # Errors
/// Fails if the platform cannot be asked or refuses: only an operator may.
pub fn follow(api: &ApiClient, bots: &[ChatBot], events: &Arc<RoomEvents>) -> Result<()> {
    let follower = Follower {
        feed: ChangeFeed::start(api)?,
        api: api.clone(),
        bots: bots.iter().map(|bot| bot.id.clone()).collect(),
        events: Arc::downgrade(events),
    };
    std::thread::spawn(move || follower.run());
    Ok(())
}

struct Follower {
    feed: ChangeFeed,
    api: ApiClient,
    /// Ids of the bots that conversations are played with.
    bots: Vec<String>,
    events: Weak<RoomEvents>,
}

impl Follower {
    fn run(mut self) {
        loop {
            let changes = self.feed.next_changes();
            let Some(events) = self.events.upgrade() else {
                return;
            };
            let published = changes.and_then(|changes| {
                changes
                    .into_iter()
                    .try_for_each(|change| self.publish(change, &events))
            });
            if let Err(error) = published {
                return events.end(&error);
            }
        }
    }

    fn publish(&self, mut change: Value, events: &RoomEvents) -> Result<()> {
        match change["type"].as_str() {
            Some("message") => {
                if let Some(message) = Message::from_json(&change["message"]) {
                    let room_id = message.content.room_id;
                    if let Some(said) = said(&message) {
                        events.send(room_id, said);
                    }
                }
            }
            Some("exchange") => self.publish_exchange(change["exchange"].take(), events)?,
            Some("bots") => self.look_for_absent(events)?,
            _ => {}
        }
        Ok(())
    }

    /// Publishes an exchange as the changes have it, without bodies.
    fn publish_exchange(&self, summary: Value, events: &RoomEvents) -> Result<()> {
        let room_id = summary["room_id"].as_i64();
        let Ok(mut exchange) = serde_json::from_value::<Exchange>(summary) else {
            return Ok(());
        };
        let is_of_bot = exchange
            .bot_id
            .as_ref()
            .is_some_and(|id| self.bots.contains(id));
        let room_id = match room_id {
            // The summary of a long message has no room.
            None if is_of_bot => {
                let complete = self.api.get(&format!("/exchanges/{}", exchange.id))?;
                let complete = complete.ok().and_then(|it| serde_json::from_value(it).ok());
                exchange = complete.unwrap_or(exchange);
                room_of(&exchange)
            }
            room_id => room_id,
        };
        if let Some(room_id) = room_id.filter(|id| events.has_room(*id)) {
            events.send(room_id, RoomEvent::Exchange(Arc::new(exchange)));
        }
        Ok(())
    }

    fn look_for_absent(&self, events: &RoomEvents) -> Result<()> {
        let Ok(answer) = self.api.get("/bots")? else {
            return Ok(());
        };
        let bots = answer["bots"].as_array().into_iter().flatten();
        let is_absent = |bot: &&Value| {
            let id = bot["bot_id"].as_str().unwrap_or_default();
            self.bots.iter().any(|it| it == id) && !bot["offline_since"].is_null()
        };
        let url = bots
            .filter(is_absent)
            .find_map(|bot| bot["callback_url"].as_str());
        if let Some(url) = url {
            events.note_absent(url);
        }
        Ok(())
    }
}
