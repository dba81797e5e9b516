//! Watches the ports of bots on this machine while deliveries to them are held or wait after a failure. As soon as a bot
//! listens (again), its deliveries are due, whatever pause they had.
use super::outbox::Outbox;
use crate::flow::platform::state::PlatformState;
use crate::io::{listeners, probe};
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
            sockets: HashMap::new(),
            probes: HashMap::new(),
        }
    }

    /// Looks at the ports until the platform stops.
    pub(super) fn run(mut self) {
        while let Some(bots) = self.outbox.wait_for_paused(INTERVAL) {
            let is_paused = |id: &String| bots.iter().any(|bot| bot.id == *id);
            self.sockets.retain(|id, _| is_paused(id));
            self.probes.retain(|id, _| is_paused(id));
            for bot in bots {
                if self.has_come(&bot) {
                    self.outbox.hurry(&bot.id, self.state.now());
                }
            }
        }
    }

    /// Returns whether the bot listens again, or gets no deliveries any more.
    fn has_come(&mut self, paused: &PausedBot) -> bool {
        let bot = match self.state.store().bot(&paused.id) {
            Ok(Some(bot)) => bot,
            Ok(None) => return true,
            // The next delivery reports it.
            Err(_) => return false,
        };
        if paused.is_held {
            return self.listens(&paused.id, bot.callback_url);
        }
        let port =
            target::port(&bot.callback_url).filter(|_| target::is_loopback(&bot.callback_url));
        let Some(port) = port else {
            return false;
        };
        // A connection would reach the bot, which listens already.
        let sockets = listeners::sockets_on_port(port);
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
