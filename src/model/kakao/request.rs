//! Reads SkillPayloads leniently: the only requirement is a JSON object, and missing fields are empty.
//!
//! Captured requests differ from the documents and from one another: ids have several places and spellings, a
//! test of the console has no `lang`, and a call that validates an entity is flat.
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>.
use serde_json::{Map, Value};

/// The fields of a skill request that a skill server needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SkillRequest {
    /// The user's message, unchanged; the console's bot test appends a newline.
    pub utterance: String,
    /// `userRequest.user.id`, or the same id under one of its older names.
    pub user_id: String,
    /// Other ids of the same user: `plusfriendUserKey`, `appUserId` and older ones.
    pub other_ids: Vec<String>,
    /// `bot.id`, which ends with `!` for a development channel.
    pub bot_id: String,
    /// Accepts one late answer within a minute. `None` for blocks without the callback option.
    pub callback_url: Option<String>,
}

/// Older names of `user.id` in captured requests.
const USER_ID_ALIASES: [&str; 5] = [
    "botUserKey",
    "bot_user_key",
    "accountId",
    "talkUserId",
    "talk_user_id",
];
const OTHER_ID_NAMES: [&str; 4] = [
    "plusfriendUserKey",
    "plusfriend_user_key",
    "appUserId",
    "app_user_id",
];

impl SkillRequest {
    /// Reads a request body.
    ///
    /// # Errors
    /// Fails if the body is not a JSON object; the text is the skill server's error message.
    pub fn read(body: &[u8]) -> Result<Self, &'static str> {
        // A byte order mark is not JSON, but harmless.
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        match serde_json::from_slice(body) {
            Ok(Value::Object(payload)) => Ok(Self::from_object(&payload)),
            Ok(_) => Err("Not a JSON object"),
            Err(_) => Err("Invalid JSON"),
        }
    }

    fn from_object(payload: &Map<String, Value>) -> Self {
        let user_request = payload.get("userRequest").and_then(Value::as_object);
        // The flat form has the fields of `userRequest` at the top level.
        let user_request = user_request.unwrap_or(payload);
        let user = user_request.get("user").unwrap_or(&Value::Null);
        let properties = user.get("properties").unwrap_or(&Value::Null);
        let id_of = |name: &&str| id(properties, name).or_else(|| id(user, name));
        let aliased_ids: Vec<_> = USER_ID_ALIASES.iter().filter_map(id_of).collect();
        let user_id = id(user, "id").or_else(|| id_text(user));
        Self {
            utterance: text(user_request.get("utterance")),
            user_id: user_id
                .or_else(|| aliased_ids.first().cloned())
                .unwrap_or_default(),
            other_ids: aliased_ids
                .into_iter()
                .chain(OTHER_ID_NAMES.iter().filter_map(id_of))
                .collect(),
            bot_id: text(payload.get("bot").and_then(|bot| bot.get("id"))),
            callback_url: Some(text(user_request.get("callbackUrl"))).filter(|url| !url.is_empty()),
        }
    }

    /// Returns whether one of the user's ids equals `id`.
    pub fn is_from(&self, id: &str) -> bool {
        !id.is_empty() && (self.user_id == id || self.other_ids.iter().any(|other| other == id))
    }

    /// Returns bot id and user id, which identify the conversation.
    /// `None` without a user id: otherwise unknown users would share answers.
    pub fn conversation_key(&self) -> Option<(String, String)> {
        let is_identified = !self.user_id.is_empty();
        is_identified.then(|| (self.bot_id.clone(), self.user_id.clone()))
    }
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn id(object: &Value, name: &str) -> Option<String> {
    id_text(object.get(name)?)
}

/// Returns an id as text. Some captures have ids as numbers.
fn id_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
