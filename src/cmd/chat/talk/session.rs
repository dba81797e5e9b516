//! The talk of one person in one room: says lines, runs commands, and prints what happens.
use super::answers::LastMessage;
use crate::cmd::console::refused;
use crate::cmd::context::Context;
use crate::cmd::failure_notes;
use crate::error::Result;
use crate::flow::api::ApiClient;
use crate::flow::changes::ChangeFeed;
use crate::flow::talk::{TalkEvent, TalkSources};
use crate::io::line_editor::LineInput;
use crate::model::chat::matching::{QuickReply, quick_replies};
use crate::model::chat::talk_line::TalkLine;
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::platform::room::DEFAULT_USER;
use crate::model::text::phrase::Phrase;
use crate::view::terminal::{self, PrintAbove};
use crate::view::{delivery, escape, room, talk};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// Whether the talk goes on after a line.
#[derive(PartialEq, Eq)]
enum Next {
    More,
    Quit,
}

/// Name, room and settings of the person that speaks.
pub(in crate::cmd) struct Speaker {
    pub(in crate::cmd) room: i64,
    /// Display name; `None` for the platform's first user.
    pub(in crate::cmd) user: Option<String>,
    /// Whether a bot may be asked which signature it takes.
    pub(in crate::cmd) asks_bot: bool,
    /// How long an answer to a line of a pipe may take.
    pub(in crate::cmd) wait: Duration,
}

pub(in crate::cmd) struct Session {
    /// Speaks.
    pub(super) api: ApiClient,
    /// Watches, explains, injects faults and moves the clock.
    pub(super) operator: ApiClient,
    pub(super) room: i64,
    /// Number of the first message that was said here; `None` before.
    pub(super) first_said: Option<i64>,
    pub(super) user: Option<String>,
    /// Quick replies of the newest message here that offers any.
    pub(super) offers: Vec<QuickReply>,
    asks_bot: bool,
    wait: Duration,
    sources: TalkSources,
    /// Names of bots by id.
    bots: HashMap<String, String>,
    /// Numbers of the messages that were said here: their lines are on the terminal.
    said: HashSet<i64>,
    last: LastMessage,
    /// Number of the last line.
    line: u64,
    /// Whether the next line of a pipe waits for answers to the last one.
    is_waiting: bool,
    /// Id of the last exchange that failed; `None` without one.
    last_failed: Option<String>,
    /// Failures that were told in full.
    told: HashSet<String>,
}

/// How a talk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cmd) enum TalkEnd {
    /// By the end of the input, or by `/quit`.
    Over,
    /// By Ctrl-C.
    Interrupted,
}

impl Session {
    /// Connects to the platform: `api` speaks, `operator` watches. Lines of a terminal are edited, and everything is printed above them from now on.
    ///
    /// # Errors
    /// Fails if the platform does not answer, or if the terminal cannot be set up.
    pub(in crate::cmd) fn start(
        context: &mut Context,
        api: ApiClient,
        operator: ApiClient,
        speaker: Speaker,
    ) -> Result<(Self, Receiver<TalkEvent>)> {
        let edits = context.terminal.can_edit_lines();
        let (mut sources, events) = TalkSources::start(ChangeFeed::start(&operator)?, edits)?;
        let print_above = sources.reader.take_printer();
        let print_above = print_above.map(|print| Box::new(print) as PrintAbove);
        context.terminal.set_print_above(print_above);
        let mut session = Self {
            api,
            operator,
            room: speaker.room,
            first_said: None,
            user: speaker.user,
            offers: Vec::new(),
            asks_bot: speaker.asks_bot,
            wait: speaker.wait,
            sources,
            bots: HashMap::new(),
            said: HashSet::new(),
            last: LastMessage::default(),
            line: 0,
            is_waiting: false,
            last_failed: None,
            told: HashSet::new(),
        };
        session.load_bots()?;
        Ok((session, events))
    }

    /// Says where one is, and asks for the first line.
    pub(in crate::cmd) fn begin(&mut self, context: &mut Context) -> Result<()> {
        self.print_head(context)?;
        if self.sources.reader.is_editing() {
            let help = "/help lists the commands; Ctrl-D ends.";
            context.terminal.note(help);
        }
        self.ask();
        Ok(())
    }

    /// Handles one event; returns how the talk ended, or `None` if it goes on.
    ///
    /// # Errors
    /// Fails if the platform has ended, if a line cannot be read, or if nothing can be printed.
    pub(in crate::cmd) fn handle(
        &mut self,
        context: &mut Context,
        event: TalkEvent,
    ) -> Result<Option<TalkEnd>> {
        match event {
            TalkEvent::Input(LineInput::Interrupted) => return Ok(Some(TalkEnd::Interrupted)),
            TalkEvent::Input(LineInput::End(read)) => return read.map(|()| Some(TalkEnd::Over)),
            TalkEvent::Input(LineInput::Line(line)) => {
                self.line += 1;
                if self.take_line(context, &line)? == Next::Quit {
                    return Ok(Some(TalkEnd::Over));
                }
                self.is_waiting = !self.sources.reader.is_editing() && !self.last.is_answered();
                match self.is_waiting {
                    true => self.sources.wait(self.line, self.wait),
                    false => self.ask(),
                }
            }
            TalkEvent::Changes(changes) => {
                self.show(context, changes?)?;
                if self.is_waiting && self.last.is_answered() {
                    self.is_waiting = false;
                    self.ask();
                }
            }
            TalkEvent::WaitOver(line) if self.is_waiting && line == self.line => {
                let phrase = Phrase::new("talk.no-answer").with("time", self.wait);
                context.terminal.note(terminal::render(&phrase));
                self.is_waiting = false;
                self.ask();
            }
            TalkEvent::WaitOver(_) => {}
        }
        Ok(None)
    }

    /// Prints the room and who hears.
    pub(super) fn print_head(&self, context: &mut Context) -> Result<()> {
        let answer = self.api.get(&format!("/rooms/{}", self.room))?;
        let answer = answer.map_err(refused("the room cannot be read"))?;
        if context.terminal.is_json() {
            let line = json!({ "type": "ready", "room": answer });
            return context.terminal.print_json(&line);
        }
        let names = answer["bots"].as_array().into_iter().flatten();
        let names: Vec<_> = names
            .filter_map(Value::as_str)
            .map(|id| self.bots.get(id).map_or(id, String::as_str).to_owned())
            .collect();
        let who = match &*names {
            [] => "no bot hears it (`momo room subscribe`)".to_owned(),
            names => names.join(", "),
        };
        context.terminal.note(format!("Room {}: {who}.", self.room));
        Ok(())
    }

    /// Asks for the next line.
    fn ask(&self) {
        let name = self.user.as_deref().unwrap_or(DEFAULT_USER);
        let name = escape::line(name);
        self.sources.reader.next(format!("{name}> "));
    }

    /// Says a line, or runs its command. What the platform refuses is told, and the talk goes on.
    ///
    /// # Errors
    /// Fails if the platform does not answer, or if nothing can be printed.
    fn take_line(&mut self, context: &mut Context, line: &str) -> Result<Next> {
        self.last = LastMessage::default();
        let taken = match TalkLine::parse(line) {
            Ok(TalkLine::Quit) => return Ok(Next::Quit),
            Ok(TalkLine::Nothing) => Ok(()),
            Ok(TalkLine::Say(text)) => self.say(context, &text, None, true),
            Ok(TalkLine::Reply(to, text)) => self.say(context, &text, Some(to), true),
            Ok(command) => self.run_command(context, command),
            Err(wrong) => {
                context.terminal.warn(wrong);
                Ok(())
            }
        };
        match taken {
            Err(error) if error.refusal().is_some() => context.terminal.error(&error),
            taken => taken?,
        }
        Ok(Next::More)
    }

    /// Says a text. `is_typed`: whether it stands on the terminal as it was typed.
    pub(super) fn say(
        &mut self,
        context: &mut Context,
        text: &str,
        reply_to: Option<i64>,
        is_typed: bool,
    ) -> Result<()> {
        let mut body = json!({ "body": text });
        if let Some(user) = &self.user {
            body["user"] = json!(user);
        }
        if let Some(reply_to) = reply_to {
            body["reply_to_message_id"] = json!(reply_to);
        }
        let path = format!("/rooms/{}/messages", self.room);
        let posted = self.api.post(&path, &body)?;
        let posted = posted.map_err(refused("nothing was said"))?;
        self.last = LastMessage::new(&posted);
        let message = &posted["message"];
        let id = message["message_id"].as_i64();
        self.first_said = self.first_said.or(id);
        self.said.extend(id);
        let styles = context.terminal.out_styles();
        if context.terminal.is_json() {
            let line = json!({ "type": "message", "message": message });
            context.terminal.print_json(&line)?;
        } else if is_typed && self.sources.reader.is_editing() {
            // Its text stands above, as it was typed.
            let line = styles.faint(format!("  #{}", message["message_id"]));
            context.terminal.print(line)?;
        } else {
            let line = styles.prose(&room::message(message, styles));
            context.terminal.print(line)?;
        }
        if self.last.is_unheard() {
            let unheard = Phrase::new("talk.nobody-hears");
            context.terminal.note(terminal::render(&unheard));
        }
        Ok(())
    }

    /// Prints the changes that belong to the room.
    fn show(&mut self, context: &mut Context, changes: Vec<Value>) -> Result<()> {
        for change in changes {
            self.last.note(&change);
            match change["type"].as_str() {
                Some("bots") => self.load_bots()?,
                Some("message") => self.show_message(context, &change)?,
                Some("exchange") => self.show_exchange(context, &change)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn show_message(&mut self, context: &mut Context, change: &Value) -> Result<()> {
        let message = &change["message"];
        let id = message["message_id"].as_i64().unwrap_or(0);
        if message["room_id"] != self.room || self.said.remove(&id) {
            return Ok(());
        }
        let offers = quick_replies(&message["metadata"]);
        if context.terminal.is_json() {
            context.terminal.print_json(change)?;
        } else {
            let styles = context.terminal.out_styles();
            let line = styles.prose(&room::message(message, styles));
            context.terminal.print(line)?;
            if !offers.is_empty() {
                let line = styles.prose(&talk::offers(&offers, styles));
                context.terminal.print(line)?;
            }
        }
        if !offers.is_empty() {
            self.offers = offers;
        }
        Ok(())
    }

    fn show_exchange(&mut self, context: &mut Context, change: &Value) -> Result<()> {
        let value = &change["exchange"];
        let Ok(exchange) = Exchange::deserialize(value) else {
            return Ok(());
        };
        let is_event =
            exchange.kind == ExchangeKind::Event && exchange.direction == Direction::Sent;
        let is_refused_call = exchange.kind == ExchangeKind::Api && !exchange.is_success();
        let is_of_room = value["room_id"]
            .as_i64()
            .is_none_or(|room| room == self.room);
        let is_of_bot = exchange
            .bot_id
            .as_ref()
            .is_some_and(|id| self.bots.contains_key(id));
        if !is_of_room || !is_of_bot || !(is_event || is_refused_call) {
            return Ok(());
        }
        if !exchange.is_success() {
            self.last_failed = Some(exchange.id.clone());
        }
        if context.terminal.is_json() {
            return context.terminal.print_json(change);
        }
        let styles = context.terminal.out_styles();
        let bot = exchange.bot_id.as_deref().and_then(|id| self.bots.get(id));
        let line = talk::wire_line(&exchange, bot.map_or("?", String::as_str), styles);
        context.terminal.print(line)?;
        let kind = format!("{:?} {}", exchange.bot_id, delivery::outcome(&exchange));
        match !exchange.is_success() && self.told.insert(kind) {
            true => self.explain(context, &exchange.id),
            false => Ok(()),
        }
    }

    /// Prints why an exchange failed.
    fn explain(&mut self, context: &mut Context, id: &str) -> Result<()> {
        let explained = failure_notes::explain(&self.operator, id, self.asks_bot);
        let diagnosis = explained.and_then(|it| it.diagnosis);
        let styles = context.terminal.out_styles();
        let lines = diagnosis.map_or_else(Vec::new, |it| delivery::diagnosis(styles, &it));
        lines
            .iter()
            .try_for_each(|line| context.terminal.print(line))
    }

    /// Explains the last failure once more.
    pub(super) fn explain_last(&mut self, context: &mut Context) -> Result<()> {
        let Some(id) = self.last_failed.clone() else {
            context.terminal.note("Nothing has failed here.");
            return Ok(());
        };
        self.explain(context, &id)?;
        context
            .terminal
            .print(format!("  momo webhook history show {id}"))
    }

    fn load_bots(&mut self) -> Result<()> {
        let answer = self.operator.get("/bots")?;
        let answer = answer.map_err(refused("the bots cannot be listed"))?;
        let bots = answer["bots"].as_array().into_iter().flatten();
        let text = |bot: &Value, key: &str| bot[key].as_str().map(str::to_owned);
        self.bots = bots
            .filter_map(|bot| Some((text(bot, "bot_id")?, text(bot, "name")?)))
            .collect();
        Ok(())
    }
}
