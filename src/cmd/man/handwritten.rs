//! Manual pages written by hand, each about a topic rather than a command.

/// Name, section and roff source of each page.
pub(super) const HANDWRITTEN: &[(&str, u8, &str)] = &[
    ("momo-chat", 5, include_str!("../../../man/momo-chat.5")),
    (
        "momo-moltbot",
        7,
        include_str!("../../../man/momo-moltbot.7"),
    ),
];
