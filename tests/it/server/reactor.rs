//! Connections that one thread serves, and those with a thread of their own: a client sees no difference.
use super::{Echo, GET, Limits, Site, one, rest};
use std::io::{BufReader, Write};
use std::net::Shutdown;
use std::time::{Duration, Instant};

const LATER: &[u8] = b"GET /later?5 HTTP/1.1\r\nHost: x\r\n\r\n";

/// Waits until the handler has as many requests.
fn wait_for_requests(site: &Site, count: usize) {
    crate::support::wait_for("the requests", || {
        (site.echo.seen.lock().unwrap().len() >= count).then_some(())
    });
}

#[test]
fn each_connection_may_have_a_thread() {
    for answers in [Echo::default, Echo::answering_later] {
        let site = Site::at("127.0.0.1:0", Limits::default(), answers());
        let mut stream = site.connect();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        for requests in [1, 3] {
            stream.write_all(&GET.repeat(requests)).unwrap();
            for _ in 0..requests {
                assert_eq!(one(&mut reader).0, 200);
            }
        }
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        assert!(rest(&mut stream).starts_with("HTTP/1.1 200 OK\r\nConnection: close\r\n"));
    }
}

#[test]
fn request_in_parts_is_whole_in_the_end() {
    let site = Site::new(Limits::default());
    let mut stream = site.connect();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    stream.write_all(GET).unwrap();
    assert_eq!(one(&mut reader).0, 200);
    for part in [
        &b"POST / HT"[..],
        b"TP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nan",
        b"sw",
        b"er",
    ] {
        stream.write_all(part).unwrap();
        std::thread::sleep(Duration::from_millis(20)); // A part of its own for the server.
    }
    assert_eq!(one(&mut reader), (200, b"answer".to_vec()));
    stream.write_all(GET).unwrap();
    assert_eq!(one(&mut reader).0, 200);
}

#[test]
fn request_of_any_size_is_taken() {
    let site = Site::new(Limits::default());
    let mut stream = site.connect();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    // Around the size up to which one thread serves all.
    for size in [65_000, 65_400, 65_536, 70_000, 1_000_000] {
        let body = vec![b'x'; size];
        let head = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n");
        stream
            .write_all(&[head.as_bytes(), &body].concat())
            .unwrap();
        assert_eq!(one(&mut reader), (200, body));
    }
}

#[test]
#[cfg_attr(windows, ignore = "needs one thread for all connections")]
fn next_request_waits_for_the_response_before() {
    let site = Site::new(Limits::default());
    let mut stream = site.connect();
    stream.write_all(LATER).unwrap();
    wait_for_requests(&site, 1);
    stream.write_all(GET).unwrap();
    std::thread::sleep(Duration::from_millis(20)); // It must not be handled meanwhile.
    assert_eq!(site.echo.seen.lock().unwrap().len(), 1);
    site.echo.open();
    let mut reader = BufReader::new(stream);
    assert_eq!(one(&mut reader), (200, b"xxxxx".to_vec()));
    assert_eq!(one(&mut reader), (200, vec![]));
}

#[test]
fn client_that_has_said_all_gets_its_late_response() {
    let site = Site::new(Limits::default());
    let mut stream = site.connect();
    stream.write_all(LATER).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    wait_for_requests(&site, 1);
    site.echo.open();
    assert!(rest(&mut stream).ends_with("\r\n\r\nxxxxx"));
    assert!(site.echo.refused.lock().unwrap().is_empty());
}

#[test]
fn client_that_leaves_before_its_response_is_forgotten() {
    let site = Site::new(Limits {
        connections: 1,
        ..Limits::default()
    });
    let mut stream = site.connect();
    stream.write_all(LATER).unwrap();
    wait_for_requests(&site, 1);
    drop(stream);
    site.echo.open();
    crate::support::wait_for("the only slot", || {
        let answer = site.ask(b"GET / HTTP/1.0\r\n\r\n");
        answer.starts_with("HTTP/1.1 200 ").then_some(())
    });
}

#[test]
#[cfg_attr(windows, ignore = "needs one thread for all connections")]
fn stopped_server_still_answers_later() {
    let mut site = Site::new(Limits::default());
    let mut stream = site.connect();
    stream.write_all(LATER).unwrap();
    wait_for_requests(&site, 1);
    site.stopper.stop();
    site.echo.open();
    let answer = rest(&mut stream);
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\nConnection: close\r\n"),
        "{answer}"
    );
    site.stop();
}

#[test]
#[cfg_attr(windows, ignore = "needs one thread for all connections")]
fn forgotten_request_is_answered_with_an_error() {
    let site = Site::new(Limits::default());
    let answer = site.ask(b"GET /drop HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(
        answer.starts_with("HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n"),
        "{answer}"
    );
}

#[test]
fn silent_connection_is_closed_without_a_word() {
    let site = Site::new(Limits {
        head_time: Duration::from_millis(300),
        idle_time: Duration::from_millis(300),
        ..Limits::default()
    });
    let (mut new, mut used) = (site.connect(), site.connect());
    used.write_all(GET).unwrap();
    assert_eq!(one(&mut BufReader::new(used.try_clone().unwrap())).0, 200);
    let since = Instant::now();
    assert_eq!(rest(&mut new), "");
    assert_eq!(rest(&mut used), "");
    assert!(since.elapsed() >= Duration::from_millis(250));
    assert!(site.echo.refused.lock().unwrap().is_empty());
}
