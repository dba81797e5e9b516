//! `momo webhook sample`: lists or prints sample payloads.
use super::payload_edits::{EditArgs, IdentityArgs};
use crate::cmd::context::Context;
use crate::cmd::resolve::BotArgs;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::files::read_input;
use crate::model::history::exchange::{Direction, ExchangeKind};
use crate::model::protocol::momotalk_event::{EventIdentity, replace_identity};
use crate::model::protocol::{BOT_ID_HEADER, EVENT_ID_HEADER, Event, Protocol, RequestSigner};
use crate::model::replay::captured::CapturedRequest;
use crate::model::samples;
use crate::view::escape;
use crate::view::terminal::told;
use std::path::PathBuf;

/// Arguments of `momo webhook sample`.
#[derive(clap::Args, Debug)]
pub(crate) struct PrintSample {
    /// The sample's name; without one all are listed, with a pattern such as 'momotalk/*' those that match
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
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook sample
  momo webhook sample 'momotalk/*' --exchange | momo webhook replay - --to 3000
  momo webhook sample momotalk/message_created | momo sign --secret-file secret.txt
  momo webhook sample momotalk/message_created --set message.body=안녕 --set message.room_id=1
  momo webhook sample kakao-share/direct_chat.get --exchange | momo webhook replay - --to 3000
  momo webhook sample --from event.json --seed 1 --now 2026-06-07T12:00:00Z

The white space of MoMoTalk's samples is momo's own choice: no common serialiser gives it back, so that a bot that signs a body
that it parsed and wrote again is found out. `momotalk/message_created.compact` has none.
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        if self.name.is_none() && self.from.is_none() {
            list(context, &samples::all().collect::<Vec<_>>())?;
            return Ok(Verdict::Yes);
        }
        if let Some(name) = &self.name
            && let Some(matching) = samples::matching(name)
        {
            check_matches(name, &matching)?;
            return self.print_matching(context, &matching);
        }
        let name = self.name.as_deref();
        let (payload, identity) = self.payload_with_identity(context, name, 0)?;
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
    /// Prints the samples as requests, one a line, with `--exchange`; else lists them.
    fn print_matching(
        &self,
        context: &mut Context,
        matching: &[&'static samples::Sample],
    ) -> Result<Verdict> {
        if !self.exchange {
            list(context, matching)?;
            return Ok(Verdict::Yes);
        }
        for (number, sample) in (0..).zip(matching) {
            let name = Some(sample.name);
            let (payload, identity) = self.payload_with_identity(context, name, number)?;
            let body = self.edit.apply(payload.body)?;
            let request = unsigned_request(payload.sample, body, identity.as_ref());
            context.terminal.print_json(&request)?;
        }
        Ok(Verdict::Yes)
    }

    /// Returns the payload with new ids and times, and that identity; `None` with `--keep-ids`. `number` is that of the
    /// payload in this run.
    fn payload_with_identity(
        &self,
        context: &mut Context,
        name: Option<&str>,
        number: u64,
    ) -> Result<(SamplePayload, Option<EventIdentity>)> {
        let identity = self.identity.identities()?.nth(number);
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
        let template = find(name.unwrap_or_default())?;
        let sample = Some(template);
        if self.identity.keep_ids {
            let body = template.raw();
            return unchanged(SamplePayload { body, sample });
        }
        let bot = bot_id(context, &self.bot)?;
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

/// Fails if no sample matches the pattern.
pub(super) fn check_matches(pattern: &str, matching: &[&samples::Sample]) -> Result<()> {
    match matching.is_empty() {
        true => Err(Error::usage(format!("no sample matches `{pattern}`"))
            .hint("`momo webhook sample` lists them.")),
        false => Ok(()),
    }
}

/// Returns the bot id for a sample; `None` if no bot is chosen. Notes if several are known. Fails if `--bot` names
/// none.
pub(super) fn bot_id(context: &mut Context, bot: &BotArgs) -> Result<Option<String>> {
    let Ok(config) = context.config() else {
        return Ok(bot.bot.clone());
    };
    match config.bot(bot) {
        Ok(chosen) => return Ok(Some(chosen.id)),
        Err(error) if bot.bot.is_some() => return Err(error),
        Err(_) => {}
    }
    if let Some(error) = config.several_bots_error(bot)
        && !context.terminal.is_json()
    {
        let message = error.message();
        context
            .terminal
            .note(format!("{message}; so the bot id is the sample's own."));
    }
    Ok(None)
}

fn list(context: &mut Context, samples: &[&samples::Sample]) -> Result<()> {
    let terminal = &mut context.terminal;
    if terminal.is_json() {
        let samples: Vec<_> = samples
            .iter()
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
    let longest = samples.iter().map(|sample| sample.name.len()).max();
    let width = longest.unwrap_or(0);
    let styles = terminal.out_styles();
    for sample in samples {
        let gap = " ".repeat(width - sample.name.len());
        terminal.print(format!(
            "{}{gap}  {}",
            styles.accent(sample.name),
            told(sample.description)
        ))?;
    }
    if terminal.out_is_terminal() {
        terminal.note("\nPrint one: `momo webhook sample NAME`    Deliver one: `momo webhook replay NAME --to 3000`");
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
