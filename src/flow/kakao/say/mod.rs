//! Plays Kakao for a skill: one call with its five seconds, and the callback with its minute.
mod callback;

use crate::error::{Result, Verdict};
use crate::io::client::{Client, Outcome};
use crate::io::system;
use crate::model::event::Stamp;
use crate::model::exchange::{Cause, Direction, Exchange, Failure};
use crate::model::http::{Request, Response};
use crate::model::kakao::callback::State;
use crate::model::kakao::dialogue::{Dialogue, Utterance};
use crate::model::kakao::lint::{Finding, Level, lint, worst};
use crate::model::kakao::payload::{Call, User, Variant};
use crate::model::protocol::{Event, Protocol, Seal, SkillKey, skill_authenticate, skill_request};
use callback::Callback;
use serde_json::Value;
use std::time::Duration;

/// What to say, to whom, as whom.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The skill's URL.
    pub url: String,
    /// Where the call seems to come from.
    pub variant: Variant,
    /// Who speaks.
    pub user: User,
    /// What is said.
    pub utterance: Utterance,
    /// Whether the block has the callback option.
    pub has_callback: bool,
    /// How long a callback is waited for; Kakao waits a minute.
    pub patience: Duration,
    /// The header that the skill's owner set.
    pub key: Option<SkillKey>,
}

/// What came of it.
#[derive(Debug)]
pub struct Said {
    /// The call.
    pub exchange: Exchange,
    /// What the skill answered, where that can be read: of a callback the late answer.
    pub answer: Option<Value>,
    /// What Kakao would say of the answer that counts.
    pub findings: Vec<Finding>,
    /// Whether Kakao would show the answer.
    pub verdict: Verdict,
    /// What the user would see instead of an answer, or why; a sentence without a full stop.
    pub trouble: Option<String>,
}

/// Who hears what happens.
pub trait Watcher {
    /// An exchange is over; it is to be kept.
    fn exchanged(&mut self, exchange: &Exchange);
    /// The skill answers later; these are its words for the time until then.
    fn waits(&mut self, words: Option<&str>);
    /// Whether the user wants it to end.
    fn is_ended(&mut self) -> bool;
}

/// Says it, and remembers what Kakao would.
pub fn say(
    plan: &Plan,
    dialogue: &mut Dialogue,
    client: &Client,
    watcher: &mut dyn Watcher,
) -> Result<Said> {
    dialogue.wake(system::now());
    let callback = plan.has_callback.then(Callback::start).transpose()?;
    let callback_url = callback.as_ref().map(|callback| callback.url(plan.variant));
    let call = Call {
        variant: plan.variant,
        user: &plan.user,
        utterance: &plan.utterance,
        last_block: dialogue.last_block.as_ref(),
        contexts: &dialogue.contexts,
        callback_url: callback_url.as_deref(),
    };
    let block = call.block();
    let request = request(plan, &call)?;
    let exchange = send(plan, request, client)?;
    watcher.exchanged(&exchange);
    let mut said = judged(exchange);
    let later = said
        .answer
        .as_ref()
        .filter(|answer| answer["useCallback"] == true);
    if let Some(later) = later.cloned() {
        let words = later.pointer("/data/text").and_then(Value::as_str);
        match &callback {
            Some(callback) if said.verdict == Verdict::Yes => {
                callback.expect(State::Awaited);
                watcher.waits(words);
                wait(callback, plan, &mut said, watcher)?;
            }
            Some(callback) => callback.expect(State::Declined),
            None => {
                said.verdict = Verdict::No;
                said.trouble = Some("the skill wants to answer later, but its call named no callback URL: the user sees nothing".into());
            }
        }
        if said.answer.as_ref() == Some(&later) {
            said.answer = None;
        }
    } else if let Some(callback) = &callback {
        callback.expect(State::Declined);
    }
    if let Some(answer) = &said.answer {
        dialogue.answered(block, answer, system::now());
    }
    Ok(said)
}

/// The call as it is sent.
fn request(plan: &Plan, call: &Call<'_>) -> Result<Request> {
    let mut request = skill_request(call.to_body());
    request.url.clone_from(&plan.url);
    let mut event = Event::default();
    let stamp = Stamp::new(system::random()?, system::now());
    Seal::Skill(plan.key.clone()).close(&mut request, &mut event, Some(&stamp));
    Ok(request)
}

fn send(plan: &Plan, mut request: Request, client: &Client) -> Result<Exchange> {
    let started_at = system::now();
    let Outcome { response, timing } = client.send(&request, Protocol::KakaoSkill.budget());
    let signature = skill_authenticate(&request, plan.key.as_ref());
    let event = Event::of(Protocol::KakaoSkill, &request);
    if let Some(key) = &plan.key {
        request.headers.hide(&key.header);
    }
    let exchange = Exchange::event(Direction::Sent, started_at, system::mark()?, request, event);
    let exchange = Exchange {
        protocol: Protocol::KakaoSkill,
        signature,
        ..exchange
    };
    Ok(exchange.ended(response, timing))
}

/// What an answer is worth by itself.
fn judged(exchange: Exchange) -> Said {
    let mut said = Said {
        answer: None,
        findings: Vec::new(),
        verdict: Verdict::Yes,
        trouble: None,
        exchange,
    };
    match (&said.exchange.response, &said.exchange.failure) {
        (Some(response), _) if response.is_success() => {
            let body = response.body.clone();
            said.take(&body);
        }
        (Some(Response { status, .. }), _) => {
            said.verdict = Verdict::No;
            said.trouble = Some(format!(
                "the skill answered {status}: the user sees nothing of it"
            ));
        }
        (None, failure) => {
            let (verdict, words) = unanswered(failure.as_ref());
            said.verdict = verdict;
            said.trouble = Some(words);
        }
    }
    said
}

impl Said {
    /// Takes these bytes for the answer that counts.
    fn take(&mut self, body: &[u8]) {
        self.findings = lint(body);
        self.answer = serde_json::from_slice(body).ok().filter(Value::is_object);
        self.verdict = Verdict::from_bool(worst(&self.findings) != Some(Level::Error));
    }
}

fn unanswered(failure: Option<&Failure>) -> (Verdict, String) {
    match failure {
        Some(failure) if failure.cause == Cause::Timeout => (
            Verdict::No,
            "no answer within five seconds: Kakao gives this turn up, and calls it a time-out (1001)".into(),
        ),
        Some(failure) => {
            let verdict = match failure.cause {
                Cause::Broken | Cause::Protocol | Cause::TooLarge | Cause::Rejected => Verdict::No,
                _ => Verdict::Unknown,
            };
            (verdict, failure.message.clone())
        }
        None => (Verdict::Unknown, "no answer".into()),
    }
}

/// Waits for the late answer.
fn wait(
    callback: &Callback,
    plan: &Plan,
    said: &mut Said,
    watcher: &mut dyn Watcher,
) -> Result<()> {
    while let Some(arrived) = callback.next(plan.patience, &mut || watcher.is_ended())? {
        watcher.exchanged(&arrived.exchange);
        if arrived.is_taken {
            said.take(&arrived.exchange.request.body);
            return Ok(());
        }
    }
    said.verdict = Verdict::No;
    said.trouble = Some(
        "no callback came within its minute: the user sees no more than the words before it".into(),
    );
    Ok(())
}
