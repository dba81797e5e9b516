//! Servers that close the connection which momo keeps: no request is lost, and none is handled twice.
use crate::support::Momo;
use momo::io::client::{Client, ClientOptions, Outcome};
use momo::model::history::exchange::FailureCause;
use momo::model::http::Request;
use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const LAST_ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

/// Requests that a server has handled: how often each body came.
type Handled = Arc<Mutex<HashMap<Vec<u8>, usize>>>;

/// A server that answers every request whole, and closes each connection 0 to 20 ms after its first answer.
struct ClosingServer {
    port: u16,
    handled: Handled,
}

impl ClosingServer {
    /// `answer`: with or without `Connection: close`.
    fn start(answer: &'static [u8]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let handled = Handled::default();
        let kept = handled.clone();
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().flatten().enumerate() {
                let handled = kept.clone();
                let delay = Duration::from_millis(number as u64 * 7 % 21);
                std::thread::spawn(move || serve(stream, answer, delay, &handled));
            }
        });
        Self { port, handled }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    #[track_caller]
    fn assert_handled_once(&self, count: usize) {
        let handled = self.handled.lock().unwrap();
        let repeated: Vec<_> = handled.values().filter(|times| **times > 1).collect();
        assert_eq!((handled.len(), repeated.len()), (count, 0), "{repeated:?}");
    }
}

/// Answers requests until `delay` after the first answer, then closes.
fn serve(mut stream: TcpStream, answer: &[u8], delay: Duration, handled: &Handled) {
    let mut closes_at = None;
    while let Some(body) = read_request(&mut stream, closes_at) {
        *handled.lock().unwrap().entry(body).or_default() += 1;
        if stream.write_all(answer).is_err() {
            return;
        }
        closes_at.get_or_insert_with(|| Instant::now() + delay);
    }
}

/// Reads a request and returns its body. `None` if the client closed, or if none began until `deadline`.
fn read_request(stream: &mut TcpStream, deadline: Option<Instant>) -> Option<Vec<u8>> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let time_left = deadline.map(|it| it.saturating_duration_since(Instant::now()));
        if bytes.is_empty() && time_left.is_some_and(|left| left.is_zero()) {
            return None;
        }
        let timeout = time_left.filter(|_| bytes.is_empty());
        stream.set_read_timeout(timeout).unwrap();
        match stream.read(&mut piece) {
            Ok(0) => return None,
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => return None,
        }
        if let Some(body) = whole_body(&bytes) {
            return Some(body);
        }
    }
}

/// Returns the body of a request that has come completely.
fn whole_body(bytes: &[u8]) -> Option<Vec<u8>> {
    let head_length = bytes.windows(4).position(|it| it == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..head_length]).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length.map_or(0, |it| it.trim().parse().unwrap());
    (bytes.len() == head_length + length).then(|| bytes[head_length..].to_vec())
}

fn client() -> Client {
    Client::new(ClientOptions::default()).unwrap()
}

fn send(client: &Client, url: &str, number: usize) -> Outcome {
    let request = Request::post(url, "text/plain", number.to_string());
    client.send(&request, 20 * SECOND)
}

#[test]
fn single_requests_survive_closed_connections() {
    for answer in [ANSWER, LAST_ANSWER] {
        let (server, client) = (ClosingServer::start(answer), client());
        for number in 0..300 {
            let outcome = send(&client, &server.url(), number);
            assert!(outcome.response.is_ok(), "{number}: {outcome:?}");
        }
        server.assert_handled_once(300);
    }
}

#[test]
fn replayed_events_survive_closed_connections() {
    for answer in [ANSWER, LAST_ANSWER] {
        for concurrency in ["1", "5"] {
            let (server, momo) = (ClosingServer::start(answer), Momo::new());
            let url = server.url();
            let output = momo.run(&[
                "webhook",
                "replay",
                "momotalk/message_created",
                "--secret",
                "s3cret",
                "--times",
                "300",
                "--concurrency",
                concurrency,
                "--to",
                &url,
            ]);
            output.expect_notes(0);
            server.assert_handled_once(300);
        }
    }
}

#[test]
fn forwarded_events_survive_closed_connections() {
    let (server, momo) = (ClosingServer::start(ANSWER), Momo::new());
    let url = server.url();
    let args = ["--allow-unsigned", "--forward-to", &url];
    let mut all = vec!["webhook", "listen", "--port", "0", "--json"];
    all.extend(args);
    let mut listening = momo.start(&all);
    let receiver = format!("http://127.0.0.1:{}/", listening.json()["port"]);
    let client = client();
    for number in 0..100 {
        let outcome = send(&client, &receiver, number);
        assert_eq!(outcome.response.unwrap().status, 200, "{number}");
    }
    server.assert_handled_once(100);
}

/// Starts a server with `talk`, which gets the listener. Returns its URL.
fn server(talk: impl FnOnce(TcpListener) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    std::thread::spawn(move || talk(listener));
    url
}

#[test]
fn request_is_sent_again_and_marked() {
    // Each connection answers one request and ends at the next, without an answer.
    let url = server(|listener| {
        for mut stream in listener.incoming().flatten() {
            if read_request(&mut stream, None).is_some() {
                stream.write_all(ANSWER).unwrap();
                read_request(&mut stream, None);
            }
        }
    });
    let client = client();
    // A connection that was idle for a second is not used again, which a busy machine may cause.
    let outcomes = (0..20).map(|number| send(&client, &url, number));
    let mut outcomes = outcomes.inspect(|it| assert!(it.response.is_ok(), "{it:?}"));
    let timing = outcomes
        .find(|it| it.timing.sent_again_ms.is_some())
        .expect("no kept connection was used")
        .timing;
    let again = timing.sent_again_ms.unwrap();
    assert!(
        timing.connect_ms.unwrap() > 0.0 && again <= timing.total_ms,
        "{timing:?}"
    );
    let json = serde_json::to_value(timing).unwrap();
    assert_eq!(json["sent_again_ms"], again);
}

#[test]
fn request_on_a_new_connection_is_not_sent_again() {
    let (count, counted) = std::sync::mpsc::channel();
    let url = server(move |listener| {
        for mut stream in listener.incoming().flatten() {
            read_request(&mut stream, None);
            count.send(()).unwrap();
        }
    });
    let outcome = send(&client(), &url, 1);
    assert_eq!(outcome.response.unwrap_err().cause, FailureCause::Broken);
    assert_eq!(outcome.timing.sent_again_ms, None);
    assert_eq!(counted.try_iter().count(), 1);
}

#[test]
fn crash_of_the_server_is_not_called_a_refused_connection() {
    let url = server(|listener| {
        loop {
            let (mut stream, _) = listener.accept().unwrap();
            if read_request(&mut stream, None).is_some() {
                stream.write_all(ANSWER).unwrap();
                if read_request(&mut stream, None).is_some() {
                    // Before the connection ends, so that no second one comes about.
                    drop(listener);
                    return;
                }
            }
        }
    });
    let client = client();
    let mut outcomes = (0..20).map(|number| send(&client, &url, number));
    let failed = outcomes.find(|it| it.response.is_err());
    let failed = failed.expect("no kept connection was used");
    assert_eq!(failed.response.unwrap_err().cause, FailureCause::Broken);
    assert_eq!(failed.timing.sent_again_ms, None);
}
