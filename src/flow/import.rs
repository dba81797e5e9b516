//! Imports exchanges from NDJSON or HAR into the history: all of them, or none with the position of the error.
use crate::error::{Error, Result};
use crate::io::sqlite::{HistoryImport, ImportCounts};
use crate::model::history::exchange::Exchange;
use crate::model::history::har;
use crate::model::history::import::{self, ImportError, ImportFormat};
use crate::model::history::ndjson;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

/// Maximum size of an NDJSON line and of a HAR entry.
const MAX_ENTRY_BYTES: u64 = 64 << 20;
/// Maximum number of leading bytes from which the format is detected.
const DETECTION_BYTES: u64 = 64 << 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportReport {
    pub format: ImportFormat,
    pub counts: ImportCounts,
    /// Number of lines whose `type` says that they are not exchanges.
    pub skipped_lines: u64,
}

/// Reads and stages all exchanges, then commits them in one transaction.
///
/// # Errors
///
/// Fails if the input cannot be read, its format is unknown, an entry is invalid or too long, or the history cannot be
/// written.
pub fn run(input: impl Read, mut import: HistoryImport) -> Result<ImportReport> {
    let (format, input) = detect_format(input)?;
    let mut skipped_lines = 0;
    let mut stage = |exchange: Exchange| import.stage(exchange);
    match format {
        ImportFormat::Ndjson => skipped_lines = stage_lines(input, &mut stage)?,
        ImportFormat::Har => stage_entries(input, &mut stage)?,
    }
    Ok(ImportReport {
        format,
        counts: import.commit()?,
        skipped_lines,
    })
}

/// Detects the format. Returns it with a reader of the whole input.
fn detect_format(mut input: impl Read) -> Result<(ImportFormat, impl Read)> {
    let mut head = Vec::new();
    let read = input.by_ref().take(DETECTION_BYTES).read_to_end(&mut head);
    read.map_err(|error| cannot_read(&error))?;
    let format = import::detect_format(&head).map_err(|error| {
        let error = Error::unknown(error.to_string());
        error.hint("NDJSON and HAR 1.2 can be imported: `momo webhook history export` writes both.")
    })?;
    Ok((format, Cursor::new(head).chain(input)))
}

/// Stages one exchange per line. Returns the number of lines of another `type`.
fn stage_lines(input: impl Read, stage: &mut dyn FnMut(Exchange) -> Result<()>) -> Result<u64> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let (mut line, mut number, mut skipped_lines) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        let read = input
            .by_ref()
            .take(MAX_ENTRY_BYTES + 1)
            .read_until(b'\n', &mut line);
        if read.map_err(|error| cannot_read(&error))? == 0 {
            return Ok(skipped_lines);
        }
        number += 1;
        let to_error =
            |error: ImportError| Error::unknown(error.to_string()).hint(NOTHING_IMPORTED);
        if line.len() as u64 > MAX_ENTRY_BYTES {
            return Err(to_error(ImportError::new(
                number,
                1,
                "a line is longer than 64 MiB",
            )));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line = line.trim_ascii_end();
        match ndjson::parse_line(line)
            .map_err(|error| to_error(ImportError::from_json_error(&error).on_line(number)))?
        {
            Some(exchange) => {
                import::validate(&exchange)
                    .map_err(|message| to_error(ImportError::new(number, 1, message)))?;
                stage(exchange)?;
            }
            None => skipped_lines += 1,
        }
    }
}

/// Hint of every import error.
const NOTHING_IMPORTED: &str = "Nothing was imported.";

/// Stages the entries of a HAR.
fn stage_entries(input: impl Read, stage: &mut dyn FnMut(Exchange) -> Result<()>) -> Result<()> {
    let since_entry = Rc::new(Cell::new(0));
    let input = EntryLimitReader {
        input,
        bytes_since_entry: since_entry.clone(),
    };
    let mut failed = None;
    let read = har::read_entries(BufReader::with_capacity(1 << 16, input), &mut |entry| {
        since_entry.set(0);
        let exchange = entry.into_exchange()?;
        import::validate(&exchange)?;
        stage(exchange).map_err(|error| {
            let message = error.message().to_owned();
            failed = Some(error);
            message
        })
    });
    match (failed, read) {
        (Some(error), _) => Err(error),
        (None, Err(error)) if error.is_io() => Err(cannot_read(&error)),
        (None, Err(error)) => Err(
            Error::unknown(ImportError::from_json_error(&error).to_string()).hint(NOTHING_IMPORTED),
        ),
        (None, Ok(())) => Ok(()),
    }
}

/// Fails once more than [`MAX_ENTRY_BYTES`] are read without a new entry.
struct EntryLimitReader<R> {
    input: R,
    bytes_since_entry: Rc<Cell<u64>>,
}

impl<R: Read> Read for EntryLimitReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.bytes_since_entry
            .set(self.bytes_since_entry.get() + count as u64);
        if self.bytes_since_entry.get() > MAX_ENTRY_BYTES {
            return Err(io::Error::other("an entry is longer than 64 MiB"));
        }
        Ok(count)
    }
}

fn cannot_read(error: &impl std::fmt::Display) -> Error {
    Error::unknown("the file cannot be read").because(error)
}
