//! `momo kakao say`: speaks to a skill as KakaoTalk does, and shows what a user would see.
use super::account::{AccountArgs, ChosenAccount};
use crate::cmd::context::Context;
use crate::cmd::failure_notes;
use crate::cmd::values;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::flow::journal::HistorySink;
use crate::flow::kakao::say::{self, TurnObserver, TurnRequest, TurnResult};
use crate::io::client::{Client, ClientOptions};
use crate::io::files::{Home, ServingFile, forget_dialogues, load_dialogue, save_dialogue};
use crate::io::signals::{self, StopSignal};
use crate::model::history::exchange::Exchange;
use crate::model::http::target;
use crate::model::kakao::callback;
use crate::model::kakao::config::{DEFAULT_PATH, DEFAULT_PORT};
use crate::model::kakao::dialogue::{Choice, Dialogue, Utterance, choices};
use crate::model::kakao::lint::Finding;
use crate::model::kakao::payload::{CallOrigin, SkillUser};
use crate::model::platform::room::DEFAULT_USER;
use crate::model::text::phrase::Phrase;
use crate::view::kakao::answer;
use crate::view::terminal::render;
use crate::view::{delivery, escape};
use serde::Serialize;
use serde_json::Value;
use std::sync::mpsc::Receiver;
use std::time::Duration;

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
    #[arg(long, value_name = "VARIANT", default_value = "live", value_parser = CallOrigin::ALL.map(CallOrigin::name))]
    variant: String,
    /// Who speaks; each name is another user, with contexts of its own
    #[arg(long, value_name = "NAME", default_value = DEFAULT_USER)]
    user: String,
    /// The block has the callback option: the skill may answer later, once, within a minute. momo waits for it where the
    /// skill says so (`useCallback`), and ends with the first that Kakao would take: one after it finds nobody. A Kakao room
    /// of `momo dev` is there all the time, and refuses it as Kakao does: with the messages that Kakao documents, also for
    /// an answer with an error that `momo kakao lint` finds, and for the token of a console's test (`--variant`). The HTTP
    /// status of a refusal is not documented; momo's is 200
    #[arg(long)]
    callback: bool,
    /// How long to wait for the callback; Kakao waits a minute
    #[arg(long, value_name = "DURATION", requires = "callback", value_parser = values::duration)]
    wait: Option<Duration>,
    /// Show texts whole, which Kakao folds after 500 characters
    #[arg(long)]
    whole: bool,
    /// Begin anew: forget contexts, the last block and what can be tapped, with the skill of --skill or else with all
    #[arg(long)]
    forget: bool,
    #[command(flatten)]
    account: AccountArgs,
}

impl Verb for Say {
    const NAME: &'static str = "say";
    const ABOUT: &'static str = "Speak to a skill as KakaoTalk does, and see what a user would see";
    const EFFECT: Effect = Effect::Send;
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
        let (url, hint) = self.skill_url(&chosen)?;
        let home = chosen.config.home.clone();
        if self.forget {
            let skill = self.skill.is_some().then_some(&*url);
            forget_dialogues(&home, &self.user, skill)?;
        }
        let mut dialogue = load_dialogue(&home, &self.user, &url)?;
        let Some(utterance) = self.utterance(&dialogue)? else {
            context.terminal.note("The next utterance begins anew.");
            return Ok(Verdict::Yes);
        };
        let turn = TurnRequest {
            origin: CallOrigin::from_name(&self.variant).unwrap_or(CallOrigin::Live),
            user: SkillUser::from_name(&self.user),
            utterance,
            has_callback: self.callback,
            callback_timeout: self.wait.unwrap_or(callback::VALIDITY),
            key: chosen.settings.skill_key()?,
            url,
        };
        let client = Client::new(ClientOptions::default())?;
        let stop_signals = self.callback.then(signals::watch_stop).transpose()?;
        let mut output = SayOutput::new(context, &home, &turn, stop_signals);
        output.print_utterance(&self.user, &turn.utterance)?;
        let result = say::say(&turn, &mut dialogue, &client, &mut output)?;
        let is_stopped = output.is_stopped;
        let callback = output.callback.take();
        save_dialogue(&home, &self.user, &turn.url, dialogue)?;
        self.print_result(context, &turn, &result, callback.as_deref())?;
        if let Some(hint) = hint.filter(|_| result.verdict == Verdict::Unknown) {
            context.terminal.note(hint);
        }
        Ok(match is_stopped {
            true => Verdict::Interrupted,
            false => result.verdict,
        })
    }
}

impl Say {
    /// Returns the URL of the skill: `--skill`, the account's running skill server, or its configured address. Without
    /// `--skill`, also returns a hint for the case that the call fails.
    fn skill_url(&self, chosen: &ChosenAccount) -> Result<(String, Option<String>)> {
        if let Some(skill) = &self.skill {
            return Ok((target::resolve(skill)?, None));
        }
        let settings = &chosen.settings;
        if let Some(ServingFile { url, pid, .. }) =
            ServingFile::newest(&chosen.config.home, &settings.id)
        {
            let hint = format!(
                "`momo kakao serve` of this account runs at `{url}` (process {pid}); `--skill TARGET` names another place."
            );
            return Ok((url, Some(hint)));
        }
        let port = settings.port.clone()?.unwrap_or(DEFAULT_PORT);
        let path = settings.path.clone()?;
        let path = path.as_deref().unwrap_or(DEFAULT_PATH);
        let url = target::resolve(&format!("{port}{path}"))?;
        let hint = format!(
            "No `momo kakao serve` of the account `{}` runs, so its own place was tried: `{}`. `--skill TARGET` names another one.",
            escape::line(&settings.id),
            escape::line(&url)
        );
        Ok((url, Some(hint)))
    }

    /// Returns the typed or tapped utterance; `None` with `--forget` alone.
    fn utterance(&self, dialogue: &Dialogue) -> Result<Option<Utterance>> {
        let Some(number) = self.tap else {
            return Ok(self.text.as_ref().map(Utterance::typed));
        };
        let choice = number
            .checked_sub(1)
            .and_then(|index| dialogue.choices.get(index));
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
        choice.to_utterance().map(Some).ok_or_else(|| {
            Error::usage(format!(
                "a tap on `{}` calls no skill: it is a `{}`",
                choice.label, choice.action
            ))
        })
    }

    fn print_result(
        &self,
        context: &mut Context,
        turn: &TurnRequest,
        result: &TurnResult,
        callback: Option<&Exchange>,
    ) -> Result<()> {
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            return terminal.print_json(&SayJson::new(self, turn, result, callback));
        }
        let (styles, width) = (terminal.out_styles(), terminal.width());
        let mut lines = match &result.answer {
            Some(value) => answer::render(value, &result.findings, width, self.whole, styles),
            None if result.failure.is_none() => {
                let mut lines = delivery::answer(styles, &result.exchange, width);
                lines.extend(answer::render(
                    &Value::Null,
                    &result.findings,
                    width,
                    true,
                    styles,
                ));
                lines
            }
            None => answer::render(&Value::Null, &result.findings, width, true, styles),
        };
        if result.answer.is_some() && lines.is_empty() {
            lines.push(styles.faint("(the user sees nothing)"));
        }
        if let Some(reason) = &result.failure {
            lines.push(format!(
                "{} {}",
                styles.bad("✗"),
                escape::line(&render(reason))
            ));
        }
        lines.extend(failure_notes::skill_lines(&result.exchange, styles));
        let outcome = render(&delivery::outcome(&result.exchange));
        let outcome = match result.verdict {
            Verdict::Yes => styles.good(outcome),
            _ => styles.bad(outcome),
        };
        let exchange = callback.unwrap_or(&result.exchange);
        lines.push(format!(
            "{outcome}  {:.0} ms  {}",
            result.exchange.timing.total_ms,
            styles.faint(&exchange.id)
        ));
        terminal.print(lines.join("\n"))
    }
}

#[derive(Serialize)]
struct SayJson<'a> {
    ok: bool,
    skill: &'a str,
    user: &'a str,
    utterance: &'a str,
    trigger: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble_phrase: Option<&'a Phrase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a Value>,
    findings: &'a [Finding],
    choices: Vec<Choice>,
    exchange: &'a Exchange,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<&'a Exchange>,
}

impl<'a> SayJson<'a> {
    fn new(
        say: &'a Say,
        turn: &'a TurnRequest,
        result: &'a TurnResult,
        callback: Option<&'a Exchange>,
    ) -> Self {
        Self {
            ok: result.verdict == Verdict::Yes,
            skill: &turn.url,
            user: &say.user,
            utterance: &turn.utterance.text,
            trigger: turn.utterance.trigger,
            trouble: result.failure.as_ref().map(Phrase::to_string),
            trouble_phrase: result.failure.as_ref(),
            answer: result.answer.as_ref(),
            findings: &result.findings,
            choices: result.answer.as_ref().map(choices).unwrap_or_default(),
            exchange: &result.exchange,
            callback,
        }
    }
}

/// Records the exchanges of a turn and reports its progress.
struct SayOutput<'a> {
    context: &'a mut Context,
    history: HistorySink,
    stop_signals: Option<Receiver<StopSignal>>,
    /// Last callback, normally the accepted one; `None` if none came.
    callback: Option<Box<Exchange>>,
    is_stopped: bool,
    callback_timeout: Duration,
    is_first: bool,
}

impl<'a> SayOutput<'a> {
    fn new(
        context: &'a mut Context,
        home: &Home,
        turn: &TurnRequest,
        stop_signals: Option<Receiver<StopSignal>>,
    ) -> Self {
        Self {
            context,
            history: HistorySink::new(home.history_file()),
            stop_signals,
            callback: None,
            is_stopped: false,
            callback_timeout: turn.callback_timeout,
            is_first: true,
        }
    }

    fn print_utterance(&mut self, user: &str, utterance: &Utterance) -> Result<()> {
        let terminal = &mut self.context.terminal;
        if terminal.is_json() {
            return Ok(());
        }
        let styles = terminal.out_styles();
        let line = format!("{}: {}", escape::line(user), escape::line(&utterance.text));
        terminal.print(styles.faint(line))
    }
}

impl TurnObserver for SayOutput<'_> {
    fn exchanged(&mut self, exchange: &Exchange) {
        if let Err(error) = self.history.store(exchange.clone()) {
            let warning = format!("nothing is kept in the history: {error}");
            self.context.terminal.warn(warning);
        }
        if !std::mem::take(&mut self.is_first) {
            self.callback = Some(Box::new(exchange.clone()));
        }
    }

    fn waiting_for_callback(&mut self, words: Option<&str>) {
        let words = words.map_or_else(String::new, |words| format!(" ({})", escape::line(words)));
        let note = format!(
            "The skill answers later{words}; waiting {} s for its callback.",
            self.callback_timeout.as_secs_f64()
        );
        self.context.terminal.note(note);
    }

    fn is_cancelled(&mut self) -> bool {
        let stop_signals = self.stop_signals.as_ref();
        self.is_stopped |= stop_signals.is_some_and(|stop_signals| stop_signals.try_recv().is_ok());
        self.is_stopped
    }
}
