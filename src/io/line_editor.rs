//! Reads lines: on a terminal those that a person edits letter by letter while other lines are printed above them
//! (rustyline), else those of standard input.
//!
//! Threads: one reads. After each line it waits until [`LineReader::next`] gives the prompt of the next one, so that
//! what a line causes is printed before the prompt.
use crate::error::{Error, Result};
use crate::io::os::console::ConsoleMode;
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{Config, Editor, ExternalPrinter};
use std::io::{self, BufRead, Read};
use std::sync::mpsc::{self, Sender};

/// Maximum length of a line of standard input in bytes; longer ones end the input.
const MAX_LINE_BYTES: usize = 1 << 20;

/// What the reader got.
#[derive(Debug)]
pub enum LineInput {
    /// A line without its end.
    Line(String),
    /// The end of the input, Ctrl-D on an empty line, or a line that cannot be read.
    End(Result<()>),
    /// Ctrl-C.
    Interrupted,
}

/// Reads lines on a thread of its own.
pub struct LineReader {
    prompts: Sender<String>,
    /// How the terminal was set up before a line was edited; `None` where nobody edits.
    console_mode: Option<ConsoleMode>,
    /// `None` where nobody edits a line, and once it is taken.
    printer: Option<Box<dyn ExternalPrinter + Send>>,
}

impl LineReader {
    /// Reads and edits lines on the terminal; `observe` gets each.
    ///
    /// # Errors
    /// Fails if the terminal cannot be set up.
    pub fn edit(observe: impl Fn(LineInput) + Send + 'static) -> Result<Self> {
        // Pasted lines are lines, as those of a pipe.
        let config = Config::builder()
            .auto_add_history(true)
            .bracketed_paste(false)
            .build();
        let console_mode = ConsoleMode::read();
        let editor = Editor::<(), MemHistory>::with_history(config, MemHistory::new());
        let mut editor = editor.map_err(|error| unusable(&error))?;
        let printer = editor.create_external_printer();
        let printer = printer.map_err(|error| unusable(&error))?;
        let (prompts, prompt) = mpsc::channel::<String>();
        std::thread::spawn(move || {
            for prompt in prompt {
                observe(match editor.readline(&prompt) {
                    Ok(line) => LineInput::Line(line),
                    Err(ReadlineError::Interrupted) => LineInput::Interrupted,
                    Err(ReadlineError::Eof) => LineInput::End(Ok(())),
                    Err(error) => LineInput::End(Err(unusable(&error))),
                });
            }
        });
        Ok(Self {
            prompts,
            console_mode,
            printer: Some(Box::new(printer)),
        })
    }

    /// Reads lines of standard input; `observe` gets each.
    pub fn read(observe: impl Fn(LineInput) + Send + 'static) -> Self {
        let (prompts, prompt) = mpsc::channel::<String>();
        std::thread::spawn(move || {
            let mut number = 0;
            for _ in prompt {
                number += 1;
                observe(match read_line(number) {
                    Ok(Some(line)) => LineInput::Line(line),
                    Ok(None) => LineInput::End(Ok(())),
                    Err(error) => LineInput::End(Err(error)),
                });
            }
        });
        Self {
            prompts,
            console_mode: None,
            printer: None,
        }
    }

    /// Returns whether lines are edited on a terminal.
    pub fn is_editing(&self) -> bool {
        self.console_mode.is_some()
    }

    /// Asks for the next line with this prompt.
    pub fn next(&self, prompt: String) {
        // Fails only if the thread has panicked; no line comes then.
        let _ = self.prompts.send(prompt);
    }

    /// Takes what prints text above the line that is edited; `None` where nobody edits one.
    pub fn take_printer(&mut self) -> Option<impl FnMut(String) -> Result<()> + Send + use<>> {
        let mut printer = self.printer.take()?;
        Some(move |text| printer.print(text).map_err(|error| unusable(&error)))
    }
}

impl Drop for LineReader {
    /// Restores the terminal: the talk may end while its thread edits a line.
    fn drop(&mut self) {
        if let Some(console_mode) = &self.console_mode {
            console_mode.restore();
        }
    }
}

/// Returns the line of this number without its end; `None` at the end of the input.
fn read_line(number: usize) -> Result<Option<String>> {
    let mut bytes = Vec::new();
    let mut input = io::stdin().lock().take(MAX_LINE_BYTES as u64 + 1);
    let read = input.read_until(b'\n', &mut bytes);
    read.map_err(|error| Error::unknown("standard input cannot be read").because(error))?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.len() > MAX_LINE_BYTES {
        let message =
            format!("line {number} of standard input is longer than {MAX_LINE_BYTES} bytes");
        return Err(Error::usage(message));
    }
    for end in [b'\n', b'\r'] {
        bytes.pop_if(|last| *last == end);
    }
    let line = String::from_utf8(bytes);
    line.map(Some).map_err(|error| {
        let column = error.utf8_error().valid_up_to() + 1;
        Error::usage(format!(
            "line {number} of standard input is no UTF-8 text (at byte {column})"
        ))
    })
}

fn unusable(error: &ReadlineError) -> Error {
    Error::unknown("the terminal cannot be used to edit lines").because(error.to_string())
}
