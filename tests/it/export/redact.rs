//! `--redact`: what others may see holds no secret and no person, in no form.
use super::{exchange, history, home_with, some};
use crate::support::{Momo, fuzz};
use momo::model::history::exchange::{Exchange, ExchangeKind, Failure, FailureCause};
use momo::model::http::{Headers, Request, Response};
use momo::model::protocol::Protocol;
use momo::model::secret::Secret;
use momo::model::secret::redact::Redactor;
use momo::model::text::phrase::Phrase;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Who and what must not be found. The last one has letters that JSON, URLs and base64 write in other ways.
const CANARIES: [&str; 4] = [
    "user_canary7f3a",
    "canary-secret-51",
    "김카나리",
    "카나리/\"한글\" & more",
];

/// Everything that a canary can be written as.
fn forms(canary: &str) -> Vec<String> {
    let escaped = |ascii: bool| {
        let text = Value::from(canary).to_string();
        let text = text.trim_matches('"').to_owned();
        let escape = |ch: char| match ch.is_ascii() {
            true => ch.to_string(),
            false => format!("\\u{:04x}", ch as u32),
        };
        if ascii {
            text.chars().map(escape).collect()
        } else {
            text
        }
    };
    let percent = |space: &str| -> String {
        let encode = |byte: u8| match byte {
            b' ' => space.to_owned(),
            _ if byte.is_ascii_alphanumeric() || b"_-".contains(&byte) => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        };
        canary.bytes().map(encode).collect()
    };
    let mut forms = vec![
        canary.to_owned(),
        escaped(false),
        escaped(true),
        percent("%20"),
        percent("+"),
    ];
    forms.push(escaped(true).to_uppercase());
    forms.push(percent("+").to_lowercase());
    forms.push(base64(canary.as_bytes()).trim_end_matches('=').to_owned());
    forms.push(canary.bytes().map(|byte| format!("{byte:02x}")).collect());
    forms
}

/// Standard base64, by hand: three bytes are four digits.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| -> String {
        let byte = |at: usize| u32::from(*chunk.get(at).unwrap_or(&0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        let digit = |at: usize| match at <= chunk.len() {
            true => char::from(DIGITS[(bits >> (18 - 6 * at)) as usize & 63]),
            false => '=',
        };
        (0..4).map(digit).collect()
    };
    bytes.chunks(3).map(group).collect()
}

/// An exchange with this canary wherever one can be.
fn full_of(canary: &str, at: usize) -> Exchange {
    let all = forms(canary);
    let [raw, escaped, ascii, percent, plus, ..] = &all[..] else {
        unreachable!()
    };
    let body = format!(
        r#"{{"event_id":"evt_{at}","event_type":"talk.{escaped}","bot_id":"{escaped}","message":{{"sender_user_id":"{ascii}",
        "sender":{{"id":"{escaped}","nickname":"{escaped}","{escaped}":1,"tags":["{escaped}",{{"x":"{escaped}"}}]}},
        "body":"hello {escaped} {percent}","attachments":[{{"url":"https://cdn.example/{percent}?u={plus}","file":"{escaped}.png"}}],
        "token":"{escaped}","type":"{escaped}","status":"{escaped}","reply_to":"{escaped}","base64":"{base64}"}}}}"#,
        base64 = base64(raw.as_bytes()),
    );
    let mut headers = Headers::new();
    headers.push(
        "Content-Type",
        format!("multipart/form-data; boundary={raw}"),
    );
    headers.push(
        "Content-Disposition",
        format!("attachment; filename=\"{raw}.png\""),
    );
    headers.push("Host", format!("{percent}.example:8080"));
    headers.push("Authorization", format!("Bearer {raw}"));
    headers.push("X-User", raw.as_bytes());
    headers.push(format!("X-{raw}"), "1");
    headers.push("X-MoMoTalk-Event-Id", raw.as_bytes());
    headers.push("X-MoMoTalk-Bot-Id", raw.as_bytes());
    headers.push("X-MoMoTalk-Bot-Signature", raw.as_bytes());
    headers.push("Accept", raw.as_bytes());
    headers.push("Date", base64(raw.as_bytes()));
    headers.push("Cookie", format!("session={raw}"));
    let text = |shape: &str| shape.replace('@', raw);
    let exchange = some(1).remove(0);
    Exchange {
        id: format!("ex_{at:016}"),
        kind: ExchangeKind::Event,
        protocol: Protocol::Momotalk,
        event_id: Some(text("evt_@")),
        event_type: Some(text("@")),
        bot_id: Some(text("bot_@")),
        signature: exchange
            .signature
            .with_explanation(Phrase::verbatim(text("matches the secret of @"))),
        request: Request {
            method: text("@"),
            url: format!(
                "https://{percent}:{percent}@{percent}.example/users/{percent}/x?u={plus}&{plus}=1#{percent}"
            ),
            headers: headers.clone(),
            body: body.into_bytes(),
        },
        response: Some(Response {
            status: 200,
            headers,
            body: format!("--{raw}\r\nno JSON: {raw} {percent}").into_bytes(),
        }),
        missing: Vec::new(),
        failure: Some(Failure {
            cause: FailureCause::Broken,
            message: Phrase::verbatim(text("cannot reach @")),
        }),
        ..exchange
    }
}

fn home_full_of_canaries() -> Momo {
    let exchanges = CANARIES.iter().enumerate();
    let exchanges: Vec<_> = exchanges.map(|(at, canary)| full_of(canary, at)).collect();
    home_with(&exchanges)
}

#[test]
fn redacted_export_holds_no_canary_in_any_format() {
    let momo = home_full_of_canaries();
    for shape in ["ndjson", "har", "curl", "locust"] {
        let plain = history(&momo, &["export", "--as", shape]);
        let plain = match shape {
            // Some of the methods are none of HTTP.
            "curl" => plain.expect_notes(0).out(),
            _ => plain.expect(0).out(),
        };
        assert!(plain.contains(CANARIES[0]), "the test looks for something");
        let redacted = history(&momo, &["export", "--redact", "--as", shape])
            .expect(0)
            .out();
        for form in CANARIES.iter().flat_map(|canary| forms(canary)) {
            assert!(
                !redacted.contains(&form),
                "`{form}` as {shape}:\n{redacted}"
            );
        }
        for part in ["canary", "카나리", "canari"] {
            assert!(
                !redacted.to_lowercase().contains(part),
                "`{part}` as {shape}:\n{redacted}"
            );
        }
        assert!(
            redacted
                .replace('\n', " ")
                .contains("ignatures no longer fit"),
            "{shape}:\n{redacted}"
        );
    }
}

#[test]
fn nested_bodies_are_redacted() {
    let momo = home_full_of_canaries();
    for line in history(&momo, &["export", "--redact"])
        .expect(0)
        .json_lines()
        .iter()
        .skip(1)
    {
        let body: Value = serde_json::from_str(line["request"]["body"].as_str().unwrap()).unwrap();
        assert_eq!(body["message"]["token"], "(redacted)");
        assert!(
            body["message"]["body"]
                .as_str()
                .unwrap()
                .ends_with("letters redacted)")
        );
    }
}

#[test]
fn kind_of_a_sender_stays_and_its_id_does_not() {
    let mut exchange = some(1).remove(0);
    let message = json!({ "message_id": 7, "sender_type": "user", "sender_id": "user_alice" });
    exchange.request = Request::post("/", "application/json", message.to_string().into_bytes());
    let key = Secret::new("0123456789abcdef0123456789abcdef".to_owned()).unwrap();
    let redacted = Redactor::new(&key).redact(exchange);
    let body: Value = serde_json::from_slice(&redacted.request.body).unwrap();
    assert_eq!(body["sender_type"], "user");
    assert_ne!(body["sender_id"], "user_alice");
}

/// An event as MoMoTalk documents it.
fn event(user: &str, text: &str) -> Vec<u8> {
    let message = json!({"room_id": 123, "message_id": 7, "sender_user_id": user, "body": text, "message_type": "TEXT", "created_at": 1_780_000_000});
    json!({"event_id": "evt_123", "event_type": "talk.message_created", "bot_id": "bot_123", "timestamp": 1_780_000_000, "message": message}).to_string().into_bytes()
}

#[test]
fn same_user_gets_the_same_pseudonym_and_the_rest_stays() {
    let with = |at: usize, user: &str, url: &str| {
        let mut exchange = some(3).remove(at);
        exchange.request = Request::post(url, "application/json", event(user, "안녕하세요"));
        exchange
            .request
            .headers
            .push("X-MoMoTalk-Event-Id", "evt_123");
        exchange
    };
    let momo = home_with(&[
        with(0, "user_alice", "/momotalk/webhook"),
        with(
            1,
            "user_bob",
            "https://bot.mmrnd.net/api/bots/bot_123/messages",
        ),
        with(2, "user_alice", "http://127.0.0.1:3000/users/user_alice"),
    ]);
    let key = momo.file("key", "0123456789abcdef0123456789abcdef");
    let export = |more: &[&str]| {
        let lines = history(&momo, &[&["export"], more].concat());
        let lines = lines.expect(0).json_lines();
        let mut lines: Vec<_> = lines
            .into_iter()
            .filter(|line| line["type"] != "redacted")
            .collect();
        lines.sort_by_key(|line| line["id"].to_string());
        lines
    };
    let body = |line: &Value| {
        serde_json::from_str::<Value>(line["request"]["body"].as_str().unwrap()).unwrap()
    };
    let lines = export(&["--redact-key-file", &key]);
    let plain = export(&[]);
    let users: Vec<_> = lines
        .iter()
        .map(|line| body(line)["message"]["sender_user_id"].clone())
        .collect();
    let real: Vec<_> = plain
        .iter()
        .map(|line| body(line)["message"]["sender_user_id"].clone())
        .collect();
    for (user, its) in users.iter().zip(&real) {
        assert!(user.as_str().unwrap().starts_with("user_"), "{user}");
        assert_ne!(user, its);
        for (other, other_real) in users.iter().zip(&real) {
            assert_eq!(user == other, its == other_real);
        }
    }
    for (line, plain) in lines.iter().zip(&plain) {
        let (body, real) = (body(line), body(plain));
        for key in ["event_id", "event_type", "bot_id", "timestamp"] {
            assert_eq!(body[key], real[key]);
        }
        assert_eq!(body["message"]["body"], "(5 letters redacted)");
        assert_eq!(body["message"]["message_type"], "TEXT");
        assert_ne!(body["message"]["room_id"], real["message"]["room_id"]);
        let url = line["request"]["url"].as_str().unwrap();
        match plain["request"]["url"].as_str().unwrap() {
            real if real.contains("users") => {
                let user = body["message"]["sender_user_id"].as_str().unwrap();
                assert_eq!(url, format!("http://127.0.0.1:3000/users/{user}"));
            }
            real => assert_eq!(url, real),
        }
    }
    // The same key makes the same again, another one does not.
    assert_eq!(export(&["--redact-key-file", &key]), lines);
    assert_ne!(export(&["--redact"]), export(&["--redact"]));
    let short = momo.file("short", "123456789012345");
    history(&momo, &["export", "--redact-key-file", &short]).expect(2);
}

#[test]
fn fuzz_redacted_exchange_is_valid_and_holds_nothing_personal() {
    let redactor = Redactor::new(&Secret::new("a key of the test").unwrap());
    let canary = "Q7zcanaryZ7q";
    fuzz(
        "redaction",
        &(exchange(), 0..8_u8),
        |(mut exchange, place)| {
            let put = |text: &mut Vec<u8>| text.extend_from_slice(canary.as_bytes());
            match place {
                0 => exchange.request.url.push_str(canary),
                1 => put(&mut exchange.request.body),
                2 => exchange.request.headers.push("X-A", canary),
                3 => exchange.request.headers.push(format!("a{canary}:"), "b"),
                4 => exchange.event_type = Some(format!("{canary}2")),
                5 => exchange.request.body = event(canary, canary),
                6 => exchange.bot_id = Some(format!("bot-{canary}")),
                _ => exchange.request.headers.push("Host", canary),
            }
            let redacted = serde_json::to_string(&redactor.redact(exchange)).unwrap();
            prop_assert!(!redacted.contains(canary), "{}", redacted);
            Ok(())
        },
    );
}
