//! Which platform a request comes from, and whether it is authentic by that platform's own rule. The requests are those
//! of the platforms' documentation.
use momo::model::http::{Headers, Request};
use momo::model::protocol::{Event, Protocol, SkillKey, share_authenticate, skill_authenticate};
use momo::model::secret::Secret;
use momo::model::secret::signature::SignatureVerdict;

const SKILL: &str = r#"{"intent":{"id":"i","name":"블록"},"userRequest":{"timezone":"Asia/Seoul","params":{},"block":{"id":"b","name":"블록"},"utterance":"안녕","lang":"ko","user":{"id":"u","type":"botUserKey","properties":{}}},"bot":{"id":"5e0f180affa74800014bd838!","name":"봇"},"action":{"id":"a","name":"스킬","params":{},"detailParams":{},"clientExtra":null},"contexts":[]}"#;
const SHARE: &str =
    r#"{"CHAT_TYPE":"DirectChat","HASH_CHAT_ID":"abc","TEMPLATE_ID":10000,"event_type":"own"}"#;

fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Request {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), value.as_bytes().to_vec());
    Request {
        method: method.into(),
        url: url.into(),
        headers: headers.iter().map(pair).collect::<Headers>(),
        body: body.into(),
    }
}

#[test]
fn protocol_is_recognised_by_headers_then_by_shape() {
    let agent = ("User-Agent", "KakaoOpenAPI/1.0");
    let key = ("Authorization", "KakaoAK k");
    let cases = [
        (
            "POST",
            "/",
            vec![("X-MoMoTalk-Bot-Id", "b")],
            "",
            "momotalk",
        ),
        (
            "POST",
            "/",
            vec![],
            r#"{"event_type":"talk.x"}"#,
            "momotalk",
        ),
        ("POST", "/", vec![], SKILL, "kakao-skill"),
        (
            "POST",
            "/",
            vec![],
            r#"{"userRequest":{"user":{"id":"u"}}}"#,
            "kakao-skill",
        ),
        (
            "POST",
            "/",
            vec![],
            r#"{"isInSlotFilling":true,"utterance":"a"}"#,
            "kakao-skill",
        ),
        ("POST", "/", vec![], SHARE, "kakao-share"),
        (
            "POST",
            "/",
            vec![("x-kakao-resource-id", "r")],
            "",
            "kakao-share",
        ),
        (
            "GET",
            "/?HASH_CHAT_ID=a&CHAT_TYPE=MemoChat",
            vec![],
            "",
            "kakao-share",
        ),
        ("GET", "/?a=1", vec![agent, key], "", "kakao-share"),
        // The key alone is also that of a call of Kakao's own API.
        ("POST", "/v2/bots/b/talk", vec![key], "{}", "http"),
        (
            "POST",
            "/?HASH_CHAT_ID=a&CHAT_TYPE=MemoChat",
            vec![],
            "",
            "http",
        ),
        (
            "POST",
            "/",
            vec![],
            r#"{"userRequest":"text","utterance":"a"}"#,
            "http",
        ),
        ("POST", "/", vec![], "[1]", "http"),
        ("POST", "/", vec![], "", "http"),
    ];
    for (method, url, headers, body, name) in cases {
        let request = request(method, url, &headers, body);
        assert_eq!(Protocol::recognise(&request).name(), name, "{request:?}");
    }
}

#[test]
fn kakao_events_have_names_chosen_by_momo() {
    let skill = request("POST", "/", &[], SKILL);
    let event = Event::from_request(Protocol::KakaoSkill, &skill);
    assert_eq!(event.event_type.as_deref(), Some("kakao.skill"));
    assert_eq!(event.bot_id.as_deref(), Some("5e0f180affa74800014bd838!"));
    let share = request("POST", "/", &[("X-Kakao-Resource-ID", "Rvy1")], SHARE);
    let event = Event::from_request(Protocol::KakaoShare, &share);
    assert_eq!(event.event_type.as_deref(), Some("kakao.share"));
    assert_eq!(event.id.as_deref(), Some("Rvy1"));
}

#[test]
fn event_fields_of_the_documented_type_are_read() {
    let event = Event::parse(
        r#" {"event\u005fid":"evt_\u0031","event_type":7,"bot_id":null,"huge":1e999,"message":{"body":"{","room_id":5}}"#
            .as_bytes(),
    );
    assert_eq!(event.id.as_deref(), Some("evt_1"));
    assert_eq!((event.event_type, event.bot_id), (None, None));
    assert_eq!(event.room_id, Some(5));
    for body in [r#"["evt_1","type"]"#, "null", "{", "\"event_id\""] {
        assert_eq!(Event::parse(body.as_bytes()), Event::default(), "{body}");
    }
    let listed = Event::parse(br#"{"message":[5]}"#);
    assert_eq!(listed.room_id, None);
}

#[test]
fn share_webhook_is_authenticated_by_the_admin_key() {
    let keys = [Secret::new("other").unwrap(), Secret::new("k3y").unwrap()];
    let check = |headers: &[(&str, &str)], keys: &[Secret]| {
        share_authenticate(&request("GET", "/", headers, ""), keys).verdict
    };
    assert_eq!(
        check(&[("Authorization", "KakaoAK k3y")], &keys),
        SignatureVerdict::Valid
    );
    assert_eq!(check(&[], &keys), SignatureVerdict::Missing);
    assert_eq!(
        check(&[("Authorization", "KakaoAK k3y")], &[]),
        SignatureVerdict::Unchecked
    );
    let wrong = [
        "KakaoAK k3",
        "KakaoAK k3yy",
        "KakaoAK  k3y",
        "Bearer k3y",
        "k3y",
        "KakaoAKk3y",
        "",
    ];
    for value in wrong {
        assert_eq!(
            check(&[("Authorization", value)], &keys),
            SignatureVerdict::Invalid,
            "{value}"
        );
    }
    let twice = [
        ("Authorization", "KakaoAK k3y"),
        ("authorization", "KakaoAK k3y"),
    ];
    assert_eq!(check(&twice, &keys), SignatureVerdict::Invalid);
}

#[test]
fn skill_call_is_authenticated_by_the_configured_header() {
    let key = SkillKey {
        header: "X-Skill".into(),
        secret: Secret::new("s3cret").unwrap(),
    };
    let check = |headers: &[(&str, &str)], key: Option<&SkillKey>| {
        skill_authenticate(&request("POST", "/", headers, SKILL), key).verdict
    };
    assert_eq!(
        check(&[("x-skill", "s3cret")], Some(&key)),
        SignatureVerdict::Valid
    );
    assert_eq!(
        check(&[("x-skill", "s3cret")], None),
        SignatureVerdict::Unchecked
    );
    assert_eq!(check(&[], Some(&key)), SignatureVerdict::Missing);
    assert_eq!(
        check(&[("X-Skill", "s3cre")], Some(&key)),
        SignatureVerdict::Invalid
    );
    let twice = [("X-Skill", "s3cret"), ("X-Skill", "s3cret")];
    assert_eq!(check(&twice, Some(&key)), SignatureVerdict::Invalid);
}
