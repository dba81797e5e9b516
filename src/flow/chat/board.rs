//! What a conversation has seen: messages, the talk, and how bots answered the events.
use super::platform::PostedMessage;
use super::room_events::RoomEvent;
use crate::model::chat::matching::{BotMessage, MessageState, quick_replies};
use crate::model::chat::outcome::{PlayedAttempt, TalkExchange, TalkLine};
use crate::model::chat::pattern::Values;
use crate::model::chat::script::StepSource;
use crate::model::chat::template::ENVIRONMENT;
use crate::model::fault::Fault;
use crate::model::history::exchange::{Exchange, ExchangeKind};
use crate::model::platform::room::{Message, Sender};
use serde_json::Value;
use std::collections::HashMap;
use std::time::Instant;

/// Shortest value of a variable that is hidden in results, in bytes: shorter ones are everywhere.
const MIN_HIDDEN: usize = 4;

pub(super) struct Board {
    started: Instant,
    /// Ids on the platform, and names, of the script's rooms.
    rooms: Vec<(i64, String)>,
    messages: Vec<BotMessage>,
    /// Index in the talk of each of `messages`.
    talk_of: Vec<usize>,
    talk: Vec<TalkLine>,
    /// Messages of users.
    said: Vec<UserMessage>,
    events: HashMap<String, EventState>,
    exchanges: Vec<Exchange>,
}

struct UserMessage {
    id: i64,
    /// Index in the talk.
    talk: usize,
    event_ids: Vec<String>,
}

/// How a bot has answered an event.
#[derive(Default)]
struct EventState {
    /// Number of requests that were sent.
    sent: usize,
    is_duplicated: bool,
    has_success: bool,
    /// Index of the exchange in which the bot did not take it, without an injected fault; `None` once it has.
    refused: Option<usize>,
}

impl Board {
    pub(super) fn new(ids: &[i64], names: &[String]) -> Self {
        Self {
            started: Instant::now(),
            rooms: ids.iter().copied().zip(names.iter().cloned()).collect(),
            messages: Vec::new(),
            talk_of: Vec::new(),
            talk: Vec::new(),
            said: Vec::new(),
            events: HashMap::new(),
            exchanges: Vec::new(),
        }
    }

    pub(super) fn messages(&self) -> &[BotMessage] {
        &self.messages
    }

    /// Adds a message of a user, which was just posted.
    pub(super) fn said(
        &mut self,
        user: &str,
        room: usize,
        text: &str,
        tapped: Option<&str>,
        posted: PostedMessage,
        source: &StepSource,
    ) {
        for id in &posted.event_ids {
            self.events.entry(id.clone()).or_default();
        }
        let line = TalkLine {
            room: self.rooms[room].1.clone(),
            speaker: user.to_owned(),
            is_bot: false,
            text: text.to_owned(),
            tapped: tapped.map(str::to_owned),
            offers: Vec::new(),
            cards: Vec::new(),
            at: self.started.elapsed(),
            message_id: posted.id,
            place: Some(source.into()),
            is_covered: false,
            exchange_ids: Vec::new(),
        };
        // A fast bot's answer is there before the platform's response: the talk is sorted by the ids.
        self.said.push(UserMessage {
            id: posted.id,
            talk: self.talk.len(),
            event_ids: posted.event_ids,
        });
        self.talk.push(line);
    }

    pub(super) fn add(&mut self, event: RoomEvent) {
        match event {
            RoomEvent::Message(message) => self.add_message(&message),
            RoomEvent::Exchange(exchange) => self.add_exchange(*exchange),
        }
    }

    fn add_message(&mut self, message: &Message) {
        let content = &message.content;
        let room = self.rooms.iter().position(|(id, _)| *id == content.room_id);
        let (Some(room), Some(bot)) = (room, bot_message(message, room.unwrap_or(0))) else {
            return;
        };
        self.talk_of.push(self.talk.len());
        self.talk.push(TalkLine {
            room: self.rooms[room].1.clone(),
            speaker: bot.bot_name.clone(),
            is_bot: true,
            text: bot.text.clone(),
            tapped: None,
            offers: bot.offers.iter().map(|offer| offer.label.clone()).collect(),
            cards: bot.cards.clone(),
            at: self.started.elapsed(),
            message_id: message.id,
            place: None,
            is_covered: false,
            exchange_ids: message.exchange_id.iter().cloned().collect(),
        });
        self.messages.push(bot);
    }

    fn add_exchange(&mut self, exchange: Exchange) {
        let id = exchange
            .event_id
            .clone()
            .filter(|_| exchange.kind == ExchangeKind::Event);
        if let Some(id) = id {
            let state = self.events.entry(id).or_default();
            state.sent += 1;
            state.is_duplicated |= exchange.faults.contains(&Fault::Duplicate);
            if exchange.is_success() {
                state.has_success = true;
                state.refused = None;
            } else if exchange.faults.is_empty() && !state.has_success {
                state.refused = Some(self.exchanges.len());
            }
        }
        self.exchanges.push(exchange);
    }

    /// Returns whether the bots have answered the events of all messages, well or not.
    pub(super) fn are_answered(&self) -> bool {
        let mut ids = self.said.iter().flat_map(|said| &said.event_ids);
        ids.all(|id| {
            let state = &self.events[id];
            let expected = if state.is_duplicated { 2 } else { 1 };
            state.refused.is_some() || state.has_success && state.sent >= expected
        })
    }

    /// Returns the exchange in which a bot did not take an event; `None` if all took theirs.
    pub(super) fn refused(&self) -> Option<&Exchange> {
        let refused = self.events.values().filter_map(|state| state.refused);
        refused.min().map(|index| &self.exchanges[index])
    }

    /// Returns the id of the user's message of this index, from 0.
    pub(super) fn user_message(&self, index: usize) -> i64 {
        self.said.get(index).map_or(0, |said| said.id)
    }

    /// Returns the id of the last message of a user; `None` without any.
    pub(super) fn newest_user_message(&self) -> Option<i64> {
        self.said.last().map(|said| said.id)
    }

    /// Returns the line of the user's message of this id; `None` if it is none of this conversation.
    pub(super) fn line_of(&self, message_id: i64) -> Option<usize> {
        let said = self.said.iter().find(|said| said.id == message_id)?;
        let place = self.talk[said.talk].place.as_ref()?;
        Some(place.position.line)
    }

    /// Returns what a user says by tapping a quick reply of the newest message of a room that offers any; else the
    /// labels that it offers.
    pub(super) fn offered(&self, room: usize, label: &str) -> Result<String, Vec<String>> {
        let mut messages = self.messages.iter().rev();
        let newest = messages.find(|message| message.room == room && !message.offers.is_empty());
        let offers = newest.map(|message| &*message.offers).unwrap_or_default();
        match offers.iter().find(|offer| offer.label.trim() == label) {
            Some(offer) => Ok(offer.text.clone()),
            None => Err(offers.iter().map(|offer| offer.label.clone()).collect()),
        }
    }

    /// Returns the index of the first message that no line has claimed; `None` if there is none or further ones may come.
    pub(super) fn first_unclaimed(&self, covers_more: bool) -> Option<usize> {
        let is_new = |message: &BotMessage| message.state == MessageState::New;
        self.messages
            .iter()
            .position(is_new)
            .filter(|_| !covers_more)
    }

    pub(super) fn claim(&mut self, index: usize, source: &StepSource) {
        self.messages[index].state = MessageState::Claimed;
        self.talk[self.talk_of[index]].place = Some(source.into());
    }

    /// Notes that `bot says more` covers the new messages before the claimed ones.
    pub(super) fn cover_before(&mut self, claimed: &[usize]) {
        let end = claimed.iter().copied().max().unwrap_or(0);
        (0..end)
            .filter(|index| !claimed.contains(index))
            .for_each(|index| self.cover(index));
    }

    /// Notes that `bot says more` covers all new messages.
    pub(super) fn cover_new(&mut self) {
        (0..self.messages.len()).for_each(|index| self.cover(index));
    }

    fn cover(&mut self, index: usize) {
        let message = &mut self.messages[index];
        if message.state == MessageState::New {
            message.state = MessageState::Covered;
            self.talk[self.talk_of[index]].is_covered = true;
        }
    }

    /// Returns what was seen, with the values of variables hidden.
    pub(super) fn into_attempt(mut self, variables: &Values) -> PlayedAttempt {
        for said in &self.said {
            let is_of = |exchange: &&Exchange| {
                let id = exchange.event_id.as_ref();
                id.is_some_and(|id| said.event_ids.contains(id))
            };
            let ids = self
                .exchanges
                .iter()
                .filter(is_of)
                .map(|exchange| exchange.id.clone());
            self.talk[said.talk].exchange_ids = ids.collect();
        }
        self.talk.sort_by_key(|line| line.message_id);
        for line in &mut self.talk {
            line.text = hidden(&line.text, variables);
        }
        let exchanges = self.exchanges.into_iter().map(|exchange| TalkExchange {
            exchange,
            diagnosis: None,
        });
        PlayedAttempt {
            turns: self.said.len(),
            elapsed: self.started.elapsed(),
            talk: self.talk,
            exchanges: exchanges.collect(),
            ..PlayedAttempt::default()
        }
    }
}

/// Replaces the values of environment variables by their names.
pub(super) fn hidden(text: &str, variables: &Values) -> String {
    let variables = variables
        .iter()
        .filter(|(name, _)| name.starts_with(ENVIRONMENT));
    let long = variables.filter(|(_, value)| value.len() >= MIN_HIDDEN);
    long.fold(text.to_owned(), |text, (name, value)| {
        text.replace(value, &format!("{{{name}}}"))
    })
}

/// Reads a message of a bot; `None` for a user's.
pub(super) fn bot_message(message: &Message, room: usize) -> Option<BotMessage> {
    let Sender::Bot { id, name } = &message.sender else {
        return None;
    };
    let metadata = message.content.metadata.as_deref();
    let metadata: Option<Value> = metadata.and_then(|text| serde_json::from_str(text).ok());
    Some(BotMessage {
        id: message.id,
        room,
        bot_id: id.clone(),
        bot_name: name.clone(),
        reply_to: message.content.reply_to,
        text: message.content.body.clone(),
        cards: Vec::new(),
        offers: metadata.as_ref().map(quick_replies).unwrap_or_default(),
        metadata,
        state: MessageState::New,
    })
}
