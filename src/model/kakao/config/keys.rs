//! The keys of an account: name, kind of value, environment variables, description.
//!
//! The names are those of Moltbot's KakaoTalk channel (github.com/Kimjaechol/MoA@c7d13d179, docs/channels/kakao.md),
//! so that its files work here; `restApiKey`, `primaryAdminKey`, `skillSecret` and the `nhn...` keys are momo's own.
use crate::model::secret::Secret;
use serde_json::{Map, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    Text,
    /// A text that is never printed.
    Secret,
    Boolean,
    /// A whole number.
    Number,
    TextList,
}

/// A key of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountKey {
    pub name: &'static str,
    /// The spelling of older files.
    pub alias: Option<&'static str>,
    pub kind: KeyKind,
    /// Environment variables to try, in order, if no file sets the key.
    pub variables: &'static [&'static str],
    /// A sentence without a full stop.
    pub description: &'static str,
}

macro_rules! keys {
    ($($constant:ident: $kind:ident $name:literal $(= $alias:literal)? [$($variable:literal),*] $about:literal;)*) => {
        impl AccountKey {
            $(#[doc = $about] pub const $constant: Self = Self {
                name: $name, alias: first(&[$($alias)?]), kind: KeyKind::$kind, variables: &[$($variable),*], description: $about,
            };)*
            /// All keys, in display order.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

impl AccountKey {
    /// Returns the key with this name or alias.
    pub fn from_name(name: &str) -> Option<Self> {
        let is_named = |key: &&Self| key.name == name || key.alias == Some(name);
        Self::ALL.iter().find(is_named).copied()
    }

    /// Returns whether `name` is the alias and `fields` also sets the current name, which takes precedence.
    pub fn is_superseded(self, name: &str, fields: &Map<String, Value>) -> bool {
        let is_blank = |text: &str| text.trim().is_empty();
        name != self.name
            && fields.get(self.name).is_some_and(|current| {
                !current.is_null() && !current.as_str().is_some_and(is_blank)
            })
    }

    /// Returns whether a secret has only allowed characters: printable ASCII without spaces.
    /// NHN Cloud's keys are sent unescaped in paths and headers, so they allow only unreserved URL characters.
    pub fn allows_characters_of(self, text: &str) -> bool {
        let is_nhn_key =
            [Self::NHN_APP_KEY, Self::NHN_SECRET_KEY, Self::SENDER_KEY].contains(&self);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        text.bytes()
            .all(|byte| byte.is_ascii_graphic() && (is_plain(byte) || !is_nhn_key))
    }

    /// Returns whether a secret is text of [allowed characters](Self::allows_characters_of).
    pub fn allows(self, secret: &Secret) -> bool {
        let text = secret.reveal_text();
        text.is_some_and(|text| self.allows_characters_of(text))
    }

    pub fn is_secret(self) -> bool {
        self.kind == KeyKind::Secret
    }
}

const fn first(names: &[&'static str]) -> Option<&'static str> {
    match names {
        [name, ..] => Some(name),
        [] => None,
    }
}

keys! {
    NAME: Text "name" [] "What you call this account";
    ENABLED: Boolean "enabled" [] "Whether the account is used";
    APP_KEY: Text "appKey" ["KAKAO_APP_KEY", "KAKAO_JAVASCRIPT_KEY"] "The JavaScript key of the app in Kakao Developers";
    REST_API_KEY: Secret "restApiKey" = "adminKey" ["KAKAO_ADMIN_KEY", "KAKAO_REST_API_KEY"] "The REST API key of the app in Kakao Developers; older files call it `adminKey`";
    PRIMARY_ADMIN_KEY: Secret "primaryAdminKey" [ "KAKAO_PRIMARY_ADMIN_KEY"] "The primary admin key of the app in Kakao Developers, with which Share webhooks are signed; not the REST API key";
    SECRET_KEY: Secret "secretKey" ["KAKAO_SECRET_KEY"] "The client secret of the app in Kakao Developers";
    CHANNEL_ID: Text "channelId" ["KAKAO_CHANNEL_ID"] "The id of the channel in KakaoTalk's partner centre";
    SENDER_KEY: Secret "senderKey" ["KAKAO_SENDER_KEY"] "The 40 characters that name the sender in NHN Cloud's KakaoTalk Bizmessage";
    NHN_APP_KEY: Secret "toastAppKey" = "nhnAppKey" ["TOAST_APP_KEY", "NHN_TOAST_APP_KEY"] "The app key of KakaoTalk Bizmessage in NHN Cloud's console";
    NHN_SECRET_KEY: Secret "toastSecretKey" = "nhnSecretKey" ["TOAST_SECRET_KEY", "NHN_TOAST_SECRET_KEY"] "The secret key of KakaoTalk Bizmessage in NHN Cloud's console";
    NHN_HOST: Text "nhnHost" [] "Where NHN Cloud's KakaoTalk Bizmessage answers";
    COMPATIBILITY_ENDS: Text "compatibilityEnds" [] "The day on which NHN Cloud stops to turn Friend Talk into Brand Messages, as 2026-12-31";
    SKILL_URL: Text "webhookUrl" [] "Where KakaoTalk reaches the skill server";
    PATH: Text "webhookPath" [] "The path of the skill server";
    PORT: Number "webhookPort" [] "The port of the skill server";
    SKILL_HEADER: Text "skillHeader" [] "The name of the header that you gave the skill in Kakao's console, if you gave it one";
    SKILL_SECRET: Secret "skillSecret" ["KAKAO_SKILL_SECRET"] "The value of that header";
    DM_POLICY: Text "dmPolicy" [] "Who is answered: `open`, `allowlist` or `disabled`";
    ALLOW_FROM: TextList "allowFrom" [] "The user ids that `allowlist` answers";
    TEXT_CHUNK_LIMIT: Number "textChunkLimit" [] "How many characters one bubble has at most";
    TIMEOUT_SECONDS: Number "timeoutSeconds" [] "How long an agent may take; at most 55 s where its answer goes to a callback URL";
}
