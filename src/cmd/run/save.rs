//! Writes the bot that runs into the project's `momo.json`, so that commands in its folder mean this bot.
use super::environment::RunEnvironment;
use crate::cmd::context::Context;
use crate::cmd::prompt;
use crate::cmd::resolve::Config;
use crate::error::Result;
use crate::io::files::{SettingsDocument, project_file};
use std::path::Path;

/// Writes the bot's id as `bot` into the nearest `momo.json`, or a new one in the working folder, if `is_demanded` or
/// if the user agrees. Asks only about a new bot that runs alone, while no settings name one.
///
/// # Errors
/// Fails if the file cannot be read or written, or the question gets no answer.
pub(super) fn save_bot(
    context: &mut Context,
    config: &Config,
    environment: &RunEnvironment,
    is_demanded: bool,
) -> Result<()> {
    let Some(bot) = environment.only_bot() else {
        return Ok(());
    };
    let path = project_file(&std::env::current_dir().unwrap_or_default());
    let document = SettingsDocument::open(&path)?;
    let id = bot.id.as_str();
    if document.fields.get("bot").is_some_and(|bot| bot == id) {
        return Ok(());
    }
    let is_worth_asking = bot.is_new && config.settings.bot().is_none();
    let is_wanted = is_demanded || (is_worth_asking && wants_it(context, &path)?);
    if !is_wanted {
        return Ok(());
    }
    document.set("bot", id.into())?;
    context.terminal.note(format!(
        "`{}` names the bot: commands in this folder mean {id}",
        document.display_path()
    ));
    Ok(())
}

/// Asks whether to write the file. Returns `false` without asking if there is no terminal or `--quiet` is set.
fn wants_it(context: &Context, path: &Path) -> Result<bool> {
    if !context.terminal.can_prompt() || context.terminal.is_quiet() {
        return Ok(false);
    }
    let question = format!(
        "Write the bot into {}, so that commands in this folder mean it? yes or no",
        path.display()
    );
    let check = |answer: &str| match answer {
        "yes" | "y" | "no" | "n" => Ok(()),
        _ => Err("yes or no?".into()),
    };
    let answer = prompt::text(context, &question, Some("yes"), check, "--save")?;
    Ok(answer.starts_with('y'))
}
