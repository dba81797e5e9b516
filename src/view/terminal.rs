//! Writes to the standard streams: results to standard output, everything else to standard error.
//!
//! A closed standard output ends the command without an error message.
use super::cells;
use super::escape;
use super::prose;
use crate::error::{Error, Result, Verdict};
use crate::model::text::korean;
use crate::model::text::language::Language;
use crate::model::text::phrase::Phrase;
use colored::Colorize;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;

/// Language of phrases in text output, set by the first [`Terminal`]. One for the whole process, like the colours.
static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// Returns the language of phrases in text output. JSON is always English.
pub fn language() -> Language {
    LANGUAGE.get().copied().unwrap_or_default()
}

/// Renders a phrase in the language of text output. The text is untrusted and must be escaped.
pub fn render(phrase: &Phrase) -> String {
    phrase.render(language())
}

/// Returns a text of momo in the language of text output: the English where it has no Korean yet.
pub fn told(english: &str) -> Cow<'_, str> {
    match language() {
        Language::English => Cow::Borrowed(english),
        Language::Korean => korean::sentence(english).map_or(Cow::Borrowed(english), Cow::Owned),
    }
}

/// Returns the name of a column, a field or a state in the language of text output: the English where it has no Korean.
pub fn label(english: &str) -> &str {
    match language() {
        Language::English => english,
        Language::Korean => korean::label(english).unwrap_or(english),
    }
}

/// Returns a member of a platform's JSON: its phrase, else its text or its message as it is. `None` without this member.
pub fn member_phrase(value: &Value, name: &str) -> Option<Phrase> {
    let phrase = value.get(format!("{name}_phrase"));
    let text = || {
        let member = value.get(name)?;
        member.as_str().or_else(|| member.get("message")?.as_str())
    };
    phrase
        .and_then(|phrase| Phrase::deserialize(phrase).ok())
        .or_else(|| text().map(Phrase::verbatim))
}

/// Renders the [`member_phrase`] in the language of text output. The text is untrusted and must be escaped.
pub fn render_member(value: &Value, name: &str) -> Option<String> {
    member_phrase(value, name).map(|phrase| render(&phrase))
}

/// Format of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutputFormat {
    #[default]
    Text,
    /// One JSON value, or for streams one object a line.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// Colours on a terminal, subject to `NO_COLOR`, `CLICOLOR_FORCE` and `TERM`.
    #[default]
    Auto,
    Always,
    Never,
}

/// Settings of a [`Terminal`], from the command line and the environment.
#[derive(Debug, Clone, Default)]
pub struct TerminalOptions {
    pub format: OutputFormat,
    /// Suppresses notes, headings and progress.
    pub quiet: bool,
    /// `--color`.
    pub color: ColorChoice,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `CLICOLOR_FORCE` is set, not empty and not `0`.
    pub force_color: bool,
    /// `TERM` is `dumb`.
    pub is_dumb: bool,
    /// Terminal width in cells; `None` if it is unknown.
    pub width: Option<usize>,
    /// Language of phrases in text output.
    pub language: Language,
    /// Replaces secrets in errors and warnings; `None` leaves them as they are.
    pub guard: Option<fn(&str) -> String>,
    /// A coding agent runs momo: nobody answers prompts, even on a terminal.
    pub is_agent: bool,
}

/// Standard output and standard error of this process.
pub struct Terminal {
    options: TerminalOptions,
    out_styles: Styles,
    err_styles: Styles,
    /// Whether the last line of standard error is a progress line.
    shows_progress: bool,
    /// Prints whole lines above the one that a person edits; `None` if nobody edits one.
    print_above: Option<PrintAbove>,
}

/// Prints text, which ends with a newline, above a line that is edited.
pub type PrintAbove = Box<dyn FnMut(String) -> Result<()> + Send>;

impl Terminal {
    /// Decides for each stream whether it is coloured.
    pub fn new(options: TerminalOptions) -> Self {
        let is_coloured = |is_terminal: bool| match options.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if options.no_color => false,
            ColorChoice::Auto if options.force_color => true,
            ColorChoice::Auto => is_terminal && !options.is_dumb,
        };
        let styles = |is_terminal: bool| Styles {
            is_coloured: is_coloured(is_terminal),
            width: options.width.filter(|_| is_terminal),
        };
        let out_styles = styles(io::stdout().is_terminal());
        let err_styles = styles(io::stderr().is_terminal());
        // `colored` has one switch for the whole process; `Styles` uses it only for a coloured stream.
        colored::control::set_override(true);
        let _ = LANGUAGE.set(options.language);
        Self {
            options,
            out_styles,
            err_styles,
            shows_progress: false,
            print_above: None,
        }
    }

    /// Returns whether a person can edit lines: text on a terminal that can move its cursor.
    pub fn can_edit_lines(&self) -> bool {
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        is_terminal && !self.is_json() && !self.options.is_dumb
    }

    /// Prints all further lines of both streams above the one that a person edits; with `None` where they belong.
    pub fn set_print_above(&mut self, print_above: Option<PrintAbove>) {
        self.print_above = print_above;
    }

    pub fn is_json(&self) -> bool {
        self.options.format == OutputFormat::Json
    }

    /// Returns the language of help, which is part of no JSON but in English.
    pub fn help_language(&self) -> Language {
        match self.is_json() {
            true => Language::English,
            false => self.options.language,
        }
    }

    pub fn is_quiet(&self) -> bool {
        self.options.quiet
    }

    /// Returns whether a coding agent runs momo.
    pub fn is_agent(&self) -> bool {
        self.options.is_agent
    }

    /// Returns whether prompts are possible: standard input and error are terminals, results are text, and no coding agent
    /// runs momo.
    pub fn can_prompt(&self) -> bool {
        let is_answered = !self.is_json() && !self.options.is_agent;
        is_answered && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    pub fn out_is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Sets the terminal width in cells, after the terminal was resized; `None` if it is unknown.
    pub fn set_width(&mut self, width: Option<usize>) {
        self.options.width = width;
        for styles in [&mut self.out_styles, &mut self.err_styles] {
            styles.width = styles.width.and(width);
        }
    }

    /// Returns the terminal width in cells; 100 if it is unknown.
    pub fn width(&self) -> usize {
        self.options.width.unwrap_or(100)
    }

    /// Returns the width of standard output in cells; `None` if it is not a terminal.
    pub fn out_width(&self) -> Option<usize> {
        self.out_is_terminal().then(|| self.width())
    }

    /// Returns the styles of standard output.
    pub fn out_styles(&self) -> Styles {
        self.out_styles
    }

    pub fn err_is_terminal(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Returns the styles of standard error.
    pub fn err_styles(&self) -> Styles {
        self.err_styles
    }

    /// Prints a line of the result. Untrusted text must already be escaped by [`escape`].
    ///
    /// # Errors
    /// If standard output is closed or cannot be written; the same for all functions that print a result.
    pub fn print(&mut self, line: impl AsRef<str>) -> Result<()> {
        let mut text = line.as_ref().to_owned();
        text.push('\n');
        self.print_bytes(text.as_bytes())
    }

    /// Prints bytes unchanged.
    pub fn print_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.end_progress();
        if let Some(print_above) = &mut self.print_above {
            return print_above(String::from_utf8_lossy(bytes).into_owned());
        }
        let mut out = io::stdout().lock();
        out.write_all(bytes)
            .and_then(|()| out.flush())
            .map_err(stdout_error)
    }

    /// Prints one JSON value on a line.
    pub fn print_json(&mut self, value: &impl Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(value).map_err(|error| {
            Error::unknown("the result cannot be written as JSON").because(error)
        })?;
        line.push(b'\n');
        self.print_bytes(&line)
    }

    /// Prints a result: as JSON with `--json`, else by `print_text`. Returns [`Verdict::Yes`].
    pub fn show(
        &mut self,
        value: &impl Serialize,
        print_text: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<Verdict> {
        match self.is_json() {
            true => self.print_json(value)?,
            false => print_text(self)?,
        }
        Ok(Verdict::Yes)
    }

    /// Prints a note to standard error, unless `--quiet` is set.
    pub fn note(&mut self, line: impl AsRef<str>) {
        if !self.options.quiet {
            let line = told(line.as_ref());
            self.write_prose(escape::lines(&line).as_ref());
        }
    }

    /// Prints a line of the output to standard error, even with `--quiet`. Untrusted text must already be escaped by
    /// [`escape`].
    pub fn print_to_stderr(&mut self, line: impl AsRef<str>) {
        self.write_stderr_line(line.as_ref());
    }

    /// Prints a heading to standard error, unless `--quiet` is set.
    pub fn heading(&mut self, line: impl AsRef<str>) {
        if !self.options.quiet {
            let line = self.err_styles.strong(escape::lines(&told(line.as_ref())));
            self.write_stderr_line(&line);
        }
    }

    /// Replaces the progress line on standard error. Any later output erases it. Does nothing without a capable
    /// terminal or with `--quiet`.
    pub fn progress(&mut self, line: impl AsRef<str>) {
        let is_unfit = self.options.is_dumb || self.print_above.is_some();
        if self.options.quiet || is_unfit || !io::stderr().is_terminal() {
            return;
        }
        let line = cells::cut(line.as_ref(), self.width().saturating_sub(1));
        let mut err = io::stderr().lock();
        let _ = err.write_all(format!("\r{line}\x1b[K").as_bytes());
        self.shows_progress = true;
    }

    /// Erases the progress line.
    pub fn end_progress(&mut self) {
        if std::mem::take(&mut self.shows_progress) {
            let _ = io::stderr().lock().write_all(b"\r\x1b[K");
        }
    }

    /// Prints a warning to standard error.
    pub fn warn(&mut self, line: impl AsRef<str>) {
        let label = self.err_styles.warn(told("warning:"));
        let line = match self.options.guard {
            Some(guard) => told(&guard(line.as_ref())).into_owned(),
            None => told(line.as_ref()).into_owned(),
        };
        self.write_prose(&format!("{label} {}", escape::lines(&line)));
    }

    /// Prints an error and its hints to standard error. No other function prints errors.
    pub fn error(&mut self, error: &Error) {
        if let Some(guard) = self.options.guard.take() {
            let guarded = error.clone().map_texts(|text| guard(&text));
            self.error(&guarded);
            self.options.guard = Some(guard);
            return;
        }
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
        let label = self.err_styles.bad(told("error:"));
        self.write_prose(&format!("{label} {}", escape::lines(&told_error(error))));
        if self.options.quiet {
            return;
        }
        for hint in error.hints() {
            let label = self.err_styles.faint(told("hint:"));
            self.write_prose(&format!("  {label} {}", escape::lines(&told(hint))));
        }
    }

    /// Writes a text to standard error, wrapped.
    fn write_prose(&mut self, text: &str) {
        self.write_stderr_line(&self.err_styles.prose(text));
    }

    /// Writes a line to standard error; a failed write is ignored.
    fn write_stderr_line(&mut self, line: &str) {
        self.end_progress();
        let line = format!("{line}\n");
        let _ = match &mut self.print_above {
            Some(print_above) => print_above(line),
            None => io::stderr()
                .write_all(line.as_bytes())
                .map_err(stdout_error),
        };
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Terminal");
        fields
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Returns an error's sentence and its cause in the language of text output.
fn told_error(error: &Error) -> String {
    if language() == Language::English {
        return error.to_string();
    }
    match (korean::sentence(error.message()), error.source_text()) {
        (Some(message), Some(source)) => format!("{message}: {}", told(source)),
        (Some(message), None) => message,
        (None, _) => told(&error.to_string()).into_owned(),
    }
}

fn stdout_error(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Error::closed_pipe(),
        _ => Error::unknown("cannot write to standard output").because(error),
    }
}

/// Text styles by meaning, for one stream. Never the only carrier of a meaning.
#[derive(Debug, Clone, Copy)]
pub struct Styles {
    is_coloured: bool,
    /// Width of the stream's terminal in cells; `None` if it is none, or of unknown width.
    width: Option<usize>,
}

impl Styles {
    /// Returns the styles of a file or a pipe: no colours, nothing wrapped.
    pub fn plain() -> Self {
        Self {
            is_coloured: false,
            width: None,
        }
    }

    /// Wraps sentences at words to the terminal's width, if it has one.
    pub fn prose(self, text: &str) -> String {
        match self.width {
            Some(width) => prose::wrap(text, width),
            None => text.to_owned(),
        }
    }

    /// Returns whether the stream is coloured.
    pub fn is_on(self) -> bool {
        self.is_coloured
    }

    /// For success.
    pub fn good(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.green())
    }

    /// For failure.
    pub fn bad(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.red().bold())
    }

    /// For warnings.
    pub fn warn(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.yellow())
    }

    /// For headings and names.
    pub fn strong(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.bold())
    }

    /// For commands and ids.
    pub fn accent(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.cyan())
    }

    /// For secondary text.
    pub fn faint(self, text: impl AsRef<str>) -> String {
        self.paint(text.as_ref(), |text| text.dimmed())
    }

    fn paint(self, text: &str, style: impl Fn(&str) -> colored::ColoredString) -> String {
        if self.is_coloured {
            style(text).to_string()
        } else {
            text.to_owned()
        }
    }
}
