//! A message as queries show it: a row of a list, or all of it. `resultCode` is a text here, a number elsewhere.
use super::store::{StoredRecipient, AcceptedRequest, RecipientState};
use crate::model::nhn::result_codes::{self, ARRIVED};
use crate::model::nhn::{Via, local, korean_time};
use crate::model::time::Timestamp;
use serde_json::{Value, json};

/// A row of a list. The state READY of what is still to come is that of the guide's mass messages; for single ones none
/// is documented.
pub(super) fn message_row(sent: &AcceptedRequest, recipient: &StoredRecipient, now: Timestamp) -> Value {
    let (status, result, received) = match recipient.state_at(sent.due_at, now) {
        RecipientState::Reserved => ("READY", None, None),
        RecipientState::Cancelled(_) => ("CANCEL", None, None),
        RecipientState::Finished(ARRIVED, at) => ("COMPLETED", Some(ARRIVED), Some(at)),
        RecipientState::Finished(code, _) => ("FAILED", Some(code), None),
    };
    let result_name = result.map(|code| result_codes::explain(code).0);
    let mut row = json!({
        "requestId": sent.id,
        "recipientSeq": recipient.seq,
        "plusFriendId": local::CHANNEL,
        "senderKey": sent.body["senderKey"],
        "recipientNo": recipient.body["recipientNo"],
        "requestDate": korean_time::formatted(sent.due_at),
        "createDate": korean_time::formatted(sent.created_at),
        "receiveDate": received.map(korean_time::formatted),
        "messageStatus": status,
        "resultCode": result,
        "resultCodeName": result_name,
        "createUser": sent.body["createUser"],
        "senderGroupingKey": sent.body["senderGroupingKey"],
        "recipientGroupingKey": recipient.body["recipientGroupingKey"],
    });
    let wants_sms = recipient.body["resendParameter"]["isResend"] == true;
    let (code, name) = match (wants_sms, status) {
        (false, _) => ("RSC01", "재발송 미대상"),
        (true, "FAILED") => ("RSC04", "재발송 성공"),
        (true, _) => ("RSC02", "재발송 대상"),
    };
    match sent.via {
        Via::FriendTalk => {
            row["content"] = recipient.body["content"].clone();
            row["resendStatus"] = code.into();
            row["resendStatusName"] = name.into();
        }
        Via::Brand => {
            row["templateCode"] = Value::Null;
            row["targeting"] = targeting(recipient);
            row["chatBubbleType"] = sent.body["chatBubbleType"].clone();
            row["pushAlarm"] = sent.body["pushAlarm"].as_bool().unwrap_or(true).into();
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

/// All of a message: the row and what was sent.
pub(super) fn message_details(sent: &AcceptedRequest, recipient: &StoredRecipient, now: Timestamp) -> Value {
    let mut message = message_row(sent, recipient, now);
    let (from, keys): (&Value, &[&str]) = match sent.via {
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
            &sent.body,
            &["content", "image", "buttons", "coupon", "adult"],
        ),
    };
    for key in keys {
        message[*key] = from[*key].clone();
    }
    if sent.via == Via::FriendTalk {
        message["isAd"] = recipient.is_ad.into();
    }
    message["resendResultCode"] = Value::Null;
    message["resendRequestId"] = Value::Null;
    message
}
