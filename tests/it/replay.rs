//! `momo webhook replay`: what is sent, how it is signed, what is said of the answer, the exit code.
use crate::support::{Momo, Output, Peer, Seen, has_program, response};
use hmac_check::is_signed;
use momo::io::files::{Credentials, Home};
use momo::io::sqlite::History;
use momo::model::captured::Captured;
use momo::model::exchange::{Direction, Exchange, Kind, Timing};
use momo::model::http::Request;
use momo::model::id;
use momo::model::protocol::Protocol;
use momo::model::samples;
use momo::model::secret::Secret;
use momo::model::signature::{Check, SignatureCheck};
use momo::model::time::Timestamp;
use serde_json::{Value, json};
use std::net::TcpListener;

const PLAIN: &str = "momotalk/message_created";
const SECRET: &str = "s3cret";

/// The signature, checked by the library's verifier: its own tests hold it to other tools.
mod hmac_check {
    use super::{SECRET, Seen};
    use momo::model::secret::Secret;
    use momo::model::signature::{Signature, Signer};

    pub(super) fn is_signed(seen: &Seen) -> bool {
        let Some(header) = seen.header("x-momotalk-bot-signature") else {
            return false;
        };
        let signature = Signature::parse(header.as_bytes()).unwrap();
        Signer::new(&Secret::new(SECRET).unwrap()).verify(&seen.body, &signature)
    }
}

fn momo() -> Momo {
    Momo::new().with("MOMOTALK_WEBHOOK_SECRET", SECRET)
}

fn replay(momo: &Momo, args: &[&str]) -> Output {
    momo.run(&[&["webhook", "replay"], args].concat())
}

fn fine() -> Peer {
    Peer::answering(200, "application/json", r#"{"ok":true}"#)
}

fn dead_url() -> String {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    format!("http://127.0.0.1:{port}/")
}

fn event(seen: &Seen) -> Value {
    serde_json::from_slice(&seen.body).unwrap()
}

#[test]
fn a_sample_is_stamped_signed_and_delivered() {
    let (momo, peer) = (momo(), fine());
    let output = replay(&momo, &[PLAIN, "--to", &peer.url("/hook?x=1")]).expect(0);
    let seen = peer.only();
    assert_eq!(seen.line, "POST /hook?x=1 HTTP/1.1");
    assert!(is_signed(&seen));
    let event = event(&seen);
    assert_eq!(
        seen.header("x-momotalk-event-id"),
        event["event_id"].as_str()
    );
    assert_eq!(seen.header("x-momotalk-bot-id"), event["bot_id"].as_str());
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_ne!(event["event_id"], "evt_000000000000000000000000");
    let line = output.out();
    assert!(line.starts_with("200 OK  "), "{line}");
    assert!(
        line.contains(&format!("{PLAIN} -> {}", peer.url("/hook?x=1"))),
        "{line}"
    );
    assert!(
        line.contains(event["event_id"].as_str().unwrap()) && line.contains("  ex_"),
        "{line}"
    );
    assert_eq!(
        output.err(),
        "Signing with the secret of fingerprint 1ec1c26b from the environment variable `MOMOTALK_WEBHOOK_SECRET`.\n"
    );
}

#[test]
fn short_targets_and_url_mean_the_same() {
    let (momo, peer) = (momo(), fine());
    for to in [
        format!("{}", peer.port()),
        format!(":{}/", peer.port()),
        peer.url("/"),
    ] {
        replay(&momo, &[PLAIN, "--url", &to]).expect(0);
    }
    assert!(
        peer.seen()
            .iter()
            .all(|seen| seen.line == "POST / HTTP/1.1")
    );
}

#[test]
fn several_targets_all_get_it() {
    let (momo, one, two) = (momo(), fine(), fine());
    let args = [
        PLAIN,
        "--to",
        &one.url("/a"),
        "--to",
        &two.url("/b"),
        "--times",
        "2",
    ];
    let output = replay(&momo, &args).expect(0);
    assert_eq!((one.seen().len(), two.seen().len()), (2, 2));
    assert_eq!(one.seen()[0].line, "POST /a HTTP/1.1");
    assert!(output.err().contains("4 deliveries"), "{output}");
}

#[test]
fn a_file_keeps_its_bytes_but_for_new_ids_and_times() {
    let (momo, peer) = (momo(), fine());
    let body = "{ \"event_id\" : \"evt_1\", \"timestamp\":1, \"n\":1.0, \"s\":\"h\\/i\", \"message\":{\"message_id\":7,\"created_at\":2}}\r\n";
    let file = momo.file("event.json", body);
    replay(
        &momo,
        &[&file, "--to", &peer.url("/"), "--seed", "1", "--now", "99"],
    )
    .expect(0);
    replay(&momo, &[&file, "--to", &peer.url("/"), "--keep-ids"]).expect(0);
    let seen = peer.seen();
    let id = event(&seen[0])["event_id"].as_str().unwrap().to_owned();
    let expected = body
        .replace("evt_1", &id)
        .replace("\"timestamp\":1", "\"timestamp\":99")
        .replace("\"created_at\":2", "\"created_at\":99");
    assert_eq!(String::from_utf8(seen[0].body.clone()).unwrap(), expected);
    assert_eq!(seen[1].body, body.as_bytes());
    assert!(seen.iter().all(is_signed));
}

#[test]
fn any_bytes_are_a_payload() {
    let (momo, peer) = (momo(), fine());
    let file = momo.file("binary", b"\xff\x00\r\n{");
    replay(&momo, &["./binary", "--to", &peer.url("/")]).expect(0);
    let output = momo.run_with_input(&["webhook", "replay", "-", "--to", &peer.url("/")], b"");
    output.expect(0);
    replay(
        &momo,
        &[&file, "--to", &peer.url("/"), "--protocol", "http"],
    )
    .expect(0);
    let seen = peer.seen();
    assert_eq!(seen[0].body, b"\xff\x00\r\n{");
    assert_eq!(seen[1].body, b"");
    assert!(is_signed(&seen[0]) && is_signed(&seen[1]));
    assert_eq!(seen[2].header("x-momotalk-bot-signature"), None);
}

#[test]
fn a_piped_sample_arrives_as_it_was_printed() {
    let (momo, peer) = (momo(), fine());
    let printed = momo
        .run(&["webhook", "sample", "momotalk/message_created.nfd"])
        .expect(0)
        .stdout;
    let args = ["webhook", "replay", "--keep-ids", "--to", &peer.url("/")];
    momo.run_with_input(&args, &printed).expect(0);
    let whole = momo
        .run(&[
            "webhook",
            "sample",
            PLAIN,
            "--exchange",
            "--set",
            "message.body=hi",
        ])
        .expect(0)
        .stdout;
    momo.run_with_input(&args, &whole).expect(0);
    let seen = peer.seen();
    assert_eq!(seen[0].body, printed);
    assert!(is_signed(&seen[0]));
    assert_eq!(event(&seen[1])["message"]["body"], "hi");
    assert!(is_signed(&seen[1]));
}

#[test]
fn exchanges_are_replayed_line_by_line() {
    let (momo, peer) = (momo(), fine());
    let exchange = |method: &str, body: &str, headers: Value| {
        json!({"type": "exchange", "id": "ex_1", "direction": "sent", "request": {
            "method": method, "url": "http://attacker.invalid/", "headers": headers, "body": body}})
        .to_string()
    };
    let lines = [
        r#"{"type":"ready","url":"http://127.0.0.1:8710/"}"#.to_owned(),
        exchange("POST", r#"{"event_type":"x","event_id":"evt_1"}"#, json!([{"name": "X-Extra", "value": "1"}, {"name": "Content-Length", "value": "7"}])),
        String::new(),
        exchange("GET", "", json!([])),
        json!({"request": {"method": "PUT", "headers": [{"name": "X-MoMoTalk-Event-Id", "value": "evt_9"}], "body_base64": "/wA="}}).to_string(),
        r#"{"type":"summary"}"#.to_owned(),
    ];
    let file = momo.file("all.ndjson", lines.join("\n"));
    replay(&momo, &[&file, "--to", &peer.url("/"), "--keep-ids"]).expect(0);
    let seen = peer.seen();
    let methods: Vec<_> = seen.iter().map(|seen| seen.line.clone()).collect();
    assert_eq!(
        methods,
        ["POST / HTTP/1.1", "GET / HTTP/1.1", "PUT / HTTP/1.1"]
    );
    assert_eq!(seen[0].header("x-extra"), Some("1"));
    assert_eq!(seen[0].header("content-length"), Some("37"));
    assert!(is_signed(&seen[0]) && is_signed(&seen[2]));
    // Nothing marks the second as MoMoTalk's.
    assert_eq!(seen[1].header("x-momotalk-bot-signature"), None);
    assert_eq!(seen[2].body, b"\xff\x00");
}

#[test]
fn a_file_never_says_where_to() {
    let momo = momo();
    let line = json!({"id": "ex_0000000000000000", "direction": "sent", "request": {
        "method": "POST", "url": dead_url(), "headers": [], "body": "{}"}});
    let file = momo.file("one.json", line.to_string());
    let error = replay(&momo, &[&file]).expect(2).err();
    assert!(error.contains("there is nowhere to deliver to"), "{error}");
}

#[test]
fn given_signatures_and_headers_can_be_kept() {
    let (momo, peer) = (
        momo(),
        Peer::answering(401, "text/plain", "invalid signature"),
    );
    let line = json!({"request": {"method": "POST", "headers": [
        {"name": "X-MoMoTalk-Bot-Signature", "value": "ab"}], "body": "{\"event_id\":\"evt_1\"}"}});
    let file = momo.file("one.json", line.to_string());
    let kept = replay(&momo, &[&file, "--to", &peer.url("/"), "--keep-signature"]).expect(1);
    assert!(
        kept.out()
            .contains("its signature is not that of this body and secret"),
        "{kept}"
    );
    let unsigned = replay(&momo, &["--keep-signature", PLAIN, "--to", &peer.url("/")]).expect(1);
    assert!(
        unsigned.out().contains("it was sent without a signature"),
        "{unsigned}"
    );
    let args = [
        PLAIN,
        "--to",
        &peer.url("/"),
        "-H",
        "X-MoMoTalk-Bot-Signature: 00",
        "-H",
        "Host: bot.example",
        "--expect-status",
        "200,401",
    ];
    let expected = replay(&momo, &args).expect(0);
    assert_eq!(expected.out().lines().count(), 1, "{expected}");
    let seen = peer.seen();
    assert_eq!(seen[0].header("x-momotalk-bot-signature"), Some("ab"));
    assert_eq!(seen[0].body, b"{\"event_id\":\"evt_1\"}");
    assert_eq!(seen[1].header("x-momotalk-bot-signature"), None);
    assert_eq!(seen[2].header("x-momotalk-bot-signature"), Some("00"));
    assert_eq!(seen[2].header("host"), Some("bot.example"));
}

#[test]
fn every_delivery_is_another_event() {
    let (momo, peer) = (momo(), fine());
    let output = replay(
        &momo,
        &[
            PLAIN,
            "momotalk/unknown_event",
            "--times",
            "3",
            "--to",
            &peer.url("/"),
        ],
    )
    .expect(0);
    let ids: std::collections::BTreeSet<_> = peer
        .seen()
        .iter()
        .map(|seen| event(seen)["event_id"].to_string())
        .collect();
    assert_eq!(ids.len(), 6);
    assert!(
        output.err().contains("6 deliveries: 6 as expected"),
        "{output}"
    );
    let again = replay(
        &momo,
        &[PLAIN, "--times", "2", "--seed", "4", "--to", &peer.url("/")],
    )
    .expect(0);
    let again_ids: Vec<_> = again
        .out()
        .lines()
        .map(|line| line.split("  ").nth(2).unwrap().to_owned())
        .collect();
    let third = replay(
        &momo,
        &[PLAIN, "--times", "2", "--seed", "4", "--to", &peer.url("/")],
    )
    .expect(0);
    let third_ids: Vec<_> = third
        .out()
        .lines()
        .map(|line| line.split("  ").nth(2).unwrap().to_owned())
        .collect();
    assert_eq!(again_ids, third_ids);
    assert_ne!(again_ids[0], again_ids[1]);
}

#[test]
fn json_is_one_exchange_a_line_and_a_summary() {
    let momo = momo();
    let peer = Peer::answering(500, "text/plain", "boom");
    let lines = replay(&momo, &[PLAIN, "--json", "--to", &peer.url("/")])
        .expect(1)
        .json_lines();
    assert_eq!(lines.len(), 2);
    let exchange = &lines[0];
    assert_eq!(exchange["type"], "exchange");
    assert_eq!(exchange["expected"], false);
    assert_eq!(exchange["signature"]["verdict"], "valid");
    assert_eq!(exchange["response"]["status"], 500);
    assert_eq!(exchange["response"]["body"], "boom");
    assert_eq!(
        exchange["request"]["body"].as_str().unwrap().as_bytes(),
        peer.only().body
    );
    assert!(
        exchange["diagnosis"]["message"]
            .as_str()
            .unwrap()
            .contains("the bot failed (500)")
    );
    assert_eq!(lines[1]["type"], "summary");
    assert_eq!(
        (&lines[1]["deliveries"], &lines[1]["unexpected"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn what_was_sent_is_in_the_history_and_can_be_sent_again() {
    let (momo, peer) = (momo(), fine());
    let args = [
        PLAIN,
        "--json",
        "--to",
        &peer.url("/a"),
        "-H",
        "Authorization: Bearer hidden-token",
    ];
    let first = replay(&momo, &args).expect(0).json_lines().remove(0);
    let id = first["id"].as_str().unwrap();
    assert!(!first.to_string().contains("hidden-token"));
    let database = std::fs::read(momo.home().join("history.db")).unwrap();
    let has = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(!has(&database, b"hidden-token") && !has(&database, SECRET.as_bytes()));
    // Where momo sent it before, it goes again; a target that is named wins.
    replay(&momo, &[id, "--keep-ids"]).expect(0);
    replay(&momo, &[id, "--to", &peer.url("/b")]).expect(0);
    let seen = peer.seen();
    assert_eq!(seen[1].line, "POST /a HTTP/1.1");
    assert_eq!(seen[1].body, seen[0].body);
    assert_eq!(seen[2].line, "POST /b HTTP/1.1");
    assert_ne!(event(&seen[2])["event_id"], event(&seen[0])["event_id"]);
    assert_eq!(
        event(&seen[2])["message"]["message_id"],
        event(&seen[0])["message"]["message_id"]
    );
    // The fingerprint that was kept in the token's place is no token.
    assert_eq!(seen[1].header("authorization"), None);
    let error = replay(&momo, &["ex_0000000000000000", "--to", &peer.url("/")])
        .expect(3)
        .err();
    assert!(
        error.contains("there is no exchange `ex_0000000000000000` in the history"),
        "{error}"
    );
}

/// A home that knows a bot and holds the call that it once made.
fn with_a_call(api_base: &str) -> (Momo, String) {
    let momo = momo();
    let home = Home::at(momo.home());
    Credentials::update(&home, |credentials| {
        let bot = credentials.entry("bot_1");
        bot.api_base = api_base.to_owned();
        bot.token = Secret::new("token-of-bot-1");
        Ok(())
    })
    .unwrap();
    let mut request = Request::post(
        format!("{api_base}/bots/bot_1/messages"),
        "application/json",
        r#"{"room_id":1,"body":"hi"}"#,
    );
    request
        .headers
        .push("Authorization", "Bearer token-of-bot-1");
    request.headers = request.headers.without_credentials();
    let exchange = Exchange {
        id: id::exchange(Timestamp(1), [0; 4]),
        direction: Direction::Sent,
        protocol: Protocol::Momotalk,
        kind: Kind::Api,
        started_at: Timestamp(1),
        event_id: None,
        event_type: None,
        bot_id: Some("bot_1".into()),
        attempt: None,
        signature: SignatureCheck::of(Check::Unchecked),
        request,
        response: None,
        failure: None,
        timing: Timing::default(),
    };
    History::open(&home.history_file())
        .unwrap()
        .append(std::slice::from_ref(&exchange))
        .unwrap();
    (momo, exchange.id)
}

#[test]
fn a_kept_token_goes_only_to_the_api_it_was_kept_for() {
    let peer = Peer::answering(201, "application/json", "{}");
    let (momo, id) = with_a_call(&peer.url("/api"));
    replay(&momo, &[&id]).expect(0);
    let elsewhere = replay(&momo, &[&id, "--to", &peer.url("/apis")]).expect(0);
    assert!(
        elsewhere
            .err()
            .contains("only a fingerprint was kept of `Authorization`"),
        "{elsewhere}"
    );
    let seen = peer.seen();
    assert_eq!(seen[0].line, "POST /api/bots/bot_1/messages HTTP/1.1");
    assert_eq!(
        seen[0].header("authorization"),
        Some("Bearer token-of-bot-1")
    );
    assert_eq!(seen[0].body, br#"{"room_id":1,"body":"hi"}"#);
    assert_eq!(seen[0].header("x-momotalk-bot-signature"), None);
    assert_eq!(seen[1].header("authorization"), None);
}

#[test]
fn the_chosen_bot_gives_target_secret_and_id() {
    let (momo, peer) = (Momo::new(), fine());
    let home = Home::at(momo.home());
    Credentials::update(&home, |credentials| {
        let bot = credentials.entry("bot_1");
        bot.callback_url = Some(peer.url("/mine"));
        bot.secret = Secret::new(SECRET);
        Ok(())
    })
    .unwrap();
    replay(&momo, &[PLAIN]).expect(0);
    let seen = peer.only();
    assert_eq!(seen.line, "POST /mine HTTP/1.1");
    assert_eq!(seen.header("x-momotalk-bot-id"), Some("bot_1"));
    assert_eq!(event(&seen)["bot_id"], "bot_1");
    assert!(is_signed(&seen));
}

#[test]
fn a_payload_may_have_a_request_of_its_own() {
    for payload in [
        &br#"{"request":"mine","event_id":"evt_1"}"#[..],
        br#"{"request":{"id":1}}"#,
        b"{}\n{}",
        b"[]",
        b"\xff",
        b"",
        b"\n\n",
        br#"{"type":"ready"}"#,
    ] {
        assert_eq!(
            Captured::read_all(payload).unwrap(),
            None,
            "{}",
            String::from_utf8_lossy(payload)
        );
    }
    let broken = br#"{"request":{"method":"POST","headers":7}}"#;
    assert!(Captured::read_all(broken).is_err());
}

proptest::proptest! {
    #[test]
    fn captured_requests_are_read_back(
        body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..64),
        value in proptest::collection::vec(1_u8..=255, 0..16),
        method in "[A-Z]{1,7}",
    ) {
        let mut request = Request::post("/x?y", "text/plain", body);
        request.method = method;
        request.headers.push("X-Any", value);
        let captured = Captured::of(request.clone(), Protocol::Http, Kind::Event);
        let mut line = serde_json::to_vec(&captured).unwrap();
        let one = Captured::read_all(&line).unwrap().unwrap();
        proptest::prop_assert_eq!(&one[0].request, &request);
        line.push(b'\n');
        line.extend(line.clone());
        let two = Captured::read_all(&line).unwrap().unwrap();
        proptest::prop_assert_eq!(&two[1].request, &request);
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..64)) {
        let _ = Captured::read_all(&bytes);
    }
}

#[test]
fn a_history_that_cannot_be_written_stops_nothing() {
    let (momo, peer) = (momo(), fine());
    momo.file(
        "history.db",
        "this is no database, and it is longer than sixteen bytes",
    );
    let output = replay(&momo, &[PLAIN, "--to", &peer.url("/")]).expect(0);
    assert!(
        output
            .err()
            .contains("warning: nothing is kept in the history"),
        "{output}"
    );
}

#[test]
fn the_target_comes_from_the_project_where_none_is_named() {
    let (momo, peer) = (momo(), fine());
    momo.file(
        "momo.json",
        json!({"callback": format!("{}", peer.port())}).to_string(),
    );
    replay(&momo, &[PLAIN]).expect(0);
    momo.file("momo.json", r#"{"callback": "https://elsewhere.example/"}"#);
    let error = replay(&momo, &[PLAIN]).expect(2).err();
    assert!(
        error.contains("leads to another machine")
            && error.contains("--to https://elsewhere.example/"),
        "{error}"
    );
    assert_eq!(peer.seen().len(), 1);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let momo = momo();
    for args in [
        &[PLAIN, "--to", "ftp://x/"][..],
        &[PLAIN, "--to", "3000", "--timeout", "0s"],
        &[PLAIN, "--to", "3000", "--timeout", "soon"],
        &[PLAIN, "--to", "3000", "--times", "0"],
        &[PLAIN, "--to", "3000", "--expect-status", "2x"],
        &[PLAIN, "--to", "3000", "-H", "no header"],
        &[PLAIN, "--to", "3000", "--set", "nothing.here=1"],
        &[PLAIN, "--to", "3000", "--to", "nowhere"],
        &["--to", "3000"],
        &["-", "-", "--to", "3000"],
        &["-", "--secret-file", "-", "--to", "3000"],
        &["korean", "--to", "3000"],
    ] {
        replay(&momo, args).expect(2);
    }
    replay(&momo, &["no/such/file.json", "--to", "3000"]).expect(3);
    let without = Momo::new();
    let error = replay(&without, &[PLAIN, "--to", "3000"]).expect(3).err();
    assert!(error.contains("MOMOTALK_WEBHOOK_SECRET"), "{error}");
    assert!(
        !momo.home().join("history.db").exists(),
        "nothing was sent, nothing is kept"
    );
}

#[test]
fn nobody_there_is_3_and_says_who_listens() {
    let momo = momo();
    let output = replay(&momo, &[PLAIN, "--to", &dead_url()]).expect(3);
    assert!(output.out().starts_with("connection refused  "), "{output}");
    assert!(
        output.out().contains("  nothing listens on `127.0.0.1:"),
        "{output}"
    );
    let no_name = replay(&momo, &[PLAIN, "--to", "http://nobody.invalid/"]).expect(3);
    assert!(
        no_name
            .out()
            .contains("the host `nobody.invalid` has no address"),
        "{no_name}"
    );
    // Any "no" outweighs "could not find out".
    let peer = Peer::answering(404, "text/plain", "");
    let file = momo.file("x.json", "{}");
    let lines = replay(&momo, &[&file, "--json", "--to", &peer.url("/")])
        .expect(1)
        .json_lines();
    assert_eq!(lines[1]["unexpected"], 1);
}

#[test]
fn a_listener_on_the_other_family_is_pointed_out() {
    let Ok(listener) = TcpListener::bind("[::1]:0") else {
        return;
    };
    let port = listener.local_addr().unwrap().port();
    if TcpListener::bind(("127.0.0.1", port)).is_err() || !cfg!(target_os = "linux") {
        return;
    }
    let output = replay(&momo(), &[PLAIN, "--to", &format!("{port}/hook")]).expect(3);
    assert!(
        output
            .out()
            .contains(&format!("try `--to http://[::1]:{port}/hook`")),
        "{output}"
    );
}

#[test]
fn over_budget_is_1() {
    let peer = Peer::raw(|_| {
        // Longer than the budget; the client is gone by then.
        std::thread::sleep(std::time::Duration::from_millis(600));
        response(200, "text/plain", "late")
    });
    let output = replay(
        &momo(),
        &[PLAIN, "--timeout", "150ms", "--to", &peer.url("/")],
    )
    .expect(1);
    assert!(output.out().starts_with("timed out  "), "{output}");
    assert!(
        output
            .out()
            .contains("takes connections, but did not answer within 150ms"),
        "{output}"
    );
    crate::support::wait_for("the slow peer", || (!peer.seen().is_empty()).then_some(()));
}

#[test]
fn a_redirect_leaks_nothing_and_is_named() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let there = format!("http://{}/new", other.local_addr().unwrap());
    for status in [301, 302, 303, 307, 308] {
        let told = there.clone();
        let peer = Peer::raw(move |_| {
            format!("HTTP/1.1 {status} Go\r\nLocation: {told}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
        });
        let output = replay(&momo(), &[PLAIN, "--to", &peer.url("/")]).expect(1);
        assert!(
            output.out().contains(&format!(
                "the answer is a redirect to `{there}`, which is not followed"
            )),
            "{output}"
        );
        assert!(
            output.out().contains(&format!("`--to {there}`")),
            "{output}"
        );
    }
    assert!(other.accept().is_err(), "a redirect was followed");
}

#[test]
fn a_proxy_never_gets_what_is_for_this_machine() {
    let peer = fine();
    let momo = momo()
        .with("HTTP_PROXY", &dead_url())
        .with("http_proxy", &dead_url())
        .with("ALL_PROXY", &dead_url());
    replay(&momo, &[PLAIN, "--to", &peer.url("/")]).expect(0);
    assert_eq!(peer.only().line, "POST / HTTP/1.1");
}

#[test]
fn strangers_words_do_not_reach_the_terminal_raw() {
    let peer = Peer::answering(500, "text/plain", "\u{1b}[31mred\u{202e}\u{9b}2J\r\nsecond");
    let output = replay(&momo(), &[PLAIN, "--to", &peer.url("/")]).expect(1);
    assert!(
        output.out().contains(r"  | \x1b[31mred\u{202e}\u{9b}2J"),
        "{output}"
    );
    assert!(
        !output
            .out()
            .contains(['\u{1b}', '\u{202e}', '\u{9b}', '\r'])
    );
}

#[test]
fn every_sample_survives_the_way() {
    let (momo, peer) = (momo(), fine());
    let names: Vec<_> = samples::all().iter().map(|sample| sample.name).collect();
    replay(
        &momo,
        &[&names[..], &["--keep-ids", "--to", &peer.url("/")]].concat(),
    )
    .expect(0);
    let seen = peer.seen();
    for (seen, sample) in seen.iter().zip(samples::all()) {
        assert_eq!(seen.body, sample.raw(), "{}", sample.name);
        assert!(is_signed(seen));
    }
}

#[test]
fn node_checks_the_signature_as_the_guide_does() {
    if !has_program("node") {
        return;
    }
    let script = r#"
        const crypto = require("node:crypto");
        const server = require("node:http").createServer((request, response) => {
            const parts = [];
            request.on("data", (part) => parts.push(part)).on("end", () => {
                const expected = crypto.createHmac("sha256", "s3cret").update(Buffer.concat(parts)).digest();
                const actual = Buffer.from(request.headers["x-momotalk-bot-signature"] || "", "hex");
                const good = actual.length === expected.length && crypto.timingSafeEqual(expected, actual);
                response.writeHead(good ? 200 : 401).end(good ? "{}" : "invalid signature");
            });
        }).listen(0, "127.0.0.1", () => console.log(server.address().port));
    "#;
    let mut child = std::process::Command::new("node")
        .args(["-e", script])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut port = String::new();
    let mut reader = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut reader, &mut port).unwrap();
    let names: Vec<_> = samples::all().iter().map(|sample| sample.name).collect();
    let good = replay(&momo(), &[&names[..], &["--to", port.trim()]].concat());
    let wrong = Momo::new().with("MOMOTALK_WEBHOOK_SECRET", "another");
    let bad = replay(&wrong, &[PLAIN, "--to", port.trim()]);
    child.kill().unwrap();
    child.wait().unwrap();
    good.expect(0);
    assert!(
        bad.expect(1)
            .out()
            .contains("the bot refused the signature (401)")
    );
}
