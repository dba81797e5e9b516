//! Effects of events: the replies that a stand-in sees, or a number that a command or a URL gives.
use super::platform_room::PlatformRoom;
use super::stand_in::StandIn;
use crate::error::{Error, Result};
use crate::io::client::{Client, ClientOptions};
use crate::io::command;
use crate::model::check::{BotCheck, MadeEvent, Procedure, Scenario};
use crate::model::http::{Headers, Request};
use crate::model::secret::Secret;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long the first effect is waited for, and any other at most.
const MAX_WAIT: Duration = Duration::from_secs(2);
/// Shortest and longest silence that shows that no further effect comes.
const MIN_QUIET: Duration = Duration::from_millis(60);
const MAX_QUIET: Duration = Duration::from_secs(1);
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// Where effects of events can be seen.
pub enum Effects {
    /// Nowhere.
    Unseen,
    /// The bot's replies, and the token that they should have if it is known.
    StandIn(StandIn, Option<Secret>),
    /// The replies in a room of the local platform.
    Platform(Arc<PlatformRoom>),
    /// A number of effects.
    Counted(EffectCounter),
}

/// Asks how many effects there were so far.
#[derive(Debug)]
pub enum EffectCounter {
    /// Runs a command by a shell; its output is the number.
    Command(String),
    /// Gets a URL; the body is the number.
    Url(String),
}

impl EffectCounter {
    /// Returns the present number.
    ///
    /// # Errors
    /// The command or the request fails, or gives no number.
    pub fn count(&self) -> Result<u64> {
        let text = match self {
            Self::Command(command) => {
                command::output(&["sh".into(), "-c".into(), command.clone()])?
            }
            Self::Url(url) => {
                let request = Request {
                    method: "GET".into(),
                    url: url.clone(),
                    headers: Headers::new(),
                    body: Vec::new(),
                };
                let client = Client::new(ClientOptions::default())?;
                let outcome = client.call_api(&request, MAX_WAIT);
                let failed = |what: String| {
                    Error::unknown(format!("`--effects {url}` gives no number: {what}"))
                };
                let response = outcome
                    .response
                    .map_err(|failure| failed(failure.message.to_string()))?;
                if !response.is_success() {
                    return Err(failed(format!("it answers {}", response.status)));
                }
                String::from_utf8_lossy(&response.body).into_owned()
            }
        };
        let number = text.trim().parse();
        number.map_err(|_| {
            Error::unknown("`--effects` gives no number")
                .because(format!(
                    "it gives `{}`",
                    text.trim().chars().take(60).collect::<String>()
                ))
                .hint("It prints how many effects there were so far, such as rows in a table.")
        })
    }
}

/// The effects before an event.
#[derive(Debug, Clone, Copy)]
pub(super) struct EffectMark(u64);

impl Effects {
    /// Notes what there is now.
    pub(super) fn mark(&self) -> EffectMark {
        EffectMark(match self {
            Self::Unseen => 0,
            Self::StandIn(..) | Self::Platform(_) => 0,
            Self::Counted(counter) => counter.count().unwrap_or(0),
        })
    }

    /// Returns the number of effects of an event so far: accepted replies, or all effects since the mark.
    pub(super) fn count(&self, mark: EffectMark, event: &MadeEvent) -> u64 {
        match self {
            Self::Unseen => 0,
            Self::StandIn(stand_in, _) => {
                let calls = stand_in.calls();
                let own = calls.iter().filter(|call| {
                    call.is_accepted() && is_of(event, &call.room_id, call.reply_to.as_deref())
                });
                own.count() as u64
            }
            Self::Platform(room) => room.replies_to(event),
            Self::Counted(counter) => counter.count().unwrap_or(0).saturating_sub(mark.0),
        }
    }
}

/// Returns whether a reply belongs to an event: by its room, or by the message that it replies to.
pub(super) fn is_of(event: &MadeEvent, room_id: &str, reply_to: Option<&str>) -> bool {
    room_id == event.room_id.to_string() || reply_to == Some(&event.message_id.to_string())
}

/// What can be seen of the bot's effects.
#[derive(Debug, Clone)]
pub(super) struct Visibility {
    /// Number of effects of one event; 0 if none was seen.
    pub(super) per_event: u64,
    /// How long the first effect took.
    pub(super) delay: Duration,
    reason: &'static str,
    /// Whether each reply can be seen, and the API can be made to fail.
    sees_replies: bool,
}

impl Visibility {
    pub(super) fn unknown() -> Self {
        Self {
            per_event: 0,
            delay: Duration::ZERO,
            reason: "No effect of the bot can be seen: let momo start it (`momo webhook check -- COMMAND`), or start it with MOMOTALK_API_BASE=http://127.0.0.1:8701/api and give `--api-port 8701`, or give a count with `--effects`",
            sees_replies: false,
        }
    }

    /// Waits for the effect of the first event.
    pub(super) fn find(effects: &Effects, mark: EffectMark, event: &MadeEvent) -> Self {
        let started = Instant::now();
        let mut found = Self {
            sees_replies: matches!(effects, Effects::StandIn(..)),
            ..Self::unknown()
        };
        if matches!(effects, Effects::Unseen) {
            return found;
        }
        found.reason = "The valid event had no effect that momo could see within 2s: is the bot's MOMOTALK_API_BASE the one that was named, and does it reply to the text of `--say`?";
        if wait_until(MAX_WAIT, || effects.count(mark, event) > 0) {
            found.delay = started.elapsed();
            std::thread::sleep(found.quiet());
            found.per_event = effects.count(mark, event);
        }
        found
    }

    /// Returns why a check cannot be made; `None` if it can.
    pub(super) fn why_not(&self, check: &BotCheck) -> Option<&'static str> {
        if self.per_event == 0 {
            return Some(self.reason);
        }
        let needs_replies = matches!(
            check.procedure,
            Procedure::Scenario(
                Scenario::RefusalWithoutEffect
                    | Scenario::BigIds
                    | Scenario::DuplicateAfterFailure
                    | Scenario::ReplyAddress
                    | Scenario::AnswerBeforeReply
                    | Scenario::ReplyRateLimited
                    | Scenario::ReplyServerError
            )
        );
        (needs_replies && !self.sees_replies).then_some(
            "A count does not show it: let momo start the bot (`momo webhook check -- COMMAND`), or give `--api-port`",
        )
    }

    /// Returns how long nothing may come until no more is expected.
    pub(super) fn quiet(&self) -> Duration {
        (self.delay * 4).clamp(MIN_QUIET, MAX_QUIET)
    }

    /// Waits until so many effects are there, and then whether more come. Returns their number.
    pub(super) fn settled(
        &self,
        effects: &Effects,
        mark: EffectMark,
        event: &MadeEvent,
        wanted: u64,
    ) -> u64 {
        wait_until(MAX_WAIT, || effects.count(mark, event) >= wanted);
        std::thread::sleep(self.quiet());
        effects.count(mark, event)
    }
}

/// Waits until a condition holds, at most for this time. Returns whether it does.
pub(super) fn wait_until(timeout: Duration, holds: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + timeout;
    loop {
        if holds() {
            return true;
        }
        if Instant::now() > deadline {
            return false;
        }
        std::thread::sleep(POLL_INTERVAL);
    }
}
