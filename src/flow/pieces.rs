//! Input read in pieces. Buffers start small and grow while the input fills them, so that a short event needs one short
//! read.
use std::io::{self, ErrorKind, Read};

/// Initial and maximum buffer size, in bytes.
pub(super) const INITIAL_BUFFER: usize = 8 * 1024;
pub(super) const MAX_BUFFER: usize = 256 * 1024;
/// Divides the address of a buffer, in bytes. The system copies into other memory at a fraction of the speed on some
/// processors, and an allocator's large memory often begins 16 bytes behind such an address.
const ALIGNMENT: usize = 64;

/// Passes the input to `visit` in pieces and returns its length in bytes.
///
/// # Errors
///
/// Fails if the input cannot be read.
pub(super) fn for_each_piece(
    input: &mut dyn Read,
    mut visit: impl FnMut(&[u8]),
) -> io::Result<u64> {
    let mut buffer = AlignedBuffer::new(INITIAL_BUFFER);
    let mut bytes = 0;
    loop {
        let buffer_bytes = buffer.bytes();
        let size = buffer_bytes.len();
        let count = read_retrying(input, buffer_bytes)?;
        if count == 0 {
            return Ok(bytes);
        }
        visit(&buffer_bytes[..count]);
        bytes += count as u64;
        if count == size && size < MAX_BUFFER {
            buffer = AlignedBuffer::new(size * 2);
        }
    }
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

/// A buffer that begins at a multiple of [`ALIGNMENT`].
struct AlignedBuffer {
    memory: Vec<u8>,
    size: usize,
}

impl AlignedBuffer {
    fn new(size: usize) -> Self {
        let memory = vec![0; size + ALIGNMENT];
        Self { memory, size }
    }

    fn bytes(&mut self) -> &mut [u8] {
        let start = self.memory.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
        &mut self.memory[start..][..self.size]
    }
}
