//! Conversations as tests: the language of `.chat` files, and whether a bot's messages are as a file expects.
//!
//! [`parse`](parse()) reads a file into [`ChatDocument`]s, [`format`](format()) writes it in its one form, [`script`] resolves
//! includes to the steps that are played.
pub mod error;
mod format;
pub mod history_talk;
pub mod kakao;
mod line;
pub mod markdown;
pub mod matching;
pub mod outcome;
mod parse;
pub mod pattern;
pub mod playback;
pub mod record;
pub mod script;
pub mod selection;
mod silent_rooms;
pub mod talk_line;
pub mod template;
pub mod update;

pub use error::{ChatError, Position};
pub use format::{format, format_item, word};
pub use parse::parse;

use serde::Serialize;
use std::ops::Range;
use std::time::Duration;

/// A `.chat` file, or one fence of a Markdown file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ChatDocument {
    /// Heading above the fence; `None` for a file, and for a fence without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Its lines in the file, counted from 1.
    #[serde(skip)]
    pub lines: Range<usize>,
    /// What stands before the first title. Each conversation of the document begins with these steps.
    pub head: Vec<ChatItem>,
    pub conversations: Vec<Conversation>,
}

/// What follows a title.
#[derive(Debug, Clone, Serialize)]
pub struct Conversation {
    pub title: String,
    #[serde(flatten)]
    pub position: Position,
    pub items: Vec<ChatItem>,
}

/// One step with its further lines, one comment, or blank lines.
#[derive(Debug, Clone, Serialize)]
pub struct ChatItem {
    #[serde(flatten)]
    pub position: Position,
    /// Last line, inclusive.
    #[serde(skip)]
    pub end_line: usize,
    #[serde(flatten)]
    pub kind: ItemKind,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum ItemKind {
    /// One blank line or several.
    Blank,
    Comment {
        /// What follows `#`, unchanged.
        text: String,
    },
    Tags {
        tags: Vec<String>,
    },
    /// Plays the steps of another file here.
    Include {
        /// Path as written, relative to the file.
        path: String,
    },
    Say(UserLine),
    Tap(TapLine),
    Bot(BotLine),
    AnyOrder {
        /// [`ItemKind::Bot`], comments and blank lines.
        items: Vec<ChatItem>,
    },
    /// Injects a fault into what follows.
    Fault {
        /// In the form of `FaultSpec::parse`.
        text: String,
    },
    /// Moves the platform's clock ahead.
    Clock {
        ahead: TimeText,
    },
}

/// A user says something.
#[derive(Debug, Clone, Serialize)]
pub struct UserLine {
    pub user: String,
    /// Name of the room within the conversation; `None` means its first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    pub text: ChatText,
    /// A JSON object that goes with the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
}

/// A user taps an offered quick reply.
#[derive(Debug, Clone, Serialize)]
pub struct TapLine {
    pub user: String,
    /// As [`UserLine::room`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    pub label: ChatText,
}

/// What a bot is expected to do.
#[derive(Debug, Clone, Serialize)]
pub struct BotLine {
    /// Name of the bot; `None` means any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot: Option<String>,
    /// As [`UserLine::room`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Where the room's name begins in the file; meaningless without one.
    #[serde(skip)]
    pub room_start: Position,
    /// Number of the user's message, from 1 within the file's conversation, to which the bot must reply; `None` means any.
    #[serde(rename = "to", skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<usize>,
    /// Time limit; `None` means the run's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<TimeText>,
    #[serde(flatten)]
    pub says: BotSays,
    /// Quick replies that the message offers; `None` means any or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offers: Option<OfferedLabels>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<MetadataCheck>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "says", rename_all = "snake_case")]
pub enum BotSays {
    /// This text.
    Exact { text: ChatText },
    /// A text with `*` for anything.
    Glob { text: ChatText },
    /// A text in which the regular expression is found.
    Regex { regex: RegexText },
    /// A message with a card of this title.
    Card { title: ChatText },
    /// A message with so many cards.
    Cards { count: usize },
    /// No message for this time, or until the bot has answered the events; `None` means the latter.
    Nothing { time: Option<TimeText> },
    /// Any messages, until a user speaks again.
    More,
}

/// Labels of quick replies in their order.
#[derive(Debug, Clone, Serialize)]
pub struct OfferedLabels {
    pub labels: Vec<String>,
    /// Whether others may be offered too.
    #[serde(rename = "or_more")]
    pub is_open: bool,
}

/// Expected value within the metadata of a message.
#[derive(Debug, Clone, Serialize)]
pub struct MetadataCheck {
    /// JSON Pointer.
    pub pointer: String,
    #[serde(flatten)]
    pub value: MetadataValue,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum MetadataValue {
    Json { value: ChatText },
    Glob { value: ChatText },
    Regex { value: RegexText },
}

/// A text with values such as `{name}` in it. Lines are separated by `\n`, and have no white space at their ends.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub struct ChatText {
    pub text: String,
    /// Where each line begins in the file.
    #[serde(skip)]
    pub starts: Vec<Position>,
}

/// A regular expression between slashes.
#[derive(Debug, Clone, Serialize)]
pub struct RegexText {
    /// As written between the slashes.
    pub regex: String,
    pub ignores_case: bool,
    /// Where it begins in the file, behind the slash.
    #[serde(skip)]
    pub start: Position,
}

/// A time with its spelling.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct TimeText {
    pub text: String,
    #[serde(skip)]
    pub time: Duration,
}

impl BotLine {
    /// Creates a line without conditions.
    pub fn new(says: BotSays) -> Self {
        Self {
            bot: None,
            room: None,
            room_start: Position::default(),
            reply_to: None,
            within: None,
            says,
            offers: None,
            metadata: Vec::new(),
        }
    }

    /// Returns whether the line claims one message.
    pub fn is_claim(&self) -> bool {
        !matches!(self.says, BotSays::Nothing { .. } | BotSays::More)
    }
}

impl RegexText {
    /// Returns the expression as written, with slashes.
    pub fn slashed(&self) -> String {
        let flag = if self.ignores_case { "i" } else { "" };
        format!("/{}/{flag}", self.regex)
    }
}
