//! Gives commands access to the terminal, the home folder and the settings.
use super::resolve::Config;
use super::variables;
use crate::error::Result;
use crate::io::files::{Home, known_secrets};
use crate::io::system;
use crate::model::text::language::Language;
use crate::model::time::TimeParser;
use crate::view::terminal::{ColorChoice, OutputFormat, Terminal, TerminalOptions};
use clap::ValueEnum;
use std::ffi::OsString;
use std::path::PathBuf;
use std::rc::Rc;

/// The flags that every verb takes.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct Globals {
    /// How results are written
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        help_heading = "Everywhere"
    )]
    format: Option<FormatName>,
    /// Short for `--format json`
    #[arg(
        long,
        global = true,
        conflicts_with = "format",
        help_heading = "Everywhere"
    )]
    json: bool,
    /// When to colour [default: auto]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        help_heading = "Everywhere",
        hide_possible_values = false
    )]
    color: Option<ColorName>,
    /// Language of help, questions, errors and findings [default: the locale's]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "LANG",
        help_heading = "Everywhere"
    )]
    lang: Option<LanguageName>,
    /// Leave out progress and hints
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    quiet: bool,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum FormatName {
    Text,
    Json,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum ColorName {
    Auto,
    Always,
    Never,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum LanguageName {
    En,
    Ko,
}

impl Globals {
    /// Extracts the flags of format, colour and language from a command line that clap did not parse, so that its error or help is
    /// printed as asked.
    pub(crate) fn guess(args: &[OsString]) -> Self {
        let words: Vec<_> = args.iter().map(|word| word.to_string_lossy()).collect();
        let value = |flag: &str| {
            let joined = format!("{flag}=");
            words
                .iter()
                .enumerate()
                .find_map(|(index, word)| match word.strip_prefix(&joined) {
                    Some(value) => Some(value.to_owned()),
                    None if word == flag => words.get(index + 1).map(|next| next.to_string()),
                    None => None,
                })
        };
        let lang = value("--lang").and_then(|name| LanguageName::from_str(&name, false).ok());
        let color =
            |flag: &str| value(flag).and_then(|name| ColorName::from_str(&name, false).ok());
        Self {
            format: value("--format").and_then(|name| FormatName::from_str(&name, false).ok()),
            json: words.iter().any(|word| word == "--json"),
            color: color("--color"),
            lang,
            quiet: false,
        }
    }
}

/// Environment variables of which one is set where a coding agent runs commands, as github.com/vercel/vercel
/// (packages/detect-agent) and github.com/aws/aws-cdk-cli (detect-agent.ts) look for them.
const AGENT_VARIABLES: [&str; 6] = [
    "AI_AGENT",
    "CLAUDECODE",
    "CODEX_SANDBOX",
    "CODEX_THREAD_ID",
    "CURSOR_AGENT",
    "GEMINI_CLI",
];

#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) terminal: Terminal,
    /// `None` until a command asks for it.
    config: Option<Rc<Config>>,
}

impl Context {
    /// Sets up the terminal from global flags and environment variables.
    pub(crate) fn new(globals: &Globals) -> Self {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let json = globals.json || matches!(globals.format, Some(FormatName::Json));
        let options = TerminalOptions {
            format: if json {
                OutputFormat::Json
            } else {
                OutputFormat::Text
            },
            quiet: globals.quiet,
            color: match globals.color {
                Some(ColorName::Always) => ColorChoice::Always,
                Some(ColorName::Never) => ColorChoice::Never,
                Some(ColorName::Auto) | None => ColorChoice::Auto,
            },
            no_color: is_set("NO_COLOR"),
            force_color: std::env::var_os("CLICOLOR_FORCE")
                .is_some_and(|value| !value.is_empty() && value != "0"),
            is_dumb: std::env::var_os("TERM").is_some_and(|value| value == "dumb"),
            width: terminal_width(),
            language: match globals.lang {
                Some(LanguageName::En) => Language::English,
                Some(LanguageName::Ko) => Language::Korean,
                None => language_of_environment(json),
            },
            guard: Some(|text| known_secrets().mask_text(text)),
            is_agent: AGENT_VARIABLES.into_iter().any(is_set),
        };
        Self {
            terminal: Terminal::new(options),
            config: None,
        }
    }

    /// Returns a parser for times such as `2h` and `10:00`, relative to now in the user's time zone.
    pub(crate) fn clock(&self) -> TimeParser {
        TimeParser {
            now: system::now(),
            zone: system::zone(),
        }
    }

    /// Finds the home folder. Called only where it is needed, because `momo sign` works without one.
    pub(crate) fn home(&self) -> Result<Home> {
        Home::from_environment(variables::non_empty)
    }

    /// Returns settings and credentials as they were at the first call, which reads them and prints warnings about them.
    /// Fails if a file is unreadable or invalid.
    pub(crate) fn config(&mut self) -> Result<Rc<Config>> {
        if let Some(config) = &self.config {
            return Ok(Rc::clone(config));
        }
        let config = Rc::new(Config::load(self.home()?, &mut self.terminal)?);
        self.config = Some(Rc::clone(&config));
        Ok(config)
    }

    /// Returns the path of the history database.
    pub(crate) fn history_file(&self) -> Result<PathBuf> {
        self.home()?.history_file()
    }
}

/// Returns the language that `MOMO_LANG` names, or else the locale: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that
/// is set and not empty. English if that is another language. The locale does not count in CI and for JSON output.
fn language_of_environment(is_json: bool) -> Language {
    let named = variables::lookup("MOMO_LANG").and_then(|name| Language::parse(&name));
    let locale = || {
        if is_json || variables::lookup("CI").is_some() {
            return None;
        }
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(variables::lookup)
    };
    named
        .or_else(|| Language::parse(&locale()?))
        .unwrap_or_default()
}

/// Returns the width in cells that `COLUMNS` or the terminal tells; `None` if neither does.
pub(crate) fn terminal_width() -> Option<usize> {
    columns().or_else(system::terminal_width)
}

/// Returns `COLUMNS` if it is a number above 0.
fn columns() -> Option<usize> {
    std::env::var("COLUMNS")
        .ok()?
        .parse()
        .ok()
        .filter(|&width| width > 0)
}
