//! The history returns what was stored, from many threads and processes, and touches no foreign file.
mod files;
mod lists;
mod recorder;
mod trouble;

use crate::support::os::PermissionsExt;
use momo::io::sqlite::{History, Recorder};
use momo::model::history::exchange::{Direction, Exchange, ExchangeKind};
use momo::model::history::filter::{Filter, FilterTest, Glob};
use momo::model::history::query::Query;
use momo::model::secret::signature::SignatureVerdict;
use momo::model::time::{TimeParser, Timestamp};
use serde_json::{Value, json};
use std::path::PathBuf;
use tempfile::TempDir;

/// An exchange as `--json` spells it: an event received, with bytes that are not UTF-8.
fn received() -> Value {
    json!({
        "id": "ex_01",
        "direction": "received",
        "protocol": "momotalk",
        "kind": "event",
        "started_at": 1_700_000_000_123_i64,
        "event_id": "evt_1",
        "event_type": "talk.message_created",
        "bot_id": "bot_1",
        "attempt": 2,
        "signature": { "verdict": "invalid", "secret": "1a2b3c4d", "explanation": ["matches if a newline is added"] },
        "request": {
            "method": "POST",
            "url": "/webhooks/momotalk?x=%00&x",
            "headers": [
                { "name": "x-Odd-CASE", "value": "1" },
                { "name": "X-Odd-Case", "value": "2" },
                { "name": "X-Bytes", "value_base64": "/wCA" },
                { "name": "Host", "value": "" }
            ],
            "body_base64": "AP/+DQo="
        },
        "response": {
            "status": 401,
            "headers": [{ "name": "Content-Type", "value": "text/plain; charset=utf-8" }],
            "body": "틀린 서명\r\n\u{0}"
        },
        "timing": { "total_ms": 0.30000000000000004, "first_byte_ms": 1e-7 }
    })
}

fn exchange(changes: Value) -> Exchange {
    let mut value = received();
    for (key, change) in changes.as_object().unwrap() {
        value[key] = change.clone();
    }
    serde_json::from_value(value).unwrap()
}

fn at(id: &str, started_at: i64) -> Exchange {
    exchange(json!({ "id": id, "started_at": started_at }))
}

fn store() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data/momo/history.db");
    (folder, path)
}

fn ids(exchanges: &[Exchange]) -> Vec<&str> {
    exchanges
        .iter()
        .map(|exchange| exchange.id.as_str())
        .collect()
}

#[test]
fn exchange_is_read_back_byte_for_byte() {
    let (_folder, path) = store();
    let refused = exchange(json!({
        "id": "ex_02", "direction": "sent", "kind": "api", "protocol": "http", "response": null,
        "event_id": null, "event_type": null, "bot_id": null, "attempt": null,
        "signature": { "verdict": "unchecked" },
        "failure": { "cause": "refused", "message": "nobody listens on 127.0.0.1:3000" }
    }));
    let exchanges = [exchange(json!({})), refused];
    History::open(&path).unwrap().append(&exchanges).unwrap();

    let history = History::open_existing(&path).unwrap();
    for exchange in &exchanges {
        let kept = history.get(&exchange.id).unwrap().unwrap();
        assert_eq!(&kept, exchange);
        assert_eq!(
            serde_json::to_string(&kept).unwrap(),
            serde_json::to_string(exchange).unwrap()
        );
    }
    let kept = history.get("ex_01").unwrap().unwrap();
    assert_eq!(kept.request.body, b"\x00\xff\xfe\r\n");
    assert_eq!(serde_json::to_value(&kept).unwrap(), received());
    assert!(history.get("ex_03").unwrap().is_none());
}

#[test]
fn credentials_never_reach_the_file() {
    let (_folder, path) = store();
    let mut exchange = exchange(json!({}));
    exchange
        .request
        .headers
        .push("Authorization", "Bearer bot_token_abc");
    exchange.request.headers.push("cookie", "session=abc");
    let recorder = Recorder::start(&path).unwrap();
    recorder.record(exchange).unwrap();
    drop(recorder);

    let bytes = std::fs::read(&path).unwrap();
    for secret in ["bot_token_abc", "session=abc"] {
        assert!(
            !bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes())
        );
    }
    let history = History::open_existing(&path).unwrap();
    let kept = history.get("ex_01").unwrap().unwrap();
    // SHA-256 of `bot_token_abc` by sha256sum.
    let shown = "Bearer (fingerprint 1fdac9f8)";
    assert_eq!(kept.request.headers.text("authorization"), Some(shown));
    // What was hidden once is hidden the same when it is kept again.
    let mut again = kept.clone();
    again.id = "ex_02".into();
    History::open(&path).unwrap().append(&[again]).unwrap();
    let again = history.get("ex_02").unwrap().unwrap();
    assert_eq!(again.request, kept.request);
}
