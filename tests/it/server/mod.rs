//! The server against arbitrary clients: raw bytes on a socket.
// Limits its own process, as only Unix can.
#[cfg(unix)]
mod attack;
mod corpora;
mod fuzz;
mod load;
mod property;
mod reactor;
mod refusals;

use momo::io::server::{
    Handler, Limits, ReceivedRequest, RejectedRequest, Reply, Responder, Server, Stopper,
};
use momo::model::http::Response;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// What the other thread does: it sends the response, to `/later` not before the gate is open, to `/drop` never.
type Answer = (String, Response, Responder);

/// A handler that answers with the body it got, and keeps what it saw.
#[derive(Default)]
struct Echo {
    /// Answers from another thread, except to `/wait`. `None` answers on the thread of the connection.
    later: Option<Mutex<Sender<Answer>>>,
    seen: Mutex<Vec<ReceivedRequest>>,
    refused: Mutex<Vec<RejectedRequest>>,
    gate: Arc<Gate>,
}

/// Holds threads until it is opened.
#[derive(Default)]
struct Gate {
    is_open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn open(&self) {
        *self.is_open.lock().unwrap() = true;
        self.opened.notify_all();
    }

    fn wait(&self) {
        let is_open = self.is_open.lock().unwrap();
        drop(self.opened.wait_while(is_open, |open| !*open).unwrap());
    }
}

impl Echo {
    /// Answers from a thread of its own, in the order of the requests.
    fn answering_later() -> Self {
        let (sender, answers) = channel::<Answer>();
        let gate = Arc::<Gate>::default();
        let passed = gate.clone();
        std::thread::spawn(move || {
            for (path, response, responder) in answers {
                match &*path {
                    "/later" => passed.wait(),
                    "/drop" => continue,
                    _ => {}
                }
                responder.send(&response);
            }
        });
        Self {
            later: Some(Mutex::new(sender)),
            gate,
            ..Self::default()
        }
    }

    /// Lets the requests to `/wait` and `/later` go on.
    fn open(&self) {
        self.gate.open();
    }

    fn answer(&self, received: ReceivedRequest) -> Response {
        let request = received.request.clone();
        self.seen.lock().unwrap().push(received);
        match request.path() {
            // Unlike `panic!`, this does not write to the tests' output.
            "/panic" => std::panic::resume_unwind(Box::new("as asked")),
            "/wait" => self.gate.wait(),
            _ => {}
        }
        match request.query().and_then(|count| count.parse().ok()) {
            Some(count) => Response::new(200, "text/plain", vec![b'x'; count]),
            None => Response::new(200, "application/octet-stream", request.body),
        }
    }
}

impl Handler for Echo {
    fn handle(&self, received: ReceivedRequest) -> Reply<'_> {
        self.answer(received).into()
    }

    fn answers_at_once(&self) -> bool {
        self.later.is_some()
    }

    fn handle_at_once(
        self: Arc<Self>,
        received: ReceivedRequest,
        responder: Responder,
    ) -> Result<(), Responder> {
        if received.request.path() == "/wait" {
            return Err(responder);
        }
        let path = received.request.path().to_owned();
        let response = self.answer(received);
        let later = self.later.as_ref().unwrap().lock().unwrap();
        later.send((path, response, responder)).unwrap();
        Ok(())
    }

    fn rejected(&self, refused: RejectedRequest) {
        self.refused.lock().unwrap().push(refused);
    }
}

/// A server that runs beside the test.
struct Site {
    address: SocketAddr,
    stopper: Stopper,
    echo: Arc<Echo>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Site {
    /// A server whose handler answers most requests later, so that it has a reactor and threads.
    fn new(limits: Limits) -> Self {
        Self::at("127.0.0.1:0", limits, Echo::answering_later())
    }

    fn at(address: &str, limits: Limits, echo: Echo) -> Self {
        let server = Server::bind(address.parse().unwrap(), limits).unwrap();
        let (address, stopper) = (server.address(), server.stopper());
        let echo = Arc::new(echo);
        let handler = echo.clone();
        let thread = Some(std::thread::spawn(move || server.run(handler)));
        Self {
            address,
            stopper,
            echo,
            thread,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        let patience = Some(Duration::from_secs(60));
        stream.set_read_timeout(patience).unwrap();
        stream
    }

    /// Sends these bytes and gives all that comes back until the server closes.
    fn ask(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // A refusal may come before all is sent.
        let _ = stream.write_all(bytes);
        rest(&mut stream)
    }

    /// The one request that was refused, once the handler has heard of it.
    fn refused(&self) -> RejectedRequest {
        crate::support::wait_for("a refusal", || {
            self.echo.refused.lock().unwrap().first().cloned()
        })
    }

    fn stop(&mut self) {
        self.stopper.stop();
        self.thread.take().unwrap().join().unwrap();
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.echo.open();
        if self.thread.is_some() {
            self.stop();
        }
    }
}

/// All that comes until the end; fails where none comes in time.
fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        let reset = error.kind() == std::io::ErrorKind::ConnectionReset;
        assert!(
            reset,
            "no end: {error}, {}",
            String::from_utf8_lossy(&answer)
        );
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// One answer with a Content-Length from a connection that stays open.
fn one(stream: &mut BufReader<TcpStream>) -> (u16, Vec<u8>) {
    let (mut status, mut length) = (0, 0);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "closed instead of an answer");
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
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    (status, body)
}

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";

#[test]
fn request_is_handled_as_received() {
    let site = Site::new(Limits::default());
    let body = "{\"body\": \"안녕\"}\u{0}\r\n";
    let head = "POST /후크?a=%20&b HTTP/1.1\r\nHost: x\r\nX-Name: 앨리스\r\nx-Latin: caf\u{e9}\r\n";
    let request = format!(
        "{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let answer = site.ask(request.as_bytes());
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\nConnection: close\r\n"),
        "{answer}"
    );
    assert!(answer.ends_with(&format!("\r\n\r\n{body}")), "{answer}");
    let seen = site.echo.seen.lock().unwrap()[0].request.clone();
    assert_eq!(
        (seen.method.as_str(), seen.url.as_str()),
        ("POST", "/후크?a=%20&b")
    );
    assert_eq!(seen.body, body.as_bytes());
    let names: Vec<_> = seen
        .headers
        .iter()
        .map(|header| header.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["Host", "X-Name", "x-Latin", "Content-Length", "Connection"]
    );
    assert_eq!(seen.headers.text("x-name"), Some("앨리스"));
}

#[test]
fn non_utf8_target_bytes_are_percent_encoded() {
    let site = Site::new(Limits::default());
    site.ask(b"GET /a\xff/caf\xe9 HTTP/1.0\r\n\r\n");
    assert_eq!(
        site.echo.seen.lock().unwrap()[0].request.url,
        "/a%FF/caf%E9"
    );
}

#[test]
fn absolute_url_is_reduced_to_its_path() {
    let site = Site::new(Limits::default());
    site.ask(b"GET HTTP://X:1/a?b HTTP/1.1\r\nHost: x:1\r\nConnection: close\r\n\r\n");
    site.ask(b"GET http://x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let seen = site.echo.seen.lock().unwrap();
    let urls: Vec<_> = seen.iter().map(|one| one.request.url.as_str()).collect();
    assert_eq!(urls, ["/a?b", "/"]);
}

#[test]
fn chunked_body_is_joined() {
    let site = Site::new(Limits::default());
    let answer = site.ask(
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
          3\r\nabc\r\n0A;name=\"a b\";x\r\n0123456789\r\n0\r\nTrailer: dropped\r\n\r\n",
    );
    assert!(answer.ends_with("\r\n\r\nabc0123456789"), "{answer}");
}

#[test]
fn head_is_answered_without_body() {
    let site = Site::new(Limits::default());
    let answer = site.ask(b"HEAD /?5 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(answer.contains("\r\nContent-Length: 5\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[test]
fn expecting_client_is_told_to_continue() {
    let site = Site::new(Limits::default());
    let stream = site.connect();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    (&stream).write_all(head).unwrap();
    assert_eq!(one(&mut reader), (100, vec![]));
    (&stream).write_all(b"ok").unwrap();
    assert_eq!(one(&mut reader), (200, b"ok".to_vec()));
}

#[test]
fn http_1_0_client_is_told_that_its_connection_stays() {
    let site = Site::new(Limits::default());
    let mut stream = site.connect();
    stream
        .write_all(b"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET / HTTP/1.0\r\n\r\n")
        .unwrap();
    let answers = rest(&mut stream);
    assert_eq!(
        answers.matches("\r\nConnection: keep-alive\r\n").count(),
        1,
        "{answers}"
    );
    assert_eq!(
        answers.matches("\r\nConnection: close\r\n").count(),
        1,
        "{answers}"
    );
}

#[test]
fn panic_is_answered_and_the_server_lives() {
    let site = Site::new(Limits::default());
    let answer = site.ask(b"GET /panic HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert!(!answer.contains("as asked"), "{answer}");
    assert!(
        site.ask(b"GET / HTTP/1.0\r\n\r\n")
            .starts_with("HTTP/1.1 200 ")
    );
}

#[test]
fn ipv6_is_served_on_request() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let site = Site::at("[::1]:0", Limits::default(), Echo::default());
    assert!(
        site.ask(b"GET / HTTP/1.0\r\n\r\n")
            .starts_with("HTTP/1.1 200 ")
    );
}

#[test]
fn port_in_use_is_an_error_with_a_hint() {
    let site = Site::new(Limits::default());
    let error = Server::bind(site.address, Limits::default()).unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert!(error.message().contains("is in use"), "{error}");
    assert!(error.hints()[0].contains("--port 0"), "{error:?}");
}

#[test]
fn stopped_server_closes_idle_connections_and_finishes_requests() {
    let mut site = Site::new(Limits::default());
    let mut idle = site.connect();
    let mut busy = site.connect();
    busy.write_all(b"POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nlast")
        .unwrap();
    crate::support::wait_for("the request", || site.echo.seen.lock().unwrap().pop());
    site.stopper.stop();
    assert_eq!(rest(&mut idle), "");
    site.echo.open();
    let answer = rest(&mut busy);
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\nConnection: close\r\n"),
        "{answer}"
    );
    assert!(answer.ends_with("last"), "{answer}");
    site.stop();
    assert!(TcpStream::connect(site.address).is_err());
}

#[test]
fn hanging_handler_does_not_keep_the_server_from_stopping() {
    let grace = Duration::from_millis(50);
    let mut site = Site::new(Limits {
        grace,
        ..Limits::default()
    });
    let mut stream = site.connect();
    stream
        .write_all(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    crate::support::wait_for("the request", || site.echo.seen.lock().unwrap().pop());
    site.stop();
    assert_eq!(rest(&mut stream), "");
}

#[test]
fn half_closed_client_still_reads_its_response() {
    let site = Site::new(Limits::default());
    let mut stream = site.connect();
    stream.write_all(GET).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert!(rest(&mut stream).starts_with("HTTP/1.1 200 "));
    assert!(site.echo.refused.lock().unwrap().is_empty());
}
