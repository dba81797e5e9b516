//! Query parameters of a call.
use super::problem::{HandlerResult, Problem};
use crate::model::text::phrase::Phrase;

/// Decoded names and values; the last value of a name counts.
pub(in crate::flow) struct QueryParams(Vec<(String, String)>);

impl QueryParams {
    /// Parses `a=b&c=d`.
    pub(in crate::flow) fn read(query: Option<&str>) -> HandlerResult<Self> {
        let decode = |text: &str| {
            crate::model::http::target::decode_query_part(text)
                .ok_or_else(|| Problem::bad_request(Phrase::new("query.utf8").with("text", text)))
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

    pub(in crate::flow) fn text(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().rev().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// Returns whether the value is `true`; a missing parameter is false, any other value but `false` an error.
    pub(in crate::flow) fn flag(&self, name: &str) -> HandlerResult<bool> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(Problem::field(
                name,
                Phrase::new("query.bool").with("text", other),
            )),
        }
    }

    /// Returns the value as an integer of at least 0; `None` without the parameter.
    pub(in crate::flow) fn number(&self, name: &str) -> HandlerResult<Option<i64>> {
        let read = |text: &str| {
            let number = text.parse::<i64>().ok().filter(|number| *number >= 0);
            number
                .ok_or_else(|| Problem::field(name, Phrase::new("query.number").with("text", text)))
        };
        self.text(name).map(read).transpose()
    }
}
