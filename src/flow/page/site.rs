//! A page with a server of its own, on this machine only: that of a receiver, whose own port a tunnel may publish.
//!
//! It has no calls but the page's: what it is, what happens, and those about exchanges.
use super::{Changes, Guard, Page, kept_safe};
use crate::error::Result;
use crate::flow::inspect::{self, House, Inspector};
use crate::flow::web::query::Query;
use crate::flow::web::reply::{Problem, Reply, ok};
use crate::flow::web::table::{self, Line};
use crate::io::files::Home;
use crate::io::server::{self, Handler, Limits, Received, RunningServer, Server};
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
pub struct SiteOptions {
    /// Its files.
    pub assets: Assets,
    /// Its port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Where the credentials are kept with which a request is sent once more.
    pub home: Home,
}

/// A page that is served until this value goes.
pub(in crate::flow) struct Site {
    server: RunningServer,
    desk: Arc<Desk>,
}

/// What answers.
struct Desk {
    page: Page,
    guard: Guard,
    changes: Arc<Changes>,
    inspector: Inspector,
    /// What the page shows of what it belongs to.
    about: Value,
}

/// What answers a call.
type Answer = fn(&Desk, &Request) -> Reply;

/// The calls beside those about exchanges.
const CALLS: [Line<Answer>; 2] = [
    ("GET", "/page", |it, _| Ok(ok(&it.about))),
    ("GET", "/changes", Desk::changes),
];

impl Site {
    /// Takes the port and begins to answer.
    pub(in crate::flow) fn start(
        options: SiteOptions,
        house: Arc<dyn House>,
        changes: Arc<Changes>,
        about: Value,
    ) -> Result<Self> {
        let limits = Limits {
            grace: GRACE,
            ..Limits::default()
        };
        let server = Server::bind((Ipv4Addr::LOCALHOST, options.port).into(), limits)?;
        let desk = Arc::new(Desk {
            page: Page::new(options.assets)?,
            guard: Guard::local(server.address().port()),
            changes,
            inspector: Inspector::new(house),
            about,
        });
        let server = server.start("page", desk.clone())?;
        Ok(Self { server, desk })
    }

    /// Its address, with its token.
    pub(in crate::flow) fn url(&self) -> String {
        self.desk.page.url(&self.server.url())
    }

    /// Ends it; whoever waits is answered.
    pub(in crate::flow) fn stop(&mut self) {
        self.desk.changes.end();
        self.server.stop();
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Desk {
    fn reply(&self, request: &Request) -> Reply {
        let file = self.page.file(request);
        self.guard.check(request, file.is_some())?;
        if let Some(file) = file {
            return file;
        }
        let path = request.path();
        let Some(path) = path.strip_prefix("/api").filter(|it| it.starts_with('/')) else {
            return Err(Problem::not_found(format!("there is no `{path}`")));
        };
        self.admit(request)?;
        if let Some(found) = inspect::find(&request.method, path) {
            return self.inspector.answer(found?, request, path);
        }
        match table::find(&CALLS, &request.method, path) {
            Some(found) => found.and_then(|(_, _, answer)| answer(self, request)),
            None => Err(Problem::not_found(format!("there is no `/api{path}`"))),
        }
    }

    /// Nobody calls here but the page.
    fn admit(&self, request: &Request) -> Reply<()> {
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

    fn changes(&self, request: &Request) -> Reply {
        self.changes.answer(&Query::read(request.query())?)
    }
}

impl Handler for Desk {
    fn handle(&self, received: Received) -> server::Reply<'_> {
        let reply = self.reply(&received.request);
        kept_safe(reply.unwrap_or_else(|problem| problem.response())).into()
    }

    fn refusal(&self, status: u16, reason: &str) -> Response {
        kept_safe(Problem::unread(status, reason).response())
    }
}
