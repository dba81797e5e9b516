//! Calls that change the history: starring and deleting.
use super::show::no_exchange;
use super::{ExchangeParams, Inspector};
use crate::flow::web::problem::{HandlerResult, ok};
use crate::flow::web::query_params::QueryParams;
use crate::model::activity::Activity;
use crate::model::history::query::PruneRules;
use crate::model::http::Request;
use serde_json::json;

/// Sets or removes the star of an exchange.
pub(super) fn star(
    inspector: &Inspector,
    params: &ExchangeParams<'_>,
    starred: bool,
) -> HandlerResult {
    let id = &params.id;
    if !inspector
        .history
        .with_history(|history| history.star(id, starred))?
    {
        return Err(no_exchange(id));
    }
    inspector.host.journal.publish(Activity::Stars);
    Ok(ok(&json!({ "starred": starred })))
}

/// Deletes the exchanges that match a filter, or all. Exchanges recorded meanwhile stay.
pub(super) fn clear(inspector: &Inspector, request: &Request) -> HandlerResult {
    let rules = PruneRules {
        filter: inspector.filter(&QueryParams::read(request.query())?)?,
        ..PruneRules::default()
    };
    let deleted = inspector.history.with_history(|history| {
        let plan = history.plan_prune(&rules)?;
        let deleted = history.delete(&plan, |_| {})?;
        history.shrink()?;
        Ok(deleted)
    })?;
    inspector.host.journal.publish(Activity::Cleared);
    Ok(ok(&json!({ "deleted": deleted })))
}
