//! Routing tables: method, path below `/api` with parameters in braces, handler.
use super::problem::{HandlerResult, Problem};
use crate::model::text::phrase::Phrase;

/// Method, path pattern and handler.
pub(in crate::flow) type Endpoint<A> = (&'static str, &'static str, A);

/// Finds the endpoint of a method and a path; `None` if no endpoint has this path.
/// If only the method is wrong, returns a 405 that lists the allowed ones.
pub(in crate::flow) fn find<A: Copy>(
    table: &[Endpoint<A>],
    method: &str,
    path: &str,
) -> Option<HandlerResult<Endpoint<A>>> {
    // HEAD is GET without the body, which the server leaves out.
    let method = if method == "HEAD" { "GET" } else { method };
    let endpoints = || {
        table
            .iter()
            .filter(|(_, pattern, _)| matches_path(pattern, path))
    };
    endpoints().next()?;
    Some(
        match endpoints().find(|(endpoint_method, ..)| *endpoint_method == method) {
            Some(endpoint) => Ok(*endpoint),
            None => {
                let methods: Vec<&str> = endpoints()
                    .map(|(endpoint_method, ..)| *endpoint_method)
                    .collect();
                Err(Problem::method_not_allowed(&methods.join(", ")))
            }
        },
    )
}

/// Returns a 404 for this path.
pub(in crate::flow) fn unknown_path(path: &str) -> Problem {
    let phrase = Phrase::new("path.missing").with("path", format!("/api{path}"));
    Problem::not_found(phrase).hint("path.hint-openapi")
}

/// Pairs the segments of a pattern with those of a requested path.
pub(in crate::flow) fn segments<'a>(
    pattern: &'static str,
    path: &'a str,
) -> impl Iterator<Item = (&'static str, &'a str)> {
    pattern.split('/').zip(path.split('/'))
}

fn matches_path(pattern: &'static str, path: &str) -> bool {
    let segment_matches = |(pattern, segment): (&str, &str)| match pattern.starts_with('{') {
        true => !segment.is_empty(),
        false => pattern == segment,
    };
    pattern.split('/').count() == path.split('/').count()
        && segments(pattern, path).all(segment_matches)
}
