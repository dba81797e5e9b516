//! `momo man`: shows or installs the manual pages that are embedded in the binary.
//!
//! The pages in `man/`, except the handwritten ones, are generated from the clap definition and the help topics; a test keeps them up to
//! date. The system's `man` shows the page, as text where the output is no terminal; without `man` its roff source is printed, which
//! `--json` has too.
mod handwritten;
mod pages;

use super::context::Context;
use super::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::{files, pager};
use handwritten::HANDWRITTEN;
use pages::PAGES;
use std::path::{Path, PathBuf};

/// Arguments of `momo man`.
#[derive(clap::Args, Debug)]
pub(crate) struct Man {
    /// The command whose page is wanted, as it is typed, `chat 5` for the language of conversations, a topic such as `filters`, or `moltbot`; without one, the page of momo itself
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write every page into this folder instead, for `man` to find
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

impl Verb for Man {
    const NAME: &'static str = "man";
    const ABOUT: &'static str = "Show the manual page of a command";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo man
  momo man webhook replay
  momo man chat 5
  momo man filters
  momo man --dir ~/.local/share/man/man1";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        match &self.dir {
            Some(folder) => install(folder, context)?,
            None => show(&self.command, context)?,
        }
        Ok(Verdict::Yes)
    }
}

fn show(command: &[String], context: &mut Context) -> Result<()> {
    let (name, section, page) = find(command)?;
    if context.terminal.is_json() {
        let value = serde_json::json!({ "name": name, "section": section, "roff": page });
        return context.terminal.print_json(&value);
    }
    if pager::show_manual(page, context.terminal.out_is_terminal()) {
        return Ok(());
    }
    context.terminal.print_bytes(page.as_bytes())
}

/// Returns name, section and roff source of every page.
fn all_pages() -> impl Iterator<Item = (&'static str, u8, &'static str)> {
    PAGES.iter().chain(HANDWRITTEN).copied()
}

/// Finds a page by command (`webhook replay`) or by page name (`momo-webhook-replay`), and by its section if the last word
/// is one (`chat 5`).
fn find(command: &[String]) -> Result<(&'static str, u8, &'static str)> {
    let words = command.iter().flat_map(|word| word.split([' ', '-']));
    let mut words: Vec<_> = words.skip_while(|word| *word == "momo").collect();
    let section = words.last().and_then(|word| word.parse::<u8>().ok());
    words.truncate(words.len() - usize::from(section.is_some()));
    let name = ["momo"]
        .into_iter()
        .chain(words)
        .collect::<Vec<_>>()
        .join("-");
    let page = all_pages()
        .find(|(page, in_section, _)| *page == name && section.is_none_or(|it| it == *in_section));
    page.ok_or_else(|| {
        let typed = command.join(" ");
        Error::usage(format!("there is no manual page for `{typed}`"))
            .hint("`momo --help` lists the commands; the page of a group names its own.")
    })
}

fn install(folder: &Path, context: &mut Context) -> Result<()> {
    for (name, section, page) in all_pages() {
        let folder = match section {
            1 => folder.to_owned(),
            // `man` expects each section in its own folder.
            _ if folder.file_name().is_some_and(|name| name == "man1") => {
                folder.with_file_name(format!("man{section}"))
            }
            _ => folder.to_owned(),
        };
        files::write_output(&folder.join(format!("{name}.{section}")), page.as_bytes())?;
    }
    let count = all_pages().count();
    if context.terminal.is_json() {
        let value = serde_json::json!({ "folder": folder.display().to_string(), "pages": count });
        return context.terminal.print_json(&value);
    }
    let folder = folder.display();
    context
        .terminal
        .note(format!("{count} pages written into {folder}"));
    Ok(())
}
