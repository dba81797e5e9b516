//! Callback URLs of skill calls: `/kakao/callback/TOKEN` on the platform's port.
use super::super::state::PlatformState;
use crate::error::Result;
use crate::flow::kakao::say::{CallbackReceiver, CallbackSlot, reply_to_callback};
use crate::io::server::ReceivedRequest;
use crate::io::system;
use crate::model::http::{Request, Response};
use crate::model::kakao::callback::{CallbackAddress, CallbackState, refusal, token};
use crate::model::kakao::payload::CallOrigin;
use std::sync::Arc;
use std::time::{Duration, Instant};

const CALLBACK_PATH: &str = "/kakao/callback/";

/// Creates a callback URL for a skill, and its receiver, and starts the URL's validity period.
pub(super) fn open(
    state: &Arc<PlatformState>,
    origin: CallOrigin,
    skill_url: &str,
) -> Result<(String, CallbackReceiver)> {
    let token = token(system::random_bytes()?);
    let (opened_instant, opened_at) = (Instant::now(), state.now());
    let weak_state = Arc::downgrade(state);
    // The URL expires by the platform's clock, which can be moved, or by real time, whichever is first.
    let elapsed = move || {
        let platform_elapsed = weak_state
            .upgrade()
            .map(|state| state.now().since(opened_at));
        platform_elapsed
            .unwrap_or(Duration::ZERO)
            .max(opened_instant.elapsed())
    };
    let (slot, receiver) = CallbackSlot::open(Box::new(elapsed), origin);
    let base = state.url_for(skill_url);
    let url = format!("{base}{CALLBACK_PATH}{token}");
    state.skill_calls.callbacks.add(token, slot);
    Ok((url, receiver))
}

/// Returns the token if the path is a callback URL.
pub(in crate::flow::platform) fn callback_token(request: &Request) -> Option<&str> {
    request.path().strip_prefix(CALLBACK_PATH)
}

/// Responds to a request to a callback URL and records it in the history.
pub(in crate::flow::platform) fn receive_callback(
    state: &PlatformState,
    token: &str,
    received: ReceivedRequest,
) -> Response {
    let (response, exchange) = match state.skill_calls.callbacks.find(token) {
        Some(slot) => slot.receive(received, CallbackAddress::Known),
        None => {
            let address = CallbackAddress::UnknownToken;
            let refusal = refusal(CallbackState::Called, address, &received.request);
            reply_to_callback(received, refusal.as_ref())
        }
    };
    state.record(exchange);
    response
}
