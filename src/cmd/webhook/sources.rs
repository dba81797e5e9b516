//! Reads the payloads of `webhook replay`: named ones (`-`, `ex_...` or `last` of the history, a sample, a file), and
//! those that flags pick from the history.
use super::filter_args::FilterArgs;
use super::{archive, sample};
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::flow::replay::{ItemOrigin, ReplayItem, without_repetitions};
use crate::io::files::{decode_text, is_stdin, read_input};
use crate::io::os::words;
use crate::io::sqlite::History;
use crate::model::history::exchange::ExchangeKind;
use crate::model::history::filter::{Filter, FilterTest};
use crate::model::history::query::Query;
use crate::model::replay::captured::CapturedRequest;
use crate::model::samples;
use std::ffi::OsStr;
use std::path::Path;

/// Name of the newest event of the history.
const LAST_EVENT: &str = "last";

/// Reads all named payloads, in order. `is_raw`: whether each file is one payload, whatever it looks like.
pub(super) fn read_all(
    names: &[String],
    is_raw: bool,
    context: &mut Context,
) -> Result<Vec<ReplayItem>> {
    let mut items = Vec::new();
    for name in names {
        items.extend(read(name, is_raw, context)?);
    }
    Ok(items)
}

fn read(name: &str, is_raw: bool, context: &mut Context) -> Result<Vec<ReplayItem>> {
    if is_exchange(name) {
        return Ok(vec![from_history(name, context)?]);
    }
    let path = Path::new(name);
    let matching = samples::matching(name).filter(|_| !path.exists());
    if let Some(samples) = matching {
        sample::check_matches(name, &samples)?;
        return Ok(samples.into_iter().map(from_sample).collect());
    }
    if let Some(sample) = samples::find(name) {
        return Ok(vec![from_sample(sample)]);
    }
    let is_path = is_stdin(path) || words::is_written_as_path(OsStr::new(name)) || path.exists();
    if !is_path && (samples::is_sample_name(name) || !samples::suggestions(name).is_empty()) {
        return Err(sample::find(name)
            .err()
            .unwrap_or_else(|| Error::usage(name)));
    }
    from_bytes(name, read_input(path)?, is_raw, context)
}

fn from_sample(sample: &samples::Sample) -> ReplayItem {
    let request = sample.request(sample.raw());
    ReplayItem {
        label: sample.name.to_owned(),
        captured: CapturedRequest::new(request, sample.protocol(), ExchangeKind::Event),
        origin: ItemOrigin::Sample,
    }
}

/// Reads the bytes as a HAR or as exchanges in JSON, else as one payload; as one payload if `is_raw` is true.
fn from_bytes(
    name_arg: &str,
    bytes: Vec<u8>,
    is_raw: bool,
    context: &mut Context,
) -> Result<Vec<ReplayItem>> {
    let label = if name_arg == "-" {
        "standard input"
    } else {
        name_arg
    };
    let text = decode_text(&bytes);
    if !is_raw && let Some(items) = archive::read(label, &text, context)? {
        return Ok(items);
    }
    if text != bytes {
        context.terminal.note(format!(
            "note: {label} begins with a byte order mark or is UTF-16, and is signed and sent as it is."
        ));
    }
    Ok(vec![ReplayItem {
        label: label.to_owned(),
        captured: CapturedRequest::from_payload(bytes),
        origin: ItemOrigin::Captured,
    }])
}

/// Returns whether the word is an exchange id. A shortened id or `last` is one only if no file has that name.
pub(crate) fn is_exchange(word: &str) -> bool {
    let suffix = word.strip_prefix("ex_");
    let looks_like_id = word == LAST_EVENT
        || suffix.is_some_and(|suffix| suffix.bytes().all(|digit| digit.is_ascii_alphanumeric()));
    looks_like_id && (suffix.is_some_and(|suffix| suffix.len() == 16) || !Path::new(word).exists())
}

/// Flags that pick events from the history.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct PickArgs {
    /// Deliver the newest N events of the history, sent or received, oldest first; each event once
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..),
        help_heading = "From the history"
    )]
    last: Option<u32>,
    /// Deliver the events whose newest delivery fits, for example 'type:talk.* status:>=400'; `momo webhook history list --help` shows the
    /// language
    #[arg(
        long,
        value_name = "FILTER",
        allow_hyphen_values = true,
        help_heading = "From the history"
    )]
    filter: Option<String>,
    /// Deliver the events since then: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`
    #[arg(long, value_name = "TIME", help_heading = "From the history")]
    since: Option<String>,
    /// Deliver the events whose newest delivery failed, as the filter `is:failed` has it
    #[arg(long, help_heading = "From the history")]
    failed: bool,
}

impl PickArgs {
    /// Returns whether any of the flags is given.
    pub(super) fn is_some(&self) -> bool {
        self.last.is_some() || self.filter.is_some() || self.since.is_some() || self.failed
    }

    /// Returns the selected events, oldest first. Fails if flags are given and none matches.
    pub(super) fn items(&self, context: &mut Context) -> Result<Vec<ReplayItem>> {
        if !self.is_some() {
            return Ok(Vec::new());
        }
        let chosen = FilterArgs::new(self.filter.clone(), self.since.clone());
        let mut filter = Filter::events().and(chosen.filter(&context.clock())?);
        if self.failed {
            filter = filter.and(Filter::from_tests([FilterTest::Failed]));
        }
        let query = Query {
            limit: self.last.map(|last| last as usize),
            filter,
            latest_per_event: true,
            ..Query::default()
        };
        let history = History::open_existing(&context.history_file()?)?;
        let items = newest_events(&history, query)?;
        if items.is_empty() {
            return Err(Error::unknown("no such event is in the history")
                .hint("`momo webhook history list --kind event` shows what there is."));
        }
        Ok(items)
    }
}

/// Returns the events of a query, oldest first and each once, although some, as skill calls, have no id by which the
/// query itself could tell.
fn newest_events(history: &History, mut query: Query) -> Result<Vec<ReplayItem>> {
    let wanted = query.limit.unwrap_or(usize::MAX);
    let mut items: Vec<ReplayItem> = Vec::new();
    loop {
        query.limit = query.limit.map(|_| wanted - items.len());
        let page = history.list(&query)?;
        let Some(oldest) = page.last() else {
            return Ok(items);
        };
        query.before = Some(oldest.id.clone());
        let page = page.into_iter().rev().map(ReplayItem::from_exchange);
        items.splice(0..0, page.filter(|item| item.captured.is_event));
        items = without_repetitions(items);
        if items.len() >= wanted || query.limit.is_none() {
            return Ok(items);
        }
    }
}

/// Finds an exchange of the history by its id, or the newest event by `last`.
pub(crate) fn from_history(id: &str, context: &Context) -> Result<ReplayItem> {
    let history = History::open_existing(&context.history_file()?)?;
    if id != LAST_EVENT {
        return history
            .find(id)
            .map(ReplayItem::from_exchange)
            .map_err(|error| error.hint(format!("`./{id}` names a file.")));
    }
    let newest = Query {
        limit: Some(1),
        filter: Filter::events(),
        ..Query::default()
    };
    newest_events(&history, newest)?.pop().ok_or_else(|| {
        Error::unknown("there is no event in the history yet").hint("`./last` names a file.")
    })
}
