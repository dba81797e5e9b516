//! `momo run --chat`: a person speaks with the bots in the terminal of the run.
use super::environment::RunEnvironment;
use crate::cmd::chat::{Session, Speaker, TalkEnd};
use crate::cmd::chosen_room::has_bot;
use crate::cmd::console::refused;
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::flow::api::ApiClient;
use crate::flow::run::RunEvent;
use crate::flow::talk::TalkEvent;
use crate::io::signals;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

/// How long an answer to a line of a pipe may take.
const WAIT: Duration = Duration::from_secs(5);

/// A talk, and how it ends the run.
pub(super) struct RunTalk {
    session: Session,
    /// Sends signals to the bots, as if the run got them.
    stop: Sender<i32>,
    end: Option<TalkEnd>,
}

impl RunTalk {
    /// Starts the talk in the first room of the run's first bot. Returns it with its events, and with the signals of the
    /// run and its own.
    ///
    /// # Errors
    /// Fails with `--json`, without a room, or if the platform does not answer.
    pub(super) fn start(
        context: &mut Context,
        environment: &RunEnvironment,
        asks_bot: bool,
        signals: Receiver<i32>,
    ) -> Result<(Self, Receiver<TalkEvent>, Receiver<i32>)> {
        let (Some(api), Some(operator)) = (&environment.api, &environment.operator) else {
            return Err(Error::unknown(
                "no operator's token of the platform is kept here",
            ));
        };
        let speaker = Speaker {
            room: first_room(api, &environment.bots[0].id)?,
            user: None,
            asks_bot,
            wait: WAIT,
        };
        let (session, events) = Session::start(context, api.clone(), operator.clone(), speaker)?;
        let (stop, stops) = mpsc::channel();
        let forwarded = stop.clone();
        std::thread::spawn(move || {
            // Fails only if the run has ended.
            signals
                .into_iter()
                .try_for_each(|signal| forwarded.send(signal))
        });
        let talk = Self {
            session,
            stop,
            end: None,
        };
        Ok((talk, events, stops))
    }

    /// Handles what concerns the talk, and returns the other events: the talk shows itself what happens on the platform.
    ///
    /// # Errors
    /// Fails if the platform does not answer, or if a line cannot be read.
    pub(super) fn handle(
        &mut self,
        context: &mut Context,
        event: RunEvent,
    ) -> Result<Option<RunEvent>> {
        match event {
            RunEvent::Talk(event) if self.end.is_none() => {
                self.end = self.session.handle(context, event)?;
                let signal = match self.end {
                    Some(TalkEnd::Over) => signals::TERMINATE,
                    Some(TalkEnd::Interrupted) => signals::TYPED_INTERRUPT,
                    None => return Ok(None),
                };
                context.terminal.set_print_above(None);
                // Fails only if the run has ended.
                let _ = self.stop.send(signal);
                Ok(None)
            }
            RunEvent::Talk(_) => Ok(None),
            RunEvent::Platform(activity) => {
                if let Some(warning) = activity.storage_error() {
                    context.terminal.warn(warning);
                }
                Ok(None)
            }
            event => Ok(Some(event)),
        }
    }

    /// Asks for the first line, once the bots answer.
    pub(super) fn begin(&mut self, context: &mut Context) -> Result<()> {
        self.session.begin(context)
    }

    /// Returns whether the person ended the run.
    pub(super) fn is_over(&self) -> bool {
        self.end == Some(TalkEnd::Over)
    }
}

/// Returns the number of the first room to which the bot is subscribed.
fn first_room(api: &ApiClient, bot_id: &str) -> Result<i64> {
    let answer = api.get("/rooms")?;
    let answer = answer.map_err(refused("the rooms cannot be listed"))?;
    let mut rooms = answer["rooms"].as_array().into_iter().flatten();
    let room = rooms.find(|room| has_bot(room, bot_id));
    let id = room.and_then(|room| room["room_id"].as_i64());
    id.ok_or_else(|| {
        Error::unknown("the bot is subscribed to no room")
            .hint("`momo room subscribe` has it hear one.")
    })
}
