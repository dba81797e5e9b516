//! Chooses between Friend Talk and Brand Message: by the flag, otherwise by the send date.
use super::Via;
use super::korean_time::KoreanDate;
use crate::model::settings::setting::Setting;

/// The chosen API and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViaChoice {
    pub via: Via,
    /// Continues a sentence that begins with the name of the API.
    pub reason: String,
    /// Whether the flag `--via` was given.
    pub is_explicit: bool,
    /// A warning about an explicit choice.
    pub warning: Option<String>,
}

impl ViaChoice {
    /// Chooses the API. `day` is the send date, `ends` the last day of the compatibility mode (inclusive).
    /// Until then Friend Talk is preferred: only it can send messages that are not advertising, and has idempotency
    /// keys.
    pub fn new(
        flag: Option<Via>,
        today: KoreanDate,
        day: KoreanDate,
        ends: &Setting<KoreanDate>,
    ) -> Self {
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
                format!(
                    "since NHN Cloud turns it into a Brand Message until {last_day} ({source})"
                ),
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

    /// Returns the APIs through which a request may have been sent, the likeliest first. Each API knows only its own
    /// request ids.
    pub fn candidates(&self) -> Vec<Via> {
        match self.is_explicit {
            true => vec![self.via],
            false => vec![self.via, self.via.other()],
        }
    }
}
