//! `momo sign`: known answers, every shape, every source of bytes, exactly those bytes.
use crate::support::{Momo, Output, Peer, Seen, has_program};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

const SECRET: &str = "test-webhook-secret-0123456789";

fn momo() -> Momo {
    Momo::new().with("MOMOTALK_WEBHOOK_SECRET", SECRET)
}

/// What openssl makes of the same bytes.
fn openssl(body: &[u8]) -> String {
    let mut child = Command::new("openssl")
        .args(["dgst", "-sha256", "-hmac", SECRET, "-r"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(body).unwrap();
    let mut text = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(child.wait().unwrap().success());
    text[..64].to_owned()
}

#[must_use]
fn sign(momo: &Momo, args: &[&str]) -> Output {
    momo.run(&[&["sign"], args].concat())
}

#[test]
fn text_is_signed() {
    // RFC 4231, test case 2.
    let output = sign(
        &Momo::new(),
        &[
            "--secret",
            "Jefe",
            "--body",
            "what do ya want for nothing?",
            "--quiet",
        ],
    );
    output.is("\
5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
--- stderr
warning: the secret from the flag `--secret` is only 4 bytes long; a short secret can be guessed
--- status 0
");
}

#[test]
fn file_stdin_and_text_give_the_same_signature() {
    let momo = momo();
    let body = "{\"message\":{\"body\":\"안녕\"}}";
    let file = momo.file("event.json", body);
    let by_text = sign(&momo, &["--body", body]).expect(0);
    let by_file = sign(&momo, &[&file]).expect(0);
    assert_eq!(by_text.out(), by_file.out());
    for args in [&["sign"][..], &["sign", "-"]] {
        let by_stdin = momo.run_with_input(args, body.as_bytes()).expect(0);
        assert_eq!(by_text.out(), by_stdin.out());
        assert_eq!(by_stdin.err(), "");
    }
}

#[test]
fn any_bytes_are_signed_like_openssl() {
    if !has_program("openssl") {
        return;
    }
    let momo = momo();
    let all: Vec<u8> = (0..=255).collect();
    let large = all.repeat(4000);
    let bodies: [&[u8]; 8] = [
        b"",
        b"\n",
        b"{\"a\":1}\r\n",
        b"\xef\xbb\xbf{\"a\":1}",
        b"\xff\xfe\0\x01",
        "\u{1112}\u{1161}\u{11ab}".as_bytes(),
        &all,
        &large,
    ];
    for (number, body) in bodies.iter().enumerate() {
        let file = momo.file(&format!("body{number}"), body);
        let output = sign(&momo, &[&file]).expect_notes(0);
        assert_eq!(output.out(), openssl(body) + "\n", "body {number}");
    }
}

#[test]
fn secret_is_bytes() {
    // Python: hmac.new(bytes([255, 0, 10, 13]) * 5, b"{}", "sha256").hexdigest()
    let momo = Momo::new();
    let secret = [255, 0, 10, 13].repeat(5);
    let file = momo.file("secret", &secret);
    let output = sign(&momo, &["--body", "{}", "--secret-file", &file]).expect(0);
    assert_eq!(
        output.out(),
        "04dd474eca239fe557f66f9d10ab30b69ae86aac56a7eb11fb22e08be33c1d51\n"
    );
}

#[test]
fn output_styles_hold_their_promise() {
    let momo = momo();
    let hex = sign(&momo, &["--body", "{}"]).expect(0).out();
    sign(&momo, &["--body", "{}", "--as", "header"]).is(&format!(
        "X-MoMoTalk-Bot-Signature: {}\n--- status 0\n",
        hex.trim()
    ));
    for args in [
        &["--as", "json"][..],
        &["--json"],
        &["--json", "--as", "hex"],
    ] {
        let output = sign(&momo, &[&["--body", "{}"], args].concat()).expect(0);
        assert_eq!(
            output.json(),
            serde_json::json!({
                "signature": hex.trim(),
                "algorithm": "HMAC-SHA256",
                "bytes": 2,
                "secret_fingerprint": "e308da87",
                "secret_origin": "the environment variable `MOMOTALK_WEBHOOK_SECRET`",
            })
        );
    }
    assert_eq!(
        sign(&momo, &["--body", "{}", "--json", "--as", "curl"]).status,
        Some(2)
    );
}

#[test]
fn likely_slips_are_noted_but_signed() {
    let momo = momo();
    let file = momo.file("event.json", b"\xef\xbb\xbf{\"a\":1}\r\n");
    let output = sign(&momo, &[&file]).expect_notes(0);
    assert_eq!(output.out().len(), 65);
    assert_eq!(
        output.err(),
        "note: the payload begins with a byte order mark, which is signed too.\n\
         note: the payload ends in a newline, which is signed too; `printf '%s' TEXT` writes none.\n"
    );
    assert_eq!(sign(&momo, &[&file, "--quiet"]).err(), "");
}

#[test]
fn lines_are_separate_payloads() {
    let momo = momo();
    let bodies = ["{\"a\":1}", "", "안녕", "last"];
    let file = momo.file("events.ndjson", "{\"a\":1}\n\n안녕\r\nlast");
    let output = sign(&momo, &[&file, "--lines"]).expect_notes(0);
    let each: String = bodies
        .iter()
        .map(|body| sign(&momo, &["--body", body]).expect(0).out())
        .collect();
    assert_eq!(output.out(), each);
    assert_eq!(
        output.err(),
        "note: 1 of 4 lines end in CRLF; the CR was taken as part of the line's end and not signed.\n"
    );
    let output = sign(&momo, &[&file, "--lines", "--json"]).expect_notes(0);
    let first = &output.json_lines()[0];
    assert_eq!(first["type"], "signature");
    assert_eq!(first["signature"], each.lines().next().unwrap());
    assert_eq!(first["bytes"], 7);
}

#[test]
fn many_lines_keep_their_order() {
    let momo = momo();
    let lines: Vec<String> = (0..20_000)
        .map(|n| format!("{{\"n\":{n},\"fill\":\"{}\"}}", "x".repeat(n % 300)))
        .collect();
    let all = momo.run_with_input(&["sign", "--lines"], (lines.join("\n") + "\n").as_bytes());
    let all = all.expect(0).out();
    let signatures: Vec<&str> = all.lines().collect();
    assert_eq!(signatures.len(), lines.len());
    for n in [0, 1, 4_999, 10_000, 19_999] {
        let one = sign(&momo, &["--body", &lines[n]]).expect(0);
        assert_eq!(signatures[n], one.out().trim(), "line {n}");
    }
    let long = "x".repeat(700_000);
    let output = momo.run_with_input(&["sign", "--lines"], format!("a\n{long}\nb").as_bytes());
    let file = momo.file("long", &long);
    assert_eq!(
        output.expect(0).out().lines().nth(1).unwrap(),
        sign(&momo, &[&file]).expect(0).out().trim()
    );
}

#[test]
fn each_line_is_answered_before_the_next() {
    use std::io::{BufRead, BufReader};
    let momo = momo();
    let mut child = momo
        .command(&["sign", "--lines"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..3 {
        input.write_all(b"{}\n").unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(line.len(), 65);
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// Runs the printed command with `sh` and gives what arrived.
fn run_curl(momo: &Momo, args: &[&str], input: &[u8]) -> Seen {
    let peer = Peer::answering(200, "application/json", "{\"ok\":true}");
    let url = peer.url("/momotalk/webhook?a=1&b=[2]");
    let args = [&["sign", "--as", "curl", "--quiet", "--to", &url], args].concat();
    let command = momo.run_with_input(&args, input).expect(0).stdout;
    let mut shell = Command::new("sh")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .current_dir(momo.home())
        .spawn()
        .unwrap();
    shell.stdin.take().unwrap().write_all(&command).unwrap();
    let output = shell.wait_with_output().unwrap();
    assert_eq!(output.stdout, b"{\"ok\":true}");
    peer.only()
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn curl_command_sends_the_same_bytes() {
    if !has_program("curl") || !has_program("sh") {
        return;
    }
    let momo = momo();
    let long = "안".repeat(100_000);
    let bodies: [&[u8]; 8] = [
        b"",
        b"-n\0",
        b"{\"body\":\"it's 100% \\\\ $HOME `date` !!\"}",
        b"two\nlines\n",
        b"@event.json",
        b"\0\x01\xff'%s\\n\r\n7",
        "\u{202e}right to left".as_bytes(),
        long.as_bytes(),
    ];
    for body in bodies {
        let seen = run_curl(&momo, &[], body);
        assert_eq!(seen.body, body);
        let hex = momo.run_with_input(&["sign", "--quiet"], body).out();
        assert_eq!(seen.header("x-momotalk-bot-signature"), Some(hex.trim()));
    }
    let content = "{\"event_id\":\"evt_1\",\"bot_id\":\"bot_1\"}\n";
    for name in ["it's $(an) event.json", "-"] {
        momo.file(name, content);
    }
    for name in ["it's $(an) event.json", "./-"] {
        let seen = run_curl(&momo, &[name], b"");
        assert_eq!(seen.body, content.as_bytes());
        assert_eq!(seen.line, "POST /momotalk/webhook?a=1&b=[2] HTTP/1.1");
        assert_eq!(seen.header("x-momotalk-event-id"), Some("evt_1"));
        assert_eq!(seen.header("x-momotalk-bot-id"), Some("bot_1"));
        assert_eq!(seen.header("content-type"), Some("application/json"));
    }
}

#[test]
fn contradictory_flags_are_usage_errors() {
    let momo = momo();
    sign(&momo, &["file", "--body", "{}"]).is("\
--- stderr
error: both FILE and `--body` give a payload
  hint: Leave one out: a payload is a file, standard input or `--body TEXT`.
--- status 2
");
    sign(&momo, &["--secret-file", "-"]).is("\
--- stderr
error: standard input cannot be both the payload and the secret
  hint: Give one of them as a file, or the payload with `--body TEXT`.
--- status 2
");
    sign(&momo, &["--body", "{}", "--as", "curl"]).expect(2);
    sign(&momo, &["--body", "{}", "--to", "3000"]).expect(2);
    sign(&momo, &["--body", "{}", "--secret", ""]).expect(2);
    sign(&momo, &["--lines", "--as", "curl", "--to", "3000"]).expect(2);
    sign(&momo, &["missing.json"]).expect(3);
    sign(&momo, &["."]).expect(3);
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn closed_pipe_is_no_error() {
    if !has_program("sh") {
        return;
    }
    let momo = momo();
    let lines = "{}\n".repeat(200_000);
    momo.file("events.ndjson", lines);
    let output = Command::new("sh")
        .arg("-c")
        .arg("{ \"$0\" sign --lines events.ndjson; echo \"status $?\" >&2; } | head -n 1")
        .arg(env!("CARGO_BIN_EXE_momo"))
        .env("MOMOTALK_WEBHOOK_SECRET", SECRET)
        .current_dir(momo.home())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "status 0\n");
    assert_eq!(output.stdout.len(), 65);
}

#[test]
#[cfg_attr(windows, ignore = "uses a device of Unix")]
fn endless_secret_is_refused() {
    let endless = ["--body", "{}", "--secret-file", "/dev/zero"];
    sign(&Momo::new(), &endless).is("\
--- stderr
error: cannot read `/dev/zero`: it is larger than 64 KiB
--- status 3
");
}
