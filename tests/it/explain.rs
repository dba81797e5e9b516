//! `momo verify --explain`: wrong signatures that other tools made, and the mistake behind each.
use crate::support::{Momo, data, has_program};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use momo::model::secret::Secret;
use momo::model::secret::explain::{LabelledSecret, OtherEvent, explain};
use momo::model::text::phrase::Phrase;
use serde_json::Value;
use std::process::Command;
use std::time::{Duration, Instant};

/// One entry of `tests/data/mistakes.json`.
struct Case {
    name: String,
    mistake: String,
    body: Vec<u8>,
    secret: Vec<u8>,
    signature: String,
    other_secret: Option<String>,
    other_event: Option<OtherEvent>,
}

fn cases() -> Vec<Case> {
    let text = std::fs::read(data("mistakes.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_slice(&text).unwrap();
    let read = |case: &Value| {
        let text = |key: &str| case[key].as_str().unwrap().to_owned();
        let bytes = |key: &str| STANDARD.decode(text(key)).unwrap();
        Case {
            name: text("name"),
            mistake: text("mistake"),
            body: bytes("body_base64"),
            secret: bytes("secret_base64"),
            signature: text("signature"),
            other_secret: case["other_secret"].as_str().map(str::to_owned),
            other_event: case.get("other_event").map(|event| OtherEvent {
                id: event["id"].as_str().unwrap().to_owned(),
                signature: event["signature"].as_str().unwrap().to_owned(),
            }),
        }
    };
    cases.iter().map(read).collect()
}

fn known(label: &str, secret: &[u8]) -> LabelledSecret {
    LabelledSecret {
        label: Phrase::verbatim(label),
        secret: Secret::new(secret).unwrap(),
    }
}

#[test]
fn every_known_mistake_is_named_and_no_other() {
    for case in cases() {
        let mut secrets = vec![known("", &case.secret)];
        let other = case.other_secret.iter();
        secrets.extend(other.map(|secret| known("that of the bot `bot_2`", secret.as_bytes())));
        let events: Vec<_> = case.other_event.into_iter().collect();
        let found = explain(&case.body, case.signature.as_bytes(), &secrets, &events);
        let mistakes: Vec<_> = found.iter().map(|found| &*found.mistake).collect();
        let wanted: &[&str] = if case.mistake.is_empty() {
            &[]
        } else {
            &[&case.mistake]
        };
        assert_eq!(mistakes, wanted, "{}: {found:?}", case.name);
        if let Some(found) = &found {
            let text = found.text.to_string();
            assert!(text.starts_with("matches if "), "{text}");
        }
    }
}

#[test]
fn command_names_mistakes_but_never_the_right_signature() {
    let momo = Momo::new();
    for (number, case) in cases().into_iter().enumerate() {
        if case.other_secret.is_some() || case.other_event.is_some() {
            continue;
        }
        let body = momo.file(&format!("body{number}"), &case.body);
        // One newline at a secret file's end is not part of the secret.
        let secret = momo.file(
            &format!("secret{number}"),
            [&case.secret[..], b"\n"].concat(),
        );
        let signature = format!("--signature={}", case.signature);
        let args = [
            "verify",
            &body,
            &signature,
            "--secret-file",
            &secret,
            "--raw",
        ];
        let output = momo.run(&[&args[..], &["--explain", "--json"]].concat());
        let answer = output.clone().expect(1).json();
        assert_eq!(answer["verdict"], "invalid");
        let first = &answer["explanation"][0]["mistake"];
        assert_eq!(
            first.as_str().unwrap_or(""),
            case.mistake,
            "{}\n{output}",
            case.name
        );
        let right = momo.run(&["sign", &body, "--secret-file", &secret, "--quiet"]);
        let text = momo.run(&[&args[..], &["--explain"]].concat()).expect(1);
        for output in [output, text] {
            assert!(!output.to_string().contains(right.out().trim()), "{output}");
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn mistakes_match_what_common_tools_produce() {
    if !["python3", "node", "openssl"].into_iter().all(has_program) {
        return;
    }
    let made = Command::new("python3")
        .arg(data("mistakes.py"))
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let committed = std::fs::read(data("mistakes.json")).unwrap();
    assert!(
        made.stdout == committed,
        "`python3 tests/data/mistakes.py > tests/data/mistakes.json` makes something else"
    );
}

#[test]
fn explanations_have_words_for_people() {
    let momo = Momo::new().with("MOMOTALK_WEBHOOK_SECRET", "test-webhook-secret-0123456789");
    // printf '{"b": 1, "a": "\\uac00"}\n' | openssl dgst -sha256 -hmac test-webhook-secret-0123456789
    let body = momo.file("event.json", "{\"b\":1,\"a\":\"가\"}");
    let signature = "f2476beca07ab9e615c5ca38f573a45104573bdeaa7118d0975b34d46375fdb4";
    momo.run(&["verify", &body, "--signature", signature, "--explain"]).is("\
invalid  HMAC-SHA256, 17 bytes, secret e308da87 from the environment variable `MOMOTALK_WEBHOOK_SECRET`
         matches if the JSON is parsed and written again (spaced like Python's json.dumps, `\\uXXXX` escapes) and a newline (LF) is added to it
--- status 1
");
    momo.run(&["verify", &body, "--signature", &"0".repeat(64), "--explain"]).is("\
invalid  HMAC-SHA256, 17 bytes, secret e308da87 from the environment variable `MOMOTALK_WEBHOOK_SECRET`
         none of the known mistakes explains it
--- status 1
");
    // Without a terminal no explanation is searched for; a hint names the flag that does so.
    momo.run(&["verify", &body, "--signature", signature]).is("\
invalid  HMAC-SHA256, 17 bytes, secret e308da87 from the environment variable `MOMOTALK_WEBHOOK_SECRET`
--- stderr
hint: `--explain` looks for the mistake that explains it.
--- status 1
");
    momo.run(&["verify", &body, "--signature", signature, "--no-explain"]).is("\
invalid  HMAC-SHA256, 17 bytes, secret e308da87 from the environment variable `MOMOTALK_WEBHOOK_SECRET`
--- status 1
");
}

#[test]
fn explaining_is_fast_for_any_body() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    let nested = "[".repeat(120) + &"1,".repeat(400_000) + "1" + &"]".repeat(120);
    let keys: String = (0..60_000).map(|n| format!("\"k{n}\":{n},")).collect();
    let bodies = [
        format!("{{{keys}\"a\":1}}"),
        deep,
        nested,
        "한".repeat(340_000),
        format!("\"{}\"", "\\u0000/".repeat(140_000)),
        "\n".repeat(1 << 20),
        "%41+".repeat(260_000),
        "x".repeat(40 << 20),
    ];
    let secrets: Vec<_> = (0..100)
        .map(|number| {
            known(
                "that of a bot",
                format!("secret of the bot {number:04}").as_bytes(),
            )
        })
        .collect();
    for body in bodies {
        let begin = Instant::now();
        let found = explain(body.as_bytes(), &[b'0'; 64], &secrets, &[]);
        assert!(found.is_none());
        // A debug build hashes slowly; the ceiling only catches work without an end.
        assert!(begin.elapsed() < Duration::from_secs(60), "{}", body.len());
    }
}

mod property {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_input_is_explained_without_panic(body: Vec<u8>, given: Vec<u8>, secret in "[ -~]{1,40}") {
            let found = explain(&body, &given, &[known("", secret.as_bytes())], &[]);
            prop_assert!(found.is_none());
        }

        #[test]
        fn any_json_is_explained_without_panic(body in "[\\[\\]{}\":,0-9.eE+tnullrue \\\\/u-]{0,60}", given in "[0-9a-f]{64}") {
            let found = explain(body.as_bytes(), given.as_bytes(), &[known("", b"secret")], &[]);
            prop_assert!(found.is_none());
        }

        #[test]
        fn without_a_secret_there_is_no_explanation(body: Vec<u8>, given: Vec<u8>) {
            prop_assert!(explain(&body, &given, &[], &[]).is_none());
        }
    }
}
