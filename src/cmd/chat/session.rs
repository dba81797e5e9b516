//! The local platform and the bots of `momo chat test`.
//!
//! With a program the platform's state is temporary, so that a run changes nothing of `momo dev`; the history is the
//! user's own, so that each exchange can be looked at afterwards. For a bot that runs already the platform is that of the
//! home folder, because the bot has its address and its credentials: it is started here for `--to`, and followed where it
//! runs in another process. Rooms and users of conversations go from it afterwards.
use super::test_args::TestChats;
use crate::cmd::console::{self, PlatformArgs};
use crate::cmd::context::Context;
use crate::cmd::local_platform::{self, DEFAULT_PORT, LocalPlatform};
use crate::cmd::run::{arguments, check_free, folder_name, free_port};
use crate::cmd::variables;
use crate::error::{Error, ErrorKind, Result};
use crate::flow::api::ApiClient;
use crate::flow::callback_path;
use crate::flow::chat::{ChatBot, ChatPlace, ChatPlatform, RoomEvents, follow};
use crate::flow::platform::{Platform, PlatformOptions};
use crate::flow::run::{BotSpec, CallbackSpec, RegisteredBot, ensure_registered, set_callback_url};
use crate::io::command::{CommandSpec, InputMode, OutputMode};
use crate::io::files::{Credentials, DevClaim, DevFile, Home, TemporaryHome};
use crate::io::sqlite::Recorder;
use crate::io::system;
use crate::model::history::retention::Retention;
use crate::model::http::target;
use crate::model::platform::api_problem::ApiProblem;
use crate::model::platform::bot::Role;
use crate::model::platform::outbox::RetryPolicy;
use crate::model::settings::LOCAL;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// A running platform with its bots.
pub(super) struct ChatSession {
    pub(super) place: Arc<dyn ChatPlace>,
    api: ApiClient,
    /// Programs to start; empty if the bot runs already.
    pub(super) programs: Vec<BotCommand>,
    find_path: FindPath,
    // The platform ends with the session.
    _home_platform: Option<LocalPlatform>,
    _temporary: Option<TemporaryPlatform>,
}

/// Finds the path of a bot, given its program and the target without one, and sends events there from now on. Returns a note for the user if
/// no bot is at the paths that were tried.
pub(super) type FindPath = Box<dyn Fn(&BotCommand, &str) -> Result<Option<String>> + Sync>;

/// A platform with temporary state. Dropped in this order: the platform before its folder.
pub(super) struct TemporaryPlatform {
    pub(super) platform: Platform,
    /// With the token that may do all that conversations need.
    pub(super) api: ApiClient,
    folder: TemporaryHome,
}

/// The program of a bot.
pub(super) struct BotCommand {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) command: CommandSpec,
    /// Address at which it must take connections.
    pub(super) address: String,
    /// The target that names no path; `None` if the path is known.
    pub(super) bare_target: Option<String>,
}

/// A bot of the command line.
struct RequestedProgram {
    name: String,
    argv: Vec<OsString>,
    /// `None` takes a free port.
    callback: Option<String>,
}

impl ChatSession {
    /// Starts a platform with temporary state and registers the bots of the programs.
    pub(super) fn with_programs(context: &Context, args: &TestChats) -> Result<Self> {
        let requested = requested_programs(args)?;
        let events = Arc::new(ChatPlatform::room_events());
        let temporary = TemporaryPlatform::start(context, args, events.clone())?;
        let (home, api) = (temporary.folder.home().clone(), temporary.api.clone());
        let (mut bots, mut programs, mut ports) = (Vec::new(), Vec::new(), Vec::new());
        for program in requested {
            let (bot, command) = program.register(&home, &api, &mut ports)?;
            bots.push(bot);
            programs.push(command);
        }
        let find_path = momotalk_paths(home, api.clone());
        Ok(Self {
            api: api.clone(),
            place: Arc::new(ChatPlatform {
                api,
                events,
                bots,
                is_followed: false,
            }),
            programs,
            find_path,
            _home_platform: None,
            _temporary: Some(temporary),
        })
    }

    /// Starts the platform of the home folder for a bot that runs already, and sends its events to the target.
    pub(super) fn with_target(context: &mut Context, args: &TestChats, to: &str) -> Result<Self> {
        let config = context.config()?;
        let bot = config.bot(&args.bot_args())?;
        let stored = bot.credentials.filter(|stored| stored.profile == LOCAL);
        let stored = stored.ok_or_else(|| {
            Error::usage(format!("`{}` is no bot of the local platform", bot.id))
                .hint("`momo chat test FILES -- COMMAND` starts a bot with credentials of its own.")
        })?;
        let home = config.home.clone();
        let Some(claim) = DevClaim::try_acquire(&home)? else {
            let at = DevFile::read(&home)?
                .map_or_else(String::new, |dev| format!(" at `{}`", dev.api_base));
            return Err(Error::unknown(format!("a local platform of this home runs already{at}"))
                .hint("Leave `--to` out: then this platform plays them with the bots that listen, or with that of `--bot`.")
                .hint("Or let the run start the bot: `momo chat test FILES -- COMMAND`; or end the platform for the time of the run."));
        };
        let events = Arc::new(ChatPlatform::room_events());
        let publish = events.clone();
        let port = args.port.unwrap_or(DEFAULT_PORT);
        let address = (Ipv4Addr::LOCALHOST, port).into();
        let observer = move |activity| publish.publish(&activity);
        let mut options = local_platform::options(
            context,
            home.clone(),
            address,
            Retention::default(),
            observer,
        )?;
        options.retry.first_delay = args.retry_base;
        let local = LocalPlatform::start(claim, options)?;
        let api = operator_api(&home, local.platform.api_base())?;
        let url = console::parse_callback_url(to, true)?;
        let url = callback_path::choose(to, url)?.url;
        if let Err(problem) = set_callback_url(&home, &api, &bot.id, &url)? {
            let message = format!(
                "the bot cannot get its events at `{url}`: {}",
                problem.message
            );
            return Err(problem
                .hints
                .into_iter()
                .fold(Error::usage(message), Error::hint));
        }
        let name = stored.name.unwrap_or_else(|| bot.id.clone());
        let bots = vec![ChatBot { id: bot.id, name }];
        let find_path = momotalk_paths(home, api.clone());
        Ok(Self {
            api: api.clone(),
            place: Arc::new(ChatPlatform {
                api,
                events,
                bots,
                is_followed: false,
            }),
            programs: Vec::new(),
            find_path,
            _home_platform: Some(local),
            _temporary: None,
        })
    }

    /// Takes the platform that runs in another process, with its bots that listen, or those of `--bot`.
    pub(super) fn with_running(context: &mut Context, args: &TestChats) -> Result<Self> {
        let platform = PlatformArgs {
            profile: args.profile.clone(),
            ..PlatformArgs::default()
        };
        let console = platform.connect(context, Role::Admin, "play conversations");
        let api = console.map_err(with_other_ways)?.api;
        let bots = running_bots(&api, &args.bot).map_err(with_other_ways)?;
        let events = Arc::new(ChatPlatform::room_events());
        follow(&api, &bots, &events)?;
        let find_path = momotalk_paths(context.config()?.home.clone(), api.clone());
        Ok(Self {
            api: api.clone(),
            place: Arc::new(ChatPlatform {
                api,
                events,
                bots,
                is_followed: true,
            }),
            programs: Vec::new(),
            find_path,
            _home_platform: None,
            _temporary: None,
        })
    }

    /// Removes what conversations made on a platform that stays.
    pub(super) fn clean_up(&self) -> Result<()> {
        match self._temporary {
            Some(_) => Ok(()),
            None => self.place.remove_rooms(),
        }
    }

    /// Returns how far the platform's clock is ahead of this machine's, in milliseconds.
    pub(super) fn clock_ms(&self) -> Result<i64> {
        let answer = self.api.get("/clock")?.map_err(clock_refused)?;
        Ok(answer["offset_ms"].as_i64().unwrap_or(0))
    }

    /// Sets the platform's clock to what it was before conversations moved it.
    pub(super) fn restore_clock(&self, before_ms: i64) -> Result<()> {
        if self.clock_ms()? == before_ms {
            return Ok(());
        }
        let reset = self.api.post("/clock", &json!({ "reset": true }))?;
        reset.map_err(clock_refused)?;
        if before_ms < 0 {
            let message = "the platform's clock was behind this machine's before the conversations, and is this machine's now";
            return Err(Error::unknown(message));
        }
        if before_ms > 0 {
            let ahead = json!({ "advance": format!("{before_ms}ms") });
            self.api.post("/clock", &ahead)?.map_err(clock_refused)?;
        }
        Ok(())
    }

    /// Joins the parts of a session with a temporary platform.
    pub(super) fn new(
        place: Arc<dyn ChatPlace>,
        programs: Vec<BotCommand>,
        find_path: FindPath,
        platform: TemporaryPlatform,
    ) -> Self {
        Self {
            api: platform.api.clone(),
            place,
            programs,
            find_path,
            _home_platform: None,
            _temporary: Some(platform),
        }
    }

    /// Finds the path of a bot that takes connections now, and registers it. Returns a note for the user if no bot is at the paths that were tried.
    pub(super) fn find_path(&self, index: usize) -> Result<Option<String>> {
        let program = &self.programs[index];
        match &program.bare_target {
            Some(target) => (self.find_path)(program, target),
            None => Ok(None),
        }
    }
}

impl TemporaryPlatform {
    /// Starts a platform in a folder of its own. The history is the user's.
    pub(super) fn start(
        context: &Context,
        args: &TestChats,
        events: Arc<RoomEvents>,
    ) -> Result<Self> {
        let random = u64::from_be_bytes(system::random_bytes()?);
        let folder = TemporaryHome::create(&format!("momo-chat-{random:016x}"))?;
        let home = folder.home().clone();
        let recorder = Recorder::start(&context.history_file()?)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let options = PlatformOptions {
            observer: Some(Arc::new(move |activity| events.publish(&activity))),
            retry: RetryPolicy {
                first_delay: args.retry_base,
            },
            is_temporary: true,
            ..PlatformOptions::new(home.clone(), address, recorder)
        };
        let platform = Platform::start(options)?;
        let api = operator_api(&home, platform.api_base())?;
        Ok(Self {
            platform,
            api,
            folder,
        })
    }
}

/// Returns how the path of a bot of MoMoTalk is found.
fn momotalk_paths(home: Home, api: ApiClient) -> FindPath {
    Box::new(move |program, target| {
        let choice = callback_path::choose(target, program.address.clone())?;
        // A refusal leaves the URL that was registered.
        let _ = set_callback_url(&home, &api, &program.id, &choice.url)?;
        Ok(choice.note.filter(|_| !choice.is_found))
    })
}

impl RequestedProgram {
    /// Registers the bot and prepares its program. Adds its port to `ports`.
    fn register(
        self,
        home: &Home,
        api: &ApiClient,
        ports: &mut Vec<u16>,
    ) -> Result<(ChatBot, BotCommand)> {
        let callback = self.callback.as_deref();
        let url = callback
            .map(|text| console::parse_callback_url(text, true))
            .transpose()?;
        let local_url = url.as_deref().filter(|url| target::is_loopback(url));
        let port = match local_url.and_then(target::port) {
            Some(port) => port,
            None => free_port(ports)?,
        };
        check_free(port, "--callback")?;
        ports.push(port);
        let url = url.unwrap_or_else(|| format!("http://localhost:{port}/"));
        let target = self.callback.unwrap_or_else(|| port.to_string());
        let spec = BotSpec {
            id: None,
            name: self.name,
            callback: CallbackSpec::Url(url.clone()),
        };
        let bot = ensure_registered(home, api, &spec)?.map_err(|problem| {
            let message = format!(
                "the bot `{}` is not registered: {}",
                spec.name, problem.message
            );
            problem
                .hints
                .into_iter()
                .fold(Error::usage(message), Error::hint)
        })?;
        let command = BotCommand {
            name: bot.name.clone(),
            id: bot.id.clone(),
            command: command_spec(self.argv, &bot, api.base(), port)?,
            bare_target: callback_path::is_without_path(&target, &url).then_some(target),
            address: match target::is_loopback(&url) {
                true => url,
                false => format!("http://localhost:{port}/"),
            },
        };
        let chat_bot = ChatBot {
            id: bot.id,
            name: bot.name,
        };
        Ok((chat_bot, command))
    }
}

fn command_spec(
    argv: Vec<OsString>,
    bot: &RegisteredBot,
    api_base: &str,
    port: u16,
) -> Result<CommandSpec> {
    let secret =
        |name, secret: &_| -> Result<_> { Ok((name, variables::secret_value(name, secret)?)) };
    Ok(CommandSpec {
        argv,
        variables: vec![
            ("MOMOTALK_BOT_ID", bot.id.clone().into()),
            secret("MOMOTALK_BOT_TOKEN", &bot.token)?,
            secret("MOMOTALK_WEBHOOK_SECRET", &bot.secret)?,
            ("MOMOTALK_API_BASE", api_base.into()),
            ("PORT", port.to_string().into()),
        ],
        stdin: InputMode::EndsWithMomo,
        stdout: OutputMode::Lines,
        stderr: OutputMode::Lines,
    })
}

/// Reads `-- COMMAND` or `--bot NAME=COMMAND`, with their callbacks.
fn requested_programs(args: &TestChats) -> Result<Vec<RequestedProgram>> {
    if !args.command.is_empty() {
        return Ok(vec![RequestedProgram {
            name: folder_name(),
            argv: args.command.clone(),
            callback: args.callback.first().cloned(),
        }]);
    }
    let mut programs: Vec<RequestedProgram> = Vec::new();
    for text in &args.bot {
        let Some((name, command)) = text.split_once('=') else {
            return Err(Error::usage(format!("`--bot {text}` has no program"))
                .hint("Write `--bot 'NAME=COMMAND'`; or put the command of one bot behind `--`."));
        };
        let is_of_bot =
            |callback: &&String| callback.split_once('=').is_some_and(|(bot, _)| bot == name);
        let callback = args.callback.iter().find(is_of_bot);
        if programs.iter().any(|program| program.name == name) {
            return Err(Error::usage(format!("two `--bot` are called `{name}`")));
        }
        programs.push(RequestedProgram {
            name: name.trim().to_owned(),
            argv: arguments(command),
            callback: callback.map(|text| text[name.len() + 1..].to_owned()),
        });
    }
    Ok(programs)
}

/// Returns the bots that conversations are played with: those with these ids or names, else all that listen.
fn running_bots(api: &ApiClient, names: &[String]) -> Result<Vec<ChatBot>> {
    let answer = api.get("/bots")?;
    let answer = answer.map_err(console::refused("the bots cannot be listed"))?;
    let bots: Vec<&Value> = answer["bots"].as_array().into_iter().flatten().collect();
    let text = |bot: &Value, key: &str| bot[key].as_str().unwrap_or_default().to_owned();
    let is_running = |bot: &&&Value| bot["status"] == "active" && bot["offline_since"].is_null();
    let chat_bot = |bot: &Value| ChatBot {
        id: text(bot, "bot_id"),
        name: text(bot, "name"),
    };
    if names.is_empty() {
        let running: Vec<_> = bots
            .iter()
            .filter(is_running)
            .map(|bot| chat_bot(bot))
            .collect();
        return match running.is_empty() {
            true => Err(Error::unknown("no bot of the running platform listens")
                .hint("`momo bot list` shows the bots; `momo run -- COMMAND` starts one beside the platform.")),
            false => Ok(running),
        };
    }
    let find = |name: &String| {
        let is_named = |bot: &&&Value| bot["bot_id"] == **name || bot["name"] == **name;
        let bot = bots.iter().find(is_named).ok_or_else(|| {
            Error::usage(format!("`{name}` is no bot of the running platform"))
                .hint("`momo bot list` shows the bots.")
        })?;
        match is_running(&bot) {
            true => Ok(chat_bot(bot)),
            false => Err(Error::unknown(format!(
                "the bot `{name}` takes no events: it is not active, or nobody listens at `{}`",
                text(bot, "callback_url")
            ))),
        }
    };
    names.iter().map(find).collect()
}

fn clock_refused(problem: ApiProblem) -> Error {
    problem.into_error("the platform's clock stays as it is")
}

/// Adds what can be done without a running platform.
fn with_other_ways(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Unknown => error.hint("Or let the run start the bot: `momo chat test FILES -- npm start`; or name where it listens: `--to 3000/hook`."),
        _ => error,
    }
}

/// Returns the API with the token that may do all that conversations need.
fn operator_api(home: &Home, api_base: &str) -> Result<ApiClient> {
    let credentials = Credentials::load(home)?;
    let token = credentials.console_token(api_base, "admin").cloned();
    let token = token.ok_or_else(|| Error::unknown("the platform made no console token"))?;
    Ok(ApiClient::new(api_base, token)?.with_kept_connections())
}
