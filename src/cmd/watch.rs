//! Commands that run on: what happens is shown as it happens, until Ctrl-C or SIGTERM.
//!
//! No connection waits for the terminal: where too much waits to be shown already, the next is only counted. What waits is
//! written at once.
use super::context::Context;
use super::report;
use crate::error::{Error, Result, Verdict};
use crate::io::signals::{self, Stop};
use serde::Serialize;
use std::fmt;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How much may wait for a slow terminal.
const WAITING: usize = 1024;
/// How much is written at a time, about.
const PIECE: usize = 64 * 1024;

/// The counts of a run, to which everything that happens is added, shown or not.
pub(crate) trait Tally<R>: Default + Serialize + fmt::Display + Send + 'static {
    /// Counts what happened.
    fn count(&mut self, happened: &R);
}

/// What happens, and signals, in one queue, which the main thread empties.
pub(crate) struct Watch<R, T> {
    messages: Receiver<Message<R>>,
    teller: Teller<R, T>,
    /// Of how much it was said that it is not shown.
    passed_over: u64,
}

enum Message<R> {
    Happened(R),
    Stop(Stop),
}

/// What hands over what happened, from any thread.
pub(crate) struct Teller<R, T> {
    sender: SyncSender<Message<R>>,
    counts: Arc<Mutex<Counts<T>>>,
}

/// The summary.
#[derive(Default, Serialize)]
struct Counts<T> {
    #[serde(flatten)]
    tally: T,
    /// What came faster than it could be shown.
    not_shown: u64,
}

impl<R, T> Clone for Teller<R, T> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
            counts: self.counts.clone(),
        }
    }
}

impl<R, T: Tally<R>> Teller<R, T> {
    /// Has it shown and counted, or only counted where there is no room.
    pub(crate) fn tell(&self, happened: R) {
        let sent = self.sender.try_send(Message::Happened(happened));
        if let Err(TrySendError::Full(Message::Happened(happened))) = sent {
            let mut counts = self.counts();
            counts.tally.count(&happened);
            counts.not_shown += 1;
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts<T>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R: Send + 'static, T: Tally<R>> Watch<R, T> {
    /// From now on Ctrl-C and SIGTERM arrive here.
    pub(crate) fn start() -> Result<Self> {
        let watch = Self::new();
        let sender = watch.teller.sender.clone();
        let stops = signals::watch()?;
        std::thread::spawn(move || {
            for stop in stops {
                // Nobody is left to read when this fails.
                let _ = sender.send(Message::Stop(stop));
            }
        });
        Ok(watch)
    }

    fn new() -> Self {
        let (sender, messages) = mpsc::sync_channel(WAITING);
        let teller = Teller {
            sender,
            counts: Arc::default(),
        };
        Self {
            messages,
            teller,
            passed_over: 0,
        }
    }

    /// What hands over what happened.
    pub(crate) fn teller(&self) -> Teller<R, T> {
        self.teller.clone()
    }

    /// Shows what happens until a signal comes. `write` adds the lines of one to the text.
    pub(crate) fn until_stopped(
        &mut self,
        context: &mut Context,
        mut write: impl FnMut(&mut Context, R, &mut Vec<u8>) -> Result<()>,
    ) -> Result<Stop> {
        loop {
            let Ok(message) = self.messages.recv() else {
                return Err(Error::unknown("nothing is left to be watched"));
            };
            if let Some(stop) = self.show(context, message, &mut write)? {
                return Ok(stop);
            }
        }
    }

    /// Does what ends the work, and shows what still happens meanwhile.
    pub(crate) fn end<E: Default + Send + 'static>(
        &mut self,
        context: &mut Context,
        ending: impl FnOnce() -> E + Send + 'static,
        mut write: impl FnMut(&mut Context, R, &mut Vec<u8>) -> Result<()>,
    ) -> Result<E> {
        let ending = std::thread::spawn(ending);
        loop {
            let ended = ending.is_finished();
            match self.messages.recv_timeout(Duration::from_millis(5)) {
                Ok(message) => drop(self.show(context, message, &mut write)?),
                Err(RecvTimeoutError::Timeout) if !ended => {}
                Err(_) => break,
            }
        }
        Ok(ending.join().unwrap_or_default())
    }

    /// Shows this and what waits behind it, in one write. Gives the end that was asked for among them.
    fn show(
        &mut self,
        context: &mut Context,
        first: Message<R>,
        write: &mut impl FnMut(&mut Context, R, &mut Vec<u8>) -> Result<()>,
    ) -> Result<Option<Stop>> {
        let mut text = Vec::new();
        let mut stop = None;
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Happened(happened) => {
                    self.teller.counts().tally.count(&happened);
                    write(context, happened, &mut text)?;
                }
                Message::Stop(asked) => stop = Some(asked),
            }
            let goes_on = stop.is_none() && text.len() < PIECE;
            next = goes_on.then(|| self.messages.try_recv().ok()).flatten();
        }
        self.pass_over(context, &mut text)?;
        context.terminal.print_bytes(&text)?;
        Ok(stop)
    }

    /// Says how much found no room to wait.
    fn pass_over(&mut self, context: &Context, text: &mut Vec<u8>) -> Result<()> {
        let not_shown = self.teller.counts().not_shown;
        let count = not_shown - std::mem::replace(&mut self.passed_over, not_shown);
        if count == 0 {
            return Ok(());
        }
        if context.terminal.is_json() {
            let value = serde_json::json!({ "type": "not_shown", "count": count });
            return report::json_line(text, &value);
        }
        let words = format!("... and {count} more");
        report::line(text, &context.terminal.out_styles().faint(words));
        Ok(())
    }

    /// The summary: words for people, the last line for programs. `complete` adds what only the end tells.
    pub(crate) fn farewell(
        self,
        context: &mut Context,
        complete: impl FnOnce(&mut T),
    ) -> Result<()> {
        #[derive(Serialize)]
        struct Summary<'a, T> {
            r#type: &'static str,
            #[serde(flatten)]
            counts: &'a Counts<T>,
        }
        let mut counts = self.teller.counts();
        complete(&mut counts.tally);
        if context.terminal.is_json() {
            context.terminal.print_json(&Summary {
                r#type: "summary",
                counts: &*counts,
            })?;
        }
        let not_shown = match counts.not_shown {
            0 => String::new(),
            count => format!(", {count} not shown"),
        };
        context
            .terminal
            .note(format!("{}{not_shown}", counts.tally));
        Ok(())
    }
}

/// What a command that was stopped so has to say.
pub(crate) fn verdict(stop: Stop) -> Verdict {
    match stop {
        Stop::Interrupt => Verdict::Interrupted,
        Stop::Terminate => Verdict::Yes,
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

    impl Tally<u64> for Sum {
        fn count(&mut self, happened: &u64) {
            self.sum += happened;
        }
    }

    #[test]
    fn full_queue_counts_instead_of_blocking() {
        let watch = Watch::<u64, Sum>::new();
        let teller = watch.teller();
        (0..WAITING + 312).for_each(|_| teller.tell(1));
        assert_eq!(teller.counts().not_shown, 312);
        assert_eq!(teller.counts().tally.sum, 312);
    }
}
