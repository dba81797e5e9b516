//! What changes the history: stars, and what is deleted.
use super::show::no_exchange;
use super::{Change, Inspector, Places};
use crate::flow::web::query::Query;
use crate::flow::web::reply::{Reply, ok};
use crate::model::history::query::Prune;
use crate::model::http::Request;
use serde_json::json;

/// Marks an exchange, or takes the mark away.
pub(super) fn star(it: &Inspector, at: &Places<'_>, starred: bool) -> Reply {
    let id = &at.id;
    if !it.shelf.ask(|history| history.star(id, starred))? {
        return Err(no_exchange(id));
    }
    it.house.tell(Change::Stars);
    Ok(ok(&json!({ "starred": starred })))
}

/// Deletes what a filter means, or everything. What is added meanwhile stays.
pub(super) fn clear(it: &Inspector, call: &Request) -> Reply {
    let rules = Prune {
        filter: it.filter(&Query::read(call.query())?)?,
        ..Prune::default()
    };
    let deleted = it.shelf.ask(|history| {
        let cut = history.plan(&rules)?;
        let deleted = history.delete(&cut, |_| {})?;
        history.shrink()?;
        Ok(deleted)
    })?;
    it.house.tell(Change::Cleared);
    Ok(ok(&json!({ "deleted": deleted })))
}
