//! Builds the failures of conversations: what was expected, what came instead, and what to do.
use super::board::{Board, bot_message};
use crate::model::chat::BotSays;
use crate::model::chat::matching::{BotMessage, ClaimFailure, MessageState};
use crate::model::chat::outcome::ChatFailure;
use crate::model::chat::pattern::{self, Values};
use crate::model::chat::script::{ExpectedLine, StepSource};
use crate::model::history::exchange::Exchange;
use crate::model::platform::room::Message;
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
        let text = match &expected.line.says {
            BotSays::Exact { text } => pattern::fill(text, values).ok(),
            _ => None,
        };
        let mut failure = self.timed_out(reason, limit, absent);
        failure.expected = text;
        failure
    }

    pub(super) fn no_group_line(self, index: usize) -> Box<ChatFailure> {
        let message = &self.board.messages()[index];
        let hints = self.reply_hint(message);
        let got = message.text.clone();
        let mut failure = self.build(Phrase::new("chat.no-group-line"));
        failure.got = Some(got);
        failure.hints = hints;
        failure
    }

    pub(super) fn group_missing(
        self,
        group: &[ExpectedLine],
        limit: Duration,
        absent: Option<String>,
    ) -> Box<ChatFailure> {
        let reason = Phrase::new("chat.group-missing").with("n", group.len());
        self.timed_out(reason, limit, absent)
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

    /// A bot did not take an event.
    pub(super) fn refused(self, exchange: &Exchange) -> Box<ChatFailure> {
        let outcome = match (&exchange.response, &exchange.failure) {
            (Some(response), _) => Phrase::new("delivery.status").with("status", response.status),
            (None, Some(failure)) => failure.message.clone(),
            (None, None) => Phrase::new("delivery.no-response"),
        };
        self.build(Phrase::new("chat.refused").with("outcome", outcome))
    }

    /// A quick reply is not among the offered ones.
    pub(super) fn not_offered(self, offered: &[String]) -> Box<ChatFailure> {
        self.build(match offered.is_empty() {
            true => Phrase::new("chat.nothing-offered"),
            false => Phrase::new("chat.not-offered").with("found", bracketed(offered)),
        })
    }

    fn unwanted(self, code: &'static str, index: usize, hints: Vec<Phrase>) -> Box<ChatFailure> {
        let got = self.board.messages()[index].text.clone();
        let mut failure = self.build(Phrase::new(code));
        failure.got = Some(got);
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
        let refused = self.board.refused();
        let hints = match (absent, refused) {
            (Some(url), _) => vec![Phrase::new("chat.hint-absent").with("url", url)],
            (None, Some(exchange)) => {
                let waited = self.waited;
                return Self { waited, ..self }.refused(exchange);
            }
            (None, None) => {
                let longer = format!("{:?}", limit * 4);
                vec![Phrase::new("chat.hint-within").with("time", longer)]
            }
        };
        let mut failure = self.build(reason.with("time", limit));
        failure.hints = hints;
        failure
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

/// Returns the failure that a message after the end of a conversation is; `None` for a user's message.
pub(super) fn late(source: &StepSource, message: &Message) -> Option<Box<ChatFailure>> {
    let message = bot_message(message, 0)?;
    Some(Box::new(ChatFailure {
        place: source.into(),
        line: source.text.to_string(),
        reason: Phrase::new("chat.late"),
        expected: None,
        got: Some(message.text),
        waited: Duration::ZERO,
        hints: vec![Phrase::new("chat.hint-more")],
    }))
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
        None => Phrase::new("chat.no-group-line"),
    };
    (reason, None)
}

/// Writes labels as a file does.
fn bracketed(labels: &[String]) -> String {
    let labels: Vec<_> = labels.iter().map(|label| format!("[{label}]")).collect();
    labels.join(" ")
}
