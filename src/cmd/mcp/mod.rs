//! `momo mcp`: momo's work as tools for a coding agent, by the Model Context Protocol over standard input and output.
//!
//! A tool runs its verb as a process of its own, with `--json`: no second implementation, and a call can be ended. Targets are this
//! machine's, and nothing is changed, unless flags allow more.
mod call;
mod hints;
mod pages;
mod platform;
mod tools;

use super::context::{Context, Globals};
use super::event_loop::stop_verdict;
use super::resolve::ProfileArgs;
use super::{Effect, Verb};
use crate::error::{Error, Result, Verdict, exit};
use crate::io::command::{OwnOutput, run_own};
use crate::io::files::{Home, KnownSecrets};
use crate::io::mcp::{self, McpAnswer, McpTool, McpTools};
use crate::io::signals;
use crate::model::text::shell::quote;
use call::{Allowed, check_characters, command_line, verb_of};
use pages::{KeptPages, split};
use platform::OwnPlatform;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use tools::{CURSOR, MORE, PLATFORM, ParamKind, ParamSpec, SECRET_FILE_NAME, TOOLS, ToolSpec};

/// Arguments of `momo mcp`.
#[derive(clap::Args, Debug)]
pub(crate) struct Mcp {
    /// Offer the tools that change something too: platform, bot_create, room_say and delivery_retry
    #[arg(long)]
    allow_write: bool,
    /// A host besides this machine to which requests may go; again for others
    #[arg(long, value_name = "HOST", value_parser = parse_host)]
    allow_target: Vec<String>,
    /// A folder besides the one in which the server starts, and the temporary one, whose files tools may read; again for others
    #[arg(long, value_name = "FOLDER")]
    allow_files: Vec<PathBuf>,
}

/// Reads a host as URLs have it. Fails for whatever no URL's host can be equal to.
fn parse_host(text: &str) -> std::result::Result<String, String> {
    let is_address = text.starts_with('[') && text.ends_with(']');
    let is_wrong = |ch: char| {
        ch.is_whitespace()
            || ch.is_control()
            || "/\\*?#@%,".contains(ch)
            || (ch == ':' && !is_address)
    };
    match text.is_empty() || text.contains(is_wrong) {
        true => Err("it is no host: write a name or an address alone, such as `bot.example`, `10.1.2.3` or `[fd00::1]`, without scheme, port, path and `*`".to_owned()),
        false => Ok(text.to_owned()),
    }
}

impl Verb for Mcp {
    const NAME: &'static str = "mcp";
    const ABOUT: &'static str = "Serve a coding agent momo's work as tools (MCP over stdio)";
    const EFFECT: Effect = Effect::Send;
    const RUNS_ON: bool = true;
    const EXAMPLES: &'static str = "\
Examples:
  claude mcp add momo -- momo mcp
  codex mcp add momo -- momo mcp
  momo mcp --allow-write --allow-target bot.example

Clients that read a file want {\"mcpServers\": {\"momo\": {\"command\": \"momo\", \"args\": [\"mcp\"]}}}, such as .mcp.json or .cursor/mcp.json.

Tools send to this machine only, and change nothing but the history that keeps what was sent; what a bot itself posts, such as its answer to \
a replayed event, stays. No answer holds a secret that momo knows, if it has 8 bytes or more. Long answers come in \
pages: `more` goes on with the cursor. The server ends when its standard input does.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let server = Server {
            allowed: Allowed {
                writes: self.allow_write,
                hosts: self
                    .allow_target
                    .iter()
                    .map(|host| host.to_ascii_lowercase())
                    .collect(),
                folders: std::env::current_dir()
                    .into_iter()
                    .chain([std::env::temp_dir()])
                    .chain(self.allow_files)
                    .collect(),
            },
            secrets: KnownSecrets::new(context.home().ok()),
            pages: KeptPages::default(),
            home: context.home().ok(),
            platform: OwnPlatform::default(),
        };
        let server = Arc::new(server);
        let stopped = mcp::serve(
            Arc::clone(&server) as Arc<dyn McpTools>,
            signals::watch_stop()?,
        );
        server.platform.end();
        let stopped = stopped?;
        Ok(stopped.map_or(Verdict::Yes, stop_verdict))
    }
}

struct Server {
    allowed: Allowed,
    secrets: KnownSecrets,
    pages: KeptPages,
    home: Option<Home>,
    platform: OwnPlatform,
}

impl McpTools for Server {
    fn instructions(&self) -> String {
        "momo builds, tests and debugs chat bots for the MoMoTalk Bot Platform and KakaoTalk skills. An answer has \
         `exit_code` (0 yes or done, 1 the answer is no, 2 wrong usage, 3 could not find out) and `result`, the JSON of the verb. \
         Where a bot refuses an event: `replay` of a sample or of that exchange with `why` names the bot's mistake; `history` with the \
         filter `failed` finds the exchange, and with its `id` says why it failed. `verify` judges what momo or another sender signed. \
         With `--allow-write` a day begins with `platform`, which starts the local platform, and `bot_create`. What no tool does \
         the command line does: `momo help --json`."
            .to_owned()
    }

    fn tools(&self) -> Vec<McpTool> {
        let offered = TOOLS.iter().filter(|tool| self.is_offered(tool));
        offered
            .map(|tool| self.tool(tool))
            .chain(self.allowed.writes.then(platform_tool))
            .chain([more()])
            .collect()
    }

    fn call(
        &self,
        name: &str,
        arguments: Map<String, Value>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> std::result::Result<McpAnswer, String> {
        if name == MORE {
            return Ok(self.more(&arguments));
        }
        let tool = TOOLS.iter().find(|tool| tool.name == name);
        let is_write = tool.map_or(name == PLATFORM, |tool| tool.is_write);
        if is_write && !self.allowed.writes {
            let error = Error::usage(format!("`{name}` changes something, and was not allowed"));
            let hint = "The person who starts the server can allow it: `momo mcp --allow-write`.";
            return Ok(failed(&error.hint(hint)));
        }
        let answer = match tool {
            Some(tool) => {
                check_characters(tool, &arguments)?;
                self.run(tool, &arguments, is_cancelled)
            }
            None if name == PLATFORM => self.start_platform(is_cancelled),
            // Does not repeat the name, which may be anything.
            None => {
                return Err("there is no such tool; `tools/list` has those that there are".into());
            }
        };
        Ok(answer.unwrap_or_else(|error| {
            let mut answer = failed(&error);
            self.secrets.mask([&mut answer.value]);
            answer
        }))
    }
}

impl Server {
    fn is_offered(&self, tool: &ToolSpec) -> bool {
        self.allowed.writes || !tool.is_write
    }

    fn tool(&self, tool: &ToolSpec) -> McpTool {
        let properties: Map<_, _> = tool.params.iter().map(property).collect();
        let required = tool.params.iter().filter(|param| param.is_required);
        let required: Vec<_> = required.map(|param| param.name).collect();
        McpTool {
            name: tool.name,
            title: tool.title,
            description: tool.about.to_owned(),
            schema: schema(properties, &required),
            is_read_only: tool.effect == Effect::Read,
            is_destructive: tool.effect == Effect::Destructive,
            is_open_world: tool.effect != Effect::Read && !self.allowed.hosts.is_empty(),
        }
    }

    fn run(
        &self,
        tool: &ToolSpec,
        arguments: &Map<String, Value>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<McpAnswer> {
        let line = command_line(tool, arguments, &self.allowed)?;
        if let Some(file) = arguments.get(SECRET_FILE_NAME).and_then(Value::as_str) {
            self.secrets.add_file(file);
        }
        if tool.calls_platform {
            self.check_platform()?;
        }
        let run = run_own(&line.words, line.input, is_cancelled)?;
        self.secrets.refresh();
        let verb_words = verb_of(tool, arguments).len();
        let words = line.words.iter().enumerate();
        let words: Vec<_> = words
            .map(|(index, word)| match index < verb_words {
                true => word.clone(),
                false => self.shown_word(word),
            })
            .collect();
        let mut value = json!({
            "exit_code": run.exit_code,
        });
        let (error, notes) = messages(&run);
        if let Some(mut error) = error {
            hints::for_tool(&mut error, tool);
            value["error"] = error;
        }
        if !notes.is_empty() {
            value["notes"] = json!(notes);
        }
        let has_out = !run.out.trim().is_empty();
        let (mut items, is_list) = values(&run.out);
        // A list of one is a list, and one of none too.
        let is_listing = tool.prints_lines && verb_of(tool, arguments) == tool.verb;
        let is_list = is_list || is_listing;
        items.iter_mut().for_each(drop_phrases);
        self.secrets.mask(items.iter_mut().chain([&mut value]));
        value["command"] = json!(format!("momo {}", words.join(" ")));
        if has_out || (is_listing && run.exit_code == exit::YES) {
            let (page, next) = self.pages.first(split(items, is_list));
            value["result"] = page;
            add_cursor(&mut value, next);
        }
        Ok(McpAnswer {
            value,
            is_error: ![exit::YES, exit::NO].contains(&run.exit_code),
        })
    }

    /// Quotes a word of a command line with its secrets masked; the name of a flag stays as it is.
    fn shown_word(&self, word: &str) -> String {
        match word.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => {
                quote(&format!("{flag}={}", self.secrets.mask_text(value)))
            }
            _ if word.starts_with("--") => word.to_owned(),
            _ => quote(&self.secrets.mask_text(word)),
        }
    }

    /// Fails if the platform to which the settings lead is not allowed. Without one the verb says what is missing.
    fn check_platform(&self) -> Result<()> {
        let base = || {
            let config = Context::new(&Globals::default()).config()?;
            let args = ProfileArgs::default();
            config.api_base(&config.profile(&args)?, &args)
        };
        match base() {
            Ok(base) => self.allowed.check_url(&base.value),
            Err(_) => Ok(()),
        }
    }

    fn start_platform(&self, is_cancelled: &dyn Fn() -> bool) -> Result<McpAnswer> {
        let home = self.home.as_ref();
        let home = home.ok_or_else(|| Error::unknown("there is no home folder"))?;
        let value = self.platform.start(home, is_cancelled)?;
        Ok(McpAnswer {
            value,
            is_error: false,
        })
    }

    fn more(&self, arguments: &Map<String, Value>) -> McpAnswer {
        let cursor = arguments.get(CURSOR).and_then(Value::as_str);
        let Some((page, next)) = cursor.and_then(|cursor| self.pages.next(cursor)) else {
            let error = Error::usage("there is no answer of this cursor (any more)");
            return failed(
                &error
                    .hint("`next_cursor` of an answer is one; the last 16 long answers are kept."),
            );
        };
        let mut value = json!({ "result": page });
        add_cursor(&mut value, next);
        McpAnswer {
            value,
            is_error: false,
        }
    }
}

/// Reads what a verb printed: one JSON value, or a list of its lines.
fn values(out: &str) -> (Vec<Value>, bool) {
    if let Ok(value) = serde_json::from_str(out) {
        return match value {
            Value::Array(items) => (items, true),
            value => (vec![value], false),
        };
    }
    let line = |line: &str| serde_json::from_str(line).unwrap_or_else(|_| json!(line));
    (out.lines().map(line).collect(), true)
}

/// Removes the phrases for other languages, whose English stands beside them: they are most of many answers.
fn drop_phrases(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_phrases),
        Value::Object(fields) => {
            let is_phrase = |name: &str| {
                ["phrase", "phrases"].contains(&name.rsplit('_').next().unwrap_or(name))
            };
            fields.retain(|name, inner| !(is_phrase(name) && is_coded(inner)));
            fields.values_mut().for_each(drop_phrases);
        }
        _ => {}
    }
}

/// Returns whether this is a phrase, or a list of phrases.
fn is_coded(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(is_coded),
        value => value["code"].is_string() && value["text"].is_string(),
    }
}

/// Returns the error that a verb told, `None` if there is none, and its other words.
fn messages(run: &OwnOutput) -> (Option<Value>, String) {
    let (mut error, mut notes) = (None, Vec::new());
    for line in run.err.lines() {
        match serde_json::from_str::<Value>(line) {
            Ok(mut value) if value["error"].is_object() => error = Some(value["error"].take()),
            _ => notes.push(line),
        }
    }
    (error, notes.join("\n"))
}

fn add_cursor(value: &mut Value, next: Option<String>) {
    if let Some(next) = next {
        value["next_cursor"] = json!(next);
    }
}

fn failed(error: &Error) -> McpAnswer {
    McpAnswer {
        value: json!({
            "exit_code": error.exit_code(),
            "error": { "message": error.to_string(), "hints": error.hints() },
        }),
        is_error: true,
    }
}

fn property(param: &ParamSpec) -> (String, Value) {
    let about = param.about;
    let schema = match param.kind {
        ParamKind::Text | ParamKind::Target | ParamKind::Callback => {
            json!({ "type": "string", "description": about })
        }
        ParamKind::Integer => json!({ "type": "integer", "description": about }),
        ParamKind::Boolean => json!({ "type": "boolean", "description": about }),
        ParamKind::Texts => json!({
            "type": "array", "items": { "type": "string" }, "description": about,
        }),
    };
    (param.name.to_owned(), schema)
}

fn schema(properties: Map<String, Value>, required: &[&str]) -> Map<String, Value> {
    let schema = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// The tool that starts the local platform.
fn platform_tool() -> McpTool {
    McpTool {
        name: PLATFORM,
        title: "Start the local platform",
        description: "Starts the local platform if none runs, and says where it is. One that this tool started ends with the server."
            .to_owned(),
        schema: schema(Map::new(), &[]),
        is_read_only: false,
        is_destructive: false,
        is_open_world: false,
    }
}

/// The tool that goes on with a long answer.
fn more() -> McpTool {
    let about = "`next_cursor` of the answer before";
    let cursor = (
        CURSOR.to_owned(),
        json!({ "type": "string", "description": about }),
    );
    McpTool {
        name: MORE,
        title: "Go on with a long answer",
        description: "Returns the next page of an answer that had a `next_cursor`.".to_owned(),
        schema: schema([cursor].into_iter().collect(), &[CURSOR]),
        is_read_only: true,
        is_destructive: false,
        is_open_world: false,
    }
}
