//! Table of the exchange API: method, path and handler of each call.
use super::{
    ExchangeParams, Inspector, compare, explain, export, formats, list, modify, resend, show, sign,
};
use crate::flow::web::problem::{HandlerResult, Problem};
use crate::flow::web::table::{self, Endpoint};
use crate::model::http::Request;
use crate::model::http::target;
use crate::model::text::phrase::Phrase;

pub(in crate::flow) type InspectorFn =
    fn(&Inspector, &Request, &ExchangeParams<'_>) -> HandlerResult;

/// The call that a bot's owner may make, too.
const EXPLAIN_PATH: &str = "/exchanges/{id}/explain";

/// All calls; braces mark a path parameter.
pub(in crate::flow) const CALLS: [Endpoint<InspectorFn>; 12] = [
    ("GET", "/exchanges", |inspector, request, _| {
        list::list(inspector, request)
    }),
    ("DELETE", "/exchanges", |inspector, request, _| {
        modify::clear(inspector, request)
    }),
    ("GET", "/exchanges/{id}", |inspector, _, params| {
        show::show(inspector, params)
    }),
    (
        "GET",
        "/exchanges/{id}/body/{part}",
        |inspector, _, params| show::body(inspector, params),
    ),
    (
        "GET",
        "/exchanges/{id}/as/{shape}",
        |inspector, _, params| formats::export_one(inspector, params),
    ),
    (
        "POST",
        "/exchanges/{id}/resend",
        |inspector, request, params| resend::resend(inspector, request, params),
    ),
    ("POST", EXPLAIN_PATH, |inspector, request, params| {
        explain::explain(inspector, request, params)
    }),
    ("PUT", "/exchanges/{id}/star", |inspector, _, params| {
        modify::star(inspector, params, true)
    }),
    ("DELETE", "/exchanges/{id}/star", |inspector, _, params| {
        modify::star(inspector, params, false)
    }),
    ("GET", "/export", |inspector, request, _| {
        export::export(inspector, request)
    }),
    ("GET", "/compare", |inspector, request, _| {
        compare::compare(inspector, request)
    }),
    ("POST", "/sign", |inspector, request, _| {
        sign::sign(inspector, request)
    }),
];

/// Finds the call of a method and a path below `/api`; `None` if no call has this path.
pub(in crate::flow) fn find(
    method: &str,
    path: &str,
) -> Option<HandlerResult<Endpoint<InspectorFn>>> {
    table::find(&CALLS, method, path)
}

impl Inspector {
    /// Returns the bot whose owner may make this call; `None` for a call about all bots, or about no known one.
    pub(in crate::flow) fn explained_bot(
        &self,
        endpoint: Endpoint<InspectorFn>,
        path: &str,
    ) -> HandlerResult<Option<String>> {
        let (_, pattern, _) = endpoint;
        if pattern != EXPLAIN_PATH {
            return Ok(None);
        }
        let id = params(pattern, path)?.id;
        let exchange = self.history.with_history(|history| history.get(&id))?;
        Ok(exchange.and_then(|exchange| exchange.bot_id))
    }

    /// Handles a call. The caller has authorised the request.
    pub(in crate::flow) fn handle(
        &self,
        endpoint: Endpoint<InspectorFn>,
        request: &Request,
        path: &str,
    ) -> HandlerResult {
        let (_, pattern, handler) = endpoint;
        handler(self, request, &params(pattern, path)?)
    }
}

fn params<'a>(pattern: &'static str, path: &'a str) -> HandlerResult<ExchangeParams<'a>> {
    let mut params = ExchangeParams::default();
    for (pattern, segment) in table::segments(pattern, path) {
        match pattern {
            "{id}" => params.id = id(segment)?,
            "{part}" | "{shape}" => params.selector = segment,
            _ => {}
        }
    }
    Ok(params)
}

/// Percent-decodes an id, since ids of imported exchanges may hold any character. `+` stays `+`.
fn id(segment: &str) -> HandlerResult<String> {
    let plain = segment.replace('+', "%2B");
    target::decode_query_part(&plain)
        .ok_or_else(|| Problem::bad_request(Phrase::new("path.utf8").with("text", segment)))
}
