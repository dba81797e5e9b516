//! Where each value is found in the consoles of Kakao and NHN Cloud, and what comes after setting up.
//!
//! From developers.kakao.com/docs/ko/kakaotalk-share/callback, the channel's guide
//! (github.com/Kimjaechol/MoA@c7d13d179, docs/channels/kakao.md) and NHN Cloud's documents
//! (github.com/TOAST-DOCS/Alimtalk). Consoles change: these are the names of 2026.
use crate::model::kakao::config::{DEFAULT_PATH, DEFAULT_PORT, Key};

/// Where the value of this key is found.
pub fn where_found(key: Key) -> &'static str {
    match key {
        Key::REST_API_KEY => {
            "developers.kakao.com, your app, app keys (앱 키): the REST API key (REST API 키). Older guides call it KAKAO_ADMIN_KEY."
        }
        Key::PRIMARY_ADMIN_KEY => {
            "developers.kakao.com, your app: the primary admin key. Kakao sends it with Share webhooks; it is not the REST API key."
        }
        Key::CHANNEL_ID => "business.kakao.com, your channel: its id.",
        Key::SENDER_KEY => {
            "NHN Cloud's console, KakaoTalk Bizmessage, the sender profile of your channel: 40 characters."
        }
        Key::NHN_APP_KEY => {
            "NHN Cloud's console, KakaoTalk Bizmessage: the app key of the product."
        }
        Key::NHN_SECRET_KEY => {
            "NHN Cloud's console, KakaoTalk Bizmessage: the secret key, beside the app key."
        }
        Key::PORT => "The port on which `momo kakao serve` will listen.",
        Key::PATH => "The path at which Kakao will call it; the end of the skill's URL.",
        Key::DM_POLICY => {
            "Who is answered: `open` (everybody), `allowlist` (the user ids in allowFrom) or `disabled`."
        }
        Key::ALLOW_FROM => {
            "The user ids of Kakao's requests (userRequest.user.id), with commas between them."
        }
        Key::SKILL_HEADER => {
            "Kakao signs no skill call. In chatbot.kakao.com, 스킬 (skill), you may add a header with a secret value, which momo then checks."
        }
        Key::SKILL_SECRET => "The value that you gave that header.",
        _ => key.about,
    }
}

/// What comes next, one step a line; `which` are the flags that say which account, as a shell takes them.
pub fn next_steps(
    port: Option<u16>,
    path: Option<&str>,
    sends: bool,
    which: &[String],
) -> Vec<String> {
    let port = port.unwrap_or(DEFAULT_PORT);
    let path = path.unwrap_or(DEFAULT_PATH);
    let momo = |verb: &str, more: &str| {
        let words = ["momo", "kakao", verb].into_iter();
        let words = words.chain(which.iter().map(String::as_str));
        let words: Vec<_> = words.chain((!more.is_empty()).then_some(more)).collect();
        words.join(" ")
    };
    let mut steps = vec![
        format!("{:<27} what is set, and what works", momo("status", "")),
        format!("{:<27} the skill server", momo("serve", "")),
        format!("ngrok http {port:<16} or another tunnel: Kakao's console refuses local URLs"),
        format!(
            "chatbot.kakao.com: 스킬 (skill), URL https://YOUR-TUNNEL{path}; then deploy the skill, and the block that uses it"
        ),
        "momo kakao say 안녕         speaks to the skill as KakaoTalk does, without Kakao"
            .to_owned(),
    ];
    if sends {
        let send = momo("send", "PHONE TEXT");
        steps.push(format!("{send:<27} a message through NHN Cloud"));
    }
    steps
}
