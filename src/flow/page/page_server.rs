//! A page with a server of its own, on this machine only: that of a receiver, whose own port a tunnel may publish.
//!
//! It has no calls but the page's: what it is, what happens, and those about exchanges.
use super::{UpdateFeed, BrowserGuard, Page, with_security_headers};
use crate::error::Result;
use crate::flow::inspect::{self, InspectorHost, Inspector};
use crate::flow::web::query_params::QueryParams;
use crate::flow::web::problem::{Problem, HandlerResult, ok};
use crate::flow::web::table::{self, Endpoint};
use crate::io::files::Home;
use crate::io::server::{self, Handler, Limits, ReceivedRequest, RunningServer, Server};
use crate::model::http::asset::Assets;
use crate::model::http::{Request, Response};
use crate::model::platform::bot::Role;
use serde_json::Value;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

/// How long a stop waits for what is being answered.
const GRACE: Duration = Duration::from_millis(400);

/// A page of its own, as it is asked for.
pub struct PageOptions {
    /// Its files.
    pub assets: Assets,
    /// Its port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Where the credentials are kept with which a request is sent once more.
    pub home: Home,
}

/// A page that is served until this value goes.
pub(in crate::flow) struct PageServer {
    server: RunningServer,
    handler: Arc<PageHandler>,
}

/// What answers.
struct PageHandler {
    page: Page,
    guard: BrowserGuard,
    poll_updates: Arc<UpdateFeed>,
    inspector: Inspector,
    /// What the page shows of what it belongs to.
    about: Value,
}

/// What answers a call.
type PageHandlerFn = fn(&PageHandler, &Request) -> HandlerResult;

/// The calls beside those about exchanges.
const CALLS: [Endpoint<PageHandlerFn>; 2] = [
    ("GET", "/page", |it, _| Ok(ok(&it.about))),
    ("GET", "/changes", PageHandler::changes),
];

impl PageServer {
    /// Takes the port and begins to answer.
    pub(in crate::flow) fn start(
        options: PageOptions,
        house: Arc<dyn InspectorHost>,
        changes: Arc<UpdateFeed>,
        about: Value,
    ) -> Result<Self> {
        let limits = Limits {
            grace: GRACE,
            ..Limits::default()
        };
        let server = Server::bind((Ipv4Addr::LOCALHOST, options.port).into(), limits)?;
        let desk = Arc::new(PageHandler {
            page: Page::new(options.assets)?,
            guard: BrowserGuard::local(server.address().port()),
            poll_updates: changes,
            inspector: Inspector::new(house),
            about,
        });
        let server = server.start("page", desk.clone())?;
        Ok(Self { server, handler: desk })
    }

    /// Its address, with its token.
    pub(in crate::flow) fn url(&self) -> String {
        self.handler.page.url(&self.server.url())
    }

    /// Ends it; whoever waits is answered.
    pub(in crate::flow) fn stop(&mut self) {
        self.handler.poll_updates.close();
        self.server.stop();
    }
}

impl Drop for PageServer {
    fn drop(&mut self) {
        self.stop();
    }
}

impl PageHandler {
    fn reply(&self, request: &Request) -> HandlerResult {
        let file = self.page.file(request);
        self.guard.check(request, file.is_some())?;
        if let Some(file) = file {
            return file;
        }
        let path = request.path();
        let Some(path) = path.strip_prefix("/api").filter(|it| it.starts_with('/')) else {
            return Err(Problem::not_found(format!("there is no `{path}`")));
        };
        self.require_page_token(request)?;
        if let Some(found) = inspect::find(&request.method, path) {
            return self.inspector.answer(found?, request, path);
        }
        match table::find(&CALLS, &request.method, path) {
            Some(found) => found.and_then(|(_, _, answer)| answer(self, request)),
            None => Err(Problem::not_found(format!("there is no `/api{path}`"))),
        }
    }

    /// Nobody calls here but the page.
    fn require_page_token(&self, request: &Request) -> HandlerResult<()> {
        let caller = self.page.caller(request).unwrap_or_else(|| {
            Err(
                Problem::unauthorized("the call does not carry this page's token")
                    .hint("It is in the address that was told at the start."),
            )
        });
        match caller?.role {
            Role::Developer => Err(Problem::forbidden("a developer has no calls here")),
            Role::Operator | Role::Admin => Ok(()),
        }
    }

    fn changes(&self, request: &Request) -> HandlerResult {
        self.poll_updates.poll(&QueryParams::read(request.query())?)
    }
}

impl Handler for PageHandler {
    fn handle(&self, received: ReceivedRequest) -> server::Reply<'_> {
        let reply = self.reply(&received.request);
        with_security_headers(reply.unwrap_or_else(|problem| problem.response())).into()
    }

    fn rejection_response(&self, status: u16, reason: &str) -> Response {
        with_security_headers(Problem::rejected(status, reason).response())
    }
}
