//! `cargo bench --bench deliver`: events delivered by the local platform beside `smee-client`, in turns, in one run.
//!
//! momo starts with all events in its outbox, signs and delivers each in the order of its bot and room, and ends when
//! each attempt is on the disk. smee-client gets the same number of events in one stream and forwards each once; it
//! keeps nothing and no order. Both send to the same server. Quote the ratios: absolute figures belong to a machine.
//!
//! Settings, from the environment: `ROUNDS` (5), `EVENTS` (10240), `SMEE` (`smee`).
use momo::flow::platform::{Platform, PlatformOptions};
use momo::io::files::{Credentials, Home};
use momo::io::sqlite::{NewMessage, PlatformStore, PostResult, Recorder};
use momo::model::platform::room::{Message, MessageContent, Sender, User};
use momo::model::time::Timestamp;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";
/// Bots in each room, and rooms.
const SHAPES: [(usize, usize); 6] = [(1, 1), (8, 1), (1, 8), (8, 8), (64, 8), (64, 16)];

fn main() {
    let rounds = setting("ROUNDS", 5);
    let events = setting("EVENTS", 10_240);
    let smee = std::env::var("SMEE").unwrap_or_else(|_| "smee".into());
    let Ok(version) = Command::new(&smee).arg("--version").output() else {
        say("there is no `smee` to compare with: `npm install smee-client`, or name it in SMEE");
        return;
    };
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    say(&format!(
        "momo {} beside smee-client {version}; {rounds} rounds of {events} events; medians (smallest to largest)\n\
         \n| bots in a room | rooms | events a second, x smee-client | wanted |\n| ---: | ---: | ---: | ---: |",
        env!("CARGO_PKG_VERSION")
    ));
    let (port, received) = counting_server();
    for (bots, rooms) in SHAPES {
        let mut ratios: Vec<_> = (0..rounds)
            .map(|round| {
                let ours = || momo_takes(port, &received, bots, rooms, events);
                let theirs = || smee_takes(&smee, port, &received, events);
                let (ours, theirs) = match round % 2 {
                    0 => {
                        let ours = ours();
                        (ours, theirs())
                    }
                    _ => {
                        let theirs = theirs();
                        (ours(), theirs)
                    }
                };
                theirs.as_secs_f64() / ours.as_secs_f64()
            })
            .collect();
        ratios.sort_by(f64::total_cmp);
        say(&format!(
            "| {bots} | {rooms} | **{:.2}** ({:.2} to {:.2}) | {} |",
            ratios[ratios.len() / 2],
            ratios[0],
            ratios[ratios.len() - 1],
            goal(bots, rooms)
        ));
    }
}

/// Returns what is wanted of a shape; empty where nothing is.
fn goal(bots: usize, rooms: usize) -> &'static str {
    match (bots, rooms) {
        (1, 1) => ">= 1.5",
        (64, 16) => ">= 15",
        _ => "",
    }
}

fn setting(name: &str, usual: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// From the start with a full outbox to the last attempt on the disk.
fn momo_takes(
    port: u16,
    received: &AtomicUsize,
    bots: usize,
    rooms: usize,
    events: usize,
) -> Duration {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = Home::in_folder(folder.path());
    let platform = platform_at(&home);
    let credentials = Credentials::load(&home).expect("credentials");
    let token = credentials.console_token(platform.api_base(), "developer");
    let token = token
        .and_then(|token| token.reveal_text())
        .expect("a token");
    let mut api = Api::new(platform.address().port(), token);
    for _ in 1..rooms {
        api.call("POST", "/rooms", &json!({}));
    }
    for _ in 0..bots {
        let callback_url = format!("http://127.0.0.1:{port}/");
        let bot = api.call(
            "POST",
            "/bots",
            &json!({ "name": "bot", "callback_url": callback_url }),
        );
        for room in 2..=rooms {
            let path = format!(
                "/rooms/{room}/bots/{}",
                bot["bot_id"].as_str().expect("an id")
            );
            api.call("PUT", &path, &json!({}));
        }
    }
    drop(platform);
    promise(&home, rooms, events / bots);
    received.store(0, Ordering::SeqCst);
    let begun = Instant::now();
    let platform = platform_at(&home);
    // Counting what waits takes the platform's time, so it begins when the last event has come.
    wait_until(|| received.load(Ordering::SeqCst) >= events);
    wait_until(|| {
        platform
            .waiting_deliveries()
            .is_ok_and(|waiting| waiting == 0)
    });
    let took = begun.elapsed();
    assert_eq!(
        received.load(Ordering::SeqCst),
        events,
        "each event came once"
    );
    took
}

fn platform_at(home: &Home) -> Platform {
    let recorder = Recorder::start(&home.history_file().expect("a path")).expect("a history");
    let address = "127.0.0.1:0".parse().expect("an address");
    Platform::start(PlatformOptions::new(home.clone(), address, recorder)).expect("it starts")
}

/// So many messages, in each room in turn, of which no bot has heard yet.
fn promise(home: &Home, rooms: usize, messages: usize) {
    let mut store =
        PlatformStore::open(&home.platform_file().expect("a path")).expect("the platform's state");
    let now = Timestamp::from(SystemTime::now());
    for count in 0..messages {
        let draft = MessageContent {
            room_id: (count % rooms) as i64 + 1,
            body: "안녕하세요".into(),
            message_type: "TEXT".into(),
            reply_to: None,
            metadata: None,
        };
        let sender = Sender::User(User {
            id: "user_1".into(),
            name: "앨리스".into(),
        });
        let event = |message: &Message, bot_id: &str| {
            let event_id = format!("evt_{}_{bot_id}", message.id);
            let body = event_body(message.content.room_id, message.id, bot_id, &event_id);
            (event_id, body.to_string().into_bytes())
        };
        let said = store.post_message(NewMessage {
            after_message: None,
            exchange_id: None,
            draft: &draft,
            sender,
            now,
            event: Some(&event),
        });
        assert!(matches!(said, Ok(PostResult::Message(..))));
    }
}

fn event_body(room_id: i64, message_id: i64, bot_id: &str, event_id: &str) -> Value {
    json!({
        "event_id": event_id, "event_type": "talk.message_created", "bot_id": bot_id, "timestamp": 1,
        "message": { "room_id": room_id, "message_id": message_id, "sender_user_id": "user_1",
            "body": "안녕하세요", "message_type": "TEXT", "created_at": 1 }
    })
}

/// From the first event in its stream to the last at the server.
fn smee_takes(smee: &str, port: u16, received: &AtomicUsize, events: usize) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let source = listener.local_addr().expect("it has one").port();
    let mut child = Command::new(smee)
        .args(["--url", &format!("http://127.0.0.1:{source}/channel")])
        .args(["--target", &format!("http://127.0.0.1:{port}/")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("smee starts");
    let (mut stream, _) = listener.accept().expect("it asks for its events");
    let mut head = BufReader::new(stream.try_clone().expect("the same connection")).lines();
    while head
        .next()
        .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
    {}
    let event = json!({
        "x-momotalk-bot-id": "bot_1", "x-momotalk-event-id": "evt_1", "x-momotalk-bot-signature": "0".repeat(64),
        "query": {}, "timestamp": 1,
        "body": event_body(1, 1, "bot_1", "evt_1")
    });
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    received.store(0, Ordering::SeqCst);
    let begun = Instant::now();
    for id in 0..events {
        let _ = stream.write_all(format!("id: {id}\ndata: {event}\n\n").as_bytes());
    }
    wait_until(|| received.load(Ordering::SeqCst) >= events);
    let took = begun.elapsed();
    let _ = child.kill();
    let _ = child.wait();
    took
}

fn wait_until(is_so: impl Fn() -> bool) {
    while !is_so() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The platform's API over one connection.
struct Api {
    stream: BufReader<TcpStream>,
    port: u16,
    token: String,
}

impl Api {
    fn new(port: u16, token: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("the platform listens");
        let _ = stream.set_nodelay(true);
        Self {
            stream: BufReader::new(stream),
            port,
            token: token.to_owned(),
        }
    }

    fn call(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let (body, port, token) = (body.to_string(), self.port, &self.token);
        let request = format!(
            "{method} /api{path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let written = self.stream.get_mut().write_all(request.as_bytes());
        written.expect("the platform reads");
        let (mut length, mut status) = (0, String::new());
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("it answers");
            let line = line.trim_end().to_ascii_lowercase();
            if status.is_empty() {
                status.clone_from(&line);
            }
            if let Some(text) = line.strip_prefix("content-length: ") {
                length = text.parse().expect("a number");
            }
            if line.is_empty() {
                break;
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).expect("a whole answer");
        assert!(
            status.starts_with("http/1.1 20"),
            "{method} {path}: {status}"
        );
        serde_json::from_slice(&answer).unwrap_or_default()
    }
}

/// Answers each request as soon as it is whole and counts them; one thread a connection.
fn counting_server() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it has one").port();
    let received = Arc::new(AtomicUsize::new(0));
    let count = received.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let count = count.clone();
            std::thread::spawn(move || answer_all(stream, &count));
        }
    });
    (port, received)
}

fn answer_all(mut stream: TcpStream, count: &AtomicUsize) {
    let _ = stream.set_nodelay(true);
    let (mut buffer, mut filled) = (vec![0; 65_536], 0);
    while let Ok(read @ 1..) = stream.read(&mut buffer[filled..]) {
        filled += read;
        if whole(&buffer[..filled]) {
            filled = 0;
            count.fetch_add(1, Ordering::SeqCst);
            if stream.write_all(ANSWER).is_err() {
                return;
            }
        }
    }
}

fn whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let length = length.and_then(|text| text.trim().parse::<usize>().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}
