//! The manual pages that are written by hand: no command's, but a subject's.

/// Each page's name, section and source.
pub(super) const HANDWRITTEN: &[(&str, u8, &str)] = &[(
    "momo-moltbot",
    7,
    include_str!("../../../man/momo-moltbot.7"),
)];
