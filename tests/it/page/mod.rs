//! The page: its access control, its API and its update feed; and the page itself in Chromium, by the scripts of
//! `tests/browser`.
mod changes;
mod chat;
mod gate;
mod harness;
mod kakao;
mod korean;
mod receiver;
mod screenshots;
mod start;
mod tidy;

mod wire;
mod words;

use crate::platform::{Answer, raw};
use crate::support::{Momo, Running};
use serde_json::Value;

/// A `momo` with a page, in a process of its own.
pub struct Paged {
    pub running: Running,
    pub ready: Value,
    pub port: u16,
    pub token: String,
}

impl Paged {
    /// The local platform of this home.
    pub fn dev(momo: &Momo, flags: &[&str]) -> Self {
        Self::start(
            momo,
            &[&["dev", "--port", "0", "--json"][..], flags].concat(),
        )
    }

    /// Whatever says in its ready line where its page is.
    pub fn start(momo: &Momo, args: &[&str]) -> Self {
        let mut running = momo.start(args);
        let ready = running.json();
        let url = ready["page"].as_str().unwrap_or_default().to_owned();
        let (base, token) = url.split_once("/#t=").unwrap_or_default();
        let port = base.rsplit(':').next().and_then(|port| port.parse().ok());
        Self {
            running,
            port: port.unwrap_or_default(),
            token: token.to_owned(),
            ready,
        }
    }

    /// A request with these headers, and no other but `Host` where none of them is one.
    #[track_caller]
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(method, path, headers, "")
    }

    /// The same with a body.
    #[track_caller]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
        raw(self.port, head.as_bytes())
    }

    /// A call as the page makes it.
    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        self.ask("GET", &format!("/api{path}"), &[("Authorization", &bearer)])
    }

    /// The same with a JSON body.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [
            ("Authorization", &*bearer),
            ("Content-Type", "application/json"),
        ];
        self.send("POST", &format!("/api{path}"), &headers, &body.to_string())
    }
}
