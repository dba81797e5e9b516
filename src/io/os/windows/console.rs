//! The console, and the events that it and the system send.
//!
//! There is no SIGTERM: `taskkill` without `/F` and service managers cannot ask a console program to end.
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, select_all};
use parking_lot::Mutex;
use std::io::{self, Write};
use std::sync::mpsc;
use tokio::runtime::Builder;
use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};
use winapi_util::HandleRef;
use winapi_util::console::{mode, set_mode};

/// Number of Ctrl-C: that of POSIX's SIGINT.
pub(in crate::io) const INTERRUPT: i32 = 2;
/// Number of Ctrl-C that was typed into a line while momo edited it: the console sends it to nobody then.
pub(in crate::io) const TYPED_INTERRUPT: i32 = 3;
/// Number of an end that momo itself asks for: that of POSIX's SIGTERM. No console sends it.
pub(in crate::io) const TERMINATE: i32 = 15;
/// Number of a kill by momo: that of POSIX's SIGKILL. No console sends it.
pub(super) const KILL: i32 = 9;
/// Number of Ctrl-Break: that of the C library's SIGBREAK.
const BREAK: i32 = 21;
/// Number of a closed console or a shutdown, after which the system leaves some seconds: that of POSIX's SIGHUP.
const CLOSE: i32 = 1;
/// Events that ask momo to stop.
pub(in crate::io) const STOPPING: &[i32] = &[INTERRUPT, BREAK, CLOSE];
/// Events of which a program that momo runs hears too.
pub(in crate::io) const FORWARDED: &[i32] = STOPPING;

/// `ENABLE_VIRTUAL_TERMINAL_PROCESSING` of the Windows API.
const FOLLOW_SEQUENCES: u32 = 0x0004;

/// An event that has not come yet; its number.
type NextEvent<'a> = LocalBoxFuture<'a, i32>;

/// Hears of an event by its number; returns `false` if nobody listens any more.
type Listener = Box<dyn FnMut(i32) -> bool + Send>;

/// Functions that get each event.
static LISTENERS: Mutex<Vec<Listener>> = Mutex::new(Vec::new());
/// Whether a thread receives the events.
static IS_RECEIVING: Mutex<bool> = Mutex::new(false);

/// Calls `receive` with each event, on the thread of all listeners, until it returns `false`. While anybody listens, an
/// event has no default action.
///
/// # Errors
/// Fails if the events cannot be watched.
pub(in crate::io) fn watch(
    _numbers: &'static [i32],
    receive: impl FnMut(i32) -> bool + Send + 'static,
) -> io::Result<()> {
    receive_events()?;
    LISTENERS.lock().push(Box::new(receive));
    Ok(())
}

/// Has an event of which nobody hears end momo with the exit code that it brings on other systems.
pub(in crate::io) fn set_default_actions() {
    // Without it the system ends momo, with a code of its own.
    let _ = receive_events();
}

/// Returns what `ask` does, which waits for a person at the console; `None` after an event, and what follows begins on a line
/// of its own then. The console tells of Ctrl-C beside the input, so `ask` does not see it, and its thread goes on waiting.
pub(in crate::io) fn unless_interrupted<T: Send + 'static>(
    ask: impl FnOnce() -> Option<T> + Send + 'static,
) -> io::Result<Option<T>> {
    let (sender, first) = mpsc::channel();
    let interrupted = sender.clone();
    watch(STOPPING, move |_| interrupted.send(None).is_ok())?;
    let read = move || drop(sender.send(ask()));
    std::thread::Builder::new()
        .name("question".into())
        .spawn(read)?;
    let answer = first.recv().ok().flatten();
    if answer.is_none() {
        let _ = io::stderr().write_all(b"\n");
    }
    Ok(answer)
}

/// Starts the thread that receives the events, once.
fn receive_events() -> io::Result<()> {
    let mut is_receiving = IS_RECEIVING.lock();
    if *is_receiving {
        return Ok(());
    }
    let (ready, readiness) = mpsc::channel();
    std::thread::spawn(move || {
        let watch = async {
            let (mut interrupt, mut stop) = (ctrl_c()?, ctrl_break()?);
            let (mut close, mut shutdown) = (ctrl_close()?, ctrl_shutdown()?);
            let _ = ready.send(Ok(()));
            loop {
                let events: [NextEvent<'_>; 4] = [
                    Box::pin(interrupt.recv().map(|_| INTERRUPT)),
                    Box::pin(stop.recv().map(|_| BREAK)),
                    Box::pin(close.recv().map(|_| CLOSE)),
                    Box::pin(shutdown.recv().map(|_| CLOSE)),
                ];
                let (number, ..) = select_all(events).await;
                dispatch(number);
            }
        };
        let runtime = Builder::new_current_thread().build();
        let watched: io::Result<()> = runtime.and_then(|runtime| runtime.block_on(watch));
        if let Err(error) = watched {
            let _ = ready.send(Err(error));
        }
    });
    readiness
        .recv()
        .unwrap_or(Err(io::ErrorKind::Other.into()))?;
    *is_receiving = true;
    Ok(())
}

/// Tells all listeners of an event, or does its default action if there is none.
fn dispatch(number: i32) {
    let mut is_heard = false;
    LISTENERS.lock().retain_mut(|listener| {
        let listens = listener(number);
        is_heard |= listens;
        listens
    });
    if !is_heard {
        act_by_default(number);
    }
}

/// Ends momo, as an event does that nobody watches, with the exit code that a shell of other systems reports.
pub(in crate::io) fn act_by_default(number: i32) {
    std::process::exit(128 + number);
}

/// Returns whether the console sends this to all its programs, so that momo need not.
pub(super) fn is_of_console(number: i32) -> bool {
    STOPPING.contains(&number)
}

/// Does nothing: the console echoes no Ctrl-C.
pub(in crate::io) fn end_echo(_number: i32) {}

/// Returns the name of an event; `a signal` for an unknown number.
pub(in crate::io) fn name(number: i32) -> &'static str {
    match number {
        INTERRUPT | TYPED_INTERRUPT => "Ctrl-C",
        BREAK => "Ctrl-Break",
        CLOSE => "the end of the console",
        TERMINATE => "the end of momo",
        KILL => "a kill by momo",
        _ => "a signal",
    }
}

/// Has the console follow control sequences: colours, and lines that are drawn anew.
pub(in crate::io) fn enable_sequences() {
    for console in [HandleRef::stdout(), HandleRef::stderr()] {
        // Fails where there is no console.
        let _ = mode(&console).and_then(|mode| set_mode(&console, mode | FOLLOW_SEQUENCES));
    }
}

/// Returns the console's width in cells; `None` if neither standard error nor output is a console.
pub(in crate::io) fn width() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(io::stderr())
        .or_else(|| terminal_size::terminal_size_of(io::stdout()))?;
    (width.0 > 0).then_some(usize::from(width.0))
}

/// Returns `false`: a closed pipe shows at a write alone.
pub(in crate::io) fn is_stdout_closed() -> bool {
    false
}

/// How the console of standard input was set up.
pub(in crate::io) struct ConsoleMode(u32);

impl ConsoleMode {
    /// Returns the present one; `None` if standard input is no console.
    pub(in crate::io) fn read() -> Option<Self> {
        mode(HandleRef::stdin()).ok().map(Self)
    }

    /// Sets the console up like this again.
    pub(in crate::io) fn restore(&self) {
        let _ = set_mode(HandleRef::stdin(), self.0);
    }
}
