//! Which index a query goes by.
use crate::model::filter::{Filter, Test};
use crate::model::signature::Check;

/// The index of the requests that nobody could prove to have sent.
const UNPROVEN: &str = "newest_unproven";

/// An index that gives its rows newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) name: &'static str,
    /// SQLite takes an index of some rows only where the query repeats which.
    pub(super) condition: Option<&'static str>,
}

/// The index that leaves least to look through, as histories mostly are.
pub(super) fn index(filter: &Filter) -> Index {
    let name = name(filter);
    Index {
        name,
        condition: (name == UNPROVEN).then_some("verdict IN ('invalid', 'missing')"),
    }
}

fn name(filter: &Filter) -> &'static str {
    let has = |is: &dyn Fn(&Test) -> bool| filter.musts().any(is);
    if has(&|test| matches!(test, Test::Event(glob) if glob.name().is_some())) {
        return "of_event";
    }
    if has(&|test| matches!(test, Test::Signature(Check::Invalid | Check::Missing))) {
        return UNPROVEN;
    }
    if has(&|test| matches!(test, Test::Bot(glob) if glob.name().is_some())) {
        return "newest_of_bot";
    }
    if has(&|test| matches!(test, Test::Type(glob) if glob.name().is_some())) {
        return "newest_of_type";
    }
    let has_direction = has(&|test| matches!(test, Test::Direction(_)));
    if has_direction && has(&|test| matches!(test, Test::Kind(_))) {
        return "newest_of_kind";
    }
    "newest"
}
