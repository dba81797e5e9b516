//! Texts that guide through setup: where each value is found in the consoles, and the next steps.
//!
//! Sources: developers.kakao.com/docs/ko/kakaotalk-share/callback, the channel's guide
//! (github.com/Kimjaechol/MoA@c7d13d179, docs/channels/kakao.md) and NHN Cloud's documents
//! (github.com/TOAST-DOCS/Alimtalk). Consoles change: these are the names of 2026.
use crate::model::kakao::config::{AccountKey, DEFAULT_PATH, DEFAULT_PORT};

/// Returns where the user finds the value of a key.
pub fn instructions(key: AccountKey) -> &'static str {
    match key {
        AccountKey::REST_API_KEY => {
            "developers.kakao.com, your app, app keys (앱 키): the REST API key (REST API 키). Older guides call it KAKAO_ADMIN_KEY."
        }
        AccountKey::PRIMARY_ADMIN_KEY => {
            "developers.kakao.com, your app: the primary admin key. Kakao sends it with Share webhooks; it is not the REST API key."
        }
        AccountKey::CHANNEL_ID => "business.kakao.com, your channel: its id.",
        AccountKey::SENDER_KEY => {
            "NHN Cloud's console, KakaoTalk Bizmessage, the sender profile of your channel: 40 characters."
        }
        AccountKey::NHN_APP_KEY => {
            "NHN Cloud's console, KakaoTalk Bizmessage: the app key of the product."
        }
        AccountKey::NHN_SECRET_KEY => {
            "NHN Cloud's console, KakaoTalk Bizmessage: the secret key, beside the app key."
        }
        AccountKey::PORT => "The port on which `momo kakao serve` will listen.",
        AccountKey::PATH => "The path at which Kakao will call it; the end of the skill's URL.",
        AccountKey::DM_POLICY => {
            "Who is answered: `open` (everybody), `allowlist` (the user ids in allowFrom) or `disabled`."
        }
        AccountKey::ALLOW_FROM => {
            "The user ids of Kakao's requests (userRequest.user.id), with commas between them."
        }
        AccountKey::SKILL_HEADER => {
            "Kakao signs no skill call. In chatbot.kakao.com, 스킬 (skill), you may add a header with a secret value, which momo then checks."
        }
        AccountKey::SKILL_SECRET => "The value that you gave that header.",
        _ => key.description,
    }
}

/// Returns the steps after setup. `account_flags` select the account, quoted for a shell.
pub fn next_steps(
    port: Option<u16>,
    path: Option<&str>,
    sends_messages: bool,
    account_flags: &[String],
) -> Vec<String> {
    let port = port.unwrap_or(DEFAULT_PORT);
    let path = path.unwrap_or(DEFAULT_PATH);
    let momo = |verb: &str, more: &str| {
        let words = ["momo", "kakao", verb].into_iter();
        let words = words.chain(account_flags.iter().map(String::as_str));
        let words: Vec<_> = words.chain((!more.is_empty()).then_some(more)).collect();
        words.join(" ")
    };
    let mut steps = vec![
        format!("{:<27} what is set, and what works", momo("status", "")),
        format!("{:<27} the skill server", momo("serve", "")),
        format!(
            "ngrok http {port:<16} or `serve --tunnel ngrok`: Kakao's console refuses local URLs"
        ),
        format!(
            "chatbot.kakao.com: 스킬 (skill), URL https://YOUR-TUNNEL{path}; then deploy the skill, and the block that uses it"
        ),
        "momo kakao say 안녕         speaks to the skill as KakaoTalk does, without Kakao"
            .to_owned(),
    ];
    if sends_messages {
        let send = momo("send", "PHONE TEXT");
        steps.push(format!("{send:<27} a message through NHN Cloud"));
    }
    steps
}
