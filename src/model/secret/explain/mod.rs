//! Why a signature does not match: the known mistakes, tried one by one.
//!
//! Each mistake is a change to the body, to the secret or to the signature's text. What makes the given
//! signature match is named as "matches if ...", and nothing more is told: never the expected signature.
//! Changes are tried alone first, then in pairs, until a fixed amount of work is done, so that a receiver can
//! explain what a stranger sends.
mod body;
mod encoding;
mod secret;
mod json_style;
mod serialise;

use super::signature::{Signature, Signer};
use crate::model::secret::Secret;
use serde::Serialize;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// How many bytes are signed at most to explain one signature.
const MAX_SIGNED_BYTES: usize = 32 << 20;
/// What signing costs beside the body, in the same measure.
const SIGNATURE_OVERHEAD: usize = 512;

/// A secret and how people call it, for example ``the secret of the bot `bot_1` ``.
#[derive(Debug, Clone)]
pub struct LabelledSecret {
    /// Completes "matches if the secret is ...".
    pub label: String,
    /// The secret.
    pub secret: Secret,
}

/// An event that is known, and the signature that came with it.
#[derive(Debug, Clone)]
pub struct OtherEvent {
    /// Its `event_id`, or the id of its exchange.
    pub id: String,
    /// The signature as its header held it.
    pub signature: String,
}

/// A mistake that explains the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The mistake for programs, for example `newline_added`; several are joined with `+`.
    pub mistake: String,
    /// "matches if ...", for people.
    pub text: String,
}

/// One change: its name for programs, and words that complete "matches if ...".
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mistake {
    name: &'static str,
    description: String,
}

impl Mistake {
    fn new(name: &'static str, words: impl Into<String>) -> Self {
        Self {
            name,
            description: words.into(),
        }
    }
}

/// The mistakes that make `given` the signature of `body`, the simplest only. The first of `secrets` is the one that
/// did not match. An empty answer says that none of the known mistakes was made.
pub fn explain(
    body: &[u8],
    given: &[u8],
    secrets: &[LabelledSecret],
    events: &[OtherEvent],
) -> Vec<Explanation> {
    let readings = encoding::decode_all(given);
    let mut search = MistakeSearch {
        readings: &readings,
        remaining_bytes: MAX_SIGNED_BYTES,
        tried: HashSet::new(),
        matches: Vec::new(),
    };
    if !readings.is_empty() {
        // The answer is in `found`; where the search stopped does not matter.
        let _ = search.run(body, secrets);
    }
    let fewest = search.matches.iter().map(Vec::len).min();
    let simplest = search
        .matches
        .iter()
        .filter(|changes| Some(changes.len()) == fewest);
    let of_events = events.iter().filter(|event| {
        let theirs = Signature::parse(event.signature.as_bytes());
        theirs.is_ok_and(|theirs| readings.iter().any(|reading| reading.signature == theirs))
    });
    let of_events = of_events.map(|event| Explanation {
        mistake: "other_event".into(),
        text: format!("matches if the body is that of `{}`", event.id),
    });
    simplest
        .map(|changes| explanation(changes))
        .chain(of_events)
        .collect()
}

fn explanation(changes: &[Mistake]) -> Explanation {
    let join = |part: fn(&Mistake) -> &str, between| {
        let parts: Vec<&str> = changes.iter().map(part).collect();
        parts.join(between)
    };
    Explanation {
        mistake: join(|change| change.name, "+"),
        text: format!("matches if {}", join(|change| &change.description, " and ")),
    }
}

struct MistakeSearch<'a> {
    readings: &'a [encoding::DecodedSignature],
    /// How much may still be done.
    remaining_bytes: usize,
    /// The signatures that were tried: many changes leave a body as it is, or make the same of it.
    tried: HashSet<[u8; 32]>,
    matches: Vec<Vec<Mistake>>,
}

impl MistakeSearch<'_> {
    fn run(&mut self, body: &[u8], secrets: &[LabelledSecret]) -> ControlFlow<()> {
        let Some(used) = secrets.first() else {
            return ControlFlow::Break(());
        };
        let signer = Signer::new(&used.secret);
        self.attempt(&signer, body, &[])?;
        let mut keys = secret::variants(&used.secret);
        keys.extend(secrets[1..].iter().map(secret::other_secret));
        for (change, key) in &keys {
            self.attempt(&Signer::from_key(key), body, std::slice::from_ref(change))?;
        }
        body::variants(body, &mut |changes, variant| {
            self.attempt(&signer, variant, changes)
        })?;
        if !self.matches.is_empty() {
            return ControlFlow::Break(());
        }
        for (change, key) in &keys {
            let signer = Signer::from_key(key);
            body::variants(body, &mut |changes, variant| {
                let both = [changes, std::slice::from_ref(change)].concat();
                self.attempt(&signer, variant, &both)
            })?;
        }
        ControlFlow::Continue(())
    }

    /// Signs once and compares with each reading of the given signature; breaks when the work is done.
    fn attempt(&mut self, signer: &Signer, body: &[u8], changes: &[Mistake]) -> ControlFlow<()> {
        let cost = body.len() + SIGNATURE_OVERHEAD;
        if self.remaining_bytes < cost {
            return ControlFlow::Break(());
        }
        self.remaining_bytes -= cost;
        let signature = signer.sign(body);
        if !self.tried.insert(*signature.bytes()) {
            return ControlFlow::Continue(());
        }
        for reading in self.readings {
            let is_explained = !changes.is_empty() || !reading.mistakes.is_empty();
            if reading.signature == signature && is_explained {
                self.matches.push([changes, &reading.mistakes].concat());
            }
        }
        ControlFlow::Continue(())
    }
}
