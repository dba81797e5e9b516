//! Takes the answers that a skill posts to callback URLs, and replies as Kakao does.
use crate::error::Result;
use crate::io::server::{Handler, Limits, ReceivedRequest, Reply, RunningServer, Server};
use crate::io::system;
use crate::model::http::Response;
use crate::model::kakao::callback::{CallbackAddress, CallbackState, refusal, reply, token};
use crate::model::kakao::payload::BOT_ID;
use parking_lot::{Condvar, Mutex};
use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An answer that was posted.
#[derive(Debug, Clone)]
pub(super) struct PostedAnswer {
    pub(super) token: String,
    body: Vec<u8>,
    pub(super) at: Instant,
}

impl PostedAnswer {
    /// Returns it as the response to a call, in which form it is judged.
    pub(super) fn as_response(&self) -> Response {
        Response::new(200, "application/json", self.body.clone())
    }
}

#[derive(Default)]
struct ListenerState {
    posted: Vec<PostedAnswer>,
    tokens: HashMap<String, CallbackState>,
}

#[derive(Default)]
struct ListenerHandler {
    state: Mutex<ListenerState>,
    changed: Condvar,
}

/// A server of callback URLs.
pub struct CallbackListener {
    server: RunningServer,
    handler: Arc<ListenerHandler>,
}

impl CallbackListener {
    /// Starts it on this address of this machine; port 0 takes a free one.
    ///
    /// # Errors
    /// The machine does not have the address.
    pub fn start(address: Ipv4Addr, port: u16) -> Result<Self> {
        let handler = Arc::<ListenerHandler>::default();
        let limits = Limits {
            grace: Duration::from_millis(200),
            ..Limits::default()
        };
        let server = Server::bind((address, port).into(), limits)?;
        Ok(Self {
            server: server.start("callback", handler.clone())?,
            handler,
        })
    }

    /// Returns host and port, which a bot must be allowed to call.
    pub fn host(&self) -> String {
        self.server.address().to_string()
    }

    /// Makes a token, which is not awaited yet.
    pub(super) fn new_token(&self) -> String {
        let token = token(system::random_bytes().unwrap_or_default());
        let mut state = self.handler.state.lock();
        state.tokens.insert(token.clone(), CallbackState::Called);
        token
    }

    pub(super) fn url(&self, token: &str) -> String {
        format!("http://{}/v1/bots/{BOT_ID}/callback/{token}", self.host())
    }

    /// Notes that the call with this token was answered.
    pub(super) fn answered(&self, token: &str, uses_callback: bool) {
        let answered = match uses_callback {
            true => CallbackState::Awaited,
            false => CallbackState::Declined,
        };
        let mut state = self.handler.state.lock();
        state.tokens.insert(token.to_owned(), answered);
    }

    pub(super) fn posted(&self) -> Vec<PostedAnswer> {
        self.handler.state.lock().posted.clone()
    }

    /// Waits until `is_enough` holds, at most for this time. Returns whether it does.
    pub(super) fn wait_for(
        &self,
        timeout: Duration,
        is_enough: impl Fn(&[PostedAnswer]) -> bool,
    ) -> bool {
        let deadline = Instant::now() + timeout;
        let mut state = self.handler.state.lock();
        while !is_enough(&state.posted) {
            if self
                .handler
                .changed
                .wait_until(&mut state, deadline)
                .timed_out()
            {
                return is_enough(&state.posted);
            }
        }
        true
    }
}

impl Handler for ListenerHandler {
    fn handle(&self, received: ReceivedRequest) -> Reply<'_> {
        let request = &received.request;
        let token = request
            .path()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let mut state = self.state.lock();
        let known = state.tokens.get(&token).copied();
        let address = match known {
            Some(_) => CallbackAddress::Known,
            None => CallbackAddress::UnknownToken,
        };
        let refused = refusal(known.unwrap_or(CallbackState::Expired), address, request);
        if known == Some(CallbackState::Awaited) {
            state.tokens.insert(token.clone(), CallbackState::Used);
        }
        state.posted.push(PostedAnswer {
            token,
            body: request.body.clone(),
            at: received.started_at,
        });
        self.changed.notify_all();
        let task = system::random_bytes().unwrap_or_default();
        reply(refused.as_ref(), task, system::now()).into()
    }
}
