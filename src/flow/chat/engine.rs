//! Plays a conversation step by step, in rooms and with users of its own.
//!
//! A step ends as soon as it is decided: the engine waits for the events of its rooms, never for a fixed time. The
//! thread that calls it is the only one; [`RoomEvents`](super::RoomEvents) sends from others.
use super::board::Board;
use super::failure::FailureBuilder;
use super::place::{ChatPlace, Speech, UserSpeech};
use super::room_events::RoomEvent;
use crate::error::{Error, Result};
use crate::model::chat::matching::{Decision, decide_group, decide_line, first_new, is_called};
use crate::model::chat::outcome::{ChatFailure, LineUpdate, PlayedAttempt};
use crate::model::chat::pattern::{self, Values};
use crate::model::chat::script::{ExpectedLine, Script, ScriptStep, StepKind, StepSource};
use crate::model::chat::{BotSays, ChatText, TimeText};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How long a conversation that failed waits for the answers to its events.
const SETTLE_TIME: Duration = Duration::from_secs(3);

/// Settings of a conversation.
#[derive(Debug, Clone)]
pub struct PlayOptions {
    /// How long a line waits that names no time.
    pub within: Duration,
    /// Values of environment variables, as `env:NAME`.
    pub variables: Values,
    /// Whether an exact line that failed is noted and passed over, so that `--update` can write it anew.
    pub passes_over: bool,
}

/// A conversation that is being played.
pub struct ChatEngine<'a> {
    place: &'a dyn ChatPlace,
    options: &'a PlayOptions,
    /// Ids on the platform of the script's rooms.
    rooms: Vec<i64>,
    events: Receiver<(i64, RoomEvent)>,
    board: Board,
    values: Values,
    /// Ids of the fault rules that were added.
    faults: Vec<String>,
    /// Whether `bot says more` holds until a user speaks.
    covers_more: bool,
    last: Option<StepSource>,
    updates: Vec<LineUpdate>,
    /// Whether the platform tells nothing any more.
    is_cut_off: bool,
}

/// Result of a step: `Err` holds why it was not met.
pub type StepResult = Result<(), Box<ChatFailure>>;

impl<'a> ChatEngine<'a> {
    /// Creates the rooms.
    ///
    /// # Errors
    /// Fails if the platform refuses or cannot be reached.
    pub fn start(
        place: &'a dyn ChatPlace,
        script: &'a Script,
        options: &'a PlayOptions,
    ) -> Result<Self> {
        let (sender, events) = mpsc::channel();
        let mut rooms = Vec::new();
        for name in &script.rooms {
            let name = match &**name {
                "" => script.title.clone(),
                name => format!("{} ({name})", script.title),
            };
            let id = place.create_room(&name)?;
            place.events().subscribe(id, sender.clone());
            rooms.push(id);
        }
        Ok(Self {
            board: Board::new(&rooms, &script.rooms, place.only_answers()),
            place,
            options,
            rooms,
            events,
            values: options.variables.clone(),
            faults: Vec::new(),
            covers_more: false,
            last: None,
            updates: Vec::new(),
            is_cut_off: false,
        })
    }

    /// Returns the ids on the platform of its rooms.
    pub fn rooms(&self) -> &[i64] {
        &self.rooms
    }

    /// Plays one step to its decision.
    ///
    /// # Errors
    /// Fails if the platform refuses a call or cannot be reached.
    pub fn play(&mut self, step: &ScriptStep) -> Result<StepResult> {
        let result = match &step.kind {
            StepKind::Say {
                user,
                room,
                text,
                metadata,
            } => match pattern::fill(text, &self.values) {
                Ok(text) => {
                    let said = UserSpeech {
                        user,
                        name: self.name_of(user),
                        room: *room,
                        speech: Speech::Written {
                            text: &text,
                            metadata: metadata.as_deref(),
                        },
                        tapped: None,
                    };
                    self.say(&said, step)?
                }
                Err(why) => Err(self.failure(step).bad_value(&why)),
            },
            StepKind::Tap { user, room, label } => self.tap(user, *room, label, step)?,
            StepKind::Expect(expected) => self.expect(expected, step),
            StepKind::AnyOrder(group) => self.expect_group(group, step),
            StepKind::Fault { text, room } => {
                let id = self.place.add_fault(text, self.rooms[*room])?;
                self.faults.push(id);
                Ok(())
            }
            StepKind::Clock(TimeText { text, .. }) => {
                self.place.advance_clock(text)?;
                Ok(())
            }
        };
        self.last = Some(step.source.clone());
        self.check_connection()?;
        Ok(result)
    }

    /// Waits until the bots have answered every event, and checks that every message was expected.
    ///
    /// # Errors
    /// Fails if the platform tells nothing any more.
    pub fn finish(&mut self) -> Result<StepResult> {
        let deadline = Instant::now() + self.options.within;
        while !self.board.are_answered() && self.wait(deadline) {}
        self.drain();
        self.check_connection()?;
        Ok(self.check_all_claimed())
    }

    fn check_all_claimed(&self) -> StepResult {
        let Some(source) = self.last.clone() else {
            return Ok(());
        };
        let failure = FailureBuilder::new(&source, &self.board);
        if let Some(index) = self.board.first_unclaimed(self.covers_more) {
            return Err(failure.unclaimed(index));
        }
        match self.board.refusal() {
            Some(refusal) => Err(failure.refused(refusal)),
            None if self.board.awaits_answer() && !self.covers_more => {
                Err(failure.unanswered(self.options.within))
            }
            None => Ok(()),
        }
    }

    /// Waits, after a failure, for the exchanges that belong to it: an event's is known when the bot has answered.
    pub fn settle(&mut self) {
        let deadline = Instant::now() + SETTLE_TIME;
        while !self.board.are_answered() && self.wait(deadline) {}
    }

    /// Ends the conversation: removes its faults. Returns what was said and what went over the wire.
    ///
    /// # Errors
    /// Fails if the platform cannot be reached.
    pub fn end(mut self) -> Result<(PlayedAttempt, LateMessages)> {
        self.drain();
        for id in &self.faults {
            self.place.remove_fault(id)?;
        }
        for room in &self.rooms {
            self.place.events().send_messages_only(*room);
            self.place.close_room(*room)?;
        }
        let variables = &self.options.variables;
        let mut attempt = self.board.into_attempt(variables);
        attempt.updates = self.updates;
        let late = LateMessages {
            events: self.events,
            source: self.last.filter(|_| !self.covers_more),
        };
        Ok((attempt, late))
    }

    fn say(&mut self, said: &UserSpeech<'_>, step: &ScriptStep) -> Result<StepResult> {
        self.drain();
        if std::mem::take(&mut self.covers_more) {
            self.board.cover_new();
        }
        let room_id = self.rooms[said.room];
        let posted = self.place.post(room_id, &said.name, &said.speech)?;
        self.board.said(said, posted, &step.source);
        Ok(Ok(()))
    }

    fn name_of(&self, user: &str) -> String {
        self.place.user_name(user, self.rooms[0])
    }

    fn tap(
        &mut self,
        user: &str,
        room: usize,
        label: &ChatText,
        step: &ScriptStep,
    ) -> Result<StepResult> {
        let label = match pattern::fill(label, &self.values) {
            Ok(label) => label,
            Err(why) => return Ok(Err(self.failure(step).bad_value(&why))),
        };
        self.drain();
        let name = self.name_of(user);
        match self.board.offered(room, &name, &label) {
            Ok((message_id, reply)) => {
                let said = UserSpeech {
                    user,
                    name,
                    room,
                    speech: Speech::Tapped {
                        message_id,
                        path: reply.path.as_deref(),
                        text: &reply.text,
                    },
                    tapped: Some(&label),
                };
                self.say(&said, step)
            }
            Err(offered) => Ok(Err(self.failure(step).not_offered(&offered))),
        }
    }

    /// Fails if the line names a bot that is in no room: it would wait in vain, and silence would always hold.
    fn check_bot(&self, expected: &ExpectedLine, step: &ScriptStep) -> StepResult {
        let bots = self.place.bots();
        let is_there = |name: &str| bots.iter().any(|bot| is_called(name, &bot.id, &bot.name));
        match &expected.line.bot {
            Some(name) if !is_there(name) => Err(self.failure(step).no_bot(name, bots)),
            _ => Ok(()),
        }
    }

    fn expect(&mut self, expected: &ExpectedLine, step: &ScriptStep) -> StepResult {
        self.check_bot(expected, step)?;
        match &expected.line.says {
            BotSays::More => {
                self.covers_more = true;
                Ok(())
            }
            BotSays::Nothing { time } => self.expect_nothing(expected, time.as_ref(), step),
            _ => self.expect_message(expected, step),
        }
    }

    fn expect_message(&mut self, expected: &ExpectedLine, step: &ScriptStep) -> StepResult {
        let limit = self.limit(expected);
        let started = Instant::now();
        let replied = expected
            .reply_to
            .map(|index| self.board.user_message(index));
        loop {
            self.drain();
            let messages = self.board.messages();
            match decide_line(expected, replied, messages, &self.values, self.covers_more) {
                Decision::Met { claimed, values } => {
                    self.claim(&claimed, std::slice::from_ref(&expected.source), values);
                    return Ok(());
                }
                Decision::Failed { index, failure } => {
                    let builder = self.failure(step).waited(started.elapsed());
                    let failure = builder.other_message(expected, index, failure);
                    return self.pass_over(expected, index, failure);
                }
                Decision::Wait if !self.board.may_speak(replied) => {
                    let builder = self.failure(step).waited(started.elapsed());
                    return Err(builder.no_further(Some(expected), &self.values));
                }
                Decision::Wait if self.wait(started + limit) => {}
                Decision::Wait => {
                    let builder = self.failure(step).waited(started.elapsed());
                    return Err(builder.no_message(expected, limit, &self.values, self.absent()));
                }
            }
        }
    }

    /// Notes an exact line that failed, and claims the message for it, if `--update` will write it anew.
    fn pass_over(
        &mut self,
        expected: &ExpectedLine,
        index: usize,
        failure: Box<ChatFailure>,
    ) -> StepResult {
        let BotSays::Exact { text: original } = &expected.line.says else {
            return Err(failure);
        };
        if !self.options.passes_over || failure.expected.is_none() {
            return Err(failure);
        }
        self.updates.push(LineUpdate {
            file: expected.source.file.to_string(),
            line: expected.source.position.line,
            starts: original.starts.clone(),
            original: original.text.clone(),
            text: self.board.messages()[index].text.clone(),
            values: self.values.clone().into_iter().collect(),
        });
        let source = std::slice::from_ref(&expected.source);
        self.claim(&[index], source, Values::new());
        Ok(())
    }

    fn expect_group(&mut self, group: &[ExpectedLine], step: &ScriptStep) -> StepResult {
        for line in group {
            self.check_bot(line, step)?;
        }
        let limit = group.iter().map(|line| self.limit(line)).max();
        let limit = limit.unwrap_or(self.options.within);
        let started = Instant::now();
        let replied =
            |line: &ExpectedLine| line.reply_to.map(|index| self.board.user_message(index));
        let replies: Vec<_> = group.iter().map(replied).collect();
        let lines: Vec<_> = group.iter().zip(replies).collect();
        loop {
            self.drain();
            let messages = self.board.messages();
            match decide_group(&lines, messages, &self.values, self.covers_more) {
                Decision::Met { claimed, values } => {
                    let sources: Vec<_> = group.iter().map(|line| line.source.clone()).collect();
                    self.claim(&claimed, &sources, values);
                    return Ok(());
                }
                Decision::Failed { index, .. } => {
                    let builder = self.failure(step).waited(started.elapsed());
                    return Err(builder.no_group_line(index));
                }
                Decision::Wait if !self.board.may_speak(None) => {
                    let builder = self.failure(step).waited(started.elapsed());
                    return Err(builder.no_further(None, &self.values));
                }
                Decision::Wait if self.wait(started + limit) => {}
                Decision::Wait => {
                    let builder = self.failure(step).waited(started.elapsed());
                    return Err(builder.group_missing(group, limit, &self.values, self.absent()));
                }
            }
        }
    }

    fn expect_nothing(
        &mut self,
        expected: &ExpectedLine,
        time: Option<&TimeText>,
        step: &ScriptStep,
    ) -> StepResult {
        let limit = time.map_or(self.options.within, |time| time.time);
        let started = Instant::now();
        loop {
            self.drain();
            let builder = self.failure(step).waited(started.elapsed());
            if let Some(index) = first_new(expected, self.board.messages()) {
                return Err(builder.not_silent(index));
            }
            if let Some(refusal) = self.board.refusal() {
                return Err(builder.refused(refusal));
            }
            let is_over = time.is_none() || !self.board.may_speak(None);
            let is_answered = is_over && self.board.are_answered();
            if self.is_cut_off {
                return Err(builder.not_answered(limit, None));
            }
            if is_answered || !self.wait(started + limit) && time.is_some() {
                return Ok(());
            }
            if Instant::now() >= started + limit {
                let builder = self.failure(step).waited(started.elapsed());
                return Err(builder.not_answered(limit, self.absent()));
            }
        }
    }

    fn claim(&mut self, claimed: &[usize], sources: &[StepSource], values: Values) {
        if self.covers_more {
            self.board.cover_before(claimed);
        }
        for (index, source) in claimed.iter().zip(sources) {
            self.board.claim(*index, source);
        }
        self.values.extend(values);
    }

    fn limit(&self, expected: &ExpectedLine) -> Duration {
        let within = expected.line.within.as_ref();
        within.map_or(self.options.within, |within| within.time)
    }

    fn absent(&self) -> Option<String> {
        self.place.events().absent()
    }

    fn failure<'s>(&'s self, step: &'s ScriptStep) -> FailureBuilder<'s> {
        FailureBuilder::new(&step.source, &self.board)
    }

    /// Takes the events that have come.
    fn drain(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            self.board.add(event);
        }
    }

    /// Waits for the next event and takes it. Returns false at the deadline.
    fn wait(&mut self, deadline: Instant) -> bool {
        let remaining = deadline.saturating_duration_since(Instant::now());
        match self.events.recv_timeout(remaining) {
            Ok(event) => {
                self.board.add(event);
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => {
                self.is_cut_off = true;
                false
            }
        }
    }

    /// Fails if what was decided was decided without the platform's events.
    fn check_connection(&self) -> Result<()> {
        let events = self.place.events();
        let end = events.end_reason().filter(|_| self.is_cut_off);
        end.map_or(Ok(()), |why| Err(Error::unknown(why)))
    }
}

/// Watches for messages after the end of a conversation.
pub struct LateMessages {
    events: Receiver<(i64, RoomEvent)>,
    /// The last step; `None` if `bot says more` covers what comes.
    source: Option<StepSource>,
}

impl LateMessages {
    /// Returns the failure that a message of a bot since the end is; `None` if none came.
    pub fn failure(&self) -> Option<Box<ChatFailure>> {
        let source = self.source.as_ref()?;
        let mut messages = self.events.try_iter().filter_map(|(_, event)| match event {
            RoomEvent::Said(said) => Some(said.message),
            RoomEvent::Exchange(_) | RoomEvent::TurnEnd(_) => None,
        });
        messages
            .next()
            .map(|message| super::failure::late(source, message))
    }
}
