//! A fake HTTP peer on port 0, of the standard library alone: it keeps what it got and answers what the test says.
//!
//! It speaks just enough HTTP/1.1 to be a peer: it reads a request with a Content-Length or in chunks, answers, and closes.
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as the peer saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// `POST /path HTTP/1.1`.
    pub line: String,
    /// Names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Seen {
    /// The first value of this header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The peer; it complains when it was never called.
pub struct Peer {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Peer {
    /// Answers each request with the raw bytes that `answer` gives: a whole HTTP response.
    pub fn raw(answer: impl Fn(&Seen) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (answer, kept) = (Arc::new(answer), seen.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, kept) = (answer.clone(), kept.clone());
                std::thread::spawn(move || serve(stream, &*answer, &kept));
            }
        });
        Self { port, seen }
    }

    /// Answers every request with this status and body.
    pub fn answering(status: u16, content_type: &str, body: &str) -> Self {
        let response = response(status, content_type, body);
        Self::raw(move |_| response.clone())
    }

    /// `http://127.0.0.1:PORT` and the path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// All requests until now.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The only request; fails where there were none or several.
    #[track_caller]
    pub fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "expected one request: {seen:#?}");
        seen[0].clone()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(
                !self.seen.lock().unwrap().is_empty(),
                "the fake peer was never called"
            );
        }
    }
}

/// A port of this machine without a listener, reserved while this value lives: a port that was merely free could be
/// taken by another test the next moment.
pub struct DeadPort {
    port: u16,
    #[cfg(unix)]
    _socket: std::os::fd::OwnedFd,
    #[cfg(windows)]
    _socket: std::os::windows::io::OwnedSocket,
}

impl DeadPort {
    /// Takes a free port and does not listen.
    pub fn new() -> Self {
        Self::at(0).unwrap()
    }

    /// Takes this port, if it is free, and does not listen.
    pub fn at(port: u16) -> Option<Self> {
        use rustix::net::{AddressFamily, SocketType, bind, getsockname, socket};
        let socket = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
        let any = std::net::SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, port);
        bind(&socket, &any).ok()?;
        let address = getsockname(&socket).unwrap();
        let address = std::net::SocketAddr::try_from(address).unwrap();
        Some(Self {
            port: address.port(),
            _socket: socket,
        })
    }

    /// `http://127.0.0.1:PORT` and the path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

/// Returns a free port for a server. Nothing reserves it: Windows lets nobody share a port.
#[cfg(windows)]
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Returns a port for a server, reserved for the caller while this process lives.
#[cfg(unix)]
pub fn free_port() -> u16 {
    use rustix::net::{AddressFamily, SocketType, bind, getsockname, socket, sockopt};
    let socket = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    // A listener that sets it too may share the port with a socket that does not listen.
    sockopt::set_socket_reuseaddr(&socket, true).unwrap();
    let any = std::net::SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, 0);
    bind(&socket, &any).unwrap();
    let address = std::net::SocketAddr::try_from(getsockname(&socket).unwrap()).unwrap();
    std::mem::forget(socket);
    address.port()
}

/// A whole HTTP response that closes the connection.
pub fn response(status: u16, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} Status\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        .into_bytes()
}

fn serve(mut stream: TcpStream, answer: &dyn Fn(&Seen) -> Vec<u8>, kept: &Mutex<Vec<Seen>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header).unwrap_or(0) == 0 || header.trim().is_empty() {
            break;
        }
        let (name, value) = header.trim().split_once(':').unwrap();
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let is_chunked = headers
        .iter()
        .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    if is_chunked {
        match unchunked(&mut reader) {
            Some(whole) => body = whole,
            None => return,
        }
    }
    let seen = Seen {
        line: line.trim().to_owned(),
        headers,
        body,
    };
    let response = answer(&seen);
    kept.lock().unwrap().push(seen);
    let _ = stream.write_all(&response);
}

/// A body in chunks; none where the connection ends before its last one.
fn unchunked(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let size = usize::from_str_radix(line.trim(), 16).ok()?;
        let mut chunk = vec![0; size + 2];
        reader.read_exact(&mut chunk).ok()?;
        body.extend_from_slice(&chunk[..size]);
        if size == 0 {
            return Some(body);
        }
    }
}
