//! A query of the history as SQL: the conditions, their order, and the index that finds them.
use super::row;
use crate::model::history::Query;
use crate::model::signature::Check;
use rusqlite::types::Value;

/// A statement, and what is bound to its question marks.
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
    let mut conditions = vec!["TRUE".to_owned()];
    let mut values = Vec::new();
    for (column, text) in [
        ("bot_id", &query.bot_id),
        ("event_id", &query.event_id),
        ("event_type", &query.event_type),
    ] {
        if let Some(text) = text {
            conditions.push(format!("{column} = ?"));
            values.push(Value::Text(text.clone()));
        }
    }
    let word = |column: &str, word: Option<&str>| Some(format!("{column} = '{}'", word?));
    conditions.extend(word("direction", query.direction.map(|it| it.name())));
    conditions.extend(word("kind", query.kind.map(|it| it.name())));
    conditions.extend(word("verdict", query.verdict.map(|it| it.name())));
    let index = index(query);
    if index == UNPROVEN {
        // SQLite takes an index of some rows only where the query repeats which.
        conditions.push("verdict IN ('invalid', 'missing')".into());
    }
    conditions.extend(query.since.map(|time| format!("started_at >= {}", time.0)));
    conditions.extend(query.until.map(|time| format!("started_at < {}", time.0)));
    if let Some(Place { started_at, seq }) = before {
        conditions.push(format!("(started_at, seq) < ({started_at}, {seq})"));
    }
    let columns = if query.bodies { row::WHOLE } else { row::HEAD };
    let limit = query
        .limit
        .map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
    let conditions = conditions.join(" AND ");
    let order = if query.oldest_first { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT {columns} FROM exchanges INDEXED BY {index} JOIN contents USING (seq) WHERE {conditions}
         ORDER BY started_at {order}, seq {order} LIMIT {limit}"
    );
    Select { sql, values }
}

/// The index of the requests that nobody could prove to have sent.
const UNPROVEN: &str = "newest_unproven";

/// The index that leaves least to look through, as histories mostly are. Each gives its rows newest first.
fn index(query: &Query) -> &'static str {
    let is_unproven = matches!(query.verdict, Some(Check::Invalid | Check::Missing));
    match query {
        Query {
            event_id: Some(_), ..
        } => "of_event",
        _ if is_unproven => UNPROVEN,
        Query {
            bot_id: Some(_), ..
        } => "newest_of_bot",
        Query {
            event_type: Some(_),
            ..
        } => "newest_of_type",
        Query {
            direction: Some(_),
            kind: Some(_),
            ..
        } => "newest_of_kind",
        _ => "newest",
    }
}
