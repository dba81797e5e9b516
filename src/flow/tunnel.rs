//! Runs a tunnel program beside a server, and reads the public URL from its output.
//!
//! Threads: those of the service send to one unbounded channel; thread `tunnel` is its only receiver and calls the
//! observer. It ends with the program, or if that tells no URL in time.
use crate::error::{Error, Result};
use crate::io::command::{
    self, CommandSpec, InputMode, OutputMode, Service, ServiceEvent, ServiceExit,
};
use crate::io::server::loopback_address;
use crate::model::tunnel::Tunnel;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// How long a program has until it tells its URL: some are fetched first, and then connect.
const URL_TIMEOUT: Duration = Duration::from_secs(60);
/// How long to wait for the remaining output of an ended program.
const OUTPUT_GRACE: Duration = Duration::from_millis(500);
/// Time between SIGTERM and SIGKILL.
const STOP_GRACE: Duration = Duration::from_secs(3);
/// Number of lines of output that errors cite.
const MAX_LINES: usize = 5;

/// An event of a running tunnel.
#[derive(Debug)]
pub enum TunnelEvent {
    /// The server is public at this URL, which has no path.
    Open(String),
    /// The program ended, or told no URL in time.
    Failed(Error),
    /// The program ended after it had told the URL.
    Ended(Error),
}

/// A running tunnel program; stops when dropped.
pub struct RunningTunnel {
    service: Service,
    is_stopping: Arc<AtomicBool>,
}

impl RunningTunnel {
    /// Starts the program for a server of this machine. The observer is called on another thread.
    ///
    /// # Errors
    /// Fails if the program cannot be started, or ssh does not understand its arguments.
    pub fn start(
        tunnel: &Tunnel,
        server: SocketAddr,
        observe: impl Fn(TunnelEvent) + Send + 'static,
    ) -> Result<Self> {
        let server = loopback_address(server);
        let ssh_host = tunnel.ssh_settings_argv().map(ssh_host).transpose()?;
        let spec = CommandSpec {
            argv: tunnel.argv(server).into_iter().map(Into::into).collect(),
            variables: Vec::new(),
            stdin: InputMode::EndsWithMomo,
            stdout: OutputMode::Lines,
            stderr: OutputMode::Lines,
        };
        let (sender, events) = mpsc::channel();
        let service = Service::start(&spec, move |event| drop(sender.send(event)));
        let service = service.map_err(|not_started| not_started.error)?;
        let is_stopping = Arc::new(AtomicBool::new(false));
        let watch = TunnelWatch {
            tunnel: tunnel.clone(),
            ssh_host: ssh_host.unwrap_or_default(),
            is_open: false,
            last_lines: VecDeque::new(),
            is_stopping: is_stopping.clone(),
        };
        std::thread::spawn(move || watch.run(&events, observe));
        Ok(Self {
            service,
            is_stopping,
        })
    }

    /// Stops the program and its descendants; events are not reported any more.
    pub fn stop(&mut self) {
        self.is_stopping.store(true, Ordering::Relaxed);
        self.service.stop(STOP_GRACE, &|| false);
    }
}

impl Drop for RunningTunnel {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Returns the host that ssh connects to: an alias of its settings may stand for it.
fn ssh_host(argv: Vec<String>) -> Result<String> {
    let settings = command::output(&argv)?;
    let mut hosts = settings
        .lines()
        .filter_map(|line| line.strip_prefix("hostname "));
    let host = hosts.next().map(str::to_owned);
    host.ok_or_else(|| Error::unknown("`ssh -G` does not tell the host"))
}

/// State of thread `tunnel`.
struct TunnelWatch {
    tunnel: Tunnel,
    /// Empty for other programs than ssh.
    ssh_host: String,
    is_open: bool,
    last_lines: VecDeque<String>,
    is_stopping: Arc<AtomicBool>,
}

impl TunnelWatch {
    fn run(mut self, events: &Receiver<ServiceEvent>, observe: impl Fn(TunnelEvent)) {
        let report = |event| {
            if !self.is_stopping.load(Ordering::Relaxed) {
                observe(event);
            }
        };
        let mut deadline = Some(Instant::now() + URL_TIMEOUT);
        let mut exit = None;
        let mut open_streams = 2;
        while exit.is_none() || open_streams > 0 {
            match next_event(events, deadline) {
                Some(ServiceEvent::Line(_, line)) => {
                    let line = String::from_utf8_lossy(&line);
                    let url = self.tunnel.public_url(&line, &self.ssh_host);
                    if let Some(url) = url.filter(|_| !self.is_open) {
                        self.is_open = true;
                        // The deadline of an ended program stays.
                        deadline = deadline.filter(|_| exit.is_some());
                        report(TunnelEvent::Open(url));
                    }
                    if !line.trim().is_empty() {
                        self.last_lines.push_back(line.trim().to_owned());
                    }
                    if self.last_lines.len() > MAX_LINES {
                        self.last_lines.pop_front();
                    }
                }
                Some(ServiceEvent::Closed(_)) => open_streams -= 1,
                Some(ServiceEvent::Exited(how)) => {
                    exit = Some(how);
                    deadline = Some(Instant::now() + OUTPUT_GRACE);
                }
                None => break,
            }
        }
        let error = self.error(exit);
        report(match self.is_open {
            true => TunnelEvent::Ended(error),
            false => TunnelEvent::Failed(error),
        });
    }

    /// Returns the error of a program that ended, or of one that tells no URL.
    fn error(&self, exit: Option<ServiceExit>) -> Error {
        let program = self.tunnel.program();
        let error = Error::unknown(match exit {
            Some(ServiceExit::Exit(code)) => {
                format!("the tunnel `{program}` ended with exit code {code}")
            }
            Some(ServiceExit::Signal(number)) => {
                format!("the tunnel `{program}` was ended by signal {number}")
            }
            None => format!(
                "the tunnel `{program}` told no public URL within {} s",
                URL_TIMEOUT.as_secs()
            ),
        });
        match self.last_lines.len() {
            0 => error,
            _ => error.because(Vec::from(self.last_lines.clone()).join("\n")),
        }
    }
}

/// Returns the next event; `None` after the deadline, or if there are no more.
fn next_event(events: &Receiver<ServiceEvent>, deadline: Option<Instant>) -> Option<ServiceEvent> {
    match deadline {
        None => events.recv().ok(),
        Some(deadline) => {
            let remaining = deadline.saturating_duration_since(Instant::now());
            events.recv_timeout(remaining).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::command::Stream;
    use std::cell::RefCell;

    #[test]
    fn program_that_tells_its_url_after_its_end_is_not_awaited() {
        let (sender, events) = mpsc::channel();
        let watch = TunnelWatch {
            tunnel: Tunnel::new(vec!["any".into()]).expect("a program"),
            ssh_host: String::new(),
            is_open: false,
            last_lines: VecDeque::new(),
            is_stopping: Arc::default(),
        };
        // A descendant of it holds the streams open.
        for event in [
            ServiceEvent::Exited(ServiceExit::Exit(0)),
            ServiceEvent::Line(Stream::Out, b"https://momo.example".to_vec()),
        ] {
            sender.send(event).expect("a receiver");
        }
        let told = RefCell::new(Vec::new());
        watch.run(&events, |event| told.borrow_mut().push(event));
        let told = told.into_inner();
        assert!(
            matches!(&*told, [TunnelEvent::Open(url), TunnelEvent::Ended(_)] if url == "https://momo.example"),
            "{told:?}"
        );
    }
}
