//! Checks of the family `errors`: what the answers of the whole run give away.
use super::{BotCheck, CheckLevel, Procedure, Scenario};

const fn check(
    id: &'static str,
    what: &'static str,
    why: &'static str,
    repair: &'static str,
    scenario: Scenario,
) -> BotCheck {
    BotCheck {
        id,
        what,
        why,
        source: "OWASP Webhook Security Cheat Sheet, Error Handling Cheat Sheet",
        level: CheckLevel::Fail,
        repair,
        procedure: Procedure::Scenario(scenario),
    }
}

pub(super) const CHECKS: &[BotCheck] = &[
    check(
        "errors.secret",
        "No answer holds the webhook secret",
        "Whoever knows it can sign",
        "Answer a refusal with a fixed text; never print settings or the environment into an answer.",
        Scenario::LeakedSecret,
    ),
    check(
        "errors.signature",
        "No answer holds the signature that would have been right",
        "The bot would sign for everybody who asks",
        "Answer a refusal with a fixed text; the expected signature belongs into no answer, and into no log.",
        Scenario::LeakedSignature,
    ),
    check(
        "errors.stack-trace",
        "No answer holds a stack trace",
        "It names paths, versions and code to a stranger",
        "Switch off debug pages (`NODE_ENV=production`, `debug=False`) and answer 500 with a fixed text.",
        Scenario::LeakedTrace,
    ),
];
