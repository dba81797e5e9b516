//! Signals that ask a running momo to end.
use crate::error::{Error, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::sync::mpsc::{self, Receiver};

/// What the user or the system asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM, as service managers and `kill` send it.
    Terminate,
}

/// From now on the first Ctrl-C or SIGTERM arrives here. A second one ends the process at once, should the graceful end hang.
pub fn watch() -> Result<Receiver<Stop>> {
    let mut signals = Signals::new([SIGINT, SIGTERM])
        .map_err(|error| Error::unknown("signals cannot be watched").because(error))?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut asked = false;
        for signal in signals.forever() {
            if asked {
                let _ = emulate_default_handler(signal);
            }
            asked = true;
            let stop = match signal {
                SIGINT => Stop::Interrupt,
                _ => Stop::Terminate,
            };
            let _ = sender.send(stop);
        }
    });
    Ok(receiver)
}
