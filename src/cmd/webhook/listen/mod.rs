//! `momo webhook listen`: runs the receiver and prints one line per event.
mod authentication;
mod show;
mod simulation;

use super::kakao_args::KakaoArgs;
use crate::cmd::context::Context;
use crate::cmd::event_loop::{self, EventLoop, EventSender};
use crate::cmd::exchange_lines::{self, StorageWarnings};
use crate::cmd::failure_notes::FailureNotes;
use crate::cmd::limits::{LimitArgs, RetentionArgs};
use crate::cmd::resolve::Config;
use crate::cmd::secret::SecretArgs;
use crate::cmd::tunnel::{self, TunnelArgs};
use crate::cmd::values;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::flow::receive::{
    Authenticator, Echo, Receiver, ReceiverOptions, ReceiverStats, SeenEvents,
};
use crate::flow::web::page::PageOptions;
use crate::io::files::ReadyFile;
use crate::io::sqlite::Recorder;
use crate::model::activity::Activity;
use crate::model::fault::simulation::FailureSimulation;
use crate::model::http::route::{EventTypePatterns, Route};
use crate::model::http::target;
use crate::view::page;
use simulation::SimulationArgs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Arguments of `momo webhook listen`.
#[derive(clap::Args, Debug)]
pub(crate) struct Listen {
    /// The port; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 8710)]
    port: u16,
    /// Take only this path, and answer 404 to others [default: any path]
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// The address to listen on; other machines reach it only if this is not a loopback address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = values::address)]
    host: IpAddr,
    /// Take events without a valid signature too
    #[arg(long)]
    allow_unsigned: bool,
    /// Answer text messages through the message API, as the example bot of MoMoTalk's guide does
    #[arg(long)]
    echo: bool,
    /// Print each body below its line
    #[arg(long)]
    show_body: bool,
    /// Hand events on, and answer what is answered there: `3000`, `3000/hook`, or with types before it: `talk.*=3000`;
    /// all that match get it, the first answers
    #[arg(long, value_name = "[TYPES=]TARGET", conflicts_with = "echo")]
    forward_to: Vec<String>,
    /// Keep, show and hand on only these types of events: `talk.*,kakao.share`; others are answered 200 and forgotten
    #[arg(long, value_name = "TYPES")]
    types: Option<String>,
    /// Write the URL to this file once it listens, with --tunnel the public one; the file goes with the receiver or its tunnel
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// The port of the page, which is on 127.0.0.1 whatever --host says [default: any free one]
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    page_port: u16,
    /// Leave the page out
    #[arg(long, conflicts_with = "page_port")]
    no_page: bool,
    #[command(flatten)]
    tunnel: TunnelArgs,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    kakao: KakaoArgs,
    #[command(flatten)]
    retention: RetentionArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    secret: SecretArgs,
}

impl Verb for Listen {
    const NAME: &'static str = "listen";
    const ABOUT: &'static str = "Receive events: verify, keep, answer and show each";
    const RUNS_ON: bool = true;
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook listen
  momo webhook listen --show-body --echo
  momo webhook listen --port 3000 --path /momotalk/webhook --secret-file secret.txt
  momo webhook listen --forward-to 3000/momotalk/webhook
  momo webhook listen --forward-to 'talk.*=3000' --forward-to 'kakao.skill=4000/skill'
  momo webhook listen --tunnel cloudflared --forward-to 3000
  momo webhook listen --tunnel 'ssh me@host.example'
  momo webhook listen --fail-next 2 --status 503 --delay 1s
  momo webhook listen --port 0 --json --allow-unsigned --ready-file url.txt
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let config = context.config()?;
        let plan = self.plan(&config)?;
        let ready_file = self.ready_file.as_deref().map(ReadyFile::claim);
        let ready_file = ready_file.transpose()?.map(Rc::new);
        let tunnel = self.tunnel.tunnel()?;
        let mut event_loop = EventLoop::start()?;
        let history = context.history_file()?;
        let (ready, receiver) = self.start(&history, plan, event_loop.sender())?;
        if let Some(file) = ready_file.as_ref().filter(|_| tunnel.is_none()) {
            file.write(&ready.url)?;
        }
        self.print_ready(context, &ready)?;
        let path = self.path.as_deref().unwrap_or("/");
        let on_change = tunnel::keep_public_url(&ready_file, path);
        let tunnel = event_loop.start_tunnel(tunnel, ready.address, path, on_change)?;
        let notes = FailureNotes::with_flag("--forward-to");
        let warnings = StorageWarnings::default();
        let write = |context: &mut Context, activity: Activity, text: &mut Vec<u8>| {
            warnings.warn(context, &activity, text)?;
            self.write_activity(context, &activity, &notes, text)
        };
        let stop = event_loop.run_until_stopped(context, || receiver.is_running(), write)?;
        let shutdown = move || {
            drop(tunnel);
            receiver.stop()
        };
        let other_types = event_loop.shut_down(context, shutdown, write)?;
        event_loop.print_summary(context, |stats| stats.other_types = other_types)?;
        Ok(event_loop::stop_verdict(stop))
    }
}

impl Listen {
    fn write_activity(
        &self,
        context: &Context,
        activity: &Activity,
        notes: &FailureNotes,
        text: &mut Vec<u8>,
    ) -> Result<()> {
        match activity {
            Activity::Exchange(observed) => {
                exchange_lines::push_exchange(context, observed, self.show_body, None, notes, text)
            }
            _ => Ok(()),
        }
    }
}

impl event_loop::RunStats for ReceiverStats {
    fn count(&mut self, activity: &Activity) {
        if let Activity::Exchange(observed) = activity {
            self.add(observed);
        }
    }
}

/// Validated options, before any socket or database is opened.
struct ListenPlan {
    auth: Authenticator,
    /// Description of the checks, for messages.
    checks: String,
    echo: Option<Echo>,
    simulation: FailureSimulation,
    routes: Vec<Route>,
    page: Option<PageOptions>,
}

/// Data of the ready line.
struct ReadyInfo {
    address: SocketAddr,
    url: String,
    /// URL of the page with its token; `None` with `--no-page`.
    page: Option<String>,
    checks: String,
    simulation: FailureSimulation,
    routes: Vec<Route>,
}

impl Listen {
    fn plan(&self, config: &Config) -> Result<ListenPlan> {
        let stdin_count = self.kakao.stdin_count()
            + usize::from(self.secret.takes_stdin())
            + usize::from(self.simulation.takes_stdin());
        if stdin_count > 1 {
            return Err(Error::usage("standard input can be read only once"));
        }
        let simulation = self.simulation.simulation()?;
        let routes = self.forward_to.iter().map(|text| Route::parse(text));
        let routes: Vec<_> = routes.collect::<Result<_>>()?;
        let takes_loopback = self.host.is_loopback() || self.host.is_unspecified();
        let leads_here = |route: &&Route| {
            target::is_loopback(route.url()) && target::port(route.url()) == Some(self.port)
        };
        if let Some(route) = routes.iter().find(leads_here).filter(|_| takes_loopback) {
            let url = route.url();
            return Err(Error::usage(format!(
                "`--forward-to` would lead back to this receiver, `{url}`"
            )));
        }
        if !routes.is_empty() && simulation.status.is_some() && !simulation.fails_some() {
            return Err(Error::usage(
                "`--forward-to` answers what is answered there, not `--status`",
            )
            .hint("With `--fail-next` or `--fail-rate` it is the status of what fails."));
        }
        let (auth, checks) = self.auth(config)?;
        let echo = self.echo(config)?;
        let page = (!self.no_page).then(|| PageOptions {
            assets: page::file,
            port: self.page_port,
            home: config.home.clone(),
        });
        Ok(ListenPlan {
            auth,
            checks,
            echo,
            simulation,
            routes,
            page,
        })
    }

    fn start(
        &self,
        history: &Path,
        plan: ListenPlan,
        sender: EventSender<ReceiverStats>,
    ) -> Result<(ReadyInfo, Receiver)> {
        let (recorder, seen) = (
            Recorder::start_limited(history, self.retention.retention())?,
            SeenEvents::from_history(history)?,
        );
        let address = SocketAddr::new(self.host, self.port);
        let options = ReceiverOptions {
            path: self.path.clone(),
            allow_unsigned: self.allow_unsigned,
            types: self
                .types
                .as_deref()
                .map(EventTypePatterns::parse)
                .transpose()?,
            simulation: plan.simulation.clone(),
            routes: plan.routes.clone(),
            echo: plan.echo,
            limits: self.limits.limits(),
            page: plan.page,
            ..ReceiverOptions::new(address, plan.auth, recorder, seen)
        };
        let receiver = Receiver::start(options, move |activity| sender.send(activity))?;
        let path = self.path.as_deref().unwrap_or("/");
        let ready = ReadyInfo {
            address: receiver.address(),
            url: format!("{}{path}", receiver.url()),
            page: receiver.page_url(),
            checks: plan.checks,
            simulation: plan.simulation,
            routes: plan.routes,
        };
        Ok((ready, receiver))
    }
}
