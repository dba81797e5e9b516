//! What people and programs see of a run: where everything is, the bot's own lines, the end.
use super::environment::{PlatformHost, RunEnvironment};
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::flow::platform::PlatformEvent;
use crate::flow::run::{RunEnd, RunEvent};
use crate::io::command::{ServiceExit, Stream};
use crate::io::signals;
use crate::view::live::{self, Remarks};
use crate::view::child_output::{self, OutputLine};
use crate::view::terminal::Terminal;
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;

/// Where platform, page and bot are, for programs.
pub(super) fn print_ready(context: &mut Context, stage: &RunEnvironment, pid: u32) -> Result<()> {
    if !context.terminal.is_json() {
        return Ok(());
    }
    let (platform, platform_pid) = match &stage.host {
        PlatformHost::Own(_) => ("started", Some(std::process::id())),
        PlatformHost::OtherProcess(pid) => ("running", Some(*pid)),
        PlatformHost::Remote => ("elsewhere", None),
    };
    context.terminal.print_json(&json!({
        "type": "ready", "api_base": stage.api_base, "page": stage.page(),
        "platform": platform, "platform_pid": platform_pid,
        "bot_id": stage.bot_id, "name": stage.name, "new": stage.is_new,
        "callback_url": stage.callback_url, "port": stage.port, "pid": pid,
    }))
}

/// The same for people; before the program starts, which may write to the same place.
pub(super) fn print_setup(context: &mut Context, stage: &RunEnvironment) {
    if context.terminal.is_json() {
        return;
    }
    let terminal = &mut context.terminal;
    let base = &stage.api_base;
    terminal.note(match &stage.host {
        PlatformHost::Own(_) => format!("the local platform is at {base}"),
        PlatformHost::OtherProcess(pid) => {
            format!(
                "the local platform that runs already is at {base} (process {pid}); it said where its page is"
            )
        }
        PlatformHost::Remote => {
            format!("the platform is at {base}; its events come as its own console says")
        }
    });
    if let Some(page) = stage.page() {
        terminal.note(format!("its page is at {page}"));
    }
    let name = stage.name.as_ref().map(|name| format!(" \"{name}\""));
    let new = if stage.is_new { " (new)" } else { "" };
    let place = match &stage.callback_url {
        Some(url) => format!("gets its events at {url}"),
        None => format!("has the port {}", stage.port),
    };
    terminal.note(format!(
        "the bot {}{}{new} {place}",
        stage.bot_id,
        name.unwrap_or_default()
    ));
}

/// What happens meanwhile.
pub(super) fn print_event(context: &mut Context, stage: &RunEnvironment, event: RunEvent) -> Result<()> {
    if context.terminal.is_json() {
        return print_event_json(&mut context.terminal, event);
    }
    let terminal = &mut context.terminal;
    match event {
        RunEvent::Line(stream, line) => {
            let prefix = stage.name.as_deref().unwrap_or(&stage.bot_id);
            match stream {
                Stream::Out => terminal.print(child_output::line(&line, prefix, terminal.out_styles())),
                Stream::Err => {
                    terminal.print_to_stderr(child_output::line(&line, prefix, terminal.err_styles()));
                    Ok(())
                }
            }
        }
        RunEvent::Ready(after) => {
            let seconds = after.as_secs_f64();
            terminal.note(format!(
                "the bot answers, after {seconds:.1} s; Ctrl-C ends it"
            ));
            Ok(())
        }
        RunEvent::Platform(happening) => {
            print_failure(terminal, &happening);
            Ok(())
        }
        RunEvent::SignalForwarded(name) => {
            terminal.note(format!("{name} passed on to the bot"));
            Ok(())
        }
        RunEvent::Killed => {
            terminal.warn("what was left of the bot was killed");
            Ok(())
        }
    }
}

/// A delivery or a message call that went wrong; what goes well is on the page, and in the bot's own lines.
fn print_failure(terminal: &mut Terminal, happening: &PlatformEvent) {
    match happening {
        PlatformEvent::Exchange(exchange) if !exchange.is_success() && !terminal.is_quiet() => {
            let note = exchange.failure.as_ref().map(|it| it.message.as_str());
            let remarks = Remarks {
                note,
                ..Remarks::default()
            };
            let width = terminal.err_is_terminal().then(|| terminal.width());
            terminal.print_to_stderr(live::line(exchange, remarks, width, terminal.err_styles()));
        }
        PlatformEvent::NotStored(error) => terminal.warn(error.to_string()),
        _ => {}
    }
}

fn print_event_json(terminal: &mut Terminal, event: RunEvent) -> Result<()> {
    match event {
        RunEvent::Line(Stream::Out, line) => terminal.print_json(&OutputLine::new("stdout", line)),
        RunEvent::Line(Stream::Err, line) => terminal.print_json(&OutputLine::new("stderr", line)),
        RunEvent::Ready(after) => {
            terminal.print_json(&json!({ "type": "answers", "seconds": after.as_secs_f64() }))
        }
        RunEvent::Platform(happening) => match *happening {
            PlatformEvent::Message(message) => {
                terminal.print_json(&live::TaggedLine::message(&message.to_json()))
            }
            PlatformEvent::Exchange(exchange) => {
                terminal.print_json(&live::TaggedLine::exchange(&exchange))
            }
            PlatformEvent::NotStored(error) => {
                terminal.warn(error.to_string());
                Ok(())
            }
            _ => Ok(()),
        },
        RunEvent::SignalForwarded(name) => terminal.print_json(&json!({ "type": "signal", "name": name })),
        RunEvent::Killed => terminal.print_json(&json!({ "type": "killed" })),
    }
}

/// How it ended, and where that was too early or too late: why.
pub(super) fn print_end(
    context: &mut Context,
    stage: &RunEnvironment,
    end: &RunEnd,
    ready_timeout: Duration,
) -> Result<()> {
    let address = stage.address();
    match end {
        RunEnd::NotReady { instead } => {
            if context.terminal.is_json() {
                let instead: Vec<_> = instead.iter().map(SocketAddr::to_string).collect();
                let value = json!({ "type": "silent", "address": address, "instead": instead });
                context.terminal.print_json(&value)?;
            }
            let seconds = ready_timeout.as_secs_f64();
            context
                .terminal
                .error(&not_ready_error(&address, seconds, stage.port, instead));
        }
        RunEnd::Exited {
            ending,
            was_ready: had_answered,
            stop_requested: was_asked,
        } => {
            if context.terminal.is_json() {
                let signal = match ending {
                    ServiceExit::Signal(number) => Some(signals::name(i32::from(*number))),
                    ServiceExit::Exit(_) => None,
                };
                let value = json!({
                    "type": "exit", "status": ending.code(), "signal": signal, "answered": had_answered,
                });
                context.terminal.print_json(&value)?;
            }
            let words = match ending {
                ServiceExit::Exit(code) => format!("ended with exit code {code}"),
                ServiceExit::Signal(number) => {
                    format!("was ended by {}", signals::name(i32::from(*number)))
                }
            };
            match (had_answered, was_asked) {
                (false, false) => context.terminal.warn(format!(
                    "the bot {words} before it took a connection at {address}"
                )),
                _ => context.terminal.note(format!("the bot {words}")),
            }
        }
    }
    Ok(())
}

/// The error where the bot never took a connection.
fn not_ready_error(address: &str, seconds: f64, port: u16, instead: &[SocketAddr]) -> Error {
    let error = Error::unknown(format!(
        "the bot took no connection at `{address}` within {seconds} s, and was ended"
    ));
    let error = match instead {
        [] => error,
        [first, ..] => error.hint(format!(
            "It listened on port {}: if that is for its events, say `--callback {}/momotalk/webhook`.",
            first.port(),
            first.port()
        )),
    };
    error
        .hint(format!("The port is in its environment: PORT={port}."))
        .hint("`--ready-timeout` gives it more time.")
}
