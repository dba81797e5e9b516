//! Event loop of long-running commands: prints events until Ctrl-C or SIGTERM.
//!
//! Server threads send events, and one thread sends stop signals, into a bounded queue. The main thread drains the
//! queue and writes to the terminal. Server threads never block: if the queue is full, the event is only counted.
//! Only the signal thread and that of a tunnel may block on a full queue. The statistics have their own lock, held to
//! count and, after the shutdown, to print the summary.
use super::context::{Context, terminal_width};
use super::exchange_lines;
use super::tunnel::TunnelOutput;
use crate::error::{Error, Result, Verdict};
use crate::flow::tunnel::{RunningTunnel, TunnelEvent};
use crate::io::signals::{self, StopSignal};
use crate::model::activity::Activity;
use crate::model::tunnel::Tunnel;
use crate::view::terminal::told;
use parking_lot::Mutex;
use serde::Serialize;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::time::Duration;

/// Maximum number of events that wait for a slow terminal.
const MAX_QUEUED: usize = 1024;
/// Size from which on a write takes no further events, in bytes.
const MAX_WRITE_BYTES: usize = 64 * 1024;

/// Interval of checks whether the server still runs.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// Statistics of a run. Includes events that were not shown.
pub(crate) trait RunStats: Default + Serialize + fmt::Display + Send + 'static {
    /// Whether the JSON of the summary counts the events that were not shown even if all were.
    const COUNTS_NOT_SHOWN: bool = true;

    fn count(&mut self, event: &Activity);
}

/// Receiving end of the queue, used by the main thread.
pub(crate) struct EventLoop<T> {
    messages: Receiver<LoopMessage>,
    sender: EventSender<T>,
    /// Number of skipped events that were already reported.
    reported_skips: u64,
    /// `None` without a tunnel.
    tunnel: Option<TunnelOutput>,
}

enum LoopMessage {
    Event(Activity),
    Stop(StopSignal),
    Tunnel(TunnelEvent),
}

/// Sending end of the queue, for any thread.
pub(crate) struct EventSender<T> {
    sender: SyncSender<LoopMessage>,
    stats: Arc<Mutex<CountedStats<T>>>,
}

#[derive(Default)]
struct CountedStats<T> {
    stats: T,
    /// Number of events that were dropped because the queue was full.
    not_shown: u64,
}

/// The JSON of the summary.
#[derive(Serialize)]
struct SummaryLine<'a, T> {
    r#type: &'static str,
    #[serde(flatten)]
    stats: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_shown: Option<u64>,
}

impl<T> Clone for EventSender<T> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
            stats: self.stats.clone(),
        }
    }
}

impl<T: RunStats> EventSender<T> {
    /// Queues the event to be shown and counted. Never blocks: if the queue is full, the event is only counted.
    pub(crate) fn send(&self, event: Activity) {
        let sent = self.sender.try_send(LoopMessage::Event(event));
        if let Err(TrySendError::Full(LoopMessage::Event(event))) = sent {
            let mut counts = self.stats.lock();
            counts.stats.count(&event);
            counts.not_shown += 1;
        }
    }
}

impl<T: RunStats> EventLoop<T> {
    /// Creates the queue and starts the signal thread. From now on Ctrl-C and SIGTERM arrive in the queue.
    pub(crate) fn start() -> Result<Self> {
        let event_loop = Self::new();
        let sender = event_loop.sender.sender.clone();
        let stops = signals::watch_stop()?;
        std::thread::spawn(move || {
            for stop in stops {
                // Fails only if the loop has ended.
                let _ = sender.send(LoopMessage::Stop(stop));
            }
        });
        Ok(event_loop)
    }

    fn new() -> Self {
        let (sender, messages) = mpsc::sync_channel(MAX_QUEUED);
        let sender = EventSender {
            sender,
            stats: Arc::default(),
        };
        Self {
            messages,
            sender,
            reported_skips: 0,
            tunnel: None,
        }
    }

    pub(crate) fn sender(&self) -> EventSender<T> {
        self.sender.clone()
    }

    /// Starts the tunnel to a server, whose events are printed from now on; `None` if there is none to start. `on_change` as in
    /// [`TunnelOutput::new`].
    pub(crate) fn start_tunnel(
        &mut self,
        tunnel: Option<Tunnel>,
        server: SocketAddr,
        path: &str,
        on_change: impl Fn(Option<&str>) -> Result<Option<String>> + 'static,
    ) -> Result<Option<RunningTunnel>> {
        let Some(tunnel) = tunnel else {
            return Ok(None);
        };
        let sender = self.sender.sender.clone();
        // Fails only if the loop has ended.
        let observe = move |event| drop(sender.send(LoopMessage::Tunnel(event)));
        let running = RunningTunnel::start(&tunnel, server, observe)?;
        self.tunnel = Some(TunnelOutput::new(&tunnel, path, on_change));
        Ok(Some(running))
    }

    /// Prints events until a stop signal arrives. Fails once `is_running` returns false. `write` appends the lines of one event to the text.
    pub(crate) fn run_until_stopped(
        &mut self,
        context: &mut Context,
        is_running: impl Fn() -> bool,
        mut write: impl FnMut(&mut Context, Activity, &mut Vec<u8>) -> Result<()>,
    ) -> Result<StopSignal> {
        loop {
            let message = self.next_message(&is_running, CHECK_INTERVAL)?;
            if let Some(stop) = self.show(context, message, &mut write)? {
                return Ok(stop);
            }
        }
    }

    /// Waits for a message. The queue never closes by itself, since the loop holds a sender: whether the server still
    /// runs is checked at each interval without one.
    fn next_message(
        &self,
        is_running: impl Fn() -> bool,
        interval: Duration,
    ) -> Result<LoopMessage> {
        loop {
            match self.messages.recv_timeout(interval) {
                Ok(message) => return Ok(message),
                Err(RecvTimeoutError::Timeout) if is_running() => {}
                Err(_) => return Err(Error::unknown("the server has ended by itself")),
            }
        }
    }

    /// Runs `shutdown` on another thread, prints the events that arrive until it returns, and returns its result; the
    /// default if it panics.
    pub(crate) fn shut_down<E: Default + Send + 'static>(
        &mut self,
        context: &mut Context,
        shutdown: impl FnOnce() -> E + Send + 'static,
        mut write: impl FnMut(&mut Context, Activity, &mut Vec<u8>) -> Result<()>,
    ) -> Result<E> {
        let shutdown = std::thread::spawn(shutdown);
        loop {
            let is_finished = shutdown.is_finished();
            match self.messages.recv_timeout(Duration::from_millis(5)) {
                Ok(message) => drop(self.show(context, message, &mut write)?),
                Err(RecvTimeoutError::Timeout) if !is_finished => {}
                Err(_) => break,
            }
        }
        Ok(shutdown.join().unwrap_or_default())
    }

    /// Prints `first` and the queued events in one write. Stops reading at a stop signal, which it returns, or at
    /// [`MAX_WRITE_BYTES`].
    fn show(
        &mut self,
        context: &mut Context,
        first: LoopMessage,
        write: &mut impl FnMut(&mut Context, Activity, &mut Vec<u8>) -> Result<()>,
    ) -> Result<Option<StopSignal>> {
        // It may have been resized since the last events.
        context.terminal.set_width(terminal_width());
        let mut text = Vec::new();
        let mut stop = None;
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                LoopMessage::Event(event) => {
                    self.sender.stats.lock().stats.count(&event);
                    if let Some(note) = event.history_limit_note() {
                        context.terminal.print_bytes(&std::mem::take(&mut text))?;
                        context.terminal.note(note);
                    }
                    write(context, event, &mut text)?;
                }
                LoopMessage::Stop(stop_signal) => stop = Some(stop_signal),
                LoopMessage::Tunnel(event) => {
                    context.terminal.print_bytes(&std::mem::take(&mut text))?;
                    if let Some(tunnel) = &self.tunnel {
                        tunnel.print(context, event)?;
                    }
                }
            }
            let is_more_allowed = stop.is_none() && text.len() < MAX_WRITE_BYTES;
            next = is_more_allowed
                .then(|| self.messages.try_recv().ok())
                .flatten();
        }
        self.note_skipped(context, &mut text)?;
        context.terminal.print_bytes(&text)?;
        Ok(stop)
    }

    /// Appends a line with the number of events skipped since the last such line.
    fn note_skipped(&mut self, context: &Context, text: &mut Vec<u8>) -> Result<()> {
        let not_shown = self.sender.stats.lock().not_shown;
        let count = not_shown - std::mem::replace(&mut self.reported_skips, not_shown);
        if count == 0 {
            return Ok(());
        }
        if context.terminal.is_json() {
            let value = serde_json::json!({ "type": "not_shown", "count": count });
            return exchange_lines::push_json_line(text, &value);
        }
        let text_line = told(&format!("... and {count} more")).into_owned();
        exchange_lines::push_line(text, &context.terminal.out_styles().faint(text_line));
        Ok(())
    }

    /// Prints the summary. `complete` adds the figures that are known only at the end.
    pub(crate) fn print_summary(
        self,
        context: &mut Context,
        complete: impl FnOnce(&mut T),
    ) -> Result<()> {
        let mut counts = self.sender.stats.lock();
        complete(&mut counts.stats);
        if context.terminal.is_json() {
            let is_counted = T::COUNTS_NOT_SHOWN || counts.not_shown > 0;
            context.terminal.print_json(&SummaryLine {
                r#type: "summary",
                stats: &counts.stats,
                not_shown: is_counted.then_some(counts.not_shown),
            })?;
        }
        let not_shown = match counts.not_shown {
            0 => String::new(),
            count => format!(", {count} not shown"),
        };
        context
            .terminal
            .note(format!("{}{not_shown}", counts.stats));
        Ok(())
    }
}

pub(crate) fn stop_verdict(stop: StopSignal) -> Verdict {
    match stop {
        StopSignal::Interrupt => Verdict::Interrupted,
        StopSignal::Terminate => Verdict::Yes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default, Serialize)]
    struct Sum {
        sum: u64,
    }

    impl fmt::Display for Sum {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.sum.fmt(f)
        }
    }

    impl RunStats for Sum {
        fn count(&mut self, _: &Activity) {
            self.sum += 1;
        }
    }

    #[test]
    fn full_queue_counts_instead_of_blocking() {
        let event_loop = EventLoop::<Sum>::new();
        let sender = event_loop.sender();
        (0..MAX_QUEUED + 312).for_each(|_| sender.send(Activity::Stars));
        assert_eq!(sender.stats.lock().not_shown, 312);
        assert_eq!(sender.stats.lock().stats.sum, 312);
    }

    #[test]
    fn end_of_the_server_ends_the_loop() {
        let event_loop = EventLoop::<Sum>::new();
        event_loop.sender().send(Activity::Stars);
        assert!(event_loop.next_message(|| false, Duration::ZERO).is_ok());
        assert!(event_loop.next_message(|| false, Duration::ZERO).is_err());
    }
}
