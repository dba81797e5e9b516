//! Builds the failures of conversations: what was expected, what came instead, and what to do.
use super::board::Board;
use super::platform::ChatBot;
use crate::model::chat::matching::{BotMessage, ClaimFailure, MessageState, found_elsewhere};
use crate::model::chat::outcome::ChatFailure;
use crate::model::chat::pattern::{self, Values};
use crate::model::chat::script::{ExpectedLine, StepSource};
use crate::model::chat::{BotSays, word};
use crate::model::text::nearest::nearest;
use crate::model::text::phrase::Phrase;
use std::time::Duration;

pub(super) struct FailureBuilder<'a> {
    source: &'a StepSource,
    waited: Duration,
    board: &'a Board,
}

impl<'a> FailureBuilder<'a> {
    pub(super) fn new(source: &'a StepSource, board: &'a Board) -> Self {
        Self {
            source,
            waited: Duration::ZERO,
            board,
        }
    }

    pub(super) fn waited(mut self, waited: Duration) -> Self {
        self.waited = waited;
        self
    }

    pub(super) fn bad_value(self, why: &str) -> Box<ChatFailure> {
        self.build(Phrase::new("chat.bad-value").with("why", why))
    }

    /// A line met another message.
    pub(super) fn other_message(
        self,
        expected: &ExpectedLine,
        index: usize,
        failure: Option<ClaimFailure>,
    ) -> Box<ChatFailure> {
        let message = &self.board.messages()[index];
        let (reason, expected_text) = reason(failure, message);
        let mut hints = self.reply_hint(message);
        if let BotSays::Exact { text } = &expected.line.says
            && text.text.ends_with(']')
            && !message.offers.is_empty()
        {
            hints.push(Phrase::new("chat.hint-offers"));
        }
        let got = message.text.clone();
        let mut failure = self.build(reason);
        failure.expected = expected_text;
        failure.got = Some(got);
        failure.hints = hints;
        failure
    }

    pub(super) fn no_message(
        self,
        expected: &ExpectedLine,
        limit: Duration,
        values: &Values,
        absent: Option<String>,
    ) -> Box<ChatFailure> {
        let reason = match expected.line.reply_to {
            Some(number) => Phrase::new("chat.no-reply").with("n", number),
            None => Phrase::new("chat.no-message"),
        };
        let elsewhere = self.elsewhere_hint(expected, values);
        let mut failure = self.timed_out(reason, limit, absent);
        failure.expected = exact_text(expected, values);
        failure.hints.splice(..0, elsewhere);
        failure
    }

    pub(super) fn no_group_line(self, index: usize) -> Box<ChatFailure> {
        let message = &self.board.messages()[index];
        let hints = self.reply_hint(message);
        let got = message.text.clone();
        let refusal = message.refusal.clone();
        let mut failure = self.build(refusal.unwrap_or(Phrase::new("chat.no-group-line")));
        failure.got = Some(got);
        failure.hints = hints;
        failure
    }

    pub(super) fn group_missing(
        self,
        group: &[ExpectedLine],
        limit: Duration,
        values: &Values,
        absent: Option<String>,
    ) -> Box<ChatFailure> {
        let reason = Phrase::new("chat.group-missing").with("n", group.len());
        let mut hints = group.iter().map(|line| self.elsewhere_hint(line, values));
        let elsewhere = hints.find_map(|hint| hint);
        let mut failure = self.timed_out(reason, limit, absent);
        failure.hints.splice(..0, elsewhere);
        failure
    }

    /// A line names a bot that is in no room.
    pub(super) fn no_bot(self, name: &str, bots: &[ChatBot]) -> Box<ChatFailure> {
        let names = || bots.iter().map(|bot| &*bot.name);
        let found: Vec<_> = names().map(|name| format!("`{name}`")).collect();
        let reason = Phrase::new("chat.no-bot").with("name", name.to_owned());
        let mut failure = self.build(reason.with("found", found.join(", ")));
        let meant = nearest(name, names());
        let hint = meant.map(|meant| Phrase::new("chat.hint-meant").with("name", meant.to_owned()));
        failure.hints.extend(hint);
        failure
    }

    pub(super) fn not_silent(self, index: usize) -> Box<ChatFailure> {
        self.unwanted("chat.not-silent", index, Vec::new())
    }

    pub(super) fn unclaimed(self, index: usize) -> Box<ChatFailure> {
        let message = &self.board.messages()[index];
        let is_repeated = self.board.messages().iter().any(|other| {
            let is_same = other.bot_id == message.bot_id && other.text == message.text;
            is_same && other.state == MessageState::Claimed && other.reply_to == message.reply_to
        });
        let hint = match is_repeated {
            true => Phrase::new("chat.hint-duplicate"),
            false => Phrase::new("chat.hint-more"),
        };
        self.unwanted("chat.unclaimed", index, vec![hint])
    }

    pub(super) fn not_answered(self, limit: Duration, absent: Option<String>) -> Box<ChatFailure> {
        self.timed_out(Phrase::new("chat.not-answered"), limit, absent)
    }

    /// A bot did not take an event, or gave no answer that a user sees.
    pub(super) fn refused(self, refusal: Phrase) -> Box<ChatFailure> {
        self.build(refusal)
    }

    /// The conversation is over, and an answer has not come yet.
    pub(super) fn unanswered(self, limit: Duration) -> Box<ChatFailure> {
        let longer = Phrase::new("chat.hint-within").with("time", "60s");
        let mut failure = self.build(Phrase::new("chat.unanswered").with("time", limit));
        failure.hints = vec![longer];
        failure
    }

    /// All turns have ended, and a line has no message.
    pub(super) fn no_further(
        self,
        expected: Option<&ExpectedLine>,
        values: &Values,
    ) -> Box<ChatFailure> {
        let refusal = self.board.refusal();
        let elsewhere = expected.and_then(|expected| self.elsewhere_hint(expected, values));
        let mut failure = self.build(refusal.unwrap_or(Phrase::new("chat.no-further")));
        failure.expected = expected.and_then(|expected| exact_text(expected, values));
        failure.hints.extend(elsewhere);
        failure
    }

    /// A quick reply is not among the offered ones.
    pub(super) fn not_offered(self, offered: &[String]) -> Box<ChatFailure> {
        self.build(match offered.is_empty() {
            true => Phrase::new("chat.nothing-offered"),
            false => Phrase::new("chat.not-offered").with("found", bracketed(offered)),
        })
    }

    fn unwanted(self, code: &'static str, index: usize, hints: Vec<Phrase>) -> Box<ChatFailure> {
        let message = &self.board.messages()[index];
        let got = message.text.clone();
        let refusal = message.refusal.clone();
        let mut failure = self.build(refusal.unwrap_or(Phrase::new(code)));
        failure.got = Some(got).filter(|got| !got.is_empty());
        failure.hints = hints;
        failure
    }

    fn timed_out(
        self,
        reason: Phrase,
        limit: Duration,
        absent: Option<String>,
    ) -> Box<ChatFailure> {
        // What a bot did not take, it cannot answer.
        let hints = match (absent, self.board.refusal()) {
            (Some(url), _) => vec![Phrase::new("chat.hint-absent").with("url", url)],
            (None, Some(refusal)) => return self.refused(refusal),
            (None, None) => {
                let longer = format!("{:?}", limit * 4);
                vec![Phrase::new("chat.hint-within").with("time", longer)]
            }
        };
        let mut failure = self.build(reason.with("time", limit));
        failure.hints = hints;
        failure
    }

    /// Returns the hint for a message that came in another room than the line names; `None` if none did.
    fn elsewhere_hint(&self, expected: &ExpectedLine, values: &Values) -> Option<Phrase> {
        let messages = self.board.messages();
        let (index, fits) = found_elsewhere(expected, messages, values)?;
        let message = &messages[index];
        let code = match fits {
            true => "chat.hint-fits-elsewhere",
            false => "chat.hint-came-elsewhere",
        };
        let room = match self.board.room_name(message.room) {
            "" => Phrase::new("chat.first-room"),
            name => Phrase::new("chat.named-room").with("name", word(name)),
        };
        let text = message.text.lines().next().unwrap_or_default();
        let hint = Phrase::new(code).with("room", room);
        Some(hint.with("text", text.to_owned()))
    }

    /// Returns the hint for a message that replies to another line than the last one.
    fn reply_hint(&self, message: &BotMessage) -> Vec<Phrase> {
        let newest = self.board.newest_user_message();
        let other = message.reply_to.filter(|id| Some(*id) != newest);
        let line = other.and_then(|id| self.board.line_of(id));
        let hint = line.map(|line| Phrase::new("chat.hint-reply-to").with("line", line));
        hint.into_iter().collect()
    }

    fn build(self, reason: Phrase) -> Box<ChatFailure> {
        Box::new(ChatFailure {
            place: self.source.into(),
            line: self.source.text.to_string(),
            reason,
            expected: None,
            got: None,
            waited: self.waited,
            hints: Vec::new(),
        })
    }
}

/// Returns the text that a line expects, with its values; `None` if it is not exact.
fn exact_text(expected: &ExpectedLine, values: &Values) -> Option<String> {
    match &expected.line.says {
        BotSays::Exact { text } => pattern::fill(text, values).ok(),
        _ => None,
    }
}

/// Returns the failure that a message after the end of a conversation is.
pub(super) fn late(source: &StepSource, message: BotMessage) -> Box<ChatFailure> {
    Box::new(ChatFailure {
        place: source.into(),
        line: source.text.to_string(),
        reason: Phrase::new("chat.late"),
        expected: None,
        got: Some(message.text),
        waited: Duration::ZERO,
        hints: vec![Phrase::new("chat.hint-more")],
    })
}

/// Returns the reason, and the expected text if it is one.
fn reason(failure: Option<ClaimFailure>, message: &BotMessage) -> (Phrase, Option<String>) {
    let reason = match failure {
        Some(ClaimFailure::Text(text)) => return (Phrase::new("chat.other-text"), Some(text)),
        Some(ClaimFailure::Pattern(pattern)) => {
            Phrase::new("chat.no-match").with("pattern", pattern)
        }
        Some(ClaimFailure::Offers(_)) if message.offers.is_empty() => Phrase::new("chat.no-offers"),
        Some(ClaimFailure::Offers(_)) => {
            let found: Vec<_> = message
                .offers
                .iter()
                .map(|offer| offer.label.clone())
                .collect();
            Phrase::new("chat.other-offers").with("found", bracketed(&found))
        }
        Some(ClaimFailure::Card(_)) => Phrase::new("chat.no-card"),
        Some(ClaimFailure::CardCount(wanted)) => {
            let count = Phrase::new("chat.card-count").with("n", message.cards.len());
            count.with("wanted", wanted)
        }
        Some(ClaimFailure::Metadata {
            pointer,
            expected,
            found: Some(found),
        }) => {
            let other = Phrase::new("chat.other-metadata").with("pointer", pointer);
            other.with("expected", expected).with("found", found)
        }
        Some(ClaimFailure::Metadata { pointer, .. }) => {
            Phrase::new("chat.no-metadata").with("pointer", pointer)
        }
        Some(ClaimFailure::Value(why)) => Phrase::new("chat.bad-value").with("why", why),
        Some(ClaimFailure::Refused(refusal)) => refusal,
        Some(ClaimFailure::NoText) => {
            let what = match message.cards.is_empty() {
                true => "chat.an-image",
                false => "chat.a-card",
            };
            Phrase::new("chat.no-text").with("what", Phrase::new(what))
        }
        None => Phrase::new("chat.no-group-line"),
    };
    (reason, None)
}

/// Writes labels as a file does.
fn bracketed(labels: &[String]) -> String {
    let labels: Vec<_> = labels.iter().map(|label| format!("[{label}]")).collect();
    labels.join(" ")
}
