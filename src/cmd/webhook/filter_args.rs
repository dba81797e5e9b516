//! Flags that filter the exchanges of the history. Each is a term of the filter language.
use crate::error::Result;
use crate::model::history::filter::Filter;
use crate::model::time::TimeParser;

/// The filter, and the two times that are asked for most.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct FilterArgs {
    /// Only those that fit, for example 'type:talk.* status:>=400'; `momo webhook history list --help` shows the language
    #[arg(
        long,
        value_name = "FILTER",
        allow_hyphen_values = true,
        help_heading = "Only some"
    )]
    filter: Option<String>,
    /// Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`
    #[arg(long, value_name = "TIME", help_heading = "Only some")]
    since: Option<String>,
    /// Only what started before
    #[arg(long, value_name = "TIME", help_heading = "Only some")]
    until: Option<String>,
}

impl FilterArgs {
    pub(crate) fn new(filter: Option<String>, since: Option<String>) -> Self {
        Self {
            filter,
            since,
            until: None,
        }
    }

    /// Returns the conjunction of all flags. Fails on a syntax error, naming the flag.
    pub(crate) fn filter(&self, clock: &TimeParser) -> Result<Filter> {
        let filter = match &self.filter {
            Some(text) => {
                Filter::parse(text, clock).map_err(|misread| misread.into_error("--filter"))?
            }
            None => Filter::default(),
        };
        let times = [("since", &self.since), ("until", &self.until)];
        read_flags(&times.map(|(key, text)| (key, key, text)), clock).map(|times| filter.and(times))
    }
}

/// Builds a filter from flags, each given as flag name, filter key and value. `None` values are skipped.
pub(crate) fn read_flags(
    flags: &[(&str, &str, &Option<String>)],
    clock: &TimeParser,
) -> Result<Filter> {
    let mut filter = Filter::default();
    for (flag, key, text) in flags {
        if let Some(text) = text {
            let term = Filter::parse_value(key, text, clock);
            filter = filter.and(term.map_err(|misread| misread.into_error(&format!("--{flag}")))?);
        }
    }
    Ok(filter)
}
