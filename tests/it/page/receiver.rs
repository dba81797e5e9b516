//! The receiver's page: on a port of its own, on this machine only, and never on the receiver's.
use super::Paged;
use crate::platform::raw;
use crate::support::{Momo, Peer};
use serde_json::{Value, json};
use std::net::TcpStream;

const LISTEN: [&str; 6] = [
    "webhook",
    "listen",
    "--port",
    "0",
    "--json",
    "--allow-unsigned",
];

fn receiver(momo: &Momo, flags: &[&str]) -> Paged {
    Paged::start(momo, &[&LISTEN[..], flags].concat())
}

/// Sends an event to the receiver; gives the status of the answer.
fn deliver(paged: &Paged, body: &str) -> u16 {
    let head = format!(
        "POST /hook HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    raw(receivers_port(paged), format!("{head}{body}").as_bytes()).status
}

fn receivers_port(paged: &Paged) -> u16 {
    u16::try_from(paged.ready["port"].as_u64().unwrap()).unwrap()
}

#[test]
fn receiver_page_has_its_own_port_and_the_same_guard() {
    let momo = Momo::new();
    let paged = receiver(&momo, &["--forward-to", "talk.*=3000/hook"]);
    assert_ne!(u64::from(paged.port), paged.ready["port"]);
    let about = paged.get("/page").good();
    assert_eq!(
        about,
        json!({
            "kind": "receiver", "version": env!("CARGO_PKG_VERSION"),
            "address": paged.ready["url"].as_str().unwrap().trim_end_matches('/'),
            "forward_to": ["http://127.0.0.1:3000/hook"], "budget_ms": 3000,
        })
    );
    let answer = paged.ask("GET", "/", &[]);
    assert!(answer.status == 200 && answer.header("content-security-policy").is_some());
    paged
        .ask("GET", "/api/page", &[])
        .refuses(401, "unauthorized", "token");
    let bearer = format!("Bearer {}", paged.token);
    let with = |name, value| [("Authorization", &*bearer), (name, value)];
    for path in [
        "/",
        "/app/main.js",
        "/api/page",
        "/api/exchanges",
        "/nowhere",
    ] {
        paged
            .ask("GET", path, &with("Host", "evil.example"))
            .refuses(421, "misdirected_request", "evil.example");
        paged
            .ask("GET", path, &with("Origin", "null"))
            .refuses(403, "forbidden", "another site");
        paged
            .ask("GET", path, &with("Sec-Fetch-Site", "cross-site"))
            .refuses(403, "forbidden", "another site");
    }
    paged
        .ask("GET", "/api/exchanges", &with("X-Momo-Role", "developer"))
        .refuses(403, "forbidden", "developer");
    for path in [
        "/api/bots",
        "/api/rooms",
        "/api/nowhere",
        "/nowhere",
        "/%61pi/page",
    ] {
        paged
            .ask("GET", path, &with("X", "y"))
            .refuses(404, "not_found", "there is no");
    }
}

#[test]
fn receiver_port_serves_nothing_of_the_page() {
    let momo = Momo::new();
    let paged = receiver(&momo, &[]);
    assert_eq!(deliver(&paged, "{}"), 200);
    let port = receivers_port(&paged);
    for path in [
        "/",
        "/index.html",
        "/app/main.js",
        "/api/page",
        "/api/exchanges",
    ] {
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\r\n",
            paged.token
        );
        let answer = raw(port, head.as_bytes());
        assert_eq!(answer.status, 405, "{path}: {answer:?}");
        assert!(!answer.body.contains("momo"), "{answer:?}");
    }
}

#[test]
fn received_events_are_published_and_shown() {
    let (momo, peer) = (Momo::new(), Peer::answering(200, "text/plain", "yes"));
    let paged = receiver(&momo, &["--forward-to", &peer.url("/hook")]);
    let begin = paged.get("/changes").good()["cursor"].clone();
    let begin = begin.as_str().unwrap();
    assert_eq!(
        deliver(&paged, r#"{"event_type":"talk.message_created"}"#),
        200
    );
    let (mut cursor, mut seen) = (begin.to_owned(), Vec::<Value>::new());
    while seen.len() < 2 {
        let answer = paged
            .get(&format!("/changes?after={cursor}&wait=20"))
            .good();
        assert_eq!(answer["lost"], false);
        cursor = answer["cursor"].as_str().unwrap().to_owned();
        seen.extend(answer["changes"].as_array().unwrap().iter().cloned());
    }
    let mut ways: Vec<_> = seen.iter().map(|it| &it["exchange"]["direction"]).collect();
    ways.sort_by_key(|way| way.to_string());
    assert_eq!(ways, ["received", "sent"]);
    let id = seen
        .iter()
        .find(|it| it["exchange"]["direction"] == "received");
    let id = id.unwrap()["exchange"]["id"].as_str().unwrap();
    let shown = paged.get(&format!("/exchanges/{id}")).good();
    assert_eq!(
        shown["request"]["body"],
        r#"{"event_type":"talk.message_created"}"#
    );
    let listed = paged.get("/exchanges").good();
    assert_eq!(listed["exchanges"].as_array().unwrap().len(), 2);
}

#[test]
fn page_port_can_be_chosen_and_the_page_left_out() {
    let momo = Momo::new();
    let paged = receiver(&momo, &["--no-page"]);
    assert_eq!(paged.ready["page"], Value::Null);
    let port = crate::support::free_port().to_string();
    let paged = receiver(&momo, &["--host", "0.0.0.0", "--page-port", &port]);
    let url = paged.ready["page"].as_str().unwrap();
    assert!(
        url.starts_with(&format!("http://127.0.0.1:{port}/#t=")),
        "{url}"
    );
    // Whatever the receiver's address is, no other machine gets to the page.
    let local = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    if local.connect("192.0.2.1:9").is_ok() {
        let here = local.local_addr().unwrap().ip();
        assert!(here.is_loopback() || TcpStream::connect((here, paged.port)).is_err());
    }
    let both = momo.run(&[&LISTEN[..], &["--no-page", "--page-port", "1"]].concat());
    both.expect(2);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn received_event_is_resent_only_to_forwarding_targets() {
    let (momo, peer) = (Momo::new(), Peer::answering(200, "text/plain", "yes"));
    let mut paged = receiver(&momo, &["--forward-to", &peer.url("/hook")]);
    let body = r#"{"event_type":"talk.message_created","bot_id":"bot_x"}"#;
    assert_eq!(deliver(&paged, body), 200);
    let (sent, came) = (paged.running.json(), paged.running.json());
    let (sent, came) = match sent["direction"] == "sent" {
        true => (sent, came),
        false => (came, sent),
    };
    assert_eq!(
        (&sent["forwarded_from"], &came["direction"]),
        (&came["id"], &json!("received"))
    );
    let id = came["id"].as_str().unwrap();
    let again = paged.post(&format!("/exchanges/{id}/resend"), &json!({}));
    assert_eq!(again.status, 201, "{again:?}");
    let seen = peer.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        (&*seen[1].body, seen[1].header("x-momo-replay-of")),
        (body.as_bytes(), Some(id))
    );
    let told = paged.running.json();
    assert_eq!(
        (&told["forwarded_from"], &told["direction"]),
        (&json!(id), &json!("sent"))
    );
    // No secret is known for this bot, and nothing is signed with another's.
    paged
        .post(&format!("/exchanges/{id}/resend"), &json!({ "sign": true }))
        .refuses(409, "conflict", "no webhook secret");
    paged.running.signal("TERM");
    let output = paged.running.finish().expect_notes(0);
    let summary = output.json_lines().pop().unwrap();
    assert_eq!(
        [&summary["received"], &summary["forwarded"]],
        [&json!(1), &json!(2)]
    );
}

#[test]
fn without_target_nothing_is_resent_and_stars_are_published() {
    let momo = Momo::new();
    let mut paged = receiver(&momo, &[]);
    assert_eq!(deliver(&paged, "{}"), 200);
    let id = paged.running.json()["id"].as_str().unwrap().to_owned();
    paged
        .post(&format!("/exchanges/{id}/resend"), &json!({}))
        .refuses(409, "conflict", "no place");
    let begin = paged.get("/changes").good()["cursor"].clone();
    let bearer = format!("Bearer {}", paged.token);
    let star = format!("/api/exchanges/{id}/star");
    paged
        .ask("PUT", &star, &[("Authorization", &bearer)])
        .good();
    let path = format!("/changes?wait=20&after={}", begin.as_str().unwrap());
    assert_eq!(
        paged.get(&path).good()["changes"],
        json!([{ "type": "stars" }])
    );
}
