//! Skill calls as momo builds them, held to published documents and captures, and read back.
use momo::model::http::Request;
use momo::model::kakao::dialogue::{Dialogue, Utterance, choices};
use momo::model::kakao::payload::{BOT_ID, CallOrigin, SkillPayload, SkillUser, fallback_block};
use momo::model::protocol::{Event, Protocol};
use momo::model::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

fn built(
    variant: CallOrigin,
    text: &str,
    dialogue: &Dialogue,
    callback_url: Option<&str>,
) -> Value {
    let call = SkillPayload {
        variant,
        user: &SkillUser::from_name("앨리스"),
        utterance: &Utterance::typed(text),
        last_block: dialogue.last_block.as_ref(),
        contexts: &dialogue.contexts,
        callback_url,
    };
    serde_json::from_slice(&call.to_body()).unwrap()
}

fn known(entry: &str) -> Vec<String> {
    let all: Value =
        serde_json::from_str(include_str!("../../data/kakao/payload-keys.json")).unwrap();
    serde_json::from_value(all[entry].clone()).unwrap()
}

/// The paths of all leaves, an empty object being one.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                leaves(value, &path, found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn payload_has_every_documented_and_captured_field() {
    let none = Dialogue::default();
    let url = "http://127.0.0.1/callback";
    for (entry, payload) in [
        ("documented", built(CallOrigin::Live, "안녕", &none, None)),
        ("live", built(CallOrigin::Live, "안녕", &none, None)),
        (
            "skill-test",
            built(CallOrigin::SkillTest, "안녕", &none, None),
        ),
        (
            "callback",
            built(CallOrigin::Live, "안녕", &none, Some(url)),
        ),
    ] {
        for path in known(entry) {
            let pointer = format!("/{}", path.replace('.', "/"));
            assert!(
                payload.pointer(&pointer).is_some(),
                "{entry}: {path} in {payload}"
            );
        }
    }
    // Nothing else is in a skill test.
    let mut found = Vec::new();
    leaves(
        &built(CallOrigin::SkillTest, "안녕", &none, None),
        "",
        &mut found,
    );
    let known = known("skill-test");
    assert_eq!(
        found.iter().filter(|path| !known.contains(path)).count(),
        0,
        "{found:?}"
    );
}

#[test]
fn variants_differ_as_captures_do() {
    let none = Dialogue::default();
    let live = built(CallOrigin::Live, "안녕", &none, None);
    assert_eq!(live["userRequest"]["utterance"], "안녕");
    assert_eq!(
        live["userRequest"]["params"],
        json!({ "surface": "Kakaotalk.plusfriend" })
    );
    assert_eq!(
        live["userRequest"]["user"]["id"].as_str().unwrap().len(),
        66
    );
    assert_eq!(live["contexts"], json!([]));
    assert_eq!(live["flow"], json!({ "trigger": { "type": "TEXT_INPUT" } }));
    let test = built(CallOrigin::BotTest, "안녕", &none, None);
    assert_eq!(test["userRequest"]["utterance"], "안녕\n");
    assert_eq!(test["userRequest"]["params"]["surface"], "BuilderBotTest");
    assert_eq!(test["bot"]["id"], format!("{BOT_ID}!"));
    let test = built(CallOrigin::SkillTest, "안녕", &none, None);
    assert_eq!(test["userRequest"]["lang"], Value::Null);
    assert_eq!(test["userRequest"]["user"]["type"], "accountId");
    assert!(test.get("flow").is_none() && test.get("contexts").is_none());
}

#[test]
fn contexts_are_set_age_and_expire() {
    let mut dialogue = Dialogue::default();
    let now = Timestamp::from_seconds(1000);
    let names = |dialogue: &Dialogue| -> Vec<(String, i64)> {
        let contexts = dialogue.contexts.iter();
        contexts.map(|it| (it.name.clone(), it.life_span)).collect()
    };
    let set = |name: &str, life_span: i64| json!({ "context": { "values": [{ "name": name, "lifeSpan": life_span, "ttl": 60, "params": { "n": 1 } }] } });
    dialogue.apply_answer(fallback_block(), &set("a", 2), now);
    assert_eq!(names(&dialogue), [("a".into(), 2)]);
    assert_eq!(dialogue.contexts[0].params["n"], "1", "Kakao keeps texts");
    dialogue.apply_answer(fallback_block(), &set("b", 5), now);
    assert_eq!(names(&dialogue), [("a".into(), 1), ("b".into(), 5)]);
    dialogue.apply_answer(fallback_block(), &json!({}), now);
    assert_eq!(names(&dialogue), [("b".into(), 4)]);
    dialogue.drop_expired_contexts(Timestamp::from_seconds(1059));
    assert_eq!(names(&dialogue).len(), 1);
    dialogue.drop_expired_contexts(Timestamp::from_seconds(1060));
    assert_eq!(names(&dialogue), []);
    dialogue.apply_answer(fallback_block(), &set("c", 3), now);
    dialogue.apply_answer(fallback_block(), &set("c", 0), now);
    assert_eq!(names(&dialogue), []);
}

#[test]
fn each_choice_carries_its_value() {
    let answer = json!({ "template": { "outputs": [
        { "textCard": { "title": "t", "buttons": [
            { "label": "말", "action": "message", "messageText": "말해 줘", "extra": { "a": 1 } },
            { "label": "블록", "action": "block", "blockId": "b1" },
            { "label": "링크", "action": "webLink", "webLinkUrl": "https://example.com" } ] } },
        { "listCard": { "header": { "title": "h" }, "items": [
            { "title": "하나", "action": "message", "messageText": "하나요" },
            { "title": "둘" } ] } },
        { "carousel": { "type": "listCard", "items": [ { "items": [ { "title": "셋", "action": "block", "blockId": "b3" } ] } ] } } ],
        "quickReplies": [
            { "label": "빠른", "action": "message", "messageText": "빨리" },
            { "label": "그냥", "action": "Block", "blockId": "b2", "messageText": "그냥요" } ] } });
    let taps: Vec<_> = choices(&answer)
        .iter()
        .map(|choice| {
            choice
                .to_utterance()
                .map(|tap| (tap.trigger, tap.text, tap.block.map(|block| block.id)))
        })
        .collect();
    let tap = |kind: &'static str, text: &str, block: Option<&str>| {
        Some((kind, text.to_owned(), block.map(str::to_owned)))
    };
    assert_eq!(
        taps,
        [
            tap("CARD_BUTTON_MESSAGE", "말해 줘", None),
            tap("CARD_BUTTON_BLOCK", "블록", Some("b1")),
            None,
            tap("LIST_ITEM_MESSAGE", "하나요", None),
            tap("LIST_ITEM_BLOCK", "셋", Some("b3")),
            tap("QUICKREPLY_BUTTON_MESSAGE", "빨리", None),
            tap("QUICKREPLY_BUTTON_BLOCK", "그냥요", Some("b2")),
        ]
    );
    assert_eq!(
        choices(&answer)[0].to_utterance().unwrap().extra,
        Some(json!({ "a": 1 }))
    );
}

proptest! {
    #[test]
    fn built_payload_is_read_again(name in ".{0,20}", text in ".{0,40}", which in 0..3usize, url in prop::option::of("https?://[a-z]{1,9}/[a-z0-9]{0,9}")) {
        let (user, variant) = (SkillUser::from_name(&name), CallOrigin::ALL[which]);
        let utterance = Utterance::typed(text.clone());
        let call = SkillPayload { variant, user: &user, utterance: &utterance, last_block: None, contexts: &[], callback_url: url.as_deref() };
        let body = call.to_body();
        let request = Request::post("/", "application/json", body.clone());
        prop_assert_eq!(Protocol::recognise(&request), Protocol::KakaoSkill);
        prop_assert_eq!(Event::from_request(Protocol::KakaoSkill, &request).bot_id, Some(call.bot_id()));
        let read: Value = serde_json::from_slice(&body).unwrap();
        let said = read["userRequest"]["utterance"].as_str().unwrap();
        let end = if variant == CallOrigin::BotTest { "\n" } else { "" };
        prop_assert_eq!(said, format!("{text}{end}"));
        prop_assert_eq!(read["userRequest"].get("callbackUrl").and_then(Value::as_str), url.as_deref());
        prop_assert!(SkillUser::from_name(&name) == user && user.id.len() == 66 && user.plusfriend_key.len() == 12);
    }

    #[test]
    fn any_answer_is_remembered_without_panic(text in "\\PC{0,60}") {
        let answer = serde_json::from_str(&text).unwrap_or_else(|_| json!({ "template": text }));
        Dialogue::default().apply_answer(fallback_block(), &answer, Timestamp::from_seconds(1));
    }
}
