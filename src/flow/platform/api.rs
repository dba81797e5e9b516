//! Answers calls: who asks, what they may, and which part of the platform does it.
use super::dispatcher::Outbox;
use super::reply::{Problem, Reply, ok};
use super::routes::{Query, Route, route};
use super::state::State;
use super::{OPENAPI, bots, rooms};
use crate::io::server::{Handler, Received};
use crate::io::system;
use crate::model::bot::{Bot, Caller};
use crate::model::exchange::{Direction, Exchange, Kind, Timing};
use crate::model::http::{Request, Response};
use crate::model::id;
use crate::model::protocol::Protocol;
use crate::model::secret::Secret;
use crate::model::signature::{Check, SignatureCheck};
use crate::model::target;
use serde_json::json;
use std::sync::Arc;

/// The handler of the platform's server.
pub(super) struct Api {
    state: Arc<State>,
    outbox: Outbox,
    port: u16,
}

/// One call: what the parts of the platform work with.
pub(super) struct Call<'a> {
    pub(super) state: &'a State,
    pub(super) outbox: &'a Outbox,
    pub(super) request: &'a Request,
}

impl Api {
    pub(super) fn new(state: Arc<State>, outbox: Outbox, port: u16) -> Self {
        Self {
            state,
            outbox,
            port,
        }
    }

    fn answer(&self, request: &Request) -> Response {
        let reply = self.check_host(request).and_then(|()| self.reply(request));
        reply.unwrap_or_else(|problem| problem.response())
    }

    fn reply(&self, request: &Request) -> Reply {
        let path = request.path();
        let Some(path) = path.strip_prefix("/api/") else {
            return match path {
                "/" => Ok(Response::text(200, WELCOME)),
                _ => Err(Problem::not_found(format!("there is no `{path}`"))
                    .hint("The API is under /api; /api/openapi.json lists every call.")),
            };
        };
        let call = Call {
            state: &self.state,
            outbox: &self.outbox,
            request,
        };
        match route(&request.method, path)? {
            Route::Health => Ok(ok(
                &json!({ "ok": true, "version": env!("CARGO_PKG_VERSION") }),
            )),
            Route::OpenApi => Ok(Response::new(200, "application/json", OPENAPI)),
            Route::CreateBot => bots::create(&call),
            Route::ListBots => bots::list(&call),
            Route::ShowBot(id) => bots::show(&call, id),
            Route::UpdateBot(id) => bots::update(&call, id),
            Route::DeleteBot(id) => bots::delete(&call, id),
            Route::RotateBot(id) => bots::rotate(&call, id),
            Route::TestBot(id) => bots::test(&call, id),
            Route::ReviewBot(id) => bots::review(&call, id),
            Route::SendMessage(id) => rooms::send_message(&call, id),
            Route::ListRooms => rooms::list(&call),
            Route::CreateRoom => rooms::create(&call),
            Route::ShowRoom(room) => rooms::show(&call, room),
            Route::Subscribe(room, id) => rooms::subscribe(&call, room, id),
            Route::Unsubscribe(room, id) => rooms::unsubscribe(&call, room, id),
            Route::ListMessages(room) => rooms::messages(&call, room),
            Route::Say(room) => rooms::say(&call, room),
            Route::ListUsers => rooms::users(&call),
            Route::ListDeliveries => bots::deliveries(&call),
            Route::CreateConsoleToken => bots::create_console_token(&call),
        }
    }

    /// A page of a stranger may point a name of its own to this machine; it must not get through with it.
    fn check_host(&self, request: &Request) -> Reply<()> {
        let host = request.headers.text("Host").unwrap_or_default();
        let (name, port) = target::split_port(host);
        let own = ["127.0.0.1", "[::1]", "localhost"];
        let is_own = own.iter().any(|it| it.eq_ignore_ascii_case(name))
            && port == Some(self.port.to_string().as_str());
        let allowed = &self.state.options.allow_hosts;
        if is_own || allowed.iter().any(|it| it.eq_ignore_ascii_case(name)) {
            return Ok(());
        }
        Err(
            Problem::misdirected(format!("the platform does not go by the name `{host}`")).hint(
                "Call it as 127.0.0.1 or localhost, or start it with `momo dev --allow-host NAME`.",
            ),
        )
    }

    /// A bot's call of the message API goes into the history, refused or not.
    fn keep(&self, received: Received, response: &Response) {
        let Some(bot_id) = message_call(&received.request) else {
            return;
        };
        let Ok(random) = system::random() else { return };
        let bot_id = bot_id.to_owned();
        self.state.record(Exchange {
            id: id::exchange(received.arrived, random),
            direction: Direction::Received,
            protocol: Protocol::Momotalk,
            kind: Kind::Api,
            started_at: received.arrived,
            event_id: None,
            event_type: None,
            bot_id: Some(bot_id),
            attempt: None,
            signature: SignatureCheck::of(Check::Unchecked),
            request: Request {
                headers: received.request.headers.without_credentials(),
                ..received.request
            },
            response: Some(response.clone()),
            failure: None,
            timing: Timing {
                total_ms: received.started.elapsed().as_secs_f64() * 1000.0,
                first_byte_ms: None,
            },
        });
    }
}

const WELCOME: &str = "\
This is a local MoMoTalk Bot Platform, run by `momo dev`.
Its API is under /api; /api/openapi.json describes every call.";

impl Handler for Api {
    fn handle(&self, received: Received) -> Response {
        let response = self.answer(&received.request);
        self.keep(received, &response);
        response
    }
}

/// The bot of a message call.
fn message_call(request: &Request) -> Option<&str> {
    let rest = request.path().strip_prefix("/api/bots/")?;
    let bot_id = rest.strip_suffix("/messages")?;
    (request.method == "POST" && !bot_id.contains('/')).then_some(bot_id)
}

impl Call<'_> {
    /// The token of the call.
    fn token(&self) -> Reply<Secret> {
        let value = self
            .request
            .headers
            .text("Authorization")
            .unwrap_or_default();
        let token = match value.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => token.trim(),
            _ => "",
        };
        Secret::new(token).ok_or_else(|| {
            Problem::unauthorized("the call carries no token")
                .hint("Send the header Authorization: Bearer TOKEN.")
        })
    }

    /// Who calls, by a console token.
    pub(super) fn caller(&self) -> Reply<Caller> {
        let token = self.token()?;
        let mut store = self.state.store();
        if let Some(caller) = store.caller_of_token(&token)? {
            return Ok(caller);
        }
        let now = self.state.options.clock.now();
        Err(match store.bot_of_token(&token, now)? {
            Some(_) => Problem::forbidden("a bot token is good for the message call only")
                .hint("This call takes a console token."),
            None => Problem::unauthorized("the token is not known here").hint(
                "`momo dev` keeps the console tokens of this platform in the credentials file.",
            ),
        })
    }

    /// The bot that calls, by its own token.
    pub(super) fn calling_bot(&self, id: &str) -> Reply<Bot> {
        let token = self.token()?;
        let now = self.state.options.clock.now();
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
    pub(super) fn query(&self) -> Reply<Query> {
        Query::read(self.request.query())
    }
}
