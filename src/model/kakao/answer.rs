//! What a skill answers: the SkillResponses that momo itself makes, and what an agent said.
//!
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>; the words for refusals
//! and failures are those of Moltbot's channel (github.com/Kimjaechol/MoA@c7d13d179, extensions/kakao).
use super::chunk::chunk;
use serde_json::{Value, json};

/// To somebody who is not in `allowFrom`.
pub const NOT_ALLOWED: &str = "죄송합니다. 허용되지 않은 사용자입니다.";
/// To everybody, where nobody is answered.
pub const DISABLED: &str = "현재 메시지 수신이 비활성화되어 있습니다.";
/// Where the agent failed.
pub const FAILED: &str =
    "죄송합니다. 메시지 처리 중 오류가 발생했습니다. 잠시 후 다시 시도해주세요.";
/// Where the agent had nothing to say.
pub const EMPTY: &str = "메시지를 처리했습니다.";
/// While the agent still thinks, and the answer will come by itself. momo's own words, like the next two.
pub const WAIT: &str = "답변을 준비하고 있습니다. 잠시만 기다려 주세요.";
/// While the agent still thinks, and the answer must be asked for.
pub const ASK_LATER: &str = "답변을 준비하고 있습니다. 잠시 후 아래 버튼을 누르거나 메시지를 보내 주시면 보여 드리겠습니다.";
/// The label of the button that asks for it, and what the user says by it.
pub const SHOW: &str = "답변 보기";

/// How many outputs an answer may have, and how many quick replies.
const MOST_OUTPUTS: usize = 3;
const MOST_REPLIES: usize = 10;

/// What an agent said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Words, and the quick replies below them.
    Text(String, Option<Value>),
    /// A SkillResponse, or another object that is Kakao's business, byte for byte.
    Skill(Vec<u8>),
}

impl Said {
    /// An object with a `text` and neither `version` nor `template` is that text, with its `quickReplies` if it has
    /// some; any other object is a SkillResponse; what is no JSON object is text. None where it is not even UTF-8.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes)
            .ok()?
            .trim_start_matches('\u{feff}');
        let Ok(Value::Object(object)) = serde_json::from_str(text) else {
            return Some(Self::Text(text.to_owned(), None));
        };
        let is_skill = object.contains_key("version") || object.contains_key("template");
        Some(match object.get("text").and_then(Value::as_str) {
            Some(text) if !is_skill => {
                Self::Text(text.to_owned(), object.get("quickReplies").cloned())
            }
            _ => Self::Skill(text.trim().as_bytes().to_vec()),
        })
    }

    /// The answer's bytes. A text becomes bubbles of at most so many characters.
    pub fn response(self, limit: usize) -> Vec<u8> {
        match self {
            Self::Skill(bytes) => bytes,
            Self::Text(text, replies) => {
                let mut chunks = chunk(&text, limit);
                if chunks.is_empty() {
                    chunks.push(EMPTY.to_owned());
                }
                let mut answer = bubbles(&chunks);
                if let Some(replies) = replies {
                    answer["template"]["quickReplies"] = replies;
                }
                bytes(&answer)
            }
        }
    }
}

/// Why this is no JSON; none where it is.
pub fn no_json(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let read = serde_json::from_slice::<Value>(bytes);
    read.err().map(|error| error.to_string())
}

/// One bubble.
pub fn text(text: &str) -> Vec<u8> {
    bytes(&bubbles(&[text.to_owned()]))
}

/// These bubbles.
fn bubbles(texts: &[String]) -> Value {
    let bubble = |text: &String| json!({ "simpleText": { "text": text } });
    let outputs: Vec<_> = texts.iter().map(bubble).collect();
    json!({ "version": "2.0", "template": { "outputs": outputs } })
}

/// Two answers as one: the outputs of both, all else of the second. None where that would be more than one answer holds,
/// or one of them has no outputs.
pub fn join(first: &[u8], second: &[u8]) -> Option<Vec<u8>> {
    let mut outputs = outputs(&serde_json::from_slice(first).ok()?)?;
    let mut joined: Value = serde_json::from_slice(second).ok()?;
    outputs.extend(self::outputs(&joined)?);
    if outputs.len() > MOST_OUTPUTS {
        return None;
    }
    joined["template"]["outputs"] = outputs.into();
    Some(bytes(&joined))
}

fn outputs(answer: &Value) -> Option<Vec<Value>> {
    answer.pointer("/template/outputs")?.as_array().cloned()
}

/// The same answer with the button that asks for the next one, where there is room for it.
pub fn with_more(answer: &[u8]) -> Vec<u8> {
    let Ok(mut more) = serde_json::from_slice::<Value>(answer) else {
        return answer.to_vec();
    };
    let Some(template) = more.get_mut("template").and_then(Value::as_object_mut) else {
        return answer.to_vec();
    };
    let replies = template.entry("quickReplies").or_insert_with(|| json!([]));
    match replies.as_array_mut() {
        Some(replies) if replies.len() < MOST_REPLIES => replies.insert(0, show()),
        _ => return answer.to_vec(),
    }
    bytes(&more)
}

/// Whether an answer says that another one comes by the callback URL.
pub fn is_by_callback(answer: &[u8]) -> bool {
    let read: Option<Value> = serde_json::from_slice(answer).ok();
    read.is_some_and(|answer| answer["useCallback"] == true)
}

/// The answer comes by the callback URL.
pub fn by_callback() -> Vec<u8> {
    bytes(&json!({ "version": "2.0", "useCallback": true, "data": { "text": WAIT } }))
}

/// The answer comes when it is asked for.
pub fn ask_later() -> Vec<u8> {
    let mut answer = bubbles(&[ASK_LATER.to_owned()]);
    answer["template"]["quickReplies"] = json!([show()]);
    bytes(&answer)
}

/// The button that asks for a late answer.
fn show() -> Value {
    json!({ "label": SHOW, "action": "message", "messageText": SHOW })
}

fn bytes(answer: &Value) -> Vec<u8> {
    answer.to_string().into_bytes()
}
