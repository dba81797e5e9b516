//! Asks a bot whose `--callback` has no path which path it takes.
use super::environment::RunEnvironment;
use crate::cmd::context::Context;
use crate::error::Result;
use crate::flow::callback_path;
use crate::flow::run::{Program, set_callback_url};
use serde_json::json;

/// Finds the path of the bot of this index, which answers now, and registers it. Does nothing if the path is known.
///
/// # Errors
/// Fails if the request or the registration fails.
pub(super) fn find_path(
    context: &mut Context,
    environment: &RunEnvironment,
    index: usize,
) -> Result<()> {
    let bot = &environment.bots[index];
    let (Some(target), Some(api), Some(url)) =
        (&bot.bare_target, &environment.api, bot.callback_url())
    else {
        return Ok(());
    };
    let choice = callback_path::choose(target, url.to_owned())?;
    if choice.url != url {
        if let Err(refusal) = set_callback_url(&environment.home, api, &bot.id, &choice.url)? {
            context.terminal.warn(format!(
                "{} takes its events at {}, and the platform goes on with {url}: its answer is {}: {}",
                environment.describe(Program::Bot(index)),
                choice.url,
                refusal.status,
                refusal.message
            ));
            return Ok(());
        }
        let _ = bot.found_url.set(choice.url.clone());
    }
    if context.terminal.is_json() {
        return context.terminal.print_json(&json!({
            "type": "callback", "bot_id": bot.id, "name": bot.name, "callback_url": choice.url, "note": choice.note,
        }));
    }
    choice
        .note
        .iter()
        .for_each(|note| context.terminal.note(note));
    Ok(())
}
