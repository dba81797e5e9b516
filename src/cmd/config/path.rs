//! `momo config path`: where momo keeps its files.
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::io::files::project_file;
use crate::view::escape;
use crate::view::table::table;
use crate::view::terminal::label;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// Arguments of `momo config path`.
#[derive(clap::Args, Debug)]
pub(crate) struct ConfigPath {
    /// The file: config, project, credentials, history, platform; all of them without one
    #[arg(value_name = "FILE", value_parser = ["project", "config", "credentials", "history", "platform"])]
    file: Option<String>,
}

impl Verb for ConfigPath {
    const NAME: &'static str = "path";
    const ABOUT: &'static str = "Print where momo's files are, or would be";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo config path
  $EDITOR \"$(momo config path config)\"";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let home = context.home()?;
        let here = std::env::current_dir().unwrap_or_default();
        let files: [(&str, PathBuf); 5] = [
            ("project", project_file(&here)),
            ("config", home.config_file()),
            ("credentials", home.credentials_file()),
            ("history", home.history_file()?),
            ("platform", home.platform_file()?),
        ];
        if let Some((_, path)) = files
            .iter()
            .find(|(name, _)| Some(*name) == self.file.as_deref())
        {
            let path = path.display().to_string();
            return context
                .terminal
                .show(&path, |terminal| terminal.print(escape::line(&path)));
        }
        let result = files.iter().map(|(name, path)| {
            let value =
                serde_json::json!({ "path": path.display().to_string(), "exists": path.exists() });
            ((*name).to_owned(), value)
        });
        let result: Map<String, Value> = result.collect();
        context.terminal.show(&result, |terminal| {
            let row = |(name, path): &(&str, PathBuf)| {
                let state = match path.exists() {
                    true => "",
                    false => label("(not there yet)"),
                };
                let path = path.display().to_string();
                [
                    (*name).to_owned(),
                    escape::line(&path).to_string(),
                    state.to_owned(),
                ]
            };
            let width = terminal.out_width();
            terminal.print(table(["file", "path", ""], files.iter().map(row), width))
        })
    }
}
