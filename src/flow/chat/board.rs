//! What a conversation has seen: messages, the talk, and how bots answered the events.
use super::place::{PostedMessage, UserSpeech};
use super::room_events::{RoomEvent, SaidMessage, TurnEnd};
use crate::model::chat::matching::{BotMessage, MessageState, QuickReply};
use crate::model::chat::outcome::{PlayedAttempt, TalkExchange, TalkLine};
use crate::model::chat::pattern::Values;
use crate::model::chat::script::StepSource;
use crate::model::chat::template::ENVIRONMENT;
use crate::model::fault::Fault;
use crate::model::history::exchange::{Exchange, ExchangeKind};
use crate::model::text::phrase::Phrase;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

/// Shortest value of a variable that is hidden in results, in bytes: shorter ones are everywhere.
const MIN_HIDDEN: usize = 4;

pub(super) struct Board {
    started: Instant,
    /// Whether bots speak only in answer to a user's message, and say when they have.
    only_answers: bool,
    /// Ids on the platform, and names, of the script's rooms.
    rooms: Vec<(i64, String)>,
    messages: Vec<BotMessage>,
    /// Index in the talk of each of `messages`.
    talk_of: Vec<usize>,
    talk: Vec<TalkLine>,
    /// Messages of users.
    said: Vec<UserMessage>,
    events: HashMap<String, EventState>,
    /// Ends of the turns of users' messages, by their ids.
    turn_ends: HashMap<i64, TurnEnd>,
    exchanges: Vec<Arc<Exchange>>,
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
    pub(super) fn new(ids: &[i64], names: &[String], only_answers: bool) -> Self {
        Self {
            started: Instant::now(),
            only_answers,
            rooms: ids.iter().copied().zip(names.iter().cloned()).collect(),
            messages: Vec::new(),
            talk_of: Vec::new(),
            talk: Vec::new(),
            said: Vec::new(),
            events: HashMap::new(),
            turn_ends: HashMap::new(),
            exchanges: Vec::new(),
        }
    }

    pub(super) fn messages(&self) -> &[BotMessage] {
        &self.messages
    }

    /// Returns the name of a room by its index; empty for the first.
    pub(super) fn room_name(&self, index: usize) -> &str {
        &self.rooms[index].1
    }

    /// Adds a message of a user, which was just posted.
    pub(super) fn said(
        &mut self,
        said: &UserSpeech<'_>,
        posted: PostedMessage,
        source: &StepSource,
    ) {
        for id in &posted.event_ids {
            self.events.entry(id.clone()).or_default();
        }
        let line = TalkLine {
            room: self.rooms[said.room].1.clone(),
            speaker: said.user.to_owned(),
            is_bot: false,
            text: said.speech.text().to_owned(),
            tapped: said.tapped.map(str::to_owned),
            offers: Vec::new(),
            buttons: Vec::new(),
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

    /// Adds what happened in the room of this id.
    pub(super) fn add(&mut self, (room_id, event): (i64, RoomEvent)) {
        match event {
            RoomEvent::Said(said) => self.add_message(room_id, *said),
            RoomEvent::Exchange(exchange) => self.add_exchange(exchange),
            RoomEvent::TurnEnd(end) => drop(self.turn_ends.insert(end.message_id, end)),
        }
    }

    fn add_message(&mut self, room_id: i64, said: SaidMessage) {
        let Some(room) = self.rooms.iter().position(|(id, _)| *id == room_id) else {
            return;
        };
        let bot = BotMessage {
            room,
            ..said.message
        };
        self.talk_of.push(self.talk.len());
        self.talk.push(TalkLine {
            room: self.rooms[room].1.clone(),
            speaker: bot.bot_name.clone(),
            is_bot: true,
            text: bot.text.clone(),
            tapped: None,
            offers: labels(&bot.offers),
            buttons: labels(&bot.buttons),
            cards: bot.cards.clone(),
            at: self.started.elapsed(),
            message_id: bot.id,
            place: None,
            is_covered: false,
            exchange_ids: said.exchange_id.into_iter().collect(),
        });
        self.messages.push(bot);
    }

    fn add_exchange(&mut self, exchange: Arc<Exchange>) {
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

    /// Returns whether the bots have answered the events of all messages, well or not, and how is known.
    pub(super) fn are_answered(&self) -> bool {
        if self.only_answers {
            return !self.may_speak(None) && self.has_all_exchanges();
        }
        let mut ids = self.said.iter().flat_map(|said| &said.event_ids);
        ids.all(|id| {
            let state = &self.events[id];
            let expected = if state.is_duplicated { 2 } else { 1 };
            state.refused.is_some() || state.has_success && state.sent >= expected
        })
    }

    /// Returns whether a bot may say something yet; with the id of a user's message, in answer to that one.
    pub(super) fn may_speak(&self, replied: Option<i64>) -> bool {
        let mut said = self.said.iter();
        let is_open = |said: &UserMessage| {
            replied.is_none_or(|id| id == said.id) && !self.turn_ends.contains_key(&said.id)
        };
        !self.only_answers || said.any(is_open)
    }

    /// Returns whether an answer is certain to come, or its failure.
    pub(super) fn awaits_answer(&self) -> bool {
        self.only_answers && self.may_speak(None)
    }

    /// Returns whether the exchanges that brought the messages are there: they may come after them.
    fn has_all_exchanges(&self) -> bool {
        let mut ids = self.talk.iter().flat_map(|line| &line.exchange_ids);
        ids.all(|id| self.exchanges.iter().any(|exchange| exchange.id == *id))
    }

    /// Returns how a bot did not take an event, or gave no answer that a user sees; `None` if all is well.
    pub(super) fn refusal(&self) -> Option<Phrase> {
        let refused = self.events.values().filter_map(|state| state.refused);
        let refused = refused.min().map(|index| not_taken(&self.exchanges[index]));
        let failed = || {
            let mut ends = self
                .said
                .iter()
                .filter_map(|said| self.turn_ends.get(&said.id));
            ends.find_map(|end| end.failure.clone())
        };
        let unseen = || {
            self.messages
                .iter()
                .find_map(|message| message.refusal.clone())
        };
        refused.or_else(failed).or_else(unseen)
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

    /// Returns the quick reply of this label that a user of a room can tap, with the number of its message: one of the newest message
    /// that offers any, else the newest button; else the labels that can be tapped.
    pub(super) fn offered(
        &self,
        room: usize,
        user: &str,
        label: &str,
    ) -> Result<(i64, QuickReply), Vec<String>> {
        let is_seen = |message: &&BotMessage| {
            message.room == room && message.user.as_ref().is_none_or(|it| it == user)
        };
        let messages = || self.messages.iter().rev().filter(is_seen);
        let with_offers = messages().find(|message| !message.offers.is_empty());
        let offers = with_offers.into_iter();
        let offers =
            offers.flat_map(|message| message.offers.iter().map(|offer| (message.id, offer)));
        let buttons = messages()
            .flat_map(|message| message.buttons.iter().map(|button| (message.id, button)));
        let all: Vec<_> = offers.chain(buttons).collect();
        match all.iter().find(|(_, reply)| reply.label.trim() == label) {
            Some((id, reply)) => Ok((*id, (*reply).clone())),
            None => Err(all.iter().map(|(_, reply)| reply.label.clone()).collect()),
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
            let is_of = |exchange: &&Arc<Exchange>| {
                let id = exchange.event_id.as_ref();
                id.is_some_and(|id| said.event_ids.contains(id))
            };
            let ids = self
                .exchanges
                .iter()
                .filter(is_of)
                .map(|exchange| exchange.id.clone());
            let end = self.turn_ends.get(&said.id);
            let called = end.and_then(|end| end.exchange_id.clone());
            self.talk[said.talk].exchange_ids = ids.chain(called).collect();
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

/// Returns how an event was not taken.
fn not_taken(exchange: &Exchange) -> Phrase {
    let outcome = match (&exchange.response, &exchange.failure) {
        (Some(response), _) => Phrase::new("delivery.status").with("status", response.status),
        (None, Some(failure)) => failure.message.clone(),
        (None, None) => Phrase::new("delivery.no-response"),
    };
    Phrase::new("chat.refused").with("outcome", outcome)
}

fn labels(replies: &[QuickReply]) -> Vec<String> {
    replies.iter().map(|reply| reply.label.clone()).collect()
}
