//! `momo kakao status`: prints the values of an account with their sources, and checks its services.
use super::account::AccountArgs;
use super::nhn_client;
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb, variables};
use crate::error::{Result, Verdict};
use crate::flow::kakao::status::{self, StatusInput};
use crate::io::system;
use crate::model::http::target;
use crate::model::kakao::status::{AccountCheck, AccountValue, verdict};
use crate::view::kakao::status as view;
use serde::Serialize;

/// Arguments of `momo kakao status`.
#[derive(clap::Args, Debug)]
pub(crate) struct Status {
    #[command(flatten)]
    account: AccountArgs,
    /// Ask nobody outside this machine
    #[arg(long)]
    offline: bool,
    /// Where to look whether Kakao's API answers
    #[arg(long, value_name = "URL", default_value = "https://kapi.kakao.com/")]
    kakao_host: String,
}

#[derive(Serialize)]
struct StatusJson<'a> {
    account: &'a str,
    ok: bool,
    values: &'a [AccountValue],
    checks: &'a [AccountCheck],
}

impl Verb for Status {
    const NAME: &'static str = "status";
    const ABOUT: &'static str = "Show what a Kakao account has, from where, and what works";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao status
  momo kakao status --account shop --offline
  momo kakao status --config ~/.moltbot.json --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let chosen = self.account.choose(context)?;
        let (account, settings) = (chosen.account(), &chosen.settings);
        let values = status::values(&account, settings);
        let kakao_url = match self.offline {
            true => None,
            false => Some(target::resolve(&self.kakao_host)?),
        };
        let checks = status::run_checks(StatusInput {
            account,
            settings,
            agent: chosen.kakao.agent(&settings.id, &variables::lookup),
            kakao_url,
            nhn_api: (!self.offline).then(|| nhn_client::nhn_api(&chosen)),
            now: system::now(),
        })?;
        let verdict = verdict(&checks);
        let result = StatusJson {
            account: &settings.id,
            ok: verdict == Verdict::Yes,
            values: &values,
            checks: &checks,
        };
        context.terminal.show(&result, |terminal| {
            let is_visible = |value: &&AccountValue| value.set || value.from.is_some();
            let visible: Vec<_> = values.iter().filter(is_visible).cloned().collect();
            if visible.is_empty() {
                terminal.note("Nothing is set; `momo kakao setup` asks for what is needed.");
            } else {
                terminal.print(view::value_table(&visible, terminal.out_width()))?;
                terminal.print("")?;
            }
            terminal.print(view::check_list(&checks, terminal.out_styles()))
        })?;
        Ok(verdict)
    }
}
