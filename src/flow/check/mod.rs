//! Checks a callback URL: a valid event first, then every other check, then a valid event again.
//!
//! Without the success of the first event nothing can be told: a bot that refuses everything is not safe. Replies are
//! seen by a [`StandIn`] for the message API, or counted by a command or a URL ([`EffectCounter`]).
mod afterwards;
mod burst;
mod callback_listener;
mod connections;
mod control;
mod duplicates;
mod effects;
mod kakao;
mod platform_room;
mod program;
mod replies;
mod rotation;
mod sender;
mod stand_in;

pub use callback_listener::CallbackListener;
pub use effects::{EffectCounter, Effects};
pub use platform_room::PlatformRoom;
pub use program::BotProcess;
pub use stand_in::StandIn;

use crate::error::Result;
use crate::io::system;
use crate::model::check::baseline::Baseline;
use crate::model::check::{
    BotCheck, CheckLevel, CheckOutcome, CheckReport, EventMaker, Procedure, RepeatLines, Scenario,
    Trial, WireForm, repair,
};
use crate::model::diagnosis::Framework;
use crate::model::history::curl;
use crate::model::http::Request;
use crate::model::protocol::Protocol;
use crate::model::time::millis;
use control::ControlResult;
use effects::Visibility;
use sender::{BotSender, MAX_KEPT_BODY, SentRequest};
use std::time::{Duration, Instant};

/// What to check, and how.
pub struct CheckPlan {
    pub protocol: Protocol,
    /// In the order of the run.
    pub checks: Vec<&'static BotCheck>,
    pub maker: EventMaker,
    /// Statuses that count as refused.
    pub refusal: Vec<u16>,
    /// How long the bot may take for an answer.
    pub budget: Duration,
    pub effects: Effects,
    /// Takes answers by callback; `None` where the bot cannot reach it.
    pub callbacks: Option<CallbackListener>,
    /// The same on a host that no bot should call.
    pub foreign_callbacks: Option<CallbackListener>,
    /// Failures that are known.
    pub baseline: Baseline,
    /// The command that repeats this run.
    pub command: RepeatCommand,
}

/// The command line of a run, around the flag that names one check.
#[derive(Debug, Clone, Default)]
pub struct RepeatCommand {
    pub before: String,
    /// What follows, ` -- COMMAND`; empty without.
    pub after: String,
}

impl RepeatCommand {
    fn of_check(&self, id: &str) -> String {
        format!("{} --only {id}{}", self.before, self.after)
    }
}

/// What happens during a run.
pub enum CheckProgress<'a> {
    /// The check with this number of so many begins.
    Begins(&'a BotCheck, usize, usize),
    Ended(&'a CheckOutcome),
}

/// Gets what happens. Its error, such as that of a closed output, ends the run.
type Observer<'a> = &'a mut dyn FnMut(CheckProgress<'_>) -> Result<()>;

/// Plays the checks.
struct CheckRun<'a> {
    plan: &'a CheckPlan,
    sender: BotSender,
    /// `None` before the control.
    control: Option<ControlResult>,
    visibility: Visibility,
    /// Rooms of the events that were to be refused.
    refused_rooms: Vec<i64>,
    /// The last request of the present check, for the lines that repeat it.
    last: Option<SentRequest>,
    /// What many events at once showed; `None` before them.
    burst: Option<burst::Burst>,
    callback_turn: Option<kakao::CallbackTurn>,
    framework: Option<Framework>,
}

/// Runs the checks of a plan.
///
/// # Errors
/// Those of the observer, and if no client can be made.
pub fn run(plan: &CheckPlan, observe: Observer<'_>) -> Result<CheckReport> {
    let (started, started_at) = (Instant::now(), system::now());
    let mut run = CheckRun {
        plan,
        sender: BotSender::new(&plan.maker.url, plan.budget)?,
        control: None,
        visibility: Visibility::unknown(),
        refused_rooms: Vec::new(),
        last: None,
        burst: None,
        callback_turn: None,
        framework: None,
    };
    let mut outcomes = Vec::new();
    for (index, check) in plan.checks.iter().enumerate() {
        observe(CheckProgress::Begins(check, index + 1, plan.checks.len()))?;
        let begun = Instant::now();
        let mut outcome = run.perform(check);
        outcome.took_ms = millis(begun.elapsed());
        plan.baseline.mark(&mut outcome, started_at);
        observe(CheckProgress::Ended(&outcome))?;
        outcomes.push(outcome);
    }
    Ok(CheckReport {
        url: plan.maker.url.clone(),
        made_by: concat!("momo ", env!("CARGO_PKG_VERSION")).into(),
        started_at: started_at.to_rfc3339(),
        protocol: plan.protocol.name(),
        is_reached: run
            .control
            .as_ref()
            .is_none_or(|control| control.is_reached),
        requests: run.sender.count(),
        took_ms: millis(started.elapsed()),
        outcomes,
    })
}

impl CheckRun<'_> {
    /// Performs a check and adds how to repeat and to mend what it found.
    fn perform(&mut self, check: &BotCheck) -> CheckOutcome {
        self.last = None;
        let mut outcome = match (self.reason_to_skip(check), check.procedure) {
            (Some(outcome), _) => outcome,
            (None, Procedure::Trials(trials)) => self.try_all(check, trials),
            (None, Procedure::Scenario(scenario)) => self.play(check, scenario),
        };
        self.redact(&mut outcome);
        if outcome.is_missed() {
            outcome.repair = outcome.repair.or_else(|| {
                let text = repair(check, self.framework);
                (!text.is_empty()).then_some(text)
            });
            outcome.repeat = Some(RepeatLines {
                momo: self.plan.command.of_check(check.id),
                curl: self
                    .last
                    .as_ref()
                    .filter(|_| check.is_one_request())
                    .and_then(|sent| self.curl_line(sent)),
            });
        }
        outcome
    }

    /// Returns why a check is not made; `None` if it is.
    fn reason_to_skip(&self, check: &BotCheck) -> Option<CheckOutcome> {
        let control = self.control.as_ref()?;
        if !control.is_taken {
            let why = match control.is_reached {
                true => {
                    "The valid event was not taken, and a bot that refuses everything proves nothing"
                }
                false => "The bot was not reached",
            };
            return Some(CheckOutcome {
                is_moot: true,
                ..CheckOutcome::could_not_tell(check, why)
            });
        }
        if check.needs_effects()
            && let Some(why) = self.visibility.why_not(check)
        {
            return Some(CheckOutcome::could_not_tell(check, why));
        }
        None
    }

    /// Sends a check's requests until an answer is not as expected.
    fn try_all(&mut self, check: &BotCheck, trials: fn(&EventMaker) -> Vec<Trial>) -> CheckOutcome {
        let refusal = &self.plan.refusal;
        let mut told = Vec::new();
        for trial in trials(&self.plan.maker) {
            if trial.wire != WireForm::Plain && !self.sender.is_plain() {
                return not_over_tls(check);
            }
            let sent = self
                .sender
                .send(&self.plan.maker, trial.request, trial.wire);
            let status = sent.status();
            let problem = sent
                .response
                .as_ref()
                .ok()
                .and_then(|it| trial.expected.problem(it));
            let is_right =
                status != 0 && trial.expected.holds(status, refusal) && problem.is_none();
            let got = problem.unwrap_or_else(|| sent.got());
            // What was taken is the finding already.
            let refused = trial
                .room_id
                .filter(|_| is_right && refusal.contains(&status));
            self.refused_rooms.extend(refused);
            self.framework = self.framework.or_else(|| framework(&sent));
            self.last =
                Some(sent).filter(|_| matches!(trial.wire, WireForm::Plain | WireForm::LowerCase));
            if !is_right && check.level != CheckLevel::Told {
                let mut outcome = CheckOutcome::missed(check, trial.expected.text(refusal), got);
                if check.family() == "body" && status >= 500 {
                    outcome.repair = Some(PARSER_FAILS.into());
                }
                return match trial.variant {
                    "" => outcome,
                    variant => outcome.note(variant),
                };
            }
            told.push(got);
        }
        match check.level {
            CheckLevel::Told => {
                CheckOutcome::pass(check).note(format!("it answers {}", told.join(", ")))
            }
            CheckLevel::Fail | CheckLevel::Warn => CheckOutcome::pass(check),
        }
    }

    /// Returns the curl command of a request, with variables for its credentials; `None` where its body is too large to show.
    fn curl_line(&self, sent: &SentRequest) -> Option<String> {
        if sent.request.body.len() > MAX_KEPT_BODY {
            return None;
        }
        let mut request = sent.request.clone();
        request.headers.hide_credentials();
        if let Some(key) = &self.plan.maker.keys.skill {
            request.headers.hide_values(&key.header);
        }
        let text = curl::repeating_command(&request);
        (text.has_command && text.remarks.is_empty()).then_some(text.text)
    }

    /// Takes the secret out of what a bot's answer put into an outcome.
    fn redact(&self, outcome: &mut CheckOutcome) {
        let texts = [&mut outcome.expected, &mut outcome.got, &mut outcome.note];
        for text in texts.into_iter().flatten() {
            *text = self.plan.maker.without_secret(text);
        }
    }

    fn play(&mut self, check: &BotCheck, scenario: Scenario) -> CheckOutcome {
        match scenario {
            Scenario::Control => self.control(check),
            Scenario::Alive => self.alive(check),
            Scenario::VerifiedBeforeParsed => self.verified_before_parsed(check),
            Scenario::SilentRefusal => self.silent_refusal(check),
            Scenario::RefusalWithoutEffect => self.refusal_without_effect(check),
            Scenario::BigIds => self.big_ids(check),
            Scenario::OtherBot => self.other_bot(check),
            Scenario::OlderEvent => self.older_event(check),
            Scenario::DuplicateAgain => self.duplicate_again(check),
            Scenario::DuplicateAtOnce => self.duplicate_at_once(check),
            Scenario::DuplicateOtherHeader => self.duplicate_other_header(check),
            Scenario::DuplicateAfterFailure => self.duplicate_after_failure(check),
            Scenario::ReplyAddress => self.reply_address(check),
            Scenario::AnswerBeforeReply => self.answer_before_reply(check),
            Scenario::ReplyRateLimited => self.reply_rate_limited(check),
            Scenario::ReplyServerError => self.reply_server_error(check),
            Scenario::AtOnce => self.at_once(check),
            Scenario::Headroom => self.headroom(check),
            Scenario::Pipelined => self.on_connection(check, Self::pipelined),
            Scenario::KeptConnection => self.on_connection(check, Self::kept_connection),
            Scenario::ClosedConnection => self.on_connection(check, Self::closed_connection),
            Scenario::AfterRefusal => self.on_connection(check, Self::after_refusal),
            Scenario::AllowHeader => self.allow_header(check),
            Scenario::TooLarge => self.too_large(check),
            Scenario::Redirect => self.redirect(check),
            Scenario::LeakedSecret => self.leaked_secret(check),
            Scenario::LeakedSignature => self.leaked_signature(check),
            Scenario::LeakedTrace => self.leaked_trace(check),
            Scenario::SkillSecretMissing => self.skill_secret_missing(check),
            Scenario::SkillSecretWrong => self.skill_secret_wrong(check),
            Scenario::SkillUsersApart => self.skill_users_apart(check),
            Scenario::CallbackAcknowledged => self.callback_acknowledged(check),
            Scenario::CallbackOnce => self.callback_once(check),
            Scenario::CallbackAnswer => self.callback_answer(check),
            Scenario::CallbackAfterAcknowledgement => self.callback_after_acknowledgement(check),
            Scenario::CallbackNotAsked => self.callback_not_asked(check),
            Scenario::CallbackForeignHost => self.callback_foreign_host(check),
            Scenario::CallbackNewest => self.callback_newest(check),
            Scenario::SharedTwice => self.shared_twice(check),
            Scenario::Https => self.https(check),
            Scenario::OldTls => self.old_tls(check),
            Scenario::OldSecret => self.old_secret(check),
        }
    }

    /// Sends a request as it is, and remembers it as the last one.
    fn send(&mut self, request: Request) -> SentRequest {
        let sent = self.sender.send(&self.plan.maker, request, WireForm::Plain);
        self.framework = self.framework.or_else(|| framework(&sent));
        self.last = Some(sent.clone());
        sent
    }
}

/// What to change where a body has its right signature and ends in a server error.
const PARSER_FAILS: &str =
    "The signature is not what fails: catch the parser's error and answer 400.";

fn framework(sent: &SentRequest) -> Option<Framework> {
    sent.response.as_ref().ok().and_then(Framework::recognise)
}

fn not_over_tls(check: &BotCheck) -> CheckOutcome {
    CheckOutcome::not_applicable(
        check,
        "Over https momo does not write requests byte by byte",
    )
}

/// Returns the outcome of a check by whether it holds.
fn judged(check: &BotCheck, holds: bool, expected: &str, got: impl Into<String>) -> CheckOutcome {
    match holds {
        true => CheckOutcome::pass(check),
        false => CheckOutcome::missed(check, expected, got),
    }
}
