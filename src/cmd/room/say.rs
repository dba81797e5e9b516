//! `momo room say`: posts a message in a room as a user, and optionally waits for the bot's message.
use crate::cmd::chosen_room::RoomArgs;
use crate::cmd::console::{Console, PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::text_arg::{TextArg, parse_metadata};
use crate::cmd::{Verb, values};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::model::text::phrase::Phrase;
use crate::view::{room, terminal};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Arguments of `momo room say`.
#[derive(clap::Args, Debug)]
pub(crate) struct RoomSay {
    #[command(flatten)]
    room: RoomArgs,
    /// Who says it; somebody new is made at once [default: the platform's first user]
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// The message that it answers
    #[arg(long, value_name = "MESSAGE_ID", value_parser = values::numeric_id)]
    reply_to: Option<i64>,
    /// A JSON object to go with it
    #[arg(long, value_name = "JSON")]
    metadata: Option<String>,
    /// Wait so long for a bot's answer and print it; exit code 1 where none comes
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    wait: Option<Duration>,
    #[command(flatten)]
    text: TextArg,
    #[command(flatten)]
    platform: PlatformArgs,
}

#[derive(Serialize)]
struct MessageJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Box<RawValue>>,
}

impl Verb for RoomSay {
    const NAME: &'static str = "say";
    const ABOUT: &'static str = "Say something in a room, as one of the people in it";
    const EXAMPLES: &'static str = "\
Examples:
  momo room say 안녕하세요
  momo room say --room 1 --user 앨리스 'one coffee, please' --wait 3s
  cat long.txt | momo room say --room 1 -";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let body = MessageJson {
            user: self.user,
            body: self.text.read()?,
            reply_to_message_id: self.reply_to,
            metadata: self.metadata.as_deref().map(parse_metadata).transpose()?,
        };
        let console = self
            .platform
            .connect(context, Role::Developer, "speak in a room")?;
        let room_id = self.room.resolve(&*context.config()?, &console.api)?;
        let path = format!("/rooms/{room_id}/messages");
        let posted = console.api.post(&path, &body)?;
        let posted = posted.map_err(refused("nothing was said"))?;
        if !context.terminal.is_json() {
            let styles = context.terminal.out_styles();
            let line = room::message(&posted["message"], styles);
            context.terminal.print(line)?;
            if event_ids(&posted).is_empty() {
                context.terminal.note(
                    "No bot hears it: none that is active is subscribed to the room (momo room subscribe).",
                );
            }
        }
        let Some(wait) = self.wait else {
            if context.terminal.is_json() {
                context.terminal.print_json(&posted)?;
            }
            return Ok(Verdict::Yes);
        };
        let answers = wait_for_answer(&console, room_id, &posted, wait)?;
        print_answers(context, &console, room_id, posted, answers, wait)
    }
}

fn event_ids(posted: &Value) -> Vec<&str> {
    let deliveries = posted.get("deliveries").and_then(Value::as_array);
    let deliveries = deliveries.into_iter().flatten();
    deliveries
        .filter_map(|delivery| delivery.get("event_id")?.as_str())
        .collect()
}

/// Polls for messages of bots until there is one or `wait` has passed. Returns an empty list after the time-out.
fn wait_for_answer(
    console: &Console,
    room: i64,
    posted: &Value,
    wait: Duration,
) -> Result<Vec<Value>> {
    let id = posted
        .pointer("/message/message_id")
        .and_then(Value::as_i64);
    let path = format!("/rooms/{room}/messages?after={}", id.unwrap_or(0));
    let until = Instant::now() + wait;
    loop {
        let answer = console.api.get(&path)?;
        let answer = answer.map_err(refused("the room cannot be read"))?;
        let messages = answer.get("messages").and_then(Value::as_array).cloned();
        let is_from_bot = |message: &Value| {
            message
                .get("sender_type")
                .is_some_and(|sender| sender == "bot")
        };
        let answers: Vec<_> = messages.into_iter().flatten().filter(is_from_bot).collect();
        let now = Instant::now();
        if !answers.is_empty() || now >= until {
            return Ok(answers);
        }
        std::thread::sleep(Duration::from_millis(50).min(until - now));
    }
}

fn print_answers(
    context: &mut Context,
    console: &Console,
    room: i64,
    mut posted: Value,
    answers: Vec<Value>,
    wait: Duration,
) -> Result<Verdict> {
    let verdict = Verdict::from_bool(!answers.is_empty());
    let styles = context.terminal.out_styles();
    if context.terminal.is_json() {
        if let Some(object) = posted.as_object_mut() {
            object.insert("replies".into(), json!(answers));
        }
        context.terminal.print_json(&posted)?;
        return Ok(verdict);
    }
    for answer in &answers {
        context.terminal.print(room::message(answer, styles))?;
    }
    if answers.is_empty() {
        context
            .terminal
            .warn(format!("no bot answered within {wait:?}"));
        explain_silence(context, console, room, &posted)?;
    }
    Ok(verdict)
}

/// Prints the state of the message's deliveries. A bot gets the events of a room in order, so an undelivered earlier
/// event blocks later ones.
fn explain_silence(
    context: &mut Context,
    console: &Console,
    room: i64,
    posted: &Value,
) -> Result<()> {
    let events = event_ids(posted);
    let Ok(answer) = console.api.get(&format!("/deliveries?room_id={room}"))? else {
        return Ok(());
    };
    let all = answer.get("deliveries").and_then(Value::as_array);
    let all: Vec<&Value> = all.into_iter().flatten().collect();
    let text =
        |delivery: &Value, key: &str| delivery.get(key).and_then(Value::as_str).map(str::to_owned);
    let was_attempted =
        |delivery: &Value| delivery.get("attempts").and_then(Value::as_i64) > Some(0);
    for delivery in &all {
        if !text(delivery, "event_id").is_some_and(|id| events.contains(&&*id)) {
            continue;
        }
        let blocker = all.iter().find(|other| {
            text(other, "bot_id") == text(delivery, "bot_id")
                && text(other, "state").as_deref() == Some("waiting")
                && was_attempted(other)
        });
        match blocker.filter(|_| !was_attempted(delivery)) {
            Some(blocker) => {
                let behind = Phrase::new("outbox.behind").with("delivery", room::delivery(blocker));
                context.terminal.note(terminal::render(&behind));
            }
            None => context.terminal.note(room::delivery(delivery)),
        }
    }
    Ok(())
}
