//! Exchanges of requests that the server could not read.
use crate::flow::journal::id_suffix;
use crate::io::files::known_secrets;
use crate::io::server::RejectedRequest;
use crate::model::activity::ObservedExchange;
use crate::model::history::exchange::{Direction, Exchange, ExchangeMeta, Failure, FailureCause};
use crate::model::history::hop::MissingPart;
use crate::model::http::{Headers, Request, Response, head_without_credentials};
use crate::model::protocol::{Event, Protocol};
use crate::model::text::phrase::Phrase;

/// Builds the exchange of a request that was rejected before it was read completely. Masks the header `secret_header`,
/// too.
pub(in crate::flow) fn rejected_exchange(
    rejected: RejectedRequest,
    secret_header: Option<&str>,
) -> ObservedExchange {
    let missing = match rejected.request {
        Some(_) => MissingPart::RequestBody,
        None => MissingPart::RequestHead,
    };
    let mut request = rejected
        .request
        .unwrap_or_else(|| request_from_head(&rejected.head_bytes));
    known_secrets().mask_url(&mut request.url);
    let protocol = Protocol::recognise(&request);
    let meta = ExchangeMeta::event(protocol, Event::default(), secret_header);
    let mut exchange = Exchange::new(
        Direction::Received,
        rejected.rejected_at,
        id_suffix(),
        request,
        meta,
    );
    exchange.missing = vec![missing];
    let error_response = |status| Response::text(status, rejected.reason);
    exchange.response = rejected.status.map(error_response);
    let reason = Phrase::verbatim(rejected.reason);
    exchange.failure = Some(Failure {
        cause: FailureCause::Rejected,
        message: reason.clone(),
    });
    let note = match rejected.count {
        1 => reason,
        count => Phrase::new("receive.connections")
            .with("reason", reason)
            .with("n", count),
    };
    ObservedExchange {
        note: Some(note),
        ..ObservedExchange::new(exchange)
    }
}

/// Builds a request from an unparsable head: method and URL from the words of its first line, its bytes without
/// credentials as the body.
fn request_from_head(head: &[u8]) -> Request {
    let first_line = head.split(|byte| *byte == b'\r' || *byte == b'\n').next();
    let first_line = String::from_utf8_lossy(first_line.unwrap_or_default()).into_owned();
    let shorten = |word: &str| word.chars().take(200).collect::<String>();
    let mut words = first_line.split(' ').map(shorten);
    Request {
        method: words.next().unwrap_or_default(),
        url: words.next().unwrap_or_default(),
        headers: Headers::new(),
        body: head_without_credentials(head),
    }
}
