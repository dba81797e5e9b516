//! `momo webhook sample`: sample payloads, listed or printed to be signed, edited, replayed.
use super::stamping::{EditArgs, StampArgs};
use crate::cmd::Verb;
use crate::cmd::choice::{BotArgs, Known};
use crate::cmd::context::Context;
use crate::error::{Error, Result, Verdict};
use crate::io::files::read_input;
use crate::model::captured::Captured;
use crate::model::event::restamp;
use crate::model::exchange::{Direction, Kind};
use crate::model::http::Request;
use crate::model::protocol::{BOT_ID_HEADER, EVENT_ID_HEADER, Protocol};
use crate::model::samples;
use crate::view::shown;
use std::path::PathBuf;

/// Arguments of `momo webhook sample`.
#[derive(clap::Args, Debug)]
pub(crate) struct Sample {
    /// The sample's name; without one all are listed
    #[arg(conflicts_with = "from")]
    name: Option<String>,
    /// Take the payload from this file (`-`: standard input) instead
    #[arg(long, value_name = "FILE", help_heading = "Payload")]
    from: Option<PathBuf>,
    /// Print the whole unsigned request as one line of JSON, as `webhook replay` takes it
    #[arg(long)]
    exchange: bool,
    #[command(flatten)]
    stamp: StampArgs,
    #[command(flatten)]
    edit: EditArgs,
    #[command(flatten)]
    bot: BotArgs,
}

impl Verb for Sample {
    const NAME: &'static str = "sample";
    const ABOUT: &'static str = "List sample payloads, or print one ready to pipe";
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook sample
  momo webhook sample momotalk/message_created | momo sign --secret-file secret.txt
  momo webhook sample momotalk/message_created --set message.body=안녕 --set message.room_id=1
  momo webhook sample --from event.json --seed 1 --now 2026-06-07T12:00:00Z
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        if self.name.is_none() && self.from.is_none() {
            list(context)?;
            return Ok(Verdict::Yes);
        }
        let body = self.edit.apply(self.stamped(context)?)?;
        if self.exchange || context.terminal.is_json() {
            context.terminal.print_json(&whole(body))?;
        } else if context.terminal.out_is_terminal() {
            show(context, &body)?;
        } else {
            context.terminal.print_bytes(&body)?;
        }
        Ok(Verdict::Yes)
    }
}

impl Sample {
    /// The payload under its new identity.
    fn stamped(&self, context: &mut Context) -> Result<Vec<u8>> {
        let stamp = self.stamp.stamps()?.of(0);
        if let Some(file) = &self.from {
            let body = read_input(file)?;
            // A message that exists stays the same message: only samples get a new one.
            let stamp = stamp.without_message().with_bot(self.bot.bot.as_deref());
            return Ok(if self.stamp.keep_ids {
                body
            } else {
                restamp(&body, &stamp)
            });
        }
        let sample = find(self.name.as_deref().unwrap_or_default())?;
        if self.stamp.keep_ids {
            return Ok(sample.raw());
        }
        let bot = bot_id(context, &self.bot, self.stamp.seed.is_some())?;
        Ok(sample.body(&stamp.with_bot(bot.as_deref())))
    }
}

/// The sample of this name, or an error with the names that may have been meant.
pub(super) fn find(name: &str) -> Result<&'static samples::Sample> {
    samples::find(name).ok_or_else(|| {
        let error = Error::usage(format!("there is no sample `{name}`"));
        let near: Vec<_> = samples::near(name)
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        match &*near {
            [] => error.hint("`momo webhook sample` lists them."),
            near => error.hint(format!("Did you mean {}?", near.join(" or "))),
        }
    })
}

/// The bot that a sample is for: the chosen one where there is one. With a seed only the flag counts, so that the
/// sample is the same on every machine.
pub(super) fn bot_id(context: &mut Context, bot: &BotArgs, seeded: bool) -> Result<Option<String>> {
    if bot.bot.is_some() || seeded {
        return Ok(bot.bot.clone());
    }
    let Ok(known) = Known::load(context) else {
        return Ok(None);
    };
    Ok(known.bot(context, bot).ok().map(|bot| bot.id))
}

fn list(context: &mut Context) -> Result<()> {
    let terminal = &mut context.terminal;
    if terminal.is_json() {
        let samples: Vec<_> = samples::all()
            .iter()
            .map(|sample| {
                serde_json::json!({
                    "name": sample.name,
                    "protocol": sample.protocol().name(),
                    "about": sample.about,
                })
            })
            .collect();
        return terminal.print_json(&serde_json::json!({ "samples": samples }));
    }
    let longest = samples::all().iter().map(|sample| sample.name.len()).max();
    let width = longest.unwrap_or(0);
    let ink = terminal.ink();
    for sample in samples::all() {
        let gap = " ".repeat(width - sample.name.len());
        terminal.print(format!(
            "{}{gap}  {}",
            ink.accent(sample.name),
            sample.about
        ))?;
    }
    if terminal.out_is_terminal() {
        terminal.note("\nPrint one: momo webhook sample NAME    Deliver one: momo webhook replay NAME --to 3000");
    }
    Ok(())
}

/// The payload as the request that would carry it, without a signature.
fn whole(body: Vec<u8>) -> Captured {
    let mut request = Request::post("/", "application/json", body);
    let mut captured = Captured::of(request.clone(), Protocol::Momotalk, Kind::Event);
    captured.direction = Some(Direction::Sent);
    if let Some(bot_id) = &captured.bot_id {
        request.headers.set(BOT_ID_HEADER, bot_id.as_bytes());
    }
    if let Some(event_id) = &captured.event_id {
        request.headers.set(EVENT_ID_HEADER, event_id.as_bytes());
    }
    captured.request = request;
    captured
}

/// The payload on a terminal: a newline behind it, and nothing in it that a terminal would obey.
fn show(context: &mut Context, body: &[u8]) -> Result<()> {
    let text = shown::bytes(body);
    context.terminal.print(&text)?;
    if text.as_ref().as_bytes() != body {
        context
            .terminal
            .note("Characters that a terminal would obey are shown escaped; a pipe or file gets the exact bytes.");
    }
    Ok(())
}
