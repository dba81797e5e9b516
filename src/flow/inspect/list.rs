//! Exchanges in a list, page by page.
use super::Inspector;
use crate::error::Result;
use crate::flow::web::query_params::QueryParams;
use crate::flow::web::problem::{Problem, HandlerResult, ok};
use crate::io::sqlite::History;
use crate::model::history::filter::Filter;
use crate::model::history::query;
use crate::model::history::summary::Head;
use crate::model::http::Request;
use serde_json::{Value, json};

/// How many there are on a page, and at most.
const PAGE_SIZE: (i64, i64) = (100, 500);

/// The newest exchanges that a filter means, or those before one of them.
pub(super) fn list(it: &Inspector, call: &Request) -> HandlerResult {
    let query = QueryParams::read(call.query())?;
    let limit = query.number("limit")?.unwrap_or(PAGE_SIZE.0);
    let limit = usize::try_from(limit)
        .ok()
        .filter(|_| (1..=PAGE_SIZE.1).contains(&limit));
    let limit =
        limit.ok_or_else(|| Problem::field("limit", format!("is not between 1 and {}", PAGE_SIZE.1)))?;
    let asked = query::Query {
        // One more, to know whether there is more.
        limit: Some(limit + 1),
        before: query.text("before").map(str::to_owned),
        filter: it.filter(&query)?,
        latest: query.flag("latest")?,
        bodies: false,
        ..query::Query::default()
    };
    let Some(mut heads) = it.history.with_history(|history| page(history, &asked))? else {
        let id = asked.before.unwrap_or_default();
        return Err(Problem::field(
            "before",
            format!("there is no exchange `{id}`"),
        ));
    };
    let has_more = heads.len() > limit;
    heads.truncate(limit);
    let next = heads
        .last()
        .filter(|_| has_more)
        .map(|head| head.exchange.id.clone());
    let heads: Vec<Value> = heads.iter().map(Head::to_json).collect();
    Ok(ok(&json!({ "exchanges": heads, "next": next })))
}

/// None where the exchange is not there before which the page ends.
fn page(history: &History, asked: &query::Query) -> Result<Option<Vec<Head>>> {
    if let Some(id) = &asked.before
        && !history.has(id)?
    {
        return Ok(None);
    }
    history.heads(asked).map(Some)
}

impl Inspector {
    /// The filter of a call; without one everything is meant.
    pub(super) fn filter(&self, query: &QueryParams) -> HandlerResult<Filter> {
        let text = query.text("filter").unwrap_or_default();
        Filter::read(text, &self.clock()).map_err(|misread| {
            let words = format!("`filter`, column {}: {}", misread.column, misread.message);
            Problem::unprocessable(words).hint(misread.hints.join(" "))
        })
    }
}
