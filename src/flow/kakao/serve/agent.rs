//! Runs the agent that answers skill calls: an echo, an HTTP endpoint or a command.
use super::answer_cell::{AnswerCell, SkillAnswer};
use crate::error::Result;
use crate::flow::journal::{Journal, perform};
use crate::flow::web::task_limit::TaskLimit;
use crate::io::client::{Client, ClientOptions};
use crate::io::command::ProgramPool;
use crate::model::activity::{Activity, ObservedExchange};
use crate::model::history::exchange::ExchangeMeta;
use crate::model::history::hop::Hop;
use crate::model::http::{Request, Response};
use crate::model::kakao::answer::{self, AgentAnswer};
use crate::model::kakao::config;
use crate::model::protocol::{Event, Protocol};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Maximum concurrent agent calls.
const MAX_AGENT_CALLS: usize = 64;
/// Maximum response body of an HTTP agent.
const MAX_RESPONSE_BYTES: usize = 128 * 1024;

/// Starts agent calls and delivers their answers.
pub(super) struct AgentRunner {
    backend: AgentBackend,
    chunk_limit: usize,
    journal: Arc<Journal>,
    task_limit: Arc<TaskLimit>,
}

enum AgentBackend {
    Echo,
    Http { client: Client, url: String },
    Command(ProgramPool),
}

/// One skill call for the agent.
pub(super) struct AgentRequest {
    /// Body of the skill call, unchanged.
    pub(super) body: Vec<u8>,
    pub(super) utterance: String,
    pub(super) event: Event,
    /// Exchange of the skill call.
    pub(super) exchange_id: String,
    /// Time by which the server must reply to Kakao.
    pub(super) reply_deadline: Instant,
    /// Time at which the agent call is ended.
    pub(super) agent_deadline: Instant,
    /// Why `agent_deadline` is earlier than the agent's own time limit; `None` if it is not.
    pub(super) deadline_reason: Option<String>,
}

/// Answer of an agent and a warning about it, if any.
type AgentReply = (AgentAnswer, Option<String>);

impl AgentRunner {
    pub(super) fn new(
        agent: &config::Agent,
        chunk_limit: usize,
        journal: Arc<Journal>,
    ) -> Result<Self> {
        let backend = match agent {
            config::Agent::Echo => AgentBackend::Echo,
            config::Agent::Http(url) => AgentBackend::Http {
                client: Client::new(ClientOptions {
                    max_body: MAX_RESPONSE_BYTES,
                    ..ClientOptions::default()
                })?,
                url: url.clone(),
            },
            config::Agent::Command(words) => {
                let journal = journal.clone();
                let notify =
                    move |line| journal.publish(Activity::Notice(format!("agent: {line}")));
                AgentBackend::Command(ProgramPool::start(words.clone(), Arc::new(notify))?)
            }
        };
        Ok(Self {
            backend,
            chunk_limit,
            journal,
            task_limit: TaskLimit::new(MAX_AGENT_CALLS),
        })
    }

    /// Starts an agent call on a new thread; the returned cell gets its answer. An echo is answered at once.
    pub(super) fn start(self: &Arc<Self>, request: AgentRequest) -> Arc<AnswerCell> {
        let cell = Arc::new(AnswerCell::default());
        if let AgentBackend::Echo = self.backend {
            let text = format!("Echo: {}", request.utterance.trim());
            cell.set(self.to_skill_answer(Ok((AgentAnswer::Text(text, None), None))));
            return cell;
        }
        let Some(permit) = self.task_limit.try_acquire() else {
            let reason = format!("{MAX_AGENT_CALLS} answers are thought of already");
            cell.set(self.to_skill_answer(Err(reason)));
            return cell;
        };
        let (runner, shared_cell) = (self.clone(), cell.clone());
        let work = move || {
            let _permit = permit;
            runner.run(&request, &shared_cell);
        };
        let started = std::thread::Builder::new().name("agent".into()).spawn(work);
        if let Err(error) = started {
            cell.set(self.to_skill_answer(Err(error.to_string())));
        }
        cell
    }

    /// Waits for the agent, records the exchange and sets `cell`.
    fn run(&self, request: &AgentRequest, cell: &AnswerCell) {
        let (reply, observed) = match &self.backend {
            AgentBackend::Echo => return,
            AgentBackend::Http { client, url } => self.call_endpoint(client, url, request),
            AgentBackend::Command(pool) => {
                let line = to_single_line(&request.body);
                let output = pool.run(line, request.agent_deadline, &|| cell.is_abandoned());
                (output.and_then(|output| parse_reply(&output, false)), None)
            }
        };
        let reply = reply.map_err(|reason| match &request.deadline_reason {
            Some(deadline_reason) if Instant::now() >= request.agent_deadline => {
                format!("{reason}: {deadline_reason}")
            }
            _ => reason,
        });
        // An agent that was stopped because its answer was abandoned has not failed.
        let failed = reply.is_err() && !cell.is_abandoned();
        self.journal.publish(Activity::AgentCall { failed });
        let mut skill_answer = self.to_skill_answer(reply);
        let record = || {
            observed
                .into_iter()
                .for_each(|observed| self.journal.record(observed))
        };
        if Instant::now() <= request.reply_deadline {
            // Setting the cell publishes the call: the agent's exchange must be shown before it.
            record();
            return cell.set(skill_answer);
        }
        // The call has been shown already. Set the cell first, so that the answer is available once the agent's
        // exchange is shown.
        let warning = skill_answer.warning.take().filter(|_| !cell.is_abandoned());
        cell.set(skill_answer);
        record();
        if let Some(warning) = warning {
            let notice = format!("{}: {warning}", request.exchange_id);
            self.journal.publish(Activity::Notice(notice));
        }
    }

    /// Posts the call to the endpoint; returns its answer and the exchange.
    fn call_endpoint(
        &self,
        client: &Client,
        url: &str,
        request: &AgentRequest,
    ) -> (Result<AgentReply, String>, Option<ObservedExchange>) {
        let http_request = Request::post(url, "application/json", request.body.clone());
        let time_left = request
            .agent_deadline
            .saturating_duration_since(Instant::now());
        let event = request.event.clone();
        let meta = ExchangeMeta::event(Protocol::KakaoSkill, event, None);
        let time_limit = time_left.max(Duration::from_millis(1));
        let (exchange, response) = perform(client, http_request, time_limit, meta);
        let exchange = exchange.sent_on(Hop::Forwarded, &request.exchange_id);
        let observed = ObservedExchange::new(exchange);
        let reply = match response {
            Ok(response) if !response.is_success() => {
                Err(format!("it answered {}", response.status))
            }
            Ok(response) if is_html_page(&response.body) => {
                Err("it answered with an HTML page".into())
            }
            Ok(response) => parse_reply(&response.body, declares_json(&response)),
            Err(failure) => Err(failure.message.to_string()),
        };
        (reply, Some(observed))
    }

    /// Converts a reply or an error into what the user sees.
    fn to_skill_answer(&self, reply: Result<AgentReply, String>) -> SkillAnswer {
        match reply {
            Ok((reply, warning)) => SkillAnswer {
                body: reply.into_response_body(self.chunk_limit),
                warning,
            },
            Err(warning) => SkillAnswer {
                body: answer::text(answer::FAILED),
                warning: Some(format!("the agent failed: {warning}")),
            },
        }
    }

    /// Ends agent commands and waits at most `grace` for their calls to finish.
    pub(super) fn shut_down(&self, grace: Duration) {
        if let AgentBackend::Command(pool) = &self.backend {
            pool.close();
            self.task_limit.drain(grace);
        }
    }
}

/// Parses an answer. Invalid JSON is an error if the agent declared JSON; otherwise it is text, with a warning if it
/// begins like JSON.
fn parse_reply(bytes: &[u8], is_json: bool) -> Result<AgentReply, String> {
    let reply = AgentAnswer::parse(bytes).ok_or_else(|| "its answer is no UTF-8".to_owned())?;
    match answer::json_error(bytes) {
        Some(reason) if is_json => {
            Err(format!("its answer is no JSON, as it says it is: {reason}"))
        }
        Some(reason) if bytes.trim_ascii_start().starts_with(b"{") => {
            let remark = format!(
                "the agent's answer begins with `{{` and is no JSON ({reason}): the user reads it as it is"
            );
            Ok((reply, Some(remark)))
        }
        _ => Ok((reply, None)),
    }
}

/// Returns whether a non-empty response is declared as JSON.
fn declares_json(response: &Response) -> bool {
    let kind = response.headers.text("Content-Type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let kind = kind.to_ascii_lowercase();
    let is_json = kind == "application/json" || kind.ends_with("+json");
    is_json && !response.body.trim_ascii().is_empty()
}

/// Returns whether the body is an HTML page: proxies and frameworks report errors so. Checks the start of the body,
/// because frameworks label plain text `text/html`, too.
fn is_html_page(body: &[u8]) -> bool {
    let begins = |with: &str| {
        let start = body.trim_ascii_start().get(..with.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
    };
    begins("<!doctype") || begins("<html")
}

/// Puts JSON on one line and ends it: a raw newline in JSON is only whitespace between tokens.
fn to_single_line(json: &[u8]) -> Vec<u8> {
    let space = |byte: &u8| match byte {
        b'\n' | b'\r' => b' ',
        byte => *byte,
    };
    json.iter().map(space).chain([b'\n']).collect()
}
