//! An answer that is thought of on another thread.
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What there is to say in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answered {
    /// The SkillResponse.
    pub(super) body: Vec<u8>,
    /// What went wrong, for who watches.
    pub(super) trouble: Option<String>,
}

/// A place for an answer to come.
#[derive(Debug, Default)]
pub(super) struct Thought {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Pending,
    Ready(Answered),
    /// Nobody wants it any more.
    Dropped,
}

impl Thought {
    /// The answer is there.
    pub(super) fn put(&self, answered: Answered) {
        let mut state = self.state();
        if matches!(*state, State::Pending) {
            *state = State::Ready(answered);
        }
        self.changed.notify_all();
    }

    /// Gives it up, if it is not there yet; whether that was so.
    pub(super) fn give_up(&self) -> bool {
        let mut state = self.state();
        let pending = matches!(*state, State::Pending);
        if pending {
            *state = State::Dropped;
        }
        self.changed.notify_all();
        pending
    }

    /// Whether the answer is there.
    pub(super) fn is_ready(&self) -> bool {
        matches!(*self.state(), State::Ready(_))
    }

    /// Whether nobody wants it any more.
    pub(super) fn is_dropped(&self) -> bool {
        matches!(*self.state(), State::Dropped)
    }

    /// The answer, waited for until then.
    pub(super) fn wait(&self, until: Instant) -> Option<Answered> {
        let time = until.saturating_duration_since(Instant::now());
        let pending = |state: &mut State| matches!(state, State::Pending);
        let waited = self.changed.wait_timeout_while(self.state(), time, pending);
        match &*waited.unwrap_or_else(PoisonError::into_inner).0 {
            State::Ready(answered) => Some(answered.clone()),
            State::Pending | State::Dropped => None,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
