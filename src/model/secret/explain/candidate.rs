//! Lists the signatures that known mistakes make, to ask a bot which of them it takes.
use super::header::{OTHER_HEADERS, other_header};
use super::{Explanation, LabelledSecret, Mistake, body, secret};
use crate::model::secret::signature::{SIGNATURE_HEADER, Signature, Signer};
use crate::model::text::phrase::Phrase;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Maximum number of candidates: each is a request to the bot.
const MAX_CANDIDATES: usize = 120;

/// A signature as a known mistake computes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The mistake, and the text "the bot takes an event if ...".
    pub explanation: Explanation,
    /// Header of the signature: MoMoTalk's, unless the mistake is to read another one.
    pub header: &'static str,
    /// The value of that header.
    pub signature: String,
}

/// Returns a signature of `body` for each known mistake, single mistakes before pairs, none twice and never the right one in
/// its own header. The first of `secrets` is the right one. Empty without secrets.
pub fn candidates(body: &[u8], secrets: &[LabelledSecret]) -> Vec<Candidate> {
    let Some(used) = secrets.first() else {
        return Vec::new();
    };
    let signer = Signer::new(&used.secret);
    let right = signer.sign(body);
    let mut found = CandidateList {
        seen: HashSet::from([right.to_string()]),
        list: Vec::new(),
    };
    let add_body = &mut |mistakes: &[Mistake], variant: &[u8]| {
        found.add(mistakes, signer.sign(variant).to_string());
        ControlFlow::Continue(())
    };
    // Every variant is visited.
    let _ = body::variants(body, add_body);
    let others = secrets[1..].iter().map(secret::other_secret);
    for (mistake, key) in secret::variants(&used.secret).into_iter().chain(others) {
        found.add(&[mistake], Signer::from_key(&key).sign(body).to_string());
    }
    for (mistake, text) in written(&right) {
        found.add(&[mistake], text);
    }
    for header in OTHER_HEADERS {
        let (form, text) = in_header(header, &right);
        let mistakes: Vec<_> = [other_header(header)].into_iter().chain(form).collect();
        found.push(&mistakes, header, text);
    }
    found
        .list
        .sort_by_key(|it| it.header == SIGNATURE_HEADER && it.explanation.mistake.contains('+'));
    found.list.truncate(MAX_CANDIDATES);
    found.list
}

/// Writes the signature as other platforms do.
fn written(signature: &Signature) -> Vec<(Mistake, String)> {
    let prefixed = |prefix: &str| {
        let description = Phrase::new("mistake.prefix-added").with("prefix", prefix);
        (
            Mistake::new("prefix", description),
            format!("{prefix}{signature}"),
        )
    };
    let base64 = |code: &'static str, text| (Mistake::new("base64", Phrase::new(code)), text);
    let bytes = signature.bytes();
    let upper_case = Mistake::new("upper_case", Phrase::new("mistake.upper-case"));
    vec![
        base64("mistake.written-base64", STANDARD.encode(bytes)),
        base64("mistake.written-base64-url", URL_SAFE.encode(bytes)),
        prefixed("sha256="),
        prefixed("v1="),
        (upper_case, signature.to_string().to_uppercase()),
    ]
}

/// Writes the signature as the platform of this header does.
fn in_header(header: &str, signature: &Signature) -> (Option<Mistake>, String) {
    let mut forms = written(signature).into_iter();
    let form = match header {
        "X-Hub-Signature-256" => forms.find(|(mistake, _)| mistake.name == "prefix"),
        "X-Line-Signature" => forms.find(|(mistake, _)| mistake.name == "base64"),
        _ => None,
    };
    match form {
        Some((mistake, text)) => (Some(mistake), text),
        None => (None, signature.to_string()),
    }
}

struct CandidateList {
    seen: HashSet<String>,
    list: Vec<Candidate>,
}

impl CandidateList {
    fn add(&mut self, mistakes: &[Mistake], signature: String) {
        if self.seen.insert(signature.clone()) {
            self.push(mistakes, SIGNATURE_HEADER, signature);
        }
    }

    fn push(&mut self, mistakes: &[Mistake], header: &'static str, signature: String) {
        self.list.push(Candidate {
            explanation: super::explanation("mistake.takes", mistakes),
            header,
            signature,
        });
    }
}
