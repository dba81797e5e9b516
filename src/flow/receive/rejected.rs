//! What can be kept of a request that could not be read.
use super::ObservedExchange;
use crate::io::server::RejectedRequest;
use crate::io::system;
use crate::model::history::exchange::{Cause, Direction, Exchange, Failure};
use crate::model::http::{Headers, Request, Response, head_without_credentials};
use crate::model::protocol::Event;

/// What is kept and told of a request that was refused before it was read whole.
pub(in crate::flow) fn rejected_exchange(refused: RejectedRequest) -> ObservedExchange {
    let request = refused.request.unwrap_or_else(|| request_from_head(&refused.head_bytes));
    let random = system::mark().unwrap_or_default();
    let event = Event::default();
    let mut exchange = Exchange::event(Direction::Received, refused.rejected_at, random, request, event);
    let answer = |status| Response::text(status, refused.reason);
    exchange.response = refused.status.map(answer);
    exchange.failure = Some(Failure {
        cause: Cause::Rejected,
        message: refused.reason.to_owned(),
    });
    let note = match refused.count {
        1 => refused.reason.to_owned(),
        count => format!("{} ({count} connections)", refused.reason),
    };
    ObservedExchange {
        note: Some(note),
        ..ObservedExchange::new(exchange)
    }
}

/// What can be kept of a head that was not understood: the words of its first line, and its bytes as the body.
fn request_from_head(head: &[u8]) -> Request {
    let line = head.split(|byte| *byte == b'\r' || *byte == b'\n').next();
    let line = String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
    let short = |word: &str| word.chars().take(200).collect::<String>();
    let mut words = line.split(' ').map(short);
    Request {
        method: words.next().unwrap_or_default(),
        url: words.next().unwrap_or_default(),
        headers: Headers::new(),
        body: head_without_credentials(head),
    }
}
