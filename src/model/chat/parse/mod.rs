//! Parser of `.chat` files: titles, steps with their further lines, comments.
mod bot;
mod directive;
mod user;

pub(super) use user::{is_plain_user, is_plain_word};

use super::error::{ChatError, Position};
use super::line::{StepReader, indentation};
use super::{ChatDocument, ChatItem, ChatText, Conversation, ItemKind};

/// Parses a document whose first line has this number in its file.
///
/// # Errors
/// Returns every error, in the order of the lines.
pub fn parse(text: &str, first_line: usize) -> Result<ChatDocument, Vec<ChatError>> {
    let mut lines: Vec<_> = text.split('\n').map(str::trim_end).collect();
    if lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let mut parser = Parser {
        lines,
        first_line,
        next: 0,
        errors: Vec::new(),
    };
    if let Some(error) = parser.other_language() {
        return Err(vec![error]);
    }
    let document = parser.document();
    match parser.errors.is_empty() {
        true => Ok(document),
        false => Err(parser.errors),
    }
}

struct Parser<'a> {
    /// Without white space at their ends.
    lines: Vec<&'a str>,
    /// Number of the first line in its file.
    first_line: usize,
    /// Index of the next line.
    next: usize,
    errors: Vec<ChatError>,
}

impl<'a> Parser<'a> {
    fn document(&mut self) -> ChatDocument {
        let mut document = ChatDocument {
            lines: self.first_line..self.first_line + self.lines.len(),
            ..ChatDocument::default()
        };
        while let Some(line) = self.peek() {
            if line.starts_with("##") && !line.starts_with("###") {
                let conversation = self.title(line);
                document.conversations.extend(conversation);
                continue;
            }
            let item = match indentation(line) {
                _ if line.is_empty() => self.blank(),
                0 => self.item(line, 0),
                indent => self.stray(line, indent),
            };
            let items = match document.conversations.last_mut() {
                Some(conversation) => &mut conversation.items,
                None => &mut document.head,
            };
            items.extend(item);
        }
        document
    }

    /// Returns the next line without consuming it; `None` at the end.
    fn peek(&self) -> Option<&'a str> {
        self.lines.get(self.next).copied()
    }

    /// Returns the number in the file of the line with this index.
    fn number(&self, index: usize) -> usize {
        self.first_line + index
    }

    fn reader(&self, line: &'a str, indent: usize) -> StepReader<'a> {
        StepReader::new(line, indent, self.number(self.next))
    }

    /// Reads a title. An invalid one begins a conversation too.
    fn title(&mut self, line: &'a str) -> Option<Conversation> {
        let mut reader = self.reader(line, 0);
        let position = reader.position();
        self.next += 1;
        reader.skip(2);
        if !reader.is_at_end() && !reader.rest().starts_with([' ', '\t']) {
            let error = reader.error("a space is missing before the title");
            self.errors
                .push(error.hint("A title is written `## title`."));
        }
        let title = reader.take_rest();
        if title.is_empty() {
            let error = reader.error("a conversation has no title");
            self.errors
                .push(error.hint("Write it behind `## `: it names the test."));
        }
        Some(Conversation {
            title: title.to_owned(),
            position,
            items: Vec::new(),
        })
    }

    /// Reads blank lines.
    fn blank(&mut self) -> Option<ChatItem> {
        let position = self.reader("", 0).position();
        while self.peek().is_some_and(str::is_empty) {
            self.next += 1;
        }
        Some(ChatItem {
            position,
            end_line: self.number(self.next) - 1,
            kind: ItemKind::Blank,
        })
    }

    /// Reports an indented line that belongs to no step, and skips what is indented with it.
    fn stray(&mut self, line: &'a str, indent: usize) -> Option<ChatItem> {
        let error = self
            .reader(line, indent)
            .error("this line is indented, and nothing before it takes further lines");
        self.errors.push(error.hint(
            "A text goes on in indented lines; those of `any order:` are indented too. Take the spaces away for a new step.",
        ));
        self.block(0);
        None
    }

    /// Reads a step or a comment with this indentation. Reports an error and skips the step's further lines.
    fn item(&mut self, line: &'a str, indent: usize) -> Option<ChatItem> {
        let mut reader = self.reader(line, indent);
        let position = reader.position();
        self.next += 1;
        match self.kind(&mut reader, indent) {
            Ok(kind) => Some(ChatItem {
                position,
                end_line: self.number(self.next) - 1,
                kind,
            }),
            Err(error) => {
                self.errors.push(error);
                self.block(indent);
                None
            }
        }
    }

    fn kind(&mut self, reader: &mut StepReader<'a>, indent: usize) -> Result<ItemKind, ChatError> {
        if reader.rest().starts_with("##") && !reader.rest().starts_with("###") {
            return Err(reader.error("a title is not indented"));
        }
        if reader.take("#") {
            let text = reader.rest().to_owned();
            return Ok(ItemKind::Comment { text });
        }
        if let Some(directive) = self.directive(reader, indent)? {
            return Ok(directive);
        }
        match bot::is_bot_line(reader.rest()) {
            true => self.bot(reader, indent),
            false => self.user(reader, indent),
        }
    }

    /// Consumes the lines that are indented deeper, with blank lines between them. Returns the first's index and the lines.
    fn block(&mut self, indent: usize) -> (usize, Vec<&'a str>) {
        let start = self.next;
        for (index, line) in self.lines.iter().enumerate().skip(start) {
            match line.is_empty() {
                true => {}
                false if indentation(line) > indent => self.next = index + 1,
                false => break,
            }
        }
        (start, self.lines[start..self.next].to_vec())
    }

    /// Reads a text: the rest of the line, and the lines that are indented deeper, without their common indentation.
    fn text(&mut self, reader: &mut StepReader<'a>, indent: usize) -> ChatText {
        reader.skip_spaces();
        let first_start = reader.position();
        let first = reader.take_rest();
        let (start, block) = self.block(indent);
        let filled = block.iter().filter(|line| !line.is_empty());
        let common = filled.map(|line| indentation(line)).min().unwrap_or(0);
        let further = block.iter().enumerate().map(|(index, line)| {
            let position = Position {
                line: self.number(start + index),
                column: common + 1,
            };
            (line.get(common..).unwrap_or_default(), position)
        });
        let mut lines: Vec<_> = std::iter::once((first, first_start))
            .chain(further)
            .collect();
        let blank = lines.iter().take_while(|(line, _)| line.is_empty()).count();
        if blank < lines.len() {
            lines.drain(..blank);
        }
        let (lines, starts): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        ChatText {
            text: lines.join("\n").trim_end().to_owned(),
            starts,
        }
    }

    /// Reads a text that may not be empty.
    fn required_text(
        &mut self,
        reader: &mut StepReader<'a>,
        indent: usize,
        missing: &str,
    ) -> Result<ChatText, ChatError> {
        let text = self.text(reader, indent);
        match text.text.is_empty() {
            true => Err(reader.error(missing)),
            false => Ok(text),
        }
    }

    /// Returns the error for a file of Bot Framework's tool `chatdown`, which has the same extension; `None` for another.
    fn other_language(&self) -> Option<ChatError> {
        let index = self.lines.iter().position(|line| !line.is_empty())?;
        let line = self.lines[index];
        let is_header = ["user=", "users=", "bot="]
            .iter()
            .any(|key| line.to_lowercase().starts_with(key));
        let position = Position {
            line: self.number(index),
            column: 1,
        };
        is_header.then(|| {
            ChatError::new(position, "this is a `.chat` file of Bot Framework's `chatdown`")
                .hint("momo's are written otherwise: `## title`, then `Joe: hello` and `bot: Hi Joe`. `momo man chat 5` has it on one page.")
        })
    }
}
