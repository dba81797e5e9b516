//! Messages in the responses to queries: list rows and details. `resultCode` is a string here, a number elsewhere.
use super::store::{AcceptedRequest, RecipientState, StoredRecipient};
use crate::model::nhn::result_codes::{self, ARRIVED};
use crate::model::nhn::{Via, korean_time, local};
use crate::model::time::Timestamp;
use serde_json::{Value, json};

/// Builds a list row. The state READY of a pending message is the guide's for mass messages; for single messages none
/// is documented.
pub(super) fn message_row(
    request: &AcceptedRequest,
    recipient: &StoredRecipient,
    now: Timestamp,
) -> Value {
    let (status, result, arrived_at) = match recipient.state_at(request.due_at, now) {
        RecipientState::Reserved => ("READY", None, None),
        RecipientState::Cancelled(_) => ("CANCEL", None, None),
        RecipientState::Finished(ARRIVED, at) => ("COMPLETED", Some(ARRIVED), Some(at)),
        RecipientState::Finished(code, _) => ("FAILED", Some(code), None),
    };
    let result_name = result.map(|code| result_codes::explain(code).0);
    let mut row = json!({
        "requestId": request.id,
        "recipientSeq": recipient.seq,
        "plusFriendId": local::CHANNEL,
        "senderKey": request.body["senderKey"],
        "recipientNo": recipient.body["recipientNo"],
        "requestDate": korean_time::formatted(request.due_at),
        "createDate": korean_time::formatted(request.created_at),
        "receiveDate": arrived_at.map(korean_time::formatted),
        "messageStatus": status,
        "resultCode": result,
        "resultCodeName": result_name,
        "createUser": request.body["createUser"],
        "senderGroupingKey": request.body["senderGroupingKey"],
        "recipientGroupingKey": recipient.body["recipientGroupingKey"],
    });
    let is_sms_requested = recipient.body["resendParameter"]["isResend"] == true;
    let (code, name) = match (is_sms_requested, status) {
        (false, _) => ("RSC01", "재발송 미대상"),
        (true, "FAILED") => ("RSC04", "재발송 성공"),
        (true, _) => ("RSC02", "재발송 대상"),
    };
    match request.via {
        Via::FriendTalk => {
            row["content"] = recipient.body["content"].clone();
            row["resendStatus"] = code.into();
            row["resendStatusName"] = name.into();
        }
        Via::Brand => {
            row["templateCode"] = Value::Null;
            row["targeting"] = targeting(recipient);
            row["chatBubbleType"] = request.body["chatBubbleType"].clone();
            row["pushAlarm"] = request.body["pushAlarm"].as_bool().unwrap_or(true).into();
            row["isAddedChannel"] = true.into();
            row["resendStatusCode"] = code.into();
            row["resendStatusName"] = name.into();
        }
    }
    row
}

fn targeting(recipient: &StoredRecipient) -> Value {
    match &recipient.body["targeting"] {
        Value::Null => "I".into(),
        targeting => targeting.clone(),
    }
}

/// Builds the details of a message: the list row and its content.
pub(super) fn message_details(
    request: &AcceptedRequest,
    recipient: &StoredRecipient,
    now: Timestamp,
) -> Value {
    let mut message = message_row(request, recipient, now);
    let (from, keys): (&Value, &[&str]) = match request.via {
        Via::FriendTalk => (
            &recipient.body,
            &[
                "imageSeq",
                "imageName",
                "imageUrl",
                "imageLink",
                "wide",
                "buttons",
                "coupon",
                "adult",
            ],
        ),
        Via::Brand => (
            &request.body,
            &["content", "image", "buttons", "coupon", "adult"],
        ),
    };
    for key in keys {
        message[*key] = from[*key].clone();
    }
    if request.via == Via::FriendTalk {
        message["isAd"] = recipient.is_ad.into();
    }
    message["resendResultCode"] = Value::Null;
    message["resendRequestId"] = Value::Null;
    message
}
