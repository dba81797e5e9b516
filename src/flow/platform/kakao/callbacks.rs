//! Callback URLs of skill calls: `/kakao/callback/TOKEN` on the platform's port.
use super::super::state::PlatformState;
use crate::error::Result;
use crate::flow::kakao::say::{CallbackReceiver, CallbackSlot, reply_to_callback};
use crate::io::server::ReceivedRequest;
use crate::io::system;
use crate::model::http::{Request, Response};
use crate::model::kakao::callback::{CallbackAddress, CallbackState, refusal, token};
use crate::model::kakao::room::KakaoRoom;
use std::sync::Arc;
use std::time::{Duration, Instant};

const CALLBACK_PATH: &str = "/kakao/callback/";

/// Creates a callback URL for a room's skill, and its receiver, and starts the URL's validity period.
pub(super) fn open(
    state: &Arc<PlatformState>,
    room: &KakaoRoom,
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
    let (slot, receiver) = CallbackSlot::open(Box::new(elapsed), room.variant);
    let base = state.url_for(&room.skill_url);
    let url = format!("{base}{CALLBACK_PATH}{token}");
    state.skill_calls.callbacks.add(token, slot, room.id);
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
    match state.skill_calls.callbacks.find(token) {
        Some((slot, room_id)) => {
            let (response, exchange) = slot.receive(received, CallbackAddress::Known);
            state.record_in_kakao_room(exchange, room_id);
            response
        }
        None => {
            let address = CallbackAddress::UnknownToken;
            let refusal = refusal(CallbackState::Called, address, &received.request);
            let (response, exchange) = reply_to_callback(received, refusal.as_ref());
            state.record(exchange);
            response
        }
    }
}
