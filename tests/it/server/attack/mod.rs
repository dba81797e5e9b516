//! Clients that mean no good, one row an attack, each against the guard alone (with short time limits), against
//! `momo webhook listen` and against `momo dev`. In each a client that means well is answered at once, memory and
//! threads stay bounded, and nothing panics.
//!
//! | attack | test |
//! | --- | --- |
//! | 2,000 connections that say nothing | `slow::two_thousand_silent_connections_are_survived` |
//! | 2,000 heads that do not end, a byte a second | `slow::two_thousand_dripping_heads_are_survived` |
//! | 2,000 bodies that do not end, announced as 500 and as 5,000 bytes | `slow::two_thousand_dripping_bodies_are_survived` |
//! | 4 chunked bodies without end; 4 `Expect` without body; 4 bodies of 1 GB | `slow::endless_bodies_are_survived` |
//! | 600 connections at `ulimit -n 1024`, 300 at 256 | `many::few_descriptors_suffice` |
//! | 200 times HTTP/2.0, 200 times the preface of h2c | `many::other_protocols_in_number_are_refused` |
//! | a chunked body of 200 MB | `large::chunked_body_of_200_mb_is_refused` |
//! | 5 MB in chunks of one byte | `large::five_mb_in_one_byte_chunks_are_refused` |
//! | a header line of 256 MB; 2,000,000 header lines | `large::header_of_256_mb_is_refused`, `large::two_million_headers_are_refused` |
//! | 200,000 pipelined requests, answers not read; 4 times 60,000 | `many::pipelining_without_reading_is_bounded` |
//! | Content-Length of 1 GB, 100 GB, 2^63-1, 2^64-1, 2^64 | `large::huge_content_lengths_are_refused` |
//! | 500 connections reset in the middle of a body | `many::resets_within_bodies_are_survived` |
//! | 3,000 whole requests, each followed by a reset | `many::resets_after_whole_requests_are_survived` |
//! | 4 connections that ask for an upgrade and are held | `slow::held_upgrades_are_survived` |
//! | 500 clients with 4 requests each, closing and keeping | `many::five_hundred_clients_are_served` |
//! | 3,000 new slow heads a second beside 8 good senders | `flood::slow_heads_do_not_disturb_good_senders` |
//! | the same with slow bodies | `flood::slow_bodies_do_not_disturb_good_senders` |
//! | requests of the corpora, spoiled | `server::property`, `server::fuzz` |
//! | the same as they look in the live view | `refused` |
//!
//! `MOMO_SOAK_SECONDS` makes the floods longer (by default they take a second) and everything else whole: by default
//! there are 600 where the table says 2,000, which is more than there are places.
mod flood;
mod large;
mod many;
mod refused;
mod slow;

use super::{Limits, Site};
use crate::support::{Momo, Running, wait_for};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A healthy client is answered in 50 ms; a busy machine gets ten times that.
const PATIENCE: Duration = Duration::from_millis(500);
/// The most memory a server may ever take, in KiB; frames of a build that is not optimised are larger.
const MEMORY: u64 = if cfg!(debug_assertions) { 128 } else { 64 } * 1024;
/// Threads beside those of connections: accepting, writing, delivering.
const OTHER_THREADS: u64 = 80;
/// The request of a client that means well.
const EVENT: &str = "{\"event_id\":\"evt_1\"}";

/// One attack at a time: they measure how the others fare.
static TURN: Mutex<()> = Mutex::new(());

/// A way to a server; any thread may have one.
#[derive(Clone)]
struct Way {
    address: SocketAddr,
    /// The method, and what stands behind the `Host` of a request that is answered 200.
    good: (&'static str, String),
}

/// A server under attack.
struct Target {
    way: Way,
    kind: Kind,
}

impl std::ops::Deref for Target {
    type Target = Way;

    fn deref(&self) -> &Way {
        &self.way
    }
}

enum Kind {
    Guard(Site),
    Momo(Momo, Box<Running>),
}

impl Way {
    /// What a client that means well asks, in this version of HTTP.
    fn request(&self, version: &str) -> String {
        let (method, rest) = &self.good;
        format!(
            "{method} / HTTP/{version}\r\nHost: {}\r\n{rest}",
            self.address
        )
    }

    fn connect(&self) -> TcpStream {
        // In a burst the system's queue may be full for a moment.
        let stream = wait_for("a connection", || TcpStream::connect(self.address).ok());
        let patience = Some(Duration::from_secs(60));
        stream.set_read_timeout(patience).unwrap();
        stream.set_write_timeout(patience).unwrap();
        stream
    }

    /// A connection on which these bytes were sent.
    fn begin(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = self.connect();
        let _ = stream.write_all(bytes);
        stream
    }

    /// Sends bytes; all that comes back.
    fn ask(&self, bytes: &[u8]) -> String {
        super::rest(&mut self.begin(bytes))
    }

    /// How long a client that means well waits for its answer. Turned away, it comes again, as senders do.
    fn probe(&self) -> Duration {
        let start = Instant::now();
        wait_for("an answer", || {
            let answer = self.ask(self.request("1.0").as_bytes());
            answer.starts_with("HTTP/1.1 200 ").then_some(())
        });
        start.elapsed()
    }
}

impl Target {
    /// The guard alone, in this process, with short time limits.
    fn guard() -> Self {
        let short = Duration::from_millis(1_000);
        let site = Site::new(Limits {
            head_time: short,
            idle_time: short,
            body_time: short,
            stall_time: short,
            write_time: short,
            ..Limits::default()
        });
        Self {
            way: Way {
                address: site.address,
                good: ("GET", "\r\n".into()),
            },
            kind: Kind::Guard(site),
        }
    }

    /// `momo webhook listen` as it is by default.
    fn listen() -> Self {
        Self::listen_in(Momo::new(), &[])
    }

    fn listen_in(momo: Momo, flags: &[&str]) -> Self {
        let args = [
            "webhook",
            "listen",
            "--port",
            "0",
            "--json",
            "--allow-unsigned",
        ];
        let mut running = momo.start(&[&args[..], flags].concat());
        let port = running.json()["port"].as_u64().unwrap();
        let length = EVENT.len();
        Self {
            way: Way {
                address: local(port),
                good: ("POST", format!("Content-Length: {length}\r\n\r\n{EVENT}")),
            },
            kind: Kind::Momo(momo, Box::new(running)),
        }
    }

    /// `momo dev` as it is by default.
    fn dev() -> Self {
        Self::dev_in(Momo::new())
    }

    fn dev_in(momo: Momo) -> Self {
        let mut running = momo.start(&["dev", "--port", "0", "--json"]);
        let port = running.json()["port"].as_u64().unwrap();
        Self {
            way: Way {
                address: local(port),
                good: ("GET", "\r\n".into()),
            },
            kind: Kind::Momo(momo, Box::new(running)),
        }
    }

    /// Clients that mean well are answered, and quickly.
    #[track_caller]
    fn is_healthy(&self) {
        let mut times: Vec<_> = (0..5).map(|_| self.probe()).collect();
        times.sort();
        assert!(times[2] < PATIENCE, "slow: {times:?}");
        if let Kind::Momo(_, running) = &self.kind {
            let (threads, memory) = (fact(running, "Threads"), fact(running, "VmHWM"));
            // A quarter more than there are places may be about to go.
            let most = Limits::default().connections as u64 * 5 / 4 + OTHER_THREADS;
            assert!(threads <= most, "{threads} threads");
            assert!(memory <= MEMORY, "{memory} KiB");
        }
    }

    /// Threads and descriptors of the process.
    fn burden(&self) -> Option<(u64, usize)> {
        let Kind::Momo(_, running) = &self.kind else {
            return None;
        };
        let descriptors = std::fs::read_dir(format!("/proc/{}/fd", running.id()));
        Some((fact(running, "Threads"), descriptors.unwrap().count()))
    }

    /// Ends it as its user would: it goes, quickly, and has nothing to complain of.
    #[track_caller]
    fn end(self) {
        self.is_healthy();
        match self.kind {
            Kind::Guard(mut site) => site.stop(),
            Kind::Momo(_, running) => {
                running.signal("TERM");
                running.finish().expect_notes(0);
            }
        }
    }
}

/// Attacks the guard, the receiver and the platform, one after the other; each must be healthy during and after it.
fn each(attack: impl Fn(&Target)) {
    let _turn = turn();
    for target in [Target::guard, Target::listen, Target::dev] {
        let target = target();
        attack(&target);
        target.end();
    }
}

/// Waits for the other attacks to be over, and gets leave for many connections.
fn turn() -> MutexGuard<'static, ()> {
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum {
        let current = maximum;
        setrlimit(Resource::Nofile, Rlimit { current, maximum }).unwrap();
    }
    turn
}

/// How long floods last; `None` is the quick set.
fn soak() -> Option<Duration> {
    let seconds = std::env::var("MOMO_SOAK_SECONDS").ok()?;
    Some(Duration::from_secs(seconds.parse().unwrap()))
}

fn local(port: u64) -> SocketAddr {
    ([127, 0, 0, 1], u16::try_from(port).unwrap()).into()
}

/// A number of `/proc/PID/status`.
fn fact(running: &Running, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    let number = line.split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}

/// Has the connection reset when it is closed, not ended; nothing of it stays behind in the system.
fn resets(stream: &TcpStream) {
    rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO)).unwrap();
}

/// What came back until the end or until nothing more comes; resets are no fault here.
fn whatever(mut stream: &TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
