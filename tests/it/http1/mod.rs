//! `model::http1`: responses in every shape of RFC 9112, broken ones, and in whatever pieces they come.
mod fuzz;
mod shapes;

use momo::model::http::Headers;
use momo::model::http1::chunks::ChunkError;
use momo::model::http1::framing::{LengthError, content_length};
use momo::model::http1::request_head::{BodyFraming, OutgoingHead};
use momo::model::http1::response_reader::{ResponseError, ResponseReader};
use shapes::SHAPES;

const MAX_BODY: usize = 1000;

/// A response as it was read: status, headers, body, whether the connection can carry more, unread bytes.
type Found = (u16, Vec<(String, String)>, Vec<u8>, bool, usize);

/// Reads all pieces, then the end of the connection.
fn read_pieces<'a>(
    method: &str,
    pieces: impl Iterator<Item = &'a [u8]>,
) -> Result<Found, ResponseError> {
    let mut reader = ResponseReader::new(method, MAX_BODY);
    let mut unread = 0;
    for piece in pieces {
        let used = reader.read(piece)?;
        assert!(used == piece.len() || reader.is_done());
        unread += piece.len() - used;
    }
    reader.end()?;
    assert!(reader.is_done() && reader.has_head());
    let keeps_alive = reader.keeps_alive();
    let response = reader.into_response();
    let headers = response.headers.iter().map(|header| {
        let value = String::from_utf8_lossy(&header.value).into_owned();
        (header.name.clone(), value)
    });
    Ok((
        response.status,
        headers.collect(),
        response.body,
        keeps_alive,
        unread,
    ))
}

fn read(method: &str, bytes: &[u8]) -> Result<Found, ResponseError> {
    read_pieces(method, std::iter::once(bytes))
}
#[test]
fn responses_of_every_shape_are_read() {
    for (method, bytes, status, body, keeps_alive, unread) in SHAPES {
        let (found_status, _, found_body, keeps, left) =
            read(method, bytes.as_bytes()).unwrap_or_else(|error| panic!("{bytes:?}: {error:?}"));
        let found = (found_status, &*found_body, keeps, left);
        assert_eq!(
            found,
            (*status, body.as_bytes(), *keeps_alive, *unread),
            "{bytes:?}"
        );
    }
}

#[test]
fn pieces_change_nothing() {
    for (method, bytes, ..) in SHAPES {
        let whole = read(method, bytes.as_bytes());
        for size in [1, 2, 3, 7] {
            let pieces = read_pieces(method, bytes.as_bytes().chunks(size));
            assert_eq!(pieces, whole, "{bytes:?} in pieces of {size}");
        }
    }
}

#[test]
fn broken_responses_are_refused() {
    let cases: &[(&str, ResponseError)] = &[
        ("", ResponseError::ClosedInHead),
        ("HTTP/1.1 200 OK\r\nContent-Le", ResponseError::ClosedInHead),
        ("HTTP/1.1 100 Continue\r\n\r\n", ResponseError::ClosedInHead),
        ("SSH-2.0-OpenSSH_9.6\r\n", ResponseError::Version),
        ("HTTP/2.0 200 OK\r\n\r\n", ResponseError::Version),
        ("HTTP/1.1 2000 OK\r\n\r\n", ResponseError::Status),
        ("HTTP/1.1 20 OK\r\n\r\n", ResponseError::Status),
        ("HTTP/1.1 099 OK\r\n\r\n", ResponseError::Status),
        ("HTTP/1.1 200 OK\r\nA b: c\r\n\r\n", ResponseError::Header),
        ("HTTP/1.1 200 OK\r\nA : c\r\n\r\n", ResponseError::Header),
        ("HTTP/1.1 200 OK\r\nA: \x01\r\n\r\n", ResponseError::Header),
        ("HTTP/1.1 200 OK\r\n: c\r\n\r\n", ResponseError::Header),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
            ResponseError::ContentLength,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            ResponseError::ContentLength,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
            ResponseError::ContentLength,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nok",
            ResponseError::ContentLength,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nok",
            ResponseError::ContentLength,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
            ResponseError::ContentLength,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            ResponseError::ContentLength,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
            ResponseError::BodyTooLarge(200),
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
            ResponseError::ClosedInBody,
        ),
        (
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            ResponseError::TransferEncoding,
        ),
    ];
    for (bytes, error) in cases {
        assert_eq!(read("POST", bytes.as_bytes()), Err(*error), "{bytes:?}");
        let pieces = read_pieces("POST", bytes.as_bytes().chunks(1));
        assert_eq!(pieces, Err(*error), "{bytes:?} byte by byte");
    }
    let chunks: &[(&str, ChunkError)] = &[
        ("xyz\r\n", ChunkError::Size),
        ("\r\n", ChunkError::Size),
        (" 2\r\n", ChunkError::Size),
        ("0x2\r\n", ChunkError::Size),
        ("-2\r\n", ChunkError::Size),
        ("fffffffffffffffff\r\n", ChunkError::Size),
        ("2\nok\r\n", ChunkError::LineEnd),
        ("2\rx\r\n", ChunkError::LineEnd),
        ("2\r\nokay\r\n", ChunkError::DataEnd),
        ("2\r\nok\n", ChunkError::LineEnd),
        ("0\r\nno trailer\r\n\r\n", ChunkError::Trailer),
        ("0\r\nA: \x01\r\n\r\n", ChunkError::Trailer),
    ];
    for (rest, error) in chunks {
        let bytes = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{rest}");
        let error = Err(ResponseError::Chunk(*error));
        assert_eq!(read("POST", bytes.as_bytes()), error, "{bytes:?}");
        assert_eq!(
            read_pieces("POST", bytes.as_bytes().chunks(1)),
            error,
            "{bytes:?}"
        );
    }
    for rest in [
        "",
        "2",
        "2\r\n",
        "2\r\no",
        "2\r\nok",
        "2\r\nok\r\n",
        "2\r\nok\r\n0\r\n",
        "0\r\nA: b\r\n",
    ] {
        let bytes = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{rest}");
        assert_eq!(
            read("POST", bytes.as_bytes()),
            Err(ResponseError::ClosedInBody),
            "{bytes:?}"
        );
    }
}

#[test]
fn sizes_are_limited() {
    let head = |fill: usize| {
        format!(
            "HTTP/1.1 200 OK\r\nX: {}\r\nContent-Length: 0\r\n\r\n",
            "x".repeat(fill)
        )
    };
    let bare = head(0).len();
    let fits = head(64 * 1024 - bare);
    assert!(read("POST", fits.as_bytes()).is_ok());
    assert!(read_pieces("POST", fits.as_bytes().chunks(1000)).is_ok());
    let longer = head(64 * 1024 - bare + 1);
    let too_large = Err(ResponseError::HeadTooLarge);
    assert_eq!(read("POST", longer.as_bytes()), too_large);
    assert_eq!(
        read_pieces("POST", longer.as_bytes().chunks(1000)),
        too_large
    );
    // Without an end it must not grow for ever.
    let endless = head(64 * 1024);
    let endless = &endless.as_bytes()[..endless.len() - 2];
    assert_eq!(read("POST", endless), too_large);
    let many = |count: usize| format!("HTTP/1.1 204 N\r\n{}\r\n", "A: b\r\n".repeat(count));
    assert!(read("POST", many(128).as_bytes()).is_ok());
    assert_eq!(read("POST", many(129).as_bytes()), too_large);
    let body = |length: usize| format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(length));
    assert_eq!(read("POST", body(1000).as_bytes()).unwrap().2.len(), 1000);
    let too_large = Err(ResponseError::BodyTooLarge(200));
    assert_eq!(read("POST", body(1001).as_bytes()), too_large);
    let chunked =
        |rest: String| format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{rest}");
    let two = chunked(format!(
        "3e8\r\n{}\r\n1\r\nx\r\n0\r\n\r\n",
        "x".repeat(1000)
    ));
    assert_eq!(read("POST", two.as_bytes()), too_large);
    assert_eq!(
        read("POST", chunked("ffffffff\r\n".into()).as_bytes()),
        too_large
    );
    let extensions = chunked(format!("1;{}\r\n", "x".repeat(5000)));
    assert_eq!(
        read("POST", extensions.as_bytes()),
        Err(ResponseError::Chunk(ChunkError::TooMuchFraming))
    );
    let endless = chunked(format!("1;{}", "x".repeat(5000)));
    assert_eq!(
        read("POST", endless.as_bytes()),
        Err(ResponseError::Chunk(ChunkError::LineTooLong))
    );
    let trailers = chunked(format!("0\r\n{}", "A: bcdefgh\r\n".repeat(2000)));
    assert_eq!(
        read("POST", trailers.as_bytes()),
        Err(ResponseError::Chunk(ChunkError::TrailersTooLarge))
    );
}

#[test]
fn headers_keep_spelling_order_and_repetition() {
    let bytes = b"HTTP/1.1 204 N\r\nsEt-CookIe: a\r\nX-Folded: one\r\n \t two\r\n three \r\nSET-COOKIE:  b \r\nEmpty:\r\n\r\n";
    let (_, headers, ..) = read("POST", bytes).unwrap();
    let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        headers,
        [
            named("sEt-CookIe", "a"),
            named("X-Folded", "one two three"),
            named("SET-COOKIE", "b"),
            named("Empty", ""),
        ]
    );
}

#[test]
fn lengths_agree_or_are_refused() {
    let of = |values: &[&str], allows_lists| {
        let mut headers = Headers::new();
        values
            .iter()
            .for_each(|it| headers.push("content-LENGTH", *it));
        content_length(&headers, allows_lists)
    };
    assert_eq!(of(&[], false), Ok(None));
    assert_eq!(of(&["7", "7"], false), Ok(Some(7)));
    assert_eq!(of(&["7", "8"], false), Err(LengthError::Conflict));
    assert_eq!(of(&["7, 7"], false), Err(LengthError::Malformed));
    assert_eq!(of(&["7, 7", "7"], true), Ok(Some(7)));
    assert_eq!(of(&["7,"], true), Err(LengthError::Malformed));
}

#[test]
fn head_is_written_as_the_caller_spells_it() {
    let mut headers = Headers::new();
    for (name, value) in [
        ("X-MoMoTalk-Bot-Id", "bot_1"),
        ("x-odd-NAME", " padded "),
        ("Content-Length", "999"),
        ("X-MoMoTalk-Bot-Id", "again"),
    ] {
        headers.push(name, value);
    }
    let written = |head: OutgoingHead<'_>, headers: &Headers| {
        let mut bytes = Vec::new();
        head.write(headers, &mut bytes);
        String::from_utf8(bytes).unwrap()
    };
    let head = OutgoingHead {
        method: "POST",
        target: "/hook?x=1",
        host: "bot:3000",
        user_agent: "momo/1",
        extra: &[("Accept", b"*/*")],
        framing: BodyFraming::Length(2),
        is_lower_case: false,
        has_connection_headers: false,
    };
    assert_eq!(
        written(head, &headers),
        "POST /hook?x=1 HTTP/1.1\r\nHost: bot:3000\r\nX-MoMoTalk-Bot-Id: bot_1\r\nx-odd-NAME:  padded \r\n\
         X-MoMoTalk-Bot-Id: again\r\nUser-Agent: momo/1\r\nAccept: */*\r\nContent-Length: 2\r\n\r\n"
    );
    headers.push("host", "other");
    headers.push("user-AGENT", "mine");
    headers.push("ACCEPT", "text/*");
    let head = OutgoingHead {
        framing: BodyFraming::Chunked,
        is_lower_case: true,
        has_connection_headers: true,
        ..head
    };
    assert_eq!(
        written(head, &headers),
        "POST /hook?x=1 HTTP/1.1\r\nx-momotalk-bot-id: bot_1\r\nx-odd-name:  padded \r\ncontent-length: 999\r\n\
         x-momotalk-bot-id: again\r\nhost: other\r\nuser-agent: mine\r\naccept: text/*\r\n\
         transfer-encoding: chunked\r\n\r\n"
    );
}
