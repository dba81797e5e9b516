//! The rules of Friend Talk v2.4: text, image and wide image.
use super::buttons::{Limits, coupon};
use super::fields::{Fields, Found};
use crate::model::nhn::Via;
use crate::model::text::utf16::units;

pub(super) fn check(recipient: &Fields<'_>, found: &mut Found) {
    let is_wide = recipient.truth("wide").unwrap_or_default();
    let has_image = !recipient.is_absent("imageUrl") || !recipient.is_absent("imageSeq");
    check_content(recipient, is_wide, has_image, found);
    // The code is that of templates; NHN Cloud documents none for Friend Talk's own image.
    recipient.web(found, -3326, "imageUrl");
    recipient.web(found, -3327, "imageLink");
    for name in ["isAd", "adult", "wide"] {
        if recipient
            .value(name)
            .is_some_and(|value| !value.is_boolean())
        {
            let what = format!("{} is neither true nor false", recipient.at(name));
            found.error(-9994, &[], &what);
        }
    }
    let has_coupon = !recipient.is_absent("coupon");
    coupon(
        Via::FriendTalk,
        recipient,
        if is_wide { 18 } else { 12 },
        found,
    );
    Limits {
        via: Via::FriendTalk,
        most: match (is_wide, has_coupon) {
            (true, _) => 2,
            (false, true) => 4,
            (false, false) => 5,
        },
        name: 28,
    }
    .check(recipient, found);
    check_resend(recipient, found);
}

fn check_content(recipient: &Fields<'_>, is_wide: bool, has_image: bool, found: &mut Found) {
    let Some(text) = recipient.needed(found, "content") else {
        return;
    };
    let (count, at) = (units(text), recipient.at("content"));
    let (code, most) = match (is_wide, has_image) {
        (true, _) => (-2030, 76),
        (false, true) => (-2023, 400),
        (false, false) => (-2024, 1300),
    };
    if count > most {
        let with = if has_image { " with an image" } else { "" };
        let what = format!("{at} has {count} characters, more than {most}{with}");
        found.error(code, &[], &what);
    } else if code == -2024 && count > 1000 {
        found.warning(
            -2024,
            &format!(
                "{at} has {count} characters: NHN Cloud's guide allows 1,000, its error table 1,300"
            ),
        );
    }
}

/// Advertising that goes on as SMS with a text of one's own must carry the words that the law wants.
fn check_resend(recipient: &Fields<'_>, found: &mut Found) {
    let is_ad = recipient.truth("isAd").unwrap_or(true);
    let Some(resend) = recipient.object("resendParameter") else {
        return;
    };
    let Some(text) = resend.text("resendContent") else {
        return;
    };
    if is_ad && !(text.starts_with("(광고)") && text.contains("무료")) {
        found.warning(
            -4200,
            "the SMS of an advertisement must be written as `(광고)...[무료 수신거부]080XXXXXXX`, or fail-over fails; without a text NHN Cloud writes it so itself",
        );
    }
}
