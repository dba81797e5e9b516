//! Deletes from the history after confirmation and shrinks the database file.
use crate::cmd::context::Context;
use crate::cmd::prompt;
use crate::error::{Result, Verdict};
use crate::io::sqlite::{History, PrunePlan};
use crate::model::history::query::PruneRules;
use crate::view::terminal::{label, told};
use crate::view::{exchange, time};
use serde_json::json;

/// The flag that answers the question.
#[derive(clap::Args, Debug, Clone, Copy)]
pub(super) struct YesArgs {
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

/// Asks for confirmation of what the rules select, unless `yes`, deletes it and shrinks the database file.
pub(super) fn confirm_and_delete(
    context: &mut Context,
    rules: &PruneRules,
    yes: YesArgs,
) -> Result<Verdict> {
    let mut history = History::open_existing(&context.history_file()?)?;
    let plan = history.plan_prune(rules)?;
    let question = question(&plan);
    if plan.count == 0 {
        context.terminal.note("nothing is to be deleted");
    } else if !yes.yes {
        let answer = prompt::confirm(context, &question).map_err(|error| error.hint(&question))?;
        if !answer {
            context.terminal.note("Nothing was deleted.");
            return Ok(Verdict::No);
        }
    }
    let deleted = history.delete(&plan, |done| {
        context
            .terminal
            .progress(told(&format!("{done} of {} deleted", plan.count)));
    })?;
    let size = history.shrink()?;
    let (deleted_text, remaining) = (exchanges(deleted), plan.remaining);
    let result = json!({ "deleted": deleted, "kept": remaining, "size": size });
    context.terminal.show(&result, |terminal| {
        let size = exchange::size(usize::try_from(size).unwrap_or(usize::MAX));
        match plan.count {
            0 => Ok(()),
            _ => terminal.print(format!(
                "{}  {}, {}",
                label("deleted"),
                told(&deleted_text),
                told(&format!("{remaining} left in {size}"))
            )),
        }
    })
}

fn question(plan: &PrunePlan) -> String {
    let span = match plan.span {
        Some((first, last)) if first == last => format!(" of {}", time::date_and_clock(first)),
        Some((first, last)) => format!(
            " from {} to {}",
            time::date_and_clock(first),
            time::date_and_clock(last)
        ),
        None => String::new(),
    };
    let rest = match plan.remaining {
        0 => "That is all of the history.".to_owned(),
        remaining => format!("{remaining} stay."),
    };
    format!(
        "{}{span} will be deleted, for ever. {rest}",
        exchanges(plan.count)
    )
}

fn exchanges(count: u64) -> String {
    match count {
        1 => "1 exchange".into(),
        _ => format!("{count} exchanges"),
    }
}
