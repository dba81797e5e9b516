//! Receives signals of the operating system; on Windows the events of the console.
use super::os::console;
use crate::error::{Error, Result};
use std::io;
use std::sync::mpsc::{self, Receiver};

/// Number of SIGINT, as Ctrl-C sends it.
const INTERRUPT: i32 = console::INTERRUPT;
/// Number of Ctrl-C that was typed into a line while momo edited it, which nobody else has got: SIGINT; on Windows one that
/// ends the programs, since momo cannot send them Ctrl-C.
pub const TYPED_INTERRUPT: i32 = console::TYPED_INTERRUPT;
/// Number of SIGTERM.
pub const TERMINATE: i32 = console::TERMINATE;

/// A signal that asks momo to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopSignal {
    /// SIGINT, such as Ctrl-C.
    Interrupt,
    /// SIGTERM, as sent by service managers and `kill`; on Windows Ctrl-Break, a closed console and a shutdown.
    Terminate,
}

/// Receives the first signal that asks momo to stop, from now on. A second one ends the process at once, in case the
/// shutdown hangs.
///
/// # Errors
/// Fails if the signal handlers cannot be installed.
pub fn watch_stop() -> Result<Receiver<StopSignal>> {
    let (sender, receiver) = mpsc::channel();
    let mut is_stopping = false;
    let watched = console::watch(console::STOPPING, move |signal| {
        if std::mem::replace(&mut is_stopping, true) {
            console::act_by_default(signal);
        }
        console::end_echo(signal);
        let stop = match signal {
            INTERRUPT => StopSignal::Interrupt,
            _ => StopSignal::Terminate,
        };
        let _ = sender.send(stop);
        true
    });
    watched.map_err(cannot_watch)?;
    Ok(receiver)
}

/// Receives the number of every signal for a program that momo runs, from now on, and disables their default actions:
/// SIGINT, SIGQUIT, SIGTERM and SIGHUP; on Windows Ctrl-C, Ctrl-Break, a closed console and a shutdown.
///
/// # Errors
/// Fails if the signal handlers cannot be installed.
pub fn watch_all() -> Result<Receiver<i32>> {
    let (sender, receiver) = mpsc::channel();
    let watched = console::watch(console::FORWARDED, move |signal| {
        console::end_echo(signal);
        sender.send(signal).is_ok()
    });
    watched.map_err(cannot_watch)?;
    Ok(receiver)
}

/// Has a signal that nobody watches end momo with the same exit code on all systems: 130 for Ctrl-C.
pub fn set_default_actions() {
    console::set_default_actions();
}

/// Returns what `ask` does, which waits for a person at the terminal and returns `None` where it sees Ctrl-C; `None` too if Ctrl-C
/// came and it cannot see that. What follows begins on a line of its own then.
///
/// # Errors
/// Fails if Ctrl-C cannot be watched.
pub fn unless_interrupted<T: Send + 'static>(
    ask: impl FnOnce() -> Option<T> + Send + 'static,
) -> Result<Option<T>> {
    console::unless_interrupted(ask).map_err(cannot_watch)
}

fn cannot_watch(error: io::Error) -> Error {
    Error::unknown("signals cannot be watched").because(error)
}

/// Returns the name of a signal, such as `SIGTERM`; `a signal` for an unknown number.
pub fn name(number: i32) -> &'static str {
    console::name(number)
}
