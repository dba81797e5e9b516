//! Checks of the family `body`: the signature is computed over the bytes that came.
use super::trial::{said, signed};
use super::{BotCheck, CheckLevel, EventMaker, Expected, Procedure, Trial};
use unicode_normalization::UnicodeNormalization;

const fn check(
    id: &'static str,
    what: &'static str,
    why: &'static str,
    trials: fn(&EventMaker) -> Vec<Trial>,
) -> BotCheck {
    BotCheck {
        id,
        what,
        why,
        source: "MoMoTalk's guide: the signature is over the raw body; OWASP Webhook Security Cheat Sheet",
        level: CheckLevel::Fail,
        repair: "Compute the HMAC over the bytes that came, and parse them afterwards.",
        procedure: Procedure::Trials(trials),
    }
}

/// What a parser may say of JSON that is unusual: the signature was right, so it may not be 401 or 403.
const READ: Expected = Expected::TakenOr(&[400, 422]);

pub(super) const CHECKS: &[BotCheck] = &[
    check(
        "body.compact",
        "An event without spaces is taken",
        "Platforms change their serialiser without telling",
        |maker| {
            vec![signed(maker, Expected::Taken, |text| {
                crate::model::json::pretty::compact(&text).into_bytes()
            })]
        },
    ),
    check(
        "body.spaces",
        "An event with line breaks and tabs between its values is taken",
        "Who writes the JSON again before hashing it loses them",
        |maker| {
            vec![signed(maker, Expected::Taken, |text| {
                text.replacen('{', "{\n\t", 1)
                    .replace("\":", "\" : ")
                    .into_bytes()
            })]
        },
    ),
    check(
        "body.final-newline",
        "An event that ends with a newline is taken",
        "Who trims the body before hashing it loses it",
        |maker| {
            vec![signed(maker, Expected::Taken, |text| {
                (text + "\n").into_bytes()
            })]
        },
    ),
    check(
        "body.escaped-slash",
        "An event with `\\/` in a text is taken",
        "PHP and others write slashes so; a parser that writes again does not",
        |maker| vec![said(maker, r"momo\/check", Expected::Taken)],
    ),
    check(
        "body.unicode-escape",
        "An event with Hangul as `\\uXXXX` is taken",
        "The classic: everything works until somebody says \\uc548\\ub155",
        |maker| vec![said(maker, r"\uc548\ub155", Expected::Taken)],
    ),
    check(
        "body.hangul",
        "An event with Hangul in UTF-8 is taken",
        "Who decodes the body by another character set hashes other bytes",
        |maker| vec![said(maker, "안녕하세요", Expected::Taken)],
    ),
    check(
        "body.nfd",
        "An event with decomposed Hangul is taken",
        "macOS writes file names so; who composes letters before hashing gets other bytes",
        |maker| {
            let text: String = "안녕하세요".nfd().collect();
            vec![said(maker, &text, Expected::Taken)]
        },
    ),
    check(
        "body.float",
        "A whole number written as `1.0` does not break the signature",
        "JavaScript and others write it back as 1",
        |maker| {
            vec![signed(maker, READ, |text| {
                let key = "\"message\":";
                text.replacen(key, &format!("\"momo_check\":1.0, {key}"), 1)
                    .into_bytes()
            })]
        },
    ),
    check(
        "body.duplicate-keys",
        "A key that stands twice does not break the signature",
        "Parsers keep one of the two, and write only that back",
        |maker| {
            vec![signed(maker, READ, |text| {
                let key = "\"message\":";
                text.replacen(
                    key,
                    &format!("\"momo_check\":1, \"momo_check\":2, {key}"),
                    1,
                )
                .into_bytes()
            })]
        },
    ),
    check(
        "body.bom",
        "A byte order mark before the JSON does not break the signature",
        "Decoders drop it silently; RFC 8259 lets a parser refuse it, with 400 and not with 401",
        |maker| {
            vec![signed(maker, READ, |text| {
                format!("\u{feff}{text}").into_bytes()
            })]
        },
    ),
];
