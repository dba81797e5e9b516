//! The only writer: results to standard output, words to standard error.
//!
//! Data first: standard output holds the result and nothing else. A closed pipe is no error.
use super::cells;
use super::escape;
use crate::error::{Error, Result};
use colored::Colorize;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON value, or one object a line for streams.
    Json,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// As the environment and the stream suggest.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the terminal needs to know of the world; the command line and the environment tell.
#[derive(Debug, Clone, Default)]
pub struct TerminalOptions {
    /// How results are written.
    pub format: Format,
    /// Whether progress and hints are left out.
    pub quiet: bool,
    /// `--color`.
    pub color: ColorChoice,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `CLICOLOR_FORCE` is set and not `0`.
    pub force_color: bool,
    /// `TERM` is `dumb`.
    pub dumb: bool,
    /// Cells in a line, where there is a terminal.
    pub width: Option<usize>,
}

/// Standard output and standard error of this process.
#[derive(Debug)]
pub struct Terminal {
    options: TerminalOptions,
    out_ink: Styles,
    err_styles: Styles,
    /// Whether a line of progress stands below everything else.
    shows_progress: bool,
}

impl Terminal {
    /// Decides the colours of each stream once.
    pub fn new(options: TerminalOptions) -> Self {
        let decide = |is_terminal: bool| match options.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if options.no_color => false,
            ColorChoice::Auto if options.force_color => true,
            ColorChoice::Auto => is_terminal && !options.dumb,
        };
        let out_ink = Styles(decide(io::stdout().is_terminal()));
        let err_styles = Styles(decide(io::stderr().is_terminal()));
        // `colored` has one switch for the whole process; Ink asks it only where its own stream is coloured.
        colored::control::set_override(true);
        Self {
            options,
            out_ink,
            err_styles,
            shows_progress: false,
        }
    }

    /// Whether results are JSON.
    pub fn is_json(&self) -> bool {
        self.options.format == Format::Json
    }

    /// Whether progress and hints are left out.
    pub fn is_quiet(&self) -> bool {
        self.options.quiet
    }

    /// Whether a person is there to answer a prompt: standard input and error are terminals, results are text.
    pub fn can_prompt(&self) -> bool {
        !self.is_json() && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Whether standard output is a terminal.
    pub fn out_is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Cells in a line of the terminal; 100 where there is none.
    pub fn width(&self) -> usize {
        self.options.width.unwrap_or(100)
    }

    /// Cells in a line of standard output where that is a terminal; none where a file or program reads it.
    pub fn out_width(&self) -> Option<usize> {
        self.out_is_terminal().then(|| self.width())
    }

    /// The colours of standard output.
    pub fn out_styles(&self) -> Styles {
        self.out_ink
    }

    /// Whether standard error is a terminal.
    pub fn err_is_terminal(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// The colours of standard error.
    pub fn err_ink(&self) -> Styles {
        self.err_styles
    }

    /// A line of the result. What strangers wrote has passed [`shown`].
    pub fn print(&mut self, line: impl AsRef<str>) -> Result<()> {
        let mut text = line.as_ref().to_owned();
        text.push('\n');
        self.print_bytes(text.as_bytes())
    }

    /// The result's bytes as they are.
    pub fn print_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.end_progress();
        let mut out = io::stdout().lock();
        out.write_all(bytes)
            .and_then(|()| out.flush())
            .map_err(output_error)
    }

    /// One JSON value on a line of its own.
    pub fn print_json(&mut self, value: &impl Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(value).map_err(|error| {
            Error::unknown("the result cannot be written as JSON").because(error)
        })?;
        line.push(b'\n');
        self.print_bytes(&line)
    }

    /// Progress or a hint, to standard error; `--quiet` leaves it out.
    pub fn note(&mut self, line: impl AsRef<str>) {
        if !self.options.quiet {
            self.write_stderr_line(escape::lines(line.as_ref()).as_ref());
        }
    }

    /// A line of the standard error of a program that momo runs. What strangers wrote has passed [`shown`].
    pub fn print_to_stderr(&mut self, line: impl AsRef<str>) {
        self.write_stderr_line(line.as_ref());
    }

    /// What stands above columns or steps, like [`Terminal::note`].
    pub fn heading(&mut self, line: impl AsRef<str>) {
        if !self.options.quiet {
            let line = self.err_styles.strong(escape::lines(line.as_ref()));
            self.write_stderr_line(&line);
        }
    }

    /// A line that takes the place of the one before and is wiped away by whatever follows; only on a terminal.
    pub fn progress(&mut self, line: impl AsRef<str>) {
        if self.options.quiet || self.options.dumb || !io::stderr().is_terminal() {
            return;
        }
        let line = cells::cut(line.as_ref(), self.width().saturating_sub(1));
        let mut err = io::stderr().lock();
        let _ = err.write_all(format!("\r{line}\x1b[K").as_bytes());
        self.shows_progress = true;
    }

    /// Wipes the line of progress away.
    pub fn end_progress(&mut self) {
        if std::mem::take(&mut self.shows_progress) {
            let _ = io::stderr().lock().write_all(b"\r\x1b[K");
        }
    }

    /// Something the user should know although the command goes on, to standard error.
    pub fn warn(&mut self, line: impl AsRef<str>) {
        let label = self.err_styles.warn("warning:");
        self.write_stderr_line(&format!("{label} {}", escape::lines(line.as_ref())));
    }

    /// What went wrong and what to do about it, to standard error; the one place that prints an error.
    pub fn error(&mut self, error: &Error) {
        if self.is_json() {
            let kind = if error.exit_code() == crate::error::exit::USAGE {
                "usage"
            } else {
                "unknown"
            };
            let value = serde_json::json!({
                "error": { "kind": kind, "message": error.to_string(), "hints": error.hints() }
            });
            return self.write_stderr_line(&value.to_string());
        }
        let label = self.err_styles.bad("error:");
        self.write_stderr_line(&format!("{label} {}", escape::lines(&error.to_string())));
        if self.options.quiet {
            return;
        }
        for hint in error.hints() {
            let label = self.err_styles.faint("hint:");
            self.write_stderr_line(&format!("  {label} {}", escape::lines(hint)));
        }
    }

    /// A line to standard error. Where that is closed there is nobody left to tell.
    fn write_stderr_line(&mut self, line: &str) {
        self.end_progress();
        let mut err = io::stderr().lock();
        let _ = err.write_all(format!("{line}\n").as_bytes());
    }
}

fn output_error(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Error::closed_pipe(),
        _ => Error::unknown("cannot write to standard output").because(error),
    }
}

/// Colours by meaning; plain text where the stream is not coloured. Never the only carrier of a meaning.
#[derive(Debug, Clone, Copy)]
pub struct Styles(bool);

impl Styles {
    /// No colours.
    pub fn plain() -> Self {
        Self(false)
    }

    /// Whether text is coloured at all.
    pub fn is_on(self) -> bool {
        self.0
    }

    /// Something went well.
    pub fn good(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.green())
    }

    /// Something is wrong.
    pub fn bad(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.red().bold())
    }

    /// Something deserves a look.
    pub fn warn(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.yellow())
    }

    /// A heading or a name.
    pub fn strong(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.bold())
    }

    /// Something to type, or an id.
    pub fn accent(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.cyan())
    }

    /// Something of less weight.
    pub fn faint(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.dimmed())
    }

    fn paint(self, text: &str, style: impl Fn(&str) -> colored::ColoredString) -> String {
        if self.0 {
            style(text).to_string()
        } else {
            text.to_owned()
        }
    }
}
