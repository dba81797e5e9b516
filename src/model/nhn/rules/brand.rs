//! The rules of Brand Message v1.0, written freely: TEXT, IMAGE and WIDE whole, of the other kinds what they share.
use super::buttons::{Limits, coupon};
use super::fields::{Fields, Found};
use crate::model::nhn::Via;

/// The kinds of message.
const KINDS: [&str; 8] = [
    "TEXT",
    "IMAGE",
    "WIDE",
    "WIDE_ITEM_LIST",
    "PREMIUM_VIDEO",
    "COMMERCE",
    "CAROUSEL_FEED",
    "CAROUSEL_COMMERCE",
];

pub(super) fn check_message(body: &Fields<'_>, found: &mut Found) {
    let Some(kind) = body.needed(found, "chatBubbleType") else {
        return;
    };
    if !KINDS.contains(&kind) {
        let what = format!("`chatBubbleType` cannot be `{kind}`");
        return found.error(-4000, &[], &what);
    }
    let is_plain = matches!(kind, "TEXT" | "IMAGE");
    if is_plain || kind == "WIDE" {
        check_content(body, if is_plain { (1300, 99) } else { (76, 5) }, found);
    }
    check_image(body, kind, found);
    check_unsubscribe(body, found);
    let has_coupon = !body.is_absent("coupon");
    coupon(Via::Brand, body, if is_plain { 12 } else { 18 }, found);
    Limits {
        via: Via::Brand,
        most: match (is_plain, has_coupon) {
            (true, true) => 4,
            (true, false) => 5,
            (false, _) => 2,
        },
        name: if is_plain { 14 } else { 8 },
    }
    .check(body, found);
}

fn check_content(body: &Fields<'_>, (most, breaks): (usize, usize), found: &mut Found) {
    let Some(text) = body.text("content").filter(|text| !text.trim().is_empty()) else {
        return found.error(-3303, &["content"], "`content` is missing");
    };
    body.at_most(found, -3304, "content", most);
    let count = text.matches('\n').count();
    if count > breaks {
        let limit = breaks.to_string();
        let what = format!("`content` has {count} line breaks, more than {breaks}");
        found.error(-3304, &["content's line breaks", "0", &limit], &what);
    }
}

fn check_image(body: &Fields<'_>, kind: &str, found: &mut Found) {
    let needs = matches!(kind, "IMAGE" | "WIDE" | "COMMERCE");
    match body.object("image") {
        Some(image) => {
            if image.is_absent("imageUrl") {
                found.error(-3319, &["imageUrl"], "`image.imageUrl` is missing");
            }
            image.web(found, -3326, "imageUrl");
            image.web(found, -3327, "imageLink");
            image.at_most(found, -3304, "imageLink", 1000);
            if kind == "TEXT" {
                let what = "a message of the kind TEXT has no image";
                found.error(-3305, &["TEXT", "image"], what);
            }
        }
        None if needs => {
            let what = format!("`image` is missing: {kind} needs one");
            found.error(-3319, &["imageUrl"], &what);
        }
        None => {}
    }
}

pub(super) fn check_recipient(recipient: &Fields<'_>, found: &mut Found) {
    check_unsubscribe(recipient, found);
    match recipient.text("targeting") {
        // The guide calls it optional and names no default; I is momo's assumption.
        None if recipient.is_absent("targeting") => {}
        Some("M" | "N" | "I") => {}
        _ => {
            let what = format!("{} is none of M, N and I", recipient.at("targeting"));
            found.error(-3298, &[], &what);
        }
    }
}

/// `080-xxx-xxxx`, `080-xxxx-xxxx`, or without dashes; its number of authentication only with it.
fn check_unsubscribe(fields: &Fields<'_>, found: &mut Found) {
    let number = fields.text("unsubscribeNo");
    let is_right = |number: &str| {
        let digits = number.replace('-', "");
        let dashes: Vec<_> = number.split('-').map(str::len).collect();
        let is_form = matches!(&*dashes, [_] | [3, 3 | 4, 4]);
        is_form
            && digits.starts_with("080")
            && (10..=11).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    if number.is_some_and(|number| !is_right(number)) {
        let what = format!("{} is no 080 number", fields.at("unsubscribeNo"));
        found.error(-3340, &[], &what);
    }
    let Some(by) = fields.text("unsubscribeAuthNo") else {
        return;
    };
    if number.is_none() || by.len() > 9 || !by.bytes().all(|digit| digit.is_ascii_digit()) {
        let at = fields.at("unsubscribeAuthNo");
        let what = format!("{at} has at most nine digits, and stands with an 080 number only");
        found.error(-3341, &[], &what);
    }
}
