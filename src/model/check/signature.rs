//! Checks of the family `signature`: only an event with its right signature is taken.
//!
//! The algorithm is MoMoTalk's: <https://mmrnd.net/bot-developer-guide.html>, "Verify the webhook signature".
use super::trial::refused;
use super::{BotCheck, CheckLevel, EventMaker, Expected, Procedure, Scenario, Trial};
use crate::model::protocol::momotalk_event::MESSAGE_CREATED;
use crate::model::secret::signature::SIGNATURE_HEADER;

const OWASP: &str = "OWASP Webhook Security Cheat Sheet";
const GUIDE: &str = "MoMoTalk's guide, \"Verify the webhook signature\"";

const fn check(
    id: &'static str,
    what: &'static str,
    why: &'static str,
    repair: &'static str,
    trials: fn(&EventMaker) -> Vec<Trial>,
) -> BotCheck {
    BotCheck {
        id,
        what,
        why,
        source: OWASP,
        level: CheckLevel::Fail,
        repair,
        procedure: Procedure::Trials(trials),
    }
}

const REFUSE: &str = "Refuse with 401 before anything else where the header is missing, or is not the HMAC-SHA256 of the raw body in 64 hex digits.";
const WHOLE: &str = "Compare the whole signature, with a function for it: `crypto.timingSafeEqual` after a test of the length, `hmac.compare_digest`.";
const NO_SECRET: &str = "End at the start where MOMOTALK_WEBHOOK_SECRET is not set or empty; never sign with a default.";
const RAW: &str = "Compute the HMAC over the bytes that came, before any parser has them.";

pub(super) const CHECKS: &[BotCheck] = &[
    check(
        "signature.missing",
        "An event without a signature is refused",
        "`if (signature && ...)` takes everything from a stranger who sends none",
        REFUSE,
        |maker| vec![refused(maker, |_| None)],
    ),
    check(
        "signature.empty",
        "An event with an empty signature is refused",
        "An empty text is often false, and skips the comparison",
        REFUSE,
        |maker| vec![refused(maker, |_| Some(String::new()))],
    ),
    check(
        "signature.wrong",
        "An event with a wrong signature is refused",
        "Whoever knows the URL could speak as any user",
        REFUSE,
        |maker| vec![refused(maker, |_| Some("0".repeat(64)))],
    ),
    check(
        "signature.truncated",
        "An event with the first half of its signature is refused",
        "A comparison that ends with the shorter text can be guessed digit by digit",
        WHOLE,
        |maker| {
            vec![refused(maker, |event| {
                Some(maker.signature(&event.body)[..32].to_owned())
            })]
        },
    ),
    BotCheck {
        level: CheckLevel::Warn,
        source: GUIDE,
        ..check(
            "signature.prefixed",
            "A signature with the prefix `sha256=` is refused",
            "MoMoTalk sends none: a check that takes several forms is one more thing to be wrong",
            WHOLE,
            |maker| {
                vec![refused(maker, |event| {
                    Some(format!("sha256={}", maker.signature(&event.body)))
                })]
            },
        )
    },
    BotCheck {
        level: CheckLevel::Warn,
        source: GUIDE,
        ..check(
            "signature.trailing-junk",
            "A signature with junk behind it is refused",
            "`Buffer.from(text, \"hex\")` stops at the first letter that is no digit",
            "Test that the header is 64 hex digits (`/^[0-9a-f]{64}$/`) before it is decoded.",
            |maker| {
                vec![refused(maker, |event| {
                    Some(format!("{}zz", maker.signature(&event.body)))
                })]
            },
        )
    },
    BotCheck {
        level: CheckLevel::Told,
        source: "momo's own choice",
        ..check(
            "signature.upper-case",
            "What a signature in upper case gets",
            "MoMoTalk sends lower case; both are the same number, so taking it is no hole",
            "",
            |maker| {
                vec![refused(maker, |event| {
                    Some(maker.signature(&event.body).to_uppercase())
                })]
            },
        )
    },
    check(
        "signature.other-secret",
        "An event that another secret signed is refused",
        "The bot would take the events of anybody who has any secret",
        REFUSE,
        |maker| {
            vec![refused(maker, |event| {
                Some(maker.signature_with_key(maker.other_secret().as_bytes(), &event.body))
            })]
        },
    ),
    check(
        "signature.empty-key",
        "An event that an empty secret signed is refused",
        "The most common hole of all: the bot runs without its secret, and anybody can sign",
        NO_SECRET,
        |maker| vec![with_key(maker, "")],
    ),
    check(
        "signature.undefined-key",
        "An event signed with the secret `undefined` is refused",
        "JavaScript makes that text of a variable that is not set",
        NO_SECRET,
        |maker| vec![with_key(maker, "undefined")],
    ),
    check(
        "signature.null-key",
        "An event signed with the secret `null` is refused",
        "Templates and Java make that text of a value that is not there",
        NO_SECRET,
        |maker| vec![with_key(maker, "null")],
    ),
    check(
        "signature.none-key",
        "An event signed with the secret `None` is refused",
        "`str(os.environ.get(...))` makes that text of a variable that is not set",
        NO_SECRET,
        |maker| vec![with_key(maker, "None")],
    ),
    check(
        "signature.other-event",
        "An event with the signature of another event is refused",
        "Any signature that was seen once would open the bot for ever",
        RAW,
        |maker| {
            let other = maker.event();
            let taken =
                Trial::new(maker.signed(&other), Expected::Taken).variant("the other event");
            vec![
                taken,
                refused(maker, |_| Some(maker.signature(&other.body))),
            ]
        },
    ),
    check(
        "signature.rewritten-body",
        "The signature of the body as a parser writes it again is refused",
        "It proves what the bot hashes: a body that was parsed and written again is another one",
        RAW,
        |maker| {
            vec![refused(maker, |event| {
                Some(maker.signature(&rewritten(&event.body)))
            })]
        },
    ),
    check(
        "signature.changed-byte",
        "An event of which one letter was changed is refused",
        "A signature that does not cover the text protects nothing",
        RAW,
        |maker| vec![changed_byte(maker)],
    ),
    BotCheck {
        level: CheckLevel::Warn,
        source: "momo's own choice",
        ..check(
            "signature.twice",
            "An event with two signatures, one right and one wrong, is refused",
            "Proxies and frameworks differ in which of two headers they take",
            "Refuse an event whose signature header came twice: `request.headers.getlist(...)`, `req.headersDistinct`.",
            |maker| {
                vec![
                    twice(maker, true).variant("the right one first"),
                    twice(maker, false).variant("the wrong one first"),
                ]
            },
        )
    },
    BotCheck {
        procedure: Procedure::Scenario(Scenario::VerifiedBeforeParsed),
        ..check(
            "signature.before-parse",
            "Broken JSON with a wrong signature is refused like any other wrong signature",
            "Who parses first gives every stranger a parser to attack",
            "Verify before the body is parsed; take the JSON parser off this path.",
            |_| Vec::new(),
        )
    },
    BotCheck {
        level: CheckLevel::Warn,
        procedure: Procedure::Scenario(Scenario::SilentRefusal),
        ..check(
            "signature.silent",
            "A missing and a wrong signature get the same answer",
            "An answer that says what was wrong helps only whoever guesses",
            "Answer every refusal with the same status and text.",
            |_| Vec::new(),
        )
    },
];

/// What is judged when all refused events were sent.
pub(super) const AFTERWARDS: &[BotCheck] = &[BotCheck {
    procedure: Procedure::Scenario(Scenario::RefusalWithoutEffect),
    ..check(
        "signature.no-effect",
        "A refused event has no effect",
        "A bot that answers 401 and acts all the same is open",
        "Return from the handler with the refusal, before the event is handed on.",
        |_| Vec::new(),
    )
}];

fn with_key(maker: &EventMaker, key: &str) -> Trial {
    refused(maker, |event| {
        Some(maker.signature_with_key(key.as_bytes(), &event.body))
    })
}

/// Returns a body as `JSON.stringify` writes it. Events of momo have other spaces.
fn rewritten(body: &[u8]) -> Vec<u8> {
    let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    value.to_string().into_bytes()
}

fn changed_byte(maker: &EventMaker) -> Trial {
    let mut event = maker.event();
    let signature = maker.signature(&event.body);
    let text = String::from_utf8_lossy(&event.body).into_owned();
    let other_type = MESSAGE_CREATED.replace("talk.", "tulk.");
    event.body = text.replace(MESSAGE_CREATED, &other_type).into_bytes();
    Trial::new(maker.request(&event, Some(&signature)), Expected::Refused).room(event.room_id)
}

fn twice(maker: &EventMaker, is_right_first: bool) -> Trial {
    let event = maker.event();
    let (right, wrong) = (maker.signature(&event.body), "0".repeat(64));
    let (first, second) = match is_right_first {
        true => (right, wrong),
        false => (wrong, right),
    };
    let mut request = maker.request(&event, Some(&first));
    request.headers.push(SIGNATURE_HEADER, second.into_bytes());
    Trial::new(request, Expected::Refused).room(event.room_id)
}
