//! HTTP handler of the skill server.
use super::ServeOptions;
use super::agent::{AgentRequest, AgentRunner};
use super::answer_cell::{AnswerCell, SkillAnswer};
use super::callback_sender::{CallbackPost, CallbackSender};
use super::pending_answers::{ConversationKey, PendingAnswer, PendingAnswers};
use crate::error::Result;
use crate::flow::journal::{Journal, Observer};
use crate::flow::web::inbound::InboundRequest;
use crate::flow::web::rejected::rejected_exchange;
use crate::io::server::{Handler, ReceivedRequest, RejectedRequest, Reply};
use crate::model::activity::{Activity, ObservedExchange};
use crate::model::history::exchange::ExchangeMeta;
use crate::model::http::target::is_same_path;
use crate::model::http::{Request, Response};
use crate::model::kakao::policy::{AccessPolicy, CallbackHosts};
use crate::model::kakao::request::SkillRequest;
use crate::model::kakao::{answer, callback};
use crate::model::protocol::{Event, Protocol, SkillKey, skill_authenticate};
use crate::model::secret::signature::SignatureVerdict;
use crate::model::text::phrase::Phrase;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Authenticates, records and answers skill calls.
pub(super) struct SkillHandler {
    path: String,
    key: Option<SkillKey>,
    policy: AccessPolicy,
    agent_timeout: Duration,
    budget: Duration,
    callback_hosts: CallbackHosts,
    journal: Arc<Journal>,
    agent: Arc<AgentRunner>,
    callbacks: Arc<CallbackSender>,
    pending: Arc<PendingAnswers>,
}

const PREVIOUS_ANSWER_NOTE: &str = "the answer to what was said before";

/// Reply to a call, with notes for the observer.
struct SkillReply {
    response: Response,
    notes: Vec<String>,
    /// Callback to post after the reply; `None` if the reply is final.
    callback: Option<CallbackPost>,
}

impl SkillReply {
    fn ok(body: Vec<u8>) -> Self {
        Self::from_response(Response::new(200, "application/json", body))
    }

    fn from_response(response: Response) -> Self {
        Self {
            response,
            notes: Vec::new(),
            callback: None,
        }
    }

    fn from_answer(skill_answer: SkillAnswer) -> Self {
        Self::ok(skill_answer.body).with_note(skill_answer.warning)
    }

    fn with_note(mut self, note: impl Into<Option<String>>) -> Self {
        self.notes.extend(note.into());
        self
    }
}

/// Call during its handling.
struct PendingCall<'a> {
    inbound: &'a InboundRequest,
    request: &'a SkillRequest,
    /// Time by which the server must reply.
    reply_deadline: Instant,
    /// Conversation and number of the utterance; `None` if the call does not identify its user.
    conversation: Option<(ConversationKey, u64)>,
    /// Callback URL; `None` if the call has none or its host is not allowed.
    callback_url: Option<&'a str>,
}

impl SkillHandler {
    pub(super) fn new(options: ServeOptions, observer: Observer) -> Result<Self> {
        let journal = Arc::new(Journal::new(options.recorder, Some(observer))?);
        let pending = Arc::new(PendingAnswers::default());
        Ok(Self {
            agent: Arc::new(AgentRunner::new(
                &options.agent,
                options.chunk_limit,
                journal.clone(),
            )?),
            callbacks: Arc::new(CallbackSender::new(journal.clone(), pending.clone())?),
            path: options.path,
            key: options.key,
            policy: options.policy,
            agent_timeout: options.timeout,
            budget: options.budget,
            callback_hosts: options.callback_hosts,
            journal,
            pending,
        })
    }

    /// Abandons pending answers and posts finished ones; waits at most `grace` for agents and again for callbacks.
    pub(super) fn shut_down(&self, grace: Duration) {
        self.pending.abandon_all();
        self.agent.shut_down(grace);
        self.callbacks.shut_down(grace);
    }

    fn secret_header(&self) -> Option<&str> {
        self.key.as_ref().map(|key| &*key.header)
    }

    fn examine(&self, received: ReceivedRequest) -> InboundRequest {
        let request = &received.request;
        let protocol = match self.is_skill(request) {
            true => Protocol::KakaoSkill,
            false => Protocol::recognise(request),
        };
        let event = Event::from_request(protocol, request);
        let meta = ExchangeMeta {
            signature: skill_authenticate(request, self.key.as_ref()),
            ..ExchangeMeta::event(protocol, event, self.secret_header())
        };
        InboundRequest::new(received, meta)
    }

    fn is_skill(&self, request: &Request) -> bool {
        is_same_path(request.path(), &self.path) && request.method == "POST"
    }

    /// Returns the error response and its note if the request is rejected.
    fn refusal(&self, inbound: &InboundRequest) -> Option<(Response, Option<String>)> {
        let request = &inbound.request;
        if !is_same_path(request.path(), &self.path) {
            let note = format!("only `{}` is taken", self.path);
            return Some((Response::text(404, "Not Found"), Some(note)));
        }
        if request.method != "POST" {
            let mut response = Response::text(405, "Method Not Allowed");
            response.headers.push("Allow", "POST");
            return Some((response, Some("skills are called by POST".into())));
        }
        let is_authentic =
            self.key.is_none() || inbound.meta.signature.verdict == SignatureVerdict::Valid;
        let unauthorized = Response::json(401, &serde_json::json!({ "error": "Unauthorized" }));
        // The signature check carries its own explanation.
        (!is_authentic).then_some((unauthorized, None))
    }

    fn reply(&self, inbound: &InboundRequest) -> SkillReply {
        let request = match SkillRequest::read(&inbound.request.body) {
            Ok(request) => request,
            Err(reason) => {
                let body = serde_json::json!({ "error": reason });
                return SkillReply::from_response(Response::json(400, &body))
                    .with_note(reason.to_owned());
            }
        };
        if let Some(text) = self.policy.refusal(&request) {
            let note = format!("the user `{}` is not answered", request.user_id);
            return SkillReply::ok(answer::text(text)).with_note(note);
        }
        let (conversation, pending_answer) = match request.conversation_key() {
            Some(key) => {
                let (number, pending_answer) = self.pending.begin_utterance(&key);
                (Some((key, number)), pending_answer)
            }
            None => (None, None),
        };
        let url = request.callback_url.as_deref();
        let call = PendingCall {
            inbound,
            request: &request,
            reply_deadline: inbound.started_at + self.budget,
            conversation,
            callback_url: url.filter(|url| self.callback_hosts.allows(url)),
        };
        let is_url_refused = url.is_some() && call.callback_url.is_none();
        let note = || "the host of the callback URL is not Kakao's (`--callback-host`)".to_owned();
        self.reply_to_utterance(&call, pending_answer)
            .with_note(is_url_refused.then(note))
    }

    /// Replies with the pending answer, with a new one, or with both.
    fn reply_to_utterance(
        &self,
        call: &PendingCall<'_>,
        pending_answer: Option<PendingAnswer>,
    ) -> SkillReply {
        match pending_answer {
            Some(PendingAnswer::NextUtterance(cell)) if call.requests_pending_answer() => {
                match cell.wait_until(call.reply_deadline) {
                    Some(skill_answer) => SkillReply::from_answer(skill_answer)
                        .with_note(PREVIOUS_ANSWER_NOTE.to_owned()),
                    None => self.postpone(call, cell),
                }
            }
            Some(PendingAnswer::NextUtterance(cell)) if cell.is_ready() => {
                match cell.wait_until(call.reply_deadline) {
                    Some(previous) => self.reply_with_both(call, previous),
                    None => self.reply_with_new(call),
                }
            }
            Some(PendingAnswer::NextUtterance(cell) | PendingAnswer::Callback(cell)) => {
                let is_superseded = cell.abandon();
                let note = || "supersedes what was said before".to_owned();
                self.reply_with_new(call)
                    .with_note(is_superseded.then(note))
            }
            None => self.reply_with_new(call),
        }
    }

    fn ask_agent(&self, call: &PendingCall<'_>) -> Arc<AnswerCell> {
        let (time_limit, deadline_reason) = match call.callback_url {
            Some(_) => callback::limit_agent_time(self.agent_timeout),
            None => (self.agent_timeout, None),
        };
        self.agent.start(AgentRequest {
            body: call.inbound.request.body.clone(),
            utterance: call.request.utterance.clone(),
            event: call.inbound.meta.event.clone(),
            exchange_id: call.inbound.id(),
            reply_deadline: call.reply_deadline,
            agent_deadline: call.inbound.started_at + time_limit,
            deadline_reason: deadline_reason.map(|reason| reason.to_string()),
        })
    }

    fn reply_with_new(&self, call: &PendingCall<'_>) -> SkillReply {
        let cell = self.ask_agent(call);
        match (cell.wait_until(call.reply_deadline), call.callback_url) {
            (Some(skill_answer), _) => call.reply_with(skill_answer),
            (None, Some(url)) => self.reply_by_callback(call, url, cell),
            (None, None) => self.postpone(call, cell),
        }
    }

    /// Replies with `previous` and the new answer below it. A new answer that is late or does not fit is stored for
    /// the next utterance.
    fn reply_with_both(&self, call: &PendingCall<'_>, previous: SkillAnswer) -> SkillReply {
        let cell = self.ask_agent(call);
        if let Some(skill_answer) = cell.wait_until(call.reply_deadline)
            && let Some(body) = answer::join(&previous.body, &skill_answer.body)
        {
            return SkillReply::ok(body)
                .with_note(previous.warning)
                .with_note(skill_answer.warning)
                .with_note(PREVIOUS_ANSWER_NOTE.to_owned());
        }
        let is_stored = match &call.conversation {
            Some((key, number)) => {
                self.pending
                    .store(key, *number, PendingAnswer::NextUtterance(cell))
            }
            None => false,
        };
        let reply = match is_stored {
            true => SkillReply::ok(answer::with_show_button(&previous.body)),
            false => SkillReply::ok(previous.body),
        };
        reply
            .with_note(previous.warning)
            .with_note(PREVIOUS_ANSWER_NOTE.to_owned())
    }

    /// Stores the answer for the next utterance and asks the user to wait.
    fn postpone(&self, call: &PendingCall<'_>, cell: Arc<AnswerCell>) -> SkillReply {
        let note = match &call.conversation {
            Some((key, number)) => {
                let answer = PendingAnswer::NextUtterance(cell);
                match self.pending.store(key, *number, answer) {
                    true => "late: its answer is kept for what the user says next",
                    false => "late, and superseded meanwhile",
                }
            }
            None => match cell.answer_or_abandon() {
                // It came since the wait for it ended.
                Some(skill_answer) => return call.reply_with(skill_answer),
                None => "late, and given up: the call does not say whose it is",
            },
        };
        SkillReply::ok(answer::ask_later_answer()).with_note(note.to_owned())
    }

    /// Replies that the answer follows and prepares its callback.
    fn reply_by_callback(
        &self,
        call: &PendingCall<'_>,
        url: &str,
        cell: Arc<AnswerCell>,
    ) -> SkillReply {
        if let Some((key, number)) = &call.conversation {
            self.pending
                .store(key, *number, PendingAnswer::Callback(cell.clone()));
        }
        let post = CallbackPost {
            url: url.to_owned(),
            answer: cell,
            exchange_id: call.inbound.id(),
            event: call.inbound.meta.event.clone(),
            call_started: call.inbound.started_at,
            conversation: call.conversation.clone(),
        };
        let (_, deadline_reason) = callback::limit_agent_time(self.agent_timeout);
        SkillReply {
            callback: Some(post),
            ..SkillReply::ok(answer::callback_answer())
        }
        .with_note("late: its answer goes to the callback URL".to_owned())
        .with_note(deadline_reason.map(|reason| reason.to_string()))
    }
}

impl PendingCall<'_> {
    fn reply_with(&self, skill_answer: SkillAnswer) -> SkillReply {
        let is_lost = self.callback_url.is_none() && answer::is_by_callback(&skill_answer.body);
        let note = "the agent wants to answer by callback, and the call names no callback URL: the user sees nothing";
        SkillReply::from_answer(skill_answer).with_note(is_lost.then(|| note.to_owned()))
    }

    /// Returns whether the user tapped the button that requests the pending answer, or typed its text.
    fn requests_pending_answer(&self) -> bool {
        self.request.utterance.trim() == answer::SHOW
    }
}

impl Handler for SkillHandler {
    fn handle(&self, received: ReceivedRequest) -> Reply<'_> {
        let request = &received.request;
        if request.path() == "/health" && ["GET", "HEAD"].contains(&&*request.method) {
            return Response::new(200, "text/plain; charset=utf-8", "ok").into();
        }
        let inbound = self.examine(received);
        if let Some((response, note)) = self.refusal(&inbound) {
            let exchange = inbound.into_exchange(&response);
            let observed = ObservedExchange {
                note: note.map(Phrase::verbatim),
                ..ObservedExchange::new(exchange)
            };
            return Reply {
                response,
                after: Some(Box::new(move || self.journal.record(observed))),
            };
        }
        let reply = self.reply(&inbound);
        let mut observed = ObservedExchange::new(inbound.into_exchange(&reply.response));
        let refusal = self.journal.record_before_reply(&mut observed);
        // If the call was not recorded, Kakao got an error and expects no callback.
        let post = reply.callback.filter(|_| refusal.is_none());
        for note in reply.notes {
            observed.add_note(Phrase::verbatim(note));
        }
        let after = move || {
            self.journal.publish(Activity::Exchange(Box::new(observed)));
            if let Some(post) = post {
                self.callbacks.start(post);
            }
        };
        Reply {
            response: refusal.unwrap_or(reply.response),
            after: Some(Box::new(after)),
        }
    }

    fn rejected(&self, refused: RejectedRequest) {
        let observed = rejected_exchange(refused, self.secret_header());
        self.journal.record(observed);
    }
}
