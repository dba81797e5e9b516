//! Which bots do not listen. A bot is offline from the start of its run until it answers, from the end of
//! its run, and from a refused connection on; until it listens at its callback URL. Its events are held meanwhile.
//!
//! All of this is momo's own choice. A bot of another machine, unless that is an allowed callback host, is offline only
//! until its run says that it answers.
use super::running_bots::own_port;
use super::state::PlatformState;
use crate::error::Result;
use crate::io::listeners::{self, Listeners};
use crate::io::probe;
use crate::model::activity::Activity;
use crate::model::http::target;
use crate::model::platform::bot::Bot;
use crate::model::time::Timestamp;

impl PlatformState {
    /// Returns whether events of the bot are held; `None` if only a connection can tell. Notes that it listens if it does
    /// so again; `sockets` are those that listen now.
    ///
    /// # Errors
    /// Fails if the database cannot be written.
    pub(super) fn is_offline(&self, bot: &Bot, sockets: &Listeners) -> Result<Option<bool>> {
        let is_listening = match own_port(bot) {
            _ if bot.offline_since.is_none() => return Ok(Some(false)),
            _ if self.running_bots.is_starting(&bot.id) => return Ok(Some(true)),
            Some(_) if self.running_bots.is_port_of_other(bot) => return Ok(Some(true)),
            Some(_) => sockets.at(&bot.callback_url),
            None if self.can_be_absent(&bot.callback_url) => None,
            None => Some(true),
        };
        if is_listening == Some(true) {
            self.note_online(&bot.id)?;
        }
        Ok(is_listening.map(|it| !it))
    }

    /// Returns whether a refused connection tells that the bot does not run: it has an address of this machine or is a
    /// container.
    pub(super) fn can_be_absent(&self, callback_url: &str) -> bool {
        target::is_loopback(callback_url) || self.options.callback_hosts.allows(callback_url)
    }

    /// Updates `offline_since` of bots as they were read from the database.
    ///
    /// # Errors
    /// Fails if the database cannot be written.
    pub(super) fn refresh_offline(&self, bots: &mut [Bot]) -> Result<()> {
        if bots.iter().all(|bot| bot.offline_since.is_none()) {
            return Ok(());
        }
        let sockets = listeners::listening();
        for bot in bots {
            let is_online = match self.is_offline(bot, &sockets)? {
                Some(is_offline) => !is_offline,
                // A container is asked where its events are held.
                None => own_port(bot).is_some() && self.has_connected(bot)?,
            };
            if is_online {
                bot.offline_since = None;
            }
        }
        Ok(())
    }

    /// Returns whether the bot takes a connection, and notes it if it does.
    ///
    /// # Errors
    /// Fails if the database cannot be written.
    pub(super) fn has_connected(&self, bot: &Bot) -> Result<bool> {
        let has_connected = probe::can_connect(&bot.callback_url);
        if has_connected {
            self.note_online(&bot.id)?;
        }
        Ok(has_connected)
    }

    /// Notes that the bot does not listen. Returns whether that is new.
    ///
    /// # Errors
    /// Fails if the database cannot be written.
    pub(super) fn note_offline(&self, bot_id: &str) -> Result<bool> {
        let now = self.now();
        self.set_offline(bot_id, Some(now))
    }

    /// Notes that the bot listens.
    ///
    /// # Errors
    /// Fails if the database cannot be written.
    pub(super) fn note_online(&self, bot_id: &str) -> Result<()> {
        self.set_offline(bot_id, None).map(drop)
    }

    fn set_offline(&self, bot_id: &str, since: Option<Timestamp>) -> Result<bool> {
        let has_changed = self.store().set_offline(bot_id, since)?;
        if has_changed {
            self.running_bots.note_change();
            self.journal.publish(Activity::Bots);
        }
        Ok(has_changed)
    }
}
