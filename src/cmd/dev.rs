//! `momo dev`: runs the local platform until Ctrl-C.
use super::Verb;
use super::context::Context;
use super::fault::{self, clock_text};
use super::kakao::friend_talk_last_day;
use super::limits::LimitArgs;
use super::values;
use super::webhook::stored_keys;
use crate::error::{Error, Result, Verdict};
use crate::flow::platform::{Platform, PlatformEvent, PlatformOptions};
use crate::flow::replay::KakaoKeys;
use crate::io::files::{DevClaim, Home};
use crate::io::server::Limits;
use crate::io::signals::{self, StopSignal};
use crate::io::sqlite::Recorder;
use crate::model::fault::{Fault, FaultSpec};
use crate::model::history::exchange::{Exchange, ExchangeKind};
use crate::model::platform::outbox::RetryPolicy;
use crate::view::live::{self, Remarks};
use crate::view::{page, terminal};
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// Arguments of `momo dev`.
#[derive(clap::Args, Debug)]
pub(crate) struct Dev {
    /// The port; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 8700)]
    port: u16,
    /// The address to listen on; other machines reach it only if this is not a loopback address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = values::address)]
    host: IpAddr,
    /// A host name by which the platform may be called beside localhost, for example from a container
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Leave the page out: nothing but the API
    #[arg(long)]
    no_page: bool,
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
    limits: LimitArgs,
}

impl Verb for Dev {
    const NAME: &'static str = "dev";
    const ABOUT: &'static str = "Run the local platform until Ctrl-C";
    const EXAMPLES: &'static str = "\
Examples:
  momo dev
  momo dev --port 0 --json
  momo dev --host 0.0.0.0 --allow-host host.docker.internal
  momo dev --fault 'drop times=3' --fault 'reply status=429 retry-after=2s rate=20% seed=7'
  momo dev --retry-base 1h --clock +24h
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let home = context.home()?;
        let claim = DevClaim::acquire(&home)?;
        let stops = signals::watch_stop()?;
        let (event_sender, platform_events) = mpsc::channel();
        let recorder = Recorder::start(&context.history_file()?)?;
        let mut options = self.options(home, recorder)?;
        options.clock_offset_ms = self.clock_offset_ms(context)?;
        options.event_sender = Some(event_sender.clone());
        options.compatibility_ends = friend_talk_last_day(context)?;
        let config = context.config().ok();
        options.kakao_keys = config.map_or_else(KakaoKeys::default, |config| stored_keys(&config));
        let mut platform = Platform::start(options)?;
        claim.publish(platform.api_base())?;
        self.print_ready(context, &platform)?;
        let (sender, inputs) = mpsc::channel();
        forward_messages(stops, sender.clone(), DevInput::Stop);
        forward_messages(platform_events, sender, |event| {
            DevInput::Event(Box::new(event))
        });
        let mut stats = DevStats::default();
        let stop = loop {
            match inputs.recv() {
                Ok(DevInput::Event(event)) => show(context, &event, &mut stats)?,
                Ok(DevInput::Stop(stop)) => break stop,
                Err(_) => return Err(Error::unknown("the platform has ended by itself")),
            }
        };
        platform.stop();
        while let Ok(DevInput::Event(event)) = inputs.recv_timeout(Duration::from_millis(20)) {
            show(context, &event, &mut stats)?;
        }
        let waiting = platform.waiting_deliveries()?;
        print_summary(context, &stats, waiting)?;
        Ok(match stop {
            StopSignal::Interrupt => Verdict::Interrupted,
            StopSignal::Terminate => Verdict::Yes,
        })
    }
}

/// Input of the main thread's queue.
enum DevInput {
    Event(Box<PlatformEvent>),
    Stop(StopSignal),
}

/// Starts a thread that wraps each item of `from` with `wrap` and sends it to `to`, until either end is closed.
fn forward_messages<T: Send + 'static>(
    from: Receiver<T>,
    to: mpsc::Sender<DevInput>,
    wrap: impl Fn(T) -> DevInput + Send + 'static,
) {
    std::thread::spawn(move || {
        for item in from {
            if to.send(wrap(item)).is_err() {
                return;
            }
        }
    });
}

impl Dev {
    fn options(&self, home: Home, recorder: Recorder) -> Result<PlatformOptions> {
        let address = SocketAddr::new(self.host, self.port);
        let mut options = PlatformOptions::new(home, address, recorder);
        options.allow_hosts.clone_from(&self.allow_host);
        options.page = (!self.no_page).then_some(page::file);
        options.retry = RetryPolicy {
            first_delay: self.retry_base,
        };
        options.faults.clone_from(&self.fault);
        options.limits = Limits {
            grace: options.limits.grace,
            ..self.limits.limits()
        };
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
                "pid": std::process::id(),
            }))?;
        } else {
            let styles = terminal.out_styles();
            terminal.print(format!(
                "the local platform is at {}",
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
        if !platform.address().ip().is_loopback() {
            terminal.warn(
                "other machines can reach this address; what they call asks them for a token",
            );
            if self.allow_host.is_empty() {
                terminal.note(
                    "they call it by a name that is given with `--allow-host`, and by no other",
                );
            }
        }
        terminal.note("in another terminal: momo bot create --name Echo --callback-url 3000; Ctrl-C ends this");
        Ok(())
    }
}

#[derive(Debug, Default)]
struct DevStats {
    messages: usize,
    delivered: usize,
    failed: usize,
    calls: usize,
}

impl DevStats {
    fn add(&mut self, exchange: &Exchange) {
        match (exchange.kind, exchange.is_success()) {
            (ExchangeKind::Api, _) => self.calls += 1,
            (ExchangeKind::Event, true) => self.delivered += 1,
            (ExchangeKind::Event, false) => self.failed += 1,
        }
    }
}

fn show(context: &mut Context, event: &PlatformEvent, stats: &mut DevStats) -> Result<()> {
    let terminal = &mut context.terminal;
    match event {
        PlatformEvent::Message(message) => {
            stats.messages += 1;
            if terminal.is_json() {
                return terminal.print_json(&live::TaggedLine::message(&message.to_json()));
            }
            terminal.print(live::message(message, terminal.out_styles()))
        }
        PlatformEvent::Exchange(exchange) => {
            stats.add(exchange);
            if terminal.is_json() {
                return terminal.print_json(&live::TaggedLine::exchange(exchange));
            }
            let failure = exchange.failure.as_ref();
            let note = failure.map(|failure| terminal::render(&failure.message));
            let remarks = Remarks {
                note: note.as_deref(),
                ..Remarks::default()
            };
            let width = terminal.out_width();
            terminal.print(live::line(exchange, remarks, width, terminal.out_styles()))
        }
        PlatformEvent::KakaoMessage(message) => {
            if terminal.is_json() {
                return terminal.print_json(&live::KakaoMessageLine::new(message));
            }
            match live::kakao_message(message, terminal.out_styles()) {
                Some(line) => terminal.print(line),
                None => Ok(()),
            }
        }
        PlatformEvent::KakaoRooms => Ok(()),
        PlatformEvent::NotStored(error) => {
            terminal.warn(error.to_string());
            Ok(())
        }
        PlatformEvent::Faults(faults) if terminal.is_json() => {
            terminal.print_json(&json!({ "type": "faults", "faults": faults }))
        }
        PlatformEvent::Clock(reading) if terminal.is_json() => {
            terminal.print_json(&json!({ "type": "clock", "clock": reading }))
        }
        PlatformEvent::Faults(_) => Ok(()),
        PlatformEvent::Clock(reading) => {
            terminal.note(format!("the clock: {}", clock_text(reading)));
            Ok(())
        }
    }
}

fn print_summary(context: &mut Context, stats: &DevStats, waiting: i64) -> Result<()> {
    let DevStats {
        messages,
        delivered,
        failed,
        calls,
    } = stats;
    if context.terminal.is_json() {
        context.terminal.print_json(&json!({
            "type": "summary", "messages": messages, "delivered": delivered,
            "failed_attempts": failed, "api_calls": calls, "waiting": waiting,
        }))?;
    }
    context.terminal.note(format!(
        "messages {messages}, delivered {delivered}, failed attempts {failed}, message calls {calls}, still waiting {waiting}"
    ));
    Ok(())
}
