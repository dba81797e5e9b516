//! Plays many conversations at once, each in rooms and with users of its own.
//!
//! Each worker thread plays one conversation at a time, all its attempts one after the other. Locks: `clock` is held
//! while a conversation is played, exclusively if it moves the platform's clock, which is that of all rooms; the lock of
//! the results is a leaf.
use super::board::hidden;
use super::diagnose::{AskedBots, add_diagnoses};
use super::engine::{ChatEngine, LateMessages, PlayOptions, StepResult};
use super::place::ChatPlace;
use crate::error::Result;
use crate::model::chat::outcome::{ConversationResult, PlayedAttempt};
use crate::model::chat::script::{Script, ScriptStep};
use parking_lot::{Mutex, RwLock};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long messages after the end of the last conversation are looked for.
const LINGER: Duration = Duration::from_millis(100);

/// Settings of a run.
#[derive(Debug, Clone)]
pub struct ChatRunOptions {
    pub play: PlayOptions,
    /// Number of conversations at once, at least 1.
    pub parallel: usize,
    /// Number of times that each is played, at least 1.
    pub repeat: usize,
    /// Whether none begins after one has failed.
    pub fail_fast: bool,
    /// Last line to play, inclusive; `None` plays all. What comes behind it is not looked at.
    pub until: Option<usize>,
    /// Whether the exchanges of conversations that passed are kept too.
    pub keeps_exchanges: bool,
}

/// What a run tells while it goes on.
pub enum ChatProgress<'a> {
    /// One more conversation was played.
    Played,
    /// The result of a conversation, once: nothing can change it any more.
    Result(&'a ConversationResult),
}

/// Gets the progress of a run, from several threads.
pub(super) type ObserveChats<'a> = &'a (dyn Fn(ChatProgress<'_>) + Sync);

struct Runner<'a> {
    place: &'a dyn ChatPlace,
    scripts: &'a [Script],
    options: &'a ChatRunOptions,
    clock: RwLock<()>,
    next: AtomicUsize,
    /// Whether no further conversation begins, because the caller says so.
    is_over: &'a AtomicBool,
    /// Whether none begins, because one failed.
    has_failed: AtomicBool,
    /// What bots that refused signatures were found to do.
    asked: AskedBots,
    state: Mutex<RunState>,
}

struct RunState {
    results: Vec<ConversationResult>,
    /// Script and attempt by index, with what watches their rooms.
    late: Vec<(usize, usize, LateMessages)>,
}

/// Plays the scripts in their order. `observe` gets each result once: at the end of the run if a message could still come
/// after the end of its conversation, else as soon as it was played. Setting `is_over` lets no further conversation begin.
pub fn run_chats(
    place: &dyn ChatPlace,
    scripts: &[Script],
    options: &ChatRunOptions,
    is_over: &AtomicBool,
    observe: ObserveChats<'_>,
) -> Vec<ConversationResult> {
    let runner = Runner {
        place,
        scripts,
        options,
        clock: RwLock::new(()),
        next: AtomicUsize::new(0),
        is_over,
        has_failed: AtomicBool::new(false),
        asked: AskedBots::default(),
        state: Mutex::new(RunState {
            results: scripts.iter().map(ConversationResult::new).collect(),
            late: Vec::new(),
        }),
    };
    std::thread::scope(|scope| {
        for _ in 0..options.parallel.min(scripts.len()) {
            scope.spawn(|| runner.work(observe));
        }
    });
    let RunState { mut results, late } = runner.state.into_inner();
    let watched: BTreeSet<usize> = late.iter().map(|(index, ..)| *index).collect();
    add_late_failures(&mut results, late);
    for index in watched {
        observe(ChatProgress::Result(&results[index]));
    }
    results
}

impl Runner<'_> {
    fn work(&self, observe: ObserveChats<'_>) {
        loop {
            let index = self.next.fetch_add(1, Ordering::SeqCst);
            let Some(script) = self.scripts.get(index) else {
                return;
            };
            if self.is_over.load(Ordering::SeqCst) || self.has_failed.load(Ordering::SeqCst) {
                return;
            }
            let mut is_watched = false;
            for number in 0..self.options.repeat {
                let (attempt, late) = self.attempt(script);
                is_watched |= late.is_some();
                let mut state = self.state.lock();
                state.results[index].attempts.push(attempt);
                state.late.extend(late.map(|late| (index, number, late)));
            }
            let result = self.state.lock().results[index].clone();
            let has_passed = result.attempts.iter().all(PlayedAttempt::has_passed);
            if self.options.fail_fast && !has_passed {
                self.has_failed.store(true, Ordering::SeqCst);
            }
            observe(ChatProgress::Played);
            if !is_watched {
                observe(ChatProgress::Result(&result));
            }
        }
    }

    /// Plays a conversation once. An error is part of the result.
    fn attempt(&self, script: &Script) -> (PlayedAttempt, Option<LateMessages>) {
        let (_exclusive, _shared) = match script.moves_clock() {
            true => (Some(self.clock.write()), None),
            false => (None, Some(self.clock.read())),
        };
        let begun = Instant::now();
        match self.play(script) {
            Ok((attempt, late)) => (attempt, late),
            Err(error) => {
                let attempt = PlayedAttempt {
                    error: Some(error.to_string()),
                    elapsed: begun.elapsed(),
                    ..PlayedAttempt::default()
                };
                (attempt, None)
            }
        }
    }

    fn play(&self, script: &Script) -> Result<(PlayedAttempt, Option<LateMessages>)> {
        let mut engine = ChatEngine::start(self.place, script, &self.options.play)?;
        let failure = match self.play_steps(&mut engine, script) {
            Ok(result) => result.err(),
            Err(error) => {
                // The error is told; its faults must not stay.
                let _ = engine.end();
                return Err(error);
            }
        };
        if failure.is_some() {
            engine.settle();
        }
        let (mut attempt, late) = engine.end()?;
        attempt.failure = failure.map(|failure| *failure);
        if let Some(failure) = &mut attempt.failure {
            let texts = [&mut failure.expected, &mut failure.got]
                .into_iter()
                .flatten();
            texts.for_each(|text| *text = hidden(text, &self.options.play.variables));
        }
        match attempt.failure.is_some() {
            true => {
                self.place.complete(&mut attempt.exchanges)?;
                add_diagnoses(self.place, &self.asked, &mut attempt.exchanges);
            }
            false if !self.options.keeps_exchanges => attempt.exchanges = Vec::new(),
            false => self.place.complete(&mut attempt.exchanges)?,
        }
        let is_watched = attempt.failure.is_none() && self.options.until.is_none();
        Ok((attempt, is_watched.then_some(late)))
    }

    fn play_steps(&self, engine: &mut ChatEngine<'_>, script: &Script) -> Result<StepResult> {
        let steps = script.steps.iter();
        for step in steps.filter(|step| self.is_played(script, step)) {
            if let Err(unmet) = engine.play(step)? {
                return Ok(Err(unmet));
            }
        }
        match self.options.until {
            Some(_) => Ok(Ok(())),
            None => engine.finish(),
        }
    }

    /// Returns whether the step stands before the line at which the run ends. One of an included file stands at its include.
    fn is_played(&self, script: &Script, step: &ScriptStep) -> bool {
        let source = &step.source;
        let line = match source.includes.first() {
            Some(site) => site.line,
            None => source.position.line,
        };
        let in_file = source
            .includes
            .first()
            .map_or(&source.file, |site| &site.file);
        self.options
            .until
            .is_none_or(|until| *in_file != script.file || line <= until)
    }
}

/// Looks for messages that came after the end of their conversations. What comes later still, nobody sees.
fn add_late_failures(results: &mut [ConversationResult], late: Vec<(usize, usize, LateMessages)>) {
    if late.is_empty() {
        return;
    }
    std::thread::sleep(LINGER);
    for (index, number, late) in late {
        if let Some(failure) = late.failure() {
            results[index].attempts[number].failure = Some(*failure);
        }
    }
}
