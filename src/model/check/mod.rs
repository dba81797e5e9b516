//! Named checks of a callback URL: what a bot must do, why, and how a check finds it out.
//!
//! One file a family. A check either lists [`Trial`]s, requests of which each answer is judged by itself, or names a
//! [`Scenario`] that the flow plays. A check that shows a hole fails; one that shows a weakness warns.
pub mod baseline;
mod body;
mod errors;
mod event;
mod event_maker;
mod http;
mod kakao_share;
mod kakao_skill;
mod liveness;
mod load;
mod outcome;
mod repair;
mod rotation;
pub mod select;
mod signature;
mod tls;
mod traces;
mod trial;

pub use event_maker::{EventMaker, MadeEvent, PlaceFn};
pub use outcome::{CheckOutcome, CheckReport, CheckVerdict, RepeatLines};
pub use repair::repair;
pub use traces::stack_trace;
pub use trial::{Expected, Trial, WireForm};

use crate::model::protocol::Protocol;
use crate::model::text::named::named;

named! {
    /// How heavy it weighs that a bot does not do what a check asks for.
    pub enum CheckLevel {
        /// It is a hole, or events are lost.
        Fail = "fail",
        /// It is a weakness.
        Warn = "warn",
        /// It is said, and judged by nobody.
        Told = "told",
    }
}

/// A check.
#[derive(Debug, Clone, Copy)]
pub struct BotCheck {
    /// Family and name, `signature.empty-key`.
    pub id: &'static str,
    /// What a right bot does. A sentence without a full stop.
    pub what: &'static str,
    /// Why it matters. A sentence without a full stop.
    pub why: &'static str,
    /// Where the rule comes from: a document, or `momo's own choice`.
    pub source: &'static str,
    pub level: CheckLevel,
    /// What to change in a bot that does not do it. Sentences with full stops.
    pub repair: &'static str,
    pub procedure: Procedure,
}

/// How a check finds out what a bot does.
#[derive(Debug, Clone, Copy)]
pub enum Procedure {
    /// Sends these one after the other; the first answer that is not as expected decides.
    Trials(fn(&EventMaker) -> Vec<Trial>),
    /// Plays a scenario.
    Scenario(Scenario),
}

/// What the flow plays for a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// One valid event; without its success no other check can tell anything.
    Control,
    /// The same once more, at the end.
    Alive,
    SilentRefusal,
    RefusalWithoutEffect,
    VerifiedBeforeParsed,
    BigIds,
    OtherBot,
    OlderEvent,
    DuplicateAgain,
    DuplicateAtOnce,
    DuplicateOtherHeader,
    DuplicateAfterFailure,
    ReplyAddress,
    AnswerBeforeReply,
    ReplyRateLimited,
    ReplyServerError,
    AtOnce,
    Headroom,
    Pipelined,
    KeptConnection,
    ClosedConnection,
    AfterRefusal,
    AllowHeader,
    TooLarge,
    Redirect,
    LeakedSecret,
    LeakedSignature,
    LeakedTrace,
    SkillSecretMissing,
    SkillSecretWrong,
    SkillUsersApart,
    CallbackAcknowledged,
    CallbackOnce,
    CallbackAnswer,
    CallbackAfterAcknowledgement,
    CallbackNotAsked,
    CallbackForeignHost,
    CallbackNewest,
    SharedTwice,
    Https,
    OldTls,
    OldSecret,
}

impl BotCheck {
    /// Creates a check from what, why, source and repair.
    const fn new(
        id: &'static str,
        level: CheckLevel,
        [what, why, source, repair]: [&'static str; 4],
        procedure: Procedure,
    ) -> Self {
        Self {
            id,
            what,
            why,
            source,
            level,
            repair,
            procedure,
        }
    }

    /// Returns the part of the id before the first dot.
    pub fn family(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }

    /// Returns whether one request alone shows what the check found.
    pub fn is_one_request(&self) -> bool {
        match self.procedure {
            Procedure::Trials(_) => true,
            Procedure::Scenario(scenario) => matches!(
                scenario,
                Scenario::Control
                    | Scenario::Alive
                    | Scenario::OldSecret
                    | Scenario::VerifiedBeforeParsed
                    | Scenario::SilentRefusal
                    | Scenario::AllowHeader
                    | Scenario::Redirect
                    | Scenario::LeakedSecret
                    | Scenario::LeakedSignature
                    | Scenario::LeakedTrace
                    | Scenario::SkillSecretMissing
                    | Scenario::SkillSecretWrong
                    | Scenario::CallbackNotAsked
            ),
        }
    }

    /// Returns whether the check needs an effect of the bot that can be seen, such as a reply.
    pub fn needs_effects(&self) -> bool {
        matches!(
            self.procedure,
            Procedure::Scenario(
                Scenario::RefusalWithoutEffect
                    | Scenario::BigIds
                    | Scenario::OtherBot
                    | Scenario::OlderEvent
                    | Scenario::DuplicateAgain
                    | Scenario::DuplicateAtOnce
                    | Scenario::DuplicateOtherHeader
                    | Scenario::DuplicateAfterFailure
                    | Scenario::ReplyAddress
                    | Scenario::AnswerBeforeReply
                    | Scenario::ReplyRateLimited
                    | Scenario::ReplyServerError
                    | Scenario::SharedTwice
            )
        )
    }
}

impl Scenario {
    /// Returns how many requests it sends, at most.
    fn requests(self) -> usize {
        match self {
            Self::Redirect
            | Self::LeakedSecret
            | Self::LeakedSignature
            | Self::LeakedTrace
            | Self::RefusalWithoutEffect
            | Self::Https
            | Self::OldTls
            | Self::CallbackOnce
            | Self::CallbackAnswer
            | Self::CallbackAfterAcknowledgement
            | Self::Headroom => 0,
            Self::AtOnce => 50,
            Self::ReplyAddress => 8,
            Self::SilentRefusal
            | Self::DuplicateAtOnce
            | Self::DuplicateOtherHeader
            | Self::KeptConnection
            | Self::AllowHeader => 3,
            Self::VerifiedBeforeParsed
            | Self::OlderEvent
            | Self::DuplicateAgain
            | Self::DuplicateAfterFailure
            | Self::ReplyRateLimited
            | Self::ReplyServerError
            | Self::Pipelined
            | Self::CallbackNewest
            | Self::SharedTwice
            | Self::AfterRefusal => 2,
            Self::SkillUsersApart => 12,
            Self::Control
            | Self::OldSecret
            | Self::SkillSecretMissing
            | Self::SkillSecretWrong
            | Self::CallbackAcknowledged
            | Self::CallbackNotAsked
            | Self::CallbackForeignHost
            | Self::Alive
            | Self::BigIds
            | Self::OtherBot
            | Self::AnswerBeforeReply
            | Self::ClosedConnection
            | Self::TooLarge => 1,
        }
    }
}

/// Returns how many requests these checks send, at most.
pub fn count_requests(checks: &[&'static BotCheck], maker: &EventMaker) -> usize {
    let requests = |check: &&BotCheck| match check.procedure {
        Procedure::Trials(trials) => trials(maker).len(),
        Procedure::Scenario(scenario) => scenario.requests(),
    };
    checks.iter().map(requests).sum()
}

/// Returns the checks of a protocol in the order of a run; empty for a protocol without checks.
pub fn catalogue(protocol: Protocol) -> Vec<&'static BotCheck> {
    let families: &[&'static [BotCheck]] = match protocol {
        Protocol::Momotalk => &[
            liveness::CONTROL,
            signature::CHECKS,
            rotation::CHECKS,
            body::CHECKS,
            event::CHECKS,
            http::CHECKS,
            load::CHECKS,
            tls::CHECKS,
            signature::AFTERWARDS,
            errors::CHECKS,
            liveness::ALIVE,
        ],
        Protocol::KakaoSkill => &[kakao_skill::CHECKS],
        Protocol::KakaoShare => &[kakao_share::CHECKS],
        Protocol::Nhn | Protocol::Http => &[],
    };
    families.iter().copied().flatten().collect()
}
