//! The guard held to an oracle of its own: whatever bytes come, it makes the same requests of them as a slow, plain
//! reading of the rules does, and httparse agrees that they are requests.
use super::{Limits, Site, rest};
use crate::support::{data, fuzz};
use base64::Engine as _;
use proptest::prelude::*;
use proptest::sample::Index;
use std::io::Write;
use std::net::Shutdown;
use std::sync::LazyLock;
use std::time::Duration;

static SITE: LazyLock<Site> = LazyLock::new(|| {
    Site::new(Limits {
        idle_time: Duration::from_secs(5),
        ..Limits::default()
    })
});

/// Requests that others wrote, and some of our own.
static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut seeds: Vec<Vec<u8>> = [
        &b"GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n"[..],
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: t\r\n\r\n",
    ]
    .map(<[u8]>::to_vec)
    .into();
    for file in ["http11probe.json", "llhttp.json"] {
        let text = std::fs::read_to_string(data("http").join(file)).unwrap();
        let corpus: serde_json::Value = serde_json::from_str(&text).unwrap();
        let cases = corpus["cases"].as_array().unwrap();
        let raw = cases.iter().map(|case| {
            let text = case["raw_b64"].as_str().unwrap();
            base64::prelude::BASE64_STANDARD.decode(text).unwrap()
        });
        seeds.extend(raw.filter(|raw| raw.len() < 2_000));
    }
    seeds
});

const PIECES: [&[u8]; 22] = [
    b"\r\n",
    b"\n",
    b"\r",
    b" ",
    b"\t",
    b":",
    b";",
    b",",
    b"0",
    b"1",
    b"+",
    b"0x",
    b"ffffffff",
    b"\0",
    b"\x0b",
    b"\xff",
    b"Content-Length: 9\r\n",
    b"Content-Length: 0\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Host: y\r\n",
    b"Connection: close\r\n",
    b"0\r\n\r\n",
];

/// Requests one behind the other, spoiled in some places.
fn spoiled() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<Index>(), 0..6_usize, any::<Index>(), any::<u8>());
    (
        proptest::collection::vec(any::<Index>(), 1..4),
        proptest::collection::vec(change, 0..6),
    )
        .prop_map(|(seeds, changes)| {
            let seeds = seeds.iter().map(|it| it.get(&SEEDS).clone());
            let mut bytes = seeds.collect::<Vec<_>>().concat();
            for (place, kind, other, byte) in changes {
                let at = place.index(bytes.len() + 1);
                let to = (at + 1 + usize::from(byte) % 20).min(bytes.len());
                match kind {
                    0 => drop(bytes.splice(at..at, other.get(&PIECES).iter().copied())),
                    1 => drop(bytes.splice(at..to, other.get(&PIECES).iter().copied())),
                    2 => drop(bytes.drain(at..to)),
                    3 => {
                        let piece = bytes[at..to].to_vec();
                        bytes.splice(at..at, piece);
                    }
                    4 if at < bytes.len() => bytes[at] = byte,
                    _ => bytes.truncate(at),
                }
            }
            bytes
        })
}

/// The bodies that a plain reading of RFC 9112 finds, until something is doubtful or cut off: then `None` stands last.
fn oracle(mut bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
    let mut bodies = Vec::new();
    loop {
        bytes = bytes.strip_prefix(b"\r\n").unwrap_or(bytes);
        if bytes.is_empty() || bytes == b"\r" {
            return bodies;
        }
        let Some((head, rest)) = split(bytes, b"\r\n\r\n") else {
            bodies.push(None);
            return bodies;
        };
        let Some((body, rest, keeps)) = body(head, rest) else {
            bodies.push(None);
            return bodies;
        };
        bodies.push(Some(body));
        if !keeps {
            return bodies;
        }
        bytes = rest;
    }
}

/// The body behind a head, what is left behind it, and whether the connection stays open; none where in doubt.
fn body<'a>(head: &[u8], rest: &'a [u8]) -> Option<(Vec<u8>, &'a [u8], bool)> {
    let whole = [head, b"\r\n\r\n"].concat();
    let mut space = [httparse::EMPTY_HEADER; 128];
    let mut parsed = httparse::Request::new(&mut space);
    // A target that is no UTF-8 is written as %XX; for the framing any letter will do.
    let line = whole.iter().position(|byte| *byte == b'\n')?;
    let mended: Vec<u8> = whole
        .iter()
        .enumerate()
        .map(|(at, byte)| {
            if at < line && *byte > 0x7f {
                b'x'
            } else {
                *byte
            }
        })
        .collect();
    parsed.parse(&mended).ok()?.is_complete().then_some(())?;
    let values = |name: &str| -> Vec<&[u8]> {
        let named = parsed.headers.iter();
        let named = named.filter(|header| header.name.eq_ignore_ascii_case(name));
        named.map(|header| header.value).collect()
    };
    let (lengths, codings) = (values("content-length"), values("transfer-encoding"));
    let modern = parsed.version? == 1;
    let options = values("connection").join(&b","[..]).to_ascii_lowercase();
    let has = |word: &[u8]| {
        let mut words = options.split(|byte| *byte == b',');
        words.any(|it| it.trim_ascii() == word)
    };
    let keeps = !has(b"close") && (modern || has(b"keep-alive"));
    if let [coding] = &codings[..] {
        if !lengths.is_empty() || !modern || !coding.eq_ignore_ascii_case(b"chunked") {
            return None;
        }
        let (body, rest) = chunks(rest)?;
        return Some((body, rest, keeps));
    }
    let mut wanted = 0;
    for (at, value) in lengths.iter().enumerate() {
        let text = std::str::from_utf8(value).ok()?;
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number: usize = is_number.then(|| text.parse().ok())??;
        if at > 0 && number != wanted {
            return None;
        }
        wanted = number;
    }
    let fits = codings.is_empty() && wanted <= rest.len();
    fits.then(|| (rest[..wanted].to_vec(), &rest[wanted..], keeps))
}

fn chunks(mut rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut body = Vec::new();
    loop {
        let (line, after) = split(rest, b"\r\n")?;
        let digits = line.split(|byte| *byte == b';').next()?;
        let digits = std::str::from_utf8(digits).ok()?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let size = is_hex.then(|| usize::from_str_radix(digits, 16).ok())??;
        if size == 0 {
            rest = after;
            break;
        }
        body.extend_from_slice(after.get(..size)?);
        rest = after[size..].strip_prefix(b"\r\n")?;
    }
    loop {
        let (line, after) = split(rest, b"\r\n")?;
        rest = after;
        if line.is_empty() {
            return Some((body, rest));
        }
    }
}

fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = bytes.windows(at.len()).position(|it| it == at)?;
    Some((&bytes[..place], &bytes[place + at.len()..]))
}

/// Sends the bytes, whole or in pieces; what the guard made of them.
fn made_of(bytes: &[u8], piece: usize) -> (Vec<Vec<u8>>, String) {
    SITE.echo.seen.lock().unwrap().clear();
    SITE.echo.refused.lock().unwrap().clear();
    let mut stream = SITE.connect();
    for piece in bytes.chunks(piece) {
        if stream.write_all(piece).is_err() {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Write);
    let answer = rest(&mut stream);
    let seen = std::mem::take(&mut *SITE.echo.seen.lock().unwrap());
    let bodies = seen.into_iter().map(|it| it.request.body).collect();
    (bodies, answer)
}

#[test]
fn fuzz_guard_agrees_with_an_oracle() {
    let strategy = (spoiled(), prop_oneof![Just(usize::MAX), 1..40_usize]);
    fuzz("the guard", &strategy, |(bytes, piece)| {
        // A path of the handler's own would make it wait or panic.
        if bytes.windows(5).any(|it| it == b"/wait") || bytes.windows(6).any(|it| it == b"/panic") {
            return Ok(());
        }
        let (made, answer) = made_of(&bytes, piece);
        prop_assert!(!answer.contains("HTTP/1.1 500"), "{}", answer);
        let meant = oracle(&bytes);
        for (at, body) in made.iter().enumerate() {
            // The guard may refuse what the oracle takes, but it never sees a request where the oracle sees none,
            // nor another body.
            let same = meant.get(at).and_then(Option::as_ref) == Some(body);
            prop_assert!(
                same,
                "request {}: {:?} is not {:?}",
                at,
                body,
                meant.get(at)
            );
        }
        let stops = made.len() < meant.iter().flatten().count();
        let refuses = ["HTTP/1.1 4", "HTTP/1.1 5"]
            .iter()
            .any(|it| answer.contains(it));
        prop_assert!(
            !stops || refuses,
            "{} of {:?} and no refusal: {}",
            made.len(),
            meant,
            answer
        );
        Ok(())
    });
}
