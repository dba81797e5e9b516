//! Playbacks: conversations that the page plays, with how far they are.
use super::outcome::{ChatFailure, TalkExchange};
use super::script::Script;
use crate::model::text::named::named;
use serde_json::{Value, json};

named! {
    /// What a playback does.
    pub enum PlaybackState {
        /// It waits until it is told to go on.
        Waiting = "waiting",
        Playing = "playing",
        /// Every line was met.
        Passed = "passed",
        Failed = "failed",
        /// It was told to end.
        Stopped = "stopped",
        /// It could not be played to its end: the platform refused a call.
        Unknown = "unknown",
    }
}

impl PlaybackState {
    /// Returns whether nothing more comes.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Waiting | Self::Playing)
    }
}

/// How far a playback is.
#[derive(Debug, Clone)]
pub struct PlaybackProgress {
    /// `play_...`.
    pub id: String,
    /// Grows with each change.
    pub revision: u64,
    /// Name of the file that the page gave.
    pub file: String,
    pub title: String,
    /// First and last line of each step, inclusive.
    pub steps: Vec<(usize, usize)>,
    /// Ids of its rooms; empty until they are made.
    pub rooms: Vec<i64>,
    pub state: PlaybackState,
    /// Number of steps that were met.
    pub met: usize,
    /// JSON of why it failed; null if it did not.
    failure: Value,
    /// Why it could not be played to its end; `None` if it could.
    pub error: Option<String>,
}

impl PlaybackProgress {
    pub fn new(id: String, script: &Script, state: PlaybackState) -> Self {
        Self {
            id,
            revision: 0,
            file: script.file.to_string(),
            title: script.title.clone(),
            steps: step_lines(script),
            rooms: Vec::new(),
            state,
            met: 0,
            failure: Value::Null,
            error: None,
        }
    }

    /// Ends it as failed, with what went over the wire.
    pub fn fail(&mut self, failure: &ChatFailure, exchanges: &[TalkExchange]) {
        let explained = exchanges.iter().find(|it| it.diagnosis.is_some());
        let shown = explained.or_else(|| exchanges.iter().rfind(|it| !it.exchange.is_success()));
        self.state = PlaybackState::Failed;
        let hints: Vec<_> = failure.hints.iter().map(ToString::to_string).collect();
        self.failure = json!({
            "line": failure.place.position.line,
            "column": failure.place.position.column,
            "text": failure.line,
            "message": failure.reason.to_string(),
            "phrase": failure.reason,
            "expected": failure.expected,
            "got": failure.got,
            "waited_ms": u64::try_from(failure.waited.as_millis()).unwrap_or(u64::MAX),
            "hints": hints,
            "hint_phrases": failure.hints,
            "diagnosis": explained.and_then(|it| it.diagnosis.as_ref()),
            "exchange_id": shown.map(|it| &it.exchange.id),
        });
    }

    /// Converts to the JSON of the local platform's API.
    pub fn to_json(&self) -> Value {
        json!({
            "playback_id": self.id,
            "revision": self.revision,
            "file": self.file,
            "title": self.title,
            "steps": lines_json(&self.steps),
            "room_ids": self.rooms,
            "state": self.state.name(),
            "met": self.met,
            "failure": self.failure,
            "error": self.error,
        })
    }
}

/// Returns first and last line of each step, inclusive.
pub fn step_lines(script: &Script) -> Vec<(usize, usize)> {
    let steps = script.steps.iter();
    steps
        .map(|step| (step.source.position.line, step.source.end_line))
        .collect()
}

/// Converts lines of steps to JSON.
pub fn lines_json(steps: &[(usize, usize)]) -> Value {
    let step = |(line, end_line): &(usize, usize)| json!({ "line": line, "end_line": end_line });
    steps.iter().map(step).collect()
}
