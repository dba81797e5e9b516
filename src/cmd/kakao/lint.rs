//! `momo kakao lint`: whether Kakao would take a skill's answer.
use crate::cmd::context::Context;
use crate::cmd::webhook::sources;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::files::{decode_text, read_input};
use crate::io::os::words;
use crate::model::kakao::lint::{
    BYTE_ORDER_MARK, Finding, LintRule, RULES, Severity, highest_severity, lint,
};
use crate::view::kakao::findings;
use serde::Serialize;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Arguments of `momo kakao lint`.
#[derive(clap::Args, Debug)]
pub(crate) struct Lint {
    /// A file with the answer, an `ex_...` of the history or its `last` event, or `-` for standard input [default: -]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Say no to warnings too
    #[arg(long)]
    strict: bool,
    /// List the rules instead, each with who says so
    #[arg(long, conflicts_with_all = ["file", "strict"])]
    rules: bool,
}

#[derive(Serialize)]
struct LintJson<'a> {
    /// Whether Kakao would accept the answer, according to its documentation; with `--strict` also without warnings.
    ok: bool,
    findings: &'a [Finding],
}

impl Verb for Lint {
    const NAME: &'static str = "lint";
    const ABOUT: &'static str = "Check a skill's answer against every limit that Kakao documents";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao lint answer.json
  curl -s localhost:3000/skill -d @payload.json | momo kakao lint
  momo kakao lint ex_01kd7n3h5s8jq2vz --strict
  momo kakao lint --rules
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        if self.rules {
            return list_rules(context);
        }
        let answer = self.answer(context)?;
        let findings = lint(&answer);
        let worst = highest_severity(&findings);
        let ok = match worst {
            Some(Severity::Error) => false,
            Some(Severity::Warning) => !self.strict,
            _ => true,
        };
        let findings = &findings;
        context
            .terminal
            .show(&LintJson { ok, findings }, |terminal| {
                terminal.print(findings::list(findings, terminal.out_styles()))
            })?;
        Ok(Verdict::from_bool(ok))
    }
}

impl Lint {
    fn answer(&self, context: &mut Context) -> Result<Vec<u8>> {
        let file = self.file.clone().unwrap_or_else(|| "-".into());
        let name = file.to_string_lossy();
        if sources::is_exchange(&name) {
            let exchange = sources::from_history(&name, context)?;
            return match exchange.captured.recorded_response {
                Some(response) => Ok(response.body),
                None => Err(Error::unknown(format!(
                    "no answer is kept of exchange `{}`",
                    exchange.label
                ))),
            };
        }
        if name == "-" && std::io::stdin().is_terminal() {
            context.terminal.note(format!(
                "Reading the answer from the terminal; {} ends it.",
                words::END_OF_INPUT
            ));
        }
        let bytes = read_input(&file)?;
        // A finding, unlike UTF-16, in which no program sends an answer.
        let is_marked = bytes.starts_with(BYTE_ORDER_MARK);
        Ok(if is_marked {
            bytes
        } else {
            decode_text(&bytes)
        })
    }
}

fn list_rules(context: &mut Context) -> Result<Verdict> {
    let to_json = |rule: &LintRule| {
        serde_json::json!({
            "rule": rule.id, "level": rule.level, "says": rule.phrase().to_string(),
            "limit": (rule.limit > 0).then_some(rule.limit), "source": rule.source.name(),
        })
    };
    let rules: Vec<_> = RULES.iter().map(to_json).collect();
    context.terminal.show(&rules, |terminal| {
        terminal.print(findings::rules(terminal.out_styles()))
    })
}
