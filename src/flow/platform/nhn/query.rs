//! Queries and cancellations, by the conditions that the guides name.
use super::store::{StoredRecipient, AcceptedRequest, RecipientState};
use super::paging::{ResultPage, read_query};
use super::row::{message_row, message_details};
use super::{NhnResult, NhnCall, NhnError};
use crate::flow::platform::query_params::QueryParams;
use crate::model::nhn::result_codes::ARRIVED;
use crate::model::nhn::{Via, korean_time};
use crate::model::time::Timestamp;
use serde_json::{Map, Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);
/// The widest search: documented.
const MAX_RANGE: Duration = Duration::from_secs(31 * 86_400);
/// The oldest messages that can be found: documented.
const MAX_AGE: Duration = Duration::from_secs(90 * 86_400);

/// A time from when until when.
type TimeRange = (Timestamp, Timestamp);

/// `GET .../messages`: by request id, or by a time of at most 31 days within the last 90.
pub(super) fn list(call_ctx: &NhnCall<'_>) -> NhnResult {
    let query = read_query(call_ctx)?;
    let asked = read_range(call_ctx, &query, ["startRequestDate", "endRequestDate"])?;
    let made = match call_ctx.via {
        Via::FriendTalk => read_range(call_ctx, &query, ["startCreateDate", "endCreateDate"])?,
        Via::Brand => None,
    };
    let id = query.text("requestId").filter(|id| !id.is_empty());
    if id.is_none() && asked.is_none() && made.is_none() {
        return Err(NhnError::new(-4103));
    }
    let within = |time: Timestamp, span: Option<TimeRange>| {
        span.is_none_or(|(first, last)| (first..=last).contains(&time))
    };
    result_page(call_ctx, &query, |sent, recipient| {
        id.is_none_or(|id| sent.id == id)
            && within(sent.due_at, asked)
            && within(sent.created_at, made)
            && matches_filters(call_ctx, &query, sent, recipient)
    })
}

/// `GET .../message-results`: what changed within a time.
pub(super) fn updates(call_ctx: &NhnCall<'_>) -> NhnResult {
    let query = read_query(call_ctx)?;
    let Some((first, last)) = read_range(call_ctx, &query, ["startUpdateDate", "endUpdateDate"])? else {
        return Err(NhnError::new(-4000));
    };
    result_page(call_ctx, &query, |sent, recipient| {
        match recipient.state_at(sent.due_at, call_ctx.now) {
            RecipientState::Reserved => false,
            RecipientState::Cancelled(when) | RecipientState::Finished(_, when) => (first..=last).contains(&when),
        }
    })
}

/// One page of those that are meant, under the documented key.
fn result_page(call_ctx: &NhnCall<'_>, query: &QueryParams, is_meant: impl Fn(&AcceptedRequest, &StoredRecipient) -> bool) -> NhnResult {
    let page = ResultPage::from_query(query)?;
    let book = call_ctx.store();
    let mut total = 0;
    let mut messages = Vec::new();
    for sent in book.requests(call_ctx.via) {
        for recipient in sent.recipients.iter().filter(|it| is_meant(sent, it)) {
            if page.contains(total) {
                messages.push(message_row(sent, recipient, call_ctx.now));
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
fn matches_filters(call_ctx: &NhnCall<'_>, query: &QueryParams, sent: &AcceptedRequest, recipient: &StoredRecipient) -> bool {
    let is = |name: &str, value: &Value| {
        query
            .text(name)
            .is_none_or(|text| value.as_str() == Some(text))
    };
    let number = query.text("recipientNo").map(|text| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits == recipient.digits
    });
    let (status, arrived) = match recipient.state_at(sent.due_at, call_ctx.now) {
        RecipientState::Reserved => ("READY", None),
        RecipientState::Cancelled(_) => ("CANCEL", None),
        RecipientState::Finished(ARRIVED, _) => ("COMPLETED", Some(true)),
        RecipientState::Finished(..) => ("FAILED", Some(false)),
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
fn read_range(call_ctx: &NhnCall<'_>, query: &QueryParams, names: [&str; 2]) -> Result<Option<TimeRange>, NhnError> {
    let [first, last] = names.map(|name| query.text(name));
    let (first, last) = match (first, last) {
        (None, None) => return Ok(None),
        (Some(first), Some(last)) => (first, last),
        _ => return Err(NhnError::new(-4103)),
    };
    let (Some(first), Some(last)) = (korean_time::parse(first), korean_time::parse(last)) else {
        return Err(NhnError::new(-4000));
    };
    // A minute has sixty seconds, all of which are meant.
    let last = last.after(Duration::from_millis(59_999));
    if last < first {
        return Err(NhnError::new(-4000));
    }
    if last.since(first) > MAX_RANGE + DAY / 1440 {
        return Err(NhnError::new(-4003));
    }
    if call_ctx.now.since(first) > MAX_AGE {
        return Err(NhnError::new(-4017));
    }
    Ok(Some((first, last)))
}

/// `GET .../messages/{requestId}/{recipientSeq}`.
pub(super) fn show(call_ctx: &NhnCall<'_>, id: &str, seq: &str) -> NhnResult {
    let seq: i64 = seq.parse().map_err(|_| NhnError::new(-9994))?;
    let mut book = call_ctx.store();
    let sent = book.request(call_ctx.via, id);
    let found = sent.and_then(|sent| {
        let recipient = sent.recipients.iter().find(|it| it.seq == seq)?;
        Some(message_details(sent, recipient, call_ctx.now))
    });
    let message = found.ok_or_else(|| NhnError::new(-1016))?;
    Ok(Map::from_iter([("message".to_owned(), message)]))
}

/// `DELETE .../messages/{requestId}?recipientSeq=1,2,3`: what is reserved, all of it where no number is named.
pub(super) fn cancel(call_ctx: &NhnCall<'_>, id: &str) -> NhnResult {
    let query = read_query(call_ctx)?;
    let wanted = match query.text("recipientSeq").filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => {
            let numbers = text.split(',').map(|number| number.trim().parse::<i64>());
            let numbers: Result<Vec<_>, _> = numbers.collect();
            Some(numbers.map_err(|_| NhnError::new(-9994))?)
        }
    };
    let mut book = call_ctx.store();
    let Some(sent) = book.request(call_ctx.via, id) else {
        return Err(NhnError::new(-2029));
    };
    let at = sent.due_at;
    let is_meant = |it: &&mut StoredRecipient| {
        let is_wanted = wanted.as_ref().is_none_or(|seqs| seqs.contains(&it.seq));
        is_wanted && it.state_at(at, call_ctx.now) == RecipientState::Reserved
    };
    let mut count = 0;
    for recipient in sent.recipients.iter_mut().filter(is_meant) {
        recipient.cancelled_at = Some(call_ctx.now);
        count += 1;
    }
    match count {
        0 => Err(NhnError::new(-2029)),
        _ => Ok(Map::new()),
    }
}
