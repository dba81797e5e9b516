//! Checks a signature over a payload of any size; what is not too large is kept, to be explained.
use super::sign::{LARGE, Payload, read};
use crate::error::Result;
use crate::model::secret::Secret;
use crate::model::secret::signature::{Signature, Signer};
use std::io::Read;

/// How much of a payload is kept in memory. More is only signed, not looked into.
const KEPT: usize = 16 << 20;

/// A payload that has been read as far as it is kept.
pub struct Opened<'a> {
    start: Vec<u8>,
    /// What comes behind `start`, where that is not all, and where it comes from.
    rest: Option<(Box<dyn Read + Send + 'a>, &'a Payload)>,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// Which of the secrets matched.
    pub secret: Option<usize>,
    /// How many bytes the payload has.
    pub bytes: u64,
}

impl<'a> Opened<'a> {
    /// Reads the payload, or its first part.
    pub fn open(payload: &'a Payload) -> Result<Self> {
        let mut input = payload.open()?;
        let mut start = Vec::new();
        let kept = (&mut input).take(KEPT as u64 + 1).read_to_end(&mut start);
        kept.map_err(|error| payload.failed(error))?;
        let rest = (start.len() > KEPT).then_some((input, payload));
        Ok(Self { start, rest })
    }

    /// These bytes.
    pub fn of(bytes: Vec<u8>) -> Self {
        Self {
            start: bytes,
            rest: None,
        }
    }

    /// The whole payload, where it is kept.
    pub fn whole(&self) -> Option<&[u8]> {
        self.rest.is_none().then_some(&self.start)
    }

    /// Checks the signature with each of the secrets.
    pub fn check(&mut self, secrets: &[Secret], signature: &Signature) -> Result<Checked> {
        let mut streams: Vec<_> = secrets
            .iter()
            .map(|secret| Signer::new(secret).stream())
            .collect();
        let bytes = self.pour(|piece| streams.iter_mut().for_each(|s| s.update(piece)))?;
        let secret = streams.into_iter().position(|s| s.verify(signature));
        Ok(Checked { secret, bytes })
    }

    /// How many bytes the payload has.
    pub fn count(&mut self) -> Result<u64> {
        self.pour(|_| ())
    }

    /// Gives all pieces to `take`, and their length.
    fn pour(&mut self, mut take: impl FnMut(&[u8])) -> Result<u64> {
        take(&self.start);
        let mut bytes = self.start.len() as u64;
        if let Some((mut rest, payload)) = self.rest.take() {
            let mut buffer = vec![0; LARGE];
            loop {
                let count = read(&mut *rest, &mut buffer).map_err(|e| payload.failed(e))?;
                if count == 0 {
                    break;
                }
                take(&buffer[..count]);
                bytes += count as u64;
            }
            // What was not kept cannot be looked at again.
            self.rest = Some((Box::new(std::io::empty()), payload));
        }
        Ok(bytes)
    }
}
