//! No serialiser gives the bytes of momo's own events back, so that a bot that signs a body that was parsed and written
//! again is refused.
use crate::platform::{Fields, Local, hmac_hex, taker, wait_for_requests};
use crate::support::{data, has_program};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use momo::model::samples;
use momo::model::secret::Secret;
use momo::model::secret::explain::{LabelledSecret, explain};
use momo::model::text::phrase::Phrase;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

const COMPACT: &str = "momotalk/message_created.compact";

/// Names and bodies of MoMoTalk's samples.
fn momotalk_samples() -> Vec<(&'static str, Vec<u8>)> {
    let samples = samples::all().filter(|sample| sample.name.starts_with("momotalk/"));
    samples.map(|sample| (sample.name, sample.raw())).collect()
}

/// What a program of `tests/data/rewritten` writes of each body.
fn written_by(program: &str, script: &str, bodies: &[Vec<u8>]) -> Vec<Vec<Vec<u8>>> {
    let bodies: Vec<_> = bodies.iter().map(|body| STANDARD.encode(body)).collect();
    let mut child = Command::new(program)
        .arg(data("rewritten").join(script))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all(json!(bodies).to_string().as_bytes())
        .unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let written: Vec<Vec<String>> = serde_json::from_slice(&output.stdout).unwrap();
    let decode = |text: &String| STANDARD.decode(text).unwrap();
    let written = written.iter();
    written
        .map(|texts| texts.iter().map(decode).collect())
        .collect()
}

/// Fails if a serialiser that is on this machine gives a body back.
fn assert_not_given_back(bodies: &[Vec<u8>]) {
    for (program, script) in [("node", "rewrite.js"), ("python3", "rewrite.py")] {
        if !has_program(program) {
            continue;
        }
        let written = written_by(program, script, bodies);
        assert_eq!(written.len(), bodies.len());
        for (body, texts) in bodies.iter().zip(&written) {
            assert!(
                texts.len() > 5 && !texts.contains(body),
                "{program} gives back {}",
                String::from_utf8_lossy(body)
            );
            let event: Value = serde_json::from_slice(body).unwrap();
            let again: Value = serde_json::from_slice(&texts[0]).unwrap();
            assert_eq!(event, again);
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn sample_is_given_back_by_no_serialiser_except_the_compact_one() {
    let (compact, others): (Vec<_>, Vec<_>) = momotalk_samples()
        .into_iter()
        .partition(|(name, _)| *name == COMPACT);
    let bodies: Vec<_> = others.into_iter().map(|(_, body)| body).collect();
    assert!(bodies.len() > 12);
    assert_not_given_back(&bodies);
    let compact = &compact[0].1;
    if has_program("node") {
        let written = written_by("node", "rewrite.js", std::slice::from_ref(compact));
        assert_eq!(&written[0][0], compact);
    }
    let plain = samples::find("momotalk/message_created").unwrap().raw();
    let value = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap();
    assert_eq!(value(compact), value(&plain));
}

#[test]
fn recorded_serialisers_give_no_sample_back_except_the_compact_one() {
    let recorded: Value =
        serde_json::from_slice(&std::fs::read(data("rewritten/recorded.json")).unwrap()).unwrap();
    for (serialiser, samples) in recorded.as_object().unwrap() {
        for (file, texts) in samples.as_object().unwrap() {
            let body = std::fs::read(format!("src/model/samples/momotalk/{file}.json")).unwrap();
            let body = body.trim_ascii_end();
            let is_given_back = texts
                .as_array()
                .unwrap()
                .iter()
                .any(|text| text.as_str().unwrap().as_bytes() == body);
            assert_eq!(is_given_back, file == "compact", "{serialiser} {file}");
            for text in texts.as_array().unwrap() {
                let text = text.as_str().unwrap();
                // Gson leaves out members that are null; Go writes `\\b` since version 1.22.
                let is_known = text.as_bytes() != body
                    && !text.contains(r"\u0008")
                    && (&**serialiser, &**file) != ("gson", "extra_field");
                assert!(!is_known || explains(body, text), "{serialiser}: {text}");
            }
        }
    }
}

/// Whether a signature of the text is explained as one of the body that was written again.
fn explains(body: &[u8], text: &str) -> bool {
    let secret = LabelledSecret {
        label: Phrase::verbatim(""),
        secret: Secret::new("a secret of a bot").unwrap(),
    };
    let signature = hmac_hex("a secret of a bot", text.as_bytes());
    let found = explain(body, signature.as_bytes(), &[secret], &[]);
    found.is_some_and(|found| found.mistake.starts_with("json_rewritten"))
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn event_of_the_local_platform_is_given_back_by_no_serialiser() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/hook"));
    local.say(1, "안녕 <b>\"a/b\"</b> 😀");
    local.say(1, " ");
    local.developer("POST", &format!("/bots/{}/test", bot.id), None);
    // As the page's dialog sends what it takes from a sample.
    let samples = local.developer("GET", "/samples", None);
    for sample in samples["samples"].as_array().unwrap() {
        assert_ne!(sample.text("name"), COMPACT);
        let event = json!({ "event": sample["event"] });
        local.developer("POST", &format!("/bots/{}/events", bot.id), Some(&event));
    }
    let count = 3 + samples["samples"].as_array().unwrap().len();
    let seen = wait_for_requests(&peer, count);
    let bodies: Vec<_> = seen.into_iter().map(|seen| seen.body).collect();
    assert_not_given_back(&bodies);
}
