//! Every call about exchanges: its method, its path, and what answers it.
use super::{Inspector, ExchangeParams, compare, export, list, modify, resend, formats, show, sign};
use crate::flow::web::problem::{Problem, HandlerResult};
use crate::flow::web::table::{self, Endpoint};
use crate::model::http::Request;
use crate::model::http::target;

/// What answers a call.
pub(in crate::flow) type InspectorFn = fn(&Inspector, &Request, &ExchangeParams<'_>) -> HandlerResult;

/// All calls; what stands in braces is a place.
pub(in crate::flow) const CALLS: [Endpoint<InspectorFn>; 11] = [
    ("GET", "/exchanges", |it, call, _| list::list(it, call)),
    ("DELETE", "/exchanges", |it, call, _| modify::clear(it, call)),
    ("GET", "/exchanges/{id}", |it, _, at| show::show(it, at)),
    ("GET", "/exchanges/{id}/body/{part}", |it, _, at| {
        show::body(it, at)
    }),
    ("GET", "/exchanges/{id}/as/{shape}", |it, _, at| {
        formats::export_one(it, at)
    }),
    ("POST", "/exchanges/{id}/resend", |it, call, at| {
        resend::resend(it, call, at)
    }),
    ("PUT", "/exchanges/{id}/star", |it, _, at| {
        modify::star(it, at, true)
    }),
    ("DELETE", "/exchanges/{id}/star", |it, _, at| {
        modify::star(it, at, false)
    }),
    ("GET", "/export", |it, call, _| export::export(it, call)),
    ("GET", "/compare", |it, call, _| compare::compare(it, call)),
    ("POST", "/sign", |it, call, _| sign::sign(it, call)),
];

/// The call of a method and a path below `/api`; none where none of these calls has this path.
pub(in crate::flow) fn find(method: &str, path: &str) -> Option<HandlerResult<Endpoint<InspectorFn>>> {
    table::find(&CALLS, method, path)
}

impl Inspector {
    /// Answers a call that was found, of somebody who may ask.
    pub(in crate::flow) fn answer(
        &self,
        found: Endpoint<InspectorFn>,
        request: &Request,
        path: &str,
    ) -> HandlerResult {
        let (_, known, answer) = found;
        answer(self, request, &params(known, path)?)
    }
}

fn params<'a>(known: &'static str, path: &'a str) -> HandlerResult<ExchangeParams<'a>> {
    let mut places = ExchangeParams::default();
    for (known, part) in table::segments(known, path) {
        match known {
            "{id}" => places.id = id(part)?,
            "{part}" | "{shape}" => places.selector = part,
            _ => {}
        }
    }
    Ok(places)
}

/// An id of another program's may hold anything, so it is written as an address writes it.
fn id(part: &str) -> HandlerResult<String> {
    let plain = part.replace('+', "%2B");
    target::decode(&plain)
        .ok_or_else(|| Problem::bad_request(format!("`{part}` in the path is no UTF-8")))
}
