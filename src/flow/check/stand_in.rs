//! A stand-in for the message API: takes the bot's replies and can refuse, hold or fail them.
use crate::error::Result;
use crate::io::server::{Handler, Limits, ReceivedRequest, Reply, RunningServer, Server};
use crate::model::http::Response;
use crate::model::json::tree::JsonDocument;
use parking_lot::{Condvar, Mutex};
use serde_json::json;
use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a reply is held at most.
const MAX_HOLD: Duration = Duration::from_secs(15);

/// What the stand-in does with the replies in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RoomRule {
    /// Answers 500.
    Fail,
    /// Answers 429 and asks for this pause, counted from the first call.
    Limit(Duration),
    /// Does not answer until the rule is taken away.
    Hold,
}

/// A call of the message API.
#[derive(Debug, Clone)]
pub(super) struct StandInCall {
    /// Bot in the path.
    pub(super) bot_id: String,
    /// As the bot wrote it; empty without one.
    pub(super) room_id: String,
    /// As the bot wrote it; `None` without one.
    pub(super) reply_to: Option<String>,
    pub(super) authorization: String,
    pub(super) status: u16,
    pub(super) at: Instant,
}

impl StandInCall {
    pub(super) fn is_accepted(&self) -> bool {
        self.status < 300
    }
}

#[derive(Default)]
struct StandInState {
    calls: Vec<StandInCall>,
    rules: HashMap<String, RoomRule>,
}

#[derive(Default)]
struct StandInHandler {
    state: Mutex<StandInState>,
    changed: Condvar,
}

/// A running stand-in.
pub struct StandIn {
    server: RunningServer,
    handler: Arc<StandInHandler>,
}

impl StandIn {
    /// Starts it on a port of this machine; 0 takes a free one.
    ///
    /// # Errors
    /// The port is in use.
    pub fn start(port: u16) -> Result<Self> {
        let handler = Arc::<StandInHandler>::default();
        let limits = Limits {
            // An echo of the longest event is longer than it.
            body: 8 * 1024 * 1024,
            grace: Duration::from_millis(200),
            ..Limits::default()
        };
        let server = Server::bind((Ipv4Addr::LOCALHOST, port).into(), limits)?;
        Ok(Self {
            server: server.start("message API", handler.clone())?,
            handler,
        })
    }

    /// Returns the base of the API, as bots find it in MOMOTALK_API_BASE.
    pub fn api_base(&self) -> String {
        format!("{}/api", self.server.url())
    }

    pub(super) fn calls(&self) -> Vec<StandInCall> {
        self.handler.state.lock().calls.clone()
    }

    /// Sets the rule of a room; `None` takes it away and lets go of what is held.
    pub(super) fn set_rule(&self, room_id: i64, rule: Option<RoomRule>) {
        let mut state = self.handler.state.lock();
        match rule {
            Some(rule) => state.rules.insert(room_id.to_string(), rule),
            None => state.rules.remove(&room_id.to_string()),
        };
        self.handler.changed.notify_all();
    }

    /// Waits until `is_enough` holds for the calls, at most for this time. Returns whether it does.
    pub(super) fn wait_for(
        &self,
        timeout: Duration,
        is_enough: impl Fn(&[StandInCall]) -> bool,
    ) -> bool {
        let deadline = Instant::now() + timeout;
        let mut state = self.handler.state.lock();
        while !is_enough(&state.calls) {
            if self
                .handler
                .changed
                .wait_until(&mut state, deadline)
                .timed_out()
            {
                return is_enough(&state.calls);
            }
        }
        true
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.handler.state.lock().rules.clear();
        self.handler.changed.notify_all();
    }
}

impl Handler for StandInHandler {
    fn handle(&self, received: ReceivedRequest) -> Reply<'_> {
        let request = &received.request;
        let parts: Vec<_> = request.path().trim_matches('/').split('/').collect();
        let bot_id = match parts[..] {
            [.., "bots", bot_id, "messages"] if request.method == "POST" => bot_id.to_owned(),
            _ => {
                return Response::json(
                    404,
                    &json!({ "error": "there is only POST .../bots/BOT/messages" }),
                )
                .into();
            }
        };
        let document = JsonDocument::parse(&request.body);
        let member = |key: &str| {
            let value = document.as_ref()?.root().member(key)?;
            Some(value.raw().trim_matches('"').to_owned())
        };
        let call = StandInCall {
            bot_id,
            room_id: member("room_id").unwrap_or_default(),
            reply_to: member("reply_to_message_id").filter(|value| value != "null"),
            authorization: request
                .headers
                .text("Authorization")
                .unwrap_or_default()
                .to_owned(),
            status: 0,
            at: Instant::now(),
        };
        self.answer(call).into()
    }
}

impl StandInHandler {
    /// Notes the call and answers it by the rule of its room.
    fn answer(&self, call: StandInCall) -> Response {
        let mut state = self.state.lock();
        let index = state.calls.len();
        let room_id = call.room_id.clone();
        state.calls.push(call);
        self.changed.notify_all();
        let deadline = Instant::now() + MAX_HOLD;
        while state.rules.get(&room_id) == Some(&RoomRule::Hold) {
            if self.changed.wait_until(&mut state, deadline).timed_out() {
                break;
            }
        }
        let first = state.calls.iter().find(|call| call.room_id == room_id);
        let waited = first.map_or(Duration::ZERO, |first| first.at.elapsed());
        let response = match state.rules.get(&room_id) {
            Some(RoomRule::Fail) => {
                Response::json(500, &json!({ "error": "momo check makes this call fail" }))
            }
            Some(RoomRule::Limit(pause)) if waited < *pause => {
                let mut response =
                    Response::json(429, &json!({ "error": "momo check limits this room" }));
                let seconds = pause.as_secs().max(1).to_string();
                response.headers.push("Retry-After", seconds.into_bytes());
                response
            }
            _ => Response::json(200, &json!({ "ok": true, "message_id": 900_000 + index })),
        };
        state.calls[index].status = response.status;
        self.changed.notify_all();
        response
    }
}
