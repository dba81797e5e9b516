//! `momo bot test`: makes the platform send one signed event to the bot.
use crate::cmd::console::{SingleBotArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::failure_notes;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::view::escape;
use crate::view::terminal::{self, label, told};
use serde_json::{Value, json};

/// Arguments of `momo bot test`.
#[derive(clap::Args, Debug)]
pub(crate) struct TestBot {
    /// Do not ask the bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)
    #[arg(long)]
    no_probe: bool,
    #[command(flatten)]
    bot: SingleBotArgs,
}

impl Verb for TestBot {
    const NAME: &'static str = "test";
    const ABOUT: &'static str = "Have the platform send the bot one signed event, now";
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo bot test
  momo bot test bot_xxx --json
  momo bot test --no-probe

Faults that are rehearsed leave it alone, as do the order and the retries of other events: it asks the bot, and nothing else. \
A bot on this machine that refuses the signature (401, 403) is asked which one it takes: it gets events of the type `momo.probe`, each \
signed as a known mistake computes it.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let doing = "have a test event sent";
        let (bot, console) = self.bot.connect(context, Role::Developer, doing)?;
        let path = format!("/bots/{}/test", bot.id);
        let what = format!("no test event was sent to `{}`", bot.id);
        let mut answer = console
            .api
            .post(&path, &json!({}))?
            .map_err(refused(what))?;
        let delivered = answer["delivered"] == true;
        let explained = answer["exchange_id"]
            .as_str()
            .filter(|_| !delivered)
            .and_then(|id| failure_notes::explain(&console.api, id, !self.no_probe));
        if let Some(explained) = explained.as_ref().filter(|it| it.diagnosis.is_some()) {
            answer["diagnosis"] = json!(explained.diagnosis);
            answer["mistake"] = json!(explained.mistake);
        }
        context.terminal.show(&answer, |terminal| {
            let styles = terminal.out_styles();
            let verdict = if delivered {
                styles.good(label("delivered"))
            } else {
                styles.bad(label("not delivered"))
            };
            terminal.print(format!("{verdict}  {}", summary(&answer)))?;
            if let Some(id) = answer["exchange_id"].as_str() {
                let id = escape::line(id);
                terminal.note(format!("All of it: `momo webhook history show {id}`"));
            }
            match explained.as_ref().and_then(|it| it.diagnosis.as_ref()) {
                Some(diagnosis) => failure_notes::note_diagnosis(terminal, diagnosis),
                None if !delivered => terminal.note(advice(&answer, &bot.id)),
                None => {}
            }
            Ok(())
        })?;
        Ok(Verdict::from_bool(delivered))
    }
}

/// Returns a hint for a failed delivery, by its response status.
fn advice(answer: &Value, bot: &str) -> String {
    match answer.get("status").and_then(Value::as_u64) {
        Some(401 | 403) => {
            format!("hint: Does the bot hold its present secret? `momo bot env {bot}` prints it.")
        }
        Some(404 | 405) => format!(
            "hint: Is it the right path? `momo bot update {bot} --callback-url TARGET` changes it."
        ),
        Some(_) => "hint: Its own log knows more.".into(),
        None => format!(
            "hint: Does the bot run there, and answer in time? `momo bot update {bot} --callback-url TARGET` changes where its events go."
        ),
    }
}

/// Formats status or failure, duration and event id on one line.
fn summary(answer: &Value) -> String {
    let status = answer.get("status").and_then(Value::as_u64);
    let failure = terminal::render_member(answer, "failure");
    let mut parts = Vec::new();
    parts.push(match (status, failure) {
        (Some(status), _) => told(&format!("answer {status}")).into_owned(),
        (None, failure) => failure.unwrap_or_else(|| label("no answer").into()),
    });
    parts.extend(
        answer
            .get("ms")
            .and_then(Value::as_f64)
            .map(|ms| format!("{ms:.0} ms")),
    );
    parts.extend(
        answer
            .get("event_id")
            .and_then(Value::as_str)
            .map(str::to_owned),
    );
    escape::line(&parts.join("  ")).to_string()
}
