//! Compares two exchanges: differences of their requests and of their responses.
use super::Inspector;
use crate::flow::web::problem::{HandlerResult, Problem, ok};
use crate::flow::web::query_params::QueryParams;
use crate::model::diff::{self, Diff};
use crate::model::history::exchange::Exchange;
use crate::model::http::{Headers, Request, Response};
use serde::Serialize;
use std::borrow::Cow;

#[derive(Serialize)]
struct Comparison {
    request: MessageDiff,
    response: MessageDiff,
}

/// Differences of two requests or two responses.
#[derive(Serialize)]
struct MessageDiff {
    /// Method and URL, or status, of each.
    line: [String; 2],
    /// Headers that differ, in the order of their first appearance.
    headers: Vec<HeaderDiff>,
    body: Diff,
}

/// A header's values in both messages; `None` where it is absent.
#[derive(Serialize)]
struct HeaderDiff {
    name: String,
    a: Option<String>,
    b: Option<String>,
}

pub(super) fn compare(inspector: &Inspector, request: &Request) -> HandlerResult {
    let query = QueryParams::read(request.query())?;
    let exchange = |name: &'static str| {
        let id = query.text(name).filter(|id| !id.is_empty());
        inspector.exchange(id.ok_or_else(|| Problem::missing(name))?)
    };
    let (a, b) = (exchange("a")?, exchange("b")?);
    Ok(ok(&Comparison {
        request: requests(&a, &b),
        response: responses(&a, &b),
    }))
}

fn requests(a: &Exchange, b: &Exchange) -> MessageDiff {
    let line =
        |exchange: &Exchange| format!("{} {}", exchange.request.method, exchange.request.url);
    MessageDiff {
        line: [line(a), line(b)],
        headers: header_diffs(&a.request.headers, &b.request.headers),
        body: diff::compare_bodies(&a.request.body, &b.request.body, &[]),
    }
}

/// Compares responses. A missing one counts as empty, and its line names the cause.
fn responses(a: &Exchange, b: &Exchange) -> MessageDiff {
    let no_response = Response {
        status: 0,
        headers: Headers::new(),
        body: Vec::new(),
    };
    let line = |exchange: &Exchange| match (&exchange.response, &exchange.failure) {
        (Some(response), _) => response.status.to_string(),
        (None, Some(failure)) => failure.cause.name().to_owned(),
        (None, None) => "none".into(),
    };
    let lines = [line(a), line(b)];
    let (a, b) = (a.response.as_ref(), b.response.as_ref());
    let (a, b) = (a.unwrap_or(&no_response), b.unwrap_or(&no_response));
    MessageDiff {
        line: lines,
        headers: header_diffs(&a.headers, &b.headers),
        body: diff::compare_bodies(&a.body, &b.body, &[]),
    }
}

fn header_diffs(a: &Headers, b: &Headers) -> Vec<HeaderDiff> {
    let mut names: Vec<String> = Vec::new();
    let mut diffs = Vec::new();
    for header in a.iter().chain(b.iter()) {
        let name = header.name.to_ascii_lowercase();
        if names.contains(&name) {
            continue;
        }
        let (a, b) = (values(a, &name), values(b, &name));
        names.push(name);
        if a != b {
            let name = header.name.clone();
            diffs.push(HeaderDiff { name, a, b });
        }
    }
    diffs
}

/// Returns all values of a header, joined with commas; `None` without one.
fn values(headers: &Headers, name: &str) -> Option<String> {
    let values: Vec<Cow<'_, str>> = headers.get_all(name).map(String::from_utf8_lossy).collect();
    (!values.is_empty()).then(|| values.join(", "))
}
