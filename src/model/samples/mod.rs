//! Sample payloads, embedded from data files in this folder. Each is an event as sent by its platform.
mod momotalk;
mod share;
mod skill;

use super::http::Request;
use super::protocol::{Protocol, share_request, skill_request};
use crate::model::history::filter::Glob;
use crate::model::json::tree::JsonDocument;
use crate::model::protocol::momotalk_event::{EventIdentity, replace_identity};
use crate::model::text::nearest::distance;

/// A sample payload.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// `PROTOCOL/NAME`.
    pub name: &'static str,
    /// One line.
    pub description: &'static str,
    protocol: Protocol,
    /// The data file; its trailing newline is not part of the sample.
    file: &'static str,
    /// Size in bytes to which the message text is repeated; `None` leaves it unchanged.
    fill_bytes: Option<usize>,
    /// Whether the payload is sent as the query of a GET.
    is_query: bool,
}

/// Returns all samples by protocol, the simplest of each first.
pub fn all() -> impl Iterator<Item = &'static Sample> {
    let parts = [momotalk::SAMPLES, skill::SAMPLES, share::SAMPLES];
    parts.into_iter().flatten()
}

/// Returns the samples whose names match a pattern such as `momotalk/*`; `None` if the text is no pattern of samples.
pub fn matching(pattern: &str) -> Option<Vec<&'static Sample>> {
    let is_pattern = pattern.contains('*') && is_sample_name(pattern);
    let glob = Glob::new(pattern);
    is_pattern.then(|| all().filter(|sample| glob.matches(sample.name)).collect())
}

pub fn find(name: &str) -> Option<&'static Sample> {
    all().find(|sample| sample.name == name)
}

/// Returns whether the text begins with a protocol and a slash, and so must mean a sample.
pub fn is_sample_name(word: &str) -> bool {
    let protocol = word.split_once('/').map(|(protocol, _)| protocol);
    protocol.is_some_and(|protocol| Protocol::from_name(protocol).is_some())
}

/// Returns up to three names similar to `word`, the nearest first.
/// Compares the whole name, the name without its protocol, and its last part.
pub fn suggestions(word: &str) -> Vec<&'static str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    let min_distance = |name: &str| {
        let short = name.split('/').next_back().unwrap_or(name);
        let last = short.split('.').next_back().unwrap_or(short);
        let parts = [name, short, last].map(|part| distance(&word, part));
        parts.into_iter().min().unwrap_or(usize::MAX)
    };
    let mut list: Vec<_> = all()
        .map(|sample| (min_distance(sample.name), sample.name))
        .filter(|(min_distance, _)| *min_distance <= limit)
        .collect();
    list.sort_by_key(|(min_distance, _)| *min_distance);
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

    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// Returns whether the payload is sent as the query of a GET.
    pub fn is_query(&self) -> bool {
        self.is_query
    }

    /// Returns the payload with this identity. Only MoMoTalk payloads contain one.
    pub fn body(&self, identity: &EventIdentity) -> Vec<u8> {
        match self.protocol {
            Protocol::Momotalk => replace_identity(&self.raw(), identity),
            _ => self.raw(),
        }
    }

    /// Returns the request that carries this payload, with the headers of its protocol, and without a host.
    pub fn request(&self, payload: Vec<u8>) -> Request {
        match self.protocol {
            Protocol::KakaoShare => share_request(payload, self.is_query),
            Protocol::KakaoSkill => skill_request(payload),
            Protocol::Momotalk | Protocol::Nhn | Protocol::Http => {
                Request::post("/", "application/json", payload)
            }
        }
    }

    /// Returns the payload with the ids and times of the file, its text filled to `fill_bytes`.
    pub fn raw(&self) -> Vec<u8> {
        let bytes = self.file.trim_end().as_bytes();
        let Some(size) = self.fill_bytes else {
            return bytes.to_vec();
        };
        let Some(json) = JsonDocument::parse(bytes) else {
            return bytes.to_vec();
        };
        let message = json.root().member("message");
        let Some(body) = message.and_then(|message| message.member("body")) else {
            return bytes.to_vec();
        };
        let span = body.span();
        let text = &self.file[span.start + 1..span.end - 1];
        let mut long: String = text.chars().cycle().take(size).collect();
        while long.len() > size {
            long.pop();
        }
        long.push_str(&".".repeat(size - long.len()));
        json.replace(span, &format!("\"{long}\""))
    }
}
