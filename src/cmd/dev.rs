//! `momo dev`: runs the local platform until Ctrl-C.
use super::callback_hosts;
use super::context::Context;
use super::event_loop::{EventLoop, EventSender, RunStats, stop_verdict};
use super::exchange_lines::{push_json_line, push_line};
use super::failure_notes::{FailureNotes, ToldDiagnosis};
use super::fault::{self, clock_text};
use super::limits::{LimitArgs, RetentionArgs};
use super::local_platform::{self, DEFAULT_PORT, LocalPlatform};
use super::tunnel::TunnelArgs;
use super::{Effect, Verb};
use super::{reach, values};
use crate::error::{Error, Result, Verdict};
use crate::flow::platform::{Platform, PlatformOptions};
use crate::io::files::{DevClaim, Home, ReadyFile};
use crate::io::server::Limits;
use crate::model::activity::Activity;
use crate::model::fault::{Fault, FaultSpec};
use crate::model::history::exchange::ExchangeKind;
use crate::model::http::allowed_hosts::AllowedHost;
use crate::model::platform::outbox::RetryPolicy;
use crate::view::live::{self, ActivityLine};
use crate::view::terminal::told;
use serde::Serialize;
use serde_json::json;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Arguments of `momo dev`.
#[derive(clap::Args, Debug)]
pub(crate) struct Dev {
    /// The port; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = DEFAULT_PORT)]
    port: u16,
    /// The address to listen on; other machines reach it only if this is not a loopback address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = values::address)]
    host: IpAddr,
    /// A host name by which the platform may be called beside localhost, for example from a container
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Where callback URLs may lead by plain HTTP beside this machine: a container's name, an address or a network; kept in
    /// momo.json. Without it they may not: others could read the events, and whoever registers a bot could have momo call
    /// your network
    #[arg(long, value_name = "HOST|CIDR")]
    allow_callback_host: Vec<AllowedHost>,
    /// Leave the page out: nothing but the API
    #[arg(long)]
    no_page: bool,
    /// Write the API's URL on this machine to this file once it answers; the file goes with the platform
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// The pause before a failed delivery is tried again; it doubles each time (momo's own choice: MoMoTalk documents no retries)
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = values::duration)]
    retry_base: Duration,
    /// A fault to begin with, as `momo fault set` takes it: `drop times=3`; may be given again
    #[arg(long, value_name = "FAULT", value_parser = fault::parse_fault, help_heading = "Rehearsal")]
    fault: Vec<(Fault, FaultSpec)>,
    /// The platform's time to begin with: `+24h`, or a moment such as `2027-01-01T00:00:00Z`
    #[arg(long, value_name = "TIME", help_heading = "Rehearsal")]
    clock: Option<String>,
    #[command(flatten)]
    tunnel: TunnelArgs,
    #[command(flatten)]
    retention: RetentionArgs,
    #[command(flatten)]
    limits: LimitArgs,
}

impl Verb for Dev {
    const NAME: &'static str = "dev";
    const ABOUT: &'static str = "Run the local platform until Ctrl-C";
    const RUNS_ON: bool = true;
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo dev
  momo dev --port 0 --json --ready-file url.txt
  momo dev --host 0.0.0.0 --allow-host momo --allow-callback-host bot
  momo dev --tunnel 'ssh me@host.example'
  momo dev --fault 'drop times=3' --fault 'reply status=429 retry-after=2s rate=20% seed=7'
  momo dev --retry-base 1h --clock +24h
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let home = context.home()?;
        let tunnel = self.tunnel.tunnel()?;
        let ready_file = self.ready_file.as_deref().map(ReadyFile::claim);
        let ready_file = ready_file.transpose()?;
        let claim = DevClaim::acquire(&home)?;
        let mut event_loop = EventLoop::start()?;
        let mut options = self.options(context, home, event_loop.sender())?;
        let new_hosts = callback_hosts::add(&mut options.callback_hosts, &self.allow_callback_host);
        callback_hosts::print_note(context, &options.callback_hosts);
        let local = LocalPlatform::start(claim, options)?;
        // Kept for later runs only once this one is known to work.
        if let Some(hosts) = &new_hosts {
            callback_hosts::keep(context, hosts);
        }
        if let Some(file) = &ready_file {
            file.write(local.platform.api_base())?;
        }
        self.print_ready(context, &local.platform)?;
        let public_address = local.platform.public_address();
        let on_change =
            move |base: Option<&str>| Ok(base.and_then(|base| public_address.set(base)));
        let address = local.platform.address();
        let tunnel = event_loop.start_tunnel(tunnel, address, "/api", on_change)?;
        let is_running = || local.platform.is_running();
        let notes = FailureNotes::default();
        let write = |context: &mut Context, activity, text: &mut Vec<u8>| {
            write_activity(context, activity, &notes, text)
        };
        let stop = event_loop.run_until_stopped(context, is_running, write)?;
        let shutdown = move || {
            let mut local = local;
            drop(tunnel);
            local.platform.stop();
            Some(local.platform.waiting_deliveries())
        };
        let waiting = event_loop.shut_down(context, shutdown, write)?;
        let waiting = waiting.unwrap_or(Ok(0))?;
        event_loop.print_summary(context, |stats: &mut DevStats| stats.waiting = waiting)?;
        Ok(stop_verdict(stop))
    }
}

impl Dev {
    fn options(
        &self,
        context: &mut Context,
        home: Home,
        sender: EventSender<DevStats>,
    ) -> Result<PlatformOptions> {
        let address = SocketAddr::new(self.host, self.port);
        let observer = move |activity| match activity {
            // The line of the attempt says how it ended.
            Activity::Delivery(..) => {}
            shown => sender.send(shown),
        };
        let mut options =
            local_platform::options(context, home, address, self.retention.retention(), observer)?;
        options.allow_hosts.clone_from(&self.allow_host);
        options.page = options.page.filter(|_| !self.no_page);
        options.retry = RetryPolicy {
            first_delay: self.retry_base,
        };
        options.faults.clone_from(&self.fault);
        options.limits = Limits {
            grace: options.limits.grace,
            ..self.limits.limits()
        };
        options.clock_offset_ms = self.clock_offset_ms(context)?;
        Ok(options)
    }

    /// Returns how far the platform's clock is ahead of the system clock, in milliseconds.
    fn clock_offset_ms(&self, context: &Context) -> Result<i64> {
        let Some(text) = &self.clock else {
            return Ok(0);
        };
        fault::parse_offset_ms(text, &context.clock()).ok_or_else(|| {
            Error::usage(format!("`{text}` is no time for the clock"))
                .hint("Write `+24h`, or a moment such as `2027-01-01T00:00:00Z`.")
        })
    }

    /// Prints the ready line and notes about waiting deliveries and reachability.
    fn print_ready(&self, context: &mut Context, platform: &Platform) -> Result<()> {
        let (terminal, api_base) = (&mut context.terminal, platform.api_base());
        if terminal.is_json() {
            terminal.print_json(&json!({
                "type": "ready",
                "api_base": api_base,
                "page": platform.page_url(),
                "port": platform.address().port(),
                "reachable_at": reach::urls(platform.address(), "/api"),
                "pid": std::process::id(),
            }))?;
        } else {
            let styles = terminal.out_styles();
            terminal.print(format!(
                "{} {}",
                told("the local platform is at"),
                styles.strong(api_base)
            ))?;
            if let Some(url) = platform.page_url() {
                terminal.note(format!("its page is at {url}"));
            }
        }
        let waiting = platform.waiting_deliveries()?;
        if waiting > 0 {
            let events = if waiting == 1 {
                "event waits"
            } else {
                "events wait"
            };
            terminal.note(format!("{waiting} {events} from before"));
        }
        let warning = "other machines can reach this address; what they call asks them for a token";
        reach::print(terminal, platform.address(), "/api", warning);
        if !platform.address().ip().is_loopback() && self.allow_host.is_empty() {
            terminal.note("by a name they call it only if `--allow-host` gives that name");
        }
        terminal.note("in another terminal: `momo bot create --name Echo --callback-url 3000`; Ctrl-C ends this");
        Ok(())
    }
}

#[derive(Debug, Default, Serialize)]
struct DevStats {
    messages: usize,
    delivered: usize,
    #[serde(rename = "failed_attempts")]
    failed: usize,
    #[serde(rename = "api_calls")]
    calls: usize,
    /// Deliveries that wait at the end.
    waiting: i64,
}

impl RunStats for DevStats {
    const COUNTS_NOT_SHOWN: bool = false;

    fn count(&mut self, activity: &Activity) {
        match activity {
            Activity::Message(_) => self.messages += 1,
            Activity::Exchange(observed) => {
                let exchange = &observed.exchange;
                match (exchange.kind, exchange.is_success()) {
                    (ExchangeKind::Api, _) => self.calls += 1,
                    (ExchangeKind::Event, true) => self.delivered += 1,
                    (ExchangeKind::Event, false) => self.failed += 1,
                }
            }
            _ => {}
        }
    }
}

impl fmt::Display for DevStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "messages {}, delivered {}, failed attempts {}, message calls {}, still waiting {}",
            self.messages, self.delivered, self.failed, self.calls, self.waiting
        )
    }
}

/// Appends the line of an activity to `text`. Prints `text` before a note or a warning, to keep the order.
fn write_activity(
    context: &mut Context,
    activity: Activity,
    notes: &FailureNotes,
    text: &mut Vec<u8>,
) -> Result<()> {
    let terminal = &mut context.terminal;
    if let Some(warning) = activity.storage_error() {
        terminal.print_bytes(&std::mem::take(text))?;
        terminal.warn(warning);
    }
    if terminal.is_json() {
        let Some(line) = ActivityLine::new(&activity) else {
            return Ok(());
        };
        let diagnose = |exchange: &_| notes.diagnosis(exchange).map(ToldDiagnosis::into_inner);
        return push_json_line(text, &line.diagnosed(diagnose));
    }
    if let Activity::Clock(reading) = &activity {
        terminal.print_bytes(&std::mem::take(text))?;
        terminal.note(format!("the clock: {}", clock_text(reading)));
    }
    let (width, styles) = (terminal.out_width(), terminal.out_styles());
    if let Some(line) = live::activity(&activity, width, styles) {
        push_line(text, &line);
    }
    let lines = match &activity {
        Activity::Exchange(observed) => notes.lines(&observed.exchange, styles),
        Activity::Message(message) => notes.message_lines(message, styles),
        _ => Vec::new(),
    };
    for line in lines {
        push_line(text, &line);
    }
    Ok(())
}
