//! Context of one API call: authentication, query parameters and injected faults.
use super::dispatcher::Outbox;
use super::problem::{HandlerResult, Problem};
use super::query_params::QueryParams;
use super::state::PlatformState;
use crate::flow::web::page::bearer_token;
use crate::model::fault::{ApiCallEffect, Fault};
use crate::model::http::Request;
use crate::model::platform::bot::{Bot, Caller, Role};
use crate::model::secret::Secret;
use crate::model::text::phrase::Phrase;
use serde_json::Value;
use std::cell::RefCell;
use std::sync::Arc;

/// One API call and what its handler needs.
pub(super) struct ApiCall<'a> {
    pub(super) state: &'a Arc<PlatformState>,
    pub(super) outbox: &'a Outbox,
    pub(super) request: &'a Request,
    /// What the history stores besides request and response.
    pub(super) metadata: &'a CallMetadata,
}

/// Metadata of a call's exchange. Only message calls and NHN Cloud calls have one.
#[derive(Default)]
pub(super) struct CallMetadata {
    /// Id of the call's exchange; `None` if the call is not recorded in the history.
    pub(super) exchange_id: Option<String>,
    /// Faults injected into the call.
    pub(super) faults: RefCell<Vec<Fault>>,
}

impl ApiCall<'_> {
    fn bearer_token(&self) -> HandlerResult<Secret> {
        let token = bearer_token(self.request).unwrap_or_default();
        Secret::new(token)
            .ok_or_else(|| Problem::unauthorized("token.missing").hint("token.hint-header"))
    }

    /// Authenticates the page or the holder of a console token.
    pub(super) fn caller(&self) -> HandlerResult<Caller> {
        if let Some(page) = &self.state.page
            && let Some(caller) = page.caller(self.request)
        {
            return caller;
        }
        let token = self.bearer_token()?;
        let mut store = self.state.store();
        if let Some(caller) = store.caller_by_token(&token)? {
            return Ok(caller);
        }
        let now = self.state.now();
        Err(match store.bot_by_token(&token, now)? {
            Some(_) => Problem::forbidden("token.message-only").hint("token.hint-console"),
            None => Problem::unauthorized("token.unknown").hint("token.hint-dev"),
        })
    }

    /// Authenticates an operator or admin. For calls that show data of all users or change the platform itself.
    pub(super) fn require_operator(&self) -> HandlerResult<Caller> {
        let caller = self.caller()?;
        if caller.role >= Role::Operator {
            return Ok(caller);
        }
        Err(Problem::forbidden("bot.own-only").hint("bot.hint-token"))
    }

    /// Evaluates the fault rules for a message call of this bot.
    pub(super) fn injected_faults(&self, bot_id: &str) -> ApiCallEffect {
        let body = &*self.request.body;
        let effect = self.state.with_fault_rules(|rules| {
            if rules.as_slice().is_empty() {
                return ApiCallEffect::default();
            }
            let fields: Value = serde_json::from_slice(body).unwrap_or_default();
            let room_id = fields.get("room_id").and_then(Value::as_i64);
            rules.apply_to_call(bot_id, room_id, body)
        });
        self.metadata.faults.borrow_mut().extend(&effect.faults);
        effect
    }

    /// Authenticates bot `id` by its token.
    pub(super) fn calling_bot(&self, id: &str) -> HandlerResult<Bot> {
        let token = self.bearer_token()?;
        let now = self.state.now();
        let bot = self.state.store().bot_by_token(&token, now)?;
        match bot {
            Some(bot) if bot.id == id => Ok(bot),
            Some(_) => {
                let phrase = Phrase::new("token.other-bot").with("id", id);
                Err(Problem::forbidden(phrase))
            }
            None => Err(Problem::unauthorized("token.unknown-bot").hint("token.hint-rotated")),
        }
    }

    /// Parses the query parameters.
    pub(super) fn query(&self) -> HandlerResult<QueryParams> {
        QueryParams::read(self.request.query())
    }
}
