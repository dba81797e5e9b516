//! Lists exchanges in pages.
use super::Inspector;
use crate::error::Result;
use crate::flow::web::problem::{HandlerResult, Problem, ok};
use crate::flow::web::query_params::QueryParams;
use crate::io::sqlite::History;
use crate::model::history::filter::Filter;
use crate::model::history::query;
use crate::model::history::summary::ExchangeSummary;
use crate::model::http::Request;
use crate::model::text::phrase::Phrase;
use serde_json::{Value, json};

/// Exchanges on a page: default and maximum.
const PAGE_SIZE: (i64, i64) = (100, 500);

/// Lists the newest exchanges that match a filter, or those before the exchange `before`.
pub(super) fn list(inspector: &Inspector, request: &Request) -> HandlerResult {
    let query = QueryParams::read(request.query())?;
    let limit = query.number("limit")?.unwrap_or(PAGE_SIZE.0);
    let limit = usize::try_from(limit)
        .ok()
        .filter(|_| (1..=PAGE_SIZE.1).contains(&limit));
    let range = || Phrase::new("field.range").with("least", 1_u64);
    let limit = limit.ok_or_else(|| Problem::field("limit", range().with("most", PAGE_SIZE.1)))?;
    let history_query = query::Query {
        // One more than asked for, to know whether there is a next page.
        limit: Some(limit + 1),
        before: query.text("before").map(str::to_owned),
        filter: inspector.filter(&query)?,
        latest_per_event: query.flag("latest")?,
        ..query::Query::default()
    };
    let Some(mut summaries) = inspector
        .history
        .with_history(|history| page(history, &history_query))?
    else {
        let id = history_query.before.unwrap_or_default();
        let phrase = Phrase::new("history.missing").with("id", id);
        return Err(Problem::field("before", phrase));
    };
    let has_more = summaries.len() > limit;
    summaries.truncate(limit);
    let next = summaries
        .last()
        .filter(|_| has_more)
        .map(|summary| summary.exchange.id.clone());
    let summaries: Vec<Value> = summaries.iter().map(ExchangeSummary::to_json).collect();
    Ok(ok(&json!({ "exchanges": summaries, "next": next })))
}

/// Returns `None` if the exchange `before` does not exist.
fn page(history: &History, history_query: &query::Query) -> Result<Option<Vec<ExchangeSummary>>> {
    if let Some(id) = &history_query.before
        && !history.contains(id)?
    {
        return Ok(None);
    }
    history.summaries(history_query).map(Some)
}

impl Inspector {
    /// Parses the filter of a call; no filter matches everything.
    pub(super) fn filter(&self, query: &QueryParams) -> HandlerResult<Filter> {
        let text = query.text("filter").unwrap_or_default();
        Filter::parse(text, &self.clock()).map_err(|error| {
            let phrase = Phrase::new("filter.at").with("n", error.column);
            let problem = Problem::unprocessable(phrase.with("what", error.message));
            match Phrase::sentences(error.hints) {
                Some(hint) => problem.hint(hint),
                None => problem,
            }
        })
    }
}
