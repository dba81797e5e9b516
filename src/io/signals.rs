//! Receives signals of the operating system.
use crate::error::{Error, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, Receiver};

/// Number of SIGINT, as Ctrl-C sends it.
pub const INTERRUPT: i32 = SIGINT;
/// Number of SIGTERM.
pub const TERMINATE: i32 = SIGTERM;

/// A signal that asks momo to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopSignal {
    /// SIGINT, such as Ctrl-C.
    Interrupt,
    /// SIGTERM, as sent by service managers and `kill`.
    Terminate,
}

/// Receives the first SIGINT or SIGTERM from now on. A second one ends the process at once, in case the shutdown hangs.
///
/// # Errors
/// Fails if the signal handlers cannot be installed.
pub fn watch_stop() -> Result<Receiver<StopSignal>> {
    let mut signals = Signals::new([SIGINT, SIGTERM])
        .map_err(|error| Error::unknown("signals cannot be watched").because(error))?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut is_stopping = false;
        for signal in signals.forever() {
            if is_stopping {
                let _ = emulate_default_handler(signal);
            }
            is_stopping = true;
            end_echo(signal);
            let stop = match signal {
                SIGINT => StopSignal::Interrupt,
                _ => StopSignal::Terminate,
            };
            let _ = sender.send(stop);
        }
    });
    Ok(receiver)
}

/// Receives the number of every SIGINT, SIGQUIT, SIGTERM and SIGHUP from now on and disables their default actions. The
/// caller forwards them to a program that momo runs.
///
/// # Errors
/// Fails if the signal handlers cannot be installed.
pub fn watch_all() -> Result<Receiver<i32>> {
    let mut signals = Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP])
        .map_err(|error| Error::unknown("signals cannot be watched").because(error))?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for signal in signals.forever() {
            end_echo(signal);
            if sender.send(signal).is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}

/// Ends the line on which a terminal has echoed `^C`, so that what follows begins on a line of its own.
fn end_echo(signal: i32) {
    let mut err = std::io::stderr();
    if matches!(signal, SIGINT | SIGQUIT) && err.is_terminal() {
        let _ = err.write_all(b"\n");
    }
}

/// Returns the name of a signal, such as `SIGTERM`; `a signal` for an unknown number.
pub fn name(number: i32) -> &'static str {
    signal_hook::low_level::signal_name(number).unwrap_or("a signal")
}
