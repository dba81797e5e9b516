//! `momo kakao serve`: runs a skill server for KakaoTalk with an agent.
mod plan;
mod show;

use super::account::AccountArgs;
use crate::cmd::context::Context;
use crate::cmd::event_loop::{self, EventLoop};
use crate::cmd::limits::{LimitArgs, RetentionArgs};
use crate::cmd::tunnel::{self, TunnelArgs};
use crate::cmd::values;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::flow::kakao::serve::{SkillServer, SkillServerStats};
use crate::io::files::{ReadyFile, ServingClaim};
use crate::model::activity::Activity;
use crate::model::http::allowed_hosts::AllowedHost;
use show::ShownNotes;
use std::net::IpAddr;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

/// Arguments of `momo kakao serve`.
#[derive(clap::Args, Debug)]
pub(crate) struct Serve {
    /// The port; 0 takes any free one [default: the account's `webhookPort`, else 8788]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// The path of the skill [default: the account's `webhookPath`, else /kakao/webhook]
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// The address to listen on; other machines reach it only if this is not a loopback address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = values::address)]
    host: IpAddr,
    /// Who answers: `echo`; a URL or `3000/skill`, which gets the skill's request as it came; or a command line, run without
    /// a shell once a call: it gets the request as one line of JSON on standard input, which then ends, and all that it
    /// prints is the answer. Text, {"text": ...} or a SkillResponse. It has the account's `timeoutSeconds`, 30 s where
    /// nothing is said; where its answer goes to a callback URL, which is good for a minute, at most 55 s
    /// [default: by `routing.bindings`, else echo]
    #[arg(long, value_name = "echo|TARGET|COMMAND")]
    agent: Option<String>,
    /// After what time Kakao is answered in any case; it waits five seconds
    #[arg(long, value_name = "TIME", default_value = "4.5s", value_parser = values::duration)]
    budget: Duration,
    /// Post late answers to this host or network too, by http as well; without it only to Kakao's
    #[arg(long, value_name = "HOST|CIDR")]
    callback_host: Vec<AllowedHost>,
    /// Print each body below its line
    #[arg(long)]
    show_body: bool,
    /// Write the URL to this file once it listens, with --tunnel the public one; the file goes with the server or its tunnel
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    #[command(flatten)]
    tunnel: TunnelArgs,
    #[command(flatten)]
    account: AccountArgs,
    #[command(flatten)]
    retention: RetentionArgs,
    #[command(flatten)]
    limits: LimitArgs,
}

impl Verb for Serve {
    const NAME: &'static str = "serve";
    const ABOUT: &'static str = "Run a skill server: an agent answers, within Kakao's five seconds";
    const RUNS_ON: bool = true;
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao serve
  momo kakao serve --agent 3000/skill
  momo kakao serve --agent 'python3 bot.py' --show-body
  momo kakao serve --account shop --host 0.0.0.0 --port 8788
  momo kakao serve --tunnel cloudflared --agent 3000/skill
  momo kakao serve --port 0 --json --ready-file url.txt
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let chosen = self.account.choose(context)?;
        let plan = self.plan(context, &chosen)?;
        let ready_file = self.ready_file.as_deref().map(ReadyFile::claim);
        let ready_file = ready_file.transpose()?.map(Rc::new);
        let tunnel = self.tunnel.tunnel()?;
        let mut events = EventLoop::start()?;
        let sender = events.sender();
        let server = SkillServer::start(plan.options, move |event| sender.send(event))?;
        let ready = plan.ready.with_address(&server);
        let home = &chosen.config.home;
        let _serving_claim = ServingClaim::publish(home, &ready.url, &ready.account)?;
        if let Some(file) = ready_file.as_ref().filter(|_| tunnel.is_none()) {
            file.write(&ready.url)?;
        }
        self.print_ready(context, &ready)?;
        let on_change = tunnel::keep_public_url(&ready_file, &ready.path);
        let tunnel = events.start_tunnel(tunnel, ready.address, &ready.path, on_change)?;
        let shown_notes = ShownNotes::default();
        let write = |context: &mut Context, activity: Activity, text: &mut Vec<u8>| {
            self.write_activity(context, activity, text, &shown_notes)
        };
        let stop = events.run_until_stopped(context, || server.is_running(), write)?;
        let shutdown = move || {
            drop(tunnel);
            server.stop();
        };
        events.shut_down(context, shutdown, write)?;
        events.print_summary(context, |_: &mut SkillServerStats| {})?;
        Ok(event_loop::stop_verdict(stop))
    }
}

impl event_loop::RunStats for SkillServerStats {
    fn count(&mut self, activity: &Activity) {
        match activity {
            Activity::Exchange(observed) => self.count_exchange(observed),
            Activity::AgentCall { failed } => self.count_agent_call(*failed),
            _ => {}
        }
    }
}
