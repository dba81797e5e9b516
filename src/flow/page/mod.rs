//! The page: its files, the token that it calls with, and who may ask for either.
//!
//! Used by the local platform, and by the page of the receiver.
mod update_feed;
mod browser_guard;
mod page_server;

pub use page_server::PageOptions;

pub(in crate::flow) use update_feed::{PageUpdate, UpdateFeed};
pub(in crate::flow) use browser_guard::BrowserGuard;
pub(in crate::flow) use page_server::PageServer;

use super::web::problem::{Problem, HandlerResult};
use crate::error::{Error, Result};
use crate::io::system;
use crate::model::http::asset::{Asset, Assets, is_plain};
use crate::model::http::gzip;
use crate::model::http::{Request, Response};
use crate::model::platform::bot::{Caller, Role};
use crate::model::secret::Secret;
use crate::model::text::id;

/// What a browser may do with the page: run its own scripts, ask its own server, and nothing else. The page makes one
/// policy of its own for Trusted Types, `momo`, by which it names its worker.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types momo";

/// The headers of every file beside those of every answer.
const FILE_HEADERS: [(&str, &str); 5] = [
    ("Content-Security-Policy", POLICY),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

/// One run's page.
pub(in crate::flow) struct Page {
    assets: Assets,
    /// New for each run, and nowhere but in memory and in the address that was told at the start.
    token: Secret,
}

impl Page {
    /// A page of these files, with a new token.
    pub(in crate::flow) fn new(assets: Assets) -> Result<Self> {
        let token = Secret::new(id::page_token(system::random()?))
            .ok_or_else(|| Error::unknown("a new token came out empty"))?;
        Ok(Self { assets, token })
    }

    /// Its address, with the token in the fragment: a browser sends that to nobody.
    pub(in crate::flow) fn url(&self, base: &str) -> String {
        let token = self.token.reveal_text().unwrap_or_default();
        format!("{base}/#t={token}")
    }

    /// The page as a caller, where the request carries its token. It says in which role it calls.
    pub(in crate::flow) fn caller(&self, request: &Request) -> Option<HandlerResult<Caller>> {
        let given = bearer_token(request).filter(|given| self.token.is(given.as_bytes()));
        given.map(|_| role(request)).map(|role| {
            role.map(|role| Caller {
                name: role.name().to_owned(),
                role,
            })
        })
    }

    /// The file that a request asks for; none where its path is that of no file.
    pub(in crate::flow) fn file(&self, request: &Request) -> Option<HandlerResult> {
        let path = match request.path() {
            "/" => "index.html",
            path => path.strip_prefix('/').filter(|path| is_plain(path))?,
        };
        let asset = (self.assets)(path)?;
        Some(match &*request.method {
            "GET" | "HEAD" => Ok(response(request, asset)),
            _ => Err(Problem::method_not_allowed("GET")),
        })
    }
}

/// The token of a request.
pub(in crate::flow) fn bearer_token(request: &Request) -> Option<&str> {
    let value = request.headers.text("Authorization")?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("Bearer")
        .then_some(token.trim())
}

/// The answer with what every answer carries: it is what it says it is, and nobody keeps it.
pub(in crate::flow) fn with_security_headers(mut response: Response) -> Response {
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Cache-Control", "no-store");
    response
}

fn role(request: &Request) -> HandlerResult<Role> {
    let Some(name) = request.headers.text("X-Momo-Role") else {
        return Ok(Role::Admin);
    };
    Role::from_name(name).ok_or_else(|| {
        Problem::bad_request(format!("`X-Momo-Role`: there is no role `{name}`"))
            .hint("The roles are developer, operator and admin.")
    })
}

/// A file, compressed for who takes it so.
fn response(request: &Request, asset: Asset) -> Response {
    let accepts = request.headers.text("Accept-Encoding").unwrap_or_default();
    let is_small = gzip::is_accepted(accepts);
    let bytes = match is_small {
        true => gzip::gzip(&asset.bytes).into(),
        false => asset.bytes,
    };
    let mut response = Response::new(200, asset.content_type, bytes);
    for (name, value) in FILE_HEADERS {
        response.headers.push(name, value);
    }
    response.headers.push("Vary", "Accept-Encoding");
    if is_small {
        response.headers.push("Content-Encoding", "gzip");
    }
    response
}
