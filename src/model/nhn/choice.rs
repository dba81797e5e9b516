//! Friend Talk or Brand Message: chosen by the flag, else by the day on which the message goes out, with the reason said.
use super::Via;
use super::when::Day;
use crate::model::settings::setting::Setting;

/// The way that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The way.
    pub via: Via,
    /// Why, as the end of a sentence that begins with its name.
    pub reason: String,
    /// Whether the flag says so.
    pub is_asked: bool,
    /// What speaks against it all the same.
    pub warning: Option<String>,
}

impl Choice {
    /// Friend Talk until the compatibility mode ends: it alone can send what is no advertising, and repeat a call
    /// without a second message. Brand Message after that day. `day` is that on which the message goes out.
    pub fn new(flag: Option<Via>, today: Day, day: Day, ends: &Setting<Day>) -> Self {
        let (last, place) = (ends.value, &ends.place);
        let when = match (day <= last, today <= last) {
            (true, _) => None,
            (false, true) => Some(format!(
                "ends on {last} ({place}), before the message goes out"
            )),
            (false, false) => Some(format!("ended on {last} ({place})")),
        };
        if let Some(via) = flag {
            let warning = when.filter(|_| via == Via::FriendTalk).map(|when| {
                format!("Friend Talk's compatibility mode {when}: NHN Cloud may not deliver it")
            });
            return Self {
                via,
                reason: "as `--via` says".into(),
                is_asked: true,
                warning,
            };
        }
        let (via, reason) = match when {
            None => (
                Via::FriendTalk,
                format!("since NHN Cloud turns it into a Brand Message until {last} ({place})"),
            ),
            Some(when) => (
                Via::Brand,
                format!("since Friend Talk's compatibility mode {when}"),
            ),
        };
        Self {
            via,
            reason,
            is_asked: false,
            warning: None,
        }
    }

    /// The ways in which a request may have gone that is asked for by its id alone, the likeliest first: each knows
    /// its own requests only.
    pub fn ways(&self) -> Vec<Via> {
        match self.is_asked {
            true => vec![self.via],
            false => vec![self.via, self.via.other()],
        }
    }
}
