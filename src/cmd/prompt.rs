//! Interactive prompts. Without a terminal they fail with an error that names the flag to use instead.
use super::context::Context;
use crate::error::{Error, Result};
use crate::io::signals;
use crate::view::escape;
use crate::view::terminal::told;
use dialoguer::{Input, Password};
use std::io::ErrorKind;

/// Prompts for a line of text, trims it, and repeats until `check` accepts it. Empty input means `default`; without a
/// default it is not accepted.
pub(crate) fn text(
    context: &Context,
    question: &str,
    default: Option<&str>,
    check: impl Fn(&str) -> Result<(), String> + Send + 'static,
    flag: &str,
) -> Result<String> {
    require_prompt(context, flag)?;
    let question = wrapped(context, &told(question), default);
    let default = default.map(str::to_owned);
    let answer = answered(move || {
        let mut input =
            Input::<String>::new()
                .with_prompt(question)
                .validate_with(|answer: &String| {
                    check(answer.trim()).map_err(|why| told(&why).into_owned())
                });
        input = match default {
            Some(default) if default.is_empty() => input.allow_empty(true),
            Some(default) => input.default(default),
            None => input,
        };
        input.interact_text()
    })?;
    Ok(answer.trim().to_owned())
}

/// Prompts for a secret without echo. Returns `None` if the input is empty, which `may_be_empty` allows.
pub(crate) fn secret(
    context: &Context,
    question: &str,
    may_be_empty: bool,
    flag: &str,
) -> Result<Option<Vec<u8>>> {
    require_prompt(context, flag)?;
    let question = told(question).into_owned();
    let answer = answered(move || {
        Password::new()
            .with_prompt(question)
            .allow_empty_password(may_be_empty)
            .interact()
    })?;
    Ok(Some(answer.into_bytes()).filter(|answer| !answer.is_empty()))
}

/// Asks for confirmation of an irreversible action. Only the word `yes` confirms.
pub(crate) fn confirm(context: &Context, question: &str) -> Result<bool> {
    let answer = text(
        context,
        &format!("{question} Type yes to go on"),
        Some("no"),
        |answer| match answer {
            "yes" | "no" | "n" => Ok(()),
            _ => Err("type the whole word `yes`, or `no`".into()),
        },
        "--yes",
    )?;
    Ok(answer == "yes")
}

/// Wraps a question to the terminal. Where the terminal wrapped it instead, a part of it would stay behind when the answer is
/// printed.
fn wrapped(context: &Context, question: &str, default: Option<&str>) -> String {
    // Holds the place of ` [default]: ` and of a short answer.
    let rest = "\u{a0}".repeat(default.map_or(0, |default| default.len() + 3) + 8);
    let question = format!("{}{rest}", escape::line(question));
    let wrapped = context.terminal.err_styles().prose(&question);
    wrapped.trim_end_matches('\u{a0}').to_owned()
}

fn require_prompt(context: &Context, flag: &str) -> Result<()> {
    if context.terminal.can_prompt() {
        return Ok(());
    }
    Err(Error::usage(format!("`{flag}` is missing")).hint(NO_PROMPT_HINT))
}

/// Hint of errors about a missing flag.
pub(crate) const NO_PROMPT_HINT: &str = "Questions are asked only where input and error output are a terminal, results are text and no coding agent runs momo.";

/// Waits for the answer to a question. Ctrl-C breaks it off.
fn answered(ask: impl FnOnce() -> dialoguer::Result<String> + Send + 'static) -> Result<String> {
    let answer = signals::unless_interrupted(|| match ask() {
        Err(dialoguer::Error::IO(cause)) if cause.kind() == ErrorKind::Interrupted => None,
        answer => Some(answer),
    })?;
    let answer = answer.ok_or_else(|| Error::interrupted("the question was broken off"))?;
    answer.map_err(|error| Error::unknown("the question got no answer").because(error))
}
