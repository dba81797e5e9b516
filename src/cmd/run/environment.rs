//! Prepares the environment of the bots' programs: platform, registered bots with credentials, ports.
use super::Run;
use super::bots::RequestedBot;
use crate::cmd::callback_hosts;
use crate::cmd::context::Context;
use crate::cmd::local_platform::{self, DEFAULT_PORT, LocalPlatform};
use crate::cmd::resolve::Config;
use crate::cmd::variables;
use crate::error::{Error, Result};
use crate::flow::api::ApiClient;
use crate::flow::run::{BotSpec, CallbackSpec, RegisteredBot, ensure_registered};
use crate::io::files::{Credentials, DevClaim, DevFile, Home};
use crate::model::activity::Activity;
use crate::model::history::retention::Retention;
use crate::model::http::target;
use crate::model::secret::Secret;
use std::cell::OnceCell;
use std::ffi::OsString;
use std::net::Ipv4Addr;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// Maximum time that another process's platform may take to publish its address.
const START_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) struct RunEnvironment {
    pub(super) host: PlatformHost,
    pub(super) api_base: String,
    /// The local platform's API; `None` for another platform.
    pub(super) api: Option<ApiClient>,
    /// The same for an operator; `None` for another platform, or without that token.
    pub(super) operator: Option<ApiClient>,
    pub(super) home: Home,
    /// At least one.
    pub(super) bots: Vec<RunBot>,
}

/// Where the platform runs.
pub(super) enum PlatformHost {
    /// In this process.
    Own(Box<LocalPlatform>),
    /// In the process of this id, with the same home folder.
    OtherProcess(u32),
    /// Not momo's local platform; usually on another machine.
    Remote,
}

/// A bot that runs.
pub(super) struct RunBot {
    pub(super) id: String,
    /// Display name; `None` if it is not stored.
    pub(super) name: Option<String>,
    pub(super) is_new: bool,
    /// The registered one; `None` if only the port is known, as for a remote platform without `--callback`.
    callback_url: Option<String>,
    /// The one whose path the bot was found to take; not set if that was not asked.
    pub(super) found_url: OnceCell<String>,
    /// The target that names no path; `None` if the path is known, or the platform is no local one.
    pub(super) bare_target: Option<String>,
    pub(super) port: u16,
    /// The program with its arguments.
    pub(super) argv: Vec<OsString>,
    token: Option<Secret>,
    secret: Option<Secret>,
}

/// A bot of the local platform before it is registered there.
struct PreparedBot {
    spec: BotSpec,
    port: u16,
    /// As of [`RunBot`].
    bare_target: Option<String>,
    argv: Vec<OsString>,
}

impl RunBot {
    /// Returns the environment variables of the program. Fails if a value contains a null byte.
    fn variables(&self) -> Result<Vec<(&'static str, OsString)>> {
        let mut variables = vec![
            ("MOMOTALK_BOT_ID", self.id.clone().into()),
            ("PORT", self.port.to_string().into()),
        ];
        let secrets = [
            ("MOMOTALK_BOT_TOKEN", &self.token),
            ("MOMOTALK_WEBHOOK_SECRET", &self.secret),
        ];
        for (name, secret) in secrets {
            let Some(secret) = secret else { continue };
            variables.push((name, variables::secret_value(name, secret)?));
        }
        Ok(variables)
    }

    /// Returns the URL at which the program must accept connections.
    pub(super) fn address(&self) -> String {
        match self.callback_url() {
            Some(url) if target::is_loopback(url) => url.to_owned(),
            _ => format!("http://localhost:{}/", self.port),
        }
    }

    /// Returns where the bot takes its events; `None` if only the port is known.
    pub(super) fn callback_url(&self) -> Option<&str> {
        self.found_url
            .get()
            .or(self.callback_url.as_ref())
            .map(String::as_str)
    }

    /// Returns the name; the id without one.
    pub(super) fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    fn from_registered(bot: RegisteredBot, prepared: PreparedBot) -> Self {
        Self {
            id: bot.id,
            name: Some(bot.name),
            is_new: bot.is_new,
            callback_url: Some(bot.callback_url),
            found_url: OnceCell::new(),
            bare_target: prepared.bare_target,
            port: prepared.port,
            argv: prepared.argv,
            token: Some(bot.token),
            secret: Some(bot.secret),
        }
    }
}

impl RunEnvironment {
    /// Returns the environment variables of a bot's program; `None` for a program of no bot. Fails if a value contains a
    /// null byte.
    pub(super) fn variables(&self, bot: Option<&RunBot>) -> Result<Vec<(&'static str, OsString)>> {
        let mut variables = bot.map(RunBot::variables).transpose()?.unwrap_or_default();
        variables.push(("MOMOTALK_API_BASE", self.api_base.clone().into()));
        Ok(variables)
    }

    /// Returns the only bot; `None` if there are several.
    pub(super) fn only_bot(&self) -> Option<&RunBot> {
        match &*self.bots {
            [bot] => Some(bot),
            _ => None,
        }
    }

    /// Returns the URL of the platform's page; `None` if the platform does not run in this process.
    pub(super) fn page(&self) -> Option<String> {
        match &self.host {
            PlatformHost::Own(own) => own.platform.page_url(),
            PlatformHost::OtherProcess(_) | PlatformHost::Remote => None,
        }
    }

    /// Stops the platform if it runs in this process.
    pub(super) fn stop(&mut self) {
        if let PlatformHost::Own(own) = &mut self.host {
            own.platform.stop();
        }
    }
}

/// Finds or starts the local platform of this home folder and registers the bots on it.
/// `sender` gets what a platform in this process does.
pub(super) fn local(
    context: &mut Context,
    config: &Config,
    run: &Run,
    requested: Vec<RequestedBot>,
    sender: Sender<Activity>,
) -> Result<RunEnvironment> {
    let prepared = prepare(context, config, run, requested)?;
    let (host, api_base) = find_or_start_platform(context, &config.home, run.port, sender)?;
    // The platform may have created its console tokens only now.
    let credentials = Credentials::load(&config.home)?;
    let token = credentials.console_token(&api_base, "developer");
    let token = token.cloned().ok_or_else(|| {
        Error::unknown(format!("no console token is kept for `{api_base}`"))
            .hint("Is MOMO_HOME the same for the platform that runs?")
    })?;
    let api = ApiClient::new(&api_base, token)?;
    let operator = credentials.console_token(&api_base, "operator");
    let operator = operator
        .map(|token| ApiClient::new(&api_base, token.clone()))
        .transpose()?;
    let bots = prepared.into_iter().map(|prepared| {
        let bot = register(context, &config.home, &api, &prepared.spec)?;
        Ok(RunBot::from_registered(bot, prepared))
    });
    let bots = bots.collect::<Result<_>>()?;
    Ok(RunEnvironment {
        host,
        api_base,
        api: Some(api),
        operator,
        home: config.home.clone(),
        bots,
    })
}

/// Finds ids and ports of the bots. Fails if two of them are the same bot, or an id is not known.
fn prepare(
    context: &mut Context,
    config: &Config,
    run: &Run,
    requested: Vec<RequestedBot>,
) -> Result<Vec<PreparedBot>> {
    let mut prepared: Vec<PreparedBot> = Vec::new();
    for bot in requested {
        let id = bot.known_id(context, config, run)?;
        if let Some(id) = &id {
            check_runs_once(id, prepared.iter().filter_map(|it| it.spec.id.as_deref()))?;
        }
        let ports: Vec<_> = prepared.iter().map(|other| other.port).collect();
        let endpoint = bot.endpoint(config, true, &ports)?;
        prepared.push(PreparedBot {
            spec: BotSpec {
                id,
                name: bot.new_name(),
                callback: endpoint.callback,
            },
            port: endpoint.port,
            bare_target: endpoint.bare_target,
            argv: bot.argv,
        });
    }
    Ok(prepared)
}

/// Fails if the id is one of the others: two `--bot` can mean one bot, by its name and by its id.
fn check_runs_once<'a>(id: &str, mut others: impl Iterator<Item = &'a str>) -> Result<()> {
    match others.any(|other| other == id) {
        true => Err(Error::usage(format!("two `--bot` mean the bot `{id}`"))),
        false => Ok(()),
    }
}

fn register(
    context: &mut Context,
    home: &Home,
    api: &ApiClient,
    spec: &BotSpec,
) -> Result<RegisteredBot> {
    let bot = ensure_registered(home, api, spec)?.map_err(|refusal| {
        let message = format!(
            "the bot is not ready: the answer is {}: {}",
            refusal.status, refusal.message
        );
        // A value that is not allowed came from a flag or a setting.
        let error = match refusal.status {
            422 => Error::usage(message),
            _ => Error::unknown(message),
        };
        refusal.hints.into_iter().fold(error, Error::hint)
    })?;
    if let Some(run) = bot.killed_run {
        context.terminal.note(format!(
            "the run {run} had the bot {}, and was killed: it is this run's now",
            bot.id
        ));
    }
    if bot.is_pending {
        context.terminal.warn(format!(
            "the bot gets no events until an operator approves it: `momo bot review {} --approve`",
            bot.id
        ));
    }
    Ok(bot)
}

/// Prepares bots of a remote platform from their stored credentials.
pub(super) fn remote(
    context: &mut Context,
    config: &Config,
    run: &Run,
    requested: Vec<RequestedBot>,
) -> Result<RunEnvironment> {
    let mut api_base = String::new();
    let mut bots: Vec<RunBot> = Vec::new();
    for requested in requested {
        let flags = requested.flags(run);
        let bot = config.bot(&flags)?;
        let Some(stored) = &bot.credentials else {
            return Err(Error::unknown(format!(
                "nothing of the bot `{}` ({}) is kept here",
                bot.id, bot.origin
            ))
            .hint("`momo bot list` shows what is; `momo bot add` adds a bot that exists."));
        };
        check_runs_once(&bot.id, bots.iter().map(|other| &*other.id))?;
        // The programs share one environment variable, and each sends its token there.
        let base = config.bot_api_base(&bot, &flags.profile)?;
        if !bots.is_empty() && base != api_base {
            return Err(Error::usage(format!(
                "the bot `{}` belongs to another API than the bots before it: to `{base}`, not to `{api_base}`",
                bot.id
            )));
        }
        api_base = base;
        for (name, secret) in [("token", &stored.token), ("webhook secret", &stored.secret)] {
            if secret.is_none() {
                context.terminal.warn(format!(
                    "the {name} of `{}` is not kept here, so the bot does not get it",
                    bot.id
                ));
            }
        }
        let ports: Vec<_> = bots.iter().map(|other| other.port).collect();
        let endpoint = requested.endpoint(config, false, &ports)?;
        bots.push(RunBot {
            name: stored.name.clone(),
            is_new: false,
            callback_url: match endpoint.callback {
                CallbackSpec::Url(url) => Some(url),
                CallbackSpec::Port(..) => None,
            },
            found_url: OnceCell::new(),
            bare_target: None,
            port: endpoint.port,
            argv: requested.argv,
            token: stored.token.clone(),
            secret: stored.secret.clone(),
            id: bot.id,
        });
    }
    Ok(RunEnvironment {
        host: PlatformHost::Remote,
        api_base,
        api: None,
        operator: None,
        home: config.home.clone(),
        bots,
    })
}

/// Returns the platform that already uses this home folder, else starts one in this process.
fn find_or_start_platform(
    context: &mut Context,
    home: &Home,
    port: Option<u16>,
    sender: Sender<Activity>,
) -> Result<(PlatformHost, String)> {
    let Some(claim) = DevClaim::try_acquire(home)? else {
        let dev = wait_for_dev_file(home)?;
        let is_running_at = |port| target::authority(&dev.api_base).ends_with(&format!(":{port}"));
        if let Some(port) = port.filter(|port| *port != 0 && !is_running_at(*port)) {
            return Err(Error::unknown(format!(
                "a local platform of this home runs already at `{}`, so it cannot be at port {port}",
                dev.api_base
            ))
            .hint("Leave `--port` out to use that one, or give this one a home of its own with MOMO_HOME."));
        }
        return Ok((PlatformHost::OtherProcess(dev.pid), dev.api_base));
    };
    let address = (Ipv4Addr::LOCALHOST, port.unwrap_or(DEFAULT_PORT)).into();
    // Sending fails once the run has ended.
    let observer = move |activity| drop(sender.send(activity));
    let options = local_platform::options(
        context,
        home.clone(),
        address,
        Retention::default(),
        observer,
    )?;
    callback_hosts::print_note(context, &options.callback_hosts);
    let local = LocalPlatform::start(claim, options)?;
    let api_base = local.platform.api_base().to_owned();
    Ok((PlatformHost::Own(Box::new(local)), api_base))
}

/// Waits until the platform that holds the claim publishes its address.
fn wait_for_dev_file(home: &Home) -> Result<DevFile> {
    let deadline = Instant::now() + START_TIMEOUT;
    loop {
        if let Some(dev) = DevFile::read(home)? {
            return Ok(dev);
        }
        if Instant::now() > deadline {
            return Err(Error::unknown(
                "a local platform of this home is starting, and does not say where it is",
            ));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
