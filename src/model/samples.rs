//! Sample payloads: data files beside this one, embedded, each an event as it stands on the wire.
//!
//! MoMoTalk documents one event, `talk.message_created` with a `TEXT` message. The first sample is that
//! example; the others hold what a bot will meet or should survive. What MoMoTalk does not document is
//! called momo's own choice in its description.
use super::event::{Stamp, restamp};
use super::json_span::{Json, splice};
use super::nearest::distance;
use super::protocol::Protocol;

/// A sample payload.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// What is typed; the part before the slash is the protocol.
    pub name: &'static str,
    /// What it holds, in one line.
    pub about: &'static str,
    /// The data file, with a newline at its end that is not part of the sample.
    file: &'static str,
    /// How many bytes the text of the message is repeated to fill; none leaves it.
    fill: Option<usize>,
}

const fn sample(name: &'static str, file: &'static str, about: &'static str) -> Sample {
    Sample {
        name,
        about,
        file,
        fill: None,
    }
}

/// Every sample; the plainest comes first.
const SAMPLES: [Sample; 13] = [
    sample(
        "momotalk/message_created",
        include_str!("samples/message_created.json"),
        "The documented example: somebody says hello",
    ),
    sample(
        "momotalk/message_created.reply",
        include_str!("samples/reply.json"),
        "Answers another message (the field is momo's own choice)",
    ),
    sample(
        "momotalk/message_created.korean",
        include_str!("samples/korean.json"),
        "Korean text, composed Hangul (NFC)",
    ),
    sample(
        "momotalk/message_created.emoji",
        include_str!("samples/emoji.json"),
        "Emoji of several code points, joined and coloured",
    ),
    sample(
        "momotalk/message_created.nfd",
        include_str!("samples/nfd.json"),
        "Decomposed Hangul (NFD), as macOS writes file names",
    ),
    sample(
        "momotalk/message_created.empty",
        include_str!("samples/empty.json"),
        "An empty text",
    ),
    Sample {
        fill: Some(64 * 1024),
        ..sample(
            "momotalk/message_created.64kb",
            include_str!("samples/64kb.json"),
            "A text of 65,536 bytes",
        )
    },
    sample(
        "momotalk/message_created.control",
        include_str!("samples/control.json"),
        "Control characters: terminal escapes, NUL, backspace, CRLF",
    ),
    sample(
        "momotalk/message_created.bidi",
        include_str!("samples/bidi.json"),
        "Text that is shown in another order than it is written, and invisible characters",
    ),
    sample(
        "momotalk/message_created.markup",
        include_str!("samples/markup.json"),
        "HTML, Markdown and template marks that must stay text",
    ),
    sample(
        "momotalk/message_created.extra_field",
        include_str!("samples/extra_field.json"),
        "Fields that nobody knows yet (momo's own choice)",
    ),
    sample(
        "momotalk/message_created.unknown_type",
        include_str!("samples/unknown_type.json"),
        "A `message_type` that nobody knows yet (momo's own choice)",
    ),
    sample(
        "momotalk/unknown_event",
        include_str!("samples/unknown_event.json"),
        "An `event_type` that nobody knows yet (momo's own choice)",
    ),
];

/// Every sample, the plainest first.
pub fn all() -> &'static [Sample] {
    &SAMPLES
}

/// The sample of this name.
pub fn find(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.name == name)
}

/// Names that `word` may have meant, the nearest first, at most three: by the whole name, by the name
/// without its protocol, or by its last part.
pub fn near(word: &str) -> Vec<&'static str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    let steps = |name: &str| {
        let short = name.split('/').next_back().unwrap_or(name);
        let last = short.split('.').next_back().unwrap_or(short);
        let parts = [name, short, last].map(|part| distance(&word, part));
        parts.into_iter().min().unwrap_or(usize::MAX)
    };
    let mut found: Vec<_> = SAMPLES
        .iter()
        .map(|sample| (steps(sample.name), sample.name))
        .filter(|(steps, _)| *steps <= limit)
        .collect();
    found.sort_by_key(|(steps, _)| *steps);
    found.into_iter().map(|(_, name)| name).take(3).collect()
}

impl Sample {
    /// The platform whose event it is.
    pub fn protocol(&self) -> Protocol {
        Protocol::Momotalk
    }

    /// The payload's bytes under this identity.
    pub fn body(&self, stamp: &Stamp) -> Vec<u8> {
        restamp(&self.raw(), stamp)
    }

    /// The payload's bytes under the ids and times of the file, its text as long as the sample wants it.
    pub fn raw(&self) -> Vec<u8> {
        let bytes = self.file.trim_end().as_bytes();
        let Some(size) = self.fill else {
            return bytes.to_vec();
        };
        let place = Json::parse(bytes).and_then(|json| {
            let message = json.member(&json.root(), "message")?;
            json.member(&message, "body")
        });
        let Some(place) = place else {
            return bytes.to_vec();
        };
        let text = &self.file[place.start + 1..place.end - 1];
        let mut long: String = text.chars().cycle().take(size).collect();
        while long.len() > size {
            long.pop();
        }
        long.push_str(&".".repeat(size - long.len()));
        splice(bytes, vec![(place, format!("\"{long}\"").into_bytes())])
    }
}
