//! Which skills are being called, and the callback URLs of those calls.
use crate::flow::task_limit::TaskLimit;
use crate::flow::kakao::say::Slot;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How many calls of skills may be under way at once.
const MOST_CALLS: usize = 64;

/// What was under way when the platform ended.
pub(in crate::flow::platform) const ENDED: &str =
    "the platform ended before the skill had answered";

/// What is under way.
pub(in crate::flow::platform) struct Kakao {
    pub(super) crew: Arc<TaskLimit>,
    pub(super) callbacks: Callbacks,
    is_ended: AtomicBool,
}

impl Default for Kakao {
    fn default() -> Self {
        Self {
            crew: TaskLimit::new(MOST_CALLS),
            callbacks: Callbacks::default(),
            is_ended: AtomicBool::new(false),
        }
    }
}

impl Kakao {
    /// Gives up what waits for a callback, and waits at most so long for what is under way.
    pub(in crate::flow::platform) fn end(&self, grace: Duration) {
        self.is_ended.store(true, Ordering::Relaxed);
        self.crew.drain(grace);
    }

    pub(super) fn is_ended(&self) -> bool {
        self.is_ended.load(Ordering::Relaxed)
    }
}

/// How many callback URLs are known; of older ones Kakao's reply is that there is no such token.
const MOST_URLS: usize = 1000;

/// The callback URLs, by their tokens, the oldest first.
#[derive(Default)]
pub(super) struct Callbacks(Mutex<VecDeque<(String, Arc<Slot>)>>);

impl Callbacks {
    pub(super) fn find(&self, token: &str) -> Option<Arc<Slot>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|(known, _)| known == token);
        found.map(|(_, slot)| slot.clone())
    }

    pub(super) fn add(&self, token: String, slot: Arc<Slot>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_URLS {
            known.pop_front();
        }
        known.push_back((token, slot));
    }
}
