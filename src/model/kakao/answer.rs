//! Answers of skills: the SkillResponses that momo creates, and the answers of agents.
//!
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>. The texts for refusals
//! and failures are those of Moltbot's channel (github.com/Kimjaechol/MoA@c7d13d179, extensions/kakao).
use super::chunk::chunk;
use serde_json::{Value, json};

/// Sent to users outside `allowFrom`.
pub const NOT_ALLOWED: &str = "죄송합니다. 허용되지 않은 사용자입니다.";
/// Sent to every user if `dmPolicy` is `disabled`.
pub const DISABLED: &str = "현재 메시지 수신이 비활성화되어 있습니다.";
/// Sent if the agent failed.
pub const FAILED: &str =
    "죄송합니다. 메시지 처리 중 오류가 발생했습니다. 잠시 후 다시 시도해주세요.";
/// Sent if the agent's answer is empty.
pub const EMPTY: &str = "메시지를 처리했습니다.";
/// Sent while the agent runs and its answer will come by callback. This and the next two texts are momo's own choice.
pub const WAIT: &str = "답변을 준비하고 있습니다. 잠시만 기다려 주세요.";
/// Sent while the agent runs and the user must ask for its answer.
pub const ASK_LATER: &str = "답변을 준비하고 있습니다. 잠시 후 아래 버튼을 누르거나 메시지를 보내 주시면 보여 드리겠습니다.";
/// Label and message of the button that asks for the answer.
pub const SHOW: &str = "답변 보기";

/// Maximum numbers of outputs and of quick replies of an answer.
const MAX_OUTPUTS: usize = 3;
const MAX_QUICK_REPLIES: usize = 10;

/// The answer of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentAnswer {
    /// A text and its optional quick replies.
    Text(String, Option<Value>),
    /// A SkillResponse or another JSON object, passed to Kakao byte for byte without the white space around it.
    Skill(Vec<u8>),
}

impl AgentAnswer {
    /// Parses an agent's output; `None` if it is not UTF-8.
    /// An object with `text` but neither `version` nor `template` is that text, with its `quickReplies`.
    /// Any other object is a SkillResponse. Everything else is text.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
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

    /// Returns the response body. A text becomes bubbles of at most `limit` UTF-16 units.
    pub fn into_response_body(self, limit: usize) -> Vec<u8> {
        match self {
            Self::Skill(bytes) => bytes,
            Self::Text(text, quick_replies) => {
                let mut chunks = chunk(&text, limit);
                if chunks.is_empty() {
                    chunks.push(EMPTY.to_owned());
                }
                let mut answer = bubbles(&chunks);
                if let Some(quick_replies) = quick_replies {
                    answer["template"]["quickReplies"] = quick_replies;
                }
                bytes(&answer)
            }
        }
    }
}

/// Returns the parse error; `None` for valid JSON. A byte order mark is ignored.
pub fn json_error(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let parsed = serde_json::from_slice::<Value>(bytes);
    parsed.err().map(|error| error.to_string())
}

/// Returns an answer of one bubble.
pub fn text(text: &str) -> Vec<u8> {
    bytes(&bubbles(&[text.to_owned()]))
}

fn bubbles(texts: &[String]) -> Value {
    let bubble = |text: &String| json!({ "simpleText": { "text": text } });
    let outputs: Vec<_> = texts.iter().map(bubble).collect();
    json!({ "version": "2.0", "template": { "outputs": outputs } })
}

/// Joins two answers: the outputs of both, everything else from the second.
/// `None` if there are more than three outputs, or if one answer has no list of outputs.
pub fn join(first: &[u8], second: &[u8]) -> Option<Vec<u8>> {
    let mut outputs = outputs(&serde_json::from_slice(first).ok()?)?;
    let mut joined: Value = serde_json::from_slice(second).ok()?;
    outputs.extend(self::outputs(&joined)?);
    if outputs.len() > MAX_OUTPUTS {
        return None;
    }
    joined["template"]["outputs"] = outputs.into();
    Some(bytes(&joined))
}

fn outputs(answer: &Value) -> Option<Vec<Value>> {
    answer.pointer("/template/outputs")?.as_array().cloned()
}

/// Adds the button that asks for the next answer. Returns the answer unchanged if it has ten quick replies or no
/// template.
pub fn with_show_button(answer: &[u8]) -> Vec<u8> {
    let Ok(mut extended) = serde_json::from_slice::<Value>(answer) else {
        return answer.to_vec();
    };
    let Some(template) = extended.get_mut("template").and_then(Value::as_object_mut) else {
        return answer.to_vec();
    };
    let replies = template.entry("quickReplies").or_insert_with(|| json!([]));
    match replies.as_array_mut() {
        Some(replies) if replies.len() < MAX_QUICK_REPLIES => replies.insert(0, show_button()),
        _ => return answer.to_vec(),
    }
    bytes(&extended)
}

/// Returns whether an answer announces another one by callback (`useCallback`).
pub fn is_by_callback(answer: &[u8]) -> bool {
    let parsed: Option<Value> = serde_json::from_slice(answer).ok();
    parsed.is_some_and(|answer| answer["useCallback"] == true)
}

/// Returns the answer that announces another one by callback.
pub fn callback_answer() -> Vec<u8> {
    bytes(&json!({ "version": "2.0", "useCallback": true, "data": { "text": WAIT } }))
}

/// Returns the answer that asks the user to request the agent's answer later.
pub fn ask_later_answer() -> Vec<u8> {
    let mut answer = bubbles(&[ASK_LATER.to_owned()]);
    answer["template"]["quickReplies"] = json!([show_button()]);
    bytes(&answer)
}

fn show_button() -> Value {
    json!({ "label": SHOW, "action": "message", "messageText": SHOW })
}

fn bytes(answer: &Value) -> Vec<u8> {
    answer.to_string().into_bytes()
}
