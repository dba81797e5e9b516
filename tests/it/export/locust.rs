//! The locustfile: Locust sends its events from two workers, and the receiver finds each of them authentic.
//!
//! Where Locust is missing this test says so and passes; CI has it beside the build (`.ci/run` puts it there).
use super::history;
use crate::support::{DeadPort, Momo, beside_build};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

const SECRET: &str = "whsec-0123456789abcdef";

/// A process that ends with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A history with a Korean event, a bare one, and a call that is no event.
fn exported(momo: &Momo) -> PathBuf {
    let samples = [
        "momotalk/message_created.korean",
        "momotalk/message_created",
    ];
    let all = samples.map(|name| {
        let sample = momo
            .run(&["webhook", "sample", name, "--exchange"])
            .expect(0);
        let request: Value = serde_json::from_slice(&sample.stdout).unwrap();
        request["request"].clone()
    });
    let mut exchanges = super::some(3);
    for (exchange, request) in exchanges.iter_mut().zip(all) {
        exchange.kind = momo::model::history::exchange::ExchangeKind::Event;
        exchange.protocol = momo::model::protocol::Protocol::Momotalk;
        exchange.request = serde_json::from_value(request).unwrap();
        let event: Value = serde_json::from_slice(&exchange.request.body).unwrap();
        exchange.event_id = event["event_id"].as_str().map(str::to_owned);
        exchange.missing.clear();
    }
    exchanges[2].kind = momo::model::history::exchange::ExchangeKind::Api;
    let home = momo::io::files::Home::in_folder(momo.home());
    let mut history_file = momo::io::sqlite::History::open(&home.history_file().unwrap()).unwrap();
    history_file.append(&exchanges).unwrap();
    let file = momo.home().join("locustfile.py");
    let said = history(momo, &["export", "-o", file.to_str().unwrap()]).expect_notes(0);
    assert!(said.out().starts_with("2 exchanges written"), "{said}");
    file
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn two_workers_send_authentic_events() {
    let Some(locust) = beside_build("Locust", "locust/bin/locust") else {
        return;
    };
    let momo = Momo::new();
    let file = exported(&momo);
    let receiver = Momo::new();
    let mut listen = receiver.start(&[
        "webhook", "listen", "--port", "0", "--secret", SECRET, "--json",
    ]);
    let url = listen.json()["url"].as_str().unwrap().to_owned();
    // Free a moment ago; Locust cannot be asked which port it took.
    let port = DeadPort::new().port().to_string();
    let run = |words: &[&str]| {
        let mut command = Command::new(&locust);
        command.args(["-f", file.to_str().unwrap()]).args(words);
        command
            .env("MOMOTALK_WEBHOOK_SECRET", SECRET)
            .current_dir(momo.home());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let worker = || {
        Ended(run(&[
            "--worker",
            "--master-host",
            "127.0.0.1",
            "--master-port",
            &port,
        ]))
    };
    let _workers = [worker(), worker()];
    let master = run(&[
        "--master",
        "--headless",
        "--master-bind-host",
        "127.0.0.1",
        "--master-bind-port",
        &port,
        "--expect-workers",
        "2",
        "--expect-workers-max-wait",
        "60",
        "-u",
        "4",
        "-r",
        "4",
        "-t",
        "3s",
        "--stop-timeout",
        "10",
        "--host",
        &url,
        "--csv",
        "told",
    ]);
    let output = master.wait_with_output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let told = std::fs::read_to_string(momo.home().join("told_stats.csv")).unwrap();
    let total: Vec<_> = told.lines().last().unwrap().split(',').collect();
    let (sent, failed): (usize, usize) = (total[2].parse().unwrap(), total[3].parse().unwrap());
    assert!(sent > 10, "{told}\n{words}");
    assert_eq!(failed, 0, "{told}\n{words}");
    // It has written all by its end.
    listen.signal("TERM");
    listen.finish().expect_notes(0);
    let received = history(&receiver, &["export"]).expect(0).json_lines();
    assert_eq!(
        received.len(),
        sent,
        "what Locust sent is what was received"
    );
    assert!(
        received
            .iter()
            .all(|line| line["signature"]["verdict"] == "valid")
    );
    let ids: std::collections::HashSet<_> = received
        .iter()
        .map(|line| line["event_id"].as_str())
        .collect();
    assert_eq!(ids.len(), sent, "each is a new event");
}
