//! Selects checks by `--only` and `--skip`: an id, a family, or a pattern with `*`.
use super::{BotCheck, Procedure, Scenario};
use crate::error::{Error, Result};
use crate::model::history::filter::Glob;
use crate::model::text::nearest::nearest;

/// Returns the checks that `only` names, or all without any, and that `skip` does not. The control always stays.
///
/// # Errors
/// Fails if a word names no check, with the nearest id.
pub fn select(
    checks: Vec<&'static BotCheck>,
    only: &[String],
    skip: &[String],
) -> Result<Vec<&'static BotCheck>> {
    for (flag, words) in [("--only", only), ("--skip", skip)] {
        for word in words {
            if !checks.iter().any(|check| is_named(check, word)) {
                return Err(unknown(flag, word, &checks));
            }
        }
    }
    let names = |words: &[String], check: &BotCheck| words.iter().any(|word| is_named(check, word));
    let is_control =
        |check: &BotCheck| matches!(check.procedure, Procedure::Scenario(Scenario::Control));
    let selected = checks.into_iter().filter(|check| {
        is_control(check) || ((only.is_empty() || names(only, check)) && !names(skip, check))
    });
    Ok(selected.collect())
}

fn is_named(check: &BotCheck, word: &str) -> bool {
    word == check.id || word == check.family() || Glob::new(word).matches(check.id)
}

fn unknown(flag: &str, word: &str, checks: &[&'static BotCheck]) -> Error {
    let error = Error::usage(format!("`{flag} {word}` names no check"));
    let ids = checks.iter().map(|check| check.id);
    let names = ids.chain(checks.iter().map(|check| check.family()));
    match nearest(word, names) {
        Some(near) => error.hint(format!("Did you mean `{near}`?")),
        None => error.hint("`momo webhook check --list` lists the checks and their families."),
    }
}
