//! Thousands of new slow connections a second, and among them senders that mean well.
use super::{PATIENCE, Target, Way, resets, soak, turn};
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// New slow connections a second.
const RATE: u32 = 3_000;
/// How long it lasts in the quick set.
const QUICK: Duration = Duration::from_secs(1);
/// How many slow connections are held at once.
const HELD: usize = 1_000;
/// How many senders mean well.
const SENDERS: usize = 8;

/// Opens slow connections at the rate until it is over.
fn flood(target: &Way, begin: &[u8], over: &AtomicBool) -> u32 {
    let (start, mut count, mut held) = (Instant::now(), 0, VecDeque::new());
    while !over.load(Ordering::Relaxed) {
        let stream = target.begin(begin);
        // Nothing of it stays behind in the system, or it would run out of ports.
        resets(&stream);
        held.push_back(stream);
        if held.len() > HELD {
            held.pop_front();
        }
        count += 1;
        let due = start + Duration::from_secs(1) * count / RATE;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    count
}

/// Every sender that means well gets every answer, at once.
fn beside(begin: &[u8]) {
    let _turn = turn();
    for target in [Target::guard(), Target::listen(), Target::dev()] {
        let (over, times) = (AtomicBool::new(false), Mutex::new(Vec::new()));
        let until = Instant::now() + soak().unwrap_or(QUICK);
        let slow = std::thread::scope(|scope| {
            let way = &target.way;
            let slow = scope.spawn(|| flood(way, begin, &over));
            let senders: Vec<_> = (0..SENDERS)
                .map(|_| {
                    scope.spawn(|| {
                        while Instant::now() < until {
                            let time = way.probe();
                            times.lock().unwrap().push(time);
                        }
                    })
                })
                .collect();
            senders.into_iter().for_each(|it| it.join().unwrap());
            over.store(true, Ordering::Relaxed);
            slow.join().unwrap()
        });
        let mut times = times.into_inner().unwrap();
        times.sort();
        let [median, p99] = [50, 99].map(|percent| times[times.len() * percent / 100]);
        let good = times.len();
        eprintln!("{slow} slow connections, {good} good answers, p50 {median:?}, p99 {p99:?}");
        assert!(median < PATIENCE, "slow: {median:?}");
        target.end();
    }
}

#[test]
fn slow_heads_do_not_disturb_good_senders() {
    beside(b"POST / HTTP/1.1\r\nHost: x\r\nA: ");
}

#[test]
fn slow_bodies_do_not_disturb_good_senders() {
    beside(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nabc");
}
