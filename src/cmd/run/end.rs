//! How a run ended, as text and JSON.
use super::environment::RunEnvironment;
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::flow::run::{Program, RunEnd};
use crate::io::command::ServiceExit;
use crate::io::signals;
use std::net::SocketAddr;
use std::time::Duration;

/// Says how a program ended: `ended with 7`, `was ended by SIGKILL`.
pub(super) fn outcome(ending: ServiceExit) -> String {
    match ending {
        ServiceExit::Exit(code) => format!("ended with {code}"),
        ServiceExit::Signal(number) => {
            format!("was ended by {}", signals::name(i32::from(number)))
        }
    }
}

/// Prints how the run ended, with an explanation if a bot never became ready or the command of `--then` did not start.
pub(super) fn print_end(
    context: &mut Context,
    environment: &RunEnvironment,
    end: &RunEnd,
    ready_timeout: Duration,
) -> Result<()> {
    match end {
        RunEnd::ThenNotStarted(not_started) => {
            context.terminal.error(&not_started.error);
            Ok(())
        }
        RunEnd::NotReady { bot, instead } => {
            print_not_ready(context, environment, *bot, instead, ready_timeout)
        }
        RunEnd::Exited {
            program,
            ending,
            was_ready,
            stop_requested,
        } => {
            if context.terminal.is_json() {
                let signal = match ending {
                    ServiceExit::Signal(number) => Some(signals::name(i32::from(*number))),
                    ServiceExit::Exit(_) => None,
                };
                let mut value = environment.program_json("exit", *program);
                value["status"] = ending.code().into();
                value["signal"] = signal.into();
                value["answered"] = (*was_ready).into();
                context.terminal.print_json(&value)?;
            }
            let (name, outcome) = (environment.describe(*program), outcome(*ending));
            match program {
                Program::Bot(bot) if !was_ready && !stop_requested => {
                    let address = environment.bots[*bot].address();
                    context.terminal.warn(format!(
                        "{name} {outcome} before it took a connection at {address}"
                    ));
                }
                _ => context.terminal.note(format!("{name} {outcome}")),
            }
            Ok(())
        }
    }
}

/// Prints that a bot did not accept a connection in time.
fn print_not_ready(
    context: &mut Context,
    environment: &RunEnvironment,
    index: usize,
    instead: &[SocketAddr],
    ready_timeout: Duration,
) -> Result<()> {
    let bot = &environment.bots[index];
    let (address, seconds) = (bot.address(), ready_timeout.as_secs_f64());
    if context.terminal.is_json() {
        let instead: Vec<_> = instead.iter().map(SocketAddr::to_string).collect();
        let mut value = environment.program_json("silent", Program::Bot(index));
        value["address"] = address.as_str().into();
        value["instead"] = instead.into();
        context.terminal.print_json(&value)?;
    }
    let name = environment.describe(Program::Bot(index));
    let error = Error::unknown(format!(
        "{name} took no connection at `{address}` within {seconds} s, and was ended"
    ));
    let error = match instead {
        [] => error,
        [first, ..] => error.hint(format!(
            "It listened on port {}: if that is for its events, say `--callback {}`.",
            first.port(),
            environment.callback_flag(index, first.port())
        )),
    };
    let error = error.hint(format!(
        "The port is in its environment: PORT={}.",
        bot.port
    ));
    context
        .terminal
        .error(&error.hint("`--ready-timeout` gives it more time."));
    Ok(())
}
