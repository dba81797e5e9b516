//! Many connections, many requests, many ways to leave.
use super::super::one;
use super::{Kind, PATIENCE, Target, each, resets, soak, turn};
use crate::support::{Momo, wait_for};
use momo::io::sqlite::History;
use momo::model::history::query::Query;
use std::collections::BTreeSet;
use std::io::{BufReader, Write};

#[test]
fn few_descriptors_suffice() {
    let _turn = turn();
    for (most, connections) in [(1024, 600), (256, 300)] {
        let momo = || Momo::new().after(&format!("ulimit -n {most}"));
        for target in [Target::listen_in(momo(), &[]), Target::dev_in(momo())] {
            let held: Vec<_> = (0..connections).map(|_| target.connect()).collect();
            target.is_healthy();
            drop(held);
            target.end();
        }
    }
}

#[test]
fn other_protocols_in_number_are_refused() {
    each(|target| {
        target.is_healthy();
        let before = target.burden();
        for begin in [
            &b"GET / HTTP/2.0\r\nHost: x\r\n\r\n"[..],
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ] {
            for _ in 0..200 {
                let answer = target.ask(begin);
                assert!(answer.starts_with("HTTP/1.1 505 "), "{answer}");
            }
        }
        wait_for("nothing to be left behind", || {
            let now = target.burden();
            (now.map(|it| it.0) <= before.map(|it| it.0 + 2)
                && now.map(|it| it.1) <= before.map(|it| it.1 + 2))
            .then_some(())
        });
    });
}

#[test]
fn pipelining_without_reading_is_bounded() {
    let (one, others) = match soak() {
        Some(_) => (200_000, 60_000),
        None => (50_000, 15_000),
    };
    each(|target| {
        let held: Vec<_> = [one, others, others, others, others]
            .into_iter()
            .map(|count| {
                let stream = target.connect();
                let mut writer = stream.try_clone().unwrap();
                std::thread::spawn(move || {
                    let requests = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(500);
                    for _ in 0..count / 500 {
                        if writer.write_all(&requests).is_err() {
                            return;
                        }
                    }
                });
                stream
            })
            .collect();
        for _ in 0..3 {
            target.is_healthy();
        }
        drop(held);
    });
}

#[test]
fn resets_within_bodies_are_survived() {
    each(|target| {
        for _ in 0..500 {
            let begin = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nabc";
            resets(&target.begin(begin));
        }
        target.is_healthy();
    });
}

/// The ids of the events that a target has taken.
fn taken(target: &Target) -> BTreeSet<String> {
    match &target.kind {
        Kind::Guard(site) => {
            let seen = site.echo.seen.lock().unwrap();
            let bodies = seen.iter().map(|it| it.request.body.clone());
            bodies.map(|it| String::from_utf8(it).unwrap()).collect()
        }
        Kind::Momo(momo, _) => {
            let history = History::open(&momo.home().join("history.db")).unwrap();
            let all = Query {
                limit: None,
                ..Query::default()
            };
            let events = history.list(&all).unwrap();
            let bodies = events.into_iter().map(|it| it.request.body);
            bodies.map(|it| String::from_utf8(it).unwrap()).collect()
        }
    }
}

#[test]
fn resets_after_whole_requests_are_survived() {
    const COUNT: usize = 3_000;
    let _turn = turn();
    for target in [Target::guard(), Target::listen()] {
        let body = |number| format!("{{\"event_id\":\"evt_reset_{number}\"}}");
        for number in 0..COUNT {
            let body = body(number);
            let length = body.len();
            let request =
                format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}");
            let mut stream = target.connect();
            stream.write_all(request.as_bytes()).unwrap();
            resets(&stream);
        }
        let missing = || {
            let taken = taken(&target);
            let missing = (0..COUNT).filter(|it| !taken.contains(&body(*it)));
            missing.collect::<Vec<_>>()
        };
        wait_for("all events", || missing().is_empty().then_some(()));
        target.end();
    }
}

#[test]
fn five_hundred_clients_are_served() {
    const CLIENTS: usize = 500;
    each(|target| {
        // Closing: a connection for each request.
        std::thread::scope(|scope| {
            for _ in 0..CLIENTS {
                let way = target.way.clone();
                let ask = move || (0..4).for_each(|_| assert!(way.probe() < PATIENCE * 20));
                let thread = std::thread::Builder::new().stack_size(256 * 1024);
                thread.spawn_scoped(scope, ask).unwrap();
            }
        });
        // Keeping: one connection for all four, all of them open at once.
        let request = target.request("1.1");
        let mut readers: Vec<_> = (0..CLIENTS)
            .map(|_| BufReader::new(target.connect()))
            .collect();
        for _ in 0..4 {
            for reader in &mut readers {
                reader.get_mut().write_all(request.as_bytes()).unwrap();
            }
            for reader in &mut readers {
                assert_eq!(one(reader).0, 200);
            }
        }
    });
}
