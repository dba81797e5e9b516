//! A message as queries show it: a row of a list, or all of it. `resultCode` is a text here, a number elsewhere.
use super::book::{Recipient, Sent, State};
use crate::model::nhn::results::{self, ARRIVED};
use crate::model::nhn::{Via, local, when};
use crate::model::time::Timestamp;
use serde_json::{Value, json};

/// A row of a list. The state READY of what is still to come is that of the guide's mass messages; for single ones none
/// is documented.
pub(super) fn row(sent: &Sent, recipient: &Recipient, now: Timestamp) -> Value {
    let (status, result, received) = match recipient.state(sent.at, now) {
        State::Reserved => ("READY", None, None),
        State::Cancelled(_) => ("CANCEL", None, None),
        State::Over(ARRIVED, at) => ("COMPLETED", Some(ARRIVED), Some(at)),
        State::Over(code, _) => ("FAILED", Some(code), None),
    };
    let result_name = result.map(|code| results::explain(code).0);
    let mut row = json!({
        "requestId": sent.id,
        "recipientSeq": recipient.seq,
        "plusFriendId": local::CHANNEL,
        "senderKey": sent.body["senderKey"],
        "recipientNo": recipient.body["recipientNo"],
        "requestDate": when::written(sent.at),
        "createDate": when::written(sent.made),
        "receiveDate": received.map(when::written),
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
            row["targeting"] = target(recipient);
            row["chatBubbleType"] = sent.body["chatBubbleType"].clone();
            row["pushAlarm"] = sent.body["pushAlarm"].as_bool().unwrap_or(true).into();
            row["isAddedChannel"] = true.into();
            row["resendStatusCode"] = code.into();
            row["resendStatusName"] = name.into();
        }
    }
    row
}

fn target(recipient: &Recipient) -> Value {
    match &recipient.body["targeting"] {
        Value::Null => "I".into(),
        targeting => targeting.clone(),
    }
}

/// All of a message: the row and what was sent.
pub(super) fn whole(sent: &Sent, recipient: &Recipient, now: Timestamp) -> Value {
    let mut message = row(sent, recipient, now);
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
