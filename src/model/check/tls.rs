//! Checks of the family `tls`: how the callback URL is encrypted.
use super::{BotCheck, CheckLevel, Procedure, Scenario};

pub(super) const CHECKS: &[BotCheck] = &[
    BotCheck {
        id: "tls.https",
        what: "The callback URL is one of https",
        why: "By plain HTTP everybody on the way reads what users say",
        source: "MoMoTalk's guide: the callback URL is HTTPS; OWASP Webhook Security Cheat Sheet",
        level: CheckLevel::Fail,
        repair: "Put a certificate before the bot (Caddy, a load balancer, a tunnel) and register the URL of https.",
        procedure: Procedure::Scenario(Scenario::Https),
    },
    BotCheck {
        id: "tls.old-version",
        what: "TLS 1.1 is refused",
        why: "TLS 1.0 and 1.1 are broken",
        source: "RFC 8996; OWASP Webhook Security Cheat Sheet: TLS 1.2 or higher",
        level: CheckLevel::Fail,
        repair: "Set the lowest version to TLS 1.2 (nginx: `ssl_protocols TLSv1.2 TLSv1.3`).",
        procedure: Procedure::Scenario(Scenario::OldTls),
    },
];
