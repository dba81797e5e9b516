//! A cell that receives the answer of another thread.
use parking_lot::{Condvar, Mutex};
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
        let mut state = self.state.lock();
        if matches!(*state, AnswerState::Pending) {
            *state = AnswerState::Ready(answer);
        }
        self.changed.notify_all();
    }

    /// Abandons a pending answer; returns whether it was pending.
    pub(super) fn abandon(&self) -> bool {
        let mut state = self.state.lock();
        let is_pending = matches!(*state, AnswerState::Pending);
        if is_pending {
            *state = AnswerState::Abandoned;
        }
        self.changed.notify_all();
        is_pending
    }

    /// Returns the answer if it is there, else abandons it.
    pub(super) fn answer_or_abandon(&self) -> Option<SkillAnswer> {
        self.abandon();
        // Nothing is pending any more, so that this does not wait.
        self.wait_until(Instant::now())
    }

    pub(super) fn is_ready(&self) -> bool {
        matches!(*self.state.lock(), AnswerState::Ready(_))
    }

    pub(super) fn is_abandoned(&self) -> bool {
        matches!(*self.state.lock(), AnswerState::Abandoned)
    }

    /// Waits for the answer; returns `None` at the deadline or if it is abandoned.
    pub(super) fn wait_until(&self, deadline: Instant) -> Option<SkillAnswer> {
        let is_pending = |state: &mut AnswerState| matches!(state, AnswerState::Pending);
        let mut state = self.state.lock();
        self.changed
            .wait_while_until(&mut state, is_pending, deadline);
        match &*state {
            AnswerState::Ready(answer) => Some(answer.clone()),
            AnswerState::Pending | AnswerState::Abandoned => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_is_taken_or_abandoned() {
        let answer = SkillAnswer {
            body: b"{}".to_vec(),
            warning: None,
        };
        let cell = AnswerCell::default();
        cell.set(answer.clone());
        assert_eq!(cell.answer_or_abandon(), Some(answer.clone()));
        let cell = AnswerCell::default();
        assert_eq!(cell.answer_or_abandon(), None);
        cell.set(answer);
        assert!(
            cell.is_abandoned(),
            "an abandoned answer is not set any more"
        );
    }
}
