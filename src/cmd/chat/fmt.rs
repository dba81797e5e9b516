//! `momo chat fmt`: writes conversation files in their one form.
use super::{counted, print_errors};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::flow::chat::{formatted_chats, load_chats};
use crate::io::files::AtomicFile;
use crate::view::escape;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `momo chat fmt`.
#[derive(clap::Args, Debug)]
pub(crate) struct FormatChats {
    /// Conversation files, Markdown files with ```chat fences, or folders of them; `-` is standard input
    #[arg(required = true, value_name = "FILE|FOLDER")]
    files: Vec<PathBuf>,
    /// Write nothing: name the files that would change, and exit with 1 where there is one
    #[arg(long)]
    check: bool,
}

impl Verb for FormatChats {
    const NAME: &'static str = "fmt";
    const ABOUT: &'static str = "Format conversation files";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo chat fmt order.chat
  momo chat fmt tests/ --check
  momo chat fmt - < order.chat

Comments stay, and so does the meaning. Of a Markdown file only the fences change. Prints the names of the files that changed; \
standard input is written to standard output.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let chats = load_chats(&self.files)?;
        print_errors(&mut context.terminal, &chats);
        let mut changed = Vec::new();
        let mut formatted_input = None;
        for (path, text, formatted) in formatted_chats(&chats) {
            if path == "-" && !self.check {
                match context.terminal.is_json() {
                    true => formatted_input = Some(formatted),
                    false => context.terminal.print_bytes(formatted.as_bytes())?,
                }
            } else if text != formatted {
                if !self.check {
                    AtomicFile::begin_if_writable(Path::new(path))?
                        .finish_with(formatted.as_bytes())?;
                }
                changed.push(path);
            }
        }
        if context.terminal.is_json() {
            let mut result = json!({ "changed": changed, "errors": chats.errors });
            if let Some(text) = formatted_input {
                result["text"] = json!(text);
            }
            context.terminal.print_json(&result)?;
        } else {
            for path in &changed {
                context.terminal.print(escape::line(path))?;
            }
            if self.check && !changed.is_empty() {
                let count = counted(changed.len(), "file");
                context.terminal.note(format!(
                    "{count} would change; `momo chat fmt` without `--check` writes them."
                ));
            }
        }
        let may_change = !self.check || changed.is_empty();
        let is_clean = chats.errors.is_empty() && may_change;
        Ok(Verdict::from_bool(is_clean))
    }
}
