//! Secrets: bytes that can be used but not shown.
pub mod credentials;
pub mod explain;
pub mod redact;
pub mod signature;
pub mod table;
pub mod verification;
use sha2::{Digest, Sha256};
use std::fmt;

/// A webhook secret, a bot token or a console token.
///
/// It has no `Display` and a redacted `Debug`. People see its [`fingerprint`](Secret::fingerprint) and
/// where it came from, never the value; the few places that must spell it out (`bot create`, `bot env`,
/// the credentials file, a header) call [`reveal`](Secret::reveal), so that they can be found.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Takes the bytes as they are. An empty secret is refused: anybody could sign with it.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Option<Self> {
        let bytes = bytes.into();
        (!bytes.is_empty()).then_some(Self(bytes))
    }

    /// The secret itself.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// The secret as text, where it is UTF-8.
    pub fn reveal_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Whether these are the secret's bytes. Their hashes are compared: the time that it takes tells nothing of how many
    /// bytes are right.
    pub fn matches(&self, given: &[u8]) -> bool {
        Sha256::digest(given) == Sha256::digest(&self.0)
    }

    /// The first 8 hex digits of the secret's SHA-256: enough to tell two secrets apart, not to guess one.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.0)
    }

    /// All 64 hex digits of the secret's SHA-256: what a database keeps in its place.
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

/// The first 8 hex digits of the SHA-256 of `bytes`.
pub fn fingerprint(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..4])
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.fingerprint())
    }
}

impl Drop for Secret {
    /// Best effort: the bytes are overwritten before the memory is given back.
    fn drop(&mut self) {
        self.0.fill(0);
        std::hint::black_box(&self.0);
    }
}
