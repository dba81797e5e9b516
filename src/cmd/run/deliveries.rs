//! What `momo run` does about the deliveries to its bots: it drops them, has them sent as soon as the bot listens, and
//! says which ones a bot did not survive.
use super::end;
use super::environment::{RunBot, RunEnvironment};
use crate::cmd::console::refused;
use crate::cmd::context::Context;
use crate::error::Result;
use crate::flow::run::{Program, RunEnd};
use crate::model::platform::bot::ProcessState;
use crate::model::platform::outbox::DeliveryState;
use crate::view::escape;
use serde_json::{Value, json};

/// Drops what waits for the bots on the local platform and returns how much.
///
/// # Errors
/// Fails if the platform does not answer, or refuses.
pub(super) fn drop_waiting(environment: &RunEnvironment) -> Result<usize> {
    let Some(api) = &environment.api else {
        return Ok(0);
    };
    let mut count = 0;
    for bot in &environment.bots {
        let body = json!({ "bot_id": bot.id });
        let answer = api.post("/deliveries/drop", &body)?;
        let answer = answer.map_err(refused("what waits for the bot is not dropped"))?;
        count += answer["deliveries"].as_array().map_or(0, Vec::len);
    }
    Ok(count)
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

/// Has the platform hold what is for the bots until they answer.
pub(super) fn note_starting(environment: &RunEnvironment) {
    for bot in &environment.bots {
        let run = std::process::id();
        note_process(environment, bot, ProcessState::Starting, ("run_pid", run));
    }
}

/// Has the platform send at once what waits for the bot of this index.
pub(super) fn note_listening(environment: &RunEnvironment, bot: usize) {
    let bot = &environment.bots[bot];
    note_process(environment, bot, ProcessState::Listening, ("status", 0));
}

/// Has the platform hold what is for the bots from now on. Returns the events that one was handling when it ended by
/// itself. `end` is `None` if the programs did not start.
pub(super) fn note_end(environment: &RunEnvironment, end: Option<&RunEnd>) -> Vec<Value> {
    let ended = match end {
        Some(RunEnd::Exited {
            program: Program::Bot(bot),
            ending,
            was_ready: true,
            stop_requested: false,
        }) => Some((*bot, u32::from(ending.code()))),
        _ => None,
    };
    let mut interrupted = Vec::new();
    for (index, bot) in environment.bots.iter().enumerate() {
        let status = ended.filter(|(ended, _)| *ended == index);
        let (state, status) = match status {
            Some((_, status)) => (ProcessState::Ended, status),
            None => (ProcessState::Stopped, 0),
        };
        let answer = note_process(environment, bot, state, ("status", status));
        let events = answer.and_then(|mut answer| match answer["interrupted"].take() {
            Value::Array(events) => Some(events),
            _ => None,
        });
        interrupted.extend(events.unwrap_or_default());
    }
    interrupted
}

/// Returns the platform's answer; `None` if there is none, which the end of the run does not depend on.
fn note_process(
    environment: &RunEnvironment,
    bot: &RunBot,
    state: ProcessState,
    (field, number): (&str, u32),
) -> Option<Value> {
    let path = format!("/bots/{}/process", bot.id);
    let body = json!({ "state": state.name(), field: number });
    environment.api.as_ref()?.post(&path, &body).ok()?.ok()
}

/// Names the events that a bot was handling when it ended.
pub(super) fn print_interrupted(
    context: &mut Context,
    environment: &RunEnvironment,
    end: &RunEnd,
    interrupted: &[Value],
) -> Result<()> {
    let RunEnd::Exited {
        program, ending, ..
    } = end
    else {
        return Ok(());
    };
    let (name, outcome) = (environment.describe(*program), end::outcome(*ending));
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
            "{name} {outcome} while it handled {event}{message}"
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
