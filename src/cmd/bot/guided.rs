//! Guides through registration in a web console, checks the callback URL and stores the credentials.
//!
//! Source of the steps: <https://mmrnd.net/bot-developer-guide.html>.
use super::credentials::{CredentialUpdate, ask_for_callback, save_credentials};
use crate::cmd::console;
use crate::cmd::context::Context;
use crate::cmd::prompt;
use crate::cmd::resolve::Config;
use crate::error::{Error, Result, Verdict};
use crate::io::client::{Client, ClientOptions};
use crate::model::http::{Headers, Request};
use crate::model::platform::bot::Visibility;
use crate::model::secret::Secret;
use crate::model::settings::{PRODUCTION_CONSOLE, Profile};
use std::time::Duration;

/// Values given as flags.
pub(super) struct RegistrationInput {
    pub(super) name: Option<String>,
    pub(super) callback: Option<String>,
    pub(super) visibility: Visibility,
}

/// Registers a bot interactively: prints the steps, prompts for id and credentials, stores them.
pub(super) fn create(
    context: &mut Context,
    config: &Config,
    profile: &Profile,
    api_base: &str,
    input: RegistrationInput,
) -> Result<Verdict> {
    if let Some(target) = &input.callback {
        console::parse_callback_url(target, false)?;
    }
    if !context.terminal.can_prompt() {
        return Err(Error::usage(format!(
            "on `{}` a bot is registered by hand in the web console, and nobody can be asked here",
            profile.name
        ))
        .hint("Register it there, then: `momo bot add BOT_ID --token-file FILE --secret-file FILE --callback-url URL`")
        .hint(prompt::NO_PROMPT_HINT));
    }
    let callback = match &input.callback {
        Some(target) => target.clone(),
        None => ask_for_callback(context, false)?,
    };
    let callback = console::parse_callback_url(&callback, false)?;
    offer_probe(context, &callback)?;
    print_steps(context, profile, &callback, input.visibility);
    let id = ask_for_id(context)?;
    let token = ask_for_secret(context, "Bot token (not shown while you paste it)", false)?;
    let secret = ask_for_secret(context, "Webhook secret (empty: not known yet)", true)?;
    let without_secret = secret.is_none();
    let update = CredentialUpdate {
        profile: Some(profile.name.clone()),
        api_base: Some(api_base.to_owned()),
        token,
        secret,
        callback_url: Some(callback),
        name: input.name,
        ..CredentialUpdate::default()
    };
    save_credentials(config, &id, update)?;
    context.terminal.print(&id)?;
    context.terminal.note(format!(
        "Kept in `{}`, which only you can read; every momo command finds it there.",
        config.home.credentials_file().display()
    ));
    if without_secret {
        context.terminal.note(format!(
            "Signatures can be made and checked once the secret is known: `momo bot add {id} --secret-file FILE`"
        ));
    }
    Ok(Verdict::Yes)
}

fn print_steps(context: &mut Context, profile: &Profile, callback: &str, visibility: Visibility) {
    let site = profile.console_url.as_deref().unwrap_or(PRODUCTION_CONSOLE);
    let steps = [
        format!("Sign in at `{site}` as developer, operator or admin."),
        "Open the \"Bot Platform\" card.".to_owned(),
        format!(
            "Enter the callback URL `{callback}` and the visibility `{}`.",
            visibility.name()
        ),
        "Copy the bot_token: the console shows it once.".to_owned(),
        "Press the webhook test button before others meet the bot.".to_owned(),
    ];
    context.terminal.heading("In MoMoTalk's web console:");
    for (number, step) in (1..).zip(steps) {
        context.terminal.note(format!("  {number}. {step}"));
    }
    context.terminal.note(
        "MoMoTalk does not document where the webhook secret is found; look near the token. What you give now stays on this machine.",
    );
}

/// Asks for consent, then sends one GET to the callback URL and prints whether it responds.
fn offer_probe(context: &mut Context, callback: &str) -> Result<()> {
    let question = "See whether it answers, by one GET without data? yes or no";
    let check = |answer: &str| match answer {
        "yes" | "y" | "no" | "n" => Ok(()),
        _ => Err("yes or no?".into()),
    };
    let answer = prompt::text(context, question, Some("yes"), check, "--callback-url")?;
    if answer.starts_with('n') {
        return Ok(());
    }
    let request = Request {
        method: "GET".into(),
        url: callback.to_owned(),
        headers: Headers::new(),
        body: Vec::new(),
    };
    let client = Client::new(ClientOptions::default())?;
    match client.send(&request, Duration::from_secs(5)).response {
        Ok(response) => context.terminal.note(format!(
            "It answers, with {} (a webhook may well refuse a GET).",
            response.status
        )),
        Err(failure) => context.terminal.warn(format!(
            "it does not answer now: {}; events will not arrive until it does",
            failure.message
        )),
    }
    Ok(())
}

fn ask_for_id(context: &Context) -> Result<String> {
    let check =
        |answer: &str| console::check_bot_id(answer).map_err(|error| error.message().to_owned());
    prompt::text(context, "Bot id (bot_...)", None, check, "BOT_ID")
}

fn ask_for_secret(context: &Context, question: &str, may_be_empty: bool) -> Result<Option<Secret>> {
    let answer = prompt::secret(context, question, may_be_empty, "--token-file")?;
    Ok(answer.and_then(|answer| Secret::new(answer.trim_ascii())))
}
