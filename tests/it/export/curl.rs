//! Commands for a shell: they run, send the very bytes, and hold no secret.
use super::{history, home_with, some};
use crate::support::{Momo, Peer, has_program, response};
use momo::model::history::exchange::{Direction, Exchange, Timing};
use momo::model::history::hop::MissingPart;
use momo::model::http::{Headers, Request};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};

const TOKEN: &str = "bot_token_canary";

/// Exchanges that sent these bodies.
fn with_bodies(url: &str, bodies: &[&[u8]]) -> Vec<Exchange> {
    let bearer = format!("Bearer {TOKEN}");
    let headers: [(&str, &[u8]); 6] = [
        ("Content-Type", b"application/json"),
        ("X-Quoted", b"it's $(not) `run` \"here\""),
        ("Authorization", bearer.as_bytes()),
        ("X-Twice", b"1"),
        ("X-Twice", b"2"),
        ("@/etc/hostname", b"curl would read this file"),
    ];
    let requests = bodies
        .iter()
        .map(|body| request("POST", url, &headers, body));
    with_requests(requests.collect())
}

/// Exchanges that sent these requests.
fn with_requests(requests: Vec<Request>) -> Vec<Exchange> {
    let exchanges = some(requests.len()).into_iter().zip(requests).enumerate();
    let make = |(at, (exchange, request)): (usize, (Exchange, Request))| Exchange {
        id: format!("ex_{at:016}"),
        started_at: momo::model::time::Timestamp(at as i64),
        request,
        response: None,
        failure: None,
        timing: Timing::default(),
        missing: Vec::new(),
        ..exchange
    };
    exchanges.map(make).collect()
}

/// Every byte, and what a shell, `printf` or curl would read as something else.
fn bodies() -> Vec<Vec<u8>> {
    let all: Vec<u8> = (0..=255).collect();
    let texts = [
        r#"{"text":"안녕 it's \"$HOME\" `x` \\n %s !"}"#,
        "@/etc/hostname",
        "-n line\nanother\r\n\ttab \u{202e}",
        "%d%n%%\\0",
        "",
    ];
    let mut bodies: Vec<_> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    bodies.push(all);
    bodies.push(vec![b'x'; 200_000]);
    bodies
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn exported_commands_run_in_bash_and_send_the_same_bytes() {
    if !has_program("bash") || !has_program("curl") {
        return;
    }
    let peer = Peer::raw(|_| response(200, "text/plain", "ok\n"));
    let bodies = bodies();
    let slices: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
    let url = peer.url("/hook?a=[1]&b={2}'");
    let momo = home_with(&with_bodies(&url, &slices));
    let script = momo.home().join("again.sh");
    let exported = history(&momo, &["export", "-o", script.to_str().unwrap()]).expect_notes(0);
    let told = format!("something of {} requests is left out", bodies.len());
    assert!(exported.err().contains(&told), "{exported}");
    let text = std::fs::read_to_string(&script).unwrap();
    assert!(!text.contains(TOKEN), "{text}");
    let run = |variables: &[(&str, &str)]| {
        let mut command = Command::new("bash");
        let path = std::env::var_os("PATH").unwrap();
        command.arg(&script).env_clear().env("PATH", path);
        command.envs(variables.iter().copied()).output().unwrap()
    };
    let refused = run(&[]);
    assert!(!refused.status.success(), "an unset token is told");
    let output = run(&[("MOMOTALK_BOT_TOKEN", TOKEN)]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let seen = peer.seen();
    assert_eq!(seen.len(), bodies.len());
    for (seen, body) in seen.iter().zip(&bodies) {
        assert!(seen.body == *body, "{body:?} came as {:?}", seen.body);
        assert_eq!(seen.line, "POST /hook?a=[1]&b={2}' HTTP/1.1");
        assert_eq!(
            seen.header("authorization"),
            Some(&*format!("Bearer {TOKEN}"))
        );
        assert_eq!(seen.header("x-quoted"), Some("it's $(not) `run` \"here\""));
        let twice = seen.headers.iter().filter(|(name, _)| name == "x-twice");
        assert_eq!(twice.count(), 2);
        assert!(!seen.headers.iter().any(|(name, _)| name.starts_with('@')));
    }
}

/// A server that keeps each request byte for byte, and answers with these bytes.
fn byte_server(answer: Vec<u8>) -> (u16, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, requests) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
            while !is_whole(&bytes) {
                match stream.read(&mut buffer) {
                    Ok(count) if count > 0 => bytes.extend_from_slice(&buffer[..count]),
                    _ => break,
                }
            }
            let _ = stream.write_all(&answer);
            let _ = sender.send(bytes);
        }
    });
    (port, requests)
}

fn is_whole(request: &[u8]) -> bool {
    let text: String = request.iter().map(|byte| char::from(*byte)).collect();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let mut lines = head.lines();
    let length = lines.find_map(|line| line.strip_prefix("Content-Length: "));
    body.chars().count() == length.map_or(0, |length| length.parse().unwrap())
}

/// Lines of a head without the length, which every sender sets itself, sorted.
fn lines(request: &[u8]) -> Vec<Vec<u8>> {
    let head = request
        .split(|byte| *byte == b'\n')
        .map(|line| line.trim_ascii_end());
    let head = head.take_while(|line| !line.is_empty());
    let mut lines: Vec<_> = head
        .filter(|line| !line.starts_with(b"Content-Length:"))
        .map(<[u8]>::to_vec)
        .collect();
    lines.sort();
    lines
}

/// Runs the commands of these requests in `sh`; returns what they print.
fn run_in_sh(requests: Vec<Request>) -> String {
    let (commands, _) = exported(requests);
    let mut command = Command::new("sh");
    let path = std::env::var_os("PATH").unwrap();
    let output = command
        .args(["-c", &commands])
        .env_clear()
        .env("PATH", path);
    let output = output.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && error.is_empty(),
        "{commands}\n{error}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The commands of these requests, and the notes about them.
fn exported(requests: Vec<Request>) -> (String, String) {
    let output = history(
        &home_with(&with_requests(requests)),
        &["export", "--as", "curl"],
    )
    .expect_notes(0);
    (output.out(), output.err())
}

fn request(method: &str, url: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Request {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_vec()));
    Request {
        method: method.into(),
        url: url.into(),
        headers: headers.collect(),
        body: body.to_vec(),
    }
}

/// Method, target, headers and body of a request.
type Sent<'a> = (&'a str, &'a str, &'a [(&'a str, &'a [u8])], &'a [u8]);

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn exported_command_repeats_the_request_byte_for_byte() {
    if !has_program("curl") {
        return;
    }
    let (port, requests) = byte_server(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec());
    let long = vec![b'y'; 3000];
    let cases: [Sent<'_>; 7] = [
        (
            "POST",
            "/hook?q=1",
            &[
                ("Content-Type", b"application/json"),
                ("X-Tenant", b""),
                ("X-Tab", b"a\tb"),
            ],
            b"{}",
        ),
        (
            "POST",
            "/hook",
            &[
                ("X-Bytes", b"caf\xe9 \xff"),
                ("User-Agent", b"bot/1"),
                ("Accept", b"*/*"),
            ],
            &long,
        ),
        ("PUT", "/a/../b/./c", &[("X-Utf8", "안녕".as_bytes())], b""),
        ("GET", "/안녕?x=[1]&y={2}", &[("Accept", b"")], b""),
        ("GET", "/body", &[], b"q\0w"),
        ("HEAD", "/", &[("Accept", b"*/*")], b""),
        ("OPTIONS", "*", &[], b""),
    ];
    for (method, target, headers, body) in cases {
        let host = format!("127.0.0.1:{port}");
        let mut headers = headers.to_vec();
        headers.insert(0, ("Host", host.as_bytes()));
        run_in_sh(vec![request(method, target, &headers, body)]);
        let seen = requests.recv().unwrap();
        let mut wanted = format!("{method} {target} HTTP/1.1\n").into_bytes();
        for (name, value) in headers {
            let space: &[u8] = if value.is_empty() { b"" } else { b" " };
            wanted.extend([name.as_bytes(), b":", space, value, b"\n"].concat());
        }
        assert_eq!(
            lines(&seen),
            lines(&wanted),
            "{}",
            String::from_utf8_lossy(&seen)
        );
        assert!(seen.ends_with(&[b"\r\n\r\n", body].concat()));
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn packed_answer_is_printed_unpacked() {
    if !has_program("curl") {
        return;
    }
    let body = momo::model::http::gzip::compress(b"{\"ok\":true}");
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n";
    let (port, requests) = byte_server([head.as_bytes(), &body].concat());
    let url = format!("http://127.0.0.1:{port}/");
    let asks = request("GET", &url, &[("Accept-Encoding", b"gzip, x")], b"");
    assert!(run_in_sh(vec![asks]).contains("{\"ok\":true}"));
    let seen = requests.recv().unwrap();
    assert!(lines(&seen).contains(&b"Accept-Encoding: gzip, x".to_vec()));
}

#[test]
fn what_curl_cannot_repeat_is_told_in_a_comment() {
    for (made, comment, has_command) in [
        (
            request("GET", "ws://localhost:2992/sock", &[], b""),
            "`ws://localhost:2992/sock` is no address of http or https",
            false,
        ),
        (
            request("GET", "data:image/png;base64,AAAA", &[], b""),
            "`data:image/png",
            false,
        ),
        (
            request("", "http://a.example/", &[], b""),
            "`` is no method of HTTP",
            false,
        ),
        (
            request("GET", "http://a.example/a b", &[], b""),
            "its address has a character",
            false,
        ),
        (
            request("HEAD", "http://a.example/", &[], b"x"),
            "the body of 1 bytes is left out",
            true,
        ),
        (
            request("GET", "http://a.example/", &[("@/etc/hostname", b"x")], b""),
            "the header `@/etc/hostname` is left out",
            true,
        ),
        (
            request(
                "POST",
                "http://a.example/",
                &[("Content-Encoding", b"gzip")],
                b"{}",
            ),
            "Content-Encoding is left out",
            true,
        ),
        (
            request("GET", "http://a.example/", &[("X-Lines", b"a\nb")], b""),
            "the header `X-Lines` is left out",
            true,
        ),
    ] {
        let (commands, told) = exported(vec![made]);
        let (begins, note) = if has_command {
            ("#", "something of 1 request is left out")
        } else {
            ("# no command:", "curl cannot repeat 1 request")
        };
        let comment = format!("\n{begins} {comment}");
        assert!(commands.contains(&comment), "{commands}");
        assert_eq!(commands.contains("\ncurl "), has_command, "{commands}");
        assert!(told.contains(note), "{told}");
    }
}

#[test]
fn request_that_was_not_read_whole_has_no_command() {
    let exchange = Exchange {
        missing: vec![MissingPart::RequestBody],
        direction: Direction::Received,
        ..with_bodies("http://a.example/", &[b"half"]).remove(0)
    };
    let output =
        history(&home_with(&[exchange]), &["show", "last", "--as", "curl"]).expect_notes(0);
    assert_eq!(
        output.out(),
        "# no command: its body was not read to the end\n"
    );
    assert!(output.err().contains("no command"), "{output}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn untrusted_names_and_urls_are_neither_run_nor_read_as_options() {
    if !has_program("bash") {
        return;
    }
    let mut headers = Headers::new();
    headers.push("X-`touch${IFS}ran`", "Bearer (fingerprint 1a2b3c4d)");
    headers.push("$(touch ran)", "Basic (fingerprint 1a2b3c4d)");
    let request = Request {
        method: "`touch`".into(),
        url: "http://$(touch${IFS}ran)/;touch&ran".into(),
        headers,
        body: b"$(touch ran)".to_vec(),
    };
    let mut exchanges = some(2);
    for (number, exchange) in exchanges.iter_mut().enumerate() {
        exchange.id = format!("ex_{number:016}");
        exchange.request = request.clone();
        exchange.missing.clear();
        exchange.event_type = Some("\n touch ran".into());
    }
    exchanges[1].request.method = "$(touch ran)".into();
    exchanges[1].request.url = "-o;\ntouch ran".into();
    let momo: Momo = home_with(&exchanges);
    let exported = history(&momo, &["export", "--as", "curl"]).expect_notes(0);
    let script = exported.out();
    // A curl that only says what it was given.
    let fake = format!(
        "curl() {{ printf '<%s>' \"$@\"; }}\nX__TOUCH__IFS_RAN_=t MOMOTALK_BOT_TOKEN=t\n{script}"
    );
    let output = Command::new("bash")
        .args(["-c", &fake])
        .current_dir(momo.home())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!momo.home().join("ran").exists(), "{script}");
    assert!(said.contains("<-X><`touch`>"), "{said}");
    assert!(
        said.contains("<http://$(touch${IFS}ran)/;touch&ran>"),
        "{said}"
    );
    assert!(
        script.contains("is no address of http or https"),
        "{script}"
    );
    assert!(
        said.contains("<X-`touch${IFS}ran`: Bearer t>") || !said.contains("fingerprint"),
        "{said}"
    );
}
