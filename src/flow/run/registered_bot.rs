//! The bot that a program plays: one that the platform knows already, or a new one.
use crate::error::{Error, Result};
use crate::flow::api::{Answer, Api};
use crate::io::files::{Credentials, Home};
use crate::model::secret::Secret;
use crate::model::secret::credentials::BotCredentials;
use crate::model::settings::LOCAL;
use crate::model::text::id::fits_path;
use serde_json::{Value, json};

/// Which bot is wanted.
#[derive(Debug)]
pub struct BotSpec {
    /// This very one; none for the first one of the name.
    pub id: Option<String>,
    /// What it is called where it has to be made.
    pub name: String,
    /// Where its events are to go, by what it is called with now, if it exists.
    pub callback: CallbackSpec,
}

/// Where events are to go.
#[derive(Debug, Clone)]
pub enum CallbackSpec {
    /// To this URL.
    Url(String),
    /// To this port, and to the path that the bot has, or to this one where it is new.
    Port(u16, &'static str),
}

/// A bot that is ready for its program.
#[derive(Debug)]
pub struct RegisteredBot {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Where its events go.
    pub callback_url: String,
    /// Whether it was made just now.
    pub is_new: bool,
    /// Whether it waits for an operator's review, and gets no events.
    pub is_pending: bool,
    /// What calls the message API.
    pub token: Secret,
    /// What signs its events.
    pub secret: Secret,
}

impl CallbackSpec {
    /// The URL, for a bot that is called at `present` now.
    fn url(&self, present: Option<&str>) -> String {
        match self {
            Self::Url(url) => url.clone(),
            Self::Port(port, path) => {
                let rest = present.and_then(|url| url.split_once("://"));
                let rest = rest.and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
                let path = rest.filter(|path| path.len() > 1).unwrap_or(path);
                format!("http://localhost:{port}{path}")
            }
        }
    }
}

/// Finds or makes the bot on the platform behind `api`, and lets its events go where they are wanted.
pub fn ensure_registered(home: &Home, api: &Api, wanted: &BotSpec) -> Result<Answer<RegisteredBot>> {
    if let Some(id) = &wanted.id {
        return match api.get(&format!("/bots/{id}"))? {
            Ok(bot) => redirect(home, api, &bot, wanted),
            Err(refusal) => Ok(Err(refusal)),
        };
    }
    let kept = Credentials::load(home)?;
    let is_it = |kept: &BotCredentials| {
        let has_all = kept.token.is_some() && kept.secret.is_some();
        has_all && kept.profile == LOCAL && kept.name.as_deref() == Some(&wanted.name)
    };
    for (id, _) in kept.bots().filter(|(_, kept)| is_it(kept)) {
        // One that was deleted meanwhile, or belongs to somebody else, is passed over.
        if let Ok(bot) = api.get(&format!("/bots/{id}"))?
            && bot["callback_url"].is_string()
        {
            return redirect(home, api, &bot, wanted);
        }
    }
    let url = wanted.callback.url(None);
    let body = json!({ "name": wanted.name, "callback_url": url });
    Ok(match api.post("/bots", &body)? {
        Ok(bot) => Ok(save_new_bot(home, &bot, url)?),
        Err(refusal) => Err(refusal),
    })
}

/// Lets the events of a bot that exists go where they are wanted.
fn redirect(home: &Home, api: &Api, bot: &Value, wanted: &BotSpec) -> Result<Answer<RegisteredBot>> {
    let id = text(bot, "bot_id");
    let kept = Credentials::load(home)?;
    let kept = kept.bot(&id).cloned().unwrap_or_default();
    let (Some(token), Some(secret)) = (kept.token, kept.secret) else {
        return Err(Error::unknown(format!(
            "the token and the webhook secret of the bot `{id}` are not both kept here"
        ))
        .hint(format!(
            "`momo bot rotate {id}` makes new ones, and keeps them."
        )));
    };
    let present = bot["callback_url"].as_str();
    let url = wanted.callback.url(present);
    if present != Some(&url) {
        let changed = api.patch(&format!("/bots/{id}"), &json!({ "callback_url": url }))?;
        if let Err(refusal) = changed {
            return Ok(Err(refusal));
        }
        Credentials::update(home, |credentials| {
            credentials.entry(&id).callback_url = Some(url.clone());
            Ok(())
        })?;
    }
    Ok(Ok(RegisteredBot {
        name: text(bot, "name"),
        is_pending: bot["status"] == "pending",
        is_new: false,
        callback_url: url,
        id,
        token,
        secret,
    }))
}

/// Keeps what the platform returned for a new bot.
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
        let entry = credentials.entry(&id);
        entry.token = Some(token.clone());
        entry.name = Some(name.clone());
        entry.callback_url = Some(url.clone());
        Ok(())
    })?;
    Ok(RegisteredBot {
        is_pending: bot["status"] == "pending",
        is_new: true,
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
