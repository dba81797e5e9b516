//! `momo webhook history import`: all or nothing, twice is once, no credential of another program reaches the disk.
mod fuzz;

use crate::export::{history, home_with, some};
use crate::support::{DeadPort, Momo, data};
use serde_json::{Value, json};

/// The credentials in `browser.har`.
const CANARIES: [&str; 8] = [
    "canary-url-password",
    "canary-url-token",
    "canary-fragment",
    "canary-cookie",
    "canary-csrf",
    "canary-set-cookie",
    "canary-bearer",
    "canary",
];

#[must_use]
fn import(momo: &Momo, input: impl AsRef<[u8]>) -> crate::support::Output {
    momo.run_with_input(&["webhook", "history", "import", "-"], input.as_ref())
}

#[test]
fn existing_exchanges_are_skipped() {
    let exchanges = some(12);
    let all = history(&home_with(&exchanges), &["export"]).expect(0);
    let momo = home_with(&exchanges[..5]);
    import(&momo, &all.stdout)
        .is("7 exchanges imported from NDJSON\n--- stderr\n5 are in the history already, by their ids\n--- status 0\n");
    import(&momo, &all.stdout)
        .is("0 exchanges imported from NDJSON\n--- stderr\n12 are in the history already, by their ids\n--- status 0\n");
    assert_eq!(history(&momo, &["export"]).expect(0).out(), all.out());
    // Within one file too.
    let momo = Momo::new();
    let twice = all.out().repeat(2);
    import(&momo, twice).expect_notes(0);
    assert_eq!(history(&momo, &["export"]).expect(0).out(), all.out());
}

#[test]
fn invalid_line_is_named_and_nothing_is_stored() {
    let good = history(&home_with(&some(3)), &["export"]).expect(0).out();
    let wrong = [
        (
            "{\"id\":7}\n",
            "line 4 column 7: invalid type: integer `7`, expected a string",
        ),
        (
            "{\"id\":\"ex_1\"\n",
            "line 4 column 12: EOF while parsing an object",
        ),
        ("[1]\n", "line 4 column 1: invalid"),
        (
            "{\"id\":\"ex_1\",\"id\":\"ex_2\"}\n",
            "line 4 column 17: duplicate field `id`",
        ),
        ("\u{1b}[31m\n", "line 4 column 1: expected value"),
        (
            "{\"direction\":\"\\u001b[31m\"}\n",
            "line 4 column 25: unknown variant `\\x1b[31m`",
        ),
    ];
    for (line, words) in wrong {
        let momo = Momo::new();
        let said = import(&momo, format!("{good}{line}{good}")).expect(3);
        assert!(said.err().starts_with(&format!("error: {words}")), "{said}");
        assert!(
            said.err().ends_with("hint: Nothing was imported.\n"),
            "{said}"
        );
        assert_eq!(
            history(&momo, &["export"]).expect_notes(0).out(),
            "",
            "{line}"
        );
    }
}

#[test]
fn invalid_exchange_is_refused() {
    let good = history(&home_with(&some(1)), &["export"]).expect(0).json();
    let changed = |pointer: &str, value: Value| {
        let mut line = good.clone();
        line["response"] = json!({ "status": 200, "headers": [], "body": "" });
        *line.pointer_mut(pointer).unwrap() = value;
        line.to_string()
    };
    for line in [
        changed("/id", "".into()),
        changed("/id", "../../etc/passwd".into()),
        changed("/id", "x".repeat(65).into()),
        changed("/response/status", 99.into()),
        changed("/response/status", 1000.into()),
        changed("/response/status", 65_536.into()),
        changed("/started_at", json!(1e300)),
        changed("/request/headers", json!([{ "name": "A" }])),
    ] {
        let said = import(&Momo::new(), &line).expect(3);
        assert!(said.err().contains("line 1 column "), "{line}\n{said}");
    }
    let both = changed(
        "/request",
        json!({ "method": "POST", "url": "/", "headers": [], "body": "", "body_base64": "" }),
    );
    import(&Momo::new(), both).expect(3);
}

#[test]
fn format_is_recognised_by_content() {
    let momo = home_with(&some(2));
    let har = history(&momo, &["export", "--as", "har"]).expect(0).out();
    let pretty = format!("{:#}", serde_json::from_str::<Value>(&har).unwrap());
    let ndjson = history(&momo, &["export"]).expect(0).out();
    for (input, name) in [
        (har.clone(), "HAR"),
        (pretty, "HAR"),
        (format!("\u{feff}\n {har}"), "HAR"),
        (har.replacen("{\"log\"", "{\"_made\":{},\"log\"", 1), "HAR"),
        (ndjson.clone(), "NDJSON"),
        (
            format!("\u{feff}\r\n{}\r\n\n", ndjson.replace('\n', "\r\n")),
            "NDJSON",
        ),
        (
            format!("{{\"type\":\"ready\",\"url\":\"x\"}}\n{ndjson}"),
            "NDJSON",
        ),
    ] {
        let said = import(&Momo::new(), &input).expect_notes(0);
        assert_eq!(
            said.out(),
            format!("2 exchanges imported from {name}\n"),
            "{input}"
        );
    }
    import(&Momo::new(), "").expect(0);
    for (input, place) in [
        ("<html>", "line 1 column 1"),
        ("\n\n  [", "line 3 column 3"),
        ("PK\x03\x04", "line 1 column 1"),
    ] {
        let said = import(&Momo::new(), input).expect(3);
        assert!(
            said.err()
                .starts_with(&format!("error: {place}: neither NDJSON nor a HAR")),
            "{said}"
        );
    }
    history(&Momo::new(), &["import", "missing.har"]).expect(3);
}

#[test]
fn redacted_export_can_be_imported() {
    let momo = home_with(&some(20));
    for shape in ["ndjson", "har"] {
        let redacted = history(&momo, &["export", "--redact", "--as", shape]).expect(0);
        let said = import(&Momo::new(), &redacted.stdout).expect_notes(0);
        assert!(said.out().starts_with("20 exchanges"), "{said}");
    }
}

#[test]
fn browser_archive_becomes_exchanges_without_credentials() {
    let momo = Momo::new();
    let path = data("har/browser.har");
    let path = path.to_str().unwrap();
    history(&momo, &["import", path]).expect(0);
    // Twice is once, though the archive has no ids.
    let again = history(&momo, &["import", path, "--json"]).expect(0).json();
    assert_eq!(again["duplicates"], 3);
    let lines = history(&momo, &["export"]).expect(0).json_lines();
    assert_eq!(lines.len(), 3);
    let [get, post, login] = &lines[..] else {
        unreachable!()
    };
    assert_eq!(
        get["request"]["url"],
        "https://console.example/bots?access_token=fingerprint-d0a3164e&page=2"
    );
    assert_eq!(get["response"]["body_base64"], "iVBORw==");
    assert_eq!(get["request"]["headers"].as_array().unwrap().len(), 3);
    assert_eq!(post["started_at"], 1_780_801_201_000_i64);
    assert_eq!(post["protocol"], "momotalk");
    assert_eq!(post["event_id"], "evt_123");
    assert_eq!(post["response"]["status"], 401);
    assert_eq!(post["timing"]["total_ms"], 31.0);
    assert_eq!(
        login["request"]["body"],
        "user=%EC%95%A8%EB%A6%AC%EC%8A%A4&a%20b=c%26d"
    );
    assert_eq!(login["failure"]["message"], "net::ERR_CONNECTION_REFUSED");
    assert_eq!(login["response"], Value::Null);
    // Not in the database, its log, or anything else that was left.
    for entry in std::fs::read_dir(momo.home()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        for canary in CANARIES {
            let found = bytes
                .windows(canary.len())
                .any(|window| window == canary.as_bytes());
            assert!(!found, "`{canary}` is in {}", path.display());
        }
    }
    // Fingerprints are not fingerprinted again.
    let first = history(&momo, &["export"]).expect(0);
    let other = Momo::new();
    import(&other, &first.stdout).expect(0);
    assert_eq!(history(&other, &["export"]).expect(0).out(), first.out());
}

#[test]
fn invalid_archive_names_the_position() {
    let archive = |entry: &str| format!("{{\"log\":{{\"entries\":[\n{entry}\n]}}}}");
    let request = r#""request":{"method":"GET","url":"/"}"#;
    for (input, words) in [
        (
            "{\"log\":1}".to_owned(),
            "line 1 column 9: invalid type: integer `1`, expected an object with `entries`",
        ),
        (
            "{\"log\":{}}".to_owned(),
            "line 1 column 9: `entries` is missing",
        ),
        (
            "{\"log\":{\"entries\":[]},\"log\":{\"entries\":[]}}".to_owned(),
            "line 1 column 28: `log` is there twice",
        ),
        (archive("{}"), "line 2 column 2: missing field `request`"),
        (
            archive(&format!("{{{request}}}")),
            "line 2 column 38: `startedDateTime` is no time: ``",
        ),
        (
            archive(&format!("{{{request},\"response\":{{\"status\":42}}}}")),
            "line 2 column 63: 42 is no status",
        ),
        (
            archive(&format!("{{{request},{request}}}")),
            "line 2 column 48: duplicate field `request`",
        ),
        (
            archive(&format!("{{{request},\"_momo\":{{\"id\":7}}}}")),
            "line 2 column 55: `_momo`: invalid type",
        ),
        (
            archive(&"[".repeat(100_000)),
            "line 2 column 1: invalid type: sequence, expected an entry",
        ),
        (
            format!("{{\"log\":{{\"x\":{}", "[".repeat(100_000)),
            "line 1 column ",
        ),
    ] {
        let momo = Momo::new();
        let said = import(&momo, &input).expect(3);
        let err = said.err();
        let start: String = input.chars().take(200).collect();
        assert!(
            err.starts_with(&format!("error: {words}")),
            "{start}\n{err}"
        );
    }
}

#[test]
fn endless_entry_or_line_is_refused_before_it_fills_memory() {
    use std::io::{Read, repeat};
    let import = |head: &'static str| {
        let home = tempfile::tempdir().unwrap();
        let import =
            momo::io::sqlite::HistoryImport::start(&home.path().join("history.db")).unwrap();
        let endless = head.as_bytes().chain(repeat(b'x').take(200 << 20));
        momo::flow::import::run(endless, import)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        import("{\"id\":\""),
        "line 1 column 1: a line is longer than 64 MiB"
    );
    let said = import("{\"log\":{\"entries\":[{\"a\":\"");
    assert!(said.contains("an entry is longer than 64 MiB"), "{said}");
}

/// A HAR with one POST for each of these `postData`.
fn posts(bodies: &[Value]) -> Vec<u8> {
    let entry = |body: &Value| {
        json!({
            "startedDateTime": "2026-11-21T10:00:00.000Z",
            "time": 1,
            "request": {
                "method": "POST", "url": "https://bot.example/hook", "postData": body,
                "headers": [{ "name": "Content-Type", "value": body["mimeType"] }]
            },
            "response": { "status": 200, "content": { "size": 9, "mimeType": "text/plain" } }
        })
    };
    let entries: Vec<_> = bodies.iter().map(entry).collect();
    json!({ "log": { "entries": entries } })
        .to_string()
        .into_bytes()
}

/// The body of a request with these fields, as imported; `None` where the archive does not hold it.
fn imported_body(post_data: Value) -> Option<String> {
    let momo = Momo::new();
    import(&momo, posts(&[post_data])).expect(0);
    let list = momo.run(&["webhook", "history", "list", "--json"]);
    let exchange = list.expect(0).json_lines().remove(0);
    assert!(
        exchange["missing"]
            .as_array()
            .unwrap()
            .contains(&json!("response_body"))
    );
    let is_missing = exchange["missing"]
        .as_array()
        .unwrap()
        .contains(&json!("request_body"));
    let body = exchange["request"]["body"].as_str().unwrap_or_default();
    (!is_missing).then(|| body.to_owned())
}

#[test]
fn fields_of_a_form_become_its_body_or_none() {
    let urlencoded = "application/x-www-form-urlencoded";
    let form = |params: Value| json!({ "mimeType": urlencoded, "params": params });
    let field = |name: &str, value: &str| json!({ "name": name, "value": value });
    // As it was on the wire, and decoded.
    let wire = form(json!([field("이름", "x")]));
    assert_eq!(imported_body(wire).unwrap(), "%EC%9D%B4%EB%A6%84=x");
    let wire = form(json!([field("a", "%EC%95%88"), field("b", "x+y")]));
    assert_eq!(imported_body(wire).unwrap(), "a=%EC%95%88&b=x+y");
    let decoded = form(json!([field("a", "안녕 100%"), field("b", "1&2")]));
    assert_eq!(
        imported_body(decoded).unwrap(),
        "a=%EC%95%88%EB%85%95%20100%25&b=1%262"
    );
    let mut with_text = form(json!([field("a", "1")]));
    with_text["text"] = "".into();
    assert_eq!(imported_body(with_text).unwrap(), "a=1");
    assert_eq!(imported_body(form(json!([]))).unwrap(), "");
    let multipart =
        |params: Value| json!({ "mimeType": "multipart/form-data; boundary=XX", "params": params });
    let file =
        json!({ "name": "photo", "fileName": "a.png", "contentType": "image/png", "value": "PNG" });
    let parts = multipart(json!([file, field("memo", "안녕 100%")]));
    assert_eq!(
        imported_body(parts).unwrap(),
        "--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--XX\r\nContent-Disposition: form-data; name=\"memo\"\r\n\r\n안녕 100%\r\n--XX--\r\n"
    );
    let without_content = json!({ "name": "photo", "fileName": "a.png" });
    for not_held in [
        multipart(json!([without_content])),
        json!({ "mimeType": "multipart/form-data", "params": [field("a", "1")] }),
        json!({ "mimeType": "application/json", "params": [] }),
        json!({ "mimeType": "application/json" }),
    ] {
        assert_eq!(imported_body(not_held.clone()), None, "{not_held}");
    }
}

#[test]
fn body_that_an_archive_does_not_hold_is_told_and_not_sent() {
    let momo = Momo::new().with("MOMOTALK_WEBHOOK_SECRET", "s3cret");
    let not_held = json!({ "mimeType": "application/json" });
    let har = momo.file("page.har", posts(&[not_held]));
    let nowhere = DeadPort::new().url("/");
    let output = momo
        .run(&["webhook", "replay", &har, "--to", &nowhere])
        .expect(3);
    assert!(
        output.err().contains("the archive does not hold this body"),
        "{output}"
    );
    momo.run(&["webhook", "history", "import", &har]).expect(0);
    let shown = momo
        .run(&["webhook", "history", "show", "last"])
        .expect(0)
        .out();
    assert!(
        shown.contains("\nRequest the archive does not hold this body\n"),
        "{shown}"
    );
    assert!(
        shown.contains("\nResponse the archive does not hold this body\n"),
        "{shown}"
    );
    let exported = momo
        .run(&["webhook", "history", "export", "--as", "har"])
        .expect(0)
        .json();
    assert_eq!(
        exported["log"]["entries"][0]["request"].get("postData"),
        None
    );
    assert_eq!(
        exported["log"]["entries"][0]["_momo"]["missing"],
        json!(["request_body", "response_body"])
    );
}
