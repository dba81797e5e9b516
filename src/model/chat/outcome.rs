//! What came of conversations that were played.
use super::error::Position;
use super::script::{IncludeSite, Script, StepSource};
use crate::model::diagnosis::Diagnosis;
use crate::model::diff::{self, Diff};
use crate::model::history::exchange::Exchange;
use crate::model::text::named::named;
use crate::model::text::phrase::Phrase;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

named! {
    /// Verdict about a conversation.
    pub enum ChatVerdict {
        /// Every attempt met every line.
        Passed = "passed",
        /// No attempt did.
        Failed = "failed",
        /// Some attempts did, and others did not.
        Flaky = "flaky",
        /// It could not be played: the platform refused a call or was lost.
        Unknown = "unknown",
        /// It was not played, because another one failed before.
        Skipped = "skipped",
    }
}

/// A conversation with its attempts.
#[derive(Debug, Clone)]
pub struct ConversationResult {
    pub file: String,
    /// Of its title.
    pub line: usize,
    pub title: String,
    pub tags: Vec<String>,
    /// In their order; empty if it was skipped.
    pub attempts: Vec<PlayedAttempt>,
}

/// One time that a conversation was played.
#[derive(Debug, Clone, Default)]
pub struct PlayedAttempt {
    /// Why it failed; `None` if every line was met.
    pub failure: Option<ChatFailure>,
    /// Why it could not be played to its end; `None` if it could.
    pub error: Option<String>,
    /// Number of messages of users.
    pub turns: usize,
    pub elapsed: Duration,
    /// What was said, in order.
    pub talk: Vec<TalkLine>,
    /// What went over the wire; perhaps dropped if all was met.
    pub exchanges: Vec<TalkExchange>,
    /// Lines that failed and can be rewritten.
    pub updates: Vec<LineUpdate>,
}

/// A message of the talk.
#[derive(Debug, Clone)]
pub struct TalkLine {
    /// Name of the room; empty for the first.
    pub room: String,
    pub speaker: String,
    pub is_bot: bool,
    pub text: String,
    /// Label of the quick reply that the user tapped; `None` if the user wrote the text.
    pub tapped: Option<String>,
    /// Labels of offered quick replies.
    pub offers: Vec<String>,
    /// Labels of what else can be tapped, such as the buttons of a card.
    pub buttons: Vec<String>,
    /// Titles of cards.
    pub cards: Vec<String>,
    /// Time since the beginning of the conversation.
    pub at: Duration,
    /// Id on the platform.
    pub message_id: i64,
    /// The line that said or claimed it; `None` if no line did.
    pub place: Option<LinePlace>,
    /// Whether `bot says more` covers it.
    pub is_covered: bool,
    /// Exchanges that brought it.
    pub exchange_ids: Vec<String>,
}

/// An exchange of a conversation.
#[derive(Debug, Clone)]
pub struct TalkExchange {
    pub exchange: Arc<Exchange>,
    /// Why it failed; `None` if it did not, or if the reason is not known.
    pub diagnosis: Option<Diagnosis>,
}

/// A line in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinePlace {
    pub file: String,
    pub position: Position,
    pub includes: Vec<IncludeSite>,
}

/// Why a conversation failed.
#[derive(Debug, Clone)]
pub struct ChatFailure {
    /// The line that was not met, or after which a message came.
    pub place: LinePlace,
    /// The line as the file's form writes it.
    pub line: String,
    /// A sentence without a full stop.
    pub reason: Phrase,
    /// What was expected, with its values; `None` if it is no text.
    pub expected: Option<String>,
    /// What came instead; `None` if nothing did.
    pub got: Option<String>,
    /// How long was waited.
    pub waited: Duration,
    /// Complete sentences.
    pub hints: Vec<Phrase>,
}

/// A line that `--update` can write anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineUpdate {
    pub file: String,
    /// First line of the step.
    pub line: usize,
    /// Where each line of its text begins.
    pub starts: Vec<Position>,
    /// Its text as the file has it.
    pub original: String,
    /// What the bot said.
    pub text: String,
    /// The values that the text may hold.
    pub values: Vec<(String, String)>,
}

impl From<&StepSource> for LinePlace {
    fn from(source: &StepSource) -> Self {
        Self {
            file: source.file.to_string(),
            position: source.position,
            includes: source.includes.clone(),
        }
    }
}

impl ChatFailure {
    /// Compares expected and got, line by line; `None` if one of them is missing.
    pub fn diff(&self) -> Option<Diff> {
        let (expected, got) = (self.expected.as_ref()?, self.got.as_ref()?);
        // Both end with a newline, so that only the lines are compared.
        let [expected, got] = [expected, got].map(|text| format!("{text}\n"));
        Some(diff::compare_bodies(
            expected.as_bytes(),
            got.as_bytes(),
            &[],
        ))
    }
}

impl PlayedAttempt {
    pub fn has_passed(&self) -> bool {
        self.failure.is_none() && self.error.is_none()
    }
}

impl ConversationResult {
    /// Creates the result of a script that was not played yet.
    pub fn new(script: &Script) -> Self {
        Self {
            file: script.file.to_string(),
            line: script.line,
            title: script.title.clone(),
            tags: script.tags.clone(),
            attempts: Vec::new(),
        }
    }

    pub fn verdict(&self) -> ChatVerdict {
        let passed = self.attempts.iter().filter(|it| it.has_passed()).count();
        let failed = self
            .attempts
            .iter()
            .filter(|it| it.failure.is_some())
            .count();
        match (passed, failed) {
            _ if self.attempts.is_empty() => ChatVerdict::Skipped,
            (1.., 1..) => ChatVerdict::Flaky,
            (0, 1..) => ChatVerdict::Failed,
            _ if passed < self.attempts.len() => ChatVerdict::Unknown,
            _ => ChatVerdict::Passed,
        }
    }

    /// Returns the first attempt that did not pass, else the last one; `None` if it was skipped.
    pub fn shown_attempt(&self) -> Option<&PlayedAttempt> {
        let failed = self.attempts.iter().find(|attempt| !attempt.has_passed());
        failed.or(self.attempts.last())
    }

    /// Returns the time of all attempts.
    pub fn elapsed(&self) -> Duration {
        self.attempts.iter().map(|attempt| attempt.elapsed).sum()
    }
}

/// Returns the labels of quick replies and buttons that bots offered and that no conversation tapped, in the order of their offers.
pub fn untapped(results: &[ConversationResult]) -> Vec<&str> {
    let attempts = || results.iter().flat_map(|result| &result.attempts);
    let lines = || attempts().flat_map(|attempt| &attempt.talk);
    let tapped: BTreeSet<_> = lines().filter_map(|line| line.tapped.as_deref()).collect();
    let mut labels = Vec::new();
    let mut seen = BTreeSet::new();
    for label in lines().flat_map(|line| line.buttons.iter().chain(&line.offers)) {
        if !tapped.contains(&**label) && seen.insert(&**label) {
            labels.push(&**label);
        }
    }
    labels
}
