//! HTTP handler of the platform's server: rejects requests of foreign pages, dispatches API calls, and records message
//! calls and NHN Cloud calls.
use super::api_call::{ApiCall, CallMetadata};
use super::dispatcher::Outbox;
use super::problem::{HandlerResult, Problem};
use super::routes;
use super::state::PlatformState;
use super::{bots, kakao, nhn};
use crate::flow::inspect::{self, Inspector, InspectorHost};
use crate::flow::web::inbound::InboundRequest;
use crate::flow::web::page::{self, BrowserGuard};
use crate::io::server::{self, Handler, ReceivedRequest};
use crate::model::history::exchange::ExchangeMeta;
use crate::model::http::{Request, Response};
use crate::model::text::phrase::Phrase;
use std::cell::RefCell;
use std::sync::Arc;

pub(super) struct PlatformHandler {
    state: Arc<PlatformState>,
    outbox: Outbox,
    inspector: Inspector,
    guard: Arc<BrowserGuard>,
}

impl PlatformHandler {
    pub(super) fn new(state: Arc<PlatformState>, outbox: Outbox, guard: Arc<BrowserGuard>) -> Self {
        let signing_state = state.clone();
        let host = InspectorHost {
            journal: state.journal.clone(),
            now: state.options.clock.clone(),
            client: state.client.clone(),
            // The platform does not forward the requests that it receives.
            routes: Vec::new(),
            secret: Box::new(move |bot_id| signing_state.secret(bot_id?)),
            kakao_keys: state.options.kakao_keys.clone(),
            home: state.options.home.clone(),
        };
        Self {
            inspector: Inspector::new(host),
            state,
            outbox,
            guard,
        }
    }

    fn respond(&self, request: &Request, metadata: &CallMetadata) -> Response {
        let file = self.state.page.as_ref().and_then(|it| it.asset(request));
        let allowed = self.guard.check(request, file.is_some());
        let result =
            allowed.and_then(|()| file.unwrap_or_else(|| self.handle_request(request, metadata)));
        let response =
            page::with_security_headers(result.unwrap_or_else(|problem| problem.response()));
        match nhn::exchange_kind(request) {
            Some(_) if matches!(response.status, 404 | 405) => nhn::unknown_call(response),
            _ => response,
        }
    }

    /// Returns the token in a Kakao callback URL; `None` for other paths and for requests of foreign pages. The token
    /// is the only authentication of such a request.
    fn callback_token(&self, request: &Request) -> Option<String> {
        let token = kakao::callback_token(request)?.to_owned();
        self.guard.check(request, false).is_ok().then_some(token)
    }

    fn handle_request(&self, request: &Request, metadata: &CallMetadata) -> HandlerResult {
        let path = request.path();
        let Some(path) = path.strip_prefix("/api").filter(|it| it.starts_with('/')) else {
            return match path {
                "/" if matches!(&*request.method, "GET" | "HEAD") => {
                    Ok(Response::text(200, WELCOME))
                }
                "/" => Err(Problem::method_not_allowed("GET")),
                _ => Err(
                    Problem::not_found(Phrase::new("path.missing").with("path", path))
                        .hint("path.hint-api"),
                ),
            };
        };
        let call = ApiCall {
            state: &self.state,
            outbox: &self.outbox,
            request,
            metadata,
        };
        if let Some(route) = inspect::find(&request.method, path) {
            let route = route?;
            match self.inspector.explained_bot(route, path)? {
                Some(bot_id) => drop(bots::managed_bot(&call, &bot_id, &call.caller()?)?),
                None => drop(call.require_operator()?),
            }
            return self.inspector.handle(route, request, path);
        }
        let (handler, params) = routes::find(&request.method, path)?;
        handler(&call, &params)
    }
}

const WELCOME: &str = "\
This is a local MoMoTalk Bot Platform, run by `momo dev`.
Its API is under /api; /api/openapi.json describes every call.";

impl Handler for PlatformHandler {
    fn handle(&self, received: ReceivedRequest) -> server::Reply<'_> {
        if let Some(token) = self.callback_token(&received.request) {
            return kakao::receive_callback(&self.state, &token, received).into();
        }
        let Some(meta) = recorded_call(&received.request) else {
            return self
                .respond(&received.request, &CallMetadata::default())
                .into();
        };
        let mut inbound = InboundRequest::new(received, meta);
        // The id exists before the call runs, because the message that a call stores refers to it.
        let metadata = CallMetadata {
            exchange_id: Some(inbound.id()),
            faults: RefCell::default(),
        };
        let response = self.respond(&inbound.request, &metadata);
        inbound.meta.faults = metadata.faults.into_inner();
        self.state.record(inbound.into_exchange(&response));
        response.into()
    }

    /// Allows larger bodies for image uploads only.
    fn max_body_bytes(&self, request: &Request, usual: usize) -> usize {
        nhn::max_body_bytes(request).map_or(usual, |max| max.max(usual))
    }

    fn rejection_response(&self, status: u16, reason: &str) -> Response {
        page::with_security_headers(Problem::rejected(status, reason).response())
    }
}

/// Describes a call that the history records, whether it succeeds or not: a message call or an NHN Cloud call. `None`
/// for all others.
fn recorded_call(request: &Request) -> Option<ExchangeMeta> {
    if let Some(operation) = nhn::exchange_kind(request) {
        return Some(ExchangeMeta::nhn_call(operation));
    }
    let rest = request.path().strip_prefix("/api/bots/")?;
    let bot_id = rest.strip_suffix("/messages")?;
    let is_call = request.method == "POST" && !bot_id.contains('/');
    is_call.then(|| ExchangeMeta::message_call(bot_id))
}
