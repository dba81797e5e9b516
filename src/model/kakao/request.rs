//! What Kakao asks a skill: a SkillPayload, read without insisting on anything but a JSON object.
//!
//! Captured requests differ from the documents and from one another: ids stand in several places and spellings, a
//! test of the console has no `lang`, a call that validates an entity is flat. What is missing is empty.
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>.
use serde_json::{Map, Value};

/// What a skill server needs of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SkillRequest {
    /// What the user said, as it came; the console's bot test adds a newline to it.
    pub utterance: String,
    /// `userRequest.user.id`; where it is missing, the same key under another of its names.
    pub user_id: String,
    /// The other ids by which Kakao names the same user: `plusfriendUserKey`, `appUserId` and older ones.
    pub other_ids: Vec<String>,
    /// `bot.id`; that of a development channel ends with `!`.
    pub bot_id: String,
    /// Where a late answer may go, once, within a minute. Only of blocks that have the option.
    pub callback_url: Option<String>,
}

/// The names under which captures have the id that is `user.id` today.
const OLDER_IDS: [&str; 5] = [
    "botUserKey",
    "bot_user_key",
    "accountId",
    "talkUserId",
    "talk_user_id",
];
/// The ids of other kinds.
const OTHER_IDS: [&str; 4] = [
    "plusfriendUserKey",
    "plusfriend_user_key",
    "appUserId",
    "app_user_id",
];

impl SkillRequest {
    /// Reads a body. The error says what it is instead, as the skill server answers it.
    pub fn read(body: &[u8]) -> Result<Self, &'static str> {
        // A byte order mark is no JSON, but harmless.
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        match serde_json::from_slice(body) {
            Ok(Value::Object(payload)) => Ok(Self::of(&payload)),
            Ok(_) => Err("Not a JSON object"),
            Err(_) => Err("Invalid JSON"),
        }
    }

    fn of(payload: &Map<String, Value>) -> Self {
        let asked = payload.get("userRequest").and_then(Value::as_object);
        // The flat form has at the top what otherwise stands in `userRequest`.
        let asked = asked.unwrap_or(payload);
        let user = asked.get("user").unwrap_or(&Value::Null);
        let properties = user.get("properties").unwrap_or(&Value::Null);
        let id_of = |name: &&str| id(properties, name).or_else(|| id(user, name));
        let known: Vec<_> = OLDER_IDS.iter().filter_map(id_of).collect();
        let user_id = id(user, "id").or_else(|| word(user));
        Self {
            utterance: text(asked.get("utterance")),
            user_id: user_id
                .or_else(|| known.first().cloned())
                .unwrap_or_default(),
            other_ids: known
                .into_iter()
                .chain(OTHER_IDS.iter().filter_map(id_of))
                .collect(),
            bot_id: text(payload.get("bot").and_then(|bot| bot.get("id"))),
            callback_url: Some(text(asked.get("callbackUrl"))).filter(|url| !url.is_empty()),
        }
    }

    /// Whether Kakao names the user so.
    pub fn is_from(&self, id: &str) -> bool {
        !id.is_empty() && (self.user_id == id || self.other_ids.iter().any(|other| other == id))
    }

    /// Who talks with which bot; none where Kakao does not say who, so that nobody gets another's answer.
    pub fn conversation(&self) -> Option<(String, String)> {
        let known = !self.user_id.is_empty();
        known.then(|| (self.bot_id.clone(), self.user_id.clone()))
    }
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn id(object: &Value, name: &str) -> Option<String> {
    word(object.get(name)?)
}

/// A text that is not empty, or a number: some captures have ids without quotes.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
