//! A query of the history as SQL. What a filter means is said twice, here and in `Filter::matches`; a test holds both equal.
use super::facet::pace;
use super::plan::{self, Question, Way};
use super::row;
use crate::model::history::filter::{Answer, Bounds, Filter, Glob, Term, Test, needles};
use crate::model::history::query::Query;
use rusqlite::types::Value;

/// A statement, or a part of one, and what is bound to its question marks.
pub(super) struct Select {
    /// Only numbers and momo's own words stand in it.
    pub(super) sql: String,
    /// What people gave.
    pub(super) values: Vec<Value>,
}

/// Where an exchange stands in the order of lists.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) started_at: i64,
    pub(super) seq: i64,
}

/// The exchanges that the query asks for, in its order: those older than this place, where one is given.
pub(super) fn select(query: &Query, before: Option<Place>) -> Select {
    let Select { mut sql, values } = conditions(&query.filter);
    if query.latest {
        sql = format!("{sql} AND {}", plan::latest());
    }
    if let Some(Place { started_at, seq }) = before {
        sql = format!("{sql} AND (started_at, seq) < ({started_at}, {seq})");
    }
    let columns = if query.bodies { row::WHOLE } else { row::HEAD };
    let limit = query
        .limit
        .map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
    let question = Question {
        columns,
        conditions: &sql,
        order: if query.oldest_first { "ASC" } else { "DESC" },
        limit,
    };
    Select {
        sql: question.sql(Way::of(query)),
        values: [values.clone(), values].concat(),
    }
}

/// What the filter asks of a row of `exchanges JOIN contents`: never NULL.
pub(super) fn conditions(filter: &Filter) -> Select {
    let mut values = Vec::new();
    let terms = filter.terms().iter().map(|term| of_term(term, &mut values));
    let terms: Vec<_> = std::iter::once("TRUE".to_owned()).chain(terms).collect();
    Select {
        sql: terms.join(" AND "),
        values,
    }
}

/// What an exchange does not have is NULL, and so is a comparison with it: neither true, nor false to be negated.
fn of_term(term: &Term, values: &mut Vec<Value>) -> String {
    let tests = term.tests.iter().map(|test| of_test(test, values));
    let tests: Vec<_> = tests.collect();
    let tests = tests.join(" OR ");
    match term.is_negated {
        true => format!("({tests}) IS NOT TRUE"),
        false => format!("({tests})"),
    }
}

fn of_test(test: &Test, values: &mut Vec<Value>) -> String {
    let mut bind = |value: Value| {
        values.push(value);
        "?"
    };
    match test {
        Test::Type(glob) => of_glob("event_type", glob, values),
        Test::Bot(glob) => of_glob("bot_id", glob, values),
        Test::Event(glob) => of_glob("event_id", glob, values),
        Test::Id(part) => {
            // Ids are ASCII; bytes are counted, since SQLite counts letters only up to a NUL.
            let length = part.len();
            let part = || Value::Blob(part.clone().into_bytes());
            let (beginning, end) = (bind(part()), bind(part()));
            format!(
                "substr(CAST(id AS BLOB), 1, {length}) = {beginning} OR substr(CAST(id AS BLOB), -{length}) = {end}"
            )
        }
        Test::Url(part) => of_part(&["url"], part, values),
        Test::Body(part) => of_bodies(part, values),
        Test::Text(part) => {
            let columns = ["id", "url", "event_type", "event_id", "bot_id"];
            let columns = of_part(&columns, part, values);
            format!("{columns} OR {}", of_bodies(part, values))
        }
        Test::Answer(Answer::Status(bounds)) => of_bounds("status", bounds),
        Test::Answer(Answer::Cause(cause)) => format!("failure = '{}'", cause.name()),
        Test::Answer(Answer::None) => "status IS NULL".into(),
        Test::Took(bounds) => of_time(bounds),
        Test::Attempt(bounds) => of_bounds("attempt", bounds),
        Test::Signature(verdict) => format!("verdict = '{}'", verdict.name()),
        Test::Direction(direction) => format!("direction = '{}'", direction.name()),
        Test::Kind(kind) => format!("kind = '{}'", kind.name()),
        Test::Protocol(protocol) => format!("protocol = '{}'", protocol.name()),
        Test::Since(time) => format!("started_at >= {}", time.0),
        Test::Until(time) => format!("started_at < {}", time.0),
        Test::Starred(true) => "seq IN (SELECT seq FROM stars)".into(),
        Test::Starred(false) => "seq NOT IN (SELECT seq FROM stars)".into(),
        Test::Failed => "(status BETWEEN 200 AND 299) IS NOT TRUE".into(),
    }
}

fn of_glob(column: &str, glob: &Glob, values: &mut Vec<Value>) -> String {
    match glob.name() {
        Some(name) => {
            values.push(Value::Text(name.to_owned()));
            format!("{column} = ?")
        }
        None => {
            values.push(Value::Text(glob.for_sqlite()));
            // To GLOB a text ends at its first NUL.
            format!("({column} GLOB ? AND instr({column}, char(0)) = 0)")
        }
    }
}

/// The text stands somewhere in one of the columns.
fn of_part(columns: &[&str], part: &str, values: &mut Vec<Value>) -> String {
    let tests = columns.iter().map(|column| {
        values.push(Value::Text(part.to_owned()));
        format!("instr({column}, ?) > 0")
    });
    tests.collect::<Vec<_>>().join(" OR ")
}

fn of_bodies(part: &str, values: &mut Vec<Value>) -> String {
    let mut tests = Vec::new();
    for needle in needles(part) {
        for column in ["request_body", "response_body"] {
            values.push(Value::Blob(needle.clone()));
            tests.push(format!("instr({column}, ?) > 0"));
        }
    }
    tests.join(" OR ")
}

/// The pace, a facet, says of most exchanges whether they fit.
fn of_time(bounds: &Bounds<f64>) -> String {
    let exactly = of_bounds("total_ms", bounds);
    let roughly = match bounds {
        Bounds::Is(one) => format!("pace = {}", pace(*one)),
        Bounds::More(bound) | Bounds::Least(bound) => format!("pace >= {}", pace(*bound)),
        Bounds::Less(bound) | Bounds::Most(bound) => format!("pace <= {}", pace(*bound)),
        Bounds::Between(least, most) => {
            format!("pace BETWEEN {} AND {}", pace(*least), pace(*most))
        }
    };
    format!("({exactly} AND {roughly})")
}

/// Numbers of every kind are written so that they are read back the same.
fn of_bounds<N: std::fmt::Debug>(column: &str, bounds: &Bounds<N>) -> String {
    match bounds {
        Bounds::Is(one) => format!("{column} = {one:?}"),
        Bounds::More(bound) => format!("{column} > {bound:?}"),
        Bounds::Least(bound) => format!("{column} >= {bound:?}"),
        Bounds::Less(bound) => format!("{column} < {bound:?}"),
        Bounds::Most(bound) => format!("{column} <= {bound:?}"),
        Bounds::Between(least, most) => format!("{column} BETWEEN {least:?} AND {most:?}"),
    }
}
