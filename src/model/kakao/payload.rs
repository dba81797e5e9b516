//! A SkillPayload as Kakao writes it: what captured calls have, in their order.
//!
//! The documented fields: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>. Who the
//! user is follows from a name, so that the same name is the same user everywhere; that, the ids, and how contexts
//! look in a request (every published example has none) are momo's own choice.
use super::dialogue::{Block, Context, Utterance};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// Where a call comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// KakaoTalk, in the channel's chatroom.
    Live,
    /// The bot test of Kakao's console: the development channel's bot, and a newline behind the utterance.
    BotTest,
    /// The skill test of Kakao's console: hardly anything is known of the user.
    SkillTest,
}

impl Variant {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Live, Self::BotTest, Self::SkillTest];

    /// As people spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::BotTest => "bot-test",
            Self::SkillTest => "skill-test",
        }
    }

    /// The variant of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variant| variant.name() == name)
    }
}

/// A user: two ids as long as captured ones are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The bot user key: 66 hexadecimal digits.
    pub id: String,
    /// The channel's key of the user: 12 letters.
    pub plusfriend_key: String,
}

impl User {
    /// The user of this name.
    pub fn named(name: &str) -> Self {
        let digest = |salt: &str| {
            Sha256::new()
                .chain_update(salt)
                .chain_update(name)
                .finalize()
        };
        let id = hex::encode(digest("momo bot user key ")) + "00";
        let mut plusfriend_key = hex::encode(digest("momo channel user key "));
        plusfriend_key.truncate(12);
        Self { id, plusfriend_key }
    }
}

/// Everything of a call.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// Where it comes from.
    pub variant: Variant,
    /// Who speaks.
    pub user: &'a User,
    /// What is said.
    pub utterance: &'a Utterance,
    /// The block that the last answer came from.
    pub last_block: Option<&'a Block>,
    /// What earlier answers set.
    pub contexts: &'a [Context],
    /// Where a late answer may go.
    pub callback_url: Option<&'a str>,
}

/// The bot's id; ids and names of everything that Kakao's console makes are momo's own.
pub const BOT_ID: &str = "5e0f180affa74800014bd838";
const BOT: &str = "모모톡 봇";
const SKILL: (&str, &str) = ("64a1b2c3d4e5f60718293a4d", "모모톡 스킬");

/// The block that takes whatever no other block does.
pub fn fallback_block() -> Block {
    Block {
        id: "64a1b2c3d4e5f60718293a4b".into(),
        name: "폴백 블록".into(),
    }
}

impl Call<'_> {
    /// The block that answers.
    pub fn block(&self) -> Block {
        self.utterance.block.clone().unwrap_or_else(fallback_block)
    }

    /// `bot.id`; that of a development channel ends with `!`.
    pub fn bot_id(&self) -> String {
        match self.variant {
            Variant::BotTest => format!("{BOT_ID}!"),
            Variant::Live | Variant::SkillTest => BOT_ID.into(),
        }
    }

    /// The body as it is sent.
    pub fn to_body(&self) -> Vec<u8> {
        let block = self.block();
        let is_skill_test = self.variant == Variant::SkillTest;
        let mut intent = json!({ "id": block.id, "name": block.name });
        if !is_skill_test {
            intent["extra"] = json!({ "reason": { "code": 1, "message": "OK" } });
        }
        let extra = match (&self.utterance.extra, is_skill_test) {
            (Some(extra), _) => extra.clone(),
            (None, true) => Value::Null,
            (None, false) => json!({}),
        };
        let mut payload = json!({
            "intent": intent,
            "userRequest": self.request(&block),
            "bot": { "id": self.bot_id(), "name": BOT },
            "action": { "id": SKILL.0, "name": SKILL.1, "params": {}, "detailParams": {}, "clientExtra": extra },
        });
        if !is_skill_test {
            payload["flow"] = self.flow();
            payload["contexts"] = self.contexts.iter().map(in_request).collect();
        }
        payload.to_string().into_bytes()
    }

    fn request(&self, block: &Block) -> Value {
        let mut text = self.utterance.text.clone();
        let (params, lang) = match self.variant {
            Variant::Live => (json!({ "surface": "Kakaotalk.plusfriend" }), json!("ko")),
            Variant::BotTest => {
                text.push('\n');
                let params = json!({ "surface": "BuilderBotTest", "ignoreMe": "true" });
                (params, json!("ko"))
            }
            Variant::SkillTest => (json!({ "ignoreMe": "true" }), Value::Null),
        };
        let mut request = json!({
            "timezone": "Asia/Seoul",
            "params": params,
            "block": block,
            "utterance": text,
            "lang": lang,
            "user": self.user(),
        });
        if let Some(url) = self.callback_url {
            request["callbackUrl"] = url.into();
        }
        request
    }

    fn user(&self) -> Value {
        let User { id, plusfriend_key } = self.user;
        let mut properties = Map::new();
        let mut put = |key: &str, value: Value| properties.insert(key.to_owned(), value);
        match self.variant {
            Variant::SkillTest => {
                // The console names the one who tests by the digits of an account.
                let digits = id.bytes().filter(u8::is_ascii_digit).take(6);
                let id: String = digits.map(char::from).collect();
                return json!({ "id": id, "type": "accountId", "properties": {} });
            }
            Variant::Live => {
                put("plusfriendUserKey", plusfriend_key.as_str().into());
                put("appUserStatus", "REGISTERED".into());
                put("app_user_status", "REGISTERED".into());
                put("plusfriend_user_key", plusfriend_key.as_str().into());
                put("botUserKey", id.as_str().into());
                put("bot_user_key", id.as_str().into());
                put("isFriend", true.into());
            }
            Variant::BotTest => {
                put("plusfriendUserKey", plusfriend_key.as_str().into());
                put("botUserKey", id.as_str().into());
                put("bot_user_key", id.as_str().into());
            }
        }
        json!({ "id": id, "type": "botUserKey", "properties": properties })
    }

    fn flow(&self) -> Value {
        let mut flow = json!({ "trigger": { "type": self.utterance.trigger } });
        let referrer = self.utterance.referrer.as_ref().or(self.last_block);
        if let Some(referrer) = referrer.filter(|_| self.utterance.trigger != "TEXT_INPUT") {
            flow["trigger"]["referrerBlock"] = json!(referrer);
        }
        if let Some(last) = self.last_block {
            flow["lastBlock"] = json!(last);
        }
        flow
    }
}

/// A context as a request has it.
fn in_request(context: &Context) -> Value {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct InRequest<'a> {
        name: &'a str,
        life_span: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        ttl: Option<i64>,
        params: &'a Map<String, Value>,
    }
    json!(InRequest {
        name: &context.name,
        life_span: context.life_span,
        ttl: context.ttl,
        params: &context.params,
    })
}
