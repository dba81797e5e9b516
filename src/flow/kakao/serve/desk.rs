//! What the skill server does with each request.
use super::agent::{Question, Tell, Thinker};
use super::late::{Conversation, Late, Lates};
use super::poster::{Letter, Poster};
use super::thought::{Answered, Thought};
use super::{Happening, ServeOptions};
use crate::error::Result;
use crate::flow::receive::{InboundRequest, Journal, ObservedExchange, rejected_exchange};
use crate::io::server::{Handler, ReceivedRequest, RejectedRequest, Reply};
use crate::model::http::target::is_same_path;
use crate::model::http::{Request, Response};
use crate::model::kakao::policy::{CallbackHosts, Policy};
use crate::model::kakao::request::SkillRequest;
use crate::model::kakao::{answer, callback};
use crate::model::protocol::{Event, Protocol, SkillKey, skill_authenticate};
use crate::model::secret::signature::Check;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Takes calls, keeps them, answers them.
pub(super) struct Desk {
    path: String,
    key: Option<SkillKey>,
    policy: Policy,
    timeout: Duration,
    budget: Duration,
    hosts: CallbackHosts,
    ledger: Arc<Journal>,
    thinker: Arc<Thinker>,
    poster: Arc<Poster>,
    lates: Arc<Lates>,
}

/// The note of an answer that was due.
const BEFORE: &str = "the answer to what was said before";

/// What a call is answered.
struct Turn {
    response: Response,
    notes: Vec<String>,
    /// What is still to be posted.
    letter: Option<Letter>,
}

impl Turn {
    fn of(body: Vec<u8>) -> Self {
        Self::with(Response::new(200, "application/json", body))
    }

    fn with(response: Response) -> Self {
        Self {
            response,
            notes: Vec::new(),
            letter: None,
        }
    }

    fn answered(answered: Answered) -> Self {
        Self::of(answered.body).note(answered.trouble)
    }

    fn note(mut self, note: impl Into<Option<String>>) -> Self {
        self.notes.extend(note.into());
        self
    }
}

/// A call that is being answered.
struct Call<'a> {
    case: &'a InboundRequest,
    request: &'a SkillRequest,
    /// When Kakao is answered in any case.
    soon: Instant,
    /// Who talks, and the number of the utterance.
    said: Option<(Conversation, u64)>,
    /// The callback URL, where it may be used.
    callback: Option<&'a str>,
}

impl Desk {
    pub(super) fn new(options: ServeOptions, tell: Tell) -> Result<Self> {
        let told = tell.clone();
        let report = move |report| told(Happening::Report(Box::new(report)));
        let ledger = Arc::new(Journal::new(options.recorder, Box::new(report)));
        let lates = Arc::new(Lates::default());
        Ok(Self {
            thinker: Arc::new(Thinker::new(
                &options.agent,
                options.chunk_limit,
                ledger.clone(),
                tell.clone(),
            )?),
            poster: Arc::new(Poster::new(ledger.clone(), lates.clone(), tell)?),
            path: options.path,
            key: options.key,
            policy: options.policy,
            timeout: options.timeout,
            budget: options.budget,
            hosts: options.callback_hosts,
            ledger,
            lates,
        })
    }

    /// Gives up what is still thought of, and posts what is there.
    pub(super) fn end(&self, grace: Duration) {
        self.lates.end();
        self.thinker.end(grace);
        self.poster.end(grace);
    }

    fn hidden(&self) -> Option<&str> {
        self.key.as_ref().map(|key| &*key.header)
    }

    fn examine(&self, received: ReceivedRequest) -> InboundRequest {
        let request = &received.request;
        let protocol = match self.is_skill(request) {
            true => Protocol::KakaoSkill,
            false => Protocol::recognise(request),
        };
        let event = Event::of(protocol, request);
        let check = skill_authenticate(request, self.key.as_ref());
        InboundRequest::new(received, protocol, event, check)
    }

    fn is_skill(&self, request: &Request) -> bool {
        is_same_path(request.path(), &self.path) && request.method == "POST"
    }

    /// Why a request is not taken, for the sender and for who watches.
    fn refusal(&self, case: &InboundRequest) -> Option<(Response, Option<String>)> {
        let request = &case.request;
        if !is_same_path(request.path(), &self.path) {
            let why = format!("only `{}` is taken", self.path);
            return Some((Response::text(404, "Not Found"), Some(why)));
        }
        if request.method != "POST" {
            let mut response = Response::text(405, "Method Not Allowed");
            response.headers.push("Allow", "POST");
            return Some((response, Some("skills are called by POST".into())));
        }
        let is_known = self.key.is_none() || case.signature.verdict == Check::Valid;
        let refused = Response::json(401, &serde_json::json!({ "error": "Unauthorized" }));
        // The check's own explanation says the rest.
        (!is_known).then_some((refused, None))
    }

    fn turn(&self, case: &InboundRequest) -> Turn {
        let request = match SkillRequest::read(&case.request.body) {
            Ok(request) => request,
            Err(what) => {
                let body = serde_json::json!({ "error": what });
                return Turn::with(Response::json(400, &body)).note(what.to_owned());
            }
        };
        if let Some(words) = self.policy.refusal(&request) {
            let who = format!("the user `{}` is not answered", request.user_id);
            return Turn::of(answer::text(words)).note(who);
        }
        let (said, late) = match request.conversation() {
            Some(who) => {
                let (number, late) = self.lates.said(&who);
                (Some((who, number)), late)
            }
            None => (None, None),
        };
        let url = request.callback_url.as_deref();
        let call = Call {
            case,
            request: &request,
            soon: case.started_at + self.budget,
            said,
            callback: url.filter(|url| self.hosts.allow(url)),
        };
        let refused = url.is_some() && call.callback.is_none();
        let note = || "the host of the callback URL is not Kakao's (`--callback-host`)".to_owned();
        self.reply_to(&call, late).note(refused.then(note))
    }

    /// The answer that was due, or a new one, or both.
    fn reply_to(&self, call: &Call<'_>, late: Option<Late>) -> Turn {
        match late {
            Some(Late::Next(thought)) if call.asks_for_the_late() => {
                match thought.wait(call.soon) {
                    Some(answered) => Turn::answered(answered).note(BEFORE.to_owned()),
                    None => self.postpone(call, thought),
                }
            }
            Some(Late::Next(thought)) if thought.is_ready() => match thought.wait(call.soon) {
                Some(before) => self.both(call, before),
                None => self.fresh(call),
            },
            Some(Late::Next(thought) | Late::Callback(thought)) => {
                let superseded = thought.give_up();
                let note = || "supersedes what was said before".to_owned();
                self.fresh(call).note(superseded.then(note))
            }
            None => self.fresh(call),
        }
    }

    /// Asks the agent.
    fn think(&self, call: &Call<'_>) -> Arc<Thought> {
        let (longest, hurry) = match call.callback {
            Some(_) => callback::for_an_agent(self.timeout),
            None => (self.timeout, None),
        };
        self.thinker.think(Question {
            body: call.case.request.body.clone(),
            utterance: call.request.utterance.clone(),
            event: call.case.event.clone(),
            source: call.case.id(),
            soon: call.soon,
            until: call.case.started_at + longest,
            hurry,
        })
    }

    /// A new answer.
    fn fresh(&self, call: &Call<'_>) -> Turn {
        let thought = self.think(call);
        match (thought.wait(call.soon), call.callback) {
            (Some(answered), None) if answer::is_by_callback(&answered.body) => {
                let why = "the agent wants to answer by callback, and the call names no callback URL: the user sees nothing";
                Turn::answered(answered).note(why.to_owned())
            }
            (Some(answered), _) => Turn::answered(answered),
            (None, Some(url)) => self.call_back(call, url, thought),
            (None, None) => self.postpone(call, thought),
        }
    }

    /// The answer that was due, and below it the new one, if that is there in time and finds room; else it is kept for
    /// what the user says next.
    fn both(&self, call: &Call<'_>, before: Answered) -> Turn {
        let thought = self.think(call);
        if let Some(answered) = thought.wait(call.soon)
            && let Some(body) = answer::join(&before.body, &answered.body)
        {
            return Turn::of(body)
                .note(before.trouble)
                .note(answered.trouble)
                .note(BEFORE.to_owned());
        }
        let kept = match &call.said {
            Some((who, number)) => self.lates.keep(who, *number, Late::Next(thought)),
            None => false,
        };
        let turn = match kept {
            true => Turn::of(answer::with_more(&before.body)),
            false => Turn::of(before.body),
        };
        turn.note(before.trouble).note(BEFORE.to_owned())
    }

    /// Keeps the answer for what the user says next.
    fn postpone(&self, call: &Call<'_>, thought: Arc<Thought>) -> Turn {
        let kept = match &call.said {
            Some((who, number)) => self.lates.keep(who, *number, Late::Next(thought)),
            None => !thought.give_up(),
        };
        let note = match (kept, &call.said) {
            (true, _) => "late: its answer is kept for what the user says next",
            (false, Some(_)) => "late, and superseded meanwhile",
            (false, None) => "late, and given up: the call does not say whose it is",
        };
        Turn::of(answer::ask_later()).note(note.to_owned())
    }

    /// Has the answer posted to the callback URL.
    fn call_back(&self, call: &Call<'_>, url: &str, thought: Arc<Thought>) -> Turn {
        if let Some((who, number)) = &call.said {
            self.lates
                .keep(who, *number, Late::Callback(thought.clone()));
        }
        let letter = Letter {
            url: url.to_owned(),
            thought,
            source: call.case.id(),
            event: call.case.event.clone(),
            started: call.case.started_at,
            said: call.said.clone(),
        };
        let (_, hurry) = callback::for_an_agent(self.timeout);
        Turn {
            letter: Some(letter),
            ..Turn::of(answer::by_callback())
        }
        .note("late: its answer goes to the callback URL".to_owned())
        .note(hurry)
    }
}

impl Call<'_> {
    /// Whether the user has touched the button that asks for the late answer.
    fn asks_for_the_late(&self) -> bool {
        self.request.utterance.trim() == answer::SHOW
    }
}

impl Handler for Desk {
    fn handle(&self, received: ReceivedRequest) -> Reply<'_> {
        let request = &received.request;
        if request.path() == "/health" && ["GET", "HEAD"].contains(&&*request.method) {
            return Response::new(200, "text/plain; charset=utf-8", "ok").into();
        }
        let case = self.examine(received);
        if let Some((response, note)) = self.refusal(&case) {
            let exchange = case.into_exchange(self.hidden(), &response);
            let report = ObservedExchange {
                note,
                ..ObservedExchange::new(exchange)
            };
            return Reply {
                response,
                after: Some(Box::new(move || self.ledger.record(report))),
            };
        }
        let turn = self.turn(&case);
        let mut report = ObservedExchange::new(case.into_exchange(self.hidden(), &turn.response));
        let refusal = self.ledger.record_before_reply(&mut report);
        // Without the promise that it comes, nothing is posted.
        let letter = turn.letter.filter(|_| refusal.is_none());
        for note in turn.notes {
            report.add_note(note);
        }
        let after = move || {
            self.ledger.publish(report);
            if let Some(letter) = letter {
                self.poster.post(letter);
            }
        };
        Reply {
            response: refusal.unwrap_or(turn.response),
            after: Some(Box::new(after)),
        }
    }

    fn rejected(&self, refused: RejectedRequest) {
        let mut report = rejected_exchange(refused);
        if let Some(name) = self.hidden() {
            report.exchange.request.headers.hide(name);
        }
        self.ledger.record(report);
    }
}
