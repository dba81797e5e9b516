//! `momo room say`: posts a message in a room as a user, and optionally waits for the bots' answers to it.
mod report;
mod silence;
mod wait;

use crate::cmd::chosen_room::RoomArgs;
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::failure_notes;
use crate::cmd::text_arg::{TextArg, parse_metadata};
use crate::cmd::{Effect, Verb, values};
use crate::error::{Result, Verdict};
use crate::io::system;
use crate::model::platform::answer::{AnswerText, ExpectedAnswers};
use crate::model::platform::bot::Role;
use crate::view::room;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::time::Duration;

/// Wait for the answers if they are expected and no time is given.
const DEFAULT_WAIT: Duration = Duration::from_secs(5);

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
    #[command(flatten)]
    text: TextArg,
    /// Do not ask a bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)
    #[arg(long)]
    no_probe: bool,
    #[command(flatten)]
    answers: AnswerArgs,
    #[command(flatten)]
    platform: PlatformArgs,
}

/// The flags that wait for answers.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Answer")]
struct AnswerArgs {
    /// Wait so long for a bot's answer to it and print that; exit code 1 where none comes [default with --expect and --count: 5s]
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    wait: Option<Duration>,
    /// The text that one answer has, all of it, or /a regular expression/; exit code 1 and what differs where none has
    #[arg(long, value_name = "TEXT|/REGEX/")]
    expect: Option<AnswerText>,
    /// Exactly so many answers; exit code 1 where more or fewer come
    #[arg(long, value_name = "NUMBER", value_parser = values::count)]
    count: Option<usize>,
    /// Wait so long for no answer; exit code 1 at once where one comes, 3 where a bot did not take the event
    #[arg(long, value_name = "TIME", value_parser = values::duration, conflicts_with_all = ["wait", "expect", "count"])]
    expect_none: Option<Duration>,
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
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo room say 안녕하세요
  momo room say --room 1 --user 앨리스 'one coffee, please' --wait 3s
  momo room say menu --expect '/coffee|tea/' --count 1
  momo room say 'not for the bot' --expect-none 2s
  cat long.txt | momo room say --room 1 -

An answer is a bot's message that replies to this one, or one that replies to nothing and was made after the bot had been \
sent this event. Other messages that come meanwhile are shown apart.";

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
        let since = system::now();
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
        let Some((wait, expected)) = self.answers.expected() else {
            if context.terminal.is_json() {
                context.terminal.print_json(&posted)?;
            }
            return Ok(Verdict::Yes);
        };
        let outcome = wait::for_answers(&console, room_id, &posted, &expected, wait)?;
        let failed = silence::failed_exchanges(&outcome, &posted);
        let refused = match expected.are_met(&outcome.answers.answers) {
            true => Vec::new(),
            false => silence::refused_calls(context, &self.platform, &posted, since),
        };
        let explained = refused
            .iter()
            .chain(&failed)
            .filter_map(|id| failure_notes::explain(&console.api, id, !self.no_probe));
        let diagnoses = explained.filter_map(|explained| explained.diagnosis);
        let explanations = diagnoses.flat_map(|it| std::iter::once(it.message).chain(it.hints));
        let explanations = explanations.collect();
        report::print(context, posted, &outcome, &expected, wait, explanations)
    }
}

impl AnswerArgs {
    /// Returns how long to wait and what for; `None` if no answer is awaited.
    fn expected(self) -> Option<(Duration, ExpectedAnswers)> {
        let is_expected = self.expect.is_some() || self.count.is_some();
        let default = is_expected.then_some(DEFAULT_WAIT);
        let wait = self.expect_none.or(self.wait).or(default)?;
        let expected = ExpectedAnswers {
            text: self.expect,
            count: self.count,
            none: self.expect_none.is_some(),
        };
        Some((wait, expected))
    }
}

/// Returns the ids of the events that the message caused.
fn event_ids(posted: &Value) -> Vec<&str> {
    let deliveries = posted["deliveries"].as_array().into_iter().flatten();
    deliveries
        .filter_map(|delivery| delivery["event_id"].as_str())
        .collect()
}

/// Returns the number of the message; 0 if the platform named none.
fn message_id(posted: &Value) -> i64 {
    posted["message"]["message_id"].as_i64().unwrap_or(0)
}
