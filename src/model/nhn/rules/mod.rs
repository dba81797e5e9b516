//! What NHN Cloud takes: the limits of its guides, checked on the body of a call. Who sends checks before sending, and
//! the local platform refuses by the same rules.
//!
//! What two documents of NHN Cloud contradict (1,000 or 1,300 characters, 60 or 90 days) is a warning. Which code belongs
//! to which fault of a Brand Message is documented by its words only; lengths and the order of checks are momo's own
//! assumption.
mod brand;
mod buttons;
mod object_reader;
mod friendtalk;
mod image;

use super::{Via, response_codes, korean_time};
use crate::model::time::Timestamp;
use object_reader::{ObjectReader, Violations};
pub use image::check_image;
use serde_json::Value;
use std::time::Duration;

/// Something that NHN Cloud refuses, or may refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The code with which NHN Cloud would say so.
    pub code: i64,
    /// NHN Cloud's words, filled in.
    pub nhn_message: String,
    /// Where it stands and what is wrong, in a sentence without a full stop.
    pub description: String,
    /// Whether it is refused; else the documents disagree.
    pub is_error: bool,
}

/// The most recipients of a call.
const MAX_RECIPIENTS: usize = 1000;
const DAY: Duration = Duration::from_secs(86_400);

/// Everything that is wrong with the body of a send, the request's own faults first.
pub fn check(via: Via, body: &Value, now: Timestamp) -> Vec<Violation> {
    let mut violations = Violations::default();
    let Some(body) = ObjectReader::new(body, "") else {
        violations.error(-3002, &[], "the body is no JSON object");
        return violations.list;
    };
    body.required_text(&mut violations, "senderKey");
    for (name, max_length) in [
        ("senderGroupingKey", 100),
        ("createUser", 100),
        ("statsId", 8),
    ] {
        body.check_length(&mut violations, -2000, name, max_length);
    }
    check_date(&body, now, &mut violations);
    let recipients = body.list("recipientList");
    if recipients.is_empty() {
        violations.error(-4011, &[], "`recipientList` names nobody");
    }
    if recipients.len() > MAX_RECIPIENTS {
        let max_length = MAX_RECIPIENTS.to_string();
        let what = format!("`recipientList` names more than {MAX_RECIPIENTS}");
        violations.error(-2000, &["recipientList", &max_length], &what);
    }
    if via == Via::Brand {
        brand::check_message(&body, &mut violations);
    }
    for recipient in &recipients {
        recipient.required_text(&mut violations, "recipientNo");
        recipient.check_length(&mut violations, -2000, "recipientGroupingKey", 100);
        match via {
            Via::FriendTalk => friendtalk::check(recipient, &mut violations),
            Via::Brand => brand::check_recipient(recipient, &mut violations),
        }
    }
    violations.list
}

/// `requestDate`: a minute that is not past, at most 60 days away by the guides and 90 by the error table.
fn check_date(body: &ObjectReader<'_>, now: Timestamp, violations: &mut Violations) {
    if body.is_absent("requestDate") {
        return;
    }
    let Some(time) = body.text("requestDate").and_then(korean_time::parse) else {
        violations.error(
            -2027,
            &["requestDate"],
            "`requestDate` is not written as 2026-11-22 09:00",
        );
        return;
    };
    let korean = korean_time::formatted(time);
    if korean < korean_time::formatted(now) {
        let description = format!("{korean} is past in Korea");
        violations.error(-2025, &[], &description);
    } else if time > now.after(90 * DAY) {
        let description = format!("{korean} is more than 90 days away");
        violations.error(-2026, &[], &description);
    } else if time > now.after(60 * DAY) {
        violations.warning(
            -2026,
            &format!(
                "{korean} is more than 60 days away: NHN Cloud's guides allow 60, its error table 90"
            ),
        );
    }
}

/// NHN Cloud's words with what varies put in.
fn fill_template(code: i64, values: &[&str]) -> String {
    let mut message = response_codes::find(code).map_or_else(String::new, |entry| entry.message_template.to_owned());
    for value in values {
        message = message.replacen("{}", value, 1);
    }
    message
}
