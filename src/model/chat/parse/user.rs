//! Parser of what users do: `앨리스: text` and `앨리스 taps 예`.
use super::Parser;
use super::bot::{is_bot_line, name};
use super::directive::DIRECTIVES;
use crate::model::chat::error::ChatError;
use crate::model::chat::line::StepReader;
use crate::model::chat::{ItemKind, TapLine, UserLine};
use crate::model::text::nearest::nearest;
use serde_json::{Map, Value};

/// Stands between a user and the quick reply.
const TAPS: &str = "taps";

impl<'a> Parser<'a> {
    pub(super) fn user(
        &mut self,
        reader: &mut StepReader<'a>,
        indent: usize,
    ) -> Result<ItemKind, ChatError> {
        let start = reader.clone();
        let Some(header) = Header::read(reader)? else {
            return Err(no_step(&start));
        };
        check_user(&header, &start)?;
        let Header {
            user, room, is_tap, ..
        } = header;
        if is_tap {
            let label =
                self.required_text(reader, indent, "the label of the quick reply is missing")?;
            return Ok(ItemKind::Tap(TapLine { user, room, label }));
        }
        let text = self.required_text(reader, indent, "what is said is missing")?;
        let metadata = self.metadata(indent)?;
        Ok(ItemKind::Say(UserLine {
            user,
            room,
            text,
            metadata,
        }))
    }

    /// Reads `metadata {...}` directly below; `None` without it.
    fn metadata(&mut self, indent: usize) -> Result<Option<String>, ChatError> {
        let Some(below) = self
            .peek()
            .filter(|line| super::indentation(line) == indent)
        else {
            return Ok(None);
        };
        let mut reader = self.reader(below, indent);
        if !reader.take_word("metadata") {
            return Ok(None);
        }
        self.next += 1;
        let start = reader.clone();
        let text = reader.take_rest();
        match serde_json::from_str::<Map<String, Value>>(text) {
            Ok(_) => Ok(Some(text.to_owned())),
            Err(_) => {
                Err(start.error("the metadata of a user's message is a JSON object on one line"))
            }
        }
    }
}

/// What stands before a user's text or tap.
struct Header {
    user: String,
    /// Whether the name stands in quotation marks.
    is_quoted: bool,
    room: Option<String>,
    is_tap: bool,
}

impl Header {
    /// Reads up to the text, the colon or `taps` included; `None` if the line has neither.
    fn read(reader: &mut StepReader<'_>) -> Result<Option<Self>, ChatError> {
        if let Some(user) = reader.quoted()? {
            return Self::read_rest(reader, user, true);
        }
        let rest = reader.rest();
        let colon = rest.find(':');
        let before_colon = &rest[..colon.unwrap_or(rest.len())];
        let tap = word_offset(before_colon, TAPS);
        let header = &rest[..tap.unwrap_or(before_colon.len())];
        if tap.is_none() && colon.is_none() {
            return Ok(None);
        }
        let end = word_offset(header, "in").unwrap_or(header.len());
        let user = rest[..end].trim_end().to_owned();
        reader.skip(end);
        Self::read_rest(reader, user, false)
    }

    /// Reads what follows the user's name.
    fn read_rest(
        reader: &mut StepReader<'_>,
        user: String,
        is_quoted: bool,
    ) -> Result<Option<Self>, ChatError> {
        reader.skip_spaces();
        let room = match reader.take_word("in") {
            true => Some(name(reader, "the name of the room is missing")?),
            false => None,
        };
        reader.skip_spaces();
        let is_tap = reader.take_word(TAPS);
        if !is_tap && !reader.take(":") {
            return Err(reader.error("a colon is missing before what is said"));
        }
        Ok(Some(Self {
            user,
            is_quoted,
            room,
            is_tap,
        }))
    }
}

/// Returns the offset of the first occurrence of a word that white space surrounds and something precedes.
fn word_offset(text: &str, word: &str) -> Option<usize> {
    let is_word = |(index, _): &(usize, &str)| {
        let (before, after) = (&text[..*index], &text[index + word.len()..]);
        !before.trim().is_empty()
            && before.ends_with([' ', '\t'])
            && (after.is_empty() || after.starts_with([' ', '\t']))
    };
    text.match_indices(word)
        .find(is_word)
        .map(|(index, _)| index)
}

/// Refuses a name that is probably a mistake. In quotation marks any is a user's.
fn check_user(header: &Header, start: &StepReader<'_>) -> Result<(), ChatError> {
    let user = &header.user;
    if user.is_empty() {
        return Err(start.error("the name before the colon is missing"));
    }
    let is_bot = is_bot_line(&user.to_lowercase());
    let is_group = user.to_lowercase() == "any order";
    if header.is_quoted || !is_bot && !is_group {
        return Ok(());
    }
    let meant = if is_bot { "bot" } else { "any order:" };
    Err(start
        .error(format!(
            "`{user}` is written `{meant}` where no user is meant"
        ))
        .hint(format!(
            "A user of this name stands in quotation marks: `\"{user}\": text`."
        )))
}

/// Returns the error for a line that is no step.
fn no_step(start: &StepReader<'_>) -> ChatError {
    let first = start.clone().word();
    let words = DIRECTIVES.into_iter().chain(["bot", "any"]);
    let meant = nearest(first, words).filter(|meant| *meant != first);
    let meant = meant.map(|meant| format!("Did you mean `{meant}`?"));
    start.error("this line is no step").hint_if(meant).hint(
        "A user speaks as `앨리스: text`, a bot is expected as `bot: text`; a longer text goes on in indented lines.",
    )
}

/// Returns whether a user's name can stand without quotation marks.
pub(in crate::model::chat) fn is_plain_user(user: &str) -> bool {
    let line = format!("{user}: x");
    let is_directive = DIRECTIVES.iter().any(|word| {
        let rest = line.strip_prefix(word);
        rest.is_some_and(|rest| rest.starts_with([' ', '\t']))
    });
    let mut reader = StepReader::new(&line, 0, 1);
    let header = Header::read(&mut reader).ok().flatten();
    let reads_back = header.is_some_and(|header| {
        let is_same = header.user == user && header.room.is_none() && !header.is_quoted;
        is_same && !header.is_tap && check_user(&header, &reader).is_ok() && reader.rest() == " x"
    });
    let is_clean = user.trim() == user && !user.contains('\n');
    is_clean
        && reads_back
        && !is_directive
        && !user.starts_with(['#', '[', '"'])
        && !is_bot_line(&line)
}

/// Returns whether a name of a room or a bot can stand without quotation marks.
pub(in crate::model::chat) fn is_plain_word(word: &str) -> bool {
    let mut reader = StepReader::new(word, 0, 1);
    !word.starts_with(['"', '~', '=']) && reader.word() == word && !word.is_empty()
}
