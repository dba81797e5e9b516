//! What is said of an answer, and of none; the exit code.
use super::momotalk_samples;
use super::{PLAIN, fine, momo, replay};
use crate::support::{DeadPort, Momo, Peer, has_program, response};
use std::net::TcpListener;

#[test]
fn dead_port_is_3_and_names_what_listens() {
    let (momo, nobody) = (momo(), DeadPort::new());
    let output = replay(&momo, &[PLAIN, "--to", &nobody.url("/")]).expect(3);
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
fn listener_on_the_other_address_family_is_named() {
    let Ok(listener) = TcpListener::bind("[::1]:0") else {
        return;
    };
    let port = listener.local_addr().unwrap().port();
    let Some(_nobody) = DeadPort::at(port).filter(|_| cfg!(target_os = "linux")) else {
        return;
    };
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
fn redirect_leaks_nothing_and_is_named() {
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
fn proxy_never_gets_loopback_requests() {
    let peer = fine();
    let nobody = DeadPort::new();
    let names = ["HTTP_PROXY", "http_proxy", "ALL_PROXY"];
    let momo = names
        .iter()
        .fold(momo(), |momo, name| momo.with(name, &nobody.url("/")));
    replay(&momo, &[PLAIN, "--to", &peer.url("/")]).expect_notes(0);
    assert_eq!(peer.only().line, "POST / HTTP/1.1");
}

#[test]
fn untrusted_text_is_escaped_in_the_terminal() {
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
fn node_verifies_the_signature_as_the_guide_does() {
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
    let names: Vec<_> = momotalk_samples().map(|sample| sample.name).collect();
    let good = replay(&momo(), &[&names[..], &["--to", port.trim()]].concat());
    let wrong = Momo::new().with("MOMOTALK_WEBHOOK_SECRET", "another");
    let bad = replay(&wrong, &[PLAIN, "--to", port.trim()]);
    child.kill().unwrap();
    child.wait().unwrap();
    good.expect_notes(0);
    assert!(
        bad.expect(1)
            .out()
            .contains("the bot refused the signature (401)")
    );
}

#[test]
fn repeated_diagnosis_is_shown_once() {
    let peer = Peer::answering(500, "text/plain", "boom");
    let output = replay(&momo(), &[PLAIN, "--times", "3", "--to", &peer.url("/")]).expect(1);
    assert_eq!(
        output.out().matches("500 Internal Server Error  ").count(),
        3
    );
    assert_eq!(
        output.out().matches("the bot failed (500)").count(),
        1,
        "{output}"
    );
    assert!(
        output.err().contains("3 deliveries: 0 as expected, 3 not"),
        "{output}"
    );
}
