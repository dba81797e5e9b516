//! Limit on concurrent skill calls, and the callback URLs of those calls.
use crate::flow::kakao::say::CallbackSlot;
use crate::flow::web::task_limit::TaskLimit;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Maximum number of concurrent skill calls.
const MAX_CALLS: usize = 64;

/// Code of the failure of calls that were in progress when the platform stopped.
pub(in crate::flow::platform) const STOPPED: &str = "skill.platform-ended";

/// Skill calls in progress.
pub(in crate::flow::platform) struct SkillCalls {
    pub(super) limit: Arc<TaskLimit>,
    pub(super) callbacks: CallbackUrls,
    is_stopped: AtomicBool,
}

impl Default for SkillCalls {
    fn default() -> Self {
        Self {
            limit: TaskLimit::new(MAX_CALLS),
            callbacks: CallbackUrls::default(),
            is_stopped: AtomicBool::new(false),
        }
    }
}

impl SkillCalls {
    /// Cancels waits for callbacks, then waits at most `grace` for the calls in progress.
    pub(in crate::flow::platform) fn stop(&self, grace: Duration) {
        self.is_stopped.store(true, Ordering::Relaxed);
        self.limit.drain(grace);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}

/// Maximum number of remembered callback URLs. An older URL gets Kakao's response for an unknown token.
const MAX_CALLBACK_URLS: usize = 1000;

/// Callback URLs, oldest first.
#[derive(Default)]
pub(super) struct CallbackUrls(Mutex<VecDeque<CallbackUrl>>);

struct CallbackUrl {
    token: String,
    slot: Arc<CallbackSlot>,
    room_id: i64,
}

impl CallbackUrls {
    /// Returns slot and room of a token; `None` for an unknown one.
    pub(super) fn find(&self, token: &str) -> Option<(Arc<CallbackSlot>, i64)> {
        let urls = self.0.lock();
        let found = urls.iter().find(|url| url.token == token);
        found.map(|url| (url.slot.clone(), url.room_id))
    }

    pub(super) fn add(&self, token: String, slot: Arc<CallbackSlot>, room_id: i64) {
        let mut urls = self.0.lock();
        if urls.len() >= MAX_CALLBACK_URLS {
            urls.pop_front();
        }
        urls.push_back(CallbackUrl {
            token,
            slot,
            room_id,
        });
    }
}
