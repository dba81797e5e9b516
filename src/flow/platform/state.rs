//! Shared state of a running platform: database, secrets, clock, fault rules and update feed.
//!
//! Server threads, skill-call threads and the three dispatcher threads use it together. Lock order: `bot_changes`,
//! `store`, the outbox, `fault_rules`, the update feed. `clock`, `secrets`, `last_sent`, `running_bots` and
//! `nhn_store` are leaves: no lock is taken while one is held.
use super::PlatformOptions;
use super::kakao::skill_calls::{STOPPED, SkillCalls};
use super::nhn::store::NhnStore;
use super::running_bots::RunningBots;
use crate::error::{Error, Result};
use crate::flow::chat::Playbacks;
use crate::flow::journal::{Journal, Observer};
use crate::flow::web::page::Page;
use crate::flow::web::sleep::InterruptibleSleep;
use crate::io::client::{Client, ClientOptions};
use crate::io::files::{self, Credentials};
use crate::io::sqlite::PlatformStore;
use crate::io::system;
use crate::model::activity::{Activity, ObservedExchange};
use crate::model::fault::{FaultRules, FaultSpecError};
use crate::model::history::exchange::Exchange;
use crate::model::http::target;
use crate::model::platform::bot::{Bot, Caller, Role};
use crate::model::platform::outbox::{Delivery, OrderingKey};
use crate::model::secret::Secret;
use crate::model::secret::credentials::BotCredentials;
use crate::model::settings::LOCAL;
use crate::model::text::id;
use crate::model::text::phrase::Phrase;
use crate::model::text::shell;
use crate::model::time::Timestamp;
use crate::model::time::offset_clock::OffsetClock;
use parking_lot::{Mutex, MutexGuard, RwLock};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Setting with the API base of the previous run.
const API_BASE_SETTING: &str = "api_base";
/// Setting with the clock offset in milliseconds on which the expiry times in the credentials file are based.
const CLOCK_OFFSET_SETTING: &str = "clock_offset_ms";

/// State shared by all parts of a platform.
pub(super) struct PlatformState {
    pub(super) options: PlatformOptions,
    /// For example `http://127.0.0.1:8700/api`.
    pub(super) api_base: String,
    /// URL without path by which other machines reach the platform; `None` if none is known.
    public_url: RwLock<Option<String>>,
    pub(super) client: Client,
    /// `None` if the platform serves no page.
    pub(super) page: Option<Page>,
    pub(super) journal: Arc<Journal>,
    /// Conversations that the page plays.
    pub(super) playbacks: Arc<Playbacks>,
    store: Mutex<PlatformStore>,
    /// Webhook secrets by bot id; a copy of those in the credentials file.
    secrets: Mutex<HashMap<String, Secret>>,
    /// The message of the event that was last sent to a bot in a room.
    last_sent: Mutex<HashMap<OrderingKey, i64>>,
    /// See [`Self::lock_bot_changes`].
    bot_changes: Mutex<()>,
    /// Messages and images of the simulated NHN Cloud.
    nhn_store: Mutex<NhnStore>,
    pub(super) skill_calls: SkillCalls,
    fault_rules: Mutex<FaultRules>,
    pub(super) running_bots: RunningBots,
    clock: Mutex<OffsetClock>,
    /// Sleeps that end when the platform stops.
    pub(super) sleeper: InterruptibleSleep,
}

impl PlatformState {
    /// Opens the database and creates the console tokens at the first start. Updates this platform's entries in the
    /// credentials file to the current API base and clock.
    pub(super) fn open(mut options: PlatformOptions, api_base: String) -> Result<Self> {
        let path = options.home.platform_file()?;
        if files::is_empty(&path) {
            check_new_platform(&Credentials::load(&options.home)?, &path)?;
        }
        let mut store = match options.is_temporary {
            true => PlatformStore::open_unsynced(&path)?,
            false => PlatformStore::open(&path)?,
        };
        let previous = store
            .setting(API_BASE_SETTING)?
            .unwrap_or_else(|| api_base.clone());
        let bots = store.bots()?;
        let (rules, clock) = initial_faults_and_clock(&options)?;
        let saved_offset = store
            .setting(CLOCK_OFFSET_SETTING)?
            .and_then(|it| it.parse().ok());
        let shift = clock.offset_ms().saturating_sub(saved_offset.unwrap_or(0));
        let secrets = Credentials::update(&options.home, |credentials| {
            for role in Role::ALL {
                let token = match credentials.take_console_token(&previous, role.name()) {
                    Some(token) => token,
                    None => new_secret(id::console_token(system::random_bytes()?))?,
                };
                let name = role.name().to_owned();
                store.save_console_token(&Caller { name, role }, &token)?;
                credentials.set_console_token(&api_base, role.name(), token);
            }
            remove_orphaned_credentials(credentials, &[&previous, &api_base], &bots);
            let mut secrets = HashMap::new();
            for bot in bots {
                let Some(entry) = credentials.bot_mut(&bot.id) else {
                    continue;
                };
                entry.profile = LOCAL.into();
                entry.api_base.clone_from(&api_base);
                shift_secret_expiry(entry, shift);
                secrets.extend(entry.secret.clone().map(|secret| (bot.id, secret)));
            }
            Ok(secrets)
        })?;
        store.set_setting(API_BASE_SETTING, &api_base)?;
        store.fail_pending_kakao_calls(&Phrase::new(STOPPED))?;
        store.set_setting(CLOCK_OFFSET_SETTING, &clock.offset_ms().to_string())?;
        let playbacks = Arc::new(Playbacks::default());
        let observer = observer(&playbacks, options.observer.take());
        Ok(Self {
            client: Client::new(ClientOptions::default())?,
            page: options.page.map(Page::new).transpose()?,
            journal: Arc::new(Journal::new(options.recorder.clone(), Some(observer))?),
            playbacks,
            store: Mutex::new(store),
            secrets: Mutex::new(secrets),
            last_sent: Mutex::default(),
            bot_changes: Mutex::new(()),
            nhn_store: Mutex::default(),
            skill_calls: SkillCalls::default(),
            fault_rules: Mutex::new(rules),
            running_bots: RunningBots::default(),
            clock: Mutex::new(clock),
            sleeper: InterruptibleSleep::default(),
            public_url: RwLock::new(named_url(&options.allow_hosts, &api_base)),
            options,
            api_base,
        })
    }

    pub(super) fn set_public_url(&self, url: &str) {
        *self.public_url.write() = Some(url.to_owned());
    }

    /// Returns the platform's URL, without path, for a server at `url`: the public one if that is another machine and one
    /// is known.
    pub(super) fn url_for(&self, url: &str) -> String {
        let public_url = self.public_url.read().clone();
        let own_url = || self.api_base.trim_end_matches("/api").to_owned();
        public_url
            .filter(|_| !target::is_loopback(url))
            .unwrap_or_else(own_url)
    }

    /// Locks the database.
    pub(super) fn store(&self) -> MutexGuard<'_, PlatformStore> {
        // Usable after a panic too: the transaction of that call was rolled back.
        self.store.lock()
    }

    /// Serialises changes of existing bots, of Kakao rooms and of the clock. A change reads the object first, and may
    /// write both the database and the credentials file; interleaved changes could store a secret other than the one
    /// that signs. Reads and deliveries do not take this lock.
    pub(super) fn lock_bot_changes(&self) -> MutexGuard<'_, ()> {
        self.bot_changes.lock()
    }

    pub(super) fn nhn_store(&self) -> MutexGuard<'_, NhnStore> {
        self.nhn_store.lock()
    }

    /// Returns the time of the platform's clock.
    pub(super) fn now(&self) -> Timestamp {
        self.clock().to_platform_time(self.wall_time())
    }

    /// Returns the unmodified time, which the history uses.
    pub(super) fn wall_time(&self) -> Timestamp {
        (self.options.clock)()
    }

    pub(super) fn clock(&self) -> MutexGuard<'_, OffsetClock> {
        self.clock.lock()
    }

    /// Reads or changes the fault rules, and publishes them if they have changed.
    pub(super) fn with_fault_rules<R>(&self, action: impl FnOnce(&mut FaultRules) -> R) -> R {
        let mut rules = self.fault_rules.lock();
        let result = action(&mut rules);
        if let Some(changed_rules) = rules.take_changes() {
            self.journal.publish(Activity::Faults(changed_rules));
        }
        result
    }

    /// Changes the clock, stores the offset and shifts the expiry of old secrets. Callers must wake the outbox.
    pub(super) fn change_clock<R>(&self, change: impl FnOnce(&mut OffsetClock) -> R) -> Result<R> {
        let _guard = self.lock_bot_changes();
        let previous = self.clock().offset_ms();
        let result = change(&mut self.clock());
        let reading = self.clock().reading(self.wall_time());
        if reading.offset_ms == previous {
            return Ok(result);
        }
        let shift = reading.offset_ms.saturating_sub(previous);
        let bots = self.store().bots()?;
        Credentials::update(&self.options.home, |credentials| {
            for bot in bots {
                if let Some(entry) = credentials.bot_mut(&bot.id) {
                    shift_secret_expiry(entry, shift);
                }
            }
            Ok(())
        })?;
        let offset = reading.offset_ms.to_string();
        self.store().set_setting(CLOCK_OFFSET_SETTING, &offset)?;
        self.journal.publish(Activity::Clock(reading));
        Ok(result)
    }

    /// Returns the secret that signs the bot's events; `None` if it is missing from the credentials file.
    pub(super) fn secret(&self, bot_id: &str) -> Option<Secret> {
        self.secrets.lock().get(bot_id).cloned()
    }

    /// Sets the secret that signs the bot's events from now on.
    pub(super) fn put_secret(&self, bot_id: &str, secret: Secret) {
        self.secrets.lock().insert(bot_id.to_owned(), secret);
    }

    pub(super) fn remove_secret(&self, bot_id: &str) {
        self.secrets.lock().remove(bot_id);
    }

    /// Notes that the event of this message is being sent; 0 is the message of an event without one.
    pub(super) fn note_sent_message(&self, key: &OrderingKey, message_id: i64) {
        if message_id > 0 {
            self.last_sent.lock().insert(key.clone(), message_id);
        }
    }

    /// Forgets what was last sent to a bot in a room: the bot did not listen.
    pub(super) fn forget_sent_message(&self, key: &OrderingKey) {
        self.last_sent.lock().remove(key);
    }

    /// Returns the message of the event that was last sent to the bot in the room since the start.
    pub(super) fn last_sent_message(&self, bot_id: &str, room_id: i64) -> Option<i64> {
        let key = (bot_id.to_owned(), room_id);
        self.last_sent.lock().get(&key).copied()
    }

    /// Returns the room of the newest message whose event was sent to the bot since the start.
    pub(super) fn room_of_last_event(&self, bot_id: &str) -> Option<i64> {
        let sent = self.last_sent.lock();
        let of_bot = sent.iter().filter(|((bot, _), _)| bot == bot_id);
        let newest = of_bot.max_by_key(|(_, message)| **message);
        newest.map(|((_, room), _)| *room)
    }

    /// Stores an exchange in the history, then publishes it.
    pub(super) fn record(&self, exchange: Exchange) {
        self.journal.record(ObservedExchange::new(exchange));
    }

    /// Stores an exchange of a Kakao room in the history, then publishes it.
    pub(super) fn record_in_kakao_room(&self, exchange: Exchange, room_id: i64) {
        self.journal.record(ObservedExchange {
            kakao_room: Some(room_id),
            ..ObservedExchange::new(exchange)
        });
    }

    /// Publishes the current state of deliveries, as in flight or not.
    pub(super) fn publish_deliveries(&self, seqs: &[i64], are_in_flight: bool) {
        if seqs.is_empty() || !self.journal.updates.has_pollers() {
            return;
        }
        // A database error is reported by the delivery that fails for the same reason.
        let deliveries = self.store().deliveries_by_seq(seqs).unwrap_or_default();
        let updates = Activity::deliveries(deliveries, are_in_flight);
        self.journal.publish_all(updates);
    }

    /// Publishes the deliveries that a change dropped, then the change.
    pub(super) fn publish_change(&self, change: Activity, dropped: Vec<Delivery>) {
        let dropped = Activity::deliveries(dropped, false);
        self.journal.publish_all(dropped.chain([change]));
    }
}

/// Returns what passes activities on to conversations, and then to the terminal.
fn observer(playbacks: &Arc<Playbacks>, terminal: Option<Observer>) -> Observer {
    let playbacks = playbacks.clone();
    Arc::new(move |activity| {
        playbacks.publish(&activity);
        if let Some(terminal) = &terminal {
            terminal(activity);
        }
    })
}

/// Returns the platform's URL with the first name that it is called by beside its own; `None` without one.
fn named_url(allow_hosts: &[String], api_base: &str) -> Option<String> {
    let port = target::port(api_base)?;
    let name = allow_hosts.first()?;
    Some(format!("http://{name}:{port}"))
}

fn initial_faults_and_clock(options: &PlatformOptions) -> Result<(FaultRules, OffsetClock)> {
    let mut rules = FaultRules::default();
    for (kind, spec) in &options.faults {
        let seed = u32::from_be_bytes(system::random_bytes()?);
        let usage_error = |error: FaultSpecError| {
            let name = kind.name();
            Error::usage(format!(
                "the fault `{name}` cannot be: `{}` {}",
                error.field, error.message
            ))
        };
        let rule = rules.add(*kind, spec.clone(), seed).map_err(usage_error)?;
        if rule.is_none() {
            return Err(Error::usage(format!(
                "there are at most {} faults",
                FaultRules::MAX_RULES
            )));
        }
    }
    Ok((rules, OffsetClock::new(options.clock_offset_ms)))
}

/// Fails where the file of a platform lost its content: a new platform would remove the credentials of its bots.
fn check_new_platform(credentials: &Credentials, path: &Path) -> Result<()> {
    let bots = credentials.bots().filter(|(_, bot)| bot.profile == LOCAL);
    let ids: Vec<_> = bots.map(|(id, _)| format!("`{id}`")).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let message = format!(
        "the local platform's state `{}` is empty, but credentials are kept of its bots: {}",
        path.display(),
        ids.join(", ")
    );
    let remove = format!("rm {}", shell::quote(&path.display().to_string()));
    Err(Error::unknown(message)
        .hint("Put the file back from a copy, if there is one: bots, rooms and messages were in it.")
        .hint(format!(
            "To begin a new platform, remove the empty file: {remove}. What is kept of those bots goes then, too."
        )))
}

/// Moves the expiry of the previous secret `shift` milliseconds earlier; a negative shift, later. The credentials file
/// contains wall-clock times, because verifying commands do not know the platform's clock: if the clock moves ahead,
/// the secret expires earlier.
fn shift_secret_expiry(entry: &mut BotCredentials, shift: i64) {
    if let Some(previous) = &mut entry.previous_secret {
        let until = &mut previous.valid_until;
        *until = Timestamp(until.0.saturating_sub(shift));
    }
}

/// Removes the entries of bots that are not in the database, which a crash between the writes of the two files leaves,
/// and entries without a credential.
fn remove_orphaned_credentials(credentials: &mut Credentials, bases: &[&str], bots: &[Bot]) {
    let is_orphaned = |id: &str, entry: &BotCredentials| {
        let is_ours = entry.profile == LOCAL && bases.contains(&&*entry.api_base);
        is_ours && (!entry.has_any() || bots.iter().all(|bot| bot.id != id))
    };
    let orphans = credentials
        .bots()
        .filter(|(id, entry)| is_orphaned(id, entry));
    let orphans: Vec<String> = orphans.map(|(id, _)| id.to_owned()).collect();
    for id in orphans {
        credentials.remove_bot(&id);
    }
}

pub(super) fn new_secret(text: String) -> Result<Secret> {
    Secret::new(text).ok_or_else(|| Error::unknown("a new secret came out empty"))
}
