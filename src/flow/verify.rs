//! Verifies a signature over a payload of any size. Payloads up to 16 MiB stay in memory, to explain a mismatch.
use super::pieces::for_each_piece;
use super::sign::PayloadSource;
use crate::error::Result;
use crate::model::secret::Secret;
use crate::model::secret::signature::{Signature, Signer};
use std::io::Read;

/// Maximum size of a payload that is kept in memory.
const MAX_BUFFERED_BYTES: usize = 16 << 20;

/// A payload whose first part is in memory.
pub struct BufferedPayload<'a> {
    start: Vec<u8>,
    /// Reader of the bytes after `start` and their source; `None` if `start` is complete.
    rest: Option<(Box<dyn Read + Send + 'a>, &'a PayloadSource)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckResult {
    /// Index of the matching secret; `None` if no secret matched.
    pub secret: Option<usize>,
    /// Length of the payload in bytes.
    pub bytes: u64,
}

impl<'a> BufferedPayload<'a> {
    /// Reads the payload, or its first part if it is too large.
    ///
    /// # Errors
    ///
    /// Fails if the payload cannot be opened or read.
    pub fn open(payload: &'a PayloadSource) -> Result<Self> {
        let mut input = payload.open()?;
        let mut start = Vec::new();
        let result = (&mut input)
            .take(MAX_BUFFERED_BYTES as u64 + 1)
            .read_to_end(&mut start);
        result.map_err(|error| payload.read_error(error))?;
        let rest = (start.len() > MAX_BUFFERED_BYTES).then_some((input, payload));
        Ok(Self { start, rest })
    }

    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self {
            start: bytes,
            rest: None,
        }
    }

    /// Returns the payload; `None` if it is too large to be kept in memory.
    pub fn complete(&self) -> Option<&[u8]> {
        self.rest.is_none().then_some(&self.start)
    }

    /// Checks the signature with each secret, in one pass. A large payload can be read only once.
    ///
    /// # Errors
    ///
    /// Fails if the rest of the payload cannot be read.
    pub fn check(&mut self, secrets: &[Secret], signature: &Signature) -> Result<CheckResult> {
        let mut streams: Vec<_> = secrets
            .iter()
            .map(|secret| Signer::new(secret).stream())
            .collect();
        let bytes =
            self.for_each_chunk(|piece| streams.iter_mut().for_each(|s| s.update(piece)))?;
        let secret = streams.into_iter().position(|s| s.verify(signature));
        Ok(CheckResult { secret, bytes })
    }

    /// Returns the length of the payload in bytes. A large payload can be read only once.
    ///
    /// # Errors
    ///
    /// Fails if the rest of the payload cannot be read.
    pub fn byte_count(&mut self) -> Result<u64> {
        self.for_each_chunk(|_| ())
    }

    /// Passes all chunks to `visit` and returns their total length.
    fn for_each_chunk(&mut self, mut visit: impl FnMut(&[u8])) -> Result<u64> {
        visit(&self.start);
        let mut bytes = self.start.len() as u64;
        if let Some((mut rest, payload)) = self.rest.take() {
            bytes += for_each_piece(&mut *rest, visit).map_err(|e| payload.read_error(e))?;
            // The rest is consumed; the payload stays incomplete.
            self.rest = Some((Box::new(std::io::empty()), payload));
        }
        Ok(bytes)
    }
}
