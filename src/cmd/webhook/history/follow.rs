//! `momo webhook history list --follow`: prints stored exchanges, then those that other processes add, until Ctrl-C.
use crate::cmd::context::Context;
use crate::error::{Error, Result, Verdict};
use crate::io::sqlite::Follower;
use crate::io::{signals, system};
use crate::model::history::exchange::Exchange;
use crate::model::history::filter::Filter;
use crate::model::history::query::BodyChoice;
use crate::view::exchange::HistoryColumns;
use serde::Serialize;
use std::path::Path;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

/// Poll interval, and so the maximum delay of a new line.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

#[derive(Serialize)]
struct FollowLine<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    exchange: &'a Exchange,
}

/// Prints the newest `last` matching exchanges, then each new one. Ends on a signal or if standard output is closed.
pub(super) fn follow(
    context: &mut Context,
    path: &Path,
    filter: Filter,
    last: usize,
) -> Result<Verdict> {
    let stops = signals::watch_stop()?;
    let bodies = BodyChoice::of_list(context.terminal.is_json());
    let (exchanges, mut follower) = Follower::start(path, filter, last, bodies)?;
    print_ready(context, path)?;
    for exchange in exchanges {
        show(context, &exchange)?;
    }
    loop {
        match stops.recv_timeout(POLL_INTERVAL) {
            Ok(signals::StopSignal::Interrupt) => return Ok(Verdict::Interrupted),
            Ok(signals::StopSignal::Terminate) => return Ok(Verdict::Yes),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::unknown("signals are no longer watched"));
            }
        }
        if system::is_stdout_closed() {
            return Err(Error::closed_pipe());
        }
        follower.read_new(|exchange| show(context, &exchange))?;
    }
}

fn print_ready(context: &mut Context, path: &Path) -> Result<()> {
    if context.terminal.is_json() {
        let path = path.display().to_string();
        return context
            .terminal
            .print_json(&serde_json::json!({ "type": "ready", "history": path }));
    }
    let heading = columns(context).heading(context.terminal.out_styles());
    context.terminal.print(heading)?;
    context.terminal.note("waiting for more; Ctrl-C ends it");
    Ok(())
}

fn show(context: &mut Context, exchange: &Exchange) -> Result<()> {
    let columns = columns(context);
    let terminal = &mut context.terminal;
    if terminal.is_json() {
        return terminal.print_json(&FollowLine {
            r#type: "exchange",
            exchange,
        });
    }
    let styles = terminal.out_styles();
    terminal.print(columns.line(exchange, styles))
}

/// Computes the columns anew for each line: the date or the terminal's width may have changed.
fn columns(context: &Context) -> HistoryColumns {
    HistoryColumns::new(context.terminal.out_width(), system::now())
}
