//! Requests beyond all measure.
use super::{Target, each, whatever};
use std::io::Write;

/// Sends `begin`, then `piece` up to `times` times or until the server closes. Expects a response with this status, or
/// a reset while the client was still sending.
fn pour(target: &Target, status: u16, begin: &str, piece: &[u8], times: usize) {
    let mut stream = target.begin(begin.as_bytes());
    let mut sent = 0;
    while sent < times && stream.write_all(piece).is_ok() {
        sent += 1;
    }
    assert!(sent < times, "all of it was taken");
    let answer = whatever(&stream);
    let expected = format!("HTTP/1.1 {status} ");
    assert!(
        answer.is_empty() || answer.starts_with(&expected),
        "{answer}"
    );
    target.is_healthy();
}

#[test]
fn chunked_body_of_200_mb_is_refused() {
    let begin = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    let piece = [b"100000\r\n", &[b'x'; 0x10_0000][..], b"\r\n"].concat();
    each(|target| pour(target, 413, begin, &piece, 200));
}

#[test]
fn five_mb_in_one_byte_chunks_are_refused() {
    let begin = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    let piece = b"1\r\nx\r\n".repeat(1_000);
    each(|target| pour(target, 413, begin, &piece, 5_000));
}

#[test]
fn header_of_256_mb_is_refused() {
    let begin = "POST / HTTP/1.1\r\nHost: x\r\nA: ";
    each(|target| pour(target, 431, begin, &[b'x'; 0x10_0000], 256));
}

#[test]
fn two_million_headers_are_refused() {
    let begin = "POST / HTTP/1.1\r\nHost: x\r\n";
    let piece = b"a: b\r\n".repeat(1_000);
    each(|target| pour(target, 431, begin, &piece, 2_000));
}

#[test]
fn huge_content_lengths_are_refused() {
    each(|target| {
        for (length, status) in [
            ("1073741824", 413),
            ("107374182400", 413),
            ("9223372036854775807", 413),
            ("18446744073709551615", 400),
            ("18446744073709551616", 400),
        ] {
            let request =
                format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\nabc");
            let answer = target.ask(request.as_bytes());
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status} ")),
                "{answer}"
            );
        }
    });
}
