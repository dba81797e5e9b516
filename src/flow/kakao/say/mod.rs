//! Plays Kakao for a skill: one call with its five seconds, and the callback with its minute.
mod callback;
mod slot;

pub(in crate::flow) use slot::{Slot, Waiting, replied};

use crate::error::{Result, Verdict};
use crate::io::client::{Client, Outcome};
use crate::io::system;
use crate::model::history::exchange::{Cause, Direction, Exchange, Failure};
use crate::model::http::{Request, Response};
use crate::model::kakao::callback::{State, VALID};
use crate::model::kakao::dialogue::{Block, Dialogue, Utterance};
use crate::model::kakao::lint::{Finding, Level, lint, worst};
use crate::model::kakao::payload::{Call, User, Variant};
use crate::model::protocol::momotalk_event::Stamp;
use crate::model::protocol::{Event, Protocol, Seal, SkillKey, skill_authenticate, skill_request};
use crate::model::time::Timestamp;
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
    /// The answer that counts, byte for byte: of a callback the late answer.
    pub body: Option<Vec<u8>>,
    /// The exchange in which it came, or the call where none did.
    pub source: String,
    /// The block that answered.
    pub block: Block,
    /// The same, where it can be read.
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

/// Says it, and remembers what Kakao would. The place of a callback is a server of its own.
pub fn say(
    plan: &Plan,
    dialogue: &mut Dialogue,
    client: &Client,
    watcher: &mut dyn Watcher,
) -> Result<Said> {
    dialogue.wake(system::now());
    let callback = plan.has_callback.then(Callback::start).transpose()?;
    let url = callback.as_ref().map(|it| it.url(plan.variant));
    let waiting = callback.as_ref().map(|it| &it.waiting);
    let said = turn(plan, dialogue, url.as_deref().zip(waiting), client, watcher)?;
    said.remember(dialogue, system::now());
    Ok(said)
}

/// One turn: the call, and the callback where its URL and the place behind it are given.
pub(in crate::flow) fn turn(
    plan: &Plan,
    dialogue: &Dialogue,
    callback: Option<(&str, &Waiting)>,
    client: &Client,
    watcher: &mut dyn Watcher,
) -> Result<Said> {
    let call = Call {
        variant: plan.variant,
        user: &plan.user,
        utterance: &plan.utterance,
        last_block: dialogue.last_block.as_ref(),
        contexts: &dialogue.contexts,
        callback_url: callback.map(|(url, _)| url),
    };
    let exchange = send(plan, request(plan, &call)?, client)?;
    watcher.exchanged(&exchange);
    let mut said = judged(exchange, call.block());
    let waiting = callback.map(|(_, waiting)| waiting);
    let later = said.answer.as_ref().filter(|it| it["useCallback"] == true);
    match (later.cloned(), waiting) {
        (Some(later), waiting) => said.wait(&later, waiting, plan.patience, watcher),
        (None, Some(waiting)) => waiting.expect(State::Declined),
        (None, None) => {}
    }
    for arrived in waiting.into_iter().flat_map(Waiting::rest) {
        watcher.exchanged(&arrived.exchange);
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
fn judged(exchange: Exchange, block: Block) -> Said {
    let mut said = Said {
        body: None,
        source: exchange.id.clone(),
        answer: None,
        findings: Vec::new(),
        verdict: Verdict::Yes,
        trouble: None,
        block,
        exchange,
    };
    match (&said.exchange.response, &said.exchange.failure) {
        (Some(response), _) if response.is_success() => {
            let body = response.body.clone();
            said.take(body);
        }
        (Some(Response { status, .. }), _) => {
            let trouble = format!("the skill answered {status}: the user sees nothing of it");
            said.fail(Verdict::No, trouble);
        }
        (None, failure) => {
            let (verdict, words) = unanswered(failure.as_ref());
            said.fail(verdict, words);
        }
    }
    said
}

impl Said {
    /// Takes these bytes for the answer that counts.
    fn take(&mut self, body: Vec<u8>) {
        self.findings = lint(&body);
        self.answer = serde_json::from_slice(&body).ok().filter(Value::is_object);
        self.verdict = Verdict::from_bool(worst(&self.findings) != Some(Level::Error));
        self.body = Some(body);
    }

    fn fail(&mut self, verdict: Verdict, trouble: impl Into<String>) {
        self.verdict = verdict;
        self.trouble = Some(trouble.into());
    }

    /// The answer says that another one comes later: that one counts.
    fn wait(
        &mut self,
        later: &Value,
        waiting: Option<&Waiting>,
        patience: Duration,
        watcher: &mut dyn Watcher,
    ) {
        match waiting {
            Some(waiting) if self.verdict == Verdict::Yes => {
                self.answer = None;
                self.body = None;
                waiting.expect(State::Awaited);
                watcher.waits(later.pointer("/data/text").and_then(Value::as_str));
                let mut refused = None;
                while let Some(arrived) = waiting.next(patience, &mut || watcher.is_ended()) {
                    watcher.exchanged(&arrived.exchange);
                    match arrived.refused {
                        Some(why) => refused = Some(why),
                        None => {
                            self.source = arrived.exchange.id;
                            return self.take(arrived.exchange.request.body);
                        }
                    }
                }
                let trouble = no_callback(refused, patience, watcher.is_ended());
                self.fail(Verdict::No, trouble);
            }
            Some(waiting) => {
                waiting.expect(State::Declined);
                self.answer = None;
            }
            None => {
                self.answer = None;
                self.fail(Verdict::No, NOT_ASKED);
            }
        }
    }

    /// What Kakao remembers of the turn.
    pub(in crate::flow) fn remember(&self, dialogue: &mut Dialogue, now: Timestamp) {
        if let Some(answer) = &self.answer {
            dialogue.answered(self.block.clone(), answer, now);
        }
    }
}

/// Why the user sees no late answer.
fn no_callback(refused: Option<&str>, patience: Duration, is_ended: bool) -> String {
    let until = match patience {
        _ if is_ended => "until it was ended".into(),
        VALID => "within its minute".into(),
        other => format!("within {other:?}"),
    };
    match refused {
        Some(why) => format!(
            "Kakao would not take the callback that came ({why}), and no other came {until}: the user sees no more than the words before it"
        ),
        None => {
            format!("no callback came {until}: the user sees no more than the words before it")
        }
    }
}

const NOT_ASKED: &str =
    "the skill wants to answer later, but its call named no callback URL: the user sees nothing";

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
