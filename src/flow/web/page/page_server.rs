//! HTTP server of a receiver's page, on the loopback address only: a tunnel may publish the receiver's own port.
//!
//! It serves the page's files, its description, its updates and the exchange API.
use super::{BrowserGuard, Page, with_security_headers};
use crate::error::Result;
use crate::flow::inspect::{self, Inspector, InspectorHost};
use crate::flow::journal::Journal;
use crate::flow::web::problem::{HandlerResult, Problem, ok};
use crate::flow::web::query_params::QueryParams;
use crate::flow::web::table::{self, Endpoint};
use crate::io::files::Home;
use crate::io::server::{self, Handler, Limits, ReceivedRequest, RunningServer, Server};
use crate::model::http::asset::AssetLookup;
use crate::model::http::{Request, Response};
use crate::model::platform::bot::Role;
use crate::model::text::phrase::Phrase;
use serde_json::Value;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

/// How long a stop waits for open requests.
const GRACE: Duration = Duration::from_millis(400);

/// Settings of a page server.
pub struct PageOptions {
    pub assets: AssetLookup,
    /// Port on 127.0.0.1; 0 picks a free port.
    pub port: u16,
    /// Where the credentials for resending are stored.
    pub home: Home,
}

/// A running page server; dropping it stops it.
pub(in crate::flow) struct PageServer {
    server: RunningServer,
    handler: Arc<PageHandler>,
}

struct PageHandler {
    page: Page,
    guard: BrowserGuard,
    journal: Arc<Journal>,
    inspector: Inspector,
    /// JSON that describes the receiver to the page.
    info: Value,
}

type PageHandlerFn = fn(&PageHandler, &Request) -> HandlerResult;

/// API calls in addition to the exchange API.
const CALLS: [Endpoint<PageHandlerFn>; 2] = [
    ("GET", "/page", |handler, _| Ok(ok(&handler.info))),
    ("GET", "/changes", PageHandler::poll_updates),
];

impl PageServer {
    /// Binds the port and starts to serve requests.
    pub(in crate::flow) fn start(
        options: PageOptions,
        host: InspectorHost,
        info: Value,
    ) -> Result<Self> {
        let limits = Limits {
            grace: GRACE,
            ..Limits::default()
        };
        let server = Server::bind((Ipv4Addr::LOCALHOST, options.port).into(), limits)?;
        let handler = Arc::new(PageHandler {
            page: Page::new(options.assets)?,
            guard: BrowserGuard::local(server.address().port()),
            journal: host.journal.clone(),
            inspector: Inspector::new(host),
            info,
        });
        let server = server.start("page", handler.clone())?;
        Ok(Self { server, handler })
    }

    /// Returns the page's URL with its token.
    pub(in crate::flow) fn url(&self) -> String {
        self.handler.page.url(&self.server.url())
    }

    /// Answers waiting polls, then stops the server.
    pub(in crate::flow) fn stop(&mut self) {
        self.handler.journal.updates.close();
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
        let file = self.page.asset(request);
        self.guard.check(request, file.is_some())?;
        if let Some(file) = file {
            return file;
        }
        let path = request.path();
        let Some(path) = path
            .strip_prefix("/api")
            .filter(|path| path.starts_with('/'))
        else {
            return Err(Problem::not_found(
                Phrase::new("path.missing").with("path", path),
            ));
        };
        self.require_page_token(request)?;
        if let Some(endpoint) = inspect::find(&request.method, path) {
            return self.inspector.handle(endpoint?, request, path);
        }
        match table::find(&CALLS, &request.method, path) {
            Some(endpoint) => endpoint.and_then(|(_, _, handler)| handler(self, request)),
            None => {
                let path = format!("/api{path}");
                Err(Problem::not_found(
                    Phrase::new("path.missing").with("path", path),
                ))
            }
        }
    }

    /// Accepts only calls with the page's token, in the role operator or admin.
    fn require_page_token(&self, request: &Request) -> HandlerResult<()> {
        let caller = self
            .page
            .caller(request)
            .unwrap_or_else(|| Err(Problem::unauthorized("page.token").hint("page.hint-token")));
        match caller?.role {
            Role::Developer => Err(Problem::forbidden("page.developer")),
            Role::Operator | Role::Admin => Ok(()),
        }
    }

    fn poll_updates(&self, request: &Request) -> HandlerResult {
        let query = QueryParams::read(request.query())?;
        self.journal.updates.poll(&query)
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
