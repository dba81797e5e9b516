//! Whatever bytes come, the server answers or closes, and lives.
use super::{Limits, Site, rest};
use proptest::prelude::*;
use std::io::Write;
use std::net::Shutdown;
use std::sync::LazyLock;

static SITE: LazyLock<Site> = LazyLock::new(|| Site::new(Limits::default()));

/// Requests to spoil, each on its own line of thought.
const SEEDS: [&[u8]; 4] = [
    b"GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: t\r\n\r\n",
    b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok",
];

/// Sends the bytes and waits for the end, which `rest` insists on.
fn survives(bytes: &[u8]) {
    let mut stream = SITE.connect();
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let answer = rest(&mut stream);
    assert!(!answer.contains("HTTP/1.1 500"), "{answer}");
}

#[derive(Debug, Clone)]
enum Change {
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Repeat(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 1..4),
        prop_oneof![
            Just("\r\n"),
            Just("\n"),
            Just(" "),
            Just("\t"),
            Just(":"),
            Just(";"),
            Just("0"),
            Just("ffffffff"),
            Just("Content-Length: 9\r\n"),
            Just("Transfer-Encoding: chunked\r\n"),
            Just("Host: y\r\n"),
        ]
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop_oneof![
        (0..200usize, piece).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (0..200usize, 1..9usize).prop_map(|(at, count)| Change::Remove(at, count)),
        (0..200usize, 1..30usize).prop_map(|(at, count)| Change::Repeat(at, count)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    let place = |at: usize| at % (bytes.len() + 1);
    match change {
        Change::Insert(at, piece) => {
            let at = place(*at);
            bytes.splice(at..at, piece.iter().copied());
        }
        Change::Remove(at, count) => {
            let at = place(*at);
            bytes.drain(at..(at + count).min(bytes.len()));
        }
        Change::Repeat(at, count) => {
            let at = place(*at);
            let piece = bytes[at..(at + count).min(bytes.len())].to_vec();
            bytes.splice(at..at, piece);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        survives(&bytes);
    }

    #[test]
    fn spoiled_requests_are_refused(seeds in proptest::collection::vec(0..SEEDS.len(), 1..4), changes in proptest::collection::vec(change(), 0..5)) {
        let mut bytes: Vec<u8> = seeds.iter().flat_map(|seed| SEEDS[*seed].to_vec()).collect();
        for change in &changes {
            apply(&mut bytes, change);
        }
        survives(&bytes);
    }
}
