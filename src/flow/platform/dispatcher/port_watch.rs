//! Watches the ports of bots on this machine while deliveries to them are held or wait after a failure. As soon as a bot
//! listens (again), its deliveries are due, whatever pause they had.
use super::outbox::Outbox;
use crate::flow::platform::state::PlatformState;
use crate::io::listeners::{self, Listeners};
use crate::io::probe;
use crate::model::http::target;
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
                if self.has_come(bot, listening, &mut is_known) {
                    // It may be paused again at the next look.
                    is_known = false;
                    self.outbox.hurry(&bot.id, self.state.now());
                }
            }
            self.seen = is_known.then_some(look);
        }
    }

    /// Returns whether the bot listens again, or gets no deliveries any more. Clears `is_known` if that is not known from
    /// the listening sockets.
    fn has_come(&mut self, paused: &PausedBot, listening: &Listeners, is_known: &mut bool) -> bool {
        let bot = match self.state.store().bot(&paused.id) {
            Ok(Some(bot)) => bot,
            Ok(None) => return true,
            // The next delivery reports it.
            Err(_) => return false,
        };
        if paused.is_held {
            let is_offline = self.state.is_offline(&bot, listening);
            *is_known &= matches!(is_offline, Ok(Some(_)));
            return match is_offline {
                Ok(Some(is_offline)) => !is_offline,
                Ok(None) if self.listens(&paused.id, bot.callback_url) => {
                    self.state.note_online(&paused.id).is_ok()
                }
                Ok(None) | Err(_) => false,
            };
        }
        let port =
            target::port(&bot.callback_url).filter(|_| target::is_loopback(&bot.callback_url));
        let Some(port) = port else {
            return false;
        };
        // A connection would reach the bot, which listens already.
        let sockets = listening.inodes(port);
        let is_restarted = |seen: &BTreeSet<u64>| !sockets.is_empty() && seen.is_disjoint(&sockets);
        let has_come = self.sockets.get(&paused.id).is_some_and(is_restarted);
        self.sockets.insert(paused.id.clone(), sockets);
        has_come
    }

    /// Returns whether the bot accepts connections; on another host, whether the last probe found that.
    fn listens(&mut self, bot_id: &str, callback_url: String) -> bool {
        if target::is_loopback(&callback_url) {
            return probe::can_connect(&callback_url);
        }
        if self.probes.get(bot_id).is_some_and(|it| !it.is_finished()) {
            return false;
        }
        let last = self.probes.remove(bot_id);
        if last.is_some_and(|probe| probe.join().unwrap_or(false)) {
            return true;
        }
        let thread = std::thread::Builder::new().name("probe".into());
        if let Ok(probe) = thread.spawn(move || probe::can_connect(&callback_url)) {
            self.probes.insert(bot_id.to_owned(), probe);
        }
        false
    }
}
