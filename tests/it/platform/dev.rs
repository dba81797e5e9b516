//! `momo dev` as a process: one a home, `dev.json` while it runs, and how it ends.
use super::{Answer, call, raw, taker, wait_for_requests};
use crate::support::{Momo, Peer, Running};
use momo::io::files::{Credentials, Home};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A platform in a process of its own that has said where it is.
struct Dev {
    running: Running,
    ready: Value,
    token: String,
}

impl Dev {
    fn start(momo: &Momo) -> Self {
        let mut running = momo.start(&["dev", "--port", "0", "--json"]);
        let ready = running.json();
        assert_eq!(ready["type"], "ready");
        let credentials = Credentials::load(&Home::in_folder(momo.home())).unwrap();
        let base = ready["api_base"].as_str().unwrap();
        let token = credentials.console_token(base, "developer").unwrap();
        let token = token.reveal_text().unwrap().to_owned();
        Self {
            running,
            ready,
            token,
        }
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Answer {
        let port = u16::try_from(self.ready["port"].as_u64().unwrap()).unwrap();
        call(port, &self.token, "POST", path, Some(body))
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn url_file_exists_while_the_platform_runs() {
    let momo = Momo::new();
    let file = momo.file("ready", "http://stale/\n");
    let mut dev = momo.start(&["dev", "--port", "0", "--json", "--ready-file", &file]);
    let ready = dev.json();
    // It is written before the first line is.
    let told = std::fs::read_to_string(&file).unwrap();
    assert_eq!(told, format!("{}\n", ready["api_base"].as_str().unwrap()));
    dev.signal("TERM");
    dev.finish().expect_notes(0);
    assert!(!std::path::Path::new(&file).exists());
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn home_has_one_platform_that_other_commands_find() {
    let momo = Momo::new();
    let file = momo.home().join("dev.json");
    let dev = Dev::start(&momo);
    let told: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(
        told,
        json!({ "api_base": dev.ready["api_base"], "pid": dev.running.id(), "page": dev.ready["page"] })
    );
    let second = momo.run(&["dev", "--port", "0"]).expect(3);
    let base = dev.ready["api_base"].as_str().unwrap();
    second.is(&format!(
        "--- stderr\n\
         error: a local platform of this home runs already at `{base}` (process {})\n\
         \x20 hint: Use that one, or give this one a home of its own with MOMO_HOME.\n\
         --- status 3\n",
        dev.running.id()
    ));
    assert!(
        file.exists(),
        "the second one took the first one's file away"
    );
    dev.running.signal("TERM");
    dev.running.finish().expect_notes(0);
    assert!(!file.exists());
    // Its place is free again.
    Dev::start(&momo);
}

#[test]
fn port_in_use_leaves_nothing_behind() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let momo = Momo::new();
    let output = momo.run(&["dev", "--port", &port]).expect(3);
    assert!(output.err().contains("is in use"), "{output}");
    assert!(!momo.home().join("dev.json").exists());
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn dev_shows_messages_and_deliveries_and_ends_with_a_summary() {
    for (signal, status) in [("INT", 130), ("TERM", 0)] {
        let (momo, peer) = (Momo::new(), taker());
        let mut dev = Dev::start(&momo);
        let bot = json!({ "name": "에코", "callback_url": peer.url("/") });
        let bot = dev.post("/bots", &bot).good();
        dev.post("/rooms/1/messages", &json!({ "body": "안녕" }))
            .good();
        wait_for_requests(&peer, 1);
        let (message, exchange) = (dev.running.json(), dev.running.json());
        assert_eq!(
            (&message["type"], &message["body"]),
            (&json!("message"), &json!("안녕"))
        );
        assert_eq!(
            (&exchange["type"], &exchange["bot_id"]),
            (&json!("exchange"), &bot["bot_id"])
        );
        assert_eq!(exchange["signature"]["verdict"], "valid");
        let begun = Instant::now();
        dev.running.signal(signal);
        let output = dev.running.finish().expect_notes(status);
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{:?}",
            begun.elapsed()
        );
        assert_eq!(
            output.json_lines(),
            [json!({
                "type": "summary", "messages": 1, "delivered": 1, "failed_attempts": 0, "api_calls": 0, "waiting": 0
            })]
        );
        assert!(output.err().contains("messages 1, delivered 1"), "{output}");
        let whole = format!("{output}{message}{exchange}");
        for secret in ["bot_token", "webhook_secret"] {
            assert!(
                !whole.contains(bot[secret].as_str().unwrap()),
                "{secret}: {whole}"
            );
        }
    }
}

#[test]
fn cookie_of_a_bot_is_shown_as_a_fingerprint() {
    let cookie = "HTTP/1.1 200 OK\r\nSet-Cookie: canary\r\nContent-Length: 0\r\n\r\n";
    let (momo, peer) = (Momo::new(), Peer::raw(|_| cookie.into()));
    let mut dev = Dev::start(&momo);
    let bot = json!({ "name": "x", "callback_url": peer.url("/") });
    dev.post("/bots", &bot).good();
    dev.post("/rooms/1/messages", &json!({ "body": "안녕" }))
        .good();
    let (_message, exchange) = (dev.running.json(), dev.running.json());
    let told = exchange["response"]["headers"].to_string();
    assert!(
        told.contains("(fingerprint ") && !told.contains("canary"),
        "{told}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn hanging_callback_does_not_delay_the_end() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let momo = Momo::new();
    let dev = Dev::start(&momo);
    let url = format!("http://{}/", silent.local_addr().unwrap());
    dev.post("/bots", &json!({ "name": "x", "callback_url": url }))
        .good();
    dev.post("/rooms/1/messages", &json!({ "body": "안녕" }))
        .good();
    let _held = silent.accept().unwrap();
    let begun = Instant::now();
    dev.running.signal("INT");
    let output = dev.running.finish().expect(130);
    assert!(
        begun.elapsed() < Duration::from_millis(2_900),
        "{:?}",
        begun.elapsed()
    );
    let summary = output.json_lines().pop().unwrap();
    assert_eq!(
        (&summary["type"], &summary["waiting"]),
        (&json!("summary"), &json!(1))
    );
}

#[test]
fn multiline_metadata_is_one_line_of_the_stream() {
    let momo = Momo::new();
    let mut dev = Dev::start(&momo);
    let body = "{\n  \"body\": \"x\",\n  \"metadata\": {\n    \"a\": [1.10,\r\n 2]\n  }\n}\n";
    let (port, token) = (&dev.ready["port"], &dev.token);
    let head = format!(
        "POST /api/rooms/1/messages HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\
         Connection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let port = u16::try_from(port.as_u64().unwrap()).unwrap();
    assert_eq!(raw(port, format!("{head}{body}").as_bytes()).status, 201);
    assert!(dev.running.line().contains(r#""metadata":{"a":[1.10,2]}"#));
}

#[test]
fn wrong_flag_is_reported_before_anything_is_created() {
    let momo = Momo::new();
    for args in [
        ["--retry-base", "0s"],
        ["--host", "localhost:1"],
        ["--port", "70000"],
    ] {
        momo.run(&["dev", args[0], args[1]]).expect(2);
    }
    assert_eq!(std::fs::read_dir(momo.home()).unwrap().count(), 0);
}
