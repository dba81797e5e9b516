//! `momo webhook replay`: sign and deliver payloads, and say what came back.
use super::delivered::Desk;
use super::pace::PaceArgs;
use super::sources::{self, PickArgs};
use super::stamping::{EditArgs, StampArgs};
use crate::cmd::Verb;
use crate::cmd::choice::{Known, expanded};
use crate::cmd::context::Context;
use crate::cmd::secret::SecretArgs;
use crate::cmd::values;
use crate::error::{Error, Result, Verdict};
use crate::flow::replay::{self, Item, Plan, Signing};
use crate::io::client::{Client, ClientOptions};
use crate::io::signals;
use crate::model::exchange::{Direction, Kind};
use crate::model::expect::{BodyRule, Expectation};
use crate::model::protocol::Protocol;
use crate::model::secret::Secret;
use crate::model::settings::Place;
use crate::model::status::StatusSet;
use crate::model::target;
use std::io::IsTerminal;
use std::time::Duration;

/// Arguments of `momo webhook replay`.
#[derive(clap::Args, Debug)]
pub(crate) struct Replay {
    /// What to deliver: `-`, an `ex_...` of the history or its `last` event, a sample, a file (`./NAME` forces a file);
    /// standard input where nothing is named. A file holds a payload, an exchange as JSON, or one exchange a line
    #[arg(value_name = "SAMPLE|FILE|ID|-")]
    payloads: Vec<String>,
    /// Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path`; several get everything, one after the other
    /// [default: the bot's callback URL, or `callback` in momo.json]
    #[arg(long, visible_alias = "url", value_name = "TARGET")]
    to: Vec<String>,
    /// How long the bot may take for its whole answer; three seconds are momo's own choice
    #[arg(long, value_name = "DURATION", default_value = "3s", value_parser = values::duration)]
    timeout: Duration,
    /// The statuses that are as they should be, for example `200,2xx`; others make the exit code 1
    #[arg(long, value_name = "STATUSES", default_value = "2xx")]
    expect_status: StatusSet,
    /// How long an answer may take at most, counted from the sending
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    expect_within: Option<Duration>,
    /// What the answer's body must hold: a text, or `/a pattern/`
    #[arg(long, value_name = "TEXT|/REGEX/")]
    expect_body: Option<BodyRule>,
    /// End with the first delivery that is not as expected
    #[arg(long)]
    fail_fast: bool,
    /// Deliver everything so many times [default: 1, or until --duration is over]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    times: Option<u32>,
    /// A header to send, in place of one of that name; repeatable
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = values::header)]
    headers: Vec<(String, String)>,
    /// Send the signature that was given, and ids and times as they are
    #[arg(long)]
    keep_signature: bool,
    /// Whose request it is, where it does not say: `http` is sent unsigned
    #[arg(long, value_name = "PROTOCOL", value_parser = ["momotalk", "http"])]
    protocol: Option<String>,
    #[command(flatten)]
    pick: PickArgs,
    #[command(flatten)]
    pace: PaceArgs,
    #[command(flatten)]
    stamp: StampArgs,
    #[command(flatten)]
    edit: EditArgs,
    #[command(flatten)]
    secret: SecretArgs,
}

impl Verb for Replay {
    const NAME: &'static str = "replay";
    const ABOUT: &'static str = "Sign payloads, deliver them, and say what came back";
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook replay momotalk/message_created --to 3000/momotalk/webhook
  momo webhook replay event.json --to https://bot.example/hook --secret-file secret.txt
  momo webhook replay last --to 3000
  momo webhook sample momotalk/message_created.korean | momo webhook replay - --to 3000 --times 10
  momo webhook replay event.json --to 3000 -H 'X-MoMoTalk-Bot-Signature: 00' --expect-status 401
  momo webhook replay --failed --since 2h --to 3000
  momo webhook replay momotalk/message_created --to 3000 --rate 100 --duration 30s --concurrency 64
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let items = self.items(context)?;
        let mut items = self.aim(items, context)?;
        refill(&mut items, context);
        let signing = self.signing(&items, context)?;
        let keep_ids = self.stamp.keep_ids || self.keep_signature;
        let bot = super::sample::bot_id(context, &self.secret.bot, self.stamp.seed.is_some())?;
        let stamp = |count| Ok(self.stamp.stamp(count)?.with_bot(bot.as_deref()));
        let plan = Plan {
            items,
            times: self.pace.times(self.times),
            pace: self.pace.pace(),
            fail_fast: self.fail_fast,
            timeout: self.timeout,
            signing,
            stamp: if keep_ids { None } else { Some(&stamp) },
            edits: self.edit.edits()?,
            bot_id: bot.clone(),
            headers: self.headers.clone(),
            proxy: proxy(context),
            expected: Expectation {
                statuses: self.expect_status.clone(),
                within: self.expect_within,
                body: self.expect_body.clone(),
            },
        };
        let client = Client::new(ClientOptions::default())?;
        // One delivery alone simply dies of Ctrl-C.
        let is_one = plan.items.len() == 1 && plan.times == Some(1) && plan.pace.is_none();
        let stops = if is_one {
            None
        } else {
            Some(signals::watch()?)
        };
        let mut desk = Desk::new(context, &plan, stops);
        let summary = replay::run(&plan, &client, &mut desk)?;
        // Dropping the client would wait for whatever it still does, such as a look-up of a name that has timed out.
        std::mem::forget(client);
        desk.conclude(&summary)?;
        Ok(summary.verdict())
    }
}

impl Replay {
    /// What is to be delivered.
    fn items(&self, context: &mut Context) -> Result<Vec<Item>> {
        let mut words = self.payloads.clone();
        if words.is_empty() && !self.pick.is_some() && !std::io::stdin().is_terminal() {
            words.push("-".into());
        }
        let piped = words.iter().filter(|word| *word == "-").count();
        if piped > 1 || (piped == 1 && self.secret.takes_stdin()) {
            return Err(Error::usage("standard input can be only one thing")
                .hint("Give the other one as a file."));
        }
        let mut items = sources::read_all(&words, context)?;
        items.extend(self.pick.items(context)?);
        let protocol = match self.protocol.as_deref() {
            Some("momotalk") => Some(Protocol::Momotalk),
            Some("http") => Some(Protocol::Http),
            _ => None,
        };
        if let Some(protocol) = protocol {
            for item in &mut items {
                item.captured.protocol = protocol;
            }
        }
        if self.payloads.is_empty() && !self.pick.is_some() {
            // Nothing was named and nothing came: that is no empty payload.
            items.retain(|item| !item.captured.request.body.is_empty());
        }
        Ok(items)
    }

    /// Every request with its target; with several targets each goes to all.
    fn aim(&self, items: Vec<Item>, context: &mut Context) -> Result<Vec<Item>> {
        let given: Vec<_> = self
            .to
            .iter()
            .map(|to| target::resolve(to))
            .collect::<Result<_>>()?;
        let mut usual = None;
        let mut aimed = Vec::new();
        for item in items {
            let own = item.captured.request.url.clone();
            let was_sent = item.captured.direction == Some(Direction::Sent) && own.contains("://");
            let targets = match &usual {
                _ if !given.is_empty() => given.clone(),
                _ if was_sent => vec![own],
                Some(usual) => vec![String::clone(usual)],
                None => vec![usual.insert(self.usual_target(context)?).clone()],
            };
            for target in targets {
                let mut item = item.clone();
                item.captured.request.url = target;
                aimed.push(item);
            }
        }
        Ok(aimed)
    }

    /// The callback URL of the bot that was named, else `callback` in the settings, else the only bot's.
    fn usual_target(&self, context: &mut Context) -> Result<String> {
        let missing = || {
            Error::usage("there is nowhere to deliver to")
                .hint("Name the place with `--to 3000`, or `--to https://bot.example/hook`.")
        };
        let known = Known::load(context).map_err(|error| missing().because(error))?;
        let chosen = known.bot(context, &self.secret.bot);
        let own = chosen
            .as_ref()
            .ok()
            .and_then(|bot| bot.kept.as_ref()?.callback_url.clone());
        if self.secret.bot.bot.is_some() {
            return match own {
                Some(url) => target::resolve(&url),
                None => Err(missing()),
            };
        }
        if let Some(setting) = known.settings.callback() {
            let setting = expanded(context, "callback", setting)?;
            let url = target::resolve(&setting.value)?;
            let is_strangers = matches!(setting.place, Place::Project(_));
            if is_strangers && !target::is_loopback(&url) && Some(&url) != own.as_ref() {
                return Err(Error::usage(format!(
                    "`callback` in {} leads to another machine, so it must be said aloud",
                    setting.place
                ))
                .hint(format!("If you trust it: `--to {url}`.")));
            }
            return Ok(url);
        }
        own.map_or_else(|| Err(missing()), |url| target::resolve(&url))
    }

    /// The secret, where anything is to be signed.
    fn signing(&self, items: &[Item], context: &mut Context) -> Result<Signing> {
        if self.keep_signature {
            let found = self.secret.find(context).ok();
            return Ok(Signing::Keep(found.map(|found| found.secret)));
        }
        let is_signed = |item: &Item| {
            item.captured.protocol == Protocol::Momotalk && item.captured.kind == Kind::Event
        };
        if !items.iter().any(is_signed) {
            return Ok(Signing::Keep(None));
        }
        let found = self.secret.find(context)?;
        if !context.terminal.is_json() {
            context.terminal.note(format!(
                "Signing with the secret of fingerprint {} from {}.",
                found.secret.fingerprint(),
                found.origin
            ));
        }
        Ok(Signing::Sign {
            secret: found.secret,
            origin: found.origin,
        })
    }
}

/// The variable that names a proxy, as the HTTP client reads it; its value may hold a password.
fn proxy(context: &Context) -> Option<String> {
    let names = [
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
    ];
    let set = names
        .into_iter()
        .find(|name| context.variable(name).is_some());
    set.map(str::to_owned)
}

/// Fills in the credentials of which the history kept only fingerprints: a bot's own token, where it goes to the API
/// that it was kept for. Others are left out, with a warning.
fn refill(items: &mut [Item], context: &mut Context) {
    for item in items {
        let request = &mut item.captured.request;
        for header in request.headers.take_hidden() {
            let known = Known::load(context).ok();
            let value = known.and_then(|known| known_token(&known, &header.value, &request.url));
            match value {
                Some(value) => request.headers.push(header.name, value),
                None => context.terminal.warn(format!(
                    "only a fingerprint was kept of `{name}`, so it is left out; `-H '{name}: VALUE'` sends one",
                    name = header.name
                )),
            }
        }
    }
}

/// `Bearer TOKEN` for `Bearer (fingerprint ...)`.
fn known_token(known: &Known, hidden: &[u8], url: &str) -> Option<Vec<u8>> {
    let mut bots = known.credentials.bots();
    let (_, bot) = bots.find(|(_, bot)| {
        let token = bot.token.as_ref().map(Secret::fingerprint);
        token.is_some_and(|token| hidden == format!("Bearer (fingerprint {token})").as_bytes())
    })?;
    let base = bot.api_base.trim_end_matches('/');
    let is_bound = !base.is_empty()
        && url
            .strip_prefix(base)
            .is_some_and(|rest| rest.starts_with('/'));
    let token = bot.token.as_ref().filter(|_| is_bound)?;
    Some([b"Bearer ", token.reveal()].concat())
}
