//! In Korean the page is Korean everywhere, also in what the server says.
use super::Paged;
use crate::support::{Momo, browser_test, has_browser};
use momo::model::secret::Secret;
use momo::model::secret::signature::Signer;
use serde_json::json;

/// An event whose sender signed a newline that is not there, as momo's receiver stores it.
fn forged() -> serde_json::Value {
    let secret = Secret::new("s3cret").unwrap();
    let signature = Signer::new(&secret).sign(b"{}\n").to_string();
    let newline =
        json!({ "code": "mistake.newline-added", "text": "a newline (LF) is added to the body" });
    let text = "matches if a newline (LF) is added to the body";
    let phrase = json!({ "code": "mistake.matches", "args": { "what": [newline] }, "text": text });
    json!({
        "id": "ex_06gzxqt000000001", "direction": "received", "protocol": "momotalk", "kind": "event",
        "started_at": 1_795_277_400_000_u64, "event_id": "evt_1", "event_type": "talk.message_created", "bot_id": "bot_1",
        "signature": { "verdict": "invalid", "secret": "da91c89a", "explanation": [text], "phrases": [phrase] },
        "request": {
            "method": "POST", "url": "/webhook", "body": "{}",
            "headers": [{ "name": "X-MoMoTalk-Bot-Signature", "value": signature }],
        },
        "response": { "status": 401, "headers": [], "body": "" },
        "timing": { "total_ms": 3.25, "first_byte_ms": 3.0 },
    })
}

#[test]
fn korean_page_is_korean_everywhere() {
    if !has_browser() {
        return;
    }
    let momo = Momo::new();
    let exchange = forged();
    let file = momo.file("exchanges.ndjson", format!("{exchange}\n"));
    momo.run(&["webhook", "history", "import", &file]).expect(0);
    let dev = Paged::dev(&momo, &["--retry-base", "20ms"]);
    let page = dev.ready["page"].as_str().unwrap();
    let id = exchange["id"].as_str().unwrap();
    browser_test("korean.mjs", &[("PAGE", page), ("FORGED", id)]);
}
