//! Parser of `bot` lines: conditions, what the bot says, and the quick replies and metadata below.
use super::Parser;
use super::directive::time_text;
use crate::model::chat::error::ChatError;
use crate::model::chat::line::StepReader;
use crate::model::chat::{
    BotLine, BotSays, ChatText, ItemKind, MetadataCheck, MetadataValue, OfferedLabels, RegexText,
    TimeText, pattern, template,
};
use crate::model::text::nearest::nearest;
use serde::de::IgnoredAny;

/// What a `bot` line may look like.
const FORMS: &str = "A `bot` line is `bot: text`, `bot ~ text with *`, `bot =~ /regex/`, `bot says nothing`, `bot says more`, `bot shows card TITLE` or `bot shows 2 cards`; before that may stand a bot's name, `in ROOM`, `to 2`, `within 5s`.";

/// Returns whether the line expects something of a bot.
pub(in crate::model::chat) fn is_bot_line(text: &str) -> bool {
    let rest = text.strip_prefix("bot");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ':', '~', '=']))
}

impl<'a> Parser<'a> {
    /// Reads a line for which [`is_bot_line`] holds, and the lines that belong to it.
    pub(super) fn bot(
        &mut self,
        reader: &mut StepReader<'a>,
        indent: usize,
    ) -> Result<ItemKind, ChatError> {
        reader.skip("bot".len());
        let mut line = BotLine::new(BotSays::More);
        loop {
            reader.skip_spaces();
            if reader.take(":") {
                let text = self.required_text(reader, indent, "what the bot says is missing")?;
                line.says = BotSays::Exact { text };
                break;
            }
            if reader.take("=~") {
                let regex = regex(reader)?;
                line.says = BotSays::Regex { regex };
                reader.skip_spaces();
                if !reader.is_at_end() {
                    line.offers = Some(labels(reader)?);
                }
                break;
            }
            if reader.take("~") {
                let text = self.required_text(reader, indent, "the pattern is missing")?;
                line.says = BotSays::Glob { text };
                break;
            }
            if condition(reader, &mut line)? {
                continue;
            }
            line.says = self.verb(reader, indent, &line)?;
            break;
        }
        if line.is_claim() {
            self.attachments(&mut line, indent)?;
        }
        Ok(ItemKind::Bot(line))
    }

    /// Reads `says nothing`, `says more` or `shows ...`.
    fn verb(
        &mut self,
        reader: &mut StepReader<'a>,
        indent: usize,
        line: &BotLine,
    ) -> Result<BotSays, ChatError> {
        let start = reader.clone();
        if reader.take_word("shows") {
            let start = reader.clone();
            if reader.take_word("card") {
                let title =
                    self.required_text(reader, indent, "the title of the card is missing")?;
                return Ok(BotSays::Card { title });
            }
            let count = reader.word().parse().ok();
            reader.skip_spaces();
            return match (count, reader.take_rest()) {
                (Some(count @ 1..), "card" | "cards") => Ok(BotSays::Cards { count }),
                _ => Err(start.error("a bot shows `card TITLE`, or `2 cards`")),
            };
        }
        if !reader.take_word("says") {
            let error = match start.is_at_end() {
                true => start.error("a `bot` line ends before it says what is expected"),
                false => start.error(format!("`{}` has no meaning here", start.clone().word())),
            };
            return Err(error.hint(FORMS));
        }
        if line.within.is_some() || line.reply_to.is_some() {
            return Err(start
                .error("`within` and `to` belong to a message that comes")
                .hint("How long nothing may come is written `bot says nothing for 1s`."));
        }
        let start = reader.clone();
        match reader.word() {
            "nothing" => Ok(BotSays::Nothing {
                time: silence_time(reader)?,
            }),
            "more" if reader.is_at_end() => Ok(BotSays::More),
            _ => Err(start
                .error("a bot says `nothing` or `more`")
                .hint("A text that it says is written `bot: text`.")),
        }
    }

    /// Reads the lines of quick replies and metadata directly below.
    fn attachments(&mut self, line: &mut BotLine, indent: usize) -> Result<(), ChatError> {
        while let Some(below) = self.peek() {
            if super::indentation(below) != indent {
                break;
            }
            let mut reader = self.reader(below, indent);
            if reader.rest().starts_with('[') {
                if line.offers.is_some() {
                    return Err(
                        reader.error("the quick replies of this message stand above already")
                    );
                }
                self.next += 1;
                line.offers = Some(labels(&mut reader)?);
            } else if reader.take_word("metadata") {
                self.next += 1;
                line.metadata.push(metadata_check(&mut reader)?);
            } else {
                break;
            }
        }
        Ok(())
    }
}

/// Reads a bot's name, `within TIME`, `to NUMBER` or `in ROOM`. Returns false, and reads nothing, at anything else.
fn condition(reader: &mut StepReader<'_>, line: &mut BotLine) -> Result<bool, ChatError> {
    let start = reader.clone();
    if let Some(name) = reader.quoted()? {
        return set(&mut line.bot, name, &start, "the bot").map(|()| true);
    }
    let word = reader.word();
    match word {
        "within" => {
            reader.skip_spaces();
            let time = time(reader)?;
            set(&mut line.within, time, &start, "`within`")?;
        }
        "to" => {
            reader.skip_spaces();
            let number_start = reader.clone();
            let number = reader.word().parse().ok().filter(|number| *number > 0);
            let number = number.ok_or_else(|| {
                let error =
                    number_start.error("`to` is followed by the number of a user's message");
                error.hint("The first message of a user is 1: `bot to 1: text`.")
            })?;
            set(&mut line.reply_to, number, &start, "`to`")?;
        }
        "in" => {
            reader.skip_spaces();
            line.room_start = reader.position();
            let room = name(reader, "the name of the room is missing")?;
            set(&mut line.room, room, &start, "`in`")?;
        }
        "" | "says" | "shows" => {
            *reader = start;
            return Ok(false);
        }
        _ if is_first_condition(line) => line.bot = Some(word.to_owned()),
        _ => {
            let words = ["within", "to", "in", "says", "shows"];
            let meant = nearest(word, words).map(|meant| format!("Did you mean `{meant}`?"));
            let error = start.error(format!("`{word}` has no meaning here"));
            return Err(error.hint_if(meant).hint(FORMS));
        }
    }
    Ok(true)
}

fn is_first_condition(line: &BotLine) -> bool {
    line.bot.is_none() && line.room.is_none() && line.within.is_none() && line.reply_to.is_none()
}

fn set<T>(
    slot: &mut Option<T>,
    value: T,
    start: &StepReader<'_>,
    what: &str,
) -> Result<(), ChatError> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(start.error(format!("{what} is named twice"))),
    }
}

/// Reads a name: a word, or several in quotation marks.
pub(super) fn name(reader: &mut StepReader<'_>, missing: &str) -> Result<String, ChatError> {
    if let Some(name) = reader.quoted()? {
        return Ok(name);
    }
    let start = reader.clone();
    match reader.word() {
        "" => Err(start.error(missing)),
        name => Ok(name.to_owned()),
    }
}

fn time(reader: &mut StepReader<'_>) -> Result<TimeText, ChatError> {
    let start = reader.clone();
    let time = time_text(reader.word());
    time.ok_or_else(|| start.error("a time is written `300ms`, `5s` or `2m`"))
}

/// Reads `for TIME`; `None` at the end.
fn silence_time(reader: &mut StepReader<'_>) -> Result<Option<TimeText>, ChatError> {
    reader.skip_spaces();
    if reader.is_at_end() {
        return Ok(None);
    }
    if !reader.take_word("for") {
        return Err(reader.error("behind `nothing` stands `for` and a time, or nothing at all"));
    }
    let time = time(reader)?;
    match reader.is_at_end() {
        true => Ok(Some(time)),
        false => Err(reader.error("nothing may stand behind the time")),
    }
}

/// Reads `/regex/`, and an `i` behind it.
fn regex(reader: &mut StepReader<'_>) -> Result<RegexText, ChatError> {
    reader.skip_spaces();
    let start = reader.clone();
    if !reader.take("/") {
        return Err(start.error("a regular expression stands between slashes: `bot =~ /[0-9]+/`"));
    }
    let position = reader.position();
    let regex = reader.until_slash().ok_or_else(|| {
        let error = start.error("the regular expression has no end");
        error.hint("It ends with `/`; a slash within it is written `\\/`.")
    })?;
    let regex = RegexText {
        regex: regex.to_owned(),
        ignores_case: reader.take("i"),
        start: position,
    };
    match pattern::check_regex(&regex) {
        Ok(()) => Ok(regex),
        Err(message) => Err(ChatError::new(position, message)),
    }
}

/// Reads `[label] [label]`, and `...` at the end for others.
fn labels(reader: &mut StepReader<'_>) -> Result<OfferedLabels, ChatError> {
    let mut labels = Vec::new();
    let mut is_open = false;
    while !reader.is_at_end() {
        let start = reader.clone();
        if reader.rest() == "..." {
            is_open = true;
            break;
        }
        if !reader.take("[") {
            return Err(start.error("quick replies are written `[예] [아니오]`, with `...` behind them where others may be offered too"));
        }
        let label = reader.until(']').map(|label| label.trim().to_owned());
        let label = label.ok_or_else(|| start.error("the quick reply has no `]`"))?;
        if label.is_empty() {
            return Err(start.error("the quick reply has no label"));
        }
        labels.push(label);
        reader.skip_spaces();
    }
    Ok(OfferedLabels { labels, is_open })
}

/// Reads `/pointer = JSON`, `/pointer ~ glob` or `/pointer =~ /regex/`.
fn metadata_check(reader: &mut StepReader<'_>) -> Result<MetadataCheck, ChatError> {
    let start = reader.clone();
    let rest = reader.rest();
    let end = rest.find([' ', '\t']).unwrap_or(rest.len());
    let pointer = rest[..end].to_owned();
    if !pointer.starts_with('/') {
        return Err(start
            .error("metadata of a bot's message is named by a JSON Pointer")
            .hint("For example `metadata /order/id = 42`, or `metadata /order/id =~ /[0-9]+/`."));
    }
    reader.skip(end);
    reader.skip_spaces();
    let start = reader.clone();
    let value = if reader.take("=~") {
        let value = regex(reader)?;
        reader.skip_spaces();
        if !reader.is_at_end() {
            return Err(reader.error("nothing may stand behind the regular expression"));
        }
        MetadataValue::Regex { value }
    } else if reader.take("~") {
        let value = inline(reader, "the pattern is missing")?;
        MetadataValue::Glob { value }
    } else if reader.take("=") {
        let value = inline(reader, "the JSON value is missing")?;
        let is_json = serde_json::from_str::<IgnoredAny>(&value.text).is_ok();
        if !is_json && !has_values(&value.text) {
            let error = ChatError::new(value.starts[0], "this is no JSON value");
            return Err(
                error.hint("A text stands in quotation marks: `metadata /name = \"momo\"`.")
            );
        }
        MetadataValue::Json { value }
    } else {
        return Err(
            start.error("behind the pointer stands `= JSON`, `~ text with *` or `=~ /regex/`")
        );
    };
    Ok(MetadataCheck { pointer, value })
}

fn has_values(text: &str) -> bool {
    template::names(text).next().is_some()
}

/// Reads the rest of the line as a text.
fn inline(reader: &mut StepReader<'_>, missing: &str) -> Result<ChatText, ChatError> {
    reader.skip_spaces();
    let start = reader.clone();
    match reader.take_rest() {
        "" => Err(start.error(missing)),
        text => Ok(ChatText {
            text: text.to_owned(),
            starts: vec![start.position()],
        }),
    }
}
