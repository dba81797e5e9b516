//! Sample payloads: data files below this folder, embedded, each an event as it stands on the wire.
mod momotalk;
mod share;
mod skill;

use super::http::Request;
use super::protocol::{Protocol, share_request, skill_request};
use crate::model::json::span::{JsonText, splice};
use crate::model::protocol::momotalk_event::{EventIdentity, replace_identity};
use crate::model::text::nearest::distance;

/// A sample payload.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// What is typed; the part before the slash is the protocol.
    pub name: &'static str,
    /// What it holds, in one line.
    pub description: &'static str,
    protocol: Protocol,
    /// The data file, with a newline at its end that is not part of the sample.
    file: &'static str,
    /// How many bytes the text of the message is repeated to fill; none leaves it.
    fill_bytes: Option<usize>,
    /// Whether it comes as the query of a GET.
    is_query: bool,
}

/// Every sample, the plainest of each protocol first.
pub fn all() -> impl Iterator<Item = &'static Sample> {
    let parts = [momotalk::SAMPLES, skill::SAMPLES, share::SAMPLES];
    parts.into_iter().flatten()
}

/// The sample of this name.
pub fn find(name: &str) -> Option<&'static Sample> {
    all().find(|sample| sample.name == name)
}

/// Whether this is how samples are called, so that a sample must be meant.
pub fn is_sample_name(word: &str) -> bool {
    let protocol = word.split_once('/').map(|(protocol, _)| protocol);
    protocol.is_some_and(|protocol| Protocol::from_name(protocol).is_some())
}

/// Names that `word` may have meant, the nearest first, at most three: by the whole name, by the name
/// without its protocol, or by its last part.
pub fn suggestions(word: &str) -> Vec<&'static str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    let steps = |name: &str| {
        let short = name.split('/').next_back().unwrap_or(name);
        let last = short.split('.').next_back().unwrap_or(short);
        let parts = [name, short, last].map(|part| distance(&word, part));
        parts.into_iter().min().unwrap_or(usize::MAX)
    };
    let mut list: Vec<_> = all()
        .map(|sample| (steps(sample.name), sample.name))
        .filter(|(steps, _)| *steps <= limit)
        .collect();
    list.sort_by_key(|(steps, _)| *steps);
    list.into_iter().map(|(_, name)| name).take(3).collect()
}

impl Sample {
    const fn new(
        protocol: Protocol,
        name: &'static str,
        file: &'static str,
        description: &'static str,
    ) -> Self {
        Self {
            name,
            description,
            protocol,
            file,
            fill_bytes: None,
            is_query: false,
        }
    }

    /// The platform whose event it is.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// Whether it comes as the query of a GET.
    pub fn is_query(&self) -> bool {
        self.is_query
    }

    /// The payload's bytes under this identity; only MoMoTalk writes one into the payload.
    pub fn body(&self, identity: &EventIdentity) -> Vec<u8> {
        match self.protocol {
            Protocol::Momotalk => replace_identity(&self.raw(), identity),
            _ => self.raw(),
        }
    }

    /// The request that carries this payload, to no place yet, with what all of its kind have in common.
    pub fn request(&self, payload: Vec<u8>) -> Request {
        match self.protocol {
            Protocol::KakaoShare => share_request(payload, self.is_query),
            Protocol::KakaoSkill => skill_request(payload),
            Protocol::Momotalk | Protocol::Nhn | Protocol::Http => {
                Request::post("/", "application/json", payload)
            }
        }
    }

    /// The payload's bytes under the ids and times of the file, its text as long as the sample wants it.
    pub fn raw(&self) -> Vec<u8> {
        let bytes = self.file.trim_end().as_bytes();
        let Some(size) = self.fill_bytes else {
            return bytes.to_vec();
        };
        let span = JsonText::parse(bytes).and_then(|json| {
            let message = json.member_span(&json.root_span(), "message")?;
            json.member_span(&message, "body")
        });
        let Some(span) = span else {
            return bytes.to_vec();
        };
        let text = &self.file[span.start + 1..span.end - 1];
        let mut long: String = text.chars().cycle().take(size).collect();
        while long.len() > size {
            long.pop();
        }
        long.push_str(&".".repeat(size - long.len()));
        splice(bytes, vec![(span, format!("\"{long}\"").into_bytes())])
    }
}
