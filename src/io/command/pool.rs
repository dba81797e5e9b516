//! Pool of agent programs that are started in advance.
//!
//! [`ProgramPool::run`] takes a warm program on the caller's thread and blocks until its answer. Meanwhile a detached
//! thread refills the pool. The lock of the warm programs is never held while a program is started or run.
use super::stray::Mark;
use super::{Program, StderrSink};
use crate::error::Result;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Maximum size of an answer in bytes, inclusive.
const MAX_OUTPUT_BYTES: usize = 128 * 1024;
/// Number of programs kept waiting for input.
const MAX_WARM: usize = 2;

/// Runs one program per request.
pub struct ProgramPool(Arc<PoolState>);

struct PoolState {
    argv: Vec<String>,
    /// Mark of all programs of the pool.
    mark: Mark,
    stderr_sink: StderrSink,
    warm: Mutex<Vec<Program>>,
    is_closed: AtomicBool,
}

impl ProgramPool {
    /// Starts the first programs.
    ///
    /// # Errors
    /// Fails if the program cannot be started.
    pub fn start(argv: Vec<String>, stderr_sink: StderrSink) -> Result<Self> {
        let state = PoolState {
            argv,
            mark: Mark::new(),
            stderr_sink,
            warm: Mutex::default(),
            is_closed: AtomicBool::new(false),
        };
        state.fill()?;
        Ok(Self(Arc::new(state)))
    }

    /// Runs a program with this input and returns its output. `is_cancelled` is polled until the end.
    ///
    /// # Errors
    /// Fails with a sentence for the user if the program cannot be started, fails, writes more than 128 KiB, misses the
    /// deadline, is cancelled, or the pool is closed.
    pub fn run(
        &self,
        input: Vec<u8>,
        deadline: Instant,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, String> {
        let next = self.0.warm.lock().pop();
        let program = match next {
            Some(program) => program,
            None => self.0.start_program().map_err(|error| error.to_string())?,
        };
        let state = self.0.clone();
        super::spawn_detached(move || drop(state.fill()));
        let is_cancelled = || is_cancelled() || self.0.is_closed.load(Ordering::Relaxed);
        program.run(input, deadline, &is_cancelled)
    }

    /// Kills waiting programs, cancels running ones and ends what programs left in other process groups or sessions.
    pub fn close(&self) {
        if !self.0.is_closed.swap(true, Ordering::Relaxed) {
            self.0.warm.lock().clear();
            self.0.mark.end_processes(Instant::now(), &|| false);
        }
    }
}

impl Drop for ProgramPool {
    fn drop(&mut self) {
        self.close();
    }
}

impl PoolState {
    fn start_program(&self) -> Result<Program> {
        Program::start(&self.argv, &self.mark, MAX_OUTPUT_BYTES, &self.stderr_sink)
    }

    fn fill(&self) -> Result<()> {
        while self.warm.lock().len() < MAX_WARM && !self.is_closed.load(Ordering::Relaxed) {
            let program = self.start_program()?;
            let mut warm = self.warm.lock();
            // Checked under the lock: `close` would not see a program that is added after it.
            if !self.is_closed.load(Ordering::Relaxed) {
                // `pop` takes the oldest first.
                warm.insert(0, program);
            }
        }
        Ok(())
    }
}
