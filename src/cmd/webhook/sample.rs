//! `momo webhook sample`: lists or prints sample payloads.
use super::payload_edits::{EditArgs, IdentityArgs};
use crate::cmd::Verb;
use crate::cmd::context::Context;
use crate::cmd::resolve::BotArgs;
use crate::error::{Error, Result, Verdict};
use crate::io::files::read_input;
use crate::model::history::exchange::{Direction, ExchangeKind};
use crate::model::protocol::momotalk_event::{EventIdentity, replace_identity};
use crate::model::protocol::{BOT_ID_HEADER, EVENT_ID_HEADER, Event, Protocol, RequestSigner};
use crate::model::replay::captured::CapturedRequest;
use crate::model::samples;
use crate::view::escape;
use std::path::PathBuf;

/// Arguments of `momo webhook sample`.
#[derive(clap::Args, Debug)]
pub(crate) struct PrintSample {
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
    identity: IdentityArgs,
    #[command(flatten)]
    edit: EditArgs,
    #[command(flatten)]
    bot: BotArgs,
}

impl Verb for PrintSample {
    const NAME: &'static str = "sample";
    const ABOUT: &'static str = "List sample payloads, or print one ready to pipe";
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook sample
  momo webhook sample momotalk/message_created | momo sign --secret-file secret.txt
  momo webhook sample momotalk/message_created --set message.body=안녕 --set message.room_id=1
  momo webhook sample kakao-share/direct_chat.get --exchange | momo webhook replay - --to 3000
  momo webhook sample --from event.json --seed 1 --now 2026-06-07T12:00:00Z
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        if self.name.is_none() && self.from.is_none() {
            list(context)?;
            return Ok(Verdict::Yes);
        }
        let (payload, identity) = self.payload_with_identity(context)?;
        let body = self.edit.apply(payload.body)?;
        if payload.sample.is_some_and(samples::Sample::is_query) && !self.exchange {
            context
                .terminal
                .note("It comes as the query of a GET; `--exchange` prints the whole request.");
        }
        if self.exchange || context.terminal.is_json() {
            let request = unsigned_request(payload.sample, body, identity.as_ref());
            context.terminal.print_json(&request)?;
        } else if context.terminal.out_is_terminal() {
            show(context, &body)?;
        } else {
            context.terminal.print_bytes(&body)?;
        }
        Ok(Verdict::Yes)
    }
}

impl PrintSample {
    /// Returns the payload with new ids and times, and that identity; `None` with `--keep-ids`.
    fn payload_with_identity(
        &self,
        context: &mut Context,
    ) -> Result<(SamplePayload, Option<EventIdentity>)> {
        let identity = self.identity.identities()?.nth(0);
        let unchanged = |payload: SamplePayload| Ok((payload, None));
        if let Some(file) = &self.from {
            let body = read_input(file)?;
            // A payload from a file keeps its message id; only samples get a new one.
            let identity = identity.without_message().with_bot(self.bot.bot.as_deref());
            let sample = None;
            if self.identity.keep_ids {
                return unchanged(SamplePayload { body, sample });
            }
            let body = replace_identity(&body, &identity);
            return Ok((SamplePayload { body, sample }, Some(identity)));
        }
        let template = find(self.name.as_deref().unwrap_or_default())?;
        let sample = Some(template);
        if self.identity.keep_ids {
            let body = template.raw();
            return unchanged(SamplePayload { body, sample });
        }
        let bot = bot_id(context, &self.bot, self.identity.seed.is_some())?;
        let identity = identity.with_bot(bot.as_deref());
        let body = template.body(&identity);
        Ok((SamplePayload { body, sample }, Some(identity)))
    }
}

struct SamplePayload {
    body: Vec<u8>,
    sample: Option<&'static samples::Sample>,
}

/// Finds a sample. Fails for an unknown name, with suggestions.
pub(super) fn find(name: &str) -> Result<&'static samples::Sample> {
    samples::find(name).ok_or_else(|| {
        let error = Error::usage(format!("there is no sample `{name}`"));
        let suggestions: Vec<_> = samples::suggestions(name)
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        match &*suggestions {
            [] => error.hint("`momo webhook sample` lists them."),
            suggestions => error.hint(format!("Did you mean {}?", suggestions.join(" or "))),
        }
    })
}

/// Returns the bot id for a sample; `None` if no bot is chosen. With a seed only the flag counts, so that the sample
/// is the same on every machine.
pub(super) fn bot_id(
    context: &mut Context,
    bot: &BotArgs,
    is_seeded: bool,
) -> Result<Option<String>> {
    if bot.bot.is_some() || is_seeded {
        return Ok(bot.bot.clone());
    }
    let Ok(config) = context.config() else {
        return Ok(None);
    };
    Ok(config.bot(bot).ok().map(|bot| bot.id))
}

fn list(context: &mut Context) -> Result<()> {
    let terminal = &mut context.terminal;
    if terminal.is_json() {
        let samples: Vec<_> = samples::all()
            .map(|sample| {
                serde_json::json!({
                    "name": sample.name,
                    "protocol": sample.protocol().name(),
                    "about": sample.description,
                })
            })
            .collect();
        return terminal.print_json(&serde_json::json!({ "samples": samples }));
    }
    let longest = samples::all().map(|sample| sample.name.len()).max();
    let width = longest.unwrap_or(0);
    let styles = terminal.out_styles();
    for sample in samples::all() {
        let gap = " ".repeat(width - sample.name.len());
        terminal.print(format!(
            "{}{gap}  {}",
            styles.accent(sample.name),
            sample.description
        ))?;
    }
    if terminal.out_is_terminal() {
        terminal.note("\nPrint one: momo webhook sample NAME    Deliver one: momo webhook replay NAME --to 3000");
    }
    Ok(())
}

/// Wraps the payload in its request, without a signature.
fn unsigned_request(
    sample: Option<&samples::Sample>,
    body: Vec<u8>,
    identity: Option<&EventIdentity>,
) -> CapturedRequest {
    let mut captured = match sample {
        Some(sample) => {
            CapturedRequest::new(sample.request(body), sample.protocol(), ExchangeKind::Event)
        }
        None => CapturedRequest::from_payload(body),
    };
    let signer = match captured.protocol {
        Protocol::KakaoShare => Some(RequestSigner::Share(None)),
        Protocol::KakaoSkill => Some(RequestSigner::Skill(None)),
        Protocol::Momotalk | Protocol::Nhn | Protocol::Http => None,
    };
    match signer {
        Some(signer) => {
            let mut event = Event::from_request(captured.protocol, &captured.request);
            signer.sign(&mut captured.request, &mut event, identity);
            captured.event_id = event.id;
        }
        None => {
            let headers = &mut captured.request.headers;
            if let Some(bot_id) = &captured.bot_id {
                headers.set(BOT_ID_HEADER, bot_id.as_bytes());
            }
            if let Some(event_id) = &captured.event_id {
                headers.set(EVENT_ID_HEADER, event_id.as_bytes());
            }
        }
    }
    captured.direction = Some(Direction::Sent);
    captured
}

/// Prints the payload on a terminal, with a final newline and control characters escaped.
fn show(context: &mut Context, body: &[u8]) -> Result<()> {
    let text = escape::bytes(body);
    context.terminal.print(&text)?;
    if text.as_ref().as_bytes() != body {
        context
            .terminal
            .note("Characters that a terminal would obey are shown escaped; a pipe or file gets the exact bytes.");
    }
    Ok(())
}
