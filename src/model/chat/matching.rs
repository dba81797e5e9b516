//! Decides whether the messages of bots are as a line expects. Pure: the caller waits, and asks again.
use super::pattern::{self, TextGlob, Values};
use super::script::ExpectedLine;
use super::{BotSays, MetadataCheck, MetadataValue, OfferedLabels};
use crate::model::text::needle::nfc;
use crate::model::text::phrase::Phrase;
use serde_json::Value;

/// A message of a bot.
#[derive(Debug, Clone, PartialEq)]
pub struct BotMessage {
    /// Id on the platform.
    pub id: i64,
    /// Index of the room in the script.
    pub room: usize,
    pub bot_id: String,
    pub bot_name: String,
    /// Id of the message to which it replies; `None` if it names none.
    pub reply_to: Option<i64>,
    /// The user to whom it is said; `None` if it is said to the room.
    pub user: Option<String>,
    pub text: String,
    /// Whether the text is all of it: a card is not.
    pub is_text: bool,
    /// Titles of its cards.
    pub cards: Vec<String>,
    pub offers: Vec<QuickReply>,
    /// What can be tapped beside `offers`, such as the buttons of a card.
    pub buttons: Vec<QuickReply>,
    pub metadata: Option<Value>,
    /// Why the platform would not show it; `None` if it would.
    pub refusal: Option<Phrase>,
    pub state: MessageState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// No line has claimed it yet.
    New,
    Claimed,
    /// `bot says more` covers it.
    Covered,
}

/// A quick reply that a message offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickReply {
    pub label: String,
    /// What a user says by tapping it.
    pub text: String,
    /// Where it stands in a skill's answer; `None` in MoMoTalk's messages.
    pub path: Option<String>,
}

/// Why a message is not as a line expects.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimFailure {
    /// Another text; holds the expected one with its values.
    Text(String),
    /// A text that the pattern does not match; holds it as written.
    Pattern(String),
    /// Other quick replies; holds the expected ones.
    Offers(Vec<String>),
    /// No card of this title.
    Card(String),
    /// Another number of cards.
    CardCount(usize),
    /// Another value in the metadata; `None` for a missing one.
    Metadata {
        pointer: String,
        expected: String,
        found: Option<String>,
    },
    /// A value is not known, or no pattern can be made of it.
    Value(String),
    /// No text: cards, or an image.
    NoText,
    /// The platform would not show the message.
    Refused(Phrase),
}

/// What to do about a line.
#[derive(Debug, PartialEq)]
pub enum Decision {
    /// Wait for the next message, or for the end of the time.
    Wait,
    /// Met by the messages with these indexes, in the order of the lines.
    Met { claimed: Vec<usize>, values: Values },
    /// Not met: the message with this index came instead. The failure is that of the only line; `None` for a group.
    Failed {
        index: usize,
        failure: Option<ClaimFailure>,
    },
}

/// Looks for the message that a line claims: the first new one of its room, its bot and its reply. With `covers_more`
/// it passes over those that are not as expected.
///
/// `replied` is the id of the message to which the line wants a reply; `None` accepts any.
pub fn decide_line(
    expected: &ExpectedLine,
    replied: Option<i64>,
    messages: &[BotMessage],
    values: &Values,
    covers_more: bool,
) -> Decision {
    for (index, message) in candidates(expected, replied, messages) {
        match claim(expected, message, values) {
            Ok(values) => {
                let claimed = vec![index];
                return Decision::Met { claimed, values };
            }
            Err(_) if covers_more => {}
            Err(failure) => {
                let failure = Some(failure);
                return Decision::Failed { index, failure };
            }
        }
    }
    Decision::Wait
}

/// Looks for messages that a group claims, one a line, in any order. Fails at the first message that fits no line.
pub fn decide_group(
    group: &[(&ExpectedLine, Option<i64>)],
    messages: &[BotMessage],
    values: &Values,
    covers_more: bool,
) -> Decision {
    let fits = |line: usize, message: &BotMessage| {
        let (expected, replied) = group[line];
        is_candidate(expected, replied, message) && claim(expected, message, values).is_ok()
    };
    let mut claims: Vec<Option<usize>> = vec![None; group.len()];
    for (index, message) in messages.iter().enumerate() {
        let is_one = |(expected, replied): &(&ExpectedLine, Option<i64>)| {
            is_candidate(expected, *replied, message)
        };
        if !group.iter().any(is_one) || claims.iter().all(Option::is_some) {
            continue;
        }
        let lines = |index: usize| -> Vec<usize> {
            let lines = 0..group.len();
            lines.filter(|line| fits(*line, &messages[index])).collect()
        };
        let mut tried = vec![false; group.len()];
        if !assign(index, &lines, &mut claims, &mut tried) && !covers_more {
            return Decision::Failed {
                index,
                failure: None,
            };
        }
    }
    let Some(claimed) = claims.into_iter().collect::<Option<Vec<usize>>>() else {
        return Decision::Wait;
    };
    let mut found = Values::new();
    for ((expected, _), index) in group.iter().zip(&claimed) {
        found.extend(claim(expected, &messages[*index], values).unwrap_or_default());
    }
    Decision::Met {
        claimed,
        values: found,
    }
}

/// Gives a message a line, and moves others to further lines that they fit, as far as needed.
fn assign(
    message: usize,
    lines: &impl Fn(usize) -> Vec<usize>,
    claims: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for line in lines(message) {
        if std::mem::replace(&mut tried[line], true) {
            continue;
        }
        let is_free = match claims[line] {
            None => true,
            Some(other) => assign(other, lines, claims, tried),
        };
        if is_free {
            claims[line] = Some(message);
            return true;
        }
    }
    false
}

/// Returns the index of the first new message of a line's room and bot; `None` if there is none.
pub fn first_new(expected: &ExpectedLine, messages: &[BotMessage]) -> Option<usize> {
    candidates(expected, None, messages)
        .next()
        .map(|(index, _)| index)
}

fn candidates<'a>(
    expected: &'a ExpectedLine,
    replied: Option<i64>,
    messages: &'a [BotMessage],
) -> impl Iterator<Item = (usize, &'a BotMessage)> {
    let messages = messages.iter().enumerate();
    messages.filter(move |(_, message)| is_candidate(expected, replied, message))
}

fn is_candidate(expected: &ExpectedLine, replied: Option<i64>, message: &BotMessage) -> bool {
    let bot = expected.line.bot.as_deref();
    message.state == MessageState::New
        && message.room == expected.room
        && bot.is_none_or(|bot| is_bot(bot, message))
        && replied.is_none_or(|id| message.reply_to == Some(id))
}

fn is_bot(name: &str, message: &BotMessage) -> bool {
    is_called(name, &message.bot_id, &message.bot_name)
}

/// Returns whether a line that names a bot means the one with this id and name.
pub fn is_called(name: &str, bot_id: &str, bot_name: &str) -> bool {
    name == bot_id || nfc(name) == nfc(bot_name)
}

/// Returns the index of a new message of another room that the line would claim in its own, else of the first new one
/// there, and whether it would claim it; `None` if there is none.
pub fn found_elsewhere(
    expected: &ExpectedLine,
    messages: &[BotMessage],
    values: &Values,
) -> Option<(usize, bool)> {
    let is_elsewhere =
        |message: &BotMessage| message.state == MessageState::New && message.room != expected.room;
    let fits = |message: &&BotMessage| {
        let bot = expected.line.bot.as_deref();
        bot.is_none_or(|bot| is_bot(bot, message)) && claim(expected, message, values).is_ok()
    };
    let elsewhere = || {
        let messages = messages.iter().enumerate();
        messages.filter(|(_, message)| is_elsewhere(message))
    };
    let fitting = elsewhere().find(|(_, message)| fits(message));
    let found = fitting.map(|(index, _)| (index, true));
    found.or_else(|| elsewhere().next().map(|(index, _)| (index, false)))
}

/// Compares a message with a line. Returns the values of its named groups.
pub fn claim(
    expected: &ExpectedLine,
    message: &BotMessage,
    values: &Values,
) -> Result<Values, ClaimFailure> {
    let line = &expected.line;
    let mut found = Values::new();
    if let Some(refusal) = &message.refusal {
        return Err(ClaimFailure::Refused(refusal.clone()));
    }
    match &line.says {
        BotSays::Exact { .. } if !message.is_text => return Err(ClaimFailure::NoText),
        BotSays::Exact { text } => {
            let text = pattern::fill(text, values).map_err(ClaimFailure::Value)?;
            if !pattern::is_exact(&text, &message.text) {
                return Err(ClaimFailure::Text(text));
            }
        }
        BotSays::Glob { text } => {
            let glob = TextGlob::new(text, values).map_err(ClaimFailure::Value)?;
            if !glob.matches(&message.text) {
                return Err(ClaimFailure::Pattern(text.text.clone()));
            }
        }
        BotSays::Regex { regex } => {
            let groups = find(regex, &message.text, values)?;
            found = groups.ok_or_else(|| ClaimFailure::Pattern(regex.slashed()))?;
        }
        BotSays::Card { title } => {
            let title = pattern::fill(title, values).map_err(ClaimFailure::Value)?;
            if !message
                .cards
                .iter()
                .any(|card| pattern::is_exact(&title, card))
            {
                return Err(ClaimFailure::Card(title));
            }
        }
        BotSays::Cards { count } if *count != message.cards.len() => {
            return Err(ClaimFailure::CardCount(*count));
        }
        BotSays::Cards { .. } | BotSays::Nothing { .. } | BotSays::More => {}
    }
    if let Some(offers) = line
        .offers
        .as_ref()
        .filter(|offers| !are_offered(offers, message))
    {
        return Err(ClaimFailure::Offers(offers.labels.clone()));
    }
    for check in &line.metadata {
        // It may use the values that the line itself has set.
        let known: Values = values.clone().into_iter().chain(found.clone()).collect();
        found.extend(check_metadata(check, message, &known)?);
    }
    Ok(found)
}

fn are_offered(offers: &OfferedLabels, message: &BotMessage) -> bool {
    let found: Vec<_> = message
        .offers
        .iter()
        .map(|offer| nfc(&offer.label))
        .collect();
    let expected: Vec<_> = offers.labels.iter().map(|label| nfc(label)).collect();
    match offers.is_open {
        true => expected.iter().all(|label| found.contains(label)),
        false => expected == found,
    }
}

/// Returns the named groups of a match; `None` without a match.
fn find(
    regex: &super::RegexText,
    text: &str,
    values: &Values,
) -> Result<Option<Values>, ClaimFailure> {
    let regex = pattern::regex(regex, values).map_err(ClaimFailure::Value)?;
    let text = nfc(text);
    let captures = regex.captures(&text);
    Ok(captures.map(|captures| {
        let names = regex.capture_names().flatten();
        let value = |name: &str| captures.name(name).map_or("", |it| it.as_str()).to_owned();
        names.map(|name| (name.to_owned(), value(name))).collect()
    }))
}

fn check_metadata(
    check: &MetadataCheck,
    message: &BotMessage,
    values: &Values,
) -> Result<Values, ClaimFailure> {
    let metadata = message.metadata.as_ref();
    let found = metadata.and_then(|metadata| metadata.pointer(&check.pointer));
    // A text is compared without its quotation marks.
    let text = found.map(|value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    });
    let failure = |expected: String| ClaimFailure::Metadata {
        pointer: check.pointer.clone(),
        expected,
        found: found.map(Value::to_string),
    };
    match &check.value {
        MetadataValue::Json { value } => {
            let filled = pattern::fill(value, values).map_err(ClaimFailure::Value)?;
            let expected = serde_json::from_str::<Value>(&filled).ok();
            match expected.is_some() && expected.as_ref() == found {
                true => Ok(Values::new()),
                false => Err(failure(filled)),
            }
        }
        MetadataValue::Glob { value } => {
            let glob = TextGlob::new(value, values).map_err(ClaimFailure::Value)?;
            match text.is_some_and(|text| glob.matches(&text)) {
                true => Ok(Values::new()),
                false => Err(failure(value.text.clone())),
            }
        }
        MetadataValue::Regex { value } => {
            let groups = text.map(|text| find(value, &text, values)).transpose()?;
            groups.flatten().ok_or_else(|| failure(value.slashed()))
        }
    }
}

/// Returns the quick replies in a message's metadata. MoMoTalk documents none: momo reads `quick_replies` or
/// `quickReplies`, a list of labels or of objects with `label` and perhaps `messageText`, as Kakao names them.
pub fn quick_replies(metadata: &Value) -> Vec<QuickReply> {
    let list = metadata
        .get("quick_replies")
        .or_else(|| metadata.get("quickReplies"));
    let offers = list.and_then(Value::as_array).into_iter().flatten();
    offers.filter_map(quick_reply).collect()
}

/// Returns the quick reply of a label, else of a number from 1; `None` if neither is offered.
pub fn chosen<'a>(offers: &'a [QuickReply], words: &str) -> Option<&'a QuickReply> {
    let words = words.trim();
    let labelled = offers
        .iter()
        .find(|offer| nfc(offer.label.trim()) == nfc(words));
    let index = || {
        words
            .trim_start_matches('#')
            .parse::<usize>()
            .ok()?
            .checked_sub(1)
    };
    labelled.or_else(|| offers.get(index()?))
}

fn quick_reply(value: &Value) -> Option<QuickReply> {
    let label = value.as_str().or_else(|| value.get("label")?.as_str())?;
    let text = ["messageText", "message_text", "text"].iter();
    let text = text.filter_map(|key| value.get(key)?.as_str()).next();
    Some(QuickReply {
        label: label.to_owned(),
        text: text.unwrap_or(label).to_owned(),
        path: None,
    })
}
