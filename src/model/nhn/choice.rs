//! Friend Talk or Brand Message: chosen by the flag, else by the day, with the reason said.
use super::Via;
use super::when::Day;
use crate::model::setting::Setting;

/// The way that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The way.
    pub via: Via,
    /// Why, as the end of a sentence that begins with its name.
    pub reason: String,
    /// Whether the flag says so.
    pub is_asked: bool,
}

impl Choice {
    /// Friend Talk until the compatibility mode ends: it alone can send what is no advertising, and repeat a call
    /// without a second message. Brand Message after that day.
    pub fn new(flag: Option<Via>, today: Day, ends: &Setting<Day>) -> Self {
        if let Some(via) = flag {
            return Self {
                via,
                reason: "as `--via` says".into(),
                is_asked: true,
            };
        }
        let (last, place) = (ends.value, &ends.place);
        let (via, reason) = match today <= last {
            true => (
                Via::FriendTalk,
                format!("since NHN Cloud turns it into a Brand Message until {last} ({place})"),
            ),
            false => (
                Via::Brand,
                format!("since Friend Talk's compatibility mode ended on {last} ({place})"),
            ),
        };
        Self {
            via,
            reason,
            is_asked: false,
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
