//! Parser of the lines that begin with a word of the language: `tags`, `include`, `fault`, `clock`, `any order:`.
use super::Parser;
use crate::model::chat::error::ChatError;
use crate::model::chat::line::{StepReader, indentation};
use crate::model::chat::{ChatItem, ItemKind, TimeText};
use crate::model::fault::{FaultRule, FaultSpec};
use crate::model::text::units::parse_duration;
use std::time::Duration;

/// First words of directives. A user of this name stands in quotation marks.
pub(in crate::model::chat) const DIRECTIVES: [&str; 5] =
    ["tags", "include", "fault", "clock", "metadata"];

impl<'a> Parser<'a> {
    /// Reads a directive; `None` if the line is none.
    pub(super) fn directive(
        &mut self,
        reader: &mut StepReader<'a>,
        indent: usize,
    ) -> Result<Option<ItemKind>, ChatError> {
        let directive = match reader.rest() {
            rest if rest.starts_with('[') => {
                return Err(reader
                    .error("quick replies stand directly below the `bot` line that offers them")
                    .hint("A user taps one: `앨리스 taps 예`."));
            }
            "any order:" => {
                reader.skip("any order:".len());
                return self.any_order(reader, indent).map(Some);
            }
            _ if reader.take_word("tags") => tags(reader)?,
            _ if reader.take_word("include") => include(reader)?,
            _ if reader.take_word("fault") => fault(reader)?,
            _ if reader.take_word("clock") => clock(reader)?,
            _ if reader.take_word("metadata") => {
                return Err(reader
                    .error("metadata stands directly below the line of its message")
                    .hint("`metadata /pointer = JSON` below a `bot` line, `metadata {...}` below a user's."));
            }
            _ => return Ok(None),
        };
        if indent > 0 {
            return Err(reader.error("`any order:` holds `bot` lines alone"));
        }
        Ok(Some(directive))
    }

    /// Reads the lines of a group, which are indented alike.
    fn any_order(&mut self, reader: &StepReader<'a>, indent: usize) -> Result<ItemKind, ChatError> {
        if indent > 0 {
            return Err(reader.error("`any order:` cannot stand within another"));
        }
        let next_line = self.lines[self.next..].iter().find(|line| !line.is_empty());
        let group_indent = next_line.map_or(0, |line| indentation(line));
        let mut items: Vec<ChatItem> = Vec::new();
        while let Some(line) = self.peek().filter(|_| group_indent > 0) {
            let next_line = self.lines[self.next..].iter().find(|line| !line.is_empty());
            let item = match indentation(line) {
                _ if next_line.is_none_or(|line| indentation(line) == 0) => break,
                _ if line.is_empty() => self.blank(),
                line_indent if line_indent == group_indent => self.group_item(line, group_indent),
                line_indent => {
                    let error = self.reader(line, line_indent);
                    let error = error.error("this line is indented otherwise than its group");
                    self.errors.push(error);
                    self.next += 1;
                    None
                }
            };
            items.extend(item);
        }
        let is_claim = |item: &ChatItem| matches!(item.kind, ItemKind::Bot(_));
        match items.iter().any(is_claim) || !self.errors.is_empty() {
            true => Ok(ItemKind::AnyOrder { items }),
            false => Err(reader
                .error("`any order:` has no lines")
                .hint("Indent the `bot` lines that may come in any order below it.")),
        }
    }

    fn group_item(&mut self, line: &'a str, indent: usize) -> Option<ChatItem> {
        let position = self.reader(line, indent).position();
        let item = self.item(line, indent)?;
        let is_allowed = match &item.kind {
            ItemKind::Comment { .. } => true,
            ItemKind::Bot(line) => line.is_claim(),
            _ => false,
        };
        if !is_allowed {
            let error = ChatError::new(
                position,
                "`any order:` holds lines of messages of bots alone",
            );
            self.errors.push(error);
        }
        is_allowed.then_some(item)
    }
}

fn tags(reader: &mut StepReader<'_>) -> Result<ItemKind, ChatError> {
    let start = reader.clone();
    let words = reader.take_rest().split([' ', '\t', ',']);
    let tags: Vec<_> = words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    match tags.is_empty() {
        true => Err(start
            .error("`tags` names no tag")
            .hint("Write them behind it: `tags slow, orders`.")),
        false => Ok(ItemKind::Tags { tags }),
    }
}

fn include(reader: &mut StepReader<'_>) -> Result<ItemKind, ChatError> {
    let start = reader.clone();
    match reader.take_rest() {
        "" => Err(start.error("`include` names no file")),
        path => Ok(ItemKind::Include {
            path: path.to_owned(),
        }),
    }
}

fn fault(reader: &mut StepReader<'_>) -> Result<ItemKind, ChatError> {
    let start = reader.clone();
    let text = reader.take_rest().to_owned();
    let (kind, spec) = FaultSpec::parse(&text).map_err(|message| start.error(message))?;
    if spec.scope.bot_id.is_some() || spec.scope.room_id.is_some() {
        return Err(start
            .error("a fault of a conversation has neither `bot` nor `room`")
            .hint("It strikes in the room of the next message of a user."));
    }
    let rule = FaultRule::new(String::new(), kind, spec, 0);
    rule.map_err(|error| start.error(format!("`{}` {}", error.field, error.message)))?;
    Ok(ItemKind::Fault { text })
}

fn clock(reader: &mut StepReader<'_>) -> Result<ItemKind, ChatError> {
    let start = reader.clone();
    let time = reader.take_rest().strip_prefix('+');
    match time.and_then(time_text) {
        Some(ahead) => Ok(ItemKind::Clock { ahead }),
        None => Err(start.error("the clock is moved ahead: `clock +90s`, `clock +24h`")),
    }
}

/// Reads a duration above zero.
pub(super) fn time_text(text: &str) -> Option<TimeText> {
    let time = parse_duration(text).filter(|time| *time > Duration::ZERO)?;
    let text = text.to_owned();
    Some(TimeText { text, time })
}
