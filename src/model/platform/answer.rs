//! Answers to a message in a room: which messages of bots are answers to it, and what is expected of them.
use crate::model::diff::{self, Diff};
use crate::model::text::needle::nfc;
use crate::model::text::pattern::parse_slashed;
use crate::model::text::phrase::Phrase;
use regex_lite::Regex;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Number of a message in a room.
type MessageId = i64;

/// What bots said after a message, in the JSON of the platform's API.
#[derive(Debug, Default)]
pub struct Answers {
    /// Replies to the message, and messages that reply to nothing and were made after its event was sent to the bot.
    pub answers: Vec<Value>,
    /// The bots' other messages: replies to other messages, and what was made before.
    pub others: Vec<Value>,
}

/// What the answers to a message should be.
#[derive(Debug, Clone, Default)]
pub struct ExpectedAnswers {
    /// Text of at least one answer; `None` accepts any.
    pub text: Option<AnswerText>,
    /// Exact number of answers; `None` accepts one and more.
    pub count: Option<usize>,
    /// Whether there should be none; text and count do not matter then.
    pub none: bool,
}

/// The text of an answer: all of it, or a regular expression (`/ok|done/`).
#[derive(Debug, Clone)]
pub enum AnswerText {
    Whole(String),
    Pattern(Regex),
}

impl Answers {
    /// Adds a bot's message: to the answers if it answers the message `id`, else to the others. Ignores users' messages.
    pub fn add(&mut self, message: Value, id: MessageId) {
        if message["sender_type"] != "bot" {
            return;
        }
        let answers_it = match reply_to(&message) {
            Some(replied) => replied == id,
            None => message["after_message_id"]
                .as_i64()
                .is_some_and(|after| after >= id),
        };
        match answers_it {
            true => self.answers.push(message),
            false => self.others.push(message),
        }
    }

    /// Returns a sentence about each bot with more than one answer to the message `id`.
    pub fn repeated(&self, id: MessageId) -> Vec<Phrase> {
        let mut counts: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for answer in &self.answers {
            let [bot, name] = ["sender_bot_id", "sender_name"].map(|key| text(answer, key));
            counts.entry(bot).or_insert((name, 0)).1 += 1;
        }
        let repeated = counts.into_values().filter(|(_, count)| *count > 1);
        repeated
            .map(|(name, count)| {
                Phrase::new("talk.replies-of")
                    .with("n", count)
                    .with("message", id)
                    .with("bot", name)
            })
            .collect()
    }
}

impl ExpectedAnswers {
    /// Returns whether the answers are as expected, and further ones are not awaited.
    pub fn are_met(&self, answers: &[Value]) -> bool {
        self.reasons(answers, Duration::ZERO).is_empty()
    }

    fn has_text(&self, answers: &[Value]) -> bool {
        let mut bodies = answers.iter().map(|answer| text(answer, "body"));
        let wanted = self.text.as_ref();
        wanted.is_none_or(|wanted| bodies.any(|body| wanted.matches(body)))
    }

    /// Returns why the answers of the time `wait` are not as expected. Empty if they are.
    pub fn reasons(&self, answers: &[Value], wait: Duration) -> Vec<Phrase> {
        if self.none {
            let unwanted = (!answers.is_empty()).then(|| Phrase::new("talk.unwanted-answer"));
            return unwanted.into_iter().collect();
        }
        let mut reasons = Vec::new();
        let n = answers.len();
        let wanted = self.count.unwrap_or(n);
        if n == 0 && self.count != Some(0) {
            return vec![Phrase::new("talk.no-answer").with("time", wait)];
        }
        let counted = |code: &'static str| Phrase::new(code).with("n", n).with("wanted", wanted);
        if n < wanted {
            reasons.push(counted("talk.few-answers").with("time", wait));
        }
        if n > wanted {
            reasons.push(counted("talk.many-answers"));
        }
        match &self.text {
            Some(AnswerText::Whole(_)) if !self.has_text(answers) => {
                reasons.push(Phrase::new("talk.other-text"));
            }
            Some(pattern) if !self.has_text(answers) => {
                reasons.push(Phrase::new("talk.no-match").with("pattern", pattern.to_string()));
            }
            _ => {}
        }
        reasons
    }

    /// Returns how the last answer differs from the expected text. `None` if no whole text is expected, if an answer has
    /// it, and without an answer.
    pub fn diff(&self, answers: &[Value]) -> Option<Diff> {
        let Some(AnswerText::Whole(wanted)) = &self.text else {
            return None;
        };
        let last = answers.last().filter(|_| !self.has_text(answers))?;
        // Both end with a newline, so that only the lines are compared.
        let texts = [wanted.as_str(), text(last, "body")];
        let [wanted, body] = texts.map(|text| format!("{text}\n"));
        Some(diff::compare_bodies(
            wanted.as_bytes(),
            body.as_bytes(),
            &[],
        ))
    }
}

impl AnswerText {
    fn matches(&self, body: &str) -> bool {
        match self {
            Self::Whole(wanted) => nfc(wanted) == nfc(body),
            Self::Pattern(pattern) => pattern.is_match(&nfc(body)),
        }
    }
}

impl FromStr for AnswerText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match parse_slashed(text) {
            Some(pattern) => pattern.map(Self::Pattern),
            None => Ok(Self::Whole(text.to_owned())),
        }
    }
}

impl fmt::Display for AnswerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(wanted) => f.write_str(wanted),
            Self::Pattern(pattern) => write!(f, "/{pattern}/"),
        }
    }
}

/// Returns why a bot's message is no answer: what it replies to, or that it was made too early.
pub fn why_other(message: &Value) -> Phrase {
    match reply_to(message) {
        Some(replied) => Phrase::new("talk.reply-to-other").with("message", replied),
        None => Phrase::new("talk.before-delivery"),
    }
}

/// Returns the sentence about a bot's second or later reply to one message; `None` for other messages.
pub fn repeated_reply(reply_number: Option<i64>, reply_to: Option<MessageId>) -> Option<Phrase> {
    let (number, replied) = (reply_number.filter(|number| *number > 1)?, reply_to?);
    let replies = Phrase::new("talk.replies").with("n", number);
    Some(replies.with("message", replied))
}

fn reply_to(message: &Value) -> Option<MessageId> {
    message["reply_to_message_id"].as_i64()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(id: i64, reply_to: Option<i64>, after: Option<i64>) -> Value {
        json!({"message_id": id, "sender_type": "bot", "sender_bot_id": "bot_1", "sender_name": "에코",
            "body": format!("answer {id}"), "reply_to_message_id": reply_to, "after_message_id": after})
    }

    #[test]
    fn answer_replies_to_the_message_or_follows_its_event() {
        let mut answers = Answers::default();
        for message in [
            said(6, Some(5), Some(4)),
            said(7, Some(4), Some(5)),
            said(8, None, Some(4)),
            said(9, None, Some(5)),
            said(10, None, None),
            json!({"message_id": 11, "sender_type": "user", "reply_to_message_id": 5}),
        ] {
            answers.add(message, 5);
        }
        let ids = |messages: &[Value]| -> Vec<_> {
            let ids = messages.iter().map(|it| it["message_id"].as_i64());
            ids.flatten().collect()
        };
        assert_eq!(ids(&answers.answers), [6, 9]);
        assert_eq!(ids(&answers.others), [7, 8, 10]);
        assert_eq!(
            answers.repeated(5)[0].to_string(),
            "2 replies to #5 from 에코: did it get the event twice, or does it reply in two places?"
        );
    }

    #[test]
    fn expected_answers_are_counted_and_compared() {
        let one = [said(6, Some(5), None)];
        let two = [said(6, Some(5), None), said(7, Some(5), None)];
        let expected = |text: &str, count, none| ExpectedAnswers {
            text: (!text.is_empty()).then(|| text.parse().expect("a text")),
            count,
            none,
        };
        let reasons = |expected: &ExpectedAnswers, answers: &[Value]| {
            let reasons = expected.reasons(answers, Duration::from_secs(3));
            assert_eq!(reasons.is_empty(), expected.are_met(answers));
            let reasons: Vec<_> = reasons.iter().map(Phrase::to_string).collect();
            reasons.join("; ")
        };
        assert_eq!(reasons(&expected("", None, false), &two), "");
        assert_eq!(reasons(&expected("answer 7", None, false), &two), "");
        assert_eq!(reasons(&expected("/^answer \\d$/", None, false), &one), "");
        assert_eq!(
            reasons(&expected("answer", None, false), &one),
            "no answer is the expected text"
        );
        assert!(expected("answer", None, false).diff(&one).is_some());
        assert_eq!(
            reasons(&expected("/x/", Some(2), false), &one),
            "1 of 2 answers came within 3s; no answer matches /x/"
        );
        assert_eq!(
            reasons(&expected("", Some(1), false), &two),
            "2 answers came instead of 1"
        );
        assert_eq!(
            reasons(&expected("", Some(1), false), &[]),
            "no bot answered within 3s"
        );
        assert_eq!(reasons(&expected("", None, true), &[]), "");
        assert_eq!(
            reasons(&expected("", None, true), &one),
            "an answer came, and none was wanted"
        );
    }
}
