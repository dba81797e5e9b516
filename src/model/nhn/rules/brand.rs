//! The rules of freestyle Brand Message v1.0: complete for TEXT, IMAGE and WIDE, only the common fields for other
//! types.
use super::buttons::{ButtonLimits, check_coupon};
use super::object_reader::{ObjectReader, Violations};
use crate::model::nhn::Via;

const BUBBLE_TYPES: [&str; 8] = [
    "TEXT",
    "IMAGE",
    "WIDE",
    "WIDE_ITEM_LIST",
    "PREMIUM_VIDEO",
    "COMMERCE",
    "CAROUSEL_FEED",
    "CAROUSEL_COMMERCE",
];

pub(super) fn check_message(body: &ObjectReader<'_>, violations: &mut Violations) {
    let Some(kind) = body.required_text(violations, "chatBubbleType") else {
        return;
    };
    if !BUBBLE_TYPES.contains(&kind) {
        let description = format!("`chatBubbleType` cannot be `{kind}`");
        return violations.error(-4000, &[], &description);
    }
    let is_plain = matches!(kind, "TEXT" | "IMAGE");
    if is_plain || kind == "WIDE" {
        check_content(
            body,
            if is_plain { (1300, 99) } else { (76, 5) },
            violations,
        );
    }
    check_image(body, kind, violations);
    check_unsubscribe(body, violations);
    let has_coupon = !body.is_absent("coupon");
    check_coupon(Via::Brand, body, if is_plain { 12 } else { 18 }, violations);
    ButtonLimits {
        via: Via::Brand,
        max_count: match (is_plain, has_coupon) {
            (true, true) => 4,
            (true, false) => 5,
            (false, _) => 2,
        },
        max_name_length: if is_plain { 14 } else { 8 },
    }
    .check(body, violations);
}

fn check_content(
    body: &ObjectReader<'_>,
    (max_length, max_breaks): (usize, usize),
    violations: &mut Violations,
) {
    let Some(text) = body.text("content").filter(|text| !text.trim().is_empty()) else {
        return violations.error(-3303, &["content"], "`content` is missing");
    };
    body.check_length(violations, -3304, "content", max_length);
    let count = text.matches('\n').count();
    if count > max_breaks {
        let limit = max_breaks.to_string();
        let description = format!("`content` has {count} line breaks, more than {max_breaks}");
        violations.error(-3304, &["content's line breaks", "0", &limit], &description);
    }
}

fn check_image(body: &ObjectReader<'_>, kind: &str, violations: &mut Violations) {
    let needs = matches!(kind, "IMAGE" | "WIDE" | "COMMERCE");
    match body.object("image") {
        Some(image) => {
            if image.is_absent("imageUrl") {
                violations.error(-3319, &["imageUrl"], "`image.imageUrl` is missing");
            }
            image.check_url(violations, -3326, "imageUrl");
            image.check_url(violations, -3327, "imageLink");
            image.check_length(violations, -3304, "imageLink", 1000);
            if kind == "TEXT" {
                let description = "a message of the kind TEXT has no image";
                violations.error(-3305, &["TEXT", "image"], description);
            }
        }
        None if needs => {
            let description = format!("`image` is missing: {kind} needs one");
            violations.error(-3319, &["imageUrl"], &description);
        }
        None => {}
    }
}

pub(super) fn check_recipient(recipient: &ObjectReader<'_>, violations: &mut Violations) {
    check_unsubscribe(recipient, violations);
    match recipient.text("targeting") {
        // The guide calls it optional without a default; I is momo's assumption.
        None if recipient.is_absent("targeting") => {}
        Some("M" | "N" | "I") => {}
        _ => {
            let description = format!(
                "{} is none of M, N and I",
                recipient.quoted_path("targeting")
            );
            violations.error(-3298, &[], &description);
        }
    }
}

/// Checks the opt-out number: `080-xxx-xxxx` or `080-xxxx-xxxx`, also without dashes.
/// Its authentication number is allowed only together with it.
fn check_unsubscribe(fields: &ObjectReader<'_>, violations: &mut Violations) {
    let number = fields.text("unsubscribeNo");
    let is_valid = |number: &str| {
        let digits = number.replace('-', "");
        let dashes: Vec<_> = number.split('-').map(str::len).collect();
        let has_format = matches!(&*dashes, [_] | [3, 3 | 4, 4]);
        has_format
            && digits.starts_with("080")
            && (10..=11).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    if number.is_some_and(|number| !is_valid(number)) {
        let description = format!("{} is no 080 number", fields.quoted_path("unsubscribeNo"));
        violations.error(-3340, &[], &description);
    }
    let Some(auth_number) = fields.text("unsubscribeAuthNo") else {
        return;
    };
    if number.is_none()
        || auth_number.len() > 9
        || !auth_number.bytes().all(|digit| digit.is_ascii_digit())
    {
        let path = fields.quoted_path("unsubscribeAuthNo");
        let description =
            format!("{path} has at most nine digits, and stands with an 080 number only");
        violations.error(-3341, &[], &description);
    }
}
