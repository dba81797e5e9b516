//! Checks of the family `rotation`: what becomes of a secret that was replaced.
use super::{BotCheck, CheckLevel, Procedure, Scenario};

pub(super) const CHECKS: &[BotCheck] = &[BotCheck::new(
    "rotation.old-secret",
    CheckLevel::Told,
    [
        "What an event that the old secret signed gets",
        "While a secret is being replaced a bot takes both, so that no event is lost; afterwards the old one is any stranger's",
        "OWASP Webhook Security Cheat Sheet (rotation)",
        "",
    ],
    Procedure::Scenario(Scenario::OldSecret),
)];
