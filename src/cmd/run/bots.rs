//! Which bots `momo run` runs: those of `--bot NAME=COMMAND`, or the one of `-- COMMAND`; each with its program and port.
use super::Run;
use crate::cmd::console;
use crate::cmd::context::Context;
use crate::cmd::resolve::{BotArgs, Config, expand_variables};
use crate::cmd::variables;
use crate::error::{Error, Result};
use crate::flow::callback_path;
use crate::flow::run::CallbackSpec;
use crate::io::os::words;
use crate::io::{listeners, probe};
use crate::model::http::target;
use crate::model::platform::bot::CALLBACK_PATH;
use crate::model::settings::{LOCAL, Setting, Source};
use std::ffi::OsString;

/// A bot that the command line asks for.
pub(super) struct RequestedBot {
    pub(super) choice: BotChoice,
    /// Target of `--callback`; `None` without one.
    callback: Option<String>,
    /// Its program with arguments.
    pub(super) argv: Vec<OsString>,
}

/// How the command line names a bot.
pub(super) enum BotChoice {
    /// By `--bot BOT`: the known bot of this id or name.
    Known(String),
    /// By `--name NAME`: the first with this name, else a new one.
    Called(String),
    /// By `--bot NAME=COMMAND`: the known bot of this id or name, else a new one unless it begins as an id.
    KnownOrNew(String),
    /// Not at all.
    Unnamed,
}

/// Where a bot listens.
pub(super) struct BotEndpoint {
    pub(super) port: u16,
    pub(super) callback: CallbackSpec,
    /// The target that names no path; `None` if the path is known.
    pub(super) bare_target: Option<String>,
}

/// Reads the flags.
///
/// # Errors
/// Fails if they contradict each other, or a bot has no command.
pub(super) fn requested_bots(run: &Run) -> Result<Vec<RequestedBot>> {
    if run.command.is_empty() {
        let bots = run.bot.iter().map(|text| named_bot(run, text));
        let bots = bots.collect::<Result<Vec<_>>>()?;
        check_several(run, &bots)?;
        return Ok(bots);
    }
    let choice = match (&*run.bot, &run.name) {
        ([], None) => BotChoice::Unnamed,
        ([], Some(name)) => BotChoice::Called(name.clone()),
        ([bot], _) if !bot.contains('=') => BotChoice::Known(bot.clone()),
        ([bot, ..], _) => {
            return Err(
                Error::usage(format!("`--bot {bot}` and a command behind `--`")).hint(
                    "Give every bot its program with `--bot NAME=COMMAND`, or one bot with the command behind `--`.",
                ),
            );
        }
    };
    let callback = match &*run.callback {
        [] => None,
        [callback] => Some(callback.clone()),
        _ => return Err(Error::usage("one bot has one `--callback`")),
    };
    Ok(vec![RequestedBot {
        choice,
        callback,
        argv: run.command.clone(),
    }])
}

/// Reads `NAME=COMMAND`, and finds the bot's callback.
fn named_bot(run: &Run, text: &str) -> Result<RequestedBot> {
    let (name, command) = text.split_once('=').unwrap_or((text, ""));
    let (name, command) = (name.trim(), command.trim());
    if name.is_empty() || command.is_empty() {
        return Err(Error::usage(format!("`--bot {text}` has no {}", match name {
            "" => "name",
            _ => "command",
        }))
        .hint("Write `--bot 'NAME=COMMAND'`, for example `--bot 'Echo=npm start'`; or put the command of one bot behind `--`."));
    }
    let callbacks = run.callback.iter();
    let callback = callbacks.filter_map(|text| text.split_once('=')?.0.eq(name).then_some(text));
    let mut callback = callback.map(|text| text[name.len() + 1..].to_owned());
    Ok(RequestedBot {
        choice: BotChoice::KnownOrNew(name.to_owned()),
        callback: callback.next(),
        argv: arguments(command),
    })
}

/// Splits a command of plain words; has a shell read any other. A shell would hide a signal's effect on the program.
/// A backslash is plain where it separates folders.
pub(in crate::cmd) fn arguments(command: &str) -> Vec<OsString> {
    let is_plain = |symbol: char| {
        symbol.is_alphanumeric()
            || symbol.is_whitespace()
            || "_-+./:@,%^".contains(symbol)
            || (symbol == '\\' && !words::BACKSLASH_QUOTES)
    };
    match command.chars().all(is_plain) && !command.contains('\n') {
        true => command.split_whitespace().map(OsString::from).collect(),
        false => ["sh", "-c", command].map(OsString::from).to_vec(),
    }
}

/// Checks the bots of `--bot NAME=COMMAND` and the flags beside them.
fn check_several(run: &Run, bots: &[RequestedBot]) -> Result<()> {
    let names: Vec<_> = bots.iter().filter_map(RequestedBot::name).collect();
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            return Err(
                Error::usage(format!("two `--bot` are called `{name}`")).hint("A bot runs once.")
            );
        }
    }
    let is_of_bot = |text: &String| {
        let name = text.split_once('=').map(|(name, _)| name);
        name.is_some_and(|name| names.contains(&name))
    };
    if let Some(text) = run.callback.iter().find(|text| !is_of_bot(text)) {
        return Err(Error::usage(format!("`--callback {text}` names no bot"))
            .hint("Beside `--bot NAME=COMMAND` it is `--callback NAME=TARGET`."));
    }
    if run.callback.len() > bots.iter().filter(|bot| bot.callback.is_some()).count() {
        return Err(Error::usage("two `--callback` are of one bot"));
    }
    if run.save && bots.len() > 1 {
        return Err(Error::usage("`--save` is for a run of one bot")
            .hint("momo.json names one bot, and this run has several."));
    }
    Ok(())
}

impl RequestedBot {
    /// Returns the name of a bot that has its own command; `None` for another.
    fn name(&self) -> Option<&str> {
        match &self.choice {
            BotChoice::KnownOrNew(name) => Some(name),
            _ => None,
        }
    }

    /// Returns the flags that name the bot for commands that need a known one.
    pub(super) fn flags(&self, run: &Run) -> BotArgs {
        let bot = match &self.choice {
            BotChoice::Known(bot) | BotChoice::KnownOrNew(bot) => Some(bot.clone()),
            BotChoice::Called(_) | BotChoice::Unnamed => None,
        };
        BotArgs {
            bot,
            profile: run.profile.clone(),
        }
    }

    /// Returns the id of the known bot of the local platform; `None` if momo must find or make one by name.
    ///
    /// A bot of another platform is an error if a flag names it. It is ignored if environment or settings name it,
    /// because those apply to other commands too.
    pub(super) fn known_id(
        &self,
        context: &mut Context,
        config: &Config,
        run: &Run,
    ) -> Result<Option<String>> {
        let named = match &self.choice {
            BotChoice::Called(_) => None,
            BotChoice::KnownOrNew(name) => {
                let name = Setting::new(name.as_str(), Source::Flag("--bot"));
                let known = config.known_bot(&name, Some(LOCAL))?;
                if known.is_none() && name.value.starts_with("bot_") {
                    return Err(not_kept_error(&name.value));
                }
                known.map(|bot| Setting::new(bot, name.source))
            }
            BotChoice::Known(_) | BotChoice::Unnamed => config.named_bot(&self.flags(run))?,
        };
        let Some(Setting { value: bot, source }) = named else {
            return Ok(None);
        };
        let id = bot.id;
        let stored = bot.credentials;
        if stored.as_ref().is_some_and(|it| it.profile == LOCAL) {
            return Ok(Some(id));
        }
        if matches!(self.choice, BotChoice::Unnamed) {
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
            None => not_kept_error(&id),
        })
    }

    /// Returns the name by which a bot is searched, and which a new one gets.
    pub(super) fn new_name(&self) -> String {
        match &self.choice {
            BotChoice::Called(name) | BotChoice::KnownOrNew(name) => name.clone(),
            BotChoice::Known(_) | BotChoice::Unnamed => folder_name(),
        }
    }

    /// Chooses the bot's port: from `--callback`, else, for the only bot, from PORT or the setting `callback`, which only the
    /// local platform uses, else a free one. `others` are the ports of other bots.
    ///
    /// # Errors
    /// Fails if the port is in use: momo would take the other program for the bot.
    pub(super) fn endpoint(
        &self,
        config: &Config,
        is_local: bool,
        others: &[u16],
    ) -> Result<BotEndpoint> {
        let is_only = self.name().is_none();
        let variable_port = match is_only {
            true => port_variable()?,
            false => None,
        };
        let setting = config.settings.callback().filter(|_| is_only && is_local);
        let (text, url) = match (&self.callback, variable_port, setting) {
            (Some(text), ..) => (text.clone(), Some(console::parse_callback_url(text, true)?)),
            (None, None, Some(setting)) => {
                let setting = expand_variables("callback", setting)?;
                let url = console::parse_callback_url(&setting.value, true)?;
                let url = Some(url).filter(|url| target::is_loopback(url));
                (setting.value, url)
            }
            _ => (String::new(), None),
        };
        let is_bare = |url: &String| callback_path::is_without_path(&text, url);
        let bare_target = url
            .as_ref()
            .filter(|url| is_bare(url))
            .map(|_| text.clone());
        let loopback_url = url.as_deref().filter(|url| target::is_loopback(url));
        let (port, origin) = match (loopback_url.and_then(target::port), variable_port) {
            (Some(port), _) => (port, "the callback"),
            (None, Some(port)) => (port, "PORT"),
            (None, None) => (free_port(others)?, "momo"),
        };
        if others.contains(&port) {
            return Err(Error::usage(format!(
                "two bots cannot both listen on port {port}"
            )));
        }
        check_free(port, origin)?;
        let callback = url.map_or(CallbackSpec::Port(port, CALLBACK_PATH), CallbackSpec::Url);
        Ok(BotEndpoint {
            port,
            callback,
            bare_target,
        })
    }
}

fn not_kept_error(id: &str) -> Error {
    Error::unknown(format!("nothing of the bot `{id}` is kept here"))
        .hint("`momo bot list` shows what is; without `--bot` momo makes one.")
}

fn port_variable() -> Result<Option<u16>> {
    let port = variables::text("PORT")?.map(|text| match text.parse() {
        Ok(port @ 1..) => Ok(port),
        _ => Err(Error::usage(format!("PORT is `{text}`, which is no port"))),
    });
    port.transpose()
}

pub(in crate::cmd) fn check_free(port: u16, origin: &str) -> Result<()> {
    if !probe::can_connect(&format!("http://localhost:{port}/")) {
        return Ok(());
    }
    let advice = match listeners::process_on_port(port) {
        Some(process) => format!("It is `{}`, process {}: end it", process.name, process.id),
        None => "End that program".into(),
    };
    Err(Error::unknown(format!(
        "somebody listens on port {port} (chosen by {origin}) already"
    ))
    .hint(format!(
        "{advice}, or choose another port with `--callback` or PORT."
    )))
}

/// Returns a free port that is none of `others`, whose bots do not listen yet.
pub(in crate::cmd) fn free_port(others: &[u16]) -> Result<u16> {
    loop {
        let port = probe::free_port()
            .map_err(|error| Error::unknown("there is no free port for the bot").because(error))?;
        if !others.contains(&port) {
            return Ok(port);
        }
    }
}

/// Returns the name of the current folder as the bot's name, at most 100 characters.
pub(in crate::cmd) fn folder_name() -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shell_reads_what_is_more_than_words() {
        let shell = |command| vec!["sh", "-c", command];
        // A backslash of Windows is part of a path.
        let path = r".\bot.exe --port 1";
        let plain = match words::BACKSLASH_QUOTES {
            true => shell(path),
            false => vec![r".\bot.exe", "--port", "1"],
        };
        for (command, words) in [
            ("npm  start", vec!["npm", "start"]),
            ("./봇 --a b,c", vec!["./봇", "--a", "b,c"]),
            ("cd bot && npm start", shell("cd bot && npm start")),
            ("echo $HOME", shell("echo $HOME")),
            ("a\nb", shell("a\nb")),
            (path, plain),
        ] {
            assert_eq!(arguments(command), words, "{command}");
        }
    }
}
