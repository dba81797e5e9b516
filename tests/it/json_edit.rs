//! `model::json_edit`: one value changes, every other byte stays.
use crate::event::any_json;
use momo::model::json::edit::{PayloadEdit, ValuePath, apply_all};
use proptest::prelude::*;

const EVENT: &str = r#"{ "event_id" : "evt_1", "n": 1.0, "ok": true, "none": null,
  "message": {"room_id":123, "body":"h\/i"}, "list": [1, {"a.b": 2 } ,3], "empty": {}, "nothing": [ ] }"#;

fn edit(body: &str, edit: &PayloadEdit) -> Result<String, String> {
    match edit.apply(body.as_bytes()) {
        Ok(new) => Ok(String::from_utf8(new).unwrap()),
        Err(error) => Err(format!("{error} | {}", error.hints().join(" "))),
    }
}

fn set(text: &str) -> Result<String, String> {
    let (path, value) = ValuePath::parse_assignment(text).unwrap();
    edit(EVENT, &PayloadEdit::Set(path, value))
}

fn set_json(text: &str) -> Result<String, String> {
    let (path, value) = ValuePath::parse_assignment(text).unwrap();
    edit(EVENT, &PayloadEdit::SetJson(path, value))
}

fn add(text: &str) -> Result<String, String> {
    let (path, value) = ValuePath::parse_assignment(text).unwrap();
    edit(EVENT, &PayloadEdit::Add(path, value))
}

fn unset(text: &str) -> Result<String, String> {
    edit(EVENT, &PayloadEdit::Unset(ValuePath::parse(text)))
}

#[track_caller]
fn changed(result: Result<String, String>, from: &str, to: &str) {
    assert!(EVENT.contains(from));
    assert_eq!(result.unwrap(), EVENT.replacen(from, to, 1));
}

#[test]
fn set_keeps_the_type() {
    changed(
        set("message.body=안녕=\"1\""),
        r#""h\/i""#,
        r#""안녕=\"1\"""#,
    );
    changed(set("message.room_id=9"), "123", "9");
    changed(set("n=-2.50"), "1.0", "-2.50");
    changed(set("ok=false"), "true", "false");
    changed(set("none=text"), "null", r#""text""#);
    changed(set(r"list.1.a\.b=7"), "2 }", "7 }");
    assert_eq!(
        set("message.room_id=abc").unwrap_err(),
        "`message.room_id` is a number, and `abc` is not | To change the kind, write JSON: `--set-json 'message.room_id=\"text\"'`."
    );
    assert!(
        set("message=x")
            .unwrap_err()
            .starts_with("`message` is an object")
    );
    assert!(set("list=x").unwrap_err().starts_with("`list` is an array"));
    assert!(set("ok=1").is_err());
}

#[test]
fn set_json_takes_any_json_as_written() {
    changed(set_json(r#"message.room_id="12""#), "123", r#""12""#);
    changed(
        set_json(r#"message={"a" : 1.00}"#),
        r#"{"room_id":123, "body":"h\/i"}"#,
        r#"{"a" : 1.00}"#,
    );
    let error = set_json("message.body=hello").unwrap_err();
    assert!(error.contains("is no JSON"), "{error}");
}

#[test]
fn missing_path_is_named() {
    let error = set("mesage.bdy=x").unwrap_err();
    assert!(
        error.starts_with("there is no `mesage.bdy` in the payload | Did you mean `message.body`"),
        "{error}"
    );
    let error = set("body=x").unwrap_err();
    assert!(error.contains("Did you mean `message.body`?"), "{error}");
    let error = unset("something.else.entirely").unwrap_err();
    assert!(error.contains("There are `event_id`, `n`"), "{error}");
    assert!(set("list.3=x").is_err());
    assert!(set("list.-1=x").is_err());
    assert!(set("=x").is_err());
    assert!(set_json("message.new=1").unwrap_err().contains("--add"));
}

#[test]
fn add_only_adds() {
    changed(add("message.new=[1]"), r#""h\/i""#, r#""h\/i","new":[1]"#);
    changed(add("empty.a=1"), "{}", r#"{"a":1}"#);
    changed(add("nothing.0=1"), "[ ]", "[1 ]");
    changed(add("list.3=4"), ",3]", ",3,4]");
    assert!(
        add("message.body=1")
            .unwrap_err()
            .contains("is there already")
    );
    assert!(
        add("list.9=1")
            .unwrap_err()
            .contains("the next place of that array is 3")
    );
    assert!(
        add("n.x=1")
            .unwrap_err()
            .contains("neither an object nor an array")
    );
    assert!(add("nowhere.x=1").is_err());
}

#[test]
fn unset_removes_key_and_comma() {
    changed(unset("event_id"), r#" "event_id" : "evt_1","#, "");
    changed(unset("n"), r#", "n": 1.0"#, "");
    changed(unset("nothing"), r#", "nothing": [ ]"#, "");
    changed(unset("list.0"), "1,", "");
    changed(unset("list.2"), " ,3", "");
    changed(unset(r"list.1.a\.b"), r#""a.b": 2"#, "");
}

#[test]
fn edits_apply_in_order() {
    let edits = [
        PayloadEdit::Unset(ValuePath::parse("a")),
        PayloadEdit::Add(ValuePath::parse("a"), "{}".into()),
        PayloadEdit::Add(ValuePath::parse("a.b"), "1".into()),
        PayloadEdit::Set(ValuePath::parse("a.b"), "2".into()),
    ];
    assert_eq!(
        apply_all(br#"{"a":"x"}"#, &edits).unwrap(),
        br#"{"a":{"b":2}}"#
    );
    assert!(apply_all(b"no json", &edits).is_err());
}

/// The value at a path, by another parser.
fn look<'a>(value: &'a serde_json::Value, path: &[String]) -> Option<&'a serde_json::Value> {
    path.iter().try_fold(value, |value, part| match value {
        serde_json::Value::Array(list) => list.get(part.parse::<usize>().ok()?),
        _ => value.get(part),
    })
}

/// Every path of a value.
fn paths(value: &serde_json::Value, above: &[String], all: &mut Vec<Vec<String>>) {
    let children: Vec<(String, &serde_json::Value)> = match value {
        serde_json::Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(at, value)| (at.to_string(), value))
            .collect(),
        serde_json::Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        let path = [above, &[key]].concat();
        paths(child, &path, all);
        all.push(path);
    }
}

fn spelled(path: &[String]) -> String {
    let escape = |part: &String| {
        part.replace('\\', "\\\\")
            .replace('.', "\\.")
            .replace('=', "\\=")
    };
    path.iter().map(escape).collect::<Vec<_>>().join(".")
}

proptest! {
    #[test]
    fn set_value_is_read_back(body in any_json(), pick in any::<prop::sample::Index>(), new in any_json()) {
        let before: serde_json::Value = serde_json::from_str(&body).unwrap();
        let mut all = Vec::new();
        paths(&before, &[], &mut all);
        prop_assume!(!all.is_empty());
        let path = pick.get::<Vec<String>>(&all);
        let (parsed, rest) = ValuePath::parse_assignment(&format!("{}=x=y", spelled(path))).unwrap();
        prop_assert_eq!(rest, "x=y");
        let written = PayloadEdit::SetJson(parsed.clone(), new.clone()).apply(body.as_bytes()).unwrap();
        let after: serde_json::Value = serde_json::from_slice(&written).unwrap();
        prop_assert_eq!(look(&after, path), Some(&serde_json::from_str(&new).unwrap()));
        // Everything before and behind the place is as it was.
        let same = body.bytes().zip(&written).take_while(|(a, b)| a == *b).count();
        let same_end = body.bytes().rev().zip(written.iter().rev()).take_while(|(a, b)| a == *b).count();
        prop_assert!(same + same_end + new.trim().len() >= written.len().min(body.len()));
    }

    #[test]
    fn unset_value_is_gone(body in any_json(), pick in any::<prop::sample::Index>()) {
        let before: serde_json::Value = serde_json::from_str(&body).unwrap();
        let mut all = Vec::new();
        paths(&before, &[], &mut all);
        prop_assume!(!all.is_empty());
        let path = ValuePath::parse(&spelled(pick.get::<Vec<String>>(&all)));
        let written = PayloadEdit::Unset(path).apply(body.as_bytes()).unwrap();
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&written).is_ok(), "{}", String::from_utf8_lossy(&written));
        prop_assert!(written.len() < body.len());
    }

    #[test]
    fn any_edit_is_applied_without_panic(body in "\\PC{0,40}", path in "\\PC{0,12}", value in "\\PC{0,12}") {
        let path = ValuePath::parse(&path);
        for edit in [PayloadEdit::Set(path.clone(), value.clone()), PayloadEdit::SetJson(path.clone(), value.clone()), PayloadEdit::Add(path.clone(), value), PayloadEdit::Unset(path)] {
            let _ = edit.apply(body.as_bytes());
            let _ = edit.apply(EVENT.as_bytes());
        }
    }
}
