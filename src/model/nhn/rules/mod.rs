//! Checks request bodies against the limits in NHN Cloud's guides. `momo kakao send` checks before sending, and the
//! local platform uses the same rules.
//!
//! If documents of NHN Cloud contradict each other (1,000 or 1,300 characters, 60 or 90 days), the violation is a
//! warning. momo's own assumptions: the codes of Brand Message violations (only their texts are documented), how
//! lengths are counted, and the order of checks.
mod brand;
mod buttons;
mod friendtalk;
mod image;
mod object_reader;

use super::{Via, korean_time, response_codes};
use crate::model::time::Timestamp;
pub use image::check_image;
use object_reader::{ObjectReader, Violations};
use serde_json::Value;
use std::time::Duration;

/// A violation of a rule: NHN Cloud refuses the request, or may refuse it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// NHN Cloud's code for this violation.
    pub code: i64,
    /// NHN Cloud's message, with its values.
    pub nhn_message: String,
    /// A sentence without a full stop.
    pub description: String,
    /// Whether NHN Cloud refuses the request; `false` if its documents disagree.
    pub is_error: bool,
}

/// Maximum number of recipients of a request.
const MAX_RECIPIENTS: usize = 1000;
const DAY: Duration = Duration::from_secs(86_400);

/// Returns all violations of a send body, those of the request before those of its recipients.
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
        let limit = MAX_RECIPIENTS.to_string();
        let description = format!("`recipientList` names more than {MAX_RECIPIENTS}");
        violations.error(-2000, &["recipientList", &limit], &description);
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

/// Checks `requestDate`: not before the current minute, at most 60 days ahead by the guides, 90 by the error table.
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

/// Returns NHN Cloud's message for a code, with its values inserted.
fn fill_template(code: i64, values: &[&str]) -> String {
    let mut message = response_codes::find(code)
        .map_or_else(String::new, |entry| entry.message_template.to_owned());
    for value in values {
        message = message.replacen("{}", value, 1);
    }
    message
}
