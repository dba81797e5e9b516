//! `momo kakao serve`, through the binary: Kakao is played by the test.
mod agents;
mod command;
mod late;
mod policy;
mod shapes;

use crate::support::{Momo, Output, Running};
use momo::io::sqlite::History;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;

/// A skill server on a free port that has said where it is.
pub(super) struct Serving {
    momo: Momo,
    running: Running,
    /// The first line.
    ready: Value,
    port: u16,
    connection: Mutex<BufReader<TcpStream>>,
}

impl Serving {
    /// `kakao serve --port 0 --json` and these arguments.
    pub(super) fn with(momo: Momo, args: &[&str]) -> Self {
        let mut all = vec!["kakao", "serve", "--port", "0", "--json"];
        all.extend(args);
        let mut running = momo.start(&all);
        let ready = running.json();
        assert_eq!(ready["type"], "ready");
        let port = u16::try_from(ready["port"].as_u64().unwrap()).unwrap();
        Self {
            momo,
            running,
            ready,
            port,
            connection: Mutex::new(connect(port)),
        }
    }

    /// With these settings of the account.
    fn configured(account: &Value, args: &[&str]) -> Self {
        let momo = Momo::new();
        let settings = json!({ "channels": { "kakao": account } });
        momo.file("config.json", settings.to_string());
        Self::with(momo, args)
    }

    pub(super) fn agent(agent: &str, args: &[&str]) -> Self {
        let mut all = vec!["--agent", agent];
        all.extend(args);
        Self::with(Momo::new(), &all)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Calls the skill; status and body.
    fn call(&self, body: &str) -> (u16, String) {
        self.send("POST", "/kakao/webhook?x=1", "", body)
    }

    /// Says this as the user `u1`, and gives the first text of the answer.
    fn say(&self, utterance: &str) -> String {
        let (status, body) = self.call(&request("u1", utterance).to_string());
        assert_eq!(status, 200, "{body}");
        first_text(&body)
    }

    fn send(&self, method: &str, target: &str, headers: &str, body: &str) -> (u16, String) {
        let mut connection = self.connection.lock().unwrap();
        send(&mut connection, method, target, headers, body)
    }

    /// The next exchange.
    fn exchange(&mut self) -> Value {
        let line = self.running.json();
        assert_eq!(line["type"], "exchange", "{line}");
        line
    }

    /// The next exchange that momo received.
    fn received(&mut self) -> Value {
        loop {
            let line = self.exchange();
            if line["direction"] == "received" {
                return line;
            }
        }
    }

    fn history(&self) -> History {
        History::open(&self.momo.home().join("history.db")).unwrap()
    }

    #[must_use]
    fn stop(self, signal: &str) -> Output {
        self.running.signal(signal);
        self.running.finish()
    }

    /// Stops the server and returns the last line of its output.
    fn stop_for_summary(self) -> Value {
        let output = self.stop("TERM").expect_notes(0);
        output.json_lines().pop().unwrap()
    }
}

/// A connection that stays, as Kakao's does: a server tells of a call before it takes the next one from there.
fn connect(port: u16) -> BufReader<TcpStream> {
    BufReader::new(TcpStream::connect(("127.0.0.1", port)).unwrap())
}

/// One request and its answer.
fn send(
    stream: &mut BufReader<TcpStream>,
    method: &str,
    target: &str,
    headers: &str,
    body: &str,
) -> (u16, String) {
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{headers}\r\n"
    );
    let request = [head.as_bytes(), body.as_bytes()].concat();
    stream.get_mut().write_all(&request).unwrap();
    let (mut status, mut length) = (0, 0);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
            status = rest[..3].parse().unwrap();
        }
        match line.trim().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().unwrap();
            }
            Some(_) => {}
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer).unwrap();
    (status, String::from_utf8(answer).unwrap())
}

fn request(user: &str, utterance: &str) -> Value {
    json!({
        "userRequest": { "utterance": utterance, "user": { "id": user, "type": "botUserKey" } },
        "bot": { "id": "b1", "name": "봇" },
    })
}

/// The same with a callback URL.
fn request_with_callback(user: &str, utterance: &str, url: &str) -> Value {
    let mut request = request(user, utterance);
    request["userRequest"]["callbackUrl"] = url.into();
    request
}

fn first_text(body: &str) -> String {
    texts(body).remove(0)
}

/// The texts of the answer's bubbles.
fn texts(body: &str) -> Vec<String> {
    let answer: Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {body}"));
    assert_eq!(answer["version"], "2.0", "{body}");
    let outputs = answer["template"]["outputs"].as_array();
    let outputs = outputs.unwrap_or_else(|| panic!("no outputs: {body}"));
    let text = |output: &Value| output["simpleText"]["text"].as_str().unwrap().to_owned();
    outputs.iter().map(text).collect()
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn echo_answers_after_the_call_is_on_disk() {
    let mut serving = Serving::with(Momo::new(), &[]);
    assert_eq!(serving.ready["path"], "/kakao/webhook");
    assert_eq!(serving.ready["agent"], "echo");
    assert_eq!(serving.ready["authenticated"], false);
    let body = request("u1", "안녕\n").to_string();
    let (status, answer) = serving.call(&body);
    assert_eq!((status, first_text(&answer)), (200, "Echo: 안녕".into()));
    let line = serving.exchange();
    assert_eq!(line["protocol"], "kakao-skill");
    assert_eq!(line["direction"], "received");
    assert_eq!(line["bot_id"], "b1");
    assert_eq!(line["findings"], json!([]));
    let kept = serving.history().get(line["id"].as_str().unwrap());
    let kept = kept.unwrap().unwrap();
    assert_eq!(kept.request.body, body.as_bytes());
    assert_eq!(kept.response.unwrap().body, answer.as_bytes());
    let end = serving.stop("TERM").expect_notes(0);
    assert_eq!(end.json_lines()[0]["answered"], 1);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn other_requests_get_an_explanation() {
    let mut serving = Serving::with(Momo::new(), &["--path", "/skill"]);
    let ask = |method: &str, target: &str, body: &str| serving.send(method, target, "", body);
    assert_eq!(ask("GET", "/health", ""), (200, "ok".into()));
    assert_eq!(ask("POST", "/kakao/webhook", "{}").0, 404);
    assert_eq!(ask("GET", "/skill", "").0, 405);
    assert_eq!(
        ask("POST", "/skill", "{"),
        (400, r#"{"error":"Invalid JSON"}"#.into())
    );
    for body in ["", "\u{feff}", "{}}", "nul"] {
        assert_eq!(ask("POST", "/skill", body).0, 400, "{body}");
    }
    assert_eq!(
        ask("POST", "/skill", "[1]"),
        (400, r#"{"error":"Not a JSON object"}"#.into())
    );
    // What is not a call is kept too, but for the questions after its health.
    assert_eq!(serving.exchange()["response"]["status"], 404);
    let end = serving.stop("INT").expect(130);
    let summary = end.json_lines().pop().unwrap();
    assert_eq!(
        (&summary["received"], &summary["refused"]),
        (&8.into(), &8.into())
    );
}

#[test]
fn failed_start_gives_its_reason() {
    let momo = Momo::new();
    let settings = |account: Value| {
        let settings = json!({ "channels": { "kakao": account } });
        momo.file("config.json", settings.to_string());
    };
    settings(json!({ "enabled": false }));
    let refused = momo.run(&["kakao", "serve", "--port", "0"]).expect(3);
    let words = "the Kakao account `default` is switched off";
    assert!(refused.err().contains(words), "{refused}");
    settings(json!({ "skillHeader": "X-Key" }));
    let refused = momo.run(&["kakao", "serve", "--port", "0"]).expect(3);
    assert!(refused.err().contains("has no `skillSecret`"), "{refused}");
    settings(json!({ "name": "x" }));
    for (args, code, words) in [
        (
            ["--agent", "no-such-program x"],
            3,
            "the command `no-such-program` cannot be started",
        ),
        (["--agent", " "], 2, "`--agent` is empty"),
        (["--agent", "ftp://x"], 2, "not http or https"),
        (
            ["--callback-host", "http://x"],
            2,
            "without scheme and port",
        ),
        (
            ["--callback-host", "127.0.0.1:80"],
            2,
            "without scheme and port",
        ),
        (["--path", "skill"], 2, "does not begin with `/`"),
        (
            ["--path", "/a b"],
            2,
            "must be written as calls have it, `/a%20b`",
        ),
        (["--account", "shop"], 2, "no Kakao account `shop`"),
    ] {
        let mut all = vec!["kakao", "serve", "--port", "0"];
        all.extend(args);
        let refused = momo.run(&all).expect(code);
        assert!(refused.err().contains(words), "{refused}");
    }
}

#[test]
fn korean_path_is_served() {
    let serving = Serving::with(Momo::new(), &["--path", "/스킬"]);
    let body = request("u1", "안녕").to_string();
    for path in ["/%EC%8A%A4%ED%82%AC", "/%ec%8a%a4%ed%82%ac?x=1"] {
        let (status, answer) = serving.send("POST", path, "", &body);
        assert_eq!((status, first_text(&answer)), (200, "Echo: 안녕".into()));
    }
    assert_eq!(serving.send("POST", "/%EC%8A%A4", "", &body).0, 404);
}

/// One whose lines are for people.
fn for_people() -> Serving {
    let momo = Momo::new();
    let mut running = momo.start(&["kakao", "serve", "--port", "0", "--ready-file", "url"]);
    let first = running.line();
    let url = std::fs::read_to_string(momo.home().join("url")).unwrap();
    assert_eq!(first, format!("listening on {}", url.trim()));
    let port = first.split([':', '/']).find_map(|part| part.parse().ok());
    let port = port.unwrap();
    Serving {
        port,
        connection: Mutex::new(connect(port)),
        momo,
        running,
        ready: Value::Null,
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn folding_of_long_texts_is_noted_once() {
    let serving = for_people();
    let long = "가나다라. ".repeat(120);
    for _ in 0..3 {
        assert!(serving.say(&long).len() > 1500);
    }
    let end = serving.stop("INT").expect(130);
    let said = end.err().matches("KakaoTalk folds texts after 500").count();
    assert_eq!(said, 1, "{end}");
    assert!(!end.out().contains("warning"), "{end}");
    // Programs get the finding with each answer.
    let mut serving = Serving::with(Momo::new(), &[]);
    for _ in 0..2 {
        serving.say(&long);
        assert_eq!(
            serving.exchange()["findings"][0]["rule"],
            "simple-text/fold"
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn terminal_shows_one_line_per_call() {
    let serving = for_people();
    serving.say("안녕");
    let mut running = serving.running;
    let line = running.line();
    assert!(
        line.contains("kakao.skill") && line.contains("200"),
        "{line}"
    );
    running.signal("INT");
    let end = running.finish().expect(130);
    assert!(end.err().contains("Ctrl-C ends it"), "{end}");
    assert!(end.err().contains("calls are not checked"), "{end}");
    assert!(
        end.err().contains("1 received: 1 answered, 0 refused"),
        "{end}"
    );
}

#[test]
fn say_without_url_finds_the_running_server() {
    let momo = Momo::new();
    let dead = crate::support::DeadPort::new();
    let accounts =
        json!({"shop": {"webhookPath": "/shop", "webhookPort": dead.port()}, "home": {}});
    let settings = json!({"channels": {"kakao": {"accounts": accounts}}});
    momo.file("config.json", settings.to_string());
    let serving = Serving::with(momo, &["--account", "shop"]);
    let say = |momo: &Momo, code| {
        let said = momo.run(&["kakao", "say", "안녕", "--account", "shop"]);
        said.expect(code)
    };
    let said = say(&serving.momo, 0);
    assert!(said.out().contains("Echo: 안녕"), "{said}");
    // After its end, however it came, its place is that of the settings.
    let Serving { momo, running, .. } = serving;
    running.signal("KILL");
    drop(running);
    let said = say(&momo, 3);
    let place = format!(
        "so its own place was tried: `http://127.0.0.1:{}/shop`",
        dead.port()
    );
    assert!(said.err().contains(&place), "{said}");
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn empty_allow_list_is_warned_of() {
    let serving = Serving::configured(&json!({"dmPolicy": "allowlist"}), &[]);
    let end = serving.stop("TERM").expect_notes(0);
    assert!(end.err().contains("`allowlist` answers nobody"), "{end}");
}
