//! The server held to requests that others wrote: Http11Probe, smuggler and llhttp.
use super::{Limits, Site};
use crate::support::data;
use base64::Engine as _;
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many clients ask at once.
const CLIENTS: usize = 16;

/// A request of a corpus, and what came back.
struct Answer<'a> {
    case: &'a Value,
    text: String,
}

impl Answer<'_> {
    /// Refused: nothing was answered 2xx, not even a second request that hid in the first.
    fn is_refused(&self) -> bool {
        !self.text.contains("HTTP/1.1 2")
    }

    fn is_taken(&self) -> bool {
        self.text.starts_with("HTTP/1.1 2")
    }
}

fn cases(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(data("http").join(file)).unwrap();
    let mut corpus: Value = serde_json::from_str(&text).unwrap();
    match corpus["cases"].take() {
        Value::Array(cases) => cases,
        other => panic!("no cases: {other}"),
    }
}

fn raw(case: &Value) -> Vec<u8> {
    let text = case["raw_b64"].as_str().unwrap();
    base64::prelude::BASE64_STANDARD.decode(text).unwrap()
}

/// The request with the bytes that its description names. The corpus was published with `??` in their place, which
/// makes ordinary requests of three cases.
fn whole(case: &Value) -> Vec<u8> {
    let (lost, meant): (&str, &[u8]) = match case["id"].as_str().unwrap() {
        "MAL-NON-ASCII-HEADER-NAME" => ("X-T??st", b"X-T\xC3\xABst"),
        "MAL-NON-ASCII-URL" => ("/caf??", b"/caf\xC3\xA9"),
        "MAL-URL-OVERLONG-UTF8" => ("/??", b"/\xC0\xAF"),
        _ => return raw(case),
    };
    let text = String::from_utf8(raw(case)).unwrap();
    let (before, after) = text
        .split_once(lost)
        .expect("the bytes are lost in the corpus");
    [before.as_bytes(), meant, after.as_bytes()].concat()
}

/// Sends each case on a connection of its own. A connection that stays open for ten seconds fails the test.
fn ask<'a>(cases: &[&'a Value], bytes: impl Fn(&Value) -> Vec<u8> + Sync) -> Vec<Answer<'a>> {
    let short = Duration::from_millis(300);
    let site = Site::new(Limits {
        head_time: short,
        idle_time: short,
        body_time: short,
        stall_time: short,
        ..Limits::default()
    });
    let (next, answers) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let text = site.ask(&bytes(case));
                    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                    answers.push(Answer { case, text });
                }
            });
        }
    });
    assert!(site.ask(super::GET).starts_with("HTTP/1.1 200"));
    answers.into_inner().unwrap()
}

/// The names of the answers that are not as they should be, in order.
fn names<'a>(
    answers: &[Answer<'a>],
    name: &str,
    wrong: impl Fn(&Answer<'a>) -> bool,
) -> Vec<&'a str> {
    let wrong = answers.iter().filter(|answer| wrong(answer));
    let mut names: Vec<_> = wrong
        .map(|answer| answer.case[name].as_str().unwrap())
        .collect();
    names.sort_unstable();
    names
}

/// Whether Http11Probe takes nothing but a refusal, for example `400/505 or close`.
fn must_refuse(expected: &str) -> bool {
    let codes = expected.trim_end_matches(" or close");
    let codes = codes.trim_end_matches("/close/timeout");
    codes
        .split('/')
        .all(|code| code.len() == 3 && (code.starts_with('4') || code.starts_with('5')))
}

#[test]
fn http11probe_requests_are_refused() {
    let all = cases("http11probe.json");
    let answers = ask(&all.iter().collect::<Vec<_>>(), whole);
    assert_eq!(answers.len(), 180, "each was answered or closed");
    let expected = |answer: &Answer<'_>| answer.case["expected"].as_str().unwrap().to_owned();
    let (refuse, rest): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|answer| must_refuse(&expected(answer)));
    assert_eq!(refuse.len(), 85);
    // Accepted on purpose: unknown methods are recorded, and people type UTF-8 into URLs.
    let on_purpose = ["COMP-UNKNOWN-METHOD", "MAL-NON-ASCII-URL"];
    let not_refused = names(&refuse, "id", |answer| !answer.is_refused());
    assert_eq!(not_refused, on_purpose);
    let accept = |answer: &Answer<'_>| {
        let expected = expected(answer);
        expected.starts_with("2xx") && !expected.contains(" or ")
    };
    let not_taken = names(&rest, "id", |answer| accept(answer) && !answer.is_taken());
    assert_eq!(not_taken, [""; 0]);
}

#[test]
fn smuggled_transfer_encodings_are_refused() {
    let all = cases("smuggler_te.json");
    let answers = ask(&all.iter().collect::<Vec<_>>(), raw);
    assert_eq!(answers.len(), 1_703);
    let taken = names(&answers, "name", |answer| !answer.is_refused());
    // These have no field of the name Transfer-Encoding: four have the words in the value of another field, one
    // writes `Content-Encoding`, one `Transfer_Encoding`.
    let harmless = [
        "default/xprespace-09",
        "default/xprespace-20",
        "default/xprespace-a0",
        "default/xprespace-ff",
        "exhaustive/contentEnc",
        "exhaustive/underjoin1",
    ];
    assert_eq!(taken, harmless);
}

/// A case of llhttp's parser as a server meets it: with a `Host` that fits, and with the lines at its end.
fn with_host_and_end(case: &Value) -> Vec<u8> {
    let mut text = raw(case);
    let lower = text.to_ascii_lowercase();
    let has = |what: &[u8]| lower.windows(what.len()).any(|it| it == what);
    if !has(b"\r\n\r\n") {
        let ends = text.ends_with(b"\r\n");
        text.extend_from_slice(if ends { b"\r\n" } else { b"\r\n\r\n" });
    } else if has(b"\r\n0") && text.ends_with(b"0") {
        text.extend_from_slice(b"\r\n\r\n");
    } else if has(b"chunked") {
        text.extend_from_slice(b"\r\n");
    }
    if !has(b"\nhost:") {
        let target = String::from_utf8_lossy(&lower);
        let target = target.split(' ').nth(1).unwrap_or_default();
        let authority = target.strip_prefix("http://").unwrap_or("x");
        let host = authority.split(['/', '?', '\r']).next().unwrap();
        let line = format!("Host: {host}\r\n");
        let after = text[2..].iter().position(|byte| *byte == b'\n');
        let at = after.map_or(text.len(), |at| at + 3);
        text.splice(at..at, line.into_bytes());
    }
    text
}

#[test]
fn llhttp_cases_are_refused_or_accepted() {
    let all = cases("llhttp.json");
    // A parser pauses where a protocol changes, and speaks others beside HTTP; a server does neither.
    let is_ours = |case: &&Value| {
        let text = String::from_utf8_lossy(&raw(case)).into_owned();
        let pauses = case["error"]
            .as_str()
            .unwrap_or_default()
            .contains("Pause on");
        !pauses && !text.contains("RTSP/") && !text.contains(" ICE/")
    };
    let cases: Vec<_> = all.iter().filter(is_ours).collect();
    let answers = ask(&cases, with_host_and_end);
    let (refuse, accept): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|answer| answer.case["expect"] == "error");
    assert_eq!((refuse.len(), accept.len()), (51, 55));
    let not_refused = names(&refuse, "name", |answer| !answer.is_refused());
    // Accepted on purpose: unknown methods are recorded, and people type UTF-8 into URLs.
    let on_purpose = [
        "Disallow UTF-8 in URI path in strict mode",
        "HTTP protocol and ANNOUNCE method",
        "Invalid method",
    ];
    assert_eq!(not_refused, on_purpose);
    // Where the bytes end before the body does, a parser is content and a server says 408.
    let is_cut_off = |answer: &Answer<'_>| answer.text.starts_with("HTTP/1.1 408 ");
    let not_taken = names(&accept, "name", |answer| {
        !answer.is_taken() && !is_cut_off(answer)
    });
    let refused_on_purpose = [
        "Chunk extensions quoting", // Escapes in extensions, which nobody sends, are not parsed.
        "Firefox GET",              // `Host: 0.0.0.0=5000`: no host has a `=`.
        "M-SEARCH request",         // `*` is a target of OPTIONS alone.
        "No HTTP version",          // HTTP/0.9.
        "POST with `chunked` as last transfer-encoding", // One coding, which is `chunked`.
        "POST with `chunked` as last transfer-encoding (multiple headers)",
        "`host:port` and basic auth", // A password in a request's target.
        "curl GET",                   // `Host: 0.0.0.0=5000`.
    ];
    assert_eq!(not_taken, refused_on_purpose);
}
