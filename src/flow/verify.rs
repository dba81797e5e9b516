//! Checks a signature over a payload of any size; what is not too large is kept, to be explained.
use super::sign::{MAX_BUFFER, PayloadSource, read_retrying};
use crate::error::Result;
use crate::model::secret::Secret;
use crate::model::secret::signature::{Signature, Signer};
use std::io::Read;

/// How much of a payload is kept in memory. More is only signed, not looked into.
const MAX_BUFFERED_BYTES: usize = 16 << 20;

/// A payload that has been read as far as it is kept.
pub struct BufferedPayload<'a> {
    start: Vec<u8>,
    /// What comes behind `start`, where that is not all, and where it comes from.
    rest: Option<(Box<dyn Read + Send + 'a>, &'a PayloadSource)>,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckResult {
    /// Which of the secrets matched.
    pub secret: Option<usize>,
    /// How many bytes the payload has.
    pub bytes: u64,
}

impl<'a> BufferedPayload<'a> {
    /// Reads the payload, or its first part.
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

    /// These bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self {
            start: bytes,
            rest: None,
        }
    }

    /// The whole payload, where it is kept.
    pub fn complete(&self) -> Option<&[u8]> {
        self.rest.is_none().then_some(&self.start)
    }

    /// Checks the signature with each of the secrets.
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

    /// How many bytes the payload has.
    pub fn byte_count(&mut self) -> Result<u64> {
        self.for_each_chunk(|_| ())
    }

    /// Gives all pieces to `take`, and their length.
    fn for_each_chunk(&mut self, mut visit: impl FnMut(&[u8])) -> Result<u64> {
        visit(&self.start);
        let mut bytes = self.start.len() as u64;
        if let Some((mut rest, payload)) = self.rest.take() {
            let mut buffer = vec![0; MAX_BUFFER];
            loop {
                let count =
                    read_retrying(&mut *rest, &mut buffer).map_err(|e| payload.read_error(e))?;
                if count == 0 {
                    break;
                }
                visit(&buffer[..count]);
                bytes += count as u64;
            }
            // What was not kept cannot be looked at again.
            self.rest = Some((Box::new(std::io::empty()), payload));
        }
        Ok(bytes)
    }
}
