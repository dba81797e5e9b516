//! `momo chat check`: whether files are conversations.
use super::{counted, print_errors};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::flow::chat::{LoadedChats, LoadedFile, load_chats};
use crate::view::escape;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `momo chat check`.
#[derive(clap::Args, Debug)]
pub(crate) struct CheckChats {
    /// Conversation files, Markdown files with ```chat fences, or folders of them; `-` is standard input
    #[arg(required = true, value_name = "FILE|FOLDER")]
    files: Vec<PathBuf>,
}

impl Verb for CheckChats {
    const NAME: &'static str = "check";
    const ABOUT: &'static str = "Check conversation files without running them";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo chat check order.chat
  momo chat check tests/ README.md
  momo chat check order.chat --json

Prints every error with its line and column; exit code 1 where there is one. --json prints what the files say, step by step.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let chats = load_chats(&self.files)?;
        match context.terminal.is_json() {
            true => context.terminal.print_json(&to_json(&chats))?,
            false => {
                print_errors(&mut context.terminal, &chats);
                for file in chats.files.iter().filter(|file| !file.scripts.is_empty()) {
                    let count = counted(file.scripts.len(), "conversation");
                    let line = format!("{}: {count}", escape::line(&file.path));
                    context.terminal.print(line)?;
                }
            }
        }
        Ok(Verdict::from_bool(chats.errors.is_empty()))
    }
}

fn to_json(chats: &LoadedChats) -> Value {
    let file = |file: &LoadedFile| {
        let scripts = file.scripts.iter().map(|script| {
            json!({ "title": script.title, "line": script.line, "tags": script.tags, "steps": script.steps.len() })
        });
        let scripts: Vec<_> = scripts.collect();
        json!({ "file": file.path, "conversations": scripts, "documents": file.documents })
    };
    json!({
        "ok": chats.errors.is_empty(),
        "files": chats.files.iter().map(file).collect::<Vec<_>>(),
        "errors": chats.errors,
    })
}
