//! The rules of Friend Talk v2.4: text, image and wide image.
use super::buttons::{ButtonLimits, check_coupon};
use super::object_reader::{ObjectReader, Violations};
use crate::model::nhn::Via;
use crate::model::text::utf16::units;

pub(super) fn check(recipient: &ObjectReader<'_>, violations: &mut Violations) {
    let is_wide = recipient.boolean("wide").unwrap_or_default();
    let has_image = !recipient.is_absent("imageUrl") || !recipient.is_absent("imageSeq");
    check_content(recipient, is_wide, has_image, violations);
    // This is the code for templates: NHN Cloud documents none for the image of a Friend Talk message.
    recipient.check_url(violations, -3326, "imageUrl");
    recipient.check_url(violations, -3327, "imageLink");
    for name in ["isAd", "adult", "wide"] {
        if recipient
            .value(name)
            .is_some_and(|value| !value.is_boolean())
        {
            let description = format!("{} is neither true nor false", recipient.quoted_path(name));
            violations.error(-9994, &[], &description);
        }
    }
    let has_coupon = !recipient.is_absent("coupon");
    check_coupon(
        Via::FriendTalk,
        recipient,
        if is_wide { 18 } else { 12 },
        violations,
    );
    ButtonLimits {
        via: Via::FriendTalk,
        max_count: match (is_wide, has_coupon) {
            (true, _) => 2,
            (false, true) => 4,
            (false, false) => 5,
        },
        max_name_length: 28,
    }
    .check(recipient, violations);
    check_resend(recipient, violations);
}

fn check_content(
    recipient: &ObjectReader<'_>,
    is_wide: bool,
    has_image: bool,
    violations: &mut Violations,
) {
    let Some(text) = recipient.required_text(violations, "content") else {
        return;
    };
    let (count, path) = (units(text), recipient.quoted_path("content"));
    let (code, max_length) = match (is_wide, has_image) {
        (true, _) => (-2030, 76),
        (false, true) => (-2023, 400),
        (false, false) => (-2024, 1300),
    };
    if count > max_length {
        let suffix = if has_image { " with an image" } else { "" };
        let description = format!("{path} has {count} characters, more than {max_length}{suffix}");
        violations.error(code, &[], &description);
    } else if code == -2024 && count > 1000 {
        violations.warning(
            -2024,
            &format!(
                "{path} has {count} characters: NHN Cloud's guide allows 1,000, its error table 1,300"
            ),
        );
    }
}

/// Checks that the SMS text of an advertisement has the words required by Korean law.
fn check_resend(recipient: &ObjectReader<'_>, violations: &mut Violations) {
    let is_ad = recipient.boolean("isAd").unwrap_or(true);
    let Some(resend) = recipient.object("resendParameter") else {
        return;
    };
    let Some(text) = resend.text("resendContent") else {
        return;
    };
    if is_ad && !(text.starts_with("(광고)") && text.contains("무료")) {
        violations.warning(
            -4200,
            "the SMS of an advertisement must be written as `(광고)...[무료 수신거부]080XXXXXXX`, or fail-over fails; without a text NHN Cloud writes it so itself",
        );
    }
}
