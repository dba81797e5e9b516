//! MoMoTalk's samples.
//!
//! MoMoTalk documents one event, `talk.message_created` with a `TEXT` message. The first sample is the documented
//! example; the others are common or unusual contents that a bot must handle. A description says "momo's own choice"
//! for everything that MoMoTalk does not document: also the white space, which no common serialiser gives back.
use super::Sample;
use crate::model::protocol::Protocol;

const fn sample(name: &'static str, file: &'static str, about: &'static str) -> Sample {
    Sample::new(Protocol::Momotalk, name, file, about)
}

pub(super) const SAMPLES: &[Sample] = &[
    sample(
        "momotalk/message_created",
        include_str!("momotalk/message_created.json"),
        "The documented example: somebody says hello",
    ),
    sample(
        "momotalk/message_created.compact",
        include_str!("momotalk/compact.json"),
        "The same without white space, as JSON.stringify writes it",
    ),
    sample(
        "momotalk/message_created.reply",
        include_str!("momotalk/reply.json"),
        "Answers another message (the field is momo's own choice)",
    ),
    sample(
        "momotalk/message_created.korean",
        include_str!("momotalk/korean.json"),
        "Korean text, composed Hangul (NFC)",
    ),
    sample(
        "momotalk/message_created.emoji",
        include_str!("momotalk/emoji.json"),
        "Emoji of several code points, joined and coloured",
    ),
    sample(
        "momotalk/message_created.nfd",
        include_str!("momotalk/nfd.json"),
        "Decomposed Hangul (NFD), as macOS writes file names",
    ),
    sample(
        "momotalk/message_created.empty",
        include_str!("momotalk/empty.json"),
        "An empty text",
    ),
    Sample {
        fill_bytes: Some(64 * 1024),
        ..sample(
            "momotalk/message_created.64kb",
            include_str!("momotalk/64kb.json"),
            "A text of 65,536 bytes",
        )
    },
    sample(
        "momotalk/message_created.control",
        include_str!("momotalk/control.json"),
        "Control characters: terminal escapes, NUL, backspace, CRLF",
    ),
    sample(
        "momotalk/message_created.bidi",
        include_str!("momotalk/bidi.json"),
        "Text that is shown in another order than it is written, and invisible characters",
    ),
    sample(
        "momotalk/message_created.markup",
        include_str!("momotalk/markup.json"),
        "HTML, Markdown and template marks that must stay text",
    ),
    sample(
        "momotalk/message_created.extra_field",
        include_str!("momotalk/extra_field.json"),
        "Fields that nobody knows yet (momo's own choice)",
    ),
    sample(
        "momotalk/message_created.unknown_type",
        include_str!("momotalk/unknown_type.json"),
        "A `message_type` that nobody knows yet (momo's own choice)",
    ),
    sample(
        "momotalk/unknown_event",
        include_str!("momotalk/unknown_event.json"),
        "An `event_type` that nobody knows yet (momo's own choice)",
    ),
];
