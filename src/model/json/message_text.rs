//! What a message's event, call or skill call says, and which message a call answers.
use serde_json::Value;

/// Where platforms put the text: MoMoTalk's event, its message call, Kakao's skill call.
const POINTERS: [&str; 3] = ["/message/body", "/body", "/userRequest/utterance"];

/// The message in the body of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestMessage {
    pub text: String,
    /// The room and the message that a message call names; `None` in events.
    pub room_id: Option<i64>,
    pub reply_to: Option<i64>,
}

impl RequestMessage {
    /// Reads a body; `None` if it is no JSON or holds no message.
    pub fn read(body: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(body).ok()?;
        let mut texts = POINTERS.iter().filter_map(|it| value.pointer(it)?.as_str());
        Some(Self {
            text: texts.next()?.to_owned(),
            room_id: value.get("room_id").and_then(Value::as_i64),
            reply_to: value.get("reply_to_message_id").and_then(Value::as_i64),
        })
    }
}

/// Returns what a message says; `None` if the body is no JSON or holds no message.
pub fn message_text(body: &[u8]) -> Option<String> {
    RequestMessage::read(body).map(|it| it.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_where_each_platform_puts_it() {
        for body in [
            r#"{"event_type":"talk.message_created","message":{"body":"안녕"}}"#,
            r#"{"room_id":1,"body":"안녕"}"#,
            r#"{"userRequest":{"utterance":"안녕"},"action":{}}"#,
        ] {
            assert_eq!(message_text(body.as_bytes()).as_deref(), Some("안녕"));
        }
        let call = br#"{"room_id":3,"reply_to_message_id":7,"body":"x"}"#;
        let expected = RequestMessage {
            text: "x".to_owned(),
            room_id: Some(3),
            reply_to: Some(7),
        };
        assert_eq!(RequestMessage::read(call), Some(expected));
        for body in [
            "",
            "{",
            "{}",
            r#"{"body":1}"#,
            "[1]",
            r#"{"message":"안녕"}"#,
        ] {
            assert_eq!(message_text(body.as_bytes()), None, "{body}");
        }
    }
}
