//! Starts the bot that is checked, and waits until it takes connections.
use crate::error::{Error, Result};
use crate::io::command::{CommandSpec, InputMode, OutputMode, Service, ServiceEvent, ServiceExit};
use crate::io::probe;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Number of lines of the bot's output that are kept.
const KEPT_LINES: usize = 12;
const PROBE_INTERVAL: Duration = Duration::from_millis(25);
/// How long a bot has to end.
const GRACE: Duration = Duration::from_secs(2);

/// A running bot. It is ended with this value, and with momo.
pub struct BotProcess {
    service: Service,
    output: Arc<Mutex<ProcessOutput>>,
}

#[derive(Default)]
struct ProcessOutput {
    lines: VecDeque<String>,
    exit: Option<ServiceExit>,
}

impl BotProcess {
    /// Starts a command and waits until something takes connections at the URL.
    ///
    /// # Errors
    /// It cannot be started, it ends, or nothing takes connections in time.
    pub fn start(
        argv: Vec<OsString>,
        variables: Vec<(&'static str, OsString)>,
        url: &str,
        ready_timeout: Duration,
    ) -> Result<Self> {
        let output = Arc::<Mutex<ProcessOutput>>::default();
        let spec = CommandSpec {
            argv,
            variables,
            stdin: InputMode::EndsWithMomo,
            stdout: OutputMode::Lines,
            stderr: OutputMode::Lines,
        };
        let sink = output.clone();
        let service = Service::start(&spec, move |event| sink.lock().add(event));
        let process = Self {
            service: service.map_err(|not_started| not_started.error)?,
            output,
        };
        process.wait_until_ready(url, ready_timeout)?;
        Ok(process)
    }

    fn wait_until_ready(&self, url: &str, timeout: Duration) -> Result<()> {
        let deadline = Instant::now() + timeout;
        while !probe::can_connect(url) {
            let why = match self.exit_code() {
                Some(code) => format!("the bot ended with {code} before it took connections"),
                None if Instant::now() > deadline => {
                    format!("the bot took no connections at {url} within {timeout:?}")
                }
                None => {
                    std::thread::sleep(PROBE_INTERVAL);
                    continue;
                }
            };
            let error = Error::unknown(why);
            let error = match self.last_lines().join("\n") {
                lines if lines.is_empty() => error,
                lines => error.because(format!("its last words:\n{lines}")),
            };
            return Err(error.hint(
                "It finds the port in PORT; TARGET says where it listens if that is elsewhere.",
            ));
        }
        Ok(())
    }

    /// Returns the exit code if the bot has ended.
    pub fn exit_code(&self) -> Option<u8> {
        self.output.lock().exit.map(ServiceExit::code)
    }

    /// Returns the last lines of the bot's output.
    pub fn last_lines(&self) -> Vec<String> {
        self.output.lock().lines.iter().cloned().collect()
    }
}

impl ProcessOutput {
    fn add(&mut self, event: ServiceEvent) {
        match event {
            ServiceEvent::Line(_, line) => {
                if self.lines.len() == KEPT_LINES {
                    self.lines.pop_front();
                }
                self.lines
                    .push_back(String::from_utf8_lossy(&line).into_owned());
            }
            ServiceEvent::Exited(exit) => self.exit = Some(exit),
            ServiceEvent::Closed(_) => {}
        }
    }
}

impl Drop for BotProcess {
    fn drop(&mut self) {
        self.service.stop(GRACE, &|| false);
    }
}
