//! Input read in pieces. Buffers start small and grow while the input fills them, so that a short event needs one short
//! read; of large input another thread reads the next piece while this one is worked on.
use std::io::{self, ErrorKind, Read};
use std::sync::mpsc;
use std::thread;

/// Initial and maximum buffer size, in bytes.
pub(super) const INITIAL_BUFFER: usize = 8 * 1024;
pub(super) const MAX_BUFFER: usize = 256 * 1024;

/// Passes the input to `visit` in pieces and returns its length in bytes.
///
/// # Errors
///
/// Fails if the input cannot be read.
pub(super) fn for_each_piece(
    input: &mut (dyn Read + Send),
    mut visit: impl FnMut(&[u8]),
) -> io::Result<u64> {
    let mut buffer = vec![0; INITIAL_BUFFER];
    let mut bytes = 0;
    loop {
        let count = read_retrying(input, &mut buffer)?;
        if count == 0 {
            return Ok(bytes);
        }
        visit(&buffer[..count]);
        bytes += count as u64;
        if count < buffer.len() {
            continue;
        }
        if count < MAX_BUFFER {
            buffer.resize(count * 2, 0);
        } else if let Some(rest) = read_ahead(input, &mut visit) {
            return Ok(bytes + rest?);
        }
    }
}

/// Passes the rest of the input to `visit`, while another thread reads the next piece. Returns `None`, with nothing read,
/// if no thread can be started.
fn read_ahead(
    input: &mut (dyn Read + Send),
    visit: &mut impl FnMut(&[u8]),
) -> Option<io::Result<u64>> {
    let (give, taken) = mpsc::channel::<Vec<u8>>();
    let (send, pieces) = mpsc::channel();
    for _ in 0..2 {
        let _ = give.send(vec![0; MAX_BUFFER]);
    }
    let read_all = move || {
        for mut buffer in taken {
            let count = read_retrying(input, &mut buffer);
            let is_last = !matches!(count, Ok(1..));
            if send.send((buffer, count)).is_err() || is_last {
                return;
            }
        }
    };
    thread::scope(|scope| {
        thread::Builder::new().spawn_scoped(scope, read_all).ok()?;
        let mut bytes = 0;
        for (buffer, count) in pieces {
            match count {
                Ok(count) => {
                    visit(&buffer[..count]);
                    bytes += count as u64;
                }
                Err(error) => return Some(Err(error)),
            }
            // At the end nobody takes it.
            let _ = give.send(buffer);
        }
        Some(Ok(bytes))
    })
}

/// Reads, and retries if a signal interrupts.
pub(super) fn read_retrying(input: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
