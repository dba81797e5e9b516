//! Tables of calls: a method, a path below `/api` in which braces stand for a place, and what answers it.
use super::problem::{Problem, HandlerResult};

/// One line of a table.
pub(in crate::flow) type Endpoint<A> = (&'static str, &'static str, A);

/// The line for a method and a path; none where no line has this path. A path that takes other methods says which.
pub(in crate::flow) fn find<A: Copy>(
    table: &[Endpoint<A>],
    method: &str,
    path: &str,
) -> Option<HandlerResult<Endpoint<A>>> {
    // HEAD is GET without the body, which the server leaves out.
    let method = if method == "HEAD" { "GET" } else { method };
    let lines = || table.iter().filter(|(_, known, _)| matches_path(known, path));
    lines().next()?;
    Some(match lines().find(|(taken, ..)| *taken == method) {
        Some(line) => Ok(*line),
        None => {
            let methods: Vec<&str> = lines().map(|(taken, ..)| *taken).collect();
            Err(Problem::method_not_allowed(&methods.join(", ")))
        }
    })
}

/// Nothing is at this path.
pub(in crate::flow) fn unknown_path(path: &str) -> Problem {
    Problem::not_found(format!("there is no `/api{path}`"))
        .hint("/api/openapi.json lists every call.")
}

/// Each part of a known path beside that of a path that was asked for.
pub(in crate::flow) fn segments<'a>(
    known: &'static str,
    path: &'a str,
) -> impl Iterator<Item = (&'static str, &'a str)> {
    known.split('/').zip(path.split('/'))
}

fn matches_path(known: &'static str, path: &str) -> bool {
    let fits = |(known, part): (&str, &str)| match known.starts_with('{') {
        true => !part.is_empty(),
        false => known == part,
    };
    known.split('/').count() == path.split('/').count() && segments(known, path).all(fits)
}
