//! One call of the API: what came, who asks, and what the parts of the platform work with.
use super::dispatcher::Outbox;
use super::query_params::QueryParams;
use super::problem::{Problem, HandlerResult};
use super::state::State;
use crate::flow::page::bearer_token;
use crate::model::fault::{ApiCallEffect, Fault};
use crate::model::http::Request;
use crate::model::platform::bot::{Bot, Caller, Role};
use crate::model::secret::Secret;
use serde_json::Value;
use std::cell::RefCell;
use std::sync::Arc;

/// One call.
pub(super) struct Call<'a> {
    pub(super) state: &'a Arc<State>,
    pub(super) outbox: &'a Outbox,
    pub(super) request: &'a Request,
    /// What is kept of it.
    pub(super) trace: &'a Trace,
}

/// What of a call goes into the history beside its request and its answer.
pub(super) struct Trace {
    /// The exchange that the call will be, where it is a message call.
    pub(super) exchange_id: Option<String>,
    /// What befell it on purpose.
    pub(super) faults: RefCell<Vec<Fault>>,
}

impl Call<'_> {
    /// The token of the call.
    fn token(&self) -> HandlerResult<Secret> {
        let token = bearer_token(self.request).unwrap_or_default();
        Secret::new(token).ok_or_else(|| {
            Problem::unauthorized("the call carries no token")
                .hint("Send the header Authorization: Bearer TOKEN.")
        })
    }

    /// Who calls: the page, or the holder of a console token.
    pub(super) fn caller(&self) -> HandlerResult<Caller> {
        if let Some(page) = &self.state.page
            && let Some(caller) = page.caller(self.request)
        {
            return caller;
        }
        let token = self.token()?;
        let mut store = self.state.store();
        if let Some(caller) = store.caller_of_token(&token)? {
            return Ok(caller);
        }
        let now = self.state.now();
        Err(match store.bot_of_token(&token, now)? {
            Some(_) => Problem::forbidden("a bot token is good for the message call only")
                .hint("This call takes a console token."),
            None => Problem::unauthorized("the token is not known here").hint(
                "`momo dev` keeps the console tokens of this platform in the credentials file.",
            ),
        })
    }

    /// The same of a call that shows what others do, or changes the platform itself.
    pub(super) fn overseer(&self) -> HandlerResult<Caller> {
        let caller = self.caller()?;
        if caller.role >= Role::Operator {
            return Ok(caller);
        }
        Err(
            Problem::forbidden("a developer sees and changes own bots only")
                .hint("This call takes the token of an operator or admin."),
        )
    }

    /// What befalls this bot's message call on purpose.
    pub(super) fn befalls(&self, bot_id: &str) -> ApiCallEffect {
        let body = &*self.request.body;
        let lot = self.state.rehearse(|panel| {
            if panel.switches().is_empty() {
                return ApiCallEffect::default();
            }
            let fields: Value = serde_json::from_slice(body).unwrap_or_default();
            let room_id = fields.get("room_id").and_then(Value::as_i64);
            panel.apply_to_call(bot_id, room_id, body)
        });
        self.trace.faults.borrow_mut().extend(&lot.faults);
        lot
    }

    /// The bot that calls, by its own token.
    pub(super) fn calling_bot(&self, id: &str) -> HandlerResult<Bot> {
        let token = self.token()?;
        let now = self.state.now();
        let found = self.state.store().bot_of_token(&token, now)?;
        match found {
            Some(bot) if bot.id == id => Ok(bot),
            Some(_) => Err(Problem::forbidden(format!(
                "the token is not that of `{id}`"
            ))),
            None => Err(Problem::unauthorized("the bot token is not known here")
                .hint("It may have been rotated, or belong to another platform.")),
        }
    }

    /// The query of the call.
    pub(super) fn query(&self) -> HandlerResult<QueryParams> {
        QueryParams::read(self.request.query())
    }
}
