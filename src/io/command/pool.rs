//! Programs that are started before they are needed.
use super::{Complaints, Program};
use crate::error::Result;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The largest answer.
const LIMIT: usize = 128 * 1024;
/// How many programs wait for a question.
const WARM: usize = 2;

/// A program, started as often as there are questions, and a little more.
pub struct Pool(Arc<Inner>);

struct Inner {
    words: Vec<String>,
    complaints: Complaints,
    warm: Mutex<Vec<Program>>,
    is_closed: AtomicBool,
}

impl Pool {
    /// Starts the first ones; the error says why that cannot be.
    pub fn start(words: Vec<String>, complaints: Complaints) -> Result<Self> {
        let inner = Inner {
            words,
            complaints,
            warm: Mutex::default(),
            is_closed: AtomicBool::new(false),
        };
        inner.fill()?;
        Ok(Self(Arc::new(inner)))
    }

    /// One answer, or why there is none.
    pub fn ask(
        &self,
        question: Vec<u8>,
        until: Instant,
        is_over: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, String> {
        let ready = self.0.warm().pop();
        let program = match ready {
            Some(program) => program,
            None => self.0.program().map_err(|error| error.to_string())?,
        };
        let inner = self.0.clone();
        super::aside(move || drop(inner.fill()));
        let is_over = || is_over() || self.0.is_closed.load(Ordering::Relaxed);
        program.ask(question, until, &is_over)
    }

    /// Ends all programs.
    pub fn close(&self) {
        self.0.is_closed.store(true, Ordering::Relaxed);
        self.0.warm().clear();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.close();
    }
}

impl Inner {
    fn warm(&self) -> MutexGuard<'_, Vec<Program>> {
        self.warm.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn program(&self) -> Result<Program> {
        Program::start(&self.words, LIMIT, &self.complaints)
    }

    fn fill(&self) -> Result<()> {
        while self.warm().len() < WARM && !self.is_closed.load(Ordering::Relaxed) {
            let program = self.program()?;
            let mut warm = self.warm();
            // Looked at under the lock: what is started after the end would stay.
            if !self.is_closed.load(Ordering::Relaxed) {
                // The oldest is asked first.
                warm.insert(0, program);
            }
        }
        Ok(())
    }
}
