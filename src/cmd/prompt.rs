//! Interactive prompts. Without a terminal they fail with an error that names the flag to use instead.
use super::context::Context;
use crate::error::{Error, Result};
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
    check: impl Fn(&str) -> Result<(), String>,
    flag: &str,
) -> Result<String> {
    require_prompt(context, flag)?;
    let mut input = Input::<String>::new()
        .with_prompt(wrapped(context, &told(question), default))
        .validate_with(|answer: &String| {
            check(answer.trim()).map_err(|why| told(&why).into_owned())
        });
    input = match default {
        Some("") => input.allow_empty(true),
        Some(default) => input.default(default.to_owned()),
        None => input,
    };
    let answer = input.interact_text().map_err(|error| no_answer(&error))?;
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
    let answer = Password::new()
        .with_prompt(told(question))
        .allow_empty_password(may_be_empty)
        .interact()
        .map_err(|error| no_answer(&error))?;
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

fn no_answer(error: &dialoguer::Error) -> Error {
    let dialoguer::Error::IO(cause) = error;
    if cause.kind() == ErrorKind::Interrupted {
        return Error::interrupted("the question was broken off");
    }
    Error::unknown("the question got no answer").because(error)
}
