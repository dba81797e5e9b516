//! Every shape of a call that is documented or was captured is read and answered.
use super::{Serving, first_text};
use crate::support::{Momo, data, fuzz};
use momo::model::kakao::request::SkillRequest;
use proptest::prelude::*;
use serde_json::Value;

fn shapes() -> Vec<Value> {
    let text = std::fs::read_to_string(data("kakao/skill_requests.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn each_request_shape_is_read() {
    for shape in shapes() {
        let expected = &shape["expected"];
        let read = SkillRequest::read(shape["request"].to_string().as_bytes()).unwrap();
        let name = &shape["name"];
        assert_eq!(read.utterance, expected["utterance"], "{name}");
        assert_eq!(read.user_id, expected["user_id"], "{name}");
        assert_eq!(read.bot_id, expected["bot_id"], "{name}");
        assert_eq!(
            read.callback_url.as_deref(),
            expected["callback_url"].as_str(),
            "{name}"
        );
    }
}

#[test]
fn each_request_shape_is_answered_in_any_layout() {
    let serving = Serving::with(Momo::new(), &[]);
    for shape in shapes() {
        let request = &shape["request"];
        let pretty = serde_json::to_string_pretty(request).unwrap();
        for body in [request.to_string(), pretty.replace('\n', "\r\n")] {
            let (status, answer) = serving.call(&body);
            assert_eq!(status, 200, "{}: {answer}", shape["name"]);
            let said = shape["expected"]["utterance"].as_str().unwrap().trim();
            let text = first_text(&answer);
            assert_eq!(text, format!("Echo: {said}").trim(), "{}", shape["name"]);
        }
    }
}

#[test]
fn fuzz_any_bytes_are_read_or_refused() {
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    fuzz("a skill request of any bytes", &bytes, |bytes| {
        let _ = SkillRequest::read(&bytes);
        Ok(())
    });
    // Values of any kind in any of the places that are read.
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        any::<f32>().prop_map(|number| serde_json::json!(number).to_string()),
        ".{0,9}".prop_map(|text| Value::from(text).to_string()),
    ];
    let values = proptest::collection::vec(value, 8);
    fuzz("a skill request with any values", &values, |v| {
        let body = format!(
            r#"{{"userRequest":{{"utterance":{},"callbackUrl":{},"user":{{"id":{},"properties":{{"botUserKey":{},"appUserId":{}}}}}}},"bot":{{"id":{}}},"isInSlotFilling":{},"utterance":{}}}"#,
            v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]
        );
        let read = SkillRequest::read(body.as_bytes());
        let read = read.map_err(TestCaseError::fail)?;
        let said: Value = serde_json::from_str(&v[0]).unwrap();
        prop_assert_eq!(read.utterance, said.as_str().unwrap_or_default());
        Ok(())
    });
}
