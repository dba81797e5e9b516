//! Finds or creates the bot that `momo run` runs.
use crate::error::{Error, Result};
use crate::flow::api::{ApiClient, ApiResult};
use crate::io::files::{Credentials, Home};
use crate::model::secret::Secret;
use crate::model::secret::credentials::BotCredentials;
use crate::model::settings::LOCAL;
use crate::model::text::id::fits_path;
use serde_json::{Value, json};

/// Which bot to use.
#[derive(Debug)]
pub struct BotSpec {
    /// The bot's id; `None` for the first bot with the name whose token and secret are stored, else a new one.
    pub id: Option<String>,
    /// The bot's name, used for the search and for a new bot.
    pub name: String,
    /// Where its events should go.
    pub callback: CallbackSpec,
}

/// Callback URL of a bot.
#[derive(Debug, Clone)]
pub enum CallbackSpec {
    Url(String),
    /// This port of localhost, with the path of the bot's present callback URL; this path if that has none but `/`.
    Port(u16, &'static str),
}

/// A bot with its credentials.
#[derive(Debug)]
pub struct RegisteredBot {
    pub id: String,
    pub name: String,
    pub callback_url: String,
    /// Whether it was just created.
    pub is_new: bool,
    /// Process id of the run that had the bot, and was killed; `None` if there is none.
    pub killed_run: Option<u64>,
    /// Whether it awaits an operator's review and gets no events.
    pub is_pending: bool,
    /// Token for the message API.
    pub token: Secret,
    /// Webhook secret.
    pub secret: Secret,
}

impl CallbackSpec {
    /// Returns the callback URL; `current_url` is the bot's present one, if it exists.
    fn resolve(&self, current_url: Option<&str>) -> String {
        match self {
            Self::Url(url) => url.clone(),
            Self::Port(port, path) => {
                let rest = current_url.and_then(|url| url.split_once("://"));
                let rest = rest.and_then(|(_, rest)| rest.find('/').map(|index| &rest[index..]));
                let path = rest.filter(|path| path.len() > 1).unwrap_or(path);
                format!("http://localhost:{port}{path}")
            }
        }
    }
}

/// Finds or creates the bot on the platform of `api`, and sets its callback URL. The inner error is an API problem.
///
/// # Errors
/// If the platform cannot be reached, the credentials file cannot be read or written, or the token and secret of an
/// existing bot are not both stored.
pub fn ensure_registered(
    home: &Home,
    api: &ApiClient,
    spec: &BotSpec,
) -> Result<ApiResult<RegisteredBot>> {
    if let Some(id) = &spec.id {
        return match api.get(&format!("/bots/{id}"))? {
            Ok(bot) => redirect(home, api, &bot, spec),
            Err(problem) => Ok(Err(problem)),
        };
    }
    let stored = Credentials::load(home)?;
    let matches_spec = |stored: &BotCredentials| {
        let has_all = stored.token.is_some() && stored.secret.is_some();
        has_all && stored.profile == LOCAL && stored.name.as_deref() == Some(&spec.name)
    };
    for (id, _) in stored.bots().filter(|(_, stored)| matches_spec(stored)) {
        // Skips bots that were deleted or belong to another owner.
        if let Ok(bot) = api.get(&format!("/bots/{id}"))?
            && bot["callback_url"].is_string()
        {
            return redirect(home, api, &bot, spec);
        }
    }
    let url = spec.callback.resolve(None);
    let body = json!({ "name": spec.name, "callback_url": url });
    Ok(match api.post("/bots", &body)? {
        Ok(bot) => Ok(save_new_bot(home, &bot, url)?),
        Err(problem) => Err(problem),
    })
}

/// Gives an existing bot to this run, sets its callback URL and returns it with its stored credentials.
fn redirect(
    home: &Home,
    api: &ApiClient,
    bot: &Value,
    spec: &BotSpec,
) -> Result<ApiResult<RegisteredBot>> {
    let id = text(bot, "bot_id");
    let stored = Credentials::load(home)?;
    let stored = stored.bot(&id).cloned().unwrap_or_default();
    let (Some(token), Some(secret)) = (stored.token, stored.secret) else {
        return Err(Error::unknown(format!(
            "the token and the webhook secret of the bot `{id}` are not both kept here"
        ))
        .hint(format!(
            "`momo bot rotate {id}` makes new ones, and keeps them."
        )));
    };
    // Its URL stays as it is where another run has the bot.
    let starting = json!({ "state": "starting", "run_pid": std::process::id() });
    let killed_run = match api.post(&format!("/bots/{id}/process"), &starting)? {
        Ok(answer) => answer["killed_run"].as_u64(),
        Err(problem) => return Ok(Err(problem)),
    };
    let current_url = bot["callback_url"].as_str();
    let url = spec.callback.resolve(current_url);
    if current_url != Some(&url)
        && let Err(problem) = set_callback_url(home, api, &id, &url)?
    {
        return Ok(Err(problem));
    }
    Ok(Ok(RegisteredBot {
        name: text(bot, "name"),
        is_pending: bot["status"] == "pending",
        is_new: false,
        killed_run,
        callback_url: url,
        id,
        token,
        secret,
    }))
}

/// Changes the callback URL of a bot on the platform and in its stored credentials. The inner error is an API problem.
///
/// # Errors
/// If the platform cannot be reached, or the credentials file cannot be read or written.
pub fn set_callback_url(
    home: &Home,
    api: &ApiClient,
    id: &str,
    url: &str,
) -> Result<ApiResult<()>> {
    let changed = api.patch(&format!("/bots/{id}"), &json!({ "callback_url": url }))?;
    if let Err(problem) = changed {
        return Ok(Err(problem));
    }
    Credentials::update(home, |credentials| {
        credentials.bot_entry(id).callback_url = Some(url.to_owned());
        Ok(())
    })?;
    Ok(Ok(()))
}

/// Stores token, name and callback URL of a new bot. The local platform has stored its webhook secret already.
fn save_new_bot(home: &Home, bot: &Value, url: String) -> Result<RegisteredBot> {
    let (id, name) = (text(bot, "bot_id"), text(bot, "name"));
    let token = Secret::new(text(bot, "bot_token"));
    let secret = Secret::new(text(bot, "webhook_secret"));
    let (Some(token), Some(secret), true) = (token, secret, fits_path(&id)) else {
        return Err(Error::unknown(
            "the platform made a bot, and named no id, token and webhook secret that can be used",
        ));
    };
    Credentials::update(home, |credentials| {
        let entry = credentials.bot_entry(&id);
        entry.token = Some(token.clone());
        entry.name = Some(name.clone());
        entry.callback_url = Some(url.clone());
        Ok(())
    })?;
    Ok(RegisteredBot {
        is_pending: bot["status"] == "pending",
        is_new: true,
        killed_run: None,
        callback_url: url,
        id,
        name,
        token,
        secret,
    })
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
