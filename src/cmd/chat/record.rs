//! `momo chat record`: writes a conversation file of what was said in a room.
use crate::cmd::chosen_room::RoomArgs;
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::webhook::FilterArgs;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::flow::api::ApiClient;
use crate::io::files::AtomicFile;
use crate::io::sqlite::History;
use crate::model::chat::history_talk::{self, LeftOut};
use crate::model::chat::record;
use crate::model::history::query::Query;
use crate::model::platform::bot::Role;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Maximum number of messages that the platform gives at once.
const PAGE: usize = 1000;

/// Arguments of `momo chat record`.
#[derive(clap::Args, Debug)]
pub(crate) struct RecordChat {
    /// `last`: only the last message of a user and what bots said to it [default: all that was said in the room]
    #[arg(value_name = "last", value_parser = ["last"])]
    part: Option<String>,
    /// Out of the history instead of a room: the messages of the exchanges that fit, a conversation for each room; `momo webhook history list --help` shows the language
    #[arg(long, value_name = "FILTER", allow_hyphen_values = true, conflicts_with_all = ["part", "room", "after", "profile", "as_role"])]
    filter: Option<String>,
    #[command(flatten)]
    room: RoomArgs,
    /// Only what came after this message
    #[arg(long, value_name = "MESSAGE_ID", value_parser = crate::cmd::values::numeric_id)]
    after: Option<i64>,
    /// The title of the conversation [default: what the first user says]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The file; one that is there stays as it is
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for RecordChat {
    const NAME: &'static str = "record";
    const ABOUT: &'static str = "Write a conversation file of what was said";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo chat record -o order.chat
  momo chat record last
  momo chat record --filter 'since:2h -status:>=400' -o bug.chat
  momo chat record --room 2 --after 40 --title 'orders a coffee' -o tests/order.chat

Of bots' messages, numbers of four digits and more, dates, times, UUIDs and other identifiers become patterns, as they differ in the next talk; \
what a user said before stays as it is. Read it before you keep it: a pattern is a proposal. `momo chat test` plays it.

--filter needs no running platform. The history knows no names of users: the first of a room is called 앨리스, the others by a number.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let (text, left_out) = match &self.filter {
            Some(filter) => {
                let (text, left_out) = self.of_history(context, filter)?;
                (text, Some(left_out))
            }
            None => (self.of_room(context)?, None),
        };
        if context.terminal.is_json() {
            let file = self.output.as_ref().map(|file| file.display().to_string());
            let mut value = json!({ "chat": text, "file": file });
            if let Some(left_out) = &left_out {
                value["left_out"] = json!(left_out);
            }
            context.terminal.print_json(&value)?;
        } else if let Some(words) = left_out.as_ref().and_then(left_out_words) {
            context.terminal.note(words);
        }
        match &self.output {
            Some(file) if file != Path::new("-") => {
                write_new(file, &text)?;
                context
                    .terminal
                    .note(format!("`{}` is written.", file.display()));
            }
            _ if !context.terminal.is_json() => context.terminal.print_bytes(text.as_bytes())?,
            _ => {}
        }
        Ok(Verdict::Yes)
    }
}

impl RecordChat {
    fn of_room(&self, context: &mut Context) -> Result<String> {
        let console = self
            .platform
            .connect(context, Role::Developer, "read a room")?;
        let room = self.room.resolve(&*context.config()?, &console.api)?;
        let mut messages = room_messages(&console.api, room, self.after.unwrap_or(0))?;
        if self.part.is_some() {
            let last = messages.iter().rposition(|it| it["sender_type"] == "user");
            messages.drain(..last.unwrap_or(0));
        }
        conversation(self.title.clone(), &messages)
    }

    fn of_history(&self, context: &mut Context, filter: &str) -> Result<(String, LeftOut)> {
        let clock = context.clock();
        let filter = FilterArgs::new(Some(filter.to_owned()), None).filter(&clock)?;
        let query = Query {
            limit: None,
            oldest_first: true,
            filter,
            ..Query::default()
        };
        let exchanges = History::open_existing(&context.history_file()?)?.list(&query)?;
        let (talks, left_out) = history_talk::talks(&exchanges);
        let is_single = talks.len() == 1;
        let rooms = talks.iter().map(|talk| {
            let title = match &self.title {
                Some(title) if is_single => title.clone(),
                Some(title) => format!("{title} (room {})", talk.room_id),
                None => record::default_title(&talk.messages),
            };
            (title, &*talk.messages)
        });
        let text = record::record_all(rooms).ok_or_else(|| {
            let error = Error::unknown(
                "there is nothing to record: no exchange that fits is a message of a user",
            )
            .hint("`momo webhook history list --filter FILTER` shows what fits.");
            left_out_words(&left_out)
                .into_iter()
                .fold(error, Error::hint)
        })?;
        Ok((text, left_out))
    }
}

/// Says what of the exchanges that fit is not in the file; `None` if all are.
fn left_out_words(left_out: &LeftOut) -> Option<String> {
    let counts = [
        (left_out.repeated, "further deliveries of a message"),
        (
            left_out.refused,
            "message calls that were refused or not answered",
        ),
        (left_out.unreadable, "without a readable message"),
        (left_out.other, "that are no messages of MoMoTalk"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let words: Vec<_> = counts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    (!words.is_empty())
        .then(|| format!("Exchanges that fit and are left out: {}.", words.join(", ")))
}

/// Reads the messages of a room after the one of this number, oldest first.
///
/// # Errors
/// Fails if the platform refuses or does not answer.
pub(super) fn room_messages(api: &ApiClient, room: i64, after: i64) -> Result<Vec<Value>> {
    let (mut messages, mut after) = (Vec::new(), after);
    loop {
        let path = format!("/rooms/{room}/messages?after={after}&limit={PAGE}");
        let answer = api.get(&path)?;
        let mut answer = answer.map_err(refused("the room cannot be read"))?;
        let Value::Array(page) = answer["messages"].take() else {
            return Ok(messages);
        };
        let count = page.len();
        messages.extend(page);
        let newest = messages
            .last()
            .and_then(|it: &Value| it["message_id"].as_i64());
        match newest.filter(|_| count == PAGE) {
            Some(newest) => after = newest,
            None => return Ok(messages),
        }
    }
}

/// Writes the conversation of these messages. The title is what the first user says if none is given.
///
/// # Errors
/// Fails if no user said anything.
pub(super) fn conversation(title: Option<String>, messages: &[Value]) -> Result<String> {
    let title = title.unwrap_or_else(|| record::default_title(messages));
    record::record(&title, messages).ok_or_else(|| {
        Error::unknown("there is nothing to record: no user has said anything")
            .hint("`momo room say` says something, or the page does.")
    })
}

/// Writes a file that is not there yet.
///
/// # Errors
/// Fails if it is there, or cannot be written.
pub(super) fn write_new(file: &Path, text: &str) -> Result<()> {
    if file.exists() {
        let file = file.display();
        return Err(
            Error::usage(format!("`{file}` is there already, and stays as it is"))
                .hint("Name another file, or move this one away."),
        );
    }
    AtomicFile::begin(file)?.finish_with(text.as_bytes())
}
