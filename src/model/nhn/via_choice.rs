//! Friend Talk or Brand Message: chosen by the flag, else by the day on which the message goes out, with the reason said.
use super::Via;
use super::korean_time::KoreanDate;
use crate::model::settings::setting::Setting;

/// The way that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViaChoice {
    /// The way.
    pub via: Via,
    /// Why, as the end of a sentence that begins with its name.
    pub reason: String,
    /// Whether the flag says so.
    pub is_explicit: bool,
    /// What speaks against it all the same.
    pub warning: Option<String>,
}

impl ViaChoice {
    /// Friend Talk until the compatibility mode ends: it alone can send what is no advertising, and repeat a call
    /// without a second message. Brand Message after that day. `day` is that on which the message goes out.
    pub fn new(flag: Option<Via>, today: KoreanDate, day: KoreanDate, ends: &Setting<KoreanDate>) -> Self {
        let (last_day, source) = (ends.value, &ends.source);
        let compatibility_end = match (day <= last_day, today <= last_day) {
            (true, _) => None,
            (false, true) => Some(format!(
                "ends on {last_day} ({source}), before the message goes out"
            )),
            (false, false) => Some(format!("ended on {last_day} ({source})")),
        };
        if let Some(via) = flag {
            let warning = compatibility_end.filter(|_| via == Via::FriendTalk).map(|compatibility_end| {
                format!("Friend Talk's compatibility mode {compatibility_end}: NHN Cloud may not deliver it")
            });
            return Self {
                via,
                reason: "as `--via` says".into(),
                is_explicit: true,
                warning,
            };
        }
        let (via, reason) = match compatibility_end {
            None => (
                Via::FriendTalk,
                format!("since NHN Cloud turns it into a Brand Message until {last_day} ({source})"),
            ),
            Some(compatibility_end) => (
                Via::Brand,
                format!("since Friend Talk's compatibility mode {compatibility_end}"),
            ),
        };
        Self {
            via,
            reason,
            is_explicit: false,
            warning: None,
        }
    }

    /// The ways in which a request may have gone that is asked for by its id alone, the likeliest first: each knows
    /// its own requests only.
    pub fn candidates(&self) -> Vec<Via> {
        match self.is_explicit {
            true => vec![self.via],
            false => vec![self.via, self.via.other()],
        }
    }
}
