//! What changes the history: stars, and what is deleted.
use super::show::no_exchange;
use super::{HistoryChange, Inspector, ExchangeParams};
use crate::flow::web::query_params::QueryParams;
use crate::flow::web::problem::{HandlerResult, ok};
use crate::model::history::query::Prune;
use crate::model::http::Request;
use serde_json::json;

/// Marks an exchange, or takes the mark away.
pub(super) fn star(it: &Inspector, at: &ExchangeParams<'_>, starred: bool) -> HandlerResult {
    let id = &at.id;
    if !it.history.with_history(|history| history.star(id, starred))? {
        return Err(no_exchange(id));
    }
    it.host.publish(HistoryChange::Stars);
    Ok(ok(&json!({ "starred": starred })))
}

/// Deletes what a filter means, or everything. What is added meanwhile stays.
pub(super) fn clear(it: &Inspector, call: &Request) -> HandlerResult {
    let rules = Prune {
        filter: it.filter(&QueryParams::read(call.query())?)?,
        ..Prune::default()
    };
    let deleted = it.history.with_history(|history| {
        let cut = history.plan(&rules)?;
        let deleted = history.delete(&cut, |_| {})?;
        history.shrink()?;
        Ok(deleted)
    })?;
    it.host.publish(HistoryChange::Cleared);
    Ok(ok(&json!({ "deleted": deleted })))
}
