//! The web page of the local platform and of the receiver: its files, its token, its updates, and protection
//! against foreign pages.
mod browser_guard;
mod page_server;

pub use page_server::PageOptions;

pub(in crate::flow) use browser_guard::BrowserGuard;
pub(in crate::flow) use page_server::PageServer;

use super::problem::{HandlerResult, Problem};
use crate::error::{Error, Result};
use crate::io::system;
use crate::model::http::asset::{Asset, AssetLookup, is_safe_path};
use crate::model::http::gzip;
use crate::model::http::{Request, Response};
use crate::model::platform::bot::{Caller, Role};
use crate::model::secret::Secret;
use crate::model::text::id;
use crate::model::text::phrase::Phrase;
use parking_lot::Mutex;
use std::borrow::Cow;
use std::collections::HashMap;

/// Content security policy: own scripts and own server only. The page creates one Trusted Types policy, `momo`, for
/// the URL of its worker.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types momo";

/// Headers of every file, in addition to those of every response.
const FILE_HEADERS: [(&str, &str); 5] = [
    ("Content-Security-Policy", POLICY),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

pub(in crate::flow) struct Page {
    assets: AssetLookup,
    /// The compressed files by path.
    compressed: Mutex<HashMap<String, CompressedFile>>,
    /// New for each run; exists only in memory and in the URL that is printed at the start.
    token: Secret,
}

/// A file as last requested. A debug build reads files from disk, so that the content may change.
struct CompressedFile {
    content: Cow<'static, [u8]>,
    compressed: Vec<u8>,
}

impl Page {
    /// Creates a page of these files with a new token.
    pub(in crate::flow) fn new(assets: AssetLookup) -> Result<Self> {
        let token = Secret::new(id::page_token(system::random_bytes()?))
            .ok_or_else(|| Error::unknown("a new token came out empty"))?;
        Ok(Self {
            assets,
            compressed: Mutex::default(),
            token,
        })
    }

    /// Returns the URL with the token in the fragment, which a browser never sends.
    pub(in crate::flow) fn url(&self, base: &str) -> String {
        let token = self.token.reveal_text().unwrap_or_default();
        format!("{base}/#t={token}")
    }

    /// Returns the caller with the role that the request names, else as admin; `None` without the page's token.
    pub(in crate::flow) fn caller(&self, request: &Request) -> Option<HandlerResult<Caller>> {
        let token = bearer_token(request).filter(|token| self.token.matches(token.as_bytes()));
        token.map(|_| role(request)).map(|role| {
            role.map(|role| Caller {
                name: role.name().to_owned(),
                role,
            })
        })
    }

    /// Returns the requested file, or a 405 for other methods than GET and HEAD; `None` if the path is no file.
    pub(in crate::flow) fn asset(&self, request: &Request) -> Option<HandlerResult> {
        let path = match request.path() {
            "/" => "index.html",
            path => path.strip_prefix('/').filter(|path| is_safe_path(path))?,
        };
        let asset = (self.assets)(path)?;
        Some(match &*request.method {
            "GET" | "HEAD" => Ok(self.response(request, asset)),
            _ => Err(Problem::method_not_allowed("GET")),
        })
    }

    /// Builds the response with a file, compressed if the client accepts gzip.
    fn response(&self, request: &Request, asset: Asset) -> Response {
        let accepts = request.headers.text("Accept-Encoding").unwrap_or_default();
        let is_gzipped = gzip::is_accepted(accepts);
        let content_type = asset.content_type;
        let bytes = match is_gzipped {
            true => self.compressed(asset).into(),
            false => asset.bytes,
        };
        let mut response = Response::new(200, content_type, bytes);
        for (name, value) in FILE_HEADERS {
            response.headers.push(name, value);
        }
        response.headers.push("Vary", "Accept-Encoding");
        if is_gzipped {
            response.headers.push("Content-Encoding", "gzip");
        }
        response
    }

    /// Returns the compressed file. Compresses it only if its content has changed since the last request.
    fn compressed(&self, asset: Asset) -> Vec<u8> {
        if let Some(file) = self.compressed.lock().get(&asset.path)
            && file.content == asset.bytes
        {
            return file.compressed.clone();
        }
        let file = CompressedFile {
            compressed: gzip::compress(&asset.bytes),
            content: asset.bytes,
        };
        let compressed = file.compressed.clone();
        self.compressed.lock().insert(asset.path, file);
        compressed
    }
}

/// Returns the bearer token of a request.
pub(in crate::flow) fn bearer_token(request: &Request) -> Option<&str> {
    let value = request.headers.text("Authorization")?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("Bearer")
        .then_some(token.trim())
}

/// Adds the headers of every response: no content sniffing, no caching.
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
        Problem::bad_request(Phrase::new("page.role").with("name", name)).hint("page.hint-roles")
    })
}
