//! The calls about exchanges, on a platform with a history that was really made: events delivered, messages sent.
mod dev;
mod events;
mod list;
mod more;
mod resend;
mod show;

use crate::platform::{Answer, Bot, Fields, Local, raw, taker, wait_for_requests};
use crate::support::Peer;
use serde_json::{Value, json};

/// A platform, a bot that takes every event, and what was said to it.
pub struct Scene {
    pub local: Local,
    pub peer: Peer,
    pub bot: Bot,
}

impl Scene {
    /// The bot has got these messages, one event each.
    pub fn with(texts: &[&str]) -> Self {
        Self::at(taker(), texts)
    }

    pub fn at(peer: Peer, texts: &[&str]) -> Self {
        let local = Local::start();
        let bot = local.bot(&peer.url("/hook"));
        for text in texts {
            local.say(1, text);
        }
        if !texts.is_empty() {
            wait_for_requests(&peer, texts.len());
        }
        local.wait_until_sent();
        Self { local, peer, bot }
    }

    /// A call of the operator, checked against the document.
    #[track_caller]
    pub fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.local
            .call(&self.local.console("operator"), method, path, body)
    }

    /// A call that must come out well.
    #[track_caller]
    pub fn good(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        self.call(method, path, body).good()
    }

    /// A call whose answer is no JSON.
    #[track_caller]
    pub fn text(&self, path: &str) -> Answer {
        let port = self.local.platform().address().port();
        let token = self.local.console("admin");
        let request = format!(
            "GET /api{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        );
        raw(port, request.as_bytes())
    }

    /// The heads of a list.
    #[track_caller]
    pub fn list(&self, query: &str) -> Vec<Value> {
        let answer = self.good("GET", &format!("/exchanges{query}"), None);
        answer["exchanges"].as_array().unwrap().clone()
    }

    /// The bot sends a message; its token is nowhere but in this call.
    pub fn send(&self, body: &str) {
        let path = format!("/bots/{}/messages", self.bot.id);
        let body = json!({ "room_id": 1, "body": body });
        let sent = self.local.call(&self.bot.token, "POST", &path, Some(&body));
        assert_eq!(sent.status, 201, "{sent:?}");
    }
}

/// The ids of heads.
pub fn ids(heads: &[Value]) -> Vec<String> {
    heads.iter().map(|head| head.text("id")).collect()
}

/// A text in a query.
pub fn quoted(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
