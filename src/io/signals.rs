//! Signals that ask a running momo to end.
use crate::error::{Error, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
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

/// From now on every Ctrl-C, Ctrl-\\, SIGTERM and SIGHUP arrives here by its number and does nothing else: it is passed on
/// to a program that momo runs.
pub fn every() -> Result<Receiver<i32>> {
    let mut signals = Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP])
        .map_err(|error| Error::unknown("signals cannot be watched").because(error))?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if sender.send(signal).is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}

/// How a signal is called.
pub fn name(number: i32) -> &'static str {
    signal_hook::low_level::signal_name(number).unwrap_or("a signal")
}
