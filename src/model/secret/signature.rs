//! MoMoTalk's webhook signature: HMAC-SHA256 over the raw body, 64 hex digits, no prefix, no timestamp.
//!
//! Source: <https://mmrnd.net/bot-developer-guide.html>, "Verify the webhook signature". The bytes are
//! never parsed, trimmed or written again before they are signed. momo's verifier is stricter than the
//! guide's sample, which decodes 64 digits and ignores junk after them: exactly 64 hex digits are taken,
//! in either case.
use crate::model::secret::Secret;
use hmac::digest::CtOutput;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;

/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "X-MoMoTalk-Bot-Signature";

/// What the signature is made with, as reports name it.
pub const ALGORITHM: &str = "HMAC-SHA256";

/// A signer or verifier, keyed once; cloning the keyed state is cheaper than keying again.
#[derive(Clone)]
pub struct Signer(Hmac<Sha256>);

impl Signer {
    /// Keys the HMAC with the secret's bytes.
    pub fn new(secret: &Secret) -> Self {
        Self::from_key(secret.reveal())
    }

    /// Keys the HMAC with any bytes, even none: for finding out which wrong key was used.
    pub(super) fn from_key(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes a key of any length"))
    }

    /// Signs a whole body.
    pub fn sign(&self, body: &[u8]) -> Signature {
        let mut stream = self.stream();
        stream.update(body);
        stream.finish()
    }

    /// Starts a signature over a body that comes in pieces.
    pub fn stream(&self) -> SignatureStream {
        SignatureStream(self.0.clone())
    }

    /// Whether `signature` is this secret's signature of `body`, compared in constant time.
    pub fn verify(&self, body: &[u8], signature: &Signature) -> bool {
        let mut mac = self.0.clone();
        mac.update(body);
        mac.verify_slice(&signature.0).is_ok()
    }
}

/// A signature under way; the same as [`Signer::sign`] over all the pieces joined.
pub struct SignatureStream(Hmac<Sha256>);

impl SignatureStream {
    /// Takes the next piece of the body.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// Whether `signature` is that of all that was taken, compared in constant time.
    pub fn verify(self, signature: &Signature) -> bool {
        self.0.verify_slice(&signature.0).is_ok()
    }

    /// The signature of all that was taken.
    pub fn finish(self) -> Signature {
        Signature(self.0.finalize().into_bytes().into())
    }
}

/// The 32 bytes of a signature. `Display` writes 64 lower-case hex digits.
#[derive(Clone, Copy)]
pub struct Signature([u8; 32]);

impl Signature {
    /// Reads exactly 64 hex digits, of either case; white space around them is not part of a header's value.
    pub fn parse(text: &[u8]) -> Result<Self, MalformedSignature> {
        let digits = text.trim_ascii();
        if let Some(position) = digits.iter().position(|digit| !digit.is_ascii_hexdigit()) {
            return Err(MalformedSignature::Digit {
                position,
                length: digits.len(),
            });
        }
        let mut bytes = [0; 32];
        match hex::decode_to_slice(digits, &mut bytes) {
            Ok(()) => Ok(Self(bytes)),
            Err(_) => Err(MalformedSignature::Length(digits.len())),
        }
    }

    /// A signature of these 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 64 lower-case hex digits.
    pub fn hex_digits(&self) -> [u8; 64] {
        let mut digits = [0; 64];
        hex::encode_to_slice(self.0, &mut digits).expect("32 bytes are 64 digits");
        digits
    }

    /// The raw 32 bytes, as other encodings of the same signature need them.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for Signature {
    /// In constant time, as the hmac crate does it.
    fn eq(&self, other: &Self) -> bool {
        let output = |signature: &Self| CtOutput::<Hmac<Sha256>>::new(signature.0.into());
        output(self) == output(other)
    }
}

impl Eq for Signature {}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.hex_digits()).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

/// Why a text is no signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MalformedSignature {
    /// Not 64 characters long.
    Length(usize),
    /// Byte `position` (from 0) of `length` is not a hex digit.
    Digit {
        /// Where the first other byte stands.
        position: usize,
        /// How long the text is.
        length: usize,
    },
}

impl fmt::Display for MalformedSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(0) => f.write_str("the signature is empty"),
            Self::Length(length) => {
                write!(f, "a signature is 64 hex digits, this one has {length}")
            }
            Self::Digit { position, length } => write!(
                f,
                "a signature is 64 hex digits, this one ({length} characters) has another character at position {}",
                position + 1
            ),
        }
    }
}

/// Whether a request was authentic, by which secret, and what a failure looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureCheck {
    /// The verdict.
    pub verdict: SignatureVerdict,
    /// The fingerprint of the secret that was used: the one that matched, else the first tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// What is wrong, and "matches if ..." for each known mistake that fits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<String>,
}

impl SignatureCheck {
    /// A bare verdict.
    pub fn from_verdict(verdict: SignatureVerdict) -> Self {
        Self {
            verdict,
            secret: None,
            explanation: Vec::new(),
        }
    }

    /// Adds a line of explanation.
    #[must_use]
    pub fn with_explanation(mut self, line: impl Into<String>) -> Self {
        self.explanation.push(line.into());
        self
    }
}

/// The verdict on a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureVerdict {
    /// It is the secret's signature of these very bytes.
    Valid,
    /// It is not, or is no signature at all.
    Invalid,
    /// There is none.
    Missing,
    /// There was nothing to check it with, or nothing that had to be checked.
    Unchecked,
}

impl SignatureVerdict {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Valid, Self::Invalid, Self::Missing, Self::Unchecked];

    /// The word that people and JSON see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Missing => "missing",
            Self::Unchecked => "unchecked",
        }
    }
}
