//! The terminal, and the signals that it and the system send.
use parking_lot::Mutex;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{self, OptionalActions, Termios};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::{emulate_default_handler, signal_name};
use std::io::{self, IsTerminal, Write};

/// Number of SIGINT, as Ctrl-C sends it.
pub(in crate::io) const INTERRUPT: i32 = SIGINT;
/// Number of Ctrl-C that was typed into a line while momo edited it.
pub(in crate::io) const TYPED_INTERRUPT: i32 = SIGINT;
/// Number of SIGTERM.
pub(in crate::io) const TERMINATE: i32 = SIGTERM;
/// Signals that ask momo to stop.
pub(in crate::io) const STOPPING: &[i32] = &[SIGINT, SIGTERM];
/// Signals that are forwarded to a program that momo runs.
pub(in crate::io) const FORWARDED: &[i32] = &[SIGINT, SIGQUIT, SIGTERM, SIGHUP];

/// Calls `receive` with each of these signals, on a thread of its own, until it returns `false`. Disables their default
/// actions.
///
/// # Errors
/// Fails if the signal handlers cannot be installed.
pub(in crate::io) fn watch(
    numbers: &'static [i32],
    mut receive: impl FnMut(i32) -> bool + Send + 'static,
) -> io::Result<()> {
    let mut signals = Signals::new(numbers)?;
    std::thread::spawn(move || {
        let _ = signals.forever().find(|signal| !receive(*signal));
    });
    Ok(())
}

/// Does nothing: the system ends momo by a signal that it does not watch.
pub(in crate::io) fn set_default_actions() {}

/// What has become of the line on which a question stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum QuestionLine {
    /// Nobody is asked.
    None,
    Open,
    /// Ctrl-C has ended it.
    Ended,
}

/// Line of the last question. Ctrl-C is seen in the input and, where it is watched, as a signal too: the first of both ends
/// the line.
static QUESTION_LINE: Mutex<QuestionLine> = Mutex::new(QuestionLine::None);

/// Returns what `ask` does, which waits for a person at the terminal and returns `None` where it sees Ctrl-C in the input. What
/// follows begins on a line of its own then.
pub(in crate::io) fn unless_interrupted<T: Send + 'static>(
    ask: impl FnOnce() -> Option<T> + Send + 'static,
) -> io::Result<Option<T>> {
    *QUESTION_LINE.lock() = QuestionLine::Open;
    let answer = ask();
    match answer {
        Some(_) => *QUESTION_LINE.lock() = QuestionLine::None,
        None => end_line(),
    }
    Ok(answer)
}

/// Does what the signal does to a program that does not watch it.
pub(in crate::io) fn act_by_default(number: i32) {
    let _ = emulate_default_handler(number);
}

/// Ends the line on which a terminal has echoed `^C`, so that what follows begins on a line of its own.
pub(in crate::io) fn end_echo(number: i32) {
    if matches!(number, SIGINT | SIGQUIT) && io::stderr().is_terminal() {
        end_line();
    }
}

/// Ends the present line, unless it is a question's that has ended.
fn end_line() {
    let mut question_line = QUESTION_LINE.lock();
    if *question_line != QuestionLine::Ended {
        let _ = io::stderr().write_all(b"\n");
    }
    if *question_line == QuestionLine::Open {
        *question_line = QuestionLine::Ended;
    }
}

/// Returns the name of a signal, such as `SIGTERM`; `a signal` for an unknown number.
pub(in crate::io) fn name(number: i32) -> &'static str {
    signal_name(number).unwrap_or("a signal")
}

/// Does nothing: terminals follow control sequences.
pub(in crate::io) fn enable_sequences() {}

/// Returns the terminal's width in cells; `None` if neither standard error nor output is a terminal, or the width is
/// unknown.
pub(in crate::io) fn width() -> Option<usize> {
    let size = termios::tcgetwinsize(io::stderr())
        .or_else(|_| termios::tcgetwinsize(io::stdout()))
        .ok()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

/// Returns whether standard output is a pipe whose reader has closed it.
pub(in crate::io) fn is_stdout_closed() -> bool {
    let out = io::stdout();
    let mut poll_fds = [PollFd::new(&out, PollFlags::empty())];
    let result = poll(&mut poll_fds, Some(&Timespec::default()));
    result.is_ok() && poll_fds[0].revents().contains(PollFlags::ERR)
}

/// How the terminal of standard input was set up.
pub(in crate::io) struct ConsoleMode(Termios);

impl ConsoleMode {
    /// Returns the present one; `None` if standard input is no terminal.
    pub(in crate::io) fn read() -> Option<Self> {
        termios::tcgetattr(io::stdin()).ok().map(Self)
    }

    /// Sets the terminal up like this again.
    pub(in crate::io) fn restore(&self) {
        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
