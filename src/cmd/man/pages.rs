//! The manual pages that the binary carries. Made with the pages themselves, by `tests/it/artefacts`.

/// Each page's name and source.
#[rustfmt::skip]
pub(super) const PAGES: &[(&str, &str)] = &[
    ("momo", include_str!("../../../man/momo.1")),
    ("momo-completions", include_str!("../../../man/momo-completions.1")),
    ("momo-man", include_str!("../../../man/momo-man.1")),
    ("momo-sign", include_str!("../../../man/momo-sign.1")),
    ("momo-webhook", include_str!("../../../man/momo-webhook.1")),
    ("momo-webhook-replay", include_str!("../../../man/momo-webhook-replay.1")),
    ("momo-webhook-sample", include_str!("../../../man/momo-webhook-sample.1")),
];
