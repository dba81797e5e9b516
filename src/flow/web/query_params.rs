//! The query of a call.
use super::problem::{Problem, HandlerResult};

/// The values of a query, decoded; the last of a name counts.
pub(in crate::flow) struct QueryParams(Vec<(String, String)>);

impl QueryParams {
    /// Reads `a=b&c=d`.
    pub(in crate::flow) fn read(query: Option<&str>) -> HandlerResult<Self> {
        let decode = |text: &str| {
            crate::model::http::target::decode(text)
                .ok_or_else(|| Problem::bad_request(format!("`{text}` in the query is no UTF-8")))
        };
        let pairs = query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode(name)?, decode(value)?))
            })
            .collect::<HandlerResult<_>>()
            .map(Self)
    }

    /// The value of a name.
    pub(in crate::flow) fn text(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().rev().find(|(known, _)| known == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// Whether a name says `true`; without it, it does not.
    pub(in crate::flow) fn flag(&self, name: &str) -> HandlerResult<bool> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(Problem::field(
                name,
                format!("`{other}` is neither true nor false"),
            )),
        }
    }

    /// The value of a name as a number that is not negative.
    pub(in crate::flow) fn number(&self, name: &str) -> HandlerResult<Option<i64>> {
        let read = |text: &str| {
            let number = text.parse::<i64>().ok().filter(|number| *number >= 0);
            number.ok_or_else(|| Problem::field(name, format!("`{text}` is no number")))
        };
        self.text(name).map(read).transpose()
    }
}
