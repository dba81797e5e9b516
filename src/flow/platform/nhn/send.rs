//! Sends: the checks in NHN Cloud's codes, then each recipient by itself.
use super::store::{StoredRecipient, AcceptedRequest};
use super::{NhnResult, NhnCall, NhnError, has_friend_talk_ended, images};
use crate::io::system;
use crate::model::nhn::local::{self, TestNumber};
use crate::model::nhn::phone::Phone;
use crate::model::nhn::request::IDEMPOTENCY_HEADER;
use crate::model::nhn::{Via, response_codes, rules, korean_time};
use serde_json::{Map, Value, json};

/// Takes a message, or says why not.
pub(super) fn send(call_ctx: &NhnCall<'_>) -> NhnResult {
    if has_friend_talk_ended(call_ctx) {
        return Err(NhnError::new(-9992));
    }
    let mut body = body(call_ctx)?;
    let image = images::resolve_images(call_ctx, &mut body);
    if let Some(fault) = rules::check(call_ctx.via, &body, call_ctx.now)
        .into_iter()
        .find(|fault| fault.is_error)
    {
        return Err(NhnError {
            message: fault.nhn_message,
            ..NhnError::new(fault.code)
        });
    }
    if body["senderKey"] != local::SENDER_KEY {
        return Err(NhnError::new(-2017));
    }
    image?;
    let given = body["recipientList"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    check_test_numbers(&given)?;
    let key = call_ctx.call.request.headers.text(IDEMPOTENCY_HEADER);
    let key = key.filter(|key| call_ctx.via == Via::FriendTalk && !key.is_empty());
    if key.is_some_and(|key| call_ctx.store().is_repeated(key, call_ctx.now)) {
        return Err(NhnError::new(-1005));
    }
    accept(call_ctx, body, given)
}

/// The body as JSON, sent as JSON.
fn body(call_ctx: &NhnCall<'_>) -> Result<Value, NhnError> {
    let request = call_ctx.call.request;
    let kind = request.headers.text("Content-Type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(NhnError::new(-9996));
    }
    serde_json::from_slice(&request.body).map_err(|_| NhnError::new(-3002))
}

/// A number may rehearse that the whole call is refused.
fn check_test_numbers(given: &[Value]) -> Result<(), NhnError> {
    let rehearsed = given.iter().find_map(|recipient| {
        let number = recipient["recipientNo"].as_str().unwrap_or_default();
        match local::test_number(&digits(number)) {
            Some(TestNumber::RefusedRequest(code)) => Some(code),
            _ => None,
        }
    });
    rehearsed.map_or(Ok(()), |code| Err(NhnError::new(code)))
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Each recipient by itself; where all are refused, so is the request, and has no id, unless SMS can take the place of one
/// of them (`ko/release-notes.md`, 2025-04-29).
fn accept(call_ctx: &NhnCall<'_>, body: Value, given: Vec<Value>) -> NhnResult {
    let mut results = Vec::new();
    let mut recipients = Vec::new();
    for (seq, recipient) in (1..).zip(given) {
        let number = recipient["recipientNo"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let code = rejection_code(&number).unwrap_or(0);
        results.push(send_result(call_ctx.via, seq, &number, code, &recipient));
        if code == 0 || recipient["resendParameter"]["isResend"] == true {
            recipients.push(accepted_recipient(call_ctx.via, seq, &number, code, recipient));
        }
    }
    let now = call_ctx.now;
    let random: [u8; 5] = system::random_bytes().map_err(|_| NhnError::new(-9999))?;
    let id = format!("{}{}", korean_time::compact_digits(now), hex(random));
    let all_failed = recipients.is_empty();
    let mut message = Map::new();
    message.insert(
        "requestId".into(),
        if all_failed {
            Value::Null
        } else {
            id.clone().into()
        },
    );
    if call_ctx.via == Via::FriendTalk {
        message.insert(
            "senderGroupingKey".into(),
            body["senderGroupingKey"].clone(),
        );
    }
    message.insert("sendResults".into(), results.into());
    let mut rest = Map::new();
    rest.insert("message".into(), message.into());
    if all_failed {
        return Err(NhnError::new(-1031).with_body(rest));
    }
    let at = body["requestDate"].as_str().and_then(korean_time::parse);
    call_ctx.store().add(AcceptedRequest {
        id,
        via: call_ctx.via,
        created_at: now,
        // The minute that is running is now.
        due_at: at.map_or(now, |at| {
            if korean_time::formatted(at) == korean_time::formatted(now) {
                now
            } else {
                at
            }
        }),
        body,
        recipients,
    });
    Ok(rest)
}

/// Ten lower-case hex digits.
fn hex(random: [u8; 5]) -> String {
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The code with which a number is refused.
fn rejection_code(number: &str) -> Option<i64> {
    match local::test_number(&digits(number)) {
        Some(TestNumber::RefusedRecipient(code)) => Some(code),
        Some(_) => None,
        None => (!is_number(number)).then_some(-5000),
    }
}

/// Another country's number begins with its code; that it is taken without a `+` too is momo's own assumption.
fn is_number(number: &str) -> bool {
    Phone::parse(number).is_ok() || Phone::parse(&format!("+{number}")).is_ok()
}

/// That a refused recipient's result is the code of the refusal is momo's own choice: no result is documented.
fn accepted_recipient(via: Via, seq: i64, number: &str, code: i64, body: Value) -> StoredRecipient {
    let fails = match local::test_number(&digits(number)) {
        _ if code != 0 => Some(code.to_string()),
        Some(TestNumber::DeliveryResult(code)) => Some(code.to_owned()),
        _ => None,
    };
    StoredRecipient {
        seq,
        digits: digits(number),
        is_ad: via == Via::Brand || body["isAd"].as_bool().unwrap_or(true),
        body,
        failure_code: fails,
        cancelled_at: None,
    }
}

fn send_result(via: Via, seq: i64, number: &str, code: i64, recipient: &Value) -> Value {
    let says = response_codes::find(code).map_or("", |known| known.message_template);
    let mut result = json!({
        "recipientSeq": seq, "recipientNo": number, "resultCode": code, "resultMessage": says,
    });
    if via == Via::FriendTalk {
        result["recipientGroupingKey"] = recipient["recipientGroupingKey"].clone();
    }
    result
}
