//! Prepares the environment of a bot's program: platform, registered bot with credentials, port.
use super::Run;
use crate::cmd::callback_hosts;
use crate::cmd::console;
use crate::cmd::context::Context;
use crate::cmd::local_platform::{self, DEFAULT_PORT, LocalPlatform};
use crate::cmd::resolve::{BotArgs, Config, expand_variables};
use crate::cmd::variables;
use crate::error::{Error, Result};
use crate::flow::api::ApiClient;
use crate::flow::run::{BotSpec, CallbackSpec, ensure_registered};
use crate::io::files::{Credentials, DevClaim, DevFile, Home};
use crate::io::{listeners, probe};
use crate::model::activity::Activity;
use crate::model::http::target;
use crate::model::platform::bot::CALLBACK_PATH;
use crate::model::secret::Secret;
use crate::model::settings::{LOCAL, Setting};
use std::ffi::OsString;
use std::net::Ipv4Addr;
use std::os::unix::ffi::OsStringExt;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// Maximum time that another process's platform may take to publish its address.
const START_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) struct RunEnvironment {
    pub(super) host: PlatformHost,
    pub(super) api_base: String,
    pub(super) bot_id: String,
    /// Display name of the bot; `None` if it is not stored.
    pub(super) name: Option<String>,
    pub(super) is_new: bool,
    /// `None` if only the port is known, as for a remote platform without `--callback`.
    pub(super) callback_url: Option<String>,
    pub(super) port: u16,
    /// The local platform's API; `None` for another platform.
    pub(super) api: Option<ApiClient>,
    token: Option<Secret>,
    secret: Option<Secret>,
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

struct BotEndpoint {
    port: u16,
    callback: CallbackSpec,
}

impl RunEnvironment {
    /// Returns the environment variables of the program. Fails if a value contains a null byte.
    pub(super) fn variables(&self) -> Result<Vec<(&'static str, OsString)>> {
        let mut variables = vec![
            ("MOMOTALK_BOT_ID", self.bot_id.clone().into()),
            ("MOMOTALK_API_BASE", self.api_base.clone().into()),
            ("PORT", self.port.to_string().into()),
        ];
        let secrets = [
            ("MOMOTALK_BOT_TOKEN", &self.token),
            ("MOMOTALK_WEBHOOK_SECRET", &self.secret),
        ];
        for (name, secret) in secrets {
            let Some(secret) = secret else { continue };
            let bytes = secret.reveal().to_vec();
            if bytes.contains(&0) {
                return Err(Error::unknown(format!(
                    "the value of `{name}` holds a null byte, which no environment can"
                )));
            }
            variables.push((name, OsString::from_vec(bytes)));
        }
        Ok(variables)
    }

    /// Returns the URL at which the program must accept connections.
    pub(super) fn address(&self) -> String {
        match &self.callback_url {
            Some(url) if target::is_loopback(url) => url.clone(),
            _ => format!("http://localhost:{}/", self.port),
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

/// Finds or starts the local platform of this home folder and registers the bot on it.
/// `sender` gets what a platform in this process does.
pub(super) fn local(
    context: &mut Context,
    config: &Config,
    run: &Run,
    sender: Sender<Activity>,
) -> Result<RunEnvironment> {
    let id = requested_bot_id(context, config, run)?;
    let endpoint = bot_endpoint(config, run, true)?;
    let (host, api_base) = find_or_start_platform(context, &config.home, run.port, sender)?;
    // The platform may have created its console tokens only now.
    let credentials = Credentials::load(&config.home)?;
    let token = credentials.console_token(&api_base, "developer");
    let token = token.cloned().ok_or_else(|| {
        Error::unknown(format!("no console token is kept for `{api_base}`"))
            .hint("Is MOMO_HOME the same for the platform that runs?")
    })?;
    let spec = BotSpec {
        id,
        name: run.name.clone().unwrap_or_else(folder_name),
        callback: endpoint.callback,
    };
    let api = ApiClient::new(&api_base, token)?;
    let bot = match ensure_registered(&config.home, &api, &spec)? {
        Ok(bot) => bot,
        Err(refusal) => {
            let message = format!(
                "the bot is not ready: the answer is {}: {}",
                refusal.status, refusal.message
            );
            // A value that is not allowed came from a flag or a setting.
            let error = match refusal.status {
                422 => Error::usage(message),
                _ => Error::unknown(message),
            };
            return Err(refusal.hints.into_iter().fold(error, Error::hint));
        }
    };
    if bot.is_pending {
        context.terminal.warn(format!(
            "the bot gets no events until an operator approves it: momo bot review {} --approve",
            bot.id
        ));
    }
    Ok(RunEnvironment {
        host,
        api_base,
        bot_id: bot.id,
        name: Some(bot.name),
        is_new: bot.is_new,
        callback_url: Some(bot.callback_url),
        port: endpoint.port,
        api: Some(api),
        token: Some(bot.token),
        secret: Some(bot.secret),
    })
}

/// Prepares a bot of a remote platform from its stored credentials.
pub(super) fn remote(context: &mut Context, config: &Config, run: &Run) -> Result<RunEnvironment> {
    let flags = BotArgs {
        bot: run.bot.clone(),
        profile: run.profile.clone(),
    };
    let bot = config.bot(&flags)?;
    let Some(stored) = &bot.credentials else {
        return Err(Error::unknown(format!(
            "nothing of the bot `{}` ({}) is kept here",
            bot.id, bot.origin
        ))
        .hint("`momo bot list` shows what is; `momo bot add` adds a bot that exists."));
    };
    for (name, secret) in [("token", &stored.token), ("webhook secret", &stored.secret)] {
        if secret.is_none() {
            context.terminal.warn(format!(
                "the {name} of `{}` is not kept here, so the bot does not get it",
                bot.id
            ));
        }
    }
    let endpoint = bot_endpoint(config, run, false)?;
    Ok(RunEnvironment {
        host: PlatformHost::Remote,
        api_base: config.bot_api_base(&bot, &flags.profile)?,
        name: stored.name.clone(),
        is_new: false,
        callback_url: match endpoint.callback {
            CallbackSpec::Url(url) => Some(url),
            CallbackSpec::Port(..) => None,
        },
        port: endpoint.port,
        api: None,
        token: stored.token.clone(),
        secret: stored.secret.clone(),
        bot_id: bot.id,
    })
}

/// Returns the id of the named bot; `None` if momo must choose one.
///
/// A bot of another platform is an error if a flag names it. It is ignored if environment or settings name it,
/// because those apply to other commands too.
fn requested_bot_id(context: &mut Context, config: &Config, run: &Run) -> Result<Option<String>> {
    if run.name.is_some() {
        return Ok(None);
    }
    let flags = BotArgs {
        bot: run.bot.clone(),
        profile: run.profile.clone(),
    };
    let Some(Setting { value: bot, source }) = config.named_bot(&flags)? else {
        return Ok(None);
    };
    let id = bot.id;
    let stored = bot.credentials;
    if stored
        .as_ref()
        .is_some_and(|stored| stored.profile == LOCAL)
    {
        return Ok(Some(id));
    }
    if run.bot.is_none() {
        context.terminal.note(format!(
            "`{id}` ({source}) is no bot of the local platform, so it is not the one that runs"
        ));
        return Ok(None);
    }
    console::check_bot_id(&id)?;
    Err(match stored {
        Some(stored) => Error::usage(format!(
            "the bot `{id}` belongs to the profile `{}`, not to the local platform",
            stored.profile
        ))
        .hint(format!("Say so with `--profile {}`.", stored.profile)),
        None => Error::unknown(format!("nothing of the bot `{id}` is kept here"))
            .hint("`momo bot list` shows what is; without `--bot` momo makes one."),
    })
}

/// Chooses the bot's port: from `--callback`, PORT or the setting `callback`, which only the local platform uses, else a
/// free one.
///
/// Fails if the port is in use: momo would take the other program for the bot.
fn bot_endpoint(config: &Config, run: &Run, is_local: bool) -> Result<BotEndpoint> {
    let variable_port = variables::text("PORT")?.map(|text| match text.parse() {
        Ok(port @ 1..) => Ok(port),
        _ => Err(Error::usage(format!("PORT is `{text}`, which is no port"))),
    });
    let variable_port: Option<u16> = variable_port.transpose()?;
    let url = match (&run.callback, variable_port, config.settings.callback()) {
        (Some(text), ..) => Some(console::parse_callback_url(text, true)?),
        (None, None, Some(setting)) if is_local => {
            let setting = expand_variables("callback", setting)?;
            Some(console::parse_callback_url(&setting.value, true)?)
                .filter(|url| target::is_loopback(url))
        }
        _ => None,
    };
    let callback_port = url
        .as_deref()
        .filter(|url| target::is_loopback(url))
        .and_then(target::port);
    let (port, origin) = match (callback_port, variable_port) {
        (Some(port), _) => (port, "the callback"),
        (None, Some(port)) => (port, "PORT"),
        (None, None) => (free_port()?, "momo"),
    };
    if probe::can_connect(&format!("http://localhost:{port}/")) {
        let advice = match listeners::process_on_port(port) {
            Some(process) => format!("It is `{}`, process {}: end it", process.name, process.id),
            None => "End that program".into(),
        };
        return Err(Error::unknown(format!(
            "somebody listens on port {port} (chosen by {origin}) already"
        ))
        .hint(format!(
            "{advice}, or choose another port with `--callback` or PORT."
        )));
    }
    let callback = url.map_or(CallbackSpec::Port(port, CALLBACK_PATH), CallbackSpec::Url);
    Ok(BotEndpoint { port, callback })
}

fn free_port() -> Result<u16> {
    probe::free_port()
        .map_err(|error| Error::unknown("there is no free port for the bot").because(error))
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
    let options = local_platform::options(context, home.clone(), address, observer)?;
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

/// Returns the name of the current folder as the bot's name, at most 100 characters.
fn folder_name() -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let name = here
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let name: String = name.unwrap_or_default().chars().take(100).collect();
    match name.trim() {
        "" => "bot".into(),
        name => name.into(),
    }
}
