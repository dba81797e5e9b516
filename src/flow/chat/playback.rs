//! Plays conversations for a page, at once or step by step.
//!
//! Threads: each playback has one of its own, which waits between steps for a word from the page. Locks: activities are
//! published with locks of the platform held; then come the list of [`Playbacks`] and a subscription's. A playback publishes its
//! progress with the lock on it alone held.
use super::diagnose::{AskedBots, add_diagnoses};
use super::engine::{ChatEngine, PlayOptions, StepResult};
use super::platform::ChatPlatform;
use super::room_events::RoomEvents;
use crate::error::Result;
use crate::model::activity::Activity;
use crate::model::chat::outcome::ChatFailure;
use crate::model::chat::pattern::Values;
use crate::model::chat::playback::{PlaybackProgress, PlaybackState};
use crate::model::chat::script::Script;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

/// Maximum number of playbacks that are not over.
const MAX_RUNNING: usize = 8;
/// Maximum number of playbacks that can be asked for.
const MAX_KEPT: usize = 32;
/// How long a line waits that names no time.
const WITHIN: Duration = Duration::from_secs(5);
/// How long messages after the last line are looked for.
const LINGER: Duration = Duration::from_millis(100);

/// The playbacks of a platform, the newest last.
#[derive(Default)]
pub struct Playbacks {
    list: Mutex<VecDeque<Arc<Playback>>>,
}

/// A conversation that is played for a page.
pub struct Playback {
    events: Arc<RoomEvents>,
    progress: Mutex<PlaybackProgress>,
    /// Takes whether to play to the end; `None` once it was told to end.
    go_on: Mutex<Option<Sender<bool>>>,
}

/// What a page asks for.
pub struct PlaybackRequest {
    pub id: String,
    pub script: Script,
    /// Whether each step waits for the page.
    pub is_stepwise: bool,
}

/// How a playback ended.
enum PlaybackEnd {
    Decided(StepResult),
    Stopped,
}

impl Playbacks {
    /// Passes an activity of the platform on to the conversations.
    pub fn publish(&self, activity: &Activity) {
        for playback in &*self.list.lock() {
            playback.events.publish(activity);
        }
    }

    /// Starts to play; `publish` gets the progress at each change. `platform` must publish to the given events. `None` if
    /// too many are played.
    pub fn start(
        &self,
        request: PlaybackRequest,
        platform: impl FnOnce(Arc<RoomEvents>) -> ChatPlatform,
        publish: impl Fn(&PlaybackProgress) + Send + 'static,
    ) -> Option<Arc<Playback>> {
        let mut list = self.list.lock();
        let running = list.iter().filter(|it| !it.progress().state.is_over());
        if running.count() >= MAX_RUNNING {
            return None;
        }
        let (sender, go_on) = mpsc::channel();
        let state = match request.is_stepwise {
            true => PlaybackState::Waiting,
            false => PlaybackState::Playing,
        };
        let events = Arc::new(ChatPlatform::room_events());
        let playback = Arc::new(Playback {
            events: events.clone(),
            progress: Mutex::new(PlaybackProgress::new(request.id, &request.script, state)),
            go_on: Mutex::new(Some(sender)),
        });
        list.push_back(playback.clone());
        if list.len() > MAX_KEPT
            && let Some(index) = list.iter().position(|it| it.progress().state.is_over())
        {
            list.remove(index);
        }
        drop(list);
        let player = Player {
            playback: playback.clone(),
            platform: platform(events),
            script: request.script,
            is_stepwise: request.is_stepwise,
            go_on,
            publish: Box::new(publish),
        };
        std::thread::spawn(move || player.run());
        Some(playback)
    }

    /// Returns the playback of this id; `None` without one.
    pub fn find(&self, id: &str) -> Option<Arc<Playback>> {
        let list = self.list.lock();
        list.iter().find(|it| it.progress.lock().id == id).cloned()
    }

    /// Returns how far each is, the newest last.
    pub fn progress(&self) -> Vec<PlaybackProgress> {
        self.list.lock().iter().map(|it| it.progress()).collect()
    }

    /// Stops a playback and forgets it. Returns how far it was; `None` without one.
    pub fn remove(&self, id: &str) -> Option<PlaybackProgress> {
        let mut list = self.list.lock();
        let index = list.iter().position(|it| it.progress.lock().id == id)?;
        let playback = list.remove(index)?;
        playback.stop();
        Some(playback.progress())
    }
}

impl Playback {
    pub fn progress(&self) -> PlaybackProgress {
        self.progress.lock().clone()
    }

    /// Plays the next step, or all to the end. Returns false if it does not wait.
    pub fn go_on(&self, to_end: bool) -> bool {
        let mut progress = self.progress.lock();
        if progress.state != PlaybackState::Waiting {
            return false;
        }
        progress.state = PlaybackState::Playing;
        progress.revision += 1;
        let sender = self.go_on.lock();
        sender.as_ref().is_some_and(|it| it.send(to_end).is_ok())
    }

    /// Ends it before its next step.
    pub fn stop(&self) {
        *self.go_on.lock() = None;
    }

    fn is_stopped(&self) -> bool {
        self.go_on.lock().is_none()
    }
}

struct Player {
    playback: Arc<Playback>,
    platform: ChatPlatform,
    script: Script,
    is_stepwise: bool,
    go_on: Receiver<bool>,
    publish: Box<dyn Fn(&PlaybackProgress) + Send>,
}

impl Player {
    fn run(mut self) {
        if let Err(error) = self.play() {
            self.update(|progress| {
                progress.state = PlaybackState::Unknown;
                progress.error = Some(error.to_string());
            });
        }
        self.playback.events.unsubscribe_all();
    }

    fn play(&mut self) -> Result<()> {
        let options = PlayOptions {
            within: WITHIN,
            variables: Values::new(),
            passes_over: false,
        };
        let (platform, script) = (&self.platform, &self.script);
        let mut engine = ChatEngine::start(platform, script, &options)?;
        self.update(|progress| progress.rooms = engine.rooms().to_vec());
        let end = match self.play_steps(&mut engine) {
            Ok(end) => end,
            Err(error) => {
                // The error is told; its faults must not stay.
                let _ = engine.end();
                return Err(error);
            }
        };
        if matches!(end, PlaybackEnd::Decided(Err(_))) {
            engine.settle();
        }
        let (mut attempt, late) = engine.end()?;
        let failure: Option<Box<ChatFailure>> = match end {
            PlaybackEnd::Stopped => {
                self.update(|progress| progress.state = PlaybackState::Stopped);
                return Ok(());
            }
            PlaybackEnd::Decided(Err(failure)) => Some(failure),
            PlaybackEnd::Decided(Ok(())) => {
                std::thread::sleep(LINGER);
                late.failure()
            }
        };
        let Some(failure) = failure else {
            self.update(|progress| progress.state = PlaybackState::Passed);
            return Ok(());
        };
        add_diagnoses(
            &self.platform,
            &AskedBots::default(),
            &mut attempt.exchanges,
        );
        self.update(|progress| progress.fail(&failure, &attempt.exchanges));
        Ok(())
    }

    fn play_steps(&self, engine: &mut ChatEngine<'_>) -> Result<PlaybackEnd> {
        let mut is_stepwise = self.is_stepwise;
        for step in &self.script.steps {
            if is_stepwise {
                self.update(|progress| progress.state = PlaybackState::Waiting);
                match self.go_on.recv() {
                    Ok(to_end) => is_stepwise = !to_end,
                    Err(_) => return Ok(PlaybackEnd::Stopped),
                }
            }
            if self.playback.is_stopped() {
                return Ok(PlaybackEnd::Stopped);
            }
            self.update(|progress| progress.state = PlaybackState::Playing);
            if let Err(failure) = engine.play(step)? {
                return Ok(PlaybackEnd::Decided(Err(failure)));
            }
            self.update(|progress| progress.met += 1);
        }
        engine.finish().map(PlaybackEnd::Decided)
    }

    fn update(&self, change: impl FnOnce(&mut PlaybackProgress)) {
        let mut progress = self.playback.progress.lock();
        change(&mut progress);
        progress.revision += 1;
        let progress = progress.clone();
        (self.publish)(&progress);
    }
}
