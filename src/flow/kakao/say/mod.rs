//! Simulates Kakao for a skill: one call with its five-second limit, and the callback with its limit of a minute.
mod callback_server;
mod callback_slot;

pub(in crate::flow) use callback_slot::{CallbackReceiver, CallbackSlot, reply_to_callback};

use crate::error::{Result, Verdict};
use crate::flow::journal::perform;
use crate::io::client::Client;
use crate::io::system;
use crate::model::history::exchange::{Exchange, ExchangeMeta, Failure, FailureCause};
use crate::model::http::{Request, Response};
use crate::model::kakao::callback::{CallbackRefusal, CallbackState, VALIDITY};
use crate::model::kakao::dialogue::{Block, Dialogue, Utterance};
use crate::model::kakao::lint::{Finding, Severity, highest_severity, lint};
use crate::model::kakao::payload::{CallOrigin, SkillPayload, SkillUser};
use crate::model::protocol::momotalk_event::EventIdentity;
use crate::model::protocol::{
    Event, Protocol, RequestSigner, SkillKey, skill_authenticate, skill_request,
};
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use callback_server::CallbackServer;
use serde_json::Value;
use std::time::Duration;

/// One user message for a skill.
#[derive(Debug, Clone)]
pub struct TurnRequest {
    /// URL of the skill.
    pub url: String,
    /// Simulated origin of the call.
    pub origin: CallOrigin,
    pub user: SkillUser,
    pub utterance: Utterance,
    /// Whether the simulated block has the callback option, so that the call names a callback URL.
    pub has_callback: bool,
    /// Time from the start of the call until a callback counts as missing; Kakao waits a minute.
    pub callback_timeout: Duration,
    /// Secret header of the skill; `None` sends none.
    pub key: Option<SkillKey>,
}

/// Outcome of one user message.
#[derive(Debug)]
pub struct TurnResult {
    pub exchange: Exchange,
    /// Final answer, unchanged: the callback's body after an interim answer, or the interim answer itself if its
    /// callback was impossible. `None` if none came.
    pub body: Option<Vec<u8>>,
    /// Exchange that carried the final answer; the call if none came.
    pub answer_exchange_id: String,
    pub block: Block,
    /// Parsed final answer; `None` if none came, or if it is no JSON object.
    pub answer: Option<Value>,
    /// Lint results of the final answer, or of one that Kakao refused.
    pub findings: Vec<Finding>,
    /// Whether Kakao would accept the answer.
    pub verdict: Verdict,
    /// Why no answer came, and what the user sees; a sentence without a full stop. `None` if an answer came.
    pub failure: Option<Phrase>,
}

/// Receives the progress of a turn.
pub trait TurnObserver {
    /// Called after each exchange, to record it.
    fn exchanged(&mut self, exchange: &Exchange);
    /// Called when the skill promises a callback; `words` is its interim text, `None` if it has none.
    fn waiting_for_callback(&mut self, words: Option<&str>);
    /// Returns whether to stop waiting for the callback.
    fn is_cancelled(&mut self) -> bool;
}

/// Runs a turn with its own callback server and updates the dialogue.
///
/// # Errors
/// Fails if the callback server cannot start or the system provides no random bytes. A failed call is no error.
pub fn say(
    turn: &TurnRequest,
    dialogue: &mut Dialogue,
    client: &Client,
    observer: &mut dyn TurnObserver,
) -> Result<TurnResult> {
    dialogue.drop_expired_contexts(system::now());
    let callback = turn
        .has_callback
        .then(|| CallbackServer::start(turn.origin));
    let callback = callback.transpose()?;
    let url = callback.as_ref().map(|server| server.url(turn.origin));
    let receiver = callback.as_ref().map(|server| &server.receiver);
    let result = run_turn(
        turn,
        dialogue,
        url.as_deref().zip(receiver),
        client,
        observer,
    )?;
    result.update_dialogue(dialogue, system::now());
    Ok(result)
}

/// Runs a turn: the call, and its callback if `callback` gives a URL and its receiver.
pub(in crate::flow) fn run_turn(
    turn: &TurnRequest,
    dialogue: &Dialogue,
    callback: Option<(&str, &CallbackReceiver)>,
    client: &Client,
    observer: &mut dyn TurnObserver,
) -> Result<TurnResult> {
    let call = SkillPayload {
        variant: turn.origin,
        user: &turn.user,
        utterance: &turn.utterance,
        last_block: dialogue.last_block.as_ref(),
        contexts: &dialogue.contexts,
        callback_url: callback.map(|(url, _)| url),
    };
    let exchange = send_request(turn, build_request(turn, &call)?, client);
    observer.exchanged(&exchange);
    let mut result = judge(exchange, call.block());
    let receiver = callback.map(|(_, receiver)| receiver);
    let interim = result
        .answer
        .as_ref()
        .filter(|answer| answer["useCallback"] == true);
    match (interim.cloned(), receiver) {
        (Some(interim), receiver) => {
            result.wait_for_callback(&interim, receiver, turn.callback_timeout, observer)
        }
        (None, Some(receiver)) => receiver.set_state(CallbackState::Declined),
        (None, None) => {}
    }
    for arrival in receiver
        .into_iter()
        .flat_map(CallbackReceiver::remaining_arrivals)
    {
        observer.exchanged(&arrival.exchange);
    }
    Ok(result)
}

/// Builds the signed call.
fn build_request(turn: &TurnRequest, call: &SkillPayload<'_>) -> Result<Request> {
    let mut request = skill_request(call.to_body());
    request.url.clone_from(&turn.url);
    let mut event = Event::default();
    let stamp = EventIdentity::new(system::random_bytes()?, system::now());
    RequestSigner::Skill(turn.key.clone()).sign(&mut request, &mut event, Some(&stamp));
    Ok(request)
}

fn send_request(turn: &TurnRequest, request: Request, client: &Client) -> Exchange {
    let event = Event::from_request(Protocol::KakaoSkill, &request);
    let secret_header = turn.key.as_ref().map(|key| &*key.header);
    let meta = ExchangeMeta {
        signature: skill_authenticate(&request, turn.key.as_ref()),
        ..ExchangeMeta::event(Protocol::KakaoSkill, event, secret_header)
    };
    let timeout = Protocol::KakaoSkill.response_timeout();
    perform(client, request, timeout, meta).0
}

/// Judges the immediate response of the skill.
fn judge(exchange: Exchange, block: Block) -> TurnResult {
    let mut result = TurnResult {
        body: None,
        answer_exchange_id: exchange.id.clone(),
        answer: None,
        findings: Vec::new(),
        verdict: Verdict::Yes,
        failure: None,
        block,
        exchange,
    };
    match (&result.exchange.response, &result.exchange.failure) {
        (Some(response), _) if response.is_success() => {
            let body = response.body.clone();
            result.set_answer(body);
        }
        (Some(Response { status, .. }), _) => {
            let reason = Phrase::new("skill.status").with("status", *status);
            result.fail(Verdict::No, reason);
        }
        (None, failure) => {
            let (verdict, reason) = judge_failure(failure.as_ref());
            result.fail(verdict, reason);
        }
    }
    result
}

impl TurnResult {
    /// Sets and lints the final answer.
    fn set_answer(&mut self, body: Vec<u8>) {
        self.findings = lint(&body);
        self.answer = serde_json::from_slice(&body).ok().filter(Value::is_object);
        self.verdict =
            Verdict::from_bool(highest_severity(&self.findings) != Some(Severity::Error));
        self.body = Some(body);
    }

    fn fail(&mut self, verdict: Verdict, reason: Phrase) {
        self.verdict = verdict;
        self.failure = Some(reason);
    }

    /// Replaces the interim answer with that of the callback.
    fn wait_for_callback(
        &mut self,
        interim: &Value,
        receiver: Option<&CallbackReceiver>,
        timeout: Duration,
        observer: &mut dyn TurnObserver,
    ) {
        match receiver {
            Some(receiver) if self.verdict == Verdict::Yes => {
                self.answer = None;
                self.body = None;
                receiver.set_state(CallbackState::Awaited);
                observer
                    .waiting_for_callback(interim.pointer("/data/text").and_then(Value::as_str));
                let mut refusal = None;
                while let Some(arrival) =
                    receiver.next_arrival(timeout, &mut || observer.is_cancelled())
                {
                    observer.exchanged(&arrival.exchange);
                    match arrival.refusal {
                        Some(refused) if refused.is_final => {
                            return self.refuse_callback(arrival.exchange, refused);
                        }
                        Some(refused) => refusal = Some(refused.reason),
                        None => {
                            self.answer_exchange_id = arrival.exchange.id;
                            return self.set_answer(arrival.exchange.request.body);
                        }
                    }
                }
                let reason = missing_callback(refusal, timeout, observer.is_cancelled());
                self.fail(Verdict::No, reason);
            }
            Some(receiver) => {
                receiver.set_state(CallbackState::Declined);
                self.answer = None;
            }
            None => {
                self.answer = None;
                self.fail(Verdict::No, Phrase::new("skill.no-callback-url"));
            }
        }
    }

    /// Ends the turn with a callback that Kakao refuses; its findings stay, the user sees nothing of it.
    fn refuse_callback(&mut self, callback: Exchange, refusal: CallbackRefusal) {
        self.findings = match refusal.is_about_answer() {
            true => lint(&callback.request.body),
            false => Vec::new(),
        };
        self.answer_exchange_id = callback.id;
        let reason = Phrase::new("callback.refused").with("why", refusal.reason);
        self.fail(Verdict::No, reason.with("message", refusal.message));
    }

    /// Updates the state that Kakao keeps between turns.
    pub(in crate::flow) fn update_dialogue(&self, dialogue: &mut Dialogue, now: Timestamp) {
        if let Some(answer) = &self.answer {
            dialogue.apply_answer(self.block.clone(), answer, now);
        }
    }
}

/// Returns why no callback was accepted.
fn missing_callback(refusal: Option<Phrase>, timeout: Duration, is_cancelled: bool) -> Phrase {
    let until = match timeout {
        _ if is_cancelled => Phrase::new("until.ended"),
        VALIDITY => Phrase::new("until.minute"),
        other => Phrase::new("until.time").with("time", Phrase::library(&format!("{other:?}"))),
    };
    let phrase = match refusal {
        Some(reason) => Phrase::new("callback.invalid").with("why", reason),
        None => Phrase::new("callback.none"),
    };
    phrase.with("until", until)
}

fn judge_failure(failure: Option<&Failure>) -> (Verdict, Phrase) {
    match failure {
        Some(failure) if failure.cause == FailureCause::Timeout => {
            (Verdict::No, Phrase::new("skill.timeout"))
        }
        Some(failure) => {
            let verdict = match failure.cause {
                FailureCause::Broken
                | FailureCause::Protocol
                | FailureCause::TooLarge
                | FailureCause::Rejected => Verdict::No,
                _ => Verdict::Unknown,
            };
            (verdict, failure.message.clone())
        }
        None => (Verdict::Unknown, Phrase::new("skill.no-answer")),
    }
}
