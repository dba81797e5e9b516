//! `momo webhook replay`: signs and delivers payloads and judges the responses.
mod expect;
mod inject;
mod load;
mod local_room;
mod output;
mod report;
mod target;
mod why;

use super::kakao_args::KakaoArgs;
use super::payload_edits::{EditArgs, IdentityArgs};
use super::sources::{self, PickArgs};
use crate::cmd::context::Context;
use crate::cmd::report_files::ReportArgs;
use crate::cmd::secret::SecretArgs;
use crate::cmd::values;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::flow::replay::{self, ItemOrigin, ReplayItem, ReplayPlan, Signing, restore_credentials};
use crate::io::client::{Client, ClientOptions};
use crate::io::signals;
use crate::io::system;
use crate::model::history::exchange::ExchangeKind;
use crate::model::history::hop::unsendable;
use crate::model::http::coding;
use crate::model::protocol::{KakaoKeys, Protocol};
use crate::model::secret::verification::BotFingerprints;
use crate::model::text::phrase::Phrase;
use crate::view::terminal::render;
use expect::ExpectArgs;
use inject::InjectionArgs;
use load::LoadArgs;
use output::ReplayOutput;
use std::io::IsTerminal;
use std::time::Duration;
use target::TargetArgs;

/// Arguments of `momo webhook replay`.
#[derive(clap::Args, Debug)]
pub(crate) struct Replay {
    /// What to deliver: `-`, an `ex_...` of the history or its `last` event, a sample, all samples that match a pattern such as
    /// 'momotalk/*', a file (`./NAME` forces a file);
    /// standard input where nothing is named. A file holds a payload, an exchange as JSON,
    /// one exchange a line, or a HAR, of which the events are delivered
    #[arg(value_name = "SAMPLE|FILE|ID|-")]
    payloads: Vec<String>,
    /// Deliver the bytes of a file as one payload, even if they look like an exchange, a list of exchanges or a HAR
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    target: TargetArgs,
    /// How long the bot may take for its whole answer [default: for Kakao's requests what Kakao gives, 5s for a skill and 3s
    /// for a Share webhook; else 3s, momo's own choice]
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    timeout: Option<Duration>,
    #[command(flatten)]
    expect: ExpectArgs,
    /// A header to send, in place of one of that name; repeatable
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = values::header)]
    headers: Vec<(String, String)>,
    /// Send the signature that was given, and ids and times as they are
    #[arg(long)]
    keep_signature: bool,
    /// Whose request it is, in place of what its sample or shape says: how it is made authentic and its answer judged
    #[arg(long, value_name = "PROTOCOL", value_parser = Protocol::ALL.map(Protocol::name))]
    protocol: Option<String>,
    /// Ask the bot which signature it takes where it refuses one: it is sent events of the type `momo.probe`, each signed as a
    /// known mistake computes it
    #[arg(long)]
    why: bool,
    #[command(flatten)]
    pick: PickArgs,
    #[command(flatten)]
    load: LoadArgs,
    #[command(flatten)]
    injection: InjectionArgs,
    #[command(flatten)]
    report: ReportArgs,
    #[command(flatten)]
    identity: IdentityArgs,
    #[command(flatten)]
    edit: EditArgs,
    #[command(flatten)]
    secret: SecretArgs,
    #[command(flatten)]
    kakao: KakaoArgs,
}

impl Verb for Replay {
    const NAME: &'static str = "replay";
    const ABOUT: &'static str = "Sign payloads, deliver them, and say what came back";
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook replay momotalk/message_created --to 3000/momotalk/webhook
  momo webhook replay event.json --to https://bot.example/hook --secret-file secret.txt
  momo webhook replay last --to 3000
  momo webhook sample momotalk/message_created.korean | momo webhook replay - --to 3000 --times 10
  momo webhook replay event.json --to 3000 -H 'X-MoMoTalk-Bot-Signature: 00' --expect-status 401
  momo webhook replay 'momotalk/*' --to 3000/momotalk/webhook
  momo webhook replay kakao-skill/text kakao-skill/quick_reply --to 3000/skill
  momo webhook replay kakao-share/direct_chat.get --to 3000/share --kakao-admin-key-file key.txt
  momo webhook replay momotalk/message_created --to https://bot.example/hook --why
  momo webhook replay --failed --since 2h --to 3000
  momo webhook replay momotalk/message_created --to 3000 --rate 100 --duration 30s --concurrency 64
  momo webhook replay momotalk/message_created --to 3000 --times 100 --retry-schedule momotalk --retry-speed 10
  momo webhook replay --last 50 --to 3000 --chaos duplicate=5%,reorder=10%,jitter=0..200ms --seed 42
  momo webhook replay --last 50 --to 3000 --expect-same --ignore /id,/time --report html=replay.html,junit=replay.xml

To a bot of the running local platform a sample speaks of a room and a message of it, so that the bot's reply is taken; \
elsewhere room and message are the sample's own.
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let mut items = self.items(context)?;
        let unsendable = leave_out_unsendable(&mut items, context)?;
        let mut items = self.target.apply(items, &self.secret.bot, context)?;
        let kakao = self.kakao_keys(&items, context)?;
        let credentials = || Ok(context.config()?.credentials.clone());
        for name in restore_credentials(&mut items, &kakao, credentials) {
            context.terminal.warn(format!(
                "only a fingerprint was kept of `{name}`, so it is left out; `-H '{name}: VALUE'` sends one"
            ));
        }
        note_unpacked_bodies(&items, context);
        let signing = self.signing(&items, context)?;
        let keep_ids = self.identity.keep_ids || self.keep_signature;
        let bot = match items.iter().any(|item| item.origin == ItemOrigin::Sample) {
            true => super::sample::bot_id(context, &self.secret.bot)?,
            false => context
                .config()
                .and_then(|config| config.bot(&self.secret.bot))
                .ok()
                .map(|bot| bot.id),
        };
        if !keep_ids && !self.edit.has_message_edits() {
            local_room::link_samples(context, &mut items, &self.secret.bot);
        }
        let identities = self.identity.identities()?;
        let identity = |count| identities.nth(count).with_bot(bot.as_deref());
        let plan = ReplayPlan {
            items,
            times: self.load.times(),
            pace: self.load.pace(),
            injection: self.injection.injection(self.identity.seed, context)?,
            fail_fast: self.expect.is_fail_fast(),
            timeout: self.timeout,
            signing,
            kakao,
            identity: if keep_ids { None } else { Some(&identity) },
            edits: self.edit.edits()?,
            bot_id: bot.clone(),
            headers: self.headers.clone(),
            expectation: self.expect.expectation(),
        };
        let client = Client::new(ClientOptions::default())?;
        let reports = report::begin(&self.report, &plan, self.identity.seed)?;
        // Ctrl-C may kill a single delivery at once, unless a report must be written.
        let is_single = plan.items.len() == 1
            && plan.times == Some(1)
            && plan.pace.is_none()
            && plan.injection.is_none()
            && reports.is_none();
        let stops = if is_single {
            None
        } else {
            Some(signals::watch_stop()?)
        };
        let inquiry = self.inquiry(&plan.signing, &client, context);
        let mut output = ReplayOutput::new(context, &plan, stops, reports, inquiry);
        let summary = replay::run(&plan, &client, &mut output)?;
        // Dropping the client would wait for its background work, such as a DNS lookup that timed out.
        std::mem::forget(client);
        output.conclude(&summary)?;
        Ok(match summary.verdict() {
            Verdict::Yes if unsendable > 0 => Verdict::Unknown,
            verdict => verdict,
        })
    }
}

impl Replay {
    /// Reads all payloads: named ones (standard input if nothing is named), then those that flags pick from the
    /// history.
    fn items(&self, context: &mut Context) -> Result<Vec<ReplayItem>> {
        let mut names = self.payloads.clone();
        if names.is_empty() && !self.pick.is_some() && !std::io::stdin().is_terminal() {
            names.push("-".into());
        }
        let stdin_count = names.iter().filter(|word| *word == "-").count();
        if stdin_count > 1
            || (stdin_count == 1 && self.secret.takes_stdin() | (self.kakao.stdin_count() > 0))
        {
            return Err(Error::usage("standard input can be only one thing")
                .hint("Give the other one as a file."));
        }
        let mut items = sources::read_all(&names, self.raw, context)?;
        items.extend(self.pick.items(context)?);
        if let Some(protocol) = self.protocol.as_deref().and_then(Protocol::from_name) {
            for item in &mut items {
                item.captured.protocol = protocol;
            }
        }
        if self.payloads.is_empty() && !self.pick.is_some() {
            // Empty standard input, if nothing was named, is not an empty payload.
            items.retain(|item| !item.captured.request.body.is_empty());
        }
        Ok(items)
    }

    /// Returns the keys for Kakao's requests; empty if there are none or they keep their own authentication. Fails if
    /// Share webhooks have no admin key.
    fn kakao_keys(&self, items: &[ReplayItem], context: &mut Context) -> Result<KakaoKeys> {
        let has = |protocol: Protocol| {
            items.iter().any(|item| {
                item.captured.protocol == protocol && item.captured.kind == ExchangeKind::Event
            })
        };
        let mut keys = KakaoKeys::default();
        if self.keep_signature || !(has(Protocol::KakaoShare) || has(Protocol::KakaoSkill)) {
            return Ok(keys);
        }
        let config = context.config()?;
        if has(Protocol::KakaoSkill) {
            keys.skill = self.kakao.skill_key(&config)?;
        }
        let has_authorization = self
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("Authorization"));
        if has(Protocol::KakaoShare) && !has_authorization {
            let (key, origin) = self.kakao.admin_key(&config)?.ok_or_else(no_admin_key)?;
            if !context.terminal.is_json() {
                context.terminal.note(format!(
                    "Sending the admin key of fingerprint {} from {origin}.",
                    key.fingerprint()
                ));
            }
            keys.admin_key = Some(key);
            keys.origin = Some(origin);
        }
        Ok(keys)
    }

    /// Returns the signing mode, with the secret if a MoMoTalk event must be signed.
    fn signing(&self, items: &[ReplayItem], context: &mut Context) -> Result<Signing> {
        if self.keep_signature {
            let resolved = self.secret.resolve(context).ok();
            return Ok(Signing::Keep(resolved.map(|resolved| resolved.secret)));
        }
        let is_signed = |item: &ReplayItem| {
            item.captured.protocol == Protocol::Momotalk
                && item.captured.kind == ExchangeKind::Event
        };
        if !items.iter().any(is_signed) {
            return Ok(Signing::Keep(None));
        }
        let resolved = self.secret.resolve(context)?;
        if !context.terminal.is_json() {
            context.terminal.note(format!(
                "Signing with the secret of fingerprint {} from {}.",
                resolved.secret.fingerprint(),
                resolved.origin
            ));
        }
        // Without a home folder no other secret is known.
        let kept = context.config().ok();
        let kept =
            kept.map(|config| BotFingerprints::new(config.credentials.bots(), system::now()));
        Ok(Signing::Sign {
            secret: resolved.secret,
            origin: resolved.origin,
            kept: kept.unwrap_or_default(),
        })
    }
}

/// Removes the requests of which parts are missing, says so and returns their number. Fails if there are no others.
fn leave_out_unsendable(items: &mut Vec<ReplayItem>, context: &mut Context) -> Result<usize> {
    let (mut reasons, count) = (Vec::new(), items.len());
    items.retain(|item| {
        let captured = &item.captured;
        let reason = unsendable(&captured.missing, captured.direction);
        let is_whole = reason.is_none();
        reasons.extend(reason.map(|reason| {
            let impossible = Phrase::new("resend.impossible").with("id", &item.label);
            impossible.with("what", reason)
        }));
        is_whole
    });
    if let (true, Some(reason)) = (items.is_empty(), reasons.first()) {
        let error = Error::unknown(render(reason));
        return Err(match count {
            1 => error,
            count => error.hint(format!("The same goes for all {count} of them.")),
        });
    }
    for reason in &reasons {
        context.terminal.warn(render(reason));
    }
    Ok(reasons.len())
}

fn no_admin_key() -> Error {
    Error::unknown("no primary admin key is known, which Kakao sends with each Share webhook")
        .hint("Give it with `--kakao-admin-key-file FILE`, KAKAO_PRIMARY_ADMIN_KEY or `primaryAdminKey` in the settings.")
        .hint("`--keep-signature` sends none.")
}

/// Notes how many requests lose their `Content-Encoding`: archives hold bodies unpacked, with the headers of the packed
/// ones.
fn note_unpacked_bodies(items: &[ReplayItem], context: &mut Context) {
    let requests = items.iter().map(|item| &item.captured.request);
    let count = requests.filter(|it| !coding::matches_body(it)).count();
    if count > 0 {
        let requests = if count == 1 {
            "1 request"
        } else {
            &format!("{count} requests")
        };
        context.terminal.note(format!(
            "Content-Encoding is left out of {requests}: the body is not packed so. `-H 'Content-Encoding: gzip'` sends it."
        ));
    }
}
