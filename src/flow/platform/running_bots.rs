//! The bots that `momo run` runs now, as it tells the platform.
use crate::io::system;
use crate::model::http::target;
use crate::model::platform::bot::Bot;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bots that `momo run` runs now.
#[derive(Debug, Default)]
pub(super) struct RunningBots {
    by_id: Mutex<HashMap<String, RunningBot>>,
    /// Number of changes of these, and of bots that came or went.
    changes: AtomicU64,
}

#[derive(Debug)]
struct RunningBot {
    /// Process id of `momo run`, which may have been killed.
    run: u32,
    /// Port of this machine at which the bot takes events; `None` if that is elsewhere.
    port: Option<u16>,
    has_answered: bool,
}

/// Another run lives and has the bot.
#[derive(Debug)]
pub(super) struct BotTaken {
    /// Process id of that run.
    pub run: u32,
}

impl RunningBots {
    /// Gives the bot to a run. Returns the process id of a run that had it and was killed after the bot had answered; `None`
    /// if there is none.
    ///
    /// # Errors
    /// Fails if another run has the bot.
    pub(super) fn start(&self, bot: &Bot, run: u32) -> Result<Option<u32>, BotTaken> {
        let running = RunningBot {
            run,
            port: own_port(bot),
            has_answered: false,
        };
        let mut bots = self.by_id.lock();
        let before = bots.get(&bot.id).filter(|it| it.run != run);
        if let Some(other) = before.filter(|it| system::is_process_running(it.run)) {
            return Err(BotTaken { run: other.run });
        }
        let killed = before.filter(|it| it.has_answered).map(|it| it.run);
        bots.insert(bot.id.clone(), running);
        drop(bots);
        self.note_change();
        Ok(killed)
    }

    pub(super) fn note_answer(&self, bot_id: &str) {
        if let Some(running) = self.by_id.lock().get_mut(bot_id) {
            running.has_answered = true;
        }
        self.note_change();
    }

    pub(super) fn end(&self, bot_id: &str) {
        self.by_id.lock().remove(bot_id);
        self.note_change();
    }

    /// Notes that a bot came or went.
    pub(super) fn note_change(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the number of changes of what `PlatformState::is_offline` returns, other than by sockets and by the death
    /// of a run.
    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    /// Returns whether the bot's run has not said yet that it answers.
    pub(super) fn is_starting(&self, bot_id: &str) -> bool {
        let bots = self.by_id.lock();
        let running = bots.get(bot_id);
        running.is_some_and(|it| !it.has_answered && system::is_process_running(it.run))
    }

    /// Returns whether the run of another bot, and of this one none, has its port.
    pub(super) fn is_port_of_other(&self, bot: &Bot) -> bool {
        let bots = self.by_id.lock();
        let port = own_port(bot);
        !bots.contains_key(&bot.id)
            && bots
                .values()
                .any(|it| it.port == port && system::is_process_running(it.run))
    }
}

/// Returns the port of this machine at which the bot takes events; `None` if that is elsewhere.
pub(super) fn own_port(bot: &Bot) -> Option<u16> {
    let is_here = target::is_loopback(&bot.callback_url);
    is_here.then(|| target::port(&bot.callback_url)).flatten()
}
