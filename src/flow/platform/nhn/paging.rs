//! Query parameters and paging.
use super::{NhnCall, NhnError};
use crate::flow::platform::query_params::QueryParams;

/// Parses the query parameters.
pub(super) fn read_query(call: &NhnCall<'_>) -> Result<QueryParams, NhnError> {
    call.api_call.query().map_err(|_| NhnError::new(-4000))
}

/// Range of a list selected by `pageNum` (from 1) and `pageSize` (1 to 1,000).
pub(super) struct ResultPage {
    from: usize,
    end: usize,
}

impl ResultPage {
    pub(super) fn from_query(query: &QueryParams) -> Result<Self, NhnError> {
        let number = |name: &str, default: i64| match query.number(name) {
            Ok(value) => Ok(value.unwrap_or(default)),
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

    /// Whether the item at `index` (from 0) of the whole list is on the page.
    pub(super) fn contains(&self, index: usize) -> bool {
        (self.from..self.end).contains(&index)
    }
}
