//! Explains why a signature does not match, by trying known mistakes.
//!
//! A mistake is a change to the body, the secret or the signature text. An explanation says "matches if ..." and never
//! reveals the expected signature. The search tries single mistakes first, then pairs. A fixed work limit lets
//! receivers explain untrusted requests.
mod body;
mod candidate;
mod encoding;
mod header;
mod json_style;
mod secret;
mod serialise;

pub use candidate::{Candidate, candidates};
pub use header::{explain_other_header, holds_signature};

use super::signature::{Signature, Signer};
use crate::model::secret::Secret;
use crate::model::text::phrase::Phrase;
use serde::Serialize;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Work limit per explanation: bytes signed plus [`SIGNATURE_OVERHEAD`] for each signature.
const MAX_SIGNED_BYTES: usize = 32 << 20;
/// Fixed cost of a signature, in bytes of body.
const SIGNATURE_OVERHEAD: usize = 512;

/// A secret with a label for explanations.
#[derive(Debug, Clone)]
pub struct LabelledSecret {
    /// Completes "matches if the secret is ...", for example ``that of the bot `bot_1` ``.
    pub label: Phrase,
    pub secret: Secret,
}

/// A stored event with its signature.
#[derive(Debug, Clone)]
pub struct OtherEvent {
    /// The `event_id`, or the id of its exchange.
    pub id: String,
    /// The value of the signature header.
    pub signature: String,
}

/// One or more mistakes that explain a signature. JSON: `mistake`, `text` in English, and `phrase`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "ExplanationJson")]
pub struct Explanation {
    /// Codes for programs, for example `newline_added`, joined with `+`.
    pub mistake: String,
    /// The text "matches if ...", or "it takes an event if ..." of a bot.
    pub text: Phrase,
}

#[derive(Serialize)]
struct ExplanationJson {
    mistake: String,
    text: String,
    phrase: Phrase,
}

impl From<Explanation> for ExplanationJson {
    fn from(Explanation { mistake, text }: Explanation) -> Self {
        Self {
            mistake,
            text: text.to_string(),
            phrase: text,
        }
    }
}

/// A known mistake: its code, and the description that completes "matches if ...".
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mistake {
    name: &'static str,
    description: Phrase,
}

impl Mistake {
    fn new(name: &'static str, description: Phrase) -> Self {
        Self { name, description }
    }
}

/// Returns the simplest mistake that makes `signature_text` a signature of `body`, or `None` if no known mistake explains
/// it. The first of `secrets` is the one that did not match. That the signature is of another one of `events` is a mistake,
/// too.
pub fn explain(
    body: &[u8],
    signature_text: &[u8],
    secrets: &[LabelledSecret],
    events: &[OtherEvent],
) -> Option<Explanation> {
    let decoded_signatures = encoding::decode_all(signature_text);
    let mut search = MistakeSearch {
        decoded_signatures: &decoded_signatures,
        remaining_bytes: MAX_SIGNED_BYTES,
        tried: HashSet::new(),
        matches: Vec::new(),
    };
    if !decoded_signatures.is_empty() {
        // The results are in `matches`; where the search stopped does not matter.
        let _ = search.run(body, secrets);
    }
    let simplest = search.matches.iter().min_by_key(|mistakes| mistakes.len());
    let other_event = other_event(&decoded_signatures, events);
    match (simplest, other_event) {
        (Some(mistakes), Some((count, explanation))) if count < mistakes.len() => Some(explanation),
        (Some(mistakes), _) => Some(explanation("mistake.matches", mistakes)),
        (None, other_event) => other_event.map(|(_, explanation)| explanation),
    }
}

/// Finds the event that has this signature. Returns the number of mistakes and their explanation.
fn other_event(
    decoded_signatures: &[encoding::DecodedSignature],
    events: &[OtherEvent],
) -> Option<(usize, Explanation)> {
    events.iter().find_map(|event| {
        let signature = Signature::parse(event.signature.as_bytes()).ok()?;
        let mut decoded = decoded_signatures.iter();
        let decoded = decoded.find(|decoded| decoded.signature == signature)?;
        let explanation = Explanation {
            mistake: "other_event".into(),
            text: Phrase::new("mistake.matches-event").with("id", &event.id),
        };
        Some((1 + decoded.mistakes.len(), explanation))
    })
}

fn explanation(code: &'static str, mistakes: &[Mistake]) -> Explanation {
    let names: Vec<_> = mistakes.iter().map(|mistake| mistake.name).collect();
    let descriptions = mistakes.iter().map(|mistake| mistake.description.clone());
    let changes: Vec<_> = descriptions.collect();
    Explanation {
        mistake: names.join("+"),
        text: Phrase::new(code).with("what", changes),
    }
}

struct MistakeSearch<'a> {
    decoded_signatures: &'a [encoding::DecodedSignature],
    /// Rest of [`MAX_SIGNED_BYTES`].
    remaining_bytes: usize,
    /// Signatures already compared: many mistakes give the same body.
    tried: HashSet<[u8; 32]>,
    matches: Vec<Vec<Mistake>>,
}

impl MistakeSearch<'_> {
    fn run(&mut self, body: &[u8], secrets: &[LabelledSecret]) -> ControlFlow<()> {
        let Some(used_secret) = secrets.first() else {
            return ControlFlow::Break(());
        };
        let signer = Signer::new(&used_secret.secret);
        self.attempt(&signer, body, &[])?;
        let mut keys = secret::variants(&used_secret.secret);
        keys.extend(secrets[1..].iter().map(secret::other_secret));
        for (mistake, key) in &keys {
            self.attempt(&Signer::from_key(key), body, std::slice::from_ref(mistake))?;
        }
        body::variants(body, &mut |mistakes, variant| {
            self.attempt(&signer, variant, mistakes)
        })?;
        if !self.matches.is_empty() {
            return ControlFlow::Break(());
        }
        for (mistake, key) in &keys {
            let signer = Signer::from_key(key);
            body::variants(body, &mut |mistakes, variant| {
                let combined = [mistakes, std::slice::from_ref(mistake)].concat();
                self.attempt(&signer, variant, &combined)
            })?;
        }
        ControlFlow::Continue(())
    }

    /// Signs once and compares with each decoded signature. Breaks at the work limit.
    fn attempt(&mut self, signer: &Signer, body: &[u8], mistakes: &[Mistake]) -> ControlFlow<()> {
        let cost = body.len() + SIGNATURE_OVERHEAD;
        if self.remaining_bytes < cost {
            return ControlFlow::Break(());
        }
        self.remaining_bytes -= cost;
        let signature = signer.sign(body);
        if !self.tried.insert(*signature.bytes()) {
            return ControlFlow::Continue(());
        }
        for decoded in self.decoded_signatures {
            let is_explained = !mistakes.is_empty() || !decoded.mistakes.is_empty();
            if decoded.signature == signature && is_explained {
                self.matches.push([mistakes, &decoded.mistakes].concat());
            }
        }
        ControlFlow::Continue(())
    }
}
