//! Scripts: conversations with their includes resolved and their references checked, ready to be played.
use super::error::{ChatError, Position};
use super::silent_rooms;
use super::template::{self, ENVIRONMENT};
use super::{
    BotLine, BotSays, ChatDocument, ChatItem, ChatText, ItemKind, MetadataValue, RegexText,
    TimeText, format_item, pattern,
};
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// A conversation to play.
#[derive(Debug, Clone)]
pub struct Script {
    pub file: Arc<str>,
    /// Of the title line; the first line of a document without titles.
    pub line: usize,
    pub title: String,
    pub tags: Vec<String>,
    /// Names of its rooms. The first, which is always there, has none.
    pub rooms: Vec<String>,
    /// Names of the environment variables that it uses.
    pub variables: BTreeSet<String>,
    pub steps: Vec<ScriptStep>,
}

impl Script {
    /// Returns whether it moves the platform's clock, which is that of all rooms.
    pub fn moves_clock(&self) -> bool {
        let moves_clock = |step: &ScriptStep| matches!(step.kind, StepKind::Clock(_));
        self.steps.iter().any(moves_clock)
    }
}

/// Step of a script, with its place.
#[derive(Debug, Clone)]
pub struct ScriptStep {
    pub source: StepSource,
    pub kind: StepKind,
}

/// Where a step stands.
#[derive(Debug, Clone)]
pub struct StepSource {
    pub file: Arc<str>,
    pub position: Position,
    /// Last line, inclusive.
    pub end_line: usize,
    /// The files and lines of the includes that lead there, the outermost first.
    pub includes: Vec<IncludeSite>,
    /// The step in its one form.
    pub text: Arc<str>,
}

/// An `include` line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncludeSite {
    #[serde(serialize_with = "serialize_file")]
    pub file: Arc<str>,
    pub line: usize,
}

/// What a step does. Rooms are indexes into [`Script::rooms`].
#[derive(Debug, Clone)]
pub enum StepKind {
    Say {
        user: String,
        room: usize,
        text: ChatText,
        metadata: Option<String>,
    },
    Tap {
        user: String,
        room: usize,
        label: ChatText,
    },
    Expect(Box<ExpectedLine>),
    AnyOrder(Vec<ExpectedLine>),
    Fault {
        /// In the form of `FaultSpec::parse`.
        text: String,
        room: usize,
    },
    Clock(TimeText),
}

/// A `bot` line of a script.
#[derive(Debug, Clone)]
pub struct ExpectedLine {
    pub line: BotLine,
    pub room: usize,
    /// Index of the user's message, from 0 within the script, to which the bot must reply; `None` means any.
    pub reply_to: Option<usize>,
    pub source: StepSource,
}

/// An error in a file or in one that it includes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileError {
    #[serde(serialize_with = "serialize_file")]
    pub file: Arc<str>,
    #[serde(flatten)]
    pub error: ChatError,
    /// As [`StepSource::includes`].
    #[serde(rename = "included_from", skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<IncludeSite>,
}

/// Why an included file has no documents.
pub enum LoadError {
    /// It cannot be read; holds the reason.
    Unreadable(String),
    /// It was read, and has errors.
    Invalid(Vec<ChatError>),
}

/// Reads the file of a path that [`resolve`] returned.
pub type LoadFile<'a> = dyn FnMut(&str) -> Result<Arc<Vec<ChatDocument>>, LoadError> + 'a;

fn serialize_file<S: Serializer>(file: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(file)
}

/// Returns the scripts of a file.
///
/// # Errors
/// Returns every error of the file and of those that it includes.
pub fn scripts(
    file: &str,
    documents: &[ChatDocument],
    load: &mut LoadFile<'_>,
) -> Result<Vec<Script>, Vec<FileError>> {
    let file: Arc<str> = file.into();
    let (mut scripts, mut errors) = (Vec::new(), Vec::new());
    for document in documents {
        for (title, line, items) in conversations(&file, document) {
            let mut builder = Builder::new(&mut *load, &file);
            builder.add(&document.head, &mut Vec::new());
            let mut own_messages: Vec<usize> = (0..builder.messages).collect();
            builder.add(items, &mut own_messages);
            let script = builder.finish(title, line, &mut errors);
            scripts.push(script);
        }
    }
    // What is wrong with the head is wrong in each conversation.
    let mut seen = Vec::new();
    errors.retain(|error| {
        let is_new = !seen.contains(error);
        seen.push(error.clone());
        is_new
    });
    match errors.is_empty() {
        true => Ok(scripts),
        false => Err(errors),
    }
}

/// Returns title, line and items of each conversation. A document without titles that has steps is one conversation.
fn conversations<'a>(
    file: &str,
    document: &'a ChatDocument,
) -> Vec<(String, usize, &'a [ChatItem])> {
    if document.conversations.is_empty() && has_steps(&document.head) {
        let stem = Path::new(file).file_stem().unwrap_or_default();
        let heading = document.heading.clone();
        let title = heading.unwrap_or_else(|| stem.to_string_lossy().into_owned());
        return vec![(title, document.lines.start, &[])];
    }
    let conversations = document.conversations.iter();
    conversations
        .map(|it| (it.title.clone(), it.position.line, &*it.items))
        .collect()
}

fn has_steps(items: &[ChatItem]) -> bool {
    let is_step = |item: &ChatItem| {
        let kind = &item.kind;
        !matches!(
            kind,
            ItemKind::Blank | ItemKind::Comment { .. } | ItemKind::Tags { .. }
        )
    };
    items.iter().any(is_step)
}

/// Returns the path of an included file: relative to the folder of the file that includes it.
pub fn resolve(file: &str, path: &str) -> String {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    folder.join(path).to_string_lossy().into_owned()
}

struct Builder<'a, 'b> {
    load: &'a mut LoadFile<'b>,
    /// The file that is read now.
    file: Arc<str>,
    includes: Vec<IncludeSite>,
    steps: Vec<ScriptStep>,
    tags: Vec<String>,
    rooms: Vec<String>,
    /// Names of the values that are set.
    values: BTreeSet<String>,
    variables: BTreeSet<String>,
    /// Number of messages of users.
    messages: usize,
    errors: Vec<FileError>,
}

impl<'a, 'b> Builder<'a, 'b> {
    fn new(load: &'a mut LoadFile<'b>, file: &Arc<str>) -> Self {
        Self {
            load,
            file: file.clone(),
            includes: Vec::new(),
            steps: Vec::new(),
            tags: Vec::new(),
            rooms: vec![String::new()],
            values: BTreeSet::new(),
            variables: BTreeSet::new(),
            messages: 0,
            errors: Vec::new(),
        }
    }

    fn finish(mut self, title: String, line: usize, errors: &mut Vec<FileError>) -> Script {
        let expects = |step: &ScriptStep| match &step.kind {
            StepKind::Expect(expected) => !matches!(expected.line.says, BotSays::More),
            StepKind::AnyOrder(_) => true,
            _ => false,
        };
        if self.errors.is_empty() && !self.steps.iter().any(expects) {
            let error = ChatError::new(
                Position { line, column: 1 },
                format!("the conversation `{title}` expects nothing, so it would always pass"),
            );
            self.error(error.hint("Write what the bot says: `bot: text`; or `bot says nothing`."));
        }
        // Whether a room is silent is known of a whole conversation alone.
        if self.errors.is_empty() {
            self.errors = silent_rooms::errors(&self.steps, &self.rooms);
        }
        errors.append(&mut self.errors);
        Script {
            file: self.file,
            line,
            title,
            tags: self.tags,
            rooms: self.rooms,
            variables: self.variables,
            steps: self.steps,
        }
    }

    fn error(&mut self, error: ChatError) {
        self.errors.push(FileError {
            file: self.file.clone(),
            error,
            includes: self.includes.clone(),
        });
    }

    /// Adds items. `own_messages` are the indexes of the messages that the file's conversation has so far.
    fn add(&mut self, items: &[ChatItem], own_messages: &mut Vec<usize>) {
        for item in items {
            let kind = match &item.kind {
                ItemKind::Blank | ItemKind::Comment { .. } => continue,
                ItemKind::Tags { tags } => {
                    // Those of an included file are of its own conversation.
                    if self.includes.is_empty() {
                        self.tags.extend(tags.iter().cloned());
                    }
                    continue;
                }
                ItemKind::Include { path } => {
                    self.include(item.position, path);
                    continue;
                }
                ItemKind::Say(line) => {
                    self.check_text(&line.text);
                    let room = self.message(line.room.as_deref(), own_messages);
                    StepKind::Say {
                        user: line.user.clone(),
                        room,
                        text: line.text.clone(),
                        metadata: line.metadata.clone(),
                    }
                }
                ItemKind::Tap(line) => {
                    self.check_text(&line.label);
                    let room = self.message(line.room.as_deref(), own_messages);
                    StepKind::Tap {
                        user: line.user.clone(),
                        room,
                        label: line.label.clone(),
                    }
                }
                ItemKind::Bot(line) => {
                    let expected = self.expected(item, line, own_messages);
                    self.values.extend(groups(line));
                    StepKind::Expect(Box::new(expected))
                }
                ItemKind::AnyOrder { items } => self.any_order(items, own_messages),
                ItemKind::Fault { text } => StepKind::Fault {
                    text: text.clone(),
                    room: 0,
                },
                ItemKind::Clock { ahead } => StepKind::Clock(ahead.clone()),
            };
            let source = self.source(item);
            self.steps.push(ScriptStep { source, kind });
        }
    }

    fn source(&self, item: &ChatItem) -> StepSource {
        StepSource {
            file: self.file.clone(),
            position: item.position,
            end_line: item.end_line,
            includes: self.includes.clone(),
            text: format_item(item, 0).trim_end().into(),
        }
    }

    /// Counts a message of a user and returns its room, where the faults before it strike.
    fn message(&mut self, room: Option<&str>, own_messages: &mut Vec<usize>) -> usize {
        own_messages.push(self.messages);
        self.messages += 1;
        let room = self.room(room);
        for step in self.steps.iter_mut().rev() {
            match &mut step.kind {
                StepKind::Fault { room: struck, .. } => *struck = room,
                StepKind::Say { .. } | StepKind::Tap { .. } => break,
                _ => {}
            }
        }
        room
    }

    fn room(&mut self, name: Option<&str>) -> usize {
        let name = name.unwrap_or_default();
        let index = self.rooms.iter().position(|room| room == name);
        index.unwrap_or_else(|| {
            self.rooms.push(name.to_owned());
            self.rooms.len() - 1
        })
    }

    fn expected(
        &mut self,
        item: &ChatItem,
        line: &BotLine,
        own_messages: &[usize],
    ) -> ExpectedLine {
        match &line.says {
            BotSays::Exact { text } | BotSays::Glob { text } | BotSays::Card { title: text } => {
                self.check_text(text);
            }
            BotSays::Regex { regex } => self.check_regex(regex),
            BotSays::Cards { .. } | BotSays::Nothing { .. } | BotSays::More => {}
        }
        self.check_metadata(line);
        let reply_to = line.reply_to.and_then(|number| {
            let index = own_messages.get(number - 1).copied();
            if index.is_none() {
                let count = own_messages.len();
                let message = format!("there is no message {number} before this line, only {count}");
                let error = ChatError::new(item.position, message);
                self.error(error.hint("The messages of users count from 1 in each conversation, and in each included file."));
            }
            index
        });
        ExpectedLine {
            line: line.clone(),
            room: self.room(line.room.as_deref()),
            reply_to,
            source: self.source(item),
        }
    }

    /// Checks the metadata of a line, which may use the values that the line itself sets.
    fn check_metadata(&mut self, line: &BotLine) {
        let own = groups(line).into_iter();
        let own: Vec<_> = own
            .filter(|name| self.values.insert(name.clone()))
            .collect();
        for check in &line.metadata {
            match &check.value {
                MetadataValue::Json { value } | MetadataValue::Glob { value } => {
                    self.check_text(value);
                }
                MetadataValue::Regex { value } => self.check_regex(value),
            }
        }
        self.values.retain(|name| !own.contains(name));
    }

    /// Adds a group, whose values are set behind it.
    fn any_order(&mut self, items: &[ChatItem], own_messages: &[usize]) -> StepKind {
        let (mut group, mut values) = (Vec::new(), Vec::new());
        for item in items {
            if let ItemKind::Bot(line) = &item.kind {
                group.push(self.expected(item, line, own_messages));
                values.extend(groups(line));
            }
        }
        self.values.extend(values);
        StepKind::AnyOrder(group)
    }

    fn include(&mut self, position: Position, path: &str) {
        let path: Arc<str> = resolve(&self.file, path).into();
        let is_open = self.file == path || self.includes.iter().any(|site| site.file == path);
        if is_open {
            return self.error(ChatError::new(
                position,
                format!("`{path}` includes itself"),
            ));
        }
        let documents = match (self.load)(&path) {
            Ok(documents) => documents,
            Err(LoadError::Unreadable(reason)) => {
                return self.error(ChatError::new(position, reason));
            }
            Err(LoadError::Invalid(errors)) => {
                return self.within(position, path, |builder| {
                    errors.into_iter().for_each(|error| builder.error(error));
                });
            }
        };
        let Some(items) = included_items(&documents) else {
            let message = format!("`{path}` has no steps of its own to include");
            let error = ChatError::new(position, message);
            return self.error(error.hint(
                "A file to include has its steps before any title, or has one conversation.",
            ));
        };
        self.within(position, path, |builder| {
            builder.add(items, &mut Vec::new())
        });
    }

    /// Runs `action` as within the file of an include.
    fn within(&mut self, position: Position, file: Arc<str>, action: impl FnOnce(&mut Self)) {
        let line = position.line;
        let including = std::mem::replace(&mut self.file, file);
        let site = IncludeSite {
            file: including.clone(),
            line,
        };
        self.includes.push(site);
        action(self);
        self.includes.pop();
        self.file = including;
    }

    fn check_text(&mut self, text: &ChatText) {
        for (name, offset) in template::names(&text.text) {
            let before = &text.text[..offset];
            let line = before.matches('\n').count();
            let start = text.starts.get(line).copied().unwrap_or_default();
            let column = before.chars().rev().take_while(|ch| *ch != '\n').count();
            self.check_value(name, start, column);
        }
    }

    fn check_regex(&mut self, regex: &RegexText) {
        for (name, offset) in template::names(&regex.regex) {
            let column = regex.regex[..offset].chars().count();
            self.check_value(name, regex.start, column);
        }
    }

    /// Checks that a value is set. It stands so many characters behind `start`.
    fn check_value(&mut self, name: &str, start: Position, column: usize) {
        if let Some(variable) = name.strip_prefix(ENVIRONMENT) {
            self.variables.insert(variable.to_owned());
            return;
        }
        if self.values.contains(name) {
            return;
        }
        let position = Position {
            line: start.line,
            column: start.column + column,
        };
        let error = ChatError::new(position, format!("no line before this one sets `{name}`"));
        self.error(error.hint(format!(
            "A named group of a regular expression does: `bot =~ /number (?<{name}>[0-9]+)/`. The text itself is written `{{{{{name}}}}}`."
        )));
    }
}

/// Returns the names of the values that a line sets.
fn groups(line: &BotLine) -> Vec<String> {
    let says = match &line.says {
        BotSays::Regex { regex } => Some(regex),
        _ => None,
    };
    let metadata = line.metadata.iter().filter_map(|check| match &check.value {
        MetadataValue::Regex { value } => Some(value),
        _ => None,
    });
    says.into_iter()
        .chain(metadata)
        .flat_map(pattern::group_names)
        .collect()
}

/// Returns the steps before the titles, or those of the only conversation; `None` if there are neither.
fn included_items(documents: &[ChatDocument]) -> Option<&[ChatItem]> {
    let [document] = documents else {
        return None;
    };
    match &*document.conversations {
        _ if has_steps(&document.head) => Some(&document.head),
        [conversation] => Some(&conversation.items),
        _ => None,
    }
}
