//! Checks of the families `event`, `duplicate` and `reply`: what a bot does with events that are validly signed.
use super::trial::{said, signed};
use super::{BotCheck, CheckLevel, EventMaker, Expected, MadeEvent, Procedure, Scenario, Trial};
use crate::model::protocol::momotalk_event::MESSAGE_CREATED;

const OWN: &str = "momo's own choice";
const CATCH: &str = "Validate what the handler reads, and answer 400 (or 200, and ignore it) where it does not fit.";

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
        source: OWN,
        level: CheckLevel::Fail,
        repair,
        procedure: Procedure::Trials(trials),
    }
}

const fn scene(
    id: &'static str,
    level: CheckLevel,
    scenario: Scenario,
    [what, why, source, repair]: [&'static str; 4],
) -> BotCheck {
    BotCheck {
        id,
        what,
        why,
        source,
        level,
        repair,
        procedure: Procedure::Scenario(scenario),
    }
}

/// What may be said of an event that is valid and hard to digest.
const DIGESTED: Expected = Expected::TakenOr(&[400, 413, 422]);

pub(super) const CHECKS: &[BotCheck] = &[
    check(
        "event.unknown-type",
        "An event of an unknown type is taken",
        "A platform adds types; a bot that refuses them gets them again and again",
        "Answer 2xx to event types that the bot does not know, and do nothing.",
        |maker| {
            vec![signed(maker, Expected::Taken, |text| {
                text.replace(MESSAGE_CREATED, "talk.room_renamed")
                    .into_bytes()
            })]
        },
    ),
    check(
        "event.unknown-message-type",
        "A message of an unknown type is taken",
        "The guide shows `TEXT` alone, and others will come",
        "Answer 2xx to message types that the bot does not know, and do nothing.",
        |maker| {
            vec![signed(maker, Expected::Taken, |text| {
                text.replace("\"TEXT\"", "\"HOLOGRAM\"").into_bytes()
            })]
        },
    ),
    check(
        "event.unknown-field",
        "An event with fields that nobody knows yet is taken",
        "Adding a field is the change that every platform makes without a word",
        "Let the model ignore fields that it does not know.",
        |maker| {
            vec![signed(maker, Expected::Taken, |text| {
                let more =
                    "\"momo_check\":{\"a\":[1, null, \"x\"]}, \"message\":{\"momo_check\":true, ";
                text.replacen("\"message\":{", more, 1).into_bytes()
            })]
        },
    ),
    check(
        "event.malformed-json",
        "Broken JSON with a right signature is answered, and not with a server error",
        "A body cut off on its way ends in the parser's exception",
        "Catch the parser's error and answer 400.",
        |maker| {
            vec![
                signed(maker, Expected::Handled, |text| {
                    text.as_bytes()[..text.len() / 2].to_vec()
                })
                .variant("cut off"),
                signed(maker, Expected::Handled, |_| Vec::new()).variant("an empty body"),
                signed(maker, Expected::Handled, |_| {
                    b"{\"event_type\": \xff\xfe}".to_vec()
                })
                .variant("no UTF-8"),
            ]
        },
    ),
    check(
        "event.wrong-types",
        "Values of the wrong types are answered, and not with a server error",
        "The type of a field is an assumption until it is checked",
        CATCH,
        wrong_types,
    ),
    check(
        "event.missing-fields",
        "An event without its fields is answered, and not with a server error",
        "A field that is always there is missing the first time in production",
        CATCH,
        missing_fields,
    ),
    check(
        "event.empty-text",
        "An empty text is taken",
        "An attachment without words has one",
        CATCH,
        |maker| vec![said(maker, "", Expected::Taken)],
    ),
    check(
        "event.emoji",
        "Emoji of four bytes are taken",
        "Columns and strings of three bytes a letter break on them",
        "Use character sets of four bytes (MySQL: utf8mb4).",
        |maker| vec![said(maker, "👩‍👩‍👧 👋🏽 😀", Expected::Taken)],
    ),
    check(
        "event.lone-surrogate",
        "Half of a surrogate pair is answered, and not with a server error",
        "JSON can write it, and UTF-8 cannot: the reply or the log raises",
        CATCH,
        |maker| vec![said(maker, r"\ud83d", Expected::Handled)],
    ),
    check(
        "event.nul",
        "A NUL in a text is answered, and not with a server error",
        "PostgreSQL refuses it, C ends there",
        CATCH,
        |maker| vec![said(maker, r"a\u0000b", Expected::Handled)],
    ),
    check(
        "event.64kb",
        "A text of 64 KB is taken",
        "Limits of body parsers are below that more often than one thinks",
        "Raise the limit of the body parser (Express: `limit: \"1mb\"`).",
        |maker| vec![said(maker, &"가나다 ".repeat(6_554), Expected::Taken)],
    ),
    check(
        "event.1mib",
        "A text of 1 MiB is taken, or refused with 400 or 413",
        "A reset connection looks like a failure, and comes again",
        CATCH,
        |maker| vec![said(maker, &"momo ".repeat(209_716), DIGESTED)],
    ),
    check(
        "event.deep",
        "JSON of 10,000 levels is answered, and not with a server error",
        "A recursive parser ends with its stack",
        "Catch the parser's error (Python: RecursionError too) and answer 400.",
        |maker| {
            vec![signed(maker, Expected::Handled, |text| {
                let nested = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
                text.replacen(
                    "\"message\":{",
                    &format!("\"momo_check\":{nested}, \"message\":{{"),
                    1,
                )
                .into_bytes()
            })]
        },
    ),
    check(
        "event.proto",
        "The keys `__proto__` and `constructor` do no harm",
        "A merge into an object writes into every object (prototype pollution)",
        "Read the fields that are needed; never merge an event into an object.",
        |maker| {
            vec![signed(maker, Expected::TakenOr(&[400, 422]), |text| {
                let more = "\"__proto__\":{\"event_type\":\"x\"}, \"constructor\":{\"prototype\":{\"message\":1}}, \"message\":{\"__proto__\":{\"body\":1}, ";
                text.replacen("\"message\":{", more, 1).into_bytes()
            })]
        },
    ),
    BotCheck {
        level: CheckLevel::Told,
        ..check(
            "event.old",
            "What an event of last year gets",
            "MoMoTalk's signature has no time: only the event id protects against repetition",
            "",
            |maker| {
                vec![signed(maker, Expected::TakenOr(&[]), |text| {
                    let (now, old) = (maker.now.seconds(), maker.now.seconds() - 365 * 86_400);
                    text.replace(&now.to_string(), &old.to_string())
                        .into_bytes()
                })]
            },
        )
    },
    scene(
        "event.big-id",
        CheckLevel::Warn,
        Scenario::BigIds,
        [
            "Ids above 2^53 come back in the reply as they were",
            "JavaScript rounds them: the reply goes to another room",
            "wire format of MoMoTalk: ids are JSON integers",
            "Read ids as text or BigInt (`JSON.parse` with the source of a number, `json-bigint`).",
        ],
    ),
    scene(
        "event.other-bot",
        CheckLevel::Warn,
        Scenario::OtherBot,
        [
            "An event for another bot id gets no reply",
            "Several bots may share a secret and a server",
            OWN,
            "Compare `bot_id` of the body with the bot's own; the header is not signed.",
        ],
    ),
    scene(
        "event.out-of-order",
        CheckLevel::Warn,
        Scenario::OlderEvent,
        [
            "An older event that comes after a newer one is handled too",
            "Retries and several connections change the order",
            OWN,
            "Know an event again by its `event_id`, not by the largest number or time that was seen.",
        ],
    ),
    scene(
        "duplicate.again",
        CheckLevel::Fail,
        Scenario::DuplicateAgain,
        [
            "The same event once more gets no second reply",
            "A platform delivers again when an answer is lost",
            "OWASP Webhook Security Cheat Sheet",
            KEEP_ID,
        ],
    ),
    scene(
        "duplicate.at-once",
        CheckLevel::Fail,
        Scenario::DuplicateAtOnce,
        [
            "The same event three times at once gets one reply",
            "A look and a later write let all of them through",
            "OWASP Webhook Security Cheat Sheet",
            "Claim the `event_id` in one step: a unique key, `SET NX`, or a set that is changed before the first `await`.",
        ],
    ),
    scene(
        "duplicate.other-header",
        CheckLevel::Fail,
        Scenario::DuplicateOtherHeader,
        [
            "The same event with another event id in its header gets no second reply",
            "The header is not signed: whoever saw an event could repeat it",
            "OWASP Webhook Security Cheat Sheet (replay); MoMoTalk signs the body alone",
            "Take `event_id` from the body, never from `X-MoMoTalk-Event-Id`.",
        ],
    ),
    scene(
        "duplicate.after-failure",
        CheckLevel::Fail,
        Scenario::DuplicateAfterFailure,
        [
            "An event whose first reply failed gets one reply when it comes again",
            "An id that is kept before the work is done loses the message",
            "OWASP Webhook Security Cheat Sheet: 200 only after the event is durably kept",
            "Forget the `event_id` where the work failed and answer 5xx, or keep the event and try again.",
        ],
    ),
    scene(
        "reply.address",
        CheckLevel::Fail,
        Scenario::ReplyAddress,
        [
            "Replies have the room, the message and the token of their event, while two rooms talk at once",
            "What one request writes into a global variable another one reads",
            OWN,
            "Keep what belongs to an event in variables of its handler.",
        ],
    ),
    scene(
        "reply.answer-first",
        CheckLevel::Warn,
        Scenario::AnswerBeforeReply,
        [
            "The event is answered within the budget while the message API hangs",
            "Who replies before answering is late when the API is, gets the event again, and replies twice",
            OWN,
            "Answer first and reply afterwards.",
        ],
    ),
    scene(
        "reply.rate-limited",
        CheckLevel::Warn,
        Scenario::ReplyRateLimited,
        [
            "A reply that the API refuses with 429 comes again after `Retry-After`, once",
            "Hammering makes the limit longer, and giving up loses the reply",
            "RFC 6585 section 4, RFC 9110 section 10.2.3",
            "Wait for the seconds of `Retry-After` and send the reply again.",
        ],
    ),
    scene(
        "reply.server-error",
        CheckLevel::Fail,
        Scenario::ReplyServerError,
        [
            "An event is answered while the message API fails, and the next one gets its reply",
            "The API's bad day must not be the bot's end",
            OWN,
            "Handle the error of the message call: log it, keep the event or answer 5xx.",
        ],
    ),
];

const KEEP_ID: &str = "Keep the `event_id` of the body for a day and answer 200 to one that is known, without doing anything.";

fn rewritten_event(
    maker: &EventMaker,
    variant: &'static str,
    rewrite: impl Fn(&MadeEvent, String) -> String,
) -> Trial {
    let event = maker.event();
    let copy = event.clone();
    let trial = signed(maker, Expected::Handled, |text| {
        rewrite(&copy, text).into_bytes()
    });
    trial.variant(variant)
}

/// Returns the text with the value of `message` replaced.
fn with_message(text: &str, message: &str) -> String {
    let start = text
        .find("\"message\":")
        .map_or(0, |at| at + "\"message\":".len());
    format!("{}{message} }}", &text[..start])
}

fn wrong_types(maker: &EventMaker) -> Vec<Trial> {
    let with = |variant, message: &'static str| {
        rewritten_event(maker, variant, move |_, text| with_message(&text, message))
    };
    let whole =
        |variant, body: &'static str| rewritten_event(maker, variant, move |_, _| body.to_owned());
    vec![
        with("message is null", "null"),
        with("message is a list", "[1, 2]"),
        with("message is a text", "\"hello\""),
        with(
            "texts are numbers",
            r#"{"room_id":1, "message_id":2, "sender_user_id":3, "body":4, "message_type":"TEXT", "created_at":6}"#,
        ),
        with(
            "text is null",
            r#"{"room_id":1, "message_id":2, "sender_user_id":"user_x", "body":null, "message_type":"TEXT", "created_at":6}"#,
        ),
        with(
            "ids are objects",
            r#"{"room_id":{}, "message_id":[], "sender_user_id":{}, "body":{}, "message_type":[], "created_at":{}}"#,
        ),
        rewritten_event(maker, "event_type is a number", |_, text| {
            text.replace(&format!("\"{MESSAGE_CREATED}\""), "7")
        }),
        rewritten_event(maker, "event_id is a list", |event, text| {
            let _ = event;
            replace_value(&text, "event_id", "[\"evt_1\"]")
        }),
        whole("a list", "[]"),
        whole("a number", "7"),
        whole("a text", "\"talk.message_created\""),
        whole("null", "null"),
    ]
}

fn missing_fields(maker: &EventMaker) -> Vec<Trial> {
    vec![
        rewritten_event(maker, "an empty object", |_, _| "{}".into()),
        rewritten_event(maker, "no message", |_, text| {
            text.replacen("\"message\":", "\"massage\":", 1)
        }),
        rewritten_event(maker, "an empty message", |_, text| {
            with_message(&text, "{}")
        }),
        rewritten_event(maker, "no text", |_, text| {
            text.replacen("\"body\":", "\"boody\":", 1)
        }),
        rewritten_event(maker, "no event id", |_, text| {
            text.replacen("\"event_id\":", "\"evont_id\":", 1)
        }),
        rewritten_event(maker, "no event type", |_, text| {
            text.replacen("\"event_type\":", "\"evont_type\":", 1)
        }),
    ]
}

/// Replaces the text value of a key at the top of an event of momo.
fn replace_value(text: &str, key: &str, json: &str) -> String {
    let mark = format!("\"{key}\":");
    let Some((before, rest)) = text.split_once(&mark) else {
        return text.to_owned();
    };
    let end = rest.find(',').unwrap_or(rest.len());
    format!("{before}{mark}{json}{}", &rest[end..])
}
