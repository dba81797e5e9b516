//! Reads what `webhook replay` delivers of a HAR file or of exchanges in NDJSON: the events, each once.
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::flow::replay::{ItemOrigin, LeftOut, ReplayItem, select_events};
use crate::model::history::exchange::ExchangeKind;
use crate::model::history::har;
use crate::model::protocol::set_target;
use crate::model::replay::broken::{self, BrokenArchive};
use crate::model::replay::captured::CapturedRequest;

const RAW_HINT: &str = "`--raw` sends the bytes as they are.";

/// Returns the events of a HAR or of several exchanges in file order, and a single exchange as it is; `None` if the bytes
/// are neither. Fails if there is no event, or if the bytes look like exchanges and cannot be read.
pub(super) fn read(
    label: &str,
    bytes: &[u8],
    context: &mut Context,
) -> Result<Option<Vec<ReplayItem>>> {
    let (requests, is_har) = match har::is_archive(bytes) {
        true => {
            let refuse = |error| {
                let message = format!("`{label}` is no HAR to be read: {error}");
                Error::unknown(message).hint(RAW_HINT)
            };
            (CapturedRequest::parse_har(bytes).map_err(refuse)?, true)
        }
        false => match CapturedRequest::parse_all(bytes).map_err(|error| error.hint(RAW_HINT))? {
            Some(requests) => (requests, false),
            None => {
                let problem = broken::find_problem(bytes);
                return problem.map_or(Ok(None), |problem| Err(unreadable(label, problem)));
            }
        },
    };
    let count = requests.len();
    let is_single = count == 1 && !is_har;
    let requests = requests.into_iter().enumerate();
    let items: Vec<_> = requests
        .map(|(index, captured)| replay_item(label, (!is_single).then_some(index + 1), captured))
        .collect();
    let (mut chosen, left_out) = match is_single {
        true => (items, LeftOut::default()),
        false => choose_events(items, is_har),
    };
    for item in &mut chosen {
        // The file is not trusted to choose where requests are sent.
        set_target(&mut item.captured.request, "/");
        item.captured.request.headers.remove("Host");
    }
    if chosen.is_empty() {
        return Err(Error::unknown(format!("no request in `{label}` looks like an event"))
            .hint("`momo webhook history import` takes all of it; `momo webhook replay --filter 'url:/hook'` delivers what you choose."));
    }
    let lacks_body = |item: &&ReplayItem| {
        item.captured.request.method == "POST" && item.captured.request.body.is_empty()
    };
    let empty = chosen.iter().filter(lacks_body).count();
    if is_har && empty > 0 {
        context.terminal.note(format!(
            "{label} holds no body of {empty} of the events: they are sent without one"
        ));
    }
    if left_out.count() > 0 {
        let skipped = left_out.count();
        context.terminal.note(format!(
            "{skipped} of {count} requests in {label} are left out: {left_out}"
        ));
    }
    Ok(Some(chosen))
}

fn unreadable(label: &str, problem: BrokenArchive) -> Error {
    match problem {
        BrokenArchive::Unreadable(what, error) => Error::unknown(format!(
            "`{label}` looks like {what} and cannot be read: {error}"
        )),
        BrokenArchive::Curl => Error::unknown(format!(
            "`{label}` holds curl commands, of which nothing is read"
        ))
        .hint("A shell runs them; `momo webhook history export` writes NDJSON and HAR, which are read."),
    }
    .hint(RAW_HINT)
}

/// Selects the events. In a HAR without any, those are the POSTs, if all went to the same URL.
fn choose_events(mut items: Vec<ReplayItem>, is_har: bool) -> (Vec<ReplayItem>, LeftOut) {
    if is_har && !items.iter().any(|item| item.captured.is_event) {
        let is_post = |item: &ReplayItem| {
            item.captured.kind == ExchangeKind::Event && item.captured.request.method == "POST"
        };
        let mut urls = items.iter().filter(|item| is_post(item));
        let mut urls = urls.by_ref().map(|item| &item.captured.request.url);
        let first = urls.next().cloned();
        let is_one_url = urls.all(|url| Some(url) == first.as_ref());
        for item in &mut items {
            item.captured.is_event = is_one_url && is_post(item);
        }
    }
    select_events(items)
}

/// Wraps a request, which has a number if the file holds several.
fn replay_item(label: &str, number: Option<usize>, captured: CapturedRequest) -> ReplayItem {
    ReplayItem {
        label: match (&captured.id, number) {
            (Some(id), _) => id.clone(),
            (None, Some(number)) => format!("{label}:{number}"),
            (None, None) => label.to_owned(),
        },
        captured,
        origin: ItemOrigin::Captured,
    }
}
