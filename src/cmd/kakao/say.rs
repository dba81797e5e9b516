//! `momo kakao say`: speaks to a skill as KakaoTalk does, and shows what a user would see.
use super::account::AccountArgs;
use crate::cmd::Verb;
use crate::cmd::context::Context;
use crate::cmd::values;
use crate::error::{Error, Result, Verdict};
use crate::flow::kakao::say::{self, Plan, Said, Watcher};
use crate::io::client::{Client, ClientOptions};
use crate::io::files::{Home, ServingFile, load_dialogue, save_dialogue};
use crate::io::signals::{self, Stop};
use crate::io::sqlite::Recorder;
use crate::model::history::exchange::Exchange;
use crate::model::http::target;
use crate::model::kakao::callback;
use crate::model::kakao::config::Key;
use crate::model::kakao::dialogue::{Choice, Dialogue, Utterance, choices};
use crate::model::kakao::lint::Finding;
use crate::model::kakao::payload::{User, Variant};
use crate::model::protocol::SkillKey;
use crate::view::kakao::answer;
use crate::view::{delivery, escape};
use serde::Serialize;
use serde_json::Value;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use super::account::ChosenAccount;

/// Where `momo kakao serve` listens where no settings say otherwise.
const PORT: u16 = 8788;
const PATH: &str = "/kakao/webhook";

/// Arguments of `momo kakao say`.
#[derive(clap::Args, Debug)]
pub(crate) struct Say {
    /// What the user says
    #[arg(required_unless_present_any = ["tap", "forget"], conflicts_with = "tap")]
    text: Option<String>,
    /// The skill: a URL, `3000`, `3000/skill` [default: where the account's `momo kakao serve` runs,
    /// else its port and path of the settings]
    #[arg(long, visible_alias = "to", value_name = "TARGET")]
    skill: Option<String>,
    /// Tap what has this number in the last answer, instead of saying something
    #[arg(long, value_name = "N")]
    tap: Option<usize>,
    /// Where the call seems to come from: KakaoTalk, or one of the tests in Kakao's console
    #[arg(long, value_name = "VARIANT", default_value = "live", value_parser = Variant::ALL.map(Variant::name))]
    variant: String,
    /// Who speaks; each name is another user, with contexts of its own
    #[arg(long, value_name = "NAME", default_value = "앨리스")]
    user: String,
    /// The block has the callback option: the skill may answer later, once, within a minute. momo waits for it where the
    /// skill says so (`useCallback`), and ends with the first that Kakao would take: one after it finds nobody. A Kakao room
    /// of `momo dev` is there all the time, and refuses it as Kakao does
    #[arg(long)]
    callback: bool,
    /// How long to wait for the callback; Kakao waits a minute
    #[arg(long, value_name = "DURATION", requires = "callback", value_parser = values::duration)]
    wait: Option<Duration>,
    /// Show texts whole, which Kakao folds after 500 characters
    #[arg(long)]
    whole: bool,
    /// Begin anew: forget contexts, the last block and what can be tapped
    #[arg(long)]
    forget: bool,
    #[command(flatten)]
    account: AccountArgs,
}

impl Verb for Say {
    const NAME: &'static str = "say";
    const ABOUT: &'static str = "Speak to a skill as KakaoTalk does, and see what a user would see";
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao say 안녕 --skill 3000/skill
  momo kakao say --tap 1 --skill 3000/skill
  momo kakao say '긴 이야기를 해 줘' --callback
  momo kakao say 안녕 --user 밥 --variant bot-test
  momo kakao say 안녕 --json | jq .answer
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let chosen = self.account.choose(context)?;
        let (url, looked) = self.place(&chosen)?;
        let home = chosen.known.home.clone();
        let mut dialogue = match self.forget {
            true => Dialogue::default(),
            false => load_dialogue(&home, &self.user, &url)?,
        };
        let Some(utterance) = self.utterance(&dialogue)? else {
            save_dialogue(&home, &self.user, &url, dialogue)?;
            context.terminal.note("The next utterance begins anew.");
            return Ok(Verdict::Yes);
        };
        let plan = Plan {
            variant: Variant::named(&self.variant).unwrap_or(Variant::Live),
            user: User::named(&self.user),
            utterance,
            has_callback: self.callback,
            patience: self.wait.unwrap_or(callback::VALID),
            key: skill_key(&chosen)?,
            url,
        };
        let client = Client::new(ClientOptions::default())?;
        let stops = self.callback.then(signals::watch).transpose()?;
        let mut desk = Desk::new(context, &home, &plan, stops);
        desk.begin(&self.user, &plan.utterance)?;
        let said = say::say(&plan, &mut dialogue, &client, &mut desk)?;
        let is_stopped = desk.is_stopped;
        let callback = desk.callback.take();
        save_dialogue(&home, &self.user, &plan.url, dialogue)?;
        self.show(context, &plan, &said, callback.as_deref())?;
        if let Some(looked) = looked.filter(|_| said.verdict == Verdict::Unknown) {
            context.terminal.note(looked);
        }
        Ok(match is_stopped {
            true => Verdict::Interrupted,
            false => said.verdict,
        })
    }
}

impl Say {
    /// Where the skill is: as said, else where the account's skill server listens; and how that was found out.
    fn place(&self, chosen: &ChosenAccount) -> Result<(String, Option<String>)> {
        if let Some(skill) = &self.skill {
            return Ok((target::resolve(skill)?, None));
        }
        let account = chosen.account();
        if let Some(ServingFile { url, pid, .. }) =
            ServingFile::newest(&chosen.known.home, account.id())
        {
            let looked = format!(
                "`momo kakao serve` of this account runs at `{url}` (process {pid}); `--skill TARGET` names another place."
            );
            return Ok((url, Some(looked)));
        }
        let port = chosen.read(|account, variable| account.port(variable))?;
        let path = chosen.read(|account, variable| account.path(variable))?;
        let path = path.unwrap_or_else(|| PATH.into());
        let url = target::resolve(&format!("{}{path}", port.unwrap_or(PORT)))?;
        let looked = format!(
            "No `momo kakao serve` of the account `{}` runs, so its own place was tried: `{}`. `--skill TARGET` names another one.",
            escape::line(account.id()),
            escape::line(&url)
        );
        Ok((url, Some(looked)))
    }

    /// What is said, or tapped; none where it is only forgotten.
    fn utterance(&self, dialogue: &Dialogue) -> Result<Option<Utterance>> {
        let Some(number) = self.tap else {
            return Ok(self.text.as_ref().map(Utterance::typed));
        };
        let choice = number
            .checked_sub(1)
            .and_then(|at| dialogue.choices.get(at));
        let Some(choice) = choice else {
            let count = dialogue.choices.len();
            let error = Error::usage(format!("nothing has the number {number}"));
            return Err(match count {
                0 => error.hint("The last answer to this user has nothing to tap."),
                1 => error.hint("The last answer has one thing to tap: `--tap 1`."),
                _ => error.hint(format!(
                    "The last answer has {count} things to tap: `--tap 1` to `--tap {count}`."
                )),
            });
        };
        choice.tap().map(Some).ok_or_else(|| {
            Error::usage(format!(
                "a tap on `{}` calls no skill: it is a `{}`",
                choice.label, choice.action
            ))
        })
    }

    fn show(
        &self,
        context: &mut Context,
        plan: &Plan,
        said: &Said,
        callback: Option<&Exchange>,
    ) -> Result<()> {
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            return terminal.print_json(&Report::of(self, plan, said, callback));
        }
        let (ink, width) = (terminal.out_styles(), terminal.width());
        let mut lines = match &said.answer {
            Some(value) => answer::drawn(value, &said.findings, width, self.whole, ink),
            None if said.trouble.is_none() => {
                let mut lines = delivery::answer(ink, &said.exchange, width);
                lines.extend(answer::drawn(
                    &Value::Null,
                    &said.findings,
                    width,
                    true,
                    ink,
                ));
                lines
            }
            None => Vec::new(),
        };
        if said.answer.is_some() && lines.is_empty() {
            lines.push(ink.faint("(the user sees nothing)"));
        }
        if let Some(trouble) = &said.trouble {
            lines.push(format!("{} {}", ink.bad("✗"), escape::line(trouble)));
        }
        let outcome = delivery::outcome(&said.exchange);
        let outcome = match said.verdict {
            Verdict::Yes => ink.good(outcome),
            _ => ink.bad(outcome),
        };
        let exchange = callback.unwrap_or(&said.exchange);
        lines.push(format!(
            "{outcome}  {:.0} ms  {}",
            said.exchange.timing.total_ms,
            ink.faint(&exchange.id)
        ));
        terminal.print(lines.join("\n"))
    }
}

/// The owner's header, where the account has one.
fn skill_key(chosen: &ChosenAccount) -> Result<Option<SkillKey>> {
    let header = chosen.text(Key::SKILL_HEADER)?;
    let secret = chosen.secret(Key::SKILL_SECRET)?;
    let (Some(header), Some(secret)) = (header, secret) else {
        return Ok(None);
    };
    let name = values::header_name(&header.value)
        .map_err(|why| Error::unknown(format!("`skillHeader` in {}: {why}", header.place)))?;
    Ok(Some(SkillKey {
        header: name,
        secret: secret.value,
    }))
}

/// Everything for programs.
#[derive(Serialize)]
struct Report<'a> {
    ok: bool,
    skill: &'a str,
    user: &'a str,
    utterance: &'a str,
    trigger: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a Value>,
    findings: &'a [Finding],
    choices: Vec<Choice>,
    exchange: &'a Exchange,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<&'a Exchange>,
}

impl<'a> Report<'a> {
    fn of(say: &'a Say, plan: &'a Plan, said: &'a Said, callback: Option<&'a Exchange>) -> Self {
        Self {
            ok: said.verdict == Verdict::Yes,
            skill: &plan.url,
            user: &say.user,
            utterance: &plan.utterance.text,
            trigger: plan.utterance.trigger,
            trouble: said.trouble.as_deref(),
            answer: said.answer.as_ref(),
            findings: &said.findings,
            choices: said.answer.as_ref().map(choices).unwrap_or_default(),
            exchange: &said.exchange,
            callback,
        }
    }
}

/// Hears what happens: keeps it, and says that the skill answers later.
struct Desk<'a> {
    context: &'a mut Context,
    recorder: Option<Recorder>,
    stops: Option<Receiver<Stop>>,
    /// The callback that was taken, or the last that was not.
    callback: Option<Box<Exchange>>,
    is_stopped: bool,
    patience: Duration,
    is_first: bool,
}

impl<'a> Desk<'a> {
    fn new(
        context: &'a mut Context,
        home: &Home,
        plan: &Plan,
        stops: Option<Receiver<Stop>>,
    ) -> Self {
        let recorder = Recorder::start(&home.history_file());
        let recorder = recorder.map_err(|error| {
            let terminal = &mut context.terminal;
            terminal.warn(format!("nothing is kept in the history: {error}"));
        });
        Self {
            context,
            recorder: recorder.ok(),
            stops,
            callback: None,
            is_stopped: false,
            patience: plan.patience,
            is_first: true,
        }
    }

    fn begin(&mut self, user: &str, utterance: &Utterance) -> Result<()> {
        let terminal = &mut self.context.terminal;
        if terminal.is_json() {
            return Ok(());
        }
        let ink = terminal.out_styles();
        let line = format!("{}: {}", escape::line(user), escape::line(&utterance.text));
        terminal.print(ink.faint(line))
    }
}

impl Watcher for Desk<'_> {
    fn exchanged(&mut self, exchange: &Exchange) {
        let kept = self.recorder.as_ref();
        if let Some(Err(error)) = kept.map(|recorder| recorder.record(exchange.clone())) {
            let words = format!("nothing is kept in the history: {error}");
            self.context.terminal.warn(words);
            self.recorder = None;
        }
        if !std::mem::take(&mut self.is_first) {
            self.callback = Some(Box::new(exchange.clone()));
        }
    }

    fn waits(&mut self, words: Option<&str>) {
        let words = words.map_or_else(String::new, |words| format!(" ({})", escape::line(words)));
        let note = format!(
            "The skill answers later{words}; waiting {} s for its callback.",
            self.patience.as_secs_f64()
        );
        self.context.terminal.note(note);
    }

    fn is_ended(&mut self) -> bool {
        let stops = self.stops.as_ref();
        self.is_stopped |= stops.is_some_and(|stops| stops.try_recv().is_ok());
        self.is_stopped
    }
}
