//! The rules of buttons and coupons, which differ between Friend Talk and Brand Message.
use super::object_reader::{ObjectReader, Violations};
use crate::model::nhn::Via;
use crate::model::text::utf16::units;

/// Limits of buttons for one type of message.
pub(super) struct ButtonLimits {
    pub(super) via: Via,
    pub(super) max_count: usize,
    /// In UTF-16 units.
    pub(super) max_name_length: usize,
}

/// The allowed names of a business form button.
const BUSINESS_FORM_NAMES: [&str; 3] = ["톡에서 예약하기", "톡에서 설문하기", "톡에서 응모하기"];
/// The required name of the button that adds the channel.
const ADD_CHANNEL_NAME: &str = "채널 추가";
/// The fields of a button that contain links.
const LINK_FIELDS: [&str; 4] = ["linkMo", "linkPc", "schemeAndroid", "schemeIos"];

impl ButtonLimits {
    fn is_brand(&self) -> bool {
        self.via == Via::Brand
    }

    /// Returns the code for this API.
    fn code(&self, friendtalk: i64, brand: i64) -> i64 {
        match self.via {
            Via::FriendTalk => friendtalk,
            Via::Brand => brand,
        }
    }

    pub(super) fn check(&self, message: &ObjectReader<'_>, violations: &mut Violations) {
        let buttons = message.list("buttons");
        if buttons.len() > self.max_count {
            let max_count = self.max_count.to_string();
            let (count, path) = (buttons.len(), message.quoted_path("buttons"));
            let description = format!("{path} are {count}, and {max_count} are allowed");
            let too_many = self.code(if self.max_count == 2 { -2031 } else { -3217 }, -3304);
            violations.error(too_many, &["buttons", "0", &max_count], &description);
        }
        for (index, button) in buttons.iter().enumerate() {
            self.check_button(index, button, violations);
        }
    }

    fn check_button(&self, index: usize, button: &ObjectReader<'_>, violations: &mut Violations) {
        let name = button.text("name").unwrap_or_default();
        if name.trim().is_empty() {
            violations.error(
                -3009,
                &[],
                &format!("{} is missing", button.quoted_path("name")),
            );
        }
        button.check_length(
            violations,
            self.code(-2000, -3304),
            "name",
            self.max_name_length,
        );
        if !self.is_brand() && !button.value("ordering").is_some_and(|value| value.is_u64()) {
            let description = format!("{} is no number", button.quoted_path("ordering"));
            violations.error(-2018, &[], &description);
        }
        let max_length = if self.is_brand() { 1000 } else { 2000 };
        for link in LINK_FIELDS {
            button.check_length(violations, self.code(-2000, -3304), link, max_length);
        }
        for link in ["linkMo", "linkPc"] {
            button.check_url(violations, self.code(-3006, -3310), link);
        }
        self.check_type(index, name, button, violations);
    }

    fn check_type(
        &self,
        index: usize,
        name: &str,
        button: &ObjectReader<'_>,
        violations: &mut Violations,
    ) {
        let kind = button.text("type").unwrap_or_default();
        let is_present = |link: &&&str| button.text(link).is_some_and(|text| !text.is_empty());
        match kind {
            "WL" if button.text("linkMo").is_none_or(str::is_empty) => {
                let description = format!(
                    "{} is missing: a web link needs it",
                    button.quoted_path("linkMo")
                );
                violations.error(self.code(-3000, -3307), &["WL", "linkMo"], &description);
            }
            "AL" if ["linkMo", "schemeAndroid", "schemeIos"]
                .iter()
                .filter(is_present)
                .count()
                < 2 =>
            {
                let description = format!(
                    "{} needs two of schemeAndroid, schemeIos and linkMo",
                    button.quoted_path("type")
                );
                violations.error(self.code(-3007, -3309), &[], &description);
            }
            "BF" if !BUSINESS_FORM_NAMES.contains(&name) => {
                let description = format!(
                    "{} is none of `{}`",
                    button.quoted_path("name"),
                    BUSINESS_FORM_NAMES.join("`, `")
                );
                violations.error(self.code(-3045, -3331), &[name], &description);
            }
            "BF" if self.is_brand() && index > 0 => {
                let description = format!("{} is not the first button", button.quoted_path("type"));
                violations.error(-3330, &[], &description);
            }
            "AC" if self.is_brand() && name != ADD_CHANNEL_NAME => {
                let description =
                    format!("{} is not `{ADD_CHANNEL_NAME}`", button.quoted_path("name"));
                violations.error(-3348, &[], &description);
            }
            "AC" if self.is_brand() && index > 0 => {
                let description = format!("{} is not the first button", button.quoted_path("type"));
                violations.error(-3311, &[], &description);
            }
            "WL" | "AL" | "BK" | "MD" | "BF" => {}
            "AC" | "BT" if self.is_brand() => {}
            other => {
                let description =
                    format!("{} cannot be `{other}` here", button.quoted_path("type"));
                violations.error(self.code(-2018, -3328), &[other], &description);
            }
        }
    }
}

/// Checks a coupon: a title in one of five formats, a short description, and a link.
pub(super) fn check_coupon(
    via: Via,
    message: &ObjectReader<'_>,
    max_length: usize,
    violations: &mut Violations,
) {
    let Some(coupon) = message.object("coupon") else {
        return;
    };
    let code = |friendtalk, brand| match via {
        Via::FriendTalk => friendtalk,
        Via::Brand => brand,
    };
    let (title, description) = (coupon.text("title"), coupon.text("description"));
    if title.is_none_or(str::is_empty) || description.is_none_or(str::is_empty) {
        let description = format!(
            "{} needs a title and a description",
            message.quoted_path("coupon")
        );
        violations.error(code(-3210, -3303), &["coupon"], &description);
    }
    if let Some(title) = title.filter(|title| !is_coupon_title(title)) {
        let description = format!("{} cannot be `{title}`", coupon.quoted_path("title"));
        violations.error(code(-3212, -3304), &["title", "1", "5"], &description);
    }
    coupon.check_length(violations, code(-3211, -3304), "description", max_length);
    let has_channel_link = |name: &str| {
        coupon
            .text(name)
            .is_some_and(|link| link.starts_with("alimtalk=coupon://"))
    };
    let has_link = coupon.text("linkMo").is_some_and(|link| !link.is_empty());
    if !has_link && !has_channel_link("schemeAndroid") && !has_channel_link("schemeIos") {
        let description = format!("{} has no link", message.quoted_path("coupon"));
        violations.error(code(-3213, -3307), &["coupon", "linkMo"], &description);
    }
}

/// Returns whether a coupon title has one of the five formats: discount amount, discount percentage, free delivery,
/// free item, upgrade.
pub(super) fn is_coupon_title(title: &str) -> bool {
    let number = |suffix: &str, maximum: u32| {
        let digits = title
            .strip_suffix(suffix)
            .map(|digits| digits.replace(',', ""));
        digits
            .and_then(|digits| digits.parse::<u32>().ok())
            .is_some_and(|number| (1..=maximum).contains(&number))
    };
    let short = |suffix: &str| {
        let name = title.strip_suffix(suffix);
        name.is_some_and(|name| (1..=7).contains(&units(name)))
    };
    number("원 할인 쿠폰", 99_999_999)
        || number("% 할인 쿠폰", 100)
        || title == "배송비 할인 쿠폰"
        || short(" 무료 쿠폰")
        || short(" UP 쿠폰")
}
