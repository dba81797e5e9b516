//! Reports on their way to the terminal. No connection waits for it: where too many wait already, the next are only counted.
use crate::flow::receive::{Report, Tally};
use crate::io::signals::Stop;
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many reports may wait for a slow terminal.
const WAITING: usize = 1024;

/// What the main thread waits for.
pub(super) enum Message {
    Report(Box<Report>),
    Stop(Stop),
}

/// Where messages are handed over, from any thread.
#[derive(Clone)]
pub(super) struct Queue {
    messages: SyncSender<Message>,
    tally: Arc<Mutex<Tally>>,
}

impl Queue {
    /// A queue and its other end.
    pub(super) fn new() -> (Self, Receiver<Message>) {
        let (messages, receiver) = mpsc::sync_channel(WAITING);
        let tally = Arc::default();
        (Self { messages, tally }, receiver)
    }

    /// Has a report shown and counted, or only counted where there is no room.
    pub(super) fn report(&self, report: Report) {
        let sent = self.messages.try_send(Message::Report(Box::new(report)));
        if let Err(TrySendError::Full(Message::Report(report))) = sent {
            let mut tally = self.tally();
            tally.add(&report);
            tally.not_shown += 1;
        }
    }

    /// Tells that an end is asked for.
    pub(super) fn stop(&self, stop: Stop) {
        // Nobody is left to read when this fails.
        let _ = self.messages.send(Message::Stop(stop));
    }

    /// What was counted so far: what was shown, and what found no room.
    pub(super) fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::exchange::{Direction, Exchange};
    use crate::model::http::Request;
    use crate::model::protocol::Event;
    use crate::model::time::Timestamp;

    #[test]
    fn nobody_waits_for_a_screen_that_does_not_move() {
        let (queue, _messages) = Queue::new();
        let request = Request::post("/", "application/json", "{}");
        let event = Event::default();
        let exchange = Exchange::event(Direction::Received, Timestamp(0), [0; 4], request, event);
        for _ in 0..WAITING + 312 {
            queue.report(Report {
                exchange: exchange.clone(),
                duplicate: false,
                note: None,
                stored: true,
                forward: None,
            });
        }
        assert_eq!(queue.tally().not_shown, 312);
        assert_eq!(queue.tally().received, 312);
    }
}
