//! Two exchanges beside each other: what is not the same in what was asked and in what was answered.
use super::Inspector;
use crate::flow::web::query_params::QueryParams;
use crate::flow::web::problem::{Problem, HandlerResult, ok};
use crate::model::diff::{self, Diff};
use crate::model::history::exchange::Exchange;
use crate::model::http::{Headers, Request, Response};
use serde::Serialize;
use std::borrow::Cow;

/// Both halves.
#[derive(Serialize)]
struct Comparison {
    request: MessageDiff,
    response: MessageDiff,
}

/// One half of both exchanges.
#[derive(Serialize)]
struct MessageDiff {
    /// The first line of either.
    line: [String; 2],
    /// Those that differ, in the order of the first.
    headers: Vec<HeaderDiff>,
    body: Diff,
}

/// A header of both; nothing where one does not have it.
#[derive(Serialize)]
struct HeaderDiff {
    name: String,
    a: Option<String>,
    b: Option<String>,
}

pub(super) fn compare(it: &Inspector, call: &Request) -> HandlerResult {
    let query = QueryParams::read(call.query())?;
    let exchange = |name: &'static str| {
        let id = query.text(name).filter(|id| !id.is_empty());
        it.exchange(id.ok_or_else(|| Problem::field(name, "is missing"))?)
    };
    let (a, b) = (exchange("a")?, exchange("b")?);
    Ok(ok(&Comparison {
        request: requests(&a, &b),
        response: responses(&a, &b),
    }))
}

fn requests(a: &Exchange, b: &Exchange) -> MessageDiff {
    let line = |it: &Exchange| format!("{} {}", it.request.method, it.request.url);
    MessageDiff {
        line: [line(a), line(b)],
        headers: headers(&a.request.headers, &b.request.headers),
        body: diff::bodies(&a.request.body, &b.request.body, &[]),
    }
}

/// No answer is an empty one, whose line says why there is none.
fn responses(a: &Exchange, b: &Exchange) -> MessageDiff {
    let none = Response {
        status: 0,
        headers: Headers::new(),
        body: Vec::new(),
    };
    let line = |it: &Exchange| match (&it.response, &it.failure) {
        (Some(response), _) => response.status.to_string(),
        (None, Some(failure)) => failure.cause.name().to_owned(),
        (None, None) => "none".into(),
    };
    let lines = [line(a), line(b)];
    let (a, b) = (a.response.as_ref(), b.response.as_ref());
    let (a, b) = (a.unwrap_or(&none), b.unwrap_or(&none));
    MessageDiff {
        line: lines,
        headers: headers(&a.headers, &b.headers),
        body: diff::bodies(&a.body, &b.body, &[]),
    }
}

fn headers_are_read(a: &Headers, b: &Headers) -> Vec<HeaderDiff> {
    let mut seen: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for header in a.iter().chain(b.iter()) {
        let name = header.name.to_ascii_lowercase();
        if seen.contains(&name) {
            continue;
        }
        let (a, b) = (values(a, &name), values(b, &name));
        seen.push(name);
        if a != b {
            let name = header.name.clone();
            found.push(HeaderDiff { name, a, b });
        }
    }
    found
}

/// All values of a name, as a list of them is written.
fn values(headers: &Headers, name: &str) -> Option<String> {
    let values: Vec<Cow<'_, str>> = headers.all(name).map(String::from_utf8_lossy).collect();
    (!values.is_empty()).then(|| values.join(", "))
}
