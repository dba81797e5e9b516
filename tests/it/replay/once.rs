//! An event is delivered once, however often it was received, sent on and sent again; what is no event, or was not read
//! whole, is not delivered.
use super::{PLAIN, fine, momo, replay};
use crate::platform::raw;
use crate::support::{DeadPort, Momo, Peer, Running};
use momo::io::sqlite::History;
use momo::model::history::exchange::{Exchange, ExchangeKind};

/// Starts a receiver; returns it with its URL and its port.
fn receiver(momo: &Momo, flags: &[&str]) -> (Running, String, u16) {
    let listen = ["webhook", "listen", "--port", "0", "--json"];
    let mut running = momo.start(&[&listen[..], flags].concat());
    let port = running.json()["port"].as_u64().unwrap();
    let port = u16::try_from(port).unwrap();
    (running, format!("http://127.0.0.1:{port}/"), port)
}

fn history(momo: &Momo) -> History {
    History::open(&momo.home().join("history.db")).unwrap()
}

/// A history of an event and a skill call, each received, forwarded and copied, of a call of the API and of a request of
/// a scanner.
fn busy_receiver() -> Momo {
    let (momo, sender) = (momo(), momo());
    let (bot, copy) = (fine(), fine());
    let targets = [bot.url("/"), copy.url("/")];
    let flags = [
        "--allow-unsigned",
        "--forward-to",
        &targets[0],
        "--forward-to",
        &targets[1],
    ];
    let (mut running, url, port) = receiver(&momo, &flags);
    let skill = ["kakao-skill/text", "--to", &url, "--expect-status", "200"];
    replay(&sender, &[PLAIN, "--to", &url]).expect_notes(0);
    // What the bot answers is no SkillResponse.
    replay(&sender, &skill).expect(1);
    raw(
        port,
        b"GET /.env HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    let lines: Vec<_> = (0..7).map(|_| running.json()).collect();
    running.signal("TERM");
    running.finish().expect_notes(0);
    let hops = |hop: &str| lines.iter().filter(|line| line["hop"] == hop).count();
    assert_eq!(
        (hops("received"), hops("forwarded"), hops("copied")),
        (3, 2, 2)
    );
    let event = history(&momo)
        .find(lines[0]["id"].as_str().unwrap())
        .unwrap();
    let call = Exchange {
        id: "ex_0000000000000001".into(),
        kind: ExchangeKind::Api,
        hop: None,
        forwarded_from: None,
        event_id: None,
        event_type: None,
        ..event
    };
    history(&momo).append(&[call]).unwrap();
    momo
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn archive_delivers_each_event_once_and_no_calls() {
    let momo = busy_receiver();
    for name in ["all.ndjson", "all.har"] {
        let file = momo.home().join(name).display().to_string();
        momo.run(&["webhook", "history", "export", "-o", &file])
            .expect(0);
        let peer = fine();
        let output = replay(
            &super::momo(),
            &[&file, "--to", &peer.url("/"), "--expect-status", "200"],
        )
        .expect(1);
        let told = format!(
            "6 of 8 requests in {file} are left out: 1 call of an API, 1 that is no event, 4 further ones of the same events\n"
        );
        assert!(output.err().contains(&told), "{output}");
        assert_eq!(peer.seen().len(), 2, "{output}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn newest_events_are_each_delivered_once() {
    let momo = busy_receiver();
    for (count, delivered) in [("9", 2), ("1", 1)] {
        let peer = fine();
        let to = peer.url("/");
        replay(
            &momo,
            &["--last", count, "--to", &to, "--expect-status", "200"],
        )
        .expect(1);
        assert_eq!(peer.seen().len(), delivered);
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn file_of_calls_alone_has_no_event() {
    let momo = busy_receiver();
    let export = ["webhook", "history", "export", "--kind", "api", "--as"];
    for shape in ["ndjson", "har"] {
        let calls = momo.run(&[&export[..], &[shape]].concat()).expect(0).stdout;
        let calls = match shape {
            "ndjson" => [&*calls, &calls].concat(),
            _ => calls,
        };
        let file = momo.file("calls", calls);
        let output = replay(&momo, &[&file, "--to", &DeadPort::new().url("/")]).expect(3);
        assert!(output.err().contains("looks like an event"), "{output}");
    }
}

#[test]
fn request_of_a_scanner_is_no_failed_event() {
    let momo = momo();
    let (mut running, _, port) = receiver(&momo, &[]);
    raw(
        port,
        b"GET /.env HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    raw(
        port,
        b"POST /cgi-bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
    );
    for _ in 0..2 {
        let line = running.json();
        assert_eq!(
            (&line["kind"], &line["hop"]),
            (&"event".into(), &"received".into())
        );
    }
    let nowhere = DeadPort::new().url("/");
    let none = "error: no such event is in the history\n";
    for (pick, told) in [
        (&["--failed"][..], none),
        (&["--last", "5"], none),
        (&["last"], "error: there is no event in the history yet\n"),
    ] {
        let output = replay(&momo, &[pick, &["--to", &nowhere]].concat()).expect(3);
        assert!(output.err().starts_with(told), "{output}");
    }
}

#[test]
fn body_that_was_not_read_is_not_sent_again() {
    let momo = momo();
    let (mut running, _, port) = receiver(&momo, &["--max-body", "10"]);
    raw(
        port,
        b"POST / HTTP/1.1\r\nHost: x\r\nX-MoMoTalk-Event-Id: evt_1\r\nContent-Length: 11\r\nConnection: close\r\n\r\n",
    );
    let line = running.json();
    assert_eq!(line["missing"], serde_json::json!(["request_body"]));
    let nowhere = DeadPort::new().url("/");
    for pick in [
        &["--failed"][..],
        &["--last", "5"],
        &["last"],
        &[line["id"].as_str().unwrap()],
    ] {
        let output = replay(&momo, &[pick, &["--to", &nowhere]].concat()).expect(3);
        assert!(
            output.err().contains("its body was not read to the end"),
            "{output}"
        );
    }
    let shown = momo.run(&["webhook", "history", "show", "last"]).expect(0);
    assert!(
        shown
            .out()
            .contains("\nRequest its body was not read to the end\n"),
        "{shown}"
    );
    let verified = momo.run(&["verify", "last"]).expect(3);
    assert!(
        verified.err().contains("cannot be checked: its body"),
        "{verified}"
    );
    // Beside others it is told, and the rest goes out.
    let peer = Peer::answering(200, "application/json", "{}");
    replay(&momo, &[PLAIN, "--to", &peer.url("/")]).expect_notes(0);
    let output = replay(&momo, &["--last", "5", "--to", &peer.url("/")]).expect_notes(3);
    assert!(output.err().contains("warning: `ex_"), "{output}");
    assert_eq!(peer.seen().len(), 2);
}

#[test]
fn bytes_that_are_no_request_are_shown_as_such_and_never_sent() {
    let momo = momo();
    let (mut running, _, port) = receiver(&momo, &[]);
    raw(port, b"GET /a b HTP/1.1\r\nX: 1\r\n\r\n");
    let line = running.json();
    assert_eq!(line["missing"], serde_json::json!(["request_head"]));
    let id = line["id"].as_str().unwrap();
    let nowhere = DeadPort::new().url("/");
    let output = replay(&momo, &[id, "--to", &nowhere]).expect(3);
    assert!(
        output.err().contains("no request that could be understood"),
        "{output}"
    );
    let shown = momo
        .run(&["webhook", "history", "show", id])
        .expect(0)
        .out();
    assert!(shown.contains("received bytes\n"), "{shown}");
    assert!(
        shown.contains("\nBytes that arrived (26 B) what arrived was no request"),
        "{shown}"
    );
    assert!(shown.contains("\n  GET /a b HTP/1.1"), "{shown}");
    let list = momo.run(&["webhook", "history", "list"]).expect(0).out();
    assert!(list.contains("  no request  "), "{list}");
    let curl = momo
        .run(&["webhook", "history", "export", "--as", "curl"])
        .expect_notes(0);
    assert!(
        curl.out()
            .contains("# no command: what arrived was no request"),
        "{curl}"
    );
}
