//! Checks of the family `load`: many events at once.
use super::{BotCheck, CheckLevel, Procedure, Scenario};

pub(super) const CHECKS: &[BotCheck] = &[
    BotCheck {
        id: "load.at-once",
        what: "Fifty events at once are all taken within the budget",
        why: "A busy room sends bursts, and a bot that handles one after the other is late for the last",
        source: "momo's own choice",
        level: CheckLevel::Fail,
        repair: "Answer first and do the work afterwards, in a queue; let the server handle requests concurrently.",
        procedure: Procedure::Scenario(Scenario::AtOnce),
    },
    BotCheck {
        id: "load.headroom",
        what: "95 of 100 answers come within 80 % of the budget",
        why: "Distance and tunnels take the rest",
        source: "momo's own choice",
        level: CheckLevel::Warn,
        repair: "Answer first and do the work afterwards.",
        procedure: Procedure::Scenario(Scenario::Headroom),
    },
];
