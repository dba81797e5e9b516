//! `momo config unset`: removes one key of a settings file, whose other bytes stay.
use super::edit::FileArgs;
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::json::edit::ValuePath;
use crate::model::settings::edit;
use serde_json::json;

/// Arguments of `momo config unset`.
#[derive(clap::Args, Debug)]
pub(crate) struct UnsetConfig {
    /// The key, which may be one that momo does not know
    #[arg(value_name = "KEY")]
    key: String,
    #[command(flatten)]
    file: FileArgs,
}

impl Verb for UnsetConfig {
    const NAME: &'static str = "unset";
    const ABOUT: &'static str =
        "Remove a key from the user's or the project's file; exit code 1 if it is not there";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo config unset bot --project
  momo config unset profiles.stage";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let document = self.file.open(context)?;
        let path = ValuePath::parse(&self.key);
        let text = match document.exists() {
            true => edit::unset(document.text(), path.parts())?,
            false => None,
        };
        if let Some(text) = &text {
            document.replace_text(text)?;
        }
        let file = document.display_path();
        let removed = text.is_some();
        let result = json!({ "file": file, "key": self.key, "removed": removed });
        context.terminal.show(&result, |terminal| {
            terminal.note(match removed {
                true => format!("`{}` is gone from {file}", self.key),
                false => format!("`{}` is not set in {file}", self.key),
            });
            Ok(())
        })?;
        Ok(if removed { Verdict::Yes } else { Verdict::No })
    }
}
