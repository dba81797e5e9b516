//! Writes SkillPayloads like Kakao: the fields of captured calls, in their order.
//!
//! The documented fields: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>.
//! momo's own choice: the ids, that user ids are derived from a name (so that the same name is the same user
//! everywhere), and the form of contexts in a request (no published example has any).
use super::dialogue::{Block, DialogueContext, Utterance};
use crate::model::text::named::named;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

named! {
    /// The part of Kakao that makes the call.
    pub enum CallOrigin {
        /// KakaoTalk, in the channel's chat room.
        Live = "live",
        /// The bot test of Kakao's console: bot of the development channel, newline after the utterance.
        BotTest = "bot-test",
        /// The skill test of Kakao's console: almost no data about the user.
        SkillTest = "skill-test",
    }
}

/// The ids of a user, as long as captured ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillUser {
    /// The bot user key: 66 hexadecimal digits.
    pub id: String,
    /// The channel's key of the user: 12 hexadecimal digits.
    pub plusfriend_key: String,
}

impl SkillUser {
    /// Derives the user's ids from a name.
    pub fn from_name(name: &str) -> Self {
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

/// The contents of a skill call.
#[derive(Debug, Clone)]
pub struct SkillPayload<'a> {
    pub variant: CallOrigin,
    pub user: &'a SkillUser,
    pub utterance: &'a Utterance,
    /// The block of the last answer; `None` at the start of a dialogue.
    pub last_block: Option<&'a Block>,
    /// The contexts set by earlier answers.
    pub contexts: &'a [DialogueContext],
    /// The callback URL; `None` for blocks without the callback option.
    pub callback_url: Option<&'a str>,
}

/// The bot's id. The ids and names of bot, skill and block are momo's own choice.
pub const BOT_ID: &str = "5e0f180affa74800014bd838";
const BOT_NAME: &str = "모모톡 봇";
const SKILL: (&str, &str) = ("64a1b2c3d4e5f60718293a4d", "모모톡 스킬");

/// Returns the fallback block, which answers if no other block matches.
pub fn fallback_block() -> Block {
    Block {
        id: "64a1b2c3d4e5f60718293a4b".into(),
        name: "폴백 블록".into(),
    }
}

impl SkillPayload<'_> {
    /// Returns the block that answers.
    pub fn block(&self) -> Block {
        self.utterance.block.clone().unwrap_or_else(fallback_block)
    }

    /// Returns `bot.id`, which ends with `!` for a development channel.
    pub fn bot_id(&self) -> String {
        match self.variant {
            CallOrigin::BotTest => format!("{BOT_ID}!"),
            CallOrigin::Live | CallOrigin::SkillTest => BOT_ID.into(),
        }
    }

    /// Returns the request body.
    pub fn to_body(&self) -> Vec<u8> {
        let block = self.block();
        let is_skill_test = self.variant == CallOrigin::SkillTest;
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
            "bot": { "id": self.bot_id(), "name": BOT_NAME },
            "action": { "id": SKILL.0, "name": SKILL.1, "params": {}, "detailParams": {}, "clientExtra": extra },
        });
        if !is_skill_test {
            payload["flow"] = self.flow();
            payload["contexts"] = self.contexts.iter().map(context_json).collect();
        }
        payload.to_string().into_bytes()
    }

    fn request(&self, block: &Block) -> Value {
        let mut text = self.utterance.text.clone();
        let (params, lang) = match self.variant {
            CallOrigin::Live => (json!({ "surface": "Kakaotalk.plusfriend" }), json!("ko")),
            CallOrigin::BotTest => {
                text.push('\n');
                let params = json!({ "surface": "BuilderBotTest", "ignoreMe": "true" });
                (params, json!("ko"))
            }
            CallOrigin::SkillTest => (json!({ "ignoreMe": "true" }), Value::Null),
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
        let SkillUser { id, plusfriend_key } = self.user;
        let mut properties = Map::new();
        let mut put = |key: &str, value: Value| properties.insert(key.to_owned(), value);
        match self.variant {
            CallOrigin::SkillTest => {
                // The skill test identifies the user by the digits of an account.
                let digits = id.bytes().filter(u8::is_ascii_digit).take(6);
                let id: String = digits.map(char::from).collect();
                return json!({ "id": id, "type": "accountId", "properties": {} });
            }
            CallOrigin::Live => {
                put("plusfriendUserKey", plusfriend_key.as_str().into());
                put("appUserStatus", "REGISTERED".into());
                put("app_user_status", "REGISTERED".into());
                put("plusfriend_user_key", plusfriend_key.as_str().into());
                put("botUserKey", id.as_str().into());
                put("bot_user_key", id.as_str().into());
                put("isFriend", true.into());
            }
            CallOrigin::BotTest => {
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
        if let Some(last_block) = self.last_block {
            flow["lastBlock"] = json!(last_block);
        }
        flow
    }
}

fn context_json(context: &DialogueContext) -> Value {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct ContextJson<'a> {
        name: &'a str,
        life_span: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        ttl: Option<i64>,
        params: &'a Map<String, Value>,
    }
    json!(ContextJson {
        name: &context.name,
        life_span: context.life_span,
        ttl: context.ttl,
        params: &context.params,
    })
}
