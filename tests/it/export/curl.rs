//! Commands for a shell: they run, send the very bytes, and hold no secret.
use super::{history, home_with, some};
use crate::support::{Momo, Peer, has_program, response};
use momo::model::history::exchange::{Exchange, Timing};
use momo::model::http::{Headers, Request};
use std::process::Command;

const TOKEN: &str = "bot_token_canary";

/// Exchanges that sent these bodies.
fn with_bodies(url: &str, bodies: &[&[u8]]) -> Vec<Exchange> {
    let exchanges = some(bodies.len()).into_iter().zip(bodies).enumerate();
    let make = |(at, (exchange, body)): (usize, (Exchange, &&[u8]))| {
        let mut headers = Headers::new();
        headers.push("Content-Type", "application/json");
        headers.push("X-Quoted", "it's $(not) `run` \"here\"");
        headers.push("Authorization", format!("Bearer {TOKEN}"));
        headers.push("X-Twice", "1");
        headers.push("X-Twice", "2");
        headers.push("@/etc/hostname", "curl would read this file");
        Exchange {
            id: format!("ex_{at:016}"),
            started_at: momo::model::time::Timestamp(at as i64),
            request: Request {
                method: "POST".into(),
                url: url.into(),
                headers,
                body: body.to_vec(),
            },
            response: None,
            failure: None,
            timing: Timing::default(),
            ..exchange
        }
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
    history(&momo, &["export", "-o", script.to_str().unwrap()]).expect(0);
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

#[test]
fn untrusted_names_and_urls_are_neither_run_nor_read_as_options() {
    if !has_program("bash") {
        return;
    }
    let mut headers = Headers::new();
    headers.push("X-`touch${IFS}ran`", "Bearer (fingerprint 1a2b3c4d)");
    headers.push("$(touch ran)", "Basic (fingerprint 1a2b3c4d)");
    let request = Request {
        method: "$(touch ran)".into(),
        url: "-o;touch ran".into(),
        headers,
        body: b"$(touch ran)".to_vec(),
    };
    let mut exchange = some(1).remove(0);
    exchange.request = request;
    exchange.event_type = Some("\n touch ran".into());
    let momo: Momo = home_with(&[exchange]);
    let script = history(&momo, &["export", "--as", "curl"]).expect(0).out();
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
    assert!(said.contains("<--url><-o;touch ran>"), "{said}");
    assert!(
        said.contains("<X-`touch${IFS}ran`: Bearer t>") || !said.contains("fingerprint"),
        "{said}"
    );
}
