//! Writes documents in their one form: the same meaning and the same comments, and stable.
use super::line::escape;
use super::parse::{is_plain_user, is_plain_word};
use super::{
    BotLine, BotSays, ChatDocument, ChatItem, ChatText, ItemKind, MetadataValue, OfferedLabels,
};

/// Formats a document. Lines end with `\n`.
pub fn format(document: &ChatDocument) -> String {
    let mut output = Output::default();
    output.items(&document.head);
    for conversation in &document.conversations {
        // A comment directly above belongs to the title.
        output.separate_title();
        output.line(&format!("## {}", conversation.title));
        output.is_after_title = true;
        output.comments_at = output.text.len();
        output.items(&conversation.items);
    }
    output.text
}

/// Formats one step with this indentation, a number of spaces.
pub fn format_item(item: &ChatItem, indent: usize) -> String {
    let mut output = Output::default();
    output.item(item, indent);
    output.text
}

#[derive(Default)]
struct Output {
    text: String,
    /// Whether a blank line is due before the next.
    has_blank: bool,
    is_after_title: bool,
    /// Offset of the comments at the end of the text; the offset of the end without any.
    comments_at: usize,
}

impl Output {
    fn items(&mut self, items: &[ChatItem]) {
        items.iter().for_each(|item| self.item(item, 0));
    }

    fn item(&mut self, item: &ChatItem, indent: usize) {
        let pad = " ".repeat(indent);
        match &item.kind {
            ItemKind::Blank => self.has_blank = !self.text.is_empty() && !self.is_after_title,
            ItemKind::Comment { text } => return self.comment(&format!("{pad}#{text}")),
            ItemKind::Tags { tags } => self.line(&format!("tags {}", tags.join(", "))),
            ItemKind::Include { path } => self.line(&format!("include {path}")),
            ItemKind::Fault { text } => self.line(&format!("fault {text}")),
            ItemKind::Clock { ahead } => self.line(&format!("clock +{}", ahead.text)),
            ItemKind::Say(line) => {
                let user = user(&line.user, line.room.as_deref());
                self.text(&format!("{user}:"), &line.text, indent);
                if let Some(metadata) = &line.metadata {
                    self.line(&format!("metadata {metadata}"));
                }
            }
            ItemKind::Tap(line) => {
                let user = user(&line.user, line.room.as_deref());
                self.text(&format!("{user} taps"), &line.label, indent);
            }
            ItemKind::Bot(line) => self.bot(line, indent),
            ItemKind::AnyOrder { items } => {
                self.line("any order:");
                // Blank lines at its ends go.
                let is_blank = |item: &ChatItem| matches!(item.kind, ItemKind::Blank);
                let start = items.iter().take_while(|item| is_blank(item)).count();
                items[start..].iter().for_each(|item| self.item(item, 2));
            }
        }
        if !matches!(item.kind, ItemKind::Blank) {
            self.comments_at = self.text.len();
        }
    }

    fn bot(&mut self, line: &BotLine, indent: usize) {
        let pad = " ".repeat(indent);
        let mut head = format!("{pad}bot");
        if let Some(bot) = &line.bot {
            head.push_str(&format!(" {}", bot_name(bot)));
        }
        if let Some(room) = &line.room {
            head.push_str(&format!(" in {}", word(room)));
        }
        if let Some(number) = line.reply_to {
            head.push_str(&format!(" to {number}"));
        }
        if let Some(time) = &line.within {
            head.push_str(&format!(" within {}", time.text));
        }
        let mut offers = line.offers.as_ref().map(labels);
        match &line.says {
            BotSays::Exact { text } => self.text(&format!("{head}:"), text, indent),
            BotSays::Glob { text } => self.text(&format!("{head} ~"), text, indent),
            BotSays::Regex { regex } => {
                let labels = offers.take().map(|labels| format!("  {labels}"));
                let labels = labels.unwrap_or_default();
                self.line(&format!("{head} =~ {}{labels}", regex.slashed()));
            }
            BotSays::Card { title } => self.text(&format!("{head} shows card"), title, indent),
            BotSays::Cards { count: 1 } => self.line(&format!("{head} shows 1 card")),
            BotSays::Cards { count } => self.line(&format!("{head} shows {count} cards")),
            BotSays::Nothing { time: None } => self.line(&format!("{head} says nothing")),
            BotSays::Nothing { time: Some(time) } => {
                self.line(&format!("{head} says nothing for {}", time.text));
            }
            BotSays::More => self.line(&format!("{head} says more")),
        }
        if let Some(labels) = offers {
            self.line(&format!("{pad}{labels}"));
        }
        for check in &line.metadata {
            let value = match &check.value {
                MetadataValue::Json { value } => format!("= {}", value.text),
                MetadataValue::Glob { value } => format!("~ {}", value.text),
                MetadataValue::Regex { value } => format!("=~ {}", value.slashed()),
            };
            self.line(&format!("{pad}metadata {} {value}", check.pointer));
        }
    }

    /// Writes a text behind `head`, or below it if it has several lines.
    fn text(&mut self, head: &str, text: &ChatText, indent: usize) {
        if !text.text.contains('\n') {
            return self.line(&format!("{head} {}", text.text));
        }
        let pad = " ".repeat(indent + 2);
        let lines = text.text.split('\n').map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("\n{pad}{line}"),
        });
        self.line(&format!("{head}{}", lines.collect::<String>()));
    }

    fn line(&mut self, line: &str) {
        if std::mem::take(&mut self.has_blank) {
            self.text.push('\n');
        }
        self.is_after_title = false;
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn comment(&mut self, line: &str) {
        if self.has_blank {
            self.comments_at = self.text.len();
        }
        self.line(line);
    }

    /// Puts one blank line before the next title and the comments directly above it.
    fn separate_title(&mut self) {
        if self.has_blank || self.comments_at == 0 {
            return;
        }
        match self.text[self.comments_at..].is_empty() {
            true => self.has_blank = true,
            false if !self.text[self.comments_at..].starts_with('\n') => {
                self.text.insert(self.comments_at, '\n');
            }
            false => {}
        }
    }
}

fn user(name: &str, room: Option<&str>) -> String {
    let name = match is_plain_user(name) {
        true => name.to_owned(),
        false => quoted(name),
    };
    match room {
        Some(room) => format!("{name} in {}", word(room)),
        None => name,
    }
}

fn bot_name(name: &str) -> String {
    let is_reserved = ["within", "to", "in", "says", "shows"].contains(&name);
    match is_plain_word(name) && !is_reserved {
        true => name.to_owned(),
        false => quoted(name),
    }
}

/// Writes a name of a room, in quotation marks where it needs them.
pub fn word(text: &str) -> String {
    match is_plain_word(text) {
        true => text.to_owned(),
        false => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escape(text, '"'))
}

fn labels(labels: &OfferedLabels) -> String {
    let written = labels
        .labels
        .iter()
        .map(|label| format!("[{}]", escape(label, ']')));
    let more = labels.is_open.then(|| "...".to_owned());
    written.chain(more).collect::<Vec<_>>().join(" ")
}
