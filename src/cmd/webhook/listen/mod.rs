//! `momo webhook listen`: the receiver, with one line an event.
use crate::cmd::Verb;
use crate::cmd::choice::Known;
use crate::cmd::context::Context;
use crate::cmd::secret::SecretArgs;
use crate::cmd::values;
use crate::error::{Error, Result, Verdict};
use crate::flow::receive::{Account, Echo, Keys, Receiver, ReceiverOptions, Report, Seen, Tally};
use crate::io::files::Home;
use crate::io::server::Limits;
use crate::io::signals::{self, Stop};
use crate::io::sqlite::Recorder;
use crate::io::system;
use crate::model::exchange::{Direction, Exchange};
use crate::model::secret::Secret;
use crate::model::settings::{PRODUCTION_API, Place};
use crate::view::live::{self, Remarks};
use serde::Serialize;
use std::net::{IpAddr, SocketAddr};
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::time::Duration;

/// How many reports may wait for a slow terminal before connections wait too.
const WAITING: usize = 1024;

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
    /// The largest body that is taken
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().body, help_heading = "Limits")]
    max_body: usize,
    /// How many connections may be open at once
    #[arg(long, value_name = "COUNT", default_value_t = Limits::default().connections, help_heading = "Limits")]
    max_connections: usize,
    #[command(flatten)]
    secret: SecretArgs,
}

impl Verb for Listen {
    const NAME: &'static str = "listen";
    const ABOUT: &'static str = "Receive events: verify, keep, answer and show each";
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook listen
  momo webhook listen --show-body --echo
  momo webhook listen --port 3000 --path /momotalk/webhook --secret-file secret.txt
  momo webhook listen --port 0 --json --allow-unsigned
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let known = Known::load(context)?;
        let (keys, checks) = self.keys(context, &known)?;
        let echo = self.echo(context, &known)?;
        let (sender, messages) = mpsc::sync_channel(WAITING);
        forward_signals(sender.clone())?;
        let receiver = self.start(&known.home, keys, echo, sender)?;
        self.greet(context, &receiver, &checks)?;
        let mut tally = Tally::default();
        let stop = loop {
            match messages.recv() {
                Ok(Message::Report(report)) => self.show(context, &report, &mut tally)?,
                Ok(Message::Stop(stop)) => break stop,
                Err(_) => return Err(Error::unknown("the receiver has ended by itself")),
            }
        };
        self.end(context, receiver, &messages, &mut tally)?;
        farewell(context, &tally)?;
        Ok(match stop {
            Stop::Interrupt => Verdict::Interrupted,
            Stop::Terminate => Verdict::Yes,
        })
    }
}

/// What the main thread waits for.
enum Message {
    Report(Box<Report>),
    Stop(Stop),
}

fn forward_signals(sender: SyncSender<Message>) -> Result<()> {
    let stops = signals::watch()?;
    std::thread::spawn(move || {
        for stop in stops {
            let _ = sender.send(Message::Stop(stop));
        }
    });
    Ok(())
}

/// A line of `--json`.
#[derive(Serialize)]
struct ExchangeLine<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    exchange: &'a Exchange,
    duplicate: bool,
    stored: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

impl Listen {
    /// What signatures are checked with, and the same for people.
    fn keys(&self, context: &Context, known: &Known) -> Result<(Keys, String)> {
        if let Some(found) = self.secret.given_or_environment()? {
            let words = format!("checks signatures with {}", found.origin);
            return Ok((Keys::given(vec![found.secret]), words));
        }
        let now = system::now();
        let mut with_secrets: Vec<_> = known
            .credentials
            .bots()
            .filter(|(_, bot)| !bot.secrets_valid_at(now).is_empty())
            .map(|(id, _)| id)
            .collect();
        let mut only = None;
        if let Some(named) = known.bot_name(context, &self.secret.bot)? {
            if with_secrets.contains(&&*named.value) {
                with_secrets.retain(|id| *id == named.value);
                only = Some(named.value.clone());
            } else if matches!(named.place, Place::Flag(_)) {
                return Err(Error::unknown(format!(
                    "no webhook secret of the bot `{}` is kept here",
                    named.value
                ))
                .hint(format!(
                    "Keep it with `momo bot add {} --secret-file FILE`.",
                    named.value
                )));
            }
        }
        let words = match &*with_secrets {
            [] if self.allow_unsigned => "checks no signatures: no webhook secret is known".into(),
            [] => return Err(no_secret()),
            [id] => format!("checks signatures with the kept secret of the bot `{id}`"),
            several => format!(
                "checks signatures with the kept secrets of {} bots",
                several.len()
            ),
        };
        Ok((Keys::kept(known.home.clone(), only)?, words))
    }

    /// How messages are echoed: with the environment's token, or with the kept ones.
    fn echo(&self, context: &Context, known: &Known) -> Result<Option<Echo>> {
        if !self.echo {
            return Ok(None);
        }
        let token = context.variable_text("MOMOTALK_BOT_TOKEN")?;
        if let Some(token) = token
            .filter(|_| self.secret.bot.bot.is_none())
            .and_then(Secret::new)
        {
            let base = context.variable_text("MOMOTALK_API_BASE")?;
            let api_base = base.unwrap_or_else(|| PRODUCTION_API.into());
            return Ok(Some(Echo::given(Account { api_base, token })));
        }
        if known.credentials.bots().all(|(_, bot)| bot.token.is_none()) {
            return Err(Error::unknown("no bot token is known, so nothing can be echoed")
                .hint("Make a bot with `momo bot create`, keep one with `momo bot add`, or set MOMOTALK_BOT_TOKEN and MOMOTALK_API_BASE."));
        }
        Ok(Some(Echo::kept(known.home.clone())))
    }

    fn start(
        &self,
        home: &Home,
        keys: Keys,
        echo: Option<Echo>,
        sender: SyncSender<Message>,
    ) -> Result<Receiver> {
        let history = home.history_file();
        let options = ReceiverOptions {
            address: SocketAddr::new(self.host, self.port),
            path: self.path.clone(),
            keys,
            allow_unsigned: self.allow_unsigned,
            echo,
            limits: Limits {
                body: self.max_body,
                connections: self.max_connections.max(1),
                ..Limits::default()
            },
            recorder: Recorder::start(&history)?,
            seen: Seen::from_history(&history)?,
        };
        Receiver::start(options, move |report| {
            // Nobody is left to read when this fails.
            let _ = sender.send(Message::Report(Box::new(report)));
        })
    }

    /// The ready line, and what a person should know before the first event.
    fn greet(&self, context: &mut Context, receiver: &Receiver, checks: &str) -> Result<()> {
        let path = self.path.as_deref().unwrap_or("/");
        let (address, url) = (receiver.address(), format!("{}{path}", receiver.url()));
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            let ready = serde_json::json!({
                "type": "ready", "url": url, "port": address.port(), "path": self.path, "allow_unsigned": self.allow_unsigned,
            });
            terminal.print_json(&ready)?;
        } else {
            let any = if self.path.is_none() {
                " (any path)"
            } else {
                ""
            };
            let ink = terminal.ink();
            terminal.print(format!("listening on {}{any}", ink.strong(&url)))?;
        }
        terminal.note(format!("{checks}; Ctrl-C ends it"));
        if self.allow_unsigned {
            terminal.warn("events without a valid signature are taken too");
        }
        if !address.ip().is_loopback() {
            terminal.warn("other machines can reach this address");
        }
        if !terminal.is_json() && terminal.out_is_terminal() {
            terminal.heading(live::HEADINGS);
        }
        Ok(())
    }

    /// One exchange, as it happens.
    fn show(&self, context: &mut Context, report: &Report, tally: &mut Tally) -> Result<()> {
        tally.add(report);
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            return terminal.print_json(&ExchangeLine {
                r#type: "exchange",
                exchange: &report.exchange,
                duplicate: report.duplicate,
                stored: report.stored,
                note: report.note.as_deref(),
            });
        }
        let remarks = Remarks {
            duplicate: report.duplicate,
            unstored: !report.stored,
            note: report.note.as_deref(),
        };
        terminal.print(live::line(&report.exchange, remarks, terminal.ink()))?;
        let is_event = report.exchange.direction == Direction::Received;
        if self.show_body && is_event && !report.exchange.request.body.is_empty() {
            terminal.print(live::body(&report.exchange))?;
        }
        Ok(())
    }

    /// Ends the receiver; what it has begun is answered and shown meanwhile.
    fn end(
        &self,
        context: &mut Context,
        receiver: Receiver,
        messages: &mpsc::Receiver<Message>,
        tally: &mut Tally,
    ) -> Result<()> {
        let ending = std::thread::spawn(move || receiver.stop());
        loop {
            let ended = ending.is_finished();
            match messages.recv_timeout(Duration::from_millis(5)) {
                Ok(Message::Report(report)) => self.show(context, &report, tally)?,
                Ok(Message::Stop(_)) => {}
                Err(RecvTimeoutError::Timeout) if !ended => {}
                Err(_) => return Ok(()),
            }
        }
    }
}

/// The summary: words for people, the last line for programs.
fn farewell(context: &mut Context, tally: &Tally) -> Result<()> {
    if context.terminal.is_json() {
        #[derive(Serialize)]
        struct Summary<'a> {
            r#type: &'static str,
            #[serde(flatten)]
            tally: &'a Tally,
        }
        context.terminal.print_json(&Summary {
            r#type: "summary",
            tally,
        })?;
    }
    context.terminal.note(tally.to_string());
    Ok(())
}

fn no_secret() -> Error {
    Error::unknown("no webhook secret is known, so no signature could be checked")
        .hint("Make a bot with `momo bot create`, keep one with `momo bot add`, or give `--secret-file FILE`.")
        .hint("`--allow-unsigned` takes events without a valid signature.")
}
