//! Converts a query of the history to SQL.
//!
//! Filters are implemented twice, here and in `Filter::matches`; a test keeps both equal.
use super::access_path::{self, AccessPath, SelectParts};
use super::facet::pace;
use super::refusal::{HAS_FAILED, MAY_HAVE_FAILED};
use super::row;
use crate::model::history::filter::{Bounds, Filter, FilterTest, Glob, ResponseTest, Term};
use crate::model::history::query::Query;
use rusqlite::types::Value;

/// An SQL statement or a part of one, with its bound values.
pub(super) struct BoundSql {
    /// Contains only numbers and constants; text of the user is bound.
    pub(super) sql: String,
    /// Values of the question marks, in order.
    pub(super) values: Vec<Value>,
}

/// Position of an exchange in lists, which are ordered by both fields.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    pub(super) started_at: i64,
    pub(super) seq: i64,
}

/// Builds the statement of the query. With `before`, only exchanges older than that position.
pub(super) fn select(query: &Query, before: Option<Cursor>) -> BoundSql {
    let BoundSql { mut sql, values } = conditions(&query.filter);
    if query.latest_per_event {
        sql = format!("{sql} AND {}", access_path::latest_of_event());
    }
    if let Some(Cursor { started_at, seq }) = before {
        sql = format!("{sql} AND (started_at, seq) < ({started_at}, {seq})");
    }
    let columns = row::columns(query.bodies);
    let limit = query
        .limit
        .map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
    let parts = SelectParts {
        columns: &columns,
        conditions: &sql,
        order: if query.oldest_first { "ASC" } else { "DESC" },
        limit,
    };
    BoundSql {
        sql: parts.sql(AccessPath::choose(query)),
        values: [values.clone(), values].concat(),
    }
}

/// Builds the filter's condition on a row of `exchanges JOIN contents`, for WHERE: NULL counts as false.
pub(super) fn conditions(filter: &Filter) -> BoundSql {
    let mut values = Vec::new();
    let terms = filter
        .terms()
        .iter()
        .map(|term| term_sql(term, &mut values));
    let terms: Vec<_> = std::iter::once("TRUE".to_owned()).chain(terms).collect();
    BoundSql {
        sql: terms.join(" AND "),
        values,
    }
}

/// A property that an exchange lacks is NULL, as is each comparison with it. So a negated term uses `IS NOT TRUE`.
fn term_sql(term: &Term, values: &mut Vec<Value>) -> String {
    let tests = term.tests.iter().map(|test| test_sql(test, values));
    let tests: Vec<_> = tests.collect();
    let tests = tests.join(" OR ");
    match term.is_negated {
        true => format!("({tests}) IS NOT TRUE"),
        false => format!("({tests})"),
    }
}

fn test_sql(test: &FilterTest, values: &mut Vec<Value>) -> String {
    let mut bind = |value: Value| {
        values.push(value);
        "?"
    };
    match test {
        FilterTest::Type(glob) => glob_sql("event_type", glob, values),
        FilterTest::Bot(glob) => glob_sql("bot_id", glob, values),
        FilterTest::Event(glob) => glob_sql("event_id", glob, values),
        FilterTest::Id(part) => {
            // Ids are ASCII. Comparing bytes avoids SQLite's text functions, which stop at a NUL.
            let length = part.len();
            let part = || Value::Blob(part.clone().into_bytes());
            let (beginning, end) = (bind(part()), bind(part()));
            format!(
                "substr(CAST(id AS BLOB), 1, {length}) = {beginning} OR substr(CAST(id AS BLOB), -{length}) = {end}"
            )
        }
        FilterTest::Url(part) => substring_sql(&["url"], part, values),
        FilterTest::Body(part) => substring_sql(&BODIES, part, values),
        FilterTest::Text(part) => {
            let columns = ["id", "url", "event_type", "event_id", "bot_id"];
            substring_sql(&[&columns[..], &BODIES].concat(), part, values)
        }
        FilterTest::Response(ResponseTest::Status(bounds)) => bounds_sql("status", bounds),
        FilterTest::Response(ResponseTest::Cause(cause)) => format!("failure = '{}'", cause.name()),
        FilterTest::Response(ResponseTest::None) => "status IS NULL".into(),
        FilterTest::TotalMs(bounds) => duration_sql(bounds),
        FilterTest::Attempt(bounds) => bounds_sql("attempt", bounds),
        FilterTest::Signature(verdict) => format!("verdict = '{}'", verdict.name()),
        FilterTest::Direction(direction) => format!("direction = '{}'", direction.name()),
        FilterTest::Kind(kind) => format!("kind = '{}'", kind.name()),
        FilterTest::Protocol(protocol) => format!("protocol = '{}'", protocol.name()),
        FilterTest::Since(time) => format!("started_at >= {}", time.0),
        FilterTest::Until(time) => format!("started_at < {}", time.0),
        FilterTest::Starred(true) => "seq IN (SELECT seq FROM stars)".into(),
        FilterTest::Starred(false) => "seq NOT IN (SELECT seq FROM stars)".into(),
        // The first condition tests facets alone, so that it excludes most of them at once.
        FilterTest::Failed => format!("({MAY_HAVE_FAILED} AND {HAS_FAILED})"),
    }
}

fn glob_sql(column: &str, glob: &Glob, values: &mut Vec<Value>) -> String {
    match glob.name() {
        Some(name) => {
            values.push(Value::Text(name.to_owned()));
            format!("{column} = ?")
        }
        None => {
            values.push(Value::Text(glob.for_sqlite()));
            // GLOB ends a text at its first NUL.
            format!("({column} GLOB ? AND instr({column}, char(0)) = 0)")
        }
    }
}

/// The columns of both bodies.
const BODIES: [&str; 2] = ["request_body", "response_body"];

/// Matches if one of the columns contains the text.
fn substring_sql(columns: &[&str], part: &str, values: &mut Vec<Value>) -> String {
    let tests = columns.iter().map(|column| {
        values.push(Value::Text(part.to_owned()));
        format!("contains_text({column}, ?)")
    });
    tests.collect::<Vec<_>>().join(" OR ")
}

/// Tests the exact duration and also its class `pace`, a facet, which excludes most exchanges early.
fn duration_sql(bounds: &Bounds<f64>) -> String {
    let exact = bounds_sql("total_ms", bounds);
    let by_pace = match bounds {
        Bounds::Equal(value) => format!("pace = {}", pace(*value)),
        Bounds::GreaterThan(bound) | Bounds::AtLeast(bound) => format!("pace >= {}", pace(*bound)),
        Bounds::LessThan(bound) | Bounds::AtMost(bound) => format!("pace <= {}", pace(*bound)),
        Bounds::Between(min, max) => {
            format!("pace BETWEEN {} AND {}", pace(*min), pace(*max))
        }
    };
    format!("({exact} AND {by_pace})")
}

/// `Debug` writes every number so that SQLite reads back the same value.
fn bounds_sql<N: std::fmt::Debug>(column: &str, bounds: &Bounds<N>) -> String {
    match bounds {
        Bounds::Equal(value) => format!("{column} = {value:?}"),
        Bounds::GreaterThan(bound) => format!("{column} > {bound:?}"),
        Bounds::AtLeast(bound) => format!("{column} >= {bound:?}"),
        Bounds::LessThan(bound) => format!("{column} < {bound:?}"),
        Bounds::AtMost(bound) => format!("{column} <= {bound:?}"),
        Bounds::Between(min, max) => format!("{column} BETWEEN {min:?} AND {max:?}"),
    }
}
