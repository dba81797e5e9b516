//! Callback URLs of calls that are under way: `/kakao/callback/TOKEN` on the platform's own port.
use super::super::state::State;
use crate::error::Result;
use crate::flow::kakao::say::{Slot, Waiting, replied};
use crate::io::server::ReceivedRequest;
use crate::io::system;
use crate::model::http::{Request, Response};
use crate::model::kakao::callback::{State as Stage, refusal, token};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where they are.
const PATH: &str = "/kakao/callback/";

/// A new callback URL, and the place behind it. Its minute begins.
pub(super) fn open(state: &Arc<State>) -> Result<(String, Waiting)> {
    let token = token(system::random()?);
    let (begun, at) = (Instant::now(), state.now());
    let clock = Arc::downgrade(state);
    // A minute that has passed by either clock is over: the platform's may be moved.
    let elapsed = move || {
        let moved = clock.upgrade().map(|state| state.now().since(at));
        moved.unwrap_or(Duration::ZERO).max(begun.elapsed())
    };
    let (slot, waiting) = Slot::open(Box::new(elapsed));
    let base = state.api_base.trim_end_matches("/api");
    let url = format!("{base}{PATH}{token}");
    state.kakao.callbacks.add(token, slot);
    Ok((url, waiting))
}

/// The token of a callback URL.
pub(in crate::flow::platform) fn callback_token(request: &Request) -> Option<&str> {
    request.path().strip_prefix(PATH)
}

/// What comes to a callback URL is answered so. All of it goes into the history.
pub(in crate::flow::platform) fn receive(
    state: &State,
    token: &str,
    received: ReceivedRequest,
) -> Response {
    let (response, exchange) = match state.kakao.callbacks.find(token) {
        Some(slot) => slot.take(received, true),
        None => {
            let refused = refusal(Stage::Called, false, &received.request);
            replied(received, refused)
        }
    };
    if let Ok(exchange) = exchange {
        state.record(exchange);
    }
    response
}
