//! `momo bot create`: registers a bot and stores its credentials.
use super::credentials::{
    CredentialUpdate, ask_for_callback, bot_info, choose_callback, print_choice, print_once,
    save_credentials, secret_field, text_field,
};
use super::guided;
use crate::cmd::console::{self, Console, PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::prompt;
use crate::cmd::resolve::Config;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::model::platform::bot::{Role, Visibility};
use crate::model::secret::credentials::BotCredentials;
use crate::model::settings::Registration;
use crate::model::text::id::fits_path;
use crate::view::{bot, escape};
use clap::ValueEnum;
use serde_json::{Map, Value, json};

/// Arguments of `momo bot create`.
#[derive(clap::Args, Debug)]
pub(crate) struct CreateBot {
    /// What people call the bot
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Where its events go: an HTTPS URL, or a port of this machine on a local platform; without a path momo asks the bot at `/` and at `/momotalk/webhook`, and takes what is there
    #[arg(long, value_name = "TARGET")]
    callback_url: Option<String>,
    /// Who may see it [default: private]
    #[arg(long, value_enum, value_name = "WHO")]
    visibility: Option<Visibility>,
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for CreateBot {
    const NAME: &'static str = "create";
    const ABOUT: &'static str = "Register a bot and keep its credentials";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo bot create --name Echo --callback-url 3000/momotalk/webhook
  momo bot create --name Echo --callback-url https://example.com/hook --visibility unlisted --json
  momo bot create --profile production

The output holds the token and the webhook secret in clear. momo keeps them too: `> /dev/null` loses nothing, `momo bot env > .env` writes \
them for the bot that is to run.";
    const PRINTS_SECRETS: bool = true;

    fn run(mut self, context: &mut Context) -> Result<Verdict> {
        let config = context.config()?;
        let profile = config.profile(&self.platform.profile)?;
        if profile.registration == Registration::Console {
            let base = config.api_base(&profile, &self.platform.profile)?.value;
            let input = guided::RegistrationInput {
                name: self.name,
                callback: self.callback_url,
                visibility: self.visibility.unwrap_or(Visibility::Private),
            };
            return guided::create(context, &config, &profile, &base, input);
        }
        let console = self
            .platform
            .connect(context, Role::Developer, "create a bot")?;
        self.prompt_for_missing(context, &console)?;
        let local = console::is_local(&console.profile, console.api.base());
        let target = self.callback_url.as_deref().unwrap_or_default();
        let callback = choose_callback(target, local)?;
        let visibility = self.visibility.unwrap_or(Visibility::Private).name();
        let body =
            json!({ "name": self.name, "callback_url": callback.url, "visibility": visibility });
        let answer = console.api.post("/bots", &body)?;
        let answer = answer.map_err(refused("the bot was not created"))?;
        let verdict = save_and_print(context, &config, &console, &answer)?;
        print_choice(&mut context.terminal, &callback);
        Ok(verdict)
    }
}

impl CreateBot {
    /// Prompts for a missing name or callback URL, and then for a missing visibility too. Without a terminal, fails
    /// with one error that names the missing ones of `--name` and `--callback-url`.
    fn prompt_for_missing(&mut self, context: &Context, console: &Console) -> Result<()> {
        let missing: Vec<_> = [
            ("`--name`", self.name.is_none()),
            ("`--callback-url`", self.callback_url.is_none()),
        ]
        .into_iter()
        .filter_map(|(flag, missing)| missing.then_some(flag))
        .collect();
        if missing.is_empty() {
            return Ok(());
        }
        if !context.terminal.can_prompt() {
            let verb = if missing.len() == 1 { "is" } else { "are" };
            let flags = missing.join(" and ");
            return Err(
                Error::usage(format!("{flags} {verb} missing")).hint(prompt::NO_PROMPT_HINT)
            );
        }
        if self.name.is_none() {
            let not_empty = |answer: &str| match answer {
                "" => Err("a bot has a name".into()),
                _ => Ok(()),
            };
            self.name = Some(prompt::text(context, "Name", None, not_empty, "--name")?);
        }
        let local = console::is_local(&console.profile, console.api.base());
        if self.callback_url.is_none() {
            self.callback_url = Some(ask_for_callback(context, local)?);
        }
        if self.visibility.is_none() {
            let names = Visibility::value_variants()
                .iter()
                .map(|visibility| visibility.name());
            let question = format!("Visibility ({})", names.collect::<Vec<_>>().join(", "));
            let check = |answer: &str| Visibility::from_str(answer, false).map(drop);
            let answer = prompt::text(context, &question, Some("private"), check, "--visibility")?;
            self.visibility = Visibility::from_str(&answer, false).ok();
        }
        Ok(())
    }
}

fn save_and_print(
    context: &mut Context,
    config: &Config,
    console: &Console,
    answer: &Value,
) -> Result<Verdict> {
    let Some(id) = text_field(answer, "bot_id").filter(|id| fits_path(id)) else {
        return Err(Error::unknown(format!(
            "the API at `{}` created something, but named no `bot_id` that can be used",
            console.api.base()
        )));
    };
    let (token, webhook_secret) = (
        secret_field(answer, "bot_token"),
        secret_field(answer, "webhook_secret"),
    );
    let update = CredentialUpdate {
        profile: Some(console.profile.name.clone()),
        api_base: Some(console.api.base().to_owned()),
        token: token.clone(),
        secret: webhook_secret.clone(),
        callback_url: text_field(answer, "callback_url"),
        name: text_field(answer, "name"),
        ..CredentialUpdate::default()
    };
    let namesake = namesake(config, console, update.name.as_deref());
    save_credentials(config, &id, update)?;
    context.terminal.show(&ordered(answer), |terminal| {
        let info = bot_info(Some(answer), &id, None);
        terminal.print(bot::block(&info, terminal.out_styles()))?;
        print_once(terminal, config, token.as_ref(), webhook_secret.as_ref())?;
        if let Some(other) = namesake {
            terminal.warn(format!(
                "`{}` has this name too: commands need the id to tell the two bots apart",
                escape::line(&other)
            ));
        }
        if answer["status"] == "pending" {
            terminal.note(format!(
                "It gets no events until an operator approves it: `momo bot review {id} --approve`"
            ));
        }
        terminal.note(format!(
            "Next: `momo bot env {id} > .env`, start the bot, then `momo bot test {id}`"
        ));
        Ok(())
    })
}

/// Returns the id of a kept bot of the same platform and name; `None` if there is none.
fn namesake(config: &Config, console: &Console, name: Option<&str>) -> Option<String> {
    let name = name?;
    let mut bots = config.known_bots();
    let is_meant =
        |bot: &BotCredentials| bot.profile == console.profile.name && bot.is_called(name);
    bots.find(|(_, bot)| is_meant(bot))
        .map(|(id, _)| id.to_owned())
}

/// Returns the response object with the most important keys first; those that it lacks are `null`.
fn ordered(answer: &Value) -> Value {
    let first = [
        "bot_id",
        "bot_token",
        "webhook_secret",
        "callback_url",
        "visibility",
        "status",
    ];
    let mut ordered = Map::new();
    for key in first {
        ordered.insert(key.into(), answer.get(key).cloned().unwrap_or_default());
    }
    for (key, value) in answer.as_object().into_iter().flatten() {
        ordered.entry(key).or_insert_with(|| value.clone());
    }
    Value::Object(ordered)
}
