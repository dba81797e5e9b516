//! The history's file: what goes in comes out, from many threads and processes, and nobody else's file is touched.
use momo::io::sqlite::{History, Recorder};
use momo::io::system;
use momo::model::exchange::{Direction, Exchange, Kind};
use momo::model::filter::{Glob, Test};
use momo::model::history::Query;
use momo::model::id;
use momo::model::signature::Check;
use momo::model::time::Timestamp;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
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
fn an_exchange_comes_back_byte_for_byte() {
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

#[test]
fn lists_are_newest_first_and_come_in_pages() {
    let (_folder, path) = store();
    let mut history = History::open(&path).unwrap();
    let times = [
        ("ex_c", 30),
        ("ex_a", 10),
        ("ex_b2", 20),
        ("ex_b1", 20),
        ("ex_d", 40),
    ];
    let exchanges: Vec<_> = times.iter().map(|(id, time)| at(id, *time)).collect();
    history.append(&exchanges).unwrap();

    let query = Query {
        limit: Some(2),
        ..Query::default()
    };
    let first = history.list(&query).unwrap();
    assert_eq!(ids(&first), ["ex_d", "ex_c"]);
    // What comes in between two pages moves neither of them.
    history.append(&[at("ex_e", 50)]).unwrap();
    let after = |id: &str| Query {
        before: Some(id.into()),
        ..query.clone()
    };
    let second = history.list(&after("ex_c")).unwrap();
    assert_eq!(
        ids(&second),
        ["ex_b1", "ex_b2"],
        "of one moment, the later recorded first"
    );
    let third = history.list(&after("ex_b2")).unwrap();
    assert_eq!(ids(&third), ["ex_a"]);
    assert!(history.list(&after("ex_a")).unwrap().is_empty());
    assert!(history.list(&after("ex_z")).is_err());
}

#[test]
fn lists_can_be_asked_for_less() {
    let (_folder, path) = store();
    let mut history = History::open(&path).unwrap();
    let sent = exchange(json!({
        "id": "ex_02", "direction": "sent", "kind": "api", "bot_id": "bot_2", "event_id": "evt_2",
        "event_type": "talk.other", "signature": { "verdict": "valid" }, "started_at": 5
    }));
    history.append(&[exchange(json!({})), sent]).unwrap();
    let cases = [
        (Test::Direction(Direction::Received), "ex_01"),
        (Test::Direction(Direction::Sent), "ex_02"),
        (Test::Kind(Kind::Event), "ex_01"),
        (Test::Kind(Kind::Api), "ex_02"),
        (Test::Bot(Glob::new("bot_1")), "ex_01"),
        (Test::Event(Glob::new("evt_2")), "ex_02"),
        (Test::Type(Glob::new("talk.other")), "ex_02"),
        (Test::Signature(Check::Invalid), "ex_01"),
        (Test::Signature(Check::Valid), "ex_02"),
        (Test::Since(Timestamp(6)), "ex_01"),
        (Test::Until(Timestamp(6)), "ex_02"),
    ];
    for (test, id) in cases {
        let query = Query::of([test]);
        assert_eq!(ids(&history.list(&query).unwrap()), [id], "{query:?}");
    }
    // All at once, and every pair with the index of the other.
    let all = [
        Test::Event(Glob::new("evt_1")),
        Test::Signature(Check::Invalid),
        Test::Direction(Direction::Received),
        Test::Kind(Kind::Event),
        Test::Bot(Glob::new("bot_1")),
        Test::Type(Glob::new("talk.message_created")),
        Test::Since(Timestamp(6)),
        Test::Until(Timestamp(i64::MAX)),
    ];
    for without in 0..3 {
        let query = Query::of(all[without..].to_vec());
        assert_eq!(ids(&history.list(&query).unwrap()), ["ex_01"], "{query:?}");
    }
    let nobody = Query::of([Test::Bot(Glob::new("' OR 1=1 --"))]);
    assert!(history.list(&nobody).unwrap().is_empty());
    let heads = Query {
        bodies: false,
        ..Query::default()
    };
    let heads = history.list(&heads).unwrap();
    assert_eq!(
        heads[0].request.headers,
        exchange(json!({})).request.headers
    );
    assert!(heads[0].request.body.is_empty());
}

#[test]
fn sixty_four_threads_record_at_once() {
    let (_folder, path) = store();
    let recorder = Recorder::start(&path).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..64 {
            let (recorder, path) = (recorder.clone(), &path);
            scope.spawn(move || {
                for round in 0..20 {
                    let id = format!("ex_{thread}_{round}");
                    recorder.record(at(&id, round)).unwrap();
                    if round == 10 {
                        // Acknowledged is visible to everybody.
                        let history = History::open_existing(path).unwrap();
                        assert!(history.get(&id).unwrap().is_some());
                    }
                }
            });
        }
    });
    let everything = Query {
        limit: None,
        ..Query::default()
    };
    let history = History::open_existing(&path).unwrap();
    assert_eq!(history.list(&everything).unwrap().len(), 64 * 20);
    drop(recorder);
}

#[test]
fn a_second_exchange_of_the_same_id_is_refused_alone() {
    let (_folder, path) = store();
    let recorder = Recorder::start(&path).unwrap();
    recorder.record(at("ex_1", 1)).unwrap();
    let error = recorder.record(at("ex_1", 2)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the history already holds an exchange `ex_1`"
    );
    recorder.record(at("ex_2", 3)).unwrap();
    let history = History::open_existing(&path).unwrap();
    assert_eq!(
        history.list(&Query::default()).unwrap(),
        [at("ex_2", 3), at("ex_1", 1)]
    );
}

#[test]
fn the_file_is_for_its_owner_alone() {
    let (_folder, path) = store();
    let recorder = Recorder::start(&path).unwrap();
    recorder.record(at("ex_1", 1)).unwrap();
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.clone()), 0o600);
    assert_eq!(mode(path.with_extension("db-wal")), 0o600);
    assert_eq!(mode(path.with_extension("db-shm")), 0o600);
    assert_eq!(mode(path.parent().unwrap().into()), 0o700);
    drop(recorder);
    assert!(
        !path.with_extension("db-wal").exists(),
        "the last one out closes the log"
    );
}

#[test]
fn a_history_that_others_could_read_is_closed_to_them() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = store();
    drop(History::open(&path).unwrap());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    drop(History::open(&path).unwrap());
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn reading_a_history_that_is_not_there_makes_none() {
    let (_folder, path) = store();
    let history = History::open_existing(&path).unwrap();
    assert!(history.list(&Query::default()).unwrap().is_empty());
    assert!(!path.exists() && !path.parent().unwrap().exists());
}

#[test]
fn what_is_not_ours_is_refused_and_left_alone() {
    let (folder, path) = store();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(
        &path,
        "Dear diary, this is long enough to look like a page. ".repeat(20),
    )
    .unwrap();
    let refuse = |path: &PathBuf| History::open(path).err().unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(refuse(&path).message().contains("is no database"));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    let other = folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&other).unwrap();
    connection
        .execute_batch("CREATE TABLE recipes (name)")
        .unwrap();
    drop(connection);
    let before = std::fs::read(&other).unwrap();
    assert!(
        refuse(&other)
            .message()
            .contains("database of another program")
    );
    assert_eq!(std::fs::read(&other).unwrap(), before);

    let newer = folder.path().join("newer.db");
    drop(History::open(&newer).unwrap());
    let connection = rusqlite::Connection::open(&newer).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let error = refuse(&newer);
    assert!(
        error
            .message()
            .contains("was written by a newer momo (format 99")
    );
    assert!(error.hints()[0].contains("Update momo"));
}

#[test]
fn a_history_of_an_older_momo_goes_on() {
    let (_folder, path) = store();
    History::open(&path)
        .unwrap()
        .append(&[at("ex_1", 1)])
        .unwrap();
    // As the first format was: without the index that the second step adds.
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("DROP INDEX newest_of_kind; PRAGMA user_version = 1")
        .unwrap();
    drop(connection);

    let query = Query::of([
        Test::Direction(Direction::Received),
        Test::Kind(Kind::Event),
    ]);
    let history = History::open_existing(&path).unwrap();
    assert_eq!(ids(&history.list(&query).unwrap()), ["ex_1"]);
}

#[test]
fn a_folder_that_cannot_be_made_is_explained() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = History::open(&file.join("history.db")).err().unwrap();
    assert!(
        error.message().starts_with("cannot make the history"),
        "{error}"
    );
    assert!(error.hints()[0].contains("MOMO_HOME"));
}

/// Set in a child process of [`two_processes_begin_and_fill_one_history`]: the file to write to, and a name.
const CHILD: &str = "MOMO_TEST_STORE_CHILD";

#[test]
fn two_processes_begin_and_fill_one_history() {
    if let Ok(task) = std::env::var(CHILD) {
        let (name, path) = task.split_once(' ').unwrap();
        for number in 0..50 {
            // Opened anew each time: the first one out closes the log under the other's eyes.
            let mut history = History::open(path.as_ref()).unwrap();
            let id = format!("ex_{name}_{number}");
            history.append(&[at(&id, number)]).unwrap();
        }
        return;
    }
    let (_folder, path) = store();
    let child = |name: &str| {
        std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::two_processes_begin_and_fill_one_history"])
            .env(CHILD, format!("{name} {}", path.display()))
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let children = ["a", "b", "c"].map(child);
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let history = History::open_existing(&path).unwrap();
    let everything = Query {
        limit: None,
        ..Query::default()
    };
    assert_eq!(history.list(&everything).unwrap().len(), 150);
}

#[test]
fn exchanges_of_one_millisecond_have_different_ids() {
    let marks = || (0..20_000).map(|_| system::mark().unwrap());
    let threads: Vec<_> = (0..4)
        .map(|_| std::thread::spawn(move || marks().collect::<Vec<_>>()))
        .collect();
    let marks: Vec<_> = threads
        .into_iter()
        .flat_map(|it| it.join().unwrap())
        .collect();
    let ids: std::collections::HashSet<_> = marks
        .into_iter()
        .map(|mark| id::exchange(Timestamp(1), mark))
        .collect();
    assert_eq!(ids.len(), 80_000);
}
