//! What all queries share: their parameters, and the page of a list that they ask for.
use super::{NhnCall, NhnError};
use crate::flow::platform::query_params::QueryParams;

/// The parameters of a query.
pub(super) fn read_query(call_ctx: &NhnCall<'_>) -> Result<QueryParams, NhnError> {
    call_ctx.call.query().map_err(|_| NhnError::new(-4000))
}

/// One page of a list, as `pageNum` (from 1) and `pageSize` (at most 1,000) say.
pub(super) struct ResultPage {
    from: usize,
    end: usize,
}

impl ResultPage {
    pub(super) fn from_query(query: &QueryParams) -> Result<Self, NhnError> {
        let number = |name: &str, usual: i64| match query.number(name) {
            Ok(found) => Ok(found.unwrap_or(usual)),
            Err(_) => Err(NhnError::new(-9994)),
        };
        let (page, size) = (number("pageNum", 1)?, number("pageSize", 15)?);
        if page < 1 || !(1..=1000).contains(&size) {
            return Err(NhnError::new(-4000));
        }
        let count = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        let from = count((page - 1).saturating_mul(size));
        Ok(Self {
            from,
            end: from.saturating_add(count(size)),
        })
    }

    /// Whether what stands at this place of the whole list, from 0, is on the page.
    pub(super) fn contains(&self, place: usize) -> bool {
        (self.from..self.end).contains(&place)
    }
}
