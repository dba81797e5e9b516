//! What `webhook replay` takes from a HAR: the events among all that a browser or a proxy saw.
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::flow::replay::ReplayItem;
use crate::model::history::exchange::{Exchange, Kind};
use crate::model::history::har;
use crate::model::history::import::Flaw;
use crate::model::protocol::Protocol;
use crate::model::replay::captured::Captured;

/// An entry: its place in the archive, whether momo wrote it, and what it tells of.
struct Entry {
    place: usize,
    is_own: bool,
    exchange: Exchange,
}

/// The events of an archive, in its order; none where the bytes are something else.
pub(super) fn read(label: &str, bytes: &[u8], context: &mut Context) -> Result<Option<Vec<ReplayItem>>> {
    if !har::is_archive(bytes) {
        return Ok(None);
    }
    let entries = entries(bytes)
        .map_err(|flaw| Error::unknown(format!("`{label}` is no HAR to be read: {flaw}")))?;
    let count = entries.len();
    let chosen = choose(entries, label)?;
    match count - chosen.len() {
        0 => {}
        left => context.terminal.note(format!(
            "{left} of {count} requests in {label} are no events, and are left out"
        )),
    }
    Ok(Some(
        chosen.into_iter().map(|entry| item(label, entry)).collect(),
    ))
}

fn entries(bytes: &[u8]) -> std::result::Result<Vec<Entry>, Flaw> {
    let mut entries = Vec::new();
    har::read(bytes, &mut |entry| {
        entries.push(Entry {
            place: entries.len() + 1,
            is_own: entry.is_own(),
            exchange: entry.into_exchange()?,
        });
        Ok(())
    })
    .map_err(|error| Flaw::of(&error))?;
    Ok(entries)
}

/// What a platform marks as its event; where nothing is, the POSTs, if one place took them all.
fn choose(entries: Vec<Entry>, label: &str) -> Result<Vec<Entry>> {
    let is_event = |entry: &Entry| {
        let exchange = &entry.exchange;
        exchange.kind == Kind::Event && (entry.is_own || exchange.protocol != Protocol::Http)
    };
    let (events, others): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_event);
    if !events.is_empty() {
        return Ok(events);
    }
    let is_post = |entry: &Entry| {
        entry.exchange.kind == Kind::Event && entry.exchange.request.method == "POST"
    };
    let posts: Vec<_> = others.into_iter().filter(is_post).collect();
    let places = || posts.iter().map(|entry| &entry.exchange.request.url);
    if !posts.is_empty() && places().all(|url| Some(url) == places().next()) {
        return Ok(posts);
    }
    Err(Error::unknown(format!("no request in `{label}` looks like an event"))
        .hint("`momo webhook history import` takes all of it; `momo webhook replay --filter 'url:/hook'` delivers what you choose."))
}

/// A file may be a stranger's: where its requests once went is not where they go now.
fn item(label: &str, entry: Entry) -> ReplayItem {
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
            .unwrap_or_else(|| format!("{label}:{}", entry.place)),
        captured: Captured {
            id,
            direction: Some(direction),
            answer: response,
            ..Captured::of(request, protocol, kind)
        },
        is_sample: false,
    }
}
