//! `momo help`: a topic's text, or the help of a command; with `--json` all verbs as data.
mod reference;

use super::clap_output::rendered;
use super::context::Context;
use super::{Effect, TREE, Verb, command_line, command_tree, korean};
use crate::error::{Error, Result, Verdict};
use crate::io::pager;
use crate::model::text::language::Language;
use crate::model::text::nearest::nearest;
use crate::view::help;
use clap::error::ErrorKind as ClapErrorKind;
use serde_json::json;

/// Arguments of `momo help`.
#[derive(clap::Args, Debug)]
pub(crate) struct Help {
    /// A topic, such as `exit-codes`, or a command as it is typed; without one, all commands and topics
    #[arg(value_name = "TOPIC|COMMAND")]
    words: Vec<String>,
}

impl Verb for Help {
    const NAME: &'static str = "help";
    const ABOUT: &'static str = "Explain a topic, or show the help of a command";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo help
  momo help exit-codes
  momo help filters
  momo help webhook replay
  momo help --json
  momo help webhook replay --json

The topic wins where a command has its name: `momo help chat` explains conversations, `momo chat --help` shows the command.
On a terminal a topic is shown by PAGER, or `less`. Each is a manual page of section 7 too: `man 7 momo-filters`.

With --json every verb is data: arguments, flags with their defaults and possible values, examples, its effect (read, write, send or \
destructive) and the exit codes.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        match &self.words[..] {
            [] => show_overview(context),
            [name] => match help::topic(name) {
                Some(topic) => show_topic(&topic, context),
                None => show_command(&self.words, context),
            },
            words => show_command(words, context),
        }
    }
}

/// Lists the topics, a line each.
pub(super) fn topic_list() -> String {
    let topics = help::topics();
    let lines = topics
        .iter()
        .map(|topic| format!("  {:<12} {}\n", topic.name, topic.about));
    format!("Topics (momo help TOPIC):\n{}", lines.collect::<String>())
}

fn show_overview(context: &mut Context) -> Result<Verdict> {
    let topics = help::topics();
    let topics = topics
        .iter()
        .map(|topic| json!({ "topic": topic.name, "about": topic.about }));
    let result = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "about": env!("CARGO_PKG_DESCRIPTION"),
        "everywhere": reference::everywhere(),
        "groups": reference::groups(TREE, ""),
        "verbs": reference::verbs(TREE, ""),
        "topics": topics.collect::<Vec<_>>(),
    });
    context.terminal.show(&result, |terminal| {
        let language = terminal.help_language();
        let text = command_tree(language).render_help();
        let is_coloured = terminal.out_styles().is_on();
        terminal.print(shown(&text, language, is_coloured).trim_end())?;
        let topics = shown_words(topic_list(), language);
        terminal.print(format!("\n{}", topics.trim_end()))
    })
}

fn show_topic(topic: &help::Topic, context: &mut Context) -> Result<Verdict> {
    let terminal = &mut context.terminal;
    let text = help::text(topic, terminal.out_styles(), terminal.width());
    let plain = help::text(topic, crate::view::terminal::Styles::plain(), 100);
    let mut result = json!({ "topic": topic.name, "about": topic.about, "text": plain });
    // The command of the same name, which a reader of JSON may have meant.
    if let Some((verbs, _)) = reference::find(TREE, std::slice::from_ref(&topic.name)) {
        result["verbs"] = json!(verbs);
    }
    terminal.show(&result, |terminal| {
        let is_paged = terminal.out_is_terminal() && pager::show_text(&text, &pager_command());
        match is_paged {
            true => Ok(()),
            false => terminal.print_bytes(text.as_bytes()),
        }
    })
}

/// Returns the words of the pager's command line; empty if the text shall be printed.
fn pager_command() -> Vec<String> {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    match std::env::var("PAGER") {
        _ if is_dumb => Vec::new(),
        Ok(line) => command_line::split(&line, "PAGER").unwrap_or_default(),
        Err(_) => vec!["less".into()],
    }
}

/// Shows the help of a command. Fails if there is none, with the nearest topic.
fn show_command(words: &[String], context: &mut Context) -> Result<Verdict> {
    let typed = words.iter().map(String::as_str);
    let args = ["momo"].into_iter().chain(typed).chain(["--help"]);
    let language = context.terminal.help_language();
    let text = match command_tree(language).try_get_matches_from(args) {
        Err(error) if error.kind() == ClapErrorKind::DisplayHelp => error.render(),
        _ => return Err(unknown_word(&words.join(" "))),
    };
    let mut result = json!({ "everywhere": reference::everywhere() });
    match reference::find(TREE, words) {
        Some((verbs, true)) => result["verb"] = json!(verbs.first()),
        Some((verbs, false)) => result["verbs"] = json!(verbs),
        None => {}
    }
    context.terminal.show(&result, |terminal| {
        let is_coloured = terminal.out_styles().is_on();
        terminal.print(shown(&text, language, is_coloured).trim_end())
    })
}

fn shown(text: &clap::builder::StyledStr, language: Language, is_coloured: bool) -> String {
    shown_words(rendered(text, is_coloured), language)
}

fn shown_words(text: String, language: Language) -> String {
    match language {
        Language::English => text,
        Language::Korean => korean::replace_words(&text),
    }
}

fn unknown_word(words: &str) -> Error {
    let names = help::names();
    let error = Error::usage(format!("there is neither a topic nor a command `{words}`"));
    match nearest(words, names.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("Did you mean `momo help {near}`?")),
        None => error.hint(format!(
            "Topics: {}. `momo --help` lists the commands.",
            names.join(", ")
        )),
    }
}
