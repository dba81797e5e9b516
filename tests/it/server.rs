//! The server as a stranger meets it: raw bytes on a socket.
use momo::io::server::{Handler, Limits, Received, Refused, Server, Stopper};
use momo::model::http::Response;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Answers with the body it got, and keeps what it saw.
#[derive(Default)]
struct Echo {
    seen: Mutex<Vec<Received>>,
    refused: Mutex<Vec<Refused>>,
}

impl Handler for Echo {
    fn handle(&self, received: Received) -> Response {
        let body = received.request.body.clone();
        let path = received.request.url.clone();
        self.seen.lock().unwrap().push(received);
        match path.as_str() {
            // Unlike `panic!`, this does not write to the tests' output.
            "/panic" => std::panic::resume_unwind(Box::new("as asked")),
            _ => Response::new(200, "application/octet-stream", body),
        }
    }

    fn refused(&self, refused: Refused) {
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
    fn new(limits: Limits) -> Self {
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), limits).unwrap();
        let (address, stopper, echo) = (
            server.address(),
            server.stopper(),
            Arc::new(Echo::default()),
        );
        let handler = echo.clone();
        let thread = std::thread::spawn(move || server.run(handler));
        Self {
            address,
            stopper,
            echo,
            thread: Some(thread),
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        stream
    }

    /// Sends these bytes and gives all that comes back until the end.
    fn ask(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stopper.stop();
        self.thread.take().unwrap().join().unwrap();
    }
}

#[test]
fn a_request_is_answered() {
    let site = Site::new(Limits::default());
    let answer = site
        .ask(b"POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\nConnection: close\r\n"),
        "{answer}"
    );
    assert!(answer.ends_with("\r\n\r\nabc"), "{answer}");
    assert_eq!(site.echo.seen.lock().unwrap()[0].request.url, "/a?b");
}
