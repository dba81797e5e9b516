//! `model::event`: the documented shape, and new ids and times without touching another byte.
use momo::model::protocol::momotalk_event::{
    EventIdentity, MESSAGE_CREATED, MessageCreated, replace_identity, seeded_bytes,
};
use momo::model::time::Timestamp;
use proptest::prelude::*;

fn stamp() -> EventIdentity {
    EventIdentity::new([0xab; 12], Timestamp::from_seconds(1_780_999_999))
}

#[test]
fn event_body_has_the_documented_shape_and_momos_white_space() {
    let event = MessageCreated {
        event_id: "evt_1",
        event_type: MESSAGE_CREATED,
        bot_id: "bot_1",
        timestamp: Timestamp(1_780_833_600_999),
        room_id: 123,
        message_id: 456,
        sender_user_id: "user_1",
        body: "hello \"누구\"\n",
        message_type: "TEXT",
        created_at: Timestamp(1_780_833_600_000),
    };
    assert_eq!(
        String::from_utf8(event.to_body()).unwrap(),
        r#"{ "event_id":"evt_1", "event_type":"talk.message_created", "bot_id":"bot_1", "timestamp":1780833600, "message":{ "room_id":123, "message_id":456, "sender_user_id":"user_1", "body":"hello \"누구\"\n", "message_type":"TEXT", "created_at":1780833600 } }"#
    );
}

#[test]
fn restamping_changes_only_id_and_times() {
    let body = "\u{feff} {\"a\" : 1.0,\t\"event_id\" : \"evt_old\", \"event_id\":\"\\u0065vt\", \"timestamp\": 17e8 ,\r\n\
        \"message\":{\"room_id\":12345678901234567890,\"created_at\":-1,\"body\":\"h\\/i\",\"event_id\":\"mine\"},\"z\":{}}\n";
    let expected = "\u{feff} {\"a\" : 1.0,\t\"event_id\" : \"evt_abababababababababababab\", \"event_id\":\"evt_abababababababababababab\", \"timestamp\": 1780999999 ,\r\n\
        \"message\":{\"room_id\":12345678901234567890,\"created_at\":1780999999,\"body\":\"h\\/i\",\"event_id\":\"mine\"},\"z\":{}}\n";
    let new = replace_identity(body.as_bytes(), &stamp());
    assert_eq!(String::from_utf8(new).unwrap(), expected);
}

#[test]
fn message_and_bot_are_replaced_on_request() {
    let body = br#"{"event_id":"evt_1","bot_id":"bot_1","message":{"message_id":456}}"#;
    let stamp = stamp().with_message([0, 0, 0, 4]).with_bot(Some("bot_\"2"));
    assert_eq!(
        String::from_utf8(replace_identity(body, &stamp)).unwrap(),
        r#"{"event_id":"evt_abababababababababababab","bot_id":"bot_\"2","message":{"message_id":3}}"#
    );
}

#[test]
fn values_of_another_type_are_left() {
    for body in [
        &br#"{"event_id":7,"timestamp":"2026-01-01","message":[1]}"#[..],
        br#"[{"event_id":"evt_1"}]"#,
        br#"{"event_id":"evt_1""#,
        b"\xff\xfe",
        b"",
        b"null",
        br#"{"timestamp":null,"message":{"created_at":"now"}}"#,
    ] {
        assert_eq!(replace_identity(body, &stamp()), body);
    }
}

#[test]
fn seed_makes_the_same_identity_again() {
    assert_eq!(seeded_bytes(1, 2), seeded_bytes(1, 2));
    assert_ne!(seeded_bytes(1, 2), seeded_bytes(2, 1));
    assert_ne!(seeded_bytes(1, 2), seeded_bytes(1, 3));
}

/// Any JSON value, as text with odd white space.
pub(crate) fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("1.0e5".to_owned()),
        Just("12345678901234567890123".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        "[ -~가-힣\u{202e}]{0,8}".prop_map(|text| serde_json::Value::from(text).to_string()),
        Just(r#""\u00e9\/\n""#.to_owned()),
    ];
    let key = prop_oneof![
        "[a-z.=\\\\\"]{0,4}",
        Just("event_id".to_owned()),
        Just("message".to_owned())
    ];
    leaf.prop_recursive(4, 32, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|list| format!("[ {}]", list.join(" ,"))),
            prop::collection::vec((key.clone(), inner), 0..5).prop_map(|members| {
                let members: Vec<_> = members
                    .into_iter()
                    .map(|(key, value)| format!("{}:\t{value}", serde_json::Value::from(key)))
                    .collect();
                format!("{{\n{} }}", members.join(" , "))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_body_is_stamped_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        replace_identity(&bytes, &stamp());
    }

    #[test]
    fn stamping_keeps_every_other_byte(other in any_json(), last in any_json(), gap in "[ \t\r\n]{0,3}") {
        let around = |id: &str, time: i64| format!(
            "{gap}{{\"x\":{other}{gap},\"event_id\":{gap}\"{id}\" ,\"timestamp\":{time}{gap},\"message\":{{\"y\":{last},\"created_at\"{gap}:{time}}}}}{gap}"
        );
        // Keys of the same names deeper down must not be touched; on the first two levels there are none but ours.
        prop_assume!(!last.starts_with('{') || !last.contains("created_at"));
        let new = replace_identity(around("evt_old", 5).as_bytes(), &stamp());
        prop_assert_eq!(String::from_utf8(new).unwrap(), around("evt_abababababababababababab", 1_780_999_999));
    }
}
