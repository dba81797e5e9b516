//! The first and the last check: a valid event is taken, before and after all others.
use super::{BotCheck, CheckLevel, Procedure, Scenario};

pub(super) const CONTROL: &[BotCheck] = &[BotCheck {
    id: "event.valid",
    what: "A valid event is answered 2xx within the budget",
    why: "It is the control: a bot that refuses everything is not safe, only silent",
    source: "MoMoTalk's guide; the budget of 3 s is momo's own choice",
    level: CheckLevel::Fail,
    repair: "Let one event through first: `momo webhook replay momotalk/message_created --to TARGET --why` finds out why it is not taken.",
    procedure: Procedure::Scenario(Scenario::Control),
}];

pub(super) const ALIVE: &[BotCheck] = &[BotCheck {
    id: "alive.after",
    what: "A valid event is still taken after all that came before",
    why: "A crash, a lost worker or a full table is the finding",
    source: "momo's own choice",
    level: CheckLevel::Fail,
    repair: "Its log says what ended it; handle the error of one request inside of that request.",
    procedure: Procedure::Scenario(Scenario::Alive),
}];
