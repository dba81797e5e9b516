//! Answers like the example bot in MoMoTalk's guide: the same text, prefixed with `Echo: `.
//!
//! Source: <https://mmrnd.net/bot-developer-guide.html>, "Verify the webhook signature".
use crate::flow::api::ApiClient;
use crate::flow::message::{self, CallRetries, MessageRequest, SendProgress};
use crate::io::files::{Credentials, DevFile, Home};
use crate::model::history::exchange::Exchange;
use crate::model::protocol::momotalk_event::MESSAGE_CREATED;
use crate::model::secret::Secret;
use crate::model::settings::LOCAL;
use crate::model::text::id::fits_path;
use crate::model::text::phrase::Phrase;
use serde::Deserialize;
use std::time::Duration;

/// Timeout of the call. MoMoTalk does not document its webhook timeout; momo's own platform waits three seconds.
const TIMEOUT: Duration = Duration::from_secs(2);
/// One attempt only, because the webhook's response waits for the call.
const ONCE: CallRetries = CallRetries {
    attempts: 1,
    max_wait: Duration::ZERO,
};

/// A bot token with the API that accepts it.
#[derive(Debug, Clone)]
pub struct EchoAccount {
    /// For example `https://bot.mmrnd.net/api`.
    pub api_base: String,
    pub token: Secret,
}

/// Echoes text messages through the message API.
pub struct Echo {
    source: AccountSource,
}

enum AccountSource {
    Fixed(EchoAccount),
    Home(Home),
}

/// The API call, if one was made, and what went wrong, if anything.
#[derive(Debug, Default)]
pub(super) struct EchoResult {
    pub(super) call: Option<Exchange>,
    pub(super) problem: Option<Phrase>,
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
    /// Echoes with this account, whichever bot an event names.
    pub fn with_account(account: EchoAccount) -> Self {
        Self {
            source: AccountSource::Fixed(account),
        }
    }

    /// Echoes with the stored token of the bot that an event names.
    pub fn from_home(home: Home) -> Self {
        Self {
            source: AccountSource::Home(home),
        }
    }

    /// Echoes an event if it is a text message.
    pub(super) fn send_reply(&self, event: &[u8]) -> EchoResult {
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

    fn send(&self, event: &MessageEvent) -> Result<EchoResult, Phrase> {
        let bot_id = &event.bot_id;
        if !fits_path(bot_id) {
            return Err(Phrase::new("echo.no-bot-id").with("id", bot_id));
        }
        let account = self.account(bot_id);
        let account = account.ok_or_else(|| Phrase::new("echo.no-token").with("id", bot_id))?;
        let api = ApiClient::new(&account.api_base, account.token);
        let api = api.map_err(|error| Phrase::verbatim(error.to_string()))?;
        let api = api.with_timeout(TIMEOUT);
        let metadata = serde_json::value::to_raw_value(&serde_json::json!({ "source": "example" }));
        let message = MessageRequest {
            room_id: event.message.room_id,
            reply_to_message_id: Some(event.message.message_id),
            body: format!("Echo: {}", event.message.body),
            metadata: metadata.ok(),
        };
        let mut call = None;
        let sent = message::send(&api, bot_id, &message, ONCE, |step| {
            if let SendProgress::AttemptEnded(exchange) = step {
                call = Some(*exchange);
            }
            Ok(())
        });
        let problem = match sent {
            Ok(Ok(_)) => None,
            Ok(Err(problem)) => Some(Phrase::verbatim(problem.message)),
            Err(error) => Some(Phrase::verbatim(error.to_string())),
        };
        Ok(EchoResult { call, problem })
    }

    /// Returns the fixed account, else the stored token and API of the bot; `None` without a token.
    /// Takes the API of a running local platform from its dev file, because its port may have changed.
    fn account(&self, bot_id: &str) -> Option<EchoAccount> {
        let home = match &self.source {
            AccountSource::Fixed(account) => return Some(account.clone()),
            AccountSource::Home(home) => home,
        };
        let credentials = Credentials::load(home).ok()?;
        let bot = credentials.bot(bot_id)?;
        let dev_file = if bot.profile == LOCAL {
            DevFile::read(home).ok().flatten()
        } else {
            None
        };
        Some(EchoAccount {
            api_base: dev_file.map_or_else(|| bot.api_base.clone(), |dev| dev.api_base),
            token: bot.token.clone()?,
        })
    }
}
