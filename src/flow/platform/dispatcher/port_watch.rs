//! Watches the ports of bots on this machine while deliveries to them are held or wait after a failure. As soon as a bot
//! listens (again), its deliveries are due, whatever pause they had.
use super::outbox::Outbox;
use crate::flow::platform::state::PlatformState;
use crate::io::{listeners, probe};
use crate::model::http::target;
use crate::model::platform::outbox::PausedBot;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// Interval between two looks at the ports.
const INTERVAL: Duration = Duration::from_millis(100);

/// State of thread `ports`.
pub(super) struct PortWatch {
    state: Arc<PlatformState>,
    outbox: Outbox,
    /// Listening sockets at the last look, by bot id; for bots whose deliveries failed.
    sockets: HashMap<String, BTreeSet<u64>>,
}

impl PortWatch {
    pub(super) fn new(state: Arc<PlatformState>, outbox: Outbox) -> Self {
        Self {
            state,
            outbox,
            sockets: HashMap::new(),
        }
    }

    /// Looks at the ports until the platform stops.
    pub(super) fn run(mut self) {
        while let Some(bots) = self.outbox.wait_for_paused(INTERVAL) {
            self.sockets
                .retain(|id, _| bots.iter().any(|bot| bot.id == *id));
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
            return probe::can_connect(&bot.callback_url);
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
}
