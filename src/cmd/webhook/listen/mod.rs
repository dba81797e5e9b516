//! `momo webhook listen`: the receiver, with one line an event.
mod keys;
mod queue;
mod rehearse;
mod show;

use super::kakao::KakaoArgs;
use crate::cmd::Verb;
use crate::cmd::choice::Known;
use crate::cmd::context::Context;
use crate::cmd::limits::LimitArgs;
use crate::cmd::secret::SecretArgs;
use crate::cmd::values;
use crate::error::{Error, Result, Verdict};
use crate::flow::receive::{Auth, Echo, Receiver, ReceiverOptions, Seen};
use crate::io::files::ReadyFile;
use crate::io::signals::{self, Stop};
use crate::io::sqlite::Recorder;
use crate::model::rehearsal::Rehearsal;
use crate::model::route::{Route, Types};
use queue::{Message, Queue};
use rehearse::RehearseArgs;
use show::Screen;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

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
    /// Write the URL to this file once it listens; the file goes when the receiver does
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    #[command(flatten)]
    rehearse: RehearseArgs,
    #[command(flatten)]
    kakao: KakaoArgs,
    #[command(flatten)]
    limits: LimitArgs,
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
  momo webhook listen --forward-to 3000/momotalk/webhook
  momo webhook listen --forward-to 'talk.*=3000' --forward-to 'kakao.skill=4000/skill'
  momo webhook listen --fail-next 2 --status 503 --delay 1s
  momo webhook listen --port 0 --json --allow-unsigned --ready-file url.txt
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let known = Known::load(context)?;
        let plan = self.plan(context, &known)?;
        let ready_file = self.ready_file.as_deref().map(ReadyFile::claim);
        let ready_file = ready_file.transpose()?;
        let (queue, messages) = Queue::new();
        forward_signals(queue.clone())?;
        let history = context.history_file()?;
        let (greeting, receiver) = self.start(&history, plan, queue.clone())?;
        if let Some(file) = &ready_file {
            file.write(&greeting.url)?;
        }
        self.greet(context, &greeting)?;
        let mut screen = Screen::new(&self, queue);
        let stop = loop {
            let Ok(message) = messages.recv() else {
                return Err(Error::unknown("the receiver has ended by itself"));
            };
            if let Some(stop) = screen.show(context, message, &messages)? {
                break stop;
            }
        };
        let other_types = end(context, receiver, &messages, &mut screen)?;
        screen.farewell(context, other_types)?;
        Ok(match stop {
            Stop::Interrupt => Verdict::Interrupted,
            Stop::Terminate => Verdict::Yes,
        })
    }
}

fn forward_signals(queue: Queue) -> Result<()> {
    let stops = signals::watch()?;
    std::thread::spawn(move || stops.into_iter().for_each(|stop| queue.stop(stop)));
    Ok(())
}

/// Ends the receiver; what it has begun is answered and shown meanwhile. Gives how many events were of other types.
fn end(
    context: &mut Context,
    receiver: Receiver,
    messages: &mpsc::Receiver<Message>,
    screen: &mut Screen<'_>,
) -> Result<u64> {
    let ending = std::thread::spawn(move || receiver.stop());
    loop {
        let ended = ending.is_finished();
        match messages.recv_timeout(Duration::from_millis(5)) {
            Ok(message) => drop(screen.show(context, message, messages)?),
            Err(RecvTimeoutError::Timeout) if !ended => {}
            Err(_) => break,
        }
    }
    Ok(ending.join().unwrap_or_default())
}

/// What is asked for, read and checked before anything is opened.
struct Plan {
    auth: Auth,
    /// What is checked with what, for people.
    checks: String,
    echo: Option<Echo>,
    rehearsal: Rehearsal,
    routes: Vec<Route>,
}

/// What is said of a receiver that is ready.
struct Greeting {
    address: SocketAddr,
    url: String,
    checks: String,
    rehearsal: Rehearsal,
    routes: Vec<Route>,
}

impl Listen {
    fn plan(&self, context: &Context, known: &Known) -> Result<Plan> {
        let stdin = self.kakao.takes_stdin()
            + usize::from(self.secret.takes_stdin())
            + usize::from(self.rehearse.takes_stdin());
        if stdin > 1 {
            return Err(Error::usage("standard input can be read only once"));
        }
        let rehearsal = self.rehearse.rehearsal()?;
        let routes = self.forward_to.iter().map(|text| Route::parse(text));
        let routes: Vec<_> = routes.collect::<Result<_>>()?;
        if !routes.is_empty() && rehearsal.status.is_some() && !rehearsal.draws() {
            return Err(Error::usage(
                "`--forward-to` answers what is answered there, not `--status`",
            )
            .hint("With `--fail-next` or `--fail-rate` it is the status of what fails."));
        }
        let (auth, checks) = self.auth(context, known)?;
        let echo = self.echo(context, known)?;
        Ok(Plan {
            auth,
            checks,
            echo,
            rehearsal,
            routes,
        })
    }

    fn start(&self, history: &Path, plan: Plan, queue: Queue) -> Result<(Greeting, Receiver)> {
        let (recorder, seen) = (Recorder::start(history)?, Seen::from_history(history)?);
        let address = SocketAddr::new(self.host, self.port);
        let options = ReceiverOptions {
            path: self.path.clone(),
            allow_unsigned: self.allow_unsigned,
            types: self.types.as_deref().map(Types::parse).transpose()?,
            rehearsal: plan.rehearsal.clone(),
            routes: plan.routes.clone(),
            echo: plan.echo,
            limits: self.limits.limits(),
            ..ReceiverOptions::new(address, plan.auth, recorder, seen)
        };
        let receiver = Receiver::start(options, move |report| queue.report(report))?;
        let path = self.path.as_deref().unwrap_or("/");
        let greeting = Greeting {
            address: receiver.address(),
            url: format!("{}{path}", receiver.url()),
            checks: plan.checks,
            rehearsal: plan.rehearsal,
            routes: plan.routes,
        };
        Ok((greeting, receiver))
    }
}
