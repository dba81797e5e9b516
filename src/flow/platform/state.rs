//! What the parts of a running platform share.
use super::kakao::under_way::{ENDED, Kakao};
use super::nhn::book::Book;
use super::{Happening, PlatformOptions};
use crate::error::{Error, Result};
use crate::flow::page::{PageUpdate, UpdateFeed, Page};
use crate::flow::receive::InterruptibleSleep;
use crate::io::client::{Client, ClientOptions};
use crate::io::files::Credentials;
use crate::io::sqlite::{Pending, PlatformStore};
use crate::io::system;
use crate::model::fault::{FaultSpecError, FaultRules};
use crate::model::history::exchange::Exchange;
use crate::model::platform::bot::{Bot, Caller, Role};
use crate::model::platform::outbox::Delivery;
use crate::model::secret::Secret;
use crate::model::secret::credentials::BotCredentials;
use crate::model::text::id;
use crate::model::time::Timestamp;
use crate::model::time::offset_clock::OffsetClock;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The setting that tells where the platform was when it last ran.
const API_BASE: &str = "api_base";
/// The setting that tells by how much the clock was ahead, by which the credentials file reckons.
const CLOCK_OFFSET: &str = "clock_offset_ms";

/// The platform's state, its secrets, and its ways out.
pub(super) struct State {
    pub(super) options: PlatformOptions,
    /// `http://127.0.0.1:8700/api`.
    pub(super) api_base: String,
    pub(super) client: Client,
    /// The page, where there is one.
    pub(super) page: Option<Page>,
    /// What happens, for pages that follow it.
    pub(super) changes: UpdateFeed,
    store: Mutex<PlatformStore>,
    /// Webhook secrets by bot id, as they stand in the credentials file.
    secrets: Mutex<HashMap<String, Secret>>,
    /// Held while a bot is changed.
    turn: Mutex<()>,
    /// What was sent through NHN Cloud, as far as this platform plays it.
    nhn: Mutex<Book>,
    /// Which skills are being called.
    pub(super) kakao: Kakao,
    /// The faults that are rehearsed.
    panel: Mutex<FaultRules>,
    clock: Mutex<OffsetClock>,
    /// Waits that end with the platform.
    pub(super) pause: InterruptibleSleep,
}

impl State {
    /// Opens the state, makes the console tokens at the first start, and moves what belongs to this
    /// platform in the credentials file to where the platform is now.
    pub(super) fn open(options: PlatformOptions, api_base: String) -> Result<Self> {
        let mut store = PlatformStore::open(&options.home.platform_file())?;
        let before = store.setting(API_BASE)?.unwrap_or_else(|| api_base.clone());
        let bots = store.bots()?;
        let (panel, clock) = rehearsed(&options)?;
        let ahead = store.setting(CLOCK_OFFSET)?.and_then(|it| it.parse().ok());
        let moved = clock.offset_ms().saturating_sub(ahead.unwrap_or(0));
        let secrets = Credentials::update(&options.home, |credentials| {
            for role in Role::ALL {
                let token = match credentials.take_console_token(&before, role.name()) {
                    Some(token) => token,
                    None => new_secret(id::console_token(system::random()?))?,
                };
                let name = role.name().to_owned();
                store.put_console(&Caller { name, role }, &token)?;
                credentials.put_console_token(&api_base, role.name(), token);
            }
            forget_ghosts(credentials, &[&before, &api_base], &bots);
            let mut secrets = HashMap::new();
            for bot in bots {
                let entry = credentials.entry(&bot.id);
                entry.profile = LOCAL.into();
                entry.api_base.clone_from(&api_base);
                move_grace(entry, moved);
                secrets.extend(entry.secret.clone().map(|secret| (bot.id, secret)));
            }
            Ok(secrets)
        })?;
        store.put_setting(API_BASE, &api_base)?;
        store.end_kakao_calls(ENDED)?;
        store.put_setting(CLOCK_OFFSET, &clock.offset_ms().to_string())?;
        Ok(Self {
            client: Client::new(ClientOptions::default())?,
            page: options.page.map(Page::new).transpose()?,
            changes: UpdateFeed::new()?,
            store: Mutex::new(store),
            secrets: Mutex::new(secrets),
            turn: Mutex::new(()),
            nhn: Mutex::default(),
            kakao: Kakao::default(),
            panel: Mutex::new(panel),
            clock: Mutex::new(clock),
            pause: InterruptibleSleep::default(),
            options,
            api_base,
        })
    }

    /// The database, for one call at a time.
    pub(super) fn store(&self) -> MutexGuard<'_, PlatformStore> {
        // A call that panicked left a transaction that was rolled back: the state is whole.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The right to change a bot. Who changes one reads it first and writes two files; in between nobody
    /// else may, or the one that signs would not be the one that is kept. Calls that only read, and
    /// deliveries, wait for nobody.
    pub(super) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The messages of NHN Cloud.
    pub(super) fn nhn(&self) -> MutexGuard<'_, Book> {
        self.nhn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now, by the platform's clock.
    pub(super) fn now(&self) -> Timestamp {
        self.clock().to_platform_time(self.wall())
    }

    /// Now, by the clock that nobody moves: the history's.
    pub(super) fn wall(&self) -> Timestamp {
        (self.options.clock)()
    }

    /// The platform's clock.
    pub(super) fn clock(&self) -> MutexGuard<'_, OffsetClock> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the faults that are rehearsed, or changes them; tells of it where something has changed.
    pub(super) fn rehearse<R>(&self, work: impl FnOnce(&mut FaultRules) -> R) -> R {
        let mut panel = self.panel.lock().unwrap_or_else(PoisonError::into_inner);
        let done = work(&mut panel);
        if let Some(news) = panel.take_changes() {
            self.tell(Happening::Faults(news));
        }
        done
    }

    /// Moves the clock; what follows from it, as far as it is no event that waits.
    pub(super) fn move_clock<R>(&self, change: impl FnOnce(&mut OffsetClock) -> R) -> Result<R> {
        let _turn = self.turn();
        let before = self.clock().offset_ms();
        let done = change(&mut self.clock());
        let face = self.clock().reading(self.wall());
        if face.offset_ms == before {
            return Ok(done);
        }
        let moved = face.offset_ms.saturating_sub(before);
        let bots = self.store().bots()?;
        Credentials::update(&self.options.home, |credentials| {
            for bot in bots {
                move_grace(credentials.entry(&bot.id), moved);
            }
            Ok(())
        })?;
        let offset = face.offset_ms.to_string();
        self.store().put_setting(CLOCK_OFFSET, &offset)?;
        self.tell(Happening::Clock(face));
        Ok(done)
    }

    /// The secret that signs this bot's events now.
    pub(super) fn secret(&self, bot_id: &str) -> Option<Secret> {
        self.secrets().get(bot_id).cloned()
    }

    /// Signs this bot's events with another secret from now on.
    pub(super) fn put_secret(&self, bot_id: &str, secret: Secret) {
        self.secrets().insert(bot_id.to_owned(), secret);
    }

    /// Forgets a bot's secret.
    pub(super) fn remove_secret(&self, bot_id: &str) {
        self.secrets().remove(bot_id);
    }

    fn secrets(&self) -> MutexGuard<'_, HashMap<String, Secret>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps an exchange in the history and tells of it.
    pub(super) fn record(&self, exchange: Exchange) {
        self.record_all(vec![exchange]);
    }

    /// The same for many: all are on the disk when this returns, or it was told why not.
    pub(super) fn record_all(&self, exchanges: Vec<Exchange>) {
        let heads: Vec<_> = match self.changes.is_heard() {
            true => exchanges.iter().map(PageUpdate::exchange).collect(),
            false => Vec::new(),
        };
        let whole = match &self.options.listener {
            Some(_) => exchanges.clone(),
            None => Vec::new(),
        };
        let recorder = &self.options.recorder;
        let pending: Vec<_> = exchanges
            .into_iter()
            .map(|exchange| recorder.submit(exchange))
            .collect();
        for pending in pending {
            if let Err(error) = pending.and_then(Pending::wait) {
                self.tell(Happening::NotKept(error));
            }
        }
        self.changes.publish_all(heads);
        for exchange in whole {
            self.tell(Happening::Exchange(Box::new(exchange)));
        }
    }

    /// Tells where events of the outbox stand now, by their places.
    pub(super) fn tell_deliveries(&self, seqs: &[i64], are_under_way: bool) {
        if seqs.is_empty() || !self.changes.is_heard() {
            return;
        }
        // Who cannot read the state now can neither deliver, and is told so elsewhere.
        let found = self.store().deliveries_at(seqs).unwrap_or_default();
        let change = |it| PageUpdate::Delivery(Box::new(it), are_under_way);
        self.changes.publish_all(found.into_iter().map(change));
    }

    /// Tells that something of this kind was changed, `bots` or `rooms`, and which events are dropped for it.
    pub(super) fn tell_changed(&self, kind: &str, dropped: Vec<Delivery>) {
        let dropped = dropped.into_iter().map(Box::new);
        let dropped = dropped.map(|it| PageUpdate::Delivery(it, false));
        let changed = PageUpdate::Other(json!({ "type": kind }));
        self.changes.publish_all(dropped.chain([changed]));
    }

    /// Tells whoever listens.
    pub(super) fn tell(&self, happening: Happening) {
        match &happening {
            Happening::Message(message) => self.changes.publish(|| PageUpdate::Message(message.clone())),
            Happening::KakaoMessage(message) => {
                self.changes.publish(|| PageUpdate::KakaoMessage(message.clone()));
            }
            Happening::KakaoRooms => self.tell_changed("kakao_rooms", Vec::new()),
            Happening::Faults(faults) => {
                let told = || PageUpdate::Other(json!({ "type": "faults", "faults": faults }));
                self.changes.publish(told);
            }
            Happening::Clock(face) => {
                let told = || PageUpdate::Other(json!({ "type": "clock", "clock": face }));
                self.changes.publish(told);
            }
            // Exchanges are told without their bodies, where they are kept.
            Happening::Exchange(_) | Happening::NotKept(_) => {}
        }
        if let Some(listener) = &self.options.listener {
            // The listener may have ended before the platform.
            let _ = listener.send(happening);
        }
    }
}

/// The faults and the clock that the platform begins with.
fn rehearsed(options: &PlatformOptions) -> Result<(FaultRules, OffsetClock)> {
    let mut panel = FaultRules::default();
    for (kind, wanted) in &options.faults {
        let seed = u32::from_be_bytes(system::random()?);
        let refused = |it: FaultSpecError| {
            let name = kind.name();
            Error::usage(format!(
                "the fault `{name}` cannot be: `{}` {}",
                it.field, it.message
            ))
        };
        let added = panel.add(*kind, wanted.clone(), seed).map_err(refused)?;
        if added.is_none() {
            return Err(Error::usage(format!(
                "there are at most {} faults",
                FaultRules::MAX_RULES
            )));
        }
    }
    Ok((panel, OffsetClock::new(options.clock_offset_ms)))
}

/// Who verifies knows nothing of a moved clock: the credentials file has the wall's time, by which an old secret's
/// grace ends earlier by as much as the clock was moved ahead.
fn move_grace(entry: &mut BotCredentials, moved: i64) {
    if let Some(previous) = &mut entry.previous_secret {
        let until = &mut previous.valid_until;
        *until = Timestamp(until.0.saturating_sub(moved));
    }
}

/// Credentials and state are two files: a crash between both leaves credentials of a bot that the state does
/// not know, not yet or not any more. They are good for nothing.
fn forget_ghosts(credentials: &mut Credentials, bases: &[&str], bots: &[Bot]) {
    let is_ghost = |id: &str, kept: &BotCredentials| {
        let is_ours = kept.profile == LOCAL && bases.contains(&&*kept.api_base);
        is_ours && bots.iter().all(|bot| bot.id != id)
    };
    let ghosts = credentials.bots().filter(|(id, kept)| is_ghost(id, kept));
    let ghosts: Vec<String> = ghosts.map(|(id, _)| id.to_owned()).collect();
    for id in ghosts {
        credentials.remove_bot(&id);
    }
}

/// The profile of the bots that a local platform makes.
pub(super) const LOCAL: &str = "local";

/// A text that was just made, as a secret.
pub(super) fn new_secret(text: String) -> Result<Secret> {
    Secret::new(text).ok_or_else(|| Error::unknown("a new secret came out empty"))
}
