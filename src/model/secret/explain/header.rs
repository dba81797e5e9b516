//! Finds the signature of an event in another header than MoMoTalk's.
use super::{Explanation, LabelledSecret, MAX_SIGNED_BYTES, Mistake, encoding, explanation};
use crate::model::http::Request;
use crate::model::secret::signature::{SIGNATURE_HEADER, Signer};
use crate::model::text::phrase::Phrase;

/// Headers of other platforms' signatures, and names that MoMoTalk's is mistaken for.
pub(super) const OTHER_HEADERS: [&str; 7] = [
    "X-MoMoTalk-Signature",
    "X-Bot-Signature",
    "X-Signature",
    "X-Webhook-Signature",
    "X-Hub-Signature-256",
    "X-Line-Signature",
    "Signature",
];

/// Returns whether the text may be a signature, in any encoding that other platforms use.
pub fn holds_signature(text: &[u8]) -> bool {
    !encoding::decode_all(text).is_empty()
}

/// Returns the header of the request that holds the signature of its body, made with one of the secrets, and in which
/// encoding; `None` if none does.
pub fn explain_other_header(request: &Request, secrets: &[LabelledSecret]) -> Option<Explanation> {
    let is_other = |name: &str| !name.eq_ignore_ascii_case(SIGNATURE_HEADER);
    let headers = request.headers.iter().filter(|it| is_other(&it.name));
    let decoded: Vec<_> = headers
        .flat_map(|header| {
            let decoded = encoding::decode_all(&header.value).into_iter();
            decoded.map(|decoded| (&*header.name, decoded))
        })
        .collect();
    if decoded.is_empty() {
        return None;
    }
    let max_secrets = MAX_SIGNED_BYTES / request.body.len().max(1);
    secrets.iter().take(max_secrets).find_map(|known| {
        let signature = Signer::new(&known.secret).sign(&request.body);
        let (header, decoded) = decoded.iter().find(|(_, it)| it.signature == signature)?;
        let mistakes = [&[other_header(header)], &*decoded.mistakes].concat();
        Some(explanation("mistake.matches", &mistakes))
    })
}

/// Returns the mistake that the signature stands in this header.
pub(super) fn other_header(name: &str) -> Mistake {
    let description = Phrase::new("mistake.other-header").with("header", name);
    Mistake::new("other_header", description)
}
