//! Watches the ports of bots on this machine while deliveries to them are held or wait after a failure. As soon as a bot
//! listens (again), its deliveries are due, whatever pause they had.
use super::outbox::Outbox;
use crate::error::Result;
use crate::flow::platform::running_bots::own_port;
use crate::flow::platform::state::PlatformState;
use crate::io::listeners::{self, Listeners};
use crate::io::probe;
use crate::model::platform::bot::Bot;
use crate::model::platform::outbox::PausedBot;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

/// Interval between two looks at the ports.
const INTERVAL: Duration = Duration::from_millis(100);

/// State of thread `ports`.
pub(super) struct PortWatch {
    state: Arc<PlatformState>,
    outbox: Outbox,
    /// The bots, all listening sockets and the changes of bots at the last look; the bots are looked up only after a change
    /// of these. `None` if they do not tell all.
    seen: Option<(Vec<PausedBot>, Listeners, u64)>,
    /// Listening sockets at the last look, by bot id; for bots whose deliveries failed.
    sockets: HashMap<String, BTreeSet<u64>>,
    /// Running probes of other hosts, by bot id: a name without an address may take seconds, and the others do not wait.
    probes: HashMap<String, JoinHandle<bool>>,
}

impl PortWatch {
    pub(super) fn new(state: Arc<PlatformState>, outbox: Outbox) -> Self {
        Self {
            state,
            outbox,
            seen: None,
            sockets: HashMap::new(),
            probes: HashMap::new(),
        }
    }

    /// Looks at the ports until the platform stops.
    pub(super) fn run(mut self) {
        while let Some(bots) = self.outbox.wait_for_paused(INTERVAL) {
            let changes = self.state.running_bots.changes();
            let look = (bots, listeners::listening(), changes);
            if self.seen.as_ref() == Some(&look) {
                continue;
            }
            let (bots, listening, _) = &look;
            let is_paused = |id: &String| bots.iter().any(|bot| bot.id == *id);
            self.sockets.retain(|id, _| is_paused(id));
            self.probes.retain(|id, _| is_paused(id));
            let mut is_known = listening.is_known();
            for bot in bots {
                let has_come = self.has_come(bot, listening);
                // What has come may be paused again at the next look.
                is_known &= has_come == Some(false);
                if has_come == Some(true) {
                    self.outbox.hurry(&bot.id, self.state.now());
                }
            }
            self.seen = is_known.then_some(look);
        }
    }

    /// Returns whether the bot listens again, or gets no deliveries any more; `None` if the database or the listening
    /// sockets do not tell.
    fn has_come(&mut self, paused: &PausedBot, listening: &Listeners) -> Option<bool> {
        // The next delivery reports an error.
        let Some(bot) = self.state.store().bot(&paused.id).ok()? else {
            return Some(true);
        };
        if paused.is_held {
            // A run that is killed tells nothing.
            let can_end_silently = self.state.running_bots.is_starting(&bot.id);
            return match self.state.is_offline(&bot, listening).ok()? {
                Some(_) if can_end_silently => None,
                Some(is_offline) => Some(!is_offline),
                None => self.has_connected(&bot).ok()?.then_some(true),
            };
        }
        let Some(port) = own_port(&bot) else {
            return Some(false);
        };
        // A connection would reach the bot, which listens already.
        let sockets = listening.inodes(port);
        let is_restarted = |seen: &BTreeSet<u64>| !sockets.is_empty() && seen.is_disjoint(&sockets);
        let has_come = self.sockets.get(&paused.id).is_some_and(is_restarted);
        self.sockets.insert(paused.id.clone(), sockets);
        Some(has_come)
    }

    /// Returns whether the bot takes a connection, and notes it if it does; on another host, whether the last probe found
    /// that.
    ///
    /// # Errors
    /// Fails if the database cannot be written.
    fn has_connected(&mut self, bot: &Bot) -> Result<bool> {
        if own_port(bot).is_some() {
            return self.state.has_connected(bot);
        }
        if self.probes.get(&bot.id).is_some_and(|it| !it.is_finished()) {
            return Ok(false);
        }
        let last = self.probes.remove(&bot.id);
        if last.is_some_and(|probe| probe.join().unwrap_or(false)) {
            self.state.note_online(&bot.id)?;
            return Ok(true);
        }
        let thread = std::thread::Builder::new().name("probe".into());
        let callback_url = bot.callback_url.clone();
        if let Ok(probe) = thread.spawn(move || probe::can_connect(&callback_url)) {
            self.probes.insert(bot.id.clone(), probe);
        }
        Ok(false)
    }
}
