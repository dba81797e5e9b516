//! The local platform that `momo mcp --allow-write` starts for its client where none runs.
use crate::error::{Error, Result};
use crate::io::command::run_own;
use crate::io::files::{DevClaim, DevFile, Home};
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long the platform may take to answer.
const MAX_WAIT: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Its command line: any free port, so that it is in nobody's way.
const COMMAND: [&str; 5] = ["dev", "--port", "0", "--quiet", "--json"];

/// A `momo dev` that runs beside the server.
#[derive(Default)]
pub(super) struct OwnPlatform {
    is_ending: Arc<AtomicBool>,
    /// Completes with the platform's last words.
    running: Mutex<Option<JoinHandle<String>>>,
}

impl OwnPlatform {
    /// Starts the platform if none runs, and returns where it is.
    ///
    /// # Errors
    /// Fails if it ends at once, does not answer within 20 s, or if nobody waits any longer.
    pub(super) fn start(&self, home: &Home, is_cancelled: &dyn Fn() -> bool) -> Result<Value> {
        // Two calls at one time start one.
        let mut running = self.running.lock();
        // The claim removes the address of a platform that was killed. Without one a platform runs, or is about to.
        let none_runs = DevClaim::try_acquire(home)?.is_some();
        if none_runs {
            let is_ending = Arc::clone(&self.is_ending);
            *running = Some(std::thread::spawn(move || {
                let is_cancelled = || is_ending.load(Ordering::Relaxed);
                let line = COMMAND.map(str::to_owned);
                let ended = run_own(&line, Vec::new(), &is_cancelled);
                ended.map_or_else(|error| error.to_string(), |output| output.err)
            }));
        }
        let deadline = Instant::now() + MAX_WAIT;
        while Instant::now() < deadline && !is_cancelled() {
            if let Some(file) = DevFile::read(home)? {
                return Ok(place(&file, running.is_some()));
            }
            if let Some(ended) = running.take_if(|thread| thread.is_finished()) {
                let words = ended.join().unwrap_or_default();
                return Err(
                    Error::unknown("the local platform ended at once").because(words.trim())
                );
            }
            std::thread::sleep(POLL_INTERVAL);
        }
        Err(Error::unknown("the local platform does not answer"))
    }

    /// Ends a platform that was started here, and waits for that.
    pub(super) fn end(&self) {
        self.is_ending.store(true, Ordering::Relaxed);
        if let Some(thread) = self.running.lock().take() {
            // Fails if it panicked.
            let _ = thread.join();
        }
    }
}

fn place(file: &DevFile, is_own: bool) -> Value {
    json!({
        "command": format!("momo {}", COMMAND.join(" ")),
        "exit_code": 0,
        "result": { "api_base": file.api_base, "ends_with_this_server": is_own },
    })
}
