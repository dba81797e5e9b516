//! Selects the events of a HAR file for `webhook replay`.
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::flow::replay::{ItemOrigin, ReplayItem};
use crate::model::history::exchange::{Exchange, ExchangeKind};
use crate::model::history::har;
use crate::model::history::import::ImportError;
use crate::model::protocol::Protocol;
use crate::model::replay::captured::CapturedRequest;

/// Entry of a HAR file: its number from 1, whether momo wrote it, and its exchange.
struct ArchiveEntry {
    number: usize,
    is_own: bool,
    exchange: Exchange,
}

/// Returns the events of a HAR file in file order; `None` if the bytes are not a HAR. Fails if it has no events.
pub(super) fn read(
    label: &str,
    bytes: &[u8],
    context: &mut Context,
) -> Result<Option<Vec<ReplayItem>>> {
    if !har::is_archive(bytes) {
        return Ok(None);
    }
    let entries = entries(bytes)
        .map_err(|error| Error::unknown(format!("`{label}` is no HAR to be read: {error}")))?;
    let count = entries.len();
    let chosen = choose_events(entries, label)?;
    match count - chosen.len() {
        0 => {}
        skipped => context.terminal.note(format!(
            "{skipped} of {count} requests in {label} are no events, and are left out"
        )),
    }
    Ok(Some(
        chosen
            .into_iter()
            .map(|entry| replay_item(label, entry))
            .collect(),
    ))
}

fn entries(bytes: &[u8]) -> std::result::Result<Vec<ArchiveEntry>, ImportError> {
    let mut entries = Vec::new();
    har::read_entries(bytes, &mut |entry| {
        entries.push(ArchiveEntry {
            number: entries.len() + 1,
            is_own: entry.is_from_momo(),
            exchange: entry.into_exchange()?,
        });
        Ok(())
    })
    .map_err(|error| ImportError::from_json_error(&error))?;
    Ok(entries)
}

/// Selects the events that momo exported or that have a platform's marks. Without any, selects the POSTs if all went to
/// the same URL.
fn choose_events(entries: Vec<ArchiveEntry>, label: &str) -> Result<Vec<ArchiveEntry>> {
    let is_event = |entry: &ArchiveEntry| {
        let exchange = &entry.exchange;
        exchange.kind == ExchangeKind::Event
            && (entry.is_own || exchange.protocol != Protocol::Http)
    };
    let (events, others): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_event);
    if !events.is_empty() {
        return Ok(events);
    }
    let is_post = |entry: &ArchiveEntry| {
        entry.exchange.kind == ExchangeKind::Event && entry.exchange.request.method == "POST"
    };
    let posts: Vec<_> = others.into_iter().filter(is_post).collect();
    let urls = || posts.iter().map(|entry| &entry.exchange.request.url);
    if !posts.is_empty() && urls().all(|url| Some(url) == urls().next()) {
        return Ok(posts);
    }
    Err(Error::unknown(format!("no request in `{label}` looks like an event"))
        .hint("`momo webhook history import` takes all of it; `momo webhook replay --filter 'url:/hook'` delivers what you choose."))
}

/// Converts an entry, without its recorded target: the file is not trusted to choose where requests are sent.
fn replay_item(label: &str, entry: ArchiveEntry) -> ReplayItem {
    let Exchange {
        id,
        mut request,
        response,
        protocol,
        kind,
        direction,
        ..
    } = entry.exchange;
    request.url = "/".into();
    request.headers.remove("Host");
    let id = entry.is_own.then_some(id);
    ReplayItem {
        label: id
            .clone()
            .unwrap_or_else(|| format!("{label}:{}", entry.number)),
        captured: CapturedRequest {
            id,
            direction: Some(direction),
            recorded_response: response,
            ..CapturedRequest::new(request, protocol, kind)
        },
        origin: ItemOrigin::Captured,
    }
}
