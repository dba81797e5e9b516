//! Many clients, and clients that mean no good. Ceilings are generous: they catch hangs, not slowness.
use super::{GET, Limits, Site, one, rest};
use crate::support::wait_for;
use std::io::{BufReader, Write};
use std::time::{Duration, Instant};

fn get(site: &Site) -> String {
    site.ask(b"GET / HTTP/1.0\r\n\r\n")
}

#[test]
fn burst_of_kept_connections_is_answered() {
    let site = Site::new(Limits::default());
    let streams: Vec<_> = (0..64).map(|_| site.connect()).collect();
    for _ in 0..3 {
        for mut stream in &streams {
            stream.write_all(GET).unwrap();
        }
        for stream in &streams {
            let mut reader = BufReader::with_capacity(1, stream.try_clone().unwrap());
            assert_eq!(one(&mut reader).0, 200);
        }
    }
}

#[test]
fn kept_connection_does_not_wait_for_acknowledgements() {
    let site = Site::new(Limits::default());
    let mut stream = site.connect();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    for size in [1_000, 2_000, 8_000, 33_000, 65_536] {
        let mut times: Vec<_> = (0..21)
            .map(|_| {
                let start = Instant::now();
                let request = format!("GET /?{size} HTTP/1.1\r\nHost: x\r\n\r\n");
                stream.write_all(request.as_bytes()).unwrap();
                assert_eq!(one(&mut reader).1.len(), size);
                start.elapsed()
            })
            .collect();
        times.sort();
        // An acknowledgement that is put off takes 40 ms.
        assert!(times[10] < Duration::from_millis(35), "{size}: {times:?}");
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let site = Site::new(Limits::default());
    let mut stream = site.connect();
    let requests: String = (0..200)
        .map(|number| {
            let body = number.to_string();
            let length = body.len();
            format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}")
        })
        .collect();
    stream.write_all(requests.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    for number in 0..200 {
        assert_eq!(one(&mut reader).1, number.to_string().into_bytes());
    }
}

#[test]
fn full_server_evicts_the_longest_waiting_connection() {
    let site = Site::new(Limits {
        connections: 4,
        ..Limits::default()
    });
    let mut waiting: Vec<_> = (0..4).map(|_| site.connect()).collect();
    // Younger than 50 ms, a connection keeps its place, and the newcomer is told to come again.
    wait_for("a place", || {
        get(&site).starts_with("HTTP/1.1 200 ").then_some(())
    });
    assert_eq!(rest(&mut waiting[0]), "");
    waiting[3].write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    assert!(rest(&mut waiting[3]).starts_with("HTTP/1.1 200 "));
}

#[test]
fn connection_being_handled_keeps_its_slot() {
    let site = Site::new(Limits {
        connections: 2,
        ..Limits::default()
    });
    let mut busy: Vec<_> = (0..2).map(|_| site.connect()).collect();
    for stream in &mut busy {
        stream.write_all(b"GET /wait HTTP/1.0\r\n\r\n").unwrap();
    }
    wait_for("both requests", || {
        (site.echo.seen.lock().unwrap().len() == 2).then_some(())
    });
    std::thread::sleep(Duration::from_millis(60)); // Older than the youngest that may go.
    assert!(get(&site).starts_with("HTTP/1.1 503 "));
    site.echo.open();
    for stream in &mut busy {
        assert!(rest(stream).starts_with("HTTP/1.1 200 "));
    }
}

#[test]
fn client_that_does_not_read_harms_only_itself() {
    let write_time = Duration::from_millis(100);
    let site = Site::new(Limits {
        write_time,
        ..Limits::default()
    });
    let mut deaf: Vec<_> = (0..8).map(|_| site.connect()).collect();
    for stream in &mut deaf {
        stream
            .write_all(b"GET /?40000000 HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
    }
    for _ in 0..5 {
        assert!(get(&site).starts_with("HTTP/1.1 200 "));
    }
}

#[test]
fn clients_that_reset_harm_only_themselves() {
    let site = Site::new(Limits::default());
    for count in 0..100 {
        let mut stream = site.connect();
        // Closing resets the connection instead of ending it.
        rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO)).unwrap();
        let length = if count % 2 == 0 { 3 } else { 5000 };
        let request = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\nabc");
        stream.write_all(request.as_bytes()).unwrap();
    }
    assert!(get(&site).starts_with("HTTP/1.1 200 "));
    // Whatever arrived whole was handled or lost with its connection, but nothing was made up.
    for seen in site.echo.seen.lock().unwrap().iter() {
        assert!(matches!(&seen.request.body[..], b"abc" | b""));
    }
}

#[test]
fn silent_connections_leave_room_for_others() {
    let site = Site::new(Limits {
        connections: 100,
        ..Limits::default()
    });
    let silent: Vec<_> = (0..300).map(|_| site.connect()).collect();
    wait_for("an answer", || {
        get(&site).starts_with("HTTP/1.1 200 ").then_some(())
    });
    drop(silent);
}
