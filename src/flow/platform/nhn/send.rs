//! Sends: the checks in NHN Cloud's codes, then each recipient by itself.
use super::book::{Recipient, Sent};
use super::{Answer, Knock, Refused, has_ended, images};
use crate::io::system;
use crate::model::nhn::local::{self, Rehearsal};
use crate::model::nhn::phone::Phone;
use crate::model::nhn::request::IDEMPOTENCY_HEADER;
use crate::model::nhn::{Via, codes, rules, when};
use serde_json::{Map, Value, json};

/// Takes a message, or says why not.
pub(super) fn send(knock: &Knock<'_>) -> Answer {
    if has_ended(knock) {
        return Err(Refused::new(-9992));
    }
    let mut body = body(knock)?;
    let image = images::find(knock, &mut body);
    if let Some(fault) = rules::check(knock.via, &body, knock.now)
        .into_iter()
        .find(|fault| fault.is_error)
    {
        return Err(Refused {
            says: fault.says,
            ..Refused::new(fault.code)
        });
    }
    if body["senderKey"] != local::SENDER_KEY {
        return Err(Refused::new(-2017));
    }
    image?;
    let given = body["recipientList"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    check_rehearsed(&given)?;
    let key = knock.call.request.headers.text(IDEMPOTENCY_HEADER);
    let key = key.filter(|key| knock.via == Via::FriendTalk && !key.is_empty());
    if key.is_some_and(|key| knock.book().repeats(key, knock.now)) {
        return Err(Refused::new(-1005));
    }
    take(knock, body, given)
}

/// The body as JSON, sent as JSON.
fn body(knock: &Knock<'_>) -> Result<Value, Refused> {
    let request = knock.call.request;
    let kind = request.headers.text("Content-Type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Refused::new(-9996));
    }
    serde_json::from_slice(&request.body).map_err(|_| Refused::new(-3002))
}

/// A number may rehearse that the whole call is refused.
fn check_rehearsed(given: &[Value]) -> Result<(), Refused> {
    let rehearsed = given.iter().find_map(|recipient| {
        let number = recipient["recipientNo"].as_str().unwrap_or_default();
        match local::rehearsal(&digits(number)) {
            Some(Rehearsal::Request(code)) => Some(code),
            _ => None,
        }
    });
    rehearsed.map_or(Ok(()), |code| Err(Refused::new(code)))
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Each recipient by itself; where all are refused, so is the request, and has no id, unless SMS can take the place of one
/// of them (`ko/release-notes.md`, 2025-04-29).
fn take(knock: &Knock<'_>, body: Value, given: Vec<Value>) -> Answer {
    let mut results = Vec::new();
    let mut recipients = Vec::new();
    for (seq, recipient) in (1..).zip(given) {
        let number = recipient["recipientNo"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let code = refusal(&number).unwrap_or(0);
        results.push(result(knock.via, seq, &number, code, &recipient));
        if code == 0 || recipient["resendParameter"]["isResend"] == true {
            recipients.push(taken(knock.via, seq, &number, code, recipient));
        }
    }
    let now = knock.now;
    let random: [u8; 5] = system::random().map_err(|_| Refused::new(-9999))?;
    let id = format!("{}{}", when::digits(now), letters(random));
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
    if knock.via == Via::FriendTalk {
        message.insert(
            "senderGroupingKey".into(),
            body["senderGroupingKey"].clone(),
        );
    }
    message.insert("sendResults".into(), results.into());
    let mut rest = Map::new();
    rest.insert("message".into(), message.into());
    if all_failed {
        return Err(Refused::new(-1031).with(rest));
    }
    let at = body["requestDate"].as_str().and_then(when::read);
    knock.book().add(Sent {
        id,
        via: knock.via,
        made: now,
        // The minute that is running is now.
        at: at.map_or(now, |at| {
            if when::written(at) == when::written(now) {
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
fn letters(random: [u8; 5]) -> String {
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The code with which a number is refused.
fn refusal(number: &str) -> Option<i64> {
    match local::rehearsal(&digits(number)) {
        Some(Rehearsal::Recipient(code)) => Some(code),
        Some(_) => None,
        None => (!is_number(number)).then_some(-5000),
    }
}

/// Another country's number begins with its code; that it is taken without a `+` too is momo's own assumption.
fn is_number(number: &str) -> bool {
    Phone::parse(number).is_ok() || Phone::parse(&format!("+{number}")).is_ok()
}

/// That a refused recipient's result is the code of the refusal is momo's own choice: no result is documented.
fn taken(via: Via, seq: i64, number: &str, code: i64, body: Value) -> Recipient {
    let fails = match local::rehearsal(&digits(number)) {
        _ if code != 0 => Some(code.to_string()),
        Some(Rehearsal::Result(code)) => Some(code.to_owned()),
        _ => None,
    };
    Recipient {
        seq,
        digits: digits(number),
        is_ad: via == Via::Brand || body["isAd"].as_bool().unwrap_or(true),
        body,
        fails,
        cancelled: None,
    }
}

fn result(via: Via, seq: i64, number: &str, code: i64, recipient: &Value) -> Value {
    let says = codes::find(code).map_or("", |known| known.says);
    let mut result = json!({
        "recipientSeq": seq, "recipientNo": number, "resultCode": code, "resultMessage": says,
    });
    if via == Via::FriendTalk {
        result["recipientGroupingKey"] = recipient["recipientGroupingKey"].clone();
    }
    result
}
