//! Signs a payload as a stream in constant memory, or each line as a payload of its own.
//!
//! Large inputs are signed line by line on two threads: the caller and one helper. Each locks the reader to take a
//! numbered block of lines, signs it without a lock, then locks the output and waits on `block_printed` until its
//! number is next. A thread holds only one of the two locks at a time. An error ends the reader and wakes the waiting
//! thread.
use super::pieces::{INITIAL_BUFFER, MAX_BUFFER, for_each_piece, read_retrying};
use crate::error::{Error, Result};
use crate::io::files::{cannot_read, open_input};
use crate::model::secret::signature::{Signature, Signer};
use parking_lot::{Condvar, Mutex};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

/// Source of the bytes to sign.
#[derive(Debug, Clone)]
pub enum PayloadSource {
    /// A file; `-` means standard input.
    File(PathBuf),
    Bytes(Vec<u8>),
}

impl PayloadSource {
    pub(super) fn open(&self) -> Result<Box<dyn Read + Send + '_>> {
        match self {
            Self::File(path) => Ok(open_input(path)?),
            Self::Bytes(bytes) => Ok(Box::new(bytes.as_slice())),
        }
    }

    pub(super) fn read_error(&self, error: io::Error) -> Error {
        match self {
            Self::File(path) => cannot_read(path, error),
            Self::Bytes(_) => cannot_read(Path::new("-"), error),
        }
    }
}

/// Signature of a payload, with facts that hint at a mistake.
#[derive(Debug, Clone)]
pub struct SignedPayload {
    pub signature: Signature,
    /// Length of the payload in bytes.
    pub bytes: u64,
    pub starts_with_bom: bool,
    /// Whether the payload ends in LF or CRLF.
    pub ends_in_newline: bool,
}

/// Signs the payload in constant memory.
///
/// # Errors
///
/// Fails if the payload cannot be opened or read.
pub fn sign_payload(signer: &Signer, payload: &PayloadSource) -> Result<SignedPayload> {
    let mut input = payload.open()?;
    let mut stream = signer.stream();
    let (mut start, mut last) = (Vec::<u8>::new(), None);
    let bytes = for_each_piece(&mut *input, |piece| {
        stream.update(piece);
        start.extend(piece.iter().take(3 - start.len()));
        last = piece.last().copied();
    });
    let bytes = bytes.map_err(|error| payload.read_error(error))?;
    Ok(SignedPayload {
        signature: stream.finish(),
        bytes,
        starts_with_bom: start == BOM,
        ends_in_newline: last == Some(b'\n'),
    })
}

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

#[derive(Debug, Clone, Copy)]
pub struct SignedLine {
    /// Signature of the line without its LF or CRLF.
    pub signature: Signature,
    /// Length of the signed part of the line in bytes.
    pub bytes: usize,
}

/// Statistics of all lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineStats {
    pub lines: u64,
    /// Number of lines that ended in CRLF.
    pub crlf: u64,
    /// Whether the first line begins with the UTF-8 byte order mark.
    pub starts_with_bom: bool,
}

/// Appends the output of one signed line. Called from two threads at the same time.
pub type LineFormatter<'a> = &'a (dyn Fn(&SignedLine, &mut Vec<u8>) + Sync);
/// Prints the output, in the order of the lines. Called from two threads, but by one at a time.
pub type PrintFn<'a> = &'a mut (dyn FnMut(&[u8]) -> Result<()> + Send);

/// Signs each line as a payload of its own, without its LF or CRLF. An empty line is an empty payload.
///
/// # Errors
///
/// Fails if the payload cannot be opened or read, or `print` fails.
pub fn sign_lines(
    signer: &Signer,
    payload: &PayloadSource,
    format: LineFormatter,
    print: PrintFn,
) -> Result<LineStats> {
    let line_signer = LineSigner {
        signer,
        payload,
        format,
        reader: Mutex::new(LineReader {
            input: payload.open()?,
            partial_line: Vec::new(),
            read_size: INITIAL_BUFFER,
            next_block: 0,
            has_ended: false,
        }),
        output: Mutex::new(OrderedOutput {
            print,
            next_block: 0,
            stats: LineStats::default(),
            error: None,
        }),
        block_printed: Condvar::new(),
    };
    std::thread::scope(|scope| {
        let mut has_helper = false;
        line_signer.run(&mut || {
            if !has_helper {
                has_helper = true;
                // If no thread can be started, this thread signs everything.
                let helper = std::thread::Builder::new();
                let _ = helper.spawn_scoped(scope, || line_signer.run(&mut || ()));
            }
        });
    });
    let output = line_signer.output.into_inner();
    match output.error {
        Some(error) => Err(error),
        None => Ok(output.stats),
    }
}

/// State shared by the signing threads.
struct LineSigner<'a> {
    signer: &'a Signer,
    payload: &'a PayloadSource,
    format: LineFormatter<'a>,
    reader: Mutex<LineReader<'a>>,
    output: Mutex<OrderedOutput<'a>>,
    block_printed: Condvar,
}

struct LineReader<'a> {
    input: Box<dyn Read + Send + 'a>,
    /// Start of a line whose end has not been read.
    partial_line: Vec<u8>,
    /// Bytes requested per read; grows while reads fill the buffer.
    read_size: usize,
    /// Number of the next block to read.
    next_block: u64,
    has_ended: bool,
}

struct OrderedOutput<'a> {
    print: PrintFn<'a>,
    /// Number of the next block to print.
    next_block: u64,
    stats: LineStats,
    error: Option<Error>,
}

/// Complete lines in the first `filled` bytes of a reused buffer.
#[derive(Default)]
struct LineBlock {
    number: u64,
    bytes: Vec<u8>,
    filled: usize,
}

impl LineSigner<'_> {
    /// Signs block after block. Calls `help` for each block once the input is large enough for a second thread.
    fn run(&self, help: &mut dyn FnMut()) {
        let (mut block, mut text) = (LineBlock::default(), Vec::new());
        loop {
            let mut reader = self.reader.lock();
            let more = match reader.read_block(&mut block) {
                Ok(more) => more,
                Err(error) => {
                    drop(reader);
                    return self.stop(self.payload.read_error(error));
                }
            };
            let is_large = reader.read_size == MAX_BUFFER;
            drop(reader);
            if !more {
                return;
            }
            if is_large {
                help();
            }
            text.clear();
            let stats = self.sign(&block, &mut text);
            if !self.print(block.number, &text, stats) {
                return;
            }
        }
    }

    fn sign(&self, block: &LineBlock, text: &mut Vec<u8>) -> LineStats {
        let mut rest = &block.bytes[..block.filled];
        let mut stats = LineStats {
            starts_with_bom: block.number == 0 && rest.starts_with(BOM),
            ..LineStats::default()
        };
        while !rest.is_empty() {
            let (all, mut tail) = (rest, rest);
            // The fastest search for a byte in the standard library.
            let length = tail.skip_until(b'\n').unwrap_or(all.len());
            let line = &all[..length];
            let line = match line.strip_suffix(b"\r\n") {
                Some(line) => {
                    stats.crlf += 1;
                    line
                }
                None => line.strip_suffix(b"\n").unwrap_or(line),
            };
            stats.lines += 1;
            let signed = SignedLine {
                signature: self.signer.sign(line),
                bytes: line.len(),
            };
            (self.format)(&signed, text);
            rest = tail;
        }
        stats
    }

    /// Waits for the block's turn and prints it. Returns false after an error on either thread.
    fn print(&self, number: u64, text: &[u8], stats: LineStats) -> bool {
        let mut output = self.output.lock();
        while output.next_block != number && output.error.is_none() {
            self.block_printed.wait(&mut output);
        }
        if output.error.is_some() {
            return false;
        }
        match (output.print)(text) {
            Ok(()) => {
                output.next_block += 1;
                output.stats.lines += stats.lines;
                output.stats.crlf += stats.crlf;
                output.stats.starts_with_bom |= stats.starts_with_bom;
                self.block_printed.notify_all();
                true
            }
            Err(error) => {
                drop(output);
                self.stop(error);
                false
            }
        }
    }

    fn stop(&self, error: Error) {
        self.reader.lock().has_ended = true;
        self.output.lock().error.get_or_insert(error);
        self.block_printed.notify_all();
    }
}

impl LineReader<'_> {
    /// Reads complete lines into the block; at the end of input the last line may lack its newline. Returns false if
    /// there is nothing left.
    fn read_block(&mut self, block: &mut LineBlock) -> io::Result<bool> {
        if self.has_ended {
            return Ok(false);
        }
        block.filled = self.partial_line.len();
        if block.bytes.len() < block.filled + self.read_size {
            block.bytes.resize(block.filled + self.read_size, 0);
        }
        block.bytes[..block.filled].copy_from_slice(&self.partial_line);
        self.partial_line.clear();
        loop {
            let count = read_retrying(&mut *self.input, &mut block.bytes[block.filled..])?;
            let new = block.filled..block.filled + count;
            block.filled = new.end;
            if count == 0 {
                self.has_ended = true;
                break;
            }
            let is_full = block.filled == block.bytes.len();
            if is_full {
                self.read_size = (self.read_size * 2).min(MAX_BUFFER);
            }
            if let Some(newline) = block.bytes[new.clone()].iter().rposition(|&b| b == b'\n') {
                let end = new.start + newline + 1;
                self.partial_line
                    .extend_from_slice(&block.bytes[end..block.filled]);
                block.filled = end;
                break;
            }
            if is_full {
                // The line is longer than the buffer.
                block.bytes.resize(block.bytes.len() * 2, 0);
            }
        }
        block.number = self.next_block;
        self.next_block += 1;
        Ok(block.filled > 0)
    }
}
