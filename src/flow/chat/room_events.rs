//! Distributes what happens on a platform to the conversations whose rooms it concerns.
//!
//! A platform in this process publishes its activities; of one in another process, [`follow`](super::follow()) publishes the
//! changes. Any thread publishes, perhaps with locks of the platform held. The one lock is taken last, and never held while
//! anything waits: the channels are unbounded.
use crate::error::Error;
use crate::model::activity::Activity;
use crate::model::chat::matching::BotMessage;
use crate::model::history::exchange::Exchange;
use crate::model::text::phrase::Phrase;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// What happens in a room.
#[derive(Debug)]
pub enum RoomEvent {
    /// A bot said something.
    Said(Box<SaidMessage>),
    /// An event was sent, a skill was called, or a bot made a call.
    Exchange(Arc<Exchange>),
    /// Nothing more is said in answer to a user's message. Comes only where bots do not speak by themselves.
    TurnEnd(TurnEnd),
}

/// A message of a bot, with the exchange that brought it.
#[derive(Debug)]
pub struct SaidMessage {
    /// Without the index of its room.
    pub(super) message: BotMessage,
    pub(super) exchange_id: Option<String>,
}

/// The end of a user's turn.
#[derive(Debug)]
pub struct TurnEnd {
    /// Id of the user's message.
    pub(super) message_id: i64,
    /// The exchange that it caused.
    pub(super) exchange_id: Option<String>,
    /// Why the bot gave no answer that a user sees; `None` if it did. A sentence without a full stop.
    pub(super) failure: Option<Phrase>,
}

/// Returns what an activity means for a room, with the room's id; `None` if nothing.
pub(super) type ReadActivity = fn(&Activity) -> Option<(i64, Vec<RoomEvent>)>;

/// Subscriptions of conversations to rooms.
pub struct RoomEvents {
    read: ReadActivity,
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
    sender: Sender<(i64, RoomEvent)>,
    /// Whether all but what bots say is left out.
    messages_only: bool,
}

impl RoomEvents {
    /// Creates subscriptions to the rooms of a place, whose activities `read` reads.
    pub(super) fn new(read: ReadActivity) -> Self {
        Self {
            read,
            state: Mutex::default(),
        }
    }

    /// Sends the events of a room to this channel from now on, with the room's id.
    pub(super) fn subscribe(&self, room_id: i64, sender: Sender<(i64, RoomEvent)>) {
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
        if let Activity::BotAbsent { callback_url, .. } = activity {
            self.note_absent(callback_url);
            return;
        }
        // What is read is copied, and an exchange's room is read from its body.
        if self.state.lock().rooms.is_empty() {
            return;
        }
        if let Some((room_id, events)) = (self.read)(activity) {
            events
                .into_iter()
                .for_each(|event| self.send(room_id, event));
        }
    }

    pub(super) fn send(&self, room_id: i64, event: RoomEvent) {
        let state = self.state.lock();
        let is_message = matches!(event, RoomEvent::Said(_));
        let subscription = state.rooms.get(&room_id);
        if let Some(subscription) = subscription.filter(|it| is_message || !it.messages_only) {
            // The conversation may have been dropped.
            let _ = subscription.sender.send((room_id, event));
        }
    }
}
