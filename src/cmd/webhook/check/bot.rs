//! Prepares the bot that is checked: its URL, its credentials, its program and where its effects are seen.
use super::CheckBot;
use crate::cmd::console::bot_console;
use crate::cmd::context::Context;
use crate::cmd::secret::read_secret_file;
use crate::cmd::variables;
use crate::error::{Error, Result};
use crate::flow::callback_path;
use crate::flow::check::{
    BotProcess, CallbackListener, EffectCounter, Effects, PlatformRoom, RepeatCommand, StandIn,
};
use crate::io::files::DevFile;
use crate::io::{probe, system};
use crate::model::check::{BotCheck, EventMaker};
use crate::model::http::target;
use crate::model::platform::bot::Role;
use crate::model::protocol::{KakaoKeys, Protocol};
use crate::model::secret::Secret;
use crate::model::settings::LOCAL;
use crate::model::text::id;
use std::ffi::OsString;
use std::net::Ipv4Addr;
use std::sync::Arc;

/// The bot id of events for a bot of which momo knows none.
const UNKNOWN_BOT: &str = "bot_momo_check";

/// An address of this machine that stands for a foreign host.
const FOREIGN: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// The bot that is checked.
pub(super) struct CheckedBot {
    pub(super) maker: EventMaker,
    pub(super) effects: Effects,
    pub(super) callbacks: Option<CallbackListener>,
    pub(super) foreign_callbacks: Option<CallbackListener>,
    pub(super) command: RepeatCommand,
    /// The program, if momo started it.
    pub(super) process: Option<BotProcess>,
}

/// Id, credentials and keys with which the events are made.
struct Identity {
    bot_id: String,
    secret: Secret,
    /// `None` if it is not known.
    token: Option<Secret>,
    /// Of Kakao's protocols.
    keys: KakaoKeys,
}

impl CheckedBot {
    /// Starts the stand-in and the program, if they are asked for, and finds the bot's path.
    pub(super) fn prepare(
        args: &CheckBot,
        context: &mut Context,
        protocol: Protocol,
        checks: &[&'static BotCheck],
    ) -> Result<Self> {
        let identity = match protocol {
            Protocol::Momotalk => Identity::resolve(args, context)?,
            _ => Identity::of_kakao(args, context, protocol)?,
        };
        let (mut target, mut url) = args.address(context)?;
        let needs_effects = checks.iter().any(|check| check.needs_effects());
        let effects = match protocol {
            Protocol::Momotalk => args.effects(context, &identity, &url, needs_effects)?,
            _ => args.counted()?.unwrap_or(Effects::Unseen),
        };
        let has_callbacks = protocol == Protocol::KakaoSkill && target::is_loopback(&url);
        let listen = |address, port| {
            let listener = has_callbacks.then(|| CallbackListener::start(address, port));
            listener.transpose()
        };
        let callbacks = listen(Ipv4Addr::LOCALHOST, args.api_port.unwrap_or(0))?;
        if let Some(callbacks) = callbacks.as_ref().filter(|_| args.command.is_empty()) {
            context.terminal.note(format!(
                "Callback URLs lead to {}, which the skill must be allowed to call.",
                callbacks.host()
            ));
        }
        // Not every system has more than one address of its own.
        let foreign_callbacks = listen(FOREIGN, 0).unwrap_or_default();
        let process = match args.command.is_empty() {
            true => None,
            false => {
                let host = callbacks.as_ref().map(CallbackListener::host);
                Some(args.start(context, &identity, &effects, host, &url)?)
            }
        };
        if protocol == Protocol::Momotalk && callback_path::is_without_path(&target, &url) {
            let choice = callback_path::choose(&target, url)?;
            if let Some(note) = choice.note.filter(|note| note.starts_with("Events go")) {
                context.terminal.note(note);
            }
            url = choice.url;
            target.clone_from(&url);
        }
        let maker = EventMaker::new(
            &url,
            &identity.bot_id,
            identity.secret,
            &args.say,
            system::now(),
            system::random_bytes()?,
        );
        let maker = match protocol {
            Protocol::Momotalk => {
                let old_secret = args.old_secret(&maker)?;
                maker.with_old_secret(old_secret)
            }
            protocol => maker.of_kakao(protocol, identity.keys),
        };
        let maker = match &effects {
            Effects::Platform(room) => {
                let room = Arc::clone(room);
                maker.with_places(Box::new(move |text| room.say(text)))
            }
            _ => maker,
        };
        Ok(Self {
            callbacks,
            foreign_callbacks,
            command: args.repeat_command(&target),
            maker,
            effects,
            process,
        })
    }
}

impl Identity {
    /// Takes the identity from flags and settings; makes one for a program that momo starts.
    fn resolve(args: &CheckBot, context: &mut Context) -> Result<Self> {
        if !args.command.is_empty() && !args.secret.is_given() {
            let secret = Secret::new(id::webhook_secret(system::random_bytes()?));
            return Ok(Self {
                bot_id: id::bot(system::random_bytes()?),
                token: Secret::new(id::bot_token(system::random_bytes()?)),
                secret: secret.ok_or_else(|| Error::unknown("the system gives no random bytes"))?,
                keys: KakaoKeys::default(),
            });
        }
        let resolved = args.secret.resolve(context)?;
        if !context.terminal.is_json() {
            context.terminal.note(format!(
                "Signing with the secret of fingerprint {} from {}.",
                resolved.secret.fingerprint(),
                resolved.origin
            ));
        }
        let chosen = context
            .config()
            .and_then(|config| config.bot(&args.secret.bot));
        let (bot_id, token) = match chosen {
            Ok(bot) => (bot.id, bot.credentials.and_then(|stored| stored.token)),
            Err(error) if args.secret.bot.bot.is_some() => return Err(error),
            Err(_) => (UNKNOWN_BOT.to_owned(), None),
        };
        Ok(Self {
            bot_id,
            token,
            secret: resolved.secret,
            keys: KakaoKeys::default(),
        })
    }

    /// Takes the keys of Kakao's requests from flags and settings. A Share webhook that momo starts gets a key of its own.
    fn of_kakao(args: &CheckBot, context: &mut Context, protocol: Protocol) -> Result<Self> {
        let config = context.config()?;
        let mut keys = KakaoKeys::default();
        let made = || -> Result<Option<Secret>> {
            Ok(Secret::new(id::webhook_secret(system::random_bytes()?)))
        };
        match protocol {
            Protocol::KakaoSkill => keys.skill = args.kakao.skill_key(&config)?,
            _ => {
                let known = args.kakao.admin_key(&config)?.map(|(key, _)| key);
                keys.admin_key = match known {
                    Some(key) => Some(key),
                    None if !args.command.is_empty() => made()?,
                    None => {
                        return Err(Error::usage("no primary admin key is known, which Kakao sends with each Share webhook")
                            .hint("Give it with `--kakao-admin-key-file FILE`."));
                    }
                };
            }
        }
        let skill_secret = keys.skill.as_ref().map(|key| key.secret.clone());
        let secret = keys.admin_key.clone().or(skill_secret);
        let secret = match secret {
            Some(secret) => Some(secret),
            None => made()?,
        };
        Ok(Self {
            bot_id: UNKNOWN_BOT.into(),
            secret: secret.ok_or_else(|| Error::unknown("the system gives no random bytes"))?,
            token: None,
            keys,
        })
    }
}

impl CheckBot {
    /// Reads the secret that was replaced; `None` without one. Fails if it is the present one.
    fn old_secret(&self, maker: &EventMaker) -> Result<Option<Secret>> {
        let Some(file) = &self.old_secret_file else {
            return Ok(None);
        };
        let file_name = file.display();
        let secret = Secret::new(read_secret_file(file)?);
        let secret = secret
            .ok_or_else(|| Error::usage(format!("the old secret in `{file_name}` is empty")))?;
        match secret.fingerprint() == maker.fingerprint() {
            true => Err(Error::usage(format!(
                "`{file_name}` holds the secret that signs now, not an old one"
            ))),
            false => Ok(Some(secret)),
        }
    }

    /// Returns the target and the URL that it means.
    fn address(&self, context: &mut Context) -> Result<(String, String)> {
        if let Some(target) = &self.target {
            return Ok((target.clone(), target::resolve(target)?));
        }
        if !self.command.is_empty() {
            let port = probe::free_port()
                .map_err(|error| Error::unknown("no port is free").because(error))?;
            let target = port.to_string();
            let url = target::resolve(&target)?;
            return Ok((target, url));
        }
        let bot = context
            .config()
            .and_then(|config| config.bot(&self.secret.bot));
        let url = bot.ok().and_then(|bot| bot.credentials?.callback_url);
        let url = url.ok_or_else(|| {
            Error::usage("no TARGET was given, and no bot with a callback URL is known here")
                .hint("`momo webhook check 3000` checks a bot that runs; `momo webhook check -- COMMAND` starts it.")
        })?;
        Ok((url.clone(), url))
    }

    /// Returns what `--effects` counts; `None` without it.
    fn counted(&self) -> Result<Option<Effects>> {
        let Some(effects) = &self.effects else {
            return Ok(None);
        };
        let is_url = effects.starts_with("http://") || effects.starts_with("https://");
        let counter = match is_url {
            true => EffectCounter::Url(effects.clone()),
            false => EffectCounter::Command(effects.clone()),
        };
        counter.count()?;
        Ok(Some(Effects::Counted(counter)))
    }

    /// Returns where effects are seen: in a stand-in for a program that momo starts, or if a port was given; in a room of the local
    /// platform for a bot of its own.
    fn effects(
        &self,
        context: &mut Context,
        identity: &Identity,
        url: &str,
        needs_effects: bool,
    ) -> Result<Effects> {
        if let Some(counted) = self.counted()? {
            return Ok(counted);
        }
        let port = match (self.api_port, self.command.is_empty()) {
            (Some(port), _) => port,
            (None, false) => 0,
            (None, true) => {
                let room = self.platform_room(context, url).ok().flatten();
                return Ok(room.map_or(Effects::Unseen, |room| Effects::Platform(Arc::new(room))));
            }
        };
        let stand_in = StandIn::start(port)?;
        if self.command.is_empty() && needs_effects {
            context.terminal.note(format!(
                "The bot's replies are seen if it runs with MOMOTALK_API_BASE={}.",
                stand_in.api_base()
            ));
        }
        Ok(Effects::StandIn(stand_in, identity.token.clone()))
    }

    /// Makes a room of the running local platform; `None` if there is none, or the bot is not its own.
    fn platform_room(&self, context: &mut Context, url: &str) -> Result<Option<PlatformRoom>> {
        let config = context.config()?;
        let bot = config.bot(&self.secret.bot)?;
        let stored = bot.credentials.as_ref();
        let is_local = stored.is_some_and(|stored| stored.profile == LOCAL);
        if !is_local || !target::is_loopback(url) || DevFile::read(&config.home)?.is_none() {
            return Ok(None);
        }
        let args = &self.secret.bot.profile;
        let console = bot_console(&config, &bot, args, Role::Developer, "make a room")?;
        let room = PlatformRoom::make(console.api, &bot.id)?;
        if let Some(room) = &room {
            context.terminal.note(format!(
                "Speaking in room {} of the local platform, which is deleted at the end.",
                room.id()
            ));
        }
        Ok(room)
    }

    /// Starts the program with the bot's credentials.
    fn start(
        &self,
        context: &mut Context,
        identity: &Identity,
        effects: &Effects,
        callback_host: Option<String>,
        url: &str,
    ) -> Result<BotProcess> {
        let port = target::port(url).unwrap_or_default();
        if !probe::is_port_free(port) {
            return Err(
                Error::unknown(format!("something listens at port {port} already"))
                    .hint("Without COMMAND momo checks what runs there."),
            );
        }
        let secret_text =
            |name, secret: &_| -> Result<_> { Ok((name, variables::secret_value(name, secret)?)) };
        let mut variables = vec![
            ("PORT", OsString::from(port.to_string())),
            ("MOMOTALK_BOT_ID", identity.bot_id.clone().into()),
            secret_text("MOMOTALK_WEBHOOK_SECRET", &identity.secret)?,
        ];
        let callback_host = callback_host.map(OsString::from);
        variables.extend(callback_host.map(|host| ("KAKAO_CALLBACK_HOSTS", host)));
        if let Some(key) = &identity.keys.admin_key {
            variables.push(secret_text("KAKAO_PRIMARY_ADMIN_KEY", key)?);
        }
        if let Some(token) = &identity.token {
            variables.push(secret_text("MOMOTALK_BOT_TOKEN", token)?);
        }
        if let Effects::StandIn(stand_in, _) = effects {
            variables.push(("MOMOTALK_API_BASE", stand_in.api_base().into()));
        }
        context.terminal.progress("starting the bot");
        let process = BotProcess::start(self.command.clone(), variables, url, self.ready_timeout);
        context.terminal.end_progress();
        process
    }
}
