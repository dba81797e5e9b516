//! `momo webhook history export`: writes exchanges in a format for other programs.
use super::selection::SelectionArgs;
use crate::cmd::context::Context;
use crate::cmd::secret::MAX_SECRET_KIB;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::flow::export::{self, ExportOutput, ExportPlan, ExportResult};
use crate::io::files::{AtomicFile, is_stdin, read_small_input};
use crate::io::signals::{self, StopSignal};
use crate::io::sqlite::History;
use crate::io::system;
use crate::model::history::curl::CurlWriter;
use crate::model::history::export_format::ExportFormat;
use crate::model::history::filter::HELP;
use crate::model::history::har::HarWriter;
use crate::model::history::locust::LocustWriter;
use crate::model::history::ndjson::NdjsonWriter;
use crate::model::history::query::Query;
use crate::model::secret::Secret;
use crate::model::secret::redact::Redactor;
use crate::view::escape;
use crate::view::terminal::{Terminal, told};
use clap::ValueEnum;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;

/// Minimum length of a pseudonym key, in bytes.
const MIN_KEY_BYTES: usize = 16;
/// Size from which on buffered output is written, in bytes.
const PRINT_BYTES: usize = 1 << 16;

/// Arguments of `momo webhook history export`.
#[derive(clap::Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct ExportHistory {
    /// These exchanges, in this order [default: all, oldest first]
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// What is written [default: by the ending of FILE, else ndjson]
    #[arg(long = "as", value_enum, value_name = "SHAPE")]
    output_style: Option<ExportFormatName>,
    /// Where to, `-` for standard output; the file appears whole or not at all [default: -]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Leave out secrets and texts, give names, addresses and the ids of users, rooms and messages pseudonyms: for others to see; the ids of events, bots and exchanges stay
    #[arg(long, help_heading = "For others to see")]
    redact: bool,
    /// Make the pseudonyms with this file's bytes, the same in every export; implies --redact
    /// [default: a new key for each export]
    #[arg(long, value_name = "FILE", help_heading = "For others to see")]
    redact_key_file: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionArgs,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum ExportFormatName {
    /// One exchange a line, byte for byte; `import` and `replay` read it
    Ndjson,
    /// An HTTP Archive (HAR 1.2), as browsers and proxies read it; `import` and `replay` do too
    Har,
    /// A command for each exchange that makes its request again
    Curl,
    /// A locustfile that sends the events, signed anew, from as many machines as Locust is given
    Locust,
}

impl Verb for ExportHistory {
    const NAME: &'static str = "export";
    const ABOUT: &'static str = "Write exchanges for other programs, oldest first";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook history export -o exchanges.ndjson
  momo webhook history export --filter 'sig:invalid since:2h' --redact -o refused.har
  momo webhook history export last --as curl
  momo webhook history export --kind event -o locustfile.py
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let format = self.format()?;
        let is_json = matches!(format, ExportFormatName::Ndjson | ExportFormatName::Har);
        if context.terminal.is_json() && self.file().is_none() && !is_json {
            return Err(Error::usage("`--as` and `--json` say two things")
                .hint("Leave one out, or write to a file with `-o FILE`."));
        }
        let plan = self.plan(context)?;
        let history = History::open_existing(&context.history_file()?)?;
        let mut format: Box<dyn ExportFormat> = match format {
            ExportFormatName::Ndjson => Box::new(NdjsonWriter),
            ExportFormatName::Har => Box::new(HarWriter::default()),
            ExportFormatName::Curl => Box::new(CurlWriter::default()),
            ExportFormatName::Locust => Box::new(LocustWriter::default()),
        };
        let exported = match self.file() {
            Some(path) => to_file(path, &history, &plan, &mut *format)?,
            None => {
                let mut out = TerminalOutput::new(&mut context.terminal);
                let exported = export::run(&history, &plan, &mut *format, &mut out)?;
                out.flush()?;
                exported
            }
        };
        self.conclude(exported, !plan.query.filter.is_empty(), context)
    }
}

impl ExportHistory {
    /// Returns the file to write; `None` for standard output.
    fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| !is_stdin(path))
    }

    fn format(&self) -> Result<ExportFormatName> {
        if let Some(format) = self.output_style {
            return Ok(format);
        }
        let extension = self.file().and_then(Path::extension);
        let Some(extension) = extension else {
            return Ok(ExportFormatName::Ndjson);
        };
        match extension.to_string_lossy().to_ascii_lowercase().as_str() {
            "ndjson" | "jsonl" | "json" => Ok(ExportFormatName::Ndjson),
            "har" => Ok(ExportFormatName::Har),
            "sh" | "curl" => Ok(ExportFormatName::Curl),
            "py" => Ok(ExportFormatName::Locust),
            other => Err(
                Error::usage(format!("a file that ends in `.{other}` can hold anything"))
                    .hint("Say what it shall hold: `--as ndjson|har|curl|locust`."),
            ),
        }
    }

    fn plan(&self, context: &Context) -> Result<ExportPlan> {
        let query = Query {
            oldest_first: true,
            ..self.selection.query(&context.clock())?
        };
        if !self.ids.is_empty() && !query.filter.is_empty() {
            return Err(Error::usage("ids and filters were given")
                .hint("Name the exchanges, or filter the history."));
        }
        let key = match &self.redact_key_file {
            Some(path) => {
                let key = read_small_input(path, MAX_SECRET_KIB)?;
                if key.len() < MIN_KEY_BYTES {
                    let name = path.display();
                    return Err(Error::usage(format!(
                        "the key in `{name}` is shorter than {MIN_KEY_BYTES} bytes"
                    ))
                    .hint("`openssl rand -hex 32 > FILE` makes one."));
                }
                Secret::new(key)
            }
            None if self.redact => Secret::new(system::random_bytes::<32>()?),
            None => None,
        };
        Ok(ExportPlan {
            ids: self.ids.clone(),
            query,
            redactor: key.as_ref().map(Redactor::new),
        })
    }

    /// Prints the result and returns the verdict.
    fn conclude(
        &self,
        exported: ExportResult,
        is_filtered: bool,
        context: &mut Context,
    ) -> Result<Verdict> {
        let terminal = &mut context.terminal;
        for remark in &exported.remarks {
            terminal.note(remark);
        }
        if exported.is_interrupted {
            return Ok(Verdict::Interrupted);
        }
        if exported.count == 0 && exported.left_out == 0 {
            terminal.note(match is_filtered {
                true => "no such exchange is in the history",
                false => "the history is empty",
            });
        }
        let Some(path) = self.file() else {
            return Ok(Verdict::Yes);
        };
        let name = path.display().to_string();
        let count = exported.count;
        let result = json!({ "file": name, "exchanges": count, "left_out": exported.left_out });
        terminal.show(&result, |terminal| {
            let exchanges = if count == 1 { "exchange" } else { "exchanges" };
            let name = escape::line(&name);
            terminal.print(told(&format!("{count} {exchanges} written to {name}")))
        })
    }
}

fn to_file(
    path: &Path,
    history: &History,
    plan: &ExportPlan,
    format: &mut dyn ExportFormat,
) -> Result<ExportResult> {
    let mut output = FileOutput {
        output: AtomicFile::begin(path)?,
        // Ctrl-C discards the incomplete file.
        stops: signals::watch_stop()?,
    };
    let exported = export::run(history, plan, format, &mut output)?;
    if !exported.is_interrupted {
        output.output.finish()?;
    }
    Ok(exported)
}

/// Writes to a file that appears only when it is complete.
struct FileOutput {
    output: AtomicFile,
    stops: Receiver<StopSignal>,
}

impl ExportOutput for FileOutput {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.output.write(bytes)
    }

    fn is_cancelled(&mut self) -> bool {
        self.stops.try_recv().is_ok()
    }
}

/// Buffers standard output, to write large blocks.
struct TerminalOutput<'t> {
    terminal: &'t mut Terminal,
    bytes: Vec<u8>,
}

impl<'t> TerminalOutput<'t> {
    fn new(terminal: &'t mut Terminal) -> Self {
        Self {
            terminal,
            bytes: Vec::new(),
        }
    }

    fn flush(&mut self) -> Result<()> {
        self.terminal.print_bytes(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }
}

impl ExportOutput for TerminalOutput<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes.extend_from_slice(bytes);
        match self.bytes.len() >= PRINT_BYTES {
            true => self.flush(),
            false => Ok(()),
        }
    }

    fn is_cancelled(&mut self) -> bool {
        false
    }
}
