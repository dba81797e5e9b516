//! Writes a `.chat` file of what was said in a room, with patterns proposed for what differs from talk to talk.
use super::{
    BotLine, BotSays, ChatDocument, ChatItem, ChatText, Conversation, ItemKind, RegexText,
    UserLine, format, pattern, template,
};
use regex_lite::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Maximum length of a title that is made of a message, in characters.
const MAX_TITLE: usize = 60;

/// Texts that differ from talk to talk, and the patterns proposed for them: UUIDs, times and dates, identifiers with a
/// prefix, hexadecimal numbers and numbers of four digits and more.
const VARYING: [(&str, &str); 6] = [
    (
        r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        "[0-9a-fA-F-]+",
    ),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    (
        r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
        "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
    ),
    (r"[a-z]+_[0-9a-z]*[0-9][0-9a-z]*", "[a-z]+_[0-9a-z]+"),
    (
        r"[0-9a-f]*(?:[0-9][a-f]|[a-f][0-9])[0-9a-f]{6,}",
        "[0-9a-f]+",
    ),
    (r"[0-9]{4,}", "[0-9]+"),
];

static VARYING_TEXT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let any = VARYING.map(|(found, _)| format!("({found})")).join("|");
    Regex::new(&any).ok()
});

/// Writes a conversation of the messages of one room, in the JSON of the platform's API, oldest first. What bots said before
/// the first user is left out. `None` if no user said anything.
pub fn record(title: &str, messages: &[Value]) -> Option<String> {
    record_all([(title.to_owned(), messages)])
}

/// Writes a conversation for each room as [`record`] does, with its title. Rooms in which no user said anything are left
/// out; `None` if all are.
pub fn record_all<'m>(rooms: impl IntoIterator<Item = (String, &'m [Value])>) -> Option<String> {
    let conversations: Vec<_> = rooms
        .into_iter()
        .filter_map(|(title, messages)| conversation(&title, messages))
        .collect();
    (!conversations.is_empty()).then(|| {
        format(&ChatDocument {
            conversations,
            ..ChatDocument::default()
        })
    })
}

/// Returns the title of a record without one: the beginning of what the first user says.
pub fn default_title(messages: &[Value]) -> String {
    let first = messages.iter().find(|message| is_user(message));
    let said = first.map_or("", |message| text(message, "body"));
    said.chars().take(MAX_TITLE).collect()
}

fn conversation(title: &str, messages: &[Value]) -> Option<Conversation> {
    let first = messages.iter().position(is_user)?;
    let messages = &messages[first..];
    let bots: BTreeSet<&str> = messages
        .iter()
        .filter(|message| !is_user(message))
        .map(|message| text(message, "sender_name"))
        .collect();
    let mut recorder = Recorder {
        names_bots: bots.len() > 1,
        ..Recorder::default()
    };
    let items = messages.iter().map(|message| recorder.item(message));
    let items: Vec<_> = items.map(item).collect();
    Some(Conversation {
        title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        position: super::Position { line: 1, column: 1 },
        items,
    })
}

#[derive(Default)]
struct Recorder {
    /// Whether several bots spoke.
    names_bots: bool,
    /// Numbers of the users' messages, in order.
    said: Vec<i64>,
    /// What users said: a bot that repeats it says the same in the next talk.
    texts: String,
}

impl Recorder {
    fn item(&mut self, message: &Value) -> ItemKind {
        let body = pattern::normalized(text(message, "body"));
        let metadata = message.get("metadata").filter(|it| it.is_object());
        if is_user(message) {
            self.said.extend(message["message_id"].as_i64());
            self.texts.push_str(&body);
            return ItemKind::Say(UserLine {
                user: text(message, "sender_name").to_owned(),
                room: None,
                text: chat_text(template::escape(&body)),
                metadata: metadata.map(Value::to_string),
            });
        }
        let mut line = BotLine::new(self.says(&body));
        if self.names_bots {
            line.bot = Some(text(message, "sender_name").to_owned());
        }
        // A reply to the last message is what is expected anyway.
        let replied = message["reply_to_message_id"].as_i64();
        let replied = replied.filter(|id| self.said.last() != Some(id));
        let index = replied.and_then(|replied| self.said.iter().position(|id| *id == replied));
        line.reply_to = index.map(|index| index + 1);
        ItemKind::Bot(line)
    }

    /// Returns the exact text, or a pattern if a part of it probably differs in the next talk.
    fn says(&self, body: &str) -> BotSays {
        let exact = || BotSays::Exact {
            text: chat_text(template::escape(body)),
        };
        let Some(varying) = &*VARYING_TEXT else {
            return exact();
        };
        let (mut regex, mut at) = (String::from("^"), 0);
        let found: Vec<_> = varying.captures_iter(body).collect();
        for captures in found.iter().filter(|it| !self.texts.contains(&it[0])) {
            let kind = (1..captures.len()).find(|group| captures.get(*group).is_some());
            let (Some(kind), Some(whole)) = (kind, captures.get(0)) else {
                continue;
            };
            regex.push_str(&escaped(&body[at..whole.start()]));
            regex.push_str(VARYING[kind - 1].1);
            at = whole.end();
        }
        if at == 0 || body.contains('\n') {
            return exact();
        }
        regex.push_str(&escaped(&body[at..]));
        BotSays::Regex {
            regex: RegexText {
                regex: regex + "$",
                ignores_case: false,
                start: super::Position { line: 1, column: 1 },
            },
        }
    }
}

/// Escapes a text within a regular expression between slashes.
fn escaped(text: &str) -> String {
    template::escape(&regex_lite::escape(text)).replace('/', r"\/")
}

fn item(kind: ItemKind) -> ChatItem {
    ChatItem {
        position: super::Position { line: 1, column: 1 },
        end_line: 1,
        kind,
    }
}

fn chat_text(text: String) -> ChatText {
    ChatText {
        text,
        starts: Vec::new(),
    }
}

fn is_user(message: &Value) -> bool {
    message["sender_type"] == "user"
}

fn text<'a>(message: &'a Value, key: &str) -> &'a str {
    message[key].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn user(id: i64, name: &str, body: &str) -> Value {
        json!({"message_id": id, "sender_type": "user", "sender_name": name, "body": body})
    }

    fn bot(id: i64, name: &str, body: &str, to: Option<i64>) -> Value {
        json!({"message_id": id, "sender_type": "bot", "sender_name": name, "body": body, "reply_to_message_id": to})
    }

    #[test]
    fn talk_is_written_as_it_reads() {
        let talk = [
            bot(1, "가게", "hello", None),
            user(2, "앨리스", "주문할게요"),
            bot(3, "가게", "잠시만요", Some(2)),
            user(4, "밥 아저씨", "two\nlines"),
            bot(5, "가게", "주문번호 20261129 (2 잔)", Some(2)),
        ];
        let written = record("orders  a coffee", &talk).expect("a talk");
        assert_eq!(
            written,
            "## orders a coffee\n앨리스: 주문할게요\nbot: 잠시만요\n밥 아저씨:\n  two\n  lines\n\
             bot to 1 =~ /^주문번호 [0-9]+ \\(2 잔\\)$/\n"
        );
        assert_eq!(record("x", &talk[..1]), None);
    }

    #[test]
    fn bots_are_named_where_there_are_several_and_echoes_stay_exact() {
        let talk = [
            user(1, "앨리스", "call 01012345678 {now}"),
            bot(2, "a", "call 01012345678 {now}", Some(1)),
            bot(3, "b", "/a/b at 10:31 on 2026-11-29: order_8f3k2", None),
        ];
        assert_eq!(
            record("t", &talk).expect("a talk"),
            "## t\n앨리스: call 01012345678 {{now}}\nbot a: call 01012345678 {{now}}\n\
             bot b =~ /^\\/a\\/b at [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})? on [0-9]{4}-[0-9]{2}-[0-9]{2}: [a-z]+_[0-9a-z]+$/\n"
        );
    }
}
