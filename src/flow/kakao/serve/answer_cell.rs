//! A cell that receives the answer of another thread.
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Final answer to a skill call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SkillAnswer {
    /// SkillResponse as JSON.
    pub(super) body: Vec<u8>,
    /// What went wrong, for the observer; `None` if nothing did.
    pub(super) warning: Option<String>,
}

/// One-shot future of an answer: set once by the agent thread, awaited by others.
#[derive(Debug, Default)]
pub(super) struct AnswerCell {
    state: Mutex<AnswerState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
enum AnswerState {
    #[default]
    Pending,
    Ready(SkillAnswer),
    /// No reader needs the answer any more.
    Abandoned,
}

impl AnswerCell {
    /// Sets the answer and wakes all waiting threads; ignored if the cell is set or abandoned.
    pub(super) fn set(&self, answer: SkillAnswer) {
        let mut state = self.lock();
        if matches!(*state, AnswerState::Pending) {
            *state = AnswerState::Ready(answer);
        }
        self.changed.notify_all();
    }

    /// Abandons a pending answer; returns whether it was pending.
    pub(super) fn abandon(&self) -> bool {
        let mut state = self.lock();
        let is_pending = matches!(*state, AnswerState::Pending);
        if is_pending {
            *state = AnswerState::Abandoned;
        }
        self.changed.notify_all();
        is_pending
    }

    pub(super) fn is_ready(&self) -> bool {
        matches!(*self.lock(), AnswerState::Ready(_))
    }

    pub(super) fn is_abandoned(&self) -> bool {
        matches!(*self.lock(), AnswerState::Abandoned)
    }

    /// Waits for the answer; returns `None` at the deadline or if it is abandoned.
    pub(super) fn wait_until(&self, deadline: Instant) -> Option<SkillAnswer> {
        let timeout = deadline.saturating_duration_since(Instant::now());
        let is_pending = |state: &mut AnswerState| matches!(state, AnswerState::Pending);
        let state = self
            .changed
            .wait_timeout_while(self.lock(), timeout, is_pending);
        match &*state.unwrap_or_else(PoisonError::into_inner).0 {
            AnswerState::Ready(answer) => Some(answer.clone()),
            AnswerState::Pending | AnswerState::Abandoned => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, AnswerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
