//! Checks of the family `share`: a receiver of Kakao Talk Share webhooks.
//!
//! Source: <https://developers.kakao.com/docs/latest/en/kakaotalk-share/callback>.
use super::event_maker::SHARED;
use super::{BotCheck, CheckLevel, EventMaker, Expected, Procedure, Scenario, Trial};
use crate::model::http::Request;
use CheckLevel::{Fail, Told, Warn};
use Procedure::{Scenario as Play, Trials};
use std::sync::atomic::Ordering;

const KAKAO: &str = "developers.kakao.com, kakaotalk-share/callback";
const OWN: &str = "momo's own choice";
const COMPARE: &str = "Refuse with 401 unless `Authorization` is `KakaoAK ` and the primary admin key, compared as a whole.";

pub(super) const CHECKS: &[BotCheck] = &[
    BotCheck::new(
        "share.valid",
        Fail,
        [
            "A webhook with the right key is answered 2xx within three seconds",
            "It is the control: without it nothing else can be told",
            KAKAO,
            "Answer 2xx at once; Kakao reads nothing but the status.",
        ],
        Play(Scenario::Control),
    ),
    BotCheck::new(
        "share.key-missing",
        Fail,
        [
            "A webhook without a key is refused",
            "Whoever knows the URL could tell the bot of shares that never were",
            KAKAO,
            COMPARE,
        ],
        Trials(|maker| vec![keyed(maker, None)]),
    ),
    BotCheck::new(
        "share.key-empty",
        Fail,
        [
            "A webhook with an empty key is refused",
            "A bot that runs without its key compares with nothing",
            OWN,
            "End at the start where KAKAO_PRIMARY_ADMIN_KEY is not set or empty.",
        ],
        Trials(|maker| {
            vec![
                keyed(maker, Some(b"KakaoAK ".to_vec())).variant("KakaoAK and nothing"),
                keyed(maker, Some(b"KakaoAK undefined".to_vec())).variant("undefined"),
                keyed(maker, Some(b"KakaoAK None".to_vec())).variant("None"),
            ]
        }),
    ),
    BotCheck::new(
        "share.key-wrong",
        Fail,
        [
            "A webhook with another key is refused",
            "A key that is only looked for is no key",
            KAKAO,
            COMPARE,
        ],
        Trials(|maker| {
            vec![keyed(
                maker,
                Some(format!("KakaoAK {}", maker.other_secret()).into_bytes()),
            )]
        }),
    ),
    BotCheck::new(
        "share.key-half",
        Fail,
        [
            "A webhook with the first half of the key is refused",
            "A comparison that ends with the shorter text can be guessed digit by digit",
            OWN,
            COMPARE,
        ],
        Trials(|maker| {
            let key = admin_key(maker);
            vec![keyed(
                maker,
                Some([b"KakaoAK ", &key[..key.len() / 2]].concat()),
            )]
        }),
    ),
    BotCheck::new(
        "share.key-longer",
        Fail,
        [
            "A webhook with letters behind the key is refused",
            "`startsWith` is no comparison",
            OWN,
            COMPARE,
        ],
        Trials(|maker| {
            vec![keyed(
                maker,
                Some([b"KakaoAK ", &*admin_key(maker), b"0"].concat()),
            )]
        }),
    ),
    BotCheck::new(
        "share.other-scheme",
        Warn,
        [
            "The key under another scheme is refused",
            "Kakao sends `KakaoAK`: a check that takes several forms is one more thing to be wrong",
            KAKAO,
            COMPARE,
        ],
        Trials(|maker| {
            vec![
                keyed(maker, Some([b"Bearer ", &*admin_key(maker)].concat())).variant("Bearer"),
                keyed(maker, Some(admin_key(maker))).variant("the bare key"),
            ]
        }),
    ),
    BotCheck::new(
        "share.scheme-case",
        Told,
        [
            "What the scheme `kakaoak` in lower case gets",
            "Schemes of HTTP ignore case; Kakao sends one spelling",
            "RFC 9110 section 11.1",
            "",
        ],
        Trials(|maker| {
            vec![keyed(
                maker,
                Some([b"kakaoak ", &*admin_key(maker)].concat()),
            )]
        }),
    ),
    BotCheck::new(
        "share.chat-types",
        Fail,
        [
            "Webhooks of every kind of chat room are taken",
            "One of them is the one that was never tried",
            KAKAO,
            "Answer 2xx to every CHAT_TYPE.",
        ],
        Trials(chat_types),
    ),
    BotCheck::new(
        "share.template-id",
        Fail,
        [
            "TEMPLATE_ID may be a number, a text, empty or missing",
            "Kakao's pages contradict each other about it",
            KAKAO,
            "Read TEMPLATE_ID as text, with a default.",
        ],
        Trials(template_ids),
    ),
    BotCheck::new(
        "share.custom-args",
        Fail,
        [
            "Parameters of one's own, in Korean and with `&`, `=` and `+`, are taken",
            "A hand-made reading of the query breaks on them",
            KAKAO,
            "Let the framework read the query.",
        ],
        Trials(|maker| {
            let args = r#""주문 번호":"가&나=다+라 50%","emoji":"😀","CHAT_MEMBER_COUNT_RANGE":"1-5","IS_SINGLE_CHATROOM":false"#;
            vec![taken(
                maker,
                &SHARED.replacen('{', &format!("{{{args},"), 1),
            )]
        }),
    ),
    BotCheck::new(
        "share.same-id",
        Fail,
        [
            "The same webhook twice has one effect",
            "A share that is counted twice pays twice",
            "OWASP Webhook Security Cheat Sheet; Kakao's id is unique for each webhook",
            "Keep X-Kakao-Resource-ID, and do nothing for one that is known.",
        ],
        Play(Scenario::SharedTwice),
    ),
    BotCheck::new(
        "share.at-once",
        Fail,
        [
            "Fifty webhooks at once are all taken within three seconds",
            "A campaign comes at once",
            OWN,
            "Answer first and do the work afterwards.",
        ],
        Play(Scenario::AtOnce),
    ),
    BotCheck::new(
        "share.headroom",
        Warn,
        [
            "95 of 100 answers come within 80 % of three seconds",
            "Distance takes the rest; a URL that errs often is switched off by Kakao",
            KAKAO,
            "Answer first and do the work afterwards.",
        ],
        Play(Scenario::Headroom),
    ),
    BotCheck::new(
        "share.redirect",
        Fail,
        [
            "No webhook is answered with a redirect",
            "Kakao follows none",
            KAKAO,
            "Register the URL to which the redirect leads.",
        ],
        Play(Scenario::Redirect),
    ),
    BotCheck::new(
        "errors.share-key",
        Fail,
        [
            "No answer holds the admin key",
            "It opens all of the app's APIs",
            "OWASP Error Handling Cheat Sheet",
            "Answer with a fixed text.",
        ],
        Play(Scenario::LeakedSecret),
    ),
    BotCheck::new(
        "errors.share-stack-trace",
        Fail,
        [
            "No answer holds a stack trace",
            "It names paths, versions and code to a stranger",
            "OWASP Error Handling Cheat Sheet",
            "Switch off debug pages and answer with a fixed text.",
        ],
        Play(Scenario::LeakedTrace),
    ),
    BotCheck::new(
        "alive.share",
        Fail,
        [
            "A webhook is still taken after all that came before",
            "A crash is the finding",
            OWN,
            "Its log says what ended it.",
        ],
        Play(Scenario::Alive),
    ),
];

fn admin_key(maker: &EventMaker) -> Vec<u8> {
    let key = maker.keys.admin_key.as_ref();
    key.map(|key| key.reveal().to_vec()).unwrap_or_default()
}

fn webhook(maker: &EventMaker, json: &str) -> Request {
    maker.share_webhook(json, maker.by_query.load(Ordering::Relaxed))
}

/// Returns a trial of a webhook with this `Authorization`, to be refused; `None` leaves it out.
fn keyed(maker: &EventMaker, authorization: Option<Vec<u8>>) -> Trial {
    let mut request = webhook(maker, SHARED);
    match authorization {
        Some(value) => request.headers.set("Authorization", value),
        None => request.headers.remove("Authorization"),
    }
    Trial::new(request, Expected::Refused)
}

fn taken(maker: &EventMaker, json: &str) -> Trial {
    Trial::new(webhook(maker, json), Expected::Taken)
}

fn chat_types(maker: &EventMaker) -> Vec<Trial> {
    [
        "MemoChat",
        "DirectChat",
        "MultiChat",
        "OpenDirectChat",
        "OpenMultiChat",
        "MomoCheckChat",
    ]
    .map(|chat| taken(maker, &SHARED.replace("DirectChat", chat)).variant(chat))
    .into()
}

fn template_ids(maker: &EventMaker) -> Vec<Trial> {
    [
        ("a text", "\"TEMPLATE_ID\":\"10000\","),
        ("empty", "\"TEMPLATE_ID\":\"\","),
        ("missing", ""),
    ]
    .map(|(variant, field)| {
        taken(maker, &SHARED.replace("\"TEMPLATE_ID\":10000,", field)).variant(variant)
    })
    .into()
}
