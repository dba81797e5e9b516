//! `momo config schema`: what it knows, and that `config check` says the same by it as a validator.
use crate::support::{Momo, beside_build};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn knows_every_key_and_flag() {
    let momo = Momo::new();
    let schema = momo.run(&["config", "schema"]).expect(0).json();
    let properties = &schema["properties"];
    for key in [
        "profile",
        "bot",
        "room",
        "callback",
        "allow_callback_hosts",
        "profiles",
        "channels",
        "routing",
        "agents",
        "defaults",
    ] {
        assert!(properties[key].is_object(), "{key}");
    }
    let account = &properties["channels"]["properties"]["kakao"]["properties"]["accounts"]["additionalProperties"];
    assert_eq!(
        account["properties"]["dmPolicy"]["anyOf"][0]["enum"],
        json!(["open", "allowlist", "disabled"])
    );
    let listen = &properties["defaults"]["properties"]["webhook listen"]["properties"];
    assert!(listen["port"]["description"].is_string(), "{listen}");
    assert_eq!(listen["echo"]["type"], "boolean");
    assert_eq!(schema["additionalProperties"], false);
}

/// Settings files that are right.
const RIGHT: &[&str] = &[
    "{}",
    r#"{"$schema":"./momo.schema.json","profile":"stage","bot":"bot_1","room":1,"callback":"3000/hook"}"#,
    r#"{"profiles":{"stage":{"api_base":"https://bot.example/api","registration":"console","console_url":"https://bot.example"}}}"#,
    r#"{"profiles":{"stage":{}}}"#,
    r#"{"channels":{"kakao":{"enabled":true,"webhookPort":8788,"accounts":{"shop":{"name":"Shop"}}}}}"#,
    r#"{"allow_callback_hosts":["bot","10.0.0.0/8"]}"#,
    r#"{"defaults":{"webhook replay":{"timeout":"5s"},"momo":{"quiet":true,"color":"never"}}}"#,
    r#"{"defaults":{"webhook history list":{"limit":5},"webhook check":{"only":["signature"]},"bot":{}}}"#,
    r#"{"defaults":{"webhook listen":{"port":[4000]}}}"#,
    r#"{"routing":{"bindings":[{"channel":"kakao","agent":"echo","accountId":"shop"},{"channel":"slack","x":1}]}}"#,
    r#"{"agents":{"a":"echo","b":{"url":"http://127.0.0.1:1/"},"c":{"command":["cat"]},"list":[{"id":"main"}],"defaults":{"model":{}}}}"#,
    r#"{"channels":{"kakao":{"dmPolicy":"open","webhookPath":"/skill","textChunkLimit":1000,"restApiKey":"","adminKey":"${KAKAO_TEST_KEY}"}}}"#,
];

/// Settings files that are wrong.
const WRONG: &[&str] = &[
    "[]",
    "7",
    r#"{"profil":"local"}"#,
    r#"{"profile":""}"#,
    r#"{"bot":7}"#,
    r#"{"room":0}"#,
    r#"{"room":"1"}"#,
    r#"{"callback":["3000"]}"#,
    r#"{"profiles":{"stage":{"registration":"web"}}}"#,
    r#"{"profiles":{"stage":{"api":"https://bot.example"}}}"#,
    r#"{"profiles":[]}"#,
    r#"{"channels":{"slack":{}}}"#,
    r#"{"channels":{"kakao":{"enabled":"true"}}}"#,
    r#"{"channels":{"kakao":{"webhookPort":"8788"}}}"#,
    r#"{"channels":{"kakao":{"webhookPort":70000}}}"#,
    r#"{"channels":{"kakao":{"name":7}}}"#,
    r#"{"channels":{"kakao":{"accounts":{"shop":{"nmae":"Shop"}}}}}"#,
    r#"{"channels":{"kakao":{"accounts":[]}}}"#,
    r#"{"allow_callback_hosts":"bot"}"#,
    r#"{"defaults":{"webhook replay":{"nope":1}}}"#,
    r#"{"defaults":{"no verb":{"quiet":true}}}"#,
    r#"{"defaults":{"momo":{"quiet":"yes"}}}"#,
    r#"{"defaults":null}"#,
    r#"{"defaults":{"sign":null}}"#,
    r#"{"defaults":{"sign":{"as":null}}}"#,
    r#"{"defaults":{"sign":{"as":[null]}}}"#,
    r#"{"defaults":{"sign":{"as":"hexx"}}}"#,
    r#"{"defaults":{"sign":{"as":""}}}"#,
    r#"{"defaults":{"sign":{"--as":"hex"}}}"#,
    r#"{"defaults":{"sign":{"help":true}}}"#,
    r#"{"defaults":{"sing":{}}}"#,
    r#"{"defaults":{"":{}}}"#,
    r#"{"defaults":{"webhook listen":{"port":[1,2]}}}"#,
    r#"{"defaults":{"momo":{"color":"sometimes"}}}"#,
    r#"{"defaults":{"momo":{"version":true}}}"#,
    r#"{"bot":null}"#,
    r#"{"profiles":{"stage":{"api_base":null}}}"#,
    r#"{"$schema":7}"#,
    r#"{"allow_callback_hosts":["a b"]}"#,
    r#"{"channels":null}"#,
    r#"{"channels":{"kakao":{"name":null}}}"#,
    r#"{"channels":{"kakao":{"webhookPort":""}}}"#,
    r#"{"channels":{"kakao":{"webhookPath":"skill"}}}"#,
    r#"{"channels":{"kakao":{"webhookPath":"/a skill"}}}"#,
    r#"{"channels":{"kakao":{"dmPolicy":"opne"}}}"#,
    r#"{"channels":{"kakao":{"allowFrom":[7]}}}"#,
    r#"{"channels":{"kakao":{"textChunkLimit":1001}}}"#,
    r#"{"channels":{"kakao":{"timeoutSeconds":0}}}"#,
    r#"{"channels":{"kakao":{"adminKey":"${KAKAO_TEST_KEY}","restApiKey":"${KAKAO_TEST_KEY}"}}}"#,
    r#"{"routing":{"bogus":1}}"#,
    r#"{"routing":{"bindings":[{"channel":"kakao"}]}}"#,
    r#"{"routing":{"bindings":[{"agent":"echo","accountId":7}]}}"#,
    r#"{"routing":{"bindings":[{"agent":"echo","channel":null}]}}"#,
    r#"{"agents":{"a":{"url":"http://127.0.0.1:1/","command":["cat"]}}}"#,
    r#"{"agents":{"a":{"command":[]}}}"#,
    r#"{"agents":{"a":{"command":["cat"],"foo":1}}}"#,
    r#"{"agents":{"defaults":7}}"#,
    r#"{"agents":{"defaults":{"url":7}}}"#,
];

/// Settings files that are wrong in a way that JSON Schema cannot say: a repeated key, a range or a form that only the flag's
/// parser knows, a variable that is not set.
const WRONG_BEYOND_SCHEMAS: &[&str] = &[
    r#"{"bot":"a","bot":"b"}"#,
    r#"{"room":1.0}"#,
    r#"{"defaults":{"webhook listen":{"port":99999}}}"#,
    r#"{"defaults":{"webhook replay":{"timeout":"5 parsecs"}}}"#,
    r#"{"allow_callback_hosts":["10.0.0.0/99"]}"#,
    r#"{"channels":{"kakao":{"dmPolicy":"${KAKAO_TEST_UNSET}"}}}"#,
];

/// Reads the schema and JSON texts, prints for each whether it is valid.
const VALIDATE: &str = "
import json, sys
from jsonschema import Draft202012Validator
schema, texts = json.load(sys.stdin)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
print(json.dumps([validator.is_valid(json.loads(text)) for text in texts]))
";

#[test]
fn says_by_a_validator_what_config_check_says() {
    let Some(python) = beside_build("jsonschema for Python", "mcp/bin/python") else {
        return;
    };
    let momo = Momo::new().with("KAKAO_TEST_KEY", "test-key-of-the-settings");
    let schema = momo.run(&["config", "schema"]).expect(0).json();
    let texts = [RIGHT, WRONG, WRONG_BEYOND_SCHEMAS].concat();
    let mut child = Command::new(python);
    child.args(["-c", VALIDATE]).stdin(Stdio::piped());
    let mut child = child.stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    write!(input, "{}", json!([schema, texts])).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let valid: Vec<bool> = serde_json::from_slice(&output.stdout).unwrap();
    for (index, (text, is_valid)) in texts.iter().zip(valid).enumerate() {
        let is_right = index < RIGHT.len();
        let is_sayable = index < RIGHT.len() + WRONG.len();
        assert_eq!(is_valid, is_right || !is_sayable, "by the schema: {text}");
        // The user's own file: it is read for flags of the check itself too.
        momo.file("config.json", text);
        let output = momo.run(&["config", "check", "--json"]);
        let status = output.status;
        assert_eq!(
            status,
            Some(i32::from(!is_right)),
            "by momo: {text}: {output}"
        );
        let problems = output.json()["problems"].clone();
        for problem in problems
            .as_array()
            .unwrap()
            .iter()
            .filter(|_| text.starts_with('{'))
        {
            assert!(
                problem["line"] == 1 && problem["column"].is_u64(),
                "{text}: {problem}"
            );
        }
    }
}

/// Words that have the keywords of JSON Schema as their keys: names of members, not keywords.
const NAMING: [&str; 1] = ["properties"];

/// Adds the keywords of a schema and of those in it.
fn keywords(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Array(schemas) => schemas.iter().for_each(|schema| keywords(schema, found)),
        Value::Object(members) => {
            for (name, inner) in members {
                found.insert(name.clone());
                match (inner, NAMING.contains(&&**name)) {
                    (Value::Object(named), true) => {
                        named.values().for_each(|inner| keywords(inner, found))
                    }
                    _ if name == "examples" => {}
                    (inner, _) => keywords(inner, found),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn has_no_keyword_that_config_check_does_not_know() {
    let schema = Momo::new().run(&["config", "schema"]).expect(0).json();
    let mut found = BTreeSet::new();
    keywords(&schema, &mut found);
    let for_readers = ["$schema", "title", "description", "examples"];
    let known = momo::model::json::schema::KEYWORDS;
    let unknown: Vec<_> = found
        .iter()
        .filter(|name| !known.contains(&name.as_str()) && !for_readers.contains(&name.as_str()))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for name in known {
        assert!(
            found.contains(name),
            "`{name}` is checked, and in no schema"
        );
    }
}
