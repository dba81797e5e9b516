//! Distributes what happens on a platform to the conversations whose rooms it concerns.
//!
//! A platform in this process publishes its activities; of one in another process, [`follow`](super::follow) publishes the
//! changes. Any thread publishes, perhaps with locks of the platform held. The one lock is taken last, and never held while
//! anything waits: the channels are unbounded.
use crate::error::Error;
use crate::model::activity::Activity;
use crate::model::history::exchange::{Exchange, ExchangeKind};
use crate::model::json::message_text::RequestMessage;
use crate::model::platform::room::Message;
use crate::model::protocol::Event;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::mpsc::Sender;

/// What happens in a room.
#[derive(Debug)]
pub enum RoomEvent {
    Message(Box<Message>),
    /// An event was sent, or a bot called the message API.
    Exchange(Box<Exchange>),
}

/// Subscriptions of conversations to rooms.
#[derive(Default)]
pub struct RoomEvents {
    state: Mutex<Subscriptions>,
}

#[derive(Default)]
struct Subscriptions {
    rooms: HashMap<i64, Subscription>,
    /// Callback URL of a bot that does not listen; `None` if all do.
    absent: Option<String>,
    /// Why nothing comes any more; `None` while events come.
    end: Option<String>,
}

struct Subscription {
    sender: Sender<RoomEvent>,
    /// Whether exchanges are left out.
    messages_only: bool,
}

impl RoomEvents {
    /// Sends the events of a room to this channel from now on.
    pub(super) fn subscribe(&self, room_id: i64, sender: Sender<RoomEvent>) {
        let subscription = Subscription {
            sender,
            messages_only: false,
        };
        let mut state = self.state.lock();
        // Without a sender the conversation learns that nothing comes.
        if state.end.is_none() {
            state.rooms.insert(room_id, subscription);
        }
    }

    /// Ends all subscriptions, and returns their rooms.
    pub(super) fn unsubscribe_all(&self) -> Vec<i64> {
        let rooms = std::mem::take(&mut self.state.lock().rooms);
        rooms.into_keys().collect()
    }

    /// Ends all channels, because the platform tells nothing any more.
    pub(super) fn end(&self, why: &Error) {
        let mut state = self.state.lock();
        state.end = Some(why.to_string());
        state.rooms.clear();
    }

    /// Returns why nothing comes any more; `None` while events come.
    pub(super) fn end_reason(&self) -> Option<String> {
        self.state.lock().end.clone()
    }

    /// Returns whether this room is one of a conversation.
    pub(super) fn has_room(&self, room_id: i64) -> bool {
        self.state.lock().rooms.contains_key(&room_id)
    }

    pub(super) fn note_absent(&self, callback_url: &str) {
        self.state.lock().absent = Some(callback_url.to_owned());
    }

    /// Sends only messages from now on, for a conversation that has ended.
    pub(super) fn send_messages_only(&self, room_id: i64) {
        if let Some(subscription) = self.state.lock().rooms.get_mut(&room_id) {
            subscription.messages_only = true;
        }
    }

    /// Returns the callback URL of a bot that was found not to listen; `None` if all do.
    pub(super) fn absent(&self) -> Option<String> {
        self.state.lock().absent.clone()
    }

    /// Passes an activity on; drops what concerns no conversation.
    pub fn publish(&self, activity: &Activity) {
        match activity {
            Activity::Message(message) => {
                let room_id = message.content.room_id;
                self.send(room_id, || RoomEvent::Message(message.clone()));
            }
            // An exchange's room is read from its body.
            Activity::Exchange(observed) if !self.state.lock().rooms.is_empty() => {
                let exchange = &observed.exchange;
                if let Some(room_id) = room_of(exchange) {
                    self.send(room_id, || RoomEvent::Exchange(Box::new(exchange.clone())));
                }
            }
            Activity::BotAbsent { callback_url, .. } => {
                self.note_absent(callback_url);
            }
            _ => {}
        }
    }

    pub(super) fn send(&self, room_id: i64, event: impl FnOnce() -> RoomEvent) {
        let state = self.state.lock();
        let Some(subscription) = state.rooms.get(&room_id) else {
            return;
        };
        let event = event();
        let is_message = matches!(event, RoomEvent::Message(_));
        if is_message || !subscription.messages_only {
            // The conversation may have been dropped.
            let _ = subscription.sender.send(event);
        }
    }
}

/// Returns the room of a delivery or of a message call; `None` for other exchanges.
pub(super) fn room_of(exchange: &Exchange) -> Option<i64> {
    let body = &exchange.request.body;
    match exchange.kind {
        ExchangeKind::Event => Event::parse(body).room_id,
        ExchangeKind::Api => RequestMessage::read(body)?.room_id,
    }
}
