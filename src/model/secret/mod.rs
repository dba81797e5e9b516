//! Secrets and credentials: their JSON forms, signatures, explanations of failed signatures, and redaction.
pub mod credentials;
pub mod explain;
pub mod mask;
pub mod redact;
pub mod signature;
pub mod table;
pub mod verification;
use sha2::{Digest, Sha256};
use std::fmt;

/// A webhook secret, a token or another key.
///
/// It has no `Display`, and its `Debug` is redacted. Output shows its [`fingerprint`](Secret::fingerprint) and source,
/// never the value. Code that needs the value (`bot create`, `bot env`, the credentials file, a header) calls
/// [`reveal`](Secret::reveal), so that it is easy to find.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Creates a secret of the bytes. Returns `None` for an empty secret, with which every client could sign.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Option<Self> {
        let bytes = bytes.into();
        (!bytes.is_empty()).then_some(Self(bytes))
    }

    /// Returns the value.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// Returns the value as text, or `None` if it is not UTF-8.
    pub fn reveal_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Compares bytes with the secret by their hashes, so that the time does not reveal how many bytes are correct.
    pub fn matches(&self, bytes: &[u8]) -> bool {
        Sha256::digest(bytes) == Sha256::digest(&self.0)
    }

    /// Returns the first 8 hex digits of the SHA-256: enough to tell secrets apart, not enough to guess one.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.0)
    }

    /// Returns all 64 hex digits of the SHA-256, for databases that must not store the secret.
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

/// Returns the first 8 hex digits of the SHA-256 of `bytes`.
pub fn fingerprint(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..4])
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.fingerprint())
    }
}

impl Drop for Secret {
    /// Overwrites the bytes before the memory is freed. Best effort.
    fn drop(&mut self) {
        self.0.fill(0);
        std::hint::black_box(&self.0);
    }
}
