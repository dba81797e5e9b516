//! The handler of the platform's server: by which names it may be called, and what of a call is kept.
use super::call::{Call, Trace};
use super::calls;
use super::dispatcher::Outbox;
use super::problem::{Problem, HandlerResult};
use super::state::State;
use super::{kakao, nhn};
use crate::flow::inspect::{self, Inspector};
use crate::flow::page::{self, BrowserGuard};
use crate::io::server::{self, Handler, ReceivedRequest};
use crate::io::system;
use crate::model::history::exchange::{Direction, Exchange, Timing};
use crate::model::http::{Request, Response};
use crate::model::text::id;
use crate::model::time;
use std::cell::RefCell;
use std::sync::Arc;

/// The handler of the platform's server.
pub(super) struct Api {
    state: Arc<State>,
    outbox: Outbox,
    inspector: Inspector,
    guard: BrowserGuard,
}

impl Api {
    pub(super) fn new(state: Arc<State>, outbox: Outbox, guard: BrowserGuard) -> Self {
        Self {
            inspector: Inspector::new(state.clone()),
            state,
            outbox,
            guard,
        }
    }

    fn answer(&self, request: &Request, trace: &Trace) -> Response {
        let file = self.state.page.as_ref().and_then(|it| it.file(request));
        let guarded = self.guard.check(request, file.is_some());
        let reply = guarded.and_then(|()| file.unwrap_or_else(|| self.reply(request, trace)));
        let response = page::with_security_headers(reply.unwrap_or_else(|problem| problem.response()));
        match nhn::name(request) {
            Some(_) if matches!(response.status, 404 | 405) => nhn::no_such_call(response),
            _ => response,
        }
    }

    /// The token of a callback URL of Kakao's; whoever knows one may call it.
    fn callback_token(&self, request: &Request) -> Option<String> {
        let token = kakao::callback_token(request)?.to_owned();
        self.guard.check(request, false).is_ok().then_some(token)
    }

    fn reply(&self, request: &Request, trace: &Trace) -> HandlerResult {
        let path = request.path();
        let Some(path) = path.strip_prefix("/api").filter(|it| it.starts_with('/')) else {
            return match path {
                "/" if matches!(&*request.method, "GET" | "HEAD") => {
                    Ok(Response::text(200, WELCOME))
                }
                "/" => Err(Problem::method_not_allowed("GET")),
                _ => Err(Problem::not_found(format!("there is no `{path}`"))
                    .hint("The API is under /api; /api/openapi.json lists every call.")),
            };
        };
        let call = Call {
            state: &self.state,
            outbox: &self.outbox,
            request,
            trace,
        };
        if let Some(found) = inspect::find(&request.method, path) {
            let found = found?;
            call.overseer()?;
            return self.inspector.answer(found, request, path);
        }
        let (answer, places) = calls::find(&request.method, path)?;
        answer(&call, &places)
    }

    /// A bot's call of the message API goes into the history, and one of NHN Cloud's, refused or not.
    fn keep(&self, received: ReceivedRequest, random: [u8; 4], response: &Response, trace: Trace) {
        let bot_id = message_call(&received.request).map(str::to_owned);
        let nhn = nhn::name(&received.request);
        let timing = Timing {
            total_ms: time::millis(received.started.elapsed()),
            ..Timing::default()
        };
        let (at, request) = (received.arrived, received.request);
        let way = Direction::Received;
        let mut call = match nhn {
            Some(what) => Exchange::nhn_call(way, at, random, request, what),
            None => {
                let bot_id = bot_id.unwrap_or_default();
                Exchange::message_call(way, at, random, request, &bot_id)
            }
        };
        call.chaos = trace.faults.into_inner();
        self.state.record(call.ended(Ok(response.clone()), timing));
    }
}

const WELCOME: &str = "\
This is a local MoMoTalk Bot Platform, run by `momo dev`.
Its API is under /api; /api/openapi.json describes every call.";

impl Handler for Api {
    fn handle(&self, received: ReceivedRequest) -> server::Reply<'_> {
        if let Some(token) = self.callback_token(&received.request) {
            return kakao::receive(&self.state, &token, received).into();
        }
        let request = &received.request;
        let is_kept = message_call(request).is_some() || nhn::name(request).is_some();
        let random = is_kept.then(|| system::mark().ok()).flatten();
        // Known before the answer: the message that a call makes tells by which call it came.
        let trace = Trace {
            exchange_id: random.map(|random| id::exchange(received.arrived, random)),
            faults: RefCell::default(),
        };
        let response = self.answer(request, &trace);
        if let Some(random) = random {
            self.keep(received, random, &response, trace);
        }
        response.into()
    }

    /// An image that is uploaded may be larger than anything else.
    fn max_body_bytes(&self, request: &Request, usual: usize) -> usize {
        nhn::most_body(request).map_or(usual, |most| most.max(usual))
    }

    fn rejection_response(&self, status: u16, reason: &str) -> Response {
        page::with_security_headers(Problem::rejected(status, reason).response())
    }
}

/// The bot of a message call.
fn message_call(request: &Request) -> Option<&str> {
    let rest = request.path().strip_prefix("/api/bots/")?;
    let bot_id = rest.strip_suffix("/messages")?;
    (request.method == "POST" && !bot_id.contains('/')).then_some(bot_id)
}
