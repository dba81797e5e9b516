//! What `momo run` does about the deliveries to its bot: it drops them, has them sent as soon as the bot listens, and says
//! which ones the bot did not survive.
use super::environment::RunEnvironment;
use crate::cmd::console::refused;
use crate::cmd::context::Context;
use crate::error::Result;
use crate::flow::run::{Program, RunEnd};
use crate::io::command::ServiceExit;
use crate::io::signals;
use crate::model::platform::outbox::DeliveryState;
use crate::view::escape;
use serde_json::{Value, json};

/// Drops what waits for the bot on the local platform and returns how much.
///
/// # Errors
/// Fails if the platform does not answer, or refuses.
pub(super) fn drop_waiting(environment: &RunEnvironment) -> Result<usize> {
    let Some(api) = &environment.api else {
        return Ok(0);
    };
    let body = json!({ "bot_id": environment.bot_id });
    let answer = api.post("/deliveries/drop", &body)?;
    let answer = answer.map_err(refused("what waits for the bot is not dropped"))?;
    Ok(answer["deliveries"].as_array().map_or(0, Vec::len))
}

/// Tells the user how many events were dropped.
pub(super) fn print_dropped(context: &mut Context, count: usize) -> Result<()> {
    if context.terminal.is_json() {
        let value = json!({ "type": "dropped", "count": count });
        return context.terminal.print_json(&value);
    }
    context.terminal.note(match count {
        0 => "nothing waited for the bot".to_owned(),
        1 => "one event that waited for the bot is dropped".to_owned(),
        count => format!("{count} events that waited for the bot are dropped"),
    });
    Ok(())
}

/// Has the platform send at once what waits for the bot.
pub(super) fn note_listening(environment: &RunEnvironment) {
    // Without it, what waits is sent at the end of its pause.
    let _ = note_process(environment, &json!({ "state": "listening" }));
}

/// Returns the events that the bot was handling when it ended by itself.
pub(super) fn note_end(environment: &RunEnvironment, end: &RunEnd) -> Vec<Value> {
    let RunEnd::Exited {
        program: Program::Bot(_),
        ending,
        was_ready: true,
        stop_requested: false,
    } = end
    else {
        return Vec::new();
    };
    let body = json!({ "state": "ended", "status": ending.code() });
    let interrupted = note_process(environment, &body);
    let interrupted = interrupted.and_then(|answer| answer["interrupted"].as_array().cloned());
    interrupted.unwrap_or_default()
}

/// Returns the platform's answer; `None` if there is none, which the end of the run does not depend on.
fn note_process(environment: &RunEnvironment, body: &Value) -> Option<Value> {
    let path = format!("/bots/{}/process", environment.bot_id);
    environment.api.as_ref()?.post(&path, body).ok()?.ok()
}

/// Names the events that the bot was handling when it ended.
pub(super) fn print_interrupted(
    context: &mut Context,
    end: &RunEnd,
    interrupted: &[Value],
) -> Result<()> {
    for delivery in interrupted {
        if context.terminal.is_json() {
            let value = json!({ "type": "interrupted", "delivery": delivery });
            context.terminal.print_json(&value)?;
            continue;
        }
        let event = delivery["event_id"].as_str().unwrap_or_default();
        let message = match (delivery["message_id"].as_i64(), delivery["text"].as_str()) {
            (Some(id), Some(text)) => format!(", message #{id} '{}'", escape::line(text)),
            _ => String::new(),
        };
        context.terminal.warn(format!(
            "the bot {} while it handled {event}{message}",
            describe_end(end)
        ));
        context.terminal.note(match delivery["state"] == DeliveryState::SetAside.name() {
            true => format!(
                "it did so before: the event is set aside, and the bot gets it no more; `momo delivery retry {event}` tries it again"
            ),
            false => "the next run gets it again; after another such end it is set aside".to_owned(),
        });
    }
    Ok(())
}

fn describe_end(end: &RunEnd) -> String {
    match end {
        RunEnd::Exited {
            ending: ServiceExit::Exit(code),
            ..
        } => format!("ended with {code}"),
        RunEnd::Exited {
            ending: ServiceExit::Signal(number),
            ..
        } => format!("was ended by {}", signals::name(i32::from(*number))),
        RunEnd::NotReady { .. } | RunEnd::ThenNotStarted(_) => "ended".to_owned(),
    }
}
