//! The rules of buttons and coupons, which differ a little between Friend Talk and Brand Message.
use super::fields::{Fields, Found};
use crate::model::nhn::Via;
use crate::model::text::utf16::units;

/// What a kind of message allows of buttons.
pub(super) struct Limits {
    pub(super) via: Via,
    /// How many there may be.
    pub(super) most: usize,
    /// How long a name may be.
    pub(super) name: usize,
}

/// The names that a business form's button may have.
const FORMS: [&str; 3] = ["톡에서 예약하기", "톡에서 설문하기", "톡에서 응모하기"];
/// The name of the button that adds the channel.
const ADD: &str = "채널 추가";
/// What a link may be made of, by name.
const LINKS: [&str; 4] = ["linkMo", "linkPc", "schemeAndroid", "schemeIos"];

impl Limits {
    fn is_brand(&self) -> bool {
        self.via == Via::Brand
    }

    /// The code of Friend Talk or that of Brand Message.
    fn code(&self, friendtalk: i64, brand: i64) -> i64 {
        match self.via {
            Via::FriendTalk => friendtalk,
            Via::Brand => brand,
        }
    }

    pub(super) fn check(&self, message: &Fields<'_>, found: &mut Found) {
        let buttons = message.list("buttons");
        if buttons.len() > self.most {
            let most = self.most.to_string();
            let (count, at) = (buttons.len(), message.at("buttons"));
            let what = format!("{at} are {count}, and {most} are allowed");
            let too_many = self.code(if self.most == 2 { -2031 } else { -3217 }, -3304);
            found.error(too_many, &["buttons", "0", &most], &what);
        }
        for (at, button) in buttons.iter().enumerate() {
            self.check_one(at, button, found);
        }
    }

    fn check_one(&self, at: usize, button: &Fields<'_>, found: &mut Found) {
        let name = button.text("name").unwrap_or_default();
        if name.trim().is_empty() {
            found.error(-3009, &[], &format!("{} is missing", button.at("name")));
        }
        button.at_most(found, self.code(-2000, -3304), "name", self.name);
        if !self.is_brand() && !button.value("ordering").is_some_and(|it| it.is_u64()) {
            let what = format!("{} is no number", button.at("ordering"));
            found.error(-2018, &[], &what);
        }
        let most = if self.is_brand() { 1000 } else { 2000 };
        for link in LINKS {
            button.at_most(found, self.code(-2000, -3304), link, most);
        }
        for link in ["linkMo", "linkPc"] {
            button.web(found, self.code(-3006, -3310), link);
        }
        self.check_type(at, name, button, found);
    }

    fn check_type(&self, at: usize, name: &str, button: &Fields<'_>, found: &mut Found) {
        let kind = button.text("type").unwrap_or_default();
        let is_there = |link: &&&str| button.text(link).is_some_and(|text| !text.is_empty());
        match kind {
            "WL" if button.text("linkMo").is_none_or(str::is_empty) => {
                let what = format!("{} is missing: a web link needs it", button.at("linkMo"));
                found.error(self.code(-3000, -3307), &["WL", "linkMo"], &what);
            }
            "AL" if ["linkMo", "schemeAndroid", "schemeIos"]
                .iter()
                .filter(is_there)
                .count()
                < 2 =>
            {
                let what = format!(
                    "{} needs two of schemeAndroid, schemeIos and linkMo",
                    button.at("type")
                );
                found.error(self.code(-3007, -3309), &[], &what);
            }
            "BF" if !FORMS.contains(&name) => {
                let what = format!("{} is none of `{}`", button.at("name"), FORMS.join("`, `"));
                found.error(self.code(-3045, -3331), &[name], &what);
            }
            "BF" if self.is_brand() && at > 0 => {
                let what = format!("{} is not the first button", button.at("type"));
                found.error(-3330, &[], &what);
            }
            "AC" if self.is_brand() && name != ADD => {
                let what = format!("{} is not `{ADD}`", button.at("name"));
                found.error(-3348, &[], &what);
            }
            "AC" if self.is_brand() && at > 0 => {
                let what = format!("{} is not the first button", button.at("type"));
                found.error(-3311, &[], &what);
            }
            "WL" | "AL" | "BK" | "MD" | "BF" => {}
            "AC" | "BT" if self.is_brand() => {}
            other => {
                let what = format!("{} cannot be `{other}` here", button.at("type"));
                found.error(self.code(-2018, -3328), &[other], &what);
            }
        }
    }
}

/// A coupon: a title of one of five shapes, a short description, a link.
pub(super) fn coupon(via: Via, message: &Fields<'_>, most: usize, found: &mut Found) {
    let Some(coupon) = message.object("coupon") else {
        return;
    };
    let code = |friendtalk, brand| match via {
        Via::FriendTalk => friendtalk,
        Via::Brand => brand,
    };
    let (title, description) = (coupon.text("title"), coupon.text("description"));
    if title.is_none_or(str::is_empty) || description.is_none_or(str::is_empty) {
        let what = format!("{} needs a title and a description", message.at("coupon"));
        found.error(code(-3210, -3303), &["coupon"], &what);
    }
    if let Some(title) = title.filter(|title| !is_coupon_title(title)) {
        let what = format!("{} cannot be `{title}`", coupon.at("title"));
        found.error(code(-3212, -3304), &["title", "1", "5"], &what);
    }
    coupon.at_most(found, code(-3211, -3304), "description", most);
    let is_channel = |name: &str| {
        coupon
            .text(name)
            .is_some_and(|link| link.starts_with("alimtalk=coupon://"))
    };
    let has_link = coupon.text("linkMo").is_some_and(|link| !link.is_empty());
    if !has_link && !is_channel("schemeAndroid") && !is_channel("schemeIos") {
        let what = format!("{} has no link", message.at("coupon"));
        found.error(code(-3213, -3307), &["coupon", "linkMo"], &what);
    }
}

/// The five shapes: an amount or a percentage off, free delivery, something free, something better.
pub(super) fn is_coupon_title(title: &str) -> bool {
    let number = |suffix: &str, most: u32| {
        let digits = title
            .strip_suffix(suffix)
            .map(|digits| digits.replace(',', ""));
        digits
            .and_then(|digits| digits.parse::<u32>().ok())
            .is_some_and(|number| (1..=most).contains(&number))
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
