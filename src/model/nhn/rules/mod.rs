//! What NHN Cloud takes: the limits of its guides, checked on the body of a call. Who sends checks before sending, and
//! the local platform refuses by the same rules.
//!
//! What two documents of NHN Cloud contradict (1,000 or 1,300 characters, 60 or 90 days) is a warning. Which code belongs
//! to which fault of a Brand Message is documented by its words only; lengths and the order of checks are momo's own
//! assumption.
mod brand;
mod buttons;
mod fields;
mod friendtalk;
mod image;

use super::{Via, codes, when};
use crate::model::time::Timestamp;
use fields::{Fields, Found};
pub use image::check_image;
use serde_json::Value;
use std::time::Duration;

/// Something that NHN Cloud refuses, or may refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code with which NHN Cloud would say so.
    pub code: i64,
    /// NHN Cloud's words, filled in.
    pub says: String,
    /// Where it stands and what is wrong, in a sentence without a full stop.
    pub what: String,
    /// Whether it is refused; else the documents disagree.
    pub is_error: bool,
}

/// The most recipients of a call.
const MOST_RECIPIENTS: usize = 1000;
const DAY: Duration = Duration::from_secs(86_400);

/// Everything that is wrong with the body of a send, the request's own faults first.
pub fn check(via: Via, body: &Value, now: Timestamp) -> Vec<Fault> {
    let mut found = Found::default();
    let Some(body) = Fields::of(body, "") else {
        found.error(-3002, &[], "the body is no JSON object");
        return found.faults;
    };
    body.needed(&mut found, "senderKey");
    for (name, most) in [
        ("senderGroupingKey", 100),
        ("createUser", 100),
        ("statsId", 8),
    ] {
        body.at_most(&mut found, -2000, name, most);
    }
    check_date(&body, now, &mut found);
    let recipients = body.list("recipientList");
    if recipients.is_empty() {
        found.error(-4011, &[], "`recipientList` names nobody");
    }
    if recipients.len() > MOST_RECIPIENTS {
        let most = MOST_RECIPIENTS.to_string();
        let what = format!("`recipientList` names more than {MOST_RECIPIENTS}");
        found.error(-2000, &["recipientList", &most], &what);
    }
    if via == Via::Brand {
        brand::check_message(&body, &mut found);
    }
    for recipient in &recipients {
        recipient.needed(&mut found, "recipientNo");
        recipient.at_most(&mut found, -2000, "recipientGroupingKey", 100);
        match via {
            Via::FriendTalk => friendtalk::check(recipient, &mut found),
            Via::Brand => brand::check_recipient(recipient, &mut found),
        }
    }
    found.faults
}

/// `requestDate`: a minute that is not past, at most 60 days away by the guides and 90 by the error table.
fn check_date(body: &Fields<'_>, now: Timestamp, found: &mut Found) {
    if body.is_absent("requestDate") {
        return;
    }
    let Some(at) = body.text("requestDate").and_then(when::read) else {
        found.error(
            -2027,
            &["requestDate"],
            "`requestDate` is not written as 2026-11-22 09:00",
        );
        return;
    };
    let korean = when::written(at);
    if korean < when::written(now) {
        let what = format!("{korean} is past in Korea");
        found.error(-2025, &[], &what);
    } else if at > now.after(90 * DAY) {
        let what = format!("{korean} is more than 90 days away");
        found.error(-2026, &[], &what);
    } else if at > now.after(60 * DAY) {
        found.warning(
            -2026,
            &format!(
                "{korean} is more than 60 days away: NHN Cloud's guides allow 60, its error table 90"
            ),
        );
    }
}

/// NHN Cloud's words with what varies put in.
fn filled(code: i64, values: &[&str]) -> String {
    let mut says = codes::find(code).map_or_else(String::new, |known| known.says.to_owned());
    for value in values {
        says = says.replacen("{}", value, 1);
    }
    says
}
