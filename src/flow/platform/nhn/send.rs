//! Sends: checks with NHN Cloud's result codes, then a result per recipient.
use super::store::{AcceptedRequest, StoredRecipient};
use super::{NhnCall, NhnError, NhnResult, has_friend_talk_ended, images};
use crate::io::system;
use crate::model::nhn::local::{self, TestNumber};
use crate::model::nhn::phone::Phone;
use crate::model::nhn::request::IDEMPOTENCY_HEADER;
use crate::model::nhn::{Via, korean_time, response_codes, rules};
use serde_json::{Map, Value, json};

/// Checks and accepts a message.
pub(super) fn send(call: &NhnCall<'_>) -> NhnResult {
    if has_friend_talk_ended(call) {
        return Err(NhnError::new(-9992));
    }
    let mut body = body(call)?;
    let image = images::resolve_images(call, &mut body);
    if let Some(violation) = rules::check(call.via, &body, call.now)
        .into_iter()
        .find(|violation| violation.is_error)
    {
        return Err(NhnError {
            message: violation.nhn_message,
            ..NhnError::new(violation.code)
        });
    }
    if body["senderKey"] != local::SENDER_KEY {
        return Err(NhnError::new(-2017));
    }
    image?;
    let recipients_json = body["recipientList"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    check_test_numbers(&recipients_json)?;
    let key = call.api_call.request.headers.text(IDEMPOTENCY_HEADER);
    let key = key.filter(|key| call.via == Via::FriendTalk && !key.is_empty());
    if key.is_some_and(|key| call.store().is_repeated(key, call.now)) {
        return Err(NhnError::new(-1005));
    }
    accept(call, body, recipients_json)
}

/// Parses the body, whose content type must be JSON.
fn body(call: &NhnCall<'_>) -> Result<Value, NhnError> {
    let request = call.api_call.request;
    let content_type = request.headers.text("Content-Type").unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or_default().trim();
    if !content_type.eq_ignore_ascii_case("application/json") {
        return Err(NhnError::new(-9996));
    }
    serde_json::from_slice(&request.body).map_err(|_| NhnError::new(-3002))
}

/// Rejects the whole call if a test number says so.
fn check_test_numbers(recipients_json: &[Value]) -> Result<(), NhnError> {
    let rejection = recipients_json.iter().find_map(|recipient| {
        let number = recipient["recipientNo"].as_str().unwrap_or_default();
        match local::test_number(&digits(number)) {
            Some(TestNumber::RefusedRequest(code)) => Some(code),
            _ => None,
        }
    });
    rejection.map_or(Ok(()), |code| Err(NhnError::new(code)))
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Checks each recipient and stores the accepted ones. If all are rejected, the request is rejected and gets no id,
/// unless SMS can replace one of the messages (`ko/release-notes.md`, 2025-04-29).
fn accept(call: &NhnCall<'_>, body: Value, recipients_json: Vec<Value>) -> NhnResult {
    let mut results = Vec::new();
    let mut recipients = Vec::new();
    for (seq, recipient) in (1..).zip(recipients_json) {
        let number = recipient["recipientNo"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let code = rejection_code(&number).unwrap_or(0);
        results.push(send_result(call.via, seq, &number, code, &recipient));
        if code == 0 || recipient["resendParameter"]["isResend"] == true {
            recipients.push(accepted_recipient(call.via, seq, &number, code, recipient));
        }
    }
    let now = call.now;
    let random: [u8; 5] = system::random_bytes().map_err(|_| NhnError::new(-9999))?;
    let id = format!("{}{}", korean_time::compact_digits(now), hex(random));
    let are_all_rejected = recipients.is_empty();
    let mut message = Map::new();
    message.insert(
        "requestId".into(),
        if are_all_rejected {
            Value::Null
        } else {
            id.clone().into()
        },
    );
    if call.via == Via::FriendTalk {
        message.insert(
            "senderGroupingKey".into(),
            body["senderGroupingKey"].clone(),
        );
    }
    message.insert("sendResults".into(), results.into());
    let mut result = Map::new();
    result.insert("message".into(), message.into());
    if are_all_rejected {
        return Err(NhnError::new(-1031).with_body(result));
    }
    let due_at = body["requestDate"].as_str().and_then(korean_time::parse);
    call.store().add(AcceptedRequest {
        id,
        via: call.via,
        created_at: now,
        // A time within the current minute means now.
        due_at: due_at.map_or(now, |due_at| {
            if korean_time::formatted(due_at) == korean_time::formatted(now) {
                now
            } else {
                due_at
            }
        }),
        body,
        recipients,
    });
    Ok(result)
}

/// Formats bytes as ten lower-case hex digits.
fn hex(random: [u8; 5]) -> String {
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the code that rejects the number, or `None` if it is accepted.
fn rejection_code(number: &str) -> Option<i64> {
    match local::test_number(&digits(number)) {
        Some(TestNumber::RefusedRecipient(code)) => Some(code),
        Some(_) => None,
        None => (!is_number(number)).then_some(-5000),
    }
}

/// Whether this is a phone number. That a foreign number is accepted without `+` is momo's own assumption.
fn is_number(number: &str) -> bool {
    Phone::parse(number).is_ok() || Phone::parse(&format!("+{number}")).is_ok()
}

/// Builds a recipient. momo's own choice: the result of a rejected recipient is the rejection's code, because no result
/// is documented.
fn accepted_recipient(via: Via, seq: i64, number: &str, code: i64, body: Value) -> StoredRecipient {
    let failure_code = match local::test_number(&digits(number)) {
        _ if code != 0 => Some(code.to_string()),
        Some(TestNumber::DeliveryResult(code)) => Some(code.to_owned()),
        _ => None,
    };
    StoredRecipient {
        seq,
        digits: digits(number),
        is_ad: via == Via::Brand || body["isAd"].as_bool().unwrap_or(true),
        body,
        failure_code,
        cancelled_at: None,
    }
}

fn send_result(via: Via, seq: i64, number: &str, code: i64, recipient: &Value) -> Value {
    let message = response_codes::find(code).map_or("", |result_code| result_code.message_template);
    let mut result = json!({
        "recipientSeq": seq, "recipientNo": number, "resultCode": code, "resultMessage": message,
    });
    if via == Via::FriendTalk {
        result["recipientGroupingKey"] = recipient["recipientGroupingKey"].clone();
    }
    result
}
