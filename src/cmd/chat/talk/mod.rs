//! `momo chat`: the terminal twin of the page. A person speaks in a room; below each message stands what went over the wire.
mod answers;
mod commands;
mod session;

use crate::cmd::chosen_room::RoomArgs;
use crate::cmd::console::PlatformArgs;
use crate::cmd::context::Context;
use crate::cmd::values;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::model::platform::bot::Role;
pub(in crate::cmd) use session::{Session, Speaker, TalkEnd};
use std::time::Duration;

/// Arguments of `momo chat`.
#[derive(clap::Args, Debug)]
pub(crate) struct Talk {
    #[command(flatten)]
    room: RoomArgs,
    /// Who speaks; somebody new is made at once [default: the platform's first user]
    #[arg(long = "as", value_name = "NAME")]
    user: Option<String>,
    /// How long an answer may take before the next line of a pipe is said
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = values::duration)]
    wait: Duration,
    /// Do not ask a bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)
    #[arg(long)]
    no_probe: bool,
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for Talk {
    const NAME: &'static str = "chat";
    const ABOUT: &'static str =
        "Talk with your bots in the terminal, and see the wire below each message";
    const RUNS_ON: bool = true;
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo chat
  momo chat --room 2 --as 밥
  printf '안녕\\n메뉴\\n' | momo chat
  momo chat --json < lines.txt

A line is said in the room of the running platform (`momo dev`, `momo run`). A line that begins with / is a command: \
/as NAME, /room NUMBER, /reply NUMBER TEXT, /tap NUMBER (or LABEL, of a quick reply), /why, /fault FAULT, /clock +TIME, /retry, /help, /quit; // says a /. From a pipe, each line is said \
once the one before was answered, or after --wait; the exit code tells nothing of the answers (momo room say --expect does).";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let platform = self.platform;
        let console = platform.connect(context, Role::Developer, "speak in a room")?;
        let watcher = platform.connect(context, Role::Operator, "watch a room")?;
        let speaker = Speaker {
            room: self.room.resolve(&*context.config()?, &console.api)?,
            user: self.user,
            asks_bot: !self.no_probe,
            wait: self.wait,
        };
        let (mut session, events) = Session::start(context, console.api, watcher.api, speaker)?;
        session.begin(context)?;
        for event in events {
            if let Some(end) = session.handle(context, event)? {
                return Ok(match end {
                    TalkEnd::Over => Verdict::Yes,
                    TalkEnd::Interrupted => Verdict::Interrupted,
                });
            }
        }
        Err(Error::unknown("the talk has ended by itself"))
    }
}
