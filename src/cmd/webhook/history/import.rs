//! `momo webhook history import`: imports exchanges from NDJSON or HAR.
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::flow::import;
use crate::io::files::open_text;
use crate::io::sqlite;
use crate::view::terminal::told;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `momo webhook history import`.
#[derive(clap::Args, Debug)]
pub(crate) struct ImportHistory {
    /// NDJSON or a HAR, recognised by its content; `-` is standard input
    #[arg(value_name = "FILE|-")]
    file: PathBuf,
}

impl Verb for ImportHistory {
    const NAME: &'static str = "import";
    const ABOUT: &'static str = "Take exchanges from NDJSON or a HAR: all of them, or none";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook history import exchanges.ndjson
  momo webhook history import devtools.har
  ssh bot.example momo webhook history export | momo webhook history import -
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let input = open_text(&self.file)?;
        let history = sqlite::HistoryImport::start(&context.history_file()?)?;
        let report = import::run(input, history)?;
        let counts = report.counts;
        let result = json!({
            "format": report.format.name().to_ascii_lowercase(),
            "added": counts.added,
            "duplicates": counts.duplicates,
            "passed_over": report.skipped_lines,
        });
        context.terminal.show(&result, |terminal| {
            let exchanges = match counts.added {
                1 => "1 exchange".to_owned(),
                count => format!("{count} exchanges"),
            };
            let imported = format!("{exchanges} imported from {}", report.format.name());
            terminal.print(told(&imported))?;
            if counts.duplicates > 0 {
                let count = counts.duplicates;
                terminal.note(format!("{count} are in the history already, by their ids"));
            }
            if report.skipped_lines > 0 {
                let lines = match report.skipped_lines {
                    1 => "one line is no exchange and says so, by its `type`".into(),
                    count => format!("{count} lines are no exchanges and say so, by their `type`"),
                };
                terminal.note(lines);
            }
            Ok(())
        })
    }
}
