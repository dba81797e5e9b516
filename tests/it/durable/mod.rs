//! What was answered 2xx is kept: killed, out of disk, locked out, or without power.
mod faults;
mod kill;
mod power;
mod trace;

use crate::support::{Momo, Running};
use momo::io::sqlite::History;
use momo::model::history::query::Query;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

/// The body of an event: by its id one can tell each byte of it. Lengths differ, from some bytes to two pages.
fn body(id: &str) -> String {
    let seed = id
        .bytes()
        .fold(7_usize, |sum, byte| sum * 31 % 9_973 + usize::from(byte));
    let padding = "가나 \\u00e9 ".repeat(seed % 600);
    format!("{{ \"event_id\" : \"{id}\",\"padding\":\"{padding}\"}}\n")
}

/// `momo webhook listen` on a free port; gives the port too.
fn listen(momo: &Momo) -> (Running, u16) {
    let args = ["webhook", "listen", "--port", "0", "--json"];
    let mut running = momo.start(&[&args[..], &["--allow-unsigned"]].concat());
    let ready = running.json();
    let port = u16::try_from(ready["port"].as_u64().unwrap()).unwrap();
    (running, port)
}

/// A connection that is kept, as senders keep theirs.
struct Sender(BufReader<TcpStream>);

impl Sender {
    fn new(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends the event of this id; status and body of the answer.
    fn send(&mut self, id: &str) -> io::Result<(u16, String)> {
        let body = body(id);
        self.post("/", "", &body)
    }

    fn post(&mut self, path: &str, headers: &str, body: &str) -> io::Result<(u16, String)> {
        let length = body.len();
        let host = self.0.get_ref().peer_addr()?;
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        self.0.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                status = rest[..3].parse().unwrap();
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut answer = vec![0; length];
        self.0.read_exact(&mut answer)?;
        Ok((status, String::from_utf8(answer).unwrap()))
    }
}

/// What a history holds of accepted events: id to body. The file is whole, or the test fails.
fn kept(path: &Path) -> HashMap<String, Vec<u8>> {
    let history = History::open(path).unwrap();
    let mut kept = HashMap::new();
    let all = Query {
        limit: None,
        ..Query::default()
    };
    history
        .for_each(&all, |exchange| {
            let accepted = exchange.response.is_some_and(|answer| answer.is_success());
            if let Some(id) = exchange.event_id.filter(|_| accepted) {
                kept.insert(id, exchange.request.body);
            }
            Ok(())
        })
        .unwrap();
    drop(history);
    let connection = rusqlite::Connection::open(path).unwrap();
    let verdict: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
    kept
}

/// A number from the environment, for more rounds than a quick run makes.
fn rounds(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().unwrap())
}
