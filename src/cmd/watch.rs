//! Commands that run on: what they report, as it comes, until Ctrl-C or SIGTERM.
use crate::error::{Error, Result, Verdict};
use crate::io::signals::{self, Stop};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

/// How many reports may wait for a slow terminal before connections wait too.
const WAITING: usize = 1024;

/// Reports and signals in one queue, which the main thread empties.
pub(crate) struct Watch<R> {
    sender: SyncSender<Message<R>>,
    messages: Receiver<Message<R>>,
}

enum Message<R> {
    Report(R),
    Stop(Stop),
}

impl<R: Send + 'static> Watch<R> {
    /// From now on Ctrl-C and SIGTERM arrive here.
    pub(crate) fn start() -> Result<Self> {
        let (sender, messages) = mpsc::sync_channel(WAITING);
        let stops = signals::watch()?;
        let signalled = sender.clone();
        std::thread::spawn(move || {
            for stop in stops {
                let _ = signalled.send(Message::Stop(stop));
            }
        });
        Ok(Self { sender, messages })
    }

    /// What hands reports over, from any thread.
    pub(crate) fn teller(&self) -> impl Fn(R) + Send + Sync + use<R> {
        let sender = self.sender.clone();
        move |report| {
            // Nobody is left to read when this fails.
            let _ = sender.send(Message::Report(report));
        }
    }

    /// Shows what comes until a signal does.
    pub(crate) fn until_stopped(&self, mut show: impl FnMut(R) -> Result<()>) -> Result<Stop> {
        loop {
            match self.messages.recv() {
                Ok(Message::Report(report)) => show(report)?,
                Ok(Message::Stop(stop)) => return Ok(stop),
                Err(_) => return Err(Error::unknown("nothing is left to be watched")),
            }
        }
    }

    /// Does what ends the work, and shows what still comes meanwhile.
    pub(crate) fn end<T: Default + Send + 'static>(
        &self,
        ending: impl FnOnce() -> T + Send + 'static,
        mut show: impl FnMut(R) -> Result<()>,
    ) -> Result<T> {
        let ending = std::thread::spawn(ending);
        loop {
            let ended = ending.is_finished();
            match self.messages.recv_timeout(Duration::from_millis(5)) {
                Ok(Message::Report(report)) => show(report)?,
                Ok(Message::Stop(_)) => {}
                Err(RecvTimeoutError::Timeout) if !ended => {}
                Err(_) => break,
            }
        }
        Ok(ending.join().unwrap_or_default())
    }
}

/// What a command that was stopped so has to say.
pub(crate) fn verdict(stop: Stop) -> Verdict {
    match stop {
        Stop::Interrupt => Verdict::Interrupted,
        Stop::Terminate => Verdict::Yes,
    }
}
