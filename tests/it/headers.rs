//! Headers of captured exchanges, whatever they are made of: read from text, kept as JSON, rid of credentials.
use crate::support::fuzz;
use momo::model::http::header_text;
use momo::model::http::{Headers, Request, head_without_credentials};
use proptest::prelude::*;

/// What no output may hold.
const CANARY: &str = "c4n4ry-credential";

/// A header's name and value as captures have them; some names are those of credentials.
fn header() -> impl Strategy<Value = (String, Vec<u8>)> {
    let name = prop_oneof![
        "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}",
        "(?i)authorization|cookie|x-secret-key|proxy-authorization|set-cookie",
    ];
    let value = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..20),
        "[ -~가-힣]{0,20}".prop_map(String::into_bytes),
    ];
    (name, value)
}

fn headers() -> impl Strategy<Value = Headers> {
    proptest::collection::vec(header(), 0..6).prop_map(|headers| headers.into_iter().collect())
}

#[test]
fn fuzz_headers_survive_json() {
    let request = (headers(), proptest::collection::vec(any::<u8>(), 0..40));
    fuzz("headers as JSON", &request, |(headers, body)| {
        let mut request = Request::post("/", "text/plain", body);
        request.headers = headers;
        let text = serde_json::to_string(&request).unwrap();
        let again: Request = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(again, request);
        Ok(())
    });
}

#[test]
fn fuzz_credentials_never_outlive_their_header() {
    let spoiled = (header(), "[ \t]{0,2}", "[ \t]{0,2}", "\r?\n", any::<bool>());
    let lines = proptest::collection::vec(spoiled, 1..5);
    fuzz("credentials in heads", &lines, |lines| {
        let (mut head, mut names) = (b"GET / HTTP/1.1\r\n".to_vec(), 0);
        for ((name, value), before, after, end, folds) in lines {
            let is_secret = ["authorization", "cookie", "x-secret-key"]
                .iter()
                .any(|it| name.eq_ignore_ascii_case(it));
            names += usize::from(is_secret);
            let value = if is_secret { CANARY.as_bytes() } else { &value };
            let fold: &[u8] = if is_secret && folds { b"\r\n " } else { b"" };
            head.extend([name.as_bytes(), before.as_bytes(), b":", fold].concat());
            head.extend([after.as_bytes(), value, end.as_bytes()].concat());
        }
        let hidden = head_without_credentials(&head);
        let text = String::from_utf8_lossy(&hidden);
        prop_assert!(!text.contains(CANARY), "{}", text);
        prop_assert!(
            text.matches("(fingerprint ").count() >= names.min(1),
            "{}",
            text
        );
        Ok(())
    });
}

#[test]
fn fuzz_credentials_are_hidden_once() {
    fuzz("hidden headers", &headers(), |headers| {
        let mut once = headers.clone();
        once.hide_credentials();
        prop_assert_eq!(once.len(), headers.len());
        let mut twice = once.clone();
        twice.hide_credentials();
        prop_assert_eq!(twice, once);
        Ok(())
    });
}

#[test]
fn fuzz_any_text_is_read_for_headers() {
    let plain = proptest::collection::vec(
        ("[A-Za-z][A-Za-z0-9-]{0,11}", "[!-~]([ -~]{0,18}[!-~])?"),
        1..6,
    );
    let odd = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        "[\\{\\}\\[\\]\":, \r\n\ta-zA-Z<>-]{0,200}".prop_map(String::into_bytes),
    ];
    fuzz(
        "copied headers",
        &(plain, odd, any::<bool>()),
        |(plain, odd, marked)| {
            // Whatever it is: it is read, to no more headers than it has room for.
            prop_assert!(header_text::parse(&odd).len() <= odd.len());
            let mark = if marked { "> " } else { "" };
            let line = |(name, value): &(String, String)| format!("{mark}{name}: {value}\r\n");
            let text = plain.iter().map(line).collect::<String>();
            let read = header_text::parse(text.as_bytes());
            prop_assert_eq!(read.len(), plain.len(), "{}", text);
            for (header, (name, _)) in read.iter().zip(&plain) {
                prop_assert_eq!(&header.name, name);
            }
            Ok(())
        },
    );
}
