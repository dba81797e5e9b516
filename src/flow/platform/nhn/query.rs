//! Queries and cancellations, by the conditions that the guides name.
use super::book::{Recipient, Sent, State};
use super::paging::{Page, query};
use super::row::{row, whole};
use super::{Answer, Knock, Refused};
use crate::flow::platform::query_params::QueryParams;
use crate::model::nhn::results::ARRIVED;
use crate::model::nhn::{Via, when};
use crate::model::time::Timestamp;
use serde_json::{Map, Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);
/// The widest search: documented.
const WIDEST: Duration = Duration::from_secs(31 * 86_400);
/// The oldest messages that can be found: documented.
const OLDEST: Duration = Duration::from_secs(90 * 86_400);

/// A time from when until when.
type Span = (Timestamp, Timestamp);

/// `GET .../messages`: by request id, or by a time of at most 31 days within the last 90.
pub(super) fn list(knock: &Knock<'_>) -> Answer {
    let query = query(knock)?;
    let asked = span(knock, &query, ["startRequestDate", "endRequestDate"])?;
    let made = match knock.via {
        Via::FriendTalk => span(knock, &query, ["startCreateDate", "endCreateDate"])?,
        Via::Brand => None,
    };
    let id = query.text("requestId").filter(|id| !id.is_empty());
    if id.is_none() && asked.is_none() && made.is_none() {
        return Err(Refused::new(-4103));
    }
    let within = |time: Timestamp, span: Option<Span>| {
        span.is_none_or(|(first, last)| (first..=last).contains(&time))
    };
    found(knock, &query, |sent, recipient| {
        id.is_none_or(|id| sent.id == id)
            && within(sent.at, asked)
            && within(sent.made, made)
            && fits(knock, &query, sent, recipient)
    })
}

/// `GET .../message-results`: what changed within a time.
pub(super) fn updates(knock: &Knock<'_>) -> Answer {
    let query = query(knock)?;
    let Some((first, last)) = span(knock, &query, ["startUpdateDate", "endUpdateDate"])? else {
        return Err(Refused::new(-4000));
    };
    found(knock, &query, |sent, recipient| {
        match recipient.state(sent.at, knock.now) {
            State::Reserved => false,
            State::Cancelled(when) | State::Over(_, when) => (first..=last).contains(&when),
        }
    })
}

/// One page of those that are meant, under the documented key.
fn found(knock: &Knock<'_>, query: &QueryParams, is_meant: impl Fn(&Sent, &Recipient) -> bool) -> Answer {
    let page = Page::of(query)?;
    let book = knock.book();
    let mut total = 0;
    let mut messages = Vec::new();
    for sent in book.requests(knock.via) {
        for recipient in sent.recipients.iter().filter(|it| is_meant(sent, it)) {
            if page.holds(total) {
                messages.push(row(sent, recipient, knock.now));
            }
            total += 1;
        }
    }
    let listed = json!({ "messages": messages, "totalCount": total });
    Ok(Map::from_iter([(
        "messageSearchResultResponse".to_owned(),
        listed,
    )]))
}

/// The filters that both ways know.
fn fits(knock: &Knock<'_>, query: &QueryParams, sent: &Sent, recipient: &Recipient) -> bool {
    let is = |name: &str, value: &Value| {
        query
            .text(name)
            .is_none_or(|text| value.as_str() == Some(text))
    };
    let number = query.text("recipientNo").map(|text| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits == recipient.digits
    });
    let (status, arrived) = match recipient.state(sent.at, knock.now) {
        State::Reserved => ("READY", None),
        State::Cancelled(_) => ("CANCEL", None),
        State::Over(ARRIVED, _) => ("COMPLETED", Some(true)),
        State::Over(..) => ("FAILED", Some(false)),
    };
    let result = match query.text("resultCode") {
        Some("MRC01") => arrived == Some(true),
        Some("MRC02") => arrived == Some(false),
        _ => true,
    };
    number.unwrap_or(true)
        && result
        && query
            .text("messageStatus")
            .is_none_or(|text| text == status)
        && is("senderKey", &sent.body["senderKey"])
        && is("senderGroupingKey", &sent.body["senderGroupingKey"])
        && is("createUser", &sent.body["createUser"])
        && is(
            "recipientGroupingKey",
            &recipient.body["recipientGroupingKey"],
        )
}

/// Both ends of a time, neither without the other; at most 31 days, none of it older than 90.
fn span(knock: &Knock<'_>, query: &QueryParams, names: [&str; 2]) -> Result<Option<Span>, Refused> {
    let [first, last] = names.map(|name| query.text(name));
    let (first, last) = match (first, last) {
        (None, None) => return Ok(None),
        (Some(first), Some(last)) => (first, last),
        _ => return Err(Refused::new(-4103)),
    };
    let (Some(first), Some(last)) = (when::read(first), when::read(last)) else {
        return Err(Refused::new(-4000));
    };
    // A minute has sixty seconds, all of which are meant.
    let last = last.after(Duration::from_millis(59_999));
    if last < first {
        return Err(Refused::new(-4000));
    }
    if last.since(first) > WIDEST + DAY / 1440 {
        return Err(Refused::new(-4003));
    }
    if knock.now.since(first) > OLDEST {
        return Err(Refused::new(-4017));
    }
    Ok(Some((first, last)))
}

/// `GET .../messages/{requestId}/{recipientSeq}`.
pub(super) fn one(knock: &Knock<'_>, id: &str, seq: &str) -> Answer {
    let seq: i64 = seq.parse().map_err(|_| Refused::new(-9994))?;
    let mut book = knock.book();
    let sent = book.request(knock.via, id);
    let found = sent.and_then(|sent| {
        let recipient = sent.recipients.iter().find(|it| it.seq == seq)?;
        Some(whole(sent, recipient, knock.now))
    });
    let message = found.ok_or_else(|| Refused::new(-1016))?;
    Ok(Map::from_iter([("message".to_owned(), message)]))
}

/// `DELETE .../messages/{requestId}?recipientSeq=1,2,3`: what is reserved, all of it where no number is named.
pub(super) fn cancel(knock: &Knock<'_>, id: &str) -> Answer {
    let query = query(knock)?;
    let wanted = match query.text("recipientSeq").filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => {
            let numbers = text.split(',').map(|number| number.trim().parse::<i64>());
            let numbers: Result<Vec<_>, _> = numbers.collect();
            Some(numbers.map_err(|_| Refused::new(-9994))?)
        }
    };
    let mut book = knock.book();
    let Some(sent) = book.request(knock.via, id) else {
        return Err(Refused::new(-2029));
    };
    let at = sent.at;
    let is_meant = |it: &&mut Recipient| {
        let is_wanted = wanted.as_ref().is_none_or(|seqs| seqs.contains(&it.seq));
        is_wanted && it.state(at, knock.now) == State::Reserved
    };
    let mut count = 0;
    for recipient in sent.recipients.iter_mut().filter(is_meant) {
        recipient.cancelled = Some(knock.now);
        count += 1;
    }
    match count {
        0 => Err(Refused::new(-2029)),
        _ => Ok(Map::new()),
    }
}
