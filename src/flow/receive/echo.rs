//! The answer of the example bot in MoMoTalk's guide: the same text, with `Echo: ` before it.
//!
//! Source: <https://mmrnd.net/bot-developer-guide.html>, "Verify the webhook signature".
use crate::error::Result;
use crate::flow::api::Api;
use crate::flow::message::{self, Message, Patience, Step};
use crate::io::files::{Credentials, DevFile, Home};
use crate::model::history::exchange::Exchange;
use crate::model::protocol::momotalk_event::MESSAGE_CREATED;
use crate::model::secret::Secret;
use crate::model::settings::LOCAL;
use crate::model::text::id::fits_path;
use serde::Deserialize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long the call may take. MoMoTalk does not document how long it waits for a webhook's answer; momo's
/// own platform waits three seconds.
const TIMEOUT: Duration = Duration::from_secs(2);
/// A webhook waits for the answer, so the call is made once.
const ONCE: Patience = Patience {
    attempts: 1,
    longest_wait: Duration::ZERO,
};

/// A token and the API that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EchoAccount {
    /// For example `https://bot.mmrnd.net/api`.
    pub api_base: String,
    /// The bot's token.
    pub token: Secret,
}

/// Answers text messages through the message API.
pub struct Echo {
    source: AccountSource,
    /// The account that was used last, with its open connections.
    latest: Mutex<Option<(EchoAccount, Api)>>,
}

enum AccountSource {
    Fixed(EchoAccount),
    Home(Home),
}

/// What came of an event: the call, if there was one, and what went wrong, if anything.
#[derive(Debug, Default)]
pub(super) struct EchoResult {
    pub(super) call: Option<Exchange>,
    pub(super) problem: Option<String>,
}

#[derive(Deserialize)]
struct MessageEvent {
    event_type: String,
    bot_id: String,
    message: MessageBody,
}

#[derive(Deserialize)]
struct MessageBody {
    room_id: i64,
    message_id: i64,
    body: String,
    message_type: String,
}

impl Echo {
    /// Answers with this account, whichever bot an event names.
    pub fn with_account(account: EchoAccount) -> Self {
        Self::new(AccountSource::Fixed(account))
    }

    /// Answers with the kept token of the bot that an event names.
    pub fn from_home(home: Home) -> Self {
        Self::new(AccountSource::Home(home))
    }

    fn new(source: AccountSource) -> Self {
        Self {
            source,
            latest: Mutex::default(),
        }
    }

    /// Answers an event, if it is a text message.
    pub(super) fn answer(&self, event: &[u8]) -> EchoResult {
        let event = serde_json::from_slice::<MessageEvent>(event).ok();
        let is_text = |event: &MessageEvent| {
            event.event_type == MESSAGE_CREATED && event.message.message_type == "TEXT"
        };
        match event.filter(is_text) {
            None => EchoResult::default(),
            Some(event) => self.send(&event).unwrap_or_else(|problem| EchoResult {
                call: None,
                problem: Some(problem),
            }),
        }
    }

    fn send(&self, event: &MessageEvent) -> Result<EchoResult, String> {
        let bot_id = &event.bot_id;
        if !fits_path(bot_id) {
            return Err(format!("no echo: `{bot_id}` is no bot id"));
        }
        let account = self.account(bot_id);
        let account = account
            .ok_or_else(|| format!("no echo: no token of the bot `{bot_id}` is kept here"))?;
        let api = self.api(account).map_err(|error| error.to_string())?;
        let metadata = serde_json::value::to_raw_value(&serde_json::json!({ "source": "example" }));
        let message = Message {
            room_id: event.message.room_id,
            reply_to_message_id: Some(event.message.message_id),
            body: format!("Echo: {}", event.message.body),
            metadata: metadata.ok(),
        };
        let mut call = None;
        let sent = message::send(&api, bot_id, &message, ONCE, |step| {
            if let Step::Called(exchange) = step {
                call = Some(exchange.clone());
            }
            Ok(())
        });
        let problem = match sent {
            Ok(Ok(_)) => None,
            Ok(Err(refusal)) => Some(refusal.message),
            Err(error) => Some(error.to_string()),
        };
        Ok(EchoResult { call, problem })
    }

    fn api(&self, account: EchoAccount) -> Result<Api> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, api)) = &*latest
            && *known == account
        {
            return Ok(api.clone());
        }
        let api = Api::new(&account.api_base, account.token.clone())?.with_timeout(TIMEOUT);
        *latest = Some((account, api.clone()));
        Ok(api)
    }

    /// The token of a bot, with the API that it was kept for. A local platform may have moved to another port.
    fn account(&self, bot_id: &str) -> Option<EchoAccount> {
        let home = match &self.source {
            AccountSource::Fixed(account) => return Some(account.clone()),
            AccountSource::Home(home) => home,
        };
        let credentials = Credentials::load(home).ok()?;
        let bot = credentials.bot(bot_id)?;
        let running = if bot.profile == LOCAL {
            DevFile::read(home).ok().flatten()
        } else {
            None
        };
        Some(EchoAccount {
            api_base: running.map_or_else(|| bot.api_base.clone(), |dev| dev.api_base),
            token: bot.token.clone()?,
        })
    }
}
