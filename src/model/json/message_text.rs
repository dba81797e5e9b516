//! The text that a message's event, call or skill call holds.
use serde_json::Value;

/// Where platforms put the text: MoMoTalk's event, its message call, Kakao's skill call.
const POINTERS: [&str; 3] = ["/message/body", "/body", "/userRequest/utterance"];

/// Returns what a message says; `None` if the body is no JSON or holds no message.
pub fn message_text(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let mut texts = POINTERS.iter().filter_map(|it| value.pointer(it)?.as_str());
    texts.next().map(str::to_owned)
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
