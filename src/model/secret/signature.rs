//! MoMoTalk's webhook signature: HMAC-SHA256 over the raw body, 64 hex digits, no prefix, no timestamp.
//!
//! Source: <https://mmrnd.net/bot-developer-guide.html>, "Verify the webhook signature". momo never parses, trims or
//! rewrites the bytes before it signs them. The guide's sample decodes 64 digits and ignores junk after them. momo is
//! stricter and accepts exactly 64 hex digits, in either case.
use crate::model::secret::Secret;
use crate::model::text::named::named;
use crate::model::text::phrase::Phrase;
use hmac::digest::CtOutput;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;

pub const SIGNATURE_HEADER: &str = "X-MoMoTalk-Bot-Signature";

/// Hex digits of an HMAC-SHA1, as GitHub's old `X-Hub-Signature` has.
const SHA1_DIGITS: usize = 40;

/// Name of the signature algorithm in reports.
pub const ALGORITHM: &str = "HMAC-SHA256";

/// Signs and verifies with one key. Cloning the keyed state is cheaper than keying again.
#[derive(Clone)]
pub struct Signer(Hmac<Sha256>);

impl Signer {
    pub fn new(secret: &Secret) -> Self {
        Self::from_key(secret.reveal())
    }

    /// Creates a signer with any key, even an empty one, to test which wrong key was used.
    pub(in crate::model) fn from_key(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes a key of any length"))
    }

    pub fn sign(&self, body: &[u8]) -> Signature {
        let mut stream = self.stream();
        stream.update(body);
        stream.finish()
    }

    /// Starts a signature over a body that arrives in chunks.
    pub fn stream(&self) -> SignatureStream {
        SignatureStream(self.0.clone())
    }

    /// Verifies `signature` against `body`, in constant time.
    pub fn verify(&self, body: &[u8], signature: &Signature) -> bool {
        let mut mac = self.0.clone();
        mac.update(body);
        mac.verify_slice(&signature.0).is_ok()
    }
}

/// Computes a signature incrementally. The result equals [`Signer::sign`] over all chunks joined.
pub struct SignatureStream(Hmac<Sha256>);

impl SignatureStream {
    /// Adds the next chunk of the body.
    pub fn update(&mut self, chunk: &[u8]) {
        self.0.update(chunk);
    }

    /// Verifies `signature` against all chunks, in constant time.
    pub fn verify(self, signature: &Signature) -> bool {
        self.0.verify_slice(&signature.0).is_ok()
    }

    /// Returns the signature of all chunks.
    pub fn finish(self) -> Signature {
        Signature(self.0.finalize().into_bytes().into())
    }
}

/// A signature of 32 bytes. `Display` writes 64 lower-case hex digits.
#[derive(Clone, Copy)]
pub struct Signature([u8; 32]);

impl Signature {
    /// Parses exactly 64 hex digits of either case. Ignores surrounding white space: it is not part of a header value.
    ///
    /// # Errors
    /// Fails if the text has another length or a character that is not a hex digit.
    pub fn parse(text: &[u8]) -> Result<Self, MalformedSignature> {
        let digits = text.trim_ascii();
        let bare = digits.strip_prefix(b"sha1=").unwrap_or(digits);
        if bare.len() == SHA1_DIGITS && bare.iter().all(u8::is_ascii_hexdigit) {
            return Err(MalformedSignature::Sha1);
        }
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

    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the 64 lower-case hex digits.
    pub fn hex_digits(&self) -> [u8; 64] {
        let mut digits = [0; 64];
        hex::encode_to_slice(self.0, &mut digits).expect("32 bytes are 64 digits");
        digits
    }

    /// Returns the raw 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for Signature {
    /// Compares in constant time, as the hmac crate does.
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

/// Why a text is not a signature. `Display` writes the English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MalformedSignature {
    /// The text has this many bytes instead of 64.
    Length(usize),
    /// The text is that of an HMAC-SHA1: 40 hex digits, perhaps after `sha1=`.
    Sha1,
    /// A byte is not a hex digit.
    Digit {
        /// Offset of the first such byte, from 0.
        position: usize,
        /// Length of the text in bytes.
        length: usize,
    },
}

impl MalformedSignature {
    pub fn phrase(self) -> Phrase {
        match self {
            Self::Sha1 => Phrase::new("signature.sha1"),
            Self::Length(0) => Phrase::new("signature.empty"),
            Self::Length(length) => Phrase::new("signature.length").with("n", length),
            Self::Digit { position, length } => Phrase::new("signature.digit")
                .with("n", length)
                .with("at", position + 1),
        }
    }
}

impl fmt::Display for MalformedSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.phrase().fmt(f)
    }
}

/// The result of verifying a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "SignatureCheckJson", into = "SignatureCheckJson")]
pub struct SignatureCheck {
    pub verdict: SignatureVerdict,
    /// Fingerprint of the secret that matched, else of the first one tried. `None` if no secret was compared.
    pub secret: Option<String>,
    /// The problem, and "matches if ..." for each known mistake that explains the signature.
    pub explanation: Vec<Phrase>,
}

#[derive(Serialize, Deserialize)]
struct SignatureCheckJson {
    verdict: SignatureVerdict,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// In English.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    explanation: Vec<String>,
    /// The same as phrases. Empty if none of them is in the catalogue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    phrases: Vec<Phrase>,
}

impl From<SignatureCheck> for SignatureCheckJson {
    fn from(check: SignatureCheck) -> Self {
        let explanation = check.explanation.iter().map(Phrase::to_string).collect();
        let phrases = match check.explanation.iter().all(Phrase::is_verbatim) {
            true => Vec::new(),
            false => check.explanation,
        };
        Self {
            verdict: check.verdict,
            secret: check.secret,
            explanation,
            phrases,
        }
    }
}

impl From<SignatureCheckJson> for SignatureCheck {
    fn from(json: SignatureCheckJson) -> Self {
        let texts = json.explanation.into_iter().map(Phrase::verbatim);
        Self {
            verdict: json.verdict,
            secret: json.secret,
            explanation: match json.phrases.is_empty() {
                true => texts.collect(),
                false => json.phrases,
            },
        }
    }
}

impl SignatureCheck {
    /// Creates a check without secret and explanation.
    pub fn from_verdict(verdict: SignatureVerdict) -> Self {
        Self {
            verdict,
            secret: None,
            explanation: Vec::new(),
        }
    }

    #[must_use]
    pub fn with_explanation(mut self, phrase: Phrase) -> Self {
        self.explanation.push(phrase);
        self
    }
}

named! {
    /// The verdict on the authentication of a request.
    pub enum SignatureVerdict {
        /// The signature or key is correct.
        Valid = "valid",
        /// The signature or key is wrong or malformed.
        Invalid = "invalid",
        /// The request has no signature or key.
        Missing = "missing",
        /// No secret was available, or the request needs no check.
        Unchecked = "unchecked",
    }
}
