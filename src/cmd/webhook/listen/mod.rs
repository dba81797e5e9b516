//! `momo webhook listen`: the receiver, with one line an event.
mod keys;
mod show;

use crate::cmd::Verb;
use crate::cmd::choice::Known;
use crate::cmd::context::Context;
use crate::cmd::secret::SecretArgs;
use crate::cmd::values;
use crate::error::{Error, Result, Verdict};
use crate::flow::receive::{Echo, Keys, Receiver, ReceiverOptions, Report, Seen, Tally};
use crate::io::files::Home;
use crate::io::server::Limits;
use crate::io::signals::{self, Stop};
use crate::io::sqlite::Recorder;
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
        show::farewell(context, &tally)?;
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

impl Listen {
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
