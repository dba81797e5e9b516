//! Queries and cancellations, with the conditions that the guides document.
use super::paging::{ResultPage, read_query};
use super::row::{message_details, message_row};
use super::store::{AcceptedRequest, RecipientState, StoredRecipient};
use super::{NhnCall, NhnError, NhnResult};
use crate::flow::platform::query_params::QueryParams;
use crate::model::nhn::result_codes::ARRIVED;
use crate::model::nhn::{Via, korean_time};
use crate::model::time::Timestamp;
use serde_json::{Map, Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);
/// Maximum time range of a search; documented.
const MAX_RANGE: Duration = Duration::from_secs(31 * 86_400);
/// Maximum age of messages that a search finds; documented.
const MAX_AGE: Duration = Duration::from_secs(90 * 86_400);

/// First and last time, both inclusive.
type TimeRange = (Timestamp, Timestamp);

/// Handles `GET .../messages`: by request id, or by a time range of at most 31 days within the last 90.
pub(super) fn list(call: &NhnCall<'_>) -> NhnResult {
    let query = read_query(call)?;
    let due_range = read_range(call, &query, ["startRequestDate", "endRequestDate"])?;
    let created_range = match call.via {
        Via::FriendTalk => read_range(call, &query, ["startCreateDate", "endCreateDate"])?,
        Via::Brand => None,
    };
    let id = query.text("requestId").filter(|id| !id.is_empty());
    if id.is_none() && due_range.is_none() && created_range.is_none() {
        return Err(NhnError::new(-4103));
    }
    let within = |time: Timestamp, range: Option<TimeRange>| {
        range.is_none_or(|(first, last)| (first..=last).contains(&time))
    };
    result_page(call, &query, |request, recipient| {
        id.is_none_or(|id| request.id == id)
            && within(request.due_at, due_range)
            && within(request.created_at, created_range)
            && matches_filters(call, &query, request, recipient)
    })
}

/// Handles `GET .../message-results`: messages whose state changed within a time range.
pub(super) fn updates(call: &NhnCall<'_>) -> NhnResult {
    let query = read_query(call)?;
    let Some((first, last)) = read_range(call, &query, ["startUpdateDate", "endUpdateDate"])?
    else {
        return Err(NhnError::new(-4000));
    };
    result_page(call, &query, |request, recipient| {
        match recipient.state_at(request.due_at, call.now) {
            RecipientState::Reserved => false,
            RecipientState::Cancelled(time) | RecipientState::Finished(_, time) => {
                (first..=last).contains(&time)
            }
        }
    })
}

/// Builds one page of the matching messages, under the documented key.
fn result_page(
    call: &NhnCall<'_>,
    query: &QueryParams,
    matches: impl Fn(&AcceptedRequest, &StoredRecipient) -> bool,
) -> NhnResult {
    let page = ResultPage::from_query(query)?;
    let store = call.store();
    let mut total = 0;
    let mut messages = Vec::new();
    for request in store.requests(call.via) {
        for recipient in request.recipients.iter().filter(|it| matches(request, it)) {
            if page.contains(total) {
                messages.push(message_row(request, recipient, call.now));
            }
            total += 1;
        }
    }
    let result = json!({ "messages": messages, "totalCount": total });
    Ok(Map::from_iter([(
        "messageSearchResultResponse".to_owned(),
        result,
    )]))
}

/// Applies the filters that both channels support.
fn matches_filters(
    call: &NhnCall<'_>,
    query: &QueryParams,
    request: &AcceptedRequest,
    recipient: &StoredRecipient,
) -> bool {
    let matches_text = |name: &str, value: &Value| {
        query
            .text(name)
            .is_none_or(|text| value.as_str() == Some(text))
    };
    let matches_number = query.text("recipientNo").map(|text| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits == recipient.digits
    });
    let (status, arrived) = match recipient.state_at(request.due_at, call.now) {
        RecipientState::Reserved => ("READY", None),
        RecipientState::Cancelled(_) => ("CANCEL", None),
        RecipientState::Finished(ARRIVED, _) => ("COMPLETED", Some(true)),
        RecipientState::Finished(..) => ("FAILED", Some(false)),
    };
    let matches_result = match query.text("resultCode") {
        Some("MRC01") => arrived == Some(true),
        Some("MRC02") => arrived == Some(false),
        _ => true,
    };
    matches_number.unwrap_or(true)
        && matches_result
        && query
            .text("messageStatus")
            .is_none_or(|text| text == status)
        && matches_text("senderKey", &request.body["senderKey"])
        && matches_text("senderGroupingKey", &request.body["senderGroupingKey"])
        && matches_text("createUser", &request.body["createUser"])
        && matches_text(
            "recipientGroupingKey",
            &recipient.body["recipientGroupingKey"],
        )
}

/// Reads a time range of at most 31 days within the last 90; `None` if both ends are missing.
fn read_range(
    call: &NhnCall<'_>,
    query: &QueryParams,
    names: [&str; 2],
) -> Result<Option<TimeRange>, NhnError> {
    let [first, last] = names.map(|name| query.text(name));
    let (first, last) = match (first, last) {
        (None, None) => return Ok(None),
        (Some(first), Some(last)) => (first, last),
        _ => return Err(NhnError::new(-4103)),
    };
    let (Some(first), Some(last)) = (korean_time::parse(first), korean_time::parse(last)) else {
        return Err(NhnError::new(-4000));
    };
    // The parameters are minutes; include the whole last one.
    let last = last.after(Duration::from_millis(59_999));
    if last < first {
        return Err(NhnError::new(-4000));
    }
    if last.since(first) > MAX_RANGE + DAY / 1440 {
        return Err(NhnError::new(-4003));
    }
    if call.now.since(first) > MAX_AGE {
        return Err(NhnError::new(-4017));
    }
    Ok(Some((first, last)))
}

/// Handles `GET .../messages/{requestId}/{recipientSeq}`.
pub(super) fn show(call: &NhnCall<'_>, id: &str, seq: &str) -> NhnResult {
    let seq: i64 = seq.parse().map_err(|_| NhnError::new(-9994))?;
    let mut store = call.store();
    let request = store.request(call.via, id);
    let details = request.and_then(|request| {
        let recipient = request.recipients.iter().find(|it| it.seq == seq)?;
        Some(message_details(request, recipient, call.now))
    });
    let message = details.ok_or_else(|| NhnError::new(-1016))?;
    Ok(Map::from_iter([("message".to_owned(), message)]))
}

/// Handles `DELETE .../messages/{requestId}?recipientSeq=1,2,3`: cancels the reserved ones of these messages; without
/// `recipientSeq`, of all.
pub(super) fn cancel(call: &NhnCall<'_>, id: &str) -> NhnResult {
    let query = read_query(call)?;
    let seqs = match query.text("recipientSeq").filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => {
            let numbers = text.split(',').map(|number| number.trim().parse::<i64>());
            let numbers: Result<Vec<_>, _> = numbers.collect();
            Some(numbers.map_err(|_| NhnError::new(-9994))?)
        }
    };
    let mut store = call.store();
    let Some(request) = store.request(call.via, id) else {
        return Err(NhnError::new(-2029));
    };
    let due_at = request.due_at;
    let matches = |recipient: &&mut StoredRecipient| {
        let is_requested = seqs
            .as_ref()
            .is_none_or(|seqs| seqs.contains(&recipient.seq));
        is_requested && recipient.state_at(due_at, call.now) == RecipientState::Reserved
    };
    let mut count = 0;
    for recipient in request.recipients.iter_mut().filter(matches) {
        recipient.cancelled_at = Some(call.now);
        count += 1;
    }
    match count {
        0 => Err(NhnError::new(-2029)),
        _ => Ok(Map::new()),
    }
}
